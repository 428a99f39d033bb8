"""The pages of tables: one for each, made of what the other pages show, with where the book uses each row.

They are no documents of the book: a table has no text of its own to be read or searched, and its page is made once all
others are, since what uses a row is read from the links that their numbers and figures bear. A book has them if it has
the page that lists them (`LISTING`); in another, a number's card says its rows without links.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from headroom.book.outputs import Results
from headroom.book.store import hashed, store, write_atomically
from headroom.evidence import World
from headroom.report import table_pages
from headroom.report.rows import FOLDER, linked, place_of, read
from headroom.report.table_pages import Use, Uses

LISTING = "chapters/data"
MADE = "tables.txt"  # fingerprint of what the pages were made of
TEMPLATE = "page.html"
_LINK = re.compile(rf'<a href="\.\./({FOLDER}/\w+\.html\?rows=[^"]*)">([^<]*)</a>')
_CLAIM = re.compile(r'<aside class="verdict[^"]*" id="claim-([\w.-]+)".*?</aside>', re.DOTALL)
Found = dict[tuple[str, int], dict[str, dict[str, Any]]]  # table and place of a row → page → what of it


def has_tables(app: Sphinx) -> bool:
    """Whether the book has pages of tables."""
    return app.builder.format == "html" and LISTING in app.env.found_docs


def _pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages, if anything changed of which they are made."""
    if not has_tables(app):
        return
    titles = [_title(app, page) for page in in_order(app)]  # of the pages' navigation
    shown = json.dumps([app.headroom_notebooks.made(), titles])
    made = hashed(app.headroom_book, str(app.headroom_inputs), shown)
    kept = store(app) / MADE
    world = World.current()
    app.headroom_tables_stand = False
    written = [Path(app.outdir, f"{table_pages.place(name)}.html") for name in world.dictionary]
    if kept.exists() and kept.read_text("utf-8") == made and all(page.exists() for page in written):
        app.headroom_tables_stand = True
        return
    uses = _uses(app, world)
    back = f'<nav class="hr-back" aria-label="Up"><a href="../{LISTING}.html">{escape(_title(app, LISTING))}</a></nav>'
    for name, resource in world.dictionary.items():
        body = f"{back}<h1>{escape(resource['title'])}</h1>{table_pages.page(name, world, uses)}"
        context = {"title": resource["title"], "body": f"<section>{body}</section>", "display_toc": False}
        yield table_pages.place(name), context, TEMPLATE
    write_atomically(kept, made)


def in_order(app: Sphinx) -> list[str]:
    """The pages in the order of the book's contents."""
    found: dict[str, None] = {}

    def visit(page: str) -> None:
        found[page] = None
        for below in app.env.toctree_includes.get(page, ()):
            if below not in found and below in app.env.titles:
                visit(below)

    visit(app.config.root_doc)
    return list(found)


def _title(app: Sphinx, docname: str) -> str:
    return app.env.titles[docname].astext()


def _nothing() -> Found:
    return defaultdict(lambda: defaultdict(lambda: {"figures": {}, "claims": {}, "numbers": 0, "formulas": {}}))


def _uses(app: Sphinx, world: World) -> Uses:
    """What of each page rests on each row of the tables."""
    found = _nothing()
    for docname, key in app.headroom_notebooks.keys.items():
        _note(found, docname, key, app.headroom_notebooks.results, world)
    order = in_order(app)
    return {
        row: [
            Use(
                page,
                _title(app, page),
                tuple(of["figures"].items()),
                tuple(of["claims"]),
                of["numbers"],
                (*of["formulas"],),
            )
            for page, of in sorted(pages.items(), key=lambda item: order.index(item[0]))
        ]
        for row, pages in found.items()
    }


def _note(found: Found, docname: str, key: str, results: Results, world: World) -> None:
    """Note the rows behind the numbers and figures that a notebook shows, and those that its formulas took."""
    for output in (one for cell in results.get(docname, key) for one in cell):
        for text in (str(text) for kind, text in output.get("data", {}).items() if kind.endswith("text/html")):
            _note_numbers(found, docname, text)
    for reference in results.chart_references(docname, key):
        for table, code, _ in reference.identity.get("rows", ()):
            for place in read(code):
                found[table, place][docname]["figures"][reference.identity["id"]] = reference.identity["title"]
    for table, rows in results.taken(docname).items():
        places = place_of(world, table)
        for row, formulas in rows.items():
            if row in places:
                found[table, places[row]][docname]["formulas"] |= dict.fromkeys(sorted(formulas))


def _note_numbers(found: Found, docname: str, text: str) -> None:
    """Note the rows to which the numbers in an output link, and those of verdicts among them."""
    for rows in linked(text):
        for place in rows.places:
            found[rows.table, place][docname]["numbers"] += 1
    for verdict in _CLAIM.finditer(text):
        for rows in linked(verdict[0]):
            for place in rows.places:
                found[rows.table, place][docname]["claims"][verdict[1]] = True


def _make_links_right(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Links of cards are those from the folder of chapters; from elsewhere they are others, or there are none."""
    if doctree is None or "body" not in context:
        return
    if not has_tables(app):
        context["body"] = _LINK.sub(r"\2", context["body"])
    elif (up := "../" * page.count("/")) != "../":
        context["body"] = _LINK.sub(rf'<a href="{up}\1">\2</a>', context["body"])


def setup(app: Sphinx) -> None:
    """Register pages and links."""
    app.connect("html-collect-pages", _pages)
    app.connect("html-page-context", _make_links_right, priority=400)
