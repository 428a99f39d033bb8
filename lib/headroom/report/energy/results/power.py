"""Power of the largest training runs, and what trends ask of those to come."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import LackingError, Quantity, Range, World, rows_of
from headroom.evidence.aggregates import greatest_of, sum_of
from headroom.evidence.columns import column, plain, quantities
from headroom.evidence.quantity import SPREAD
from headroom.report.energy.results.gigawatt import GIGAWATT, peak_by_chips
from headroom.report.energy.results.rows import Assumed, assumed, first_known, last
from headroom.report.facts.runs import disputed_models, power_of, runs

DAYS_PER_YEAR = 365.25
SLOW_AND_FAST = "power-run-forecast"  # low and high are the two trends that the white paper carries forward
SINCE = "2020-01-01"  # before it, runs with a published power played games or saw images
HORIZON = pd.Timestamp("2031-01-01")


@cache
def run_power(world: World) -> pd.DataFrame:
    """Peak facility power of training runs since `SINCE` [MW], with marks on those in dispute and on those of the
    others that were the largest when published.
    """
    table = world.quantities("training_energy", "peak_power_mw", "chips")
    table = table.dropna(subset=["peak_power_mw"]).query("as_of >= @SINCE").sort_values("as_of")
    table["disputed"] = table["model_id"].isin(disputed_models(world))
    powers = plain(table["peak_power_mw"]).where(~table["disputed"])
    table["record"] = powers >= powers.cummax()
    who, what = (
        ["id", "subject", "organisation", "as_of"],
        ["accelerator_id", "chips", "peak_power_mw", "disputed", "record"],
    )
    return table[[*who, *what, "source_key"]].reset_index(drop=True)


def records(world: World, *, disputed: bool = False) -> pd.DataFrame:
    """The runs that were the largest when published; those in dispute are among them only if they count too."""
    table = run_power(world)
    powers = plain(table["peak_power_mw"])
    return table[powers >= powers.cummax() if disputed else table["record"]].reset_index(drop=True)


def last_step(world: World) -> tuple[pd.Series, pd.Series, Quantity]:
    """The last record but one, the last, and the growth a year from the one to the other."""
    before, record = (run for _, run in records(world).iloc[-2:].iterrows())
    years = (record["as_of"] - before["as_of"]).days / DAYS_PER_YEAR
    return before, record, (record["peak_power_mw"] / before["peak_power_mw"]) ** (1 / years)


def largest_run(world: World) -> Quantity:
    """Power of the last record run [MW]: as published, with the range that it and the count of its chips span."""
    run = last(records(world), "training run", world)
    published = greatest_of(run_power(world).query("not disputed")["peak_power_mw"])
    counted = peak_by_chips(world, run)
    if counted is None:
        return published
    bounds = (min(published.value, counted.low), max(published.value, counted.high))
    return Quantity(published.value, None, rows_of([published, counted]), "MW", bounds, SPREAD, None)


def largest_disputed(world: World) -> tuple[str, Quantity] | None:
    """Name and power [MW] of the run in dispute that took most: as published, else as its chips ask for."""
    table = runs(world, disputed=True)
    table = table[table["model_id"].isin(disputed_models(world))]
    found = []
    for _, run in table.iterrows():
        with suppress(LackingError):
            found.append((run["name"], power_of(world, run["model_id"])))
            continue
        counted = peak_by_chips(world, run)
        if counted is not None:
            found.append((run["name"], counted))
    return max(found, key=lambda named: named[1].value, default=None)


@cache
def growth_parts(world: World) -> dict[str, Quantity]:
    """What the power of the largest runs grew by: compute, efficiency of chips, length of runs [factor a year]."""

    def trend(*ids: str) -> Quantity:
        return first_known(world, "trends", *ids, central="growth_per_year")

    return {
        "compute_growth": trend("compute-frontier-2010-2024"),
        "efficiency_growth": trend("energy-efficiency-leading", "hardware-energy-efficiency-aiindex"),
        "duration_growth": trend("training-time-frontier"),
    }


@cache
def growth(world: World) -> Quantity:
    """Yearly growth of run power that follows from its parts."""
    return energy.power_growth(**growth_parts(world))


def trend(world: World, power_growth: Assumed = None) -> Quantity:
    """Yearly growth of the power of the largest run: the slow and the fast trend are the ends of its range.

    Another growth takes its place where one is given.
    """
    return assumed(power_growth, world.range("trends", SLOW_AND_FAST, central="growth_per_year"))


@cache
def fans(world: World, *, power_growth: Assumed = None) -> pd.DataFrame:
    """Power [MW] of the largest run to come, from the last record on; its range goes from slow to fast `trend`."""
    record = last(records(world), "training run", world)
    days = pd.date_range(record["as_of"], HORIZON, periods=60)
    return pd.DataFrame({"date": days, "mw": column(_carried(record, days, trend(world, power_growth)))})


def fan_on(world: World, day: str | date, *, power_growth: Assumed = None, disputed: bool = False) -> Quantity:
    """The fan on a day [MW]: its range goes from slow to fast `trend`; `disputed` as in `records`."""
    record = last(records(world, disputed=disputed), "training run", world)
    return _carried(record, pd.DatetimeIndex([pd.Timestamp(day)]), trend(world, power_growth))[0]


def _carried(record: pd.Series, days: pd.DatetimeIndex, power_growth: Quantity) -> Quantity:
    """The power of a record carried forward to some days [MW]."""
    years = ((days - record["as_of"]) / pd.Timedelta(days=DAYS_PER_YEAR)).to_numpy()
    return energy.power_after(record["peak_power_mw"], power_growth, years=years)


def years_reached(world: World, mw: Quantity | float, *, power_growth: Assumed = None) -> Quantity:
    """When the fan reaches a power, as a year with decimals: its range goes from the fast to the slow edge."""
    record = last(records(world), "training run", world)
    start = record["as_of"].year + (record["as_of"].day_of_year - 1) / DAYS_PER_YEAR
    return start + energy.years_to_target_power(record["peak_power_mw"], mw, power_growth=trend(world, power_growth))


@cache
def marks(world: World) -> pd.DataFrame:
    """Powers to compare with [MW]: a reactor, a plant, a campus, a fleet."""
    plants = world.parameter("nuc-plant-us")
    powers = {
        "Average US reactor": world.parameter("nuc-reactor-us"),
        "Vogtle, four reactors": plants.settled("high"),
        "All 94 US reactors": world.range("demand_outlook", "us-nuclear"),
    }
    return pd.DataFrame({"label": list(powers), "mw": column(power * GIGAWATT for power in powers.values())})


@cache
def trend_need(world: World, *, disputed: bool = False) -> Quantity:
    """Power [MW] that the trend asks of the largest run on the World's date.

    Each of the `records` is carried forward by the growth of run power; their mean is the centre, their scatter the
    spread.

    Raises
    ------
    LackingError
        If there are fewer than two records: one has no scatter.
    """
    table = records(world, disputed=disputed)
    if len(table) < 2:
        raise LackingError(f"{len(table)} training runs of known power up to {world.as_of} make no trend")
    years = ((pd.Timestamp(world.as_of) - table["as_of"]).dt.days / DAYS_PER_YEAR).to_numpy()
    carried = np.log(energy.power_after(quantities(table["peak_power_mw"]), growth(world), years=years))
    centre = sum_of(carried) / len(table)
    scatter = np.sqrt(sum_of((carried - centre) ** 2) / (len(table) - 1))
    noise = Range(id="trend-scatter", label="scatter", low=-1.6449, central=0, high=1.6449, unit="", interval="90% CI")
    return np.exp(centre + scatter * noise.quantity)
