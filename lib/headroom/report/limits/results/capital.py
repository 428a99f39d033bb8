"""What five companies spend on lasting goods beside what their business brings in, by quarter and by year."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import bootstrapped, fit_line, sum_of
from headroom.evidence.columns import column, quantities
from headroom.report.facts import spending
from headroom.report.facts.spending import by_quarter, us_gdp_of
from headroom.report.facts.tables import with_rows

SINCE = "2023-04-01"  # of the published fit
FEWEST = 7  # quarters below which a fit is not worth printing
PUBLISHED = {"spent": "capex-growth", "earned": "ocf-growth", "crossing": "capex-over-cash-flow"}  # the same by others
CASH, REVENUE, OUTPUT = "Cash from operations", "Revenue of AI laboratories", "US output"  # what could bear it
FIRST_REVENUE = 2023  # the first year at whose end both laboratories had some
LABORATORIES = 2  # whose run rates of revenue are known from early on


class Fit(NamedTuple):
    """Growth [factor in a year] of spending and of cash from operations, the date at which their lines meet [year with
    decimals], and the number of quarters.
    """

    spent: Quantity
    earned: Quantity
    crossing: Quantity
    quarters: int


def middles(quarters: pd.Series) -> np.ndarray:
    """The middle of quarters that end on given days, as years with decimals."""
    return (quarters.dt.year + (quarters.dt.quarter - 0.5) / 4).to_numpy(float)


@cache
def quarters(world: World, since: str = SINCE) -> pd.DataFrame:
    """The quarters of the five since a day: quarter, year (its middle), and as quantities spent, earned, share.

    Raises
    ------
    LackingError
        If there are fewer than `FEWEST`.
    """
    table = by_quarter(world)
    table = table[table["quarter"] >= since]
    if len(table) < FEWEST:
        raise LackingError(f"{len(table)} quarters of five companies up to {world.as_of} make no trend")
    return table.assign(year=middles(table["quarter"]), share=table["spent"] / table["earned"])


@cache
def fit(world: World, since: str = SINCE) -> Fit:
    """Spending and cash from operations as steady growth since a day, and when the two lines meet.

    The interval of a growth is the error of its fit; that of the meeting comes from drawing the quarters anew, and
    holds no change of course.
    """
    table = quarters(world, since)
    growth = {name: grown(table["year"], table[name]) for name in ("spent", "earned")}
    years = Quantity(table["year"].to_numpy())
    met = bootstrapped(_zero, years, np.log(quantities(table["share"])), seed=world.seed)
    return Fit(growth["spent"], growth["earned"], met.named("year", level=met.level), len(table))


def grown(years: pd.Series, values: pd.Series) -> Quantity:
    """Growth in a year of some values, with the error of the fit."""
    slope, _ = fit_line(years, np.log(values))
    return replace(np.exp(slope), bounds=tuple(np.exp(bound) for bound in slope.bounds))


def _zero(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Where the line of some points, on the last axis, is zero."""
    centred = x - x.mean(axis=-1, keepdims=True)
    slope = (centred * y).sum(axis=-1) / (centred**2).sum(axis=-1)
    return x.mean(axis=-1) - y.mean(axis=-1) / slope


@cache
def lines(world: World, until: float, since: str = SINCE) -> pd.DataFrame:
    """The two lines of `fit`, drawn on to a date: year, of ("spent" or "earned"), usd [USD a quarter, quantities],
    carried (whether beyond the data).
    """
    table = quarters(world, since)
    last = table["year"].iloc[-1]
    years = np.union1d(np.arange(table["year"].iloc[0], until, 0.25), [last, until])
    rows = []
    for name in ("spent", "earned"):
        slope, level = fit_line(table["year"], np.log(table[name]))
        rows += [[year, name, np.exp(level + slope * year), year > last] for year in years]
    found = pd.DataFrame(rows, columns=["year", "of", "usd", "carried"])
    return found.assign(usd=column(found["usd"]))


