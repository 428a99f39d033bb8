"""Search: every kind of entry is found, with words of the text and without code, over HTTP and from a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from headroom.book.search import INDEX, entries

pytestmark = pytest.mark.book

PAGE = """<article class="bd-article"><section id="top"><h1>1. Chips<a class="headerlink">#</a></h1>
<p>A run costs
<span class="num"><span class="num-value">$5M</span><span class="num-card">hidden basis</span></span>.</p>
<pre>code = hidden()</pre>
<section id="rent"><h2>1.1. Rent</h2><p>Sellers ask more.</p>
<figure id="fig-rents"><div class="hr-chart"><svg><text>hidden</text></svg></div><figcaption><span class="caption-text">
<strong>Rents by day</strong> They rose.</span></figcaption></figure>
<aside class="verdict" id="claim-dear"><p class="verdict-claim"><q>Chips are dear</q> <cite>Somebody</cite></p>
<p>Tested: a rent.</p></aside></section>
<section id="words"><h2>1.2. Words</h2><dl class="glossary"><dt id="term-rent">rent</dt><dd><p>A price.</p></dd></dl>
<h3 class="rubric" id="rental-cost">rental_cost</h3><p>Hours times rent.</p><p>Told of the formula.</p></section>
</section></article>"""


def test_each_part_of_a_page_is_an_entry_with_its_own_words():
    found = {(one.kind, one.title): (one.href, one.text) for one in entries(PAGE, "c.html")}
    assert found == {
        ("Section", "1. Chips"): ("c.html#top", "A run costs $5M."),
        ("Section", "1.1. Rent"): ("c.html#rent", "Sellers ask more."),
        ("Section", "1.2. Words"): ("c.html#words", ""),
        ("Figure", "Rents by day"): ("c.html#fig-rents", "They rose."),
        ("Claim", "Chips are dear"): ("c.html#claim-dear", "Chips are dear Somebody Tested: a rent."),
        ("Term", "rent"): ("c.html#term-rent", "A price."),
        ("Formula", "rental cost"): ("c.html#rental-cost", "Hours times rent."),
    }


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("cost date publication", "Figure"),
        ("breaks cost", "Section"),
        ("chip-hour", "Term"),
        ("hundreds of millions", "Claim"),
        ("rental cost", "Formula"),
        ("training runs", "Table"),
        ("Phi-4 Technical", "Source"),
    ],
)
def test_everything_is_found(words: str, kind: str, from_file: bool, window: Page, real_book: Path, serve: Callable):
    window.goto(f"{real_book.as_uri() if from_file else serve(real_book)}/search.html")
    window.locator(".hr-search input").fill(words)
    hit = window.locator(".hr-found li", has=window.locator("small", has_text=kind)).first
    expect(hit).to_be_visible()
    address = hit.locator("a").get_attribute("href")
    page, _, anchor = address.partition("#")
    assert (real_book / page).exists()
    assert not anchor or f'id="{anchor}"' in (real_book / page).read_text("utf-8")


def test_what_is_asked_in_the_address_is_searched_and_marked(window: Page, real_book: Path, serve: Callable):
    window.goto(f"{serve(real_book)}/search.html?q=utilisation")
    expect(window.locator(".hr-search output")).to_contain_text("places")
    assert {text.lower() for text in window.locator(".hr-found mark").all_inner_texts()} == {"utilisation"}
    window.locator(".hr-search input").fill("<b>(")
    expect(window.locator(".hr-search output")).to_have_text("0 places")


def test_cards_and_code_are_not_searched(real_book: Path):
    words = (real_book / INDEX).read_text("utf-8").removeprefix("window.headroomSearch=").rstrip(";\n")
    texts = [text for *_, text in json.loads(words)]
    assert len(texts) > 500
    assert not [text for text in texts if "As of 2026-11" in text and "Rests on" in text or "world = World(" in text]
