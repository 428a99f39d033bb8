"""Failures and goodput: what a cluster loses to restarts as it grows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column, plain

CHIPS_PER_NODE = 8
MINUTE = 1 / 60  # hours
LLAMA_CHIPS, LLAMA_DAYS, LLAMA_INTERRUPTIONS = 16_384, 54, 419  # counted by Meta; the rate is in the table
LLAMA_RATE = "Llama 3's rate"
CLUSTERS = np.geomspace(512, 524_288, 41)


@dataclass(frozen=True)
class Regime:
    """A way of saving and restarting.

    Parameters
    ----------
    label : what a reader calls it
    checkpoint_hours, restart_hours : time that a save stops the run, and that a restart takes [h]
    """

    label: str
    checkpoint_hours: float
    restart_hours: float


REGIMES = (
    Regime("Saves stop the run for 1 min, restart in 10 min", 1 * MINUTE, 10 * MINUTE),
    Regime("Saves stop it for 5 s, restart in 5 min", MINUTE / 12, 5 * MINUTE),
    Regime("Saves in the background (1 s), restart in 1 min", MINUTE / 60, 1 * MINUTE),
)


def time_between_failures(world: World, chips: float | np.ndarray) -> Quantity:
    """Mean time between failures of a cluster [h], from the node rate of Meta's research clusters."""
    rate = world.parameter("failure-rate-meta-a100").settled()
    return training.mean_time_between_failures(chips, CHIPS_PER_NODE, failures_per_node_day=rate)


def llama_interruptions(world: World) -> Quantity:
    """Unexpected interruptions of Llama 3 that Meta counted; its row of the table has them as a rate."""
    table = world.table("parameters")
    return Quantity(LLAMA_INTERRUPTIONS, rows=world.references("parameters", table[table["id"] == "mtti-llama3"]))


def llama_time_between_failures(world: World) -> Quantity:
    """Mean time between unexpected interruptions of Llama 3 [h]."""
    return training.observed_time_between_failures(LLAMA_DAYS, llama_interruptions(world))


def least_goodput(world: World) -> Quantity:
    """Share of paid time that counted for Llama 3.1, of which Meta states only that it was more."""
    stated = world.parameter("goodput-llama3")
    return Quantity(stated.low, rows=stated.rows, unit=stated.unit)


@cache
def goodput_by_cluster(world: World, regimes: tuple[Regime, ...] = REGIMES) -> pd.DataFrame:
    """Goodput at the best checkpoint interval, by size of cluster and regime; the numbers are quantities.

    Two failure rates: that of the research clusters, and that which Llama 3 counted, both scaled with size. Rows where
    the interval or the restart is not well below the time between failures are left out: the model does not hold there.
    """
    tables = []
    per_chip = {
        "Research clusters' rate": time_between_failures(world, 1.0),
        LLAMA_RATE: llama_time_between_failures(world) * LLAMA_CHIPS,
    }
    for rate, chip_hours in per_chip.items():
        between = chip_hours / CLUSTERS
        for regime in regimes:
            interval = training.best_checkpoint_interval(regime.checkpoint_hours, between)
            kept = training.best_restart_goodput(
                regime.checkpoint_hours, restart_hours=regime.restart_hours, mean_time_between_failures=between
            )
            half = between.value / 2
            valid = (interval.value <= half) & (regime.restart_hours <= half)
            columns = {"hours_between": between, "interval_minutes": interval / MINUTE, "goodput": kept}
            numbers = {name: column(quantity[valid]) for name, quantity in columns.items()}
            named = {"chips": CLUSTERS[valid], "rate": rate, "regime": regime.label}
            tables.append(pd.DataFrame(named | numbers))
    return pd.concat(tables, ignore_index=True)


def slow_and_fast(world: World, regimes: tuple[Regime, ...] = REGIMES) -> tuple[float, float, float]:
    """The largest cluster for the first regime at Llama 3's rate [chips]; goodput there, of the first and the last."""
    table = plain(goodput_by_cluster(world, regimes)).query("rate == @LLAMA_RATE")
    slow, fast = (table[table["regime"] == regime.label] for regime in (regimes[0], regimes[-1]))
    chips = float(slow["chips"].iloc[-1])
    return chips, float(slow["goodput"].iloc[-1]), float(np.interp(chips, fast["chips"], fast["goodput"]))


def expected_interruptions(world: World, chips: float, days: float) -> Quantity:
    """Unplanned stops to expect in a run, at the node rate of the research clusters."""
    return training.expected_interruptions(days, time_between_failures(world, chips))
