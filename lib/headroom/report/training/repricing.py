"""The same run at later prices, and what a budget buys: a fixed capability against the frontier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import NoPriceError, Price, World
from headroom.report.training.runs import TERA, runs

CHIPS = {
    "v100-sxm2": "V100",
    "a100-sxm-40": "A100 40 GB",
    "a100-sxm-80": "A100 80 GB",
    "h100-sxm": "H100",
    "h200-sxm": "H200",
    "b200-sxm": "B200",
}
FRESH = 365  # days: an older quote does not price a year
FIRST_YEAR = 2020
BUDGETS = (10e6, 50e6, 100e6, 500e6)


def days_of_years(world: World) -> list[date]:
    """The last day of each year since 2020, and the as-of date."""
    return [date(y, 12, 31) for y in range(FIRST_YEAR, world.as_of.year)] + [world.as_of]


def quoted(world: World, day: date, kind: str = "cloud_on_demand") -> Iterator[tuple[str, Price]]:
    """Chips that had a fresh price of a kind on a day."""
    for chip in CHIPS:
        try:
            price = world.price(chip, kind, day)
        except NoPriceError:
            continue
        if (day - price.newest).days <= FRESH:
            yield chip, price


def peak(world: World, chip: str) -> float:
    """Dense 16-bit peak of a chip [FLOP/s]."""
    return float(world.row("accelerators", chip)["peak_dense_tflops_16bit"]) * TERA


def rental_samples(world: World, flop: float, chip: str, price: Price) -> tuple[float, np.ndarray]:
    """Central value and samples of the cost of `flop` on a chip [USD], at the utilisation of known runs."""
    used = world.parameter("mfu-median-known-runs")
    hours = training.chip_hours(flop, peak(world, chip), mfu=1.0, goodput=1.0)
    central = training.rental_cost(hours / used.central, price.central)
    return float(central), training.rental_cost(hours / used.draws(), price.draws())


@cache
def repriced(world: World, model_id: str = "gpt-3-175b") -> pd.DataFrame:
    """One run on each chip at the on-demand price at the end of each year.

    Columns: day, chip, label, usd, low, high [USD nominal, 90 %], price [USD/chip-hour], source_keys, best (whether it
    was the cheapest chip of its day).
    """
    flop = float(runs(world).set_index("model_id").loc[model_id, "flop"])
    rows = []
    for day in days_of_years(world):
        for chip, price in quoted(world, day):
            central, samples = rental_samples(world, flop, chip, price)
            low, high = np.quantile(samples, [0.05, 0.95])
            rows.append([pd.Timestamp(day), chip, CHIPS[chip], central, low, high, price.central, price.source_keys])
    table = pd.DataFrame(rows, columns=["day", "chip", "label", "usd", "low", "high", "price", "source_keys"])
    table["best"] = table["usd"] == table.groupby("day")["usd"].transform("min")
    return table


def cheapest(world: World, day: date) -> tuple[str, Price]:
    """The chip that rents the most FLOP per dollar on a day, on demand.

    Raises
    ------
    NoPriceError
        If no chip had a fresh price.
    """
    quotes = list(quoted(world, day))
    if not quotes:
        raise NoPriceError(f"no chip of {', '.join(CHIPS)} had an on-demand price in the year before {day}")
    return min(quotes, key=lambda quote: quote[1].central / peak(world, quote[0]))


def flop_per_budget(world: World, budget: float, day: date) -> tuple[str, float, np.ndarray]:
    """Chip, central value and samples of the FLOP that a budget rents on a day."""
    chip, price = cheapest(world, day)
    used = world.parameter("mfu-median-known-runs")
    what = {"peak_flop_per_second": peak(world, chip), "goodput": 1.0}
    central = training.flop_for_budget(budget, price.central, mfu=used.central, **what)
    return chip, float(central), training.flop_for_budget(budget, price.draws(), mfu=used.draws(), **what)


def tokens_per_param(world: World) -> float:
    """Training tokens per parameter of Chinchilla, the usual rule for a compute-optimal model."""
    run = world.row("training_runs", "chinchilla-70b")
    return float(run["tokens"] / world.row("models", run["model_id"])["params"])


@cache
def budgets(world: World) -> pd.DataFrame:
    """What each of `BUDGETS` rents at the end of each year: FLOP, and the size of the compute-optimal model.

    Columns: day, budget [USD], chip, flop, flop_low, flop_high [FLOP], params, params_low, params_high [parameters].
    """
    rule = tokens_per_param(world)
    rows = []
    for day in days_of_years(world):
        for budget in BUDGETS:
            chip, central, samples = flop_per_budget(world, budget, day)
            flop = np.array([central, *np.quantile(samples, [0.05, 0.95])])
            params = training.compute_optimal_params(flop, rule)
            rows.append([pd.Timestamp(day), budget, CHIPS[chip], *flop, *params])
    columns = ["day", "budget", "chip", "flop", "flop_low", "flop_high", "params", "params_low", "params_high"]
    return pd.DataFrame(rows, columns=columns)


def fixed_capability(world: World) -> pd.DataFrame:
    """Price of the capability of GPT-2, then and in 2026, beside the dearest final run of each year."""
    estimates = world.table("cost_estimates")
    gpt2 = estimates[estimates["id"].isin(["gpt-2-karpathy", "gpt-2-class-2026"])]
    return gpt2[["id", "as_of", "usd", "usd_low", "usd_high", "source_key"]].sort_values("as_of", ignore_index=True)


def decline_per_year(table: pd.DataFrame) -> float:
    """Factor per year between the first and the last row of `fixed_capability`."""
    first, last = table.iloc[0], table.iloc[-1]
    years = (last["as_of"] - first["as_of"]).days / 365.25
    return float((last["usd"] / first["usd"]) ** (1 / years))
