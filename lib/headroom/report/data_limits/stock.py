"""How much text there is, how fast training sets grow, and when the two meet: Villalobos et al. rebuilt."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits, training
from headroom.calculator.math import where
from headroom.evidence import LackingError, Quantity, World, probability
from headroom.evidence.aggregates import mixture_of
from headroom.evidence.columns import column, plain
from headroom.report.data_limits.cells import greatest
from headroom.report.data_limits.laws import constants
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run

STOCK_YEAR = 2024.0  # that the stock of the study refers to, and where its demand starts
NEVER = np.inf
STOCKS = {"raw": "Indexed web", "usable": "… fit for training", "effective": "… with repetition"}
BRANCHES = {"historical": "Past growth of training sets", "compute": "Growth of compute", "mixture": "Both, evenly"}


def year(day) -> float:
    """A date as a year with decimals."""
    day = pd.Timestamp(day)
    return day.year + (day.day_of_year - 1) / 365.25


@cache
def stocks(world: World) -> dict[str, Quantity]:
    """The stock of text in 2024 [tokens], by `STOCKS`, and its growth [factor per year]."""
    raw = data_limits.web_tokens(
        world.parameter("pages-indexed-code"),
        world.parameter("bytes-per-page"),
        bytes_per_token=world.parameter("bytes-per-token"),
    )
    share = world.parameter("text-quality-share")
    length, pages = (1 + world.parameter(name) for name in ("page-length-growth", "page-count-growth"))
    return {
        "raw": raw,
        "usable": data_limits.usable_tokens(raw, share, repetition_factor=1.0),
        "effective": data_limits.usable_tokens(raw, share, repetition_factor=world.parameter("repetition-factor")),
        "growth": length * pages,
    }


def stock_on(world: World, kind: str, at: float) -> Quantity:
    """A stock at a date given as a year with decimals [tokens]."""
    known = stocks(world)
    return data_limits.stock_after(known[kind], known["growth"], years=at - STOCK_YEAR)


def curated_english(world: World) -> Quantity:
    """Unique tokens of English that a filter left of Common Crawl, by the newest count that the World knows."""
    table = world.table("text_stocks")
    known = table[table["series"] == "curated_english"].sort_values("as_of")
    if known.empty:
        raise LackingError(f"no count of filtered English text up to {world.as_of}")
    return world.cell("text_stocks", known["id"].iloc[-1])


def stock_estimate(world: World, kind: str, at: float = STOCK_YEAR) -> Estimate:
    """A stock at a date as the text states it."""
    basis = f"{STOCKS[kind].lstrip('… ')}, Monte Carlo of the published inputs"
    return Estimate.of(stock_on(world, kind, at), "count", basis=basis)


@cache
def stock_bands(world: World, first: int = 2018, last: int = 2036) -> pd.DataFrame:
    """Stocks year by year with 90 % intervals: year, kind, label, tokens (a quantity)."""
    cases = [(at, kind, label) for kind, label in STOCKS.items() for at in range(first, last + 1)]
    table = pd.DataFrame(cases, columns=["year", "kind", "label"])
    return table.assign(tokens=column([stock_on(world, kind, at) for at, kind, _ in cases]))


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


@cache
def demand(world: World) -> dict[str, tuple[Quantity, Quantity]]:
    """Largest training set at the start of 2024 [tokens] and its growth [factor per year], by branch.

    The projection of compute that the study used is not public; the compute branch takes the published growth of
    frontier compute and the largest run of 2023 instead.
    """
    run = largest_run(world, before="2024-01-01")
    flop = run.flop * world.parameter("training-flop-uncertainty")
    rule = constants(world, "hoffmann2022-rule")["k"]
    compute, text = (
        world.range("trends", name, "growth_per_year", unit="ratio")
        for name in ("compute-frontier-2010-2024", "training-set-villalobos")
    )
    return {
        "historical": (world.parameter("largest-training-set-2024"), text),
        "compute": (training.compute_optimal_tokens(flop, rule), data_limits.compute_led_growth(compute)),
    }


@cache
def crossings(world: World, overtraining: float = 1.0) -> dict[str, Quantity]:
    """Year in which demand meets the effective stock, by branch; infinite where it never does."""
    stock = stocks(world)
    found = {}
    for branch, (tokens, growth) in demand(world).items():
        faster = growth > stock["growth"]
        ahead = data_limits.years_to_exhaustion(
            stock["effective"],
            tokens,
            stock_growth=stock["growth"],
            demand_growth=where(faster, growth, 2 * stock["growth"]),
            overtraining=overtraining,
        )
        found[branch] = where(faster, STOCK_YEAR + ahead, NEVER)
    return found | {"mixture": mixture_of(list(found.values()))}


def crossing_estimate(world: World, branch: str = "mixture", overtraining: float = 1.0) -> Estimate:
    """Year in which demand meets the effective stock, with the 80 % interval of the study."""
    basis = f"{BRANCHES[branch].lower()}, from the start of 2024"
    return Estimate.of(crossings(world, overtraining)[branch].named("year", level=0.8), "year", basis=basis)


@cache
def crossing_density(world: World) -> pd.DataFrame:
    """Probability that demand meets the stock in a calendar year: branch, label, year, share (a quantity)."""
    calendar = range(2023, 2041)
    shares = {
        branch: [Quantity(probability(np.floor(met) == at)).also(met) for at in calendar]
        for branch, met in crossings(world).items()
    }
    shares["mixture"] = [(one + other) / 2 for one, other in zip(shares["historical"], shares["compute"], strict=True)]
    cases = [(branch, label, at) for branch, label in BRANCHES.items() for at in calendar]
    table = pd.DataFrame(cases, columns=["branch", "label", "year"])
    return table.assign(share=column([share for branch in BRANCHES for share in shares[branch]]))


@cache
def projection(world: World, first: int = 2024, last: int = 2034) -> pd.DataFrame:
    """The demand that the study of 2024 projects by past growth: year, tokens (a quantity with a 90 % interval)."""
    tokens, growth = demand(world)["historical"]
    years = np.arange(first, last + 0.25, 0.5)
    projected = data_limits.demand_after(tokens, growth, overtraining=1.0, years=years - STOCK_YEAR)
    return pd.DataFrame({"year": years, "tokens": column(projected)})


def headroom(world: World, kind: str = "effective") -> Quantity:
    """A stock over the largest disclosed training text, both on the World's date."""
    return stock_on(world, kind, year(world.as_of)) / largest(world, text_only=True)["tokens"]
