"""Runs and what they cost: one row a run, priced by the calculator on three bases from the evidence of the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, NoPriceError, Quantity, World
from headroom.evidence.columns import UNKNOWN, column
from headroom.evidence.quantity import SPREAD
from headroom.report.facts.calibration import MIXTURES, default_utilisation
from headroom.report.facts.chips import is_tpu, load_of, server_factor
from headroom.report.facts.prices import CHIP_HOUR, Offers, electricity, rent, system_price
from headroom.report.facts.runs import runs

PUBLICATION_LAG = timedelta(days=60)  # the method of Cottier et al.: runs end two months before they are published
ENOUGH_PROVIDERS = 3
Number = Quantity | float  # of the evidence, or as a reader assumes it
KEPT = ["model_id", "name", "standing", "organisation", "published", "accelerator_id", "kind", "flop", "confidence"]
PRICED_BY = [*KEPT, "hosting", "architecture", "chips", "wall_clock_hours", "chip_hours", "peak", "tdp_w"]
BASES = {
    "amortised": "Amortised chips and energy",
    "rental": "Cloud rental on demand",
    "purchase": "Buying the cluster",
}


def assumed(given: Number | None, evidence: Quantity) -> Quantity:
    """What a reader assumes, as a quantity; where that is nothing, what the evidence has."""
    if given is None:
        return evidence
    return given if isinstance(given, Quantity) else Quantity(given)


@dataclass(frozen=True)
class ChipTerms:
    """What a chip hour is made of, as the evidence of a day has it.

    Parameters
    ----------
    price : what a chip with its share of the server costs new, by the newest quote [USD/chip]
    value : what it is worth on that day: the quote, brought forward by the decline of values [USD/chip]
    rent : rental price [USD/chip-hour], or None; one of few providers is spread as widely as hardware prices are
    sellers : of how many the price and the rent are
    """

    price: Quantity
    value: Quantity
    rent: Quantity | None
    sellers: tuple[int, int]


def chip_terms(
    world: World, chip: str, day: date, *, value_decline: Number | None = None, offers: Offers = CHIP_HOUR
) -> ChipTerms:
    """Price, value and rent of a chip on a day."""
    quote = system_price(world, chip, day)
    decline = assumed(value_decline, world.parameter("hw-depreciation-epoch"))
    spread = world.parameter("hardware-price-uncertainty-tpu" if is_tpu(world, chip) else "hardware-price-uncertainty")
    age = max((day - quote.newest).days, 0) / 365.25
    price = quote.settled() * spread
    value = training.chip_value(price, age, value_decline=decline)
    try:
        rented = rent(world, chip, day, offers=offers)
    except NoPriceError:
        return ChipTerms(price, value, None, (quote.n, 0))
    wide = rented * spread if rented.n < ENOUGH_PROVIDERS else rented
    return ChipTerms(price, value, wide, (quote.n, rented.n))


def energy_terms(world: World, chip: str, hosting: str, year: int) -> dict[str, Quantity]:
    """What the energy of a chip-hour depends on, by argument name; `hosting` is that of the model's developer."""
    return {
        "server_power_factor": server_factor(world, chip),
        "average_load": load_of(world, chip),
        "pue": world.parameter("pue-hyperscaler" if hosting == "own" else "pue-other"),
        "electricity_price": electricity(world, year),
    }


def hours_of(world: World, run, *, mfu: Number | None, goodput: Number) -> tuple[Quantity, bool] | None:
    """Chip-hours of a row of `runs`, and whether they are imputed; None if nothing tells them.

    Hours that the maker published are trusted but for the count of chips; those of others also for the time; hours
    imputed from FLOP carry the error of the FLOP (as stated, else as third parties usually err) and of the utilisation,
    by default that of a new run on the chip, of a mixture of experts where the model is known for one.
    """
    told = run.chips * run.wall_clock_hours if np.isnan(run.chip_hours.value) else run.chip_hours
    if not np.isnan(told.value):
        told = told * world.parameter("chip-count-uncertainty")
        return (told if run.confidence == "primary" else told * world.parameter("training-time-uncertainty")), False
    if np.isnan(run.flop.value):
        return None
    flop = run.flop * world.parameter("training-flop-uncertainty") if run.flop.is_point else run.flop
    used = assumed(mfu, default_utilisation(world, run.accelerator_id, run.architecture in MIXTURES))
    return training.chip_hours(flop, run.peak, mfu=used, goodput=goodput), True


