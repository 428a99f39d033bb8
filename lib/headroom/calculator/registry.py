"""Which formulas there are: every public function of every chapter of the calculator.

A chapter is a module or package of ``headroom.calculator`` that is not part of its machinery, listed in `MACHINERY`.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

MACHINERY = frozenset(
    {"constants", "describe", "equation", "math", "nomenclature", "proof", "registry", "syntax", "units", "vega"}
)
PACKAGE = "headroom.calculator"
PROTOCOL = "__through_procedure__"


def procedure(why: str) -> Callable[[FunctionType], FunctionType]:
    """Mark a public function that is no formula, and say why it has no closed form.

    Where NumPy's protocols cannot reach, a value with samples is taken apart by a method of its own (`PROTOCOL`).
    """
    if not isinstance(why, str) or not why.strip():
        raise TypeError('write @procedure("why this has no closed form")')

    def mark(function: FunctionType) -> FunctionType:
        @wraps(function)
        def called(*args: Any, **named: Any) -> Any:
            for one in (*args, *named.values()):
                if hasattr(one, PROTOCOL):  # a number that carries more than a value knows what to do
                    return getattr(one, PROTOCOL)(function, args, named)
            return function(*args, **named)

        called.procedure = why
        return called

    return mark


def chapters() -> dict[str, ModuleType]:
    """Chapter name -> module, for every chapter of the calculator."""
    package = import_module(PACKAGE)
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: import_module(f"{PACKAGE}.{name}") for name in names if name not in MACHINERY}


def public_functions(module: ModuleType) -> list[FunctionType]:
    """Public functions that a module, or a module of a package, defines itself, in the order of its text."""
    modules = [module]
    for child in pkgutil.iter_modules(getattr(module, "__path__", [])):
        modules.append(import_module(f"{module.__name__}.{child.name}"))
    return [
        value
        for owner in modules
        for name, value in vars(owner).items()
        if inspect.isfunction(value) and value.__module__ == owner.__name__ and not name.startswith("_")
    ]


def functions() -> list[FunctionType]:
    """All public functions of all chapters."""
    return [function for module in chapters().values() for function in public_functions(module)]


def formulas() -> list[FunctionType]:
    """All formulas of all chapters: the functions that rule the browser, the equations and the unit proof."""
    return [function for function in functions() if not hasattr(function, "procedure")]


def procedures() -> list[FunctionType]:
    """All procedures of all chapters: functions without a closed form."""
    return [function for function in functions() if hasattr(function, "procedure")]


def chapter_of(function: FunctionType) -> str:
    """The chapter in which a function stands: ``training`` for one of ``headroom.calculator.training.cost``."""
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
