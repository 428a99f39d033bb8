"""Editions as archives and side by side: the same when made twice, held against a manifest, and what changed since."""

from __future__ import annotations

import json
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from headroom.cli import archive, common, main, release
from headroom.report import editions, publication
from headroom.report.editions import COLUMNS, Edition, Shown
from headroom.report.estimate import Estimate
from headroom.report.figure import fingerprint
from headroom.report.results import Result
from headroom.report.superseded import GONE, MOVED, superseded

ABOUT = {"edition": "2026.11", "released": "2026-11-21", "as_of": "2026-11-13", "world": "abc"}


def run(*words: object):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def record(edition: str, rent: str, outcome: str, takeaway: str, drawn: str = "one") -> str:
    """A record of one headline, one verdict and one figure."""
    rows = [
        dict(kind="headline", id="training.rent", label="Rent", figure="rents", value=rent, format="money"),
        dict(kind="verdict", id="dear", label="Chips are dear", figure="rents", outcome=outcome),
        dict(kind="figure", id="rents", label="Rents by date", figure="rents", outcome=takeaway, drawn=drawn),
    ]
    common_cells = {"chapter": "training", "as_of": "2026-11-13", "made_of": edition}
    lines = [",".join(str((row | common_cells).get(name, "")) for name in COLUMNS) for row in rows]
    return "\n".join([",".join(COLUMNS), *lines]) + "\n"


def packed(folder: Path, edition: str, *, text: str = "", page: str = "Page", extra: dict | None = None) -> Path:
    """An archive of two pages."""
    text = text or record(edition, "2.0", "holds", "Rents fall.")
    contents = {
        "html/index.html": f"{page} of {edition}".encode(),
        "html/chapters/training-cost.html": f"Costs of {edition}".encode(),
        f"data/editions/{edition}.csv": text.encode(),
        **(extra or {}),
    }
    folder.mkdir(parents=True, exist_ok=True)
    archive.pack(folder / f"{edition}.zip", contents, ABOUT | {"edition": edition})
    return folder / f"{edition}.zip"


# The archive


def test_an_archive_depends_on_names_and_contents_alone(tmp_path):
    folders = tmp_path / "one", tmp_path / "other"
    for folder, names in zip(folders, (["a/b.html", "c.html"], ["c.html", "a/b.html"]), strict=True):
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(name)
    for path in folders[1].rglob("*"):
        os.utime(path, (0, 0))
    (folders[1] / "c.html").chmod(0o755)
    (folders[1] / ".buildinfo").write_text("a path of this machine")
    made = []
    for folder in folders:
        archive.pack(tmp_path / "made.zip", dict(archive.files_of(folder, "html/")), ABOUT)
        made.append((tmp_path / "made.zip").read_bytes())
    assert made[0] == made[1]
    with zipfile.ZipFile(tmp_path / "made.zip") as read:
        assert {entry.date_time for entry in read.infolist()} == {(2026, 11, 21, 0, 0, 0)}
    (folders[1] / "c.html").write_text("another")
    archive.pack(tmp_path / "made.zip", dict(archive.files_of(folders[1], "html/")), ABOUT)
    assert (tmp_path / "made.zip").read_bytes() != made[0]


def test_an_archive_is_whole_or_refused(tmp_path):
    good = packed(tmp_path, "2026.11")
    assert sorted(archive.opened(good).pages) == ["chapters/training-cost.html", "index.html"]
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, b"forged" if entry.filename.endswith("/html/index.html") else content)
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-40])
    nothing = tmp_path / "no.zip"
    for path, words in ((changed, "html/index.html is not as it was"), (cut, "no whole archive"), (nothing, "no such")):
        with pytest.raises(archive.DamagedError, match=words):
            archive.opened(path)
        refused = run("site", path, "-o", tmp_path / "site")
        assert refused.exit_code == common.BAD_INPUT and "nothing was written" in refused.output
        assert not (tmp_path / "site").exists()


