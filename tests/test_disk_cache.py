"""What is kept between processes is found again under the same dependencies only, and never stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from headroom import disk_cache
from headroom.evidence import EvidenceError, World
from headroom.evidence import tables as evidence_tables
from headroom.report import results
from headroom.report.pages import PAGES


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - it makes the folder one of the test's own
    """A folder of the test's own."""
    return disk_cache.FOLDER


def test_found_under_the_same_dependencies_only(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_cache.save("numbers", [1, 2], "a", 3)
    assert disk_cache.load("numbers", "a", 3) == [1, 2]
    assert disk_cache.load("numbers", "a", 4) is None
    assert disk_cache.load("words", "a", 3) is None
    for part in ("_code", "packages"):
        with monkeypatch.context() as patch:
            patch.setattr(disk_cache, part, lambda: "other")
            assert disk_cache.load("numbers", "a", 3) is None


def test_only_the_last_ones_are_kept(folder: Path) -> None:
    for number in range(5):
        disk_cache.save("numbers", number, number, last=2)
    disk_cache.save("words", "other", 0)
    assert [disk_cache.load("numbers", number) for number in range(5)] == [None, None, None, 3, 4]
    assert disk_cache.load("words", 0) == "other"
    assert len(list(folder.iterdir())) == 3


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05cno.such\nname\n."])
def test_a_file_that_cannot_be_read_counts_as_none(folder: Path, content: bytes) -> None:
    disk_cache.save("numbers", 1)
    (file,) = folder.iterdir()
    file.write_bytes(content)
    assert disk_cache.load("numbers") is None


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path) -> None:
    folder.write_text("a file in its place")
    disk_cache.save("numbers", 1)
    assert disk_cache.load("numbers") is None


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
    assert disk_cache.load("results", world.key) == shared
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
    assert disk_cache.load("results", world.key) == results.results(world)
