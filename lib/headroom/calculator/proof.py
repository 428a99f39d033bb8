"""Reading 3: the unit proof.

For random inputs, a formula's number equals the magnitude, in the unit declared for the result, of the same formula
computed with quantities; its constants, and those of the formulas that it calls, become quantities too. That the
result converts is not enough: without its 3600, a chip-second still converts to chip-hours.
"""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Callable
from types import FunctionType

import numpy as np

from headroom.calculator.nomenclature import NAMES
from headroom.calculator.syntax import is_formula
from headroom.calculator.units import Constant, signature_units

TOLERANCE = 1e-12


def random_inputs(function: Callable, n: int, *, seed: int = 0) -> dict[str, np.ndarray]:
    """For each argument n values in its valid range: log-uniform for positive ranges, uniform for the others."""
    generator = np.random.default_rng([seed, zlib.crc32(function.__qualname__.encode())])
    drawn = {}
    for name in inspect.signature(function).parameters:
        low, high = NAMES[name].low, NAMES[name].high
        if low > 0:
            drawn[name] = np.exp(generator.uniform(np.log(low), np.log(high), n)).clip(low, high)
        else:
            drawn[name] = generator.uniform(low, high, n)
    return drawn


def with_quantities(formula: Callable) -> Callable:
    """The formula's own code, with quantities in the place of its constants, also in the formulas that it calls."""

    def replace(value):
        if isinstance(value, Constant):
            return value.unit.quantity(float(value))
        if is_formula(value):
            return with_quantities(value)
        return value

    formula = inspect.unwrap(formula)
    outer = [name for name in formula.__code__.co_names if name in formula.__globals__]
    scope = {name: replace(formula.__globals__[name]) for name in outer}
    copy = FunctionType(formula.__code__, scope, formula.__name__, formula.__defaults__, formula.__closure__)
    copy.__kwdefaults__ = formula.__kwdefaults__
    return copy


def unit_fault(formula: Callable, n: int = 20, *, seed: int = 0) -> str | None:
    """What is wrong with the units of a formula, in one sentence, or None if they are proved."""
    import pint

    units = signature_units(formula)
    unit = units.pop("return")
    inputs = random_inputs(formula, n, seed=seed)
    quantities = {name: units[name].quantity(values) for name, values in inputs.items()}
    numbers = np.broadcast_to(formula(**inputs), n)
    try:
        result = with_quantities(formula)(**quantities)
    except (pint.PintError, TypeError) as error:
        return f"{formula.__name__}: the units inside do not fit together: {error}"
    try:
        magnitudes = np.broadcast_to(unit.magnitude(result), n)
    except pint.DimensionalityError as error:
        return f"{formula.__name__}: it is declared to give {unit}, but its body gives {error.units1}"
    wrong = ~np.isclose(numbers, magnitudes, rtol=TOLERANCE, atol=0)
    if not wrong.any():
        return None
    at = int(np.argmax(wrong))
    where = ", ".join(f"{name} = {values[at]:.6g} {units[name]}" for name, values in inputs.items())
    return (
        f"{formula.__name__}: at {where} its numbers give {numbers[at]:.10g} {unit}, but its units give "
        f"{magnitudes[at]:.10g} {unit} ({magnitudes[at] / numbers[at]:.6g} times): a conversion is missing or wrong"
    )
