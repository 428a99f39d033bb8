"""The calculator's own machinery: what it refuses and in which words, and what each reading makes of a formula."""

import importlib.util
import inspect
import itertools
import pickle
import pydoc
import re
import textwrap
from pathlib import Path

import numpy as np
import pytest
import vl_convert as vlc
from vega_reader import as_fields, texts

from headroom import calculator
from headroom.calculator import constants, describe, door, equation, nomenclature, proof, syntax, units, vega
from headroom.calculator import math as helpers
from headroom.calculator.nomenclature import Name
from headroom.calculator.training import (
    amortised_cost,
    best_restart_goodput,
    chip_hours,
    distillation_flop,
    hardware_flop,
    mean_time_between_failures,
    training_days,
    training_flop,
)

HEADER = """
import numpy as np
from headroom.calculator.constants import *
from headroom.calculator.math import *
from headroom.calculator.registry import procedure
from headroom.calculator.training import *
from headroom.calculator.units import *
"""
SIGNATURE = "(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour) -> Usd"


@pytest.fixture
def written(tmp_path):
    """Writes a module of a stranger's and gives its function ``rental_cost``."""
    number = itertools.count()

    def write(text: str):
        path = tmp_path / f"stranger{next(number)}.py"
        path.write_text(HEADER + textwrap.dedent(text), "utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.rental_cost

    return write


def body(*lines: str) -> str:
    return f"def rental_cost{SIGNATURE}:\n" + "".join(f"    {line}\n" for line in lines)


REFUSED = {
    "if": (["if chip_hours > 0:", "    return 1", "return 0"], "`if`: use where(condition, then, otherwise)"),
    "if expression": (["return chip_hours if chip_hours > 0 else 0"], "use where(condition, then, otherwise)"),
    "min": (["return min(chip_hours, 3)"], "`min(...)` is neither a formula nor a helper; use minimum"),
    "max": (["return max(chip_hours, 3)"], "use maximum from headroom.calculator.math"),
    "abs": (["return abs(chip_hours)"], "`abs(...)` is neither a formula nor a helper"),
    "np.where": (
        ["return np.where(chip_hours > 0, 1, 0)"],
        "`np.where(...)` is neither a formula nor a helper; use where",
    ),
    "attribute": (["return chip_hours * np.pi"], "`np.pi`: only + - * / ** and unary minus are allowed"),
    "comparison": (["return chip_hours * (chip_hours > 0)"], "a comparison stands only inside where(...)"),
    "chained comparison": (["return where(0 < chip_hours < 2, 1, 0)"], "the first argument of where is one comparison"),
    "no comparison": (["return where(chip_hours, 1, 0)"], "the first argument of where is one comparison"),
    "and": (["return where(chip_hours > 0 and chip_hours < 2, 1, 0)"], "first argument of where is one comparison"),
    "bare and": (["return chip_hours and chip_hour_price"], "no and/or/not; nest where(...) instead"),
    "modulo": (["return chip_hours % 2"], "only + - * / ** and unary minus are allowed"),
    "matrix product": (["return chip_hours @ chip_hour_price"], "only + - * / ** and unary minus are allowed"),
    "literal": (["return 8766 * chip_hours"], "`8766`: only whole and half numbers up to 12 stand bare"),
    "decimal": (["return 0.19 * chip_hours"], "make others a named Constant with its unit"),
    "infinity": (["return minimum(chip_hours, 1e999)"], "only whole and half numbers up to 12 stand bare"),
    "text": (["return 'much'"], "only whole and half numbers up to 12 stand bare"),
    "truth": (["return True * chip_hours"], "only whole and half numbers up to 12 stand bare"),
    "unknown name": (["return HEADER * chip_hours"], "`HEADER` is neither an argument, a local name nor a Constant"),
    "second value": (["cost = chip_hours", "cost = cost * 2", "return cost"], "`cost` is given a second value"),
    "hidden name": (["training_flop = chip_hours", "return training_flop"], "hides a name of the module"),
    "added on": (["cost = 0", "cost += chip_hours", "return cost"], "holds only `name = expression` and `return`"),
    "loop": (["for step in [1]:", "    pass", "return chip_hours"], "`for step in [1]:`: a formula holds only"),
    "two names": (["a = b = chip_hours", "return a"], "`a = b = chip_hours`: a formula holds only"),
    "two returns": (["return chip_hours", "return chip_hour_price"], "more than one `return`"),
    "no return": (["cost = chip_hours * chip_hour_price"], "the last line of a formula is `return` with its result"),
    "star": (["return training_flop(*[1, 2])"], "arguments are written one by one"),
    "wrong call": (["return training_flop(chip_hours)"], "missing a required argument: 'tokens'"),
    "no formula": (["return print(chip_hours)"], "`print(...)` is neither a formula nor a helper"),
}


@pytest.mark.parametrize(("lines", "why"), REFUSED.values(), ids=REFUSED)
def test_syntax_refuses_and_says_where_and_why(written, lines, why):
    formula = written(body(*lines))
    (found, *_) = syntax.violations(formula)
    file, line, rest = re.fullmatch(r"(.+?\.py):(\d+):(.*)", found, re.DOTALL).groups()
    assert file.endswith(".py") and "in formula rental_cost:" in rest
    assert 1 <= int(line) <= 20
    assert why in found


def test_line_number_is_that_of_the_fault(written):
    formula = written(body("cost = chip_hours * chip_hour_price", "", "return min(cost, 3)"))
    (found,) = syntax.violations(formula)
    file, line = re.match(r"(.+?\.py):(\d+):", found).groups()
    assert "min(cost, 3)" in Path(file).read_text("utf-8").splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        ("(chip_hours, chip_hour_price: UsdPerChipHour) -> Usd", "argument `chip_hours` has no unit"),
        ("(chip_hours: float, chip_hour_price: UsdPerChipHour) -> Usd", "argument `chip_hours` has no unit"),
        ("(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour)", "the result has no unit"),
        (
            "(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour = 2) -> Usd",
            "has a default: values come from evidence",
        ),
        ("(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour, *more: Usd) -> Usd", "names each of its arguments"),
        ("(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour, pue: Ratio) -> Usd", "put `*` after the second"),
    ],
)
def test_signature_is_checked(written, signature, why):
    formula = written(f"def rental_cost{signature}:\n    return chip_hours * chip_hour_price\n")
    assert why in "\n".join(syntax.violations(formula))


