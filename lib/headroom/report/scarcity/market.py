"""Rents as quoted: by kind, by provider, by term, and per unit of effective compute."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import NoPriceError, World
from headroom.evidence.prices import ENOUGH
from headroom.report.estimate import Estimate
from headroom.report.training.repricing import FRESH, peak

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
PFLOP_CHIPS = {  # name and group
    "v100-sxm2": ("V100", "V100"),
    "a100-sxm-40": ("A100 40 GB", "A100"),
    "a100-sxm-80": ("A100 80 GB", "A100"),
    "h100-sxm": ("H100", "H100"),
    "h200-sxm": ("H200", "H200"),
    "b200-sxm": ("B200", "B200"),
    "mi300x": ("MI300X", "MI300X"),
    "tpu-v4": ("TPU v4", "TPU, Trainium"),
    "tpu-v5e": ("TPU v5e", "TPU, Trainium"),
    "tpu-v5p": ("TPU v5p", "TPU, Trainium"),
    "tpu-v6e": ("TPU v6e", "TPU, Trainium"),
    "trainium1": ("Trainium 1", "TPU, Trainium"),
    "trainium2": ("Trainium 2", "TPU, Trainium"),
}
CONTRADICTION = 2.5  # factor from one quote to the next, of different sources, that no provider has changed its list by
UNNAMED = "provider not named"  # in price files brought along


@cache
def rents(world: World) -> pd.DataFrame:
    """Every quoted rent of an H100 or A100.

    Columns: family, accelerator_id, kind, provider, as_of, usd, usd_low, usd_high [USD/chip/h], term_months,
    source_key.
    """
    table = world.table("prices")
    table = table[table["price_kind"].isin(KINDS) & table["accelerator_id"].isin(FAMILIES)].copy()
    table["family"] = table["accelerator_id"].map(FAMILIES)
    table["provider"] = table["provider"].fillna(UNNAMED)
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


def same_provider(world: World, least: int = ENOUGH) -> pd.DataFrame:
    """Quotes of providers that priced the same chip in the same way on at least three days: what a price did, free of a
    change in who is asked. Of several prices of a day the lowest; without series whose sources contradict each other
    (`CONTRADICTION`).
    """
    table = rents(world)
    group = ["family", "accelerator_id", "kind", "provider"]
    table = table[~table["provider"].str.contains("average|median|range|index|market", case=False)]
    table = table[table["term_months"].isna()].sort_values("usd").drop_duplicates([*group, "as_of"])
    table = table.sort_values("as_of")
    by = table.groupby(group)
    step = np.exp(np.abs(np.log(table["usd"] / by["usd"].shift())))
    contradicts = (step > CONTRADICTION) & (table["source_key"] != by["source_key"].shift())
    wrong = contradicts.groupby([table[c] for c in group]).transform("any")
    table = table[(by["as_of"].transform("size") >= least) & ~wrong].copy()
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
def compute_quotes(world: World) -> pd.DataFrame:
    """Every on-demand quote as the rent of one dense 16-bit PFLOP/s for an hour.

    Columns: chip, name, group, day, year, usd [USD per PFLOP/s and hour], provider, source_key.
    """
    table = world.table("prices")
    table = table[table["price_kind"].eq("cloud_on_demand") & table["accelerator_id"].isin(PFLOP_CHIPS)]
    table = table.dropna(subset=["usd"]).copy()
    table["name"], table["group"] = (table["accelerator_id"].map(lambda c, k=k: PFLOP_CHIPS[c][k]) for k in (0, 1))
    peaks = {chip: peak(world, chip).value for chip in PFLOP_CHIPS}
    table["usd"] = scarcity.price_per_effective_compute(table["usd"], table["accelerator_id"].map(peaks), mfu=1.0)
    table["year"] = table["as_of"].dt.year
    table = table.rename(columns={"accelerator_id": "chip", "as_of": "day"})
    keep = ["chip", "name", "group", "day", "year", "usd", "provider", "source_key"]
    return table[keep].sort_values("day", ignore_index=True)


def compute_by_year(world: World, least: int = ENOUGH) -> pd.DataFrame:
    """Median of `compute_quotes` by group and year with at least three quotes: group, year, day (mid-year), usd, n."""
    table = compute_quotes(world)
    table = table.groupby(["group", "year"])["usd"].agg(["median", "size"]).reset_index()
    table.columns = ["group", "year", "usd", "n"]
    table = table[table["n"] >= least].copy()
    table["day"] = pd.to_datetime(table["year"].astype(str) + "-07-01").clip(upper=pd.Timestamp(world.as_of))
    return table


@cache
def cheapest_compute(world: World) -> pd.Series:
    """The chip that rents a dense 16-bit PFLOP/s for least on the World's date, by its price in use, among those that
    three providers or more price.

    Fields: name, usd, low, high [USD per PFLOP/s and hour], n, day, source_keys.
    """
    rows = []
    for chip, (name, _) in PFLOP_CHIPS.items():
        try:
            price = world.price(chip, "cloud_on_demand")
        except NoPriceError:
            continue
        if (world.as_of - price.newest).days <= FRESH:
            usd = [
                scarcity.price_per_effective_compute(x, peak(world, chip).value, mfu=1.0)
                for x in (price.central, price.low, price.high)
            ]
            rows.append([name, *usd, price.n, price.newest, price.source_keys])
    table = pd.DataFrame(rows, columns=["name", "usd", "low", "high", "n", "day", "source_keys"])
    priced = table[table["n"] >= ENOUGH]
    return (table if priced.empty else priced).sort_values("usd").iloc[0]


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
