"""What a cost is made of: parts of a final run, what stands beside it, what drives it, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import World
from headroom.report.training.runs import (
    chip_terms,
    energy_terms,
    parameter_of,
    published_costs,
    run_costs,
    runs,
)

SHOWN = ("gpt-3-175b", "palm-540b", "gpt-4", "llama-2-70b", "gemini-1.0-ultra", "llama-3.1-405b", "deepseek-v3")
PROJECTS = ("gpt-3-175b", "opt-175b", "gpt-4", "gemini-1.0-ultra")
TORNADO_RUN = "llama-3.1-405b"


@cache
def bases(world: World, model_id: str) -> pd.DataFrame:
    """One run on every basis: published estimates and this book's, cheapest first.

    Columns: label, usd, low, high [USD], who, basis, source_keys.
    """
    stated = published_costs(world)
    stated = stated[(stated["model_id"] == model_id) & (stated["usd"].notna() | stated["usd_low"].notna())]
    rows = [
        [_label(world, row), row.usd, row.usd_low, row.usd_high, "published", row.basis, (row.source_key,)]
        for row in stated.itertuples()
    ]
    own = run_costs(world)
    names = {
        "amortised": "This book: amortised chips and energy",
        "rental": "This book: cloud rental, three-year price",
        "purchase": "This book: buying the cluster",
    }
    for row in own[own["model_id"] == model_id].itertuples():
        rows.append([names[row.basis], row.usd, row.low, row.high, "this book", row.basis, row.source_keys])
    table = pd.DataFrame(rows, columns=["label", "usd", "low", "high", "who", "basis", "source_keys"])
    table["usd_or_bound"] = table["usd"].fillna(table["low"])
    return table.sort_values("usd_or_bound", ignore_index=True)


def _label(world: World, row) -> str:
    what = {
        "amortised": "amortised",
        "cloud": "cloud rental",
        "acquisition": "buying the cluster",
        "development": "with experiments and staff",
        "owner_statement": "owner's statement",
        "third_party_estimate": "third-party estimate",
    }.get(row.method, row.method.replace("_", " "))
    dollars = f", {row.dollars_of[:4]} USD" if isinstance(row.dollars_of, str) else ""
    draft = " (early draft)" if row.id.endswith("-earlier") else ""
    return f"{world.source(row.source_key).label}: {what}{dollars}{draft}"


@cache
def components(world: World) -> pd.DataFrame:
    """Parts of the amortised cost of several final runs: chips, servers, network, energy [USD and share]."""
    table = run_costs(world)
    table = table[(table["basis"] == "amortised") & table["model_id"].isin(SHOWN) & (table["kind"] == "pretraining")]
    decline = world.parameter("hw-depreciation-epoch").central
    network_share = world.parameter("interconnect-share").central
    rows = []
    for run in table.itertuples():
        whole = runs(world)
        length = whole.loc[whole["model_id"] == run.model_id, "wall_clock_hours"].iloc[0]
        started = (run.published - pd.Timedelta(days=60, hours=0 if np.isnan(length) else length)).date()
        capital = run.chip_hours * training.capital_per_chip_hour(
            chip_terms(world, run.accelerator_id, started).central_value, decline
        )
        overhead = world.parameter(parameter_of("server-overhead", run.accelerator_id)).central
        hardware = capital / (1 - network_share)
        parts = {
            "Chips": capital / overhead,
            "Rest of the servers": capital - capital / overhead,
            "Network": hardware - capital,
            "Energy": run.usd - hardware,
        }
        rows += [
            {"model_id": run.model_id, "name": run.name, "published": run.published, "part": part, "usd": usd}
            | {"share": usd / run.usd}
            for part, usd in parts.items()
        ]
    return pd.DataFrame(rows).sort_values(["published", "part"], ignore_index=True)


@cache
def projects(world: World) -> pd.DataFrame:
    """Whole development projects: cost and the shares of staff, hardware and energy."""
    stated = published_costs(world).set_index("id")
    rows = []
    for model_id in PROJECTS:
        cost = stated.loc[f"{model_id}-cottier-full"]
        shares = {
            part: world.parameter(f"development-{part}-{model_id}").central for part in ("staff", "hardware", "energy")
        }
        for part, share in shares.items():
            part_of_all = share / sum(shares.values())  # the source rounds its shares
            rows.append(
                [model_id, cost["subject"], part, part_of_all, cost["usd"] * part_of_all]
                + [cost["usd"], cost["usd_low"], cost["usd_high"]]
            )
    columns = ["model_id", "name", "part", "share", "usd", "total", "total_low", "total_high"]
    return pd.DataFrame(rows, columns=columns)


@cache
def iceberg(world: World) -> pd.DataFrame:
    """Share of R&D compute that the final run takes, by who disclosed or assumed it [fraction, low to high]."""
    factor = world.parameter("experiment-factor-epoch")
    openai = world.parameter("final-run-share-openai-2024")
    labs = world.parameter("final-run-share-labs")
    olmo3 = world.parameter("development-share-olmo3")
    earlier = world.parameter("development-share-olmo")
    rows = [
        ["OpenAI, 2024", openai.low, openai.central, openai.high, openai.source_keys[0]],
        ["OpenAI, MiniMax, Z.ai", labs.low, labs.central, labs.high, labs.source_keys[0]],
        ["Olmo 3, 2025", *[1 - olmo3.central] * 3, olmo3.source_keys[0]],
        ["Ai2's models to 2024", *[1 / (1 + earlier.central)] * 3, earlier.source_keys[0]],
        ["Prior of Cottier et al.", 1 / factor.high, 1 / factor.central, 1 / factor.low, factor.source_keys[0]],
    ]
    return pd.DataFrame(rows, columns=["label", "low", "central", "high", "source_key"])


@cache
def tornado(world: World, model_id: str = TORNADO_RUN) -> pd.DataFrame:
    """What moves the amortised cost of one run: each input alone from its 5 % to its 95 % point.

    Columns: input, low_value, high_value (of the input), usd_low, usd_high, central [USD], width (ratio of the two).
    """
    run = runs(world).query("model_id == @model_id").iloc[0]
    started = (run["published"] - pd.Timedelta(days=60)).date()
    chip = run["accelerator_id"]
    terms = chip_terms(world, chip, started)
    energy = {
        name: central for name, (_, central) in energy_terms(world, chip, run["organisation"], started.year).items()
    }
    base = {
        "chip_hours": run["chip_hours"],
        "system_price": terms.central_value,
        "years_owned": 0.0,
        "value_decline": world.parameter("hw-depreciation-epoch").central,
        "interconnect_share": world.parameter("interconnect-share").central,
        "tdp": float(world.row("accelerators", chip)["tdp_w"]),
        **energy,
    }

    def cost(**changed: float) -> float:
        return float(training.amortised_cost(**(base | changed)))

    utilisation = world.parameter("mfu-median-known-runs")
    price = world.parameter("hardware-price-uncertainty")
    year = min(started.year, world.as_of.year)
    power = world.parameter("avg-power-fraction-gpu")
    electricity = world.parameter(f"electricity-us-industrial-{year}")
    pue = world.parameter("pue-hyperscaler")
    decline = world.parameter("hw-depreciation-epoch")
    network = world.parameter("interconnect-share")
    inputs: list[tuple[str, float, float, Callable[[float], dict[str, float]]]] = [
        (
            "Utilisation over the run",
            utilisation.low,
            utilisation.high,
            lambda v: {"chip_hours": base["chip_hours"] * utilisation.central / v},
        ),
        ("Price paid over list price", price.low, price.high, lambda v: {"system_price": base["system_price"] * v}),
        ("Loss of value in a year", decline.low, decline.high, lambda v: {"value_decline": v}),
        ("Network's share of hardware", network.low, network.high, lambda v: {"interconnect_share": v}),
        ("Electricity price", electricity.low, electricity.high, lambda v: {"electricity_price": v}),
        ("Average load of the servers", power.low, power.high, lambda v: {"average_load": v}),
        ("Cooling and losses of the building", pue.low, pue.high, lambda v: {"pue": v}),
    ]
    rows = [
        [name, low, high, *sorted((cost(**change(low)), cost(**change(high)))), cost()]
        for name, low, high, change in inputs
    ]
    table = pd.DataFrame(rows, columns=["input", "low_value", "high_value", "usd_low", "usd_high", "central"])
    table["width"] = table["usd_high"] / table["usd_low"]
    return table.sort_values("width", ascending=False, ignore_index=True)


@cache
def stages(world: World) -> pd.DataFrame:
    """Compute of later stages as a share of pre-training, as disclosed [ratio]."""
    named = {
        "posttrain-share-dsv3": "DeepSeek-V3, all post-training",
        "posttrain-share-instructgpt": "InstructGPT, fine-tuning and RL",
        "posttrain-share-r1": "DeepSeek-R1, RL on V3",
    }
    disclosed = set(world.table("parameters")["id"])
    rows = []
    for key, label in named.items():
        if key in disclosed:
            share = world.parameter(key)
            rows.append([label, share.central, share.central, share.central, share.source_keys[0]])
    if "qlora-hours-llama32" in disclosed:
        qlora = world.parameter("qlora-hours-llama32")
        hours = runs(world).set_index("model_id")["chip_hours"]
        shares = sorted([qlora.low / hours["llama-3.2-1b"], qlora.high / hours["llama-3.2-3b"]])
        rows.append(["Llama 3.2, QLoRA", shares[0], float(np.mean(shares)), shares[1], qlora.source_keys[0]])
    return pd.DataFrame(rows, columns=["label", "low", "central", "high", "source_key"]).sort_values(
        "central", ignore_index=True
    )


def fine_tuning_memory(world: World, model_id: str = "llama-3-70b") -> pd.DataFrame:
    """Memory that training the weights of a model takes, in full and by LoRA of rank 16 [GB, H100s]."""
    params = float(world.row("models", model_id)["params"])
    layers, width, adapted, rank = 80, 8192, 4, 16  # of Llama 3 70B; adapters on the four attention matrices
    adapters = training.lora_params(layers, width, adapted_matrices=adapted, lora_rank=rank)
    memory = float(world.row("accelerators", "h100-sxm")["memory_gb"]) * 1e9
    needs = {
        "All weights (Adam, mixed precision)": training.training_memory(params),
        "LoRA on 16-bit weights": training.lora_memory(params, adapters, bytes_per_param=2.0),
        "LoRA on 4-bit weights (QLoRA)": training.lora_memory(params, adapters, bytes_per_param=0.5),
    }
    rows = [[label, need / 1e9, float(training.chips_for_memory(need, memory))] for label, need in needs.items()]
    return pd.DataFrame(rows, columns=["label", "gigabytes", "chips"])


def programme(world: World, model_id: str = "deepseek-v3") -> pd.DataFrame:
    """What a headline figure becomes when the rest of its R&D compute is counted, by the disclosed shares."""
    stated = published_costs(world)
    final = stated[(stated["model_id"] == model_id) & (stated["method"] == "owner_statement")].iloc[-1]["usd"]
    table = iceberg(world).copy()
    for column, share in (("usd_low", "high"), ("usd", "central"), ("usd_high", "low")):
        table[column] = training.programme_cost(final, table[share])
    return table


def first_year_over(world: World, threshold: float) -> dict[str, date]:
    """Date of the first run whose cost passed a threshold [USD], by basis; published and own central values."""
    own = run_costs(world)[["basis", "published", "usd"]].rename(columns={"published": "date"})
    stated = published_costs(world)[["basis", "released", "usd"]].rename(columns={"released": "date"})
    table = pd.concat([own, stated]).dropna()
    over = table[
        (table["usd"] >= threshold)
        & table["basis"].isin(["amortised", "rental", "purchase", "with experiments and staff"])
    ]
    return {basis: rows["date"].min().date() for basis, rows in over.groupby("basis")}
