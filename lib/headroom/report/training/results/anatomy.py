"""What a cost is made of: the bases on which a final run is priced, its parts, and what drives them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import NamedTuple

import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import plain
from headroom.report.facts.calibration import MIXTURES, default_utilisation
from headroom.report.facts.chips import parameter_of
from headroom.report.facts.runs import of_model, runs
from headroom.report.training.results.runs import (
    Number,
    chip_terms,
    energy_terms,
    hardware_terms,
    published_costs,
    run_costs,
    started,
)

SHOWN = ("gpt-3-175b", "palm-540b", "gpt-4", "llama-2-70b", "gemini-1.0-ultra", "llama-3.1-405b", "deepseek-v3")
ON_A_BASIS = ("amortised", "rental", "purchase", "with experiments and staff")
TORNADO_RUN = "llama-3.1-405b"
DRIVERS = {  # of a cost, beside utilisation and the price paid: argument of the formula
    "Loss of value in a year": "value_decline",
    "Network's share of hardware": "interconnect_share",
    "Electricity price": "electricity_price",
    "Average load of the servers": "average_load",
    "Cooling and losses of the building": "pue",
}
Change = Callable[[float], dict[str, Quantity]]  # what a value of an input makes of the terms of a cost


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
        "rental": "This book: cloud rental, committed",
        "purchase": "This book: buying the cluster",
    }
    rows += [
        [names[row.basis], row.usd, "this book", row.basis] for row in own[own["model_id"] == model_id].itertuples()
    ]
    table = pd.DataFrame(rows, columns=["label", "usd_or_bound", "who", "basis"]).astype({"usd_or_bound": "quantity"})
    return table.sort_values("usd_or_bound", ignore_index=True)


class Bill(NamedTuple):
    """What a maker said of the cost of its run: dollars, chip-hours [chip-hours], the day."""

    usd: Quantity
    chip_hours: Quantity
    as_of: date


def stated_bill(world: World) -> Bill:
    """DeepSeek's own figure for V3, and the chip-hours of all stages that it is for."""
    stated = published_costs(world).set_index("id").loc["deepseek-v3-owner"]
    run = runs(world).query("model_id == 'deepseek-v3' and kind == 'all_stages'").iloc[0]
    return Bill(stated["usd"], run["chip_hours"], stated["as_of"].date())


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


def _parts(world: World, run, *, value_decline: Quantity, interconnect_share: Quantity) -> dict[str, Quantity]:
    """Parts of a row of `run_costs` on the amortised basis [USD]."""
    value = chip_terms(world, run.accelerator_id, run.priced_on, value_decline=value_decline).value
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
def tornado(world: World, model_id: str = TORNADO_RUN) -> pd.DataFrame:
    """What moves the amortised cost of one run: each input alone from its 5 % to its 95 % point.

    Columns: input, low_value, high_value (of it), usd (quantities: the cost, and what the input alone makes of it)
    [USD], width (ratio of the ends).
    """
    of = terms(world, model_id)
    base = {name: term.settled() for name, term in of.items()}
    run = of_model(world, model_id)
    used = default_utilisation(world, run["accelerator_id"], run["architecture"] in MIXTURES)
    paid = world.parameter("hardware-price-uncertainty")
    inputs: dict[str, tuple[Quantity, Change]] = {
        "Utilisation over the run": (used, lambda v: {"chip_hours": base["chip_hours"] * used.value / v}),
        "Price paid over list price": (paid, lambda v: {"system_price": base["system_price"] * v}),
        **{label: (of[name], lambda v, name=name: {name: v}) for label, name in DRIVERS.items()},
    }
    rows = [[label, one.low, one.high, _moved_by(one, change, base)] for label, (one, change) in inputs.items()]
    table = pd.DataFrame(rows, columns=["input", "low_value", "high_value", "usd"]).astype({"usd": "quantity"})
    table["width"] = [usd.high / usd.low for usd in table["usd"]]
    return table.sort_values("width", ascending=False, ignore_index=True)


def terms(world: World, model_id: str = TORNADO_RUN) -> dict[str, Quantity]:
    """What the amortised cost of a run depends on, by argument of the formula."""
    run = of_model(world, model_id)
    day = started(run["published"].date(), run["wall_clock_hours"])
    return {
        "chip_hours": run["chip_hours"],
        "system_price": chip_terms(world, run["accelerator_id"], day).value,
        "years_owned": Quantity(0.0),  # the price is already that of the day
        "tdp": run["tdp_w"],
        **hardware_terms(world),
        **energy_terms(world, run["accelerator_id"], run["hosting"], day.year),
    }


def _moved_by(one: Quantity, change: Change, base: dict[str, Quantity]) -> Quantity:
    """The amortised cost, and as its bounds what one input alone makes of it at the ends of its interval [USD]."""
    cost = training.amortised_cost(**base).also(one)
    ends = sorted(training.amortised_cost(**(base | change(end))).value for end in (one.low, one.high))
    return Quantity(cost.value, rows=cost.rows, unit="USD", bounds=tuple(ends), interval=one.interval, level=one.level)


def first_year_over(world: World, threshold: float) -> dict[str, date]:
    """Date of the first run whose cost passed a threshold [USD], by basis; published and own central values."""
    own = run_costs(world)[["basis", "published", "usd"]].rename(columns={"published": "date"})
    stated = published_costs(world)[["basis", "released", "usd"]].rename(columns={"released": "date"})
    table = pd.concat([one.assign(usd=plain(one["usd"])) for one in (own, stated)]).dropna()
    over = table[(table["usd"] >= threshold) & table["basis"].isin(ON_A_BASIS)]
    return {basis: rows["date"].min().date() for basis, rows in over.groupby("basis")}