def test_no_formula_calls_a_procedure(written):
    procedure = '@procedure("needs a root")\ndef root(chip_hours: ChipHour) -> ChipHour:\n    return chip_hours\n'
    formula = written(procedure + "\n" + body("return root(chip_hours) * chip_hour_price"))
    assert "`root` is a procedure, and no formula calls one" in syntax.violations(formula)[0]


def test_a_procedure_says_why():
    @calculator.procedure("a root without closed form")
    def root(x: units.Ratio) -> units.Ratio:
        return x

    assert root.procedure == "a root without closed form"
    assert not syntax.is_formula(root) and syntax.is_formula(training_flop)
    with pytest.raises(TypeError, match=r'write @procedure\("why this has no closed form"\)'):
        calculator.procedure(root)


def test_nothing_else_is_refused(written):
    formula = written(
        body(
            "cost = -chip_hours * chip_hour_price ** 2 + 0.5",
            "bound = minimum(maximum(cost, 3), 12)",
            "return where(cost <= bound, cost, exp(log(sqrt(ceil(bound)))) / SECONDS_PER_HOUR)",
        )
    )
    assert syntax.violations(formula) == []


# Units


def test_a_missing_conversion_is_found_although_it_converts(written):
    formula = written(
        """
        def rental_cost(training_flop: Flop, peak_flop_per_second: FlopPerSecondPerChip) -> ChipHour:
            return training_flop / peak_flop_per_second
        """
    )
    fault = proof.unit_fault(formula)
    assert "rental_cost: at training_flop = " in fault
    assert fault.endswith("(0.000277778 times): a conversion is missing or wrong")


def test_a_wrong_unit_of_the_result_is_named(written):
    formula = written(f"def rental_cost{SIGNATURE}:\n    return chip_hours / chip_hour_price\n")
    assert "it is declared to give USD, but its body gives" in proof.unit_fault(formula)


def test_units_that_do_not_add_up_are_named(written):
    formula = written(body("return chip_hours + chip_hour_price"))
    fault = proof.unit_fault(formula)
    assert "the units inside do not fit together" in fault and "chip" in fault and "USD" in fault


def test_a_wrong_unit_of_a_constant_is_found(written):
    text = """
        FACTOR = Constant(3600, "{unit}")


        def rental_cost(training_flop: Flop, peak_flop_per_second: FlopPerSecondPerChip) -> ChipHour:
            return training_flop / (FACTOR * peak_flop_per_second)
        """
    assert proof.unit_fault(written(text.format(unit="s/h"))) is None
    assert "times): a conversion is missing or wrong" in proof.unit_fault(written(text.format(unit="s/d")))


