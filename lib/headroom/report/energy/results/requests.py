"""Energy of a request: every figure that was published, thinking against chatting."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column
from headroom.evidence.quantity import SPREAD
from headroom.report.energy.results.rows import Assumed, assumed, last, table_of

METHODS = {"measured": "Measured", "operator": "Stated by the operator", "modelled": "Modelled"}
BOUNDARIES = {
    "chip": "Chips only",
    "server": "With server",
    "facility": "Whole facility",
    "not_stated": "Not stated",
}
FAMILIES = {"mlenergy2026leaderboard": "ML.ENERGY", "jegham2025hungry": "Jegham et al."}
SETTINGS = {"most_efficient": "most efficient tested", "batch_64": "batch of 64", "batch_8": "batch of 8"}
PAIRS = {
    # model that answers at once: model that thinks first
    "qwen3-32b": ("qwen3-32b", "Qwen3 32B"),
    "qwen3-235b-a22b-instruct-2507": ("qwen3-235b-a22b-thinking-2507", "Qwen3 235B"),
    "deepseek-v3.1": ("deepseek-v3.1", "DeepSeek-V3.1"),
}


@cache
def published(world: World) -> pd.DataFrame:
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


def chat_answer(world: World) -> Quantity:
    """A typical chat answer at the meter [Wh]: the median, with the least and the most that any of them states."""
    table = chat_at_the_meter(world)
    middle = median_of(table["wh_per_query"])
    told = [middle.low, middle.high, *table["wh_per_query_low"], *table["wh_per_query_high"]]
    ends = float(np.nanmin(told)), float(np.nanmax(told))
    return Quantity(middle.value, None, middle.rows, "Wh", ends, SPREAD, None)


def stated(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """Energy of a request [Wh] as one row states it."""
    return world.range("query_energy", id, central="wh_per_query")


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
    last(table, "measured pair of answers", world)
    over_all = median_of(table["per_token"])
    best = median_of(table[table["setting"] == SETTINGS["most_efficient"]]["per_token"])
    return Quantity(best.value, None, over_all.rows, "ratio", over_all.bounds, over_all.interval, over_all.level)


def queries_per_day(world: World, queries: Assumed = None) -> Quantity:
    """Prompts a day of the service that the fleets serve."""
    return assumed(queries, world.parameter("prompts-per-day-chatgpt-2025"))


@cache
def fleet(world: World, *, queries: Assumed = None) -> pd.DataFrame:
    """Average power [MW] of a service with ChatGPT's number of prompts a day, if every answer were of a kind."""
    queries = queries_per_day(world, queries)
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


def fleet_of(world: World, kind: str, *, queries: Assumed = None) -> pd.Series:
    """The powers of a `fleet` whose answers are of one kind [MW]."""
    table = fleet(world, queries=queries)
    return table[table["kind"] == kind]["mw"]
