"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pandas as pd

from headroom.evidence import Quantity, UnknownError, World, probability
from headroom.evidence.aggregates import greatest_of, median_of, share_of
from headroom.evidence.columns import quantities
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, judge, then_and_now
from headroom.report.energy import power, requests
from headroom.report.estimate import Estimate

YEARS = 2  # "takes years to build": at least two
ABOUT = 2  # "about": within a factor of two
CLEARLY_MORE = 2  # a change of resources: twice the energy of an answer


@answers("power-shortages")
def power_shortages(world: World) -> Verdict:
    """Did the largest run need more power than the largest site had?"""

    def find(seen: World) -> Finding:
        sites = power.largest_sites(seen)
        if sites.empty:
            return Finding("cannot be tested")
        share = power.trend_need(seen) / greatest_of(sites["facility_power_mw"])
        estimate = Estimate.of(
            share,
            "percent",
            as_of=seen.as_of,
            basis=f"power that the trend asks of the largest run over that of {sites['campus'].iloc[-1]}",
        )
        return Finding(judge(probability(share >= 1)), estimate)

    reason = (
        "Which runs waited for power is not public, so this tests for a general shortage, not for single laboratories."
    )
    with suppress(UnknownError):
        waits = fmt.percent(power.power_decides(world, "Grid, US").value)
        reason += (
            f" What power delays is sites: in {waits} of the samples a connection to the US grid takes longer than "
            "building the campus."
        )
    return then_and_now(
        "power-shortages",
        world,
        find,
        quantity="power that the trend of run power asks of the largest run, as a share of the largest operating site",
        test="Holds if the trend asks for more than the largest site has, with a probability of two thirds.",
        reason=reason,
        figure="run-power",
    )


def _building_years(world: World) -> Quantity:
    """Years to build a gigawatt: of a campus, or of a plant before there was a campus of this size."""
    try:
        return world.parameter("build-time-epoch")
    except UnknownError:
        return world.parameter("nuc-vogtle-time")


@answers("one-gigawatt")
def one_gigawatt(world: World) -> Verdict:
    """Is a gigawatt about a nuclear plant, and does it take years?"""

    def find(seen: World) -> Finding:
        plant, reactor = seen.parameter("nuc-plant-us"), seen.parameter("nuc-reactor-us")
        alike = np.mean([1 / ABOUT <= 1 / power_of.value <= ABOUT for power_of in (plant, reactor)])
        building = _building_years(seen)
        share = (1 / plant).also(reactor, building)
        estimate = Estimate.of(
            share,
            "ratio",
            as_of=seen.as_of,
            basis="one gigawatt over the power of a US nuclear plant, from the largest to the smallest",
        )
        return Finding(judge(alike * probability(building >= YEARS)), estimate)

    table = power.chips_per_gigawatt(world)
    chips = table[table["measure"] == "Chips"].iloc[-1]
    largest = power.last(power.records(world), "training run", world)["peak_power_mw"] / power.GIGAWATT
    reason = (
        f"The average US reactor has {fmt.number(world.parameter('nuc-reactor-us').value)} GW, and Vogtle took "
        f"{fmt.write(world.parameter('nuc-vogtle-time').value, 'years')}. A gigawatt feeds "
        f"{fmt.significant(chips['count'].value, 2)} {chips['chip']}s; the largest run known took "
        f"{fmt.percent(largest.value)} of it."
    )
    with suppress(UnknownError):
        reason += f" A campus of that size takes {fmt.write(world.parameter('build-time-epoch').value, 'years')}."
    return then_and_now(
        "one-gigawatt",
        world,
        find,
        quantity="one gigawatt in nuclear plants",
        test="Holds if a gigawatt is within a factor of two of the average US reactor and of the average US plant, and "
        "building takes at least two years with a probability of two thirds.",
        reason=reason,
        figure="gigawatt",
    )


@answers("thinking-resources")
def thinking_resources(world: World) -> Verdict:
    """Does an answer that is thought about take other resources?"""

    def find(seen: World) -> Finding:
        table = requests.pairs(seen)
        if table.empty:
            return Finding("cannot be tested")
        estimate = Estimate.of(
            median_of(table["ratio"]),
            "ratio",
            as_of=seen.as_of,
            basis=f"energy of an answer with reasoning over one without, {len(table)} pairs of the same model and chip",
        )
        return Finding(judge(share_of(quantities(table["ratio"]) >= CLEARLY_MORE).value), estimate)

    table = requests.pairs(world)
    if table.empty:
        reason = "No pair of answers on the same chip had been measured."
    else:
        best = table[table["setting"] == requests.SETTINGS["most_efficient"]]
        thought, at_once = (median_of(requests.fleet_of(world, kind)).value for kind in ("reasoning", "chat"))
        reason = (
            f"Answers are {fmt.ratio(median_of(table['tokens']).value)} as long. At the most efficient settings a "
            f"token also takes {fmt.ratio(median_of(best['per_token']).value)} the energy, because the memory of long "
            "answers limits the batch: that favours chips with more and faster memory. At ChatGPT's number of prompts "
            f"that is a median of {fmt.write(thought, 'megawatt')} instead of {fmt.write(at_once, 'megawatt')}. The "
            "hard questions and the chat turns compared are different work."
        )
    return then_and_now(
        "thinking-resources",
        world,
        find,
        quantity="energy of an answer with reasoning over one without, same model and chip",
        test="Holds if reasoning takes at least twice the energy in two thirds of the pairs. When the claim was "
        "made, no pair had been measured.",
        reason=reason,
        figure="reasoning",
    )


def headroom(world: World) -> Estimate:
    """How many of the largest runs known the largest operating site could power at once."""
    sites, runs = power.largest_sites(world), power.records(world)
    site, run = power.last(sites, "operating campus", world), power.last(runs, "training run", world)
    return Estimate.of(
        site["facility_power_mw"] / run["peak_power_mw"],
        "ratio",
        as_of=pd.Timestamp(site["on_date"]).date(),
        basis=f"{site['campus']} over {run['subject']}",
    )
