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

    Parameters
    ----------
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.

    Returns
    -------
    ChipHour
        Chip-hours that the budget rents [chip·h].

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

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.

    Returns
    -------
    Flop
        Model FLOP that the chip-hours do [FLOP].

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

    Parameters
    ----------
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.

    Returns
    -------
    Flop
        Model FLOP that the budget buys [FLOP].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    hours = chip_hours_for_budget(budget, chip_hour_price)
    return flop_from_chip_hours(hours, peak_flop_per_second, mfu=mfu, goodput=goodput)


def compute_optimal_params(training_flop: Flop, tokens_per_param: TokensPerParam) -> Params:
    """Parameters that use up a compute at a fixed number of tokens per parameter.

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    tokens_per_param : TokensPerParam
        Training tokens over parameters [tokens/param], 1 to 10000.

    Returns
    -------
    Params
        Parameters that use up the compute [params].

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

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    tokens_per_param : TokensPerParam
        Training tokens over parameters [tokens/param], 1 to 10000.

    Returns
    -------
    Tokens
        Tokens that use up the compute [tokens].

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

    Parameters
    ----------
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.
    tokens_per_param : TokensPerParam
        Training tokens over parameters [tokens/param], 1 to 10000.

    Returns
    -------
    Params
        Parameters of the largest compute-optimal model [params].

    References
    ----------
    hoffmann2022chinchilla : Table 3
    epoch2024costcode
    """
    flop = flop_for_budget(budget, chip_hour_price, peak_flop_per_second=peak_flop_per_second, mfu=mfu, goodput=goodput)
    return compute_optimal_params(flop, tokens_per_param)
