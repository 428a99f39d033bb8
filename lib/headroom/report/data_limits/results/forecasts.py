"""What the chapter forecasts: the largest training text."""

from __future__ import annotations

from datetime import date

from headroom.evidence import Quantity, World
from headroom.report.data_limits.results.crossing import projected
from headroom.report.data_limits.results.sets import largest, year
from headroom.report.forecasts import forecast


def largest_text(world: World, day: date) -> Quantity:
    """The largest training text disclosed by a day [tokens], a lower bound of the largest."""
    return largest(world, text_only=True, by=year(day))["tokens"]


@forecast("data_limits.largest-text", "Largest training text disclosed, in tokens", "count", came=largest_text)
def text_ahead(world: World, day: date) -> Quantity:
    """What the study of 2024 projects by past growth of training sets [tokens]."""
    return projected(world, year(day))