def quarter_in_words(year: float) -> str:
    """The quarter of a date given as a year with decimals."""
    return f"{('first', 'second', 'third', 'fourth')[int(year % 1 * 4)]} quarter of {int(year)}"


@cache
def windows(world: World) -> pd.DataFrame:
    """`fit` from each quarter on that leaves enough of them: since, quarters, and as quantities spent, earned,
    crossing.
    """
    ends = quarters(world)["quarter"]
    starts = ends.iloc[: len(ends) - FEWEST + 1] - pd.offsets.QuarterBegin(startingMonth=1)
    fits = [fit(world, f"{start:%Y-%m-%d}") for start in starts]
    table = pd.DataFrame(fits, columns=list(Fit._fields)).assign(since=list(starts))
    return table.assign(**{name: column(table[name]) for name in ("spent", "earned", "crossing")})


def window(world: World) -> Quantity:
    """The meeting of `fit`, from the earliest to the latest that another start of the fit gives."""
    met = quantities(windows(world)["crossing"])
    bounds = float(met.value.min()), float(met.value.max())
    return Quantity(met.value[0], rows=met.all_rows, bounds=bounds, interval="reported values", level=None, unit="year")


def published(world: World, what: str) -> Quantity:
    """One of `PUBLISHED`, by others."""
    return world.range("limits_facts", PUBLISHED[what])


@cache
def companies(world: World) -> pd.DataFrame:
    """Each company's spending over its cash from operations by its own year: owner, year, and as quantities spent,
    earned, share.
    """
    spent = spending.capital(world).rename(columns={"usd": "spent"})[["owner", "year", "spent"]]
    earned = spending.cash_flow(world).rename(columns={"usd": "earned"})
    table = spent.merge(earned, on=["owner", "year"]).sort_values(["year", "owner"], ignore_index=True)
    return table.assign(share=table["spent"] / table["earned"])


def newest(world: World) -> pd.DataFrame:
    """The newest year of each company in `companies`, the least burdened first."""
    table = companies(world).drop_duplicates("owner", keep="last")
    if table.empty:
        raise LackingError(f"no cash flow of a cloud company is known up to {world.as_of}")
    return table.loc[table["share"].map(lambda share: share.value).sort_values().index].reset_index(drop=True)


@cache
def run_rates(world: World) -> pd.DataFrame:
    """Run rates of revenue of the laboratories, as reported: owner, day, usd [USD a year]."""
    table = world.table("capital")
    table = with_rows(world, "capital", table[table["series"] == "laboratory_revenue"]).rename(
        columns={"as_of": "day", "central": "usd"}
    )
    return table[["owner", "day", "usd"]].sort_values(["owner", "day"], ignore_index=True)


def laboratories(world: World) -> list[str]:
    """Whose run rates are known.

    Raises
    ------
    LackingError
        Before both were.
    """
    known = sorted(set(run_rates(world)["owner"]))
    if len(known) < LABORATORIES:
        raise LackingError(f"the revenue of {LABORATORIES} AI laboratories is not known up to {world.as_of}")
    return known


@cache
def ai_revenue(world: World, day: pd.Timestamp) -> Quantity:
    """What the laboratories took in on a day, as a yearly rate [USD]: between two reports on the line of steady growth
    that joins them, after the last as there.

    Raises
    ------
    LackingError
        Before each of them had reported.
    """
    found = {owner: _rate_of(world, owner, day) for owner in laboratories(world)}
    if lacking := [owner for owner, rate in found.items() if rate is None]:
        raise LackingError(f"no revenue of {lacking[0]} is known by {day.date()}")
    return sum_of(list(found.values()))


def _rate_of(world: World, owner: str, day: pd.Timestamp) -> Quantity | None:
    """Run rate of revenue of one laboratory on a day, as `ai_revenue` reads it; None before its first."""
    table = run_rates(world)
    table = table[table["owner"] == owner]
    before, after = table[table["day"] <= day].tail(1), table[table["day"] > day].head(1)
    if before.empty:
        return None
    rate = before["usd"].iloc[0]
    if after.empty:
        return rate
    passed = (day - before["day"].iloc[0]) / (after["day"].iloc[0] - before["day"].iloc[0])
    return rate * (after["usd"].iloc[0] / rate) ** passed


