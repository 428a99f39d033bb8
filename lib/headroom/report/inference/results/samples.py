"""What more samples bought: the share of problems that some sample solves, and the choice among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import column
from headroom.evidence.quantity import through
from headroom.report.inference.results.tables import table_of
from headroom.report.inference.results.test_time import result, results


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
    if not rows:
        raise LackingError("no coverage is published at two numbers of samples")
    columns = ["label", "first_samples", "first", "last_samples", "last", "a", "b", "alpha", "beta"]
    return table_of(rows, columns)


def _difficulty(case: Sampled, first: float | np.ndarray, last: float | np.ndarray) -> np.ndarray:
    """Alpha and beta of `fit_difficulty`, for two coverages or for draws of them; unknown where no law goes through."""

    def fit(low: float, high: float) -> tuple[float, float]:
        try:
            return fit_difficulty(low, high, first_samples=case.first_samples, last_samples=case.last_samples)
        except ValueError:
            return np.nan, np.nan

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


def found_and_chosen(world: World) -> tuple[Quantity, Quantity]:
    """Share of problems of which 10,000 samples of Llama-3-8B instead of 100 hold a right answer, and of which the best
    chooser without a check takes it.
    """
    held, chosen = ((result(world, f"mk-l8-{part}100"), result(world, f"mk-l8-{part}10k")) for part in ("", "sel"))
    return held[1] - held[0], chosen[1] - chosen[0]
