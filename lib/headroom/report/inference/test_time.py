"""What more samples and longer thinking bought, where measured, and how that exchanges with training."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among, fit_line, mixture_of
from headroom.evidence.columns import column, plain, rows_in
from headroom.evidence.quantity import SAMPLES, SPREAD, Rows, rows_of, through
from headroom.report.inference.serving import table_of


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
    """All test-time results by id; `central` holds them with their ranges."""
    return world.quantities("test_time_results", "central").set_index("id", drop=False)


def result(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """One test-time result; an `UnknownError` where it was not published by then."""
    world.row("test_time_results", id)
    return results(world)["central"][id]


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
        first, last = table["central"][case.first], table["central"][case.last]
        b = inference.coverage_exponent(last, first, samples=case.last_samples, first_samples=case.first_samples)
        a = inference.coverage_prefactor(first, case.first_samples, coverage_exponent=b)
        law = through(partial(_difficulty, case), first, last)
        rows.append([case.label, case.first_samples, first, case.last_samples, last, a, b, law[0], law[1]])
    columns = ["label", "first_samples", "first", "last_samples", "last", "a", "b", "alpha", "beta"]
    return table_of(rows, columns)


def _difficulty(case: Sampled, first: float | np.ndarray, last: float | np.ndarray) -> np.ndarray:
    """Alpha and beta of `fit_difficulty`, for two coverages or for draws of them."""
    fit = partial(fit_difficulty, first_samples=case.first_samples, last_samples=case.last_samples)
    return np.array(np.vectorize(fit)(first, last))


@cache
def coverage_curves(world: World) -> pd.DataFrame:
    """Coverage by samples for each sampled system: Beta law, power law and the wrong formula with the mean chance."""
    frames = []
    for fit in coverage_fits(world).itertuples():
        one = inference.coverage_schaeffer2025(1.0, fit.alpha, difficulty_beta=fit.beta)
        frames.append(
            pd.DataFrame(
                {
                    "label": fit.label,
                    "samples": SAMPLE_GRID,
                    "beta_law": column(
                        inference.coverage_schaeffer2025(SAMPLE_GRID, fit.alpha, difficulty_beta=fit.beta)
                    ),
                    "power_law": column(
                        inference.coverage_brown2024(SAMPLE_GRID, coverage_prefactor=fit.a, coverage_exponent=fit.b)
                    ),
                    "naive": column(inference.naive_coverage(one, SAMPLE_GRID)),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


@cache
def choosing(world: World) -> pd.DataFrame:
    """Coverage, votes and learned rankings against the number of samples: label, how, samples, score."""
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
    known = [[label, how, samples, table["central"][key]] for label, how, samples, key in rows if key in table.index]
    return table_of(known, ["label", "how", "samples", "score"])


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


CLAIM_TEST_FACTOR = "poker-test-factor"
JONES = "jones-slope"
JONES_DOUBT = 0.3  # either side of the slope: the repository warns of a bug in a search constant


def slopes(world: World) -> pd.DataFrame:
    """Measured exchange slopes, tenfolds of inference for one of training: label, slope."""

    def span(voice: int, exchange: str) -> Quantity:
        spent, saved = (world.row("test_time_results", f"epoch-trade-{exchange}-{part}") for part in ("inf", "train"))
        low, high = spent["low"] / saved["high"], spent["high"] / saved["low"]
        rows = rows_of(result(world, row["id"]) for row in (spent, saved))
        return evenly(low, float(np.sqrt(low * high)), high, rows, [world.seed, voice])

    jones = -result(world, JONES)
    middle = float(jones.value)
    hex_game = evenly(middle - JONES_DOUBT, middle, middle + JONES_DOUBT, jones.all_rows, [world.seed, 0])
    rows = [
        ["Board game Hex", hex_game],
        ["Language, code, games: typical", span(1, "up1")],
        ["The same, methods combined", span(2, "up2")],
        ["Only where answers are cheap to check", span(3, "up3")],
    ]
    return table_of(rows, ["label", "slope"])


def evenly(low: float, central: float, high: float, rows: Rows, seed: list[int]) -> Quantity:
    """A published range of which each value is as likely as any other."""
    generator = np.random.default_rng(seed)
    share = (generator.permutation(SAMPLES) + generator.random(SAMPLES)) / SAMPLES
    return Quantity(central, low + (high - low) * share, rows, bounds=(low, high), interval=SPREAD, level=None)


@cache
def exchange_slope(world: World) -> Quantity:
    """Tenfolds of inference that replace a tenfold of training: the measured ranges, each source one voice."""
    return mixture_of(slopes(world)["slope"])


@cache
def exchange_points(world: World) -> pd.DataFrame:
    """Published exchanges: inference spent and training saved, as factors.

    Columns: label, spent, saved, kind ('measured' or 'claim').
    """
    table = results(world)
    found = table["central"]
    jones = -result(world, JONES)
    spent = 10.0**jones
    ends = [spent ** (1 / (jones + doubt)) for doubt in (JONES_DOUBT, -JONES_DOUBT)]
    rows = [["Hex: 10 times the training", spent, among(Quantity(10.0), ends), "measured"]]
    names = {"up1": "Survey: typical", "up2": "Survey: methods combined", "up3": "Survey: cheap checks only"}
    for key, label in names.items():
        factors = [_factor(table.loc[f"epoch-trade-{key}-{part}"]) for part in ("inf", "train")]
        rows.append([label, *factors, "measured"])
    factor = found[CLAIM_TEST_FACTOR]
    rows.append(["Poker, as said", factor, found["poker-equiv-model-scale"], "claim"])
    rows.append(["Poker, both factors multiplied", factor, found["poker-literal-compute"], "claim"])
    return table_of(rows, ["label", "spent", "saved", "kind"])


def _factor(row: pd.Series) -> Quantity:
    """The factor of which a row states orders of magnitude from low to high, with the middle of them."""
    low, high = row["low"], row["high"]
    return among(Quantity(10 ** ((low + high) / 2), rows=row["central"].rows), Quantity(10.0 ** np.array([low, high])))


def poker_equivalent(world: World) -> Quantity:
    """Training factor that the poker agent's thinking is worth at the measured slopes."""
    return inference.training_equivalent(result(world, CLAIM_TEST_FACTOR), exchange_slope(world))
