"""What servers give of the ideal: the share of its speed by load, and the speed and throughput that follow."""

from headroom.calculator.constants import REFERENCE_BATCH
from headroom.calculator.math import minimum
from headroom.calculator.units import Fraction, Ratio, Second, Sequences, Tokens, TokensPerSecond


def calibration_at_load(
    reference_calibration: Fraction, batch: Sequences, *, load_exponent: Ratio, software_factor: Ratio
) -> Fraction:
    """Share of the ideal speed that a server reaches with some conversations at once, from what others reach with 64.

    Notes
    -----
    A fit of our own to measured chat servers, from 8 conversations to 2,000: the fuller a server, the more
    its prompts interrupt the writing. Below and above, an extrapolation. Never more than the ideal.

    References
    ----------
    mlenergy2026leaderboard : the measurements; the fit is ours
    """
    return minimum(1, software_factor * reference_calibration * (batch / REFERENCE_BATCH) ** -load_exponent)


def calibrated_step_time(decode_step_time: Second, decode_calibration: Fraction) -> Second:
    """Expected time of one decode step, from the ideal and the share of its speed that is reached.

    References
    ----------
    mlenergy2026leaderboard : the measurements of that share
    """
    return decode_step_time / decode_calibration


def user_speed(step_time: Second) -> TokensPerSecond:
    """Tokens per second that one user sees.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return 1 / step_time


def decode_throughput(batch: Sequences, step_time: Second) -> TokensPerSecond:
    """Tokens per second of the whole batch.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return batch / step_time


def request_throughput(
    prompt_tokens: Tokens, answer_tokens: Tokens, *, prefill_time: Second, step_time: Second, batch: Sequences
) -> TokensPerSecond:
    """Tokens per second of a machine that reads each prompt and writes each answer, both counted.

    Notes
    -----
    The reading of a prompt stops the writing of the batch, as on servers that do both. A long prompt makes it high, so
    it says little without the two lengths.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return (prompt_tokens + answer_tokens) / (prefill_time + answer_tokens * step_time / batch)
