"""How much compute is delivered, who makes and owns it, and how concentrated that is."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among, greatest_of, sum_of
from headroom.evidence.columns import column, quantities
from headroom.evidence.quantity import SAMPLES
from headroom.report.estimate import Estimate
from headroom.report.facts.supply import COUNTS, metric, stock

ASICS = ("Google", "Amazon")  # designers of chips that are no GPUs: TPU and Trainium
GPUS = ("Nvidia", "AMD")  # designers of GPUs
COUNTED = 2023  # since when the chips of more than one designer are
FEW = 4  # owners
COUNTRY, WITH_OWN_CHIPS = "country", "officechai2026owners"  # whose count of China has the chips of its own makers
CHINA = "China"
OTHER = "Other owners"


class Thresholds(NamedTuple):
    """From which index a market is called moderately and highly concentrated [points]."""

    moderate: float
    high: float


GUIDELINES = Thresholds(1000, 1800)  # of the merger guidelines of 2023


@cache
def owners(world: World, own_chips: bool = True) -> pd.DataFrame:
    """Stock of compute by owner at the end of each year: day, owner, named, and as quantities h100e, share.

    `own_chips`: whether China counts with chips of its own makers, where that is known (of the newest year alone, so
    that a comparison with earlier years must leave them out).
    """
    table = metric(world, "owner_stock", source_key=COUNTS)
    wider = metric(world, "owner_stock", source_key=WITH_OWN_CHIPS, holder=COUNTRY) if own_chips else table.iloc[:0]
    replaced = table["holder"].eq(COUNTRY) & table["period_end"].isin(wider["period_end"])
    table = pd.concat([table[~replaced], wider.assign(entity=CHINA)], ignore_index=True)
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
def owner_hhi(world: World, own_chips: bool = True) -> pd.DataFrame:
    """Interval of the index of ownership by year: day, largest, and as quantities low (countless other owners), high
    (one each), share (of the largest). `own_chips` as in `owners`.
    """
    rows = []
    for day, group in owners(world, own_chips).groupby("day"):
        named = group[group["named"]]
        low = sum_of(scarcity.concentration_points(named["share"]))
        high = low
        for share in group.loc[~group["named"], "share"]:
            high = scarcity.hhi_with_residual(high, share)
        shares = quantities(named["share"])
        rows.append([day, low, high, named["owner"].iloc[int(shares.value.argmax())], greatest_of(shares)])
    table = pd.DataFrame(rows, columns=["day", "low", "high", "largest", "share"])
    return table.assign(**{name: column(table[name]) for name in ("low", "high", "share")})


def growth_of_index(world: World) -> Quantity:
    """By how much the index of ownership rose from the end of `COUNTED` to the newest, counted alike in both [points];
    in each draw it lies anywhere between its ends, since the owners without a name are not known.

    Raises
    ------
    LackingError
        Before there were two such years.
    """
    table = owner_hhi(world, own_chips=False)
    table = table[pd.to_datetime(table["day"]).dt.year >= COUNTED]
    if len(table) < 2:
        raise LackingError(f"no two years in which all owners were counted alike up to {world.as_of}")
    first, last = (_anywhere(table.iloc[n], seed) for seed, n in enumerate((0, -1)))
    return last - first


def _anywhere(row: pd.Series, seed: int) -> Quantity:
    """An index of which only the ends are known, as draws between them."""
    places = (np.random.default_rng(seed).permutation(SAMPLES) + 0.5) / SAMPLES
    return row["low"] + (row["high"] - row["low"]) * Quantity(0.5, places)


def share_of_few(world: World, few: int = FEW) -> pd.DataFrame:
    """Share of the largest owners by name at the end of each year since `COUNTED`, counted alike in all years: day,
    share (quantities).

    Raises
    ------
    LackingError
        Before there were two such years.
    """
    table = owners(world, own_chips=False)
    table = table[table["named"] & pd.to_datetime(table["day"]).dt.year.ge(COUNTED)]
    found = {}
    for day, group in table.groupby("day"):
        shares = quantities(group["share"])
        found[day] = sum_of(shares[np.sort(np.argsort(shares.value)[-few:])])
    if len(found) < 2:
        raise LackingError(f"no two years in which all owners were counted alike up to {world.as_of}")
    return pd.DataFrame({"day": list(found), "share": column(found.values())})


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
        basis="Herfindahl-Hirschman index of owners; the interval is what is not known of the owners without a name; "
        "China with chips of its own makers where they are counted",
    )


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
def designers(world: World) -> pd.DataFrame:
    """Share of each designer in all that was delivered: day, designer, and as quantities h100e, share."""
    table = stock(world)[["day", "designer", "h100e"]].reset_index(drop=True)
    total = {day: sum_of(group["h100e"]) for day, group in table.groupby("day")}
    table["share"] = table["h100e"] / column([total[day] for day in table["day"]])
    return table


def designer_hhi(world: World) -> pd.DataFrame:
    """Index of design by the end of each quarter: day, hhi (quantities).

    Raises
    ------
    LackingError
        Before the first.
    """
    found = {
        day: sum_of(scarcity.concentration_points(group["share"])) for day, group in designers(world).groupby("day")
    }
    if not found:
        raise LackingError(f"no deliveries of chips are counted up to {world.as_of}")
    return pd.DataFrame({"day": list(found), "hhi": column(found.values())})


def ends_of_years(of_design: pd.DataFrame) -> pd.DataFrame:
    """Rows of `designers` or `designer_hhi` of the ends of years since `COUNTED`.

    Raises
    ------
    LackingError
        Before the first.
    """
    whole = of_design["day"].dt.month.eq(12) & of_design["day"].dt.year.ge(COUNTED)
    if not whole.any():
        raise LackingError(f"no whole year of deliveries since {COUNTED} is known")
    return of_design[whole]


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


def share_among_gpus(world: World, designer: str = "Nvidia") -> Quantity:
    """A designer's share of the compute of GPUs alone, delivered up to the World's date.

    Raises
    ------
    LackingError
        Before GPUs of more than one designer were counted.
    """
    table = stock(world)
    table = table[table["designer"].isin(GPUS) & (table["day"] == table["day"].max())].set_index("designer")["h100e"]
    if set(table.index) != set(GPUS):
        raise LackingError(f"no count of the GPUs of {' and '.join(GPUS)} up to {world.as_of}")
    return table[designer] / sum_of(table)


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
        asics = group[group["designer"].isin(ASICS)]
        if len(asics):
            found[day] = sum_of(asics["h100e"]) / sum_of(group["h100e"])
    return pd.DataFrame({"day": list(found), "share": column(found.values())})


def others_growth(world: World) -> tuple[Estimate, Quantity]:
    """The newest of `others_share`, and by how much it differs from that of a year before.

    Raises
    ------
    LackingError
        Before all of them had been counted for a year: a share that is counted from zero rises of itself.
    """
    table = others_share(world)
    first = stock(world).query("designer in @ASICS").groupby("designer")["day"].min()  # end of the first quarter
    before = table.iloc[:0]
    if len(first) == len(ASICS):
        whole, ago = first.max() + pd.DateOffset(months=9), table["day"].max() - pd.DateOffset(years=1)
        before = table[table["day"].between(whole, ago)]
    if before.empty:
        raise LackingError(f"no growth of chips that are no GPUs, all counted for a year, is known up to {world.as_of}")
    newest, before = table.iloc[-1], before.iloc[-1]
    estimate = Estimate.of(
        newest["share"].also(before["share"]),
        "percent",
        as_of=newest["day"].date(),
        basis="TPU and Trainium in the compute delivered since 2022, dense 8-bit peak",
    )
    return estimate, newest["share"] - before["share"]


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
