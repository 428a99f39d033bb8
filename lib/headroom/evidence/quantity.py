"""A number that carries its evidence: central value, samples, and the rows of the tables that it rests on.

It is made where a row is read and goes through any formula: the central value by the formula of central values, the
samples by the formula of samples, the rows united. An array of quantities is a quantity, too: samples lie along a last
axis of their own, and each element keeps its own rows. Outside of formulas it refuses to guess: it is neither true nor
false, has no `float()`, and a mean or a median is asked of `headroom.evidence.aggregates`, which say what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

SAMPLES = 4096  # of each quantity that is not a point
LEVEL = 0.9  # of intervals, unless something else is said
PROBABILITY, SPREAD, FIT, SELLERS = "probability", "reported values", "error of the fit", "spread of sellers"


class Row(NamedTuple):
    """A row of a table (or of a price file) that a number rests on.

    Parameters
    ----------
    table : name of the table
    id : of the row in it
    source : key of the bibliography, or of a price file
    as_of : date that its value refers to, if to one
    stale : whether it was old already on the day for which it was asked
    """

    table: str
    id: str
    source: str
    as_of: date | None = None
    stale: bool = False


Rows = frozenset[Row]
NO_ROWS: Rows = frozenset()


@dataclass(frozen=True, eq=False, repr=False)
class Quantity(NDArrayOperatorsMixin):
    """A number, or an array of numbers, with its evidence.

    Parameters
    ----------
    value
        Central value: the formula of the central values. A 64-bit float, or an array of them.
    samples
        Draws, with a last axis of their own behind the axes of `value`; None for what is known exactly.
    rows
        What it rests on; of an array, one set for each element.
    unit
        Of `value`; arithmetic forgets it.
    bounds
        Low and high as somebody states them, in `unit`; None where they follow from samples, of an array also NaN for
        the elements of which they do. Arithmetic forgets them; but a range of reported values that claims no
        probability stays one through what only rises or only falls with it, while all else is exact (see `through`).
    interval
        What the bounds mean: a probability, the spread of reported values or of sellers, the error of a fit. Of an
        array whose elements differ in it, an array; there "" stands for a point, which has no interval.
    level
        Probability between the bounds; None where they claim none. Of an array whose elements differ, an array.
    label
        What it is, for readers; arithmetic forgets it.
    """

    value: Any
    samples: np.ndarray | None = None
    rows: Rows | np.ndarray = NO_ROWS
    unit: str = ""
    bounds: tuple[Any, Any] | None = None
    interval: str | np.ndarray = PROBABILITY
    level: float | np.ndarray | None = LEVEL
    label: str = ""

    def __post_init__(self) -> None:
        value = np.asarray(self.value)  # whole numbers and 32 bits become 64-bit floats here, at the door
        value = value if value.dtype == bool else value.astype(float)
        object.__setattr__(self, "value", value[()])
        if self.samples is not None and np.shape(self.samples)[:-1] != value.shape:
            raise ValueError(f"samples of shape {np.shape(self.samples)} do not fit values of shape {value.shape}")
        if value.shape and not isinstance(self.rows, np.ndarray):
            object.__setattr__(self, "rows", _filled(value.shape, self.rows))

    # What it is

    @property
    def shape(self) -> tuple[int, ...]:
        """Of an array; () for one number."""
        return np.shape(self.value)

    @property
    def is_point(self) -> bool:
        """Whether it is known without a doubt, as far as the evidence says."""
        return self.samples is None and self.bounds is None

    @property
    def low(self) -> Any:
        """Lower end of the interval; the value itself where there is none."""
        return self._bound(0)

    @property
    def high(self) -> Any:
        """Upper end of the interval."""
        return self._bound(1)

    def _bound(self, end: int) -> Any:
        if self.bounds is None:
            return self._drawn_bound(end)
        stated = self.bounds[end]
        lacking = np.isnan(stated)
        if not self.shape or not lacking.any():
            return stated
        found = np.array(stated)
        found[lacking] = self[lacking]._drawn_bound(end)
        return found

    def _drawn_bound(self, end: int) -> Any:
        """A bound that follows from samples; those of an array whose elements differ in level, at the usual one."""
        if self.samples is None:
            return self.value
        level = LEVEL if isinstance(self.level, np.ndarray) else self.level or LEVEL
        bound = np.quantile(self.samples, (1 + (2 * end - 1) * level) / 2, axis=-1)
        return (np.maximum if end else np.minimum)(bound, self.value)

    def quantile(self, share: float) -> Any:
        """Value that lies above a share of the draws [in `unit`]."""
        return self.value if self.samples is None else np.quantile(self.samples, share, axis=-1)

    def draws(self, n: int = SAMPLES) -> np.ndarray:
        """The draws; of a point, `n` times its value."""
        return np.repeat(np.asarray(self.value)[..., None], n, axis=-1) if self.samples is None else self.samples

    @property
    def all_rows(self) -> Rows:
        """The rows of all elements."""
        return reduce(frozenset.union, self.rows.flat, NO_ROWS) if isinstance(self.rows, np.ndarray) else self.rows

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources of all rows, those of most rows first."""
        counts: dict[str, int] = {}
        for row in sorted(self.all_rows, key=lambda row: (row.table, row.id)):
            counts[row.source] = counts.get(row.source, 0) + 1
        return tuple(sorted(counts, key=lambda key: -counts[key]))

    @property
    def as_of(self) -> date | None:
        """Newest date that one of its rows refers to."""
        return max((row.as_of for row in self.all_rows if row.as_of), default=None)

    def also(self, *others: Quantity | Iterable[Row]) -> Self:
        """The same, resting also on the rows of others: on those that decided which number it is, say."""
        more = reduce(frozenset.union, (rows_of(other) for other in others), NO_ROWS)
        rows = _united(self.rows, _filled(self.shape, more) if self.shape else more)
        return self._with(rows=rows)

    def settled(self, which: str = "value") -> Quantity:
        """The value (or the "low" or "high" end) with its rows, as if it were known exactly: for what enters a formula
        beside a term that already holds all doubt of it, and for what is shown at one setting of its inputs.
        """
        return Quantity(getattr(self, which), rows=self.rows, unit=self.unit)

    def named(self, unit: str, *, interval: str | None = None, level: float | None = LEVEL) -> Self:
        """The same with its unit, and what its interval means."""
        return self._with(unit=unit, interval=interval or self.interval, level=level)

    def _with(self, **changed: Any) -> Self:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return type(self)(**(fields | changed))

    # What it refuses

    def __bool__(self) -> bool:
        raise TypeError("a quantity is neither true nor false: compare .value, or ask probability(a > b)")

    def __float__(self) -> float:
        raise TypeError("float() would lose range and rows: say .value")

    __int__ = __index__ = __float__
    __hash__ = object.__hash__

    def __iter__(self) -> Any:
        raise TypeError("a quantity is one number: .samples are its draws; of an array take q[0], q[1], …")

    def __array__(self, *_: Any, **__: Any) -> np.ndarray:
        raise TypeError("an array would lose samples and rows: say .value")

    # What it goes through

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a quantity has no length; an array of them does")
        return self.shape[0]

    def __getitem__(self, key: Any) -> Self:
        """Elements of an array."""
        if isinstance(key, tuple) and key == ():
            return self
        if not self.shape:
            raise TypeError("a quantity has no parts; an array of them does")
        parts = {name: getattr(self, name) for name in ("value", "samples", "rows", "interval", "level")}
        bounds = self.bounds and tuple(np.asarray(bound)[key] for bound in self.bounds)
        found = self._with(**{n: p[key] for n, p in parts.items() if isinstance(p, np.ndarray)}, bounds=bounds)
        return found if found.shape else found._alone()

    def _alone(self) -> Self:
        """One number taken from an array: what was a point among others is a point again."""
        bounds = self.bounds if self.bounds and not np.isnan(self.bounds).any() else None
        samples = self.samples if self.samples is not None and np.any(self.samples != self.value) else None
        if samples is None and bounds and bounds[0] == bounds[1]:
            bounds = None
        return self._with(samples=samples, bounds=bounds, interval=self.interval or PROBABILITY)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or any(str(getattr(one, "dtype", "")) == "quantity" for one in inputs):
            return NotImplemented  # a column of quantities has operators of its own
        return through(ufunc, *inputs)

    def __array_function__(self, function: Callable, types: Any, inputs: Any, options: Any) -> Any:
        return through(function, *inputs) if function is np.where and not options else NotImplemented

    def __through_procedure__(self, function: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        def called(*given: Any) -> Any:
            return function(*given[: len(args)], **dict(zip(named, given[len(args) :], strict=True)))

        return through(called, *args, *named.values())

    def __repr__(self) -> str:
        many = f", {np.shape(self.samples)[-1]} samples" if self.samples is not None else ""
        return f"Quantity({self.value!r} {self.unit}{many}, {len(self.all_rows)} rows)"


def through(function: Callable[..., Any], *inputs: Any) -> Quantity:
    """A function of numbers, elementwise, of quantities (and of plain numbers and arrays among them)."""
    known = [one for one in inputs if isinstance(one, Quantity)]
    value = function(*map(_central, inputs))
    samples = function(*map(_drawn, inputs)) if any(one.samples is not None for one in known) else None
    rows = reduce(_united, (one.rows for one in known))
    if np.shape(value) and np.shape(rows) != np.shape(value):
        rows = np.broadcast_to(rows, np.shape(value)) if np.shape(rows) else _filled(np.shape(value), rows)
    doubtful = [one for one in known if not one.is_point]
    interval = reduce(_one_kind, (one.interval for one in doubtful)) if doubtful else PROBABILITY
    if isinstance(interval, np.ndarray):
        interval = np.broadcast_to(interval, np.shape(value)) if np.shape(value) else PROBABILITY
    stated = _ranges_through(function, inputs, doubtful[0]) if len(doubtful) == 1 else {}
    return Quantity(value, samples, rows, interval=interval, **stated)


RISING_OR_FALLING = (  # in each of their inputs, some of them only where it is positive
    {np.add, np.subtract, np.multiply, np.divide, np.power, np.negative, np.log, np.log2, np.log10, np.log1p}
    | {np.exp, np.exp2, np.expm1, np.sqrt, np.square, np.reciprocal, np.minimum, np.maximum}
)


def _ranges_through(function: Callable[..., Any], inputs: tuple[Any, ...], of: Quantity) -> dict[str, Any]:
    """Level and bounds of what a function makes of the one input that is not exact: a range of reported values that
    claims no probability stays one if the function only rises or only falls with it.
    """
    if of.bounds is None or function not in RISING_OR_FALLING:
        return {}
    kept = np.equal(np.asarray(of.interval, object), SPREAD) & np.equal(np.asarray(of.level, object), None)
    turning = {np.square: 0, np.power: 0, np.reciprocal: 0, np.divide: 1}  # at zero, in the input of this place
    if function in turning and inputs[turning[function]] is of:
        kept = kept & (np.asarray(of.bounds[0]) > 0)
    if not kept.any():
        return {}
    ends = [function(*(end if one is of else _central(one) for one in inputs)) for end in of.bounds]
    kept, *ends = np.broadcast_arrays(kept, *ends)
    bounds = tuple(np.where(kept, bound, np.nan)[()] for bound in (np.minimum(*ends), np.maximum(*ends)))
    return {"bounds": bounds, "level": None if kept.all() else np.where(kept, None, LEVEL)}


def _one_kind(one: str | np.ndarray, other: str | np.ndarray) -> str | np.ndarray:
    """What an interval means that comes of two; "" stands for a point."""

    def of_two(a: str, b: str) -> str:
        return a if b in (a, "") else b if a == "" else PROBABILITY

    return np.frompyfunc(of_two, 2, 1)(one, other)


def _central(one: Any) -> Any:
    return one.value if isinstance(one, Quantity) else one


def _drawn(one: Any) -> Any:
    """What enters the formula of the samples: draws, or what is the same in each of them."""
    if isinstance(one, Quantity):
        if one.samples is not None:
            return one.samples
        one = one.value
    return np.asarray(one)[..., None] if np.ndim(one) else one


def _filled(shape: tuple[int, ...], rows: Rows) -> np.ndarray:
    filled = np.empty(shape, object)
    filled[...] = rows
    return filled


def _united(one: Rows | np.ndarray, other: Rows | np.ndarray) -> Rows | np.ndarray:
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    return np.frompyfunc(lambda a, b: a | b, 2, 1)(*(_held(rows) for rows in (one, other)))


def _held(rows: Rows | np.ndarray) -> np.ndarray:
    return rows if isinstance(rows, np.ndarray) else _filled((), rows)


def stretched(one: Quantity, factor: float) -> Quantity:
    """A quantity in other size: its bounds, too, times a factor that is known exactly."""
    return one._with(
        value=one.value * factor,
        samples=None if one.samples is None else one.samples * factor,
        bounds=one.bounds and tuple(bound * factor for bound in one.bounds),
    )


def rows_of(what: Any) -> Rows:
    """The rows of a quantity, or of several."""
    if isinstance(what, Quantity):
        return what.all_rows
    if isinstance(what, Row):
        return frozenset({what})
    return reduce(frozenset.union, map(rows_of, what), NO_ROWS)


def probability(condition: Quantity | bool) -> Any:
    """Share of the draws for which a comparison holds."""
    if not isinstance(condition, Quantity):
        return float(condition)
    return np.mean(condition.draws(1), axis=-1)[()]
