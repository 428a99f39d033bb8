"""Quantities in tables: a pandas column whose elements keep their samples and rows through every choice and order.

``world.quantities("training_runs", "chip_hours")`` gives such a column. It can be filtered, sorted, joined, grouped and
put through formulas, as pandas does with numbers; what would make one number of many (``sum``, ``median``) is refused,
since `headroom.evidence.aggregates` say what they mean. `plain` makes ordinary numbers of it, for charts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, ExtensionDtype, register_extension_dtype, take

from headroom.evidence.quantity import NO_ROWS, Quantity, Rows, rows_of, through

UNKNOWN = Quantity(np.nan)


@register_extension_dtype
class QuantityDtype(ExtensionDtype):
    """Type of a column of quantities."""

    name = "quantity"
    type = Quantity
    kind = "O"
    na_value = UNKNOWN

    @classmethod
    def construct_array_type(cls) -> type:
        """The array of this type."""
        return QuantityColumn


class QuantityColumn(ExtensionArray):
    """The values of a column of quantities; `quantity` is all of them as one array."""

    def __init__(self, quantity: Quantity) -> None:
        if len(quantity.shape) != 1:
            raise ValueError(f"a column holds one quantity a row, not an array of shape {quantity.shape}")
        self.quantity = quantity

    dtype = QuantityDtype()

    @classmethod
    def _from_sequence(cls, scalars: Iterable[Any], *, dtype: Any = None, copy: bool = False) -> Self:
        if isinstance(scalars, QuantityColumn):
            return cls(scalars.quantity)
        return cls(stacked(scalars))

    @classmethod
    def _concat_same_type(cls, columns: Sequence[Self]) -> Self:
        return cls(stacked([column.quantity[n] for column in columns for n in range(len(column))]))

    def __len__(self) -> int:
        return len(self.quantity)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, int | np.integer):
            return self.quantity[int(key)]
        key = pd.api.indexers.check_array_indexer(self, key)
        return type(self)(self.quantity[key])

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TypeError("quantities of a column never change: make another column")

    def __iter__(self) -> Any:
        return (self.quantity[n] for n in range(len(self)))

    def isna(self) -> np.ndarray:
        """Where nothing is known."""
        return np.isnan(self.quantity.value)

    def take(self, indices: Any, *, allow_fill: bool = False, fill_value: Any = None) -> Self:
        """Elements by place; -1 is an unknown one if `allow_fill`."""
        places = take(np.arange(len(self)), np.asarray(indices), allow_fill=allow_fill, fill_value=-1)
        if not allow_fill or (places >= 0).all():
            return type(self)(self.quantity[places])
        return type(self)(stacked([UNKNOWN if n < 0 else self.quantity[int(n)] for n in places]))

    def copy(self) -> Self:
        """The same: it never changes."""
        return type(self)(self.quantity)

    @property
    def nbytes(self) -> int:
        """Size in memory [byte]."""
        return self.quantity.value.nbytes + (0 if self.quantity.samples is None else self.quantity.samples.nbytes)

    def _values_for_argsort(self) -> np.ndarray:
        return self.quantity.value

    def _reduce(self, name: str, *, skipna: bool = True, keepdims: bool = False, **_: Any) -> Any:
        raise TypeError(f"{name}() would lose range and rows: see headroom.evidence.aggregates")

    def _formatter(self, boxed: bool = False) -> Any:
        return lambda quantity: f"{quantity.value:g}"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if dtype is not None and np.dtype(dtype) != object:
            raise TypeError("numbers would lose range and rows: say .array.quantity.value, or plain(table)")
        held = np.empty(len(self), object)
        for n in range(len(self)):
            held[n] = self.quantity[n]
        return held

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or any(isinstance(one, pd.Series | pd.DataFrame) for one in inputs):
            return NotImplemented
        return QuantityColumn(through(ufunc, *map(_held, inputs)))


def _held(one: Any) -> Any:
    return one.quantity if isinstance(one, QuantityColumn) else one


def _operator(ufunc: np.ufunc, swapped: bool = False) -> Any:
    def operate(self: QuantityColumn, other: Any) -> Any:
        if isinstance(other, pd.Series | pd.DataFrame | pd.Index):
            return NotImplemented
        pair = (other, self) if swapped else (self, other)
        return QuantityColumn(through(ufunc, *map(_held, pair)))

    return operate


def _refused(self: QuantityColumn, other: Any) -> Any:
    raise TypeError("a comparison of quantities is a probability: choose rows by plain(column), or ask probability(…)")


for _name, _ufunc in {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.true_divide,
    "pow": np.power,
}.items():
    setattr(QuantityColumn, f"__{_name}__", _operator(_ufunc))
    setattr(QuantityColumn, f"__r{_name}__", _operator(_ufunc, swapped=True))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(QuantityColumn, f"__{_name}__", _refused)
QuantityColumn.__neg__ = lambda self: QuantityColumn(-self.quantity)


def stacked(quantities: Iterable[Quantity | float]) -> Quantity:
    """Several numbers as one array of quantities."""
    many = [one if isinstance(one, Quantity) else Quantity(one) for one in quantities]
    values = np.array([one.value for one in many], float)
    lengths = {len(one.samples) for one in many if one.samples is not None}
    samples = np.stack([one.draws(*lengths) for one in many]) if lengths else None
    rows = np.empty(len(many), object)
    rows[:] = [one.rows for one in many] if many else []
    kinds = {(one.interval, one.level) for one in many if not one.is_point}
    bounds = None
    if len(kinds) > 1 or any(one.bounds for one in many):
        bounds = tuple(np.array([bound(one) for one in many], float) for bound in (lambda q: q.low, lambda q: q.high))
    return Quantity(values, samples, rows, bounds=bounds, **_intervals(many, kinds))


def _intervals(many: list[Quantity], kinds: set[tuple[str, float | None]]) -> dict[str, Any]:
    """What the intervals of several quantities mean, and their levels: of all alike, or each of its own."""
    if len(kinds) <= 1:
        return dict(zip(("interval", "level"), kinds.pop(), strict=True)) if kinds else {}
    each = {
        "interval": ["" if one.is_point else one.interval for one in many],
        "level": [one.level for one in many],
    }
    return {name: np.array(values, object) for name, values in each.items()}


def column(quantities: Quantity | Iterable[Quantity | float], index: Any = None) -> pd.Series:
    """A column of a table of quantities."""
    made = quantities if isinstance(quantities, Quantity) else stacked(quantities)
    return pd.Series(QuantityColumn(made), index=index)


def quantities(of: pd.Series) -> Quantity:
    """All quantities of a column as one array."""
    return of.array.quantity if isinstance(of.array, QuantityColumn) else stacked(of)


def is_column(of: pd.Series) -> bool:
    """Whether a column holds quantities."""
    return isinstance(of.dtype, QuantityDtype)


def plain(of: pd.Series | pd.DataFrame) -> Any:
    """Central values, for charts and for choosing rows; of a table, with ``…_low`` and ``…_high`` beside them."""
    if isinstance(of, pd.Series):
        return pd.Series(of.array.quantity.value, of.index, name=of.name) if is_column(of) else of
    made = {}
    for name in of.columns:
        made[name] = plain(of[name])
        if is_column(of[name]) and not of[name].array.quantity.is_point:
            made |= {f"{name}_low": of[name].array.quantity.low, f"{name}_high": of[name].array.quantity.high}
    return pd.DataFrame(made, index=of.index)


def rows_in(*things: Any) -> Rows:
    """The rows that quantities, columns and tables rest on."""
    found = NO_ROWS
    for thing in things:
        if isinstance(thing, pd.DataFrame):
            found |= rows_in(*(thing[name] for name in thing.columns if is_column(thing[name])))
        elif isinstance(thing, pd.Series):
            found |= (
                thing.array.quantity.all_rows
                if is_column(thing)
                else rows_of(one for one in thing if isinstance(one, Quantity))
            )
        else:
            found |= rows_of(thing)
    return found
