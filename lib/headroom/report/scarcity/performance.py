"""Peak FLOP/s per dollar and per watt of every accelerator with a known price, against the published trends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.report import fits
from headroom.report.training.runs import TERA

KINDS = {"gpu": "GPU", "tpu": "TPU", "asic": "Other chip", "lpu": "Other chip"}
PRICES = ("purchase_contract", "purchase_chip", "purchase_imputed")  # of the chip alone, the first that there is
ELSEWHERE = ("rtx-4090", "rtx-5090", "l40s")  # for desks and graphics
CUT_DOWN = ("a800-sxm", "h800-sxm", "h20")  # for export: kept out of the trend
PUBLISHED = {
    "price-performance-ml-gpus": "GPUs used in machine learning",
    "price-performance-all-gpus": "all GPUs",
    "price-performance-top-gpus": "top GPUs",
    "price-performance-fp16": "GPUs at FP16",
    "price-performance-ml-gpus-2023": "machine-learning GPUs, 2023 study",
}


@dataclass(frozen=True)
class Doubling:
    """A doubling time [years] with its interval, and the line it belongs to."""

    years: float
    low: float
    high: float
    n: int
    intercept: float
    slope: float


@cache
def chips(world: World) -> pd.DataFrame:
    """Data-centre chips by release, with their dense 16-bit peak over power and over their first known bare price.

    Columns: id, name, vendor, kind, day, peak [FLOP/s], tdp_w [W], per_watt [FLOP/s/W], first_usd [USD], per_usd
    [FLOP/s/USD], bandwidth_per_usd [byte/s/USD], first_price_kind, first_source_key, source_key.
    """
    table = world.table("accelerators")
    table = table[table["released"].notna() & table["peak_dense_tflops_16bit"].notna()]
    table = table[~table["id"].isin(ELSEWHERE)]
    table = table[table["released"] <= pd.Timestamp(world.as_of)].copy()
    table["name"] = table["name"].str.split(" ", n=1).str[1].str.replace(r" \(.*", "", regex=True)
    prices = world.table("prices")
    prices = prices[prices["price_kind"].isin(PRICES) & prices["usd"].notna()]
    prices = prices.assign(rank=prices["price_kind"].map(PRICES.index)).sort_values(["rank", "as_of"])
    first = prices.drop_duplicates("accelerator_id").set_index("accelerator_id")
    table["peak"] = table["peak_dense_tflops_16bit"] * TERA
    table["kind"] = table["kind"].map(KINDS)
    table["per_watt"] = table["peak"] / table["tdp_w"]
    for column in ("usd", "price_kind", "source_key"):
        table[f"first_{column}"] = table["id"].map(first[column])
    table["per_usd"] = table["peak"] / table["first_usd"]
    table["bandwidth_per_usd"] = table["memory_bandwidth_gb_s"] * 1e9 / table["first_usd"]
    keep = ["id", "name", "vendor", "kind", "released", "peak", "per_watt", "first_usd", "per_usd", "bandwidth_per_usd"]
    table = table[[*keep, "first_price_kind", "first_source_key", "source_key", "tdp_w"]]
    return table.rename(columns={"released": "day"}).sort_values("day", ignore_index=True)


def doubling(world: World, column: str = "per_usd") -> Doubling:
    """Doubling time of GPUs on a logarithmic scale, with its 90 % interval, from the chips of `chips`."""
    table = chips(world)
    table = table[(table["kind"] == "GPU") & table[column].notna() & ~table["id"].isin(CUT_DOWN)]
    years = (table["day"] - pd.Timestamp("2020-01-01")).dt.days / 365.25
    line = fits.line(years, np.log2(table[column]))
    margin = line.margin(0.9)
    low, high = 1 / (line.slope + margin), 1 / max(line.slope - margin, 1e-3)
    return Doubling(1 / line.slope, low, high, len(table), line.intercept, line.slope)


def on_trend(line: Doubling, days: pd.Series | pd.DatetimeIndex) -> np.ndarray:
    """What a fitted line gives for days of release."""
    years = (pd.DatetimeIndex(days) - pd.Timestamp("2020-01-01")).days.to_numpy() / 365.25
    return 2.0 ** (line.intercept + line.slope * years)


def published(world: World) -> pd.DataFrame:
    """Published doubling times of price-performance: label, years, low, high, source_key."""
    table = world.table("trends").set_index("id")
    rows = []
    for id_, label in PUBLISHED.items():
        if id_ in table.index:
            row = table.loc[id_]
            years = [
                np.log(2) / np.log(row[c]) for c in ("growth_per_year", "growth_per_year_high", "growth_per_year_low")
            ]
            rows.append([label, *years, row["source_key"]])
    return pd.DataFrame(rows, columns=["label", "years", "low", "high", "source_key"])
