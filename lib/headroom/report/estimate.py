"""An `Estimate`: a number that knows its interval, unit, sources and date. What the book states, it states as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from headroom.evidence.quantity import FIT, NO_ROWS, PROBABILITY, SELLERS, SPREAD, Quantity, Rows
from headroom.report import format as fmt

INTERVALS = {
    PROBABILITY: "interval",
    SPREAD: "of reported values",
    FIT: "interval of the fit",
    SELLERS: "of sellers' prices",
}


@dataclass(frozen=True)
class Estimate:
    """A value with what a reader needs to judge it.

    Parameters
    ----------
    value : central value, in `unit`
    kind : how it is written, a key of `headroom.report.format.FORMATS`
    low, high : bounds of the interval, or None where the evidence gives none
    level : probability that the interval claims (0.9 unless stated); None for a plain range of reported values
    sources : keys of data/references.bib
    as_of : date that the number refers to
    basis : how it was made, in a few words ("amortised hardware and energy, final run")
    interval : what its range means, a word of `headroom.evidence.quantity`
    rows : rows of the tables that it rests on
    """

    value: float
    kind: str
    low: float | None = None
    high: float | None = None
    level: float | None = 0.9
    sources: tuple[str, ...] = ()
    as_of: date | None = None
    basis: str = ""
    interval: str = PROBABILITY
    rows: Rows = field(default=NO_ROWS, repr=False, compare=False)

    def __post_init__(self) -> None:
        fmt.writer(self.kind)  # or refused here, not where it is first written
        if (self.low is None) != (self.high is None):
            raise ValueError(f"an interval has two ends: low {self.low}, high {self.high}")
        if self.low is not None and not self.low <= self.value <= self.high:
            raise ValueError(f"{self.value} lies outside its interval {self.low} to {self.high}")
        object.__setattr__(self, "sources", tuple(dict.fromkeys(self.sources)))

    @classmethod
    def of(
        cls, quantity: Quantity, kind: str, *, basis: str = "", as_of: date | None = None, also: Sequence[str] = ()
    ) -> Estimate:
        """A quantity as it is stated: what a reader needs of it follows from its rows.

        Parameters
        ----------
        quantity
            One number with its evidence.
        kind
            How it is written, a key of `headroom.report.format.FORMATS`.
        basis
            How it was made, in a few words.
        as_of
            Date that the number refers to; by default that of the World.
        also
            Keys of works that the statement rests on beside its rows.
        """
        ends = (None, None) if quantity.is_point else (float(quantity.low), float(quantity.high))
        return cls(
            float(quantity.value),
            kind,
            *ends,
            level=quantity.level,
            sources=(*quantity.sources, *also),
            as_of=as_of,
            basis=basis,
            interval=quantity.interval,
            rows=quantity.rows,
        )

    @property
    def size(self) -> Estimate:
        """The same without its sign, for text that names the direction in words: 35% below."""
        if self.value >= 0:
            return self
        ends = (None, None) if self.low is None else (-self.high, -self.low)
        return replace(self, value=-self.value, low=ends[0], high=ends[1])

    @property
    def text(self) -> str:
        """The value as written in prose."""
        return fmt.write(self.value, self.kind)

    @property
    def range_text(self) -> str:
        """The interval as written in prose, or nothing."""
        return "" if self.low is None else fmt.interval(self.low, self.high, self.kind)

    @property
    def interval_name(self) -> str:
        """What the interval means: '90% interval', 'range of reported values', '90% interval of the fit', …"""
        if self.level is None:
            return "range of reported values"
        return f"{self.level * 100:.0f}% {INTERVALS[self.interval]}"

    def __str__(self) -> str:
        return self.text if self.low is None else f"{self.text} ({self.interval_name} {self.range_text})"
