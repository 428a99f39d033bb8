"""The door of the calculator: what a chapter's package gives to its readers.

A chapter's modules hold plain functions, which call each other directly. What its package exports goes through the
door: whole numbers, truth values and short floats become 64-bit floats, since integers of 64 bits overflow in silence
and floats of 32 bits are off in the fourth digit; and `help` shows every argument with its meaning, unit and valid
range, written from the nomenclature. `inspect.unwrap` gives the function behind the door.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from headroom.calculator import units
from headroom.calculator.nomenclature import row
from headroom.calculator.registry import PROTOCOL

ALIASES = {alias: name for name, alias in vars(units).items() if units.unit_of(alias)}
WHOLE = frozenset("iub")  # kinds of NumPy's and pandas' types
LISTENERS: list[Callable[[FunctionType, tuple[Any, ...]], None]] = []  # are told of each call, with its arguments


def open_to_readers(chapter: str) -> None:
    """Put each function that the package of a chapter has imported behind the door; its last line calls this."""
    package = sys.modules[chapter]
    for name, function in list(vars(package).items()):
        if inspect.isfunction(function):
            behind = behind_door(function)
            behind.__module__ = chapter
            setattr(package, name, behind)


def behind_door(function: FunctionType) -> Callable[..., Any]:
    """A formula or procedure that takes numbers as people have them, with its whole documentation.

    A procedure leaves a value with samples, which NumPy's protocols cannot carry through it, to a method of that value.
    """
    is_procedure = hasattr(function, "procedure")

    @wraps(function)
    def called(*args: Any, **named: Any) -> Any:
        args = [one if type(one) is float else as_float(one) for one in args]
        for name, one in named.items():
            if type(one) is not float:
                named[name] = as_float(one)
        for listener in LISTENERS:
            listener(function, (*args, *named.values()))
        if is_procedure:
            for one in (*args, *named.values()):
                if hasattr(one, PROTOCOL):
                    return getattr(one, PROTOCOL)(function, tuple(args), named)
        return function(*args, **named)

    called.__doc__ = documentation(function)
    return called


def as_float(one: Any) -> Any:
    """Whole numbers, truth values and short floats as 64-bit floats, pandas' too; all else as it is."""
    if isinstance(one, float):
        return one
    if isinstance(one, int):
        return float(one)
    dtype = getattr(one, "dtype", None)
    kind = getattr(dtype, "kind", None)
    if kind in WHOLE or (kind == "f" and dtype.itemsize < 8):
        return one.astype(float)
    return one


def documentation(function: FunctionType) -> str:
    """The docstring of a function with all its arguments and its result, from the nomenclature."""
    code = function.__code__
    types = {name: ALIASES.get(alias, "") for name, alias in function.__annotations__.items()}
    arguments = ""
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        arguments += f"{name} : {types.get(name, '')}\n    {row(name).explained}, {row(name).range}.\n"
    result = f"{types.get('return', '')}\n    {row(function.__name__).explained}.\n"
    summary, _, rest = inspect.cleandoc(function.__doc__ or "").partition("\n\n")
    return f"{summary}\n\nParameters\n----------\n{arguments}\nReturns\n-------\n{result}\n{rest}"
