"""Headline results of the chapter on energy."""

from __future__ import annotations

from dataclasses import replace

from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, median_of
from headroom.report.disputed import with_disputed
from headroom.report.energy.results import delays, gigawatt, power, requests, runs, sites
from headroom.report.energy.results.rows import last
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import electricity
from headroom.report.headline import headline


@headline("energy.largest-run", "Power of the largest training run known", "run-power")
def largest_run(world: World) -> Estimate:
    """Facility power of the last record run: as published, up to what its chips ask for at the design peak."""
    run = last(power.records(world), "training run", world)
    basis = f"{run['subject']}, as published; the high end is this book's count of its chips at the design peak"
    taken, doubted = power.largest_run(world), power.largest_disputed(world)
    if doubted and doubted[1].value > taken.value:
        basis += with_disputed(taken, doubted[1], "megawatt", doubted[0])
    return Estimate.of(taken, "megawatt", as_of=run["as_of"].date(), basis=basis)


@headline("energy.run-2030", "Power that trends ask of the largest run in 2030", "run-power")
def run_in_2030(world: World) -> Estimate:
    """The fan at the start of 2030."""
    basis = "the last record carried forward at the slow and the fast published trend"
    fan, doubted = (
        power.fan_on(world, "2030-01-01", disputed=disputed) / gigawatt.GIGAWATT for disputed in (False, True)
    )
    basis += with_disputed(fan, doubted, "gigawatt")
    return Estimate.of(fan, "gigawatt", basis=basis)


@headline("energy.largest-site", "Power of the largest operating campus", "campuses")
def largest_site(world: World) -> Estimate:
    """Facility power of the largest campus."""
    largest = sites.largest_sites(world)
    site = last(largest, "operating campus", world)
    return Estimate.of(
        greatest_of(largest["facility_power_mw"]),
        "megawatt",
        as_of=site["on_date"].date(),
        basis=f"{site['campus']}, facility power, as estimated from images and filings",
    )


@headline("energy.chips-per-gigawatt", "Newest chips that a gigawatt feeds", "gigawatt", unit="chips")
def chips_per_gigawatt(world: World) -> Estimate:
    """Chips of the newest generation in a gigawatt of facility power, to three digits."""
    table = gigawatt.chips_per_gigawatt(world)
    row = table[table["measure"] == "Chips"].iloc[-1]
    found = Estimate.of(
        row["count"], "count", basis=f"{row['chip']}s at the design peak, with servers, network and cooling"
    )
    return replace(found, **{name: float(f"{getattr(found, name):.3g}") for name in ("value", "low", "high")})


@headline("energy.years-to-power", "Years until a new US campus has power, by grid or own turbines", "waiting")
def years_to_power(world: World) -> Estimate:
    """Years to power by grid or own turbines, whichever comes first."""
    basis = (
        "building, and the soonest of a grid connection (by the queue of power plants), heavy and small gas turbines "
        "(the small by one compilation)"
    )
    return Estimate.of(delays.waiting(world)[delays.SOONER], "years", basis=basis)


@headline("energy.campus-share", "Electricity's share of the yearly cost of an AI campus", "energy-share")
def campus_share(world: World) -> Estimate:
    """Electricity over electricity and capital spread over the life of a campus."""
    year = electricity(world).as_of.year
    basis = f"US industrial prices of {year}; capital and life as published and filed; no interest, staff and upkeep"
    return Estimate.of(runs.campus_share(world), "percent", basis=basis)


@headline("energy.reference-run", "Electricity of Llama 3.1 405B's training", "from-chip-to-meter")
def reference_run(world: World) -> Estimate:
    """Energy of the reference run at the meter."""
    basis = "published chip-hours, rated power, average load and PUE of hyperscalers"
    return Estimate.of(runs.reference_energy(world) / 1000, "megawatt_hours", basis=basis)


@headline("energy.chat-answer", "Electricity of a chat answer", "query-energy")
def chat_answer(world: World) -> Estimate:
    """What operators and those who model them give for a typical chat answer."""
    table = requests.chat_at_the_meter(world)
    last(table, "energy of a chat answer", world)
    basis = f"{len(table)} figures for a typical answer, with host and cooling as far as stated"
    return Estimate.of(requests.chat_answer(world), "watt_hours", basis=basis)


@headline("energy.reasoning", "Energy of a reasoned answer over a chat answer", "reasoning")
def reasoning(world: World) -> Estimate:
    """Ratio over the pairs of the same model and chip."""
    ratio = requests.pairs(world)["ratio"]
    last(ratio, "measured pair of answers", world)
    return Estimate.of(median_of(ratio), "ratio", basis=f"{len(ratio)} pairs of the same model and chip, chips only")
