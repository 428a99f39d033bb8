"""What a formula may be made of, checked on its syntax tree, and the parts the other readings take from it.

A formula's body holds new local names, ``return``, ``+ - * / **``, unary minus, small exact numbers, named constants,
other formulas, and the helpers of `headroom.calculator.math`; a comparison stands inside ``where``. The rest is
refused, because Vega accepts it silently and answers wrongly.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from headroom.calculator import math as helpers
from headroom.calculator.units import Constant, signature_units, unit_of

HELPERS = {value: name for name, value in vars(helpers).items() if inspect.isfunction(value)}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
LARGEST_LITERAL = 12
USE_INSTEAD = {"min": "minimum", "max": "maximum", "if": "where", "ceil": "ceil", "log": "log", "exp": "exp"}
REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Source:
    """A formula's own text: file, first line, syntax tree."""

    function: Callable
    file: str
    tree: ast.FunctionDef

    @property
    def statements(self) -> list[ast.stmt]:
        """The body without its docstring."""
        first = self.tree.body[0]
        is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        return self.tree.body[1:] if is_docstring else self.tree.body

    @property
    def locals(self) -> list[tuple[str, ast.expr]]:
        """The local names in order, each with its expression."""
        return [(step.targets[0].id, step.value) for step in self.statements if isinstance(step, ast.Assign)]

    @property
    def named_results(self) -> list[tuple[str, ast.Call]]:
        """The local names that only hold the result of another formula."""
        return [(name, value) for name, value in self.locals if self._calls_formula(value)]

    @property
    def parts(self) -> list[tuple[str, ast.expr]]:
        """The local names that are quantities of their own."""
        return [(name, value) for name, value in self.locals if not self._calls_formula(value)]

    def _calls_formula(self, node: ast.expr) -> bool:
        called = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        return is_formula(self.scope.get(called))

    @property
    def result(self) -> ast.expr:
        """The expression that the formula returns."""
        return self.statements[-1].value

    @property
    def scope(self) -> dict[str, Any]:
        """What the names outside the formula stand for."""
        return self.function.__globals__


@cache
def source(function: Callable) -> Source:
    """The text of a function, also of one behind the door, as a tree whose line numbers are those of its file."""
    function = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(function)
    tree = ast.parse(textwrap.dedent("".join(lines)))
    ast.increment_lineno(tree, first - 1)
    file = Path(inspect.getsourcefile(function)).resolve()
    if file.is_relative_to(REPOSITORY):
        file = file.relative_to(REPOSITORY)
    return Source(function, file.as_posix(), tree.body[0])


def is_helper(value: Any) -> bool:
    """Whether a value is one of the helpers of `headroom.calculator.math`."""
    return inspect.isfunction(value) and value in HELPERS


def is_formula(value: Any) -> bool:
    """Whether a value is a function whose result has a unit and that is not marked as a procedure."""
    return (
        inspect.isfunction(value)
        and not is_helper(value)
        and not hasattr(value, "procedure")
        and unit_of(inspect.get_annotations(value, eval_str=True).get("return")) is not None
    )


