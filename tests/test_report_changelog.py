"""The changelog: what moved is computed from the editions on record, and CHANGELOG.md says why; page and feed."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from headroom import EDITION
from headroom.book.changelog import ATOM, CORRECTIONS, EDITIONS, Entry, absolute, feed
from headroom.evidence import World
from headroom.evidence.corrections import corrections
from headroom.evidence.tables import DATA
from headroom.report import changelog, editions
from headroom.report.results import NO_RESULT

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CHANGELOG.md").read_text("utf-8")
PARTS = {part.name: part for part in changelog.parts(TEXT)}
LATER = """\
# Changelog

## 2027.02 (2027-02-20)

### Results that moved
- `training.rent`, `x.*`: rents were
  quoted anew.
- `energy-first`: a study
  was withdrawn.

### Data
- `headroom calc` and others: no reason of a result.

## 2026.11 (2026-11-21, first edition)

- Text.

## 2026.02 (in preparation)
"""


@pytest.fixture(scope="module")
def world() -> World:
    """The book as published."""
    return World()


@pytest.fixture
def two(tmp_path: Path) -> World:
    """A World with two editions on record: in the second, one headline and one verdict are others, and one is gone."""
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("migrations"))
    first = next((tmp_path / "data" / "editions").glob("*.csv"))
    for other in (tmp_path / "data" / "editions").glob("*.csv"):
        other.rename(first.with_name("2026.11.csv"))
    lines = first.with_name("2026.11.csv").read_text("utf-8").splitlines()
    head, headlines = lines[0], [line for line in lines if line.startswith("headline,")]
    verdicts = [line for line in lines if line.startswith("verdict,") and ",holds," in line]
    before = [head, headlines[0], headlines[1], headlines[2], verdicts[0]]
    after = [head, headlines[0].replace(",2028.", ",2029."), headlines[1], verdicts[0].replace(",holds,", ",in part,")]
    for name, rows in {"2026.11": before, "2027.02": after}.items():
        first.with_name(f"{name}.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return World(data=tmp_path / "data")


def ids(world: World) -> tuple[str, str, str]:
    """Of the results that differ: the headline that moved, the one that is gone, the verdict that flipped."""
    before, after = editions.read(world, "2026.11").results, editions.read(world, "2027.02").results
    moved, same, gone, verdict = before
    assert before[moved] != after[moved] and before[same] == after[same] and gone not in after
    return moved[1], gone[1], verdict[1]


def test_an_edition_has_a_name_a_day_and_reasons() -> None:
    later, first, draft = changelog.parts(LATER)
    assert [(part.name, str(part.published)) for part in (later, first)] == [
        ("2027.02", "2027-02-20"),
        ("2026.11", "2026-11-21"),
    ]
    assert draft.published is None and draft.title == "2026.02 (in preparation)"
    assert later.reasons == {
        "training.rent": "rents were quoted anew.",
        "x.*": "rents were quoted anew.",
        "energy-first": "a study was withdrawn.",
    }
    assert first.reasons == {} and first.text == "- Text."


def test_what_moved_is_found_with_its_reason(two: World) -> None:
    moved, gone, verdict = ids(two)
    found = changelog.moved(two, "2027.02")
    assert [change.result.id for change in found.moved] == [gone, moved]
    assert [change.result.id for change in found.flips] == [verdict]
    assert changelog.moved(two, "2026.11") is None and changelog.moved(two, "2030.01") is None
    assert changelog.unexplained(found, {}) == sorted([moved, gone, verdict])
    assert changelog.unexplained(found, {"*": "all"}) == []
    assert changelog.unexplained(found, {moved: "it", f"{gone[:-1]}*": "that"}) == [verdict]


def test_the_page_shows_before_after_and_reason(two: World) -> None:
    moved, _, verdict = ids(two)
    text = LATER.replace("training.rent", moved).replace("energy-first", verdict)
    page = changelog.page(text, two)
    assert "(edition-2027.02)=\n## 2027.02 (2027-02-20)\n" in page
    assert "The first edition on record, with 4 results." in page
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    (headline,) = [row for row in rows if "2028." in row or ">2028" in row]
    assert "2029" in headline and "rents were quoted anew." in headline
    (flipped,) = [row for row in rows if "flipped" in row]
    assert flipped.index("holds") < flipped.index("in part") < flipped.index("a study was withdrawn.")
    assert page.index("a study was withdrawn.</td>") < page.index("### Data")


@pytest.mark.parametrize("name", editions.names(World()))
def test_each_edition_on_record_is_told_with_its_day_and_all_its_reasons(name: str, world: World) -> None:
    assert PARTS[name].published, f"CHANGELOG.md does not say when edition {name} was published"
    found = changelog.moved(world, name)
    assert not found or not changelog.unexplained(found, PARTS[name].reasons)


def test_a_reason_is_that_of_a_result(world: World) -> None:
    for part in PARTS.values():
        found = changelog.moved(world, part.name)
        changes = found.changes if found else ()
        assert not [id_ for id_ in part.reasons if not any(changelog.reason(change, {id_: "x"}) for change in changes)]


def test_the_day_of_this_edition_is_that_of_its_citation() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert (cited["version"], str(cited["date-released"])) == (EDITION, str(PARTS[EDITION].published))


def test_the_page_has_a_place_for_what_is_computed() -> None:
    page = (ROOT / "chapters" / "changelog.md").read_text("utf-8")
    assert page.count(EDITIONS) == page.count(CORRECTIONS) == 1


def test_each_correction_says_what_it_changed_and_why(world: World) -> None:
    found = corrections(world)
    assert len(found) > 20
    for one in found:
        assert one.changed and one.why, one
        counted = set(world.table(one.table)["id"])
        assert one.id in counted and one.of not in counted
    (hours,) = [one for one in found if one.of == "falcon180-mw"]
    assert hours.changed == (("chip_hours", "17694720", "7000000"),)
    assert "**training\\_energy**, `falcon180-mw-hours` for `falcon180-mw`: chip\\_hours 17694720 → 7000000. " in (
        changelog.corrected(world)
    )


ENTRIES = [
    Entry("2027.02", "2027-02-20", "chapters/changelog.html#edition-2027-02", '<a href="data.html#x">Data</a> & so'),
    Entry("2026.11", "2026-11-21", "chapters/changelog.html#edition-2026-11", "<p>First.</p>"),
]


@pytest.mark.parametrize("base", ["", "https://example.org/book/"])
def test_the_feed_is_valid_atom(base: str) -> None:
    """What RFC 4287 asks of a feed and its entries: title, id, updated, an author, links; all ids different."""
    root = ElementTree.fromstring(feed(ENTRIES, base))
    assert root.tag == f"{{{ATOM}}}feed"
    every = [root, *root.findall(f"{{{ATOM}}}entry")]
    assert len(every) == 3
    for element in every:
        for name in ("title", "id", "updated"):
            (one,) = element.findall(f"{{{ATOM}}}{name}")
            assert one.text
        assert datetime.fromisoformat(element.findtext(f"{{{ATOM}}}updated")).tzinfo
        assert urlsplit(element.findtext(f"{{{ATOM}}}id")).scheme == "urn"
        relations = [link.get("rel") for link in element.findall(f"{{{ATOM}}}link")]
        assert relations.count("alternate") == 1 and relations.count("self") == (element is root)
    assert len({element.findtext(f"{{{ATOM}}}id") for element in every}) == 3
    assert root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == "The Headroom authors"
    assert root.findtext(f"{{{ATOM}}}updated") == "2027-02-20T00:00:00Z"
    links = {link.get("href") for element in every for link in element.findall(f"{{{ATOM}}}link")}
    assert links == {
        f"{base}{path}" for path in ("changes.atom", "chapters/changelog.html", *(entry.address for entry in ENTRIES))
    }
    content = every[1].find(f"{{{ATOM}}}content")
    assert content.get("type") == "html"
    assert content.text == f'<a href="{base}chapters/data.html#x">Data</a> & so'


def test_the_feed_is_the_same_bytes_for_the_same_editions_and_keeps_its_ids() -> None:
    assert feed(ENTRIES, "") == feed(list(ENTRIES), "")
    names = [re.findall(rb"<id>.*</id>", feed(ENTRIES, base)) for base in ("", "https://example.org/")]
    assert names[0] == names[1]
    later = replace(ENTRIES[1], content="Corrected.", published="2026-11-22")
    assert re.findall(rb"<id>.*</id>", feed([ENTRIES[0], later], "")) == names[0]


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("which-limit.html#fig-a", "https://e.org/chapters/which-limit.html#fig-a"),
        ("../references.html", "https://e.org/references.html"),
        ("#edition", "https://e.org/chapters/changelog.html#edition"),
        ("https://other.org/x", "https://other.org/x"),
    ],
)
def test_links_in_the_feed_are_absolute(link: str, found: str) -> None:
    assert absolute(f'<a href="{link}">', "https://e.org/chapters/changelog.html#x") == f'<a href="{found}">'


def test_every_result_on_record_could_be_computed(world: World) -> None:
    for name in editions.names(world):
        assert not [one.id for one in editions.read(world, name).results.values() if one.outcome == NO_RESULT]
