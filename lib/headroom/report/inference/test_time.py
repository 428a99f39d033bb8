"""What more samples and longer thinking bought, where measured, and how that exchanges with training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from headroom.calculator import inference
from headroom.evidence import World


@dataclass(frozen=True)
class Sampled:
    """A system whose coverage was measured at two numbers of samples.

    Parameters
    ----------
    label : system and benchmark
    first, last : ids of the two results
    first_samples, last_samples : numbers of samples
    """

    label: str
    first: str
    last: str
    first_samples: float
    last_samples: float


SAMPLED = (
    Sampled("DeepSeek-Coder-V2 on SWE-bench Lite", "mk-swe-1", "mk-swe-250", 1, 250),
    Sampled("Llama-3-8B on MATH", "mk-l8-100", "mk-l8-10k", 100, 10_000),
    Sampled("Pythia-160M on MATH", "mk-pythia-1", "mk-pythia-10k", 1, 10_000),
    Sampled("Gemma-2B on CodeContests", "mk-gemma-1", "mk-gemma-10k", 1, 10_000),
)
SAMPLE_GRID = np.unique(np.round(np.geomspace(1, 10_000, 61)))


def results(world: World) -> pd.DataFrame:
    """All test-time results by id."""
    return world.table("test_time_results").set_index("id", drop=False)


def fit_difficulty(first: float, last: float, *, first_samples: float, last_samples: float) -> tuple[float, float]:
    """Beta law of difficulty through two measured coverages: alpha and beta.

    Raises
    ------
    ValueError
        If no Beta law goes through both.
    """

    def beta_through_first(alpha: float) -> float:
        if first_samples == 1:
            return alpha * (1 - first) / first

        def miss(log_beta: float) -> float:
            return inference.coverage_schaeffer2025(first_samples, alpha, difficulty_beta=np.exp(log_beta)) - first

        return float(np.exp(brentq(miss, -12, 25)))

    def miss_last(log_alpha: float) -> float:
        alpha = np.exp(log_alpha)
        beta = beta_through_first(alpha)
        return inference.coverage_schaeffer2025(last_samples, alpha, difficulty_beta=beta) - last

    alpha = float(np.exp(brentq(miss_last, np.log(0.005), np.log(20))))
    return alpha, beta_through_first(alpha)


@cache
def coverage_fits(world: World) -> pd.DataFrame:
    """For each sampled system both laws through its two points: power law (a, b) and Beta law (alpha, beta)."""
    table = results(world)
    rows = []
    for case in SAMPLED:
        if case.first not in table.index:
            continue
        first, last = float(table.loc[case.first, "central"]), float(table.loc[case.last, "central"])
        b = inference.coverage_exponent(last, first, samples=case.last_samples, first_samples=case.first_samples)
        a = inference.coverage_prefactor(first, case.first_samples, coverage_exponent=b)
        alpha, beta = fit_difficulty(first, last, first_samples=case.first_samples, last_samples=case.last_samples)
        rows.append([case.label, case.first_samples, first, case.last_samples, last, a, b, alpha, beta])
    columns = ["label", "first_samples", "first", "last_samples", "last", "a", "b", "alpha", "beta"]
    return pd.DataFrame(rows, columns=columns)


@cache
def coverage_curves(world: World) -> pd.DataFrame:
    """Coverage by samples for each sampled system: Beta law, power law and the wrong formula with the mean chance."""
    frames = []
    for fit in coverage_fits(world).itertuples():
        one = float(inference.coverage_schaeffer2025(1.0, fit.alpha, difficulty_beta=fit.beta))
        frames.append(
            pd.DataFrame(
                {
                    "label": fit.label,
                    "samples": SAMPLE_GRID,
                    "beta_law": inference.coverage_schaeffer2025(SAMPLE_GRID, fit.alpha, difficulty_beta=fit.beta),
                    "power_law": inference.coverage_brown2024(
                        SAMPLE_GRID, coverage_prefactor=fit.a, coverage_exponent=fit.b
                    ),
                    "naive": inference.naive_coverage(one, SAMPLE_GRID),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


@cache
def choosing(world: World) -> pd.DataFrame:
    """Coverage, votes and learned rankings against the number of samples: label, how, samples, score, source_key."""
    rows = [
        ("Llama-3-8B on MATH", "some sample is right", 100, "mk-l8-100"),
        ("Llama-3-8B on MATH", "some sample is right", 10_000, "mk-l8-10k"),
        ("Llama-3-8B on MATH", "best chooser without a check", 100, "mk-l8-sel100"),
        ("Llama-3-8B on MATH", "best chooser without a check", 10_000, "mk-l8-sel10k"),
        ("o1 on AIME 2024", "majority vote", 1, "o1-aime24-1"),
        ("o1 on AIME 2024", "majority vote", 64, "o1-aime24-2"),
        ("o1 on AIME 2024", "learned ranking", 1, "o1-aime24-1"),
        ("o1 on AIME 2024", "learned ranking", 1000, "o1-aime24-3"),
        ("o1 on GPQA", "majority vote", 1, "o1-gpqa-p1"),
        ("o1 on GPQA", "majority vote", 64, "o1-gpqa-c64"),
    ]
    table = results(world)
    known = [
        [label, how, samples, float(table.loc[key, "central"]), table.loc[key, "source_key"]]
        for label, how, samples, key in rows
        if key in table.index
    ]
    return pd.DataFrame(known, columns=["label", "how", "samples", "score", "source_key"])


@dataclass(frozen=True)
class Series:
    """Two results of one system that differ in the computing spent on an answer.

    Parameters
    ----------
    label : system, benchmark and means
    means : 'coverage' (a check finds the right answer), 'choice' (vote or ranking), 'thinking' (longer, or more effort)
    less, more : ids of the two results; `less` may be empty where `gain` is the result `more` itself
    factor : of computing between them; of money where only that is known
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
    """What computing per answer bought: label, means, factor, gain [fraction], gain_per_tenfold, source_key."""
    table = results(world)
    rows = []
    for series in SERIES:
        if series.more not in table.index:
            continue
        more = table.loc[series.more]
        points = more["central"] / 100  # what is stated as a gain is stated in percentage points
        gain = more["central"] - table.loc[series.less, "central"] if series.less else points
        factor = series.factor
        if not factor:
            cost = [table.loc[key.replace("-acc", "-cost"), "central"] for key in (series.less, series.more)]
            factor = cost[1] / cost[0]
        rows.append([series.label, series.means, factor, gain, gain / np.log10(factor), more["source_key"]])
    return pd.DataFrame(rows, columns=["label", "means", "factor", "gain", "gain_per_tenfold", "source_key"])


