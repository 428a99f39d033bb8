"""What money for compute buys: the start-up rounds of 2023 then and now, and runs that become affordable."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

import pandas as pd

from headroom.calculator import scarcity, training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import greatest_of, median_of
from headroom.evidence.columns import column, plain, quantities
from headroom.report.estimate import Estimate
from headroom.report.facts import runs as facts
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import cheapest
from headroom.report.facts.runs import largest_run
from headroom.report.facts.tables import with_rows
from headroom.report.scarcity.results.owning import H100, bought, rent, spread_over_sellers

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


def largest_round(world: World) -> tuple[Quantity, str, date]:
    """The largest funding round known, of any year [USD], who raised it, and when."""
    table = world.quantities("capital", "central").query("measure == 'funding_round'")
    row = table.loc[plain(table["central"]).idxmax()]
    return greatest_of(table["central"]), row["owner"], row["as_of"].date()


def buys(
    world: World, usd: Quantity | float, day: date, *, mfu: Quantity | float, tokens_per_param: Quantity | float
) -> dict[str, Quantity]:
    """What a sum buys on a day if all of it goes to compute: `QUANTITIES` of H100s."""
    price = rent(world, day=day)
    return {
        "owned": scarcity.chips_for_budget(usd, bought(world, H100, day).cluster_price),
        "rented": scarcity.chip_years_for_budget(usd, price),
        "params": training.params_for_budget(
            usd,
            price,
            peak_flop_per_second=of_chip(world, H100),
            mfu=mfu,
            goodput=1.0,
            tokens_per_param=tokens_per_param,
        ),
    }


@cache
def then_and_now(world: World, mfu: float | None = None, tokens_per_param: float | None = None) -> pd.DataFrame:
    """Each round on its day and on the World's: id, name, when, day, quantity, label, and as quantities usd, value.

    Parameters
    ----------
    world
        Evidence.
    mfu
        Utilisation of the rented chips; by default what bills show of them.
    tokens_per_param
        Of a compute-optimal model; by default what a study found.
    """
    of_model = {
        "mfu": default_utilisation(world, H100) if mfu is None else mfu,
        "tokens_per_param": facts.tokens_per_param(world) if tokens_per_param is None else tokens_per_param,
    }
    rows = []
    for row in rounds(world).itertuples():
        for when, day in (("then", row.day.date()), ("now", world.as_of)):
            for key, value in buys(world, row.usd, day, **of_model).items():
                rows.append([row.id, row.name, row.usd, when, pd.Timestamp(day), key, QUANTITIES[key], value])
    table = pd.DataFrame(rows, columns=["id", "name", "usd", "when", "day", "quantity", "label", "value"])
    return table.assign(usd=column(table["usd"]), value=column(table["value"]))


def gain(world: World, quantity: str) -> Quantity:
    """What the rounds buy now of one of `QUANTITIES` over what they bought then, the median of them."""
    table = then_and_now(world).query("quantity == @quantity").set_index("id")
    then, now = (table.loc[table["when"] == when, "value"] for when in ("then", "now"))
    return median_of(now / then)


def run_cost(world: World, flop: Quantity | float) -> tuple[str, Quantity]:
    """Chip, and what `flop` costs to rent on demand on the World's date [USD]."""
    chip, price = cheapest(world)
    hours = training.chip_hours(flop, of_chip(world, chip), mfu=default_utilisation(world, chip), goodput=1.0)
    return chip, spread_over_sellers(training.rental_cost(hours, price), price)


def doubling_years(world: World) -> Quantity:
    """Doubling time of price-performance [years]."""
    return training.half_life(world.parameter("hw-depreciation-epoch"))


class Entry(NamedTuple):
    """The price of entry: the largest known run, what it costs to rent [USD], and when a budget reaches it [years]."""

    name: str
    cost: Quantity
    years: Quantity


def entry(
    world: World, budget: float = 1e8, doubling_time: Quantity | float | None = None, *, disputed: bool = False
) -> Entry:
    """Years until the largest known run of the date is within a budget, if prices follow the trend.

    Parameters
    ----------
    world
        Evidence.
    budget
        [USD].
    doubling_time
        Of price-performance [years]; by default that of `doubling_years`.
    disputed
        Whether the runs in dispute count too.
    """
    run = largest_run(world, disputed=disputed)
    _, cost = run_cost(world, run.flop)
    pace = doubling_years(world) if doubling_time is None else doubling_time
    years = scarcity.years_until_affordable(cost, budget, doubling_time=pace)
    return Entry(run.name, cost, years.named("yr", interval=cost.interval))


def chips_for_hundred_million(world: World) -> Estimate:
    """H100s that a hundred million dollars buys with server and network on the World's date."""
    return Estimate.of(
        scarcity.chips_for_budget(1e8, bought(world, H100, world.as_of).cluster_price),
        "number",
        as_of=world.as_of,
        basis="H100s with server and network, at dealers' last quotes; building, power and staff are not in it",
    )
