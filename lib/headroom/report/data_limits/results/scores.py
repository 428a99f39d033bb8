"""Published benchmark scores: who led when, and how the small Llama 3 compares with the big Llama 2."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, plain

HALF = 0.5  # of GPT-4's errors: who makes fewer than that is clearly ahead
NAMES = {
    "mmlu": "MMLU",
    "gpqa-diamond": "GPQA Diamond",
    "gpqa": "GPQA",
    "agieval": "AGIEval",
    "bbh": "BIG-Bench Hard",
    "arc-challenge": "ARC-Challenge",
    "triviaqa-wiki": "TriviaQA-Wiki",
    "boolq": "BoolQ",
    "drop": "DROP",
    "humaneval": "HumanEval",
    "gsm8k": "GSM-8K",
    "math": "MATH",
}


# The model that the claim is about: its rows in the panels of Epoch AI, and its id beside prices.
GPT_4 = ("epochrun-gpqa-diamond-gpt-4-0314", "epochrun-gpqa-diamond-gpt-4-0613", "eci-gpt-4-mar-2023-2023-03-14")
EPOCH = {("epoch_run", "gpqa-diamond"): "GPQA Diamond, run by Epoch AI", ("epoch_index", "eci"): "Epoch AI's index"}
COLLECTED = {"mmlu": "MMLU, listed beside prices", "gpqa-diamond": "GPQA Diamond, listed beside prices"}
SCIENCE = (EPOCH["epoch_run", "gpqa-diamond"], COLLECTED["gpqa-diamond"])  # panels of graduate science
INDEX = EPOCH["epoch_index", "eci"]
COLUMNS = ["id", "name", "released", "score", "gpt4"]


@cache
def panels(world: World) -> dict[str, pd.DataFrame]:
    """Scores by panel, each of one hand: those of Epoch AI, which runs all models itself, once the World knows GPT-4's
    there; before, those that were listed beside prices. Scores of two panels are never compared.

    Columns: id, name, released, score (a quantity), gpt4 (whether it is of GPT-4), leader (best so far).
    """
    found = _of_epoch(world) or _beside_prices(world)
    found = {label: _led(table) for label, table in found.items() if table["gpt4"].any() and not table["gpt4"].all()}
    if not found:
        raise LackingError(f"no score of GPT-4 beside others is known up to {world.as_of}")
    return found


def _of_epoch(world: World) -> dict[str, pd.DataFrame]:
    """The panels of Epoch AI in which the World knows GPT-4."""
    table = world.quantities("capability_scores", "central").rename(columns={"central": "score", "model": "name"})
    table = table.assign(gpt4=table["id"].isin(GPT_4)).dropna(subset=["released"])
    parts = {
        label: table.loc[(table["panel"] == panel) & (table["benchmark"] == benchmark), COLUMNS]
        for (panel, benchmark), label in EPOCH.items()
    }
    return {label: part for label, part in parts.items() if part["gpt4"].any()}


def _beside_prices(world: World) -> dict[str, pd.DataFrame]:
    """The scores of served models that were listed beside their prices, by benchmark."""
    models = world.table("models")[["id", "name"]].rename(columns={"id": "model_id"})
    table = world.quantities("benchmark_scores", "score")
    table = table[table["variant"] == "served"].merge(models, on="model_id").rename(columns={"as_of": "released"})
    table = table.assign(gpt4=table["model_id"] == "gpt-4")
    return {label: table.loc[table["benchmark"] == benchmark, COLUMNS] for benchmark, label in COLLECTED.items()}


def _led(table: pd.DataFrame) -> pd.DataFrame:
    """By date, with who led."""
    table = table.loc[plain(table[["released", "score"]]).sort_values(["released", "score"]).index]
    score = plain(table["score"])
    return table.assign(leader=score > score.cummax().shift(fill_value=-np.inf)).reset_index(drop=True)


def newest(world: World) -> pd.Timestamp:
    """Release of the newest model that is scored in a panel."""
    return max(table["released"].max() for table in panels(world).values())


def thinking_since(world: World) -> pd.Timestamp:
    """Release of the first scored model that thinks before it answers."""
    table = world.table("benchmark_scores")
    first = table.loc[table["reasoning"].astype(bool), "as_of"].min()
    if pd.isna(first):
        raise LackingError(f"no model that thinks before it answers is known up to {world.as_of}")
    return first


@cache
def ahead(world: World, before: pd.Timestamp = pd.Timestamp.max) -> pd.DataFrame:
    """How far the best model released before a day is ahead of GPT-4, by panel.

    Columns: label, science (whether it is graduate science), name (of the best), and as quantities score, gpt4 (its
    best score), gain (share of GPT-4's errors that are gone; on the index, which has no top, points), clear (the gain
    over one that is clear: half of the errors; on the index GPT-4's own lead over all before it).
    """
    rows = []
    for label, table in panels(world).items():
        old = greatest_of(table.loc[table["gpt4"], "score"])
        later = table[table["released"] < before]
        best = greatest_of(later["score"])
        name = later.loc[plain(later["score"]).idxmax(), "name"]
        if label == INDEX:
            gain, step = best - old, old - greatest_of(_before_gpt4(table)["score"])
        else:
            gain, step = (best - old) / (1 - old), HALF
        rows.append([label, name, best, old, gain, gain / step])
    found = pd.DataFrame(rows, columns=["label", "name", "score", "gpt4", "gain", "clear"])
    numbers = {name: column(found[name]) for name in ("score", "gpt4", "gain", "clear")}
    return found.assign(science=found["label"].isin(SCIENCE), **numbers)


def _before_gpt4(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["released"] < table.loc[table["gpt4"], "released"].min()]


@cache
def small_and_big(world: World) -> pd.DataFrame:
    """Llama 3 8B and Llama 2 70B in one harness: variant, benchmark, label, and as quantities small, big (scores),
    ratio.
    """
    table = world.quantities("benchmark_scores", "score")
    table = table[table["series"] == "llama_3_card"]
    small, big = (
        table.loc[table["model_id"] == model, ["variant", "benchmark", "score"]].rename(columns={"score": name})
        for model, name in (("llama-3-8b", "small"), ("llama-2-70b", "big"))
    )
    both = small.merge(big, on=["variant", "benchmark"]).sort_values(["variant", "benchmark"], ignore_index=True)
    if both.empty:
        raise LackingError(f"no scores of Llama 3 8B and Llama 2 70B in one harness are known up to {world.as_of}")
    both = both.assign(label=both["benchmark"].map(NAMES), ratio=both["small"] / both["big"])
    order = plain(both[["variant", "ratio"]]).sort_values(["variant", "ratio"]).index
    return both.loc[order].reset_index(drop=True)
