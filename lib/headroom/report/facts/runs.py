"""Training runs that several chapters ask for: the table of them, the largest, what they reach of their chips' peak."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, quantities
from headroom.report.facts.chips import specifications

IN_DISPUTE = "in dispute"  # the standing of a run that nothing confirms, or on which sources contradict one another


class Run(NamedTuple):
    """A training run: its name, its compute [FLOP], and the id of its model."""

    name: str
    flop: Quantity
    model_id: str


@cache
def runs(world: World, *, disputed: bool = False) -> pd.DataFrame:
    """Training runs with the size of their model, their FLOP and the peak of their chip; the numbers are quantities.

    Adds `flop` [FLOP]: as published, else 6ND; `flop_by_rule` [FLOP]: 6ND wherever active parameters and tokens are
    known; `peak` [FLOP/s per chip], dense at 16 bit; `tdp_w` [W per chip].

    Parameters
    ----------
    world
        Evidence.
    disputed
        Whether the runs in dispute count too.
    """
    models = world.quantities("models", "params", "active_params")
    models = models[["id", "organisation", "hosting", "params", "active_params", "architecture"]]
    chips = specifications(world)[["id", "peak_16bit", "power", "kind", "family"]]
    chips = chips.rename(columns={"peak_16bit": "peak", "power": "tdp_w", "kind": "chip_kind", "family": "chip_family"})
    known = world.quantities("training_runs", "tokens", "training_flop", "chips", "wall_clock_hours", "chip_hours")
    doubted = known["standing"] == IN_DISPUTE
    known = (
        known[disputed | ~doubted]
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
    table = runs(world, disputed=True)
    found = table[table["model_id"] == model_id]
    if found.empty:
        raise LackingError(f"no training run of '{model_id}' is known up to {world.as_of}")
    return found.iloc[0]


def flop_of(world: World, model_id: str) -> Quantity:
    """Compute of the run of a model [FLOP].

    Raises
    ------
    LackingError
        If no such run is known, or nobody has published its compute yet.
    """
    flop = of_model(world, model_id)["flop"]
    if np.isnan(flop.value):
        raise LackingError(f"the compute of the run of '{model_id}' is not known up to {world.as_of}")
    return flop


def disputed_models(world: World) -> frozenset[str]:
    """Models whose run is in dispute."""
    table = world.table("training_runs")
    return frozenset(table.loc[table["standing"] == IN_DISPUTE, "model_id"])


@cache
def largest_run(world: World, *, disputed: bool = False, before: str | None = None) -> Run:
    """The run with most compute that the World knows; it rests on all that it was compared with.

    Parameters
    ----------
    world
        Evidence.
    disputed
        Whether the runs in dispute count too.
    before
        Only runs published before this day count.

    Raises
    ------
    LackingError
        If there is none of known compute.
    """
    known = runs(world, disputed=disputed).dropna(subset=["flop"])
    known = known[known["published"] < pd.Timestamp(before or pd.Timestamp.max)]
    if known.empty:
        raise LackingError(f"no run of known FLOP up to {world.as_of}")
    flop = quantities(known["flop"])
    row = known.iloc[int(flop.value.argmax())]
    return Run(row["name"], greatest_of(flop), row["model_id"])


def power_of(world: World, model_id: str) -> Quantity:
    """Peak facility power of the run of a model [MW], as published.

    Raises
    ------
    LackingError
        If nobody published one.
    """
    table = world.quantities("training_energy", "peak_power_mw").dropna(subset=["peak_power_mw"])
    found = table.loc[table["model_id"] == model_id, "peak_power_mw"]
    if found.empty:
        raise LackingError(f"no power of the run of '{model_id}' is known up to {world.as_of}")
    return found.iloc[0]


def median_mfu(world: World) -> Quantity:
    """Median of the MFU that a database knows, as published: one for all runs, whatever the chip. The book's own
    default is `headroom.report.facts.calibration.default_utilisation`.
    """
    return world.parameter("mfu-median-known-runs")


def tokens_per_param(world: World) -> Quantity:
    """Training tokens per parameter of Chinchilla, the usual rule for a compute-optimal model."""
    run = of_model(world, "chinchilla-70b")
    return run["tokens"] / run["params"]
