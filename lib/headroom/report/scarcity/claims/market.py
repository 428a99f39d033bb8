"""Claims on who makes, owns and waits for chips."""

from __future__ import annotations

import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of
from headroom.evidence.columns import quantities
from headroom.evidence.prices import ENOUGH
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim, stated_on
from headroom.report.estimate import Estimate
from headroom.report.judging import above, at_least
from headroom.report.scarcity.results import concentration, sellers, supply

SOME_MONTHS = 8  # weeks: the least that "months" can mean
HALF_A_YEAR = 26  # weeks
B200 = "b200-sxm"


def _shares_of_what(world: World) -> str:
    hhi = concentration.designer_hhi(world)["hhi"].iloc[-1].value
    return (
        f"Of all accelerators, with TPU and Trainium, its share is {concentration.share_of(world).text}: the "
        "denominator decides. The source counts graphics cards sold for personal computers, which is another market "
        "again. By the "
        f"compute delivered, design is {concentration.level(hhi)} ({fmt.write(hhi, 'count')} points of the index, "
        f"where {fmt.write(concentration.GUIDELINES.high, 'count')} counts as high)."
    )


@claim(
    "nvidia-share",
    quantity="Nvidia's share of the compute of GPUs delivered, in H100-equivalents at 8 bit",
    kind="percent",
    untested=("then", "now"),
    test="Cannot be tested: the source of the claim counts graphics cards sold for personal computers, and our tables "
    "count compute delivered to data centres. What is computed is the share of that other market.",
    reason=_shares_of_what,
    figure="who-has-compute",
)
def nvidia_share(seen: World) -> Tested | None:
    """What is 88 % a share of?"""
    try:
        share = concentration.share_among_gpus(seen)
    except LackingError:
        return None
    day = concentration.newest_share(seen)["day"].date()
    return Tested(share, "GPUs of Nvidia and AMD, all deliveries counted", as_of=day)


def _later_reports(world: World) -> str:
    later = supply.lead_times(world)
    if later.empty:
        return "No report of a wait is in the tables."
    weeks, reporters = quantities(later["weeks"]), later["who"].nunique()
    return (
        f"From {later['day'].iloc[0]:%B %Y} to {later['day'].iloc[-1]:%B %Y} {reporters} makers and dealers reported "
        f"{least_of(weeks).value:.0f} to {greatest_of(weeks).value:.0f} weeks, none before the claim and none for "
        "hyperscalers. What having a chip at once was worth, the section computes."
    )


@claim(
    "gpu-wait-months",
    quantity="time from order to delivery, as reported in the year before",
    kind="weeks",
    holds=at_least(SOME_MONTHS),
    test="Cannot be tested: it would take dated reports of what hyperscalers waited, at least three in the year before "
    f"the date, of which two thirds give {SOME_MONTHS} weeks or more.",
    reason=_later_reports,
    figure="value-of-waiting",
    untested=("then", "now"),
)
def gpu_wait_months(seen: World) -> Tested | None:
    """How long did buyers wait? A report of years ago says nothing of now."""
    table = supply.lead_times(seen)
    table = table[table["day"] > pd.Timestamp(seen.as_of) - pd.DateOffset(years=1)]
    if len(table) < ENOUGH:
        return None
    basis = f"median of {len(table)} reports of makers and dealers in the year before"
    return Tested(median_of(table["weeks"]), basis, as_of=table["day"].iloc[-1].date())


@claim(
    "alternatives",
    quantity="share of TPU and Trainium in the AI compute delivered",
    holds=above(0),
    test="Holds if that share grew over a year with a probability of two thirds. As of the claim's date it cannot be "
    "tested: shares that are counted from zero rise of themselves, so all of the chips must have been counted for a "
    "year.",
    reason="Whether it moved because GPUs were scarce is not shown. Of FPGAs the tables hold no "
    "row, so that part cannot be tested, and chips of Huawei and others are not counted.",
    otherwise=(
        Otherwise("by two points at the least", at_least(0.02)),
        Otherwise("by five points", at_least(0.05)),
    ),
    figure="who-has-compute",
)
def alternatives(seen: World) -> Tested | None:
    """Do chips that are no GPUs gain?"""
    try:
        share, more = concentration.others_growth(seen)
    except LackingError:
        return None
    return Tested(share, compared=(more,))


