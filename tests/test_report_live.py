"""What a live figure computes is written once: Python and Vega give the same."""

from __future__ import annotations

import json

import altair as alt
import numpy as np
import pytest
import vl_convert as vlc
from vega_reader import in_vega, texts

from headroom.calculator import training
from headroom.evidence import Quantity, Row
from headroom.report.live import Chain, Step

RUN = Chain(
    flop=Step(training.training_flop),
    hours=Step(training.chip_hours, training_flop="flop", peak_flop_per_second="peak", goodput=0.9),
    cost=Step(training.rental_cost, chip_hours="hours", chip_hour_price="price"),
)
INPUTS = {"params": 7e10, "tokens": 1.5e13, "peak": 9.89e14, "mfu": 0.4, "price": 2.5}


def chart(chain: Chain, inputs: dict = INPUTS) -> dict:
    """A chart that has the inputs and the results as parameters."""
    given = [alt.param(name=name, value=value) for name, value in inputs.items()]
    return alt.Chart(alt.Data(values=[{}])).mark_point().add_params(*given, *chain.params()).to_dict()


@pytest.mark.parametrize("moved", [{}, {"mfu": 0.55}, {"params": 1e9, "price": 40.0}])
def test_python_and_vega_give_the_same(moved: dict) -> None:
    inputs = INPUTS | moved
    found = RUN.values(inputs)
    assert list(found) == ["flop", "hours", "cost"]
    assert found["cost"] == pytest.approx(
        6 * inputs["params"] * inputs["tokens"] / (inputs["peak"] * inputs["mfu"] * 0.9 * 3600) * inputs["price"]
    )
    assert in_vega(chart(RUN), list(found), inputs) == pytest.approx(found, rel=1e-12)


def test_an_argument_that_the_formula_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="training_flop takes no size"):
        Step(training.training_flop, size="params")


def test_a_name_that_is_neither_input_nor_earlier_step_is_refused() -> None:
    later = Chain(cost=RUN.steps["cost"], flop=RUN.steps["flop"], hours=RUN.steps["hours"])
    with pytest.raises(KeyError, match="cost needs hours: neither an input nor an earlier step"):
        later.values(INPUTS)
    with pytest.raises(KeyError, match="flop needs tokens"):
        RUN.values({"params": 7e10})


def test_what_quantities_give_has_their_evidence_and_the_browser_their_value() -> None:
    rows = frozenset({Row("parameters", "mfu", "epoch2025models")})
    used = Quantity(0.4, np.array([0.3, 0.4, 0.5]), rows)
    found = RUN.results(INPUTS | {"mfu": used})
    assert found["cost"].all_rows == rows
    assert found["cost"].value == RUN.values(INPUTS)["cost"] == RUN.values(INPUTS | {"mfu": used})["cost"]
    fixed = Chain(flop=RUN.steps["flop"], cost=Step(training.chip_hours, training_flop="flop", mfu=used, goodput=used))
    inputs = INPUTS | {"peak_flop_per_second": 1e15}
    assert in_vega(chart(fixed, inputs), ["cost"], inputs)["cost"] == pytest.approx(fixed.values(inputs)["cost"])


def test_calculated_fields_of_a_table_are_the_same_formulas() -> None:
    rows = [{"params": 1e9, "tokens": 2e10}, {"params": 7e10, "tokens": 1.5e13}]
    fields = RUN.fields("params", "tokens")
    assert list(fields)[-1] == "cost"
    table = alt.Chart(alt.Data(values=rows)).transform_calculate(**fields, shown="'' + datum.cost")
    inputs = [alt.param(name=name, value=INPUTS[name]) for name in ("peak", "mfu", "price")]
    spec = table.mark_text().encode(text="shown:N").add_params(*inputs).to_dict()
    shown = texts(vlc.vegalite_to_scenegraph(json.dumps(spec)))
    assert [float(one) for one in shown] == pytest.approx([RUN.values(INPUTS | row)["cost"] for row in rows])
