"""Evidence travels with the number: whatever moves when a table moves names a row of that table."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from headroom.evidence import World, tables
from headroom.report import results

pytestmark = pytest.mark.book  # all results anew for each table: minutes

FACTOR = 1.03
FIXED = {"process_nm", "n", "cases", "test", "term_months"}  # no quantities: generations, counts of cases, names
TABLES = [
    resource["name"]
    for resource in json.loads((tables.DATA / "datapackage.json").read_text("utf-8"))["resources"]
    if resource["name"] not in ("claims", "regions", "data_statements", "limits_statements")
]
DOWN = {"spearman"}  # correlations that all grow can contradict each other, and are refused


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
def found(data: Path) -> dict[results.Key, results.Result]:
    """All results of the tables in a folder."""
    world = World(data=data)
    return results.compute(results.keys(), world)


def numbers(result: results.Result) -> tuple[object, ...]:
    """What of a result can move."""
    one = result.estimate
    return (result.outcome, *((one.value, one.low, one.high) if one else ()))


@pytest.fixture(scope="module")
def before() -> dict[results.Key, results.Result]:
    """The results of the tables as they are."""
    return found(tables.DATA)


@pytest.mark.parametrize("table", TABLES)
def test_what_moves_with_a_table_names_a_row_of_it(table: str, tmp_path: Path, before: dict) -> None:
    data = Path(shutil.copytree(tables.DATA, tmp_path / "data"))
    moved(data, table)
    silent = [
        f"{kind} {id}"
        for (kind, id), result in found(data).items()
        if numbers(result) != numbers(before[kind, id])
        and (result.estimate is None or table not in {row.table for row in before[kind, id].estimate.rows})
    ]
    assert not silent, f"{table} moves these, and they do not say so: {', '.join(silent)}"
