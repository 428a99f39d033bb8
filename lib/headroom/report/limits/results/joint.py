"""All limits together: the lowest of them in each draw, which that is, when the trend meets it, and what moves it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from headroom.calculator import limits
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column, stacked
from headroom.evidence.quantity import SAMPLES, rows_of
from headroom.report.facts.runs import largest_run, of_model, runs
from headroom.report.limits.results import affordable, study
from headroom.report.limits.results.ceilings import YEARS, ceilings, of_inputs
from headroom.report.limits.results.study import LEVEL, STUDY

JOINT = "All together"
YEAR = 2030.0  # the first of January
GROWTHS = (3.0, 4.0, 5.0)  # a year, of the largest run: what fits of different windows come to
GROWTH = 4.0  # of these, what the study of 2024 compares with
FROM = "gpt-4"  # the run from which the study's trend starts
DATES = tuple(np.arange(2024.25, 2040.1, 0.25))  # among which a crossing is looked for


def middle(of: Quantity) -> Quantity:
    """A quantity at the median of its draws, with its 80 % interval: the least of several middles is not the middle of
    their least.
    """
    return Quantity(of.quantile(0.5), of.samples, of.rows, level=LEVEL)


def lowest(of: Mapping[str, Quantity]) -> Quantity:
    """The least of the ceilings in each draw."""
    found = next(iter(of.values()))
    for other in list(of.values())[1:]:
        found = np.minimum(found, other)
    return middle(found)


@cache
def joint(world: World, years: tuple[float, ...] = tuple(YEARS), **chosen: Any) -> Quantity:
    """The largest run that all limits together allow, at dates [FLOP]; `chosen` as in `ceilings`."""
    return lowest(ceilings(world, years, **chosen))


def at(world: World, year: float = YEAR, **chosen: Any) -> Quantity:
    """`joint` at one date [FLOP]."""
    return joint(world, (year,), **chosen)[0]


def fan(world: World, edition: str, pace: str | float | None = None) -> pd.DataFrame:
    """Each limit and all together by year from the start of an edition on: year, limit, and the quantity flop at the
    median of its draws.
    """
    dates = tuple(float(year) for year in YEARS if year >= study.START[edition])
    found = ceilings(world, dates, edition=edition, pace=pace)
    named = {limit: middle(of) for limit, of in found.items()} | {JOINT: lowest(found)}
    rows = [[year, limit, of[n]] for limit, of in named.items() for n, year in enumerate(dates)]
    table = pd.DataFrame(rows, columns=["year", "limit", "flop"])
    return table.assign(flop=column(table["flop"]))


@cache
def binding(world: World, years: tuple[float, ...] = tuple(YEARS), **chosen: Any) -> pd.DataFrame:
    """How often each limit is the lowest: year, limit, and the quantity share; `chosen` as in `ceilings`."""
    found = ceilings(world, years, **chosen)
    first = np.argmin(np.stack([one.draws() for one in found.values()]), axis=0)
    rows = rows_of(found.values())
    table = [
        [year, limit, Quantity(np.mean(first[place] == number), rows=rows, unit="fraction")]
        for place, year in enumerate(years)
        for number, limit in enumerate(found)
    ]
    made = pd.DataFrame(table, columns=["year", "limit", "share"])
    return made.assign(share=column(made["share"]))


def first(world: World, limit: str, year: float = YEAR, **chosen: Any) -> Quantity:
    """How often a limit is the lowest at a date."""
    return binding(world, (year,), **chosen).set_index("limit")["share"].loc[limit]


def draws_apart(share: Quantity, draws: int = SAMPLES) -> Quantity:
    """How far the share of other draws would lie from this one, in nineteen cases of twenty at the most: draws that are
    spread evenly, as ours are, differ less.
    """
    return 2 * np.sqrt(share * (1 - share) / draws)


class Start(NamedTuple):
    """A run from which a trend starts: its name, its date as a year with decimals, its compute [FLOP]."""

    name: str
    year: float
    flop: Quantity


@cache
def start(world: World, edition: str = STUDY, *, disputed: bool = False) -> Start:
    """The run from which the trend of an edition starts: GPT-4, or the largest that is known."""
    run = of_model(world, FROM)
    if edition != STUDY:
        top = largest_run(world, disputed=disputed)
        run = of_model(world, top.model_id)
        return Start(top.name, affordable.date_as_year(run["published"]), top.flop)
    return Start(run["name"], affordable.date_as_year(run["published"]), run["flop"])


def trend(world: World, years: Any, growth: float = GROWTH, edition: str = STUDY, **chosen: bool) -> Quantity:
    """Compute of the largest run at dates, if it keeps a growth from a run on [FLOP]."""
    of = start(world, edition, **chosen)
    return limits.flop_after(of.flop, growth, years=np.asarray(years) - of.year)


def reached(world: World, limit: str = JOINT, year: float = YEAR, growth: float = GROWTH, **chosen: Any) -> Quantity:
    """How often a limit, or all together, allow the run of the trend at a date."""
    found = ceilings(world, (year,), **chosen)
    of = (lowest(found) if limit == JOINT else found[limit])[0]
    return _share(of >= trend(world, year, growth).settled())


def allowing(world: World, flop: Quantity | float, limit: str = JOINT, year: float = YEAR, **chosen: Any) -> Quantity:
    """How often a limit, or all together, allow a run of a size at a date."""
    found = ceilings(world, (year,), **chosen)
    return _share((lowest(found) if limit == JOINT else found[limit])[0] >= flop)


def _share(condition: Quantity) -> Quantity:
    return Quantity(np.mean(condition.draws(1)), rows=condition.all_rows, unit="fraction")


@cache
def crossing(
    world: World, limit: str = JOINT, growth: float = GROWTH, *, disputed: bool = False, **chosen: Any
) -> Quantity:
    """When the trend meets a limit, or the lowest: a date as a year with decimals, with its 80 % interval.

    What is not met by the last of `DATES` counts as met then.
    """
    edition = chosen.get("edition", STUDY)
    begun = max(study.START[edition], start(world, edition, disputed=disputed).year)
    dates = tuple(date for date in DATES if date >= begun)
    found = ceilings(world, dates, **chosen)
    of = lowest(found) if limit == JOINT else found[limit]
    asked = trend(world, dates, growth, edition, disputed=disputed)
    drawn = _met(np.array(dates), of.draws(), asked.value[:, np.newaxis])
    return Quantity(np.median(drawn), drawn, of.all_rows | asked.all_rows, unit="year", level=LEVEL)


@cache
def met_first(world: World, growth: float = GROWTH, **chosen: Any) -> dict[str, Quantity]:
    """How often each limit is the one that the trend meets first, whenever that is; `chosen` as in `ceilings`."""
    limits_of = ceilings(world, (YEAR,), **chosen)
    dates = {limit: crossing(world, limit, growth, **chosen) for limit in limits_of}
    earliest = np.argmin(np.stack([one.draws() for one in dates.values()]), axis=0)
    rows = rows_of(dates.values())
    return {
        limit: Quantity(np.mean(earliest == number), rows=rows, unit="fraction") for number, limit in enumerate(dates)
    }


def _met(dates: np.ndarray, ceiling: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The date, in each draw, at which a ceiling first lies below what is wanted; between dates on steady growth."""
    gap = np.log(np.maximum(ceiling, 1.0)) - np.log(wanted)
    below = gap < 0
    below[-1] = True
    after = np.maximum(np.argmax(below, axis=0), 1)
    high, low = (np.take_along_axis(gap, place[np.newaxis], 0)[0] for place in (after - 1, after))
    step = np.clip(high / np.where(high > low, high - low, 1), 0, 1)
    return dates[after - 1] + (dates[after] - dates[after - 1]) * step


