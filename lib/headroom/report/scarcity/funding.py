"""What money for compute buys: the start-up rounds of 2023 then and now, and runs that become affordable."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

from headroom.calculator import scarcity, training
from headroom.evidence import LackingError, Quantity, World, probability
from headroom.evidence.columns import column, quantities
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import cheapest
from headroom.report.facts.runs import largest_run, tokens_per_param, utilisation
from headroom.report.facts.tables import with_rows
from headroom.report.scarcity.owning import H100, bought, rent

QUANTITIES = {
    "owned": "H100s bought, with server and network",
    "rented": "Years of one H100, rented on demand",
    "params": "Parameters of the largest compute-optimal model",
}
BUDGETS = (10e6, 100e6, 500e6)


def rounds(world: World) -> pd.DataFrame:
    """The start-up rounds that the book's sources name: id, name, day, usd (quantities), largest first.

    Raises
    ------
    LackingError
        Before the first of them.
    """
    table = world.table("capital")
    table = table[table["series"] == "startup_rounds"]
    if table.empty:
        raise LackingError(f"no start-up round that the sources name is known up to {world.as_of}")
    table = with_rows(world, "capital", table)[["id", "owner", "as_of", "central"]]
    table["owner"] = [_short(owner) for owner in table["owner"]]
    return table.rename(columns={"owner": "name", "as_of": "day", "central": "usd"}).sort_values("usd", ascending=False)


def _short(owner: str) -> str:
    """A company's name without the "AI" that so many bear; a label, nothing more."""
    return owner.removesuffix(" AI")


def chips_of_rounds(world: World) -> Quantity:
    """H100s with server and network that each of `rounds` buys on the World's date, as one array."""
    return scarcity.chips_for_budget(quantities(rounds(world)["usd"]), bought(world, H100, world.as_of).cluster_price)


def buys(world: World, usd: Quantity | float, day: date) -> dict[str, Quantity]:
    """What a sum buys on a day if all of it goes to compute: `QUANTITIES` of H100s."""
    price = rent(world, day=day)
    return {
        "owned": scarcity.chips_for_budget(usd, bought(world, H100, day).cluster_price),
        "rented": scarcity.chip_years_for_budget(usd, price),
        "params": training.params_for_budget(
            usd,
            price,
            peak_flop_per_second=of_chip(world, H100),
            mfu=utilisation(world),
            goodput=1.0,
            tokens_per_param=tokens_per_param(world).value,
        ),
    }


@cache
def then_and_now(world: World) -> pd.DataFrame:
    """Each round on its day and on the World's: id, name, when, day, quantity, label, and as quantities usd, value."""
    rows = []
    for row in rounds(world).itertuples():
        for when, day in (("then", row.day.date()), ("now", world.as_of)):
            for key, value in buys(world, row.usd, day).items():
                rows.append([row.id, row.name, row.usd, when, pd.Timestamp(day), key, QUANTITIES[key], value])
    table = pd.DataFrame(rows, columns=["id", "name", "usd", "when", "day", "quantity", "label", "value"])
    return table.assign(usd=column(table["usd"]), value=column(table["value"]))


def run_cost(world: World, flop: Quantity | float) -> tuple[str, Quantity]:
    """Chip, and what `flop` costs to rent on demand on the World's date [USD]."""
    chip, price = cheapest(world)
    hours = training.chip_hours(flop, of_chip(world, chip), mfu=1.0, goodput=1.0)
    return chip, training.rental_cost(hours / utilisation(world), price)


def doubling_years(world: World) -> Quantity:
    """Doubling time of price-performance [years]."""
    return training.half_life(world.parameter("hw-depreciation-epoch"))


@cache
def years_to_budget(world: World) -> pd.DataFrame:
    """Years until the largest known run of the date is within each of `BUDGETS`, if prices follow the trend.

    Columns: budget [USD], name, probability_soon (within three years), and as quantities cost [USD], years.
    """
    name, flop = largest_run(world)
    _, cost = run_cost(world, flop)
    doubling = doubling_years(world)
    years = [scarcity.years_until_affordable(cost, budget, doubling_time=doubling) for budget in BUDGETS]
    table = pd.DataFrame({"budget": BUDGETS, "cost": column([cost] * len(BUDGETS)), "years": column(years)})
    return table.assign(probability_soon=[probability(one <= 3) for one in years], name=name)


def chips_for_hundred_million(world: World) -> Estimate:
    """H100s that a hundred million dollars buys with server and network on the World's date."""
    return Estimate.of(
        scarcity.chips_for_budget(1e8, bought(world, H100, world.as_of).cluster_price),
        "number",
        as_of=world.as_of,
        basis="H100s with server and network; building, power and staff are not in it",
    )
