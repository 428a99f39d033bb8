"""A frozen edition in the browser: its pages say what later ones changed; and built twice it is the same."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sample
from conftest import build
from playwright.sync_api import Page, expect

from headroom import EDITION
from headroom.cli import archive
from headroom.report.editions import Edition, Shown
from headroom.report.superseded import superseded

pytestmark = pytest.mark.book
LATER = "2099.1"
PAGE = "chapters/training-cost.html"


def signed(folder: Path) -> Path:
    """The small book with an edition on record that is made of its own code and tables, at the page of a chapter."""
    sample.write(folder)
    for name in ("_toc.yml", "index.md"):
        text = (folder / name).read_text("utf-8").replace("chapters/charts", "chapters/training-cost")
        (folder / name).write_text(text, "utf-8")
    (folder / "chapters" / "charts.ipynb").rename(folder / "chapters" / "training-cost.ipynb")
    of = (
        "from headroom.report.publication import made_of; from headroom.evidence.tables import load;"
        "print(made_of(load().fingerprint))"
    )
    made_of = sample.python(of, folder / "lib")
    record = folder / "data" / "editions" / f"{EDITION}.csv"
    record.write_text(f"kind,as_of,made_of\nheadline,2026-11-13,{made_of}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Pages of the same edition, built from nothing in two places."""
    made = []
    for name in ("one", "another-place"):
        folder = signed(tmp_path_factory.mktemp("edition") / name)
        done = build(folder, folder, "-W", "--keep-going", "-n", HEADROOM_BASE_URL="https://headroom.example")
        assert done.status == 0, done.log
        made.append(done.html)
    return made[0], made[1]


def test_an_edition_built_twice_is_the_same(twice: tuple[Path, Path]) -> None:
    one, other = (dict(archive.files_of(html, "")) for html in twice)
    assert one.keys() == other.keys() and len(one) > 50
    assert [name for name in one if one[name].read_bytes() != other[name].read_bytes()] == []


def edition(name: str) -> Edition:
    """An edition of two figures."""
    figures = {"points": Shown("points", "training", "Cost by date", "Each half-year doubles it.", "1")}
    side = replace(figures["points"], id="side", title="Two charts", takeaway="As before.")
    return Edition(name, sample.DAY, {}, figures | {"side": side})


@pytest.fixture(scope="module")
def site(twice: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition and a later one, in which a figure changed, side by side."""
    root = tmp_path_factory.mktemp("site")
    for name in (EDITION, LATER, "latest"):
        shutil.copytree(twice[0], root / name)
    for path in [*(root / LATER).rglob("*.html"), *(root / "latest").rglob("*.html")]:
        path.write_text(path.read_text("utf-8").replace(f'data-edition="{EDITION}"', f'data-edition="{LATER}"'))
    first, later = edition(EDITION), edition(LATER)
    later.figures["points"] = replace(later.figures["points"], takeaway="It doubles no more.")
    known = superseded([first, later]) | {"files": ["index.html", PAGE]}
    known["editions"][EDITION]["pages"] = [PAGE]
    (root / "editions.json").write_text(json.dumps(known), "utf-8")
    return root


def test_a_citation_names_the_frozen_address_and_resolves_to_what_changed(
    window: Page, site: Path, serve: Callable
) -> None:
    window.goto(f"{serve(site)}/latest/{PAGE}")
    cited = window.locator("#fig-points .hr-cite pre").first.text_content()
    address = re.search(r"https://headroom\.example/(\S+)", cited)[1]
    assert address == f"{EDITION}/{PAGE}#fig-points"
    window.goto(f"{serve(site)}/{address}")
    banner = window.locator(".hr-superseded--page")
    expect(banner).to_contain_text(f"This is edition {EDITION}; the newest is {LATER}. Since then 1 figure")
    banner.get_by_text("What changed").click()
    expect(banner).to_contain_text("Each half-year doubles it. → It doubles no more.")
    note = window.locator("#fig-points .hr-superseded")
    expect(note).to_contain_text(f"Superseded in {LATER}: this figure changed.")
    expect(window.locator("#fig-side .hr-superseded")).to_have_count(0)
    note.get_by_role("link").click()
    window.wait_for_url(f"**/latest/{PAGE}#fig-points")
    expect(window.locator(".hr-superseded")).to_have_count(0)


def test_a_page_without_results_only_names_the_newest(window: Page, site: Path, serve: Callable) -> None:
    window.goto(f"{serve(site)}/{EDITION}/index.html")
    banner = window.locator(".hr-superseded--page")
    expect(banner).to_have_text(f"This is edition {EDITION}; the newest is {LATER}. ")


def test_the_newest_is_canonical_and_an_edition_alone_asks_nothing(
    window: Page, site: Path, twice: tuple[Path, Path], serve: Callable
) -> None:
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.goto(f"{serve(twice[1])}/{PAGE}")
    canonical = window.locator('link[rel="canonical"]').get_attribute("href")
    assert canonical == f"https://headroom.example/latest/{PAGE}"
    expect(window.locator(".hr-edition")).to_contain_text(f"Edition {EDITION}. Data as of")
    expect(window.locator(".hr-superseded")).to_have_count(0)
    assert not any("editions.json" in url for url in asked)
