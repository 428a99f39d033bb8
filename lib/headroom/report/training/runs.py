"""Runs and what they cost: one row a run, priced by the calculator on three bases from the evidence of the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, World
from headroom.evidence.columns import UNKNOWN, column
from headroom.evidence.quantity import SPREAD, stretched

TERA = 1e12
PUBLICATION_LAG = timedelta(days=60)  # the method of Cottier et al.: runs end two months before they are published
THREE_YEARS = 36  # months
ENOUGH_PROVIDERS = 3
KEPT = ["model_id", "name", "organisation", "published", "accelerator_id", "kind", "flop", "confidence"]
PRICED_BY = [*KEPT, "hosting", "chips", "wall_clock_hours", "chip_hours", "peak", "tdp_w"]
SERVERS = {  # parameter of servers -> family of chips -> which of the parameter's cases fits it; others: the default
    "server-overhead": {"p100": "p100", "v100": "v100", "a100": "a100"},
    "server-power-mult": {"v100": "v100", "a100": "a100", "tpu": "tpu"}
    | dict.fromkeys(("h100", "h800", "h200"), "h100"),
}
BASES = {
    "amortised": "Amortised chips and energy",
    "rental": "Cloud rental under a commitment",
    "purchase": "Buying the cluster",
}


@cache
def runs(world: World) -> pd.DataFrame:
    """Training runs with the size of their model, their FLOP and the peak of their chip; the numbers are quantities.

    Adds `flop` [FLOP]: as published, else 6ND; `flop_by_rule` [FLOP]: 6ND wherever active parameters and tokens are
    known; `peak` [FLOP/s per chip], dense at 16 bit; `tdp_w` [W per chip].
    """
    models = world.quantities("models", "params", "active_params")
    models = models[["id", "organisation", "hosting", "params", "active_params", "architecture"]]
    chips = world.quantities("accelerators", "peak_dense_tflops_16bit", "tdp_w")
    chips = chips[["id", "peak_dense_tflops_16bit", "tdp_w", "kind", "family"]]
    known = (
        world.quantities("training_runs", "tokens", "training_flop", "chips", "wall_clock_hours", "chip_hours")
        .merge(models.rename(columns={"id": "model_id"}), on="model_id", how="left")
        .merge(
            chips.rename(columns={"id": "accelerator_id", "kind": "chip_kind", "family": "chip_family"}),
            on="accelerator_id",
            how="left",
        )
    )
    # Of a mixture of experts only the active part works on a token; without that number 6ND must not be used.
    known["flop_by_rule"] = training.training_flop(known["active_params"], known["tokens"])
    known["flop"] = known_or(known["training_flop"], known["flop_by_rule"])
    known["peak"] = known["peak_dense_tflops_16bit"] * TERA
    return known.sort_values("published", ignore_index=True)


def of_model(world: World, model_id: str) -> pd.Series:
    """The first row of `runs` that is of a model.

    Raises
    ------
    LackingError
        If none is known.
    """
    table = runs(world)
    found = table[table["model_id"] == model_id]
    if found.empty:
        raise LackingError(f"no training run of '{model_id}' is known up to {world.as_of}")
    return found.iloc[0]


def known_or(first: pd.Series, second: pd.Series) -> pd.Series:
    """The quantities of a column, where they are unknown those of another."""
    return column([b if lacking else a for a, b, lacking in zip(first, second, first.isna(), strict=True)], first.index)


def settled(one: Quantity) -> Quantity:
    """The central value with its rows: for what enters a formula beside a term that already holds all doubt of it."""
    return Quantity(one.value, rows=one.rows, unit=one.unit)


@dataclass(frozen=True)
class ChipTerms:
    """What a chip hour is made of, as the evidence of a day has it.

    Parameters
    ----------
    value : what a chip with its share of the server is worth on that day [USD/chip]
    rent : rental price [USD/chip-hour], or None; one of few providers is spread as widely as hardware prices are
    """

    value: Quantity
    rent: Quantity | None


def is_tpu(world: World, chip: str) -> bool:
    """Whether a chip is a TPU, whose price nobody quotes."""
    return world.row("accelerators", chip)["kind"] == "tpu"


def parameter_of(world: World, kind: str, chip: str) -> str:
    """Id of the parameter `kind` (one of `SERVERS`) that fits a chip, by the family of the chip."""
    family = world.row("accelerators", chip)["family"]
    return f"{kind}-{SERVERS[kind].get(family, 'default')}"


def system_price(world: World, chip: str, day: date) -> Price:
    """Price of a chip with its share of the server [USD/chip], newest by `day`.

    Systems are quoted seldom, so the last quote stands however old it is; where a chip was never quoted in a server,
    the price of the bare chip is raised by the server overhead of its family.

    Raises
    ------
    NoPriceError
        If the chip was quoted neither way by that day.
    """
    try:
        return world.price(chip, "purchase_in_server", day)
    except NoPriceError:
        bare = _bare_price(world, chip, day)
        overhead = world.parameter(parameter_of(world, "server-overhead", chip))
        return stretched(bare, training.system_price(1.0, overhead.value)).also(overhead)


def _bare_price(world: World, chip: str, day: date) -> Price:
    """Price of a chip alone: listed, else as large buyers paid it."""
    try:
        return world.price(chip, "purchase_chip", day)
    except NoPriceError:
        return world.price(chip, "purchase_contract", day)


def rent(world: World, chip: str, day: date) -> Price | None:
    """Rental price per chip-hour under a commitment of three years, else of any term; on demand if there is none.

    A fresh quote of any term goes before a stale one of three years; a stale commitment goes before any price on
    demand, which is another thing altogether.
    """
    found = []
    for kind, term in (("cloud_reserved", THREE_YEARS), ("cloud_reserved", None)):
        with suppress(NoPriceError):
            found.append(world.price(chip, kind, day, term_months=term))
    for price in found:
        if not price.stale:
            return price
    if found:
        return found[0]
    with suppress(NoPriceError):
        return world.price(chip, "cloud_on_demand", day)
    return None


def chip_terms(world: World, chip: str, day: date) -> ChipTerms:
    """Value and rent of a chip on a day; the value is the newest quote, brought forward by the decline of values."""
    quote = system_price(world, chip, day)
    decline = world.parameter("hw-depreciation-epoch")
    spread = world.parameter("hardware-price-uncertainty-tpu" if is_tpu(world, chip) else "hardware-price-uncertainty")
    age = max((day - quote.newest).days, 0) / 365.25
    value = training.chip_value(settled(quote) * spread, age, value_decline=decline)
    rented = rent(world, chip, day)
    few = rented is not None and rented.n < ENOUGH_PROVIDERS
    return ChipTerms(value, rented * spread if few else rented)


@cache
def electricity(world: World, year: int) -> Quantity:
    """US industrial price of electricity of a year, or of the last year before it that the table has."""
    table = world.table("parameters")
    known = table[table["series"] == "us_industrial_electricity"].sort_values("as_of")
    if known.empty:
        raise LackingError(f"no industrial price of electricity is known up to {world.as_of}")
    before = known[known["as_of"].dt.year <= year]
    return world.parameter(known["id"].iloc[0] if before.empty else before["id"].iloc[-1])


def energy_terms(world: World, chip: str, hosting: str, year: int) -> dict[str, Quantity]:
    """What the energy of a chip-hour depends on, by argument name; `hosting` is that of the model's developer."""
    kind = "tpu" if is_tpu(world, chip) else "gpu"
    return {
        "server_power_factor": world.parameter(parameter_of(world, "server-power-mult", chip)),
        "average_load": world.parameter(f"avg-power-fraction-{kind}"),
        "pue": world.parameter("pue-hyperscaler" if hosting == "own" else "pue-other"),
        "electricity_price": electricity(world, year),
    }


