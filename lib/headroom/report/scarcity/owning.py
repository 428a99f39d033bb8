"""What an hour of an owned chip costs on a day, what it is made of, and how it stands against the market's rent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import scarcity, training
from headroom.calculator.constants import HOURS_PER_YEAR, WATTS_PER_KILOWATT
from headroom.evidence import NoPriceError, Price, Quantity, UnknownError, World
from headroom.report.controls import Presets, Slider
from headroom.report.estimate import Estimate
from headroom.report.headline import live_inputs
from headroom.report.scarcity.market import contract, peak_quote, rents
from headroom.report.training.runs import electricity, parameter_of, system_price

H100 = "h100-sxm"
REFERENCE_USE = 0.8  # a convention of this book: four hours of five are sold
RECKONED = date(2025, 1, 1)  # owners published how they reckon then; nothing older is in the tables
SHOWN = {"a100-sxm-80": "A100", "h100-sxm": "H100", "b200-sxm": "B200"}
PARTS = ("Chip", "Rest of the server", "Network", "Return on capital", "Hosting", "Electricity", "Idle hours")


class Owned(NamedTuple):
    """An owned chip: capital [USD/chip], yearly capital cost [USD/chip/yr], electricity, running cost, and cost of a
    used hour [USD/chip/h]."""

    cluster_price: float
    yearly_capital_cost: float
    energy: float
    running: float
    hour: float


def assumption(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """How owners evaluate (life, return, hosting): where nothing is known of a date, as they published it in 2025."""
    try:
        return world.parameter(id)
    except UnknownError:
        return replace(world, as_of=RECKONED).parameter(id)


def known(world: World, id: str) -> Quantity | None:  # noqa: A002 - the word of the tables
    """A parameter, or nothing before the date that it refers to."""
    try:
        return world.parameter(id)
    except UnknownError:
        return None


@cache
def terms(world: World, chip: str, day: date) -> dict[str, Quantity]:
    """What the cost of an owned chip depends on, by name: the system price of the day, the rest as owners evaluate.

    Raises
    ------
    NoPriceError
        If the chip had no purchase price by that day.
    """
    return {
        "system_price": system_price(world, chip, day),
        "interconnect_share": world.parameter("interconnect-share"),
        "life_years": assumption(world, "neocloud-amortisation"),
        "discount_rate": assumption(world, "cost-of-capital"),
        "value_decline": world.parameter("hw-depreciation-epoch"),
        "server_power_factor": world.parameter(parameter_of("server-power-mult", chip)),
        "average_load": world.parameter("avg-power-fraction-gpu"),
        "pue": world.parameter("pue-other"),
        "electricity_price": electricity(world, min(day, world.as_of).year),
        "colocation_price": assumption(world, "neocloud-colocation"),
    }


def tdp(world: World, chip: str) -> float:
    """Rated power of a chip [W]."""
    return float(world.row("accelerators", chip)["tdp_w"])


def owned(values: Mapping[str, float | np.ndarray], tdp: float, used_share: float = REFERENCE_USE) -> Owned:
    """Cost of an owned chip from numbers or samples of `terms`."""
    capital = scarcity.cluster_price(values["system_price"], interconnect_share=values["interconnect_share"])
    yearly = scarcity.yearly_capital_cost(
        capital,
        values["life_years"],
        discount_rate=values["discount_rate"],
        residual_share=training.chip_value(1.0, values["life_years"], value_decline=values["value_decline"]),
    )
    power = training.facility_power_per_chip(
        tdp, values["server_power_factor"], average_load=values["average_load"], pue=values["pue"]
    )
    energy = scarcity.energy_cost_per_chip_hour(power, values["electricity_price"])
    running = scarcity.running_cost_per_chip_hour(
        energy, hosted_power(tdp, values["server_power_factor"]), colocation_price=values["colocation_price"]
    )
    hour = scarcity.owned_cost_per_used_hour(yearly, running, used_share=used_share)
    return Owned(capital, yearly, energy, running, hour)


def hosted_power(tdp: float, server_power_factor: float | np.ndarray) -> float | np.ndarray:
    """Power that a hosting contract counts for one chip: its share of the server's rating [kW]."""
    return tdp * server_power_factor / WATTS_PER_KILOWATT


