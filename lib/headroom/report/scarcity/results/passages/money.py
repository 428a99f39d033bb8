"""What money buys, what waiting is worth, what an exaFLOP/s means, what is spent, and what the chapter leaves out."""

from __future__ import annotations

from datetime import date

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of, sum_of
from headroom.report.disputed import with_disputed
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import flop_of, tokens_per_param
from headroom.report.facts.supply import COUNTS, metric
from headroom.report.prose import Prose, prose
from headroom.report.scarcity.results import conventions, funding, market, owning, spending, waiting
from headroom.report.scarcity.results.owning import H100, REFERENCE_USE

YESTERDAY = funding.BUDGETS[1]  # what yesterday's frontier may cost and be a bump in the road
STEEP = 0.65  # a share of the price of the first year that expects a steep fall


@prose
def rounds(world: World, *, budget: float = 1e8, doubling_time: Quantity | float | None = None) -> Prose:
    """What the frontier of yesterday and of today rents for, and when a budget reaches it."""
    name, cost, years = funding.entry(world, budget, doubling_time)
    doubted = funding.entry(world, budget, doubling_time, disputed=True)
    largest, owner, day = funding.largest_round(world)
    _, gpt4 = funding.run_cost(world, flop_of(world, "gpt-4"))
    of_2023 = funding.rounds(world)
    on_cheapest, today = "on the cheapest chip on demand", world.as_of
    more_rent = with_disputed(cost, doubted.cost, "money", doubted.name)
    more_years = with_disputed(years, doubted.years, "years", doubted.name)
    if_trend = "if price-performance keeps its trend; negative: affordable already"
    return Prose(
        {
            "frontier-rent": Estimate.of(cost, "money", as_of=today, basis=f"{name}, {on_cheapest}{more_rent}"),
            "years-100": Estimate.of(years, "years", as_of=today, basis=if_trend + more_years),
            "tokens-per-param": Estimate.of(tokens_per_param(world), "number", basis="Chinchilla"),
            "round-largest": Estimate.of(largest, "money", as_of=day, basis=f"{owner}; part of it conditional"),
            "round-inflection": Estimate.of(greatest_of(of_2023["usd"]), "money", basis=of_2023["name"].iloc[0]),
            "gpt4-rent": Estimate.of(gpt4, "money", as_of=today, basis=f"compute of GPT-4, {on_cheapest}"),
        },
        {
            "For yesterday's frontier the price of entry is a bump in the road.": gpt4.value < YESTERDAY,
            "For today's frontier the price of entry is a wall that moves.": years.value > 0,
        },
    )


@prose
def wait(world: World, *, weeks: float = waiting.WAIT, used_share: float = REFERENCE_USE) -> Prose:
    """What a commitment expects of prices, and what waiting is worth."""
    offers, forward = market.terms(world), market.forward_share(world)
    share_of_list = offers["one_year"] / offers["on_demand"]
    old = market.first_terms(world)
    shortage = waiting.shortage(world)
    then = waiting.value_of_waiting(world, weeks, shortage, used_share=used_share)
    at_contract = waiting.value_of_waiting(world, weeks, kind="cloud_reserved", used_share=used_share)
    standing = waiting.value_of_waiting(world, weeks, used_share=used_share, falling=False)
    _, newest = market.turning_point(world)
    capital = owning.bought(world, H100, shortage).cluster_price.value
    implied = f"implied price of years two and three over the one-year price, median of {len(offers)} offers"
    listed = f"{old['provider']}, list price of an H100 for three years; one quote"
    one_year = f"one-year over on-demand price, median of {share_of_list.notna().sum()} offers"
    return Prose(
        {
            "forward-share": Estimate.of(forward, "percent", as_of=offers["day"].iloc[-1].date(), basis=implied),
            "waiting-then": then,
            "waiting-contract": at_contract,
            "waiting-standing": standing,
            "three-years-2024": Estimate.of(old["three_years"], "money", as_of=old["day"].date(), basis=listed),
            "reserve-use": Estimate.of(median_of(share_of_list), "percent", basis=one_year),
        },
        {
            "Lists expect a steep fall of rents, or pay well for certainty.": forward.value < STEEP,
            "For Hopper chips the fall has not come.": old["three_years"].value < newest["usd"].value,
            "In late 2023 the chip at once was worth a good part of the price of another.": -then.high > capital / 10,
            "With falling prices it cannot be told whether waiting pays at the contract price.": at_contract.low
            < 0
            < at_contract.high,
        },
    )


