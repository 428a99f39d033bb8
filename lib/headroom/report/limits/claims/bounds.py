"""Whether energy binds before capital does, and whether the bounds of data, compute and energy are in sight."""

from __future__ import annotations

import numpy as np

from headroom.evidence import Quantity, World, probability
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import stacked
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.judging import above, below
from headroom.report.limits.results import ceilings, joint
from headroom.report.limits.results.study import ANCHORED, RUN_SHARE

SIGHT = 10  # years: "in sight"
BOUNDS = (ceilings.DATA, ceilings.CHIPS, ceilings.POWER)
SAID = 2024 + 4 / 12  # when it was said
MOST = RUN_SHARE[2]  # of a year's servers in one run
FASTEST = max(joint.GROWTHS)


def _over_power(seen: World, year: float = joint.YEAR) -> dict[str, Quantity]:
    """The ceiling of capital over that of power at a date, for each pace of spending."""
    found = {pace: ceilings.ceilings(seen, (year,), edition=ANCHORED, pace=pace) for pace in ceilings.PACES}
    return {pace: joint.middle(of[ceilings.CAPITAL] / of[ceilings.POWER])[0] for pace, of in found.items()}


def _on_what(world: World) -> str:
    chance = {pace: float(probability(of > 1)) for pace, of in _over_power(world).items()}
    later = float(probability(_over_power(world, 2035.0)["spending"] > 1))
    power = ceilings.ceilings(world, (joint.YEAR,), edition=ANCHORED)[ceilings.POWER][0]
    most = float(probability(ceilings.capital_if(world, joint.YEAR, MOST) > power))
    return (
        f"It depends on capital. For 2030 power lies below capital in {fmt.percent(chance['spending'])} of the draws "
        f"if spending keeps the pace that it has had since 2023, and in {fmt.percent(chance['cash'])} if it falls back "
        f"to that of cash from operations; for 2035 in {fmt.percent(later)} at the present pace. It holds if capital "
        f"keeps its pace and one run gets most of a year's servers: at {fmt.percent(MOST)} of them, where this book "
        f"assumes {fmt.percent(RUN_SHARE[1])}, it is {fmt.percent(most)} for 2030. Of the physical limits power is "
        "the first."
    )


@claim(
    "energy-binds-first",
    quantity="largest run that capital allows in 2030 over the largest that power allows",
    kind="ratio",
    holds=above(1, cases="probability"),
    untested=("now",),
    test="Would hold if power allowed less than capital at the start of 2030 with a probability of two thirds over "
    "three paces of spending: that since 2023, that of cash from operations, and one between. It cannot be tested "
    "while nobody publishes what share of a year's servers one run gets: this book's assumption of it decides it. "
    "The study that the ceilings come from was not out when it was said.",
    reason=_on_what,
    otherwise=(
        Otherwise("paces counted by their middle", above(1)),
        Otherwise("in 2035", find=lambda seen: Tested(stacked(_over_power(seen, 2035.0).values()))),
        Otherwise("at the pace since 2023", above(1), find=lambda seen: Tested(_over_power(seen)["spending"])),
        Otherwise("at the pace of cash", above(1), find=lambda seen: Tested(_over_power(seen)["cash"])),
    ),
    figure="binding-by-year",
)
def capital_over_power(seen: World) -> Tested:
    """Does power bind before capital does?"""
    ratios = stacked(_over_power(seen).values())
    basis = f"medians for {len(ratios)} paces of spending; the share of one run in it is an assumption of this book"
    return Tested(median_of(ratios), basis, compared=(ratios,))


def _met(seen: World, growth: float) -> Quantity:
    """When the last of the three bounds is met by the largest known run, carried on at a growth."""
    found = [joint.crossing(seen, limit, growth, edition=ANCHORED) for limit in BOUNDS]
    last = found[0]
    for other in found[1:]:
        last = np.maximum(last, other)
    return joint.middle(last).named("year", level=joint.LEVEL)


def _by_growth(world: World) -> str:
    last = "; ".join(f"{growth:.0f}× a year, {_year(_met(world, growth).value)}" for growth in joint.GROWTHS)
    lowest = joint.crossing(world, edition=ANCHORED)
    return (
        f"The lowest of the physical limits is met in {_year(lowest.value)} (80% interval {_year(lowest.low)} to "
        f"{_year(lowest.high)}) by runs that grow fourfold a year, and the last of data, compute and energy by growth: "
        f"{last}. Without the growth there is no wall; advances in algorithms and generated text are not in it."
    )


def _year(date: float) -> str:
    """A date in words; what is not met by the last that was looked at, is not."""
    last = joint.DATES[-1]
    return f"not before {last:.0f}" if date > last - 0.1 else fmt.write(float(date), "year")


@claim(
    "bounds-in-sight",
    quantity="when the lowest limit is met by runs that grow fourfold a year",
    kind="year",
    holds=(below(SAID + SIGHT), below(SAID + SIGHT)),
    test=f"Holds if the lowest limit is met within {SIGHT} years of when it was said by a fourfold growth and (the "
    f"claim says potentially) all of data, compute and energy by the fastest growth that is published, {FASTEST:.0f} "
    "times a year, each with a probability of two thirds.",
    reason=_by_growth,
    otherwise=(
        Otherwise("in sight: within five years", (below(SAID + SIGHT / 2),) * 2),
        Otherwise("the lowest limit alone", keep=(0,)),
        Otherwise(
            "all bounds, by a fourfold growth", (below(SAID + SIGHT),), find=lambda seen: Tested(_met(seen, 4.0))
        ),
    ),
    figure="ceilings-by-year",
)
def when_met(seen: World) -> Tested:
    """Are the bounds of data, compute and energy in sight?"""
    lowest = joint.crossing(seen, edition=ANCHORED)
    basis = f"lowest of power, chips, data and latency; from {joint.start(seen, ANCHORED).name} on"
    return Tested(lowest, basis, compared=(lowest, _met(seen, FASTEST)))
