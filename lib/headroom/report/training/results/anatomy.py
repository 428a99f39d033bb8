"""What a cost is made of: parts of a final run, what stands beside it, what drives it, and what comes after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import mean_of, median_of, reaching, sum_of
from headroom.evidence.columns import column, plain
from headroom.report.facts.chips import of_chip, parameter_of
from headroom.report.facts.prices import electricity
from headroom.report.facts.runs import of_model, utilisation
from headroom.report.training.results.runs import (
    PUBLICATION_LAG,
    Number,
    chip_terms,
    energy_terms,
    hardware_terms,
    published_costs,
    run_costs,
    started,
)

SHOWN = ("gpt-3-175b", "palm-540b", "gpt-4", "llama-2-70b", "gemini-1.0-ultra", "llama-3.1-405b", "deepseek-v3")
PROJECTS = ("gpt-3-175b", "opt-175b", "gpt-4", "gemini-1.0-ultra")
ON_A_BASIS = ("amortised", "rental", "purchase", "with experiments and staff")
TORNADO_RUN = "llama-3.1-405b"


@cache
def bases(world: World, model_id: str) -> pd.DataFrame:
    """One run on every basis: published estimates and this book's, cheapest first.

    Columns: label, usd_or_bound (quantities; the lower bound where no more was published) [USD], who, basis.
    """
    stated = published_costs(world)
    rows = [
        [_label(world, row), row.usd_or_bound, "published", row.basis]
        for row in stated[stated["model_id"] == model_id].itertuples()
    ]
    own = run_costs(world)
    names = {
        "amortised": "This book: amortised chips and energy",
        "rental": "This book: cloud rental, three-year price",
        "purchase": "This book: buying the cluster",
    }
    rows += [
        [names[row.basis], row.usd, "this book", row.basis] for row in own[own["model_id"] == model_id].itertuples()
    ]
    table = pd.DataFrame(rows, columns=["label", "usd_or_bound", "who", "basis"]).astype({"usd_or_bound": "quantity"})
    return table.sort_values("usd_or_bound", ignore_index=True)


def spread_of_bases(world: World, model_id: str) -> tuple[float, float]:
    """Dearest over cheapest of all central costs of one run, and the most by which those on one basis differ [ratio].

    Statements of owners and third parties, which are on no basis of their own, count as one.
    """
    table = plain(bases(world, model_id))
    usd = table["usd_or_bound"].groupby(table["basis"].where(table["basis"].isin(ON_A_BASIS), "stated"))
    return table["usd_or_bound"].max() / table["usd_or_bound"].min(), (usd.max() / usd.min()).max()


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
    draft = " (early draft)" if row.version == "draft" else ""
    return f"{world.source(row.source_key).label}: {what}{dollars}{draft}"


@cache
def components(
    world: World, *, value_decline: Number | None = None, interconnect_share: Number | None = None
) -> pd.DataFrame:
    """Parts of the amortised cost of several final runs: chips, servers, network, energy [quantities: USD, share].

    Parameters
    ----------
    world
        Evidence.
    value_decline
        Loss of a chip's value [orders of magnitude a year]; by default that of the evidence.
    interconnect_share
        Share of the network in the price of a cluster; by default that of the evidence.
    """
    table = run_costs(world, value_decline=value_decline, interconnect_share=interconnect_share)
    table = table[(table["basis"] == "amortised") & table["model_id"].isin(SHOWN) & (table["kind"] == "pretraining")]
    hardware = hardware_terms(world, value_decline, interconnect_share)
    rows = []
    for run in table.itertuples():
        shared = {"model_id": run.model_id, "name": run.name, "published": run.published}
        parts = _parts(world, run, **hardware)
        rows += [shared | {"part": part, "usd": usd, "share": usd / run.usd} for part, usd in parts.items()]
    if not rows:
        raise LackingError(f"none of the runs that are taken apart can be priced up to {world.as_of}")
    table = pd.DataFrame(rows).sort_values(["published", "part"], ignore_index=True)
    return table.astype({"usd": "quantity", "share": "quantity"})


def _parts(world: World, run, *, value_decline: Number, interconnect_share: Number) -> dict[str, Quantity]:
    """Parts of a row of `run_costs` on the amortised basis [USD]."""
    day = started(run.published.date(), of_model(world, run.model_id)["wall_clock_hours"])
    value = chip_terms(world, run.accelerator_id, day, value_decline=value_decline).value
    capital = run.chip_hours * training.capital_per_chip_hour(value, value_decline)
    chips = capital / world.parameter(parameter_of(world, "server-overhead", run.accelerator_id))
    hardware = capital / (1 - interconnect_share)
    return {
        "Chips": chips,
        "Rest of the servers": capital - chips,
        "Network": hardware - capital,
        "Energy": run.usd - hardware,
    }


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


@cache
def compute_share_of_capital(world: World) -> pd.DataFrame:
    """Compute spending over capital raised (`share`, quantities), for each developer (`label`) that discloses both, up
    to the World's date.
    """
    capital = world.quantities("capital", "central")
    spent = capital[capital["measure"] == "compute_spending"].groupby("owner")
    raised = capital[capital["measure"] == "funding_round"].groupby("owner")
    rows = []
    for owner, rounds in raised:
        if owner in spent.groups:
            bills = spent.get_group(owner)
            bills = bills[bills["part_of"].isna()]  # the rest is in another row already
            rows.append([owner, sum_of(bills["central"]) / sum_of(rounds["central"])])
    return pd.DataFrame(rows, columns=["label", "share"]).astype({"share": "quantity"})


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


@cache
def tornado(world: World, model_id: str = TORNADO_RUN) -> pd.DataFrame:
    """What moves the amortised cost of one run: each input alone from its 5 % to its 95 % point.

    Columns: input, low_value, high_value (of it), usd (quantities: the cost, and what the input alone makes of it)
    [USD], width (ratio of the ends).
    """
    run = of_model(world, model_id)
    day = (run["published"] - PUBLICATION_LAG).date()
    terms = {
        "chip_hours": run["chip_hours"],
        "system_price": chip_terms(world, run["accelerator_id"], day).value,
        "tdp": run["tdp_w"],
        **hardware_terms(world),
        **energy_terms(world, run["accelerator_id"], run["hosting"], day.year),
    }
    base = {name: term.settled() for name, term in terms.items()} | {"years_owned": 0.0}
    inputs = _inputs(world, base, day.year)
    rows = [[label, one.low, one.high, _moved_by(one, change, base)] for label, (one, change) in inputs.items()]
    table = pd.DataFrame(rows, columns=["input", "low_value", "high_value", "usd"]).astype({"usd": "quantity"})
    table["width"] = [usd.high / usd.low for usd in table["usd"]]
    return table.sort_values("width", ascending=False, ignore_index=True)


def _inputs(
    world: World, base: dict[str, Quantity | float], year: int
) -> dict[str, tuple[Quantity, Callable[[float], dict[str, Quantity]]]]:
    """What moves the cost of a run, by label: the input, and what a value of it makes of the terms of `base`."""
    used, paid = utilisation(world), world.parameter("hardware-price-uncertainty")
    hardware = hardware_terms(world)
    return {
        "Utilisation over the run": (used, lambda v: {"chip_hours": base["chip_hours"] * used.value / v}),
        "Price paid over list price": (paid, lambda v: {"system_price": base["system_price"] * v}),
        "Loss of value in a year": (hardware["value_decline"], lambda v: {"value_decline": v}),
        "Network's share of hardware": (hardware["interconnect_share"], lambda v: {"interconnect_share": v}),
        "Electricity price": (electricity(world, year), lambda v: {"electricity_price": v}),
        "Average load of the servers": (world.parameter("avg-power-fraction-gpu"), lambda v: {"average_load": v}),
        "Cooling and losses of the building": (world.parameter("pue-hyperscaler"), lambda v: {"pue": v}),
    }


def _moved_by(
    one: Quantity, change: Callable[[float], dict[str, Quantity]], base: dict[str, Quantity | float]
) -> Quantity:
    """The amortised cost, and as its bounds what one input alone makes of it at the ends of its interval [USD]."""
    cost = training.amortised_cost(**base).also(one)
    ends = sorted(training.amortised_cost(**(base | change(end))).value for end in (one.low, one.high))
    return Quantity(cost.value, rows=cost.rows, unit="USD", bounds=tuple(ends), interval=one.interval, level=one.level)


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


def disclosed_share(world: World) -> Quantity:
    """The final run's share of R&D compute, over those who disclosed it."""
    shares = iceberg(world).query("disclosed")["central"]
    return reaching(median_of(shares), shares)


def programme(world: World, model_id: str = "deepseek-v3") -> pd.DataFrame:
    """What a headline figure becomes when the rest of its R&D compute is counted, by the disclosed shares.

    Columns: label, usd (quantities; the ends are those of the shares) [USD], disclosed.
    """
    stated = published_costs(world)
    final = stated[(stated["model_id"] == model_id) & (stated["method"] == "owner_statement")].iloc[-1]["usd"]
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


def first_year_over(world: World, threshold: float) -> dict[str, date]:
    """Date of the first run whose cost passed a threshold [USD], by basis; published and own central values."""
    own = run_costs(world)[["basis", "published", "usd"]].rename(columns={"published": "date"})
    stated = published_costs(world)[["basis", "released", "usd"]].rename(columns={"released": "date"})
    table = pd.concat([one.assign(usd=plain(one["usd"])) for one in (own, stated)]).dropna()
    over = table[(table["usd"] >= threshold) & table["basis"].isin(ON_A_BASIS)]
    return {basis: rows["date"].min().date() for basis, rows in over.groupby("basis")}
