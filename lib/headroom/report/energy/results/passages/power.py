"""What the text says of power: runs, plants, waiting, announcements."""

from __future__ import annotations

import numpy as np

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import sum_of
from headroom.evidence.columns import plain, rows_in
from headroom.report import claims
from headroom.report.energy.results import delays, gigawatt, headlines, power, runs, sites
from headroom.report.energy.results.rows import Assumed, assumed
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import electricity
from headroom.report.prose import Prose, prose

KILOWATT_HOURS_OF_A_YEAR = float(energy.yearly_energy(gigawatt.GIGAWATT, 1.0)) * 1e3  # of a gigawatt


def _outlook(world: World, id: str, basis: str) -> Estimate:  # noqa: A002 - the word of the tables
    """A published projection of power."""
    found = world.range("demand_outlook", id)
    return Estimate.of(found, "gigawatt", basis=basis + ("" if found.is_point else ", geometric middle of the range"))


@prose
def opening(world: World) -> Prose:
    """The run of 2030 against a reactor, and time against price."""
    reactor = world.parameter("nuc-reactor-us")
    return Prose(
        {
            "published-2030": _outlook(world, "epoch-run-2030", "largest run in 2030, as published"),
            "reactor": Estimate.of(reactor, "gigawatt", basis="US fleet over its reactors"),
        },
        {
            "A reactor is less than the run of 2030 takes.": headlines.run_in_2030(world).low > reactor.value,
            "Electricity is a small part of what an AI campus costs in a year.": runs.campus_share(world).high < 0.25,
            "A new campus waits for its power, not for its building.": delays.waiting(world)[delays.SOONER].value
            > delays.building(world).high,
        },
    )


@prose
def growth(world: World, *, power_growth: Assumed = None) -> Prose:
    """How the power of runs grew, and whether a shortage held them back."""
    before, record, step = power.last_step(world)
    site = sites.largest_sites(world).iloc[-1]
    headroom = f"{site['campus']} over {record['subject']}"
    published = world.range("trends", "power-run-history", central="growth_per_year")
    parts, rates = power.growth(world), power.trend(world, power_growth)
    of_parts = "growth of compute over growth of chip efficiency and of run length"
    edge = power.fan_on(world, world.as_of, power_growth=power_growth).settled("high")
    beyond = "a gigawatt over the fast edge of the fan on the as-of date"
    shortage = claims.verdict("power-shortages", world)
    return Prose(
        {
            "headroom": Estimate.of(sites.headroom(world), "ratio", as_of=site["on_date"].date(), basis=headroom),
            "growth-parts": Estimate.of(parts, "growth", basis=of_parts),
            "growth-published": Estimate.of(published, "growth", basis="largest runs, 2010 to 2025"),
            "gigawatt-run": Estimate.of(gigawatt.GIGAWATT / edge, "ratio", basis=beyond),
            "last-step": Estimate.of(step, "growth", basis=f"from {before['subject']} to {record['subject']}"),
            "rand-2030": _outlook(world, "rand-run-2030", "largest run in 2030, as published"),
        },
        {
            "The last step lies within the fan.": rates.low <= step.value <= rates.high,
            "The parts give the same growth.": abs(np.log(parts.value / published.value)) < np.log(1.2),
            "The trend did not ask for more power than any site had then.": shortage.then.outcome == "does not hold",
            "The trend does not ask for more power than any site has now.": shortage.now.outcome == "does not hold",
        },
    )


