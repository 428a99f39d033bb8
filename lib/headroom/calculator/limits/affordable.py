"""What a run asks for in chips, power and money, and when a growing bill meets a growing budget."""

from headroom.calculator.constants import HOURS_PER_DAY, ONE_YEAR, SECONDS_PER_DAY
from headroom.calculator.training.development import years_to_cost
from headroom.calculator.units import (
    Chip,
    ChipHour,
    Day,
    Flop,
    FlopPerSecondPerUsd,
    Fraction,
    GrowthPerYear,
    Megawatt,
    Usd,
    UsdOfAYear,
    Year,
)


def chips_for_deadline(chip_hours: ChipHour, run_days: Day) -> Chip:
    """Chips that do the hours of a run in a given time.

    Notes
    -----
    The inverse of `wall_clock_days`: twice the time asks for half the chips, at the same bill.

    References
    ----------
    sevilla2024scaling2030 : footnote 60
    """
    return chip_hours / (run_days * HOURS_PER_DAY)


def cluster_capital(
    training_flop: Flop, run_days: Day, *, price_performance: FlopPerSecondPerUsd, mfu: Fraction, server_share: Fraction
) -> Usd:
    """Capital spending that puts up the cluster of a run, its building and network included.

    Notes
    -----
    The whole price of the cluster, which serves other work before and after: a run uses up only the part of its life
    that it takes. The inverse of `capital_ceiling` where one run has all that a year of spending buys.

    References
    ----------
    sevilla2024scaling2030 : Will labs attempt to scale to these new heights?
    """
    return training_flop / (run_days * SECONDS_PER_DAY * price_performance * mfu * server_share)


def years_to_meet(
    nominal_cost: Usd, target_cost: Usd, *, growth_per_year: GrowthPerYear, target_growth: GrowthPerYear
) -> Year:
    """Years until a growing cost is as large as what grows more slowly.

    Notes
    -----
    Negative if it is larger already.

    References
    ----------
    epoch2026cashflow
    """
    return years_to_cost(nominal_cost, target_cost, growth_per_year=growth_per_year / target_growth)


def budget_share(nominal_cost: Usd, yearly_budget: UsdOfAYear) -> Fraction:
    """A cost as a share of what somebody has in a year.

    Notes
    -----
    Above 1 it takes more than a year of it.

    References
    ----------
    epoch2026cashflow
    """
    return nominal_cost / (yearly_budget * ONE_YEAR)


def power_share(peak_power: Megawatt, available_power: Megawatt) -> Fraction:
    """Power of a cluster as a share of what there is.

    References
    ----------
    sevilla2024scaling2030 : Power constraints
    """
    return peak_power / available_power
