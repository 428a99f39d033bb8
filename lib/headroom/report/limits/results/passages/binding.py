"""Which limit binds first: the sections on ceilings, on all of them together, and on how far to trust them."""

from __future__ import annotations

import numpy as np

from headroom.calculator import limits
from headroom.evidence import Quantity, World, probability
from headroom.evidence.quantity import SAMPLES
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.limits.results import ceilings, joint, study
from headroom.report.limits.results.headlines import (
    DATE,
    FEASIBLE,
    PACE,
    capital_first,
    crossing,
    money_first,
    power_first,
)
from headroom.report.limits.results.study import ANCHORED, RUN_SHARE, STUDY
from headroom.report.prose import Prose, prose

CHOSEN = {"edition": ANCHORED, "pace": PACE}
SOON, LAST = 2032.0, 2035.0  # early in the 2030s; the last year shown
MEGAWATTS = 1e3  # of a gigawatt
ASSUMED = "of a year's new servers in one run, an assumption of this book"
NEAR_YEARS = (2026.0, 2028.0)  # starts of years, of which chips are told
EUV = ("euv-tools-2030", "euv-gw-per-tool")
EUV_SAID = ("limits_published", "patel26-euv", "high")


@prose
def in_short(world: World) -> Prose:
    """What binds first in 2030, and when: in this chapter, and where others speak of it."""
    found = {limit: joint.first(world, limit, edition=ANCHORED) for limit in ceilings.LIMITS}
    power, chips, data = (found[limit].value for limit in (ceilings.POWER, ceilings.CHIPS, ceilings.DATA))
    basis = "lowest of power, chips, data and latency, start of 2030"
    passed = joint.YEAR - study.START[ANCHORED]
    developer = joint.middle(ceilings.developer_power(study.given(world, ANCHORED), passed))
    return Prose(
        {
            "binds-power": power_first(world),
            "binds-data": Estimate.of(found[ceilings.DATA], "percent", basis=basis),
            "binds-chips": Estimate.of(found[ceilings.CHIPS], "percent", basis=basis),
            "binds-capital": money_first(world),
            "binds-when": crossing(world),
            "binds-share": Estimate.of(study.run_share(world), "percent", basis=ASSUMED),
            "binds-developer": Estimate.of(
                developer / MEGAWATTS, "gigawatt", basis="of one developer, on all its sites, for one run"
            ),
        },
        {
            "Of what is physical power binds first most often, data next, and chips seldom.": power > data > 5 * chips,
        },
    )


@prose
def opening(world: World) -> Prose:
    """The answer: what binds first, when, how likely, and what would change it."""
    found = {pace: capital_first(world, pace) for pace in ceilings.PACES}
    power = joint.first(world, ceilings.POWER, edition=ANCHORED, pace=PACE)
    later = joint.first(world, ceilings.POWER, SOON, edition=ANCHORED, pace=PACE)
    money_later = joint.first(world, ceilings.CAPITAL, SOON, edition=ANCHORED, pace=PACE)
    slow, fast = (joint.crossing(world, growth=growth, **CHOSEN) for growth in (3.0, 5.0))
    doubted = joint.crossing(world, disputed=True, **CHOSEN)
    met, apart = joint.met_first(world, **CHOSEN), joint.draws_apart(found[PACE])
    return Prose(
        {
            "capital-kept": Estimate.of(found["spending"], "percent", basis="spending grows as since 2023"),
            "capital-cash": Estimate.of(found["cash"], "percent", basis="spending grows as cash from operations"),
            "power-with-capital": Estimate.of(power, "percent", basis="spending grows as since 2023"),
            "met-capital": Estimate.of(met[ceilings.CAPITAL], "percent", basis="met first by runs that grow fourfold"),
            "met-power": Estimate.of(met[ceilings.POWER], "percent", basis="met first by runs that grow fourfold"),
            "draws": Estimate.of(Quantity(SAMPLES, rows=apart.rows), "count", basis="of all inputs together"),
            "draws-apart": Estimate.of(apart, "percent", basis="of the draws; twice the standard deviation of a count"),
            "crossing-slow": Estimate.of(slow, DATE, basis="threefold a year"),
            "crossing-fast": Estimate.of(fast, DATE, basis="fivefold a year"),
            "crossing-doubted": Estimate.of(doubted, DATE, basis="fourfold a year, from the largest run in dispute"),
            "pace-cash": Estimate.of(ceilings.growth_of_capital(world, "cash") - 1, "percent", basis="published fit"),
            "pace-kept": Estimate.of(ceilings.growth_of_capital(world, PACE) - 1, "percent", basis="published fit"),
        },
        {
            "Capital is the lowest limit of 2030 more often than any other, at every pace.": all(
                one.value > joint.first(world, limit, edition=ANCHORED, pace=pace).value
                for pace, one in found.items()
                for limit in ceilings.LIMITS
            ),
            "Of what runs meet first, capital comes before power.": met[ceilings.CAPITAL].value
            > met[ceilings.POWER].value,
            "If spending keeps its pace, power overtakes capital early in the 2030s.": later.value > money_later.value,
            "Power is the first physical limit of 2030 more often than all others together.": joint.first(
                world, ceilings.POWER, edition=ANCHORED
            ).value
            > 0.5,
        },
    )


