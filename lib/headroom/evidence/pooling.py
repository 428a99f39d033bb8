"""What the next case of a group will be, where groups have few cases each: partial pooling of fractions.

A fraction's log-odds are those of its kind, plus an effect of its group, plus an effect of a mark that some cases bear,
plus the scatter of single cases. Groups are drawn from one normal distribution, so that each is pulled towards all the
more, the fewer cases it has (a group of one by far, a group never seen entirely); the mark is a contrast of its own,
whose doubt is in the answer. Scatter is the same in all groups, and cases are taken as independent of each other.

How far groups differ is known badly from a handful of them, so that no single value is taken for it: the ratio of the
deviation between groups to that within runs over a half-Cauchy distribution (as often above one as below), each value
counts by its likelihood (restricted, as in REML), and given the ratio everything else has a closed form, Student's t.
The answer is the mixture: it holds the scatter of a new case, the doubt of mean and effects, and that of the variances.
Log-odds keep it between 0 and 1. It does not hold for fractions that reach 0 or 1, for skew scatter, or for a trend.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit, stdtr

from headroom.evidence.aggregates import Many, many
from headroom.evidence.correlations import stratified
from headroom.evidence.faults import LackingError
from headroom.evidence.quantity import SAMPLES, Quantity

FEWEST = 5  # cases, under which nothing is said
RATIOS = np.tan(np.pi / 2 * (np.arange(64) + 0.5) / 64)  # between over within: the middles of equal shares of the prior
LOG_ODDS = np.linspace(-9, 9, 721)  # where the answer is worked out


class Mixture(NamedTuple):
    """Student distributions of log-odds, one for each of `RATIOS`: their places, widths, weights; degrees of all."""

    place: np.ndarray
    width: np.ndarray
    weight: np.ndarray
    degrees: int


def next_of(
    of: Many,
    groups: Sequence[str],
    marked: Sequence[bool],
    *,
    group: str,
    mark: bool = False,
    name: str,
    seed: int = 0,
) -> Quantity:
    """The next case of a group: the median of what it may be, with the 90 % interval of the prediction.

    Parameters
    ----------
    of
        Fractions, each above 0 and below 1; their central values count, and the answer rests on all of them.
    groups, marked
        Of each: its group, and whether it bears the mark.
    group, mark
        Of the next one; a group that has no case yet is drawn from those that have.
    name, seed
        They decide the order of the draws.

    Raises
    ------
    LackingError
        If there are fewer than `FEWEST` cases, or none that bears the mark (or lacks it) as the next one does.
    """
    cases, marked = many(of), np.asarray(marked, bool)
    if len(cases) < FEWEST:
        raise LackingError(f"{len(cases)} cases are too few to pool; it takes {FEWEST}")
    if mark not in marked:
        raise LackingError(f"none of {len(cases)} cases {'bears' if mark else 'lacks'} the mark, as the next one does")
    of_each = mixture(logit(cases.value), np.asarray(groups), marked, group, mark)
    below = stdtr(of_each.degrees, (LOG_ODDS[:, np.newaxis] - of_each.place) / of_each.width) @ of_each.weight
    drawn = np.interp(stratified(name, seed, SAMPLES), below, LOG_ODDS)
    middle = np.interp(0.5, below, LOG_ODDS)
    return Quantity(expit(middle), expit(drawn), cases.all_rows, unit="fraction")


def mixture(values: np.ndarray, groups: np.ndarray, marked: np.ndarray, group: str, mark: bool) -> Mixture:
    """The next value of a group, given each ratio of the deviation between groups to that within."""
    names = np.unique(groups)
    member = (groups[:, np.newaxis] == names).astype(float)
    design = np.ones((len(values), 1)) if marked.all() or not marked.any() else np.c_[np.ones(len(values)), marked]
    degrees = len(values) - design.shape[1]
    between, size, own = RATIOS[:, np.newaxis] ** 2, member.sum(axis=0), names == group
    pull = between / (1 + between * size)  # of a group's total of residuals, this much is its effect
    sums = member.T @ design
    precision = design.T @ design - np.einsum("rg,gp,gq->rpq", pull, sums, sums)
    doubt = np.linalg.inv(precision)
    fixed = np.einsum("rpq,rq->rp", doubt, values @ design - np.einsum("rg,g,gp->rp", pull, values @ member, sums))
    residual = values - fixed @ design.T
    total = residual @ member
    square = np.maximum((residual**2).sum(axis=1) - (pull * total**2).sum(axis=1), 1e-12)
    likelihood = np.log1p(between * size).sum(axis=1) + np.linalg.slogdet(precision)[1] + degrees * np.log(square)
    weight = np.exp((likelihood.min() - likelihood) / 2)
    of_next = np.array([1.0, mark])[: design.shape[1]]
    place = fixed @ of_next + (pull * total)[:, own].sum(axis=1)
    apart = of_next - pull[:, own] @ sums[own]
    variance = 1 + between[:, 0] * (1 - (pull * size)[:, own].sum(axis=1))
    variance += np.einsum("rp,rpq,rq->r", apart, doubt, apart)
    return Mixture(place, np.sqrt(variance * square / degrees), weight / weight.sum(), degrees)
