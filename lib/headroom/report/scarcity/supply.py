"""How much compute is delivered, how long it takes, who has it, and how concentrated that is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import Quantity, Range, World
from headroom.report.estimate import Estimate

WEEKS_PER_QUARTER = 13
COUNTS = "epoch2026aichipcounts"
DESIGNERS = {"NVIDIA": "Nvidia", "Google": "Google", "Amazon": "Amazon", "AMD": "AMD"}
CHINA, OTHER = "China", "Other owners"
MODERATE, HIGH = 1000, 1800  # points: thresholds of the merger guidelines of 2023
HOPPER, BLACKWELL = ("H100/H200",), ("B200", "B300")


def metric(world: World, name: str) -> pd.DataFrame:
    """Rows of one quantity of the supply table."""
    table = world.table("supply")
    return table[table["metric"] == name].reset_index(drop=True)


@cache
def owners(world: World) -> pd.DataFrame:
    """Stock of compute by owner at the end of each year: day, owner, h100e, share, named."""
    table = metric(world, "owner_stock")
    table = table[table["source_key"] == COUNTS]
    table = table.assign(owner=table["entity"].where(~table["entity"].str.startswith("Other"), OTHER))
    table = table.groupby(["period_end", "owner"], as_index=False)["central"].sum()
    table.columns = ["day", "owner", "h100e"]
    table["share"] = table["h100e"] / table.groupby("day")["h100e"].transform("sum")
    table["named"] = ~table["owner"].isin([CHINA, OTHER])
    return table


@cache
def owner_hhi(world: World) -> pd.DataFrame:
    """Interval of the index of ownership by year: day, low (countless other owners), high (one each), largest, "
    "share."""
    rows = []
    for day, group in owners(world).groupby("day"):
        low = scarcity.concentration_points(group.loc[group["named"], "share"]).sum()
        high = low
        for share in group.loc[~group["named"], "share"]:
            high = scarcity.hhi_with_residual(high, share)
        first = group[group["named"]].sort_values("share").iloc[-1]
        rows.append([day, low, high, first["owner"], first["share"]])
    return pd.DataFrame(rows, columns=["day", "low", "high", "largest", "share"])


def ownership(world: World) -> Estimate:
    """Index of ownership on the World's date: the middle of its interval, and the interval."""
    row = owner_hhi(world).iloc[-1]
    return Estimate(
        (row["low"] + row["high"]) / 2,
        "count",
        row["low"],
        row["high"],
        level=None,
        sources=(COUNTS,),
        as_of=row["day"].date(),
        basis="Herfindahl-Hirschman index of owners; the interval is what is not known of the owners without a name",
    )


def level(points: float) -> str:
    """What agencies of the United States call a market of an index [points]."""
    if points < MODERATE:
        return "hardly concentrated"
    return "moderately concentrated" if points < HIGH else "highly concentrated"


def levels(low: float, high: float) -> str:
    """`level` of an index known as an interval."""
    return level(low) if level(low) == level(high) else f"anything from {level(low)} to {level(high)}"


@cache
def stock(world: World) -> pd.DataFrame:
    """Compute delivered by designer since the start of each series: day, designer, h100e, low, high, whole quarters."""
    table = metric(world, "cumulative_h100_equivalents")
    table = table[~table["note"].fillna("").str.contains("incomplete")]
    table = table.assign(designer=table["entity"].map(DESIGNERS))
    table = table[["period_end", "designer", "central", "low", "high", "interval", "id"]]
    return table.rename(columns={"period_end": "day", "central": "h100e"}).sort_values(["day", "designer"])


@cache
def designers(world: World) -> pd.DataFrame:
    """Share of each designer in all that was delivered, with its 90 % interval: day, designer, h100e, share, low, "
    "high."""
    rows = []
    for day, group in stock(world).groupby("day"):
        many = {row.designer: _samples(world, row) for row in group.itertuples()}
        total, one = sum(many.values()), group["h100e"].sum()
        for row in group.itertuples():
            part = many[row.designer] / total
            rows.append([day, row.designer, row.h100e, row.h100e / one, *np.quantile(part, [0.05, 0.95]), part])
    return pd.DataFrame(rows, columns=["day", "designer", "h100e", "share", "low", "high", "samples"])


def _samples(world: World, row) -> np.ndarray:
    return world.range("supply", row.id, label=row.id).draws()


def designer_hhi(world: World) -> pd.DataFrame:
    """Index of design by the end of each quarter: day, hhi."""
    table = designers(world)
    points = scarcity.concentration_points(table["share"])
    return points.groupby(table["day"]).sum().rename("hhi").reset_index()


def newest_share(world: World, designer: str = "Nvidia") -> pd.Series:
    """A designer's row of `designers` at the end of the last whole quarter."""
    table = designers(world)
    return table[(table["designer"] == designer) & (table["day"] == table["day"].max())].iloc[0]


def share_of(world: World, designer: str = "Nvidia") -> Estimate:
    """A designer's share of the compute delivered up to the World's date."""
    row = newest_share(world, designer)
    return Estimate(
        row["share"],
        "percent",
        min(row["low"], row["share"]),
        max(row["high"], row["share"]),
        sources=(COUNTS,),
        as_of=row["day"].date(),
        basis="dense 8-bit peak of the leading chips of four designers, all deliveries counted",
    )


