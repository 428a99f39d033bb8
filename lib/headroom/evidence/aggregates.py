"""One number of many, with all that it rests on: the only ways in which a table of quantities becomes a quantity.

Each says in its name what it does, and in the result's interval what its range means: the spread of reported values, or
the error of a fit. What is given are arrays or columns of quantities; the rows of all of them are those of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from headroom.evidence.columns import quantities, stacked
from headroom.evidence.faults import LackingError
from headroom.evidence.quantity import FIT, LEVEL, SAMPLES, SPREAD, Quantity, rows_of

Many = Quantity | pd.Series | Sequence[Quantity]


def many(of: Many) -> Quantity:
    """Several quantities as one array."""
    if isinstance(of, Quantity):
        return of
    return quantities(of) if isinstance(of, pd.Series) else stacked(of)


def _known(of: Many) -> Quantity:
    """Those that are known."""
    all_of = many(of)
    known = all_of[~np.isnan(all_of.value)]
    if not len(known):
        raise LackingError("no value is known of which one number could be made")
    return known


def sum_of(of: Many) -> Quantity:
    """The sum; draws add up draw by draw."""
    known = _known(of)
    samples = None if known.samples is None else known.samples.sum(axis=0)
    return Quantity(known.value.sum(), samples, known.all_rows)


def mean_of(of: Many) -> Quantity:
    """The mean, with the spread of the values as its interval (their least and greatest)."""
    return _spread(_known(of), np.mean)


def geometric_mean_of(of: Many) -> Quantity:
    """The geometric mean of positive quantities, with the spread of the values as its interval."""
    return _spread(_known(of), _geometric_mean)


def _geometric_mean(values: np.ndarray, axis: int | None = None) -> Any:
    return np.exp(np.mean(np.log(values), axis=axis))


def median_of(of: Many, *, between: tuple[float, float] = (0, 1)) -> Quantity:
    """The median, with the spread of the values as its interval.

    Parameters
    ----------
    of
        Quantities of one kind.
    between
        Shares of the values at the ends of the interval: (0, 1) the least and the greatest, (0.1, 0.9) the points that
        leave out a tenth at each end.
    """
    return _spread(_known(of), np.median, between)


def _spread(known: Quantity, middle: Any, between: tuple[float, float] = (0, 1)) -> Quantity:
    if len(known) == 1:  # nothing spreads: it is what it is
        return known[0]
    low, high = np.quantile(known.value, between)
    value = middle(known.value)
    samples = None if known.samples is None else middle(known.samples, axis=0)
    level = None if between == (0, 1) else between[1] - between[0]
    bounds = (min(low, value), max(high, value))
    return Quantity(value, samples, known.all_rows, bounds=bounds, interval=SPREAD, level=level)


def greatest_of(of: Many) -> Quantity:
    """The greatest by central value; it rests on all that it was compared with."""
    known = _known(of)
    return known[int(np.argmax(known.value))].also(known)


def least_of(of: Many) -> Quantity:
    """The least by central value; it rests on all that it was compared with."""
    known = _known(of)
    return known[int(np.argmin(known.value))].also(known)


def reaching(one: Quantity, of: Many) -> Quantity:
    """One number of many, with the interval from the lowest lower end of all to the highest upper end."""
    known = _known(of)
    bounds = (min(np.min(known.low), one.value), max(np.max(known.high), one.value))
    return Quantity(one.value, one.samples, one.also(known).rows, bounds=bounds, interval=SPREAD, level=None)


def bootstrapped(statistic: Callable[..., Any], *of: Many, seed: int = 0) -> Quantity:
    """What a function makes of some cases, with the error that comes from their being few.

    Parameters
    ----------
    statistic
        Takes arrays with the cases on the last axis and gives one number for each place on the other axes.
    of
        Quantities of the same cases; their central values count.
    seed
        Of the cases that are drawn anew, each time as many as there are, some more than once.

    Raises
    ------
    LackingError
        If there are fewer than three cases.
    """
    columns = [many(one) for one in of]
    cases = len(columns[0])
    if cases < 3:
        raise LackingError(f"{cases} cases are too few to draw anew from; it takes 3")
    drawn = np.random.default_rng([seed, cases]).integers(0, cases, (SAMPLES, cases))
    value = statistic(*(one.value for one in columns))
    samples = statistic(*(one.value[drawn] for one in columns))
    return Quantity(value, samples, rows_of(columns), interval=FIT)


def minimum_of(of: Many) -> Quantity:
    """The least in each draw, whichever it is: what someone pays who always takes the cheapest."""
    known = _known(of)
    samples = None if known.samples is None else known.samples.min(axis=0)
    return Quantity(known.value.min(), samples, known.all_rows)


def among(middle: Quantity, of: Many) -> Quantity:
    """A quantity with others of its kind as its interval, from the least to the greatest: a default with what other
    models give, the cheapest with the dearest; it rests on all of them.
    """
    known = _known(of)
    bounds = (min(known.value.min(), middle.value), max(known.value.max(), middle.value))
    rows = middle.also(known).rows
    return Quantity(middle.value, middle.samples, rows, bounds=bounds, interval=SPREAD, level=None)


def mixture_of(of: Many) -> Quantity:
    """One of several, each as likely as the others: its value is the median of theirs, and its draws are theirs in
    turn, from the low to the high ones, so that each gives its whole range.
    """
    known = _known(of)
    draws = known.draws()
    varied = draws[draws.max(axis=1) > draws.min(axis=1)]
    order = np.argsort(np.argsort(varied, axis=1).sum(axis=0), kind="stable")
    taken = draws[np.arange(len(order)) % len(known), order]
    samples = np.empty_like(taken)
    samples[order] = taken
    return Quantity(np.median(known.value), samples, known.all_rows)


def share_of(condition: Many) -> Quantity:
    """Share of the cases for which a comparison holds; of uncertain ones, in each draw."""
    cases = many(condition)
    if not len(cases):
        raise LackingError("no case is known of which a share could be taken")
    samples = None if cases.samples is None else np.mean(cases.samples, axis=0)
    return Quantity(float(np.mean(cases.value)), samples, cases.all_rows)


def fit_line(x: Any, y: Many) -> tuple[Quantity, Quantity]:
    """Slope and intercept of the line of `y` on `x` by least squares; their interval is the error of the fit (90 %).

    Parameters
    ----------
    x
        Plain numbers (years, say).
    y
        Quantities; their central values are fitted.

    Raises
    ------
    LackingError
        If there are fewer than three points.
    """
    from scipy.special import stdtrit

    points = many(y)
    x = np.asarray(x, float)
    if len(x) < 3:
        raise LackingError(f"{len(x)} points are too few for a line; it takes 3")
    values = points.value
    (sxx, sxy), (_, syy) = np.cov(x, values, bias=True)
    slope = sxy / sxx
    error = np.sqrt(max(syy - slope * sxy, 0.0) / sxx / (len(x) - 2))
    reach = float(stdtrit(len(x) - 2, (1 + LEVEL) / 2)) * error
    intercept = values.mean() - slope * x.mean()
    share = (np.random.default_rng(len(x)).permutation(SAMPLES) + 0.5) / SAMPLES
    draws = slope + error * stdtrit(len(x) - 2, share)
    return (
        Quantity(slope, draws, points.all_rows, bounds=(slope - reach, slope + reach), interval=FIT),
        Quantity(intercept, values.mean() - draws * x.mean(), points.all_rows, interval=FIT),
    )
