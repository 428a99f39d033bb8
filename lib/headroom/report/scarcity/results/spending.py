"""What clouds spend and take in: capital spending, and the revenue of those who sell compute."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.report.facts.spending import totals
from headroom.report.facts.tables import with_rows

NVIDIA = "nvidia_data_centre"  # a series of the table
RENTER = "coreweave"  # a cloud that does nothing but rent out
SELLERS = (NVIDIA, RENTER, "aws")


def growth_in(world: World, year: int, without: tuple[str, ...] = ()) -> Quantity:
    """Growth of `totals` in a year.

    Raises
    ------
    LackingError
        Before all had reported it and the year before.
    """
    growth = totals(world, without).set_index("year")["growth"]
    if growth.isna().get(year, True):
        raise LackingError(f"no growth of capital spending in {year} is known up to {world.as_of}")
    return growth.loc[year]


def newest_growth(world: World) -> Quantity:
    """Growth of the sum of the five in the newest year that all have reported.

    Raises
    ------
    LackingError
        Before there were two such years.
    """
    table = totals(world)
    if len(table) < 2:
        raise LackingError(f"no two years that all five companies had reported up to {world.as_of}")
    return table["growth"].iloc[-1]


@cache
def revenue(world: World) -> pd.DataFrame:
    """Reported revenue of sellers of compute by quarter: series, owner, day, usd (quantities); one source a quarter."""
    table = world.table("capital")
    table = with_rows(world, "capital", table[table["series"].isin(SELLERS)])
    table = table[["series", "owner", "period_end", "central"]].rename(columns={"period_end": "day", "central": "usd"})
    return table.sort_values(["owner", "day"], ignore_index=True)


def revenue_growth(world: World, series: str = NVIDIA) -> Quantity:
    """Newest quarter over the same quarter of the year before.

    Raises
    ------
    LackingError
        If one of the two is not known.
    """
    table = revenue(world)
    table = table[table["series"] == series]
    if table.empty:
        raise LackingError(f"no revenue of the series {series} up to {world.as_of}")
    newest = table.iloc[-1]
    before = table[(table["day"] - (newest["day"] - pd.DateOffset(years=1))).abs() < pd.Timedelta(days=20)]
    if before.empty:
        raise LackingError(f"no revenue of {newest['owner']} a year before {newest['day'].date()}")
    return newest["usd"] / before["usd"].iloc[0]
