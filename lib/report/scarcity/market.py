"""Rents as quoted: by kind, by provider, by term, and per unit of effective compute."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from lib.calculator import scarcity
from lib.evidence import NoPriceError, World
from lib.report.estimate import Estimate

KINDS = {
    "cloud_on_demand": "On demand",
    "cloud_reserved": "Reserved",
    "cloud_spot": "Spot",
    "marketplace": "Marketplace",
}
FAMILIES = {
    "h100-sxm": "H100",
    "h100-pcie": "H100",
    "a100-sxm-40": "A100",
    "a100-sxm-80": "A100",
    "a100-pcie-40": "A100",
    "a100-pcie-80": "A100",
}
CONTRACT = "neocloud 1-year contract (SemiAnalysis index)"
PFLOP_CHIPS = {
    "v100-sxm2": "V100",
    "a100-sxm-80": "A100",
    "h100-sxm": "H100",
    "h200-sxm": "H200",
    "b200-sxm": "B200",
    "tpu-v4": "TPU v4",
    "tpu-v5e": "TPU v5e",
    "tpu-v5p": "TPU v5p",
    "tpu-v6e": "TPU v6e",
    "mi300x": "MI300X",
    "trainium1": "Trainium 1",
    "trainium2": "Trainium 2",
    "gaudi2": "Gaudi 2",
}
TERA = 1e12
FRESH = 365  # days: an older quote does not price a date


@cache
def rents(world: World) -> pd.DataFrame:
    """Every quoted rent of an H100 or A100.

    Columns: family, accelerator_id, kind, provider, as_of, usd, usd_low, usd_high [USD/chip/h], term_months,
    source_key.
    """
    table = world.table("prices")
    table = table[table["price_kind"].isin(KINDS) & table["accelerator_id"].isin(FAMILIES)].copy()
    table["family"] = table["accelerator_id"].map(FAMILIES)
    table["kind"] = table["price_kind"].map(KINDS)
    table = table[table["usd"].notna()]
    keep = ["family", "accelerator_id", "kind", "provider", "as_of", "usd", "usd_low", "usd_high", "term_months"]
    return table[[*keep, "source_key"]].sort_values("as_of", ignore_index=True)


def contract(world: World) -> pd.DataFrame:
    """The one series of one-year contracts: as_of, usd, source_key."""
    table = rents(world)
    table = table[(table["provider"] == CONTRACT) & (table["accelerator_id"] == "h100-sxm")]
    return table[["as_of", "usd", "source_key"]].reset_index(drop=True)


def turning_point(world: World) -> tuple[pd.Series, pd.Series] | None:
    """The lowest and the newest one-year contract price, or None before there were two."""
    table = contract(world)
    return (table.loc[table["usd"].idxmin()], table.iloc[-1]) if len(table) > 1 else None


def same_provider(world: World, least: int = 3) -> pd.DataFrame:
    """Quotes of providers that priced the same chip in the same way on at least three days: what a price did, free of a
    change in who is asked. Of several prices of a day the lowest."""
    table = rents(world)
    group = ["family", "accelerator_id", "kind", "provider"]
    table = table[~table["provider"].str.contains("average|median|range|index|market", case=False)]
    table = table[table["term_months"].isna()]
    table = table.groupby([*group, "as_of"], as_index=False)["usd"].min()
    days = table.groupby(group)["as_of"].transform("nunique")
    table = table[days >= least].copy()
    table["series"] = table["provider"] + ", " + table["accelerator_id"]
    return table


def peak_quote(world: World) -> pd.Series:
    """The highest market-wide quote of an H100 before 2024."""
    table = rents(world)
    table = table[(table["family"] == "H100") & table["provider"].str.startswith("market") & (table["as_of"] < "2024")]
    return table.loc[table["usd"].idxmax()]


def spread_of_kinds(world: World, chip: str = "h100-sxm") -> pd.DataFrame:
    """The price in use of an H100 by kind: kind, usd, low, high, n, newest."""
    rows = []
    for key, label in KINDS.items():
        try:
            price = world.price(chip, key)
        except NoPriceError:
            continue
        rows.append([label, price.central, price.low, price.high, price.n, price.newest, price.source_keys])
    return pd.DataFrame(rows, columns=["kind", "usd", "low", "high", "n", "newest", "source_keys"])


def dispersion(world: World, item: str = "H100") -> Estimate | None:
    """Dearest over cheapest offer of a chip in a panel of providers, as published."""
    table = world.table("supply")
    table = table[(table["metric"] == "price_dispersion_ratio") & (table["item"] == item)]
    if table.empty:
        return None
    row = table.iloc[-1]
    return Estimate(row["central"], "ratio", sources=(row["source_key"],), as_of=row["as_of"].date())


@cache
def price_of_compute(world: World) -> pd.DataFrame:
    """On-demand rent of one dense 16-bit PFLOP/s for an hour, by chip at the end of each year since 2020.

    Columns: chip, name, kind, day, usd, low, high [USD per PFLOP/s and hour], source_keys.
    """
    chips = world.table("accelerators").set_index("id")
    days = [date(y, 12, 31) for y in range(2020, world.as_of.year)] + [world.as_of]
    rows = []
    for chip, name in PFLOP_CHIPS.items():
        peak = float(chips.at[chip, "peak_dense_tflops_16bit"]) * TERA
        for day in days:
            try:
                price = world.price(chip, "cloud_on_demand", day)
            except NoPriceError:
                continue
            if (day - price.newest).days <= FRESH:
                usd = [
                    scarcity.price_per_effective_compute(p, peak, mfu=1.0)
                    for p in (price.central, price.low, price.high)
                ]
                rows.append([chip, name, chips.at[chip, "kind"], pd.Timestamp(day), *usd, price.source_keys])
    return pd.DataFrame(rows, columns=["chip", "name", "kind", "day", "usd", "low", "high", "source_keys"])


def cheapest_compute(world: World) -> pd.Series:
    """The chip that rents a dense 16-bit PFLOP/s for least on the World's date."""
    table = price_of_compute(world)
    table = table[table["day"] == pd.Timestamp(world.as_of)]
    return table.loc[table["usd"].idxmin()]


