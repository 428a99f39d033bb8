"""The claims of the chapter: for each the quantity that tests it, and the condition under which it holds."""

from __future__ import annotations

from headroom.evidence import World
from headroom.report.claims import Tested, claim
from headroom.report.judging import at_least
from headroom.report.training.results import anatomy
from headroom.report.training.results.frontier import largest_run


def _first_over_100m(world: World) -> str:
    years = anatomy.first_year_over(world, 1e8)
    crossed = "; ".join(f"{basis} {day.year}" for basis, day in sorted(years.items(), key=lambda item: item[1]))
    return f"The first run above $100M on each basis: {crossed}."


@claim(
    "training-hundreds-of-millions",
    quantity="rental cost of the costliest final run known on the date",
    kind="money",
    holds=at_least(1e8),
    test="Holds if that run costs at least $100M with a probability of two thirds.",
    reason=_first_over_100m,
    figure="cost-by-date",
)
def costliest_run(seen: World) -> Tested:
    """Can the largest run cost hundreds of millions?"""
    row = largest_run(seen)
    return Tested(row["usd"], f"{row['name']}, rented at three-year prices")
