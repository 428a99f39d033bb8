"""`frictionless validate` of the tables with their field dictionary, as whoever takes them on would run it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from frictionless import Package, Report

DATA = Path(__file__).resolve().parents[1] / "data"


def validated(folder: Path) -> Report:
    return Package("datapackage.json", basepath=str(folder)).validate()


def faults(report: Report) -> set[tuple[str, str]]:
    """Table and kind of each fault."""
    return {(task.name, error.type) for task in report.tasks for error in task.errors}


def test_the_tables_are_a_valid_data_package():
    report = validated(DATA)
    assert report.valid, report.to_summary()
    assert {task.name for task in report.tasks} == {path.stem for path in DATA.glob("*.csv")}
    assert all(task.stats["rows"] for task in report.tasks)


def test_what_breaks_a_rule_of_the_dictionary_is_found(tmp_path):
    """A word that is none of those declared, a text for a number, and an id that no other table has."""
    package = json.loads((DATA / "datapackage.json").read_text("utf-8"))
    named = ("regions", "grid", "grid_share_alike", "parameters", "correlations", "accelerators")
    package["resources"] = [one for one in package["resources"] if one["name"] in named]
    for name in named:
        shutil.copyfile(DATA / f"{name}.csv", tmp_path / f"{name}.csv")
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    assert validated(tmp_path).valid
    _spoil(tmp_path / "accelerators.csv", ",NVIDIA,", ",Nvidia & Co,")
    _spoil(tmp_path / "parameters.csv", ",0.375,", ",about a third,")
    _spoil(tmp_path / "regions.csv", "egrid2023-us,", "egrid-of-no-year,")
    assert faults(validated(tmp_path)) >= {
        ("accelerators", "constraint-error"),
        ("parameters", "type-error"),
        ("regions", "foreign-key"),
    }


def _spoil(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
