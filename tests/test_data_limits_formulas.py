"""Properties of the formulas on data and scaling laws: optima, limits, and one law written in two ways."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.calculator import data_limits as d
from headroom.calculator.training import training_flop


def positive(low, high):
    return st.floats(math.log(low), math.log(high)).map(math.exp)


shapes = st.fixed_dictionaries(
    {
        "params_coefficient": positive(300, 600),
        "tokens_coefficient": positive(300, 3000),
        "params_exponent": st.floats(0.3, 0.4),
        "tokens_exponent": st.floats(0.28, 0.4),
    }
)
compute = positive(1e20, 1e28)
texts = positive(1e11, 1e15)
REPETITION = {"token_repetition_limit": 15.387756, "param_repetition_limit": 5.309743}
C4 = {
    "params_coefficient": 520.82495,
    "tokens_coefficient": 1487.71609,
    "params_exponent": 0.3526596,
    "tokens_exponent": 0.3526596,
}


@given(compute, shapes, st.floats(0.2, 5))
def test_no_other_split_of_a_compute_has_less_loss(flop, shape, times):
    size, text = d.frontier_params(flop, **shape), d.frontier_tokens(flop, **shape)
    assert training_flop(size, text) == pytest.approx(flop)
    least = d.reducible_loss(size, text, **shape)
    assert d.reducible_loss(size * times, text / times, **shape) >= least * (1 - 1e-12)
    assert d.frontier_loss(flop, irreducible_loss=0.0, **shape) == pytest.approx(least)


@given(compute, shapes)
def test_equivalent_compute_turns_the_frontier_round(flop, shape):
    size, text = d.frontier_params(flop, **shape), d.frontier_tokens(flop, **shape)
    assert d.equivalent_flop(d.reducible_loss(size, text, **shape), **shape) == pytest.approx(flop, rel=1e-6)
    assert d.overpay(size, text, **shape) == pytest.approx(1, rel=1e-6)
    assert d.flop_for_params(size, **shape) == pytest.approx(flop)
    assert d.tokens_for_params(size, **shape) == pytest.approx(text)
    assert d.binding_flop(text, **shape) == pytest.approx(flop)
    assert d.implied_served_tokens(size, text, **shape) == pytest.approx(0, abs=1e-6 * text)


@given(positive(1e8, 1e13), positive(1e10, 1e15), shapes)
def test_being_off_the_frontier_is_never_cheaper(size, text, shape):
    assert d.overpay(size, text, **shape) >= 1 - 1e-9


@given(compute, texts, shapes)
def test_a_cap_never_helps_and_vanishes_with_text(flop, text, shape):
    ample = d.frontier_loss(flop, irreducible_loss=0.0, **shape)
    capped = d.capped_loss(flop, text, irreducible_loss=0.0, **shape)
    floor = d.loss_floor(
        text,
        irreducible_loss=0.0,
        tokens_coefficient=shape["tokens_coefficient"],
        tokens_exponent=shape["tokens_exponent"],
    )
    assert capped >= ample * (1 - 1e-12) and capped >= floor
    assert d.capped_loss(flop, 1e20, irreducible_loss=0.0, **shape) == pytest.approx(ample)
    assert d.capped_gain_per_tenfold(flop, 1e20, **shape) == pytest.approx(d.gain_per_tenfold(flop, **shape))
    later = d.capped_loss(10 * flop, text, irreducible_loss=0.0, **shape)
    assert d.capped_gain_per_tenfold(flop, text, **shape) == pytest.approx(capped - later, rel=1e-6, abs=1e-12)


@given(positive(1e9, 1e12), positive(1e10, 1e14))
def test_the_law_of_gadre_is_that_of_equal_exponents_in_other_variables(size, text):
    same = d.gadre2024_loss(
        training_flop(size, text),
        text / size,
        irreducible_loss=1.87,
        params_coefficient=C4["params_coefficient"],
        tokens_coefficient=C4["tokens_coefficient"],
        overtraining_exponent=C4["params_exponent"] / 2,
    )
    assert same == pytest.approx(d.hoffmann2022_loss(size, text, irreducible_loss=1.87, **C4))


@given(positive(1e9, 1e12), positive(1e11, 1e13))
def test_repetition_changes_nothing_where_text_suffices_and_the_model_fits(size, text):
    size = min(size, float(d.frontier_params(d.binding_flop(text, **C4), **C4)))
    repeated = d.muennighoff2023_loss(size, text, available_tokens=text, irreducible_loss=1.87, **C4, **REPETITION)
    assert repeated == pytest.approx(d.hoffmann2022_loss(size, text, irreducible_loss=1.87, **C4))


@given(st.floats(1, 500), positive(2, 30))
def test_repeated_text_is_worth_less_than_fresh_and_has_a_ceiling(epochs, limit):
    worth = d.effective_tokens(1.0, epochs, token_repetition_limit=limit)
    assert 1 <= worth <= min(epochs, 1 + limit) + 1e-9
    more = d.effective_tokens(1.0, epochs + 1e-4, token_repetition_limit=limit)
    assert (more - worth) / 1e-4 == pytest.approx(d.token_worth(epochs, limit), abs=1e-3)


def test_the_best_size_with_repetition_is_the_best():
    for flop, shortage in ((1e24, 0.5), (1e25, 2.0), (1e27, 8.0)):
        best = d.best_params(flop, shortage, **C4, **REPETITION)
        text = d.frontier_tokens(flop, **C4) / shortage
        sizes = best * np.exp(np.linspace(-1.5, 1.5, 61))
        losses = d.muennighoff2023_loss(
            sizes, flop / (6 * sizes), available_tokens=text, irreducible_loss=1.87, **C4, **REPETITION
        )
        assert losses.argmin() == 30
        least = d.repeated_loss(flop, shortage, irreducible_loss=1.87, **C4, **REPETITION)
        assert least == pytest.approx(losses.min(), abs=1e-9)


def test_without_shortage_the_best_size_is_on_the_frontier():
    assert d.best_params(1e24, 0.3, **C4, **REPETITION) == pytest.approx(d.frontier_params(1e24, **C4), rel=1e-3)


def test_where_text_is_used_up_no_size_is_named():
    assert np.isnan(d.best_params(1e30, 120.0, **C4, **REPETITION))
    assert np.isfinite(d.repeated_loss(1e30, 120.0, irreducible_loss=1.87, **C4, **REPETITION))


@given(texts, positive(1e11, 1e13), st.floats(1, 1.15), st.floats(1.3, 5), st.floats(1, 100))
def test_demand_equals_stock_at_the_exhaustion(stock, demand, stock_growth, demand_growth, overtraining):
    growth = {"stock_growth": stock_growth, "demand_growth": demand_growth, "overtraining": overtraining}
    years = d.years_to_exhaustion(stock, demand, **growth)
    held = d.stock_after(stock, stock_growth, years=years)
    read = d.demand_after(demand, demand_growth, overtraining=overtraining, years=years)
    assert read == pytest.approx(held, rel=1e-6)
    date = d.year_of_exhaustion(stock, demand, stock_year=2024.0, demand_year=2024.0, **growth)
    assert date == pytest.approx(2024 + years)


def test_data_lead_half_of_the_growth_of_compute():
    assert d.compute_led_growth(4.0) == 2


@given(positive(1e9, 1e12), st.floats(2, 16))
def test_fewer_bits_are_worth_fewer_parameters(size, bits):
    scales = {"weight_sensitivity": 2.67, "activation_sensitivity": 2.21, "cache_sensitivity": 0.96}

    def worth(bits):
        return d.kumar2024_params(size, weight_bits=bits, activation_bits=16.0, cache_bits=16.0, **scales)

    assert worth(bits) < worth(bits + 1) < size


def test_prices_of_text_multiply_back():
    price = d.token_price(60e6, 7.5e10)
    assert d.corpus_cost(7.5e10, price) == pytest.approx(60e6)
    assert d.book_token_price(5000.0, 1.25e5) == 0.04
    assert d.synthetic_token_price(2.5, 2.5e6) == 1e-6


def test_overtraining_raises_the_damage_of_quantisation():
    constants = {
        "weight_bits": 4.0,
        "quantisation_coefficient": 0.0598,
        "quantisation_tokens_exponent": 0.5068,
        "quantisation_params_exponent": 0.3439,
        "quantisation_sensitivity": 0.5907,
    }
    assert d.kumar2024_quantisation_loss(8e9, 15e12, **constants) > d.kumar2024_quantisation_loss(
        70e9, 1.4e12, **constants
    )
