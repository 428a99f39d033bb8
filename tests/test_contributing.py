"""The notes for contributors name what there is: files, modules, functions, and the examples that they quote."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from headroom.report import claims, controls, figure, format, headline, judging, live, notebook, number, prose, theme
from headroom.report.estimate import Estimate
from headroom.report.pages import import_chapters

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = TEXT[TEXT.index("## How to add a figure") : TEXT.index("## Departures from plan")]
MODULES = (claims, controls, figure, format, headline, judging, live, notebook, number, prose, theme)
EXAMPLES = re.findall(r"```python\n(.*?)```", RECIPES.replace("\n   ", "\n"), re.DOTALL)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:lib|data|tests|chapters)/[\w/<>.-]*)`", TEXT))))
def test_a_path_is_there(path):
    assert any(ROOT.glob(re.sub("<[a-z]+>", "*", path)))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(headroom\.[\w.]+)`", TEXT))))
def test_a_module_is_there(name):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, part = name.rpartition(".")
        assert hasattr(importlib.import_module(module), part)


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda code: code.split("def ")[1].partition("(")[0])
def test_an_example_calls_what_there_is_with_arguments_that_it_takes(code):
    (function,) = ast.parse(code).body
    known = {name: thing for module in MODULES for name, thing in vars(module).items()}
    (decorator,) = function.decorator_list
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for name in [ast.unparse(decorator).partition("(")[0], *(call.func.id for call in calls if call.func.id in known)]:
        assert callable(known[name])
    for call in calls:
        if call.func.id in ("figure", "claim"):
            taken = claims.Claim if call.func.id == "claim" else figure.figure
            assert {word.arg for word in call.keywords} <= set(taken.__annotations__)


def test_the_examples_are_of_the_book():
    import_chapters()
    assert "cost-by-date" in figure.figures()
    assert "training.agreement" in prose.passages()
    assert "training-hundreds-of-millions" in claims.declared()
    kinds = re.findall(r'Estimate\.of\(.*?"(\w+)", basis', RECIPES)
    assert kinds and all(Estimate(1.0, kind) for kind in kinds)


@pytest.mark.parametrize("name", ["at_least", "at_most", "above", "below", "between", "Chance", "judge"])
def test_a_condition_is_there(name):
    assert f"`{name}`" in RECIPES and hasattr(judging, name)


@pytest.mark.parametrize("name", ["begin", "show", "tell", "answer"])
def test_what_a_notebook_says_is_there(name):
    assert f"{name}(" in RECIPES and hasattr(notebook, name)
