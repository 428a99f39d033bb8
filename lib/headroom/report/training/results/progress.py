"""What grows: the size of models and their data, compute, algorithms; and whether compute still pays."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import bootstrapped
from headroom.evidence.columns import plain
from headroom.report import fits
from headroom.report.facts.runs import runs
from headroom.report.training.results import growth

FEW_YEARS = 4  # over which something "is ending"
LLAMA_PAIRS = (("llama-3-8b", "llama-2-7b"), ("llama-3-70b", "llama-2-70b"), ("llama-3.1-405b", "llama-2-70b"))


@cache
def size_and_data(world: World, *, since: str = "2020-01-01", largest: int = growth.LARGEST) -> pd.DataFrame:
    """The largest runs at release since a day whose active parameters and tokens are both known."""
    table = runs(world).dropna(subset=["active_params", "tokens", "flop"])
    table = table[(table["kind"] == "pretraining") & (table["published"] >= since)]
    table = growth.largest_at_release(table.rename(columns={"published": "date"}), runs(world), largest)
    return table.assign(tokens_per_param=table["tokens"] / table["active_params"])


def growth_of_size(world: World, **chosen: Any) -> dict[str, growth.Growth]:
    """Growth of the active parameters and of the tokens of `size_and_data`, which takes the choices."""
    table = size_and_data(world, **chosen)
    return {column: growth.fit(table["date"], table[column]) for column in ("active_params", "tokens")}


def few_years_before(world: World) -> str:
    """The day from which something "is ending", or not."""
    return str((pd.Timestamp(world.as_of) - pd.DateOffset(years=FEW_YEARS)).date())


def rates_of_size(world: World, **chosen: Any) -> dict[str, Quantity]:
    """Growth a year of the parameters in use on a token and of all, where runs of `size_and_data` are enough."""
    table = size_and_data(world, **chosen)
    rates = {}
    for counted in ("active_params", "params"):
        with suppress(LackingError):
            rates[counted] = growth.fit(table["date"], table[counted]).per_year
    return rates


def tokens_per_param_then_and_now(world: World, **chosen: Any) -> tuple[float, float]:
    """Tokens for each active parameter of `size_and_data`: medians of the runs before 2022 and from 2024."""
    table = size_and_data(world, **chosen)
    ratio, day = plain(table["tokens_per_param"]), table["date"]
    return ratio[day < "2022-01-01"].median(), ratio[day >= "2024-01-01"].median()


@cache
def llama_pairs(world: World) -> pd.DataFrame:
    """Compute of each Llama 3 over its Llama 2 counterpart, by 6ND and by GPU-hours [ratio], quantities."""
    table = runs(world).drop_duplicates("model_id").set_index("model_id")
    rows = []
    for new, old in LLAMA_PAIRS:
        if new in table.index:
            a, b = table.loc[new], table.loc[old]
            rows.append(
                [
                    f"{a['name']} over {b['name']}",
                    a["flop_by_rule"] / b["flop_by_rule"],
                    a["chip_hours"] / b["chip_hours"],
                ]
            )
    table = pd.DataFrame(rows, columns=["pair", "by_flop", "by_hours"])
    return table.astype({"by_flop": "quantity", "by_hours": "quantity"})


@cache
def growth_parts(world: World) -> pd.DataFrame:
    """Yearly growth of effective compute by its parts: chips, speed of chips, time, algorithms.

    Columns: part, growth (quantities) [factor per year].
    """
    parts = {
        "More chips": "cluster-size",
        "Faster chips": "chip-flops",
        "Longer runs": "training-time-frontier",
    }
    rows = [[label, world.range("trends", key, "growth_per_year")] for label, key in parts.items()]
    for label, key in {
        "Better algorithms (arXiv interval)": "algorithmic-progress-arxiv",
        "Better algorithms (conference interval)": "algorithmic-progress-neurips",
    }.items():
        need = world.range("trends", key, "growth_per_year")  # of the compute for the same result
        stated = {"interval": need.interval, "level": need.level}
        rows.append([label, replace(1 / need, bounds=(1 / need.high, 1 / need.low), **stated)])
    return pd.DataFrame(rows, columns=["part", "growth"]).astype({"growth": "quantity"})


@cache
def algorithm_share(world: World) -> Quantity:
    """Share of algorithms in the growth of effective compute (share of the sum of logarithms)."""
    gain = -np.log(world.range("trends", "algorithmic-progress-neurips", "growth_per_year"))
    return gain / (gain + np.log(world.range("trends", "compute-product-of-drivers", "growth_per_year")))


@cache
def compute_and_scores(world: World) -> pd.DataFrame:
    """Training FLOP and score (quantities) of each model that has both, by benchmark (served or base, the better)."""
    scores = world.quantities("benchmark_scores", "score")
    scores = scores[scores["benchmark"].isin(["mmlu", "gpqa-diamond"]) & (scores["variant"] != "instruct")]
    best = scores.sort_values("score").drop_duplicates(["model_id", "benchmark"], keep="last")
    flop = runs(world).dropna(subset=["flop"]).drop_duplicates("model_id")[["model_id", "name", "flop", "published"]]
    by_flop = best.merge(flop, on="model_id").sort_values("flop")
    return by_flop.sort_values("benchmark", kind="stable", ignore_index=True)


def rank_correlation(world: World, benchmark: str) -> Quantity:
    """Spearman's rank correlation of FLOP and score, with the error that so few models leave."""
    table = compute_and_scores(world).query("benchmark == @benchmark")
    return bootstrapped(_correlation_of_ranks, table["flop"], table["score"], seed=world.seed)


def _correlation_of_ranks(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    ranks = [fits.ranks(values) for values in (one, other)]
    a, b = (r - r.mean(axis=-1, keepdims=True) for r in ranks)
    scale = np.asarray(np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1)))
    return np.divide((a * b).sum(axis=-1), scale, out=np.zeros(scale.shape), where=scale > 0)
