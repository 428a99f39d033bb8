"""What money for compute buys: the start-up rounds of 2023 then and now, and runs that become affordable."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity, training
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report.estimate import Estimate
from headroom.report.scarcity.owning import H100, central, rent, sampled, sources
from headroom.report.training.repricing import cheapest, peak, tokens_per_param
from headroom.report.training.runs import runs

ROUNDS = {
    "round-inflection-2023-06": "Inflection",
    "round-mistral-2023-06": "Mistral",
    "round-reka-2023": "Reka",
    "round-poolside-2023": "Poolside",
    "round-contextual-2023-06": "Contextual",
}
QUANTITIES = {
    "owned": "H100s bought, with server and network",
    "rented": "Years of one H100, rented on demand",
    "params": "Parameters of the largest compute-optimal model",
}
BUDGETS = (10e6, 100e6, 500e6)


def rounds(world: World) -> pd.DataFrame:
    """The start-up rounds that the book's sources name: id, name, day, usd, source_key, largest first."""
    table = world.table("capital")
    table = table[table["id"].isin(ROUNDS)].assign(name=lambda t: t["id"].map(ROUNDS))
    table = table[["id", "name", "as_of", "central", "source_key"]]
    return table.rename(columns={"as_of": "day", "central": "usd"}).sort_values("usd", ascending=False)


def bought(world: World, usd: float, day: date) -> dict[str, float]:
    """What a sum buys on a day if all of it goes to compute: `QUANTITIES` of H100s."""
    price = rent(world, day=day)
    return {
        "owned": scarcity.chips_for_budget(usd, central(world, H100, day).cluster_price),
        "rented": scarcity.chip_years_for_budget(usd, price.central),
        "params": training.params_for_budget(
            usd,
            price.central,
            peak_flop_per_second=peak(world, H100).value,
            mfu=world.parameter("mfu-median-known-runs").central,
            goodput=1.0,
            tokens_per_param=tokens_per_param(world).value,
        ),
    }


@cache
def then_and_now(world: World) -> pd.DataFrame:
    """Each round on its day and on the World's: name, usd, when, day, quantity, label, value."""
    rows = []
    for row in rounds(world).itertuples():
        for when, day in (("then", row.day.date()), ("now", world.as_of)):
            for key, value in bought(world, row.usd, day).items():
                rows.append([row.name, row.usd, when, pd.Timestamp(day), key, QUANTITIES[key], float(value)])
    return pd.DataFrame(rows, columns=["name", "usd", "when", "day", "quantity", "label", "value"])


def h100_sources(world: World) -> tuple[str, ...]:
    """Keys behind what a sum buys today."""
    return (*rent(world).source_keys, *sources(world, H100, world.as_of))


def largest_run(world: World) -> pd.Series:
    """The run of the most FLOP known on the World's date."""
    table = plain(runs(world)).dropna(subset=["flop"])
    return table.loc[table["flop"].idxmax()]


def run_cost_samples(world: World, flop: float) -> tuple[str, float, np.ndarray]:
    """Chip, central value and samples of what `flop` costs to rent on demand on the World's date [USD]."""
    chip, price = cheapest(world, world.as_of)
    used = world.parameter("mfu-median-known-runs")
    hours = training.chip_hours(flop, peak(world, chip).value, mfu=1.0, goodput=1.0)
    samples = training.rental_cost(hours / used.draws(), price.draws())
    return chip, float(training.rental_cost(hours / used.central, price.central)), samples


def doubling_years(world: World) -> tuple[float, np.ndarray]:
    """Doubling time of price-performance, central value and samples [years]."""
    decline = world.parameter("hw-depreciation-epoch")
    return float(training.half_life(decline.central)), training.half_life(decline.draws())


@cache
def years_to_budget(world: World) -> pd.DataFrame:
    """Years until the largest known run of the date is within each of `BUDGETS`, if prices follow the trend.

    Columns: budget [USD], cost, years, low, high, probability_soon (within three years), name.
    """
    run = largest_run(world)
    _, cost, costs = run_cost_samples(world, run["flop"])
    doubling, doublings = doubling_years(world)
    rows = []
    for budget in BUDGETS:
        years = scarcity.years_until_affordable(costs, budget, doubling_time=doublings)
        low, high = np.quantile(years, [0.05, 0.95])
        one = scarcity.years_until_affordable(cost, budget, doubling_time=doubling)
        rows.append([budget, cost, one, low, high, float(np.mean(years <= 3)), run["name"]])
    return pd.DataFrame(rows, columns=["budget", "cost", "years", "low", "high", "probability_soon", "name"])


def chips_for_hundred_million(world: World) -> Estimate:
    """H100s that a hundred million dollars buys with server and network on the World's date."""
    one = central(world, H100, world.as_of).cluster_price
    return Estimate.from_samples(
        scarcity.chips_for_budget(1e8, sampled(world, H100, world.as_of).cluster_price),
        "number",
        value=float(scarcity.chips_for_budget(1e8, one)),
        sources=sources(world, H100, world.as_of),
        as_of=world.as_of,
        basis="H100s with server and network; building, power and staff are not in it",
    )
