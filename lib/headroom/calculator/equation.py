"""Reading 5: the equation of a formula, printed from its own source with the symbols of the nomenclature.

Printed, not simplified: numerators, denominators and the order of factors stay as they were written.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from headroom.calculator.nomenclature import row
from headroom.calculator.syntax import HELPERS, Source, bind, is_formula, source
from headroom.calculator.units import Constant

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
RELATIONS = {ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge", ast.Eq: "=", ast.NotEq: r"\ne"}


def latex(formula: Callable) -> str:
    """The equation of a formula as LaTeX; one aligned line for each named part and one for the result.

    A call of another formula prints as the symbol of that formula's result, whose own equation says the rest.
    """
    text = source(formula)
    printer = _Printer(text)
    lines = [(row(name).symbol, printer.text(value)) for name, value in text.parts]
    lines.append((row(formula.__name__).symbol, printer.result(text.result)))
    if len(lines) == 1:
        return " = ".join(lines[0])
    aligned = r" \\ ".join(f"{left} &= {right}" for left, right in lines)
    return rf"\begin{{aligned}} {aligned} \end{{aligned}}"


def number(value: float) -> str:
    """A number as LaTeX: 8766, 0.5, 10^{9}."""
    mantissa, _, exponent = f"{value:.15g}".partition("e")
    if not exponent:
        return mantissa
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \cdot {power}"


def constant(value: Constant) -> str:
    """A constant as LaTeX: its number, with its unit where the number is 1 and only the unit says something."""
    return rf"1 \, \mathrm{{{value.unit}}}" if value == 1 else number(value)


class _Printer:
    """Prints the expressions of one formula."""

    def __init__(self, text: Source):
        self.scope = text.scope
        self.names = {argument.arg for argument in text.tree.args.args + text.tree.args.kwonlyargs}
        self.names.update(name for name, _ in text.parts)
        self.results = dict(text.named_results)

    def result(self, node: ast.expr) -> str:
        """What a formula returns; where that is another formula as it stands, what that one returns."""
        if isinstance(node, ast.Call) and is_formula(called := self.scope[node.func.id]):
            inner = source(called)
            if not inner.parts and all(self.stands_for(*argument) for argument in bind(called, node).items()):
                return _Printer(inner).result(inner.result)
        return self.text(node)

    def text(self, node: ast.expr, least: int = 0) -> str:
        """An expression, in parentheses if it binds less tightly than its place needs."""
        printed, binding = self.printed(node)
        return printed if binding >= least else rf"\left({printed}\right)"

    def printed(self, node: ast.expr) -> tuple[str, int]:
        match node:
            case ast.Constant(value=value):
                return number(value), ATOM
            case ast.Name(id=name) if name in self.results:
                return self.printed(self.results[name])
            case ast.Name(id=name):
                return (row(name).symbol if name in self.names else constant(self.scope[name])), ATOM
            case ast.UnaryOp(operand=operand):
                return f"-{self.text(operand, PRODUCT)}", SUM
            case ast.BinOp(op=ast.Add()):
                return f"{self.text(node.left)} + {self.text(node.right, SUM)}", SUM
            case ast.BinOp(op=ast.Sub()):
                return f"{self.text(node.left)} - {self.text(node.right, PRODUCT)}", SUM
            case ast.BinOp(op=ast.Pow()):
                return f"{self.base(node.left)}^{{{self.text(node.right)}}}", POWER
            case ast.BinOp():
                printed = self.product(node)
                return printed, SUM if printed.startswith("-") else PRODUCT
            case ast.Call():
                return self.call(node)
        raise TypeError(f"no formula holds {ast.unparse(node)!r}")

    def base(self, node: ast.expr) -> str:
        printed = self.text(node, ATOM)
        return f"{{{printed}}}" if "^" in printed or "_" in printed else printed

    def product(self, node: ast.expr) -> str:
        above, below = self.factors(node)
        if not below:
            return self.row(above)
        return rf"\frac{{{self.row(above)}}}{{{self.row(below)}}}"

    def factors(self, node: ast.expr) -> tuple[list[ast.expr], list[ast.expr]]:
        """Numerator and denominator of a chain of * and /, in the order in which they were written."""
        match node:
            case ast.BinOp(op=ast.Mult()):
                (above, below), (more_above, more_below) = self.factors(node.left), self.factors(node.right)
                return above + more_above, below + more_below
            case ast.BinOp(op=ast.Div()):
                above, below = self.factors(node.left)
                return above, below + self.divisors(node.right)
        return [node], []

    def divisors(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.BinOp(op=ast.Mult()):
                return self.divisors(node.left) + self.divisors(node.right)
        return [node]

    def row(self, factors: list[ast.expr]) -> str:
        if len(factors) == 1:
            return self.text(factors[0])
        row = ""
        for factor in factors:
            first_minus = not row and isinstance(factor, ast.UnaryOp)
            printed = self.text(factor, SUM if first_minus else PRODUCT)
            digit = printed.lstrip("{")[:1].isdigit()
            row += printed if not row else (rf" \cdot {printed}" if digit else rf" \, {printed}")
        return row

    def call(self, node: ast.Call) -> tuple[str, int]:
        called = self.scope[node.func.id]
        if called in HELPERS:
            return self.helper(HELPERS[called], node.args)
        arguments = bind(called, node)
        if all(self.stands_for(name, value) for name, value in arguments.items()):
            return row(called.__name__).symbol, ATOM
        inside = ", ".join(self.text(value) for value in arguments.values())
        return rf"{row(called.__name__).symbol}\left({inside}\right)", ATOM

    def stands_for(self, name: str, value: ast.expr) -> bool:
        """Whether an argument is passed on under its own name, so that the symbol alone says which one."""
        match value:
            case ast.Name(id=local) if local in self.results:
                return self.stands_for(name, self.results[local])
            case ast.Name(id=passed):
                return passed == name
            case ast.Call(func=ast.Name(id=called)) if called == name:
                arguments = bind(self.scope[called], value)
                return all(self.stands_for(inner, passed) for inner, passed in arguments.items())
        return False

    def helper(self, name: str, arguments: list[ast.expr]) -> tuple[str, int]:
        match name:
            case "where":
                condition, then, otherwise = arguments
                relation = RELATIONS[type(condition.ops[0])]
                test = f"{self.text(condition.left)} {relation} {self.text(condition.comparators[0])}"
                cases = rf"{self.text(then)} & \text{{if }} {test} \\ {self.text(otherwise)} & \text{{otherwise}}"
                return rf"\begin{{cases}} {cases} \end{{cases}}", SUM
            case "log":
                return rf"\ln {self.text(arguments[0], ATOM)}", PRODUCT
            case "exp":
                return f"e^{{{self.text(arguments[0])}}}", POWER
            case "sqrt":
                return rf"\sqrt{{{self.text(arguments[0])}}}", ATOM
            case "ceil":
                return rf"\left\lceil {self.text(arguments[0])} \right\rceil", ATOM
        inside = ", ".join(self.text(argument) for argument in arguments)
        return rf"\{name[:3]}\left({inside}\right)", ATOM