@cache
def others_share(world: World) -> pd.DataFrame:
    """Share of chips that are no GPUs (TPU and Trainium) in all that was delivered by the end of each quarter: day,
    share, low, high, samples."""
    rows = []
    for day, group in stock(world).groupby("day"):
        many = {row.designer: _samples(world, row) for row in group.itertuples()}
        asics = [name for name in ("Google", "Amazon") if name in many]
        if not asics:
            continue
        part = sum(many[name] for name in asics) / sum(many.values())
        one = group.set_index("designer")["h100e"]
        low, high = np.quantile(part, [0.05, 0.95])
        rows.append([day, one[asics].sum() / one.sum(), low, high, part])
    return pd.DataFrame(rows, columns=["day", "share", "low", "high", "samples"])


def stock_growth(world: World, designer: str = "Nvidia") -> Estimate:
    """Growth of the delivered stock of a designer over the last full year."""
    table = stock(world)
    table = table[(table["designer"] == designer) & (table["day"].dt.month == 12)].sort_values("day")
    before, after = table.iloc[-2], table.iloc[-1]
    return Estimate(
        after["h100e"] / before["h100e"],
        "growth",
        sources=(COUNTS,),
        as_of=after["day"].date(),
        basis=f"{designer}'s deliveries in H100-equivalents at 8 bit, end of {before['day'].year} to end of "
        f"{after['day'].year}",
    )


@cache
def lead_times(world: World) -> pd.DataFrame:
    """Waiting times as reported: day, generation, weeks, low, high, who, source_key."""
    table = metric(world, "lead_time")
    table = table.assign(generation=np.where(table["item"] == "Blackwell", "Blackwell", "Hopper"))
    table = table[["as_of", "generation", "central", "low", "high", "entity", "source_key", "note"]]
    table = table.rename(columns={"as_of": "day", "central": "weeks", "entity": "who"})
    return table.sort_values("day", ignore_index=True)


@cache
def shipments(world: World) -> pd.DataFrame:
    """Leading Nvidia chips shipped by quarter: day, generation, chips (whole quarters only)."""
    table = metric(world, "units_shipped")
    table = table[(table["entity"] == "NVIDIA") & (table["source_key"] == COUNTS)]
    table = table[~table["note"].fillna("").str.contains("incomplete")]
    generation = {**dict.fromkeys(HOPPER, "Hopper"), **dict.fromkeys(BLACKWELL, "Blackwell")}
    table = table.assign(generation=table["item"].map(generation)).dropna(subset=["generation"])
    table = table.groupby(["period_end", "generation"], as_index=False)["central"].sum()
    return table.rename(columns={"period_end": "day", "central": "chips"})


@cache
def backlog(world: World) -> pd.DataFrame:
    """Open orders at each reported waiting time, by Little's law with that quarter's shipments.

    Adds to `lead_times`: shipped (in the quarter), backlog, backlog_low, backlog_high [chips].
    """
    shipped = shipments(world)
    rows = []
    for row in lead_times(world).itertuples():
        quarter = row.day + pd.offsets.QuarterEnd(0)
        known = shipped[(shipped["generation"] == row.generation) & (shipped["day"] <= quarter)]
        if known.empty:
            continue
        rate = known["chips"].iloc[-1] / WEEKS_PER_QUARTER
        low, high = (row.weeks if np.isnan(x) else x for x in (row.low, row.high))
        orders = [scarcity.backlog(weeks, rate) for weeks in (row.weeks, low, high)]
        rows.append([row.day, row.generation, row.who, row.weeks, low, high, known["chips"].iloc[-1], *orders])
    columns = ["day", "generation", "who", "weeks", "low", "high", "shipped", "backlog", "backlog_low", "backlog_high"]
    return pd.DataFrame(rows, columns=columns)


def packaging(world: World) -> pd.DataFrame:
    """Reported capacity of advanced packaging [wafers a month]: day, wafers, low, high, status, source_key."""
    table = metric(world, "cowos_capacity")
    table = table[["period_end", "central", "low", "high", "status", "source_key"]]
    return table.rename(columns={"period_end": "day", "central": "wafers"}).sort_values("day", ignore_index=True)


def shipped_in_quarter(world: World, day: pd.Timestamp) -> Quantity:
    """Leading Nvidia chips (A100, H100 and their export versions) shipped in the quarter of a day, as known."""
    table = metric(world, "units_shipped")
    table = table[(table["entity"] == "NVIDIA") & (table["source_key"] == COUNTS)]
    table = table[~table["note"].fillna("").str.contains("incomplete")]
    table = table[table["period_end"] <= day + pd.offsets.QuarterEnd(0)]
    rows = table[table["period_end"] == table["period_end"].max()]
    label = f"leading Nvidia chips shipped in {rows['period'].iloc[0]}"
    low, mid, high = (float(rows[c].sum()) for c in ("low", "central", "high"))
    return Range(
        id=f"shipped/{rows['period'].iloc[0]}",
        label=label,
        low=low,
        central=mid,
        high=high,
        unit="chip",
        interval="90% CI",
        rows=world.references("supply", rows),
        seed=world.seed,
    ).quantity
