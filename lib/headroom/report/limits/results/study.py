"""The inputs of the ceilings: as the study of 2024 states them, and carried to the end of 2025 by what came since."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import limits
from headroom.evidence import LackingError, Quantity, Range, World
from headroom.evidence.aggregates import sum_of
from headroom.evidence.columns import quantities
from headroom.evidence.quantity import SAMPLES
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.power import it_power, peak_overhead
from headroom.report.facts.supply import metric, stock
from headroom.report.limits.results import affordable

TABLE, LENGTH = "limits_study", "dur"  # and the row of the length of a run, as old as the study
STUDY, ANCHORED = "2024", "2025"  # editions: the end of 2023 as the study has it, the end of 2025 as it came
START = {STUDY: 2023.99, ANCHORED: 2025.99}  # of what they carry forward
LEVEL = affordable.LEVEL
GROWING = {  # what the study states for its start: by what it grows until another
    "bw-2024": "bw-growth",
    "text-stock": "data-growth",
    "image-stock": "data-growth",
    "video-stock": "data-growth",
    "audio-stock": "data-growth",
}
NEWER = "newer"  # years by which the start of an edition lies after that of the study
COUNTED = {"nvidia", "google"}  # makers whose chips were counted at both dates
H100 = "h100-sxm"
RUN_SHARE = (0.1, 0.3, 0.8)  # of a company's new servers in its largest run: nobody publishes it

Given = Mapping[str, Quantity]


@cache
def given(world: World, edition: str = STUDY, draws: int = SAMPLES) -> dict[str, Quantity]:
    """The inputs of an edition, by the ids of the study's rows; those of capital, which the study leaves out, too.

    Parameters
    ----------
    world
        Evidence.
    edition
        `STUDY` or `ANCHORED`.
    draws
        Of the study's inputs; another number than that of the World's quantities goes with `STUDY` alone.

    Raises
    ------
    LackingError
        Before the study was out.
    """
    table = world.table(TABLE)
    if LENGTH not in set(table["id"]):
        raise LackingError(f"the study that states the inputs was not out up to {world.as_of}")
    stated = table[table["central"].notna() | table[["low", "high"]].notna().all(axis=1)]
    found = {id: world.range(TABLE, id, draws=draws) for id in stated["id"]}
    found[NEWER] = Quantity(START[edition] - START[STUDY])
    return found | _carried(world, found) if edition == ANCHORED else found


def _carried(world: World, study: Given) -> dict[str, Quantity]:
    """What is another at the end of 2025: as counted, or by the growth that the study expects."""
    years = study[NEWER]
    grown = {id: study[id] * study[growth] ** years for id, growth in GROWING.items()}
    site = it_power(world, H100) * peak_overhead(world)
    ai = study["us-ai-power-2023"] * chip_power_growth(world)
    other = (study["us-dc-power-2023"] - study["us-ai-power-2023"]) * study["nonai-growth"] ** years
    return grown | {
        "stock-2023": installed(world, ANCHORED),
        "prod-2023": production(world, study),
        "us-ai-power-2023": ai,
        "us-dc-power-2023": ai + other,
        "wgpu": site / study["eff-watt-growth"] ** years,
        "mfu": default_utilisation(world, H100),
    }


def installed(world: World, year: str) -> Quantity:
    """Chips in the world at the end of a year by the sales of all makers that are counted [H100-equivalents].

    Raises
    ------
    LackingError
        If they are not counted yet.
    """
    table = stock(world)
    table = table[table["day"] == pd.Timestamp(f"{year}-12-31")]
    if table.empty:
        raise LackingError(f"the chips at the end of {year} are not counted up to {world.as_of}")
    return sum_of(table["h100e"])


def production(world: World, study: Given) -> Quantity:
    """Chips made in a year at the pace of the end of 2025 [H100-equivalents a year]: what the year added, at the growth
    that the study expects of production.
    """
    added = installed(world, ANCHORED) - installed(world, str(int(ANCHORED) - 1))
    growth = {"production_growth": study["prod-growth"], "chip_growth": study["perf-growth"]}
    of_one = limits.stock_of_chips(0.0, 1.0, years=1.0, **growth)  # added in a year that begins at a pace of one
    return added / of_one * study["prod-growth"] * study["perf-growth"]


def chip_power(world: World, year: str) -> Quantity:
    """Rated power of all chips of the makers that are counted since 2023, at the end of a year [MW]."""
    table = metric(world, "cumulative_chip_power")
    table = table[table["designer"].isin(COUNTED) & (table["period_end"] == pd.Timestamp(f"{year}-12-31"))]
    if len(table) < len(COUNTED):
        raise LackingError(f"the power of all chips at the end of {year} is not known up to {world.as_of}")
    return sum_of(quantities(table["central"]))


def chip_power_growth(world: World) -> Quantity:
    """Rated power of the world's chips at the end of 2025 over that at the end of 2023, of the same makers."""
    return chip_power(world, ANCHORED) / chip_power(world, "2023")


def run_share(world: World) -> Quantity:
    """Share of what a company spends on servers in a year that serves its largest run: an assumption of this book."""
    low, central, high = RUN_SHARE
    shown = {"id": "run-share-of-spending", "label": "share of new servers in one run", "unit": "fraction"}
    return Range(
        low=low, central=central, high=high, interval="assumption", level=LEVEL, seed=world.seed, **shown
    ).quantity


def log_error(of: Quantity) -> Quantity:
    """Standard deviation of the logarithm of an estimate, for pooling it with another."""
    return Quantity(np.std(np.log(of.draws())), rows=of.rows)
