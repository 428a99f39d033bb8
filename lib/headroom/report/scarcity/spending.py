"""What clouds spend and take in: capital spending, and the revenue of those who sell compute."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import sum_of
from headroom.evidence.columns import UNKNOWN, column
from headroom.report.facts.tables import with_rows

FIVE = ("Amazon", "Microsoft", "Alphabet", "Meta", "Oracle")
NVIDIA = "Nvidia (data centre)"


@cache
def capital(world: World) -> pd.DataFrame:
    """Cash spending on property and equipment of five companies by year: owner, year, usd (quantities), period,
    period_end.

    Years are the companies' own: Microsoft's end in June, Oracle's in May.
    """
    table = world.table("capital")
    table = table[
        (table["measure"] == "capital_expenditure") & (table["status"] == "actual") & (table["basis"] == "cash")
    ]
    table = table[table["owner"].isin(FIVE) & table["period_type"].isin(["calendar_year", "fiscal_year"])]
    table = with_rows(world, "capital", table.assign(year=table["period"].str[2:].astype(int)))
    table = table.rename(columns={"central": "usd"})[["owner", "year", "usd", "period", "period_end"]]
    return table.sort_values(["year", "owner"])


@cache
def totals(world: World) -> pd.DataFrame:
    """Sum of the five for years that all five have reported: year, and as quantities usd, growth (against the year
    before).
    """
    found = {year: sum_of(part["usd"]) for year, part in capital(world).groupby("year") if _is_whole(part)}
    usd = list(found.values())
    growth = [UNKNOWN, *(after / before for before, after in zip(usd, usd[1:], strict=False))][: len(usd)]
    return pd.DataFrame({"year": list(found), "usd": column(usd), "growth": column(growth)})


def _is_whole(part: pd.DataFrame) -> bool:
    return part["owner"].nunique() == len(FIVE)


def newest_growth(world: World) -> Quantity:
    """Growth of the sum of the five in the newest year that all have reported.

    Raises
    ------
    LookupError
        Before there were two such years.
    """
    table = totals(world)
    if len(table) < 2:
        raise LookupError(f"no two years that all five companies had reported up to {world.as_of}")
    return table["growth"].iloc[-1]


@cache
def revenue(world: World) -> pd.DataFrame:
    """Reported revenue of sellers of compute by quarter: owner, day, usd (quantities); one source a quarter."""
    table = world.table("capital")
    table = table[table["measure"].isin(["segment_revenue", "revenue"]) & (table["status"] == "actual")]
    table = table[table["owner"].isin([NVIDIA, "CoreWeave", "Amazon (AWS)"])]
    table = with_rows(world, "capital", table[~table["id"].str.endswith("-press")])
    table = table[["owner", "period_end", "central"]].rename(columns={"period_end": "day", "central": "usd"})
    return table.sort_values(["owner", "day"], ignore_index=True)


def revenue_growth(world: World, owner: str = NVIDIA) -> Quantity:
    """Newest quarter over the same quarter of the year before.

    Raises
    ------
    LookupError
        If one of the two is not known.
    """
    table = revenue(world)
    table = table[table["owner"] == owner]
    if table.empty:
        raise LookupError(f"no revenue of {owner} up to {world.as_of}")
    newest = table.iloc[-1]
    before = table[(table["day"] - (newest["day"] - pd.DateOffset(years=1))).abs() < pd.Timedelta(days=20)]
    if before.empty:
        raise LookupError(f"no revenue of {owner} a year before {newest['day'].date()}")
    return newest["usd"] / before["usd"].iloc[0]
