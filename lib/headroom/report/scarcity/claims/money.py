"""Claims on money: what rounds buy, what clouds spend, and whether the price of entry is a wall."""

from __future__ import annotations

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import least_of, median_of
from headroom.evidence.columns import quantities
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, as_stated, claim
from headroom.report.disputed import verdict_with_disputed
from headroom.report.facts.prices import cheapest
from headroom.report.facts.runs import flop_of
from headroom.report.judging import Chance, above, at_least, at_most
from headroom.report.scarcity.results import funding, owning, spending

SOON = 3  # years: a delay and no barrier
PURPOSE_KNOWN = Quantity(0.0)  # share of the rounds whose purpose is a column of the tables


def _over_a_run(seen: World, flop: Quantity) -> Quantity:
    """Each round over what a run rents for on the day."""
    _, cost = funding.run_cost(seen, flop)
    return quantities(funding.rounds(seen)["usd"]) / cost


def _smallest_and_large(world: World) -> str:
    then = as_stated(world, "startup-rounds")
    reached = _over_a_run(then, flop_of(world, "gpt-4")) >= 1
    large = " and ".join(funding.rounds(then)["name"][reached.value]) or "none"
    least = least_of(funding.chips_of_rounds(world)).value
    return (
        f"The smallest round buys {fmt.write(least, 'chips')}; of all, {large} could have rented the compute of "
        "GPT-4 when the claim was made. "
        "What the money was raised for, beyond what founders said, no table tells."
    )


@claim(
    "startup-rounds",
    quantity="H100s with server and network that each round buys if all of it goes to compute",
    kind="chips",
    holds=(at_least(1), Chance()),
    together="evenly",
    test="Its two halves count alike: the rounds that would have rented the computing of GPT-3 at the day's cheapest "
    "price, and those of which a table says that they were raised for computing (none does).",
    reason=_smallest_and_large,
    otherwise=(Otherwise("what the rounds pay for alone", keep=(0,)),),
    figure="rounds-then-now",
)
def startup_rounds(seen: World) -> Tested:
    """Do the rounds pay for the computing of a model, and were they raised for it?"""
    chips = funding.chips_of_rounds(seen)
    reached = _over_a_run(seen, flop_of(seen, "gpt-3-175b"))
    basis = f"H100s that the median of {len(chips)} rounds buys, smallest to largest round"
    return Tested(median_of(chips).also(reached), basis, compared=(reached, PURPOSE_KNOWN))


def _who_rents(world: World) -> str:
    needed, growth = owning.break_even(world), spending.newest_growth(world)
    return (
        f"Renting pays for whoever uses chips less than the break-even, {needed.text} of the hours at the median "
        f"on-demand rent ({needed.interval_name} {needed.range_text}). Capital spending of five clouds, not all of it "
        f"for renting out, grew {fmt.write(growth.value, 'ratio')} in the newest year that all have reported."
    )


@claim(
    "rent-or-own",
    quantity="revenue of a specialised cloud, newest quarter over the first known",
    kind="ratio",
    holds=above(1),
    test="Holds if what a cloud takes in for renting grew. As of the claim's date it cannot be tested: no such revenue "
    "of two quarters is in the tables; it would take that of the segments of large clouds.",
    reason=_who_rents,
    otherwise=(
        Otherwise("by a tenth at the least", at_least(1.1)),
        Otherwise("by a half", at_least(1.5)),
    ),
    figure="rent-or-own",
)
def rent_or_own(seen: World) -> Tested | None:
    """Does demand for rented compute rise?"""
    sold = spending.revenue(seen)
    sold = sold[sold["series"] == spending.RENTER]
    if len(sold) < 2:
        return None
    first, last = sold.iloc[0], sold.iloc[-1]
    basis = f"{last['owner']} alone, quarters to {first['day']:%B %Y} and {last['day']:%B %Y}"
    return Tested(last["usd"] / first["usd"], basis, as_of=last["day"].date())


def _a_delay(world: World) -> str:
    years = {budget: funding.entry(world, budget).years.value for budget in funding.BUDGETS}
    spread = ", ".join(f"{fmt.write(budget, 'money')} {found:.1f}" for budget, found in years.items())
    mine, doubted = (funding.entry(world, disputed=disputed) for disputed in (False, True))
    more = verdict_with_disputed(mine.years, doubted.years, "years", at_most(SOON), doubted.name)
    return (
        f"The barrier is a delay for anyone content with yesterday's frontier (years by budget: {spread}), "
        "and the frontier moves on meanwhile. The claim on centralisation says the opposite; this is where they meet."
        f"{more}"
    )


def _entry_with_disputed(seen: World) -> Tested:
    return Tested(funding.entry(seen, disputed=True).years)


@claim(
    "barrier-speed-bump",
    quantity="years until $100M rents the largest run known on the date, if prices fall on the trend",
    kind="years",
    holds=at_most(SOON),
    test="Holds as a speed bump if that takes at most three years with a probability of two thirds.",
    reason=_a_delay,
    otherwise=(
        Otherwise("soon: within a year", at_most(1)),
        Otherwise("soon: within five years", at_most(5)),
        Otherwise("with the runs in dispute", find=_entry_with_disputed),
    ),
    figure="rounds-then-now",
)
def barrier_speed_bump(seen: World) -> Tested:
    """How soon can a round of a hundred million pay for the frontier of the day?"""
    name, cost, years = funding.entry(seen)
    chip, _ = cheapest(seen)
    basis = f"{name}, rented on {chip} for {fmt.write(cost.value, 'money')}; negative: affordable already"
    return Tested(years, basis)
