"""Electricity of all data centres in a year: what was observed and what is expected, and how much of it AI takes."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column
from headroom.report.energy.results import power
from headroom.report.energy.results.rows import as_stated, last

TERAWATT_HOUR = 1e6  # MWh
WORLD, US, AI = "World", "United States", "World, AI alone"
ENTITIES = {
    "world data centres": WORLD,
    "US data centres": US,
    "United States": US,
    "United States data centres": US,
    "world AI-focused data centres": AI,
    "world, AI-optimised servers": AI,
}
AGENCIES = {
    # source that reports a number: who made it
    "iea2025energyai": "IEA",
    "iea2026keyquestions": "IEA",
    "currentclimate2026iea": "IEA",
    "cxovoice2026gartner": "Gartner",
    "expresscomputer2025gartner": "Gartner",
    "shehabi2024usage": "Berkeley Lab",
    "emeraldforce2026goldman": "Goldman Sachs",
}


@cache
def electricity(world: World) -> pd.DataFrame:
    """Electricity of data centres [TWh a year]: columns what, by, year, kind ("history" or "projection"), twh.

    Of what one agency says of one year the observation counts before a projection, and the newest of these.
    """
    table = world.table("demand_outlook")
    table = table[(table["measure"] == "electricity_use") & table["entity"].isin(list(ENTITIES))].copy()
    table["what"], table["by"] = table["entity"].map(ENTITIES), table["source_key"].map(AGENCIES)
    table["year"] = table["refers_to"].dt.year
    table = table.dropna(subset=["by"]).sort_values(["kind", "as_of"], ascending=[True, False], kind="stable")
    table = table.drop_duplicates(["what", "by", "year"]).sort_values(["what", "by", "year"])
    table["twh"] = column([as_stated(world, "demand_outlook", id) for id in table["id"]], table.index)
    return table[["what", "by", "year", "kind", "twh"]].reset_index(drop=True)


def of(world: World, what: str, year: int | None = None) -> pd.DataFrame:
    """What the agencies say of one year, by default of the last one that somebody observed."""
    table = electricity(world)
    table = table[table["what"] == what]
    observed = table[table["kind"] == "history"]
    year = year or int(last(observed.sort_values("year"), f"electricity of data centres ({what})", world)["year"])
    said = table[table["year"] == year].set_index("by")
    last(said, f"electricity of data centres ({what}) in {year}", world)
    return said


def ai_share(world: World) -> Quantity:
    """AI's share of the electricity of data centres, by each agency that states both of one year."""
    part = of(world, AI)
    whole = of(world, WORLD, int(part["year"].iloc[0]))
    shares = (part["twh"] / whole["twh"]).dropna()
    last(shares, "agency that states electricity of AI and of all data centres", world)
    return median_of(shares)


def run_all_year(world: World) -> Quantity:
    """The largest run known over all electricity of AI, if it drew all year the most that its chips ask for."""
    used = energy.yearly_energy(power.largest_run(world).settled("high"), 1.0) / TERAWATT_HOUR
    return median_of(used / of(world, AI)["twh"])
