"""Every word of the trade that the pages use stands in the glossary, and the glossary has no other."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from docutils import nodes
from sphinx.application import Sphinx

from headroom.book.glossary import NO_PROSE, PAGE, Entry, Words, entries, explain, explained, prose
from headroom.calculator.nomenclature import NAMES

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = {
    "extensions": ["myst_nb"],
    "suppress_warnings": ["*"],
    "nb_execution_mode": "off",
    "myst_enable_extensions": ["attrs_inline", "colon_fence", "deflist", "dollarmath"],
    "exclude_patterns": ["made"],
}
ABBREVIATION = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]+\b|(?<!-)\b[A-Z]+\d+\b")
NOT_OF_THE_TRADE = {  # abbreviations that are names of companies, people's models, licences, or known to everybody
    *(
        "AI",
        "BY",
        "JSON",
        "US",
        "CC",
        "ChatGPT",
        "DeepSeek",
        "GLaM",
        "GPT",
        "JupyterLab",
        "LLaMA",
        "MIT",
        "MPT",
        "OLMo",
        "OpenAI",
    ),
    *("JSON", "RAND", "US", "xAI"),
}
EVERYDAY = {  # names of the nomenclature that are words of every day, or are explained where they stand
    *("Budget", "Cadence", "Chance of success", "Chip price", "Chips", "Cost of a query", "Effective stock"),
    *(
        "Emissions",
        "Energy of a token",
        "Experts",
        "Exponent",
        "Growth of data",
        "Growth of data centres",
        "Horizon",
        "Images",
    ),
    *("Largest training set", "Length of a run", "Link", "Network", "Nodes", "Pace", "Passes", "Peak power"),
    *("Power for AI", "Power there is", "Room", "Samples", "Share", "Share of one run", "Shipments", "Shortest run"),
    *("Slope", "Software", "Sound", "Text", "Turns", "Use", "Votes", "Water", "Window"),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, nodes.document]:
    """The pages of the book as they are read, with nothing computed."""
    source = tmp_path_factory.mktemp("pages")
    shutil.copytree(ROOT / "chapters", source / "chapters", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copyfile(ROOT / "index.ipynb", source / "index.ipynb")
    made = source / "made"
    app = Sphinx(source, None, made, made, "dummy", SETTINGS, status=None, warning=io.StringIO())
    app.build()
    return {name: app.env.get_doctree(name) for name in app.env.found_docs}


@pytest.fixture(scope="module")
def glossary(pages: dict[str, nodes.document]) -> list[Entry]:
    """The entries."""
    return entries(pages[PAGE])


@pytest.fixture(scope="module")
def texts(pages: dict[str, nodes.document]) -> dict[str, list[str]]:
    """The prose of every page but the glossary."""
    return {name: [str(text) for text in prose(page)] for name, page in pages.items() if name != PAGE}


def test_each_term_stands_once_and_has_a_meaning(glossary: list[Entry]) -> None:
    assert len(glossary) > 100
    terms = [term for entry in glossary for term in entry.terms]
    assert len(set(terms)) == len(terms)
    for entry in glossary:
        assert entry.meaning[0].isupper() and entry.meaning.endswith("."), entry
        assert len(entry.meaning) < 240, f"{entry.terms[0]}: a card is short"


def test_each_entry_is_used(glossary: list[Entry], texts: dict[str, list[str]]) -> None:
    words = Words(glossary)
    used = {entry for page in texts.values() for text in page for *_, entry in words.find(text)}
    assert not [entry.terms[0] for entry in glossary if entry not in used]


def test_each_form_is_used(glossary: list[Entry], texts: dict[str, list[str]]) -> None:
    """What an entry is called besides its name is there because a page calls it so."""
    words, said = Words(glossary), set()
    for text in (text for page in texts.values() for text in page):
        said |= {text[start:stop].lower().replace("’", "'").removesuffix("s") for start, stop, _ in words.find(text)}
    others = [term for entry in glossary for term in entry.terms[1:]]
    assert not [term for term in others if term.lower().replace("’", "'").removesuffix("s") not in said]


def test_each_abbreviation_of_the_text_is_explained(glossary: list[Entry], texts: dict[str, list[str]]) -> None:
    words, found, unknown = Words(glossary), set(), set()
    for text in (text for page in texts.values() for text in page):
        spans = [(start, stop) for start, stop, _ in words.find(text)]
        for one in ABBREVIATION.finditer(text):
            short = one[0].removesuffix("s")
            found.add(short)
            if not any(start <= one.start() and one.end() <= stop for start, stop in spans):
                unknown.add(short)
    assert unknown <= NOT_OF_THE_TRADE, "explain it in chapters/glossary.md, or say that it is a name"
    assert {"FLOP", "PUE", "MFU", "GPU", "H100"} <= found


def test_each_name_of_the_nomenclature_that_the_text_uses_is_explained(
    glossary: list[Entry], texts: dict[str, list[str]]
) -> None:
    words = Words(glossary)
    said = " ".join(" ".join(text.split()) for page in texts.values() for text in page)
    used = {name.label for name in NAMES.values() if re.search(rf"\b{re.escape(name.label)}\b", said, re.IGNORECASE)}
    explained_here = {term.partition(" (")[0] for entry in glossary for term in entry.terms}
    unknown = {label for label in used if label.lower() not in explained_here and not any(words.find(label))}
    assert unknown <= EVERYDAY, "explain it in chapters/glossary.md, or say that it is a word of every day"


def document(*parts: nodes.Node) -> nodes.document:
    """A page of these parts."""
    page = nodes.document(None, None)
    page += parts
    return page


def told(page: nodes.document, *terms: tuple[str, ...]) -> list[str]:
    """The words of a page that get explained, by a glossary of these terms."""
    explain(page, Words(Entry(f"term-{names[0]}", names, "Meaning.") for names in terms), "glossary.html")
    return [node.astext() for node in page.findall(explained)]


def paragraph(text: str) -> nodes.paragraph:
    """A paragraph of one text."""
    return nodes.paragraph("", "", nodes.Text(text))


def test_a_term_is_explained_at_its_first_use_alone() -> None:
    page = document(paragraph("Goodput of one, goodput of two."), paragraph("And goodput."))
    assert told(page, ("goodput",)) == ["Goodput"]
    assert page.astext() == "Goodput of one, goodput of two.\n\nAnd goodput."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Two FLOPs a weight", ["FLOPs"]),
        ("at a PFLOP/s", []),
        ("flop", []),
        ("of 3 FLOP/s and a FLOP", ["FLOP/s", "FLOP"]),
        ("batches pass", ["batches"]),
        ("debatched", []),
        ("Little’s law", ["Little’s law"]),
        ("over the\nlead times of", ["lead times"]),
        ("re-batch", []),
        ("MFU, a share", ["MFU"]),
        ("the model FLOP utilisation", ["model FLOP utilisation"]),
        ("utilisation, or MFU", ["utilisation"]),
    ],
)
def test_a_term_is_found_in_the_forms_that_it_takes(text: str, found: list[str]) -> None:
    terms = [("FLOP",), ("FLOP/s",), ("batch",), ("Little's law",), ("lead time",)]
    assert told(document(paragraph(text)), *terms, ("MFU", "model FLOP utilisation", "utilisation")) == found


@pytest.mark.parametrize("kind", NO_PROSE, ids=lambda kind: kind.__name__)
def test_no_term_is_explained_in_what_is_no_prose(kind: type[nodes.Element]) -> None:
    inner = (
        kind("", "", nodes.Text("goodput")) if issubclass(kind, nodes.TextElement) else kind("", paragraph("goodput"))
    )
    assert told(document(nodes.paragraph("", "", inner), nodes.section("", inner.deepcopy())), ("goodput",)) == []


def test_no_term_is_explained_in_what_a_cell_shows() -> None:
    page = document(
        nodes.container("", paragraph("goodput"), classes=["cell_output", "docutils"]), paragraph("goodput")
    )
    assert told(page, ("goodput",)) == ["goodput"]
    assert not list(page[0].findall(explained))


def test_a_book_without_a_glossary_explains_nothing() -> None:
    assert told(document(paragraph("goodput"))) == []
