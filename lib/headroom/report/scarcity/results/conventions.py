"""One peak, many counts of chips: what "ten exaFLOP/s" means by number format and density."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column, plain
from headroom.report.facts.chips import of_chip
from headroom.report.scarcity.results.owning import H100, bought

FORMATS = {
    "peak_fp8": "FP8",
    "peak_16bit": "BF16",
    "peak_tf32": "TF32",
    "peak_fp32": "FP32",
}
SPARSE = ("FP8", "BF16", "TF32")  # formats whose tensor cores double their rate on half-empty matrices
TEN_EXAFLOPS = 10e18
ADVERTISED = 2  # times the dense 8-bit peak: what the maker prints, half of the numbers being zeros
TRAINING = "BF16, dense"
NEAR = 1.25  # a sum is that of a convention within a quarter of it


def spent(world: World) -> Quantity:
    """What the cluster of ten exaFLOP/s cost, as reported [USD]."""
    return world.cell("demand", "andromeda-2023", "cost_usd")


def andromeda(world: World) -> Quantity:
    """Number of H100s of that cluster at its launch, as reported."""
    return world.cell("demand", "andromeda-2023-chips", "chips")


def fitting(table: pd.DataFrame, usd: float, within: float = NEAR) -> str:
    """Names of the conventions whose cost a sum meets within a factor of their range."""
    cost = plain(table[["usd"]])
    meets = table[(cost["usd_low"] / within < usd) & (usd < cost["usd_high"] * within)]
    names = meets["convention"].tolist()
    if not names:
        return "none of them"
    return " and ".join(names) if len(names) > 1 else f"only {names[0]}"


@cache
def conventions(world: World, day: date, flop_per_second: float = TEN_EXAFLOPS) -> pd.DataFrame:
    """H100s that have a peak under each convention, and what they cost with server and network on a day.

    Columns: convention, format, density, and as quantities peak [FLOP/s], chips, usd [USD].
    """
    cases = [
        (name, density, of_chip(world, H100, of_format) * factor)
        for of_format, name in FORMATS.items()
        for density, factor in (("sparse", 2), ("dense", 1))
        if density == "dense" or name in SPARSE
    ]
    names = [(f"{name}, {density}", name, density) for name, density, _ in cases]
    table = pd.DataFrame(names, columns=["convention", "format", "density"])
    table["peak"] = column([one for *_, one in cases])
    table["chips"] = scarcity.chips_for_peak(flop_per_second, table["peak"])
    table["usd"] = table["chips"] * bought(world, H100, day).cluster_price
    return table.sort_values("chips", ignore_index=True)
