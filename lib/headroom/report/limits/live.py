"""The switches of the figure on what binds first, and the cases that they choose among, computed beforehand."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import pandas as pd

from headroom.evidence import World
from headroom.report.controls import Choice
from headroom.report.limits.results import ceilings, joint
from headroom.report.limits.results.study import ANCHORED, START

OPENS = "spending"  # the pace of capital with which the figure opens
LEFT_OUT = "left out"


class Case(NamedTuple):
    """One setting of the switches: the pace of capital (`LEFT_OUT` if it is no limit), whether generated text teaches
    as well as found text, and whether a run may be spread over several sites.
    """

    pace: str
    synthetic: bool
    sites: bool

    @property
    def chosen(self) -> dict[str, object]:
        """The same as `ceilings` takes it."""
        pace = None if self.pace == LEFT_OUT else self.pace
        return {"edition": ANCHORED, "pace": pace, "synthetic": self.synthetic, "sites": self.sites}


PACES = (*ceilings.PACES, LEFT_OUT)
CASES = tuple(Case(*setting) for setting in product(PACES, (False, True), (True, False)))
LIMITS = (ceilings.POWER, ceilings.CAPITAL, ceilings.CHIPS, ceilings.DATA, ceilings.LATENCY)


@cache
def shares(world: World) -> pd.DataFrame:
    """`binding` in each case: case (its place in `CASES`), year, limit, and the quantity share."""
    years = tuple(float(year) for year in ceilings.YEARS if year >= START[ANCHORED])
    parts = [joint.binding(world, years, **case.chosen).assign(case=place) for place, case in enumerate(CASES)]
    return pd.concat(parts, ignore_index=True)


@cache
def at_year(world: World, year: float = joint.YEAR) -> pd.DataFrame:
    """What the sentence says of each case: the share of each limit at a date, and the middle of the lowest [FLOP]."""
    table = shares(world)
    table = table[table["year"] == year]
    wide = {
        limit.lower(): [
            float(sum(one.value for one in table.loc[(table["case"] == place) & (table["limit"] == limit), "share"]))
            for place in range(len(CASES))
        ]
        for limit in LIMITS
    }
    lowest = [float(joint.at(world, year, **case.chosen).value) for case in CASES]
    return pd.DataFrame(wide | {"lowest": lowest})


def controls(world: World) -> list[Choice]:
    """The switches: growth of capital, generated text, and whether a run may be spread over several sites."""
    growth = {pace: ceilings.growth_of_capital(world, pace) for pace in ceilings.PACES}
    cash, spending = growth["cash"].value - 1, growth["spending"].value - 1
    paces = {
        f"{cash:.0%} a year, as cash from operations": 0.0,
        f"{ceilings.MIDDLE - 1:.0%} a year": 1.0,
        f"{spending:.0%} a year, as since 2023": 2.0,
        "no limit": 3.0,
    }
    teaches = {"as found text alone": 0.0, "generated text counts as well": 1.0}
    spread = {"several": 0.0, "one": 1.0}
    return [
        Choice("pace", "Capital spending", paces, float(PACES.index(OPENS)), "the published fit since 2023"),
        Choice("synthetic", "Data", teaches, 0.0, "whether a model learns enough from others' text is not known"),
        Choice("sites", "Sites of a run", spread, 0.0, "as the study of 2024 expects"),
    ]


CASE = "pace * 4 + synthetic * 2 + sites"  # the place in `CASES`