def hours_of(world: World, run) -> tuple[Quantity, bool] | None:
    """Chip-hours of a row of `runs`, and whether they are imputed; None if nothing tells them.

    Hours that the maker published are trusted but for the count of chips; those of others also for the time; hours
    imputed from FLOP carry the error of the FLOP and of the utilisation.
    """
    told = run.chips * run.wall_clock_hours if np.isnan(run.chip_hours.value) else run.chip_hours
    if not np.isnan(told.value):
        told = told * world.parameter("chip-count-uncertainty")
        return (told if run.confidence == "primary" else told * world.parameter("training-time-uncertainty")), False
    if np.isnan(run.flop.value):
        return None
    flop = run.flop * world.parameter("training-flop-uncertainty")
    utilisation = world.parameter("mfu-median-known-runs")
    return training.chip_hours(flop, run.peak, mfu=utilisation, goodput=1.0), True


@cache
def run_costs(world: World) -> pd.DataFrame:
    """Cost of each run whose chip is known, on the bases of `BASES`; the numbers are quantities.

    Columns: model_id, name, organisation, published, accelerator_id, kind, flop [FLOP], chip_hours [chip-hours],
    imputed (chip-hours come from FLOP at the median utilisation of known runs), basis, usd [USD nominal], confidence.

    Raises
    ------
    LackingError
        If no run can be priced.
    """
    rows = []
    table = runs(world)
    table = table.loc[table["kind"].isin(["pretraining", "all_stages"]) & table["accelerator_id"].notna(), PRICED_BY]
    for run in table.itertuples():
        found = hours_of(world, run)
        if found is None:
            continue
        day = started(run.published.date(), run.wall_clock_hours)
        try:
            chip = chip_terms(world, run.accelerator_id, day)
        except NoPriceError:
            continue
        hours, imputed = found
        common = {name: getattr(run, name) for name in KEPT} | {"chip_hours": hours, "imputed": imputed}
        rows += [common | {"basis": basis, "usd": usd} for basis, usd in _priced(world, run, chip, hours, day.year)]
    if not rows:
        raise LackingError(f"no training run up to {world.as_of} can be priced")
    return pd.DataFrame(rows).astype({name: "quantity" for name in ("flop", "chip_hours", "usd")})


