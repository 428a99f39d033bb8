"""What a company's spending allows one run."""

from headroom.calculator.constants import SECONDS_PER_DAY
from headroom.calculator.units import (
    Day,
    Flop,
    FlopPerSecondPerChip,
    FlopPerSecondPerUsd,
    Fraction,
    Ratio,
    UsdOfAYear,
    UsdPerChip,
    Year,
)


def owned_price_performance(
    peak_flop_per_second: FlopPerSecondPerChip, chip_price: UsdPerChip, *, server_overhead: Ratio
) -> FlopPerSecondPerUsd:
    """Peak FLOP/s that a dollar of servers buys.

    Notes
    -----
    Of the number format of the peak. Building and power plant are not in it.

    References
    ----------
    sevilla2024scaling2030 : Modeling energy bottlenecks
    """
    return peak_flop_per_second / (chip_price * server_overhead)


def capital_ceiling(
    capital_spending: UsdOfAYear,
    spending_years: Year,
    *,
    server_share: Fraction,
    run_share: Fraction,
    price_performance: FlopPerSecondPerUsd,
    mfu: Fraction,
    run_days: Day,
) -> Flop:
    """Largest run on the servers that one company's capital spending buys.

    Notes
    -----
    What is bought in `spending_years` years stands together and computes for the length of the run. The share of it
    that serves one run has no good published value.

    References
    ----------
    sevilla2024scaling2030 : Will labs attempt to scale to these new heights?
    """
    run_budget = capital_spending * spending_years * server_share * run_share
    return run_budget * price_performance * mfu * run_days * SECONDS_PER_DAY
