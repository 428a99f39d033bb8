"""The claims of the chapter: for each the quantity that tests it, and the condition under which it holds."""

from __future__ import annotations

from contextlib import suppress

from headroom.evidence import LackingError, UnknownError, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import quantities
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.disputed import with_disputed
from headroom.report.energy.results import gigawatt, power, requests, sites
from headroom.report.energy.results.rows import last
from headroom.report.judging import at_least, between

YEARS = 2  # "takes years to build": at least two
ABOUT = 2  # "about": within a factor of two
CLEARLY_MORE = 2  # a change of resources: twice the energy of an answer


def _no_general_shortage(world: World) -> str:
    reason = "Which runs waited for power, or were cut short for want of it, is not public."
    with suppress(LackingError):
        chance, doubted = (sites.shortage(world, disputed=disputed) for disputed in (False, True))
        reason += (
            " A shortage for everybody, in which the trend of run power asks for more than the largest operating site "
            f"has, has a probability of {fmt.percent(chance.value)}; one laboratory's queue would not show in it."
        )
        if doubted.value != chance.value:
            reason += f" With the runs in dispute the probability is {fmt.percent(doubted.value)}."
    return reason


@claim(
    "power-shortages",
    quantity="power that the trend of run power asks of the largest run, as a share of the largest operating site",
    kind="percent",
    untested=("then", "now"),
    test="Cannot be tested: that power hindered runs would show in the planned and the actual dates of runs, or in one "
    "laboratory's requests for power with the day on which each was met. The share shown is of another question, "
    "whether there was a shortage for everybody.",
    reason=_no_general_shortage,
    figure="run-power",
)
def power_needed(seen: World) -> Tested | None:
    """How much of the largest site would the trend of run power ask for? Whether runs waited, it cannot say."""
    largest = sites.largest_sites(seen)
    if largest.empty:
        return None
    need, doubted = (sites.need_over_site(seen, disputed=disputed) for disputed in (False, True))
    basis = f"power that the trend asks of the largest run over that of {largest['campus'].iloc[-1]}"
    return Tested(need, basis + with_disputed(need, doubted, "percent"))


def _plants_and_chips(world: World) -> str:
    try:
        plant, reactor = world.parameter("nuc-plant-us"), world.parameter("nuc-reactor-us")
        chips = gigawatt.chips_per_gigawatt(world).query("measure == 'Chips'").iloc[-1]
        largest = last(power.records(world), "training run", world)["peak_power_mw"] / gigawatt.GIGAWATT
    except (LackingError, UnknownError) as lacking:
        return f"There is nothing to compare a gigawatt with: {lacking}."
    reason = (
        f"A gigawatt is one average US reactor ({fmt.number(reactor.value)} GW); US plants, of one to four reactors, "
        f"have {fmt.number(plant.low)} to {fmt.number(plant.high)} GW, on average {fmt.number(plant.value)}. A "
        f"gigawatt feeds {fmt.significant(chips['count'].value, 2)} {chips['chip']}s; the largest run known took "
        f"{fmt.percent(largest.value)} of it."
    )
    with suppress(UnknownError):
        build = world.parameter("build-time-epoch")
        reason += (
            f" Campuses of that size were built in {build.low:.1f} to {build.high:.1f} years; the reactors of Vogtle "
            f"took {fmt.write(world.parameter('nuc-vogtle-time').value, 'years')}."
        )
    return reason


@claim(
    "one-gigawatt",
    quantity="one gigawatt in nuclear plants",
    kind="ratio",
    holds=(between(1 / ABOUT, ABOUT), at_least(YEARS)),
    test="Holds if a gigawatt is within a factor of two of a US nuclear plant, over the range from the smallest plant "
    "to the largest, and if building such a campus takes at least two years, each with a probability of two thirds. "
    "When the claim was made, no campus of that size had been built.",
    reason=_plants_and_chips,
    otherwise=(
        Otherwise("within a factor of 1.5 of a plant", (between(1 / 1.5, 1.5), at_least(YEARS))),
        Otherwise("within a factor of three", (between(1 / 3, 3), at_least(YEARS))),
        Otherwise("years: at least three", (between(1 / ABOUT, ABOUT), at_least(3))),
        Otherwise("the size alone", keep=(0,)),
    ),
    figure="gigawatt",
)
def gigawatt_in_plants(seen: World) -> Tested | None:
    """Is a gigawatt about a nuclear plant, and does a campus of it take years?"""
    try:
        building = seen.parameter("build-time-epoch")
    except UnknownError:
        return None
    plants = 1 / seen.parameter("nuc-plant-us")
    basis = "one gigawatt over the power of a US nuclear plant, from the largest to the smallest"
    return Tested(plants.also(building), basis, compared=(plants, building))


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
    otherwise=(
        Otherwise("half as much again is clearly more", at_least(1.5)),
        Otherwise("five times as much is", at_least(5)),
    ),
    figure="reasoning",
)
def reasoned_over_chat(seen: World) -> Tested | None:
    """Does an answer that is thought about take other resources?"""
    table = requests.pairs(seen)
    if table.empty:
        return None
    basis = f"energy of an answer with reasoning over one without, {len(table)} pairs of the same model and chip"
    return Tested(median_of(table["ratio"]), basis, compared=(quantities(table["ratio"]),))
