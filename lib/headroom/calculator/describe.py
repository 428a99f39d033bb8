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
from headroom.calculator.registry import address, chapter_of
from headroom.calculator.syntax import is_formula, source
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
class UsedConstant:
    """A constant in a formula's body."""

    name: str
    value: float
    unit: Unit
    source: str


@dataclass(frozen=True)
class Reference:
    """A source of a formula: its key in the bibliography and the place in it."""

    key: str
    locator: str


@dataclass(frozen=True)
class Description:
    """All that is said about one formula or procedure."""

    name: str
    address: str
    chapter: str
    summary: str
    notes: str
    arguments: tuple[Argument, ...]
    result: Argument
    equation: str
    constants: tuple[UsedConstant, ...]
    calls: tuple[str, ...]
    references: tuple[Reference, ...]
    procedure: str

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys in the bibliography, those of the constants too."""
        keys = [reference.key for reference in self.references]
        return tuple(dict.fromkeys(keys + [constant.source for constant in self.constants if constant.source]))


def describe(function: Callable) -> Description:
    """The record of a formula or procedure; the equation of a procedure is empty."""
    summary, sections = _read(function)
    why = getattr(function, "procedure", "")
    text = source(function)
    body = [node for statement in text.statements for node in ast.walk(statement)]
    names = sorted({node.id for node in body if isinstance(node, ast.Name)})
    called = sorted({node.func.id for node in body if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)})
    scope = text.scope
    return Description(
        name=function.__name__,
        address=address(function),
        chapter=chapter_of(function),
        summary=summary,
        notes=" ".join(sections.get("Notes", "").split()),
        arguments=tuple(map(_argument, inspect.signature(function).parameters)),
        result=_argument(function.__name__),
        equation="" if why else equation.latex(function),
        constants=tuple(_constant(name, scope[name]) for name in names if isinstance(scope.get(name), Constant)),
        calls=tuple(address(scope[name]) for name in called if is_formula(scope.get(name))),
        references=tuple(_references(sections.get("References", ""))),
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
    if not _references(sections.get("References", "")):
        found.append(f"{where}: References needs at least one key of data/references.bib, as in `key : Table 4`")
    return found


def _read(function: Callable) -> tuple[str, dict[str, str]]:
    """The first sentence of the docstring as it was typed, and its sections by title."""
    summary, *parts = SECTION.split(inspect.cleandoc(inspect.unwrap(function).__doc__ or ""))
    return summary, dict(zip(parts[::2], parts[1::2], strict=True))


def _argument(name: str) -> Argument:
    known = row(name)
    return Argument(name, known.symbol, known.label, known.meaning, known.unit, known.low, known.high)


def _constant(name: str, value: Constant) -> UsedConstant:
    return UsedConstant(name, float(value), value.unit, value.source)


def _references(section: str) -> list[Reference]:
    lines = [line.partition(" : ") for line in section.splitlines() if line.strip()]
    return [Reference(key.strip(), locator.strip()) for key, _, locator in lines]
