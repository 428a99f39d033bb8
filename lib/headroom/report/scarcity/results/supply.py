"""How much compute is delivered, how long it takes, who has it, and how concentrated that is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among, greatest_of, sum_of
from headroom.evidence.columns import column, quantities
from headroom.evidence.quantity import through
from headroom.report.estimate import Estimate
from headroom.report.facts.tables import with_rows

WEEKS_PER_QUARTER = 13
COUNTS = "epoch2026aichipcounts"
DESIGNERS = {"nvidia": "Nvidia", "google": "Google", "amazon": "Amazon", "amd": "AMD"}
OTHER = "Other owners"
GENERATIONS = {"hopper": "Hopper", "blackwell": "Blackwell"}  # without chips cut down for export
AUTUMN_2023 = "lead-time-server-makers-h100-servers-2023-11-tomshardware"  # the wait at the height of the shortage
SPRING_2024 = "lead-time-dell-h100-servers-2024-04-theregister"  # and when it had eased


class Thresholds(NamedTuple):
    """From which index a market is called moderately and highly concentrated [points]."""

    moderate: float
    high: float


GUIDELINES = Thresholds(1000, 1800)  # of the merger guidelines of 2023


def metric(world: World, name: str, **only: str | bool) -> pd.DataFrame:
    """Rows of one quantity of the supply table, in which `central` holds quantities.

    Parameters
    ----------
    world
        The World.
    name
        The metric.
    only
        Values that other columns must have.
    """
    table = world.table("supply")
    table = table[table["metric"] == name]
    for column_name, value in only.items():
        table = table[table[column_name] == value]
    return with_rows(world, "supply", table.reset_index(drop=True))


@cache
def owners(world: World) -> pd.DataFrame:
    """Stock of compute by owner at the end of each year: day, owner, named, and as quantities h100e, share."""
    table = metric(world, "owner_stock", source_key=COUNTS)
    table["owner"] = table["entity"].where(table["holder"] != "rest", OTHER)
    made = [
        [day, owner, sum_of(part["central"]), sum_of(of_day["central"]), part["holder"].eq("named").all()]
        for day, of_day in table.groupby("period_end")
        for owner, part in of_day.groupby("owner")
    ]
    table = pd.DataFrame(made, columns=["day", "owner", "h100e", "total", "named"])
    table = table.assign(h100e=column(table["h100e"]), share=column(table["h100e"]) / column(table["total"]))
    return table.drop(columns="total")


def named_shares(world: World) -> pd.Series:
    """Shares of the owners known by name in the newest count (quantities)."""
    table = owners(world)
    return table.loc[table["named"] & (table["day"] == table["day"].max()), "share"]


@cache
def owner_hhi(world: World) -> pd.DataFrame:
    """Interval of the index of ownership by year: day, largest, and as quantities low (countless other owners), high
    (one each), share (of the largest).
    """
    rows = []
    for day, group in owners(world).groupby("day"):
        named = group[group["named"]]
        low = sum_of(scarcity.concentration_points(named["share"]))
        high = low
        for share in group.loc[~group["named"], "share"]:
            high = scarcity.hhi_with_residual(high, share)
        shares = quantities(named["share"])
        rows.append([day, low, high, named["owner"].iloc[int(shares.value.argmax())], greatest_of(shares)])
    table = pd.DataFrame(rows, columns=["day", "low", "high", "largest", "share"])
    return table.assign(**{name: column(table[name]) for name in ("low", "high", "share")})


def newest_hhi(world: World) -> pd.Series:
    """The newest row of `owner_hhi`.

    Raises
    ------
    LackingError
        Before owners were counted.
    """
    table = owner_hhi(world)
    if table.empty:
        raise LackingError(f"no stock of compute by owner up to {world.as_of}")
    return table.iloc[-1]


def ownership(world: World) -> Estimate:
    """Index of ownership on the World's date: the middle of its interval, and the interval."""
    row = newest_hhi(world)
    return Estimate.of(
        among((row["low"] + row["high"]) / 2, [row["low"], row["high"]]),
        "count",
        as_of=row["day"].date(),
        basis="Herfindahl-Hirschman index of owners; the interval is what is not known of the owners without a name",
    )


