"""What waiting for chips costs, and what reserving them saves."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import scarcity
from headroom.evidence import Price, World
from headroom.report.estimate import Estimate
from headroom.report.scarcity.funding import doubling_years
from headroom.report.scarcity.owning import H100, REFERENCE_USE, central, rent, sampled, sources

WEEKS = np.arange(0, 61, 4)
SHORTAGE = date(2023, 12, 31)  # the day by which lead times of a year had been reported


@cache
def values(world: World, days: tuple[date, ...] = ()) -> pd.DataFrame:
    """Saving, loss and value of waiting for one H100 by weeks of waiting, on each day.

    Columns: day, weeks, saving, loss, value, low, high [USD], price [USD/chip], rent [USD/chip/h].
    """
    rows = []
    for day in days or (min(SHORTAGE, world.as_of), world.as_of):
        price, bought = rent(world, day=day), central(world, H100, day)
        many = sampled(world, H100, day)
        doubling, doublings = doubling_years(world)
        for weeks in WEEKS:
            saving = scarcity.waiting_saving(bought.cluster_price, weeks, doubling_time=doubling)
            loss = scarcity.waiting_loss(
                weeks, price.central, used_share=REFERENCE_USE, running_cost_per_chip_hour=bought.running
            )
            low, high = np.quantile(_samples(many, weeks, doublings, price), [0.05, 0.95])
            rows.append([pd.Timestamp(day), int(weeks), saving, loss, saving - loss, low, high])
            rows[-1] += [bought.cluster_price, price.central]
    columns = ["day", "weeks", "saving", "loss", "value", "low", "high", "price", "rent"]
    return pd.DataFrame(rows, columns=columns)


def _samples(many, weeks: float, doublings: np.ndarray, price: Price) -> np.ndarray:
    return scarcity.value_of_waiting(
        many.cluster_price,
        weeks,
        doubling_time=doublings,
        chip_hour_price=price.draws(),
        used_share=REFERENCE_USE,
        running_cost_per_chip_hour=many.running,
    )


def value_of_waiting(
    world: World, weeks: float, day: date | None = None, kind: str = "cloud_on_demand"
) -> tuple[Estimate, np.ndarray]:
    """Value of waiting some weeks for one H100 instead of having it on the day, and its samples [USD].

    `kind` of rent is what an hour is worth.
    """
    day = day or world.as_of
    price, one, many = rent(world, kind, day), central(world, H100, day), sampled(world, H100, day)
    doubling, doublings = doubling_years(world)
    samples = _samples(many, weeks, doublings, price)
    value = scarcity.value_of_waiting(
        one.cluster_price,
        weeks,
        doubling_time=doubling,
        chip_hour_price=price.central,
        used_share=REFERENCE_USE,
        running_cost_per_chip_hour=one.running,
    )
    estimate = Estimate.from_samples(
        samples,
        "money",
        value=float(value),
        sources=(*price.source_keys, *sources(world, H100, day)),
        as_of=day,
        basis=f"one H100, {weeks:g} weeks, hours valued at the {kind.removeprefix('cloud_')} rent".replace("_", " "),
    )
    return estimate, samples
