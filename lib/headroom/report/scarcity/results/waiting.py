"""What waiting for chips costs, and what reserving them saves."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import World
from headroom.evidence.columns import column
from headroom.report.estimate import Estimate
from headroom.report.scarcity.results.funding import doubling_years
from headroom.report.scarcity.results.owning import (
    H100,
    REFERENCE_USE,
    bought,
    in_words,
    paid_share,
    rent,
    sellers,
    spread_over_sellers,
    terms,
)

WEEKS = np.arange(0, 61, 4)
SHORTAGE = date(2023, 12, 31)  # the day by which lead times of a year had been reported
WAIT = 44  # weeks: the middle of what was reported in November 2023
STANDING = 1e6  # years in which a price halves that stands as it is


def shortage(world: World) -> date:
    """The day of the shortage, or the World's if that is earlier."""
    return min(SHORTAGE, world.as_of)


@cache
def values(world: World, days: tuple[date, ...] = (), used_share: float = REFERENCE_USE) -> pd.DataFrame:
    """Saving, loss and value of waiting for one H100 by weeks of waiting, on each day.

    Columns: day, weeks, and as quantities saving (if chips get cheaper on the trend), standing (saving if their price
    stands), loss, value [USD], price [USD/chip], rent [USD/chip/h].
    """
    tables = [_of_day(world, day, used_share) for day in days or (shortage(world), world.as_of)]
    return pd.concat(tables, ignore_index=True)


def _of_day(world: World, day: date, used_share: float) -> pd.DataFrame:
    """The rows of `values` of one day."""
    price, chip = rent(world, day=day), bought(world, H100, day)
    capital, rate = chip.cluster_price, terms(world, H100, day)["discount_rate"]
    saving, standing = (
        scarcity.waiting_saving(capital, WEEKS, doubling_time=pace, discount_rate=rate)
        for pace in (doubling_years(world), STANDING)
    )
    loss = scarcity.waiting_loss(WEEKS, price, used_share=used_share, running_cost_per_chip_hour=chip.running)
    made = {"saving": saving, "standing": standing, "loss": loss, "value": saving - loss}
    held = {name: column([one] * len(WEEKS)) for name, one in (("price", chip.cluster_price), ("rent", price))}
    table = pd.DataFrame({"day": pd.Timestamp(day), "weeks": WEEKS})
    return table.assign(**{name: column(one) for name, one in made.items()}, **held)


def value_of_waiting(
    world: World,
    weeks: float = WAIT,
    day: date | None = None,
    kind: str = "cloud_on_demand",
    *,
    used_share: float = REFERENCE_USE,
    falling: bool = True,
) -> Estimate:
    """Value of waiting some weeks for one H100 instead of having it on the day [USD].

    `kind` of rent is what an hour is worth; `falling` is whether the price of chips falls on the trend meanwhile, or
    stands.
    """
    day = day or world.as_of
    chip, price = bought(world, H100, day), rent(world, kind, day)
    value = scarcity.value_of_waiting(
        chip.cluster_price,
        weeks,
        doubling_time=doubling_years(world) if falling else STANDING,
        discount_rate=terms(world, H100, day)["discount_rate"],
        chip_hour_price=price,
        used_share=paid_share(kind, used_share),
        running_cost_per_chip_hour=chip.running,
    )
    basis = (
        f"one H100, {weeks:g} weeks, hours valued at the {in_words(kind)} rent ({sellers(price)}); prices of chips "
        + ("fall on the trend" if falling else "stand")
    )
    return Estimate.of(spread_over_sellers(value, price), "money", as_of=day, basis=basis)
