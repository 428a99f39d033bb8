"""Words decide nothing: no code looks for parts of a text, and no result moves when every free text is another."""

from __future__ import annotations

import ast
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from test_architecture import modules

from headroom.evidence import World, tables
from headroom.report import results

PACKAGE = json.loads((tables.DATA / "datapackage.json").read_text("utf-8"))
PARTS = {
    "contains",
    "startswith",
    "endswith",
    "match",
    "fullmatch",
    "extract",
    "extractall",
    "find",
    "count",
    "findall",
}
PLAIN = {"startswith", "endswith", "removeprefix", "removesuffix", "fnmatch", "fnmatchcase"}
ALLOWED = {  # module: names whose text may be taken apart, and why
    "lib/headroom/report/changes.py": {"fnmatchcase"},  # a scenario names parameters by patterns: its declared grammar
    "lib/headroom/report/changelog.py": {"fnmatchcase"},  # CHANGELOG.md names results by patterns: its declared grammar
    "lib/headroom/report/scarcity/results/owning.py": {"removeprefix"},  # a declared kind of price, written as words
    "lib/headroom/report/scarcity/results/funding.py": {"removesuffix"},  # a company's name, shortened for a label
    "lib/headroom/report/formula_use.py": {"startswith"},  # names of modules, and commands in cells
    "lib/headroom/report/terminal.py": {"startswith"},  # names of environment variables
    "lib/headroom/report/table_pages.py": {"endswith"},  # names of columns: the precision of a date stands with it
}
NAMES = {  # columns that tell who is who: their words decide nothing, but equal names are one provider, owner, designer
    ("prices", "provider"),
    ("api_prices", "provider"),
    ("supply", "entity"),
    ("capital", "owner"),
}


def taken_apart(source: str) -> set[str]:
    """How a module looks into texts to decide something: names of methods, and 'in' for a part of a row's text."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            if node.func.attr in PARTS and isinstance(of, ast.Attribute) and of.attr == "str":
                found.add(f"str.{node.func.attr}")
            elif node.func.attr in PLAIN:
                found.add(node.func.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLAIN:
            found.add(node.func.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= {f"str.{name}" for name in re.findall(r"\.str\.(\w+)\(", node.value) if name in PARTS}
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            left, right = node.left, node.comparators[0]
            if isinstance(left, ast.Constant) and isinstance(left.value, str) and _is_cell(right):
                found.add("in")
    return found


def _is_cell(node: ast.AST) -> bool:
    """Whether an expression reads one cell of a column: row["name"], table["name"].iloc[0]."""
    if not isinstance(node, ast.Subscript):
        return False
    if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return True
    return isinstance(node.value, ast.Attribute) and node.value.attr in ("iloc", "loc") and _is_cell(node.value.value)


@pytest.mark.parametrize(
    ("shown", "source"), [pytest.param(s, t, id=s) for p, s, t in modules() if p in ("report", "chapters")]
)
def test_no_module_chooses_by_parts_of_a_text(shown, source):
    wrong = taken_apart(source) - ALLOWED.get(shown, set())
    assert not wrong, f"{shown} decides by parts of a text ({', '.join(sorted(wrong))}): give the table a column"


@pytest.mark.parametrize(
    ("source", "how"),
    [
        ('table[table["note"].str.contains("incomplete")]', "str.contains"),
        ("table.query(\"id.str.startswith('x')\")", "str.startswith"),
        ('chip.startswith("tpu")', "startswith"),
        ('"70B" in row["name"]', "in"),
        ('"R1" in table["label"].iloc[-1]', "in"),
        ("fnmatchcase(id, pattern)", "fnmatchcase"),
    ],
)
def test_what_decides_by_parts_of_a_text_is_found(source, how):
    assert taken_apart(source) == {how}


def is_free(field: dict) -> bool:
    """Whether a field holds text for readers: no id, no declared values, no pattern, nothing that it refers to."""
    declared = {"enum", "pattern"} & set(field.get("constraints", {}))
    return field["type"] == "string" and field["name"] != "id" and not declared and "references" not in field


def reworded(data: Path) -> None:
    """Make every free text of the tables in a folder "x"; of `NAMES` only the words change, not who is whose equal."""
    for resource in PACKAGE["resources"]:
        path = data / resource["path"]
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        keys = {column for key in resource["schema"].get("foreignKeys", ()) for column in key["fields"]}
        for field in resource["schema"]["fields"]:
            name = field["name"]
            if not is_free(field) or name in keys:
                continue
            known = frame[name] != ""
            if (resource["name"], name) in NAMES:
                other = {word: f"x{place:04d}" for place, word in enumerate(sorted(set(frame.loc[known, name])))}
                frame.loc[known, name] = frame.loc[known, name].map(other)
            else:
                frame.loc[known, name] = "x"
        frame.to_csv(path, index=False)


def numbers(result: results.Result) -> tuple[object, ...]:
    """What of a result may not move, with the rows that it names."""
    one = result.estimate
    return (result.outcome, *((one.value, one.low, one.high, one.rows) if one else ()))


@pytest.mark.book
@pytest.mark.parametrize("day", [None, date(2024, 4, 15)])
def test_no_result_moves_when_every_free_text_is_another(day, tmp_path):
    data = Path(shutil.copytree(tables.DATA, tmp_path / "data"))
    reworded(data)
    before, after = (results.compute(results.keys(), World(as_of=day, data=of)) for of in (tables.DATA, data))
    moved = [f"{kind} {id}" for (kind, id), one in before.items() if numbers(one) != numbers(after[kind, id])]
    assert not moved, f"words decide: {', '.join(moved)}"


def test_the_free_texts_are_those_that_nobody_asks():
    free = {(r["name"], f["name"]) for r in PACKAGE["resources"] for f in r["schema"]["fields"] if is_free(f)}
    assert free >= NAMES
    assert {(name, "note") for name in (r["name"] for r in PACKAGE["resources"])} <= free


@pytest.mark.book
@pytest.mark.parametrize("day", ["2018-03-01", "2020-07-01", "2022-12-01", "2024-01-15"])
def test_an_early_world_lacks_evidence_and_says_which(day):
    found = results.compute(results.keys(), World(as_of=date.fromisoformat(day)))  # any other error would come out
    lacking = [one for one in found.values() if one.outcome == results.NO_RESULT]
    assert lacking and all(one.why for one in lacking)
