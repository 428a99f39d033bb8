"""Data flows one way: data -> evidence -> report <- calculator, then report -> chapters -> book; none goes back."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from headroom.report.pages import PAGES

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = REPOSITORY / "lib" / "headroom"
PACKAGES = {
    "disk_cache": set(),
    "calculator": {"calculator"},
    "evidence": {"evidence", "disk_cache"},
    "report": {"report", "evidence", "calculator", "disk_cache"},
    "book": {"book", "report", "evidence", "calculator", "disk_cache"},
    "cli": {"cli", "report", "evidence", "calculator"},
    "__main__": {"cli"},
    "chapters": {"report", "evidence", "calculator"},
}
EXECUTABLE = {"pickle", "cPickle", "_pickle", "pickletools", "shelve", "marshal", "dill", "cloudpickle", "joblib"}
PURE = {"altair", "csv", "io", "json", "matplotlib", "os", "pandas", "pandera", "shutil", "sqlite3", "tomllib"}
FOREIGN = {
    "calculator": PURE | {"sphinx", "docutils", "myst_nb", "IPython", "click"},
    "evidence": {"altair", "sphinx", "docutils", "myst_nb", "IPython", "click", "pint"},
    "report": {"sphinx", "docutils", "click"},
    "chapters": {"sphinx", "docutils", "click"},
}


def imports(source: str) -> set[str]:
    """Dotted names that a module imports anywhere in its text; relative imports as they stand, with their dots."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def offences(package: str, source: str) -> set[str]:
    """Imports of a module that the house does not allow its package."""
    wrong = set()
    for name in imports(source):
        top, _, rest = name.partition(".")
        if name.startswith("."):
            wrong.add(name)
        elif top == "headroom":
            part = rest.partition(".")[0]
            if part in PACKAGES and part not in PACKAGES[package]:
                wrong.add(name)
        elif top in FOREIGN.get(package, set()):
            wrong.add(name)
    return wrong


def modules() -> list[tuple[str, str, str]]:
    """Package, shown path and source of every module of the package and every chapter."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] != "__init__.py":
            found.append(
                (inside.parts[0].removesuffix(".py"), f"lib/headroom/{inside.as_posix()}", path.read_text("utf-8"))
            )
    for path in sorted((REPOSITORY / "chapters").glob("*.ipynb")):
        cells = [c["source"] for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
        code = "\n".join("".join(cell) for cell in cells)
        lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))]
        found.append(("chapters", f"chapters/{path.name}", "\n".join(lines)))
    return found


@pytest.mark.parametrize(("package", "shown", "source"), [pytest.param(*m, id=m[1]) for m in modules()])
def test_no_module_imports_against_an_arrow(package, shown, source):
    assert not offences(package, source), f"{shown} must not import {sorted(offences(package, source))}"


def test_nothing_is_kept_in_a_form_that_runs_as_code():
    for _, shown, source in modules():
        tops = {name.partition(".")[0] for name in imports(source)}
        assert not tops & EXECUTABLE, f"{shown} must not import {sorted(tops & EXECUTABLE)}: keep plain data"
        assert not re.search(r"\b(read|to)_pickle\b|allow_pickle", source), f"{shown}: keep plain data"


def test_no_chapter_imports_another():
    """What several chapters ask stands in `report/facts`."""
    chapters = {name: PACKAGE / "report" / name for name in PAGES}
    assert all(folder.is_dir() for folder in chapters.values())
    for name, folder in chapters.items():
        others = tuple(f"headroom.report.{other}." for other in chapters if other != name)
        for path in folder.rglob("*.py"):
            wrong = [one for one in imports(path.read_text("utf-8")) if f"{one}.".startswith(others)]
            assert not wrong, f"{path.relative_to(PACKAGE)} must not import {sorted(wrong)}"


def test_every_package_is_there():
    assert {"calculator", "evidence", "report", "book"} <= {package for package, *_ in modules()} <= set(PACKAGES)


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("calculator", "from headroom.evidence import World"),
        ("calculator", "import pandas as pd"),
        ("calculator", "def f():\n    import altair"),
        ("evidence", "from headroom import calculator"),
        ("evidence", "import headroom.report.figure"),
        ("report", "from headroom.book.store import digest"),
        ("report", "from ..evidence import World"),
        ("book", "from headroom.cli import main"),
        ("cli", "import headroom.book"),
        ("chapters", "from headroom.book import setup"),
    ],
)
def test_an_import_against_an_arrow_is_found(package, source):
    assert len(offences(package, source)) == 1


def test_an_import_along_an_arrow_is_allowed():
    source = (
        "import numpy as np\nfrom headroom import EDITION\nfrom headroom.evidence import World\n"
        "from headroom.calculator import units"
    )
    assert offences("report", source) == set()
    assert offences("cli", source) == set()
