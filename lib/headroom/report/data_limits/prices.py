"""What text costs: licences, books, and text that a model writes on rented chips."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import World
from headroom.report import format as fmt
from headroom.report.estimate import Estimate

CHIP = "h100-sxm"
GENERATOR = ("cosmopedia-tokens", "cosmopedia-cost")  # text written, and the chip-hours that it took at the least
TRILLION = 1e12
LABELS = {
    "lic-reddit-s1": "Reddit, all of it",
    "lic-reddit-google": "Reddit, new text",
    "lic-harper": "HarperCollins",
    "lic-anthropic": "Pirated books",
    "lic-meta-10": "Meta's debate",
    "book-simon": "Simon & Schuster",
    "lic-freepik": "Freepik",
    "lic-photobucket": "Photobucket",
    "lic-defined-text": "Defined.ai",
}


def tokens_per_chip_hour(world: World) -> float:
    """Training text that an H100 wrote in an hour, at the most: the makers state a lower bound of the hours."""
    written, hours = (world.row("data_findings", name) for name in GENERATOR)
    return float(written["central"] / hours["low"])


def synthetic_price(world: World, day: date | None = None) -> Estimate:
    """Price of a generated token on rented H100s on a day: rent alone, at one published throughput."""
    day = day or world.as_of
    rent = world.price(CHIP, "cloud_on_demand", day)
    output = tokens_per_chip_hour(world)
    samples = data_limits.synthetic_token_price(rent.draws(), output)
    return Estimate.from_samples(
        samples,
        "money",
        value=float(data_limits.synthetic_token_price(rent.central, output)),
        sources=(*rent.source_keys, "huggingface2024cosmopedia"),
        as_of=day,
        basis="an H100 rented on demand, writing as much in an hour as for Cosmopedia",
    )


@cache
def synthetic_by_date(world: World) -> pd.DataFrame:
    """Cost of a trillion generated tokens by quarter, up to the World's date: day, usd, low, high [USD]."""
    rows = []
    quarters = pd.date_range("2023-12-31", pd.Timestamp(world.as_of) - pd.Timedelta(days=1), freq="QE")
    for day in [*quarters, pd.Timestamp(world.as_of)]:
        price = synthetic_price(world, day.date())
        rows.append([day, *(TRILLION * v for v in (price.value, price.low, price.high))])
    return pd.DataFrame(rows, columns=["day", "usd", "low", "high"])


@cache
def ladder(world: World) -> pd.DataFrame:
    """Price of a token by way of getting it, cheapest first.

    Columns: label, kind, usd (geometric middle), low, high [USD per token], set_usd (of as much text as Llama 3 read),
    what (that cost as words), source_key.
    """
    table = world.table("text_prices").dropna(subset=["usd_per_token_low"]).set_index("id")
    kinds = {"offer": "asked or debated", "licence": "licence", "settlement": "settlement", "company": "whole company"}
    rows = [
        [
            LABELS[name],
            "images" if row.unit == "USD/image" else kinds[row.kind],
            np.sqrt(row.usd_per_token_low * row.usd_per_token_high),
            row.usd_per_token_low,
            row.usd_per_token_high,
            row.source_key,
        ]
        for name, row in zip(table.index, table.itertuples(), strict=True)
    ]
    made = synthetic_price(world)
    rows.append(["Rented H100s", "generated", made.value, made.low, made.high, "huggingface2024cosmopedia"])
    found = pd.DataFrame(rows, columns=["label", "kind", "usd", "low", "high", "source_key"])
    text = world.row("training_sets", "llama-3-8b")["tokens"]
    found["set_usd"] = data_limits.corpus_cost(text, found["usd"])
    found["what"] = [fmt.money(value) for value in found["set_usd"]]
    return found.sort_values("usd", ignore_index=True)


@cache
def back_list(world: World) -> dict[str, float]:
    """The back list of Simon & Schuster: titles, tokens, its share of the text of Llama 3, price of a token [USD]."""
    titles = world.row("text_stocks", "simon-schuster-backlist")["low"]
    tokens = float(titles * world.parameter("tokens-per-book").central)
    paid = world.row("text_prices", "book-simon")["central"]
    return {
        "titles": float(titles),
        "tokens": tokens,
        "share": tokens / float(world.row("training_sets", "llama-3-8b")["tokens"]),
        "token_price": float(data_limits.token_price(paid, tokens)),
    }


@cache
def synthetic_shares(world: World) -> pd.DataFrame:
    """Share of generated text in disclosed training mixes: label, share, source_key."""
    rows = world.table("data_findings").set_index("id")
    unique = world.table("training_sets").set_index("id")["unique_tokens"]
    mixed = world.table("text_stocks").set_index("id")["central"]
    found = []
    if "phi1-synth" in rows.index:
        found.append(["Phi-1 (2023)", rows.loc["phi1-synth", "high"] / unique["phi-1"], "phi1-synth"])
    if "phi4-synth-share" in rows.index:
        found.append(["Phi-4 (2024)", rows.loc["phi4-synth-share", "central"], "phi4-synth-share"])
    if "nemotron-cc-synth" in rows.index:
        share = rows.loc["nemotron-cc-synth", "central"] / mixed["corpus-nemotron-cc"]
        found.append(["Nemotron-CC (2025)", share, "nemotron-cc-synth"])
    table = pd.DataFrame(found, columns=["label", "share", "id"])
    return table.assign(source_key=[rows.loc[name, "source_key"] for name in table["id"]])
