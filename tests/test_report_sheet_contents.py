"""Contents of the reference pages: each link leads to the heading that the book makes of it."""

import re
from html import unescape

import pytest
from docutils.nodes import make_id

from lib.calculator import chapters
from lib.evidence import World
from lib.report import sheet


def headings(markdown: str) -> list[str]:
    """The third-level headings of a text, as plain words."""
    return [line.removeprefix("### ").replace("`", "") for line in markdown.splitlines() if line.startswith("### ")]


@pytest.mark.parametrize("name", chapters())
def test_every_formula_is_in_the_contents(name):
    names = [function.__name__ for function in sheet.functions(name)]
    text = sheet.contents({"A chapter": names}, "Formulas")
    assert re.findall(r'href="#([^"]+)"', text) == [make_id(heading) for heading in headings(sheet.chapter(name))]


def test_every_table_is_in_the_contents():
    world = World()
    found = sheet.table_headings(world)
    assert found == headings(sheet.tables(world))
    text = sheet.contents({"Tables": found}, "Tables")
    assert re.findall(r'href="#([^"]+)"', text) == [make_id(heading) for heading in found]
    assert ">prices.csv<" in unescape(text)
