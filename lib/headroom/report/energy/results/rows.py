"""How this chapter asks its tables for a row, and makes tables of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, UnknownError, World
from headroom.evidence.columns import column

Assumed = Quantity | float | None  # what a reader may assume; None: as the evidence has it


def assumed(given: Assumed, evidence: Quantity) -> Quantity:
    """What a reader assumes, or else the evidence."""
    if given is None:
        return evidence
    return given if isinstance(given, Quantity) else Quantity(given)


def as_stated(world: World, table: str, id: str) -> Quantity:  # noqa: A002
    """A row as a quantity; of a row that states one bound alone, that bound."""
    row = world.row(table, id)
    known = row[["low", "high"]].dropna()
    if np.isnan(row["central"]) and len(known) == 1:
        return world.cell(table, id, known.index[0])
    return world.range(table, id)


def first_known(world: World, table: str, *ids: str, central: str = "central") -> Quantity:
    """The first of these rows that the World's date lets one see."""
    for id in ids:  # noqa: A001 - the word of the tables
        try:
            return world.range(table, id, central=central)
        except UnknownError:
            continue
    raise UnknownError(f"row of {table} up to {world.as_of}", ids[0], ids)


def last(table: pd.DataFrame, what: str, world: World) -> pd.Series:
    """The last row of a table.

    Raises
    ------
    LackingError
        If there is none up to the World's date.
    """
    if table.empty:
        raise LackingError(f"no {what} in the evidence up to {world.as_of}")
    return table.iloc[-1]


def table_of(rows: list[tuple], columns: list[str], *of_quantities: str) -> pd.DataFrame:
    """A table of rows, of which some columns hold quantities."""
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(**{name: column(table[name], table.index) for name in of_quantities})
