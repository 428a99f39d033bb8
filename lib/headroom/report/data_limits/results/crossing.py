"""How fast demand for text grows, and when it meets the stock: the projection of Villalobos et al. rebuilt."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits, training
from headroom.calculator.math import where
from headroom.evidence import Quantity, World, probability
from headroom.evidence.aggregates import mixture_of
from headroom.evidence.columns import column
from headroom.report.data_limits.results.laws import constants
from headroom.report.data_limits.results.stock import STOCK_YEAR, stocks
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run

NEVER = np.inf
BRANCHES = {"historical": "Past growth of training sets", "compute": "Growth of compute", "mixture": "Both, evenly"}


@cache
def demand(world: World) -> dict[str, tuple[Quantity, Quantity]]:
    """Largest training set at the start of 2024 [tokens] and its growth [factor per year], by branch.

    The projection of compute that the study used is not public; the compute branch takes the published growth of
    frontier compute and the largest run of 2023 instead.
    """
    run = largest_run(world, before="2024-01-01")
    flop = run.flop * world.parameter("training-flop-uncertainty")
    rule = constants(world, "hoffmann2022-rule")["k"]
    compute, text = (
        world.range("trends", name, "growth_per_year", unit="ratio")
        for name in ("compute-frontier-2010-2024", "training-set-villalobos")
    )
    return {
        "historical": (world.parameter("largest-training-set-2024"), text),
        "compute": (training.compute_optimal_tokens(flop, rule), data_limits.compute_led_growth(compute)),
    }


@cache
def crossings(world: World, overtraining: float = 1.0) -> dict[str, Quantity]:
    """Year in which demand meets the effective stock, by branch; infinite where it never does."""
    stock = stocks(world)
    found = {}
    for branch, (tokens, growth) in demand(world).items():
        faster = growth > stock["growth"]
        ahead = data_limits.years_to_exhaustion(
            stock["effective"],
            tokens,
            stock_growth=stock["growth"],
            demand_growth=where(faster, growth, 2 * stock["growth"]),
            overtraining=overtraining,
        )
        found[branch] = where(faster, STOCK_YEAR + ahead, NEVER)
    return found | {"mixture": mixture_of(list(found.values()))}


def never(met: Quantity) -> Quantity:
    """The date of a meeting that does not come about, with what it would have rested on."""
    return Quantity(NEVER, rows=met.rows)


def crossing_estimate(world: World, branch: str = "mixture", overtraining: float = 1.0) -> Estimate:
    """Year in which demand meets the effective stock, with the 80 % interval of the study."""
    basis = f"{BRANCHES[branch].lower()}, from the start of 2024"
    return Estimate.of(crossings(world, overtraining)[branch].named("year", level=0.8), "year", basis=basis)


@cache
def crossing_density(world: World, overtraining: float = 1.0) -> pd.DataFrame:
    """Probability that demand meets the stock in a calendar year: branch, label, year, share (a quantity)."""
    calendar = range(2023, 2041)
    shares = {
        branch: [Quantity(probability(np.floor(met) == at)).also(met) for at in calendar]
        for branch, met in crossings(world, overtraining).items()
    }
    shares["mixture"] = [(one + other) / 2 for one, other in zip(shares["historical"], shares["compute"], strict=True)]
    cases = [(branch, label, at) for branch, label in BRANCHES.items() for at in calendar]
    table = pd.DataFrame(cases, columns=["branch", "label", "year"])
    return table.assign(share=column([share for branch in BRANCHES for share in shares[branch]]))


def projected(world: World, at: float | np.ndarray) -> Quantity:
    """The demand that the study of 2024 projects by past growth for dates given as years with decimals [tokens]."""
    tokens, growth = demand(world)["historical"]
    return data_limits.demand_after(tokens, growth, overtraining=1.0, years=at - STOCK_YEAR)


@cache
def projection(world: World, first: int = 2024, last: int = 2034) -> pd.DataFrame:
    """`projected` demand by date: year, tokens (a quantity with a 90 % interval)."""
    years = np.arange(first, last + 0.25, 0.5)
    return pd.DataFrame({"year": years, "tokens": column(projected(world, years))})
