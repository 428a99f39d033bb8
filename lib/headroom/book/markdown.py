"""A Markdown copy of each page beside it, with its numbers filled in, and `llms.txt`, which says what there is.

The copy is made of the page as its reader sees it. What stands on the card of a number becomes a footnote; a figure is
its title, takeaway, text alternative and the address of its table.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from headroom.book.edition import newest
from headroom.book.figures import FOLDER as FIGURES
from headroom.book.figures import figures, files
from headroom.book.mathml import MATH, latex_of
from headroom.book.published import API
from headroom.book.store import write_atomically
from headroom.book.tables import has_tables, in_order
from headroom.evidence.tables import DATA
from headroom.report.rows import FOLDER as TABLES

INDEX = "llms.txt"
NOT_READ = (
    "a.headerlink, .term > .num-card, button, script, style, form, .hr-export, .hr-actions, .hr-hidden, "
    ".toctree-wrapper, .hr-findings"
)
_DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_MANY_LINES = re.compile(r"\n{3,}")


def copy(body: str, identities: Mapping[str, Mapping[str, Any]], table: str = "") -> str:
    """A page as Markdown.

    Parameters
    ----------
    body
        The page as HTML.
    identities
        What its figures say of themselves, by id.
    table
        Address of the folder with the tables of figures, from the page; "" where there are none.
    """
    plain = MATH.sub(lambda found: escape(latex_of(found[0])), _DRAWING.sub("", body))
    soup = BeautifulSoup(plain, "html.parser")
    for chart in soup.select(".hr-chart"):
        _describe(soup, chart, identities.get(chart.get("data-figure", ""), {}), table)
    notes = list(dict.fromkeys(_footnoted(soup)))
    for part in soup.select(NOT_READ):
        part.decompose()
    options = {"heading_style": "ATX", "bullets": "-", "escape_underscores": False, "escape_asterisks": False}
    text = MarkdownConverter(**options).convert_soup(soup)
    foot = "".join(f"\n[^{number}]: {note}" for number, note in enumerate(notes, 1))
    return _MANY_LINES.sub("\n\n", text).strip() + "\n" + ("\n" + foot.lstrip("\n") + "\n" if foot else "")


def _describe(soup: BeautifulSoup, chart: Tag, identity: Mapping[str, Any], table: str) -> None:
    """Put the words of a figure in the place of its drawing."""
    sentence = chart.select_one(".hr-sentence")
    words = soup.new_tag("div")
    for text in filter(None, (identity.get("alt", ""), sentence.get_text(" ", strip=True) if sentence else "")):
        paragraph = soup.new_tag("p")
        paragraph.string = text
        words.append(paragraph)
    if table and identity:
        link = soup.new_tag("a", href=f"{table}/{identity['id']}.csv")
        link.string = "The data shown"
        words.append(link)
    chart.replace_with(words)


def _footnoted(soup: BeautifulSoup) -> Iterator[str]:
    """Put a value and the sign of its footnote in the place of each number; the texts of the notes."""
    known: dict[str, int] = {}
    for number in soup.select(".num"):
        card = " ".join(number.select_one(".num-card").get_text().split())
        number.replace_with(f"{number.select_one('.num-value').get_text()}[^{known.setdefault(card, len(known) + 1)}]")
        yield card


def _write(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Write the copy of a page beside it, and have the page name it."""
    if doctree is None or "body" not in context or app.builder.name != "html":
        return
    shown = {name: one.identity for name, one in figures(app.env).items() if one.docname == page}
    table = relative_uri(page, FIGURES) if ".csv" in files(app.config) else ""
    write_atomically(Path(app.outdir, f"{page}.md"), copy(context["body"], shown, table))
    link = f'<link rel="alternate" type="text/markdown" href="{page.rpartition("/")[2]}.md" />'
    context["metatags"] = f"{context.get('metatags') or ''}\n{link}"


def _index(app: Sphinx, exception: Exception | None) -> None:
    """Write what there is to read by machine."""
    if exception or app.builder.name != "html":
        return
    root = newest(app.config)
    pages = [f"- [{app.env.titles[page].astext()}]({root}{page}.md)" for page in in_order(app)]
    parts = [
        f"# {app.config.project or app.env.titles[app.config.root_doc].astext()}",
        "> An executable report: each number is computed from dated, sourced tables. In the Markdown copies of its "
        "pages, a footnote says range, rows, sources and date of a number.",
        "## Pages\n\n" + "\n".join(pages),
    ]
    if has_tables(app):
        parts += [_results(root), _tables(root)]
    write_atomically(Path(app.outdir, INDEX), "\n\n".join(parts) + "\n")


def _results(root: str) -> str:
    return (
        "## Results\n\n"
        f"- [Headline results]({root}{API}/results.json): values, intervals, sources and rows\n"
        f"- [Verdicts]({root}{API}/verdicts.json): each claim, when stated and now\n"
        f"- [Prices in use]({root}{API}/prices.json): of every chip and kind of price"
    )


def _tables(root: str) -> str:
    listed = (
        f"- [{one['title']}]({root}{TABLES}/{one['path']}): {one.get('description', '')}"
        for one in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
    )
    dictionary = f"- [Field dictionary]({root}{TABLES}/datapackage.json): a Frictionless data package"
    sources = f"- [Sources]({root}{TABLES}/references.bib): BibTeX, with the licence of each"
    return "\n".join(["## Tables\n", dictionary, sources, *listed])


def setup(app: Sphinx) -> None:
    """Register the steps."""
    app.connect("html-page-context", _write, priority=900)
    app.connect("build-finished", _index, priority=830)
