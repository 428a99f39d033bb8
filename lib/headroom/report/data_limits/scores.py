"""Published benchmark scores: who led when, and how the small Llama 3 compares with the big Llama 2."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import World

REASONING = ("o1", "o1-mini", "o1-preview", "o3-mini", "deepseek-r1")
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


@cache
def by_date(world: World) -> pd.DataFrame:
    """Scores of served models on MMLU and GPQA Diamond: model_id, name, benchmark, label, score, as_of, reasoning,
    leader (best so far on this benchmark), source_key.
    """
    models = world.table("models")[["id", "name"]].rename(columns={"id": "model_id"})
    table = world.table("benchmark_scores")
    table = table[table["benchmark"].isin(["mmlu", "gpqa-diamond"]) & (table["variant"] == "served")]
    table = table.merge(models, on="model_id").sort_values(["as_of", "score"])
    best = table.groupby("benchmark")["score"].cummax()
    before = best.groupby(table["benchmark"]).shift(fill_value=0.0)
    return table.assign(
        label=table["benchmark"].map(NAMES),
        reasoning=table["model_id"].isin(REASONING),
        leader=table["score"] > before,
    ).reset_index(drop=True)


@cache
def errors_removed(world: World) -> pd.DataFrame:
    """Share of GPT-4's errors that the best later model removes, by benchmark, with and without reasoning models.

    Columns: benchmark, label, kind ("reasoning models" or "without"), name, score, gpt4, removed.
    """
    table = by_date(world)
    rows = []
    for benchmark, scores in table.groupby("benchmark"):
        old = scores.loc[scores["model_id"] == "gpt-4", "score"]
        for kind, group in (("without reasoning", scores[~scores["reasoning"]]), ("reasoning models", scores)):
            if old.empty or (kind == "reasoning models" and not group["reasoning"].any()):
                continue
            best = group.loc[group["score"].idxmax()]
            removed = (best["score"] - old.iloc[0]) / (1 - old.iloc[0])
            rows.append([benchmark, NAMES[benchmark], kind, best["name"], best["score"], old.iloc[0], removed])
    return pd.DataFrame(rows, columns=["benchmark", "label", "kind", "name", "score", "gpt4", "removed"])


@cache
def small_and_big(world: World) -> pd.DataFrame:
    """Llama 3 8B and Llama 2 70B in one harness: variant, label, small, big (scores), ratio."""
    table = world.table("benchmark_scores")
    table = table[table["model_id"].isin(["llama-3-8b", "llama-2-70b"]) & table["variant"].isin(["base", "instruct"])]
    table = table[table["source_key"] == "meta2024llama3card"]
    wide = table.pivot(index=["variant", "benchmark"], columns="model_id", values="score").reset_index()
    wide = wide.rename(columns={"llama-3-8b": "small", "llama-2-70b": "big"})
    wide["label"] = wide["benchmark"].map(NAMES)
    wide["ratio"] = wide["small"] / wide["big"]
    return wide.sort_values(["variant", "ratio"], ignore_index=True)


def share_as_strong(world: World, tolerance: float = 0.05) -> float:
    """Share of the benchmarks on which the small one reaches the score of the big one, less a tolerance."""
    return float(np.mean(small_and_big(world)["ratio"] >= 1 - tolerance))
