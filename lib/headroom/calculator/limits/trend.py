"""The trend against which ceilings stand, money under two opposing trends, and several estimates as one."""

from headroom.calculator.constants import ONE_YEAR
from headroom.calculator.math import exp, log, sqrt
from headroom.calculator.units import Flop, GrowthPerYear, Ratio, Usd, Year


def flop_after(training_flop: Flop, compute_growth: GrowthPerYear, *, years: Year) -> Flop:
    """Compute of the largest run after years of a constant trend.

    Notes
    -----
    Four times a year is what the study of 2024 compares with; a trend is no forecast.

    References
    ----------
    sevilla2024scaling2030 : footnote 10
    """
    return training_flop * compute_growth ** (years / ONE_YEAR)


def cost_under_two_trends(
    nominal_cost: Usd, compute_growth: GrowthPerYear, *, price_performance_growth: GrowthPerYear, years: Year
) -> Usd:
    """Cost of the largest run when runs grow and a dollar buys more.

    Notes
    -----
    It falls where a dollar's worth grows faster than the runs.

    References
    ----------
    sevilla2024scaling2030 : Modeling energy bottlenecks
    """
    return nominal_cost * (compute_growth / price_performance_growth) ** (years / ONE_YEAR)


def pooled_growth(
    first_growth: GrowthPerYear, second_growth: GrowthPerYear, *, first_log_error: Ratio, second_log_error: Ratio
) -> GrowthPerYear:
    """One growth of two estimates, each weighted by how certain it is.

    Notes
    -----
    Of several: pool the first two, then the result with the next, in any order. They must be independent of each other
    and of one thing; estimates that lie farther apart than their errors allow are of two things.

    References
    ----------
    cochran1954combination : section 3
    """
    first_weight = 1 / first_log_error**2
    second_weight = 1 / second_log_error**2
    logs = first_weight * log(first_growth) + second_weight * log(second_growth)
    return exp(logs / (first_weight + second_weight))


def pooled_log_error(first_log_error: Ratio, second_log_error: Ratio) -> Ratio:
    """Error of the logarithm of two estimates that are pooled.

    References
    ----------
    cochran1954combination : section 3
    """
    return 1 / sqrt(1 / first_log_error**2 + 1 / second_log_error**2)
