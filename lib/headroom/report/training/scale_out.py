"""Many weak chips or few strong ones: time and cost of one run as chips are added, under the limit of the links."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import NoPriceError, World
from headroom.report.training.failures import CHIPS_PER_NODE
from headroom.report.training.runs import TERA

CHIPS = {"rtx-4090": "RTX 4090", "l40s": "L40S", "a100-sxm-80": "A100", "h100-sxm": "H100", "b200-sxm": "B200"}
RUN = "llama-3-70b"
GIGA = 1e9


@cache
def pieced_together(world: World) -> pd.DataFrame:
    """Days and dollars of one run (Llama 3 70B) against the number of chips, by chip.

    All chips are given the same utilisation inside a step, which flatters the weak ones; what differs is price, peak,
    memory and links. Columns: chip, label, chips, days, usd, mfu, price [USD/chip-hour], linked (whether the chip has a
    link of its own), fewest (chips that hold the model in training), source_keys.
    """
    run = world.row("training_runs", RUN)
    params = float(world.row("models", run["model_id"])["params"])
    flop = training.training_flop(params, float(run["tokens"]))
    batch = world.parameter("batch-tokens-llama3").central
    network = world.parameter("link-network-per-chip").central
    utilisation = world.parameter("mfu-median-known-runs").central
    rows = []
    for chip, label in CHIPS.items():
        try:
            price = world.price(chip, "cloud_on_demand")
        except NoPriceError:
            continue
        known = world.row("accelerators", chip)
        linked = bool(np.isfinite(known["interconnect_gb_s"]))
        # vendors print the sum of both directions
        link = known["interconnect_gb_s"] * GIGA / 2 if linked else world.parameter("link-pcie-4").central
        rate = training.node_bandwidth(link, network, chips_per_node=CHIPS_PER_NODE if linked else 1)
        limit = training.sharded_flop_limit(batch, rate)
        peak = known["peak_dense_tflops_16bit"] * TERA
        fewest = training.chips_for_memory(training.training_memory(params), known["memory_gb"] * GIGA)
        chips = np.unique(np.concatenate([np.geomspace(fewest, 3e5, 60), [limit / (peak * utilisation)]]))
        chips = chips[chips >= fewest]
        mfu = training.sharded_mfu(utilisation, chips, peak_flop_per_second=peak, sharded_flop_limit=limit)
        hours = training.chip_hours(flop, peak, mfu=mfu, goodput=1.0)
        rows.append(
            pd.DataFrame(
                {
                    "chip": chip,
                    "label": label,
                    "chips": chips,
                    "days": training.wall_clock_days(hours, chips),
                    "usd": training.rental_cost(hours, price.central),
                    "mfu": mfu,
                    "price": price.central,
                    "linked": linked,
                    "fewest": fewest,
                    "flop_limit": limit,
                }
            )
        )
    return pd.concat(rows, ignore_index=True)


def corners(world: World) -> pd.DataFrame:
    """For each chip: its cheapest cost, the fewest days at that cost, and the chips that this takes."""
    table = pieced_together(world)
    cheapest = table[table["usd"] <= table.groupby("chip")["usd"].transform("min") * 1.001]
    return cheapest.sort_values("days").groupby("chip", as_index=False).first().sort_values("days", ignore_index=True)
