"""Like for like: what the same seller asks for the same chip at two times, free of a change in who is asked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.calculator.constants import HOURS_PER_DAY, HOURS_PER_YEAR
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column, quantities
from headroom.evidence.prices import ENOUGH, OF_MANY
from headroom.report.facts.tables import with_rows
from headroom.report.scarcity.results.market import CONTRADICTION

SINCE = 2024  # the first year in which many quoted an H100
A_YEAR, A_MONTH = pd.Timedelta(days=350), pd.Timedelta(days=30)  # between two quotes: about so much, at least
MOVED = 1.01  # times: prices that lie less apart have not moved
RECENT = pd.Timedelta(days=180)  # since a quote that is of now


def listed(world: World, chip: str) -> pd.DataFrame:
    """What sellers ask for a chip on demand, the lowest price of each list of a day: provider, source_key, as_of, usd
    (quantities). Without sellers on whose price two sources contradict each other.
    """
    table = world.table("prices")
    table = table[table["accelerator_id"].eq(chip) & table["price_kind"].eq("cloud_on_demand") & table["usd"].notna()]
    table = table[~table["quoted_by"].isin(OF_MANY) & table["provider"].notna() & table["term_months"].isna()]
    table = table.sort_values("usd").drop_duplicates(["provider", "source_key", "as_of"]).sort_values("as_of")
    by = table.groupby("provider")
    step = np.exp(np.abs(np.log(table["usd"] / by["usd"].shift())))
    contradicts = (step > CONTRADICTION) & (table["source_key"] != by["source_key"].shift())
    wrong = contradicts.groupby(table["provider"]).transform("any") if len(table) else contradicts
    return with_rows(world, "prices", table[~wrong].reset_index(drop=True), "usd")


def since(world: World, chip: str = "h100-sxm", year: int = SINCE) -> pd.DataFrame:
    """The newest price of each seller over its first since a year: provider, before, day, change (quantities). Only of
    sellers with a recent quote and one at least a year older.
    """
    table = listed(world, chip)
    table = table[table["as_of"].dt.year >= year]
    return _changes(world, [part for _, part in table.groupby("provider")], A_YEAR)


def recently(world: World, chip: str = "h100-sxm") -> pd.DataFrame:
    """The newest price of each seller over its first of the last half year, as one and the same source read its list:
    columns as of `since`.
    """
    table = listed(world, chip)
    table = table[pd.Timestamp(world.as_of) - table["as_of"] <= RECENT]
    return _changes(world, [part for _, part in table.groupby(["provider", "source_key"])], A_MONTH)


def _changes(world: World, lists: list[pd.DataFrame], apart: pd.Timedelta) -> pd.DataFrame:
    """Last over first price of each list whose last is recent and whose first is so much older."""
    now = pd.Timestamp(world.as_of)
    ends = [(part.iloc[0], part.iloc[-1]) for part in lists]
    known = [(a, b) for a, b in ends if b["as_of"] - a["as_of"] >= apart and now - b["as_of"] <= RECENT]
    made = [[b["provider"], a["as_of"], b["as_of"], b["usd"] / a["usd"]] for a, b in known]
    table = pd.DataFrame(made, columns=["provider", "before", "day", "change"])
    return table.assign(change=column(table["change"], table.index))


def change_since(world: World, chip: str = "h100-sxm", year: int = SINCE) -> Quantity:
    """Median of `since`.

    Raises
    ------
    LackingError
        If fewer than three sellers quoted the chip so long.
    """
    change = since(world, chip, year)["change"]
    if len(change) < ENOUGH:
        raise LackingError(f"no {ENOUGH} sellers that quoted '{chip}' for a year are known up to {world.as_of}")
    return median_of(change)


def moves(world: World, chip: str = "h100-sxm") -> tuple[Quantity, Quantity, Quantity]:
    """How many of the sellers of `recently` ask more, how many less, and how many there are."""
    change = quantities(recently(world, chip)["change"])
    counts = ((change.value > MOVED).sum(), (change.value < 1 / MOVED).sum(), len(change))
    return tuple(Quantity(float(n)).also(change) for n in counts)


def on_trend(world: World, doubling_time: float, chip: str = "h100-sxm", year: int = SINCE) -> float:
    """What `change_since` would be if rents fell as fast as peak per dollar grows, over the median time between the
    quotes.
    """
    table = since(world, chip, year)
    years = ((table["day"] - table["before"]).dt.days * HOURS_PER_DAY / HOURS_PER_YEAR).median()
    return float(2.0 ** (-years / doubling_time))
