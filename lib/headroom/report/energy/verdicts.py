"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pandas as pd

from headroom.evidence import UnknownError, World
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, judge, share_within, then_and_now
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
        site = sites.iloc[-1]
        share = power.trend_need(seen) / site["facility_power_mw"]
        estimate = Estimate.from_samples(
            share,
            "percent",
            sources=(*power.records(seen)["source_key"], site["source_key"], "epoch2024computegrowth"),
            as_of=seen.as_of,
            basis=f"power that the trend asks of the largest run over that of {site['campus']}",
        )
        return Finding(judge(share_within(share, 1)), estimate)

    reason = (
        "Which runs waited for power is not public, so this tests for a general shortage, not for single laboratories."
    )
    with suppress(UnknownError):
        waits = fmt.percent(power.power_decides(world, "Grid, US"))
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


@answers("one-gigawatt")
def one_gigawatt(world: World) -> Verdict:
    """Is a gigawatt about a nuclear plant, and does it take years?"""

    def years(seen: World) -> np.ndarray:
        try:
            return seen.parameter("build-time-epoch").draws()
        except UnknownError:  # before there was a campus of this size, only plants can be asked
            return seen.parameter("nuc-vogtle-time").draws()

    def find(seen: World) -> Finding:
        plant, reactor = seen.parameter("nuc-plant-us"), seen.parameter("nuc-reactor-us")
        shares = (1 / plant.central, 1 / reactor.central)
        alike = np.mean([1 / ABOUT <= share <= ABOUT for share in shares])
        estimate = Estimate(
            shares[0],
            "ratio",
            1 / plant.high,
            1 / plant.low,
            level=None,
            sources=plant.source_keys,
            as_of=seen.as_of,
            basis="one gigawatt over the power of a US nuclear plant, from the largest to the smallest",
        )
        return Finding(judge(alike * share_within(years(seen), YEARS)), estimate)

    table = power.chips_per_gigawatt(world)
    chips = table[table["measure"] == "Chips"].iloc[-1]
    largest = power.records(world)["peak_power_mw"].iloc[-1] / power.GIGAWATT
    reason = (
        f"The average US reactor has {fmt.number(world.parameter('nuc-reactor-us').central)} GW, and Vogtle took "
        f"{fmt.write(world.parameter('nuc-vogtle-time').central, 'years')}. A gigawatt feeds "
        f"{fmt.significant(chips['count'], 2)} {chips['chip']}s; the largest run known took "
        f"{fmt.percent(largest)} of it."
    )
    with suppress(UnknownError):
        reason += f" A campus of that size takes {fmt.write(world.parameter('build-time-epoch').central, 'years')}."
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
        estimate = Estimate.across(
            table["ratio"],
            "ratio",
            sources=("mlenergy2026leaderboard",),
            as_of=seen.as_of,
            basis=f"energy of an answer with reasoning over one without, {len(table)} pairs of the same model and chip",
        )
        return Finding(judge(share_within(table["ratio"], CLEARLY_MORE)), estimate)

    table = requests.pairs(world)
    if table.empty:
        reason = "No pair of answers on the same chip had been measured."
    else:
        best = table[table["setting"] == requests.SETTINGS["min"]]
        fleet = requests.fleet(world).groupby("kind")["mw"].median()
        reason = (
            f"Answers are {fmt.ratio(table['tokens'].median())} as long. At the most efficient settings a token also "
            f"takes {fmt.ratio(best['per_token'].median())} the energy, because the memory of long answers limits the "
            "batch: that favours chips with more and faster memory. At ChatGPT's number of prompts that is a median of "
            f"{fmt.write(fleet['reasoning'], 'megawatt')} instead of {fmt.write(fleet['chat'], 'megawatt')}. The hard "
            "questions and the chat turns compared are different work."
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
    site, run = power.largest_sites(world).iloc[-1], power.records(world).iloc[-1]
    return Estimate(
        float(site["facility_power_mw"] / run["peak_power_mw"]),
        "ratio",
        sources=(site["source_key"], run["source_key"]),
        as_of=pd.Timestamp(site["on_date"]).date(),
        basis=f"{site['campus']} over {run['subject']}",
    )
