"""What a reader can do with a figure: read it without scripts, touch it, move its inputs, cite it, take it away."""

from __future__ import annotations

import json
import math
import random
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from headroom.book import downloads, drawing, fonts
from headroom.book.figures import LABELS
from headroom.report import format as fmt
from headroom.report.number import MOST
from headroom.report.publication import version

pytestmark = pytest.mark.book

PARAMS, TOKENS, MFU, PRICE = 1.75e11, 3e11, 0.4, 2.5  # defaults of the small book's live figure


def said(params: float = PARAMS, tokens: float = TOKENS, mfu: float = MFU, price: float = PRICE) -> str:
    """The live sentence of the small book, by Python."""
    flop = 6 * params * tokens
    cost = flop / (mfu * 9.89e14) / 3600 * price
    return f"Training takes {fmt.write(flop, 'flop')} and costs {fmt.write(cost, 'money')}."


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """A window on a desktop that may write to the clipboard."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    yield context.new_page()
    context.close()


def live(window: Page, address: str) -> Locator:
    """The live figure of a page, awake."""
    window.goto(address)
    figure = window.locator("#fig-live")
    figure.scroll_into_view_if_needed()
    expect(figure.locator(".hr-chart")).to_have_attribute("data-state", "live", timeout=20_000)
    return figure


@pytest.fixture
def figure(window: Page, small_book: Path, serve: Callable) -> Locator:
    """The live figure of the small book, served."""
    return live(window, f"{serve(small_book)}/chapters/live.html")


def test_sentence_at_the_defaults(figure: Locator) -> None:
    expect(figure.locator(".hr-sentence")).to_have_text(said())


def test_slider_moves_by_keyboard_and_the_sentence_says_what_python_says(figure: Locator, window: Page) -> None:
    figure.locator("#live-mfu").focus()
    for _ in range(10):
        window.keyboard.press("ArrowRight")
    expect(figure.get_by_label("Utilisation, typed")).to_have_value("50%")
    expect(figure.locator(".hr-sentence")).to_have_text(said(mfu=0.5))


def test_logarithmic_slider_reaches_both_ends(figure: Locator, window: Page) -> None:
    figure.locator("#live-params").focus()
    window.keyboard.press("End")
    expect(figure.locator(".hr-sentence")).to_have_text(said(params=1e13))
    window.keyboard.press("Home")
    expect(figure.locator(".hr-sentence")).to_have_text(said(params=1e8))
    expect(figure.locator("#live-params")).to_have_attribute("aria-valuetext", "100M")


@pytest.mark.parametrize(
    ("typed", "value"), [("405B", 4.05e11), ("1.5e12", 1.5e12), ("2×10¹²", 2e12), ("16,384,000,000", 1.6384e10)]
)
def test_typed_numbers(figure: Locator, window: Page, typed: str, value: float) -> None:
    box = figure.get_by_label("Model size, typed")
    box.fill(typed)
    box.press("Enter")
    expect(figure.locator(".hr-sentence")).to_have_text(said(params=value))


@pytest.mark.parametrize(("typed", "value"), [("9e99", 1e13), ("3", 1e8), ("many", PARAMS)])
def test_typed_numbers_stay_within_bounds_and_words_change_nothing(figure: Locator, typed: str, value: float) -> None:
    box = figure.get_by_label("Model size, typed")
    box.fill(typed)
    box.press("Enter")
    expect(box).to_have_value(fmt.write(value, "count"))
    expect(figure.locator(".hr-sentence")).to_have_text(said(params=value))


def test_preset_choice_and_reset(figure: Locator) -> None:
    figure.get_by_label("Published run").select_option("Llama")
    expect(figure.locator(".hr-sentence")).to_have_text(said(7e9, 1e12))
    figure.get_by_label("Chip", exact=True).select_option("A100")
    expect(figure.locator(".hr-sentence")).to_have_text(said(7e9, 1e12, price=1.5))
    figure.get_by_role("button", name="Reset").click()
    expect(figure.locator(".hr-sentence")).to_have_text(said())
    expect(figure.get_by_label("Published run")).to_have_value("")


def test_chart_follows_the_inputs(figure: Locator) -> None:
    line = figure.locator(".hr-live .mark-line path")
    before = line.get_attribute("d")
    figure.get_by_label("Published run").select_option("Llama")
    expect(line).not_to_have_attribute("d", before)


def test_address_keeps_the_inputs(figure: Locator, window: Page, browser: Browser) -> None:
    figure.get_by_label("Published run").select_option("Llama")
    window.wait_for_url("**/live.html#fig-live?*tokens*")
    other = browser.new_page()
    other.goto(window.url)
    expect(other.locator("#fig-live .hr-sentence")).to_have_text(said(7e9, 1e12), timeout=20_000)
    other.close()


def test_address_with_nonsense_is_harmless(window: Page, small_book: Path, serve: Callable) -> None:
    address = f"{serve(small_book)}/chapters/live.html#fig-live?mfu=99&params=much&price=7&other=1"
    figure = live(window, address)
    expect(figure.locator(".hr-sentence")).to_have_text(said(mfu=0.7))


def test_figures_and_inputs_work_from_a_file(window: Page, small_book: Path) -> None:
    figure = live(window, (small_book / "chapters" / "live.html").as_uri())
    figure.get_by_label("Published run").select_option("Llama")
    expect(figure.locator(".hr-sentence")).to_have_text(said(7e9, 1e12))


def test_turning_a_phone_keeps_the_inputs(figure: Locator, window: Page) -> None:
    figure.get_by_label("Published run").select_option("Llama")
    window.set_viewport_size({"width": 390, "height": 844})
    expect(figure.locator(".hr-chart")).to_have_attribute("data-state", "live")
    expect(figure.locator(".hr-live svg.marks")).to_have_attribute("viewBox", _viewbox(figure, "narrow"))
    expect(figure.locator(".hr-sentence")).to_have_text(said(7e9, 1e12))


def _viewbox(figure: Locator, variant: str) -> str:
    return figure.locator(f".hr-{variant} svg").get_attribute("viewBox")


def test_nothing_moves_when_charts_come_alive(window: Page, small_book: Path, serve: Callable) -> None:
    window.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value }))"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    window.goto(f"{serve(small_book)}/chapters/charts.html")
    window.evaluate("document.fonts.ready")
    window.evaluate("window.shift = 0")
    for stage in window.locator(".hr-stage").all():
        stage.hover()
    expect(window.locator('.hr-chart[data-state="live"]')).to_have_count(3, timeout=20_000)
    assert window.evaluate("window.shift") < 0.001


def test_tooltip_of_a_static_figure(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/charts.html")
    window.locator("#fig-points .hr-stage").hover()
    window.locator("#fig-points .hr-live .mark-symbol path").first.hover()
    expect(window.locator("#vg-tooltip-element.visible")).to_contain_text("kind")


def test_page_reads_without_scripts(browser: Browser, small_book: Path, serve: Callable) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.goto(f"{serve(small_book)}/chapters/live.html")
    expect(window.locator("#fig-live .hr-wide svg")).to_be_visible()
    expect(window.locator("#fig-live .hr-narrow svg")).to_be_hidden()
    expect(window.locator("#fig-live .hr-sentence")).to_have_text(said())
    assert window.locator("#fig-live :is(input, select)").evaluate_all("all => all.every(input => input.disabled)")
    window.locator(".num").first.hover()
    expect(window.locator(".num > .num-card").first).to_be_visible()
    window.locator(".term").first.hover()
    expect(window.locator(".term > .num-card").first).to_be_visible()
    window.locator(".term > a").first.click()
    expect(window.locator("#term-chip-hour")).to_be_in_viewport()
    context.close()


def _stays_until_escape(window: Page, owner: Locator, card: Locator) -> None:
    """A card that is shown lies inside the window, and Escape closes it."""
    box, size = card.bounding_box(), window.viewport_size
    assert box["x"] >= 0, box
    assert box["x"] + box["width"] <= size["width"], box
    assert box["y"] >= 0, box
    assert box["y"] + box["height"] <= size["height"], box
    window.keyboard.press("Escape")
    expect(card).to_be_hidden()
    window.mouse.move(1, 1)
    owner.blur()


@pytest.mark.parametrize("width", [1280, 390])
def test_number_card_by_hover_focus_and_tap_stays_in_the_window(
    browser: Browser, small_book: Path, serve: Callable, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=True)
    window = context.new_page()
    window.goto(f"{serve(small_book)}/chapters/live.html")
    number, card = window.locator(".num").first, window.locator(".num > .num-card").first
    expect(card).to_be_hidden()
    for show in (number.hover, number.focus, number.tap):
        show()
        expect(card).to_be_visible()
        expect(card).to_contain_text("Source: Epoch AI 2024")
        _stays_until_escape(window, number, card)
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_term_shows_its_entry_by_hover_focus_and_tap_and_leads_to_it(
    browser: Browser, small_book: Path, serve: Callable, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=True)
    window = context.new_page()
    window.goto(f"{serve(small_book)}/chapters/live.html")
    expect(window.locator(".term > a")).to_have_text(["chip-hour", "rented"])
    link, card = window.locator(".term > a").last, window.locator(".term > .num-card").last
    expect(card).to_be_hidden()
    for show in (link.hover, link.focus, link.tap):
        show()
        expect(card).to_be_visible()
        expect(card).to_have_text("rental cost What a run costs somebody who rents all of its chips.")
        _stays_until_escape(window, link, card)
    assert window.url.endswith("/live.html"), "the first tap opens the card"
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    link.tap()
    link.tap()
    expect(window).to_have_url(re.compile(r"/glossary\.html#term-rental-cost$"))
    expect(window.locator("#term-rental-cost")).to_be_in_viewport()
    window.go_back()
    link.focus()
    window.keyboard.press("Enter")
    expect(window).to_have_url(re.compile(r"/glossary\.html#term-rental-cost$"))
    context.close()


def test_print_shows_the_wide_drawing_and_no_buttons(browser: Browser, small_book: Path, serve: Callable) -> None:
    window = browser.new_page(viewport={"width": 390, "height": 844})
    window.goto(f"{serve(small_book)}/chapters/charts.html")
    window.emulate_media(media="print")
    expect(window.locator("#fig-points .hr-wide svg")).to_be_visible()
    expect(window.locator("#fig-points .hr-narrow svg")).to_be_hidden()
    expect(window.locator("#fig-points .hr-downloads")).to_be_hidden()
    expect(window.locator(".bd-sidebar-primary")).to_be_hidden()
    window.close()


def test_citation_names_edition_date_and_place(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/charts.html")
    figure = window.locator("#fig-points")
    figure.get_by_text("Cite").click()
    figure.get_by_role("button", name="Copy text").click()
    expect(figure.get_by_role("button", name="Copied")).to_be_visible()
    text = window.evaluate("navigator.clipboard.readText()")
    identity = json.loads((small_book / "_figures" / "points.vl.json").read_text("utf-8"))["usermeta"]["figure"]
    for part in ("Cost by date", version(identity), identity["as_of"], "chapters/charts.html#fig-points"):
        assert part in text, text
    assert "http" not in text  # it was built without an address, and where it is read is none to cite
    bibtex = figure.locator("pre").nth(1).inner_text()
    assert bibtex.startswith("@misc{headroom-") and "chapters/charts.html#fig-points" in bibtex
    assert "url = " not in bibtex


def test_source_links_to_its_entry(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/charts.html")
    window.locator("#fig-points .hr-sources a").click()
    window.wait_for_url("**/references.html#ref-epoch2024costcode")
    expect(window.locator("#ref-epoch2024costcode")).to_be_visible()


def test_figures_have_numbers_anchors_and_references(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/live.html")
    number = window.locator("#fig-live .caption-number").inner_text().strip()
    link = window.locator('a[href="#fig-live"]:not(.headerlink)').first
    assert number in link.inner_text()
    window.locator('a[href="charts.html#fig-points"]').click()
    expect(window.locator("#fig-points")).to_be_in_viewport()


def test_browser_and_python_write_numbers_alike(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/live.html")
    draw = random.Random(7)
    values = [0.0, 0.5, 1.0, 9.95, 9.995, 0.0995, 999.5, 9999.5, 999_499.0, 999_500.0, 9.995e8, 1e12, 2.5e15, 1e21]
    values += [draw.choice([-1, 1]) * 10 ** draw.uniform(-6, 30) for _ in range(400)]
    values += [round(draw.uniform(0, 2000), draw.randrange(4)) for _ in range(200)]
    kinds = window.evaluate("headroomFormat.kinds")
    assert sorted(kinds) == sorted(fmt.FORMATS)
    years = [year + part for year in range(1950, 2101) for part in (0, 0.25, 0.5, 0.75)]
    pairs = [[value, kind] for kind in kinds for value in (years if kind in ("year", "part_of_year") else values)]
    written = window.evaluate("pairs => pairs.map(([x, kind]) => headroomFormat.write(x, kind))", pairs)
    wrong = [
        (value, kind, text, fmt.write(value, kind))
        for (value, kind), text in zip(pairs, written, strict=True)
        if text != fmt.write(value, kind)
    ]
    assert not wrong, wrong[:20]
    assert window.evaluate("headroomFormat.write(Infinity, 'money')") == fmt.write(math.inf, "money")


def test_browser_reads_what_it_writes(window: Page, small_book: Path, serve: Callable) -> None:
    window.goto(f"{serve(small_book)}/chapters/live.html")
    values = [0.012, 0.4, 1.7, 48.0, 16384.0, 7e6, 4.05e11, 1.56e13, 3.8e25]
    for kind in ("money", "count", "flop", "number", "ratio", "days", "chip_hours"):
        for value in values:
            text = fmt.write(value, kind)
            back = window.evaluate("([text, kind]) => headroomFormat.read(text, kind)", [text, kind])
            assert fmt.write(back, kind) == text, (value, kind, text, back)
    assert window.evaluate("headroomFormat.read('41 %', 'percent')") == pytest.approx(0.41)
    assert window.evaluate("headroomFormat.read('41', 'percent')") == pytest.approx(0.41)
    assert window.evaluate("Number.isNaN(headroomFormat.read('no number', 'count'))")


def test_downloads_of_a_release_open(small_book: Path) -> None:
    folder = small_book / "_figures"
    names = sorted(path.name.removesuffix(".js") for path in folder.glob("*.js"))
    assert names
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        f"{name}{suffix}" for name in names for suffix in (".js", *LABELS)
    )
    for name in names:
        opens({suffix: folder / f"{name}{suffix}" for suffix in LABELS})


def test_downloads_of_figures_of_the_book_open(real_book: Path, tmp_path: Path) -> None:
    """One of each chapter's kind: of many rows, of facets, moved by inputs."""
    kept = real_book.parent / ".headroom"
    charts = {}
    for file in sorted((kept / "charts").glob("*.json")):
        spec = json.loads(file.read_text("utf-8"))
        kind = next((kind for kind in ("facet", "hconcat", "vconcat") if kind in spec), "single")
        kind = "live" if spec["usermeta"]["figure"].get("controls") else kind
        charts.setdefault(kind, (file, spec["usermeta"]["figure"]))
    assert len(charts) >= 3, sorted(charts)
    for name, (file, identity) in list(charts.items())[:3]:
        folder = tmp_path / name
        drawing.make_downloads(file, identity, folder, kept / fonts.CHART_FONTS, downloads.RELEASE)
        opens({suffix: folder / f"download{suffix}" for suffix in LABELS})


