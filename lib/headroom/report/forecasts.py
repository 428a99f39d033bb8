"""Forecasts: what the book expects of days to come, written down with each edition, and held against what came.

A forecast carries the newest evidence of a World forward by a rate that the same World knows. An edition records those
for the ends of three years (`headroom.report.editions`). When a day has come, the forecast is scored: inside or outside
its interval, and how far off. No edition is old enough yet to be scored much, so the rules are also applied to what the
tables hold of earlier days. That is kinder than a forecast: rules and rows of today knew more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from headroom.evidence import LackingError, Quantity, World
from headroom.report.estimate import Estimate
from headroom.report.pages import import_chapters

YEARS = 3  # whose ends an edition forecasts, and at whose ends the recomputed ones begin
RECOMPUTED = "recomputed"  # by today's rules, in place of an edition
OnDay = Callable[[World, date], Quantity]


@dataclass(frozen=True)
class Rule:
    """How a quantity is forecast, and what comes of it.

    Parameters
    ----------
    id : stable name, `chapter.quantity`
    label : the quantity, as a noun phrase
    format : how it is written, a key of `headroom.report.format.FORMATS`
    ahead : the forecast of a World for a day after its own
    came : what the quantity was on a day, as a World knows it now
    falls : whether the trend that is carried forward falls
    """

    id: str
    label: str
    format: str
    ahead: OnDay
    came: OnDay
    falls: bool = False

    @property
    def chapter(self) -> str:
        """The chapter that the quantity belongs to."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Forecast:
    """A forecast as it was made.

    Parameters
    ----------
    rule : id of the rule
    day : the day of which it speaks
    made : as-of date of the evidence that it was made from
    by : the edition that registered it, or `RECOMPUTED`
    estimate : what it says
    """

    rule: str
    day: date
    made: date
    by: str
    estimate: Estimate


@dataclass(frozen=True)
class Score:
    """A forecast whose day has come, with what came."""

    forecast: Forecast
    came: Estimate

    @property
    def inside(self) -> bool:
        """Whether what came lies inside the interval."""
        said = self.forecast.estimate
        return said.low is not None and said.low <= self.came.value <= said.high

    @property
    def error(self) -> float:
        """Forecast over what came, less one: above zero where the forecast was too high."""
        return self.forecast.estimate.value / self.came.value - 1

    @property
    def too_far(self) -> bool:
        """Whether the trend was carried further than it went."""
        return self.error < 0 if rules()[self.forecast.rule].falls else self.error > 0


_RULES: dict[str, Rule] = {}


def forecast(
    id: str,  # noqa: A002 - words of `Rule`
    label: str,
    format: str,  # noqa: A002
    *,
    came: OnDay,
    falls: bool = False,
) -> Callable[[OnDay], OnDay]:
    """Register a function of a World and a day as the forecast of a quantity; see `Rule`."""

    def register(ahead: OnDay) -> OnDay:
        if id in _RULES:
            raise ValueError(f"forecast {id!r} is declared twice")
        _RULES[id] = Rule(id, label, format, ahead, came, falls)
        return ahead

    return register


def rules() -> dict[str, Rule]:
    """All rules, by id."""
    import_chapters()
    return dict(_RULES)


def years_between(start: date, end: date) -> float:
    """Years from a day to another."""
    return (end - start).days / 365.25


def days_ahead(made: date) -> list[date]:
    """The days of which an edition speaks: the next ends of years."""
    ends = (date(made.year + n, 12, 31) for n in range(YEARS + 1))
    return [day for day in ends if day > made][:YEARS]


def made_by(world: World, days: Collection[date], by: str) -> Iterator[Forecast]:
    """The forecasts of a World for some days; none of a quantity of which it knows too little."""
    for rule in rules().values():
        for day in days:
            try:
                said = Estimate.of(rule.ahead(world, day), rule.format, as_of=day)
            except LackingError:
                continue
            yield Forecast(rule.id, day, world.as_of, by, said)


@cache
def recomputed(world: World) -> tuple[Forecast, ...]:
    """What the rules give at the ends of the last years for the ends of later ones, and for the World's own day."""
    ends = [date(world.as_of.year - n, 12, 31) for n in range(YEARS, 0, -1)]
    return tuple(
        found
        for start in ends
        for found in made_by(
            world.earlier(start), [day for day in (*ends, world.as_of) if start < day <= world.as_of], RECOMPUTED
        )
    )


def scored(forecasts: Collection[Forecast], world: World) -> list[Score]:
    """Those of the forecasts whose day has come by a World's date, and of whose quantity it knows what it was."""
    found = []
    for one in forecasts:
        if one.day > world.as_of or one.rule not in rules():
            continue
        try:
            came = rules()[one.rule].came(world, one.day)
        except LackingError:
            continue
        found.append(Score(one, Estimate.of(came, one.estimate.kind, as_of=one.day)))
    return found
