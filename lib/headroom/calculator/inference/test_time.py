"""What more samples and longer thinking buy, and at what rate they replace training."""

import numpy as np
from scipy.special import betainc, betaln, gammaln

from headroom.calculator.constants import JONES_ELO_OFFSET, JONES_ELO_PER_TENFOLD_TEST, JONES_ELO_PER_TENFOLD_TRAIN
from headroom.calculator.math import exp, log
from headroom.calculator.registry import procedure
from headroom.calculator.units import Elo, Fraction, Ratio, Samples, Usd


def naive_coverage(solve_probability: Fraction, samples: Samples) -> Fraction:
    """Chance that at least one of several samples solves one problem.

    Notes
    -----
    For one problem. Never for a set of problems with their mean probability: 15.9 % would give 58 % at five
    samples and certainty at 250, where 56 % were measured, because hard problems stay hard.

    References
    ----------
    brown2024monkeys : section 2
    """
    return 1 - (1 - solve_probability) ** samples


def coverage_brown2024(samples: Samples, coverage_prefactor: Ratio, *, coverage_exponent: Ratio) -> Fraction:
    """Share of a set of problems that several samples solve: the power law in the logarithm.

    Notes
    -----
    An empirical fit, both constants negative. It promises neither the value at one sample nor sense below it.

    References
    ----------
    brown2024monkeys : section 3
    """
    return exp(coverage_prefactor * samples**coverage_exponent)


def coverage_exponent(
    coverage: Fraction, first_coverage: Fraction, *, samples: Samples, first_samples: Samples
) -> Ratio:
    """Exponent of the power law through two measured points.

    References
    ----------
    brown2024monkeys : section 3
    """
    return log(log(coverage) / log(first_coverage)) / log(samples / first_samples)


def coverage_prefactor(first_coverage: Fraction, first_samples: Samples, *, coverage_exponent: Ratio) -> Ratio:
    """Prefactor of the power law through a measured point.

    References
    ----------
    brown2024monkeys : section 3
    """
    return log(first_coverage) / first_samples**coverage_exponent


def attempts_cost(attempt_cost: Usd, samples: Samples) -> Usd:
    """Cost of several attempts.

    References
    ----------
    brown2024monkeys : Table 1
    """
    return attempt_cost * samples


def score_at_cost(task_cost: Usd, midpoint_cost: Usd, *, score_slope: Ratio) -> Fraction:
    """Score as a logistic curve in the logarithm of the cost of a task.

    Notes
    -----
    A description of points, not a theory: it goes to everything at infinite cost, which no published run
    does.

    References
    ----------
    officechai2026arc
    """
    return 1 / (1 + exp(-score_slope * log(task_cost / midpoint_cost)))


def training_equivalent(inference_factor: Ratio, exchange_slope: Ratio) -> Ratio:
    """Factor of training compute that a factor of inference compute replaces.

    Notes
    -----
    Slope 1.2 in a board game, 1 to 2 in a survey of language, code and games. Only where the model sometimes
    succeeds.

    References
    ----------
    jones2021scaling : abstract
    villalobos2023tradeoff
    """
    return inference_factor ** (1 / exchange_slope)


def elo_jones2021(test_compute: Ratio, train_compute: Ratio) -> Elo:
    """Playing strength in Hex on a board of nine, from compute for training and for each move.

    Notes
    -----
    The fit in its own units: numbers of FLOP, Elo relative to perfect play. Its authors warn of a bug in a
    search constant.

    References
    ----------
    jones2021scaling : section 5
    """
    tenfold_test = log(test_compute) / log(10)
    tenfold_train = log(train_compute) / log(10)
    return JONES_ELO_PER_TENFOLD_TEST * tenfold_test + JONES_ELO_PER_TENFOLD_TRAIN * tenfold_train - JONES_ELO_OFFSET


def token_allowance_snell2024(size_ratio: Ratio, inference_to_training: Ratio) -> Ratio:
    """Times the tokens that a small model may draw at the total FLOP of a large one.

    Notes
    -----
    Thinking wins when queries are few, training when they are many.

    References
    ----------
    snell2024scaling : section 7
    """
    return size_ratio + 3 * (size_ratio - 1) / inference_to_training


@procedure("Vega has no Beta function")
def coverage_schaeffer2025(samples: Samples, difficulty_alpha: Ratio, *, difficulty_beta: Ratio) -> Fraction:
    """Share of a set of problems that several samples solve, if their difficulty follows a Beta law.

    Notes
    -----
    The mean over problems of one minus the chance that all samples fail: 1 - B(alpha, beta + k) / B(alpha, beta). For
    many samples the unsolved share falls as k to the power -alpha: hard problems make the power law.

    References
    ----------
    schaeffer2025monkeys : abstract
    """
    return -np.expm1(betaln(difficulty_alpha, difficulty_beta + samples) - betaln(difficulty_alpha, difficulty_beta))


@procedure("binomial coefficients of large numbers, which Vega lacks")
def unbiased_coverage(samples: Samples, drawn_samples: Samples, *, solved_samples: Samples) -> Fraction:
    """Chance that one of several samples solves a problem, estimated from more samples without bias.

    Notes
    -----
    1 - C(n - c, k) / C(n, k); certainty where fewer than k samples fail.

    References
    ----------
    brown2024monkeys : section 2
    """
    failed = np.asarray(drawn_samples - solved_samples, float)
    possible = np.maximum(failed - samples, 0)
    ratio = gammaln(failed + 1) - gammaln(possible + 1) - gammaln(drawn_samples + 1)
    ratio = ratio + gammaln(drawn_samples - samples + 1)
    return np.where(failed < samples, 1.0, -np.expm1(np.minimum(ratio, 0)))[()]


@procedure("Vega has no incomplete Beta function")
def majority_accuracy(solve_probability: Fraction, votes: Samples) -> Fraction:
    """Accuracy of a majority vote between two answers.

    Notes
    -----
    Voting sharpens, it does not discover: a chance above one half goes to certainty, one below goes to nothing.

    References
    ----------
    wang2022selfconsistency
    wu2024inference
    """
    half = (votes + 1) / 2
    return betainc(half, half, solve_probability)