def opens(files: dict[str, Path]) -> None:
    """Open the downloads of a figure, by the ends of their names, and see that each says what it is."""
    for suffix, size in {".png": (1920, 1080), "-2x.png": (3840, 2160)}.items():
        picture = Image.open(files[suffix])
        assert picture.size == size
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 8, f"{files[suffix]} is empty"
        assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    spec = json.loads(files[".vl.json"].read_text("utf-8"))
    alt.Chart.from_dict(spec)  # refused unless it is Vega-Lite
    identity = spec["usermeta"]["figure"]
    texts = " ".join(ElementTree.parse(files[".svg"]).getroot().itertext())
    assert identity["as_of"] in texts
    assert all(source["label"].split()[0] in texts for source in identity["sources"][:MOST])
    lines = files[".csv"].read_text("utf-8").splitlines()
    head = dict(line.removeprefix("# ").split(": ", 1) for line in lines if line.startswith("# "))
    assert head["as of"] == identity["as_of"]
    assert head["unit"] == identity["unit"]
    assert head["edition"] == identity["edition"]
    assert all(source["key"] in head["source"] for source in identity["sources"])
    table = pd.read_csv(StringIO("\n".join(line for line in lines if not line.startswith("# "))))
    assert len(table) >= 1, f"{files['.csv']} has no rows"


def test_csv_holds_the_rows_shown(small_book: Path) -> None:
    table = pd.read_csv(small_book / "_figures" / "points.csv", comment="#", parse_dates=["date"])
    assert list(table["cost"]) == pytest.approx([2e4 * 2.1**n for n in range(12)])
    assert table["date"].iloc[0] == pd.Timestamp("2018-01-01")