@cache
def arc(world: World) -> pd.DataFrame:
    """Runs of ARC-AGI with score and cost of a task: run, system, model_id, test (1, 2, 3), score, usd, low, high."""
    table = results(world)
    table = table[(table["topic"] == "arc-agi") & table["run"].notna()]
    rows = []
    for run, parts in table.groupby("run", sort=False):
        score = parts[parts["quantity"] == "accuracy"]
        cost = parts[parts["quantity"].str.startswith("cost")]
        if score.empty or cost.empty:
            continue
        test = int(run[3])
        cost, score = cost.iloc[0], score.iloc[0]
        rows.append(
            [run, score["system"], score["model_id"], test, score["as_of"], score["central"], cost["central"]]
            + [cost["low"], cost["high"], score["condition"], cost["source_key"]]
        )
    columns = ["run", "system", "model_id", "test", "as_of", "score", "usd", "usd_low", "usd_high", "condition"]
    return pd.DataFrame(rows, columns=[*columns, "source_key"]).sort_values(["test", "as_of", "usd"], ignore_index=True)


def effort_curve(world: World) -> dict[str, float] | None:
    """Logistic curve through GPT-5.5's four efforts: cost of half the score and slope; None before they are known."""
    runs = arc(world)
    runs = runs[runs["run"].str.startswith("arc2-gpt55")]
    if len(runs) < 3:
        return None
    odds = np.log(runs["score"] / (1 - runs["score"]))
    slope, base = np.polyfit(np.log(runs["usd"]), odds, 1)
    return {"score_slope": float(slope), "midpoint_cost": float(np.exp(-base / slope))}


