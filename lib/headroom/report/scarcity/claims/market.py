"""Claims on who makes, owns and waits for chips."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from headroom.calculator import scarcity
from headroom.evidence import NoPriceError, Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import quantities
from headroom.report import format as fmt
from headroom.report.claims import Tested, claim, stated_on
from headroom.report.estimate import Estimate
from headroom.report.judging import Chance, above, at_least, between
from headroom.report.scarcity.results import concentration, supply, waiting

SOME_MONTHS = 8  # weeks: the least that "months" can mean
HALF_A_YEAR = 26  # weeks
POINTS = 0.05  # how near a found share lies to a stated one that holds
B200 = "b200-sxm"


def _shares_of_what(world: World) -> str:
    hhi = concentration.designer_hhi(world)["hhi"].iloc[-1].value
    return (
        "The stated figure is a share of graphics cards sold for personal computers and says nothing of AI "
        f"compute. By the compute delivered, design is {concentration.level(hhi)}: the index is "
        f"{fmt.write(hhi, 'count')} points where {fmt.write(concentration.GUIDELINES.high, 'count')} counts as high."
    )


@claim(
    "nvidia-share",
    quantity="Nvidia's share of the AI compute delivered, in H100-equivalents at 8 bit",
    holds=between(-POINTS, POINTS),
    test="Holds if that share is within five points of the stated one with a probability of two thirds. As of "
    "the claim's date it cannot be tested: Google's chips are counted from 2023 only, so the share then is too high.",
    reason=_shares_of_what,
    figure="who-has-compute",
    untested=("then",),
)
def nvidia_share(seen: World) -> Tested:
    """What is 88 % a share of?"""
    off = concentration.newest_share(seen)["share"] - seen.cell("claims", "nvidia-share", "stated_value")
    return Tested(concentration.share_of(seen), compared=(off,))


def _worth_of_a_reservation(world: World) -> str:
    day = waiting.shortage(world)
    lost = waiting.value_of_waiting(world, day=day)
    return (
        f"The reports come from makers and dealers; those of hyperscalers are not public. Having an H100 at the "
        f"end of {day.year} instead of {waiting.WAIT} weeks later was worth {fmt.write(-lost.value, 'money')} in rent "
        f"forgone net of the expected fall in price ({lost.interval_name} {fmt.write(-lost.high, 'money')} to "
        f"{fmt.write(-lost.low, 'money')}), so reserving {'paid' if lost.high < 0 else 'did not surely pay'}."
    )


@claim(
    "gpu-wait-months",
    quantity="reported time from order to delivery",
    kind="weeks",
    holds=at_least(SOME_MONTHS),
    test=f"Holds if two thirds of the reports up to the date give at least {SOME_MONTHS} weeks. None in the "
    "tables is as old as the claim.",
    reason=_worth_of_a_reservation,
    figure="value-of-waiting",
)
def gpu_wait_months(seen: World) -> Tested | None:
    """Did buyers wait for months, and was reserving worth it?"""
    table = supply.lead_times(seen)
    if table.empty:
        return None
    weeks = quantities(table["weeks"])
    basis = f"median of {len(table)} reports since October 2023"
    return Tested(median_of(weeks), basis, compared=(weeks,), as_of=table["day"].iloc[-1].date())


@claim(
    "alternatives",
    quantity="share of TPU and Trainium in the AI compute delivered",
    holds=above(0),
    test="Holds if that share grew over the year before the date with a probability of two thirds.",
    reason="Whether it moved because GPUs were scarce is not shown. Of FPGAs the tables hold no "
    "row, so that part cannot be tested, and chips of Huawei and others are not counted.",
    figure="who-has-compute",
)
def alternatives(seen: World) -> Tested | None:
    """Do chips that are no GPUs gain?"""
    if len(concentration.others_share(seen)) < 2:
        return None
    share, more = concentration.others_growth(seen)
    return Tested(share, compared=(more,))


def _owned_and_designed(world: World) -> str:
    row = concentration.newest_hhi(world)
    low, high = row["low"].value, row["high"].value
    few, many = (scarcity.effective_owners(points) for points in (high, low))
    design = concentration.designer_hhi(world)["hhi"].iloc[-1].value
    return (
        f"Ownership is {concentration.levels(low, high)}, like {few:.1f} to {many:.1f} equal "
        f"owners, {row['largest']} the largest with {fmt.write(row['share'].value, 'percent')}. Design is "
        f"{concentration.level(design)} ({fmt.write(design, 'count')} points). Owners rent out much of it; who uses it "
        "is not counted."
    )


@claim(
    "centralisation",
    quantity="Herfindahl-Hirschman index of the ownership of AI compute",
    holds=Chance(),
    test=f"Holds if the index is above {fmt.write(concentration.GUIDELINES.high, 'count')} points, where agencies of "
    "the United States call a market highly concentrated, over two thirds of its interval.",
    reason=_owned_and_designed,
    figure="who-has-compute",
)
def centralisation(seen: World) -> Tested:
    """Is compute in few hands? The interval's share above the threshold counts, since it is one of ignorance."""
    index = concentration.ownership(seen)
    over = np.clip((index.high - concentration.GUIDELINES.high) / (index.high - index.low), 0, 1)
    return Tested(index, compared=(Quantity(over),))


def _queue_of_blackwell(world: World) -> str:
    orders = supply.backlog(world)
    orders = [one.value for one in orders.loc[orders["generation"] == "Blackwell", "backlog"]]
    queued = fmt.write(orders[-1], "chips") if orders else ""
    queue = f"By Little's law at that quarter's shipments {queued} were on order. " if orders else ""
    return (
        f"{queue}Other providers are asked than a year before, so a change is partly one of who is asked. "
        "Whether inference is what drives it, our tables cannot tell."
    )


@claim(
    "blackwell-demand",
    quantity="when stated, time to delivery; since, the rent of a B200 against a year before",
    holds=at_least(1),
    test="Holds if delivery took at least half a year; since, if the rent rose with a probability of two thirds.",
    reason=_queue_of_blackwell,
    figure="lead-time-backlog",
)
def blackwell_demand(seen: World) -> Tested | None:
    """Was Blackwell sold out, and does its rent show it?"""
    if seen.as_of > stated_on(seen, "blackwell-demand"):
        with suppress(NoPriceError):
            return _rent_of_a_year(seen)
    table = supply.lead_times(seen)
    table = table[table["generation"] == "Blackwell"]
    if table.empty:
        return None
    row = table.iloc[-1]
    wait = Estimate.of(row["weeks"], "weeks", as_of=row["day"].date(), basis="time to delivery")
    return Tested(wait, compared=(row["weeks"] / HALF_A_YEAR,))


def _rent_of_a_year(seen: World) -> Tested:
    """Rent of a B200 over that of a year before."""
    year_ago = seen.price(B200, "cloud_on_demand", seen.as_of.replace(year=seen.as_of.year - 1))
    ratio = seen.price(B200, "cloud_on_demand") / year_ago
    basis = "median on-demand rent of a B200 over that of a year before"
    return Tested(Estimate.of(ratio, "growth", as_of=seen.as_of, basis=basis), compared=(ratio,))
