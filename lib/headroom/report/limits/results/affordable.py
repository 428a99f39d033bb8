"""What the cluster of a run costs, and when the run of the trend outgrows a company's means or a share of output."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import limits
from headroom.evidence import LackingError, NoPriceError, Quantity, World
from headroom.evidence.aggregates import greatest_of, median_of, reaching
from headroom.evidence.columns import column, plain
from headroom.report.disputed import with_disputed
from headroom.report.estimate import Estimate
from headroom.report.facts import spending
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import system_price
from headroom.report.facts.runs import largest_run
from headroom.report.limits.results import capital

SERVER_SHARES = ("it-share-alphabet", "it-share-microsoft")
IN_SERVER = "purchase_in_server"
OUTPUT_SHARE = 0.01  # of the output of the United States
LEVEL = 0.8  # of intervals in this chapter
SECONDS_PER_DAY = 86400
AI_POWER = {"epoch-us-ai-2025": "central", "epoch-us-ai-2030": "low"}  # rows of the outlook: the number each states
MEGAWATTS_PER_GIGAWATT = 1000
US, CLUSTER = "United States", "Cluster of the run"
PACES = {"spent": "at the pace of spending", "earned": "at the pace of cash from operations"}


class System(NamedTuple):
    """A chip, its price with its share of the server [USD], and its peak at 16 bit for a dollar of it [FLOP/s/USD]."""

    chip: str
    price: Quantity
    price_performance: Quantity


def date_as_year(day: pd.Timestamp) -> float:
    """A day as a year with decimals."""
    return day.year + (day.day_of_year - 1) / 365.25


def today(world: World) -> pd.Timestamp:
    """The date of a World."""
    return pd.Timestamp(world.as_of)


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
    passed = date_as_year(today(world)) - date_as_year(published)
    return limits.flop_after(run.flop, compute_growth(world) if growth is None else growth, years=passed)


def cluster_capital(world: World, flop: Quantity | float) -> Quantity:
    """What it costs on the World's date to put up the cluster of a run [USD], building and network included."""
    system = best_system(world)
    return limits.cluster_capital(
        flop,
        run_days(world),
        price_performance=system.price_performance,
        mfu=default_utilisation(world, system.chip),
        server_share=server_share(world),
    )


def largest_spending(world: World) -> Quantity:
    """What the company that spends most plans for its newest year [USD a year], from the least to the most of those
    that state a plan.
    """
    plans = newest_plans(world)["usd"]
    return reaching(greatest_of(plans), plans)


def largest_planner(world: World) -> str:
    """The company that plans to spend most."""
    plans = newest_plans(world)
    return plans.loc[plain(plans["usd"]).idxmax(), "owner"]


def newest_plans(world: World) -> pd.DataFrame:
    """What companies plan to spend in the newest year for which some do.

    Raises
    ------
    LackingError
        If none does.
    """
    plans = spending.plans(world)
    if plans.empty:
        raise LackingError(f"no company's plan of spending is known up to {world.as_of}")
    return plans[plans["year"] == plans["year"].max()]


class Budget(NamedTuple):
    """What somebody has in a year on the World's date [USD a year], and its growth in a year."""

    whose: str
    what: str
    usd: Quantity
    growth: Quantity


def _grown(usd: Quantity, growth: Quantity, since: float, world: World) -> Quantity:
    """A budget of a year, in the middle of that year, carried to the World's date."""
    return usd * growth ** (date_as_year(today(world)) - since)


@cache
def budgets(world: World, pace: str = "spent") -> list[Budget]:
    """Budgets to compare with: each company's planned spending, growing at a pace of `PACES`; its cash from operations,
    growing as that of the five; and a share of the output of the United States.
    """
    fit = capital.fit(world)
    paces = {"spent": fit.spent, "earned": fit.earned}
    flows = spending.cash_flow(world).sort_values("year").drop_duplicates("owner", keep="last").set_index("owner")
    found = []
    for plan in newest_plans(world).itertuples():
        flow = flows.loc[plan.owner]
        usd = _grown(plan.usd, paces[pace], plan.year + 0.5, world)
        found.append(Budget(plan.owner, "Spending", usd, paces[pace]))
        usd = _grown(flow["usd"], fit.earned, flow["year"] + 0.5, world)
        found.append(Budget(plan.owner, "Cash from operations", usd, fit.earned))
    now = date_as_year(today(world))
    output, later = spending.us_gdp(world, now), spending.us_gdp(world, now + 1)
    return [*found, Budget(US, "Output", OUTPUT_SHARE * output, later / output)]