@prose
def meanings(world: World, *, day: date | None = None) -> Prose:
    """How far the conventions lie apart."""
    chips = conventions.conventions(world, day or waiting.shortage(world)).set_index("convention")["chips"]
    launched = conventions.andromeda(world)
    spread, common = greatest_of(chips) / least_of(chips), chips[conventions.TRAINING] / chips.iloc[0]
    return Prose(
        {
            "convention-spread": Estimate.of(spread, "ratio", basis="FP32 over sparse FP8"),
            "common-spread": Estimate.of(common, "ratio", basis="dense 16 bit over sparse 8 bit"),
            "andromeda-chips": Estimate.of(launched, "chips", basis="H100s at launch; one report, at second hand"),
        }
    )


@prose
def spent(world: World) -> Prose:
    """What five companies spend, the lull of 2023, and their plans."""
    newest = spending.totals(world).iloc[-1]
    lull, rest = (spending.growth_in(world, 2023, without) for without in ((), ("Amazon",)))
    paid = "cash paid for property and equipment by five companies, their own years; not all of it is for computing"
    grown = "newest year that all five have reported over the one before"
    of_nvidia, sold = "newest quarter over that of a year before", spending.revenue_growth(world)
    today = world.as_of
    return Prose(
        {
            "spent-latest": Estimate.of(newest["usd"], "money", as_of=today, basis=paid),
            "spent-growth": Estimate.of(newest["growth"], "growth", as_of=today, basis=grown),
            "spent-lull": Estimate.of(lull, "growth", basis="2023 over 2022"),
            "lull-rest": Estimate.of(rest, "growth", basis="2023 over 2022, the other four companies"),
            "nvidia-growth": Estimate.of(sold, "growth", basis=of_nvidia),
            "plans": _plans(world, newest["usd"]),
        },
        {
            "In 2023 the five spent less than the year before; then came the boom.": lull.value
            < 1
            < newest["growth"].value,
            "All of the fall was Amazon's.": rest.value > 1,
        },
    )


def _plans(world: World, so_far: Quantity) -> Estimate:
    """What four of the five plan to spend in 2026; what was spent so far before they said it."""
    if "big4-guide-2026" not in set(world.table("capital")["id"]):
        return Estimate.of(so_far, "money", basis="no plans known yet")
    plans = world.range("capital", "big4-guide-2026")
    basis = "guidance of four companies for 2026, as they report it, with leases"
    return Estimate.of(plans, "money", as_of=plans.as_of, basis=basis)


@prose
def left_out(world: World) -> Prose:
    """The return that is reckoned with, and two counts of the shipments of a year."""
    rate = owning.terms(world, H100, world.as_of)["discount_rate"]
    every = world.range("supply", "units-shipped-nvidia-all-data-centre-gpus-2023-eteknix")
    counted = metric(world, "units_shipped", designer="nvidia", source_key=COUNTS)
    leading = sum_of(counted[counted["period_end"].dt.year == 2023]["central"])
    exported = "A100, H100 and their export versions"
    return Prose(
        {
            "return-used": Estimate.of(rate, "percent", basis="cost of capital of a specialised cloud"),
            "units-every": Estimate.of(every, "count", basis="every data-centre GPU"),
            "units-leading": Estimate.of(leading, "count", basis=exported),
        },
        {"One firm counts every card and the other those for training.": leading.value < every.value},
    )
