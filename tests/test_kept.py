"""What is kept between processes is found again under the same dependencies only, and never stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lib import kept
from lib.evidence import EvidenceError, World
from lib.evidence import tables as evidence_tables
from lib.report import results
from lib.report.pages import PAGES


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - it makes the folder one of the test's own
    """A folder of the test's own."""
    return kept.FOLDER


def test_found_under_the_same_dependencies_only(monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep("numbers", [1, 2], "a", 3)
    assert kept.find("numbers", "a", 3) == [1, 2]
    assert kept.find("numbers", "a", 4) is None
    assert kept.find("words", "a", 3) is None
    for part in ("_code", "packages"):
        with monkeypatch.context() as patch:
            patch.setattr(kept, part, lambda: "other")
            assert kept.find("numbers", "a", 3) is None


def test_only_the_last_ones_are_kept(folder: Path) -> None:
    for number in range(5):
        kept.keep("numbers", number, number, last=2)
    kept.keep("words", "other", 0)
    assert [kept.find("numbers", number) for number in range(5)] == [None, None, None, 3, 4]
    assert kept.find("words", 0) == "other"
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05cno.such\nname\n."])
def test_a_file_that_cannot_be_read_counts_as_none(folder: Path, content: bytes) -> None:
    kept.keep("numbers", 1)
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert kept.find("numbers") is None


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    folder.write_text("a file in its place")
    kept.keep("numbers", 1)
    assert kept.find("numbers") is None


def test_sound_tables_are_kept_and_give_the_same_world(folder: Path) -> None:
    evidence_tables._load.cache_clear()
    first = World()
    assert [file.name.partition("-")[0] for file in folder.iterdir()] == ["tables"]
    evidence_tables._load.cache_clear()
    second = World()
    assert second == first
    assert second.table("prices").equals(first.table("prices"))
    assert second.source("epoch2024costcode") == first.source("epoch2024costcode")


def test_faulty_tables_are_not_kept(folder: Path, tables: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    data = tables("prices.csv", append="nonsense")
    monkeypatch.setattr(evidence_tables, "DATA", data.resolve())
    with pytest.raises(EvidenceError):
        World(data=data)
    assert not folder.exists()


def test_results_of_two_processes_and_kept_ones_are_those_of_one() -> None:
    world = World()
    shared = results.results(world)
    assert list(shared) == results.keys()
    assert kept.find("results", world.key) == shared
    some = results.keys()[::7]
    assert results.results(world, some) == {key: shared[key] for key in some} == results.compute(some, world)


def test_results_of_chapters_are_all_results(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    parts = [results.of_chapter(chapter, world) for chapter in PAGES]
    assert sum(map(len, parts)) == len(results.keys())
    monkeypatch.setattr(results, "_FOUND", {})
    monkeypatch.setattr(results, "compute", None)  # nothing is left to compute
    for part in parts:
        results.learn(part, world)
    assert list(results.results(world)) == results.keys()
    assert kept.find("results", world.key) == results.results(world)
