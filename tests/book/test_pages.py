"""Every page of the book in a real browser: light and dark, desktop and phone."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, TimeoutError

pytestmark = pytest.mark.book

MODES = [(scheme, width) for scheme in ("light", "dark") for width in (1280, 390)]
AXE = {"resultTypes": ["violations"], "preload": False}  # preloading looks for imported styles in the wrong place
LIVE = {"exclude": [[".hr-still"]]}  # all figures are live by then: the drawing under each is not shown
ON_A_PHONE = {"runOnly": ["color-contrast", "scrollable-region-focusable", "target-size"]}  # what its layout changes
WITH_AXE = {("light", 1280): AXE, ("dark", 390): AXE | ON_A_PHONE}  # both schemes, both layouts
ALIKE = 40  # parts of a page by one template that stand for all: of the formula sheet's 280, or of a table's rows
SHORTENED = """alike => {
    for (const heading of [...document.querySelectorAll('h3.rubric')].slice(alike)) {
        while (heading.nextElementSibling && !heading.nextElementSibling.matches('.rubric')) {
            heading.nextElementSibling.remove();
        }
        document.querySelector(`a[href="#${heading.id}"]`)?.remove();
        heading.remove();
    }
    for (const still of document.querySelectorAll('[data-state="live"] .hr-still')) {  // not examined, but traversed
        const { width, height } = still.getBoundingClientRect();
        Object.assign(still.style, { width: `${width}px`, height: `${height}px` });
        still.replaceChildren();
    }
    for (const table of document.querySelectorAll('.hr-data')) {
        for (const row of [...table.tBodies[0].rows].slice(alike)) row.remove();
    }
}"""
TABLES = "data"  # folder of the pages of tables, all by one template
STANDING_FOR_ALL = {f"{TABLES}/{name}.html" for name in ("prices", "parameters", "limits_statements")}
BUDGET = 320_000
LEFT = "net::ERR_ABORTED"  # of an icon still on its way when the window goes on; a missing file is an answer of 404
THEIRS = {"region"}  # the theme leaves its sidebar outside a landmark


def pages(book: Path) -> list[str]:
    """All pages of a book, as addresses relative to its folder."""
    return sorted(str(path.relative_to(book)) for path in book.rglob("*.html") if "_static" not in path.parts)


@pytest.fixture(params=MODES, ids=lambda mode: f"{mode[0]}-{mode[1]}")
def opened(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Page, list[str], tuple[str, int]]]:
    """A window in one mode, and the list in which its troubles are noted."""
    scheme, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    window, troubles = context.new_page(), []

    def note(kind: str, text: str) -> None:
        troubles.append(f"{urlsplit(window.url).path}: {kind}: {text}")

    window.on("console", lambda message: message.type == "error" and note("console", message.text))
    window.on("pageerror", lambda error: note("script", str(error)))
    window.on("response", lambda answer: answer.status >= 400 and note(str(answer.status), answer.url))
    window.on("requestfailed", lambda asked: asked.failure != LEFT and note("not found", asked.url))
    window.on(
        "request", lambda asked: urlsplit(asked.url).hostname not in ("127.0.0.1", None) and note("foreign", asked.url)
    )
    yield window, troubles, request.param
    context.close()


def examine(window: Page, address: str, mode: tuple[str, int]) -> Iterator[str]:
    """What is wrong with a page: sideways scroll, figures not drawn or moved, faults of accessibility."""
    window.goto(address)
    window.wait_for_load_state("networkidle")
    wide, shown = window.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    if wide > shown:
        yield f"scrolls sideways: {wide} px in {shown} px"
    before = window.evaluate(
        """() => [...document.querySelectorAll('.hr-chart')].map(chart => {
            const svg = [...chart.querySelectorAll('.hr-still svg')].filter(s => s.getBoundingClientRect().width);
            const box = svg[0]?.getBoundingClientRect();
            return [chart.dataset.figure, svg.length, svg[0]?.querySelectorAll('path,line,text').length ?? 0,
                    Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)];
        })"""
    )
    texts = {name: window.locator(f'[data-figure="{name}"] .hr-value').all_inner_texts() for name, *_ in before}
    for name, drawings, marks, width, height in before:
        if drawings != 1 or marks < 5 or width < 200 or height < 80:
            yield f"figure {name} is not drawn: {drawings} drawings, {marks} marks, {width} by {height} px"
        window.locator(f'[data-figure="{name}"] .hr-stage').hover()
        live = window.locator(f'[data-figure="{name}"][data-state="live"] .hr-live svg.marks')
        try:
            live.wait_for(timeout=15_000)
        except TimeoutError:
            yield f"figure {name} did not come alive"
            continue
        box = live.bounding_box()
        if abs(box["width"] - width) > 1 or abs(box["height"] - height) > 1:
            yield f"figure {name} changed size from {width} by {height} px to {box['width']} by {box['height']} px"
        after = window.locator(f'[data-figure="{name}"] .hr-value').all_inner_texts()
        if after != texts[name]:
            yield f"figure {name} says {after} in the browser and {texts[name]} by Python"
    if mode in WITH_AXE:
        window.evaluate(SHORTENED, ALIKE)
        for fault in Axe().run(window, context=LIVE, options=WITH_AXE[mode]).response["violations"]:
            if fault["id"] not in THEIRS:
                places = "; ".join(" ".join(map(str, node["target"])) for node in fault["nodes"][:3])
                yield f"accessibility: {fault['id']} ({fault['help']}) at {places}"


@pytest.mark.parametrize("book", ["small_book", "real_book"])
def test_every_page(
    book: str, opened: tuple[Page, list[str], tuple[str, int]], serve: Callable, request: pytest.FixtureRequest
) -> None:
    window, troubles, mode = opened
    folder = request.getfixturevalue(book)
    found = [page for page in pages(folder) if not page.startswith(f"{TABLES}/") or page in STANDING_FOR_ALL]
    assert len(found) >= 4, found
    for page in found:
        troubles += [f"{page}: {trouble}" for trouble in examine(window, f"{serve(folder)}/{page}", mode)]
    assert not troubles, "\n".join(troubles)


@pytest.mark.parametrize("book", ["small_book", "real_book"])
def test_no_page_names_another_host_for_something_to_load(book: str, request: pytest.FixtureRequest) -> None:
    folder = request.getfixturevalue(book)
    loads = re.compile(r'<(?:script|img|iframe|source|link(?=[^>]*stylesheet))[^>]*(?:src|href)="(?:https?:)?//', re.I)
    named = [
        f"{page}: {hit[0]}" for page in pages(folder) for hit in loads.finditer((folder / page).read_text("utf-8"))
    ]
    styles = [
        path for path in folder.rglob("*.css") if re.search(r"url\(['\"]?(?:https?:)?//", path.read_text("utf-8"))
    ]
    assert not named
    assert not styles


@pytest.mark.parametrize("book", ["small_book", "real_book"])
def test_pages_are_light(book: str, browser: Browser, serve: Callable, request: pytest.FixtureRequest) -> None:
    """What a first visit loads, compressed, but for the chart library, which waits until a chart is near or touched."""
    folder = request.getfixturevalue(book)
    for page in pages(folder):
        window, loaded = browser.new_page(), []
        window.on("response", lambda answer, loaded=loaded: loaded.append(answer))
        window.goto(f"{serve(folder)}/{page}")
        window.wait_for_load_state("networkidle")
        weights = {answer.url: weight(answer) for answer in loaded if "/vega-" not in answer.url}
        window.close()
        heaviest = sorted(weights.items(), key=lambda item: -item[1])[:5]
        assert sum(weights.values()) <= BUDGET, f"{page}: {sum(weights.values())} bytes, of which {heaviest}"


def weight(answer: Response) -> int:
    """Bytes of an answer as a server would send it: text compressed, pictures and fonts as they are."""
    body = answer.body()
    packed = answer.url.partition("?")[0].endswith((".png", ".woff2"))
    return len(body) if packed else len(gzip.compress(body))