@prose
def plants(world: World, *, overhead: Assumed = None) -> Prose:
    """A gigawatt of computers against a gigawatt of reactors."""
    overhead = assumed(overhead, gigawatt.peak_overhead(world))
    parts = plain(gigawatt.gigawatt_parts(world, overhead=overhead))
    capital, vogtle = runs.campus_capital(world), world.parameter("nuc-vogtle-range").settled("high")
    time, computers = world.parameter("nuc-vogtle-time").value, world.parameter("capex-compute-gw").value
    at_peak, of_plant = "facility over IT power at the peak", "Vogtle 3 and 4, a gigawatt, with all financing"
    return Prose(
        {
            "overhead-towers": Estimate.of(overhead.settled("low"), "ratio", basis=at_peak),
            "overhead-chillers": Estimate.of(overhead.settled("high"), "ratio", basis=at_peak),
            "vogtle-cost": Estimate.of(
                world.parameter("nuc-vogtle-cost"), "money", basis="Vogtle 3 and 4, two reactors"
            ),
            "vogtle-gigawatt": Estimate.of(vogtle * 1e9, "money", basis=of_plant),
        },
        {
            "The chip's rating is the smaller part of the power.": parts[parts["part"] == "Chips"]["mw"].max()
            < gigawatt.GIGAWATT / 2,
            "The comparison with a plant is right in size.": claims.verdict("one-gigawatt", world).now.outcome
            == "holds",
            "A nuclear plant takes far longer than a campus.": time > 2 * delays.building(world).high,
            "A campus costs more for each gigawatt than a plant.": capital.value > vogtle.value * overhead.high,
            "Most of what a campus costs is computers and their network.": computers > capital.value / 2,
        },
    )


@prose
def gigawatt_year(world: World) -> Prose:
    """What a gigawatt uses in a year, and what it costs."""
    used, price = KILOWATT_HOURS_OF_A_YEAR, electricity(world)
    generated = world.range("demand_outlook", "us-gen") * 1e9
    bill = "one gigawatt all year at the US industrial price"
    campus = "chips, building and power of an AI campus for a gigawatt of IT power, 2025 dollars"
    return Prose(
        {
            "gigawatt-year": Estimate.of(Quantity(used / 1e6), "number", basis="one gigawatt all year, GWh"),
            "gigawatt-share": Estimate.of(used / generated, "percent", basis="of US generation in 2023"),
            "gigawatt-bill": Estimate.of(price * used, "money", basis=bill, as_of=price.as_of),
            "gigawatt-capital": Estimate.of(runs.campus_capital(world) * 1e9, "money", basis=campus),
        }
    )


@prose
def waiting(world: World, *, build_years: Assumed = None) -> Prose:
    """How often power decides when a campus runs, and who did not wait."""
    us, asia = (
        delays.power_decides(world, grid, build_years=build_years) for grid in ("Grid, US", "Grid, Asia-Pacific")
    )
    first = world.cell("campuses", "colossus1-first", "h100_equivalents")
    opened = world.row("campuses", "colossus1-first")["on_date"].date()
    longer = "share of samples in which the {} takes longer than building"
    return Prose(
        {
            "power-decides": Estimate.of(us, "percent", basis=longer.format("US grid")),
            "power-decides-asia": Estimate.of(asia, "percent", basis=longer.format("grid")),
            "colossus": Estimate.of(first, "count", basis="chips online when Colossus 1 opened", as_of=opened),
            "own-power": Estimate.of(world.parameter("btm-colossus2"), "megawatt", basis="own plant of Colossus 2"),
        },
        {
            "With the American queue, power decides when a campus can run.": us.value > 2 / 3,
            "In the open markets of Asia power decides less often.": us.value > asia.value,
        },
    )


@prose
def announced(world: World) -> Prose:
    """What runs, what would with all plans, and when most of it is due."""
    known = sites.campuses(world)
    plans = known[known["planned"].notna()]
    due = plain(plans).groupby("year")["planned"].sum()
    peak = plans[plans["year"] == due.idxmax()]["planned"]
    operating, planned = (sum_of(known[name]) / gigawatt.GIGAWATT for name in ("operating", "largest"))
    running = f"{known['operating'].notna().sum()} campuses of the catalogue"
    all_plans = f"{len(known)} campuses of the catalogue, by the end of {due.index.max():.0f}"
    share = sum_of(peak) / sum_of(plans["planned"])
    year = Quantity(due.idxmax(), rows=rows_in(plans["planned"]))
    return Prose(
        {
            "operating": Estimate.of(operating, "gigawatt", basis=running),
            "planned": Estimate.of(planned, "gigawatt", basis=all_plans),
            "due": Estimate.of(share, "percent", basis="of the facility power of campuses with plans"),
            "due-year": Estimate.of(year, "year", basis="year in which most planned power is due"),
        }
    )
