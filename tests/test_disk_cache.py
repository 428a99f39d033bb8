"""What is kept between processes is found again under the same dependencies only, and whole; else it is made anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from headroom import disk_cache
from headroom.evidence import EvidenceError, World, schema
from headroom.evidence import tables as evidence_tables
from headroom.report import results
from headroom.report.estimate import Estimate
from headroom.report.results import Result

FEW = 5
SHAPES = {
    "a list": [],
    "a number": 1,
    "null": None,
    "no content": {"checksum": ""},
    "a list in place of text": {"checksum": [], "content": []},
}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of the test's own, in which nothing is kept yet."""
    monkeypatch.setattr(disk_cache, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def own_tables(tables: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the frozen tables that counts as the book's own."""
    data = tables("prices.csv").resolve()
    monkeypatch.setattr(evidence_tables, "DATA", data)
    return data


@pytest.fixture
def few_keys(monkeypatch: pytest.MonkeyPatch) -> list[results.Key]:
    """A book of few results, which are quick to compute."""
    few = results.keys()[:FEW]
    monkeypatch.setattr(results, "keys", lambda: few)
    return few


def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process would not know."""
    evidence_tables._load.cache_clear()
    monkeypatch.setattr(results, "_FOUND", {})


def test_found_under_the_same_dependencies_only(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_cache.save("numbers", [1, 2], "a", 3)
    assert disk_cache.load("numbers", "a", 3) == [1, 2]
    assert disk_cache.load("numbers", "a", 4) is None
    assert disk_cache.load("words", "a", 3) is None
    for part in ("_code", "packages"):
        with monkeypatch.context() as patch:
            patch.setattr(disk_cache, part, lambda: "other")
            assert disk_cache.load("numbers", "a", 3) is None


def test_code_is_told_apart_by_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "module.py"
    module.write_text("A = 1")
    monkeypatch.setattr(disk_cache, "LIBRARY", tmp_path)
    before = disk_cache._code.__wrapped__()
    status = module.stat()
    module.write_text("A = 2")
    os.utime(module, ns=(status.st_atime_ns, status.st_mtime_ns - 10**12))
    assert disk_cache._code.__wrapped__() != before


def test_only_the_last_ones_used_are_kept(folder: Path) -> None:
    for number in range(3):
        disk_cache.save("numbers", number, number, last=3)
    disk_cache.load("numbers", 0)
    for number in (3, 4):
        disk_cache.save("numbers", number, number, last=3)
    disk_cache.save("words", "other", 0)
    assert [disk_cache.load("numbers", number) for number in range(5)] == [0, None, None, 3, 4]
    assert disk_cache.load("words", 0) == "other"
    assert len(list(folder.iterdir())) == 4


def test_a_damaged_file_is_never_believed(folder: Path) -> None:
    content = [{"value": 1.25, "name": "an H100"}, [True, None]]
    disk_cache.save("numbers", content)
    (file,) = folder.iterdir()
    whole = file.read_bytes()
    for length in range(len(whole)):
        file.write_bytes(whole[:length])
        assert disk_cache.load("numbers") is None
    for place in range(len(whole)):
        for byte in (0, 0x20, 0xFF, whole[place] ^ 1):
            file.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            assert disk_cache.load("numbers") in (None, content)  # a blank for a blank between words does no harm
    file.write_bytes(whole)
    assert disk_cache.load("numbers") == content


@pytest.mark.parametrize("text", [json.dumps(shape) for shape in SHAPES.values()] + ["[" * 100_000], ids=str.split)
def test_json_of_another_shape_counts_as_none(folder: Path, text: str) -> None:
    disk_cache.save("numbers", 1)
    (file,) = folder.iterdir()
    file.write_text(text)
    assert disk_cache.load("numbers") is None


def test_a_file_under_another_name_counts_as_none(folder: Path) -> None:
    disk_cache.save("numbers", 1, "a", last=2)
    (file,) = folder.iterdir()
    disk_cache.save("numbers", 2, "b", last=2)
    (other,) = set(folder.iterdir()) - {file}
    file.replace(other)
    assert disk_cache.load("numbers", "b") is None


def test_a_folder_that_cannot_be_written_is_no_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write_text("a file in its place")
    disk_cache.save("numbers", 1)
    assert disk_cache.load("numbers") is None
    monkeypatch.setattr(disk_cache, "FOLDER", Path("~") / "headroom")  # of a user without a home
    disk_cache.save("numbers", 1)
    assert not Path("~").exists()


def test_what_cannot_be_marked_as_used_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    disk_cache.save("numbers", 1)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(disk_cache.os, "utime", refuse)
    assert disk_cache.load("numbers") == 1


def test_a_write_that_fails_leaves_the_old_file_and_no_part(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk_cache.save("numbers", 1)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no space left")))
        disk_cache.save("numbers", 2)
    assert disk_cache.load("numbers") == 1
    assert len(list(folder.iterdir())) == 1


def test_two_processes_that_write_at_once_leave_one_whole_file(folder: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom headroom import disk_cache\n"
        "disk_cache.FOLDER = Path(sys.argv[1])\n"
        "for _ in range(200):\n"
        "    disk_cache.save('numbers', sys.argv[2] * 50_000)\n"
        "    assert len(set(disk_cache.load('numbers') or 'a')) == 1\n"
    )
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(folder), letter], env=dict(os.environ)) for letter in "ab"
    ]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert disk_cache.load("numbers") in ("a" * 50_000, "b" * 50_000)
    assert len(list(folder.iterdir())) == 1


def test_an_installed_package_keeps_in_the_cache_folder_of_its_user(tmp_path: Path) -> None:
    package = tmp_path / "site" / "headroom"
    package.mkdir(parents=True)
    for module in ("__init__.py", "disk_cache.py"):
        shutil.copy(disk_cache.LIBRARY / module, package / module)
    ask = "from headroom import disk_cache; print(disk_cache.FOLDER)"
    environ = os.environ | {"PYTHONPATH": str(package.parent), "XDG_CACHE_HOME": str(tmp_path / "user")}

    def place() -> Path:
        run = subprocess.run([sys.executable, "-c", ask], env=environ, capture_output=True, text=True, check=True)
        return Path(run.stdout.strip())

    assert place() == tmp_path / "_build" / ".cache"
    (package / "data").mkdir()
    assert not place().is_relative_to(package.parent)
    if sys.platform == "linux":
        assert place() == tmp_path / "user" / "headroom"


def test_tables_found_sound_give_the_same_world_without_a_second_look(
    own_tables: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = World(data=own_tables)
    assert [file.name.partition("-")[0] for file in folder.iterdir()] == ["sound"]
    forget(monkeypatch)
    monkeypatch.setattr(schema, "check", None)  # not to be called
    second = World(data=own_tables)
    assert second == first
    for name in first.dictionary:
        pd.testing.assert_frame_equal(second.table(name), first.table(name))
    assert second.source("epoch2024costcode") == first.source("epoch2024costcode")


def test_faulty_tables_are_refused_each_time(own_tables: Path, folder: Path) -> None:
    with (own_tables / "prices.csv").open("a") as file:
        file.write("nonsense\n")
    for _ in range(2):
        with pytest.raises(EvidenceError):
            World(data=own_tables)
    assert not folder.exists()


def test_a_changed_table_with_an_older_date_is_read_and_checked_anew(own_tables: Path) -> None:
    file = own_tables / "prices.csv"
    before, status = World(data=own_tables).table("prices"), file.stat()
    rows = file.read_text("utf-8").splitlines(keepends=True)
    place = next(n for n, row in enumerate(rows) if ",cloud_on_demand," in row)
    price = rows[place].split(",")[4]
    dearer = str(9 - int(price[0]) or 1) + price[1:]  # of the same length
    rows[place] = rows[place].replace(f",{price},", f",{dearer},", 1)
    file.write_text("".join(rows), "utf-8")
    assert file.stat().st_size == status.st_size
    for moment in (status.st_mtime_ns, status.st_mtime_ns - 10**12):
        os.utime(file, ns=(moment, moment))
        after = World(data=own_tables).table("prices")
        assert (after["usd"].fillna(0) != before["usd"].fillna(0)).sum() == 1
    file.write_text(file.read_text("utf-8").replace(f",{dearer},", ",-1,", 1), "utf-8")
    os.utime(file, ns=(0, 0))
    with pytest.raises(EvidenceError):
        World(data=own_tables)


def test_results_kept_are_those_computed(few_keys: list[results.Key], monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    computed = results.results(world)
    assert list(computed) == few_keys
    forget(monkeypatch)
    monkeypatch.setattr(results, "compute", None)  # not to be called
    assert results.results(World()) == computed
    assert results.results(World(), few_keys[::2]) == {key: computed[key] for key in few_keys[::2]}


def test_results_of_some_are_kept_as_some(few_keys: list[results.Key], monkeypatch: pytest.MonkeyPatch) -> None:
    some = results.results(World(), few_keys[:2])
    forget(monkeypatch)
    every, asked = results.results(World()), []
    forget(monkeypatch)
    monkeypatch.setattr(results, "compute", lambda wanted, _: asked.extend(wanted) or {})
    assert results.results(World()) == every
    assert {key: every[key] for key in some} == some and not asked


def test_only_what_is_lacking_is_computed(few_keys: list[results.Key], monkeypatch: pytest.MonkeyPatch) -> None:
    results.results(World(), few_keys[:2])
    forget(monkeypatch)
    asked, compute = [], results.compute
    monkeypatch.setattr(results, "compute", lambda wanted, world: asked.extend(wanted) or compute(wanted, world))
    assert list(results.results(World())) == few_keys
    assert asked == few_keys[2:]


@pytest.mark.parametrize("content", ["nonsense", [1, 2], [{}], [{"kind": "headline"}], {"a": 1}, [], 7])
@pytest.mark.usefixtures("few_keys")
def test_kept_results_of_another_shape_are_computed_anew(monkeypatch: pytest.MonkeyPatch, content: object) -> None:
    world = World()
    computed = results.results(world)
    disk_cache.save("results", content, world.key)
    forget(monkeypatch)
    assert results.results(world) == computed
    forget(monkeypatch)
    monkeypatch.setattr(results, "compute", None)  # kept whole again
    assert results.results(world) == computed


def test_every_result_survives_as_plain_data() -> None:
    for result in results.results(World()).values():
        assert results._from_plain(json.loads(json.dumps(results._plain(result)))) == result
    bare = Result("headline", "x", "training", "X", "figure", Estimate(0.1 + 0.2, "number", level=None))
    for one in (bare, replace(bare, estimate=None)):
        assert results._from_plain(json.loads(json.dumps(results._plain(one)))) == one
