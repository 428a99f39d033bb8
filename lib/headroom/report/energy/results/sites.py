"""Campuses: what runs, what is planned, and the forecasts behind them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World, probability
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import column, plain
from headroom.report.energy.results import power
from headroom.report.energy.results.rows import as_stated, last

FORECASTERS = {
    # source that reports a forecast: who made it
    "bnef2025us": "BloombergNEF",
    "cxovoice2026gartner": "Gartner",
    "indiancommunity2026gartner": "Gartner",
    "okx2025bnef": "BloombergNEF, by a post",
    "mckinsey2025shifts": "McKinsey",
    "pilz2025rand": "RAND",
    "pulseaugur2026goldman": "Goldman Sachs",
    "rcrwireless2025goldman": "Goldman Sachs",
    "shehabi2024usage": "Berkeley Lab",
    "you2025power": "Epoch AI and EPRI",
}


@cache
def largest_sites(world: World) -> pd.DataFrame:
    """Operating campuses that were the most powerful when they reached their power [MW of facility power]."""
    table = world.quantities("campuses", "facility_power_mw")
    table = table[table["status"] == "operating"].sort_values("on_date")
    powers = plain(table["facility_power_mw"])
    return table[powers >= powers.cummax()].reset_index(drop=True)


@cache
def campuses(world: World) -> pd.DataFrame:
    """Each campus with the facility power that it runs at and that is planned for it [MW]; unknown if there is none."""
    table = world.quantities("campuses", "facility_power_mw").sort_values("on_date")
    newest = table.drop_duplicates(["campus", "status"], keep="last").set_index("campus")
    running, planned = (newest[newest["status"] == status] for status in ("operating", "planned"))
    rows = pd.DataFrame(index=pd.Index(sorted(set(running.index) | set(planned.index)), name="campus"))
    rows["operating"] = running["facility_power_mw"]
    rows["planned"] = planned["facility_power_mw"]
    rows["year"] = planned["on_date"].dt.year
    rows["largest"] = np.fmax(rows["operating"], rows["planned"])
    return rows.sort_values("largest", ascending=False).reset_index()


@cache
def forecasts(world: World) -> pd.DataFrame:
    """Observed and projected capacity of data centres [GW], by what it is of and by whom."""
    table = world.table("demand_outlook")
    table = table[(table["measure"] == "capacity") & table["kind"].isin(["history", "projection"])].copy()
    table["year"] = table["refers_to"].dt.year
    table["value"] = column([as_stated(world, "demand_outlook", id) for id in table["id"]], table.index)
    table["by"] = [FORECASTERS.get(key, world.source(key).label) for key in table["source_key"]]
    columns = ["entity", "kind", "year", "value", "interval", "by", "source_key"]
    return table[columns].sort_values("year").reset_index(drop=True)


def headroom(world: World, *, disputed: bool = False) -> Quantity:
    """How many of the largest runs known the largest operating site could power; `disputed` as in `power.records`."""
    site = last(largest_sites(world), "operating campus", world)
    run = last(power.records(world, disputed=disputed), "training run", world)
    return site["facility_power_mw"] / run["peak_power_mw"]


def need_over_site(world: World, *, disputed: bool = False) -> Quantity:
    """Power that the trend asks of the largest run, over that of the largest operating site; `disputed` as in
    `power.records`.
    """
    last(largest_sites(world), "operating campus", world)
    return power.trend_need(world, disputed=disputed) / greatest_of(largest_sites(world)["facility_power_mw"])


def shortage(world: World, *, disputed: bool = False) -> Quantity:
    """Probability that the trend asks for more power than the largest operating site has.

    It tells of a shortage for everybody; of what one laboratory waited for it tells nothing.
    """
    asked = need_over_site(world, disputed=disputed) >= 1
    return Quantity(probability(asked), rows=asked.rows)