@cache
def survival(world: World, year: float = YEAR, **chosen: Any) -> pd.DataFrame:
    """Probability that each limit, and all together, allow a run of a size at a date: limit, flop, share."""
    found = ceilings(world, (year,), **chosen)
    sizes = np.logspace(26, 33, 141)
    rows = []
    for limit, of in {**found, JOINT: lowest(found)}.items():
        drawn = np.sort(of.draws()[0])
        shares = 1 - np.searchsorted(drawn, sizes) / len(drawn)
        rows += [[limit, size, share] for size, share in zip(sizes, shares, strict=True)]
    return pd.DataFrame(rows, columns=["limit", "flop", "share"])


@cache
def tornado(world: World, year: float = YEAR, *, edition: str = STUDY) -> pd.DataFrame:
    """What the lowest limit is when one input goes from its 10th to its 90th percentile and all others stay at their
    middle: input, low and high [FLOP, quantities], and the limit that binds at each end; the widest first.
    """
    inputs = study.given(world, edition)
    moved = [id for id, one in inputs.items() if one.samples is not None]
    cases = {id: np.full(2 * len(moved), one.value) for id, one in inputs.items()}  # two for each that moves
    for place, id in enumerate(moved):
        cases[id][2 * place : 2 * place + 2] = inputs[id].quantile(0.1), inputs[id].quantile(0.9)
    given = {id: Quantity(of, rows=inputs[id].rows) for id, of in cases.items()}
    found = of_inputs(given, year - study.START[edition])
    least = [min(found, key=lambda limit, n=n: found[limit].value[n]) for n in range(2 * len(moved))]
    flop = [found[limit][n] for n, limit in enumerate(least)]
    rows = zip(moved, flop[::2], flop[1::2], least[::2], least[1::2], strict=True)
    table = pd.DataFrame(rows, columns=["input", "low", "high", "binds_low", "binds_high"])
    swing = [abs(np.log(row.high.value / row.low.value)) for row in table.itertuples()]
    table = table.assign(low=column(table["low"]), high=column(table["high"]), swing=swing)
    return table.sort_values("swing", ascending=False, ignore_index=True)


@cache
def rank_correlations(world: World, year: float = YEAR, **chosen: Any) -> pd.Series:
    """Rank correlation of the lowest limit with each input, the strongest first."""
    return correlations(at(world, year, **chosen), study.given(world, chosen.get("edition", STUDY)))


def correlations(of: Quantity, inputs: Mapping[str, Quantity]) -> pd.Series:
    """Rank correlation of a result with each input that is drawn, the strongest first."""
    ranks = _ranks(of.draws())
    found = {id: _ranks(one.samples) for id, one in inputs.items() if one.samples is not None}
    series = pd.Series({id: float(np.corrcoef(ranks, of)[0, 1]) for id, of in found.items()})
    return series.loc[series.abs().sort_values(ascending=False).index]


def _ranks(values: np.ndarray) -> np.ndarray:
    return np.argsort(np.argsort(values))


def known_runs(world: World, *, disputed: bool = False) -> pd.DataFrame:
    """Runs since 2020 that were the largest when published: as `runs` has them, and the date as a year."""
    table = runs(world, disputed=disputed).dropna(subset=["flop"])
    table = table[table["published"] >= "2020-01-01"].sort_values("published")
    flop = stacked(table["flop"]).value
    table = table[flop >= np.maximum.accumulate(flop)]
    return table.assign(year=[affordable.date_as_year(day) for day in table["published"]])
