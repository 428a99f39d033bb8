"""What a token costs to buy: fixed capabilities that fall, a frontier that does not, and how fast."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import World
from headroom.report.estimate import Estimate

FLAGSHIPS = (  # OpenAI's dearest general model of its day, without pro tiers and previews
    "GPT-3 davinci",
    "GPT-3.5 (text-davinci-003)",
    "GPT-4 (8k, 0314)",
    "GPT-4 Turbo (1106 preview)",
    "GPT-4o (2024-05-13)",
    "GPT-4o (2024-08-06)",
    "GPT-4.1",
    "GPT-5",
    "GPT-5.1",
    "GPT-5.2",
    "GPT-5.4",
    "GPT-5.5",
    "GPT-5.6 Sol",
    "GPT-6 Astra",
)
OFF_PEAK = r"off-peak|promotional"


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


@cache
def scored_prices(world: World) -> pd.DataFrame:
    """Listed prices beside the score that the served model has, one column a benchmark."""
    scores = world.table("benchmark_scores")
    scores = scores[scores["variant"] == "served"]
    wide = scores.pivot_table(index="model_id", columns="benchmark", values="score", aggfunc="max")
    prices = world.table("api_prices")
    prices = prices[~prices["variant"].str.contains(OFF_PEAK)]
    return prices.merge(wide, left_on="model_id", right_index=True, how="left").sort_values("as_of", ignore_index=True)


@cache
def cheapest(world: World) -> pd.DataFrame:
    """The cheapest listed price for each capability by date: one row each time that it fell.

    Columns: tier, as_of, usd [USD/Mtok, 3:1 blend], variant, provider, source_key.
    """
    table = scored_prices(world)
    rows = []
    for tier in TIERS:
        if tier.benchmark not in table:
            continue
        able = table[table[tier.benchmark] >= tier.score]
        best = np.inf
        for row in able.itertuples():
            if row.usd_per_mtok_blended < best:
                best = row.usd_per_mtok_blended
                rows.append([tier.label, row.as_of, best, row.variant, row.provider, row.source_key])
    return pd.DataFrame(rows, columns=["tier", "as_of", "usd", "variant", "provider", "source_key"])


def falls(world: World) -> pd.DataFrame:
    """How far the cheapest price of each capability has fallen: first and last price, factor, years, factor a year."""
    rows = []
    for tier, steps in cheapest(world).groupby("tier", sort=False):
        first, last = steps.iloc[0], steps.iloc[-1]
        years = (last["as_of"] - first["as_of"]).days / 365.25
        factor = first["usd"] / last["usd"]
        yearly = factor ** (1 / years) if years > 0.25 else np.nan
        rows.append([tier, first["usd"], last["usd"], factor, years, yearly, first["as_of"], last["as_of"]])
    columns = ["tier", "first_usd", "last_usd", "factor", "years", "factor_per_year", "first_as_of", "last_as_of"]
    return pd.DataFrame(rows, columns=columns)


@cache
def frontier(world: World) -> pd.DataFrame:
    """OpenAI's flagship by date: blended and output price [USD/Mtok]."""
    prices = world.table("api_prices")
    table = prices[prices["variant"].isin(FLAGSHIPS) & (prices["provider"] == "OpenAI")]
    return table.sort_values("as_of")[
        ["as_of", "variant", "usd_per_mtok_blended", "usd_per_mtok_output", "source_key"]
    ].reset_index(drop=True)


def frontier_trough(world: World) -> tuple[pd.Series, pd.Series]:
    """The cheapest flagship so far, and the newest."""
    table = frontier(world)
    return table.loc[table["usd_per_mtok_blended"].idxmin()], table.iloc[-1]


@cache
def declines(world: World) -> pd.DataFrame:
    """Published falls of the price of a fixed score, with 90 % intervals and the number of models behind each.

    Columns: id, label, kind ('price' or 'cost of the benchmark'), benchmark, level, low, central, high [factor/yr], n.
    """
    table = world.table("parameters")
    table = table[(table["group"] == "price_decline") & (table["interval"] == "90% CI")]
    rows = []
    for row in table.itertuples():
        found = re.search(r"yearly fall, (.+) at (.+) level$", row.parameter)
        kind = "price" if row.id.startswith("price-decline") else "cost of the benchmark"
        n = int(re.match(r"(\d+) models", row.applies_to)[1])
        low = max(row.low, 1e-3)
        rows.append([row.id, f"{found[1]}, {found[2]}", kind, found[1], found[2], low, row.central, row.high, n])
        rows[-1].append(row.source_key)
    columns = ["id", "label", "kind", "benchmark", "level", "low", "central", "high", "n", "source_key"]
    return pd.DataFrame(rows, columns=columns).sort_values("central", ignore_index=True)


def median_decline(world: World) -> Estimate:
    """Median published fall of the price of a fixed score in a year, and its range over tasks."""
    median = world.parameter("price-decline-epoch-median")
    low, high = (world.parameter(f"price-decline-epoch-{end}").central for end in ("low", "high"))
    return Estimate(
        median.central,
        "growth",
        low,
        high,
        level=None,
        sources=median.source_keys,
        as_of=median.as_of,
        basis="six benchmarks; the fastest falls rest on four models each",
    )


def tokens_per_answer(world: World) -> pd.DataFrame:
    """Mean tokens of an answer to a GPQA question by model, with the price of output where one is listed.

    Columns: system, model_id, as_of, tokens, usd_per_mtok_output, usd_per_answer, source_key.
    """
    results = world.table("test_time_results")
    table = results[(results["topic"] == "tokens-a-query") & (results["benchmark"] == "GPQA Diamond")]
    prices = world.table("api_prices").dropna(subset=["usd_per_mtok_output"]).sort_values("as_of")
    prices = prices[~prices["variant"].str.contains(OFF_PEAK)]
    first = prices.drop_duplicates("model_id").set_index("model_id")
    rows = []
    for row in table.itertuples():
        if row.model_id not in first.index:
            continue
        price = first.loc[row.model_id]
        cost = inference.query_cost(0.0, row.central, input_price=0.0, output_price=price["usd_per_mtok_output"])
        rows.append(
            [row.system, row.model_id, price["as_of"], row.central, price["usd_per_mtok_output"], cost, row.source_key]
        )
    columns = ["system", "model_id", "as_of", "tokens", "usd_per_mtok_output", "usd_per_answer", "source_key"]
    return pd.DataFrame(rows, columns=columns).sort_values("tokens", ignore_index=True)
