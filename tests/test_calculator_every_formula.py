"""What holds for every formula of every chapter. They are found, not listed: a new one is tested as it is written."""

import re

import math_core
import numpy as np
import pytest
from vega_reader import as_fields, as_parameters

from headroom.calculator import describe, equation, formulas, nomenclature, proof, registry, syntax
from headroom.calculator.registry import address

N = 25
FORMULAS = formulas()
FUNCTIONS = registry.functions()
KEYS = set(
    re.findall(r"^@\w+\{([^,\s]+),", (syntax.REPOSITORY / "data/references.bib").read_text("utf-8"), re.MULTILINE)
)


def each(functions):
    return pytest.mark.parametrize("function", functions, ids=map(address, functions))


@each(FORMULAS)
def test_is_made_of_what_a_formula_may_hold(function):
    assert syntax.violations(function) == []


@each(FUNCTIONS)
def test_names_are_those_of_the_nomenclature(function):
    assert nomenclature.faults(function) == []


@each(FUNCTIONS)
def test_docstring_is_complete(function):
    assert describe.faults(function) == []


@each(FUNCTIONS)
def test_sources_resolve(function):
    assert set(describe.describe(function).sources) <= KEYS


@each(FUNCTIONS)
def test_is_reached_through_its_chapter(function):
    assert registry.find(address(function)) is function
    assert getattr(registry.chapters()[registry.chapter_of(function)], function.__name__) is function


@each(FUNCTIONS)
def test_arrays_broadcast_and_equal_numbers(function):
    inputs = proof.random_inputs(function, N)
    tolerance = 1e-9 if hasattr(function, "procedure") else 1e-13
    numbers = [function(**{name: float(values[i]) for name, values in inputs.items()}) for i in range(N)]
    assert np.isfinite(numbers).all()
    np.testing.assert_allclose(function(**inputs), numbers, rtol=tolerance)
    first, *others = inputs
    column = {first: inputs[first][:, None]} | {name: inputs[name] for name in others}
    table = np.broadcast_to(function(**column), (N, N) if others else (N, 1))
    np.testing.assert_allclose(np.diagonal(table) if others else table[:, 0], numbers, rtol=tolerance)


@each(FORMULAS)
def test_units_are_proved(function):
    assert proof.unit_fault(function) is None


@each(FORMULAS)
def test_equation_prints_and_converts(function):
    printed = equation.latex(function)
    mathml = math_core.LatexToMathML().convert_with_local_state(printed, displaystyle=True)
    assert mathml.startswith("<math") and "merror" not in mathml
    assert printed.count("{") == printed.count("}")


def test_browser_computes_the_same_from_fields():
    cases = {formula: proof.random_inputs(formula, N) for formula in FORMULAS}
    for formula, answers in as_fields(cases).items():
        expected = np.broadcast_to(formula(**cases[formula]), N)
        np.testing.assert_allclose(answers, expected, rtol=1e-12, err_msg=address(formula))


def test_browser_computes_the_same_from_parameters():
    drawn = {formula: proof.random_inputs(formula, 1, seed=1) for formula in FORMULAS}
    cases = {formula: {name: float(values[0]) for name, values in inputs.items()} for formula, inputs in drawn.items()}
    for formula, answer in as_parameters(cases).items():
        np.testing.assert_allclose(answer, formula(**cases[formula]), rtol=1e-12, err_msg=address(formula))


def test_a_name_has_one_symbol_among_the_arguments_of_a_formula():
    for formula in FORMULAS:
        symbols = [argument.symbol for argument in describe.describe(formula).arguments]
        assert len(symbols) == len(set(symbols)), address(formula)


def test_names_of_the_nomenclature_are_in_use():
    used = {name for function in FUNCTIONS for name in describe.signature_units(function)}
    used |= {function.__name__ for function in FUNCTIONS}
    used |= {name for formula in FORMULAS for name, _ in syntax.source(formula).parts}
    assert set(nomenclature.NAMES) - used == set()


def test_symbols_tell_results_apart():
    """Two formulas of one chapter never print the same left-hand side."""
    seen = {}
    for formula in FORMULAS:
        key = registry.chapter_of(formula), nomenclature.symbol(formula.__name__)
        assert seen.setdefault(key, formula) is formula, f"{key}: {seen[key].__name__} and {formula.__name__}"
