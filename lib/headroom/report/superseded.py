"""What later editions changed of earlier ones: the content of `editions.json`, from the records of both.

A page of a frozen edition never changes. Its script asks this file, at the root of the site, what became of what the
page shows: figures that draw or say something else, headline results that moved, verdicts that flipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from headroom.report.changes import Change
from headroom.report.changes_text import title, value
from headroom.report.editions import Edition
from headroom.report.pages import PAGES
from headroom.report.results import Result

LISTS = {"headline": "chapters/answers.html"}  # the page with every result of a kind
CLAIMS = "chapters/claims.html"  # that with every verdict, of either date
FRONT = "index.html"  # shows results of both kinds
MOVED = "the same takeaway, but not the same numbers behind it"
GONE = "no longer in the book"


def superseded(editions: Sequence[Edition]) -> dict[str, Any]:
    """What `editions.json` says of editions, given from the oldest to the newest."""
    steps = {later.name: list(_changed(earlier, later)) for earlier, later in pairwise(editions)}
    names = [edition.name for edition in editions]
    return {
        "latest": names[-1],
        "editions": {
            edition.name: {
                "as_of": edition.as_of.isoformat(),
                "pages": sorted({page for result in edition.results.values() for page in _pages(result)}),
                "changes": [change for later in names[place + 1 :] for change in steps[later]],
            }
            for place, edition in enumerate(editions)
        },
    }


def _page(chapter: str) -> str:
    return f"chapters/{PAGES.get(chapter, chapter)}.html"


def _pages(result: Result) -> list[str]:
    """The pages that show a result."""
    return [_page(result.chapter), LISTS.get(result.kind, CLAIMS), FRONT]


def _changed(earlier: Edition, later: Edition) -> Iterator[dict[str, Any]]:
    """What an edition changed of the one before."""
    for id, before in earlier.figures.items():  # noqa: A001 - the word of figures
        after = later.figures.get(id)
        if after is None or (before.title, before.takeaway, before.drawn) != (after.title, after.takeaway, after.drawn):
            now = after.takeaway if after else GONE
            words = (before.takeaway, MOVED if now == before.takeaway else now)
            yield _change(later, "figure", id, before.title, words, [_page(before.chapter)])
    for key, before in earlier.results.items():
        after = later.results.get(key)
        if _superseded(before, after):
            words = (value(before), value(after) if after else GONE)
            yield _change(later, before.kind, before.id, title(Change(before, after)), words, _pages(before))


def _superseded(before: Result, after: Result | None) -> bool:
    """Whether a reader would see another result: a headline's number as it is written, a verdict's outcome."""
    if after is None or before.kind != "headline":
        return after is None or before.outcome != after.outcome
    return value(before) != value(after)


def _change(later: Edition, kind: str, id: str, label: str, words: tuple[str, str], pages: list[str]) -> dict[str, Any]:  # noqa: A002
    before, after = words
    return {
        "edition": later.name,
        "kind": kind,
        "id": id,
        "label": label,
        "before": before,
        "after": after,
        "pages": pages,
    }
