"""What the chapter asks of the tables and of the chapter on training, each number with its rows."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

from headroom.evidence import LackingError, Price, Quantity, Range, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, quantities
from headroom.evidence.ranges import reference
from headroom.report.training import repricing
from headroom.report.training.runs import TERA, runs


def cell(world: World, table: str, id: str, column: str) -> Quantity:  # noqa: A002 - the word of the tables
    """A number of a table without bounds, with its row.

    Raises
    ------
    UnknownError
        If the World has no such row.
    """
    row = world.row(table, id)
    day = row.get(world.dictionary[table].get("asOf") or "as_of")
    about = reference(table, {"id": id, "source_key": row["source_key"], "as_of": day})
    return Quantity(row[column], rows=frozenset({about}), label=id)


def with_rows(world: World, table: str, rows: pd.DataFrame, central: str = "central") -> pd.DataFrame:
    """Some rows of a table in which a column (with the bounds that each row states) holds quantities."""
    stated = [Range.of_row(row, table=table, central=central, seed=world.seed) for row in rows.to_dict("records")]
    return rows.assign(**{central: column([one.quantity for one in stated], rows.index)})


def peak(world: World, chip: str, format: str = "peak_dense_tflops_16bit") -> Quantity:  # noqa: A002
    """Dense peak of a chip in a number format, a column of the accelerators [FLOP/s]."""
    return cell(world, "accelerators", chip, format) * TERA


def tdp(world: World, chip: str) -> Quantity:
    """Rated power of a chip [W]."""
    return cell(world, "accelerators", chip, "tdp_w")


def utilisation(world: World) -> Quantity:
    """Model FLOP utilisation of known runs."""
    return world.parameter("mfu-median-known-runs")


def tokens_per_param(world: World) -> Quantity:
    """Training tokens per parameter of Chinchilla, the usual rule for a compute-optimal model."""
    model = world.row("training_runs", "chinchilla-70b")["model_id"]
    return cell(world, "training_runs", "chinchilla-70b", "tokens") / cell(world, "models", model, "params")


@cache
def cheapest(world: World, day: date) -> tuple[str, Price]:
    """The chip that rents the most FLOP per dollar on a day, on demand; its price rests on all that were compared."""
    chip, price = repricing.cheapest(world, day)
    quotes = list(repricing.quoted(world, day))
    return chip, price.also(*(other for _, other in quotes), *(peak(world, one) for one, _ in quotes))


@cache
def largest_run(world: World) -> tuple[str, Quantity]:
    """Name and FLOP of the largest run known on the World's date; it rests on all that it was compared with."""
    known = runs(world)
    known = known[known["flop"].notna()]
    if known.empty:
        raise LackingError(f"no run of known FLOP up to {world.as_of}")
    flop = quantities(known["flop"])
    of_models = world.table("models")
    of_models = of_models[of_models["id"].isin(known.loc[known["training_flop"].isna(), "model_id"])]
    others = world.references("training_runs", known[["id", "source_key", "published"]]) | world.references(
        "models", of_models
    )
    return known["name"].iloc[int(flop.value.argmax())], greatest_of(flop).also(others)
