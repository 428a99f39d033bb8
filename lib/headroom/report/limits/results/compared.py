"""The study of 2024 computed anew beside what it printed, and beside what came."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import column
from headroom.report import format as fmt
from headroom.report.facts.runs import largest_run, runs
from headroom.report.limits.results import affordable, ceilings, joint, study
from headroom.report.limits.results.study import STUDY, Given

PERCENTILES = (0.1, 0.5, 0.9)
NEAR = 1.15  # a factor that counts as agreement with a printed percentile
PASSED = joint.YEAR - study.START[STUDY]  # from the study's values to the first of January 2030
US_POWER = ("demand_outlook", "epoch-us-ai-2025")
MEGAWATTS, PETABITS = 1e3, 1e15  # of a gigawatt; bits


class Printed(NamedTuple):
    """What the study prints: its row of `limits_published`, what it is, its unit, and how it is computed here."""

    row: str
    label: str
    unit: str
    compute: Callable[[Given], Quantity]


PRINTED = (
    Printed("ep24-distributed", "Power of one developer", "GW", lambda of: _power(of) / MEGAWATTS),
    Printed("ep24-distributed-flop", "Several sites, by power", "FLOP", lambda of: ceilings.several_sites(of, PASSED)),
    Printed("ep24-campus-flop", "One campus", "FLOP", lambda of: ceilings.one_site(of, PASSED)),
    Printed("ep24-bandwidth", "Bandwidth of two sites", "Pbit/s", lambda of: ceilings.bandwidth(of, PASSED) / PETABITS),
    Printed("ep24-bandwidth-flop", "Links between sites", "FLOP", lambda of: ceilings.links(of, PASSED)),
    Printed("ep24-power-all-flop", "Power", "FLOP", lambda of: ceilings.power(of, PASSED)),
    Printed("ep24-chips", "Chips for one run", "H100e", lambda of: of["share"] * ceilings.world_chips(of, PASSED)),
    Printed("ep24-chips-flop", "Chips", "FLOP", lambda of: ceilings.chips(of, PASSED)),
    Printed("ep24-data-body", "Tokens worth training on", "tokens", lambda of: ceilings.tokens(of, PASSED)),
    Printed("ep24-data-flop", "Data", "FLOP", lambda of: ceilings.data(of, PASSED)),
    Printed("ep24-latency-fixed-flop", "Latency, fixed batch", "FLOP", lambda of: ceilings.latency(of, PASSED)),
)


def _power(given: Given) -> Quantity:
    return ceilings.developer_power(given, PASSED)


@cache
def reproduced(world: World) -> pd.DataFrame:
    """What the study prints of 2030 beside what its inputs give here: id, label, unit, published, computed (quantities)
    and the quotient of both at each percentile of which the study prints one: at_10, at_50, at_90.
    """
    given = study.given(world)
    rows = []
    for one in PRINTED:
        printed, row = world.range("limits_published", one.row), world.row("limits_published", one.row)
        ours = joint.middle(one.compute(given))
        quotients = [
            ours.quantile(p) / row[name] for p, name in zip(PERCENTILES, ("low", "central", "high"), strict=True)
        ]
        rows.append([one.row, one.label, one.unit, printed, ours, *map(float, quotients)])
    table = pd.DataFrame(rows, columns=["id", "label", "unit", "published", "computed", "at_10", "at_50", "at_90"])
    return table.assign(published=column(table["published"]), computed=column(table["computed"]))


class Came(NamedTuple):
    """What the study of 2024 gives for a date, and what came."""

    label: str
    date: str
    kind: str
    expected: Quantity
    came: Quantity


@cache
def back_cast(world: World) -> tuple[Came, ...]:
    """What the study's inputs give for dates that have passed, beside what is counted by now."""
    given = study.given(world)
    ends = {year: ceilings.world_chips(given, year + 1 - study.START[STUDY]) for year in (2024, 2025)}
    growth = ends[2025] / ends[2024]
    counted = {year: study.installed(world, str(year)) for year in (2024, 2025)}
    us = ceilings.developer_power(given | {"share": Quantity(1.0)}, 2025 - study.START[STUDY]) / MEGAWATTS
    top = largest_run(world)
    date = affordable.date_as_year(runs(world).set_index("model_id").loc[[top.model_id], "published"].min())
    asked = joint.trend(world, date).settled()
    return (
        Came("Chips in the world", "end of 2024", "count", joint.middle(ends[2024]), counted[2024]),
        Came("Chips in the world", "end of 2025", "count", joint.middle(ends[2025]), counted[2025]),
        Came("Growth of the chips", "in 2025", "ratio", joint.middle(growth), counted[2025] / counted[2024]),
        Came("American power for AI", "start of 2025", "gigawatt", joint.middle(us), world.range(*US_POWER)),
        Came("Largest run, by the trend", fmt.write(date, "part_of_year"), "flop", asked, top.flop),
    )