CLAIM_TEST_FACTOR = "poker-test-factor"
JONES_DOUBT = 0.3  # either side of the slope: the repository warns of a bug in a search constant


def slopes(world: World) -> pd.DataFrame:
    """Measured exchange slopes, tenfolds of inference for one of training: label, low, central, high, source_key."""
    table = results(world)

    def span(inference_id: str, training_id: str) -> tuple[float, float, float]:
        spent, saved = table.loc[inference_id], table.loc[training_id]
        low, high = spent["low"] / saved["high"], spent["high"] / saved["low"]
        return low, float(np.sqrt(low * high)), high

    jones = -float(table.loc["jones-slope", "central"])
    source = table.loc["epoch-trade-up1-inf", "source_key"]
    rows = [
        ["Board game Hex", jones - JONES_DOUBT, jones, jones + JONES_DOUBT, table.loc["jones-slope", "source_key"]],
        ["Language, code, games: typical", *span("epoch-trade-up1-inf", "epoch-trade-up1-train"), source],
        ["The same, methods combined", *span("epoch-trade-up2-inf", "epoch-trade-up2-train"), source],
        ["Only where answers are cheap to check", *span("epoch-trade-up3-inf", "epoch-trade-up3-train"), source],
    ]
    return pd.DataFrame(rows, columns=["label", "low", "central", "high", "source_key"])


@cache
def slope_samples(world: World, n: int = 4096) -> np.ndarray:
    """Exchange slopes drawn evenly over the measured ranges, each source one voice."""
    generator = np.random.default_rng([world.seed, n])
    table = slopes(world)
    drawn = [generator.uniform(row.low, row.high, n // len(table)) for row in table.itertuples()]
    return np.concatenate(drawn)


@cache
def exchange_points(world: World) -> pd.DataFrame:
    """Published exchanges: inference spent and training saved, as factors.

    Columns: label, spent, saved, saved_low, saved_high, kind ('measured' or 'claim'), source_key.
    """
    table = results(world)
    jones = -float(table.loc["jones-slope", "central"])
    rows = [
        [
            "Hex: 10 times the training",
            10**jones,
            10.0,
            (10**jones) ** (1 / (jones + JONES_DOUBT)),
            (10**jones) ** (1 / (jones - JONES_DOUBT)),
            "measured",
            table.loc["jones-slope", "source_key"],
        ]
    ]
    names = {"up1": "Survey: typical", "up2": "Survey: methods combined", "up3": "Survey: cheap checks only"}
    for key, label in names.items():
        spent, saved = table.loc[f"epoch-trade-{key}-inf"], table.loc[f"epoch-trade-{key}-train"]
        middle = 10 ** ((spent["low"] + spent["high"]) / 2)
        rows.append(
            [
                label,
                middle,
                10 ** ((saved["low"] + saved["high"]) / 2),
                10 ** saved["low"],
                10 ** saved["high"],
                "measured",
                spent["source_key"],
            ]
        )
    claim = table.loc["poker-equiv-model-scale"]
    factor = float(table.loc[CLAIM_TEST_FACTOR, "central"])
    rows.append(["Poker, as said", factor, float(claim["central"]), *[float(claim["central"])] * 2, "claim"])
    rows[-1].append(claim["source_key"])
    literal = float(table.loc["poker-literal-compute", "central"])
    rows.append(["Poker, both factors multiplied", factor, literal, literal, literal, "claim", claim["source_key"]])
    columns = ["label", "spent", "saved", "saved_low", "saved_high", "kind", "source_key"]
    return pd.DataFrame(rows, columns=columns)


def poker_equivalent(world: World) -> np.ndarray:
    """Samples of the training factor that the poker agent's thinking is worth at the measured slopes."""
    factor = float(results(world).loc[CLAIM_TEST_FACTOR, "central"])
    return inference.training_equivalent(factor, slope_samples(world))
