"""What an hour of an owned chip costs, and when owning beats renting."""

from headroom.calculator.constants import (
    HOURS_PER_CALENDAR_MONTH,
    HOURS_PER_YEAR,
    ONE_YEAR,
    WATTS_PER_KILOWATT,
    WATTS_PER_MEGAWATT,
)
from headroom.calculator.math import exp, log
from headroom.calculator.training.amortised import capital_per_chip_hour
from headroom.calculator.units import (
    Chip,
    Fraction,
    KilowattPerChip,
    Megawatt,
    OrdersOfMagnitudePerYear,
    PerYear,
    Ratio,
    Usd,
    UsdPerChip,
    UsdPerChipHour,
    UsdPerChipYear,
    UsdPerKilowattHour,
    UsdPerKilowattMonth,
    UsdPerWatt,
    WattPerChip,
    Year,
)


def cluster_price(system_price: UsdPerChip, *, interconnect_share: Fraction) -> UsdPerChip:
    """Price of one chip with its share of server and network.

    Notes
    -----
    The share is the network's part of the whole cluster. Building and power plant are not in it: a site with
    100,000 H100 cost half as much again for construction.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return system_price / (1 - interconnect_share)


def growth_of_capital(discount_rate: PerYear, life_years: Year) -> Ratio:
    """What a dollar at the required return becomes over the life.

    References
    ----------
    short1995manual
    """
    return exp(log(1 + discount_rate * ONE_YEAR) * life_years / ONE_YEAR)


def capital_recovery_factor(discount_rate: PerYear, life_years: Year) -> PerYear:
    """Yearly payment per dollar that pays back capital with compound interest over the life.

    Notes
    -----
    Goes to one over the life as the required return goes to zero.

    References
    ----------
    short1995manual
    """
    growth = growth_of_capital(discount_rate, life_years)
    return discount_rate * growth / (growth - 1)


def yearly_capital_cost(
    cluster_price: UsdPerChip, life_years: Year, *, discount_rate: PerYear, residual_share: Fraction
) -> UsdPerChipYear:
    """What owning one chip costs in a year, less what it is worth in the end.

    Notes
    -----
    The residual value is taken in at the end of the life and discounted to the purchase.

    References
    ----------
    short1995manual
    v2pseo2026tco
    """
    growth = growth_of_capital(discount_rate, life_years)
    payment = capital_recovery_factor(discount_rate, life_years)
    return cluster_price * (1 - residual_share / growth) * payment


def energy_cost_per_chip_hour(
    facility_power_per_chip: WattPerChip, electricity_price: UsdPerKilowattHour
) -> UsdPerChipHour:
    """Electricity that one chip uses in an hour, at the meter of the site.

    Notes
    -----
    `facility_power_per_chip` has server, load and PUE in it.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return facility_power_per_chip / WATTS_PER_KILOWATT * electricity_price


def running_cost_per_chip_hour(
    energy_cost_per_chip_hour: UsdPerChipHour, hosted_power: KilowattPerChip, *, colocation_price: UsdPerKilowattMonth
) -> UsdPerChipHour:
    """Electricity and hosting of one chip for one hour.

    Notes
    -----
    Hosting pays for building, cooling plant and power connection; an owner of all three pays them as capital.

    References
    ----------
    aitalks2025tco : section 2.2
    """
    return energy_cost_per_chip_hour + hosted_power * colocation_price / HOURS_PER_CALENDAR_MONTH


def owned_cost_per_used_hour(
    yearly_capital_cost: UsdPerChipYear, running_cost_per_chip_hour: UsdPerChipHour, *, used_share: Fraction
) -> UsdPerChipHour:
    """Cost of one used hour of an owned chip.

    Notes
    -----
    Idle hours are paid for too; that they draw less power is left out.

    References
    ----------
    cheah2024freakonomics
    """
    return (yearly_capital_cost / HOURS_PER_YEAR + running_cost_per_chip_hour) / used_share


def break_even_use(
    yearly_capital_cost: UsdPerChipYear, running_cost_per_chip_hour: UsdPerChipHour, *, chip_hour_price: UsdPerChipHour
) -> Fraction:
    """Use above which owning costs less than renting the hours that are used.

    Notes
    -----
    Above 1 renting is cheaper at any use.

    References
    ----------
    cheah2024freakonomics
    """
    return (yearly_capital_cost / HOURS_PER_YEAR + running_cost_per_chip_hour) / chip_hour_price


def payback_years(
    cluster_price: UsdPerChip,
    chip_hour_price: UsdPerChipHour,
    *,
    used_share: Fraction,
    running_cost_per_chip_hour: UsdPerChipHour,
) -> Year:
    """Time until the margin on the rent has paid the capital.

    Notes
    -----
    Without interest. Negative where the rent does not even pay for running the chip: it never pays back.

    References
    ----------
    cheah2024freakonomics
    """
    return cluster_price / (HOURS_PER_YEAR * (used_share * chip_hour_price - running_cost_per_chip_hour))


def rent_margin(chip_hour_price: UsdPerChipHour, owned_cost_per_used_hour: UsdPerChipHour) -> Ratio:
    """How far the market's rent stands above the cost of owning.

    Notes
    -----
    State the use at which the cost of owning was taken. Staff, support, failures and ordinary profit are in the margin
    as well as scarcity. Below 0 owners lose on new capital.

    References
    ----------
    neighborhood2026h100
    """
    return chip_hour_price / owned_cost_per_used_hour - 1


def amortised_chip_hour_cost(
    chip_value: UsdPerChip,
    value_decline: OrdersOfMagnitudePerYear,
    *,
    interconnect_share: Fraction,
    energy_cost_per_chip_hour: UsdPerChipHour,
) -> UsdPerChipHour:
    """Chip-hour by decline of value, as training costs are amortised.

    Notes
    -----
    No cost of capital, hosting or idle hours.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return capital_per_chip_hour(chip_value, value_decline) / (1 - interconnect_share) + energy_cost_per_chip_hour


def cluster_power(chips: Chip, facility_power_per_chip: WattPerChip) -> Megawatt:
    """Average power of all chips of a cluster.

    References
    ----------
    aiinframap2026power
    epoch2024costcode
    """
    return chips * facility_power_per_chip / WATTS_PER_MEGAWATT


def capital_per_watt(nominal_cost: Usd, cluster_power: Megawatt) -> UsdPerWatt:
    """Cost of a cluster over its power.

    Notes
    -----
    Say whether chips, building or both are in the cost, and whether the power is that of chips, IT or site.

    References
    ----------
    uuaa2025anthropic
    epoch2026aichipcounts
    """
    return nominal_cost / (cluster_power * WATTS_PER_MEGAWATT)