def test_proof_reaches_into_called_formulas(written):
    text = """
        FACTOR = Constant(3600, "{unit}")


        def hours(training_flop: Flop, peak_flop_per_second: FlopPerSecondPerChip) -> ChipHour:
            return training_flop / (FACTOR * peak_flop_per_second)


        def rental_cost(
            training_flop: Flop, peak_flop_per_second: FlopPerSecondPerChip, *, chip_hour_price: UsdPerChipHour
        ) -> Usd:
            return hours(training_flop, peak_flop_per_second) * chip_hour_price
        """
    assert proof.unit_fault(written(text.format(unit="s/h"))) is None
    assert "rental_cost: " in proof.unit_fault(written(text.format(unit="h/h")))


def test_inputs_are_drawn_inside_their_range_and_differ_between_formulas():
    drawn = proof.random_inputs(chip_hours, 200)
    for name, values in drawn.items():
        assert nomenclature.NAMES[name].low <= values.min() < values.max() <= nomenclature.NAMES[name].high
    assert not np.array_equal(drawn["mfu"], proof.random_inputs(training_days, 200)["mfu"])
    assert np.array_equal(drawn["mfu"], proof.random_inputs(chip_hours, 200)["mfu"])


def test_definitions_of_units_agree_with_the_constants():
    checked = 0
    for name, constant in vars(constants).items():
        if not isinstance(constant, units.Constant) or "HOURS_PER_CALENDAR" in name:
            continue
        quantity = units.registry().Quantity(float(constant), constant.unit.expression)
        if "/" in constant.unit.expression and quantity.dimensionless:  # a factor between two units of one thing
            assert float(quantity.to("")) == pytest.approx(1), name
            checked += 1
    assert checked >= 5


def test_a_constant_is_a_float_with_a_unit():
    factor = units.Constant(3600, "s/h")
    assert factor * 2 == 7200.0 and str(factor.unit) == "s/h"
    assert pickle.loads(pickle.dumps(factor)).unit == factor.unit
    with pytest.raises(ValueError, match="a bound is data, never infinity"):
        units.Constant(float("inf"), "USD")


def test_ceil_counts_base_units():
    quantity = units.registry().Quantity
    assert helpers.ceil(quantity(1.2, "chip")).magnitude == 2
    assert helpers.ceil(quantity(1.5, "h")).magnitude == 5400


# Nomenclature


def test_an_unlisted_argument_is_named(written):
    formula = written(
        "def rental_cost(chip_hours: ChipHour, rent: UsdPerChipHour) -> Usd:\n    return chip_hours * rent\n"
    )
    (fault,) = nomenclature.faults(formula)
    assert fault.endswith("argument `rent` is not in lib/headroom/calculator/nomenclature: add a row for it")


def test_a_name_in_another_unit_is_named(written):
    formula = written(
        "def rental_cost(chip_hours: Hour, chip_hour_price: UsdPerChipHour) -> Usd:\n    return chip_hours\n"
    )
    (fault,) = nomenclature.faults(formula)
    assert "argument `chip_hours` is in h here, but in chip·h in lib/headroom/calculator/nomenclature" in fault


def test_an_unlisted_local_name_and_result_are_named(written):
    formula = written(
        """
        def rental_cost(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour) -> ChipHour:
            unheard = chip_hours * chip_hour_price
            return unheard / chip_hour_price
        """
    )
    result, local = nomenclature.faults(formula)
    assert "result `rental_cost` is in chip·h here, but in USD" in result
    assert "local name `unheard` is not in lib/headroom/calculator/nomenclature" in local


def test_a_procedure_needs_units_too(written):
    procedure = '@procedure("a root")\ndef rental_cost(chip_hours):\n    return chip_hours\n'
    result, argument = sorted(nomenclature.faults(written(procedure)), reverse=True)
    assert result.endswith("result `rental_cost` has no unit: annotate it, as in `-> Usd`")
    assert argument.endswith("argument `chip_hours` has no unit: annotate it, as in `chip_hours: Usd`")


def test_an_argument_needs_a_range(written):
    formula = written("def rental_cost(constant_dollars: Usd) -> Usd:\n    return constant_dollars\n")
    assert "argument `constant_dollars` has no valid range" in nomenclature.faults(formula)[0]


