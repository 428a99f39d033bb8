"""What large clouds spend on lasting goods and what their business brings in, by year and by quarter; the economy."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import fit_line, sum_of
from headroom.evidence.columns import UNKNOWN, column
from headroom.report.facts.tables import with_rows

CLOUDS, ALL = "cloud_capital", 5  # series of the companies that count here, and how many they are
YEARS, QUARTERS = ("calendar_year", "fiscal_year"), ("calendar_quarter", "fiscal_quarter")
FLOW = "operating_cash_flow"  # a measure of the table
TOGETHER = "big5-2026q1-cash"  # a quarter's spending of all of them, of which the parts are not known
YEAR_OF_FLOW = {"ocf-oracle-fy2026": "oracle-fy2026"}  # cash flows that stand with the facts on limits: the spending
QUARTER_OF_FLOW = {"ocf-five-2026q1": TOGETHER}  # of the same company and time
RECENT = 5  # years and quarters of output that its line goes through


@cache
def companies(world: World) -> frozenset[str]:
    """Whose spending counts."""
    table = world.table("capital")
    return frozenset(table.loc[table["series"] == CLOUDS, "owner"])


@cache
def capital(world: World) -> pd.DataFrame:
    """Cash spending on property and equipment of five companies by year: owner, year, usd (quantities), period,
    period_end.

    Years are the companies' own: Microsoft's end in June, Oracle's in May.
    """
    table = world.table("capital")
    table = with_rows(world, "capital", table[table["series"] == CLOUDS])
    table = table.assign(year=table["year"].astype(int))
    table = table.rename(columns={"central": "usd"})[["owner", "year", "usd", "period", "period_end"]]
    return table.sort_values(["year", "owner"])


@cache
def totals(world: World, without: tuple[str, ...] = ()) -> pd.DataFrame:
    """Sum of the five, or of those of them that are asked for, for years that all five have reported: year, and as
    quantities usd, growth (against the year before).
    """
    years = {year: part for year, part in capital(world).groupby("year") if part["owner"].nunique() == ALL}
    found = {year: sum_of(part["usd"][~part["owner"].isin(without)]) for year, part in years.items()}
    usd = list(found.values())
    growth = [UNKNOWN, *(after / before for before, after in zip(usd, usd[1:], strict=False))][: len(usd)]
    return pd.DataFrame({"year": list(found), "usd": column(usd), "growth": column(growth)})


@cache
def cash_flow(world: World) -> pd.DataFrame:
    """Net cash from the operations of the five companies by year, as `capital` has their spending: owner, year, usd."""
    table = world.table("capital")
    table = with_rows(world, "capital", table[(table["measure"] == FLOW) & table["period_type"].isin(YEARS)])
    table = table.assign(year=table["year"].astype(int)).rename(columns={"central": "usd"})
    found = pd.concat([table, _elsewhere(world, YEAR_OF_FLOW, "year")], ignore_index=True)
    return found[["owner", "year", "usd"]]


def _elsewhere(world: World, of: dict[str, str], period: str) -> pd.DataFrame:
    """Cash flows of the facts on limits: id and owner of the spending beside it, year (or end of the quarter), usd."""
    table = world.table("limits_facts")
    table = with_rows(world, "limits_facts", table[table["id"].isin(list(of))])
    ends = table["as_of"] + pd.offsets.QuarterEnd(0)
    when = table["as_of"].dt.year if period == "year" else ends
    beside = table["id"].map(of)
    owner = [world.row("capital", id)["owner"] for id in beside]
    return pd.DataFrame({"id": beside, "owner": owner, period: when, "usd": table["central"]})


@cache
def by_quarter(world: World) -> pd.DataFrame:
    """Cash spending and cash from operations of the five together by quarter: quarter (its last day), and as
    quantities spent, earned; only quarters of which both are known of all five.

    A company's quarter counts to the calendar quarter in which it ends.

    Raises
    ------
    LackingError
        Before there was one.
    """
    table = world.table("capital")
    table = table[table["period_type"].isin(QUARTERS) & (table["status"] == "actual")]
    table = with_rows(world, "capital", table).rename(columns={"central": "usd"})
    table["quarter"] = table["period_end"] + pd.offsets.QuarterEnd(0)
    spent = table[(table["measure"] == "capital_expenditure") & (table["basis"] == "cash")]
    earned = table[table["measure"] == FLOW]
    spent, earned = (part[["id", "owner", "quarter", "usd"]] for part in (spent, earned))
    earned = pd.concat([earned, _elsewhere(world, QUARTER_OF_FLOW, "quarter")], ignore_index=True)
    found = pd.DataFrame({"spent": _of_all(world, spent), "earned": _of_all(world, earned)}).dropna()
    if found.empty:
        raise LackingError(f"no quarter of five companies is known up to {world.as_of}")
    found = found.astype({"spent": "quantity", "earned": "quantity"})
    found.index = pd.to_datetime(found.index)
    return found.rename_axis("quarter").reset_index().sort_values("quarter", ignore_index=True)


def _of_all(world: World, table: pd.DataFrame) -> pd.Series:
    """Sum of the five by quarter, where all are known or somebody states the sum."""
    found = {}
    for quarter, part in table.groupby("quarter"):
        each = part[part["owner"].isin(companies(world))]
        stated = part[part["id"] == TOGETHER]
        if len(each) == ALL or not stated.empty:
            found[quarter] = sum_of((each if len(each) == ALL else stated)["usd"])
    return pd.Series(found, dtype=object)


@cache
def plans(world: World) -> pd.DataFrame:
    """What single companies say they will spend in a calendar year, the newest of each: owner, year, usd, as_of.

    As each of them reports it, with or without leases: not to be set beside cash in one line.
    """
    table = world.table("capital")
    said = (table["measure"] == "capital_expenditure") & (table["status"] == "guidance")
    table = table[said & (table["period_type"] == "calendar_year") & table["owner"].isin(companies(world))]
    table = with_rows(world, "capital", table.sort_values("as_of")).drop_duplicates(["owner", "year"], keep="last")
    return table.rename(columns={"central": "usd"})[["owner", "year", "usd", "as_of"]].reset_index(drop=True)


def _gdp(world: World) -> pd.DataFrame:
    table = world.table("capital")
    return with_rows(world, "capital", table[table["series"] == "us_output"]).sort_values("period_end")


@cache
def us_gdp(world: World, at: float) -> Quantity:
    """Gross domestic product of the United States at a date, as a year with decimals [USD a year], by the line through
    the logarithms of the last published years and quarters.

    Raises
    ------
    LackingError
        Before there were three of them.
    """
    table = _gdp(world).tail(RECENT)
    if len(table) < 3:
        raise LackingError(f"the output of the United States is not known up to {world.as_of}")
    length = np.where(table["period_type"] == "calendar_year", 1.0, 0.25)
    middle = table["period_end"].dt.year + table["period_end"].dt.day_of_year / 365.25 - length / 2
    slope, level = fit_line(middle, np.log(table["central"]))
    return np.exp(level + slope * at)


@cache
def us_gdp_of(world: World, year: int) -> Quantity:
    """Gross domestic product of the United States in a calendar year, as published, else by the line of `us_gdp`."""
    published = _gdp(world).query("period_type == 'calendar_year' and period_end.dt.year == @year")["central"]
    return us_gdp(world, year + 0.5) if published.empty else published.iloc[-1]
