"""Single numbers of the tables, each with its row."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import LackingError, Quantity, Row, UnknownError, World
from headroom.evidence.columns import plain


@cache
def references(world: World, table: str) -> dict[str, Row]:
    """What a number remembers of each row of a table, by id."""
    return {row.id: row for row in world.references(table, world.table(table))}


def cell(world: World, table: str, id: str, column: str = "central") -> Quantity:  # noqa: A002 - the word of the tables
    """One number of a row: its central value with its interval, or another column as it stands there.

    Raises
    ------
    LackingError
        If there is no such row, or the number is not known.
    """
    row = world.row(table, id)
    rows = frozenset({references(world, table)[id]})
    if column == "central" or f"{column}_low" in row:
        return world.range(table, id, column, rows=rows)
    if pd.isna(row[column]):
        raise LackingError(f"{table} has no {column} of '{id}'")
    return Quantity(row[column], rows=rows)


def greatest(world: World, table: str, among: pd.DataFrame, column: str) -> pd.Series:
    """That of some rows of a table whose number is the greatest; the number rests on all that it was compared with."""
    if among.empty:
        raise LackingError(f"{table} has no row up to {world.as_of} of which to take the greatest {column}")
    found = among.loc[plain(among[column]).idxmax()].copy()
    found[column] = cell(world, table, found["id"], column).also([references(world, table)[id] for id in among["id"]])
    return found


def point(of: Quantity) -> Quantity:
    """The central value with its rows and without its spread: for what is shown at one setting of its inputs."""
    return Quantity(of.value, rows=of.rows)


def of_model(table: pd.DataFrame, model: str) -> pd.Series:
    """The row of a model in a table with the column model_id; an error that names the model where there is none."""
    found = table[table["model_id"] == model]
    if found.empty:
        raise UnknownError("model of known size and text", model, list(table["model_id"]))
    return found.iloc[0]
