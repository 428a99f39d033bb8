"""Search: an index of sections, figures, tables, terms, claims, sources and formulas, made of the pages as written.

It lies in a script, which a page opened as a file can load, too. What is on cards, in code or in a figure's bar is not
searched: an entry shows words of the text. It takes the place of the index of Sphinx, which knows pages alone and asks
a server for their words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

from headroom.book.store import hashed, store, write_atomically
from headroom.book.tables import has_tables, in_order
from headroom.evidence.tables import DATA
from headroom.report.rows import FOLDER as TABLES

INDEX = "search-index.js"
KEPT = "search.json"
TEMPLATES = Path(__file__).parent / "templates"
NOT_SEARCHED = (
    "a.headerlink, button, script, style, form, math, pre, noscript, "
    ".num-card, .hr-export, .hr-sources, .hr-actions, .hr-chart, .hr-hidden, .caption-number, .hr-findings"
)
OWN = "figure, aside.verdict, dl.glossary, .citation-list, h3.rubric[id], h3.rubric[id] ~ :not(section)"
BLOCKS = "p, li, dt, dd, td, th, cite, div, .verdict-outcome, .verdict-margin"  # end a word
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


class Entry(NamedTuple):
    """What can be found.

    Parameters
    ----------
    kind : "Section", "Figure", "Table", "Term", "Claim", "Source" or "Formula"
    title : what it is called
    page : title of its page
    href : where it stands, from the root of the book
    text : the words searched beside the title
    """

    kind: str
    title: str
    page: str
    href: str
    text: str


def entries(html: str, page: str) -> list[Entry]:
    """What can be found on a page of the book.

    Parameters
    ----------
    html
        The page as it is written.
    page
        Its address from the root of the book.
    """
    article = BeautifulSoup(_DRAWING.sub("", html), "html.parser").select_one("article.bd-article")
    if article is None or article.h1 is None:
        return []
    for part in article.select(NOT_SEARCHED):
        part.decompose()
    title = _words(article.h1)
    found = [Entry(kind, name, title, f"{page}#{id}", text) for kind, name, id, text in _own(article)]
    for part in article.select(OWN):
        part.decompose()
    return [*_sections(article, title, page), *found]


def _own(article: Tag) -> Iterator[tuple[str, str, str, str]]:
    """Figures, claims, terms, sources and formulas: kind, title, anchor, text."""
    for figure in article.select("figure[id]"):
        if (caption := figure.select_one(".caption-text")) and (strong := caption.strong):
            name = _words(strong.extract())
            yield "Figure", name, figure["id"], _words(caption)
    for claim in article.select('aside.verdict[id^="claim-"]'):
        if quote := claim.select_one(".verdict-claim"):
            yield "Claim", _words(quote.q), claim["id"], _words(claim)
    for term in article.select("dl.glossary dt[id]"):
        meaning = term.find_next_sibling("dd")
        yield "Term", _words(term), term["id"], _words(meaning) if meaning else ""
    for source in article.select('.citation[id^="ref-"] > p'):
        name, _, rest = _words(source).partition(" URL: ")
        yield "Source", name, source.parent["id"], rest
    for formula in article.select("h3.rubric[id]"):
        meaning = formula.find_next_sibling("p")
        yield "Formula", _words(formula).replace("_", " "), formula["id"], _words(meaning) if meaning else ""


def _sections(article: Tag, title: str, page: str) -> Iterator[Entry]:
    """Each section with the words that are its own and not those of a section in it."""
    for section in article.select("section[id]"):
        heading = section.find(re.compile("h[1-6]"), recursive=False)
        if heading is None:
            continue
        own = [_words(part) for part in section.find_all(True, recursive=False) if part.name != "section"]
        yield Entry("Section", own[0], title, f"{page}#{section['id']}", " ".join(filter(None, own[1:])))


def _words(part: Tag) -> str:
    """The text of a part, in one line."""
    for block in part.select(BLOCKS):
        block.append(" ")
    return " ".join(part.get_text().split())


def _tables(app: Sphinx) -> Iterator[Entry]:
    if has_tables(app):
        listed = app.env.titles["chapters/data"].astext()
        for one in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]:
            yield Entry("Table", one["title"], listed, f"{TABLES}/{one['name']}.html", one.get("description", ""))


def _known(file: Path) -> dict[str, Any]:
    """Entries of an earlier build, by page, under the fingerprints of the pages."""
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index; only pages that changed are read again."""
    if exception or app.builder.format != "html":
        return
    file = store(app) / KEPT
    known, made = _known(file), {}
    for name in in_order(app):
        html = Path(app.builder.get_outfilename(name)).read_text("utf-8")
        digest = hashed(html, Path(__file__).read_text("utf-8"))
        old = known.get(name, [None])
        made[name] = old if old[0] == digest else [digest, entries(html, app.builder.get_target_uri(name))]
    found = [*(entry for _, of in made.values() for entry in of), *_tables(app)]
    write_atomically(file, json.dumps(made))
    words = json.dumps(_once(found), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    write_atomically(Path(app.outdir, INDEX), f"window.headroomSearch={words};\n")


def _once(found: list[Any]) -> list[Any]:
    """A claim stands in its chapter and in the list of all claims: it is found once."""
    told: dict[str, Any] = {}
    for entry in found:
        kind, title, _, href, _ = entry
        told.setdefault(f"{kind} {title}" if kind == "Claim" else href, entry)
    return list(told.values())


def _page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The page with the results."""
    if app.builder.format == "html":
        yield "search", {"has_glossary": "chapters/glossary" in app.env.found_docs}, "search.html"


def _instead(app: Sphinx) -> None:
    """No index of Sphinx's own."""
    if app.builder.format == "html":
        app.builder.search = False


def setup(app: Sphinx) -> None:
    """Register the page and the index."""
    app.connect("config-inited", lambda _, config: config.templates_path.append(str(TEMPLATES)), priority=400)
    app.connect("builder-inited", _instead)
    app.connect("html-collect-pages", _page)
    app.connect("build-finished", _write, priority=840)  # after the pages have been trimmed
