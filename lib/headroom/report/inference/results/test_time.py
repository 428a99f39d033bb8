"""What more samples and longer thinking bought, where measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import fit_line
from headroom.evidence.columns import plain, rows_in
from headroom.report.inference.results.tables import table_of


def results(world: World) -> pd.DataFrame:
    """All test-time results by id; `central` holds them with their ranges."""
    return world.quantities("test_time_results", "central").set_index("id", drop=False)


def result(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """One test-time result; an `UnknownError` where it was not published by then."""
    world.row("test_time_results", id)
    return results(world)["central"][id]


@dataclass(frozen=True)
class Series:
    """Two results of one system that differ in the computing spent on an answer.

    Parameters
    ----------
    label : system, benchmark and means
    means : 'coverage' (a check finds the right answer), 'choice' (vote or ranking), 'thinking' (longer, or more effort)
    less, more : ids of the two results; `less` may be empty where `gain` is the result `more` itself
    factor : of computing between them; 0 where only the money that their runs cost is known
    """

    label: str
    means: str
    less: str
    more: str
    factor: float


SERIES = (
    Series("DeepSeek-Coder-V2, SWE-bench Lite, 250 samples", "coverage", "mk-swe-1", "mk-swe-250", 250),
    Series("Gemma-2B, CodeContests, 10,000 samples", "coverage", "mk-gemma-1", "mk-gemma-10k", 10_000),
    Series("Pythia-160M, MATH, 10,000 samples", "coverage", "mk-pythia-1", "mk-pythia-10k", 10_000),
    Series("Llama-3-8B, MATH, 100 to 10,000 samples", "coverage", "mk-l8-100", "mk-l8-10k", 100),
    Series("Llama-3-8B, MATH, best chooser", "choice", "mk-l8-sel100", "mk-l8-sel10k", 100),
    Series("PaLM-540B, GSM8K, vote of 40", "choice", "", "sc-gsm8k", 40),
    Series("o1, AIME, vote of 64", "choice", "o1-aime24-1", "o1-aime24-2", 64),
    Series("o1, AIME, best of 1,000 by ranking", "choice", "o1-aime24-1", "o1-aime24-3", 1000),
    Series("o1, GPQA, vote of 64", "choice", "o1-gpqa-p1", "o1-gpqa-c64", 64),
    Series("o3 preview, ARC-AGI-1, 172 times the compute", "choice", "arc1-o3-low-acc", "arc1-o3-high-acc", 172),
    Series("s1-32B, AIME, six extensions", "thinking", "s1-aime-from", "s1-aime-to", 6),
    Series("GPT-5.5, ARC-AGI-2, effort low to xhigh", "thinking", "arc2-gpt55-low-acc", "arc2-gpt55-xhigh-acc", 0),
)


@cache
def scaling_series(world: World) -> pd.DataFrame:
    """What computing per answer bought: label, means, factor, gain [fraction], gain_per_tenfold."""
    table = results(world)
    found = table["central"]
    rows = []
    for series in SERIES:
        if series.more not in table.index:
            continue
        more = found[series.more]  # what is stated as a gain is stated in percentage points
        gain = more - found[series.less] if series.less else more / 100
        factor = Quantity(series.factor)
        if not series.factor:
            cost = arc(world).set_index("run")["usd"]
            factor = cost[table["run"][series.more]] / cost[table["run"][series.less]]
        rows.append([series.label, series.means, factor, gain, gain / np.log10(factor)])
    if not rows:
        raise LackingError("nothing is published on what more computing per answer buys")
    return table_of(rows, ["label", "means", "factor", "gain", "gain_per_tenfold"])


@cache
def arc(world: World) -> pd.DataFrame:
    """Runs of ARC-AGI with score and cost of a task: run, system, model_id, test (1, 2, 3), as_of, score, usd,
    condition, series.
    """
    table = results(world)
    table = table[(table["topic"] == "arc-agi") & table["run"].notna()]
    rows = []
    for run, parts in table.groupby("run", sort=False):
        score, cost = (parts[parts["measure"] == measure] for measure in ("score", "cost"))
        if score.empty or cost.empty:
            continue
        cost, score = cost.iloc[0], score.iloc[0]
        rows.append(
            [
                run,
                score["system"],
                score["model_id"],
                int(score["test"]),
                score["as_of"],
                score["central"],
                cost["central"],
            ]
            + [score["condition"], score["series"]]
        )
    table = table_of(rows, ["run", "system", "model_id", "test", "as_of", "score", "usd", "condition", "series"])
    return table.loc[plain(table).sort_values(["test", "as_of", "usd"]).index].reset_index(drop=True)


def effort_curve(world: World) -> dict[str, Quantity] | None:
    """Logistic curve through GPT-5.5's four efforts: cost of half the score and slope; None before they are known."""
    runs = arc(world)
    runs = runs[runs["series"] == "effort"]
    if len(runs) < 3:
        return None
    slope, base = fit_line(np.log(plain(runs["usd"])), np.log(runs["score"] / (1 - runs["score"])))
    rows = rows_in(runs["usd"])
    return {"score_slope": slope.also(rows), "midpoint_cost": np.exp(-base / slope).also(rows)}


def first_and_best(runs: pd.DataFrame) -> tuple[int, int]:
    """Places of o3's run with most samples on the first test of ARC-AGI, and of the highest score on it by date.

    Raises
    ------
    LackingError
        Before that run, or before the third test.
    """
    if not {1, 3} <= set(runs["test"]) or "arc1-o3-high" not in set(runs["run"]):
        raise LackingError("runs of the first and the third test of ARC-AGI are not known")
    first = runs[runs["test"] == 1].sort_values("as_of")
    return runs.index[runs["run"] == "arc1-o3-high"][0], plain(first["score"]).idxmax()
