"""Peak FLOP/s per dollar and per watt of every accelerator with a known price, against the published trends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import fit_line
from headroom.evidence.columns import UNKNOWN, column, plain
from headroom.report.facts.chips import specifications
from headroom.report.facts.tables import with_rows

KINDS = {"gpu": "GPU", "tpu": "TPU", "asic": "Other chip", "lpu": "Other chip"}
PRICES = ("purchase_contract", "purchase_chip", "purchase_imputed")  # of the chip alone, the first that there is
PUBLISHED = {
    "price-performance-ml-gpus": "GPUs used in machine learning",
    "price-performance-all-gpus": "all GPUs",
    "price-performance-top-gpus": "top GPUs",
    "price-performance-fp16": "GPUs at FP16",
    "price-performance-ml-gpus-2023": "machine-learning GPUs, 2023 study",
}


@dataclass(frozen=True)
class Trend:
    """A line fitted to the logarithm of a measure of chips by release.

    Parameters
    ----------
    years : doubling time [years], with the error of the fit
    slope : doublings a year
    intercept : logarithm to base 2 at the start of 2020
    n : number of chips
    """

    years: Quantity
    slope: Quantity
    intercept: Quantity
    n: int


@cache
def chips(world: World) -> pd.DataFrame:
    """Data-centre chips by release, with their dense 16-bit peak over power and over their first known bare price.

    Columns: id, name, vendor, kind, segment, day, first_price_kind, and as quantities peak [FLOP/s], per_watt
    [FLOP/s/W],
    first_usd [USD], per_usd [FLOP/s/USD], bandwidth_per_usd [byte/s/USD], tdp_w [W].
    """
    table = specifications(world).rename(columns={"peak_16bit": "peak", "power": "tdp_w"})
    table = table[table["released"].notna() & table["peak"].notna()]
    table = table[table["segment"] != "desk"]
    table = table[table["released"] <= pd.Timestamp(world.as_of)].sort_values("released", ignore_index=True)
    table["name"] = table["name"].str.split(" ", n=1).str[1].str.replace(r" \(.*", "", regex=True)
    table["kind"] = table["kind"].map(KINDS)
    table["per_watt"] = table["peak"] / table["tdp_w"]
    first = first_prices(world).set_index("accelerator_id")
    table["first_price_kind"] = table["id"].map(first["price_kind"])
    table["first_usd"] = column([first["usd"].get(chip, UNKNOWN) for chip in table["id"]])
    table["per_usd"] = table["peak"] / table["first_usd"]
    table["bandwidth_per_usd"] = table["bandwidth"] / table["first_usd"]
    keep = ["id", "name", "vendor", "kind", "segment", "released", "peak", "per_watt", "first_usd", "per_usd"]
    keep += ["bandwidth_per_usd"]
    return table[[*keep, "first_price_kind", "tdp_w"]].rename(columns={"released": "day"})


def first_prices(world: World) -> pd.DataFrame:
    """The first price of each bare chip that was priced, of the first kind in `PRICES`: accelerator_id, price_kind, usd
    (quantities).
    """
    prices = world.table("prices")
    prices = prices[prices["price_kind"].isin(PRICES) & prices["usd"].notna()]
    prices = prices.assign(rank=prices["price_kind"].map(PRICES.index)).sort_values(["rank", "as_of"])
    first = prices.drop_duplicates("accelerator_id")
    return with_rows(world, "prices", first, "usd")[["accelerator_id", "price_kind", "usd"]]


def doubling(world: World, measure: str = "per_usd") -> Trend:
    """Doubling time of GPUs on a logarithmic scale, with the error of its fit, from `chips` not cut down for export."""
    table = chips(world)
    table = table[(table["kind"] == "GPU") & table[measure].notna() & (table["segment"] != "export")]
    slope, intercept = fit_line(_years(table["day"]), np.log2(table[measure]))
    years = 1 / np.maximum(slope, 1e-3)  # the end of an interval without growth is a thousand years
    return Trend(years.named("yr"), slope, intercept, len(table))


def on_trend(line: Trend, days: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """What the middle of a fitted line gives for days of release."""
    return 2.0 ** (line.intercept.value + line.slope.value * _years(days))


def above_trend(world: World, kind: str = "TPU") -> bool:
    """Whether every chip of a kind has more peak per dollar than the line of GPUs at its release."""
    table = plain(chips(world)).dropna(subset=["per_usd"])
    lead = table["per_usd"] / on_trend(doubling(world), table["day"])
    return bool((lead[table["kind"] == kind] > 1).all())


def _years(days: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """Years since the start of 2020."""
    return (pd.DatetimeIndex(days) - pd.Timestamp("2020-01-01")).days.to_numpy() / 365.25


def published(world: World) -> dict[str, Quantity]:
    """Published doubling times of price-performance by label [years], at the level that the study states."""
    known = set(world.table("trends")["id"])
    found = {label: world.range("trends", id_, "growth_per_year") for id_, label in PUBLISHED.items() if id_ in known}
    return {
        label: (np.log(2) / np.log(growth)).named("yr", interval=growth.interval, level=growth.level)
        for label, growth in found.items()
    }