def test_two_chapters_cannot_explain_one_name():
    row = Name("u", "Utilisation", "share", units.Fraction, 0, 1)
    with pytest.raises(ValueError, match="explained by two chapters, and one name is one thing: mfu"):
        nomenclature.merge({"mfu": row}, {"mfu": row})


@pytest.mark.parametrize(("low", "high"), [(0, None), (1, 0), (0, float("inf")), (float("nan"), 1)])
def test_a_range_is_finite(low, high):
    with pytest.raises(ValueError, match="is not a finite range"):
        Name("u", "Utilisation", "share", units.Fraction, low, high)


# Documentation

COMPLETE = '''
def rental_cost(chip_hours: ChipHour, chip_hour_price: UsdPerChipHour) -> Usd:
    """Cost of a run at a rent.

    Notes
    -----
    Without a discount.

    References
    ----------
    epoch2024costcode : notebook
    """
    return chip_hours * chip_hour_price
'''
TYPED = "Cost of a run at a rent.\n\n    Parameters\n    ----------\n    chip_hours : ChipHour\n        Hours."


def test_a_complete_docstring_has_no_fault(written):
    assert describe.faults(written(COMPLETE)) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Cost of a run at a rent.", "Cost of a run", "the first line is one sentence with a full stop"),
        ("Cost of a run at a rent.", "", "the first line is one sentence with a full stop"),
        ("at a rent.", "at a rent.\n\n    It is paid.", "and only Notes and References follow"),
        ("Cost of a run at a rent.", TYPED, "a section Parameters: arguments and result are written from the nomen"),
        (
            "Notes\n    -----",
            "Returns\n    -------",
            "a section Returns: arguments and result are written from the nomen",
        ),
        ("epoch2024costcode : notebook", "", "References needs at least one key of data/references.bib"),
    ],
)
def test_an_incomplete_docstring_is_told_what_is_missing(written, old, new, why):
    assert why in "\n".join(describe.faults(written(COMPLETE.replace(old, new, 1))))


def test_help_explains_every_argument_from_the_nomenclature(written):
    shown = pydoc.plain(pydoc.render_doc(door.behind_door(written(COMPLETE))))
    assert "rental_cost(chip_hours: typing.Annotated[float, chip·h]," in shown
    assert inspect.cleandoc(shown.partition("USD]\n")[2]) == inspect.cleandoc(
        """
        Cost of a run at a rent.

        Parameters
        ----------
        chip_hours : ChipHour
            Chip-hours: chips times paid hours [chip·h], 1 to 1e12.
        chip_hour_price : UsdPerChipHour
            Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.

        Returns
        -------
        Usd
            Rental cost: chip-hours at a rent [USD].

        Notes
        -----
        Without a discount.

        References
        ----------
        epoch2024costcode : notebook
        """
    )


def test_what_the_nomenclature_does_not_know_cannot_be_documented(written):
    formula = written(COMPLETE.replace("chip_hours", "rent_hours"))
    with pytest.raises(KeyError, match="`rent_hours` is not in lib/headroom/calculator/nomenclature: give it a symbol"):
        door.behind_door(formula)


def test_description_of_a_formula():
    record = describe.describe(amortised_cost)
    assert record.address == "training.amortised_cost"
    assert record.summary.startswith("Cost of a final run by method A")
    assert [argument.name for argument in record.arguments][:2] == ["chip_hours", "system_price"]
    assert str(record.arguments[0].unit) == "chip·h" and record.arguments[0].symbol == "H"
    assert record.sources == ("cottier2024rising", "epoch2024costcode")
    of_constant = describe.describe(calculator.find("inference.allreduce_latency_erdil2025"))
    assert of_constant.sources == ("erdil2025inference",)


def test_find_says_what_it_cannot_find():
    assert calculator.find("training.chip_hours") is chip_hours
    with pytest.raises(KeyError, match="no formula or procedure 'training.magic'"):
        calculator.find("training.magic")


