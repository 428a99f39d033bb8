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
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, UnknownError, World
from headroom.evidence.aggregates import mixture_of, sum_of
from headroom.evidence.columns import column
from headroom.evidence.quantity import SELLERS
from headroom.report.estimate import Estimate
from headroom.report.facts import prices
from headroom.report.facts.chips import load_of, of_chip, parameter_of, server_factor
from headroom.report.facts.prices import electricity, system_price

H100 = "h100-sxm"
REFERENCE_USE = 0.8  # a convention of this book: four hours of five are sold
ALWAYS = 1.0  # of a contract every hour is paid, used or not
RECKONED = date(2025, 1, 1)  # owners published how they reckon then; nothing older is in the tables
LIVES = ("server-life-coreweave", "server-life-lambda", "server-life-nebius")  # what specialised clouds write off over
BEFORE = "server-life-2022"  # the same of large clouds, which alone had stated it
SHOWN = {"a100-sxm-80": "A100", "h100-sxm": "H100", "b200-sxm": "B200"}
PARTS = ("Chip", "Rest of the server", "Network", "Return on capital", "Hosting", "Electricity", "Idle hours")
CAPITAL = PARTS[:4]  # what of them is money tied up


class Owned(NamedTuple):
    """An owned chip: capital [USD/chip], yearly capital cost [USD/chip/yr], electricity, running cost, and cost of a
    used hour [USD/chip/h]."""

    cluster_price: Quantity
    yearly_capital_cost: Quantity
    energy: Quantity
    running: Quantity
    hour: Quantity


def assumption(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    """How owners evaluate (life, return, hosting): where nothing is known of a date, as they published it in 2025."""
    try:
        return world.parameter(id)
    except UnknownError:
        return replace(world, as_of=RECKONED).parameter(id)


def life(world: World) -> Quantity:
    """Years over which specialised clouds write servers off, any of those that state it; before any did, what large
    clouds stated.
    """
    stated = [one for one in (known(world, id_) for id_ in LIVES) if one is not None]
    return mixture_of(stated) if stated else assumption(world, BEFORE)


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
        "life_years": life(world),
        "discount_rate": assumption(world, "cost-of-capital"),
        "value_decline": world.parameter("hw-depreciation-epoch"),
        "electricity_price": electricity(world, min(day, world.as_of).year),
        "colocation_price": assumption(world, "neocloud-colocation"),
        **power_terms(world, chip),
    }


def power_terms(world: World, chip: str) -> dict[str, Quantity]:
    """What the power of a chip in a rented hall depends on, by name."""
    return {
        "tdp": of_chip(world, chip, "power"),
        "server_power_factor": server_factor(world, chip),
        "average_load": load_of(world, chip),
        "pue": world.parameter("pue-other"),
    }


def owned(values: Mapping[str, Quantity | float], used_share: float = REFERENCE_USE) -> Owned:
    """Cost of an owned chip from `terms`."""
    capital = scarcity.cluster_price(values["system_price"], interconnect_share=values["interconnect_share"])
    yearly = scarcity.yearly_capital_cost(
        capital,
        values["life_years"],
        discount_rate=values["discount_rate"],
        residual_share=residual(values),
    )
    energy = scarcity.energy_cost_per_chip_hour(power(values), values["electricity_price"])
    running = scarcity.running_cost_per_chip_hour(
        energy, hosted_power(values), colocation_price=values["colocation_price"]
    )
    hour = scarcity.owned_cost_per_used_hour(yearly, running, used_share=used_share)
    return Owned(capital, yearly, energy, running, hour)


def residual(values: Mapping[str, Quantity | float]) -> Quantity:
    """What a chip is worth at the end of its life, as a share of its price."""
    return training.chip_value(1.0, values["life_years"], value_decline=values["value_decline"])


def power(values: Mapping[str, Quantity | float]) -> Quantity:
    """Average power of one chip at the meter of the site [W/chip]."""
    return training.facility_power_per_chip(
        values["tdp"], values["server_power_factor"], average_load=values["average_load"], pue=values["pue"]
    )


