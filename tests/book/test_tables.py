"""Tables of data as a reader meets them: sorted, filtered, linked to, and without a script; and as machines do."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from playwright.sync_api import Browser, Page, expect

from headroom.evidence import World

pytestmark = pytest.mark.book

WORLD = World()
SHOWN = "() => [...document.querySelectorAll('.hr-data tbody tr')].filter(row => !row.hidden).map(row => row.id)"
LINK = re.compile(r'<a [^>]*href="([^"]+)"')
ANCHOR = re.compile(r'\sid="([^"]+)"')


def shown(window: Page) -> list[str]:
    """Ids of the rows in sight, in their order."""
    return window.evaluate(SHOWN)


def file(book: Path, page: str) -> str:
    """The page as a file, as a reader without a server opens it."""
    return (book / page.partition("?")[0]).as_uri() + page[len(page.partition("?")[0]) :]


def test_a_table_is_sorted_by_key_and_says_so(window: Page, real_book: Path) -> None:
    window.goto(file(real_book, "data/training_runs.html"))
    head = window.locator("th[data-kind=number]", has_text=re.compile("^Training compute")).first
    in_file = shown(window)
    assert head.get_attribute("aria-sort") == "none"
    head.get_by_role("button").focus()
    window.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    flop = WORLD.table("training_runs").set_index("id")["training_flop"]
    known = [flop[id] for id in shown(window) if flop[id] > 0]
    assert known == sorted(known) and len(known) == flop.notna().sum()
    assert flop[shown(window)].notna().tolist() == sorted(flop.notna(), reverse=True), "what is not known comes last"
    window.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(window)[0] == flop.idxmax() or flop[shown(window)[0]] == flop.max()
    assert sorted(shown(window)) == sorted(in_file)
    assert window.locator("th[aria-sort=descending]").count() == 1


def test_rows_are_found_by_words_and_by_a_choice(window: Page, real_book: Path) -> None:
    window.goto(file(real_book, "data/prices.html"))
    prices = WORLD.table("prices")
    expect(window.locator(".hr-tools output")).to_have_text(f"{len(prices)} of {len(prices)} rows")
    expect(window.get_by_role("button", name="Show all rows")).to_be_hidden()
    window.get_by_label("Kind of price").select_option("cloud_spot")
    assert set(shown(window)) == set(prices["id"][prices["price_kind"] == "cloud_spot"])
    window.get_by_label("Find").fill("H100-SXM spot")
    assert set(shown(window)) <= set(prices["id"][prices["price_kind"] == "cloud_spot"])
    assert set(shown(window)) >= set(
        prices["id"][(prices["price_kind"] == "cloud_spot") & (prices["accelerator_id"] == "h100-sxm")]
    )
    window.get_by_label("Find").fill("no such words anywhere")
    expect(window.locator(".hr-tools output")).to_have_text(f"0 of {len(prices)} rows")
    window.get_by_role("button", name="Show all rows").click()
    assert len(shown(window)) == len(prices)


def test_the_address_of_a_filtered_table_shows_it_again(window: Page, real_book: Path, serve) -> None:
    window.goto(f"{serve(real_book)}/data/parameters.html")
    window.get_by_label("Find").fill("pue")
    window.get_by_role("button", name="Central").click()
    there, rows = window.url, shown(window)
    assert "find=pue" in there and "sort=Central" in there and 1 < len(rows) < 60
    window.goto("about:blank")
    window.goto(there)
    assert shown(window) == rows


def test_from_a_number_to_its_rows_and_their_source_in_two_clicks(window: Page, real_book: Path) -> None:
    window.goto(file(real_book, "chapters/training-cost.html"))
    number = window.locator(".num", has=window.locator(".num-card a")).first
    number.scroll_into_view_if_needed()
    number.hover()
    card = number.locator(".num-card")
    words = card.locator("a").first.inner_text()
    card.locator("a").first.click()
    assert window.url.partition("?")[0].startswith(file(real_book, "data/"))
    expect(window.locator(".hr-tools output")).to_have_text(re.compile(rf"^{words.split()[0]} of "))
    row = window.locator(".hr-data tr:target")
    expect(row).to_be_in_viewport()
    assert row.get_attribute("id") == shown(window)[0]
    row.locator("td a").first.click()
    expect(window.locator(":target")).to_be_in_viewport()
    assert window.url.startswith(file(real_book, "references.html"))


def test_a_row_that_an_address_names_is_in_sight_and_its_table_whole(window: Page, real_book: Path) -> None:
    window.goto(file(real_book, "data/capability_scores.html") + f"#{WORLD.table('capability_scores')['id'].iloc[-1]}")
    expect(window.locator(".hr-data tr:target")).to_be_in_viewport()
    assert len(shown(window)) == len(WORLD.table("capability_scores"))


def test_without_a_script_all_rows_stand_in_the_page(browser: Browser, real_book: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(file(real_book, "data/prices.html?rows=0-3#p0007"))
    assert window.locator(".hr-data tbody tr").count() == len(WORLD.table("prices"))
    expect(window.locator("tr#p0007")).to_be_in_viewport()
    assert window.locator(".hr-tools").count() == 0
    assert window.get_by_role("link", name="prices.csv", exact=True).get_attribute("href") == "prices.csv"
    context.close()


def test_every_link_between_pages_and_rows_leads_somewhere(real_book: Path) -> None:
    """All links of all pages to pages and files of the book, with their anchors."""
    pages = {path: path.read_text("utf-8") for path in real_book.rglob("*.html") if "_static" not in path.parts}
    anchors = {path: {unescape(id) for id in ANCHOR.findall(text)} for path, text in pages.items()}
    dead = set()
    for path, text in pages.items():
        for href in map(unescape, LINK.findall(text)):
            if re.match(r"[a-z]+:", href):
                continue
            address, anchor = urldefrag(href)
            target = (path.parent / address.partition("?")[0]).resolve() if address.partition("?")[0] else path
            if (
                not target.exists()
                or anchor
                and target in anchors
                and unquote(anchor.partition("?")[0]) not in anchors[target]
            ):
                dead.add(f"{path.relative_to(real_book)}: {href}")
    listed = [path for path in pages if path.parent.name == "data"]
    assert len(listed) == len(WORLD.dictionary)
    assert not {one for one in dead if "_figures/" not in one}, sorted(dead)[:10]


def test_parameters_say_where_they_are_used(real_book: Path) -> None:
    page = (real_book / "data/parameters.html").read_text("utf-8")
    row = page.partition('<tr id="pue-hyperscaler">')[2].partition("</tr>")[0]
    for place in ("training-cost.html#fig-", "energy.html#fig-", "formulas.html#run-energy"):
        assert place in row
    for page_of_book in ("training-cost", "energy"):
        text = (real_book / f"chapters/{page_of_book}.html").read_text("utf-8")
        for figure in re.findall(rf"{page_of_book}\.html#(fig-[\w-]+)", row):
            assert f'id="{figure}"' in text


def test_what_machines_read_is_there_and_says_what_the_pages_say(real_book: Path) -> None:
    for path in WORLD.data.glob("*.csv"):
        assert (real_book / "data" / path.name).read_bytes() == path.read_bytes()
    listed = re.findall(r"\]\(([^)]+)\)", (real_book / "llms.txt").read_text("utf-8"))
    assert len(listed) > len(WORLD.dictionary) and all((real_book / one).exists() for one in listed)
    results = json.loads((real_book / "api/results.json").read_text("utf-8"))["results"]
    copies = {page.stem: page.read_text("utf-8") for page in real_book.glob("chapters/*.md")}
    for one in results:
        written = rf"{re.escape(one['written'])}\[\^\d+\]"
        assert re.search(written, copies["answers"]), f"{one['id']}: {one['written']} is not among the answers"
    for page in real_book.glob("chapters/*.html"):
        assert f'href="{page.stem}.md"' in page.read_text("utf-8") and page.with_suffix(".md").exists()
        assert not re.search(r"<(span|div|math|svg)\b|{glue}", page.with_suffix(".md").read_text("utf-8"))
