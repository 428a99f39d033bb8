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

    References
    ----------
    jaxml2025scalingbook : applied-training.md
    """
    return wall_clock_days(chip_hours(training_flop, peak_flop_per_second, mfu=mfu, goodput=goodput), chips)


def training_days_narayanan2021(
    params: Params, tokens: Tokens, *, chips: Chip, achieved_flop_per_second: FlopPerSecondPerChip
) -> Day:
    """Calendar time by the rule of Megatron, with all activations recomputed.

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

    References
    ----------
    touvron2023llama : section 2.4
    """
    return tokens / (SECONDS_PER_HOUR * tokens_per_second_per_chip)


def effective_utilisation(
    training_flop: Flop, chip_hours: ChipHour, *, peak_flop_per_second: FlopPerSecondPerChip
) -> Fraction:
    """The utilisation that a bill of chip-hours implies.

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

    Notes
    -----
    0.66 to 0.93 over five runs of which both are published, below what operators call goodput: the share of time
    in which the job runs. Above 1 the two disagree about FLOP, peak or hours.

    References
    ----------
    epoch2025models
    """
    return effective_utilisation / mfu
