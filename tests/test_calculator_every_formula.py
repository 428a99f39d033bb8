"""What holds for every formula of every chapter. They are found, not listed: a new one is tested as it is written."""

import inspect
import pickle
import pkgutil
import re
from importlib import import_module

import math_core
import numpy as np
import pandas as pd
import pytest
from vega_reader import as_fields, as_parameters

from headroom.calculator import describe, door, equation, formulas, nomenclature, proof, registry, syntax, training
from headroom.calculator.constants import ONE_YEAR
from headroom.calculator.registry import address
from headroom.calculator.units import registry as registry_of_units
from headroom.calculator.units import signature_units
from headroom.evidence import Quantity
from headroom.evidence.columns import column

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
def test_is_found_by_its_address(function):
    assert registry.find(address(function)) is function
    assert pickle.loads(pickle.dumps(function)) is function


@pytest.mark.parametrize("chapter", registry.chapters().values(), ids=registry.chapters())
def test_a_chapter_exports_each_public_function_of_its_modules_behind_the_door_and_nothing_else(chapter):
    modules = [import_module(f"{chapter.__name__}.{child.name}") for child in pkgutil.iter_modules(chapter.__path__)]
    written = {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    exported = {name: value for name, value in vars(chapter).items() if not name.startswith("_")}
    behind = {
        name: getattr(value, "__wrapped__", None) for name, value in exported.items() if inspect.isfunction(value)
    }
    assert behind == written, "import each public function in the chapter's __init__.py; its last line opens the door"
    assert all(inspect.ismodule(exported[name]) for name in exported.keys() - behind.keys())


@each(FUNCTIONS)
def test_inside_the_calculator_functions_call_each_other_directly(function):
    assert [name for name, value in inspect.unwrap(function).__globals__.items() if hasattr(value, "__wrapped__")] == []


@each(FUNCTIONS)
def test_help_explains_its_arguments_and_its_result(function):
    for argument in describe.describe(function).arguments:
        assert f"\n{argument.name} : " in function.__doc__
        assert f"{argument.meaning} [{argument.unit}], {nomenclature.row(argument.name).range}.\n" in function.__doc__
    assert f"{nomenclature.row(function.__name__).explained}.\n\n" in function.__doc__


def whole_inputs(function):
    """Inputs, as integers where the range holds whole numbers that fit into 64 bits."""
    inputs = proof.random_inputs(function, N, seed=2)
    for name, values in inputs.items():
        low, high = nomenclature.row(name).low, nomenclature.row(name).high
        whole = np.ceil(values.clip(max=2.0**62))
        if low <= whole.min() and whole.max() <= high:
            inputs[name] = whole.astype(np.int64)
    return inputs


def as_floats(inputs):
    return {name: values.astype(np.float64) for name, values in inputs.items()}


@each(FUNCTIONS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # at the ends of a range a limit may be infinite
def test_integers_and_short_floats_are_taken_as_64_bit_floats(function):
    whole, short = whole_inputs(function), proof.random_inputs(function, N)
    short = {name: values.astype(np.float32) for name, values in short.items()}
    for given in (whole, short):
        np.testing.assert_array_equal(function(**given), function(**as_floats(given)))
    first = {name: values[0].item() for name, values in whole.items()}
    for given in (first, {name: values[0] for name, values in short.items()}):
        assert function(**given) == function(**{name: float(value) for name, value in given.items()})


@each(FORMULAS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_columns_of_whole_numbers_are_taken_as_64_bit_floats(function):
    whole = whole_inputs(function)
    expected = function(**as_floats(whole))
    table = pd.DataFrame(whole)
    nullable = {name: "Int64" for name in table if table[name].dtype == np.int64}
    for given in (table, table.astype(nullable)):
        np.testing.assert_array_equal(np.asarray(function(**given), float), expected)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_without_the_door_integers_overflow_and_short_floats_are_off():
    overflowed, off = set(), set()
    for function in FORMULAS:
        plain, whole = inspect.unwrap(function), whole_inputs(function)
        short = {name: values.astype(np.float32) for name, values in proof.random_inputs(function, N).items()}
        if not np.allclose(plain(**whole), function(**whole), equal_nan=True):
            overflowed.add(function.__name__)
        if not np.allclose(plain(**short), function(**short), rtol=1e-4, atol=0):
            off.add(function.__name__)
    assert "h100_equivalents" in overflowed and len(overflowed) >= 5
    assert off


@pytest.mark.parametrize("kind", [bool, np.int8, np.int64, np.uint64, np.float16, np.float32])
def test_arrays_of_every_short_or_whole_kind_become_64_bit_floats(kind):
    for given in (kind(1), np.array([0, 1], kind), pd.Series([0, 1], dtype=kind)):
        found = door.as_float(given)
        assert np.asarray(found).dtype == np.float64 and np.all(found == given)


@pytest.mark.parametrize(
    "value",
    [0.5, np.float64(0.5), np.array([0.5]), np.longdouble(0.5), ONE_YEAR, "mfu", None, pd.Series([0.5]), Quantity(2)]
    + [column([Quantity(0.5)]), registry_of_units().Quantity(2, "h"), np.array(["mfu"])],
    ids=lambda value: type(value).__name__,
)
def test_all_else_goes_through_the_door_as_it_is(value):
    assert door.as_float(value) is value


def test_an_integer_that_no_64_bits_hold_is_a_number_like_others():
    assert training.training_flop(10**15, 10**25) == 6e40


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
    used = {name for function in FUNCTIONS for name in signature_units(function)}
    used |= {function.__name__ for function in FUNCTIONS}
    used |= {name for formula in FORMULAS for name, _ in syntax.source(formula).parts}
    assert set(nomenclature.NAMES) - used == set()


def test_symbols_tell_results_apart():
    """Two formulas of one chapter never print the same left-hand side."""
    seen = {}
    for formula in FORMULAS:
        key = registry.chapter_of(formula), nomenclature.row(formula.__name__).symbol
        assert seen.setdefault(key, formula) is formula, f"{key}: {seen[key].__name__} and {formula.__name__}"
