"""The same run at later prices, and what a budget buys: a fixed capability against the frontier."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import NoPriceError, Price, Quantity, World
from headroom.evidence.columns import column, plain
from headroom.evidence.quantity import SPREAD
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import GPUS, cheapest, quoted
from headroom.report.facts.runs import flop_of, largest_run, tokens_per_param
from headroom.report.training.results.runs import ENOUGH_PROVIDERS, Number, assumed

FIRST_YEAR = 2020
BUDGET = 100e6  # USD; beside it stand its parts and multiples by `MULTIPLES`
MULTIPLES = (0.1, 0.5, 1, 5)


def best_price(world: World, day: date | None = None) -> tuple[str, Price]:
    """The chip that rents the most computation for a dollar on a day, and its price on demand.

    Only chips that three sellers offer count, wherever there is one, and those of which a price was brought along: a
    median of sellers is not held against the first price of a new chip.
    """
    own = _brought_along(world)
    fresh = quoted(world, day or world.as_of)
    enough = tuple(chip for chip, price in fresh if price.n >= ENOUGH_PROVIDERS or chip in own)
    return cheapest(world, day, among=enough or tuple(GPUS))


@cache
def _brought_along(world: World) -> frozenset[str]:
    """Chips of which a reader's own file has a price on demand."""
    table = world.table("prices")
    return frozenset(table.loc[table["user_supplied"] & (table["price_kind"] == "cloud_on_demand"), "accelerator_id"])


def days_of_years(world: World) -> list[date]:
    """The last day of each year since 2020, and the as-of date."""
    return [date(y, 12, 31) for y in range(FIRST_YEAR, world.as_of.year)] + [world.as_of]


def rented(
    world: World, flop: Quantity, chip: str, price: Quantity, *, mfu: Number | None = None, goodput: Number = 1.0
) -> Quantity:
    """Cost of `flop` on a chip [USD]; by default at what bills of dense models on it show of all paid time."""
    mfu = assumed(mfu, default_utilisation(world, chip))
    return training.rental_cost(training.chip_hours(flop, of_chip(world, chip), mfu=mfu, goodput=goodput), price)


@cache
def repriced(
    world: World, model_id: str = "gpt-3-175b", *, mfu: Number | None = None, goodput: Number = 1.0
) -> pd.DataFrame:
    """One run on each chip at the on-demand price at the end of each year; the numbers are quantities.

    Columns: day, chip, label, usd [USD nominal], price [USD/chip-hour], floor (at the lowest price of any seller)
    [USD nominal], sellers, best (whether it was the chip of `best_price`; then it rests on the others, too).
    Utilisation and goodput as in `rented`.
    """
    flop = flop_of(world, model_id)
    rows = []
    for day in days_of_years(world):
        quotes = list(quoted(world, day))
        costs = [rented(world, flop, chip, price, mfu=mfu, goodput=goodput) for chip, price in quotes]
        least = best_price(world, day)[0] if quotes else None
        for (chip, price), cost in zip(quotes, costs, strict=True):
            best = chip == least
            floor = cost * (price.low / price.value)
            cost = cost.also(*costs) if best else cost
            rows.append([pd.Timestamp(day), chip, GPUS[chip], cost, price, floor.value, price.n, best])
    if not rows:
        raise NoPriceError(f"no chip of {', '.join(GPUS)} had an on-demand price up to {world.as_of}")
    table = pd.DataFrame(rows, columns=["day", "chip", "label", "usd", "price", "floor", "sellers", "best"])
    return table.astype({"usd": "quantity", "price": "quantity"})


def mostly_fallen(best: pd.DataFrame, year: int) -> bool:
    """Whether the cost at the end of a year had done more than half of its fall, counted in factors.

    `best` are the rows of `repriced` on the best chip.
    """
    usd = plain(best["usd"]).set_axis(best["day"].dt.year)
    return year in usd.index and bool(usd[year] ** 2 < usd.iloc[0] * usd.iloc[-1])


