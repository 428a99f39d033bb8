"""A gigawatt: where it goes, and how many chips it feeds."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.report.energy.results.rows import Assumed, assumed, table_of
from headroom.report.facts.chips import of_chip
from headroom.report.facts.power import IT_POWER, peak_overhead

GIGAWATT = 1000.0  # MW
GENERATIONS = {
    # label: chip, parameter of IT power per GPU, parameter of server power per GPU (or None: rated power x factor)
    "H100": ("h100-sxm", IT_POWER["h100-sxm"], None),
    "B200": ("gb200", IT_POWER["gb200"], "server-w-b200"),
    "B300": ("gb300", IT_POWER["gb300"], "server-w-b300"),
}


def peak_by_chips(world: World, run: pd.Series) -> Quantity | None:
    """Facility power at the design peak [MW] that the chips of a run ask for, if they are known."""
    if run["accelerator_id"] not in IT_POWER or np.isnan(run["chips"].value):
        return None
    it = world.parameter(IT_POWER[run["accelerator_id"]])
    return energy.peak_power(run["chips"], it, peak_overhead=peak_overhead(world))


@cache
def gigawatt_parts(world: World, *, overhead: Assumed = None) -> pd.DataFrame:
    """Where a gigawatt of facility power goes, by generation of chip: megawatts in each part.

    `overhead` is the facility power over the IT power at the design peak; by default the `peak_overhead`.
    """
    overhead = assumed(overhead, peak_overhead(world))
    rows = []
    for label, (chip, it_id, server_id) in GENERATIONS.items():
        it, tdp = world.parameter(it_id), of_chip(world, chip, "power")
        server = world.parameter(server_id) if server_id else tdp * world.parameter("server-power-mult-h100")
        chips = energy.chips_for_power(GIGAWATT, it, peak_overhead=overhead)
        watts = {
            "Chips": tdp,
            "Rest of the server": server - tdp,
            "Network and storage": it - server,
            "Cooling and losses": it * (overhead - 1),
        }
        rows += [(label, part, chips * w / 1e6, order) for order, (part, w) in enumerate(watts.items())]
    return table_of(rows, ["chip", "part", "mw", "order"], "mw")


@cache
def chips_per_gigawatt(world: World, *, overhead: Assumed = None) -> pd.DataFrame:
    """Chips and H100-equivalents (dense 8-bit) that a gigawatt of facility power feeds, at an `overhead` as above."""
    overhead = assumed(overhead, peak_overhead(world))
    rows = []
    for label, (chip, it_id, _) in GENERATIONS.items():
        count = energy.chips_for_power(GIGAWATT, world.parameter(it_id), peak_overhead=overhead)
        equivalents = count * world.cell("accelerators", chip, "h100_equivalents_8bit")
        rows += [(label, "Chips", count), (label, "H100-equivalents", equivalents)]
    return table_of(rows, ["chip", "measure", "count"], "count")
