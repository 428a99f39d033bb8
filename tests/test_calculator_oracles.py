"""Published results that the formulas must give: one CSV a chapter, found by its name ``<chapter>_vectors.csv``.

``expected`` is the result to the digits shown. ``published`` is what the source prints, met within the relative
``tolerance``: the difference is known and small, and a change that widens it fails.
"""

import csv
import re
from pathlib import Path

import numpy as np
import pytest

from headroom import calculator
from headroom.calculator.syntax import REPOSITORY
from headroom.calculator.training import chip_hours, effective_utilisation, training_flop
from headroom.calculator.units import signature_units

ORACLES = Path(__file__).parent / "oracles"
KEYS = set(re.findall(r"^@\w+\{([^,\s]+),", (REPOSITORY / "data/references.bib").read_text("utf-8"), re.MULTILINE))
FLAT_UTILISATION = 0.375


def rows(name: str) -> list[dict[str, str]]:
    with (ORACLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


VECTORS = [row for path in sorted(ORACLES.glob("*_vectors.csv")) for row in rows(path.name)]
BACKTEST = rows("training_backtest.csv")


def to_digits_of(value: float, text: str) -> float:
    """A value rounded to as many significant digits as a number's text shows."""
    digits = len(text.lower().partition("e")[0].replace(".", "").lstrip("-0"))
    return float(f"{value:.{digits}g}")


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['formula']}-{row['id']}")
def test_published_result(row):
    formula = calculator.find(row["formula"])
    inputs = dict(part.strip().split("=") for part in row["inputs"].split(";"))
    value = float(formula(**{name: float(text) for name, text in inputs.items()}))
    assert row["unit"] == str(signature_units(formula)["return"])
    assert row["source_key"] in KEYS and row["locator"]
    assert to_digits_of(value, row["expected"]) == float(row["expected"])
    if row["published"]:
        assert value == pytest.approx(float(row["published"]), rel=float(row["tolerance"]) or 1e-12)


@pytest.mark.parametrize("row", BACKTEST, ids=lambda row: row["id"])
def test_backtest_row(row):
    flop = training_flop(float(row["params"]), float(row["tokens"]))
    peak, billed = float(row["peak_flop_per_second"]), float(row["chip_hours"])
    predicted = chip_hours(flop, peak, mfu=FLAT_UTILISATION, goodput=1)
    assert f"{flop:.3g}" == f"{float(row['expected_flop']):.3g}"
    assert round(predicted) == int(row["expected_chip_hours"])
    assert f"{predicted / billed:.2f}" == row["expected_hours_ratio"]
    assert f"{effective_utilisation(flop, billed, peak_flop_per_second=peak):.3f}" == row["expected_utilisation"]
    if row["published_flop"]:
        assert f"{float(row['published_flop']) / flop:.2f}" == row["expected_flop_ratio"]
    assert row["source_key"] in KEYS and row["locator"]


def test_backtest_as_a_whole():
    """Dense runs without the phi models, which state tokens loosely, and the two 8B models billed as programmes."""
    left_out = {"phi-1", "phi-1.5", "phi-2", "llama-3-8b", "llama-3.1-8b"}
    sparse = {"glam-1.2t", "deepseek-v2", "deepseek-v3", "llama-4-scout", "llama-4-maverick"}
    dense = [row for row in BACKTEST if row["id"] not in left_out | sparse]
    utilisation = np.array([float(row["expected_utilisation"]) for row in dense])
    ratio = np.array([int(row["expected_chip_hours"]) / float(row["chip_hours"]) for row in dense])
    off = np.exp(np.abs(np.log(ratio)))
    assert len(dense) == 24
    assert np.median(utilisation) == pytest.approx(0.35, abs=0.005)
    assert np.percentile(utilisation, [10, 90]) == pytest.approx([0.25, 0.47], abs=0.01)
    assert np.exp(np.log(ratio).mean()) == pytest.approx(0.92, abs=0.01)
    assert np.exp(np.log(ratio).std(ddof=1)) == pytest.approx(1.28, abs=0.01)
    assert [np.mean(off <= bound) for bound in (1.25, 1.5, 2)] == pytest.approx([0.62, 0.92, 1], abs=0.01)
