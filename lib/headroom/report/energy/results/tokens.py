"""Energy of an output token: what was measured, and the floors below it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy, inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import column
from headroom.report.energy.results import power
from headroom.report.energy.results.rows import Assumed, assumed
from headroom.report.facts.chips import of_chip

SWEEPS = {
    # label: model, chip, workload, parameter of the chips' draw while serving it, experts, experts per token
    "Llama 3.1 8B, one H100": ("llama-3.1-8b", "h100-sxm", "chat", "draw-infer-h100-chat", 1.0, 1.0),
    "Llama 3.1 70B, four H100": ("llama-3.1-70b", "h100-sxm", "chat", "draw-infer-h100-chat", 1.0, 1.0),
    "DeepSeek-R1, eight B200": ("deepseek-r1-0528", "b200-sxm", "questions", "draw-infer-b200-reason", 256.0, 8.0),
}
BYTES = {"bf16": 2.0, "fp8": 1.0, "mxfp4": 0.53}


@cache
def batches(world: World) -> pd.DataFrame:
    """Measured chip energy of an output token against the batch [J], for three models."""
    table = world.quantities("query_energy", "joule_per_output_token", "chips")
    found = []
    table = table[table["series"] == "serving_sweep"]
    for label, (model, chip, workload, *_) in SWEEPS.items():
        rows = table[(table["model_id"] == model) & (table["accelerator_id"] == chip) & (table["workload"] == workload)]
        found.append(rows.assign(label=label))
    return pd.concat(found).sort_values(["label", "batch_size"]).reset_index(drop=True)


def floor(
    world: World, label: str, batch: float | np.ndarray, *, average_load: Assumed = None
) -> tuple[Quantity, Quantity]:
    """Bounds of the chip energy of an output token at some batches [J], for one of the models of `batches`.

    By memory: the time to read the weights once a step at full bandwidth, with the chips at the lowest draw measured
    while serving (or another `average_load`). By arithmetic: two FLOP a weight at the peak and rated power.

    Raises
    ------
    LackingError
        If the model was not measured.
    """
    model, chip, _, draw, experts, per_token = SWEEPS[label]
    runs = batches(world)
    runs = runs[runs["label"] == label]
    if runs.empty:
        raise LackingError(f"no energy of a token of {label} in the evidence up to {world.as_of}")
    count, width = runs["chips"].iloc[0], runs["number_format"].iloc[0]
    weights = world.quantities("models", "params", "active_params").set_index("id").loc[model]
    tdp = of_chip(world, chip, "power")
    read = inference.read_params(
        weights["params"], weights["active_params"], experts=experts, experts_per_token=per_token, batch=batch
    )
    bandwidth = of_chip(world, chip, "bandwidth")
    seconds = inference.weight_time(read, bandwidth, bytes_per_param=BYTES[width], chips_per_replica=count)
    load = assumed(average_load, world.parameter(draw).settled("low"))
    memory = energy.decode_token_energy(seconds, batch, chips_per_replica=count, tdp=tdp, average_load=load)
    peak = of_chip(world, chip, "peak_fp8" if width == "fp8" else "peak_16bit")
    return memory, energy.token_energy_floor(weights["active_params"], energy.flop_per_joule(peak, tdp))


@cache
def floors(world: World, *, average_load: Assumed = None) -> pd.DataFrame:
    """Each `floor` against the batch, where the model was measured: columns label, batch, memory and arithmetic [J]."""
    grid = np.geomspace(1, 4096, 49)
    measured = set(batches(world)["label"])
    parts = []
    for label in SWEEPS:
        if label in measured:
            memory, arithmetic = floor(world, label, grid, average_load=average_load)
            columns = {"memory": column(memory), "arithmetic": column(arithmetic * np.ones(len(grid)))}
            parts.append(pd.DataFrame({"label": label, "batch": grid} | columns))
    if not parts:
        raise LackingError(f"no energy of a token in the evidence up to {world.as_of}")
    return pd.concat(parts).reset_index(drop=True)


def of_model(world: World, model_id: str = "llama-3.1-70b") -> pd.DataFrame:
    """The `batches` of one model, the smallest first."""
    table = batches(world)
    return table[table["model_id"] == model_id].sort_values("batch_size")


def batch_fall(world: World) -> Quantity:
    """Energy of a token in the smallest batch measured over that in the largest, on Llama 3.1 70B."""
    joule = of_model(world)["joule_per_output_token"]
    return joule.iloc[0] / joule.iloc[-1]


def years_to_physics(world: World) -> Quantity:
    """Years until leading chips, at their trend, reach what physics allows for chips of today's kind."""
    progress = power.growth_parts(world)["efficiency_growth"]
    now = energy.flop_per_joule(of_chip(world, "h100-sxm"), of_chip(world, "h100-sxm", "power"))
    limit = now * world.parameter("phys-cmos-gap")
    return energy.years_to_efficiency(now, limit, efficiency_growth=progress)
