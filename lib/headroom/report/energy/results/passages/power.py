"""What the text says of power: runs, plants, waiting, announcements."""

from __future__ import annotations

import numpy as np

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of, sum_of
from headroom.evidence.columns import plain, rows_in
from headroom.report import claims
from headroom.report.disputed import with_disputed
from headroom.report.energy.results import delays, gigawatt, headlines, outlook, power, runs, sites
from headroom.report.energy.results.rows import Assumed, assumed, last
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
            "building": Estimate.of(delays.building(world), "years", basis="campuses of a gigawatt, as built so far"),
        },
        {
            "A reactor is less than the run of 2030 takes.": headlines.run_in_2030(world).low > reactor.value,
            "Electricity is a small part of what an AI campus costs in a year.": runs.campus_share(world).high < 0.25,
            "Power, by grid or own turbines, takes longer than building.": delays.power_decides(
                world, delays.SOONER
            ).value
            > 2 / 3,
            "With gas engines as their supplier quotes them, building decides.": delays.power_decides(
                world, delays.ENGINES
            ).value
            < 1 / 3,
        },
    )


@prose
def growth(world: World, *, power_growth: Assumed = None) -> Prose:
    """How the power of runs grew, and whether a shortage held them back."""
    before, record, step = power.last_step(world)
    site = last(sites.largest_sites(world), "operating campus", world)
    headroom, less = (sites.headroom(world, disputed=disputed) for disputed in (False, True))
    published = world.range("trends", "power-run-history", central="growth_per_year")
    parts, rates = power.growth(world), power.trend(world, power_growth)
    latest = power.records(world, disputed=True).iloc[-1]
    doubted = power.fan_on(world, "2030-01-01", power_growth=power_growth, disputed=True) / gigawatt.GIGAWATT
    of_site = f"{site['campus']} over {record['subject']}" + with_disputed(headroom, less, "ratio", latest["subject"])
    of_parts = "growth of compute over growth of chip efficiency and of run length"
    edge = power.fan_on(world, world.as_of, power_growth=power_growth).settled("high")
    beyond = "a gigawatt over the fast edge of the fan on the as-of date"
    then = claims.as_stated(world, "power-shortages")
    return Prose(
        {
            "headroom": Estimate.of(headroom, "ratio", as_of=site["on_date"].date(), basis=of_site),
            "growth-parts": Estimate.of(parts, "growth", basis=of_parts),
            "growth-published": Estimate.of(published, "growth", basis="largest runs, 2010 to 2025"),
            "gigawatt-run": Estimate.of(gigawatt.GIGAWATT / edge, "ratio", basis=beyond),
            "last-step": Estimate.of(step, "growth", basis=f"from {before['subject']} to {record['subject']}"),
            "run-2030-disputed": Estimate.of(doubted, "gigawatt", basis=f"{latest['subject']} carried forward"),
            "rand-2030": _outlook(world, "rand-run-2030", "largest run in 2030, as published"),
        },
        {
            "The last step lies within the fan.": rates.low <= step.value <= rates.high,
            "The parts give the same growth.": abs(np.log(parts.value / published.value)) < np.log(1.2),
            "The trend did not ask for more power than the largest site had then.": sites.shortage(then).value < 1 / 3,
            "The trend does not ask for more power than the largest site has now.": sites.shortage(world).value < 1 / 3,
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
            "A gigawatt is one average reactor, and less than an average plant.": 0.9
            < world.parameter("nuc-reactor-us").value
            < 1.1
            < world.parameter("nuc-plant-us").value,
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
    campus = "chips, building and power of an AI campus for a gigawatt of IT power, as published by three"
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
        delays.power_decides(world, grid, build_years=build_years) for grid in (delays.GRID_US, delays.GRID_ASIA)
    )
    soonest = delays.power_decides(world, delays.SOONER, build_years=build_years)
    engines = world.parameter("engine-gas")
    first = world.cell("campuses", "colossus1-first", "h100_equivalents")
    opened = world.row("campuses", "colossus1-first")["on_date"].date()
    longer = "share of samples in which the {} takes longer than building"
    return Prose(
        {
            "power-decides": Estimate.of(us, "percent", basis=longer.format("US grid")),
            "power-decides-asia": Estimate.of(asia, "percent", basis=longer.format("grid")),
            "power-decides-soonest": Estimate.of(
                soonest, "percent", basis=longer.format("soonest of US grid, heavy and small turbines")
            ),
            "engines": Estimate.of(engines, "years", basis="delivery of gas engines; one supplier of gas projects"),
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
    last(plans, "planned campus", world)
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


@prose
def electricity_use(world: World) -> Prose:
    """What all data centres take, what AI takes of it, and what the largest run would."""
    now, later = outlook.of(world, outlook.WORLD), outlook.of(world, outlook.WORLD, 2030)
    both = last(now[["year", "twh"]].join(later["twh"].rename("later"), how="inner").sort_index(), "forecast", world)
    growth = (both["later"] / both["twh"]) ** (1 / (2030 - both["year"]))
    us = world.range("demand_outlook", "lbnl-2023") / world.range("demand_outlook", "us-gen")
    then, soon = (world.parameter(f"inference-share-deloitte-{year}") for year in (2025, 2026))
    run, share = outlook.run_all_year(world), outlook.ai_share(world)
    at_peak = "the largest run known, if its chips drew their peak all year, over AI as each agency counts it"
    of_all = "AI over all data centres; AI-focused data centres (IEA) or AI-optimised servers (Gartner)"
    return Prose(
        {
            "world-now": Estimate.of(median_of(now["twh"]), "number", basis="TWh a year, all data centres"),
            "world-2030": Estimate.of(median_of(later["twh"]), "number", basis="TWh in 2030, all data centres"),
            "world-growth": Estimate.of(growth - 1, "percent", basis=f"by {both.name}, to 2030"),
            "us-share": Estimate.of(us, "percent", basis="data centres over all US generation, 2023"),
            "ai-part": Estimate.of(share, "percent", basis=of_all),
            "run-of-ai": Estimate.of(run, "percent", basis=at_peak),
            "inference-then": Estimate.of(then, "percent", basis="of AI computing in 2025, Deloitte"),
            "inference-soon": Estimate.of(soon, "percent", basis="of AI computing in 2026, predicted by Deloitte"),
        },
        {
            "All data centres are expected to take about twice as much in 2030.": 1.5
            < median_of(later["twh"]).value / median_of(now["twh"]).value
            < 3,
            "AI is less than half of data centres.": share.high < 0.5,
            "The growth is that by the International Energy Agency.": both.name == "IEA",
            "No single run is a large part of the electricity of AI.": run.high < 0.1,
            "Inference takes at least half of the computing.": then.value >= 0.5,
        },
    )
