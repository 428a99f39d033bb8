"""Headline results on which limit binds first."""

from __future__ import annotations

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among
from headroom.evidence.quantity import SAMPLES
from headroom.report import format as fmt
from headroom.report.disputed import with_disputed
from headroom.report.estimate import Estimate
from headroom.report.headline import headline
from headroom.report.limits.results import ceilings, compared, joint
from headroom.report.limits.results.study import ANCHORED, RUN_SHARE, STUDY

PACE = "spending"  # of capital: as it has grown since 2023
FEASIBLE = "ep24-overall-flop"  # the run that the study of 2024 thinks feasible by 2030
DATE = "part_of_year"  # how a date of crossing is written


def drawn(share: Quantity) -> str:
    """What a share is one of, and how exact the number of draws makes it, for its basis."""
    apart = fmt.fixed(100 * float(joint.draws_apart(share).value), 1)
    return f"a share of {SAMPLES:,} equally likely draws of all inputs, good to ±{apart} points by their number"


def capital_first(world: World, pace: str = PACE) -> Quantity:
    """How often capital is the lowest limit at the start of 2030, at a pace of its growth."""
    return joint.first(world, ceilings.CAPITAL, edition=ANCHORED, pace=pace)


@headline("limits.power-first", "How often power binds first in 2030, money aside", "binding-by-year")
def power_first(world: World) -> Estimate:
    """How often power is the lowest of the physical limits at the start of 2030, by the inputs of both dates."""
    now, then = (joint.first(world, ceilings.POWER, edition=edition) for edition in (ANCHORED, STUDY))
    basis = f"of power, chips, data and latency, {drawn(now)}; from the inputs of 2024 to those of the end of 2025"
    return Estimate.of(among(now, [now, then]), "percent", basis=basis)


@headline("limits.capital-first", "How often capital binds first in 2030", "binding-by-year")
def money_first(world: World) -> Estimate:
    """How often capital is the lowest limit at the start of 2030, for three paces of spending."""
    found = {pace: capital_first(world, pace) for pace in ceilings.PACES}
    low, _, high = (fmt.percent(share) for share in RUN_SHARE)
    basis = (
        f"{drawn(found[PACE])}, if spending keeps the pace that it has had since 2023; to that if it falls back to the "
        f"pace of cash; one run gets {low} to {high} of a year's servers, an assumption of this book"
    )
    return Estimate.of(among(found[PACE], list(found.values())), "percent", basis=basis)


@headline("limits.lowest", "Largest run that all limits together allow in 2030", "ceilings-by-year")
def lowest(world: World) -> Estimate:
    """The lowest of all limits at the start of 2030, capital at the pace that it has had since 2023."""
    basis = "lowest of power, chips, data, latency and capital in each draw, start of 2030"
    return Estimate.of(joint.at(world, edition=ANCHORED, pace=PACE), "flop", basis=basis)


@headline("limits.crossing", "When runs that grow fourfold a year meet the lowest limit", "ceilings-by-year")
def crossing(world: World) -> Estimate:
    """The date at which a run that grows fourfold a year from the largest known meets the lowest limit."""
    met, doubted = (joint.crossing(world, edition=ANCHORED, pace=PACE, disputed=disputed) for disputed in (False, True))
    basis = f"from {joint.start(world, ANCHORED).name}; capital at the pace that it has had since 2023"
    largest = joint.start(world, ANCHORED, disputed=True).name
    return Estimate.of(met, DATE, basis=basis + with_disputed(met, doubted, DATE, largest))


@headline("limits.feasible", "How likely the study's run of 2030 is under all limits", "survival-of-2030")
def feasible(world: World) -> Estimate:
    """How often all limits together allow the run that the study of 2024 thinks feasible by 2030."""
    size = world.range("limits_published", FEASIBLE)
    paces = [PACE, None, *ceilings.PACES]
    found = [joint.allowing(world, size, edition=ANCHORED, pace=pace) for pace in paces]
    basis = f"{drawn(found[0])}; from capital at the pace of cash to no limit of capital"
    return Estimate.of(among(found[0], found), "percent", basis=basis)


@headline("limits.more-chips", "Chips that came by the end of 2025 over the study's middle", "back-cast")
def more_chips(world: World) -> Estimate:
    """Chips in the world at the end of 2025, as counted, over what the inputs of the study of 2024 give."""
    found = next(one for one in compared.back_cast(world) if one.date == "end of 2025")
    basis = "sales of four makers as estimated, over the study's middle; the interval is mostly the study's"
    return Estimate.of(joint.middle(found.came / found.expected), "ratio", basis=basis)