@cache
def terms(world: World) -> pd.DataFrame:
    """Rents of one provider on one day for three terms, and the price of years two and three that they imply.

    Columns: chip, provider, day, on_demand, one_year, three_years, forward [USD/chip/h], source_keys.
    """
    table = world.table("prices")
    table = table[table["accelerator_id"].isin(FAMILIES) & table["usd"].notna()]
    reserved = table[table["price_kind"] == "cloud_reserved"]
    listed = table[table["price_kind"] == "cloud_on_demand"]
    rows = []
    for (chip, provider, day), group in reserved.groupby(["accelerator_id", "provider", "as_of"]):
        by_term = group.dropna(subset=["term_months"]).groupby("term_months")["usd"].min()
        if not {12, 36} <= set(by_term.index):
            continue
        near = listed[
            (listed["accelerator_id"] == chip)
            & (listed["provider"] == provider)
            & ((listed["as_of"] - day).abs() <= pd.Timedelta(days=60))
        ]
        near = near.assign(gap=(near["as_of"] - day).abs()).sort_values(["gap", "usd"])
        on_demand = near["usd"].iloc[0] if len(near) else np.nan
        forward = scarcity.forward_price(by_term[36], by_term[12], long_term=3.0, short_term=1.0)
        keys = (*group["source_key"], *near["source_key"].head(1))
        rows.append([chip, provider, day, on_demand, by_term[12], by_term[36], forward, tuple(dict.fromkeys(keys))])
    columns = ["chip", "provider", "day", "on_demand", "one_year", "three_years", "forward", "source_keys"]
    return pd.DataFrame(rows, columns=columns).sort_values("day", ignore_index=True)
