"""Reading 4: a formula as named steps of Vega expressions, plain data without Altair.

Each local name, each call of another formula and the result is a step of its own with a name; later steps use the
name, so no expression is ever pasted into another. An argument is a number, or the name of a Vega parameter
(``mfu``) or of a field (``datum.mfu``).
"""

from __future__ import annotations

import ast
import inspect
import math
import re
from collections.abc import Callable
from itertools import chain, count
from typing import Any, NamedTuple

from headroom.calculator.syntax import HELPERS, bind, source

SUM, PRODUCT, UNARY, ATOM = 1, 2, 3, 4
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
RELATIONS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
FUNCTIONS = {"log": "log", "exp": "exp", "sqrt": "sqrt", "minimum": "min", "maximum": "max", "ceil": "ceil"}
REFERENCE = re.compile(r"(datum\.)?[A-Za-z_]\w*")
RESERVED = {"datum", "event", "item", "parent", "E", "LN10", "LN2", "LOG10E", "LOG2E", "PI", "SQRT1_2", "SQRT2"}
RESERVED |= {"MAX_VALUE", "MIN_VALUE", "NaN"}


class Step(NamedTuple):
    """One named value: its name and the Vega expression that computes it."""

    name: str
    expression: str


def steps(formula: Callable, name: str, /, *, fields: bool = False, **arguments: Any) -> list[Step]:
    """The steps of a formula, each using only arguments and earlier steps; the last one is the result.

    Parameters
    ----------
    formula : callable
        A formula of the calculator.
    name : str
        Name of the result; the steps before it are called ``name_...``.
    fields : bool
        Whether the steps become calculated fields (``datum.name``) rather than parameters (``name``).
    **arguments : float or str
        For each argument of the formula a number, or the name of a Vega parameter or field.
    """
    expected = set(inspect.signature(formula).parameters)
    if expected != set(arguments):
        differ = ", ".join(sorted(expected ^ set(arguments)))
        raise TypeError(f"{formula.__name__} takes {', '.join(sorted(expected))}; missing or unknown: {differ}")
    if not REFERENCE.fullmatch(name) or "." in name or name in RESERVED:
        raise ValueError(f"{name!r} cannot name a Vega parameter or field")
    writer = _Writer(fields)
    result = writer.formula(formula, name, {key: _reference(value) for key, value in arguments.items()})
    if result != writer.prefix + name:
        writer.step(name, result)
    return writer.steps


def params(formula: Callable, name: str, /, **arguments: Any) -> list[dict[str, str]]:
    """The steps as Vega-Lite top-level parameters."""
    return [{"name": step.name, "expr": step.expression} for step in steps(formula, name, **arguments)]


def calculates(formula: Callable, name: str, /, **arguments: Any) -> list[dict[str, str]]:
    """The steps as Vega-Lite ``calculate`` transforms."""
    found = steps(formula, name, fields=True, **arguments)
    return [{"calculate": step.expression, "as": step.name} for step in found]


def number(value: float) -> str:
    """A number as JavaScript reads it back to the last bit."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is no bound: Vega stops at infinity; a bound is data")
    return repr(float(value)).removesuffix(".0")


def _reference(value: Any) -> str:
    if isinstance(value, str):
        if not REFERENCE.fullmatch(value) or value in RESERVED:
            raise ValueError(f"{value!r} is no name of a Vega parameter or field; make an expression a step of its own")
        return value
    return number(value)


class _Writer:
    """Collects the steps of one formula and of those that it calls."""

    def __init__(self, fields: bool):
        self.prefix = "datum." if fields else ""
        self.steps: list[Step] = []
        self.written: dict[tuple, str] = {}

    def step(self, name: str, expression: str) -> str:
        """Add a step under this name, numbered if it is taken, and answer with the reference to it."""
        taken = {step.name for step in self.steps}
        numbered = (f"{name}_{number}" for number in count(2))
        unique = next(free for free in chain([name], numbered) if free not in taken)
        self.steps.append(Step(unique, expression))
        return self.prefix + unique

    def formula(self, formula: Callable, name: str, arguments: dict[str, str]) -> str:
        """Write the steps of a formula, once for the same arguments; answer with the reference to its result."""
        key = (formula, *sorted(arguments.items()))
        if key not in self.written:
            text = source(formula)
            known = dict(arguments)
            for local, value in text.locals:
                known[local] = self.reference(value, f"{name}_{local}", known, text.scope)
            self.written[key] = self.reference(text.result, name, known, text.scope)
        return self.written[key]

    def reference(self, node: ast.expr, name: str, known: dict[str, str], scope: dict[str, Any]) -> str:
        """The reference to the value of an expression: an argument, a number, or a step written for it."""
        match node:
            case ast.Constant() | ast.Name():
                return self.expression(node, name, known, scope)[0]
            case ast.Call(func=ast.Name(id=called)) if scope[called] not in HELPERS:
                arguments = {
                    key: self.reference(value, f"{name}_{key}", known, scope)
                    for key, value in bind(scope[called], node).items()
                }
                return self.formula(scope[called], name, arguments)
        return self.step(name, self.expression(node, name, known, scope)[0])

    def expression(self, node: ast.expr, name: str, known: dict[str, str], scope: dict[str, Any]) -> tuple[str, int]:
        """An expression and how tightly it binds; formulas that it calls become steps before it."""

        def inner(part: ast.expr, least: int = 0) -> str:
            text, binding = self.expression(part, name, known, scope)
            return text if binding >= least else f"({text})"

        match node:
            case ast.Constant(value=value):
                return number(value), ATOM
            case ast.Name(id=outer):
                return known.get(outer) or number(scope[outer]), ATOM
            case ast.UnaryOp(operand=operand):
                return f"-{inner(operand, ATOM)}", UNARY
            case ast.BinOp(op=ast.Pow()):
                return f"pow({inner(node.left)}, {inner(node.right)})", ATOM
            case ast.BinOp(op=ast.Add() | ast.Sub() as sign):
                return f"{inner(node.left, SUM)} {OPERATORS[type(sign)]} {inner(node.right, PRODUCT)}", SUM
            case ast.BinOp(op=sign):
                return f"{inner(node.left, PRODUCT)} {OPERATORS[type(sign)]} {inner(node.right, UNARY)}", PRODUCT
            case ast.Compare(left=left, ops=[relation], comparators=[right]):
                return f"{inner(left, SUM)} {RELATIONS[type(relation)]} {inner(right, SUM)}", 0
            case ast.Call(func=ast.Name(id=called), args=arguments) if scope[called] in HELPERS:
                parts = [inner(argument) for argument in arguments]
                if HELPERS[scope[called]] == "where":
                    return "({} ? {} : {})".format(*parts), ATOM
                return f"{FUNCTIONS[HELPERS[scope[called]]]}({', '.join(parts)})", ATOM
            case ast.Call(func=ast.Name(id=called)):
                return self.reference(node, f"{name}_{called}", known, scope), ATOM
        raise TypeError(f"no formula holds {ast.unparse(node)!r}")
