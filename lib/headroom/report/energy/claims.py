"""The claims of the chapter: for each the quantity that tests it, and the condition under which it holds."""

from __future__ import annotations

from contextlib import suppress

from headroom.evidence import Quantity, UnknownError, World
from headroom.evidence.aggregates import greatest_of, median_of
from headroom.evidence.columns import quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Tested, claim
from headroom.report.disputed import verdict_with_disputed
from headroom.report.energy.results import delays, gigawatt, power, requests, sites
from headroom.report.energy.results.rows import last
from headroom.report.judging import at_least, between

MORE_THAN_A_SITE = at_least(1)
YEARS = 2  # "takes years to build": at least two
ABOUT = 2  # "about": within a factor of two
CLEARLY_MORE = 2  # a change of resources: twice the energy of an answer


def _delay_of_sites(world: World) -> str:
    reason = (
        "Which runs waited for power is not public, so this tests for a general shortage, not for single laboratories."
    )
    with suppress(UnknownError):
        waits = fmt.percent(delays.power_decides(world, "Grid, US").value)
        reason += (
            f" What power delays is sites: in {waits} of the samples a connection to the US grid takes longer than "
            "building the campus."
        )
    if sites.largest_sites(world).empty:
        return reason
    mine, doubted = (_need_over_site(world, disputed=disputed) for disputed in (False, True))
    return reason + verdict_with_disputed(mine, doubted, "percent", MORE_THAN_A_SITE)


def _need_over_site(seen: World, *, disputed: bool = False) -> Quantity:
    """Power that the trend asks of the largest run, over that of the largest operating site."""
    return power.trend_need(seen, disputed=disputed) / greatest_of(sites.largest_sites(seen)["facility_power_mw"])


@claim(
    "power-shortages",
    quantity="power that the trend of run power asks of the largest run, as a share of the largest operating site",
    kind="percent",
    holds=MORE_THAN_A_SITE,
    test="Holds if the trend asks for more than the largest site has, with a probability of two thirds.",
    reason=_delay_of_sites,
    figure="run-power",
)
def power_needed(seen: World) -> Tested | None:
    """Did the largest run need more power than the largest site had?"""
    largest = sites.largest_sites(seen)
    if largest.empty:
        return None
    return Tested(
        _need_over_site(seen),
        f"power that the trend asks of the largest run over that of {largest['campus'].iloc[-1]}",
    )


def _building_years(world: World) -> Quantity:
    """Years to build a gigawatt: of a campus, or of a plant before there was a campus of this size."""
    try:
        return world.parameter("build-time-epoch")
    except UnknownError:
        return world.parameter("nuc-vogtle-time")


def _plants_and_chips(world: World) -> str:
    table = gigawatt.chips_per_gigawatt(world)
    chips = table[table["measure"] == "Chips"].iloc[-1]
    largest = last(power.records(world), "training run", world)["peak_power_mw"] / gigawatt.GIGAWATT
    reason = (
        f"The average US reactor has {fmt.number(world.parameter('nuc-reactor-us').value)} GW, and Vogtle took "
        f"{fmt.write(world.parameter('nuc-vogtle-time').value, 'years')}. A gigawatt feeds "
        f"{fmt.significant(chips['count'].value, 2)} {chips['chip']}s; the largest run known took "
        f"{fmt.percent(largest.value)} of it."
    )
    with suppress(UnknownError):
        reason += f" A campus of that size takes {fmt.write(world.parameter('build-time-epoch').value, 'years')}."
    return reason


@claim(
    "one-gigawatt",
    quantity="one gigawatt in nuclear plants",
    kind="ratio",
    holds=(between(1 / ABOUT, ABOUT), at_least(YEARS)),
    test="Holds if a gigawatt is within a factor of two of the average US reactor and of the average US plant, and "
    "building takes at least two years with a probability of two thirds.",
    reason=_plants_and_chips,
    figure="gigawatt",
)
def gigawatt_in_plants(seen: World) -> Tested:
    """Is a gigawatt about a nuclear plant, and does it take years?"""
    plant, reactor = seen.parameter("nuc-plant-us"), seen.parameter("nuc-reactor-us")
    building = _building_years(seen)
    return Tested(
        (1 / plant).also(reactor, building),
        "one gigawatt over the power of a US nuclear plant, from the largest to the smallest",
        compared=(stacked([plant, reactor]), building),
    )


def _longer_and_dearer(world: World) -> str:
    table = requests.pairs(world)
    if table.empty:
        return "No pair of answers on the same chip had been measured."
    best = table[table["setting"] == requests.SETTINGS["most_efficient"]]
    thought, at_once = (median_of(requests.fleet_of(world, kind)).value for kind in ("reasoning", "chat"))
    return (
        f"Answers are {fmt.ratio(median_of(table['tokens']).value)} as long. At the most efficient settings a "
        f"token also takes {fmt.ratio(median_of(best['per_token']).value)} the energy, because the memory of long "
        "answers limits the batch: that favours chips with more and faster memory. At ChatGPT's number of prompts "
        f"that is a median of {fmt.write(thought, 'megawatt')} instead of {fmt.write(at_once, 'megawatt')}. The "
        "hard questions and the chat turns compared are different work."
    )


@claim(
    "thinking-resources",
    quantity="energy of an answer with reasoning over one without, same model and chip",
    kind="ratio",
    holds=at_least(CLEARLY_MORE),
    test="Holds if reasoning takes at least twice the energy in two thirds of the pairs. When the claim was "
    "made, no pair had been measured.",
    reason=_longer_and_dearer,
    figure="reasoning",
)
def reasoned_over_chat(seen: World) -> Tested | None:
    """Does an answer that is thought about take other resources?"""
    table = requests.pairs(seen)
    if table.empty:
        return None
    basis = f"energy of an answer with reasoning over one without, {len(table)} pairs of the same model and chip"
    return Tested(median_of(table["ratio"]), basis, compared=(quantities(table["ratio"]),))
