"""Editions: what the results were when an edition was published, one file of ``data/editions/`` each.

A frozen edition is a record, not a World: tables and formulas may have changed since. `headroom.report.changes`
compares today's results with it.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from headroom import EDITION
from headroom.evidence import UnknownError, World
from headroom.report.estimate import Estimate
from headroom.report.publication import RECORDS
from headroom.report.results import NO_RESULT, Key, Result, results

RESULT = ("kind", "id", "chapter", "label", "figure", "outcome")
NUMBER = ("value", "low", "high", "level", "format")


@dataclass(frozen=True)
class Edition:
    """The results of an edition as they were recorded.

    Parameters
    ----------
    name : the edition's version
    as_of : its as-of date
    results : by key
    """

    name: str
    as_of: date
    results: dict[Key, Result]


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
    with (world.data / RECORDS / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = [_result(row) for row in rows]
    return Edition(name, date.fromisoformat(rows[0]["as_of"]), {result.key: result for result in found})


def record(world: World) -> str:
    """The results of a World as the text of an edition's file.

    Raises
    ------
    ValueError
        If a result cannot be computed: an edition holds them all.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, [*RESULT, *NUMBER, "as_of"], lineterminator="\n")
    writer.writeheader()
    found = results(world).values()
    if missing := [f"{result.id}: {result.why}" for result in found if result.outcome == NO_RESULT]:
        raise ValueError("results that cannot be computed:\n" + "\n".join(missing))
    for result in found:
        row = {name: getattr(result, name) for name in RESULT} | {"as_of": world.as_of.isoformat()}
        if number := result.estimate:
            bounds = {"low": number.low, "high": number.high, "level": number.level}
            stated = {name: repr(float(bound)) for name, bound in bounds.items() if bound is not None}
            row |= {"value": repr(float(number.value)), "format": number.kind} | stated
        writer.writerow(row)
    return text.getvalue()


def freeze(world: World, name: str = EDITION) -> Path:
    """Write the results of a World as an edition; the file."""
    path = world.data / RECORDS / f"{name}.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(record(world), "utf-8", newline="\n")
    return path


def _result(row: dict[str, str]) -> Result:
    number = None
    if row["value"]:
        low, high, level = (float(row[name]) if row[name] else None for name in ("low", "high", "level"))
        number = Estimate(float(row["value"]), row["format"], low, high, level)
    return Result(row["kind"], row["id"], row["chapter"], row["label"], row["figure"], number, row["outcome"])
