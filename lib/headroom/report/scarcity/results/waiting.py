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
from headroom.report.scarcity.results.owning import H100, REFERENCE_USE, bought, in_words, rent

WEEKS = np.arange(0, 61, 4)
SHORTAGE = date(2023, 12, 31)  # the day by which lead times of a year had been reported
WAIT = 44  # weeks: the middle of what was reported in November 2023


def shortage(world: World) -> date:
    """The day of the shortage, or the World's if that is earlier."""
    return min(SHORTAGE, world.as_of)


@cache
def values(world: World, days: tuple[date, ...] = (), used_share: float = REFERENCE_USE) -> pd.DataFrame:
    """Saving, loss and value of waiting for one H100 by weeks of waiting, on each day.

    Columns: day, weeks, and as quantities saving, loss, value [USD], price [USD/chip], rent [USD/chip/h].
    """
    tables = [_of_day(world, day, used_share) for day in days or (shortage(world), world.as_of)]
    return pd.concat(tables, ignore_index=True)


def _of_day(world: World, day: date, used_share: float) -> pd.DataFrame:
    """The rows of `values` of one day."""
    price, chip = rent(world, day=day), bought(world, H100, day)
    saving = scarcity.waiting_saving(chip.cluster_price, WEEKS, doubling_time=doubling_years(world))
    loss = scarcity.waiting_loss(WEEKS, price, used_share=used_share, running_cost_per_chip_hour=chip.running)
    made = {"saving": saving, "loss": loss, "value": saving - loss}
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
) -> Estimate:
    """Value of waiting some weeks for one H100 instead of having it on the day [USD].

    `kind` of rent is what an hour is worth.
    """
    day = day or world.as_of
    chip = bought(world, H100, day)
    value = scarcity.value_of_waiting(
        chip.cluster_price,
        weeks,
        doubling_time=doubling_years(world),
        chip_hour_price=rent(world, kind, day),
        used_share=used_share,
        running_cost_per_chip_hour=chip.running,
    )
    basis = f"one H100, {weeks:g} weeks, hours valued at the {in_words(kind)} rent"
    return Estimate.of(value, "money", as_of=day, basis=basis)
