"""Can the calculator be trusted? Its chip-hours against those that makers published, with nothing fitted to them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import bootstrapped, mean_of, share_of
from headroom.evidence.columns import quantities
from headroom.report.facts.runs import median_mfu, runs
from headroom.report.training.results.runs import Number, assumed

BAND = 1.5  # factor either way that the chapter calls agreement
SAME_RULE = ("6nd", "6nd_active")  # FLOP published by the same rule: agreement there is arithmetic, not a test
CAVEATS = {  # of published chip-hours: why they test nothing
    "small_cluster": "small cluster, loose token count",
    "several_passes": "hours cover more than one pass",
    "restated": "restates the hours of Llama 3.1 70B",
    "from_throughput": "hours derived from throughput",
    "inferred": "hours inferred by a database",
}
MIXTURES = ("moe_decoder", "moe_encoder_decoder")
WITH_ENCODER = ("dense_encoder", "encoder_decoder", "moe_encoder_decoder")  # 6ND is no rule for them
FAMILIES = {"v100": "V100", "a100": "A100", "h100": "H100 and H800", "h800": "H100 and H800", "tpu": "TPU"}


@cache
def backtest(world: World, *, mfu: Number | None = None) -> pd.DataFrame:
    """Runs with published chip-hours and a FLOP count by rule: predicted against published; the numbers are quantities.

    Prediction: 6ND (active parameters) at one utilisation, whatever the chip. Columns: predicted, published_hours
    [chip-hours], ratio, effective_utilisation [fraction], family, sparse, excluded (reason or ''), flop_test
    ('arithmetic' where the published FLOP follow the same rule, 'test' otherwise, '' where there are none).

    Parameters
    ----------
    world
        Evidence.
    mfu
        Utilisation of all runs; by default the median of known ones.
    """
    table = runs(world)
    table = table[
        table["kind"].isin(["pretraining", "restated"]) & table["chip_hours"].notna() & table["flop_by_rule"].notna()
    ]
    table = table[~table["architecture"].isin(WITH_ENCODER)].copy()
    used = assumed(mfu, median_mfu(world)).settled()
    table["predicted"] = training.chip_hours(table["flop_by_rule"], table["peak"], mfu=used, goodput=1.0)
    table["published_hours"] = table["chip_hours"]
    table["ratio"] = table["predicted"] / table["published_hours"]
    table["effective_utilisation"] = training.effective_utilisation(
        table["flop_by_rule"], table["published_hours"], peak_flop_per_second=table["peak"]
    )
    table["family"] = table["chip_family"].map(FAMILIES).fillna("other")
    table["sparse"] = table["architecture"].isin(MIXTURES)
    table["excluded"] = table["hours_caveat"].map(CAVEATS).fillna("")
    same = table["flop_basis"].isin(SAME_RULE)
    table["flop_test"] = np.select([table["training_flop"].isna(), same], ["", "arithmetic"], "test")
    return table.reset_index(drop=True)


def usable(world: World, *, mfu: Number | None = None) -> pd.DataFrame:
    """The runs of the back-test whose published hours test something, dense and sparse."""
    table = backtest(world, mfu=mfu)
    return table[table["excluded"] == ""]


def tested(world: World, *, mfu: Number | None = None) -> pd.DataFrame:
    """The dense ones of them, for which the rule was made."""
    table = usable(world, mfu=mfu)
    return table[~table["sparse"]]


def errors(world: World, table: pd.DataFrame) -> dict[str, Quantity]:
    """Geometric mean and standard deviation of predicted over published, and shares within factors of it.

    The interval of the deviation is what so few runs leave open.
    """
    log = np.log(table["ratio"])
    size = np.abs(log)
    return {
        "bias": np.exp(mean_of(log)),
        "spread": np.exp(bootstrapped(lambda of: of.std(axis=-1, ddof=1), log, seed=world.seed)),
        "within_1.25": share_of(quantities(size) <= np.log(1.25)),
        "within_1.5": share_of(quantities(size) <= np.log(BAND)),
        "within_2": share_of(quantities(size) <= np.log(2)),
    }
