"""Every published outcome that the book computes, too, with what it knew of the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column, quantities
from headroom.report import forecasts
from headroom.report.energy.results import runs as energy_of_runs
from headroom.report.facts.calibration import bills
from headroom.report.inference.results import measured
from headroom.report.limits.results import compared
from headroom.report.training.results import calibration

NEW, TAUGHT, SAME, RIVAL = "out of sample", "in sample", "the same inputs", "another method"  # see `Area`
FORECASTS = "Forecasts of earlier days"
FLAT = 0.4  # of the peak: the utilisation that back-of-envelope estimates take for every run


@dataclass(frozen=True)
class Area:
    """Outcomes of one kind.

    Parameters
    ----------
    title : the quantity
    unit : of its cases, in words; "" where each says its own
    sample : `NEW` if no case gave anything of what predicts it, `TAUGHT` if it did, `SAME` if somebody else computed it
        from the same inputs, so that the difference is one of method alone, `RIVAL` if the book does not predict so
    how : what predicts it
    cases : case, published and predicted (quantities) of a World, and the format in which they are written
    """

    title: str
    unit: str
    sample: str
    how: str
    cases: Callable[[World], pd.DataFrame]


def _chip_hours(world: World) -> pd.DataFrame:
    table = calibration.left_out(world)
    return _cases(table["name"], table["chip_hours"], table["predicted"])


def _chip_hours_flat(world: World) -> pd.DataFrame:
    table = bills(world)
    hours = training.chip_hours(table["flop_by_rule"], table["peak"], mfu=FLAT, goodput=1.0)
    return _cases(table["name"], table["chip_hours"], hours)


def _energy(world: World) -> pd.DataFrame:
    table = energy_of_runs.out_of_sample(world)
    return _cases(table["name"], table["published"], table["computed"])


def _energy_taught(world: World) -> pd.DataFrame:
    table = energy_of_runs.tests(world)
    table = table[table["in_sample"]]
    return _cases(table["name"], table["published"], table["computed"])


def _decode(world: World) -> pd.DataFrame:
    """Speed of a chat for one user: the roofline times the share of it that such servers reach."""
    table = measured.against_roofline(world)
    table = table[(table["scenario_key"] == "chat") & table["tokens_per_s_per_user"].notna()]
    dense = set(world.table("models").query("architecture == 'dense_decoder'")["id"])
    parts = []
    for (chip, sparse), runs in table.groupby(["accelerator_id", ~table["model_id"].isin(dense)]):
        reached = measured.reached_by_load(world, sparse=sparse, chip=chip)
        if reached is None:
            continue
        batch = runs["used_batch"].to_numpy(float)
        predicted = quantities(runs["bound"]) / batch * reached.at(batch)
        parts.append(_cases(runs["id"], runs["tokens_per_s_per_user"], column(predicted, runs.index)))
    return pd.concat(parts, ignore_index=True)


def _ceilings(world: World) -> pd.DataFrame:
    table = compared.reproduced(world)
    labels = table["label"] + ", " + table["unit"]
    return _cases(labels, table["published"], table["computed"])


def _came(world: World) -> pd.DataFrame:
    came = compared.back_cast(world)
    labels = [f"{one.label}, {one.date}" for one in came]
    return _cases(labels, [one.came for one in came], [one.expected for one in came], [one.kind for one in came])


def _forecasts(world: World) -> pd.DataFrame:
    scores = forecasts.scored(forecasts.recomputed(world), world)
    rules = [forecasts.rules()[score.forecast.rule] for score in scores]
    labels = [
        f"{rule.label}, {score.forecast.day}, by {score.forecast.made}"
        for rule, score in zip(rules, scores, strict=True)
    ]
    came = [_stated(score.came) for score in scores]
    said = [_stated(score.forecast.estimate) for score in scores]
    return _cases(labels, came, said, [rule.format for rule in rules])


def _stated(estimate: object) -> Quantity:
    bounds = None if estimate.low is None else (estimate.low, estimate.high)
    return Quantity(estimate.value, rows=estimate.rows, bounds=bounds, level=estimate.level)


def _cases(
    case: Iterable[str], published: Iterable[Quantity], predicted: Iterable[Quantity], kind: Any = "number"
) -> pd.DataFrame:
    parts = {"case": list(case), "published": column(list(published)), "predicted": column(list(predicted))}
    return pd.DataFrame(parts).assign(kind=kind)


AREAS = (
    Area(
        "Chip-hours of a training run",
        "chip-hours",
        NEW,
        "six FLOP a parameter and token, utilisation of all other runs",
        _chip_hours,
    ),
    Area(
        "Chip-hours, back of an envelope",
        "chip-hours",
        RIVAL,
        "six FLOP a parameter and token, one utilisation for all",
        _chip_hours_flat,
    ),
    Area("Energy of a training run", "MWh", NEW, "chip-hours, rated power, load, server and cooling", _energy),
    Area(
        "Energy of the runs that gave the load",
        "MWh",
        TAUGHT,
        "chip-hours, rated power, load, server and cooling",
        _energy_taught,
    ),
    Area("Speed of a chat", "tokens a second", TAUGHT, "roofline, and the share of it that servers reach", _decode),
    Area("Limits of 2030", "", SAME, "the inputs of the study of 2024", _ceilings),
    Area("What came since the study of 2024", "", NEW, "the inputs of the study of 2024", _came),
    Area(FORECASTS, "", NEW, "today's rules on the evidence of that day", _forecasts),
)


@cache
def cases(world: World) -> pd.DataFrame:
    """All cases: area, unit, sample, how, case, kind (format), published, predicted, ratio (quantities), error
    (predicted over published, less one), inside (whether the published value lies in the interval of the predicted
    one; None where it has none).
    """
    parts = [
        area.cases(world).assign(area=area.title, unit=area.unit, sample=area.sample, how=area.how) for area in AREAS
    ]
    table = pd.concat([part for part in parts if len(part)], ignore_index=True)
    predicted, published = quantities(table["predicted"]), quantities(table["published"])
    ratio = predicted.settled() / published.settled()
    inside = (predicted.low <= published.value) & (published.value <= predicted.high)
    ranged = predicted.low < predicted.high
    return table.assign(
        ratio=column(ratio), error=ratio.value - 1, inside=np.where(ranged, inside.astype(object), None)
    )
