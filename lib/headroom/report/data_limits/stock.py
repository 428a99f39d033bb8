"""How much text there is, how fast training sets grow, and when the two meet: Villalobos et al. rebuilt."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits, training
from headroom.evidence import World
from headroom.report.estimate import Estimate

STOCK_YEAR = 2024.0  # that the stock of the study refers to, and where its demand starts
NEVER = np.inf
STOCKS = {"raw": "Indexed web", "usable": "… fit for training", "effective": "… with repetition"}
BRANCHES = {"historical": "Past growth of training sets", "compute": "Growth of compute", "mixture": "Both, evenly"}
KEYS = ("villalobos2024data", "epoch2024datastockcode")


def year(day) -> float:
    """A date as a year with decimals."""
    day = pd.Timestamp(day)
    return day.year + (day.day_of_year - 1) / 365.25


@cache
def stock_samples(world: World) -> dict[str, np.ndarray]:
    """Samples of the stock of text in 2024 [tokens], by `STOCKS`, and of its growth [factor per year]."""
    raw = data_limits.web_tokens(
        world.parameter("pages-indexed-code").draws(),
        world.parameter("bytes-per-page").draws(),
        bytes_per_token=world.parameter("bytes-per-token").draws(),
    )
    share = world.parameter("text-quality-share").draws()
    repeated = world.parameter("repetition-factor").draws()
    grown = [1 + world.parameter(name).draws() for name in ("page-length-growth", "page-count-growth")]
    return {
        "raw": raw,
        "usable": data_limits.usable_tokens(raw, share, repetition_factor=1.0),
        "effective": data_limits.usable_tokens(raw, share, repetition_factor=repeated),
        "growth": grown[0] * grown[1],
    }


def stock_on(world: World, kind: str, at: float) -> np.ndarray:
    """Samples of a stock at a date given as a year with decimals [tokens]."""
    drawn = stock_samples(world)
    return data_limits.stock_after(drawn[kind], drawn["growth"], years=at - STOCK_YEAR)


def stock_estimate(world: World, kind: str, at: float = STOCK_YEAR) -> Estimate:
    """A stock at a date as the text states it."""
    basis = f"{STOCKS[kind].lstrip('… ')}, Monte Carlo of the published inputs"
    return Estimate.from_samples(stock_on(world, kind, at), "count", sources=KEYS, basis=basis)


@cache
def stock_bands(world: World, first: int = 2018, last: int = 2036) -> pd.DataFrame:
    """Stocks year by year with 90 % intervals: year, kind, label, low, median, high [tokens]."""
    rows = []
    for kind, label in STOCKS.items():
        for at in range(first, last + 1):
            low, middle, high = np.quantile(stock_on(world, kind, at), [0.05, 0.5, 0.95])
            rows.append([at, kind, label, low, middle, high])
    return pd.DataFrame(rows, columns=["year", "kind", "label", "low", "median", "high"])


@cache
def training_sets(world: World) -> pd.DataFrame:
    """Language models with disclosed or estimated training text, oldest first.

    Columns: model_id, name, published, at (year with decimals), tokens, disclosed (said by the maker or repeated from
    it), multimodal, record (largest disclosed so far), source_key.
    """
    table = world.table("training_sets").dropna(subset=["tokens", "published"]).sort_values("published")
    table = table.assign(
        at=[year(day) for day in table["published"]],
        disclosed=table["confidence"] != "estimate",
        multimodal=~table["modality"].isin(["text", "code"]),
    )
    known = table["tokens"].where(table["disclosed"], 0)
    table["record"] = table["disclosed"] & (known >= known.cummax()) & (known > known.cummax().shift(fill_value=0))
    return table.reset_index(drop=True)


def largest(world: World, *, text_only: bool = False) -> pd.Series:
    """The largest disclosed training set that the World knows."""
    table = training_sets(world)
    table = table[table["disclosed"] & ~(table["multimodal"] & text_only)]
    return table.loc[table["tokens"].idxmax()]


def disclosed_growth(world: World, years: int = 2) -> Estimate:
    """Growth per year of the largest disclosed training text over the last years, a lower bound of that of demand."""
    last = largest(world, text_only=True)
    table = training_sets(world)
    before = table[table["disclosed"] & ~table["multimodal"] & (table["at"] <= year(world.as_of) - years)]
    first = before.loc[before["tokens"].idxmax()]
    growth = (last["tokens"] / first["tokens"]) ** (1 / years)
    basis = f"{first['name']} to {last['name']}, the largest disclosed then and now"
    return Estimate(float(growth), "growth", sources=(first["source_key"], last["source_key"]), basis=basis)


@cache
def demand_samples(world: World) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Largest training set at the start of 2024 [tokens] and its growth [factor per year], by branch.

    The projection of compute that the study used is not public; the compute branch takes the published growth of
    frontier compute and the largest run of 2023 instead.
    """
    runs = world.table("frontier_runs")
    before = runs[runs["published"] < pd.Timestamp("2024-01-01")]
    flop = before["training_flop"].max() * world.parameter("training-flop-uncertainty").draws()
    rule = world.row("scaling_laws", "hoffmann2022-rule.k")["central"]
    compute = world.range("trends", "compute-frontier-2010-2024", "growth_per_year", unit="ratio").draws()
    text = world.range("trends", "training-set-villalobos", "growth_per_year", unit="ratio").draws()
    return {
        "historical": (world.parameter("largest-training-set-2024").draws(), text),
        "compute": (training.compute_optimal_tokens(flop, rule), data_limits.compute_led_growth(compute)),
    }