# Equations


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (training_flop, r"C = 6 \, N \, D"),
        (chip_hours, r"H = \frac{C}{3600 \, P \, u \, g}"),
        (hardware_flop, r"C_{\mathrm{hw}} = C + \rho \, C_{\mathrm{fwd}}"),
        (distillation_flop, r"C_{\mathrm{dist}} = C + C_{\mathrm{fwd}}\left(N_t, D\right)"),
        (training_days, r"t_{\mathrm{train}} = \frac{H}{24 \, n}"),
        (
            mean_time_between_failures,
            r"\begin{aligned} n_{\mathrm{node}} &= \frac{n}{m_n} \\ M &= \frac{24}{n_{\mathrm{node}} \, \lambda} "
            r"\end{aligned}",
        ),
    ],
)
def test_equation_is_what_was_written(formula, expected):
    assert equation.latex(formula) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("mfu - (goodput - hfu)", r"u - \left(g - u_{\mathrm{hw}}\right)"),
        ("mfu / (goodput / hfu)", r"\frac{u}{\frac{g}{u_{\mathrm{hw}}}}"),
        ("mfu / goodput / hfu", r"\frac{u}{g \, u_{\mathrm{hw}}}"),
        ("mfu / goodput * hfu", r"\frac{u \, u_{\mathrm{hw}}}{g}"),
        ("mfu * (goodput + hfu)", r"u \, \left(g + u_{\mathrm{hw}}\right)"),
        ("(mfu + goodput) ** 2", r"\left(u + g\right)^{2}"),
        ("hfu ** -mfu", r"{u_{\mathrm{hw}}}^{-u}"),
        ("mfu * 2 * 3", r"u \cdot 2 \cdot 3"),
        ("-mfu * goodput", r"-u \, g"),
        ("goodput * -mfu", r"g \, \left(-u\right)"),
        ("goodput - -mfu", r"g - \left(-u\right)"),
        ("exp(-mfu)", r"e^{-u}"),
        ("log(mfu) * goodput", r"\ln u \, g"),
        ("minimum(mfu, goodput)", r"\min\left(u, g\right)"),
        ("maximum(mfu, 1)", r"\max\left(u, 1\right)"),
        ("ceil(mfu / goodput)", r"\left\lceil \frac{u}{g} \right\rceil"),
        (
            "where(mfu >= goodput, mfu, 1)",
            r"\begin{cases} u & \text{if } u \ge g \\ 1 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_equation_of_an_expression(written, expression, expected):
    formula = written(
        f"def rental_cost(mfu: Fraction, goodput: Fraction, *, hfu: Fraction) -> Usd:\n    return {expression}\n"
    )
    assert equation.latex(formula) == f"K_B = {expected}"


@pytest.mark.parametrize(
    ("value", "printed"), [(8766, "8766"), (0.5, "0.5"), (1e20, "10^{20}"), (3e20, r"3 \cdot 10^{20}")]
)
def test_numbers_in_equations(value, printed):
    assert equation.number(value) == printed


def test_an_unlisted_symbol_is_named():
    with pytest.raises(KeyError, match="`unheard` is not in lib/headroom/calculator/nomenclature"):
        nomenclature.row("unheard")


# Browser


def test_each_call_and_local_is_a_named_step_and_none_is_pasted():
    inputs = {"checkpoint_hours": "c", "restart_hours": 0.1, "mean_time_between_failures": "mtbf"}
    assert vega.steps(best_restart_goodput, "goodput", **inputs) == [
        ("goodput_interval", "sqrt(2 * c * mtbf)"),
        ("goodput_overhead", "c / goodput_interval + (goodput_interval / 2 + 0.1) / mtbf"),
        ("goodput", "1 / (1 + goodput_overhead)"),
    ]


def test_steps_become_fields():
    inputs = {"params": "datum.params", "tokens": 3e11}
    assert vega.calculates(training_flop, "flop", **inputs) == [
        {"calculate": "6 * datum.params * 300000000000", "as": "flop"}
    ]
    assert vega.calculates(hardware_flop, "flop", recompute_fraction="share", **inputs)[-1] == {
        "calculate": "datum.flop_training_flop + share * datum.flop_forward_flop",
        "as": "flop",
    }


def test_the_same_call_is_one_step(written):
    formula = written(
        """
        def rental_cost(params: Params, tokens: Tokens) -> Flop:
            return training_flop(params, tokens) + training_flop(params, tokens) / training_flop(tokens, params)
        """
    )
    assert vega.steps(formula, "x", params="n", tokens="d") == [
        ("x_training_flop", "6 * n * d"),
        ("x_training_flop_2", "6 * d * n"),
        ("x", "x_training_flop + x_training_flop / x_training_flop_2"),
    ]


def test_the_result_has_its_name_even_if_a_step_has_the_value(written):
    formula = written(
        """
        def rental_cost(params: Params, tokens: Tokens) -> Flop:
            flop = training_flop(params, tokens)
            return flop
        """
    )
    assert vega.steps(formula, "x", params="n", tokens="d") == [("x_flop", "6 * n * d"), ("x", "x_flop")]


def test_an_expression_as_argument_is_a_step(written):
    formula = written(
        "def rental_cost(params: Params, tokens: Tokens) -> Flop:\n    return training_flop(params + tokens, 2)\n"
    )
    assert vega.steps(formula, "x", params="n", tokens="d") == [("x_params", "n + d"), ("x", "6 * x_params * 2")]


@pytest.mark.parametrize(
    "expression",
    ["mfu - (goodput - hfu)", "mfu / (goodput / hfu)", "mfu / (goodput * hfu)", "-mfu ** 2 - -goodput"]
    + ["(mfu + goodput) ** -hfu", "-(mfu - goodput) * hfu", "where(mfu < goodput, minimum(mfu, hfu), -maximum(mfu, 2))"]
    + ["ceil(mfu / goodput) - log(exp(hfu)) * sqrt(mfu)", "where(mfu == mfu, 1, 0) + where(mfu != mfu, 1, 0)"]
    + [
        "where(mfu >= goodput, 1, where(mfu <= hfu, 2, where(mfu > hfu, 3, 4)))",
        "mfu - goodput + hfu",
        "2 ** mfu ** goodput",
    ],
)
def test_browser_equals_python(written, expression):
    formula = written(
        f"def rental_cost(mfu: Fraction, goodput: Fraction, *, hfu: Fraction) -> Fraction:\n    return {expression}\n"
    )
    assert syntax.violations(formula) == []
    generator = np.random.default_rng(0)
    inputs = {name: generator.uniform(0.1, 3, 40) for name in ("mfu", "goodput", "hfu")}
    np.testing.assert_allclose(as_fields({formula: inputs})[formula], formula(**inputs), rtol=1e-12)


def test_browser_test_would_notice_a_difference(written, monkeypatch):
    """The comparison with Vega can fail: what Vega makes of Python's own operators is not what was meant."""
    inputs = {name: np.array([0.3, 0.7]) for name in ("mfu", "goodput")}
    formula = written(
        "def rental_cost(mfu: Fraction, goodput: Fraction) -> Fraction:\n    return minimum(mfu, goodput / 2)\n"
    )
    monkeypatch.setitem(vega.FUNCTIONS, "minimum", "max")
    assert not np.allclose(as_fields({formula: inputs})[formula], formula(**inputs))


def test_steps_work_as_parameters_of_a_chart():
    """Vega-Lite itself computes a cost from parameters and a calculated field from rows."""
    inputs = {name: float(values[0]) for name, values in proof.random_inputs(amortised_cost, 1).items()}
    controls = [{"name": name, "value": value} for name, value in inputs.items()]
    cost = vega.params(amortised_cost, "cost", **{name: name for name in inputs})
    flop = vega.calculates(training_flop, "flop", params="datum.params", tokens="datum.tokens")
    chart = {
        "params": controls + cost,
        "data": {"values": [{"params": 1.75e11, "tokens": 3e11}]},
        "transform": [*flop, {"calculate": "'' + cost + ' ' + datum.flop", "as": "both"}],
        "mark": "text",
        "encoding": {"text": {"field": "both"}},
    }
    (both,) = texts(vlc.vegalite_to_scenegraph(chart))
    assert [float(value) for value in both.split()] == pytest.approx(
        [amortised_cost(**inputs), training_flop(1.75e11, 3e11)], rel=1e-12
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"params": "n"}, "training_flop takes params, tokens; missing or unknown: tokens"),
        ({"params": "n", "tokens": "d", "mfu": 1}, "missing or unknown: mfu"),
        ({"params": "n", "tokens": "d * 2"}, "'d \\* 2' is no name of a Vega parameter or field"),
        ({"params": "n", "tokens": "PI"}, "'PI' is no name of a Vega parameter or field"),
        ({"params": "n", "tokens": float("inf")}, "inf is no bound: Vega stops at infinity"),
    ],
)
def test_browser_arguments_are_checked(arguments, why):
    with pytest.raises((TypeError, ValueError), match=why):
        vega.steps(training_flop, "flop", **arguments)


@pytest.mark.parametrize("name", ["datum", "run flop", "datum.flop", "2x"])
def test_a_step_needs_a_name_that_vega_can_use(name):
    with pytest.raises(ValueError, match="cannot name a Vega parameter or field"):
        vega.steps(training_flop, name, params=1, tokens=2)


@pytest.mark.parametrize(("value", "printed"), [(6, "6"), (0.1, "0.1"), (1e25, "1e+25"), (3e11, "300000000000")])
def test_numbers_keep_all_their_digits(value, printed):
    assert vega.number(value) == printed
