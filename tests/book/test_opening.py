"""Below its answer a chapter says how long it is, and what each of its figures finds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from headroom.book.opening import WORDS_A_MINUTE, minutes
from headroom.report.pages import PAGES

pytestmark = pytest.mark.book


def test_only_what_is_read_counts():
    read = "word " * (3 * WORDS_A_MINUTE)
    skipped = "unread " * 1000
    others = f'<svg><text>{skipped}</text></svg><pre>{skipped}</pre><span class="num-card">{skipped}</span>'
    assert minutes(f"<p>{read}{others}</p>") == 3
    assert minutes("<p>one</p>") == 1


@pytest.mark.parametrize("chapter", PAGES)
def test_a_chapter_opens_with_its_answer_and_its_findings(
    chapter: str, window: Page, real_book: Path, serve: Callable
) -> None:
    window.goto(f"{serve(real_book)}/chapters/{PAGES[chapter]}.html")
    box = window.locator(".hr-findings")
    expect(box).to_have_count(1)
    assert box.evaluate("box => box.previousElementSibling.querySelector('strong') !== null")  # the answer
    figures = [f"#{id}" for id in window.locator("figure.hr-figure").evaluate_all("all => all.map(({ id }) => id)")]
    links = box.locator("a").evaluate_all("all => all.map(link => link.getAttribute('href'))")
    assert links == figures
    assert 5 <= int("".join(c for c in box.locator("small").inner_text() if c.isdigit())) <= 90
    box.locator("summary").click()
    box.locator("a").last.click()
    expect(window.locator(figures[-1])).to_be_in_viewport()