@prose
def fan(world: World) -> Prose:
    """The ceilings by year and the runs below them."""
    found = ceilings.ceilings(world, (joint.YEAR,), **CHOSEN)
    numbers = {
        f"ceiling-{limit.lower()}": Estimate.of(joint.middle(of)[0], "flop", basis="median of the draws, start of 2030")
        for limit, of in found.items()
    }
    years = joint.joint(world, (joint.YEAR, joint.YEAR + 1), **CHOSEN)
    top, doubted = (largest_run(world, disputed=disputed) for disputed in (False, True))
    asked = joint.crossing(world, **CHOSEN)
    with_it = joint.crossing(world, disputed=True, **CHOSEN)
    later = asked.value - with_it.value
    begun = joint.start(world, ANCHORED, disputed=True)
    refuted = 1 - joint.allowing(world, begun.flop, year=begun.year, **CHOSEN)
    return Prose(
        {
            **numbers,
            "one-more-year": Estimate.of(years[1].settled() / years[0].settled(), "ratio", basis="medians"),
            "largest-known": top.name,
            "largest-doubted": doubted.name,
            "doubted-moves": Estimate.of(
                Quantity(abs(later), rows=with_it.rows), "years", basis="the date of crossing"
            ),
            "doubted-way": "earlier" if later > 0 else "later",
            "doubted-refutes": Estimate.of(refuted, "percent", basis=f"lowest of all limits when {doubted.name} came"),
        },
        {
            "The largest run that is not in dispute lies below the interval of each limit of 2030.": top.flop.value
            < min(of.quantile(0.1)[0] for of in found.values()),
            "The middle of all together lies below the middle of each.": years[0].value
            < min(joint.middle(of).value[0] for of in found.values()),
        },
    )


@prose
def risk(world: World) -> Prose:
    """Medians hide joint risk."""
    size = world.range("limits_published", FEASIBLE)
    alone = {limit: joint.allowing(world, size, limit) for limit in ceilings.LIMITS}
    together = joint.allowing(world, size)
    numbers = {
        f"allows-{limit.lower()}": Estimate.of(one, "percent", basis="the study's own inputs, start of 2030")
        for limit, one in alone.items()
    }
    inputs = study.given(world)
    span = ceilings.data(inputs, joint.YEAR - study.START[STUDY])
    orders = float(np.log10(span.quantile(0.9) / span.quantile(0.1)))
    second = joint.first(world, ceilings.DATA)
    return Prose(
        {
            **numbers,
            "allows-all": Estimate.of(together, "percent", basis="the study's own inputs, start of 2030"),
            "feasible-run": Estimate.of(size, "flop", basis="all four limits together, as the study says"),
            "data-second": Estimate.of(second, "percent", basis="the study's own inputs, start of 2030"),
            "data-orders": Estimate.of(Quantity(orders, rows=span.rows), "number", basis="80% interval of its ceiling"),
        },
        {
            "Each of the four allows it in half of the draws or more.": all(one.value >= 0.5 for one in alone.values()),
            "All together do not.": together.value < 0.5,
            "What an image is worth in tokens moves the ceiling of data most.": joint.correlations(span, inputs).index[
                0
            ]
            == "tok-image",
            "Data is second by probability.": second.value
            == sorted(joint.first(world, limit).value for limit in ceilings.LIMITS)[-2],
        },
    )