@cache
def passing(
    world: World, pace: str = "spent", growth: Quantity | float | None = None, disputed: bool = False
) -> pd.DataFrame:
    """When the cluster of the run of the trend costs as much as each of `budgets`: whose, what, and as quantities usd
    (the budget now), year, bill (of the cluster then).

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
    now = date_as_year(today(world))
    rows = []
    for one in budgets(world, pace):
        ahead = limits.years_to_meet(bill, one.usd, growth_per_year=faster, target_growth=one.growth)
        rows.append([one.whose, one.what, one.usd, (now + ahead).named("year", level=LEVEL), bill * faster**ahead])
    table = pd.DataFrame(rows, columns=["whose", "what", "usd", "year", "bill"])
    return table.assign(**{name: column(table[name]) for name in ("usd", "year", "bill")})


@cache
def bills(world: World, until: float, pace: str = "spent") -> pd.DataFrame:
    """The cluster of the run of the trend, and what it is compared with, from the World's date on: year, what, and as a
    quantity usd [USD; of budgets, a year].

    Budgets are those of the company with the largest plan, and the share of output.
    """
    bill = cluster_capital(world, run_of_the_trend(world))
    cheaper, largest = price_performance_growth(world), largest_planner(world)
    now = date_as_year(today(world))
    compared = {one.what: (one.usd, one.growth) for one in budgets(world, pace) if one.whose in (largest, US)}
    rows = []
    for year in np.linspace(now, until, 40):
        usd = limits.cost_under_two_trends(
            bill, compute_growth(world), price_performance_growth=cheaper, years=year - now
        )
        rows.append([year, CLUSTER, usd.named("USD", level=LEVEL)])
        rows += [[year, what, means * growth ** (year - now)] for what, (means, growth) in compared.items()]
    table = pd.DataFrame(rows, columns=["year", "what", "usd"])
    return table.assign(usd=column(table["usd"]))


def us_ai_power(world: World) -> Quantity:
    """Power of data centres for AI in the United States on the World's date [MW]: on the line of steady growth from
    what is reported of 2025 to the least that is expected for 2030.
    """
    (start, began), (end, ends) = (
        (world.cell("demand_outlook", id, bound), world.row("demand_outlook", id)["refers_to"])
        for id, bound in AI_POWER.items()
    )
    passed = (today(world) - began) / (ends - began)
    return start * (end / start) ** passed * MEGAWATTS_PER_GIGAWATT


def largest_means(world: World, what: str, pace: str = "spent", **chosen: bool) -> pd.Series:
    """The last of `passing` of one kind: from then on no company has so much in a year (or the share is less)."""
    table = passing(world, pace, **chosen)
    table = table[table["what"] == what]
    return table.loc[plain(table["year"]).idxmax()]


def outgrown(world: World, what: str, pace: str = "spent") -> Estimate:
    """The year of `largest_means`, with what it would be if the runs in dispute counted."""
    row, doubted = (largest_means(world, what, pace, disputed=disputed) for disputed in (False, True))
    run = largest_run(world, disputed=True)
    of = f"{what.lower()} of {row['whose']}" if row["whose"] != US else f"{OUTPUT_SHARE:.0%} of American output"
    kept = f", {PACES[pace]}" if what == "Spending" else ""
    basis = f"the cluster of the run of the trend, bought new, against {of}{kept}"
    return Estimate.of(row["year"], "year", basis=basis + with_disputed(row["year"], doubted["year"], "year", run.name))
