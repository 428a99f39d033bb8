"""What models read: training sets by date, and how fast the largest of them grows."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain, stacked
from headroom.report.data_limits.results.cells import greatest
from headroom.report.estimate import Estimate


def year(day) -> float:
    """A date as a year with decimals."""
    day = pd.Timestamp(day)
    return day.year + (day.day_of_year - 1) / 365.25


@cache
def training_sets(world: World) -> pd.DataFrame:
    """Language models with disclosed or estimated training text, oldest first.

    Columns: model_id, name, published, at (year with decimals), tokens (a quantity), disclosed (said by the maker or
    repeated from it), multimodal, record (largest disclosed so far).
    """
    table = world.quantities("training_sets", "tokens").dropna(subset=["tokens", "published"]).sort_values("published")
    table = table.assign(
        at=[year(day) for day in table["published"]],
        disclosed=table["confidence"] != "estimate",
        multimodal=~table["modality"].isin(["text", "code"]),
    )
    known = plain(table["tokens"]).where(table["disclosed"], 0)
    table["record"] = table["disclosed"] & (known >= known.cummax()) & (known > known.cummax().shift(fill_value=0))
    return table.reset_index(drop=True)


def disclosed_sets(world: World, *, text_only: bool = False) -> pd.DataFrame:
    """The disclosed ones of `training_sets`; only those of text alone, if so asked."""
    table = training_sets(world)
    return table[table["disclosed"] & ~(table["multimodal"] & text_only)]


@cache
def largest(world: World, *, text_only: bool = False, by: float = np.inf) -> pd.Series:
    """The largest disclosed training set that the World knows, up to a date given as a year with decimals."""
    table = disclosed_sets(world, text_only=text_only)
    return greatest(world, "training_sets", table[table["at"] <= by], "tokens")


def records(world: World, years: int = 2) -> tuple[pd.Series, pd.Series]:
    """The largest disclosed text some years ago, and today's."""
    return largest(world, text_only=True, by=year(world.as_of) - years), largest(world, text_only=True)


def growth_of_records(world: World, years: int = 2) -> Quantity:
    """Growth per year of the largest disclosed training text over the last years, a lower bound of that of demand."""
    first, last = records(world, years)
    return (last["tokens"] / first["tokens"]) ** (1 / years)


def disclosed_growth(world: World, years: int = 2) -> Estimate:
    """`growth_of_records` as the text states it."""
    first, last = records(world, years)
    basis = f"{first['name']} to {last['name']}, the largest disclosed then and now"
    return Estimate.of(growth_of_records(world, years), "growth", basis=basis)


def published_rates(world: World) -> pd.DataFrame:
    """Published growth of training text: rows of the table of trends, with growth_per_year (a quantity)."""
    rates = world.quantities("trends", "growth_per_year")
    return rates[rates["quantity"] == "text of training sets"]


def llama_ratios(seen: World) -> Quantity:
    """Training text of Llama 3 over that of Llama 2, by the card of Llama 2 and by the paper on Llama 3."""
    new, *old = (seen.cell("training_sets", name, "tokens") for name in ("llama-3-8b", "llama-2-70b", "llama2-paper"))
    return new / stacked(old)
