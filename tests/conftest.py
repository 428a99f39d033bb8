"""What several test modules share."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headroom import disk_cache
from headroom.evidence.switches import VARIABLES
from headroom.report import claims, results
from headroom.report.statement import STRICT

if not any(os.environ.get(name) for name in VARIABLES.values()):
    os.environ[STRICT] = "1"  # the words of the notebooks must fit the book's own evidence

FROZEN = Path(__file__).parent / "frozen"
BOOK = Path(__file__).resolve().parents[1] / "data"


class Guarded(pytest.MonkeyPatch):
    """A monkeypatch under which what is computed of a changed book is kept apart, and forgotten with the change."""

    def __init__(self, kept: Path | None = None) -> None:
        super().__init__()
        self._kept, self._apart = kept, kept is None  # a context within a test stands apart as the test does

    def setattr(self, target: object, *what: object, **how: bool) -> None:
        """Replace an attribute; of what the book computes with, only after what is known is set aside."""
        module = target if isinstance(target, str) else getattr(target, "__module__", None) or target.__name__
        if module.startswith("headroom") and not module.startswith("headroom.cli") and not self._apart:
            self._apart = True
            super().setattr(disk_cache, "FOLDER", self._kept)
            super().setattr(results, "_FOUND", {})
            claims.finding_on.cache_clear()
        super().setattr(target, *what, **how)

    def undo(self) -> None:
        """Undo every change, and forget what was computed under it."""
        super().undo()
        if self._apart:
            claims.finding_on.cache_clear()


@pytest.fixture
def monkeypatch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pytest.MonkeyPatch]:
    """The `monkeypatch` of pytest, which keeps to itself what a test computes of a changed book."""
    patch = Guarded(tmp_path_factory.mktemp("own") / "kept")
    yield patch
    patch.undo()


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
