"""Words of the trade explained where a page first uses them: a link to the glossary, with its entry on a card.

The entries are those of the glossary's page (Sphinx's own directive). An entry may have several terms: names and forms
that mean the same. A term that begins with a small letter is found with a capital, too, and each in the plural. They
are looked for in prose alone: not in headings, code, links, figures, tables, nor in what cells show.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

PAGE = "chapters/glossary"
NO_PROSE = (
    addnodes.pending_xref,
    nodes.caption,
    nodes.FixedTextElement,
    nodes.figure,
    nodes.literal,
    nodes.math,
    nodes.reference,
    nodes.rubric,
    nodes.table,
    nodes.term,
    nodes.title,
)
NO_PROSE_CLASSES = {"cell_output", "sd-card", "toctree-wrapper"}


class explained(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils names nodes in lower case
    """A word with its entry of the glossary."""


@dataclass(frozen=True)
class Entry:
    """An entry of the glossary.

    Parameters
    ----------
    anchor : its id in the page
    terms : what it explains; the first is its name
    meaning : its first paragraph
    """

    anchor: str
    terms: tuple[str, ...]
    meaning: str


def entries(glossary: nodes.document) -> list[Entry]:
    """The entries of the glossary's page."""
    found = []
    for item in glossary.findall(nodes.definition_list_item):
        terms = [child for child in item if isinstance(child, nodes.term)]
        meaning = next(item.findall(nodes.paragraph)).astext()
        found.append(Entry(terms[0]["ids"][0], tuple(term.astext() for term in terms), meaning))
    return found


class Words:
    """The terms of all entries, as they are looked for in a text.

    Parameters
    ----------
    all_entries : of the glossary
    """

    def __init__(self, all_entries: Iterable[Entry]) -> None:
        self.of = {term: entry for entry in all_entries for term in entry.terms}
        longest_first = sorted(self.of, key=len, reverse=True)
        forms = "|".join(f"({_pattern(term)})" for term in longest_first)
        self._terms, self._forms = longest_first, re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])") if forms else None

    def find(self, text: str) -> Iterator[tuple[int, int, Entry]]:
        """Where a text names an entry: begin, end, entry."""
        for found in self._forms.finditer(text) if self._forms else ():
            yield *found.span(), self.of[self._terms[found.lastindex - 1]]


def _pattern(term: str) -> str:
    """A term in a text: with either apostrophe, over the end of a line, in the plural."""
    head = f"[{term[0]}{term[0].upper()}]" if term[0].islower() else re.escape(term[0])
    rest = re.sub("['’]", "['’]", re.escape(term[1:])).replace(r"\ ", r"\s+")
    return f"{head}{rest}(?:e?s)?"


def prose(node: nodes.Element, inside: bool = False) -> Iterator[nodes.Text]:
    """The texts of a page that are prose: those of paragraphs, but for what has a meaning of its own."""
    for child in node.children:
        if isinstance(child, nodes.Text):
            if inside:
                yield child
        elif not isinstance(child, NO_PROSE) and NO_PROSE_CLASSES.isdisjoint(child.get("classes", ())):
            yield from prose(child, inside or isinstance(child, nodes.paragraph))


def explain(page: nodes.document, words: Words, glossary: str) -> None:
    """Explain each entry where the page first names it; `glossary` is the address of the glossary from there."""
    told: set[Entry] = set()
    for text in list(prose(page)):
        parts, end = [], 0
        for start, stop, entry in words.find(text):
            if entry not in told:
                told.add(entry)
                word = text[start:stop]
                parts += [nodes.Text(text[end:start]), explained(word, nodes.Text(word), entry=entry, page=glossary)]
                end = stop
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def _remember(app: Sphinx, env: BuildEnvironment) -> set[str]:
    """Keep the entries; name all pages where they are others than in the last build, so that they are written again."""
    found = entries(env.get_doctree(PAGE)) if PAGE in env.found_docs else []
    before, env.headroom_glossary = getattr(env, "headroom_glossary", None), found
    return set(env.found_docs) if found != before else set()


def _explain(app: Sphinx, page: nodes.document, docname: str) -> None:
    if docname != PAGE and app.builder.format == "html" and app.env.headroom_glossary:
        explain(page, Words(app.env.headroom_glossary), app.builder.get_relative_uri(docname, PAGE))


def _visit(self: HTML5Translator, node: explained) -> None:
    entry: Entry = node["entry"]
    self.body.append(
        f'<span class="term"><a href="{node["page"]}#{entry.anchor}" aria-describedby="of-{entry.anchor}">'
    )


def _depart(self: HTML5Translator, node: explained) -> None:
    entry: Entry = node["entry"]
    self.body.append(
        f'</a><span class="num-card" role="tooltip" id="of-{entry.anchor}"><strong>{escape(entry.terms[0])}</strong> '
        f"{escape(entry.meaning)}</span></span>"
    )


def setup(app: Sphinx) -> None:
    """Register the words, and how they are written."""
    app.add_node(explained, html=(_visit, _depart))
    app.connect("env-updated", _remember)
    app.connect("doctree-resolved", _explain)
