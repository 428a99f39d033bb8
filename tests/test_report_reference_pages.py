"""Contents of the reference pages: each link leads to the heading that the book makes of it."""

import re
from html import escape, unescape

import pytest
from docutils.nodes import make_id

from headroom.calculator import chapters
from headroom.evidence import World
from headroom.evidence.licences import LICENCES
from headroom.report import reference_pages


def headings(markdown: str) -> list[str]:
    """The third-level headings of a text, as plain words."""
    return [line.removeprefix("### ").replace("`", "") for line in markdown.splitlines() if line.startswith("### ")]


@pytest.mark.parametrize("name", chapters())
def test_every_formula_is_in_the_contents(name):
    names = [function.__name__ for function in reference_pages.functions(name)]
    text = reference_pages.contents({"A chapter": names}, "Formulas")
    assert re.findall(r'href="#([^"]+)"', text) == [
        make_id(heading) for heading in headings(reference_pages.chapter(name))
    ]


def test_the_licences_count_every_row_once():
    world = World()
    text = reference_pages.licences(world)
    counts = re.findall(r"<td>([\d,]+)</td><td>([\d,]+)</td></tr>", text)
    rows = sum(len(world.table(name)) for name in world.dictionary)
    assert sum(int(n.replace(",", "")) for _, n in counts) == rows
    assert len(counts) == len(LICENCES) and all(escape(one.meaning) in text for one in LICENCES.values())


def test_every_table_is_in_the_contents():
    world = World()
    found = reference_pages.table_headings(world)
    assert found == headings(reference_pages.tables(world))
    text = reference_pages.contents({"Tables": found}, "Tables")
    assert re.findall(r'href="#([^"]+)"', text) == [make_id(heading) for heading in found]
    assert ">prices.csv<" in unescape(text)
