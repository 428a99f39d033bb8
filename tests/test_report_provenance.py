"""Evidence travels with the number: whatever moves when a table moves names a row of that table.

"Whatever" is all that is registered: headline results, verdicts, numbers of the text, figures.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from headroom.evidence import LackingError, World, tables
from headroom.evidence.columns import rows_in
from headroom.evidence.quantity import Rows
from headroom.report import figure, prose, results
from headroom.report.estimate import Estimate

pytestmark = pytest.mark.book  # all that is shown, several times anew: minutes

FACTOR = 1.03
SHARES = 4  # of the moves, for as many processes
DIGITS = 9  # of a drawn number that count: what differs by less is the noise of another order of additions
FIXED = {"process_nm", "n", "cases", "test", "term_months"}  # no quantities: generations, counts of cases, names
TABLES = [
    resource["name"]
    for resource in json.loads((tables.DATA / "datapackage.json").read_text("utf-8"))["resources"]
    if resource["name"] not in ("claims", "regions", "data_statements", "limits_statements")
]
DOWN = {  # fields and tables that move down
    "spearman",  # correlations that all grow can contradict each other, and are refused
    "test_time_results",  # shares among other numbers, which would come to lie above 1
}


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
    """Move all numbers of a table by 3 to 4 %, up, or down where its greatest possible value lies nearer.

    Each table by a share of its own, so that a ratio of two does not stay what it was.
    """
    factor = FACTOR + TABLES.index(table) / 100 / len(TABLES)
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
        up = numbers / factor if DOWN & {field["name"], table} else numbers * factor
        frame.loc[known, field["name"]] = up.where(up <= most, numbers / factor).map(repr) if most else up.map(repr)
    frame.to_csv(path, index=False)


def shown(world: World, only: Collection[str] | None = None) -> dict[str, Shown]:
    """What a World shows: all, or at least what is named."""
    return dict([*of_results(world, only), *of_passages(world, only), *of_figures(world, only)])


def of_results(world: World, only: Collection[str] | None) -> Iterator[tuple[str, Shown]]:
    """Headline results and verdicts."""
    wanted = [(kind, id) for kind, id in results.keys() if only is None or f"{kind} {id}" in only]  # noqa: SIM118
    for (kind, id), one in results.compute(wanted, world).items():
        yield f"{kind} {id}", Shown.of((one.outcome, *ends(one.estimate)), one.estimate.rows if one.estimate else ())


def of_passages(world: World, only: Collection[str] | None) -> Iterator[tuple[str, Shown]]:
    """Numbers of the text; its words follow from numbers, and name nothing."""
    for name, passage in prose.passages().items():
        if only is not None and not any(one.startswith(f"number {name} ") for one in only):
            continue
        try:
            numbers = passage(world).numbers
        except LackingError:
            continue
        for key, one in numbers.items():
            if isinstance(one, Estimate):
                yield f"number {name} {key}", Shown.of(ends(one), one.rows)


def ends(estimate: Estimate | None) -> tuple[float | None, ...]:
    """What of a number can move."""
    return (estimate.value, estimate.low, estimate.high) if estimate else ()


def of_figures(world: World, only: Collection[str] | None) -> Iterator[tuple[str, Shown]]:
    """Figures: all that is drawn, and the words."""
    named: list[Rows] = []
    patch = pytest.MonkeyPatch()
    patch.setattr(figure, "source_keys", lambda of, keys=figure.source_keys: named.append(rows_named(of)) or keys(of))
    for id, draw in figure.figures().items():
        if only is not None and f"figure {id}" not in only:
            continue
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


@dataclass(frozen=True)
class Move:
    """Tables that are moved at once, and what must stand still, since it names no row of any of them.

    Parameters
    ----------
    tables : names of tables
    asked : names of what is shown
    """

    tables: frozenset[str]
    asked: frozenset[str]


def moves(before: dict[str, Shown]) -> Iterator[Move]:
    """Few moves in which each thing is asked about each table of which it names no row.

    What names a row of a moved table may move, so it says nothing about the others that move with it; it is asked about
    them in another move. Grown greedily: one move would be needed for each table, if they were moved one by one.
    """
    left = {of.tables: set(TABLES) - of.tables for of in before.values()}

    def gain(group: frozenset[str]) -> int:
        return sum(len(unasked & group) for named, unasked in left.items() if not named & group)

    while any(left.values()):
        group = best = frozenset()
        while gain(best) > gain(group) or not group:
            group, best = best, max((best | {table} for table in TABLES if table not in best), key=gain)
        asked = {named for named, unasked in left.items() if unasked & group and not named & group}
        yield Move(group, frozenset(name for name, of in before.items() if of.tables in asked))
        for named in asked:
            left[named] -= group


def not_still(before: dict[str, Shown], tables_moved: Collection[str], asked: Collection[str], data: Path) -> list[str]:
    """What of the things asked does not stand still when tables move."""
    shutil.copytree(tables.DATA, data)
    for table in tables_moved:
        moved(data, table)
    after = shown(World(data=data), asked)
    return [name for name in asked if name not in after or after[name].what != before[name].what]


@pytest.fixture(scope="module")
def before() -> dict[str, Shown]:
    """What is shown of the tables as they are."""
    return shown(World())


@pytest.mark.parametrize("share", range(SHARES))
def test_what_moves_with_a_table_names_a_row_of_it(share: int, tmp_path: Path, before: dict[str, Shown]) -> None:
    silent = []
    for number, move in list(enumerate(moves(before)))[share::SHARES]:
        for name in not_still(before, move.tables, move.asked, tmp_path / f"{number}"):
            tried = {table: not_still(before, [table], [name], tmp_path / f"{number}-{table}") for table in move.tables}
            silent.append(f"{name}: {', '.join(table for table, found in tried.items() if found)}")
    assert not silent, "moved by a table of which they name no row: " + "; ".join(silent)


def test_each_thing_is_asked_about_each_table_of_which_it_names_no_row(before: dict[str, Shown]) -> None:
    asked = {(name, table) for move in moves(before) for name in move.asked for table in move.tables}
    assert asked == {(name, table) for name, of in before.items() for table in TABLES if table not in of.tables}


def test_a_number_that_hides_what_it_rests_on_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rents(world: World) -> prose.Prose:
        rent = world.price("h100-sxm", "cloud_on_demand")
        return prose.Prose({"told": Estimate.of(rent, "money"), "hidden": Estimate(rent.value, "money")})

    prose.passages()  # so that no chapter is imported meanwhile
    monkeypatch.setattr(prose, "_PASSAGES", {"training.rents": rents})
    before = dict(of_passages(World(), None))
    (move, *_) = (one for one in moves(before) if "prices" in one.tables)
    assert move.asked == {"number training.rents hidden"}
    assert not_still(before, move.tables, move.asked, tmp_path / "data") == ["number training.rents hidden"]
