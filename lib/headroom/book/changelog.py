"""The changelog as a page, computed while it is read, and as an Atom feed, made of that page when the build has ended.

CHANGELOG.md stays the one place where changes are told. The feed holds no time of the build: the same editions give the
same bytes. Its links are absolute where `html_baseurl` says where the book is published, else relative to the feed.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from headroom.book.citation import AUTHOR
from headroom.book.edition import newest
from headroom.book.glossary import explained
from headroom.book.store import digest, hashed
from headroom.evidence import World
from headroom.evidence.tables import DATA
from headroom.report import changelog

PAGE, TEXT, FEED = "chapters/changelog", "CHANGELOG.md", "changes.atom"
EDITIONS, CORRECTIONS = "<!-- editions -->", "<!-- corrections -->"  # what is put in their place in the page
TITLE = "Headroom: changelog and corrections"
ATOM = "http://www.w3.org/2005/Atom"
_HEADERLINK = re.compile(r'<a class="headerlink".*?</a>')
_ADDRESS = re.compile(r'(?<=href=")[^"]*')
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """An edition in the feed.

    Parameters
    ----------
    name : of the edition
    published : day of its publication, as ISO 8601 writes it
    address : its place in the page
    content : what the page says of it, as HTML
    """

    name: str
    published: str
    address: str
    content: str


def feed(entries: Sequence[Entry], base: str) -> bytes:
    """The editions as an Atom feed (RFC 4287), the newest first.

    Parameters
    ----------
    entries
        At least one.
    base
        Address of the book, with a slash at its end, or "".
    """
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": "en"})
    _add(root, "title", TITLE)
    _add(root, "id", _identity("changelog"))
    _add(root, "updated", _midnight(max(entry.published for entry in entries)))
    _add(_add(root, "author"), "name", AUTHOR)
    _add(root, "rights", "CC BY 4.0")
    _add(root, "link", rel="self", type="application/atom+xml", href=base + FEED)
    _add(root, "link", rel="alternate", type="text/html", href=base + entries[0].address.partition("#")[0])
    for entry in entries:
        of = _add(root, "entry")
        _add(of, "title", f"Edition {entry.name}")
        _add(of, "id", _identity(entry.name))
        for name in ("published", "updated"):
            _add(of, name, _midnight(entry.published))
        _add(of, "link", rel="alternate", type="text/html", href=base + entry.address)
        _add(of, "content", absolute(entry.content, base + entry.address), type="html")
    ElementTree.indent(root)
    return ElementTree.tostring(root, "utf-8", xml_declaration=True) + b"\n"


def absolute(html: str, page: str) -> str:
    """The links of a page as they stand in a feed: from where the book is published, or from the feed's own folder."""
    return _ADDRESS.sub(lambda found: urljoin(page, found[0]), html)


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child


def _identity(name: str) -> str:
    """What names an entry for good, wherever the book is published."""
    return uuid5(NAMESPACE_URL, f"headroom/{name}").urn


def _midnight(day: str) -> str:
    return f"{day}T00:00:00Z"


def _outdated(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> set[str]:
    """The page, if what it is made of is not as it was; by content, as all freshness."""
    text = Path(app.srcdir, TEXT)
    if PAGE not in env.found_docs or not text.exists():
        return set()
    made_of = hashed(text.read_text("utf-8"), digest(DATA, "**/*"))
    before, env.headroom_changelog = getattr(env, "headroom_changelog", ""), made_of
    return {PAGE} if made_of != before else set()


def _compute(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put editions and corrections into the page."""
    if docname != PAGE:
        return
    text, world = Path(app.srcdir, TEXT).read_text("utf-8"), World()
    for part in changelog.parts(text):
        found = changelog.moved(world, part.name)
        for missing in changelog.unexplained(found, part.reasons) if found else ():
            logger.warning("%s does not say why %s moved in edition %s", TEXT, missing, part.name, location=docname)
    source[0] = source[0].replace(EDITIONS, changelog.page(text, world))
    source[0] = source[0].replace(CORRECTIONS, changelog.corrected(world))


def _entries(app: Sphinx) -> list[Entry]:
    """The editions that are published, from the page."""
    app.builder.fignumbers = app.env.toc_fignumbers  # which a builder that had no page to write lacks
    page = app.env.get_and_resolve_doctree(PAGE, app.builder)
    for node in list(page.findall(explained)):
        node.replace_self(nodes.Text(node.astext()))  # a feed has no cards
    sections = {anchor: section for section in page.findall(nodes.section) for anchor in section["ids"]}
    found = []
    for part in changelog.parts(Path(app.srcdir, TEXT).read_text("utf-8")):
        anchor = nodes.make_id(f"edition-{part.name}")
        if part.published:
            body = "".join(app.builder.render_partial(child)["fragment"] for child in sections[anchor][1:])
            address = f"{app.builder.get_target_uri(PAGE)}#{anchor}"
            found.append(Entry(part.name, part.published.isoformat(), address, _HEADERLINK.sub("", body)))
    return found


def _write(app: Sphinx, exception: Exception | None) -> None:
    """Write the feed beside the pages."""
    if exception is None and app.builder.format == "html" and PAGE in app.env.found_docs:
        Path(app.outdir, FEED).write_bytes(feed(_entries(app), newest(app.config)))


def _link(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Tell feed readers of the feed in the head of every page."""
    if PAGE in app.env.found_docs:
        href = relative_uri(app.builder.get_target_uri(page), FEED)
        link = f'<link rel="alternate" type="application/atom+xml" title="{TITLE}" href="{href}">'
        context["metatags"] = context.get("metatags", "") + link


def setup(app: Sphinx) -> None:
    """Register the page and the feed."""
    app.connect("env-get-outdated", _outdated)
    app.connect("source-read", _compute)
    app.connect("html-page-context", _link)
    app.connect("build-finished", _write, priority=700)  # while the builder can still render
