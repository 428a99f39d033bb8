"""The nomenclature: each name of a formula, argument or local name is one thing, everywhere.

A name has a symbol, a label, a meaning, a unit, and, if a formula takes it, a valid range. Chapters share names: a
chapter's table holds only those that no table before it has.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from headroom.calculator.nomenclature import data_limits, energy, inference, limits, scarcity, training
from headroom.calculator.nomenclature.name import Name
from headroom.calculator.syntax import source
from headroom.calculator.units import signature_units


def merge(*tables: dict[str, Name]) -> dict[str, Name]:
    """One table of all chapters; a name that two of them explain is refused."""
    merged: dict[str, Name] = {}
    for table in tables:
        twice = sorted(merged.keys() & table.keys())
        if twice:
            raise ValueError(f"explained by two chapters, and one name is one thing: {', '.join(twice)}")
        merged.update(table)
    return merged


NAMES = merge(training.NAMES, scarcity.NAMES, inference.NAMES, energy.NAMES, data_limits.NAMES, limits.NAMES)


def row(name: str) -> Name:
    """What a name means."""
    if name not in NAMES:
        raise KeyError(
            f"`{name}` is not in lib/headroom/calculator/nomenclature: give it a symbol, label, meaning and unit"
        )
    return NAMES[name]


def faults(function: Callable) -> list[str]:
    """How a formula or procedure departs from the nomenclature, one readable line each."""
    text = source(function)
    where = f"{text.file}:{text.tree.lineno}: {function.__name__}"
    units = signature_units(function)
    parts = [] if hasattr(function, "procedure") else [name for name, _ in text.parts]
    arguments = list(inspect.signature(function).parameters)
    kinds = [("argument", name) for name in arguments] + [("result", function.__name__)]
    found = []
    for kind, name in kinds + [("local name", name) for name in parts]:
        unit = units.get("return" if kind == "result" else name)
        row = NAMES.get(name)
        if row is None:
            found.append(f"{where}: {kind} `{name}` is not in lib/headroom/calculator/nomenclature: add a row for it")
        elif unit is None and kind != "local name":
            annotation = "-> Usd" if kind == "result" else f"{name}: Usd"
            found.append(f"{where}: {kind} `{name}` has no unit: annotate it, as in `{annotation}`")
        elif unit not in (None, row.unit):
            found.append(
                f"{where}: {kind} `{name}` is in {unit} here, but in {row.unit} in lib/headroom/calculator/nomenclature"
            )
        elif kind == "argument" and row.low is None:
            found.append(f"{where}: argument `{name}` has no valid range in lib/headroom/calculator/nomenclature")
    return found
