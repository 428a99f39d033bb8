"""Can the calculator be trusted? Its chip-hours against those that makers published, with nothing fitted to them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import World
from headroom.report.training.runs import runs

BAND = 1.5  # factor either way that the chapter calls agreement
SAME_RULE = ("6nd", "6nd_active")  # FLOP published by the same rule: agreement there is arithmetic, not a test
EXCLUDED = {
    "phi-1": "small cluster, loose token count",
    "phi-1.5": "small cluster, loose token count",
    "phi-2": "small cluster, loose token count",
    "llama-3-8b": "hours cover more than one pass",
    "llama-3.1-8b": "hours cover more than one pass",
    "llama-3.3-70b": "restates the hours of Llama 3.1 70B",
    "megatron-lm-8.3b": "hours derived from throughput",
    "mt-nlg-530b": "hours inferred by a database",
}
FAMILIES = {"v100": "V100", "a100": "A100", "h100": "H100 and H800", "h800": "H100 and H800", "tpu": "TPU"}


def family(chip: str) -> str:
    """Generation of a chip, as the figures group them."""
    return next((name for start, name in FAMILIES.items() if chip.startswith(start)), "other")


@cache
def backtest(world: World) -> pd.DataFrame:
    """Runs with published chip-hours and a FLOP count by rule: predicted against published.

    Prediction: 6ND (active parameters) at the median utilisation of known runs, whatever the chip. Columns: predicted,
    published_hours [chip-hours], ratio, effective_utilisation [fraction], family, sparse, excluded (reason or ''),
    flop_test ('arithmetic' where the published FLOP follow the same rule, 'test' otherwise, '' where there are none).
    """
    table = runs(world)
    table = table[
        table["kind"].isin(["pretraining", "restated"]) & table["chip_hours"].notna() & table["flop_by_rule"].notna()
    ]
    table = table[~table["architecture"].str.contains("encoder", na=False)].copy()
    utilisation = world.parameter("mfu-median-known-runs").central
    table["predicted"] = training.chip_hours(table["flop_by_rule"], table["peak"], mfu=utilisation, goodput=1.0)
    table["published_hours"] = table["chip_hours"]
    table["ratio"] = table["predicted"] / table["published_hours"]
    table["effective_utilisation"] = training.effective_utilisation(
        table["flop_by_rule"], table["published_hours"], peak_flop_per_second=table["peak"]
    )
    table["family"] = table["accelerator_id"].map(family)
    table["sparse"] = table["architecture"].str.contains("moe", na=False)
    table["excluded"] = table["model_id"].map(EXCLUDED).fillna("")
    same = table["flop_basis"].isin(SAME_RULE)
    table["flop_test"] = np.select([table["training_flop"].isna(), same], ["", "arithmetic"], "test")
    return table.reset_index(drop=True)


def tested(world: World) -> pd.DataFrame:
    """The dense runs of the back-test that are not excluded."""
    table = backtest(world)
    return table[(table["excluded"] == "") & ~table["sparse"]]


def errors(table: pd.DataFrame) -> dict[str, float]:
    """Geometric mean and standard deviation of predicted over published, and shares within factors of it."""
    log = np.log(table["ratio"])
    return {
        "n": len(table),
        "bias": float(np.exp(log.mean())),
        "spread": float(np.exp(log.std(ddof=1))),
        "within_1.25": float((np.abs(log) <= np.log(1.25)).mean()),
        "within_1.5": float((np.abs(log) <= np.log(BAND)).mean()),
        "within_2": float((np.abs(log) <= np.log(2)).mean()),
    }


def utilisation_by_family(world: World) -> pd.DataFrame:
    """Effective utilisation that the bills imply, by generation of chip: median, lowest, highest, number of runs."""
    table = backtest(world)
    table = table[table["excluded"] == ""]
    label = table["family"].where(~table["sparse"], "Mixtures of experts")
    grouped = table.groupby(label)["effective_utilisation"]
    return grouped.agg(["median", "min", "max", "size"]).rename_axis("group").reset_index()