def hosted_power(values: Mapping[str, Quantity | float]) -> Quantity:
    """Power that a hosting contract counts for one chip: its share of the server's rating [kW]."""
    return values["tdp"] * values["server_power_factor"] / WATTS_PER_KILOWATT


def cluster_power(world: World, chips: Quantity | float, chip: str = H100) -> Quantity:
    """Average power of chips at the meter [MW]."""
    return scarcity.cluster_power(chips, power(power_terms(world, chip)))


@cache
def bought(world: World, chip: str, day: date, used_share: float = REFERENCE_USE) -> Owned:
    """An owned chip of a day.

    Raises
    ------
    NoPriceError
        If the chip had no purchase price by that day.
    """
    return owned(terms(world, chip, day), used_share)


def hour_with(world: World, used_share: float = REFERENCE_USE, **changed: Quantity | float) -> Quantity:
    """Cost of a used hour of an H100 of the World's date if some of its `terms` were others [USD/chip/h]."""
    return owned({**terms(world, H100, world.as_of), **changed}, used_share).hour


def hour_estimate(
    world: World, chip: str = H100, day: date | None = None, *, used_share: float = REFERENCE_USE
) -> Estimate:
    """Cost of a used hour of an owned chip with its 90 % interval."""
    day = day or world.as_of
    quoted = f"dealers' last quotes of a server, {system_price(world, chip, day).newest:%B %Y}"
    basis = f"capital, hosting and electricity of a new chip, used {used_share:.0%} of the time; {quoted}"
    return Estimate.of(bought(world, chip, day, used_share).hour, "money", as_of=day, basis=basis)


@cache
def band(world: World, chip: str, first: date, step: str = "3MS", used_share: float = REFERENCE_USE) -> pd.DataFrame:
    """Cost of a used hour of a chip bought on each day since `first`: day, fresh (whether its purchase price had been
    quoted within half a year), hour (quantities) [USD/chip/h].
    """
    rows = []
    for stamp in [*pd.date_range(first, world.as_of, freq=step), pd.Timestamp(world.as_of)]:
        try:
            price, hour = system_price(world, chip, stamp.date()), bought(world, chip, stamp.date(), used_share).hour
        except NoPriceError:
            continue
        rows.append([stamp, not price.stale, hour])
    table = pd.DataFrame(rows, columns=["day", "fresh", "hour"])
    return table.assign(hour=column(table["hour"], table.index))


@cache
def parts(world: World, used_share: float = REFERENCE_USE) -> pd.DataFrame:
    """What a used hour of an owned chip is made of, by chip: chip, name, part, and as quantities usd [USD/chip/h],
    share, total.
    """
    rows = []
    for chip, name in SHOWN.items():
        try:
            values = terms(world, chip, world.as_of)
        except NoPriceError:
            continue
        name += ", one quote" if values["system_price"].n == 1 else ""
        full, total = _parts(values, world.parameter(parameter_of(world, "server-overhead", chip)), used_share)
        rows += [[chip, name, part, full[part], full[part] / total, total] for part in PARTS]
    table = pd.DataFrame(rows, columns=["chip", "name", "part", "usd", "share", "total"])
    return table.assign(**{name: column(table[name], table.index) for name in ("usd", "share", "total")})


def _parts(
    values: Mapping[str, Quantity], overhead: Quantity, used_share: float
) -> tuple[dict[str, Quantity], Quantity]:
    """Cost of a used hour of an owned chip by part, and in total [USD/chip/h]; `overhead` is server over bare chip."""
    full_use = owned(values, 1.0)
    system = values["system_price"]
    lost = (1 - residual(values)) / (values["life_years"] * HOURS_PER_YEAR)
    chip, server, network = (
        system / overhead * lost,
        system * (1 - 1 / overhead) * lost,
        (full_use.cluster_price - system) * lost,
    )
    total = full_use.hour / used_share
    capital = full_use.yearly_capital_cost / HOURS_PER_YEAR
    returns = capital - (chip + server + network)
    hosting = full_use.running - full_use.energy
    of_parts = (chip, server, network, returns, hosting, full_use.energy, total - full_use.hour)
    return dict(zip(PARTS, of_parts, strict=True)), total