@cache
def run_costs(
    world: World,
    *,
    mfu: Number | None = None,
    goodput: Number = 1.0,
    value_decline: Number | None = None,
    interconnect_share: Number | None = None,
    disputed: bool = False,
    offers: Offers = CHIP_HOUR,
) -> pd.DataFrame:
    """Cost of each run whose chip is known, on the bases of `BASES`; the numbers are quantities.

    Columns: model_id, name, standing, organisation, published, accelerator_id, kind, flop [FLOP], confidence,
    priced_on (the day whose prices count: when the run began), chip_hours [chip-hours], imputed (chip-hours come from
    FLOP), basis, sellers (of how many the price is that was taken), usd [USD nominal].

    Parameters
    ----------
    world
        Evidence.
    mfu, goodput
        Share of the peak that imputed chip-hours reach, and share of paid time that counts; by default what bills show
        for the chip (`facts.calibration`), which is of all paid time.
    value_decline
        Loss of a chip's value [orders of magnitude a year]; by default that of the evidence.
    interconnect_share
        Share of the network in the price of a cluster; by default that of the evidence.
    disputed
        Whether the runs in dispute count too.
    offers
        Of which kind the rent is.

    Raises
    ------
    LackingError
        If no run can be priced.
    """
    rows = []
    table = runs(world, disputed=disputed)
    table = table.loc[table["kind"].isin(["pretraining", "all_stages"]) & table["accelerator_id"].notna(), PRICED_BY]
    hardware = hardware_terms(world, value_decline, interconnect_share)
    for run in table.itertuples():
        found = hours_of(world, run, mfu=mfu, goodput=goodput)
        if found is None:
            continue
        day = started(run.published.date(), run.wall_clock_hours)
        try:
            chip = chip_terms(world, run.accelerator_id, day, value_decline=value_decline, offers=offers)
        except NoPriceError:
            continue
        hours, imputed = found
        common = {name: getattr(run, name) for name in KEPT}
        common |= {"priced_on": day, "chip_hours": hours, "imputed": imputed}
        energy = energy_terms(world, run.accelerator_id, run.hosting, day.year)
        of_price, of_rent = chip.sellers
        rows += [
            common | {"basis": basis, "sellers": of_rent if basis == "rental" else of_price, "usd": usd}
            for basis, usd in _priced(run, chip, hours, hardware, energy)
        ]
    if not rows:
        raise LackingError(f"no training run up to {world.as_of} can be priced")
    return pd.DataFrame(rows).astype({name: "quantity" for name in ("flop", "chip_hours", "usd")})


def started(published: date, wall_clock_hours: Quantity) -> date:
    """When a run began: its length and the publication lag before it was published."""
    length = timedelta(hours=0 if np.isnan(wall_clock_hours.value) else wall_clock_hours.value)
    return published - PUBLICATION_LAG - length


def hardware_terms(
    world: World, value_decline: Number | None = None, interconnect_share: Number | None = None
) -> dict[str, Quantity]:
    """How fast chips lose value, and the network's share in a cluster; what is not given is that of the evidence."""
    return {
        "value_decline": assumed(value_decline, world.parameter("hw-depreciation-epoch")),
        "interconnect_share": assumed(interconnect_share, world.parameter("interconnect-share")),
    }


def _priced(
    run, chip: ChipTerms, hours: Quantity, hardware: dict[str, Quantity], energy: dict[str, Quantity]
) -> Iterator[tuple[str, Quantity]]:
    """Basis and cost of one run."""
    yield (
        "amortised",
        training.amortised_cost(
            hours,
            system_price=chip.value,
            years_owned=0.0,  # the value is already that of the day
            tdp=run.tdp_w,
            **hardware,
            **energy,
        ),
    )
    if chip.rent is not None:
        yield "rental", training.rental_cost(hours, chip.rent)
    if not np.isnan(run.chips.value):
        network = hardware["interconnect_share"]
        yield "purchase", training.cluster_purchase_cost(run.chips, chip.price, interconnect_share=network)


def in_words(sellers: int) -> str:
    """Whose price was taken: "one quote", where no more was had."""
    return "one quote" if sellers == 1 else f"{sellers} sellers"


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
