"""The largest runs: which they are, and what they cost."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, plain, quantities, rows_in
from headroom.report.facts.runs import runs
from headroom.report.training.results.runs import Number, run_costs

RECENT = pd.Timedelta(days=730)  # the runs that people speak of as today's
LARGE = 5  # and of these, the largest


def costliest_run(world: World, basis: str = "rental", **chosen: Number | bool | None) -> pd.Series:
    """The costliest row of `run_costs`, which takes the choices, on one basis; it rests on all of them."""
    table = run_costs(world, **chosen)
    usd = table.loc[(table["basis"] == basis) & (table["kind"] == "pretraining"), "usd"]
    greatest = greatest_of(usd)
    row = table.loc[plain(usd).idxmax()].copy()
    row["usd"] = greatest
    return row


def records(world: World) -> pd.DataFrame:
    """The runs since 2020 that had more FLOP than any run since then that was published before."""
    known = runs(world).dropna(subset=["flop"])
    known = known[known["published"] >= "2020-01-01"]
    flop = plain(known["flop"])
    return known[flop == flop.cummax()]


def recent_large(world: World) -> pd.DataFrame:
    """This book's costs of the largest runs of the last two years; they rest on the size of all that were compared."""
    table = run_costs(world)
    recent = (table["kind"] == "pretraining") & (table["published"] >= pd.Timestamp(world.as_of) - RECENT)
    compared = table[["model_id", "flop", "chip_hours"]][recent].drop_duplicates("model_id")
    sizes = plain(compared["flop"]).fillna(plain(compared["chip_hours"]) * 1e18)
    keep = compared.loc[sizes.nlargest(LARGE).index, "model_id"]
    table = table[recent & table["model_id"].isin(keep)]
    decided = rows_in(compared["flop"], compared["chip_hours"])
    return table.assign(usd=column(quantities(table["usd"]).also(decided), table.index))