def test_no_file_of_an_archive_lands_outside_its_folder(tmp_path):
    bad = packed(tmp_path, "2026.11", extra={"html/../../evil.html": b"x"})
    with pytest.raises(archive.DamagedError):
        archive.opened(bad)


def test_what_is_no_edition_is_not_released(monkeypatch, tmp_path):
    monkeypatch.setenv("HEADROOM_SCENARIO", "cheap-power")
    refused = run("release", "-o", tmp_path)
    assert refused.exit_code == common.BAD_INPUT and "unset HEADROOM_" in refused.output
    monkeypatch.delenv("HEADROOM_SCENARIO")
    monkeypatch.setattr(publication, "recorded", lambda: "another")
    refused = run("release", "-o", tmp_path)
    assert refused.exit_code == common.FAILED and "headroom freeze" in refused.output


def test_an_edition_without_an_address_is_not_released(monkeypatch, tmp_path):
    monkeypatch.setattr(release, "_refuse_what_is_no_edition", lambda world: None)
    monkeypatch.setattr(release, "built", lambda *_: pytest.fail("built all the same"))
    for name in ("HEADROOM_BASE_URL", "HEADROOM_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    for given, lacking in (([], "site"), (["--site", "https://a.example"], "repository")):
        refused = run("release", "-o", tmp_path, *given)
        assert refused.exit_code == common.BAD_INPUT and f"address of the {lacking}" in refused.output


def test_a_release_holds_pages_tables_citations_and_its_world(monkeypatch, tmp_path):
    def built(book: Path, folder: Path, site: str, quiet: bool) -> Path:
        assert site == "https://a.example/"
        (folder / "index.html").write_text("page")
        return folder

    monkeypatch.setattr(release, "_refuse_what_is_no_edition", lambda world: None)
    monkeypatch.setattr(release, "built", built)
    made = run("release", "-o", tmp_path, "--site", "https://a.example", "--repository", "https://git.example/a")
    assert made.exit_code == 0, made.output
    (path,) = tmp_path.glob("*.zip")
    found = archive.opened(path)
    files = found.about["files"]
    assert {"html/index.html", "data/prices.csv", "world.toml", "CITATION.cff", ".zenodo.json"} <= files.keys()
    assert f"https://a.example/{found.edition}/" in found.read("CITATION.cff").decode()
    assert "https://git.example/a" in found.read(".zenodo.json").decode()


# Side by side


def test_editions_lie_side_by_side_and_the_newest_is_the_latest(tmp_path):
    old = packed(tmp_path / "a", "2026.9")
    new = packed(tmp_path / "a", "2026.10", text=record("2026.10", "2.0", "does not hold", "Rents rise."))
    site = tmp_path / "site"
    laid = run("site", new, old, "-o", site)  # in any order
    assert laid.exit_code == 0, laid.output
    assert (site / "2026.9" / "index.html").read_text() == "Page of 2026.9"
    assert (site / "latest" / "index.html").read_text() == "Page of 2026.10"
    known = json.loads((site / "editions.json").read_text("utf-8"))
    assert known["latest"] == "2026.10" and list(known["editions"]) == ["2026.9", "2026.10"]
    assert known["files"] == ["chapters/training-cost.html", "index.html"]
    changes = known["editions"]["2026.9"]["changes"]
    assert [(one["kind"], one["before"], one["after"]) for one in changes] == [
        ("figure", "Rents fall.", "Rents rise."),
        ("verdict", "holds", "does not hold"),
    ]
    assert known["editions"]["2026.10"]["changes"] == []
    page = (site / "index.html").read_text("utf-8")
    assert page.index("2026.10/") < page.index("2026.9/") and 'href="latest/"' in page and "2 of its" in page


def test_a_later_edition_leaves_the_bytes_of_a_frozen_one(tmp_path):
    old, new = packed(tmp_path / "a", "2026.11"), packed(tmp_path / "a", "2026.12")
    run("site", old, "-o", tmp_path / "first")
    run("site", old, new, "-o", tmp_path / "second")
    before, after = (
        {path.relative_to(site): path.read_bytes() for path in (site / "2026.11").rglob("*") if path.is_file()}
        for site in (tmp_path / "first", tmp_path / "second")
    )
    assert before == after and len(before) == 2


def test_a_site_is_not_laid_over_another(tmp_path):
    one, again = packed(tmp_path / "a", "2026.11"), packed(tmp_path / "b", "2026.11", page="Another")
    assert "two archives of one edition" in run("site", one, again, "-o", tmp_path / "site").output
    assert run("site", one, "-o", tmp_path / "site").exit_code == 0
    assert "not empty" in run("site", one, "-o", tmp_path / "site").output


# What changed


def edition(name: str, rent: float = 2.0, outcome: str = "holds", takeaway: str = "Fall.", drawn: str = "1") -> Edition:
    headline = Result("headline", "training.rent", "training", "Rent", "rents", Estimate(rent, "money"))
    verdict = Result("verdict", "dear", "training", "Dear", "rents", Estimate(rent, "money"), outcome)
    shown = Shown("rents", "training", "Rents", takeaway, drawn)
    return Edition(name, date(2026, 1, 1), {one.key: one for one in (headline, verdict)}, {"rents": shown})


def changes(*of: Edition) -> list[tuple[str, str, str, str]]:
    """What is said of the first of some editions."""
    found = superseded(of)["editions"][of[0].name]["changes"]
    return [(one["edition"], one["kind"], one["before"], one["after"]) for one in found]


def test_nothing_changed_where_a_reader_sees_the_same():
    assert changes(edition("1"), edition("2", rent=2.0001)) == []


def test_a_headline_a_verdict_and_a_figure_each_say_what_became_of_them():
    found = changes(edition("1"), edition("2", 3.0, "in part", "Rise."))
    assert found == [
        ("2", "figure", "Fall.", "Rise."),
        ("2", "headline", "$2.00", "$3.00"),
        ("2", "verdict", "holds, $2.00", "in part, $3.00"),
    ]
    assert changes(edition("1"), edition("2", drawn="2")) == [("2", "figure", "Fall.", MOVED)]


def test_what_is_gone_is_said_and_what_is_new_supersedes_nothing():
    gone = replace(edition("2"), results={}, figures={})
    assert [one[3] for one in changes(edition("1"), gone)] == [GONE] * 3
    assert changes(gone, edition("3")) == []


def test_each_later_edition_tells_its_own_step():
    first, second, third = edition("1"), edition("2", takeaway="Rise."), edition("3", takeaway="Fall again.")
    assert [one[0] for one in changes(first, second, third)] == ["2", "3"]
    assert [one[0] for one in changes(second, third)] == ["3"]
    pages = superseded([first, second])["editions"]["1"]["changes"][0]["pages"]
    assert pages == ["chapters/training-cost.html"]


def test_a_figure_changes_with_its_numbers_and_formulas_and_not_with_its_looks():
    def spec(value: float = 1.0, colour: str = "red", expr: str = "a * 2") -> dict:
        return {
            "datasets": {f"data-{value}": [{"x": value}]},
            "layer": [{"mark": {"type": "line", "color": colour}, "params": [{"name": "p", "expr": expr}]}],
            "usermeta": {"figure": {"title": colour}},
        }

    same = fingerprint(spec())
    assert fingerprint(spec(colour="blue")) == same == fingerprint(spec(1.0 + 1e-9) | {"title": "T"})
    assert len({same, fingerprint(spec(1.01)), fingerprint(spec(expr="a * 3"))}) == 3


def test_the_record_of_this_edition_holds_results_figures_and_forecasts():
    read = editions.read(editions.World())
    assert len(read.figures) > 50 and all(one.takeaway and one.drawn for one in read.figures.values())
    assert read.forecasts and {key[0] for key in read.results} == {"headline", "verdict", "verdict when stated"}
