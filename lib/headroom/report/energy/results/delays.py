"""How long a new campus waits for its power."""

from __future__ import annotations

from functools import cache, reduce

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import Quantity, World, probability
from headroom.evidence.columns import column, quantities
from headroom.report.energy.results.rows import Assumed, as_stated, assumed

SOONER = "Soonest of grid and own turbines, US"
GRID_US = "Grid, US (queue of power plants)"
GRID_ASIA = "Grid, Asia-Pacific"
ENGINES = "Own gas engines (one supplier)"
SUPPLIES = {
    # label: parameter of the time until power is there
    GRID_ASIA: "queue-apac",
    GRID_US: "queue-us-gen",
    "Grid, United Kingdom": "queue-uk",
    "Own heavy gas turbines": "turbine-heavy",
    "Own small gas turbines": "turbine-simple",
    ENGINES: "engine-gas",
}
IN_THE_US = (GRID_US, "Own heavy gas turbines", "Own small gas turbines")  # of which the soonest counts


@cache
def lead_times(world: World) -> pd.DataFrame:
    """Years that each part of a powered campus takes, as stated."""
    parts = {
        "build-time-epoch": "Campus of a gigawatt",
        "build-time-dc": "Data-centre hall",
        "transformer-power": "Large power transformer",
        "queue-apac": "Grid, Asia-Pacific",
        "time-transmission": "Transmission line",
        "engine-gas": "Gas engine (one supplier)",
        "turbine-simple": "Small gas turbine, simple cycle",
        "turbine-heavy": "Heavy gas turbine",
        "queue-us-gen": "Grid, US power plants",
        "queue-uk": "Grid, United Kingdom",
        "queue-nova": "Grid, Northern Virginia",
        "queue-nl": "Grid, Netherlands",
        "time-generation": "Power plant, all kinds",
        "nuc-vogtle-time": "Reactors Vogtle 3 and 4",
    }
    table = world.table("parameters").set_index("id")
    known = [id for id in parts if id in table.index]
    found = table.loc[known, ["interval", "source_key"]].reset_index(drop=True)
    found.insert(0, "part", [parts[id] for id in known])
    found.insert(1, "years", column(as_stated(world, "parameters", id) for id in known))
    years = quantities(found["years"])
    return found.iloc[np.lexsort((years.low, years.high))].reset_index(drop=True)


def building(world: World, build_years: Assumed = None) -> Quantity:
    """Years in which a campus of a gigawatt is built."""
    return assumed(build_years, world.parameter("build-time-epoch"))


@cache
def waiting(world: World, *, build_years: Assumed = None) -> dict[str, Quantity]:
    """Years until a new campus runs, by where its power comes from."""
    build = building(world, build_years)
    supply = {label: world.parameter(id) for label, id in SUPPLIES.items()}  # noqa: A001
    supply[SOONER] = reduce(np.minimum, (supply[label] for label in IN_THE_US))
    return {label: energy.years_to_power(years, build) for label, years in supply.items()}


def power_decides(world: World, label: str, *, build_years: Assumed = None) -> Quantity:
    """Probability that power, not building, sets the date."""
    build = building(world, build_years)
    later = waiting(world, build_years=build_years)[label] > build
    return Quantity(probability(later), rows=later.rows)
