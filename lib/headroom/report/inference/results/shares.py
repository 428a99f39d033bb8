"""Where computing goes: inference's share, as published."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among, greatest_of, median_of
from headroom.evidence.columns import quantities
from headroom.report.inference.results.tables import table_of

TENFOLDS = (2.0, 1.0)  # of inference for a tenfold of training, from dear thinking to cheap
RECENT = pd.Timedelta(days=730)  # what is said to be so today
SURVEYS = {  # row -> what readers call it, and what kind of figure it is
    "inference-share-deloitte-2023": ("Deloitte, 2023", "estimate"),
    "inference-share-deloitte-2025": ("Deloitte, 2025", "estimate"),
    "inference-share-deloitte-2026": ("Deloitte, 2026 (predicted)", "prediction"),
}
SPENDING = {"openai-inf-2024-epoch": "OpenAI 2024, estimate", "openai-inf-2024-leak": "OpenAI 2024, leaked papers"}
RESEARCH = "openai-rd-2024-epoch"  # what OpenAI spent on computing beside inference
TRADE_BLOG = "inference-share-industry-blog-2026"


@cache
def shares(world: World) -> pd.DataFrame:
    """Published shares of AI compute or compute spending that go to inference.

    Columns: id, label, as_of, share [fraction], kind ('estimate', 'prediction', 'spending').
    """
    dates = world.table("parameters").set_index("id")["as_of"]
    rows = []
    for key, (label, kind) in SURVEYS.items():
        if key in dates.index:
            rows.append([key, label, dates[key], world.parameter(key), kind])
    for key, label in SPENDING.items():
        if key in dates.index and RESEARCH in dates.index:
            spent, research = world.parameter(key), world.parameter(RESEARCH)
            ends = Quantity(np.array([spent.low, spent.high]))
            share = among(spent / (spent + research), ends / (ends + research))
            rows.append([key, label, dates[key], share, "spending"])
    if TRADE_BLOG in dates.index:
        stated = world.parameter(TRADE_BLOG)
        ends = Quantity(np.array([stated.low, stated.high]))
        middle = Quantity(ends.value.mean(), stated.samples, stated.rows)
        rows.append([TRADE_BLOG, "Trade blog, 2026", dates[TRADE_BLOG], among(middle, ends), "estimate"])
    if not rows:
        raise LackingError("no share of inference in AI computing is published")
    table = table_of(rows, ["id", "label", "as_of", "share", "kind"])
    return table.sort_values("as_of", ignore_index=True)


def middle_share(table: pd.DataFrame) -> Quantity:
    """The median of published shares, from the lowest end of their ranges to the highest."""
    stated = quantities(table["share"])
    return among(median_of(stated), Quantity(np.concatenate([stated.low, stated.high])))


def cluster_growth(world: World) -> Quantity:
    """Chips of the largest training run of the last two years over those of the largest before."""
    runs = world.quantities("training_runs", "chips").dropna(subset=["chips"])
    late = runs["published"] >= pd.Timestamp(world.as_of) - RECENT
    return greatest_of(runs[late]["chips"]) / greatest_of(runs[~late]["chips"])
