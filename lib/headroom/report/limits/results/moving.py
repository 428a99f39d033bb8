"""What it would take to move a limit so far that the trend meets it a year later.

By the inputs of the study of 2024 and its trend. More of what a limit lacks raises its ceiling in proportion, of data
with the square; nothing else moves. A price is that of the thing alone: power without chips, chips without power.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import limits
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column
from headroom.report.limits.results import affordable, ceilings, joint, study

YEARS = np.arange(2024, 2046, 0.25)
PASSED = YEARS - study.START[study.STUDY]
LEAST = 1e-9  # for a logarithm, where nothing is left
MEGAWATT, GIGAWATT = 1e6, 1e3  # watts; megawatts


class Moved(NamedTuple):
    """What a limit is counted in, the year in which the trend meets it, by what factor its ceiling must be higher a
    year later, how much more that is in its own unit, and what that costs [USD]; None where nobody sells it.
    """

    unit: str
    met: Quantity
    factor: Quantity
    more: Quantity
    usd: Quantity | None


def _study(world: World, id: str) -> Quantity:  # noqa: A002 - the word of the tables
    return study.given(world)[id]


@cache
def trend(world: World) -> Quantity:
    """Compute of the largest run on the study's trend [FLOP], for each of `YEARS`."""
    return joint.trend(world, YEARS)


@cache
def power(world: World) -> tuple[Quantity, Quantity]:
    """Ceiling [FLOP] and power [MW] of one run on several sites, for each of `YEARS`; links between them aside."""
    given = study.given(world)
    return ceilings.several_sites(given, PASSED), ceilings.developer_power(given, PASSED)


@cache
def chips(world: World) -> tuple[Quantity, Quantity]:
    """Ceiling [FLOP] and chips of one run [H100-equivalents], for each of `YEARS`."""
    given = study.given(world)
    return ceilings.chips(given, PASSED), given["share"] * ceilings.world_chips(given, PASSED)


@cache
def data(world: World) -> tuple[Quantity, Quantity]:
    """Ceiling [FLOP] and tokens worth training on, for each of `YEARS`."""
    given = study.given(world)
    return ceilings.data(given, PASSED), ceilings.tokens(given, PASSED)


@cache
def latency(world: World) -> tuple[Quantity, Quantity]:
    """Ceiling [FLOP] at a fixed batch, and the speed of an exchange (1), for each of `YEARS`."""
    return ceilings.latency(study.given(world), PASSED), Quantity(np.ones(len(YEARS)))


@cache
def means(world: World) -> tuple[Quantity, Quantity]:
    """Ceiling [FLOP] and spending [USD a year] of the company that spends most, for each of `YEARS`, if spending keeps
    its pace and one run gets the share of new servers that `study.run_share` assumes.
    """
    money = ceilings.means(world)
    return ceilings.capital(study.given(world), YEARS, money), ceilings.spent(YEARS, money)


def _performance(world: World, year: Quantity) -> Quantity:
    """Peak FLOP/s of a dollar of servers at a date."""
    return ceilings.price_performance(study.given(world), year, world.parameter("server-overhead-default"))


def _at(of: Quantity, year: Quantity) -> Quantity:
    """A series for `YEARS` at a date, between them on the line of steady growth."""

    def read(series: np.ndarray, at: np.ndarray) -> np.ndarray:
        place = np.clip((at - YEARS[0]) / (YEARS[1] - YEARS[0]), 0, len(YEARS) - 1.001)
        low, logs = place.astype(int), np.log(np.maximum(series, LEAST))
        before, after = (np.take_along_axis(logs, n[None], 0)[0] for n in (low, low + 1))
        return np.exp(before + (after - before) * (place - low))

    drawn = of.draws(len(year.draws()))
    value = read(of.value[:, None], np.atleast_1d(year.value))[0]
    samples = read(np.broadcast_to(drawn, (len(YEARS), drawn.shape[-1])), year.draws())
    return Quantity(value, samples, of.all_rows | year.all_rows)


