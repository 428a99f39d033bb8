"""Energy of a request: every figure that was published, the bounds behind a token, thinking against chatting."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy, inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column
from headroom.report.energy.power import table_of
from headroom.report.facts.chips import of_chip

METHODS = {"measured": "Measured", "operator": "Stated by the operator", "modelled": "Modelled"}
BOUNDARIES = {
    "chip": "Chips only",
    "server": "With server",
    "facility": "Whole facility",
    "not_stated": "Not stated",
}
FAMILIES = {"mlenergy2026leaderboard": "ML.ENERGY", "jegham2025hungry": "Jegham et al."}
SETTINGS = {"most_efficient": "most efficient tested", "batch_64": "batch of 64", "batch_8": "batch of 8"}
SWEEPS = {
    # label: model, chip, workload, parameter of the chips' draw while serving it, experts, experts per token
    "Llama 3.1 8B, one H100": ("llama-3.1-8b", "h100-sxm", "chat", "draw-infer-h100-chat", 1.0, 1.0),
    "Llama 3.1 70B, four H100": ("llama-3.1-70b", "h100-sxm", "chat", "draw-infer-h100-chat", 1.0, 1.0),
    "DeepSeek-R1, eight B200": ("deepseek-r1-0528", "b200-sxm", "questions", "draw-infer-b200-reason", 256.0, 8.0),
}
BYTES = {"bf16": 2.0, "fp8": 1.0, "mxfp4": 0.53}
PAIRS = {
    # model that answers at once: model that thinks first
    "qwen3-32b": ("qwen3-32b", "Qwen3 32B"),
    "qwen3-235b-a22b-instruct-2507": ("qwen3-235b-a22b-thinking-2507", "Qwen3 235B"),
    "deepseek-v3.1": ("deepseek-v3.1", "DeepSeek-V3.1"),
}


@cache
def figures(world: World) -> pd.DataFrame:
    """All energies of a request of text [Wh], with source, boundary and method in words."""
    table = world.quantities("query_energy", "wh_per_query")
    kinds = ["chat", "reasoning", "long_input", "search", "summarisation", "classification"]
    table = table[table["task_class"].isin(kinds) & table["wh_per_query"].notna()].copy()
    label = table["source_key"].map(FAMILIES).fillna(table["provider"].str.replace(" estimate", ""))
    label = label.replace("via Li et al.", "Li et al., Falcon-180B")
    suffix = {"reasoning": ", reasoning", "long_input": ", long input", "search": ", search"}
    table["row"] = label + table["task_class"].map(suffix).fillna("")
    table["Boundary"] = table["boundary"].map(BOUNDARIES)
    table["Method"] = table["method"].map(METHODS)
    return table.reset_index(drop=True)


@cache
def chat_at_the_meter(world: World) -> pd.DataFrame:
    """What operators and those who model them give for a typical chat answer at the meter (or without a boundary)."""
    table = world.table("query_energy")
    table = table[table["series"] == "typical_answer"].reset_index(drop=True)
    return table.assign(wh_per_query=column(stated(world, id) for id in table["id"]))


def stated(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """Energy of a request [Wh] as one row states it."""
    return world.range("query_energy", id, central="wh_per_query")


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


def floor(world: World, label: str, batch: float | np.ndarray) -> tuple[Quantity, Quantity]:
    """Bounds of the chip energy of an output token at some batches [J], for one of the models of `batches`.

    By memory: the time to read the weights once a step at full bandwidth, with the chips at the lowest draw measured
    while serving. By arithmetic: two FLOP a weight at the peak and rated power.

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
    memory = energy.decode_token_energy(
        seconds, batch, chips_per_replica=count, tdp=tdp, average_load=world.parameter(draw).settled("low")
    )
    peak = of_chip(world, chip, "peak_fp8" if width == "fp8" else "peak_16bit")
    return memory, energy.token_energy_floor(weights["active_params"], energy.flop_per_joule(peak, tdp))