def bind(called: Callable, call: ast.Call) -> dict[str, ast.expr]:
    """Argument name -> expression, for a call of a formula."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    return dict(inspect.signature(called).bind(*call.args, **keywords).arguments)


def violations(function: Callable) -> list[str]:
    """Why a function is no formula, one readable line each; empty if it is one."""
    return _Check(source(function)).run()


class _Check:
    """Walks one formula and collects what may not stand in it."""

    def __init__(self, text: Source):
        self.text = text
        self.found: list[str] = []
        self.parameters = set(inspect.signature(text.function).parameters)
        self.known = set(self.parameters)

    def run(self) -> list[str]:
        self.signature()
        for statement in self.text.statements:
            self.statement(statement)
        if not isinstance(self.text.statements[-1], ast.Return):
            self.refuse(self.text.statements[-1], "the last line of a formula is `return` with its result")
        return self.found

    def refuse(self, node: ast.AST, why: str) -> None:
        line = getattr(node, "lineno", self.text.tree.lineno)
        self.found.append(f"{self.text.file}:{line}: in formula {self.text.function.__name__}: {why}")

    def signature(self) -> None:
        units = signature_units(self.text.function)
        for name, parameter in inspect.signature(self.text.function).parameters.items():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                self.refuse(self.text.tree, f"`*{name}`: a formula names each of its arguments")
            elif units.get(name) is None:
                self.refuse(self.text.tree, f"argument `{name}` has no unit: annotate it, as in `{name}: Usd`")
            if parameter.default is not parameter.empty:
                self.refuse(self.text.tree, f"argument `{name}` has a default: values come from evidence")
        if units.get("return") is None:
            self.refuse(self.text.tree, "the result has no unit: annotate it, as in `-> Usd`")
        if len(self.text.tree.args.args) > 2:
            self.refuse(self.text.tree, "more than two positional arguments: put `*` after the second")

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Return(value=ast.expr() as value):
                self.expression(value)
                if node is not self.text.statements[-1]:
                    self.refuse(node, "more than one `return`; use where(condition, then, otherwise)")
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.expression(value)
                if name in self.known:
                    self.refuse(node, f"`{name}` is given a second value; use a new name")
                elif name in self.text.scope:
                    self.refuse(node, f"local `{name}` hides a name of the module; use a new name")
                self.known.add(name)
            case ast.If():
                self.refuse(node, "`if`: use where(condition, then, otherwise) from headroom.calculator.math")
            case _:
                kind = ast.unparse(node).splitlines()[0]
                self.refuse(node, f"`{kind}`: a formula holds only `name = expression` and `return`")

    def expression(self, node: ast.expr) -> None:
        match node:
            case ast.Constant():
                self.number(node)
            case ast.Name():
                self.name(node)
            case ast.BinOp(op=op) if isinstance(op, ARITHMETIC):
                self.expression(node.left)
                self.expression(node.right)
            case ast.UnaryOp(op=ast.USub()):
                self.expression(node.operand)
            case ast.Call():
                self.call(node)
            case ast.IfExp():
                self.refuse(node, f"`{ast.unparse(node)}`: use where(condition, then, otherwise)")
            case ast.Compare():
                self.refuse(node, f"`{ast.unparse(node)}`: a comparison stands only inside where(...)")
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                self.refuse(node, f"`{ast.unparse(node)}`: no and/or/not; nest where(...) instead")
            case _:
                self.refuse(node, f"`{ast.unparse(node)}`: only + - * / ** and unary minus are allowed")

    def number(self, node: ast.Constant) -> None:
        value = node.value
        exact = type(value) in (int, float) and value * 2 == int(value * 2) if _is_finite(value) else False
        if not exact or value > LARGEST_LITERAL:
            self.refuse(
                node,
                f"`{ast.unparse(node)}`: only whole and half numbers up to {LARGEST_LITERAL} stand bare; "
                "make others a named Constant with its unit, or an argument that evidence supplies",
            )

    def name(self, node: ast.Name) -> None:
        if node.id in self.known:
            return
        value = self.text.scope.get(node.id)
        if not isinstance(value, Constant):
            self.refuse(node, f"`{node.id}` is neither an argument, a local name nor a Constant with a unit")

    def call(self, node: ast.Call) -> None:
        called = ast.unparse(node.func)
        value = self.text.scope.get(called) if isinstance(node.func, ast.Name) else None
        if any(isinstance(argument, ast.Starred) for argument in node.args) or any(
            keyword.arg is None for keyword in node.keywords
        ):
            self.refuse(node, f"`{ast.unparse(node)}`: arguments are written one by one")
            return
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if is_helper(value):
            if HELPERS[value] == "where":
                self.condition(node, arguments.pop(0))
        elif hasattr(value, "procedure"):
            self.refuse(node, f"`{called}` is a procedure, and no formula calls one")
        elif is_formula(value):
            try:
                bind(value, node)
            except TypeError as error:
                self.refuse(node, f"`{ast.unparse(node)}`: {error}")
        else:
            use = USE_INSTEAD.get(called, called.split(".")[-1])
            hint = f"; use {use} from headroom.calculator.math" if use in HELPERS.values() else ""
            self.refuse(node, f"`{called}(...)` is neither a formula nor a helper{hint}")
        for argument in arguments:
            self.expression(argument)

    def condition(self, call: ast.Call, node: ast.expr) -> None:
        match node:
            case ast.Compare(ops=[op]) if isinstance(op, COMPARISONS):
                self.expression(node.left)
                self.expression(node.comparators[0])
            case _:
                self.refuse(call, f"`{ast.unparse(call)}`: the first argument of where is one comparison")


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < float("inf")
