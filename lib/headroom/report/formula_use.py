"""Which formulas the chapters use: read from the code of the report and of the notebooks, and from the formulas."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from headroom.calculator.registry import PACKAGE, chapters
from headroom.calculator.syntax import source

CHAPTERS = tuple(f"{PACKAGE}.{name}." for name in chapters())
REPORT = Path(__file__).resolve().parent
NOTEBOOKS = REPORT.parents[2] / "chapters"


@cache
def used_in_chapters() -> frozenset[FunctionType]:
    """The functions of the calculator that a chapter calls, or that one of these calls."""
    found: set[FunctionType] = set()
    open_ = {function for code in _code() for function in _named(code)}
    while open_:
        function = open_.pop()
        found.add(function)
        open_ |= set(_called(function)) - found
    return frozenset(found)


def is_used(function: FunctionType) -> bool:
    """Whether the chapters use a formula or procedure; taken for granted where the notebooks do not lie at hand."""
    return not NOTEBOOKS.is_dir() or inspect.unwrap(function) in used_in_chapters()


def _code() -> Iterator[str]:
    """The text of each module of the report and of each notebook that imports of the calculator."""
    for path in (*REPORT.rglob("*.py"), *NOTEBOOKS.glob("*.ipynb")):
        text = path.read_text("utf-8")
        if PACKAGE in text:
            yield text if path.suffix == ".py" else "\n".join(_cells(text))


def _cells(notebook: str) -> Iterator[str]:
    """The code of a notebook, without commands to IPython."""
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            yield "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!")))


def _named(code: str) -> Iterator[FunctionType]:
    """The calculator's functions that a module or notebook names, itself or as a part of a chapter."""
    bound: dict[str, Any] = {}
    names, parts = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            parts.add((node.value.id, node.attr))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE):
            owner = import_module(node.module)
            bound |= {alias.asname or alias.name: getattr(owner, alias.name, None) for alias in node.names}
    for name in names & bound.keys():
        yield from _function(bound[name])
    for name, part in parts:
        yield from _function(getattr(bound.get(name), part, None))


def _called(function: FunctionType) -> Iterator[FunctionType]:
    """The calculator's functions that one of them names."""
    text = source(function)
    for node in ast.walk(text.tree):
        if isinstance(node, ast.Name):
            yield from _function(text.scope.get(node.id))


def _function(value: Any) -> Iterator[FunctionType]:
    """A function of the calculator's chapters, as it stands behind the door; nothing if it is none."""
    if inspect.isfunction(value):
        function = inspect.unwrap(value)
        if function.__module__.startswith(CHAPTERS):
            yield function
