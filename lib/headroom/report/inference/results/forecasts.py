"""What the chapter forecasts: the price of a capability that is not new."""

from __future__ import annotations

from datetime import date

import pandas as pd

from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import among
from headroom.report.forecasts import forecast, years_between
from headroom.report.inference.results.prices import cheapest, fall_of, falls

TIER = "GPT-4 level"


def _newest(world: World) -> pd.Series:
    steps = cheapest(world)
    steps = steps[steps["tier"] == TIER]
    if steps.empty:
        raise LackingError(f"no list price at the {TIER} is known up to {world.as_of}")
    return steps.iloc[-1]


def price(world: World, day: date) -> Quantity:
    """The cheapest list price at the level of GPT-4 up to a day [USD per million tokens]."""
    return _newest(world.earlier(day))["usd"]


@forecast(
    "inference.gpt4-price",
    "Cheapest list price of a million tokens at the level of GPT-4",
    "money",
    came=price,
    falls=True,
)
def price_ahead(world: World, day: date) -> Quantity:
    """The cheapest price carried forward at the pace of its fall so far, with that of other levels as range."""
    newest, known = _newest(world), falls(world)
    own = fall_of(known, TIER)["factor_per_year"]
    pace = among(own, known["factor_per_year"])
    return newest["usd"] / pace ** years_between(newest["as_of"].date(), day)