@cache
def floors(world: World) -> pd.DataFrame:
    """Each `floor` against the batch, where the model was measured: columns label, batch, memory and arithmetic [J]."""
    grid = np.geomspace(1, 4096, 49)
    measured = set(batches(world)["label"])
    parts = []
    for label in SWEEPS:
        if label in measured:
            memory, arithmetic = floor(world, label, grid)
            columns = {"memory": column(memory), "arithmetic": column(arithmetic * np.ones(len(grid)))}
            parts.append(pd.DataFrame({"label": label, "batch": grid} | columns))
    if not parts:
        raise LackingError(f"no energy of a token in the evidence up to {world.as_of}")
    return pd.concat(parts).reset_index(drop=True)


@cache
def pairs(world: World) -> pd.DataFrame:
    """The same model on the same chip, answering at once and thinking first, at like settings.

    Columns: model, chip, setting, chat, reasoning [Wh, chips only], ratio, tokens (ratio of answer lengths), per_token
    (ratio of energies of a token).
    """
    measures = ["wh_per_query", "output_tokens", "joule_per_output_token"]
    table = world.quantities("query_energy", *measures)
    table = table[(table["series"] == "serving_sweep") & (table["number_format"] != "mxfp4")]
    table = table[["model_id", "task_class", "accelerator_id", "setting", "number_format", *measures]]
    chips = world.table("accelerators").set_index("id")["family"]
    rows = []
    for chat_id, (thinking_id, name) in PAIRS.items():
        chat = table[(table["model_id"] == chat_id) & (table["task_class"] == "chat")]
        thinking = table[(table["model_id"] == thinking_id) & (table["task_class"] == "reasoning")]
        both = chat.merge(thinking, on=["accelerator_id", "setting", "number_format"], suffixes=("_chat", "_think"))
        for row in both.itertuples():
            rows.append(
                (
                    name,
                    chips[row.accelerator_id].upper(),
                    SETTINGS[row.setting],
                    row.wh_per_query_chat,
                    row.wh_per_query_think,
                    row.wh_per_query_think / row.wh_per_query_chat,
                    row.output_tokens_think / row.output_tokens_chat,
                    row.joule_per_output_token_think / row.joule_per_output_token_chat,
                )
            )
    ratios = ["chat", "reasoning", "ratio", "tokens", "per_token"]
    return table_of(rows, ["model", "chip", "setting", *ratios], *ratios)


def dearer_token(world: World) -> Quantity:
    """Energy of a token in a reasoned answer over that in a chat answer at the best settings, and over all of them."""
    table = pairs(world)
    over_all = median_of(table["per_token"])
    best = median_of(table[table["setting"] == SETTINGS["most_efficient"]]["per_token"])
    return Quantity(best.value, None, over_all.rows, "ratio", over_all.bounds, over_all.interval, over_all.level)


@cache
def fleet(world: World) -> pd.DataFrame:
    """Average power [MW] of a service with ChatGPT's number of prompts, if every answer were of a kind."""
    queries = world.parameter("prompts-per-day-chatgpt-2025")
    overhead = world.parameter("fleet-scaling-google")
    rows = []
    for row in chat_at_the_meter(world).itertuples():
        rows.append((f"Chat: {world.source(row.source_key).label}", "chat", row.wh_per_query))
    for row in pairs(world).itertuples():
        if row.setting == SETTINGS["most_efficient"]:
            for kind, wh in (("chat", row.chat), ("reasoning", row.reasoning)):
                name = "Chat" if kind == "chat" else "Reasoning"
                rows.append((f"{name}: {row.model} on {row.chip}", kind, wh * overhead))
    table = table_of(rows, ["label", "kind", "wh"], "wh")
    table["mw"] = energy.fleet_power(table["wh"], queries)
    return table.sort_values("mw").reset_index(drop=True)


def fleet_of(world: World, kind: str) -> pd.Series:
    """The powers of a `fleet` whose answers are of one kind [MW]."""
    table = fleet(world)
    return table[table["kind"] == kind]["mw"]
