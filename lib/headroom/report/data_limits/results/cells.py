"""Single numbers of the tables, each with its row."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import LackingError, Row, UnknownError, World
from headroom.evidence.columns import plain


@cache
def references(world: World, table: str) -> dict[str, Row]:
    """What a number remembers of each row of a table, by id."""
    return {row.id: row for row in world.references(table, world.table(table))}


def greatest(world: World, table: str, among: pd.DataFrame, column: str) -> pd.Series:
    """That of some rows of a table whose number is the greatest; the number rests on all that it was compared with."""
    if among.empty:
        raise LackingError(f"{table} has no row up to {world.as_of} of which to take the greatest {column}")
    found = among.loc[plain(among[column]).idxmax()].copy()
    found[column] = world.cell(table, found["id"], column).also([references(world, table)[id] for id in among["id"]])
    return found


def of_model(table: pd.DataFrame, model: str) -> pd.Series:
    """The row of a model in a table with the column model_id; an error that names the model where there is none."""
    found = table[table["model_id"] == model]
    if found.empty:
        raise UnknownError("model of known size and text", model, list(table["model_id"]))
    return found.iloc[0]
