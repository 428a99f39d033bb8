"""One peak, many counts of chips: what "ten exaFLOP/s" means by number format and density."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import World
from headroom.report.scarcity.owning import H100, central, sampled
from headroom.report.training.runs import TERA

FORMATS = {
    "peak_dense_tflops_fp8": "FP8",
    "peak_dense_tflops_16bit": "BF16",
    "peak_dense_tflops_tf32": "TF32",
    "peak_dense_tflops_fp32": "FP32",
}
SPARSE = ("FP8", "BF16", "TF32")  # formats whose tensor cores double their rate on half-empty matrices
TEN_EXAFLOPS = 10e18
TRAINING = "BF16, dense"


def fitting(table: pd.DataFrame, usd: float, within: float = 1.25) -> str:
    """Names of the conventions whose cost a sum meets within a factor of their range."""
    meets = table[(table["low"] / within < usd) & (usd < table["high"] * within)]
    names = meets["convention"].tolist()
    if not names:
        return "none of them"
    return " and ".join(names) if len(names) > 1 else f"only {names[0]}"


@cache
def conventions(world: World, day: date, flop_per_second: float = TEN_EXAFLOPS) -> pd.DataFrame:
    """H100s that have a peak under each convention, and what they cost with server and network on a day.

    Columns: convention, format, density, peak [FLOP/s], chips, usd, low, high [USD].
    """
    chip = world.row("accelerators", H100)
    one, many = central(world, H100, day).cluster_price, sampled(world, H100, day).cluster_price
    low, high = np.quantile(many, [0.05, 0.95])
    rows = []
    for column, name in FORMATS.items():
        for density, factor in (("sparse", 2), ("dense", 1)):
            if density == "sparse" and name not in SPARSE:
                continue
            peak = float(chip[column]) * TERA * factor
            chips = scarcity.chips_for_peak(flop_per_second, peak)
            rows.append([f"{name}, {density}", name, density, peak, chips, chips * one, chips * low, chips * high])
    columns = ["convention", "format", "density", "peak", "chips", "usd", "low", "high"]
    return pd.DataFrame(rows, columns=columns).sort_values("chips", ignore_index=True)
