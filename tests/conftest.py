"""What several test modules share."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from headroom import disk_cache
from headroom.evidence.switches import VARIABLES
from headroom.report import results
from headroom.report.statement import STRICT

if not any(os.environ.get(name) for name in VARIABLES.values()):
    os.environ[STRICT] = "1"  # the words of the notebooks must fit the book's own evidence

FROZEN = Path(__file__).parent / "frozen"
BOOK = Path(__file__).resolve().parents[1] / "data"


@pytest.fixture(autouse=True)
def nothing_of_a_changed_book_is_kept(request: pytest.FixtureRequest) -> None:
    """A test that replaces a part of the book keeps what it computes to itself."""
    if "monkeypatch" in request.fixturenames:
        patch = request.getfixturevalue("monkeypatch")
        patch.setattr(disk_cache, "FOLDER", request.getfixturevalue("tmp_path_factory").mktemp("own") / "kept")
        patch.setattr(results, "_FOUND", {})


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the frozen tables with one file changed: a text replaced by another, or a line appended."""

    def change(file: str, *, replace: tuple[str, str] | None = None, append: str = "") -> Path:
        data = tmp_path / "data"
        if not data.exists():
            shutil.copytree(FROZEN, data)
        path = data / file
        text = path.read_text("utf-8")
        if replace:
            assert text.count(replace[0]) == 1, f"{replace[0]!r} stands {text.count(replace[0])} times in {file}"
            text = text.replace(*replace)
        path.write_text(text + (append + "\n" if append else ""), "utf-8")
        return data

    return change


@pytest.fixture
def with_table(tables: Callable[..., Path]) -> Callable[..., Path]:
    """A copy of the frozen tables with one more, which is described as in the book and has the given lines."""

    def add(name: str, lines: list[str]) -> Path:
        data = tables("trends.csv")
        resource = next(r for r in _resources(BOOK) if r["name"] == name)
        kept = [r for r in _resources(data) if r["name"] != name]
        (data / "datapackage.json").write_text(json.dumps({"resources": [*kept, resource]}), "utf-8")
        header = ",".join(field["name"] for field in resource["schema"]["fields"])
        (data / resource["path"]).write_text("\n".join([header, *lines]) + "\n", "utf-8")
        return data

    return add


def _resources(data: Path) -> list[dict]:
    return json.loads((data / "datapackage.json").read_text("utf-8"))["resources"]
