"""A formula as a record: what the formula sheet, the command line and the tests say about it.

Its arguments and its result are explained by the nomenclature. The docstring (NumPy style) says the rest: one sentence,
Notes (where it holds, what it leaves out) and References.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

from headroom.calculator import equation
from headroom.calculator.nomenclature import row
from headroom.calculator.registry import address
from headroom.calculator.syntax import source
from headroom.calculator.units import Constant, Unit

SECTION = re.compile(r"\n\n(.+)\n-{3,}\n")
SECTIONS = {"Notes", "References"}


@dataclass(frozen=True)
class Argument:
    """One argument of a formula, or its result (which has no range)."""

    name: str
    symbol: str
    label: str
    meaning: str
    unit: Unit
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Description:
    """All that is said about one formula or procedure; `sources` are keys of the bibliography, of its constants too."""

    name: str
    address: str
    summary: str
    notes: str
    arguments: tuple[Argument, ...]
    result: Argument
    equation: str
    sources: tuple[str, ...]
    procedure: str


def describe(function: Callable) -> Description:
    """The record of a formula or procedure; the equation of a procedure is empty."""
    summary, sections = _read(function)
    why = getattr(function, "procedure", "")
    return Description(
        name=function.__name__,
        address=address(function),
        summary=summary,
        notes=" ".join(sections.get("Notes", "").split()),
        arguments=tuple(map(_argument, inspect.signature(function).parameters)),
        result=_argument(function.__name__),
        equation="" if why else equation.latex(function),
        sources=tuple(dict.fromkeys(_keys(sections) + _sources_of_constants(function))),
        procedure=why,
    )


def faults(function: Callable) -> list[str]:
    """What is missing in a docstring, or repeats the nomenclature, one readable line each."""
    summary, sections = _read(function)
    where = f"{source(function).file}:{source(function).tree.lineno}: docstring of {function.__name__}"
    found = []
    if "\n" in summary or not summary.endswith("."):
        found.append(f"{where}: the first line is one sentence with a full stop, and only Notes and References follow")
    for title in sections.keys() - SECTIONS:
        found.append(f"{where}: it has a section {title}: arguments and result are written from the nomenclature")
    if not _keys(sections):
        found.append(f"{where}: References needs at least one key of data/references.bib, as in `key : Table 4`")
    return found


def _read(function: Callable) -> tuple[str, dict[str, str]]:
    """The first sentence of the docstring as it was typed, and its sections by title."""
    summary, *parts = SECTION.split(inspect.cleandoc(inspect.unwrap(function).__doc__ or ""))
    return summary, dict(zip(parts[::2], parts[1::2], strict=True))


def _argument(name: str) -> Argument:
    known = row(name)
    return Argument(name, known.symbol, known.label, known.meaning, known.unit, known.low, known.high)


def _keys(sections: dict[str, str]) -> list[str]:
    """The keys under References; behind a colon stands the place in the source."""
    lines = sections.get("References", "").splitlines()
    return [line.partition(" : ")[0].strip() for line in lines if line.strip()]


def _sources_of_constants(function: Callable) -> list[str]:
    text = source(function)
    names = sorted({node.id for part in text.statements for node in ast.walk(part) if isinstance(node, ast.Name)})
    used = [text.scope[name] for name in names if isinstance(text.scope.get(name), Constant)]
    return [constant.source for constant in used if constant.source]
