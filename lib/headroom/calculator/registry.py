"""Which formulas there are: every function that a chapter of the calculator exports.

A chapter is a package of ``headroom.calculator`` that is not part of its machinery, listed in `MACHINERY`.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from importlib import import_module
from types import FunctionType, ModuleType

MACHINERY = frozenset(
    {"constants", "describe", "door", "equation", "math", "nomenclature"}
    | {"proof", "registry", "syntax", "units", "vega"}
)
PACKAGE = "headroom.calculator"
PROTOCOL = "__through_procedure__"  # method of a value with samples that takes it apart for a procedure


def procedure(why: str) -> Callable[[FunctionType], FunctionType]:
    """Mark a public function that is no formula, and say why it has no closed form."""
    if not isinstance(why, str) or not why.strip():
        raise TypeError('write @procedure("why this has no closed form")')

    def mark(function: FunctionType) -> FunctionType:
        function.procedure = why
        return function

    return mark


def chapters() -> dict[str, ModuleType]:
    """Chapter name -> module, for every chapter of the calculator."""
    package = import_module(PACKAGE)
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: import_module(f"{PACKAGE}.{name}") for name in names if name not in MACHINERY}


def public_functions(chapter: ModuleType) -> list[FunctionType]:
    """The functions that a chapter's package exports."""
    return [value for value in vars(chapter).values() if inspect.isfunction(value)]


def functions() -> list[FunctionType]:
    """All public functions of all chapters."""
    return [function for chapter in chapters().values() for function in public_functions(chapter)]


def formulas() -> list[FunctionType]:
    """All formulas of all chapters: the functions that rule the browser, the equations and the unit proof."""
    return [function for function in functions() if not hasattr(function, "procedure")]


def procedures() -> list[FunctionType]:
    """All procedures of all chapters: functions without a closed form."""
    return [function for function in functions() if hasattr(function, "procedure")]


def chapter_of(function: FunctionType) -> str:
    """The chapter in which a function stands: ``training`` for one of ``headroom.calculator.training.compute``."""
    return function.__module__.removeprefix(f"{PACKAGE}.").split(".")[0]


def address(function: FunctionType) -> str:
    """The name under which `find` finds a function: ``training.rental_cost``."""
    return f"{chapter_of(function)}.{function.__name__}"


def find(name: str) -> FunctionType:
    """The formula or procedure with an address such as ``training.rental_cost``."""
    for function in functions():
        if address(function) == name:
            return function
    raise KeyError(f"no formula or procedure {name!r}; `headroom.calculator.formulas()` lists them")
