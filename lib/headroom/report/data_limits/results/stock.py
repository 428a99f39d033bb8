"""How much text there is, and how much of it training sets hold: the stock model of Villalobos et al. rebuilt."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import column
from headroom.report.data_limits.results.sets import largest, year
from headroom.report.estimate import Estimate

STOCK_YEAR = 2024.0  # that the stock of the study refers to, and where its demand starts
STOCKS = {"raw": "Indexed web", "usable": "… fit for training", "effective": "… with repetition"}


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


def headroom(world: World, kind: str = "effective") -> Quantity:
    """A stock over the largest disclosed training text, both on the World's date."""
    return stock_on(world, kind, year(world.as_of)) / largest(world, text_only=True)["tokens"]


def knowledge_shares(seen: World) -> dict[str, Quantity]:
    """The largest disclosed training text over each stock of human text on the World's date."""
    at, biggest = year(seen.as_of), largest(seen, text_only=True)["tokens"]
    books, chosen = (seen.cell("text_stocks", name) for name in ("books-digital-v1", "hq-text-v1"))
    return {
        "the indexed web": biggest / stock_on(seen, "raw", at),
        "its usable part": biggest / stock_on(seen, "usable", at),
        "high-quality text": biggest / (chosen / seen.parameter("words-per-token")),
        "digitised books": biggest / (books * seen.parameter("tokens-per-book")),
    }