def central(world: World, chip: str, day: date, used_share: float = REFERENCE_USE) -> Owned:
    """An owned chip at the central values of a day."""
    return owned({k: r.central for k, r in terms(world, chip, day).items()}, tdp(world, chip), used_share)


@cache
def sampled(world: World, chip: str, day: date, used_share: float = REFERENCE_USE) -> Owned:
    """An owned chip as samples of a day."""
    return owned({k: r.draws() for k, r in terms(world, chip, day).items()}, tdp(world, chip), used_share)


def sources(world: World, chip: str, day: date) -> tuple[str, ...]:
    """Keys behind the cost of an owned chip."""
    return tuple(dict.fromkeys(key for r in terms(world, chip, day).values() for key in r.source_keys))


def hour_estimate(world: World, chip: str = H100, day: date | None = None) -> Estimate:
    """Cost of a used hour of an owned chip with its 90 % interval."""
    day = day or world.as_of
    return Estimate.from_samples(
        sampled(world, chip, day).hour,
        "money",
        value=central(world, chip, day).hour,
        sources=sources(world, chip, day),
        as_of=day,
        basis=f"capital, hosting and electricity of a new chip, used {REFERENCE_USE:.0%} of the time",
    )


@cache
def band(world: World, chip: str, first: date, step: str = "3MS") -> pd.DataFrame:
    """Cost of a used hour of a chip bought on each day since `first`: day, low, central, high [USD/chip/h]."""
    rows = []
    for stamp in [*pd.date_range(first, world.as_of, freq=step), pd.Timestamp(world.as_of)]:
        day = stamp.date()
        try:
            low, high = np.quantile(sampled(world, chip, day).hour, [0.05, 0.95])
        except NoPriceError:
            continue
        rows.append([stamp, low, central(world, chip, day).hour, high])
    return pd.DataFrame(rows, columns=["day", "low", "central", "high"])


@cache
def parts(world: World) -> pd.DataFrame:
    """What a used hour of an owned chip is made of, by chip: part, usd [USD/chip/h], share, total."""
    rows = []
    for chip, name in SHOWN.items():
        try:
            values = {k: r.central for k, r in terms(world, chip, world.as_of).items()}
        except NoPriceError:
            continue
        bought = owned(values, tdp(world, chip), 1.0)
        life = values["life_years"]
        residual = training.chip_value(1.0, life, value_decline=values["value_decline"])
        lost = (1 - residual) / (life * HOURS_PER_YEAR)
        overhead = world.parameter(parameter_of("server-overhead", chip)).central
        used_up = {
            "Chip": values["system_price"] / overhead * lost,
            "Rest of the server": values["system_price"] * (1 - 1 / overhead) * lost,
            "Network": (bought.cluster_price - values["system_price"]) * lost,
        }
        full = {
            **used_up,
            "Return on capital": bought.yearly_capital_cost / HOURS_PER_YEAR - sum(used_up.values()),
            "Hosting": bought.running - bought.energy,
            "Electricity": bought.energy,
        }
        total = bought.hour / REFERENCE_USE
        full["Idle hours"] = total - bought.hour
        rows += [[chip, name, part, full[part], full[part] / total, total] for part in PARTS]
    return pd.DataFrame(rows, columns=["chip", "name", "part", "usd", "share", "total"])


def rent(world: World, kind: str = "cloud_on_demand", day: date | None = None, chip: str = H100) -> Price:
    """Rent in use of a chip; reserved means for a year."""
    return world.price(chip, kind, day, term_months=12 if kind == "cloud_reserved" else None)


def premium_samples(world: World, price: Price | float, chip: str, day: date) -> np.ndarray:
    """Samples of the scarcity premium of a rent over owning a chip bought on the day [ratio]."""
    asked = price.draws() if isinstance(price, Price) else price
    return scarcity.scarcity_premium(asked, sampled(world, chip, day).hour)


