"""A formula as a record: what the formula sheet, the command line and the tests say about it.

The docstring is the source (NumPy style); each argument's line ends with its unit in brackets and its valid range, as
the nomenclature has them: ``Chips that train together [chip], 1 to 1e8.``
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

from docstring_parser import DocstringStyle, parse

from headroom.calculator import equation
from headroom.calculator.nomenclature import NAMES, Name
from headroom.calculator.registry import address, chapter_of
from headroom.calculator.syntax import is_formula, source
from headroom.calculator.units import Constant, Unit, signature_units

MEANING = re.compile(r"(?P<meaning>.+?) \[(?P<unit>[^\]]+)\](?:, (?P<low>[-\d.e]+) to (?P<high>[-\d.e]+))?\.")


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
    text = parse(inspect.getdoc(function) or "", DocstringStyle.NUMPYDOC)
    meanings = {item.arg_name: _meaning(item.description) for item in text.params}
    why = getattr(function, "procedure", "")
    body = [node for statement in source(function).statements for node in ast.walk(statement)]
    names = sorted({node.id for node in body if isinstance(node, ast.Name)})
    called = sorted({node.func.id for node in body if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)})
    scope = function.__globals__
    return Description(
        name=function.__name__,
        address=address(function),
        chapter=chapter_of(function),
        summary=text.short_description or "",
        notes=" ".join(_section(text, "notes").split()),
        arguments=tuple(_argument(name, meanings.get(name, "")) for name in inspect.signature(function).parameters),
        result=_argument(function.__name__, _meaning(text.returns.description) if text.returns else ""),
        equation="" if why else equation.latex(function),
        constants=tuple(_constant(name, scope[name]) for name in names if isinstance(scope.get(name), Constant)),
        calls=tuple(address(scope[name]) for name in called if is_formula(scope.get(name))),
        references=tuple(_references(_section(text, "references"))),
        procedure=why,
    )


def faults(function: Callable) -> list[str]:
    """What is missing in a docstring or contradicts signature and nomenclature, one readable line each."""
    text = parse(inspect.getdoc(function) or "", DocstringStyle.NUMPYDOC)
    where = f"{source(function).file}:{source(function).tree.lineno}: docstring of {function.__name__}"
    units = signature_units(function)
    found = []
    if not (text.short_description or "").endswith("."):
        found.append(f"{where}: the first line is one sentence with a full stop")
    documented = {item.arg_name: item.description or "" for item in text.params}
    for name in inspect.signature(function).parameters:
        stated = MEANING.fullmatch(" ".join(documented.get(name, "").split()))
        if not stated or not stated["low"] or not _agrees(stated, units[name], NAMES[name]):
            expected = f"[{units[name]}], {NAMES[name].range}."
            found.append(f"{where}: argument `{name}` needs its meaning, then `{expected}`")
    for name in documented.keys() - inspect.signature(function).parameters.keys():
        found.append(f"{where}: it explains `{name}`, which is no argument")
    stated = MEANING.fullmatch(" ".join((text.returns.description if text.returns else "").split()))
    if not stated or stated["unit"] != str(units["return"]):
        found.append(f"{where}: Returns needs the meaning of the result, then `[{units['return']}].`")
    if not _references(_section(text, "references")):
        found.append(f"{where}: References needs at least one key of data/references.bib, as in `key : Table 4`")
    return found


def _agrees(stated: re.Match, unit: Unit, row: Name) -> bool:
    bounds = float(stated["low"]), float(stated["high"])
    return stated["unit"] == str(unit) and bounds == (row.low, row.high)


def _argument(name: str, meaning: str) -> Argument:
    row = NAMES[name]
    return Argument(name, row.symbol, row.label, meaning, row.unit, row.low, row.high)


def _constant(name: str, value: Constant) -> UsedConstant:
    return UsedConstant(name, float(value), value.unit, value.source)


def _meaning(description: str | None) -> str:
    stated = MEANING.fullmatch(" ".join((description or "").split()))
    return stated["meaning"] if stated else ""


def _section(text, name: str) -> str:
    return next((item.description or "" for item in text.meta if item.args[0].lower() == name), "")


def _references(section: str) -> list[Reference]:
    lines = [line.partition(" : ") for line in section.splitlines() if line.strip()]
    return [Reference(key.strip(), locator.strip()) for key, _, locator in lines]
