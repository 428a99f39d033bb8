"""Which formulas take which rows: noted while a notebook runs, at the door of the calculator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

import numpy as np
import pandas as pd

from headroom.calculator import door
from headroom.calculator.registry import address
from headroom.evidence import Quantity
from headroom.evidence.columns import is_column
from headroom.evidence.quantity import Rows

Taken = dict[str, dict[str, list[str]]]  # table → id → addresses of formulas


@contextmanager
def following() -> Iterator[Taken]:
    """Note which formulas are given a row as it is: an argument that rests on this row alone."""
    taken: Taken = {}

    def note(function: FunctionType, arguments: Iterable[Any]) -> None:
        for rows in (rows for one in arguments for rows in _rows(one) if len(rows) == 1):
            (row,) = rows
            formulas = taken.setdefault(row.table, {}).setdefault(row.id, [])
            if (named := address(function)) not in formulas:
                formulas.append(named)

    door.LISTENERS.append(note)
    try:
        yield taken
    finally:
        door.LISTENERS.remove(note)


def _rows(argument: Any) -> Iterable[Rows]:
    """The rows of a quantity, or of each in an array or a column."""
    if isinstance(argument, pd.Series) and is_column(argument):
        argument = argument.array.quantity
    if not isinstance(argument, Quantity):
        return ()
    return argument.rows.flat if isinstance(argument.rows, np.ndarray) else (argument.rows,)
