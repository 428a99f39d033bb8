"""Contents of the reference pages: each link leads to the heading that the book makes of it."""

import json
import re
from html import escape

import pytest
from docutils.nodes import make_id

from headroom.calculator import chapters, find
from headroom.evidence import World
from headroom.evidence.licences import LICENCES
from headroom.report import formula_use, reference_pages


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


@pytest.fixture
def a_book(tmp_path, monkeypatch):
    """Puts a report module and a notebook in the place of the book's, and gives the addresses that they use."""

    def use(module: str, *cells: str) -> set[str]:
        (tmp_path / "module.py").write_text(module, "utf-8")
        notebook = {"cells": [{"cell_type": "code", "source": [cell]} for cell in cells]}
        (tmp_path / "chapter.ipynb").write_text(json.dumps(notebook), "utf-8")
        monkeypatch.setattr(formula_use, "REPORT", tmp_path)
        monkeypatch.setattr(formula_use, "NOTEBOOKS", tmp_path)
        formula_use.used_in_chapters.cache_clear()
        return {f.__name__ for f in formula_use.used_in_chapters() if not f.__name__.startswith("_")}

    yield use
    formula_use.used_in_chapters.cache_clear()


@pytest.mark.parametrize(
    ("module", "cells", "used"),
    [
        ("from headroom.calculator import training\ntraining.rental_cost(1.0, 2.0)", [], {"rental_cost"}),
        ("from headroom.calculator import training as t\nf = t.doubling_time", [], {"doubling_time"}),
        ("from headroom.calculator.training import doubling_time as h\nmap(h, [])", [], {"doubling_time"}),
        ("", ["from headroom.calculator import training", "%time\ntraining.doubling_time(1, 2)"], {"doubling_time"}),
        (
            "from headroom.calculator import training\ntraining.hardware_flop",  # it calls two others
            [],
            {"hardware_flop", "training_flop", "forward_flop"},
        ),
        ("from headroom.calculator import training\n# training.doubling_time\n'training.doubling_time'", [], set()),
        ("from headroom.calculator import training\nworld.doubling_time, doubling_time", [], set()),
        ("training.doubling_time", [], set()),
    ],
)
def test_what_code_names_is_used_and_what_that_calls(a_book, module, cells, used):
    assert a_book(module, *cells) == used


def test_what_a_helper_of_a_procedure_calls_is_used(a_book):
    assert a_book("from headroom.calculator import data_limits\ndata_limits.best_params") >= {
        "best_params",
        "frontier_params",
    }


def test_the_sheet_says_which_formulas_the_chapters_do_not_use(a_book):
    a_book("from headroom.calculator import training\ntraining.hardware_flop")
    marked = {name for name in ("training_flop", "hardware_flop", "doubling_time") if _is_marked(f"training.{name}")}
    assert marked == {"doubling_time"}


def _is_marked(address: str) -> bool:
    return "*Not used in the chapters.*" in reference_pages.formula(find(address)).splitlines()[2]


def test_of_the_book_itself_some_formulas_are_used_and_some_are_not():
    marked = [_is_marked(f"training.{f.__name__}") for f in reference_pages.functions("training")]
    assert 0 < sum(marked) < len(marked) / 2 and not _is_marked("training.training_flop")
