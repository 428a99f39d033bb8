"""Failures, checkpoints and the goodput that they leave: the first-order model of Young and Daly."""

from headroom.calculator.constants import HOURS_PER_DAY
from headroom.calculator.math import sqrt
from headroom.calculator.units import Chip, Day, Events, Fraction, Hour, PerDay, Ratio


def mean_time_between_failures(chips: Chip, chips_per_node: Chip, *, failures_per_node_day: PerDay) -> Hour:
    """Mean time between failures of a whole cluster.

    Notes
    -----
    Any node stops the run, and failures are independent. Small jobs fail more often than this says: 7.9 h
    measured at 1,024 GPUs, 3.7 times shorter.

    References
    ----------
    kokolis2024reliability
    """
    nodes = chips / chips_per_node
    return HOURS_PER_DAY / (nodes * failures_per_node_day)


def observed_time_between_failures(wall_clock_days: Day, interruptions: Events) -> Hour:
    """Mean time between the interruptions of a run that were counted.

    References
    ----------
    grattafiori2024llama3 : section 3.3.4
    """
    return HOURS_PER_DAY * wall_clock_days / interruptions


def expected_interruptions(wall_clock_days: Day, mean_time_between_failures: Hour) -> Events:
    """Interruptions to expect in a run.

    References
    ----------
    kokolis2024reliability
    """
    return HOURS_PER_DAY * wall_clock_days / mean_time_between_failures


def best_checkpoint_interval(checkpoint_hours: Hour, mean_time_between_failures: Hour) -> Hour:
    """Interval between checkpoints that loses least time.

    Notes
    -----
    To first order; good while the interval and the restart are well below the mean time between failures.

    References
    ----------
    young1974checkpoint
    daly2006checkpoint
    """
    return sqrt(2 * checkpoint_hours * mean_time_between_failures)


def restart_overhead(
    checkpoint_hours: Hour, checkpoint_interval: Hour, *, restart_hours: Hour, mean_time_between_failures: Hour
) -> Ratio:
    """Time lost to checkpoints and failures over useful time.

    Notes
    -----
    A failure costs the restart and, on average, half an interval of work done again. To first order.

    References
    ----------
    young1974checkpoint
    daly2006checkpoint
    """
    return (
        checkpoint_hours / checkpoint_interval + (checkpoint_interval / 2 + restart_hours) / mean_time_between_failures
    )


def restart_goodput(restart_overhead: Ratio) -> Fraction:
    """Share of time that advances the run, from the overhead.

    References
    ----------
    daly2006checkpoint
    """
    return 1 / (1 + restart_overhead)


def best_restart_goodput(checkpoint_hours: Hour, restart_hours: Hour, *, mean_time_between_failures: Hour) -> Fraction:
    """Goodput at the best checkpoint interval.

    Notes
    -----
    Synchronous checkpoints. Asynchronous ones have a checkpoint cost near zero.

    References
    ----------
    young1974checkpoint
    daly2006checkpoint
    """
    interval = best_checkpoint_interval(checkpoint_hours, mean_time_between_failures)
    overhead = restart_overhead(
        checkpoint_hours,
        interval,
        restart_hours=restart_hours,
        mean_time_between_failures=mean_time_between_failures,
    )
    return restart_goodput(overhead)
