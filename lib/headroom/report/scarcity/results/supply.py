"""How many chips are shipped, how long buyers wait for them, and what limits the supply."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import sum_of
from headroom.evidence.columns import column
from headroom.evidence.quantity import through
from headroom.report.facts.supply import COUNTS, metric

WEEKS_PER_QUARTER = 13
GENERATIONS = {"hopper": "Hopper", "blackwell": "Blackwell"}  # without chips cut down for export
AUTUMN_2023 = "lead-time-server-makers-h100-servers-2023-11-tomshardware"  # the wait at the height of the shortage
SPRING_2024 = "lead-time-dell-h100-servers-2024-04-theregister"  # and when it had eased


def rounded(of: Quantity, decimals: int) -> Quantity:
    """A quantity to a number of decimals, where its digits would say more than is known of it."""
    return through(lambda number: np.round(number, decimals), of)


@cache
def lead_times(world: World) -> pd.DataFrame:
    """Waiting times as reported: id, day, generation, weeks (quantities), who, note."""
    table = metric(world, "lead_time")
    table = table.assign(generation=table["generation"].map(GENERATIONS))
    table = table[["id", "as_of", "generation", "central", "entity", "note"]]
    table = table.rename(columns={"as_of": "day", "central": "weeks", "entity": "who"})
    return table.sort_values("day", ignore_index=True)


def _leading_chips(world: World) -> pd.DataFrame:
    """Rows of leading Nvidia chips shipped by quarter (whole quarters only)."""
    return metric(world, "units_shipped", designer="nvidia", source_key=COUNTS, complete=True)


@cache
def shipments(world: World) -> pd.DataFrame:
    """Leading Nvidia chips shipped by quarter: day, generation, chips (quantities; whole quarters only)."""
    table = _leading_chips(world)
    groups = table.assign(generation=table["generation"].map(GENERATIONS)).groupby(["period_end", "generation"])
    found = {key: sum_of(part["central"]) for key, part in groups}
    return pd.DataFrame(list(found), columns=["day", "generation"]).assign(chips=column(found.values()))


@cache
def backlog(world: World, later: int = 0) -> pd.DataFrame:
    """Open orders at each reported waiting time, by Little's law with that quarter's shipments, or those of some
    quarters `later`.

    Adds to `lead_times`: shipped (in the quarter) and backlog [chips], quantities like weeks.
    """
    shipped = shipments(world)
    rows = []
    for row in lead_times(world).itertuples():
        quarter = row.day + pd.offsets.QuarterEnd(0) + later * pd.offsets.QuarterEnd()
        known = shipped[(shipped["generation"] == row.generation) & (shipped["day"] <= quarter)]
        if known.empty:
            continue
        chips = known["chips"].iloc[-1]
        orders = scarcity.backlog(row.weeks, chips / WEEKS_PER_QUARTER)
        rows.append([row.id, row.day, row.generation, row.who, row.weeks, chips, orders])
    table = pd.DataFrame(rows, columns=["id", "day", "generation", "who", "weeks", "shipped", "backlog"])
    return table.assign(**{name: column(table[name]) for name in ("weeks", "shipped", "backlog")})


def report(world: World, id: str, later: int = 0) -> pd.Series:  # noqa: A002 - the word of the tables
    """One row of `backlog`.

    Raises
    ------
    LackingError
        Before it was reported.
    """
    table = backlog(world, later).set_index("id", drop=False)
    if id not in table.index:
        raise LackingError(f"no waiting time '{id}' was reported up to {world.as_of}")
    return table.loc[id]


def packaging(world: World) -> pd.DataFrame:
    """Reported capacity of advanced packaging [wafers a month]: day, wafers (quantities), status."""
    table = metric(world, "cowos_capacity")[["period_end", "central", "status"]]
    return table.rename(columns={"period_end": "day", "central": "wafers"}).sort_values("day", ignore_index=True)


def shipped_in_quarter(world: World, day: pd.Timestamp) -> Quantity:
    """Leading Nvidia chips (A100, H100 and their export versions) shipped in the quarter of a day, as known."""
    table = _leading_chips(world)
    table = table[table["period_end"] <= day + pd.offsets.QuarterEnd(0)]
    if table.empty:
        raise LackingError(f"no shipments of leading Nvidia chips are known up to {day.date()}")
    rows = table[table["period_end"] == table["period_end"].max()]
    label = f"leading Nvidia chips shipped in {rows['period'].iloc[0]}"
    return replace(sum_of(rows["central"]), unit="chip", label=label)