def premium(world: World, kind: str = "cloud_on_demand", day: date | None = None, chip: str = H100) -> Estimate:
    """Scarcity premium of the rent in use, with its 90 % interval."""
    day = day or world.as_of
    price = rent(world, kind, day, chip)
    return Estimate.from_samples(
        premium_samples(world, price, chip, day),
        "percent",
        value=float(scarcity.scarcity_premium(price.central, central(world, chip, day).hour)),
        sources=(*price.source_keys, *sources(world, chip, day)),
        as_of=day,
        basis=f"{kind.replace('cloud_', '').replace('_', ' ')} rent over the cost of owning at {REFERENCE_USE:.0%} use",
    )


def break_even(world: World, kind: str = "cloud_on_demand", day: date | None = None, chip: str = H100) -> Estimate:
    """Use above which a chip bought on the day costs less than renting its hours, with its 90 % interval."""
    day = day or world.as_of
    price = rent(world, kind, day, chip)
    many, one = sampled(world, chip, day), central(world, chip, day)
    return Estimate.from_samples(
        scarcity.break_even_use(many.yearly_capital_cost, many.running, chip_hour_price=price.draws()),
        "percent",
        value=float(scarcity.break_even_use(one.yearly_capital_cost, one.running, chip_hour_price=price.central)),
        sources=(*price.source_keys, *sources(world, chip, day)),
        as_of=day,
        basis=f"{kind.replace('cloud_', '').replace('_', ' ')} rent against a chip bought new",
    )


@live_inputs("scarcity")
def rent_or_own(world: World) -> list[Slider]:
    """Inputs of the live figure on renting and owning."""
    of = {k: r.central for k, r in terms(world, H100, world.as_of).items()}
    capital = central(world, H100, world.as_of).cluster_price
    residual = training.chip_value(1.0, of["life_years"], value_decline=of["value_decline"])
    price = rent(world)
    return [
        Slider(
            "rent_price",
            "Rent of a chip-hour",
            "money",
            0.5,
            15,
            round(price.central, 2),
            f"Median on-demand price of {price.n} providers, newest of {price.newest}",
            unit="USD",
            scale="log",
        ),
        Slider(
            "chip_capital",
            "Capital per chip",
            "money",
            5e3,
            1e5,
            round(capital, -2),
            "Dealer price of a server per chip, network added",
            unit="USD",
            scale="log",
        ),
        Slider(
            "life",
            "Years of use",
            "years",
            2,
            7,
            of["life_years"],
            "What specialised clouds write off over; large clouds take 5 to 6 years, critics 3",
            unit="years",
            step=0.5,
        ),
        Slider(
            "required_return",
            "Required return a year",
            "percent",
            0.02,
            0.25,
            round(of["discount_rate"], 3),
            "Cost of capital of a specialised cloud",
            step=0.005,
        ),
        Slider(
            "electricity",
            "Electricity price per kWh",
            "money",
            0.02,
            0.3,
            round(of["electricity_price"], 4),
            "Industrial price in the United States",
            unit="USD",
            step=0.005,
        ),
        Slider(
            "residual",
            "Worth at the end",
            "percent",
            0,
            0.6,
            round(float(residual), 3),
            "Value lost as fast as price-performance improves; one dealer's 30% after three years is lower",
            step=0.01,
        ),
    ]


def rent_presets(world: World) -> Presets:
    """Published rents of an H100 to start from."""
    quotes = rents(world)
    quotes = quotes[quotes["accelerator_id"] == H100]
    listed = quotes[(quotes["provider"] == "Amazon Web Services") & (quotes["kind"] == "On demand")]
    contracts = contract(world)
    found = {
        "Market peak, 2023": peak_quote(world)["usd"],
        **{f"Amazon's list, {row.as_of:%B %Y}": row.usd for row in listed.drop_duplicates("usd").itertuples()},
    }
    if not contracts.empty:
        found["One-year contract, lowest"] = contracts["usd"].min()
        found["One-year contract, newest"] = contracts["usd"].iloc[-1]
    return Presets("Published rent", {label: {"rent_price": float(usd)} for label, usd in found.items()})