def revenue_growth(world: World) -> Quantity:
    """Growth of the revenue of AI laboratories over the newest year of which all of them have reported the end, of
    those that had some at its start [factor in a year].

    Raises
    ------
    LackingError
        If none had.
    """
    day = newest_revenue(world)
    earlier = day - pd.DateOffset(years=1)
    pairs = [(_rate_of(world, owner, earlier), _rate_of(world, owner, day)) for owner in laboratories(world)]
    known = [(before, after) for before, after in pairs if before is not None and after is not None]
    if not known:
        raise LackingError(f"no revenue of an AI laboratory of a year before is known up to {world.as_of}")
    return sum_of([after for _, after in known]) / sum_of([before for before, _ in known])


def newest_revenue(world: World) -> pd.Timestamp:
    """The last day up to which all laboratories have reported."""
    last = run_rates(world).groupby("owner")["day"].max()
    return last[laboratories(world)].min()


@cache
def paid_from(world: World) -> pd.DataFrame:
    """Spending over cash from operations of the five: year (with decimals), and as quantities spent, earned, share; by
    quarter where there are enough of them, else by year.
    """
    try:
        return quarters(world)[["year", "spent", "earned", "share"]]
    except LackingError:
        table = companies(world)
        whole = [part for _, part in table.groupby("year") if len(part) == spending.ALL]
        sums = {name: column([sum_of(part[name]) for part in whole]) for name in ("spent", "earned")}
        found = pd.DataFrame({"year": [part["year"].iloc[0] + 0.5 for part in whole]}).assign(**sums)
        return found.assign(share=found["spent"] / found["earned"])


def share_at(world: World, year: float) -> Quantity:
    """Spending over cash from operations at a date if both keep their pace, with the error of so few points' line."""
    table = paid_from(world)
    slope, level = fit_line(table["year"], np.log(table["share"]))
    return np.exp(level + slope * year)


def revenue_share_at(world: World, year: float) -> Quantity:
    """Spending over revenue of AI laboratories at a date if both keep their pace."""
    table = paid_from(world)
    pace, day = grown(table["year"], table["spent"]), newest_revenue(world)
    now = day.year + (day.day_of_year - 1) / 365.25
    passed = year - now
    return spending_now(world, now) / ai_revenue(world, day) * (pace / revenue_growth(world)) ** passed


def spending_now(world: World, at: float) -> Quantity:
    """Spending of the five at a date [USD a year], on its line."""
    table = paid_from(world)
    slope, level = fit_line(table["year"], np.log(table["spent"]))
    by_quarter_of_year = 4 if table["year"].diff().min() < 1 else 1
    return by_quarter_of_year * np.exp(level + slope * at)


@cache
def burden(world: World) -> pd.DataFrame:
    """Spending of the five by year over what could bear it: year, measure, share (a quantity), usd (the spending).

    Measures: cash from operations of the same companies and years; revenue of AI laboratories as a yearly rate at the
    end of the year; output of the United States.

    Raises
    ------
    LackingError
        Before the laboratories had revenue at the end of such a year.
    """
    flows = spending.cash_flow(world)
    rows = []
    for year, usd in spending.totals(world)[["year", "usd"]].itertuples(index=False):
        over = {CASH: sum_of(flows.loc[flows["year"] == year, "usd"])}
        over[OUTPUT] = us_gdp_of(world, year)
        if year >= FIRST_REVENUE:
            over[REVENUE] = ai_revenue(world, pd.Timestamp(year, 12, 31))
        rows += [[year, measure, usd / base, usd] for measure, base in over.items()]
    table = pd.DataFrame(rows, columns=["year", "measure", "share", "usd"])
    if REVENUE not in set(table["measure"]):
        raise LackingError(f"no year with spending and with revenue of AI laboratories is known up to {world.as_of}")
    return table.assign(share=column(table["share"]), usd=column(table["usd"]))
