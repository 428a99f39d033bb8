"""Chip-hours and days of a run, with utilisation inside a step and goodput over the weeks kept apart."""

from headroom.calculator.constants import (
    FLOP_PER_PARAM_TOKEN,
    FLOP_PER_PARAM_TOKEN_RECOMPUTED,
    HOURS_PER_DAY,
    SECONDS_PER_DAY,
    SECONDS_PER_HOUR,
)
from headroom.calculator.units import (
    Chip,
    ChipHour,
    Day,
    Flop,
    FlopPerSecondPerChip,
    Fraction,
    Params,
    Tokens,
    TokensPerSecondPerChip,
)


def mfu(
    params: Params, tokens_per_second_per_chip: TokensPerSecondPerChip, *, peak_flop_per_second: FlopPerSecondPerChip
) -> Fraction:
    """Model FLOP utilisation from measured throughput.

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    tokens_per_second_per_chip : TokensPerSecondPerChip
        Training tokens per second and chip [tokens/s/chip], 1 to 1e6.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    Fraction
        Model FLOP over peak, inside a running step [fraction].

    Notes
    -----
    Without attention FLOP, as in PaLM's second figure. State the peak's precision with every MFU: DeepSeek-V3
    is at 39 % of the BF16 and 19 % of the FP8 peak.

    References
    ----------
    chowdhery2022palm : section 4.1
    """
    return FLOP_PER_PARAM_TOKEN * params * tokens_per_second_per_chip / peak_flop_per_second


def hfu(mfu: Fraction, recompute_fraction: Fraction) -> Fraction:
    """Hardware FLOP utilisation from MFU, when activations are recomputed.

    Parameters
    ----------
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    recompute_fraction : Fraction
        Share of the forward pass that is done again [fraction], 0 to 1.

    Returns
    -------
    Fraction
        FLOP executed over peak [fraction].

    Notes
    -----
    The forward pass is a third of the model FLOP. Four thirds of MFU under full recomputation; 0.7 to 2.2
    points above it under selective recomputation.

    References
    ----------
    korthikanti2022recompute
    mosaicml2023benchmarks
    """
    return mfu * (1 + recompute_fraction / 3)


def mfu_at_reference_peak(
    mfu: Fraction, peak_flop_per_second: FlopPerSecondPerChip, *, reference_peak: FlopPerSecondPerChip
) -> Fraction:
    """The same run's MFU against another peak of the chip.

    Parameters
    ----------
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    reference_peak : FlopPerSecondPerChip
        Another peak of the same chip [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    Fraction
        MFU of the same run against the reference peak [fraction].

    Notes
    -----
    Turns a share of the FP8 peak into a share of the BF16 peak, and back.

    References
    ----------
    deepseek2024v3 : Table 4
    """
    return mfu * peak_flop_per_second / reference_peak


def chip_hours(
    training_flop: Flop, peak_flop_per_second: FlopPerSecondPerChip, *, mfu: Fraction, goodput: Fraction
) -> ChipHour:
    """Chip-hours that a run is billed for.

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.

    Returns
    -------
    ChipHour
        Chips times paid hours [chip·h].

    Notes
    -----
    Published MFU holds inside a running step. Restarts, stalls, batch ramps and repeated steps belong to
    goodput.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return training_flop / (SECONDS_PER_HOUR * peak_flop_per_second * mfu * goodput)


def wall_clock_days(chip_hours: ChipHour, chips: Chip) -> Day:
    """Calendar time of a run on a number of chips.

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    chips : Chip
        Chips that train together [chip], 1 to 1e8.

    Returns
    -------
    Day
        Calendar time of the run [d].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chip_hours / (HOURS_PER_DAY * chips)


def training_days(
    training_flop: Flop, chips: Chip, *, peak_flop_per_second: FlopPerSecondPerChip, mfu: Fraction, goodput: Fraction
) -> Day:
    """Calendar time of a run from its FLOP.

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    chips : Chip
        Chips that train together [chip], 1 to 1e8.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.

    Returns
    -------
    Day
        Calendar time of the run, from its FLOP [d].

    References
    ----------
    jaxml2025scalingbook : applied-training.md
    """
    return wall_clock_days(chip_hours(training_flop, peak_flop_per_second, mfu=mfu, goodput=goodput), chips)


def training_days_narayanan2021(
    params: Params, tokens: Tokens, *, chips: Chip, achieved_flop_per_second: FlopPerSecondPerChip
) -> Day:
    """Calendar time by the rule of Megatron, with all activations recomputed.

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    tokens : Tokens
        Tokens processed, repeats included [tokens], 1e6 to 1e17.
    chips : Chip
        Chips that train together [chip], 1 to 1e8.
    achieved_flop_per_second : FlopPerSecondPerChip
        Hardware FLOP/s that one chip reaches [FLOP/s/chip], 1e11 to 1e17.

    Returns
    -------
    Day
        Calendar time of a run that recomputes all activations [d].

    Notes
    -----
    The rate is of hardware FLOP, so recomputed ones count on both sides.

    References
    ----------
    narayanan2021megatron : section 5.1
    bigscience2022tr11 : math/README
    """
    return FLOP_PER_PARAM_TOKEN_RECOMPUTED * params * tokens / (SECONDS_PER_DAY * chips * achieved_flop_per_second)


def chip_hours_from_throughput(tokens: Tokens, tokens_per_second_per_chip: TokensPerSecondPerChip) -> ChipHour:
    """Chip-hours from measured throughput.

    Parameters
    ----------
    tokens : Tokens
        Tokens processed, repeats included [tokens], 1e6 to 1e17.
    tokens_per_second_per_chip : TokensPerSecondPerChip
        Training tokens per second and chip [tokens/s/chip], 1 to 1e6.

    Returns
    -------
    ChipHour
        Tokens over throughput [chip·h].

    References
    ----------
    touvron2023llama : section 2.4
    """
    return tokens / (SECONDS_PER_HOUR * tokens_per_second_per_chip)


def effective_utilisation(
    training_flop: Flop, chip_hours: ChipHour, *, peak_flop_per_second: FlopPerSecondPerChip
) -> Fraction:
    """The utilisation that a bill of chip-hours implies.

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    Fraction
        Model FLOP over peak, over all paid time [fraction].

    Notes
    -----
    The product of MFU and goodput. Over 24 dense runs the median is 0.35.

    References
    ----------
    epoch2025models
    """
    return training_flop / (SECONDS_PER_HOUR * chip_hours * peak_flop_per_second)


def goodput(effective_utilisation: Fraction, mfu: Fraction) -> Fraction:
    """The goodput that a bill and a reported MFU imply.

    Parameters
    ----------
    effective_utilisation : Fraction
        Model FLOP over peak, over all paid time [fraction], 0.01 to 0.8.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.

    Returns
    -------
    Fraction
        Share of paid time that advances the run [fraction].

    Notes
    -----
    0.66 to 0.84 where both are published. Above 1 the two disagree about FLOP, peak or hours.

    References
    ----------
    epoch2025models
    """
    return effective_utilisation / mfu
