"""What the chapter forecasts: the power of the largest run."""

from __future__ import annotations

from datetime import date

from headroom.evidence import Quantity, World
from headroom.report.energy.results import power
from headroom.report.energy.results.gigawatt import GIGAWATT
from headroom.report.forecasts import forecast


def run_power(world: World, day: date) -> Quantity:
    """Power of the largest run on a day [GW]."""
    return power.largest_run(world.earlier(day)) / GIGAWATT


@forecast("energy.run-power", "Power of the largest training run", "gigawatt", came=run_power)
def power_ahead(world: World, day: date) -> Quantity:
    """The last record carried forward at the slow and the fast published trend [GW]."""
    return power.fan_on(world, day) / GIGAWATT