def shares(world: World, used_share: float = REFERENCE_USE) -> pd.Series:
    """Share of each of `PARTS` in a used hour of an owned H100 (quantities).

    Raises
    ------
    LackingError
        Before an H100 had a price.
    """
    table = parts(world, used_share)
    table = table[table["chip"] == H100]
    if table.empty:
        raise LackingError(f"no price of an H100 is known up to {world.as_of}")
    return table.set_index("part")["share"]


def worth_after(world: World, years: float) -> Quantity:
    """What a chip is worth after some years, as a share of its price, if value falls as the book lets it fall."""
    return training.chip_value(1.0, years, value_decline=terms(world, H100, world.as_of)["value_decline"])


def capital_share(world: World, used_share: float = REFERENCE_USE) -> Quantity:
    """Share of money tied up in an hour of an owned H100 at full use."""
    of_parts = shares(world, used_share)
    return sum_of(of_parts[list(CAPITAL)]) / (1 - of_parts["Idle hours"])


def rent(world: World, kind: str = "cloud_on_demand", day: date | None = None, chip: str = H100) -> Price:
    """Rent in use of a chip; reserved means for a year."""
    return prices.rent(world, chip, day, offers=prices.only(kind))


def paid_share(kind: str, used_share: float = REFERENCE_USE) -> float:
    """Share of the hours that a rent of some kind is paid for: on demand those that are used, under contract all."""
    return ALWAYS if kind == "cloud_reserved" else used_share


def margin(
    world: World,
    kind: str = "cloud_on_demand",
    day: date | None = None,
    chip: str = H100,
    *,
    used_share: float = REFERENCE_USE,
) -> Estimate:
    """Margin of the rent in use over owning a chip bought on the day. Both sides are of an hour that is paid for: on
    demand a used one, under contract any. Staff, support, failures and ordinary profit are in it as well as scarcity.
    """
    day, price = day or world.as_of, rent(world, kind, day or world.as_of, chip)
    share = paid_share(kind, used_share)
    over = scarcity.rent_margin(price, bought(world, chip, day, share).hour)
    basis = f"{in_words(kind)} rent ({sellers(price)}) over the cost of owning at {share:.0%} use"
    return Estimate.of(spread_over_sellers(over, price), "percent", as_of=day, basis=basis)


def break_even(world: World, day: date | None = None, chip: str = H100) -> Estimate:
    """Use above which a chip bought on the day costs less than renting its hours on demand; 100 % where none does. (A
    contract is paid for every hour, as owning is, so against it there is no such use: see `margin`.)
    """
    day, price = day or world.as_of, rent(world, "cloud_on_demand", day or world.as_of, chip)
    chip_of_day = bought(world, chip, day)
    needed = scarcity.break_even_use(chip_of_day.yearly_capital_cost, chip_of_day.running, chip_hour_price=price)
    basis = f"on-demand rent ({sellers(price)}) against a chip bought new; 100%: however much it is used"
    possible = np.minimum(needed, ALWAYS)
    return Estimate.of(spread_over_sellers(possible, price), "percent", as_of=day, basis=basis)


def spread_over_sellers(of: Quantity, price: Price) -> Quantity:
    """What follows from a price of several sellers: its interval is first of all the scatter between them."""
    return of if of.is_point or price.n == 1 else of.named(of.unit, interval=SELLERS)


def sellers(price: Price) -> str:
    """How many sellers a price is of, in words."""
    return "one quote" if price.n == 1 else f"median of {price.n} sellers"


def payback(world: World, price: Quantity, used_share: float = REFERENCE_USE) -> Quantity:
    """Time in which an H100 of the World's date has paid for itself at a rent that is paid for a share of the hours
    [years]; negative where the rent does not even pay its running cost.
    """
    chip = bought(world, H100, world.as_of)
    return scarcity.payback_years(
        chip.cluster_price, price, used_share=used_share, running_cost_per_chip_hour=chip.running
    )


def in_words(kind: str) -> str:
    """A kind of price of the tables as words: "on demand"."""
    return kind.removeprefix("cloud_").replace("_", " ")
