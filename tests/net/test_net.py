"""The net finds what it is for: a number moved, a source lost, a figure gone; and holds still where nothing moved."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from . import notebooks, pages
from .__main__ import main

REPOSITORY = Path(__file__).resolve().parents[2]
FIGURES = {
    "cost": {"identity": {"sources": [{"key": "a"}, {"key": "b"}]}, "spec": {"data": [1.0, 0.1, 2.5]}},
    "growth": {"identity": {"sources": [{"key": "a"}]}, "spec": {"data": [3.0]}},
}


def net(*words: str | Path) -> Result:
    """What a command of the net answers."""
    return CliRunner().invoke(main, list(map(str, words)))


@pytest.fixture
def compared(tmp_path: Path):
    """The answer to two freezes: `FIGURES`, and these as a test has changed them."""

    def compare(change, expected: str = "") -> Result:
        after = json.loads(json.dumps(FIGURES))
        change(after)
        for name, figures in {"before": FIGURES, "after": after}.items():
            (tmp_path / name / "base").mkdir(parents=True)
            (tmp_path / name / "base" / "figures.json").write_text(json.dumps(figures), "utf-8")
        (tmp_path / "expected.toml").write_text(expected, "utf-8")
        return net("compare", tmp_path / "before", tmp_path / "after", "--expected", tmp_path / "expected.toml")

    return compare


def test_two_equal_freezes_do_not_differ(compared):
    found = compared(lambda figures: None)
    assert found.exit_code == 0
    assert "0 differences" in found.output


def test_a_changed_number_is_found_to_the_last_digit(compared):
    found = compared(lambda figures: figures["cost"]["spec"]["data"].__setitem__(1, 0.1 + 1e-17 + 2e-17))
    assert found.exit_code == 1
    assert "base/figures/cost/spec/data/1\n    before  0.1\n    after   0.10000000000000003" in found.output


def test_a_lost_source_is_found(compared):
    found = compared(lambda figures: figures["cost"]["identity"]["sources"].pop(0))
    assert found.exit_code == 1
    assert 'base/figures/cost/identity/sources/0\n    before  {"key": "a"}\n    after   nothing' in found.output
    assert "1 differences" in found.output


def test_a_missing_figure_is_found(compared):
    found = compared(lambda figures: figures.pop("growth"))
    assert found.exit_code == 1
    assert "base/figures/growth\n" in found.output
    assert "after   nothing" in found.output


def test_what_is_expected_is_counted_and_no_fault(compared):
    expected = '[[expected]]\npath = "base/figures/growth/*"\nafter = "4.0"\nreason = "a newer row"\n'
    found = compared(lambda figures: figures["growth"]["spec"]["data"].__setitem__(0, 4.0), expected)
    assert found.exit_code == 0
    assert "1 expected in base/figures/growth/*: a newer row" in found.output


def test_an_expectation_covers_no_other_value(compared):
    expected = '[[expected]]\npath = "base/figures/growth/*"\nafter = "4.0"\nreason = "a newer row"\n'
    found = compared(lambda figures: figures["growth"]["spec"]["data"].__setitem__(0, 5.0), expected)
    assert found.exit_code == 1
    assert "after   5.0" in found.output


def test_a_file_that_is_missing_is_a_difference(tmp_path):
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
    (tmp_path / "before" / "words.json").write_text("{}", "utf-8")
    found = net("compare", tmp_path / "before", tmp_path / "after")
    assert found.exit_code == 1
    assert found.output.startswith("words\n")


@pytest.mark.book
def test_a_chapter_frozen_twice_is_the_same(tmp_path):
    def freeze(name: str) -> int:
        words = ["freeze", "--out", tmp_path / name, "--only", "seed-1", "--chapter", "energy"]
        return subprocess.run([sys.executable, "-m", "tests.net", *words], cwd=REPOSITORY, check=False).returncode

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(freeze, ("once", "again"))) == [0, 0]
    figures = json.loads((tmp_path / "once" / "seed-1" / "figures.json").read_text("utf-8"))
    assert len(figures) > 5
    assert all(figure["csv"] and figure["identity"]["sources"] for figure in figures.values())
    found = net("compare", tmp_path / "once", tmp_path / "again")
    assert found.exit_code == 0, found.output


def test_code_below_a_figure_is_code_and_no_words(tmp_path):
    below = '<details class="hr-code"><summary>Show the code</summary><div class="highlight"><pre>def f():\n'
    (tmp_path / "page.html").write_text(f"<p>One.</p>{below}    return 1</pre></div></details><p>Two.</p>", "utf-8")
    found = pages.read(tmp_path)
    assert found["words"]["page.html"] == ["One.", "Show the code", "Two."]
    assert found["code"]["page.html"] == ["def f():", "    return 1"]


def test_how_a_figure_is_drawn_is_no_part_of_what_is_shown(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # as it was, after notebooks have run where they lie
    cell = {"cell_type": "code", "source": ["from IPython.display import display\n", "display(data, raw=True)"]}
    identity = {"id": "cost", "takeaway": "It fell.", "code": "def cost(world):"}
    chart = {"application/vnd.vegalite.v6+json": {"mark": "bar", "usermeta": {"figure": identity}}}
    data = {"cell_type": "code", "source": [f"data = {chart!r}"]}
    (tmp_path / "page.ipynb").write_text(json.dumps({"cells": [data, cell]}), "utf-8")
    (figure,) = notebooks.read(tmp_path / "page.ipynb", SimpleNamespace(csv=lambda spec: ""))["figures"].values()
    assert figure["identity"] == {"id": "cost", "takeaway": "It fell."}
    assert figure["spec"] == {"mark": "bar"}
