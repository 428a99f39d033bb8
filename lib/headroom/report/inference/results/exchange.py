"""How computing per answer exchanges with training, where measured."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, mixture_of
from headroom.evidence.quantity import SAMPLES, SPREAD, Rows, rows_of
from headroom.report.inference.results.tables import table_of
from headroom.report.inference.results.test_time import result, results

CLAIM_TEST_FACTOR = "poker-test-factor"
CLAIM_OF_SCALE = "poker-equiv-model-scale"
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
    found = results(world)["central"]
    jones = -result(world, JONES)
    spent = 10.0**jones
    ends = [spent ** (1 / (jones + doubt)) for doubt in (JONES_DOUBT, -JONES_DOUBT)]
    rows = [["Hex: 10 times the training", spent, among(Quantity(10.0), ends), "measured"]]
    names = {"up1": "Survey: typical", "up2": "Survey: methods combined", "up3": "Survey: cheap checks only"}
    for key, label in names.items():
        factors = [_factor(world, f"epoch-trade-{key}-{part}") for part in ("inf", "train")]
        rows.append([label, *factors, "measured"])
    factor = result(world, CLAIM_TEST_FACTOR)
    rows.append(["Poker, as said", factor, found[CLAIM_OF_SCALE], "claim"])
    rows.append(["Poker, both factors multiplied", factor, found["poker-literal-compute"], "claim"])
    return table_of(rows, ["label", "spent", "saved", "kind"])


def _factor(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """The factor of which a row states orders of magnitude from low to high, with the middle of them."""
    low, high = world.row("test_time_results", id)[["low", "high"]]
    return among(
        Quantity(10 ** ((low + high) / 2), rows=result(world, id).rows), Quantity(10.0 ** np.array([low, high]))
    )


def poker_equivalent(world: World, *, slope: Quantity | float | None = None) -> Quantity:
    """Training factor that the poker agent's thinking is worth at the measured slopes, or at a given one."""
    slope = exchange_slope(world) if slope is None else slope
    return inference.training_equivalent(result(world, CLAIM_TEST_FACTOR), slope)


def tenfolds(points: pd.DataFrame) -> pd.Series:
    """Tenfolds of computing per answer for one of training, of published exchanges."""
    return np.log10(points["spent"]) / np.log10(points["saved"])
