"""A function does one thing and a module fits on a few screens."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

LIB = Path(__file__).resolve().parents[1] / "lib"
FUNCTION = 40  # lines from `def` to its end, decorators and docstring apart
MODULE = 350  # lines of a file, docstrings and all
LONGER = {
    "headroom/calculator/data_limits/data_cap.py::capped_gain_per_tenfold",  # one formula; its coefficients go by name
}


def lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is, without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if documented else 0)


def too_long(shown: str, source: str) -> dict[str, int]:
    """The module, if it is too long, and its functions that are."""
    found = {shown: len(source.splitlines())} if len(source.splitlines()) > MODULE else {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines(node) > FUNCTION:
            found[f"{shown}::{node.name}"] = lines(node)
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, int]:
    """Everything in the library that is too long."""
    paths = sorted(LIB.rglob("*.py"))
    assert len(paths) > 100
    return {
        name: length
        for path in paths
        for name, length in too_long(path.relative_to(LIB).as_posix(), path.read_text("utf-8")).items()
    }


def test_no_function_and_no_module_is_too_long(found: dict[str, int]) -> None:
    assert not {name: length for name, length in found.items() if name not in LONGER}


def test_what_is_excused_is_still_too_long(found: dict[str, int]) -> None:
    assert not LONGER - found.keys(), "these are no longer too long: take them off the list"


def test_what_is_too_long_is_found() -> None:
    body = "".join(f"    x = {n}\n" for n in range(FUNCTION - 1))
    documented = f'@cache\ndef f():\n    """One line,\n\n    and more.\n    """\n{body}'
    assert too_long("m.py", documented) == {}
    assert too_long("m.py", f"{documented}    return x\n") == {"m.py::f": FUNCTION + 1}
    assert too_long("m.py", "x = 1\n" * (MODULE + 1)) == {"m.py": MODULE + 1}
