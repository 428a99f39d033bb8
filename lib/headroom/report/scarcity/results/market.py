"""Rents as quoted: by kind, by provider, by term, and per unit of effective compute."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import LackingError, NoPriceError, Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of
from headroom.evidence.columns import UNKNOWN, column, plain
from headroom.evidence.prices import ENOUGH, OF_MANY
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import cheapest
from headroom.report.facts.supply import metric
from headroom.report.facts.tables import with_rows

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
PFLOP_CHIPS = {  # name and group
    "v100-sxm2": ("V100", "V100"),
    "a100-sxm-40": ("A100 40 GB", "A100"),
    "a100-sxm-80": ("A100 80 GB", "A100"),
    "h100-sxm": ("H100", "H100"),
    "h200-sxm": ("H200", "H200"),
    "b200-sxm": ("B200", "B200"),
    "b300-sxm": ("B300", "B300"),
    "gb200": ("GB200", "GB200"),
    "mi300x": ("MI300X", "MI300X"),
    "tpu-v4": ("TPU v4", "TPU, Trainium"),
    "tpu-v5e": ("TPU v5e", "TPU, Trainium"),
    "tpu-v5p": ("TPU v5p", "TPU, Trainium"),
    "tpu-v6e": ("TPU v6e", "TPU, Trainium"),
    "trainium1": ("Trainium 1", "TPU, Trainium"),
    "trainium2": ("Trainium 2", "TPU, Trainium"),
}
CONTRADICTION = 2.5  # factor from one quote to the next, of different sources, that no provider has changed its list by
SHOWN = ["family", "accelerator_id", "kind", "provider", "as_of", "usd", "term_months", "source_key"]
UNNAMED = "provider not named"  # in price files brought along


@cache
def rents(world: World) -> pd.DataFrame:
    """Every quoted rent of an H100 or A100.

    Columns: family, accelerator_id, kind, provider, as_of, usd (quantities) [USD/chip/h], term_months, source_key,
    quoted_by, series.
    """
    table = world.table("prices")
    table = table[table["price_kind"].isin(KINDS) & table["accelerator_id"].isin(FAMILIES) & table["usd"].notna()]
    table = with_rows(world, "prices", table.sort_values("as_of", ignore_index=True), "usd")
    table["family"] = table["accelerator_id"].map(FAMILIES)
    table["provider"] = table["provider"].fillna(UNNAMED)
    table["quoted_by"] = table["quoted_by"].fillna("provider")
    table["kind"] = table["price_kind"].map(KINDS)
    return table[[*SHOWN, "quoted_by", "series"]]


def contract(world: World) -> pd.DataFrame:
    """The one series of one-year contracts: as_of, usd (quantities)."""
    table = rents(world)
    table = table[table["series"] == "neocloud_one_year"]
    return table[["as_of", "usd"]].reset_index(drop=True)


def turning_point(world: World) -> tuple[pd.Series, pd.Series]:
    """The lowest and the newest one-year contract price: rows of `contract`.

    Raises
    ------
    LackingError
        Before there were two.
    """
    table = contract(world)
    if len(table) < 2:
        raise LackingError(f"no two one-year contracts of an H100 are known up to {world.as_of}")
    lowest = table.loc[plain(table["usd"]).idxmin()].copy()
    lowest["usd"] = least_of(table["usd"])
    return lowest, table.iloc[-1]


def contracts_rose(world: World) -> bool:
    """Whether one-year contracts cost more than at their lowest."""
    lowest, newest = turning_point(world)
    return newest["usd"].value > lowest["usd"].value


def same_provider(world: World, least: int = ENOUGH) -> pd.DataFrame:
    """Quotes of providers that priced the same chip in the same way on at least three days: what a price did, free of a
    change in who is asked. Of several prices of a day the lowest; without series whose sources contradict each other
    (`CONTRADICTION`).
    """
    table = rents(world)
    group = ["family", "accelerator_id", "kind", "provider"]
    table = table[table["quoted_by"] == "provider"]
    table = table[table["term_months"].isna()].sort_values("usd").drop_duplicates([*group, "as_of"])
    table = table.sort_values("as_of")
    usd, by = plain(table["usd"]), plain(table).groupby(group)
    step = np.exp(np.abs(np.log(usd / by["usd"].shift())))
    contradicts = (step > CONTRADICTION) & (table["source_key"] != by["source_key"].shift())
    wrong = contradicts.groupby([table[c] for c in group]).transform("any")
    table = table[(by["as_of"].transform("size") >= least) & ~wrong].copy()
    table["series"] = table["provider"] + ", " + table["accelerator_id"]
    return table


def peak_quote(world: World) -> pd.Series:
    """The highest market-wide quote of an H100 before 2024: a row of `rents`.

    Raises
    ------
    LackingError
        Before there was one.
    """
    table = rents(world)
    table = table[(table["family"] == "H100") & (table["quoted_by"] == "market") & (table["as_of"] < "2024")]
    if table.empty:
        raise LackingError(f"no market-wide quote of an H100 up to {world.as_of}")
    found = table.loc[plain(table["usd"]).idxmax()].copy()
    found["usd"] = greatest_of(table["usd"])
    return found


def spread_of_kinds(world: World, chip: str = "h100-sxm") -> pd.DataFrame:
    """The price in use of an H100 by kind: kind, usd (quantities), n, newest."""
    found = {}
    for key, label in KINDS.items():
        try:
            found[label] = world.price(chip, key)
        except NoPriceError:
            continue
    prices = list(found.values())
    about = {"n": [price.n for price in prices], "newest": [price.newest for price in prices]}
    return pd.DataFrame({"kind": list(found), "usd": column(prices), **about})


def dispersion(world: World, generation: str = "hopper") -> Estimate:
    """Dearest over cheapest offer of a chip in a panel of providers, as published.

    Raises
    ------
    LackingError
        Before there was such a panel.
    """
    table = metric(world, "price_dispersion_ratio", generation=generation)
    if table.empty:
        raise LackingError(f"no panel of providers of {generation} chips up to {world.as_of}")
    row = table.iloc[-1]
    return Estimate.of(row["central"], "ratio", as_of=row["as_of"].date())


@cache
def compute_quotes(world: World, mfu: float = 1.0) -> pd.DataFrame:
    """Every seller's on-demand quote as the rent of one dense 16-bit PFLOP/s for an hour, of which `mfu` does useful
    work. Indices and words of the market are no sellers: they would count beside their own parts.

    Columns: chip, name, group, day, year, usd (quantities) [USD per PFLOP/s and hour], provider, source_key.
    """
    table = world.table("prices")
    table = table[table["price_kind"].eq("cloud_on_demand") & table["accelerator_id"].isin(PFLOP_CHIPS)]
    table = table[~table["quoted_by"].isin(OF_MANY)]
    table = table.dropna(subset=["usd"]).sort_values("as_of", ignore_index=True)
    table = with_rows(world, "prices", table, "usd")
    table["name"], table["group"] = (table["accelerator_id"].map(lambda c, k=k: PFLOP_CHIPS[c][k]) for k in (0, 1))
    peaks = {chip: of_chip(world, chip) for chip in set(table["accelerator_id"])}
    peaks = column([peaks[chip] for chip in table["accelerator_id"]], table.index)
    table["usd"] = scarcity.price_per_effective_compute(table["usd"], peaks, mfu=mfu)
    table["year"] = table["as_of"].dt.year
    table = table.rename(columns={"accelerator_id": "chip", "as_of": "day"})
    return table[["chip", "name", "group", "day", "year", "usd", "provider", "source_key"]]


def compute_by_year(world: World, mfu: float = 1.0, least: int = ENOUGH) -> pd.DataFrame:
    """Median of the sellers of `compute_quotes` by group and year, each with its newest quote of a chip: group, year,
    day (mid-year), n (sellers, at least three), and usd as quantities, whose range is that of the quotes.
    """
    quotes = compute_quotes(world, mfu)
    newest = quotes["day"] == quotes.groupby(["group", "chip", "provider", "year"])["day"].transform("max")
    groups = quotes[newest].groupby(["group", "year"])
    found = {key: part for key, part in groups if part["provider"].nunique() >= least}
    table = pd.DataFrame(list(found), columns=["group", "year"])
    table["usd"] = column([median_of(part["usd"]) for part in found.values()])
    table["n"] = [part["provider"].nunique() for part in found.values()]
    table["day"] = pd.to_datetime(table["year"].astype(str) + "-07-01").clip(upper=pd.Timestamp(world.as_of))
    return table


def compute_in_use(world: World, chip: str = "h100-sxm", mfu: float = 1.0) -> Quantity:
    """The price in use of a chip on demand, per PFLOP/s and hour, of which `mfu` does useful work [USD]."""
    return scarcity.price_per_effective_compute(world.price(chip, "cloud_on_demand"), of_chip(world, chip), mfu=mfu)


def unit_of(mfu: float) -> str:
    """What is priced, in words: peak, or what a chip does of it."""
    return "dense 16-bit PFLOP/s" if mfu == 1 else f"PFLOP/s at {mfu:.0%} of the dense 16-bit peak"


@cache
def cheapest_compute(world: World, mfu: float = 1.0) -> pd.Series:
    """The chip that rents a dense 16-bit PFLOP/s for least on the World's date, by its price in use, among those that
    three providers or more price.

    Fields: chip, name, usd (a quantity) [USD per PFLOP/s and hour], n, day.

    Raises
    ------
    NoPriceError
        If no chip had a fresh price.
    """
    chip, price = cheapest(world, among=tuple(PFLOP_CHIPS), providers=ENOUGH)
    usd = scarcity.price_per_effective_compute(price, of_chip(world, chip), mfu=mfu)
    return pd.Series({"chip": chip, "name": PFLOP_CHIPS[chip][0], "usd": usd, "n": price.n, "day": price.newest})


@cache
def terms(world: World) -> pd.DataFrame:
    """Rents of one provider on one day for three terms, and the price of years two and three that they imply.

    Columns: chip, provider, day, and as quantities on_demand, one_year, three_years, forward [USD/chip/h].
    """
    table = world.table("prices")
    table = table[table["accelerator_id"].isin(FAMILIES) & table["usd"].notna()]
    reserved = table[(table["price_kind"] == "cloud_reserved") & table["term_months"].notna()]
    listed = table[table["price_kind"] == "cloud_on_demand"]
    rows = []
    for (chip, provider, day), group in reserved.groupby(["accelerator_id", "provider", "as_of"]):
        of_term = {months: part for months, part in group.groupby("term_months")}
        if not {12, 36} <= set(of_term):
            continue
        one_year, three_years = (least_of(with_rows(world, "prices", of_term[n], "usd")["usd"]) for n in (12, 36))
        near = listed[(listed["accelerator_id"] == chip) & (listed["provider"] == provider)]
        near = near.assign(gap=(near["as_of"] - day).abs()).sort_values(["gap", "usd"])
        near = with_rows(world, "prices", near[near["gap"] <= pd.Timedelta(days=60)].head(1), "usd")["usd"]
        on_demand = near.iloc[0] if len(near) else UNKNOWN
        forward = scarcity.forward_price(three_years, one_year, long_term=3.0, short_term=1.0)
        rows.append([chip, provider, day, on_demand, one_year, three_years, forward])
    prices = ["on_demand", "one_year", "three_years", "forward"]
    table = pd.DataFrame(rows, columns=["chip", "provider", "day", *prices])
    table = table.assign(**{name: column(table[name], table.index) for name in prices})
    return table.sort_values("day", ignore_index=True)


def newest_terms(world: World) -> pd.DataFrame:
    """Of `terms` the newest of each provider and family of chips, those with an on-demand price first."""
    table = terms(world)
    table = table.assign(family=table["chip"].map(FAMILIES), listed=table["on_demand"].notna())
    table = table.sort_values(["day", "listed"]).drop_duplicates(["provider", "family"], keep="last")
    return table.drop(columns=["family", "listed"])


def first_terms(world: World, chip: str = "h100-sxm", year: int = 2024) -> pd.Series:
    """The first row of `terms` of a chip in a year.

    Raises
    ------
    LackingError
        If there is none.
    """
    table = terms(world)
    table = table[(table["chip"] == chip) & (table["day"].dt.year == year)]
    if table.empty:
        raise LackingError(f"no prices of {chip} for one and three years are known of {year} up to {world.as_of}")
    return table.iloc[0]


def forward_share(world: World) -> Quantity:
    """Price of years two and three over that of one year, median of all `terms`."""
    table = terms(world)
    return median_of(table["forward"] / table["one_year"])