def meets(world: World, ceiling: Quantity) -> Quantity:
    """The date at which the trend first asks for more than a ceiling for `YEARS` allows."""
    gap = np.log(np.maximum(ceiling, LEAST)) - np.log(trend(world))

    def first(series: np.ndarray) -> np.ndarray:
        below = series < 0
        below[-1] = True  # what is not met by then counts as met then: it lies outside the intervals shown
        after = np.maximum(np.argmax(below, axis=0), 1)
        low, high = (np.take_along_axis(series, n[None], 0)[0] for n in (after - 1, after))
        return YEARS[after - 1] + (YEARS[1] - YEARS[0]) * np.clip(low / (low - high), 0, 1)

    return Quantity(first(gap.value[:, None])[0], first(gap.draws(1)), gap.all_rows)


def _moved(world: World, of: tuple[Quantity, Quantity], power_of_supply: float = 1.0) -> tuple[Quantity, ...]:
    """When the trend meets a ceiling; the factor that this needs a year later; supply then, and how much more."""
    ceiling, supply = of
    met = meets(world, ceiling)
    factor = _at(trend(world), met + 1) / _at(ceiling, met + 1)
    then = _at(supply, met + 1)
    return met, factor, then, then * (factor ** (1 / power_of_supply) - 1)


def _power(world: World) -> Moved:
    met, factor, _, more = _moved(world, power(world))
    plant, building = _study(world, "gas-capex") / 1000, world.parameter("capex-build-gw")
    return Moved("GW", met, factor, more / GIGAWATT, more * MEGAWATT * (plant + building))


def _chips(world: World) -> Moved:
    met, factor, _, more = _moved(world, chips(world))
    return Moved("H100-equivalents", met, factor, more, more * _study(world, "peak") / _performance(world, met + 1))


def _data(world: World) -> Moved:
    met, factor, _, more = _moved(world, data(world), 2.0)
    overhead = limits.generation_overhead(10.0, 10.0)  # a tenth of the compute, ten times the effort of an answer
    bill = limits.cluster_capital(
        overhead * _at(trend(world), met + 1),
        affordable.run_days(world),
        price_performance=_performance(world, met + 1),
        mfu=_study(world, "mfu"),
        server_share=affordable.server_share(world),
    )
    return Moved("tokens", met, factor, more, bill)


def _latency(world: World) -> Moved:
    exponent = _study(world, "layer-exp").settled()
    met, factor, _, _ = _moved(world, latency(world))
    return Moved("times faster", met, factor, factor ** ((1 + exponent) / 2), None)


def _capital(world: World) -> Moved:
    met, factor, _, more = _moved(world, means(world))
    return Moved("USD a year", met, factor, more, more)


LIMITS: dict[str, Callable[[World], Moved]] = {
    "Power": _power,
    "Chips": _chips,
    "Data": _data,
    "Latency": _latency,
    "Capital": _capital,
}


@cache
def moved(world: World) -> dict[str, Moved]:
    """What moving each limit by a year takes, with 80 % intervals."""
    named = {}
    for limit, find in LIMITS.items():
        found = find(world)
        numbers = {name: value for name, value in found._asdict().items() if isinstance(value, Quantity)}
        named[limit] = found._replace(**{k: one.named("", level=affordable.LEVEL) for k, one in numbers.items()})
    return named


def table(world: World) -> pd.DataFrame:
    """`moved` as a table: limit, unit, and as quantities met, factor, more, usd (unknown where nobody sells it)."""
    rows = [[limit, *one] for limit, one in moved(world).items()]
    made = pd.DataFrame(rows, columns=["limit", *Moved._fields])
    unknown = Quantity(np.nan)
    usd = column([unknown if one is None else one for one in made["usd"]])
    return made.assign(usd=usd, **{name: column(made[name]) for name in ("met", "factor", "more")})
