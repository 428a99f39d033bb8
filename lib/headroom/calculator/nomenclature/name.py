"""One row of the nomenclature."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from headroom.calculator.units import Unit, unit_of


@dataclass(frozen=True)
class Name:
    """What one name means.

    Parameters
    ----------
    symbol : str
        LaTeX.
    label : str
        A few words, for a slider, an axis, a table head.
    meaning : str
        One clause that tells it from its neighbours.
    alias : Annotated
        Unit alias of `headroom.calculator.units`.
    low, high : float, optional
        Valid range; needed where a formula takes the name as an argument.
    """

    symbol: str
    label: str
    meaning: str
    alias: Any
    low: float | None = None
    high: float | None = None

    def __post_init__(self):
        if unit_of(self.alias) is None:
            raise TypeError(f"{self.label}: {self.alias!r} carries no unit")
        bounds = [bound for bound in (self.low, self.high) if bound is not None]
        if len(bounds) == 1 or len(bounds) == 2 and not -math.inf < self.low < self.high < math.inf:
            raise ValueError(f"{self.label}: {self.low} to {self.high} is not a finite range")

    @property
    def unit(self) -> Unit:
        """The unit of the alias."""
        return unit_of(self.alias)

    @property
    def range(self) -> str:
        """The valid range as people write it: ``1e6 to 1e15``."""
        return "" if self.low is None else f"{plain(self.low)} to {plain(self.high)}"

    @property
    def explained(self) -> str:
        """Label, meaning and unit, for `help` and the command line."""
        return f"{self.label}: {self.meaning} [{self.unit}]"


def plain(value: float) -> str:
    """A bound of a range as people write it: 0.05, 20000, 1e15."""
    return f"{value:.6g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")
