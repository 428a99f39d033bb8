"""Method B and the owner's view: what a chip-hour costs, rented or owned."""

from headroom.calculator.constants import HOURS_PER_CALENDAR_MONTH, HOURS_PER_CALENDAR_YEAR
from headroom.calculator.units import (
    Chip,
    ChipHour,
    Fraction,
    KilowattPerChip,
    PerYear,
    Usd,
    UsdPerChip,
    UsdPerChipHour,
    UsdPerKilowattHour,
    UsdPerKilowattMonth,
    Year,
)


def rental_cost(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour) -> Usd:
    """Cost of a run by method B: its chip-hours at a rent.

    Notes
    -----
    Nearly every published figure is hours times a chosen price, so matching one tests arithmetic, not a
    model.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chip_hours * chip_hour_price


def implied_chip_hour_price(nominal_cost: Usd, chip_hours: ChipHour) -> UsdPerChipHour:
    """Price of a chip-hour that a cost implies.

    References
    ----------
    epoch2025grok4
    """
    return nominal_cost / chip_hours


def committed_price(on_demand_price: UsdPerChipHour, commitment_discount: Fraction) -> UsdPerChipHour:
    """Rent under a commitment, from the on-demand price.

    References
    ----------
    epoch2024costcode : cud_estimate.ipynb
    """
    return on_demand_price * (1 - commitment_discount)


def converted_price(
    chip_hour_price: UsdPerChipHour, quoted_discount: Fraction, *, commitment_discount: Fraction
) -> UsdPerChipHour:
    """Rent at one term of commitment, from the rent at another.

    Notes
    -----
    `chip_hour_price` is the rent at the quoted term.

    References
    ----------
    epoch2024costcode : cud_estimate.ipynb
    """
    return committed_price(chip_hour_price / (1 - quoted_discount), commitment_discount)


def owner_capital_per_chip_hour(
    system_price: UsdPerChip, life_years: Year, *, cost_of_capital: PerYear
) -> UsdPerChipHour:
    """Capital of an owned chip-hour with simple interest over its life.

    Notes
    -----
    For chips that never stand idle; divide by the share of hours sold otherwise.

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return system_price * (1 + cost_of_capital * life_years) / (HOURS_PER_CALENDAR_YEAR * life_years)


def hosting_per_chip_hour(
    hosted_power: KilowattPerChip, colocation_price: UsdPerKilowattMonth, *, electricity_price: UsdPerKilowattHour
) -> UsdPerChipHour:
    """Colocation and electricity of one chip-hour.

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return hosted_power * (colocation_price / HOURS_PER_CALENDAR_MONTH + electricity_price)


def owned_chip_hour_cost(
    system_price: UsdPerChip, life_years: Year, *, cost_of_capital: PerYear, hosting_per_chip_hour: UsdPerChipHour
) -> UsdPerChipHour:
    """Cost of an owned chip-hour: capital and hosting.

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return (
        owner_capital_per_chip_hour(system_price, life_years, cost_of_capital=cost_of_capital) + hosting_per_chip_hour
    )


def cluster_purchase_cost(chips: Chip, system_price: UsdPerChip, *, interconnect_share: Fraction) -> Usd:
    """Price of all chips, servers and network bought new.

    Notes
    -----
    A median of 53 times the amortised final run in the public comparison.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chips * system_price / (1 - interconnect_share)
