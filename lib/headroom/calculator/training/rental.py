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

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.

    Returns
    -------
    Usd
        Chip-hours at a rent [USD].

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

    Parameters
    ----------
    nominal_cost : Usd
        A cost in the dollars of its own date [USD], 1 to 1e13.
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.

    Returns
    -------
    UsdPerChipHour
        Cost over chip-hours [USD/chip/h].

    References
    ----------
    epoch2025grok4
    """
    return nominal_cost / chip_hours


def committed_price(on_demand_price: UsdPerChipHour, commitment_discount: Fraction) -> UsdPerChipHour:
    """Rent under a commitment, from the on-demand price.

    Parameters
    ----------
    on_demand_price : UsdPerChipHour
        Rent of one chip for one hour without commitment [USD/chip/h], 0.01 to 100.
    commitment_discount : Fraction
        Discount of the commitment off the on-demand price [fraction], 0 to 0.9.

    Returns
    -------
    UsdPerChipHour
        Rent of a chip-hour under the commitment [USD/chip/h].

    References
    ----------
    epoch2024costcode : cud_estimate.ipynb
    """
    return on_demand_price * (1 - commitment_discount)


def converted_price(
    chip_hour_price: UsdPerChipHour, quoted_discount: Fraction, *, commitment_discount: Fraction
) -> UsdPerChipHour:
    """Rent at one term of commitment, from the rent at another.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Rent at the quoted term [USD/chip/h], 0.01 to 100.
    quoted_discount : Fraction
        Discount that the quoted price already has [fraction], 0 to 0.9.
    commitment_discount : Fraction
        Discount of the commitment off the on-demand price [fraction], 0 to 0.9.

    Returns
    -------
    UsdPerChipHour
        Rent of a chip-hour at the other term [USD/chip/h].

    References
    ----------
    epoch2024costcode : cud_estimate.ipynb
    """
    return committed_price(chip_hour_price / (1 - quoted_discount), commitment_discount)


def owner_capital_per_chip_hour(
    system_price: UsdPerChip, life_years: Year, *, cost_of_capital: PerYear
) -> UsdPerChipHour:
    """Capital of an owned chip-hour with simple interest over its life.

    Parameters
    ----------
    system_price : UsdPerChip
        Price of one chip with its share of the server [USD/chip], 100 to 1e6.
    life_years : Year
        Years over which a purchase is spread [yr], 1 to 10.
    cost_of_capital : PerYear
        Simple interest in a year [1/yr], 0 to 0.5.

    Returns
    -------
    UsdPerChipHour
        Purchase and interest of one chip-hour [USD/chip/h].

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

    Parameters
    ----------
    hosted_power : KilowattPerChip
        Power that a colocation contract counts [kW/chip], 0.05 to 20.
    colocation_price : UsdPerKilowattMonth
        Price of a kilowatt of colocation for a month [USD/kW/month], 10 to 1000.
    electricity_price : UsdPerKilowattHour
        Price of electricity without capacity charges [USD/kWh], 0.005 to 1.

    Returns
    -------
    UsdPerChipHour
        Colocation and electricity of one chip-hour [USD/chip/h].

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return hosted_power * (colocation_price / HOURS_PER_CALENDAR_MONTH + electricity_price)


def owned_chip_hour_cost(
    system_price: UsdPerChip, life_years: Year, *, cost_of_capital: PerYear, hosting_per_chip_hour: UsdPerChipHour
) -> UsdPerChipHour:
    """Cost of an owned chip-hour: capital and hosting.

    Parameters
    ----------
    system_price : UsdPerChip
        Price of one chip with its share of the server [USD/chip], 100 to 1e6.
    life_years : Year
        Years over which a purchase is spread [yr], 1 to 10.
    cost_of_capital : PerYear
        Simple interest in a year [1/yr], 0 to 0.5.
    hosting_per_chip_hour : UsdPerChipHour
        Colocation and electricity of one chip-hour [USD/chip/h], 0.001 to 20.

    Returns
    -------
    UsdPerChipHour
        Capital and hosting of one chip-hour [USD/chip/h].

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return (
        owner_capital_per_chip_hour(system_price, life_years, cost_of_capital=cost_of_capital) + hosting_per_chip_hour
    )


def cluster_purchase_cost(chips: Chip, system_price: UsdPerChip, *, interconnect_share: Fraction) -> Usd:
    """Price of all chips, servers and network bought new.

    Parameters
    ----------
    chips : Chip
        Chips that train together [chip], 1 to 1e8.
    system_price : UsdPerChip
        Price of one chip with its share of the server [USD/chip], 100 to 1e6.
    interconnect_share : Fraction
        Network's share of the cluster's cost [fraction], 0 to 0.5.

    Returns
    -------
    Usd
        All chips, servers and network bought new [USD].

    Notes
    -----
    A median of 53 times the amortised final run in the public comparison.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chips * system_price / (1 - interconnect_share)