@prose
def switches(world: World) -> Prose:
    """What the switches do: capital's share in one run, generated text, one site."""
    physical = _physical(world)
    others = joint.lowest(physical)[0]
    low, middle, high = RUN_SHARE
    shares = {share: _below(ceilings.capital_if(world, joint.YEAR, share), others) for share in (low, high)}
    taught, plain = (joint.at(world, edition=ANCHORED, synthetic=synthetic) for synthetic in (True, False))
    first = joint.first(world, ceilings.POWER, edition=ANCHORED, synthetic=True)
    single = joint.at(world, edition=ANCHORED, sites=False)
    assumed = study.run_share(world)
    last = {limit: of[0] for limit, of in physical.items()} | {
        ceilings.CAPITAL: ceilings.capital_if(world, joint.YEAR, high)
    }
    power = _below(last.pop(ceilings.POWER), joint.lowest(last))
    return Prose(
        {
            "share-low": Estimate.of(assumed.settled("low"), "percent", basis=ASSUMED),
            "share-middle": Estimate.of(assumed.settled(), "percent", basis=ASSUMED),
            "share-high": Estimate.of(assumed.settled("high"), "percent", basis=ASSUMED),
            "capital-if-little": Estimate.of(shares[low], "percent", basis=f"{low:.0%} of a year's servers in one run"),
            "capital-if-much": Estimate.of(shares[high], "percent", basis=f"{high:.0%} of a year's servers in one run"),
            "power-if-much": Estimate.of(power, "percent", basis=f"{high:.0%} of a year's servers in one run"),
            "synthetic-lowest": Estimate.of(taught, "flop", basis="lowest limit of 2030 without capital"),
            "plain-lowest": Estimate.of(plain, "flop", basis="lowest limit of 2030 without capital"),
            "synthetic-power": Estimate.of(first, "percent", basis="power first, if generated text teaches as well"),
            "one-site": Estimate.of(single, "flop", basis="lowest limit of 2030 on one campus, without capital"),
        },
        {
            "With little of a year's servers in one run capital binds first, with much it does not.": shares[low].value
            > 0.5
            > shares[high].value,
            "With much of them power binds first again.": power.value > 0.5,
            "Generated text does not raise the lowest limit.": taught.value <= 1.2 * plain.value,
            "One site allows less than several.": single.value < plain.value,
        },
    )


def _physical(world: World) -> dict[str, Quantity]:
    """The ceilings of 2030 without that of capital, from the end of 2025."""
    return ceilings.ceilings(world, (joint.YEAR,), edition=ANCHORED)


def _below(one: Quantity, other: Quantity) -> Quantity:
    """How often one lies below another."""
    condition = one < other
    return Quantity(probability(condition), rows=condition.all_rows, unit="fraction")


@prose
def shares(world: World) -> Prose:
    """How the shares of the draws go on, how exact they are, and what others say of chips."""
    share = {year: joint.first(world, ceilings.CHIPS, year, edition=ANCHORED) for year in NEAR_YEARS}
    power = joint.first(world, ceilings.POWER, NEAR_YEARS[0], edition=ANCHORED)
    machines, each = (world.range("limits_facts", id) for id in EUV)
    printed = limits.printed_power(machines, each)  # in gigawatts, as the table has them
    said = world.cell(*EUV_SAID)
    data = [joint.first(world, ceilings.DATA, float(year), edition=ANCHORED).value for year in ceilings.YEARS[1:]]
    middle = {limit: joint.middle(of)[0].value for limit, of in _physical(world).items()}
    first, last = NEAR_YEARS
    return Prose(
        {
            "chips-soon": Estimate.of(
                share[first], "percent", basis=f"lowest of the physical limits, start of {first:.0f}"
            ),
            "chips-later": Estimate.of(
                share[last], "percent", basis=f"lowest of the physical limits, start of {last:.0f}"
            ),
            "printed-said": Estimate.of(said, "gigawatt", basis="the most of AI chips made in a year, as published"),
            "printed-power": Estimate.of(
                printed, "gigawatt", basis=f"about {fmt.number(machines.value)} machines, all of them for AI, in a year"
            ),
        },
        {
            "Two published numbers and their product agree.": abs(printed.value / said.value - 1) < 0.1,
            "Power binds more often than chips from the first year on.": power.value
            > share[first].value
            > share[last].value,
            "Data gains in every year.": data == sorted(data),
            "The median of data lies near that of chips and several times above that of power.": 0.5
            < middle[ceilings.DATA] / middle[ceilings.CHIPS]
            < 2
            and middle[ceilings.DATA] > 4 * middle[ceilings.POWER],
        },
    )


@prose
def drivers(world: World) -> Prose:
    """What moves the lowest limit of 2030."""
    table = joint.tornado(world)
    top, correlations = table.iloc[0], joint.rank_correlations(world)
    growth, days = (table.set_index("input").loc[id] for id in ("dc-growth", "dur"))
    return Prose(
        {
            "driver-low": Estimate.of(growth["low"], "flop", basis="at its 10th percentile, all else at its middle"),
            "driver-high": Estimate.of(growth["high"], "flop", basis="at its 90th percentile, all else at its middle"),
            "length-low": Estimate.of(days["low"], "flop", basis="runs of two months"),
            "length-high": Estimate.of(days["high"], "flop", basis="runs of nine months"),
            "driver-rank": Estimate.of(
                Quantity(correlations["dc-growth"], rows=growth["low"].rows), "number", basis="rank correlation"
            ),
        },
        {
            "The growth of American data centres moves it most.": top["input"] == "dc-growth" == correlations.index[0],
            "At its upper end data binds instead of power.": growth["binds_high"] == ceilings.DATA,
        },
    )
