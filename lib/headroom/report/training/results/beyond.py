"""Beyond the final run: projects and programmes around it, and the stages that come after."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import mean_of, median_of, reaching, sum_of
from headroom.evidence.columns import column, stacked
from headroom.report.facts.chips import of_chip
from headroom.report.facts.runs import of_model
from headroom.report.training.results.anatomy import stated_bill

PROJECTS = ("gpt-3-175b", "opt-175b", "gpt-4", "gemini-1.0-ultra")


@cache
def projects(world: World) -> pd.DataFrame:
    """Whole development projects: cost and the shares of staff, hardware and energy.

    Columns: model_id, name, part, share, usd, total, the last three as quantities.
    """
    rows = []
    for model_id in PROJECTS:
        cost = world.row("cost_estimates", f"{model_id}-cottier-full")
        total = world.range("cost_estimates", cost["id"], "usd")
        shares = {part: world.parameter(f"development-{part}-{model_id}") for part in ("staff", "hardware", "energy")}
        whole = sum_of(list(shares.values()))
        for part, share in shares.items():
            part_of_all = share / whole  # the source rounds its shares
            rows.append([model_id, cost["subject"], part, part_of_all, total * part_of_all, total])
    table = pd.DataFrame(rows, columns=["model_id", "name", "part", "share", "usd", "total"])
    return table.astype({"share": "quantity", "usd": "quantity", "total": "quantity"})


def compute_of_projects(world: World) -> Quantity:
    """Compute (hardware and energy) as a share of the development cost of each project [fraction, one a project]."""
    parts = projects(world).query("part != 'staff'")
    return stacked([sum_of(shares) for _, shares in parts["share"].groupby(parts["model_id"])])


@cache
def iceberg(world: World) -> pd.DataFrame:
    """Share of R&D compute that the final run takes, by who disclosed or assumed it.

    Columns: label, central (quantities), disclosed.
    """
    factor = world.parameter("experiment-factor-epoch")
    rows = [
        ["OpenAI, 2024", world.parameter("final-run-share-openai-2024"), True],
        ["OpenAI, MiniMax, Z.ai", world.parameter("final-run-share-labs"), True],
        ["Olmo 3, 2025", 1 - world.parameter("development-share-olmo3"), True],
        ["Ai2's models to 2024", 1 / (1 + world.parameter("development-share-olmo")), True],
        ["Prior of Cottier et al.", replace(1 / factor, bounds=(1 / factor.high, 1 / factor.low)), False],
    ]
    return pd.DataFrame(rows, columns=["label", "central", "disclosed"]).astype({"central": "quantity"})


def disclosed_share(world: World) -> Quantity:
    """The final run's share of R&D compute, over those who disclosed it."""
    shares = iceberg(world).query("disclosed")["central"]
    return reaching(median_of(shares), shares)


def programme(world: World) -> pd.DataFrame:
    """What DeepSeek's own figure for V3 becomes when the rest of its R&D compute is counted, by the disclosed shares.

    Columns: label, usd (quantities; the ends are those of the shares) [USD], disclosed.
    """
    final = stated_bill(world).usd
    table = iceberg(world)
    costs = [
        replace(
            training.programme_cost(final, share),
            bounds=tuple(training.programme_cost(final.value, end) for end in (share.high, share.low)),
            interval=share.interval,
            level=share.level,
        )
        for share in table["central"]
    ]
    return table[["label", "disclosed"]].assign(usd=column(costs, table.index))


@cache
def stages(world: World) -> pd.DataFrame:
    """Compute of later stages as a share of pre-training, as disclosed: label, central (quantities) [ratio]."""
    named = {
        "posttrain-share-dsv3": "DeepSeek-V3, all post-training",
        "posttrain-share-instructgpt": "InstructGPT, fine-tuning and RL",
        "posttrain-share-r1": "DeepSeek-R1, RL on V3",
    }
    known = set(world.table("parameters")["id"])
    rows = [[label, world.parameter(key).settled()] for key, label in named.items() if key in known]
    if "qlora-hours-llama32" in known:
        hours = world.parameter("qlora-hours-llama32")
        ends = [
            Quantity(end, rows=hours.rows) / of_model(world, model_id)["chip_hours"]
            for end, model_id in ((hours.low, "llama-3.2-1b"), (hours.high, "llama-3.2-3b"))
        ]
        rows.append(["Llama 3.2, QLoRA", mean_of(ends)])
    table = pd.DataFrame(rows, columns=["label", "central"]).astype({"central": "quantity"})
    return table.sort_values("central", ignore_index=True)


def fine_tuning_memory(world: World, *, lora_rank: int = 16) -> pd.DataFrame:
    """Memory that training Llama 3 70B takes, in full and by LoRA of a rank [GB, H100s], quantities."""
    params = world.quantities("models", "params").set_index("id").loc["llama-3-70b", "params"]
    layers, width, adapted = 80, 8192, 4  # adapters on the four attention matrices
    adapters = training.lora_params(layers, width, adapted_matrices=adapted, lora_rank=lora_rank)
    memory = of_chip(world, "h100-sxm", "memory")
    needs = {
        "All weights (Adam, mixed precision)": training.training_memory(params),
        "LoRA on 16-bit weights": training.lora_memory(params, adapters, bytes_per_param=2.0),
        "LoRA on 4-bit weights (QLoRA)": training.lora_memory(params, adapters, bytes_per_param=0.5),
    }
    rows = [[label, need / 1e9, training.chips_for_memory(need, memory)] for label, need in needs.items()]
    table = pd.DataFrame(rows, columns=["label", "gigabytes", "chips"])
    return table.astype({"gigabytes": "quantity", "chips": "quantity"})