@cache
def crossing_samples(world: World, overtraining: float = 1.0) -> dict[str, np.ndarray]:
    """Samples of the year in which demand meets the effective stock, by branch; infinite where it never does."""
    drawn = stock_samples(world)
    found = {}
    for branch, (tokens, growth) in demand_samples(world).items():
        faster = growth > drawn["growth"]
        ahead = data_limits.years_to_exhaustion(
            drawn["effective"],
            tokens,
            stock_growth=drawn["growth"],
            demand_growth=np.where(faster, growth, 2 * drawn["growth"]),
            overtraining=overtraining,
        )
        found[branch] = np.where(faster, STOCK_YEAR + ahead, NEVER)
    found["mixture"] = np.concatenate([found["historical"], found["compute"]])
    return found


def crossing_estimate(world: World, branch: str = "mixture", overtraining: float = 1.0) -> Estimate:
    """Year in which demand meets the effective stock, with the 80 % interval of the study."""
    low, middle, high = np.quantile(crossing_samples(world, overtraining)[branch], [0.1, 0.5, 0.9])
    basis = f"{BRANCHES[branch].lower()}, from the start of 2024"
    return Estimate(float(middle), "year", float(low), float(high), level=0.8, sources=KEYS, basis=basis)


@cache
def crossing_density(world: World) -> pd.DataFrame:
    """Share of the probability of each calendar year in which demand meets the stock, by branch."""
    rows = []
    for branch, label in BRANCHES.items():
        years = np.floor(crossing_samples(world)[branch])
        for at in range(2023, 2041):
            rows.append([branch, label, at, float(np.mean(years == at))])
    return pd.DataFrame(rows, columns=["branch", "label", "year", "share"])


@cache
def projection(world: World, first: int = 2024, last: int = 2034) -> pd.DataFrame:
    """The demand that the study of 2024 projects by past growth: year, low, median, high [tokens], 90 % interval."""
    tokens, growth = demand_samples(world)["historical"]
    rows = []
    for at in np.arange(first, last + 0.25, 0.5):
        drawn = data_limits.demand_after(tokens, growth, overtraining=1.0, years=at - STOCK_YEAR)
        rows.append([at, *np.quantile(drawn, [0.05, 0.5, 0.95])])
    return pd.DataFrame(rows, columns=["year", "low", "median", "high"])


def headroom(world: World, kind: str = "effective") -> np.ndarray:
    """Samples of a stock over the largest disclosed training text, both on the World's date."""
    return stock_on(world, kind, year(world.as_of)) / largest(world, text_only=True)["tokens"]
