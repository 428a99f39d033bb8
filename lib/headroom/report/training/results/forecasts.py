"""What the chapter forecasts: the compute of the largest run, and what the costliest one costs."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from headroom.evidence import LackingError, Quantity, Range, World
from headroom.evidence.aggregates import greatest_of, sum_of
from headroom.evidence.columns import quantities
from headroom.report.facts.runs import largest_run
from headroom.report.forecasts import forecast, years_between
from headroom.report.training.results import growth
from headroom.report.training.results.frontier import costliest_run, records
from headroom.report.training.results.runs import run_costs

TREND = "compute-frontier-2010-2024"


def largest(world: World, day: date) -> Quantity:
    """Compute of the largest run published by a day [FLOP]."""
    return largest_run(world, before=(day + timedelta(days=1)).isoformat()).flop


@forecast("training.largest-run", "Compute of the largest run", "flop", came=largest)
def compute_ahead(world: World, day: date) -> Quantity:
    """Each record carried forward at the published growth of frontier compute [FLOP]: their mean and their scatter."""
    table = records(world)
    if len(table) < 2:
        raise LackingError(f"{len(table)} records up to {world.as_of} have no scatter")
    years = ((pd.Timestamp(day) - table["published"]).dt.days / 365.25).to_numpy()
    per_year = np.log(world.range("trends", TREND, "growth_per_year"))
    carried = np.log(quantities(table["flop"])) + per_year * years
    centre = sum_of(carried) / len(table)
    scatter = np.sqrt(sum_of((carried - centre) ** 2) / (len(table) - 1))
    return np.exp(centre + scatter * _noise())


def _noise() -> Quantity:
    return Range(
        id="record-scatter", label="scatter", low=-1.6449, central=0, high=1.6449, unit="", interval="90% CI"
    ).quantity


def costliest(world: World, day: date) -> Quantity:
    """Amortised cost of the costliest final run published by a day [USD]."""
    table = run_costs(world)
    final = (table["basis"] == "amortised") & (table["kind"] == "pretraining")
    return greatest_of(table.loc[final & (table["published"] <= pd.Timestamp(day)), "usd"])


@forecast("training.costliest-run", "Cost of the costliest final run, amortised", "money", came=costliest)
def cost_ahead(world: World, day: date) -> Quantity:
    """The costliest run carried forward from its own date at the middle of all rates, with their range [USD]."""
    run = costliest_run(world, "amortised")
    return run["usd"] * growth.middle(world) ** years_between(run["published"].date(), day)