def started(published: date, wall_clock_hours: Quantity) -> date:
    """When a run began: its length and the publication lag before it was published."""
    length = timedelta(hours=0 if np.isnan(wall_clock_hours.value) else wall_clock_hours.value)
    return published - PUBLICATION_LAG - length


def _priced(world: World, run, chip: ChipTerms, hours: Quantity, year: int) -> Iterator[tuple[str, Quantity]]:
    """Basis and cost of one run."""
    network = world.parameter("interconnect-share")
    yield (
        "amortised",
        training.amortised_cost(
            hours,
            system_price=chip.value,
            years_owned=0.0,  # the value is already that of the day
            value_decline=world.parameter("hw-depreciation-epoch"),
            interconnect_share=network,
            tdp=run.tdp_w,
            **energy_terms(world, run.accelerator_id, run.hosting, year),
        ),
    )
    if chip.rent is not None:
        yield "rental", training.rental_cost(hours, chip.rent)
    if not np.isnan(run.chips.value):
        yield "purchase", training.cluster_purchase_cost(run.chips, chip.value, interconnect_share=network)


@cache
def published_costs(world: World) -> pd.DataFrame:
    """Published cost estimates with the name and date of the model; `basis` groups them as a reader would.

    `usd` is a column of quantities, unknown where no central value was published; `usd_or_bound` then has the least
    value that was [USD of `dollars_of`].
    """
    names = {
        "amortised": "amortised",
        "cloud": "rental",
        "acquisition": "purchase",
        "development": "with experiments and staff",
        "owner_statement": "owner's statement",
    }
    estimates = world.quantities("cost_estimates", "usd")
    estimates["basis"] = estimates["method"].map(names).fillna("other")
    released = world.table("models").set_index("id")["released"]
    estimates["released"] = estimates["model_id"].map(released)
    rows = world.table("cost_estimates")
    least = {place: _at_least(world, row) for place, row in rows[rows["usd"].isna()].iterrows()}
    usd = dict(zip(estimates.index, estimates["usd"], strict=True))
    estimates["usd"] = column((usd | dict.fromkeys(least, UNKNOWN)).values(), estimates.index)
    estimates["usd_or_bound"] = column((usd | least).values(), estimates.index)
    return estimates.drop(columns=["usd_low", "usd_high"])


def _at_least(world: World, row: pd.Series) -> Quantity:
    """A published cost that has bounds alone: the lower one, with both as range of reported values."""
    rows = world.references("cost_estimates", pd.DataFrame([row]))
    bounds = (row["usd_low"], row["usd_high"]) if pd.notna(row["usd_high"]) else None
    return Quantity(row["usd_low"], rows=rows, unit="USD", bounds=bounds, interval=SPREAD, level=None)
