"""Training runs that several chapters ask for: the table of them, the largest, what they reach of their chips' peak."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, quantities
from headroom.report.facts.chips import specifications

# The largest run is looked for in one of two tables. Whoever prices a run needs one whose size was disclosed, or
# follows from what was; whoever asks how far compute has come takes the estimates of third parties as well.
DISCLOSED, ESTIMATED = "training_runs", "frontier_runs"


class Run(NamedTuple):
    """A training run: its name, and its compute [FLOP]."""

    name: str
    flop: Quantity


@cache
def runs(world: World) -> pd.DataFrame:
    """Training runs with the size of their model, their FLOP and the peak of their chip; the numbers are quantities.

    Adds `flop` [FLOP]: as published, else 6ND; `flop_by_rule` [FLOP]: 6ND wherever active parameters and tokens are
    known; `peak` [FLOP/s per chip], dense at 16 bit; `tdp_w` [W per chip].
    """
    models = world.quantities("models", "params", "active_params")
    models = models[["id", "organisation", "hosting", "params", "active_params", "architecture"]]
    chips = specifications(world)[["id", "peak_16bit", "power", "kind", "family"]]
    chips = chips.rename(columns={"peak_16bit": "peak", "power": "tdp_w", "kind": "chip_kind", "family": "chip_family"})
    known = (
        world.quantities("training_runs", "tokens", "training_flop", "chips", "wall_clock_hours", "chip_hours")
        .merge(models.rename(columns={"id": "model_id"}), on="model_id", how="left")
        .merge(chips.rename(columns={"id": "accelerator_id"}), on="accelerator_id", how="left")
    )
    # Of a mixture of experts only the active part works on a token; without that number 6ND must not be used.
    known["flop_by_rule"] = training.training_flop(known["active_params"], known["tokens"])
    known["flop"] = _known_or(known["training_flop"], known["flop_by_rule"])
    return known.sort_values("published", ignore_index=True)


def _known_or(first: pd.Series, second: pd.Series) -> pd.Series:
    """The quantities of a column, where they are unknown those of another."""
    return column([b if lacking else a for a, b, lacking in zip(first, second, first.isna(), strict=True)], first.index)


def of_model(world: World, model_id: str) -> pd.Series:
    """The first row of `runs` that is of a model.

    Raises
    ------
    LackingError
        If none is known.
    """
    table = runs(world)
    found = table[table["model_id"] == model_id]
    if found.empty:
        raise LackingError(f"no training run of '{model_id}' is known up to {world.as_of}")
    return found.iloc[0]


@cache
def largest_run(world: World, among: str = DISCLOSED, *, before: str | None = None) -> Run:
    """The run with most compute that the World knows, in one of the two tables; it rests on all it was compared with.

    Parameters
    ----------
    world
        Evidence.
    among
        `DISCLOSED` or `ESTIMATED`.
    before
        Only runs published before this day count.

    Raises
    ------
    LackingError
        If there is none of known compute.
    """
    known = runs(world).assign(own=lambda t: t["training_flop"].notna()) if among == DISCLOSED else _estimated(world)
    known = known[known["flop"].notna() & (known["published"] < pd.Timestamp(before or pd.Timestamp.max))]
    if known.empty:
        raise LackingError(f"no run of known FLOP up to {world.as_of}")
    flop = quantities(known["flop"])
    of_models = world.table("models")
    of_models = of_models[of_models["id"].isin(known.loc[~known["own"], "model_id"])]
    others = world.references(among, known[["id", "source_key", "published"]]) | world.references("models", of_models)
    return Run(known["name"].iloc[int(flop.value.argmax())], greatest_of(flop).also(others))


def _estimated(world: World) -> pd.DataFrame:
    """The runs of third-party estimates in the form of `runs`."""
    table = world.quantities(ESTIMATED, "training_flop")
    return table.assign(flop=table["training_flop"], own=True, model_id="")


def utilisation(world: World) -> Quantity:
    """Model FLOP utilisation of known runs: their median."""
    return world.parameter("mfu-median-known-runs")


def tokens_per_param(world: World) -> Quantity:
    """Training tokens per parameter of Chinchilla, the usual rule for a compute-optimal model."""
    run = of_model(world, "chinchilla-70b")
    return run["tokens"] / run["params"]
