"""Published benchmark scores: who led when, and how the small Llama 3 compares with the big Llama 2."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, plain

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
    """Scores of served models on MMLU and GPQA Diamond: model_id, name, benchmark, label, score (a quantity), as_of,
    reasoning, leader (best so far on this benchmark).
    """
    models = world.table("models")[["id", "name"]].rename(columns={"id": "model_id"})
    table = world.quantities("benchmark_scores", "score")
    table = table[table["benchmark"].isin(["mmlu", "gpqa-diamond"]) & (table["variant"] == "served")]
    table = table.merge(models, on="model_id")
    table = table.loc[plain(table[["as_of", "score"]]).sort_values(["as_of", "score"]).index]
    score = plain(table["score"])
    best = score.groupby(table["benchmark"]).cummax()
    before = best.groupby(table["benchmark"]).shift(fill_value=0.0)
    return table.assign(
        label=table["benchmark"].map(NAMES),
        reasoning=table["reasoning"].astype(bool),
        leader=score > before,
    ).reset_index(drop=True)


@cache
def errors_removed(world: World) -> pd.DataFrame:
    """Share of GPT-4's errors that the best later model removes, by benchmark, with and without reasoning models.

    Columns: benchmark, label, kind ("reasoning models" or "without"), name, and as quantities score, gpt4, removed.
    """
    table = by_date(world)
    rows = []
    for benchmark, scores in table.groupby("benchmark"):
        old = scores.loc[scores["model_id"] == "gpt-4", "score"]
        for kind, group in (("without reasoning", scores[~scores["reasoning"]]), ("reasoning models", scores)):
            if old.empty or (kind == "reasoning models" and not group["reasoning"].any()):
                continue
            name = group.loc[plain(group["score"]).idxmax(), "name"]
            rows.append([benchmark, NAMES[benchmark], kind, name, greatest_of(group["score"]), old.iloc[0]])
    if not rows:
        raise LackingError(f"no score of GPT-4 beside others is known up to {world.as_of}")
    found = pd.DataFrame(rows, columns=["benchmark", "label", "kind", "name", "score", "gpt4"])
    best, old = column(found["score"]), column(found["gpt4"])
    return found.assign(score=best, gpt4=old, removed=(best - old) / (1 - old))


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
