"""What text costs: licences, books, and text that a model writes on rented chips."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import NoPriceError, Quantity, World
from headroom.evidence.aggregates import among, least_of
from headroom.evidence.columns import column, plain
from headroom.report import format as fmt

CHIP, RENTED = "h100-sxm", "cloud_on_demand"
GENERATOR = ("cosmopedia-tokens", "cosmopedia-cost")  # text written, and the chip-hours that it took at the least
TRILLION = 1e12


def tokens_per_chip_hour(world: World) -> Quantity:
    """Training text that an H100 wrote in an hour, at the most: the makers state a lower bound of the hours."""
    written, hours = GENERATOR
    return world.cell("data_findings", written) / world.cell("data_findings", hours, "low")


def synthetic_price(world: World, day: date | None = None, *, kind: str = RENTED) -> Quantity:
    """Price of a generated token on H100s rented at a kind of price on a day: rent alone, at one published
    throughput.
    """
    rent = world.price(CHIP, kind, day)
    return data_limits.synthetic_token_price(rent, tokens_per_chip_hour(world))


@cache
def synthetic_by_date(world: World, kind: str = RENTED) -> pd.DataFrame:
    """Cost of a trillion generated tokens by quarter, up to the World's date, as far back as chips have a price of that
    kind: day, usd (a quantity).
    """
    quarters = pd.date_range("2023-12-31", pd.Timestamp(world.as_of) - pd.Timedelta(days=1), freq="QE")
    found = {}
    for day in (*quarters, pd.Timestamp(world.as_of)):
        with suppress(NoPriceError):
            found[day] = TRILLION * synthetic_price(world, day.date(), kind=kind)
    return pd.DataFrame({"day": list(found), "usd": column(found.values())})


@cache
def ladder(world: World, kind: str = RENTED) -> pd.DataFrame:
    """Price of a token by way of getting it, cheapest first.

    Columns: label, kind, and as quantities usd (geometric middle of what is paid) [USD per token], set_usd (of as much
    text as Llama 3 read); what (that cost as words).
    """
    table = world.quantities("text_prices", "usd_per_token_low", "usd_per_token_high").dropna(
        subset=["usd_per_token_low"]
    )
    kinds = {"offer": "asked or debated", "licence": "licence", "settlement": "settlement", "company": "whole company"}
    rows = [
        [name, "images" if unit == "USD/image" else kinds[of], among(np.sqrt(low * high), [low, high])]
        for name, of, unit, low, high in zip(
            *(table[name] for name in ("short_name", "kind", "unit", "usd_per_token_low", "usd_per_token_high")),
            strict=True,
        )
    ]
    rows.append(["Rented H100s", "generated", synthetic_price(world, kind=kind)])
    found = pd.DataFrame(rows, columns=["label", "kind", "usd"])
    text = world.cell("training_sets", "llama-3-8b", "tokens")
    prices = column(found["usd"])
    costs = column([data_limits.corpus_cost(text, price) for price in prices])
    found = found.assign(usd=prices, set_usd=costs, what=[fmt.money(cost) for cost in plain(costs)])
    return found.loc[plain(prices).sort_values().index].reset_index(drop=True)


def licences(world: World) -> pd.DataFrame:
    """The licences of the `ladder`, cheapest first."""
    table = ladder(world)
    return table[table["kind"] == "licence"]


def cheapest_licence(world: World) -> Quantity:
    """Price of a token at the cheapest licence; it rests on all licences."""
    return least_of(licences(world)["usd"])


@cache
def back_list(world: World) -> dict[str, Quantity]:
    """The back list of Simon & Schuster: titles, tokens, its share of the text of Llama 3, price of a token [USD]."""
    titles = world.cell("text_stocks", "simon-schuster-backlist", "low")
    tokens = titles * world.parameter("tokens-per-book")
    return {
        "titles": titles,
        "tokens": tokens,
        "share": tokens / world.cell("training_sets", "llama-3-8b", "tokens"),
        "token_price": data_limits.token_price(world.cell("text_prices", "book-simon"), tokens),
    }


@cache
def synthetic_shares(world: World) -> pd.DataFrame:
    """Share of generated text in disclosed training mixes: label, share (a quantity)."""
    known = set(world.table("data_findings")["id"])
    found = []
    if "phi1-synth" in known:
        made = world.cell("data_findings", "phi1-synth", "high")
        found.append(["Phi-1 (2023)", made / world.cell("training_sets", "phi-1", "unique_tokens")])
    if "phi4-synth-share" in known:
        found.append(["Phi-4 (2024)", world.cell("data_findings", "phi4-synth-share")])
    if "nemotron-cc-synth" in known:
        made = world.cell("data_findings", "nemotron-cc-synth")
        found.append(["Nemotron-CC (2025)", made / world.cell("text_stocks", "corpus-nemotron-cc")])
    table = pd.DataFrame(found, columns=["label", "share"])
    return table.assign(share=column(table["share"]))
