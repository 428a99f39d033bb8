"""Single numbers of the tables, each with its row."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import Quantity, UnknownError, World


def cell(world: World, table: str, id: str, column: str = "central") -> Quantity:  # noqa: A002 - the word of the tables
    """One cell of a table; an error that names the row where the World has none."""
    world.row(table, id)
    found = world.quantities(table, column)
    return found.loc[found["id"] == id, column].iloc[0]


def point(of: Quantity) -> Quantity:
    """The central value with its rows and without its spread: for what is shown at one setting of its inputs."""
    return Quantity(of.value, rows=of.rows)


def of_model(table: pd.DataFrame, model: str) -> pd.Series:
    """The row of a model in a table with the column model_id; an error that names the model where there is none."""
    found = table[table["model_id"] == model]
    if found.empty:
        raise UnknownError("model of known size and text", model, list(table["model_id"]))
    return found.iloc[0]