def rounded(of: Quantity, decimals: int) -> Quantity:
    """A quantity to a number of decimals, where its digits would say more than is known of it."""
    return through(lambda number: np.round(number, decimals), of)


def level(points: float, thresholds: Thresholds = GUIDELINES) -> str:
    """What agencies of the United States call a market of an index [points]."""
    if points < thresholds.moderate:
        return "hardly concentrated"
    return "moderately concentrated" if points < thresholds.high else "highly concentrated"


def levels(low: float, high: float, thresholds: Thresholds = GUIDELINES) -> str:
    """`level` of an index known as an interval."""
    least, most = level(low, thresholds), level(high, thresholds)
    return least if least == most else f"anything from {least} to {most}"


@cache
def stock(world: World) -> pd.DataFrame:
    """Compute delivered by designer since the start of each series, whole quarters: day, designer, h100e (quantities),
    id.
    """
    table = metric(world, "cumulative_h100_equivalents", complete=True)
    table = table.assign(designer=table["designer"].map(DESIGNERS))[["period_end", "designer", "central", "id"]]
    return table.rename(columns={"period_end": "day", "central": "h100e"}).sort_values(["day", "designer"])


@cache
def designers(world: World) -> pd.DataFrame:
    """Share of each designer in all that was delivered: day, designer, and as quantities h100e, share."""
    table = stock(world)[["day", "designer", "h100e"]].reset_index(drop=True)
    total = {day: sum_of(group["h100e"]) for day, group in table.groupby("day")}
    table["share"] = table["h100e"] / column([total[day] for day in table["day"]])
    return table


def designer_hhi(world: World) -> pd.DataFrame:
    """Index of design by the end of each quarter: day, hhi (quantities)."""
    found = {
        day: sum_of(scarcity.concentration_points(group["share"])) for day, group in designers(world).groupby("day")
    }
    return pd.DataFrame({"day": list(found), "hhi": column(found.values())})


def newest_share(world: World, designer: str = "Nvidia") -> pd.Series:
    """A designer's row of `designers` at the end of the last whole quarter.

    Raises
    ------
    LackingError
        Before there was one.
    """
    table = designers(world)
    table = table[(table["designer"] == designer) & (table["day"] == table["day"].max())]
    if table.empty:
        raise LackingError(f"no deliveries of {designer} up to {world.as_of}")
    return table.iloc[0]


def share_of(world: World, designer: str = "Nvidia") -> Estimate:
    """A designer's share of the compute delivered up to the World's date."""
    row = newest_share(world, designer)
    return Estimate.of(
        row["share"],
        "percent",
        as_of=row["day"].date(),
        basis="dense 8-bit peak of the leading chips of four designers, all deliveries counted",
    )


@cache
def others_share(world: World) -> pd.DataFrame:
    """Share of chips that are no GPUs (TPU and Trainium) in all that was delivered by the end of each quarter: day,
    share (quantities).
    """
    found = {}
    for day, group in stock(world).groupby("day"):
        asics = group[group["designer"].isin(["Google", "Amazon"])]
        if len(asics):
            found[day] = sum_of(asics["h100e"]) / sum_of(group["h100e"])
    return pd.DataFrame({"day": list(found), "share": column(found.values())})


def stock_growth(world: World, designer: str = "Nvidia") -> Estimate:
    """Growth of the delivered stock of a designer over the last full year.

    Raises
    ------
    LackingError
        Before there were two ends of a year.
    """
    table = stock(world)
    table = table[(table["designer"] == designer) & (table["day"].dt.month == 12)].sort_values("day")
    if len(table) < 2:
        raise LackingError(f"no full year of deliveries of {designer} up to {world.as_of}")
    before, after = table.iloc[-2], table.iloc[-1]
    return Estimate.of(
        after["h100e"] / before["h100e"],
        "growth",
        as_of=after["day"].date(),
        basis=f"{designer}'s deliveries in H100-equivalents at 8 bit, end of {before['day'].year} to end of "
        f"{after['day'].year}",
    )


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
