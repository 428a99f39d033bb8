"""A straight line by least squares, and ranks: what `scipy.stats` also does, but importing it takes half a second."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit


@dataclass(frozen=True)
class Line:
    """A line fitted by ordinary least squares.

    Parameters
    ----------
    slope, intercept : of the line
    r : correlation of the two variables
    error : standard error of the slope
    n : number of points
    """

    slope: float
    intercept: float
    r: float
    error: float
    n: int

    def margin(self, level: float) -> float:
        """Half of the slope's confidence interval at a level."""
        return float(stdtrit(self.n - 2, (1 + level) / 2)) * self.error

    def probability_below(self, slope: float) -> float:
        """Probability that the slope lies below a value, by its t distribution."""
        return float(stdtr(self.n - 2, (slope - self.slope) / self.error))


def line(x, y) -> Line:
    """The line of `y` on `x`, with at least three points."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    (sxx, sxy), (_, syy) = np.cov(x, y, bias=True)
    slope, r = sxy / sxx, sxy / np.sqrt(sxx * syy)
    error = np.sqrt((1 - r**2) * syy / sxx / (len(x) - 2))
    return Line(float(slope), float(y.mean() - slope * x.mean()), float(r), float(error), len(x))


def ranks(values) -> np.ndarray:
    """Ranks along the last axis, from 1; equal values share the mean of theirs."""
    values = np.asarray(values)
    one, other = values[..., :, None], values[..., None, :]
    return (other < one).sum(-1) + ((other == one).sum(-1) + 1) / 2
