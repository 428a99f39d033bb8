"""What clouds spend and take in: capital spending, and the revenue of those who sell compute."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import World

FIVE = ("Amazon", "Microsoft", "Alphabet", "Meta", "Oracle")
NVIDIA = "Nvidia (data centre)"


@cache
def capital(world: World) -> pd.DataFrame:
    """Cash spending on property and equipment of five companies by year: owner, year, usd, period, source_key.

    Years are the companies' own: Microsoft's end in June, Oracle's in May.
    """
    table = world.table("capital")
    table = table[
        (table["measure"] == "capital_expenditure") & (table["status"] == "actual") & (table["basis"] == "cash")
    ]
    table = table[table["owner"].isin(FIVE) & table["period_type"].isin(["calendar_year", "fiscal_year"])]
    table = table.assign(year=table["period"].str[2:].astype(int), usd=table["central"])
    return table[["owner", "year", "usd", "period", "period_end", "source_key"]].sort_values(["year", "owner"])


@cache
def totals(world: World) -> pd.DataFrame:
    """Sum of the five for years that all five have reported: year, usd, growth (against the year before)."""
    table = capital(world)
    whole = table.groupby("year").agg(usd=("usd", "sum"), n=("owner", "nunique")).reset_index()
    whole = whole[whole["n"] == len(FIVE)].drop(columns="n").reset_index(drop=True)
    whole["growth"] = whole["usd"] / whole["usd"].shift()
    return whole


@cache
def revenue(world: World) -> pd.DataFrame:
    """Reported revenue of sellers of compute by quarter: owner, day, usd, source_key; one source a quarter."""
    table = world.table("capital")
    table = table[table["measure"].isin(["segment_revenue", "revenue"]) & (table["status"] == "actual")]
    table = table[table["owner"].isin([NVIDIA, "CoreWeave", "Amazon (AWS)"])]
    table = table[~table["id"].str.endswith("-press")]
    table = table[["owner", "period_end", "central", "source_key"]]
    return table.rename(columns={"period_end": "day", "central": "usd"}).sort_values(
        ["owner", "day"], ignore_index=True
    )


def revenue_growth(world: World, owner: str = NVIDIA) -> float:
    """Newest quarter over the same quarter of the year before."""
    table = revenue(world)
    table = table[table["owner"] == owner]
    newest = table.iloc[-1]
    before = table[(table["day"] - (newest["day"] - pd.DateOffset(years=1))).abs() < pd.Timedelta(days=20)]
    return float(newest["usd"] / before["usd"].iloc[0])
