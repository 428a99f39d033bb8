"""What the cluster of a run costs, and when the run of the trend outgrows a company's means or a share of the economy."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pandas as pd

from headroom.calculator import limits, training
from headroom.evidence import LackingError, NoPriceError, Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column, plain
from headroom.report.facts import spending
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import system_price
from headroom.report.facts.runs import largest_run, utilisation
from headroom.report.limits.results import capital

SERVER_SHARES = ("it-share-alphabet", "it-share-microsoft")
IN_SERVER = "purchase_in_server"
OUTPUT_SHARE = 0.01  # of the output of the United States
LEVEL = 0.8  # of intervals in this chapter
SECONDS_PER_DAY = 86400
PACES = {"spent": "at the pace of spending", "earned": "at the pace of cash from operations"}


class System(NamedTuple):
    """A chip, its price with its share of the server [USD], and its peak at 16 bit for a dollar of it [FLOP/s/USD]."""

    chip: str
    price: Quantity
    price_performance: Quantity


def date_as_year(day: pd.Timestamp) -> float:
    """A day as a year with decimals."""
    return day.year + (day.day_of_year - 1) / 365.25


@cache
def best_system(world: World) -> System:
    """Of all chips that were quoted in a server, the one with most dense 16-bit FLOP/s for a dollar.

    Raises
    ------
    NoPriceError
        If none was.
    """
    table = world.table("prices")
    systems = []
    for chip in sorted(set(table.loc[table["price_kind"] == IN_SERVER, "accelerator_id"])):
        price = system_price(world, chip, world.as_of)
        performance = limits.owned_price_performance(of_chip(world, chip), price, server_overhead=1.0)
        systems.append(System(chip, price, performance))
    if not systems:
        raise NoPriceError(f"no chip was quoted in a server up to {world.as_of}")
    best = max(systems, key=lambda system: system.price_performance.value)
    return best._replace(price_performance=best.price_performance.also(*(one.price for one in systems)))


def server_share(world: World) -> Quantity:
    """Part of capital spending that buys servers, by those who say so."""
    known = set(world.table("limits_facts")["id"])
    return median_of([world.range("limits_facts", id) for id in SERVER_SHARES if id in known])


def run_days(world: World) -> Quantity:
    """Length of the largest runs, as the study of 2024 expects it [days]."""
    return world.range("limits_study", "dur") / SECONDS_PER_DAY


def price_performance_growth(world: World) -> Quantity:
    """Growth in a year of what a dollar of hardware computes."""
    return 10 ** world.parameter("hw-depreciation-epoch")


def compute_growth(world: World) -> Quantity:
    """Growth in a year of the compute of frontier runs, as published."""
    return world.range("trends", "compute-frontier-2010-2024", "growth_per_year", unit="ratio")


def run_of_the_trend(world: World, *, growth: Quantity | float | None = None, disputed: bool = False) -> Quantity:
    """Compute that the trend asks of the largest run on the World's date [FLOP], from the largest known on."""
    run = largest_run(world, disputed=disputed)
    published = world.table("training_runs").set_index("model_id").loc[[run.model_id], "published"].min()
    passed = date_as_year(pd.Timestamp(world.as_of)) - date_as_year(published)
    return limits.flop_after(run.flop, compute_growth(world) if growth is None else growth, years=passed)


def cluster_capital(world: World, flop: Quantity | float) -> Quantity:
    """What it costs on the World's date to put up the cluster of a run [USD], building and network included."""
    return limits.cluster_capital(
        flop,
        run_days(world),
        price_performance=best_system(world).price_performance,
        mfu=utilisation(world),
        server_share=server_share(world),
    )


class Budget(NamedTuple):
    """What somebody has in a year on the World's date [USD a year], and its growth in a year."""

    whose: str
    what: str
    usd: Quantity
    growth: Quantity


def _grown(usd: Quantity, growth: Quantity, since: float, world: World) -> Quantity:
    """A budget of a year, in the middle of that year, carried to the World's date."""
    return usd * growth ** (date_as_year(pd.Timestamp(world.as_of)) - since)


@cache
def budgets(world: World, pace: str = "spent") -> list[Budget]:
    """Budgets to compare with: each company's planned spending, growing at a pace of `PACES`; its cash from operations,
    growing as that of the five; and a share of the output of the United States.
    """
    fit = capital.fit(world)
    paces = {"spent": fit.spent, "earned": fit.earned}
    plans = spending.plans(world)
    if plans.empty:
        raise LackingError(f"no company's plan of spending is known up to {world.as_of}")
    plans = plans[plans["year"] == plans["year"].max()]
    flows = spending.cash_flow(world).sort_values("year").drop_duplicates("owner", keep="last").set_index("owner")
    found = []
    for plan in plans.itertuples():
        flow = flows.loc[plan.owner]
        usd = _grown(plan.usd, paces[pace], plan.year + 0.5, world)
        found.append(Budget(plan.owner, "Spending", usd, paces[pace]))
        usd = _grown(flow["usd"], fit.earned, flow["year"] + 0.5, world)
        found.append(Budget(plan.owner, "Cash from operations", usd, fit.earned))
    now = date_as_year(pd.Timestamp(world.as_of))
    output, later = spending.us_gdp(world, now), spending.us_gdp(world, now + 1)
    return [*found, Budget("United States", "Output", OUTPUT_SHARE * output, later / output)]


@cache
def passing(
    world: World, pace: str = "spent", growth: Quantity | float | None = None, disputed: bool = False
) -> pd.DataFrame:
    """When the cluster of the run of the trend costs as much as each of `budgets`: whose, what, and as quantities usd
    (the budget now), year.

    Parameters
    ----------
    world
        Evidence.
    pace
        One of `PACES`: how spending grows from here.
    growth
        Of the compute of the largest run [factor in a year]; by default as published.
    disputed
        Whether the trend starts from a run in dispute, if that is the largest.
    """
    bill = cluster_capital(world, run_of_the_trend(world, growth=growth, disputed=disputed))
    faster = (compute_growth(world) if growth is None else growth) / price_performance_growth(world)
    now = date_as_year(pd.Timestamp(world.as_of))
    rows = [
        [
            one.whose,
            one.what,
            one.usd,
            now + limits.years_to_meet(bill, one.usd, growth_per_year=faster, target_growth=one.growth),
        ]
        for one in budgets(world, pace)
    ]
    table = pd.DataFrame(rows, columns=["whose", "what", "usd", "year"])
    return table.assign(usd=column(table["usd"]), year=column(year.named("year", level=LEVEL) for year in table["year"]))


def largest_means(world: World, what: str, pace: str = "spent", **chosen: bool) -> pd.Series:
    """The last of `passing` of one kind: when no company is left whose spending, or cash from operations, is larger."""
    table = passing(world, pace, **chosen)
    table = table[table["what"] == what]
    return table.loc[plain(table["year"]).idxmax()]
