"""Chips with all weights beside the cores: how fast one user is served, and at what price."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import greatest_of, median_of
from headroom.evidence.columns import plain
from headroom.report.inference.results.measured import PROMPT
from headroom.report.inference.results.serving import (
    PRECISION_BYTES,
    Chip,
    Shape,
    chip_name,
    chips,
    ideal_step,
    parts,
    shapes,
)
from headroom.report.inference.results.speed import calibration
from headroom.report.inference.results.tables import table_of


def least_chips(shape: Shape, chip: Chip, precision: str) -> Quantity:
    """Fewest chips whose memory holds the weights alone."""
    return np.ceil(shape.total_params * PRECISION_BYTES[precision] / chip.memory)


FAST = {  # SRAM system -> its model, and GPU groups to compare with
    "groq-llama2-70b": ("llama-2-70b", "fp8"),
    "cerebras-llama31-405b": ("llama-3.1-405b", "fp8"),
}
SUCCESSORS = {"llama-2-70b": ("llama-3.1-70b",)}  # measured in its place: the same width, depth and cache
GPUS, GROUP = ("h100-sxm", "b200-sxm"), 8.0


@cache
def fast_chips(world: World, *, group: float = GROUP) -> pd.DataFrame:
    """Speed of one user on chips with on-chip memory, beside GPUs: measured and by the roofline for an empty machine.

    Columns: model_id, model, system, accelerator_id, kind ('on-chip memory', 'GPU, measured', 'GPU, calculated'),
    speed, chips, chips_note ('at least ' where the number follows from the weights).
    """
    table = world.quantities("throughput_benchmarks", "tokens_per_s_per_user", "chips")
    rows = []
    for key, (model_id, precision) in FAST.items():
        for system in table[table["id"] == key].itertuples():
            shape = shapes(world)[model_id]
            rows.append(_on_chip(world, system, shape))
            rows += _measured_gpus(world, table, shape)
            rows += _calculated_gpus(world, shape, precision, group)
    if not rows:
        raise LackingError("no chip with on-chip memory was measured")
    return table_of(rows, ["model_id", "model", "system", "accelerator_id", "kind", "speed", "chips", "chips_note"])


def _on_chip(world: World, row: Any, shape: Shape) -> list:
    chip = chips(world)[row.accelerator_id]
    known = np.isfinite(row.chips.value)
    number, note = (row.chips, "") if known else (least_chips(shape, chip, "fp16"), "at least ")
    return [
        shape.model_id,
        shape.name,
        chip_name(chip),
        row.accelerator_id,
        "on-chip memory",
        row.tokens_per_s_per_user,
        number,
        note,
    ]


def _measured_gpus(world: World, table: pd.DataFrame, shape: Shape) -> list[list]:
    """The fastest measured run of each GPU on the model, or on its successor of the same size."""
    family = [*SUCCESSORS.get(shape.model_id, ()), shape.model_id]
    gpus = table[table["model_id"].isin(family) & (table["suite"] == "ml_energy")]
    rows = []
    for chip_id, runs in gpus.groupby("accelerator_id"):
        best = runs.loc[plain(runs["tokens_per_s_per_user"]).idxmax()]
        label = f"{best['chips'].value:.0f} {chip_name(chips(world)[chip_id])}, batch {best['batch']:.0f}"
        speed = greatest_of(runs["tokens_per_s_per_user"])
        rows.append([shape.model_id, shape.name, label, chip_id, "GPU, measured", speed, best["chips"], ""])
    return rows


def _calculated_gpus(world: World, shape: Shape, precision: str, group: float) -> list[list]:
    """Some GPUs for a single user: the roofline over the calibration, but no faster than their links allow."""
    rows = []
    for chip_id in GPUS:
        chip = chips(world)[chip_id]
        how = {"group": group, "batch": 1.0, "cached_tokens": PROMPT, "precision": precision}
        ideal = ideal_step(shape, chip, **how)
        least = ideal + parts(shape, chip, **how)["communication"]
        speed = inference.user_speed(np.maximum(inference.calibrated_step_time(ideal, calibration(world)), least))
        label = f"{group:.0f} {chip_name(chip)}, batch 1"
        rows.append([shape.model_id, shape.name, label, chip_id, "GPU, calculated", speed, group, ""])
    return rows


def fastest(world: World, *, group: float = GROUP) -> pd.DataFrame:
    """Highest speed of one user, by name of the model and by kind (plain numbers).

    Raises
    ------
    LackingError
        If GPUs were not measured on the same models.
    """
    by = plain(fast_chips(world, group=group)).groupby(["model", "kind"])["speed"].max().unstack("kind")
    if "GPU, measured" not in by or by.isna().any(axis=None):
        raise LackingError("no GPU was measured on the models of the chips with on-chip memory")
    return by


NEAR = pd.Timedelta(days=183)  # prices that are compared lie within half a year of each other


def sram_prices(world: World, *, near: pd.Timedelta = NEAR) -> pd.DataFrame:
    """List prices of output on SRAM hosts beside other hosts of the same model that are `near` in time.

    Columns: model_id, variant, host, usd, others (median of the other hosts), ratio, as_of, n.
    """
    table = world.quantities("api_prices", "usd_per_mtok_output").dropna(subset=["usd_per_mtok_output"])
    table = table[table["open_weights"].astype(bool)]
    sram = table["served_on"].eq("on_chip_memory")
    rows = []
    for row in table[sram].itertuples():
        rivals = table[(table["model_id"] == row.model_id) & ~sram & ((table["as_of"] - row.as_of).abs() <= near)]
        rivals = rivals.sort_values("as_of").drop_duplicates("provider", keep="last")
        if rivals.empty:
            continue
        usd, others = row.usd_per_mtok_output, median_of(rivals["usd_per_mtok_output"])
        rows.append([row.model_id, row.variant, row.provider, usd, others, usd / others, row.as_of, len(rivals)])
    table = table_of(rows, ["model_id", "variant", "host", "usd", "others", "ratio", "as_of", "n"])
    return table.sort_values("as_of", ignore_index=True)