def rented_now(world: World, model_id: str = "gpt-3-175b") -> tuple[str, Quantity]:
    """Chip, and the cost of a run on it, at the best on-demand price of the World's date [USD]."""
    chip, price = best_price(world)
    return chip, rented(world, flop_of(world, model_id), chip, price)


def flop_per_budget(
    world: World, budget: float, day: date, *, mfu: Number | None = None, goodput: Number = 1.0
) -> tuple[str, Quantity]:
    """Chip of the best price of a day, and the FLOP that a budget rents on it; utilisation, goodput as in `rented`."""
    chip, price = best_price(world, day)
    mfu = assumed(mfu, default_utilisation(world, chip))
    peak = of_chip(world, chip)
    return chip, training.flop_for_budget(budget, price, peak_flop_per_second=peak, mfu=mfu, goodput=goodput)


@cache
def budgets(world: World, budget: float = BUDGET, *, mfu: Number | None = None, goodput: Number = 1.0) -> pd.DataFrame:
    """What `MULTIPLES` of a budget [USD] rent at the end of each year: FLOP, and the size of the compute-optimal model.

    Columns: day, budget [USD], chip, flop [FLOP], params [parameters], the last two as quantities. Utilisation and
    goodput as in `rented`.
    """
    rule = tokens_per_param(world)
    rows = []
    for day in days_of_years(world):
        for multiple in MULTIPLES:
            chip, flop = flop_per_budget(world, multiple * budget, day, mfu=mfu, goodput=goodput)
            params = training.compute_optimal_params(flop, rule)
            rows.append([pd.Timestamp(day), multiple * budget, GPUS[chip], flop, params])
    table = pd.DataFrame(rows, columns=["day", "budget", "chip", "flop", "params"])
    return table.astype({"flop": "quantity", "params": "quantity"})


def gain_of_budget(world: World, budget: float = BUDGET, **chosen: Number | None) -> tuple[Quantity, Quantity]:
    """FLOP that a budget rents on the World's date over that at the end of 2020, in all and for each year [ratio]."""
    table = budgets(world, budget, **chosen).query("budget == @budget")
    (first, last), (start, end) = table["flop"].iloc[[0, -1]], table["day"].iloc[[0, -1]]
    return last / first, (last / first) ** (1 / ((end - start).days / 365.25))


def years_to_overtake(world: World, budget: float = BUDGET, **chosen: Number | None) -> Quantity | None:
    """Time until the largest of the budgets rents the largest run known, if no larger one follows [yr].

    Its compute grows as that of a budget has since 2020. None where it rents that run already, or never will.
    """
    gap = largest_run(world).flop / budgets(world, budget, **chosen)["flop"].iloc[-1]
    _, a_year = gain_of_budget(world, budget, **chosen)
    return (np.log(gap) / np.log(a_year)).settled() if gap.value > 1 < a_year.value else None


def fixed_capability(world: World) -> pd.DataFrame:
    """Price of the capability of GPT-2, then and in 2026: id, as_of, usd (quantities).

    Raises
    ------
    UnknownError
        If one of the two is not known yet.
    """
    rows = [world.row("cost_estimates", id) for id in ("gpt-2-karpathy", "gpt-2-class-2026")]
    prices = [world.range("cost_estimates", row["id"], "usd") for row in rows]
    return pd.DataFrame(
        {"id": [row["id"] for row in rows], "as_of": [row["as_of"] for row in rows], "usd": column(prices)}
    )


def decline_per_year(table: pd.DataFrame) -> Quantity:
    """Factor per year between the first and the last row of `fixed_capability`, with the range of reported prices."""
    first, last = table.iloc[0], table.iloc[-1]
    years = (last["as_of"] - first["as_of"]).days / 365.25
    return ((last["usd"] / first["usd"]) ** (1 / years)).named("ratio", interval=SPREAD, level=None)
