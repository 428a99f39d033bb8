"""Backwards: what a budget buys."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN, SECONDS_PER_HOUR
from headroom.calculator.math import sqrt
from headroom.calculator.units import (
    ChipHour,
    Flop,
    FlopPerSecondPerChip,
    Fraction,
    Params,
    Tokens,
    TokensPerParam,
    Usd,
    UsdPerChipHour,
)


def chip_hours_for_budget(budget: Usd, chip_hour_price: UsdPerChipHour) -> ChipHour:
    """Chip-hours that a budget rents.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return budget / chip_hour_price


def flop_from_chip_hours(
    chip_hours: ChipHour, peak_flop_per_second: FlopPerSecondPerChip, *, mfu: Fraction, goodput: Fraction
) -> Flop:
    """Model FLOP that chip-hours do.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return SECONDS_PER_HOUR * chip_hours * peak_flop_per_second * mfu * goodput


def flop_for_budget(
    budget: Usd,
    chip_hour_price: UsdPerChipHour,
    *,
    peak_flop_per_second: FlopPerSecondPerChip,
    mfu: Fraction,
    goodput: Fraction,
) -> Flop:
    """Model FLOP that a budget buys.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    hours = chip_hours_for_budget(budget, chip_hour_price)
    return flop_from_chip_hours(hours, peak_flop_per_second, mfu=mfu, goodput=goodput)


def compute_optimal_params(training_flop: Flop, tokens_per_param: TokensPerParam) -> Params:
    """Parameters that use up a compute at a fixed number of tokens per parameter.

    Notes
    -----
    About 20 tokens per parameter were compute-optimal for Chinchilla; models that are served a lot train on
    many more.

    References
    ----------
    hoffmann2022chinchilla : Table 3
    """
    return sqrt(training_flop / (FLOP_PER_PARAM_TOKEN * tokens_per_param))


def compute_optimal_tokens(training_flop: Flop, tokens_per_param: TokensPerParam) -> Tokens:
    """Tokens that use up a compute at a fixed number of tokens per parameter.

    References
    ----------
    hoffmann2022chinchilla : Table 3
    """
    return tokens_per_param * compute_optimal_params(training_flop, tokens_per_param)


def params_for_budget(
    budget: Usd,
    chip_hour_price: UsdPerChipHour,
    *,
    peak_flop_per_second: FlopPerSecondPerChip,
    mfu: Fraction,
    goodput: Fraction,
    tokens_per_param: TokensPerParam,
) -> Params:
    """Largest compute-optimal model that a budget trains.

    References
    ----------
    hoffmann2022chinchilla : Table 3
    epoch2024costcode
    """
    flop = flop_for_budget(budget, chip_hour_price, peak_flop_per_second=peak_flop_per_second, mfu=mfu, goodput=goodput)
    return compute_optimal_params(flop, tokens_per_param)
