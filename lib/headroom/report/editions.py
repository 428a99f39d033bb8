"""Editions: results, figures and forecasts when one was published, one file of ``data/editions/`` each.

A frozen edition is a record, not a World: tables and formulas may have changed since. `headroom.report.changes`
compares today's results with it, `headroom.report.superseded` later editions, `headroom.report.forecasts` what came.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from headroom import EDITION
from headroom.evidence import UnknownError, World
from headroom.evidence.tables import load
from headroom.report.estimate import Estimate
from headroom.report.forecasts import Forecast, days_ahead, made_by
from headroom.report.pages import chapter_of
from headroom.report.publication import RECORDS, made_of
from headroom.report.results import NO_RESULT, Key, Result, results

RESULT = ("kind", "id", "chapter", "label", "figure", "outcome")
NUMBER = ("value", "low", "high", "level", "format")
COLUMNS = (*RESULT, *NUMBER, "day", "drawn", "as_of", "made_of")
FIGURE, FORECAST = "figure", "forecast"  # kinds of rows beside those of results


@dataclass(frozen=True)
class Shown:
    """A figure as an edition showed it.

    Parameters
    ----------
    id, chapter, title, takeaway : as the figure states them
    drawn : fingerprint of the numbers that it draws
    """

    id: str
    chapter: str
    title: str
    takeaway: str
    drawn: str


@dataclass(frozen=True)
class Edition:
    """An edition as it was recorded.

    Parameters
    ----------
    name : the edition's version
    as_of : its as-of date
    results : by key
    figures : by id
    forecasts : what it expected of days to come
    """

    name: str
    as_of: date
    results: dict[Key, Result]
    figures: dict[str, Shown] = field(default_factory=dict)
    forecasts: tuple[Forecast, ...] = ()


def names(world: World) -> list[str]:
    """The editions on record, the last one at the end."""
    found = [path.stem for path in (world.data / RECORDS).glob("*.csv")]
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")])


def read(world: World, name: str | None = None) -> Edition:
    """An edition on record, by default the last.

    Raises
    ------
    UnknownError
        If there is no such edition.
    """
    known = names(world)
    if not known or name is not None and name not in known:
        raise UnknownError("edition", name or EDITION, known)
    name = name or known[-1]
    return of_record((world.data / RECORDS / f"{name}.csv").read_text("utf-8"), name)


def of_record(text: str, name: str) -> Edition:
    """An edition from the text of its file."""
    rows = list(csv.DictReader(io.StringIO(text)))
    results = [_result(row) for row in rows if row["kind"] not in (FIGURE, FORECAST)]
    shown = [_shown(row) for row in rows if row["kind"] == FIGURE]
    return Edition(
        name,
        date.fromisoformat(rows[0]["as_of"]),
        {result.key: result for result in results},
        {figure.id: figure for figure in shown},
        tuple(_forecast(row, name) for row in rows if row["kind"] == FORECAST),
    )


def record(world: World) -> str:
    """Results, figures and forecasts of a World as the text of an edition's file.

    Raises
    ------
    ValueError
        If a result cannot be computed: an edition holds them all.
    """
    found = results(world).values()
    if missing := [f"{result.id}: {result.why}" for result in found if result.outcome == NO_RESULT]:
        raise ValueError("results that cannot be computed:\n" + "\n".join(missing))
    rows = [{name: getattr(result, name) for name in RESULT} | _number(result.estimate) for result in found]
    rows += [
        {"kind": FIGURE, "id": one.id, "chapter": one.chapter, "label": one.title, "outcome": one.takeaway}
        | {"figure": one.id, "drawn": one.drawn}
        for one in shown(world)
    ]
    rows += [
        {"kind": FORECAST, "id": one.rule, "chapter": one.rule.partition(".")[0], "day": one.day.isoformat()}
        | _number(one.estimate)
        for one in made_by(world, days_ahead(world.as_of), EDITION)
    ]
    every = {"as_of": world.as_of.isoformat(), "made_of": made_of(load(world.data).fingerprint)}
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | every for row in rows)
    return text.getvalue()


def shown(world: World) -> list[Shown]:
    """The figures of a World, in the order of their ids."""
    from headroom.report.figure import figures, fingerprint  # not above: comparing draws nothing

    found = []
    for id, draw in sorted(figures().items()):  # noqa: A001 - the word of figures
        spec = draw(world).to_dict()
        said = spec["usermeta"]["figure"]
        found.append(Shown(id, chapter_of(draw), said["title"], said["takeaway"], fingerprint(spec)))
    return found


def freeze(world: World, name: str = EDITION) -> Path:
    """Write the record of a World as that of an edition; the file."""
    path = world.data / RECORDS / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(record(world), "utf-8", newline="\n")
    return path


def _number(number: Estimate | None) -> dict[str, str]:
    if number is None:
        return {}
    bounds = {"low": number.low, "high": number.high, "level": number.level}
    stated = {name: repr(float(bound)) for name, bound in bounds.items() if bound is not None}
    return {"value": repr(float(number.value)), "format": number.kind} | stated


def _estimate(row: dict[str, str]) -> Estimate | None:
    if not row["value"]:
        return None
    low, high, level = (float(row[name]) if row[name] else None for name in ("low", "high", "level"))
    return Estimate(float(row["value"]), row["format"], low, high, level)


def _result(row: dict[str, str]) -> Result:
    return Result(*(row[name] for name in RESULT[:-1]), _estimate(row), row["outcome"])


def _shown(row: dict[str, str]) -> Shown:
    return Shown(row["id"], row["chapter"], row["label"], row["outcome"], row["drawn"])


def _forecast(row: dict[str, str], name: str) -> Forecast:
    day, made = (date.fromisoformat(row[column]) for column in ("day", "as_of"))
    return Forecast(row["id"], day, made, name, _estimate(row))
