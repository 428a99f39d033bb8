"""Runs and what they cost: one row a run, priced by the calculator on three bases from the evidence of the time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import NoPriceError, Price, World

TERA = 1e12
SELF_BUILDERS = ("Google", "Google DeepMind", "DeepMind", "Meta", "Microsoft", "Microsoft/NVIDIA", "Amazon")
PUBLICATION_LAG = timedelta(days=60)  # the method of Cottier et al.: runs end two months before they are published
THREE_YEARS = 36  # months
ENOUGH_PROVIDERS = 3
BASES = {
    "amortised": "Amortised chips and energy",
    "rental": "Cloud rental under a commitment",
    "purchase": "Buying the cluster",
}


@cache
def runs(world: World) -> pd.DataFrame:
    """Training runs with the size of their model, their FLOP and the peak of their chip.

    Adds `flop` [FLOP]: as published, else 6ND; `flop_by_rule` [FLOP]: 6ND wherever active parameters and tokens are
    known; `peak` [FLOP/s per chip], dense at 16 bit.
    """
    models = world.table("models")[["id", "organisation", "params", "active_params", "architecture"]]
    chips = world.table("accelerators")[["id", "peak_dense_tflops_16bit", "kind"]]
    known = (
        world.table("training_runs")
        .merge(models.rename(columns={"id": "model_id"}), on="model_id", how="left")
        .merge(chips.rename(columns={"id": "accelerator_id", "kind": "chip_kind"}), on="accelerator_id", how="left")
    )
    # Of a mixture of experts only the active part works on a token; without that number 6ND must not be used.
    params = known["active_params"]
    known["flop_by_rule"] = training.training_flop(params, known["tokens"])
    known["flop"] = known["training_flop"].fillna(known["flop_by_rule"])
    known["peak"] = known["peak_dense_tflops_16bit"] * TERA
    return known.sort_values("published", ignore_index=True)


@dataclass(frozen=True)
class ChipTerms:
    """What a chip hour is made of, as the evidence of a day has it.

    Parameters
    ----------
    value : samples of what a chip with its share of the server is worth on that day [USD/chip]
    central_value : its central value [USD/chip]
    rent : the rental price in use [USD/chip-hour], or None
    rent_samples : samples of it; a price of few providers is spread as widely as hardware prices are
    sources : keys behind both
    """

    value: np.ndarray
    central_value: float
    rent: Price | None
    rent_samples: np.ndarray | None
    sources: tuple[str, ...]


def parameter_of(kind: str, chip: str) -> str:
    """Id of the parameter `kind` ('server-overhead', 'server-power-mult') that fits a chip."""
    family = next((f for f in ("p100", "v100", "a100", "h100", "tpu") if chip.startswith(f)), "default")
    if chip.startswith(("h800", "h200")):
        family = "h100"
    have = {
        "server-overhead": {"p100", "v100", "a100"},
        "server-power-mult": {"v100", "a100", "h100", "tpu"},
    }[kind]
    return f"{kind}-{family if family in have else 'default'}"


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
        overhead = world.parameter(parameter_of("server-overhead", chip)).central
        return bare.scaled(training.system_price(1.0, overhead))


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
    spread = world.parameter(
        "hardware-price-uncertainty-tpu" if chip.startswith("tpu") else "hardware-price-uncertainty"
    )
    age = max((day - quote.newest).days, 0) / 365.25
    value = training.chip_value(quote.central * spread.draws(), age, value_decline=decline.draws())
    central = training.chip_value(quote.central, age, value_decline=decline.central)
    rented = rent(world, chip, day)
    sources = (*quote.source_keys, *decline.source_keys, *(rented.source_keys if rented is not None else ()))
    quotes = None
    if rented is not None:
        quotes = rented.draws() * (1.0 if rented.n >= ENOUGH_PROVIDERS else spread.draws())
    return ChipTerms(value, float(central), rented, quotes, sources)


def electricity(world: World, year: int):
    """US industrial price of electricity of a year, or of the last year before it that the table has."""
    prefix = "electricity-us-industrial-"
    ids = world.table("parameters")["id"]
    years = sorted(int(i.removeprefix(prefix)) for i in ids if i.startswith(prefix))
    return world.parameter(f"{prefix}{max((y for y in years if y <= year), default=years[0])}")


def energy_terms(world: World, chip: str, owner: str, year: int) -> dict[str, tuple[np.ndarray, float]]:
    """Samples and central value of what the energy of a chip-hour depends on, by argument name."""
    kind = "tpu" if chip.startswith("tpu") else "gpu"
    ranges = {
        "server_power_factor": world.parameter(parameter_of("server-power-mult", chip)),
        "average_load": world.parameter(f"avg-power-fraction-{kind}"),
        "pue": world.parameter("pue-hyperscaler" if owner in SELF_BUILDERS else "pue-other"),
        "electricity_price": electricity(world, year),
    }
    return {name: (r.draws(), r.central) for name, r in ranges.items()}


def hours_spread(world: World, confidence: str, *, imputed: bool) -> np.ndarray:
    """Samples of actual over assumed chip-hours.

    Hours that the maker published are trusted but for the count of chips; those of others also for the time; hours
    imputed from FLOP carry the error of the FLOP and of the utilisation.
    """
    if imputed:
        flop = world.parameter("training-flop-uncertainty").draws()
        utilisation = world.parameter("mfu-median-known-runs")
        return flop * utilisation.central / utilisation.draws()
    chips = world.parameter("chip-count-uncertainty").draws()
    return chips if confidence == "primary" else chips * world.parameter("training-time-uncertainty").draws()


@cache
def run_costs(world: World) -> pd.DataFrame:
    """Cost of each run whose chip is known, on the bases of `BASES`, with 90 % intervals.

    Columns: model_id, name, organisation, published, accelerator_id, flop [FLOP], chip_hours [chip-hours], imputed
    (chip-hours come from FLOP at the median utilisation of known runs), basis, usd, low, high [USD nominal],
    confidence, source_keys.
    """
    utilisation = world.parameter("mfu-median-known-runs").central
    tdp = world.table("accelerators").set_index("id")["tdp_w"]
    rows = []
    for run in runs(world).itertuples():
        if run.kind not in ("pretraining", "all_stages") or not isinstance(run.accelerator_id, str):
            continue
        hours = run.chips * run.wall_clock_hours if np.isnan(run.chip_hours) else run.chip_hours
        imputed = bool(np.isnan(hours))
        if imputed:
            if np.isnan(run.flop):
                continue
            hours = float(training.chip_hours(run.flop, run.peak, mfu=utilisation, goodput=1.0))
        started = _started(run.published.date(), run.wall_clock_hours)
        try:
            chip = chip_terms(world, run.accelerator_id, started)
        except NoPriceError:
            continue
        spread = hours_spread(world, run.confidence, imputed=imputed)
        common = {
            "model_id": run.model_id,
            "name": run.name,
            "organisation": run.organisation,
            "published": run.published,
            "accelerator_id": run.accelerator_id,
            "kind": run.kind,
            "flop": run.flop,
            "chip_hours": hours,
            "imputed": imputed,
            "confidence": run.confidence,
            "source_keys": (run.source_key, *chip.sources),
        }
        for basis, central, samples in _priced(world, run, chip, hours, spread, tdp[run.accelerator_id], started.year):
            low, high = np.quantile(samples, [0.05, 0.95])
            rows.append(common | {"basis": basis, "usd": central, "low": min(low, central), "high": max(high, central)})
    return pd.DataFrame(rows)


def _started(published: date, wall_clock_hours: float) -> date:
    """When a run began: its length and the publication lag before it was published."""
    length = timedelta(hours=0 if np.isnan(wall_clock_hours) else wall_clock_hours)
    return published - PUBLICATION_LAG - length


def _priced(world: World, run, chip: ChipTerms, hours: float, spread: np.ndarray, tdp: float, year: int):
    """Basis, central cost and samples of the cost of one run."""
    decline = world.parameter("hw-depreciation-epoch")
    network = world.parameter("interconnect-share")
    energy = energy_terms(world, run.accelerator_id, run.organisation, year)

    def amortised(take, value):
        return training.amortised_cost(
            hours * (spread if take else 1.0),
            system_price=value,
            years_owned=0.0,  # the value is already that of the day
            value_decline=decline.draws() if take else decline.central,
            interconnect_share=network.draws() if take else network.central,
            tdp=tdp,
            **{name: samples if take else central for name, (samples, central) in energy.items()},
        )

    yield "amortised", float(amortised(False, chip.central_value)), amortised(True, chip.value)
    if chip.rent is not None:
        yield (
            "rental",
            training.rental_cost(hours, chip.rent.central),
            training.rental_cost(hours * spread, chip.rent_samples),
        )
    if not np.isnan(run.chips):
        yield (
            "purchase",
            training.cluster_purchase_cost(run.chips, chip.central_value, interconnect_share=network.central),
            training.cluster_purchase_cost(run.chips, chip.value, interconnect_share=network.draws()),
        )


@cache
def published_costs(world: World) -> pd.DataFrame:
    """Published cost estimates with the name and date of the model; `basis` groups them as a reader would."""
    names = {
        "amortised": "amortised",
        "cloud": "rental",
        "acquisition": "purchase",
        "development": "with experiments and staff",
        "owner_statement": "owner's statement",
    }
    estimates = world.table("cost_estimates").copy()
    estimates["basis"] = estimates["method"].map(names).fillna("other")
    released = world.table("models").set_index("id")["released"]
    estimates["released"] = estimates["model_id"].map(released)
    return estimates
