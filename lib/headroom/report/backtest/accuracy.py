"""What the answers of each area are worth: bias, usual error, and how often the interval held what was published."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import bootstrapped
from headroom.evidence.columns import column, quantities, rows_in
from headroom.evidence.quantity import Quantity
from headroom.report.backtest.cases import NEW, cases

FEWEST, ENOUGH = 3, 5  # cases of an area of which anything is said; of one that is compared with others


@cache
def accuracy(world: World) -> pd.DataFrame:
    """One row an area, the most exact first: area, sample, how, count, bias (geometric mean of predicted over
    published), error (median of how far one is from the other, as a share of the published), ranged and inside (cases
    with an interval, and those that it holds); bias, error and inside are quantities.
    """
    rows = []
    for (area, sample, how), table in cases(world).groupby(["area", "sample", "how"], sort=False):
        if len(table) < FEWEST:
            continue
        ratio = quantities(table["ratio"])
        bias = np.exp(bootstrapped(lambda of: of.mean(axis=-1), np.log(ratio), seed=world.seed))
        error = bootstrapped(lambda of: np.median(of, axis=-1), np.abs(ratio - 1), seed=world.seed)
        ranged = table[table["inside"].notna()]
        inside = Quantity(float(ranged["inside"].sum()), rows=rows_in(table["ratio"]))
        rows.append([area, sample, how, len(table), bias, error, len(ranged), inside])
    names = ["area", "sample", "how", "count", "bias", "error", "ranged", "inside"]
    table = pd.DataFrame(rows, columns=names)
    table = table.assign(**{name: column(table[name]) for name in ("bias", "error", "inside")})
    order = np.argsort(quantities(table["error"]).value, kind="stable")
    return table.iloc[order].reset_index(drop=True)


def out_of_sample(world: World) -> pd.DataFrame:
    """The areas out of sample of which there are enough cases to compare them, the most exact first."""
    table = accuracy(world)
    return table[(table["sample"] == NEW) & (table["count"] >= ENOUGH)]


def lowered(title: str) -> str:
    """A title within a sentence."""
    return title[0].lower() + title[1:]
