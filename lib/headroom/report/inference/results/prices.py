"""What a token costs to buy: fixed capabilities that fall, a frontier that does not, and how fast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among
from headroom.evidence.columns import column, plain
from headroom.report.inference.results.tables import table_of


@dataclass(frozen=True)
class Tier:
    """A capability: a score on a benchmark, and the model that first sold it.

    Parameters
    ----------
    label : what readers call it
    benchmark, score : id of the benchmark and least score [fraction]
    """

    label: str
    benchmark: str
    score: float


TIERS = (
    Tier("GPT-3 level", "mmlu", 0.43),
    Tier("GPT-3.5 level", "mmlu", 0.648),
    Tier("GPT-4 level", "mmlu", 0.86),
    Tier("GPT-4 Turbo level, harder questions", "gpqa-diamond", 0.5),
)


PRICES = ("usd_per_mtok_blended", "usd_per_mtok_output")
FALLS = {"price_fall": "price", "benchmark_cost_fall": "cost of the benchmark"}  # series of the parameters: kind


@cache
def scored_prices(world: World) -> pd.DataFrame:
    """Listed prices beside the score that the served model has, one column of quantities a benchmark."""
    scores = world.quantities("benchmark_scores", "score")
    scores = scores[scores["variant"] == "served"].sort_values("score")
    scores = scores.drop_duplicates(["model_id", "benchmark"], keep="last")
    prices = world.quantities("api_prices", *PRICES)
    prices = prices[prices["offer"] == "standard"].sort_values("as_of", ignore_index=True)
    for benchmark, of_models in scores.groupby("benchmark"):
        by_model = dict(zip(of_models["model_id"], of_models["score"], strict=True))
        prices[benchmark] = column([by_model.get(model, np.nan) for model in prices["model_id"]])
    return prices


@cache
def cheapest(world: World, *, tiers: tuple[Tier, ...] = TIERS) -> pd.DataFrame:
    """The cheapest listed price for each capability by date: one row each time that it fell.

    Columns: tier, as_of, usd [USD/Mtok, 3:1 blend; rests on the model's score, too], variant, provider, source_key.
    """
    table = scored_prices(world)
    rows = []
    for tier in tiers:
        if tier.benchmark not in table:
            continue
        able = table[plain(table[tier.benchmark]) >= tier.score]
        able = able[able["usd_per_mtok_blended"].notna()]
        fell = plain(able["usd_per_mtok_blended"])
        for row in able[fell < fell.cummin().shift(fill_value=np.inf)].itertuples():
            score = table.loc[row.Index, tier.benchmark]
            usd = row.usd_per_mtok_blended.also(score)
            rows.append([tier.label, row.as_of, usd, row.variant, row.provider, row.source_key])
    return table_of(rows, ["tier", "as_of", "usd", "variant", "provider", "source_key"])


def falls(world: World, *, tiers: tuple[Tier, ...] = TIERS) -> pd.DataFrame:
    """How far the cheapest price of each capability has fallen: first and last price, factor, years, factor a year."""
    rows = []
    for tier, steps in cheapest(world, tiers=tiers).groupby("tier", sort=False):
        (first, last), (since, until) = (steps[name].iloc[[0, -1]] for name in ("usd", "as_of"))
        years = (until - since).days / 365.25
        factor = first / last
        yearly = factor ** (1 / years) if years > 0.25 else np.nan
        rows.append([tier, first, last, factor, years, yearly, since, until])
    columns = ["tier", "first_usd", "last_usd", "factor", "years", "factor_per_year", "first_as_of", "last_as_of"]
    return table_of(rows, columns)


def fall_of(falls: pd.DataFrame, tier: str) -> pd.Series:
    """The row of a level in `falls`; a `LackingError` where it was not sold yet."""
    own = falls[falls["tier"] == tier]
    if own.empty:
        raise LackingError(f"no list price at the {tier} is known")
    return own.iloc[0]


@cache
def frontier(world: World) -> pd.DataFrame:
    """OpenAI's flagship by date: its dearest general model of the day; blended and output price [USD/Mtok]."""
    prices = world.quantities("api_prices", *PRICES)
    table = prices[prices["series"] == "flagship"]
    return table.sort_values("as_of")[["as_of", "variant", *PRICES, "source_key"]].reset_index(drop=True)


def frontier_trough(world: World) -> tuple[pd.Series, pd.Series]:
    """The cheapest flagship so far, and the newest."""
    table = frontier(world)
    if table.empty:
        raise LackingError("no list price of a flagship is known")
    return table.loc[plain(table["usd_per_mtok_blended"]).idxmin()], table.iloc[-1]


def flagship_fall(world: World) -> Quantity:
    """Factor a year by which the list price of the flagship fell, from the first to the newest."""
    first, newest = (frontier(world).iloc[place] for place in (0, -1))
    years = (newest["as_of"] - first["as_of"]).days / 365.25
    return (first["usd_per_mtok_blended"] / newest["usd_per_mtok_blended"]) ** (1 / years)


@cache
def declines(world: World) -> pd.DataFrame:
    """Published falls of the price of a fixed score, with 90 % intervals and the number of models behind each.

    Columns: id, label, kind ('price' or 'cost of the benchmark'), benchmark, level, fall [factor/yr], n.
    """
    table = world.table("parameters")
    rows = []
    for row in table[table["series"].isin(FALLS)].itertuples():
        label, fall = f"{row.benchmark}, {row.level}", world.parameter(row.id)
        rows.append([row.id, label, FALLS[row.series], row.benchmark, row.level, fall, int(row.cases)])
    table = table_of(rows, ["id", "label", "kind", "benchmark", "level", "fall", "n"])
    return table.sort_values("fall", ignore_index=True)


def price_declines(world: World) -> pd.DataFrame:
    """The rows of `declines` that are of prices.

    Raises
    ------
    LackingError
        If none is published.
    """
    table = declines(world)
    table = table[table["kind"] == "price"]
    if table.empty:
        raise LackingError("no fall of the price of a fixed score is published")
    return table


def median_decline(world: World) -> Quantity:
    """Median published fall of the price of a fixed score in a year, and its range over tasks."""
    median, low, high = (world.parameter(f"price-decline-epoch-{part}") for part in ("median", "low", "high"))
    return among(median, [low, high])