def _owned_and_designed(world: World) -> str:
    row, table = concentration.newest_hhi(world), concentration.share_of_few(world)
    low, high = row["low"].value, row["high"].value
    few, many = (scarcity.effective_owners(points) for points in (high, low))
    first = table.iloc[0]
    return (
        f"The four largest had {fmt.write(first['share'].value, 'percent')} at the end of {first['day'].year}. By its "
        f"index ownership is {concentration.levels(low, high)}, like {few:.1f} to {many:.1f} equal owners, "
        f"{row['largest']} the largest with {fmt.write(row['share'].value, 'percent')}; whether the index rose depends "
        "on owners that are not known by name. Owners rent out much of it; who develops with it is not counted."
    )


@claim(
    "centralisation",
    quantity="share of the four largest owners in AI compute",
    kind="percent",
    holds=(above(0), above(0)),
    test="Holds if both that share and the index of ownership rose since the end of 2023, each with a probability of "
    "two thirds; the less probable counts. As of the claim's date it cannot be tested: there is one count alone.",
    reason=_owned_and_designed,
    otherwise=(
        Otherwise("the share of the four alone", keep=(0,)),
        Otherwise("the index of all owners alone", keep=(1,)),
    ),
    figure="who-has-compute",
)
def centralisation(seen: World) -> Tested | None:
    """Does the compute come into fewer hands?"""
    try:
        table = concentration.share_of_few(seen)
    except LackingError:
        return None
    first, last = table.iloc[0], table.iloc[-1]
    more = last["share"] - first["share"]
    basis = f"four largest owners by name; {fmt.write(first['share'].value, 'percent')} at the end of 2023"
    return Tested(last["share"], basis, compared=(more, concentration.growth_of_index(seen)), as_of=last["day"].date())


def _queue_of_blackwell(world: World) -> str:
    orders = supply.backlog(world)
    orders = [one.value for one in orders.loc[orders["generation"] == "Blackwell", "backlog"]]
    queued = fmt.write(orders[-1], "chips") if orders else ""
    queue = f"By Little's law at that quarter's shipments {queued} were on order. " if orders else ""
    return f"{queue}Whether inference is what drives it, our tables cannot tell."


@claim(
    "blackwell-demand",
    quantity="when stated, time to delivery; since, the rent of a B200 asked by the same sellers",
    holds=at_least(1),
    test="Holds if delivery took at least half a year; since, if two thirds of the sellers whose list one source read "
    "twice in half a year ask more than before.",
    reason=_queue_of_blackwell,
    figure="lead-time-backlog",
)
def blackwell_demand(seen: World) -> Tested | None:
    """Was Blackwell sold out, and does its rent show it?"""
    if seen.as_of > stated_on(seen, "blackwell-demand"):
        moved = sellers.recently(seen, B200)
        if len(moved) >= ENOUGH:
            return _dearer(moved)
    table = supply.lead_times(seen)
    table = table[table["generation"] == "Blackwell"]
    table = table[table["day"] > pd.Timestamp(seen.as_of) - pd.DateOffset(years=1)]
    if table.empty:
        return None
    row = table.iloc[-1]
    wait = Estimate.of(row["weeks"], "weeks", as_of=row["day"].date(), basis="time to delivery, one report")
    return Tested(wait, compared=(row["weeks"] / HALF_A_YEAR,))


def _dearer(moved: pd.DataFrame) -> Tested:
    """Rent of a B200 over that of some months before, by seller."""
    months = f"{moved['before'].min():%B} to {moved['day'].max():%B %Y}"
    basis = f"on-demand rent of a B200, the same {len(moved)} sellers, {months}; median"
    newest = moved["day"].max().date()
    ratio = Estimate.of(median_of(moved["change"]), "ratio", as_of=newest, basis=basis)
    return Tested(ratio, compared=(quantities(moved["change"]) / sellers.MOVED,))
