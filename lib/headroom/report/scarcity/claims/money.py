"""Claims on money: what rounds buy, what clouds spend, and whether the price of entry is a wall."""

from __future__ import annotations

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import least_of, median_of
from headroom.evidence.columns import quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Tested, as_stated, claim
from headroom.report.disputed import verdict_with_disputed
from headroom.report.facts.prices import cheapest
from headroom.report.facts.runs import of_model
from headroom.report.judging import above, at_least, at_most
from headroom.report.scarcity.results import funding, owning, spending

SOON = 3  # years: a delay and no barrier


def _over_a_run(seen: World, flop: Quantity) -> Quantity:
    """Each round over what a run rents for on the day."""
    _, cost = funding.run_cost(seen, flop)
    return quantities(funding.rounds(seen)["usd"]) / cost


def _smallest_and_large(world: World) -> str:
    then = as_stated(world, "startup-rounds")
    reached = _over_a_run(then, of_model(world, "gpt-4")["flop"]) >= 1
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
    holds=at_least(1),
    test="Holds if two thirds of the rounds would have rented the compute of GPT-3 at the day's cheapest price.",
    reason=_smallest_and_large,
    figure="rounds-then-now",
)
def startup_rounds(seen: World) -> Tested:
    """Do the rounds pay for the computing of a model?"""
    chips = funding.chips_of_rounds(seen)
    reached = _over_a_run(seen, of_model(seen, "gpt-3-175b")["flop"])
    basis = f"H100s that the median of {len(chips)} rounds buys, smallest to largest round"
    return Tested(median_of(chips).also(reached), basis, compared=(reached,))


def _who_rents(world: World) -> str:
    listed, contract = (owning.break_even(world, kind) for kind in ("cloud_on_demand", "cloud_reserved"))
    return (
        f"Renting pays for whoever uses chips less than the break-even: {listed.text} of the hours at the "
        f"median on-demand rent ({listed.range_text}), {contract.text} against a one-year contract."
    )


@claim(
    "rent-or-own",
    quantity="growth of the capital spending of five cloud companies, beside Nvidia's data-centre revenue",
    kind="growth",
    holds=above(1),
    test="Holds if both grew over the year before the date, in part if one did.",
    reason=_who_rents,
    figure="rent-or-own",
)
def rent_or_own(seen: World) -> Tested:
    """Does demand for rented compute rise?"""
    capital, sold = spending.newest_growth(seen), spending.revenue_growth(seen)
    basis = (
        f"cash capital spending of five companies in their newest full year; Nvidia's data-centre revenue "
        f"{fmt.write(sold.value, 'growth')}"
    )
    return Tested(capital.also(sold), basis, compared=(stacked([capital, sold]),))


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


@claim(
    "barrier-speed-bump",
    quantity="years until $100M rents the largest run known on the date, if prices fall on the trend",
    kind="years",
    holds=at_most(SOON),
    test="Holds as a speed bump if that takes at most three years with a probability of two thirds.",
    reason=_a_delay,
    figure="rounds-then-now",
)
def barrier_speed_bump(seen: World) -> Tested:
    """How soon can a round of a hundred million pay for the frontier of the day?"""
    name, cost, years = funding.entry(seen)
    chip, _ = cheapest(seen)
    basis = f"{name}, rented on {chip} for {fmt.write(cost.value, 'money')}; negative: affordable already"
    return Tested(years, basis)
