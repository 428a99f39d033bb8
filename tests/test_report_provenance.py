"""Evidence travels with the number: whatever moves when a table moves names a row of that table.

"Whatever" is all that is registered: headline results, verdicts, numbers of the text, figures.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from headroom.evidence import LackingError, World, tables
from headroom.evidence.columns import rows_in
from headroom.evidence.quantity import Rows
from headroom.report import figure, prose, results
from headroom.report.estimate import Estimate

pytestmark = pytest.mark.book  # all that is shown anew for each table: minutes

FACTOR = 1.03
DIGITS = 9  # of a drawn number that count: what differs by less is the noise of another order of additions
FIXED = {"process_nm", "n", "cases", "test", "term_months"}  # no quantities: generations, counts of cases, names
TABLES = [
    resource["name"]
    for resource in json.loads((tables.DATA / "datapackage.json").read_text("utf-8"))["resources"]
    if resource["name"] not in ("claims", "regions", "data_statements", "limits_statements")
]
DOWN = {"spearman"}  # correlations that all grow can contradict each other, and are refused


@dataclass(frozen=True)
class Shown:
    """One thing that is shown.

    Parameters
    ----------
    what : all of it that can move
    tables : of which it names rows
    """

    what: Any
    tables: frozenset[str]

    @classmethod
    def of(cls, what: Any, rows: Rows) -> Shown:
        """Something that rests on rows."""
        return cls(what, frozenset(row.table for row in rows))


def moved(data: Path, table: str) -> None:
    """Move all numbers of a table by 3 %, up, or down where its greatest possible value lies nearer."""
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    resource = next(one for one in package["resources"] if one["name"] == table)
    path = data / resource["path"]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for field in resource["schema"]["fields"]:
        if field["type"] not in ("number", "integer") or field["name"] in FIXED:
            continue
        most = field.get("constraints", {}).get("maximum")
        column = frame[field["name"]]
        known = column != ""
        numbers = column[known].astype(float)
        up = numbers / FACTOR if field["name"] in DOWN else numbers * FACTOR
        frame.loc[known, field["name"]] = up.where(up <= most, numbers / FACTOR).map(repr) if most else up.map(repr)
    frame.to_csv(path, index=False)


@cache
def shown(data: Path) -> dict[str, Shown]:
    """All that is shown of the tables in a folder."""
    world = World(data=data)
    return dict([*of_results(world), *of_passages(world), *of_figures(world)])


def of_results(world: World) -> Iterator[tuple[str, Shown]]:
    """Headline results and verdicts."""
    for (kind, id), one in results.compute(results.keys(), world).items():
        yield f"{kind} {id}", Shown.of((one.outcome, *ends(one.estimate)), one.estimate.rows if one.estimate else ())


def of_passages(world: World) -> Iterator[tuple[str, Shown]]:
    """Numbers of the text; its words follow from numbers, and name nothing."""
    for name, passage in prose.passages().items():
        try:
            numbers = passage(world).numbers
        except LackingError as error:
            numbers = {"": str(error)}
        for key, one in numbers.items():
            if isinstance(one, Estimate):
                yield f"number {name} {key}", Shown.of(ends(one), one.rows)


def ends(estimate: Estimate | None) -> tuple[float | None, ...]:
    """What of a number can move."""
    return (estimate.value, estimate.low, estimate.high) if estimate else ()


def of_figures(world: World) -> Iterator[tuple[str, Shown]]:
    """Figures: all that is drawn, and the words."""
    named: list[Rows] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(figure, "source_keys", lambda of, keys=figure.source_keys: named.append(rows_named(of)) or keys(of))
    for id, draw in figure.figures().items():
        try:
            spec = draw(world).to_dict(validate=False)
        except LackingError:
            continue
        words = {
            name: text for name, text in spec.pop("usermeta")["figure"].items() if name in ("takeaway", "sentence")
        }
        yield f"figure {id}", Shown.of(json.dumps([drawn(spec), drawn(words)], default=str), named[-1])
    patch.undo()


def rows_named(sources: list[Any]) -> Rows:
    """The rows whose sources a figure names; a key that is given as such stands for no row."""
    rows = (one.rows if isinstance(one, Estimate) else rows_in(one) for one in sources if not isinstance(one, str))
    return frozenset(row for of_one in rows for row in of_one)


def drawn(part: Any) -> Any:
    """A part of a specification, numbers rounded, without the names of data sets, which are their fingerprints."""
    if isinstance(part, float):
        return float(f"{part:.{DIGITS}g}")
    if isinstance(part, list):
        return [drawn(item) for item in part]
    if isinstance(part, dict):
        named = {"datasets": list(part["datasets"].values())} if "datasets" in part else {}
        return {key: drawn(item) for key, item in (part | named).items() if key != "name" or "data-" not in str(item)}
    return part


@pytest.fixture(scope="module")
def before() -> dict[str, Shown]:
    """What is shown of the tables as they are."""
    return shown(tables.DATA)


@pytest.mark.parametrize("table", TABLES)
def test_what_moves_with_a_table_names_a_row_of_it(table: str, tmp_path: Path, before: dict[str, Shown]) -> None:
    data = Path(shutil.copytree(tables.DATA, tmp_path / "data"))
    moved(data, table)
    after = shown(data)
    silent = [
        name
        for name, was in before.items()
        if table not in was.tables and name in after and after[name].what != was.what
    ]
    assert not silent, f"{table} moves these, and they do not say so: {', '.join(silent)}"
