"""Ranges: a central value with bounds, what the bounds mean, and samples that honour it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from headroom.evidence.correlations import Group, stratified
from headroom.evidence.quantity import LEVEL, NO_ROWS, PROBABILITY, SAMPLES, SPREAD, Quantity, Row, Rows

Scale = tuple[Callable, Callable]
LINEAR: Scale = (np.asarray, np.asarray)
LOG: Scale = (np.log, np.exp)
LOGIT: Scale = (logit, expit)
GROWTH: Scale = (lambda ratio: np.log(ratio - 1), lambda x: 1 + np.exp(x))
METALOG = "metalog"  # in the column `distribution` of a row
STEEPEST = 1.66711  # of a3 / a2: beyond it a metalog of three terms falls somewhere


def stated_level(interval: str) -> float | None:
    """Probability that the wording of an interval claims: 0.9 for "90% CI", 0.8 for "p10/p50/p90", None for a range."""
    if found := re.match(r"(\d+(?:\.\d+)?)\s?% (?:CI|CrI|interval|confidence|credible)", interval):
        return float(found[1]) / 100
    if found := re.match(r"p(\d+)/p50/p(\d+)", interval) or re.match(r"(\d+)th-(\d+)th percentile", interval):
        return (float(found[2]) - float(found[1])) / 100
    return None


@dataclass(frozen=True, kw_only=True)
class Range:
    """An uncertain quantity.

    The central value is the median; half of the probability lies on each side of it. On each side the quantity is
    normal on the scale of its kind, with the spread that puts the stated bound at its stated probability: logarithmic
    for positive quantities (a two-piece lognormal), logit for fractions, linear for those that may be negative.
    So lopsided bounds stay lopsided, and the stated quantiles are met exactly. Three conventions fill gaps:

    - bounds that claim no probability ("range", "range over four models") are taken for a 90 % interval;
    - a missing central value is the middle of the bounds on the scale of the kind; a missing bound means that nothing
      is known to spread on that side, and the central value stands for it;
    - a bound (or centre) at the very limit of what is possible, 0 or for a fraction 1, has no logarithm: that side is
      linear and cut off at the limit.

    A row whose column `distribution` says "metalog" follows one instead: three terms, through the bounds and the
    central value, on the scale of its kind, where a growth (unit ratio/year, low above 1) has the logarithm of what
    exceeds 1.

    Parameters
    ----------
    id
        Name; ranges of the same id and seed have the same random numbers, others independent ones.
    label
        What it is, for readers.
    low, central, high
        In `unit`.
    unit
        Unit of all three.
    interval
        What the bounds mean, in the words of the source.
    level
        Probability between the bounds; None where the source claims none.
    rows
        Rows of the tables that it rests on.
    seed
        Seed of the World.
    group
        Ranges that it is drawn together with; None for one that is drawn alone.
    distribution
        "metalog" for one; anything else is the distribution above.

    Raises
    ------
    ValueError
        If no metalog of three terms goes through bounds and central value.
    """

    id: str
    label: str
    low: float
    central: float
    high: float
    unit: str
    interval: str
    level: float | None = LEVEL
    rows: Rows = NO_ROWS
    seed: int = 0
    group: Group | None = None
    distribution: str = ""

    def __post_init__(self) -> None:
        if self.distribution == METALOG and not self.is_point:
            _, slope, bend = self._metalog
            if not abs(bend) < STEEPEST * slope:
                stated = f"{self.low:g}, {self.central:g} and {self.high:g}"
                raise ValueError(f"'{self.id}': no metalog of three terms goes through {stated}")

    @classmethod
    def of_row(
        cls, row: Mapping[str, Any], *, table: str = "", central: str = "central", seed: int = 0, **what: Any
    ) -> Self:
        """A range from a table's row.

        Parameters
        ----------
        table
            Name of the table.
        row
            With the columns id, source_key, unit, as_of; low, central, high, interval or usd_low, usd, usd_high and
            interval or usd_interval.
        central
            Column of the central value.
        seed
            Seed of the World.
        what
            Fields that replace those of the row (label, unit).

        Raises
        ------
        ValueError
            If the row has neither a central value nor both bounds, or no metalog where it says so.
        """
        prefix = "" if central == "central" else f"{central}_"
        low, middle, high = (float(row[name]) for name in (f"{prefix}low", central, f"{prefix}high"))
        stated = _text(row.get("interval")) or _text(row.get(f"{prefix}interval"))
        interval = stated or ("point" if math.isnan(low + high) else "range")
        unit = _text(row.get("unit"))
        if math.isnan(middle):
            if math.isnan(low + high):
                raise ValueError(f"'{row['id']}' has neither a central value nor both bounds ({interval})")
            middle = _middle(low, high, unit)
        read = {
            "id": row["id"],
            "label": _text(row.get("parameter")) or row["id"],
            "unit": unit,
            "interval": interval,
            "level": stated_level(interval),
            "rows": frozenset({reference(table, row)}),
            "distribution": _text(row.get("distribution")),
        }
        low, high = (middle if math.isnan(bound) else bound for bound in (low, high))
        return cls(low=low, central=middle, high=high, seed=seed, **(read | what))

    @property
    def is_point(self) -> bool:
        """Whether it is a plain number."""
        return self.low == self.high

    def scaled(self, factor: float) -> Self:
        """The same range in other size: all three values times a positive factor."""
        return replace(self, low=self.low * factor, central=self.central * factor, high=self.high * factor)

    @property
    def quantity(self) -> Quantity:
        """The quantity that it states."""
        return self.drawn()

    def drawn(self, n: int = SAMPLES) -> Quantity:
        """The quantity that it states, with a number of draws."""
        return Quantity(
            self.central,
            None if self.is_point else self.samples(n),
            self.rows if self.is_point or not self.group else self.rows | self.group.rows,
            self.unit,
            None if self.is_point else (self.low, self.high),
            PROBABILITY if self.level else SPREAD,
            self.level,
            self.label,
        )

    def quantile(self, p: float | np.ndarray) -> np.ndarray:
        """Value that lies above a share `p` of the probability [in `unit`]; `p` strictly between 0 and 1."""
        p = np.asarray(p, float)
        if self.is_point:
            return np.full(p.shape, self.central)
        if self.distribution == METALOG:
            middle, slope, bend = self._metalog
            return self._scale[1](middle + (slope + bend * (p - 0.5)) * logit(p))
        steps = ndtri(p) / ndtri((1 + (self.level or LEVEL)) / 2)  # -1 at low, 1 at high
        return np.where(steps < 0, self._side(self.low, -steps), self._side(self.high, steps))

    def samples(self, n: int = SAMPLES) -> np.ndarray:
        """`n` values, stratified: one in each n-th of the probability, in random order.

        This is one column of a Latin hypercube, with an order that comes from `seed` and `id` alone (in a group, from
        the ids of the group). Any set of ranges therefore makes a Latin hypercube together, whichever are drawn, in
        whatever order, and a further one leaves the others as they were. (One Sobol or Halton column per range would
        not do: columns scrambled apart from each other leave whole quadrants empty.) It is
        `scipy.stats.qmc.LatinHypercube(d=1)`, written out because importing `scipy.stats` takes as long as all else
        that a World needs.
        """
        return _samples(self, n)

    @property
    def _scale(self) -> Scale:
        """Scale on which its metalog is made."""
        if self.unit == "ratio/year" and self.low > 1:
            return GROWTH
        scale, (least, most) = _kind(self.unit, self.low, self.high)
        return scale if least < self.low and self.high < most else LINEAR

    @property
    def _metalog(self) -> tuple[float, float, float]:
        """Its three terms: the centre, the slope in the logarithm of the odds, and how the slope changes."""
        low, middle, high = (float(self._scale[0](value)) for value in (self.low, self.central, self.high))
        level = self.level or LEVEL
        edge = 2 * math.atanh(level)  # logarithm of the odds at the upper bound
        return middle, (high - low) / (2 * edge), (high + low - 2 * middle) / (level * edge)

    def _side(self, bound: float, steps: np.ndarray) -> np.ndarray:
        """Values on the side of a bound; `steps` >= 0 is the normal distance, 1 at the bound."""
        (to, back), (least, most) = _kind(self.unit, self.low, self.high)
        if not all(least < value < most for value in (self.central, bound)):
            return np.clip(self.central + np.abs(steps) * (bound - self.central), least, most)
        return back(to(self.central) + np.abs(steps) * (to(bound) - to(self.central)))


def _kind(unit: str, low: float, high: float) -> tuple[Scale, tuple[float, float]]:
    """Scale on which a quantity is normal, and the limits of what is possible."""
    if low < 0:
        return LINEAR, (-math.inf, math.inf)
    if high <= 1 and re.match(r"fraction|share", unit):
        return LOGIT, (0, 1)
    return LOG, (0, math.inf)


def _middle(low: float, high: float, unit: str) -> float:
    (to, back), (least, most) = _kind(unit, low, high)
    if not (least < low and high < most):
        return (low + high) / 2
    return float(back((to(low) + to(high)) / 2))


def reference(table: str, row: Mapping[str, Any]) -> Row:
    """What a quantity remembers of a row of a table."""
    day = row.get("as_of")
    return Row(table, str(row["id"]), row["source_key"], day.date() if pd.notna(day) else None)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


@lru_cache(maxsize=1024)
def _samples(of: Range, n: int) -> np.ndarray:
    uniform = of.group.uniform(of.id, of.seed, n) if of.group else stratified(of.id, of.seed, n)
    drawn = of.quantile(uniform)
    drawn.setflags(write=False)  # shared by all who ask for them
    return drawn
