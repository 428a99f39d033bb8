"""Properties of the scarcity formulas: limits, directions, and ways round a circle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.calculator import scarcity as s
from headroom.calculator import training


def positive(low, high):
    return st.floats(math.log(low), math.log(high)).map(math.exp)


prices = positive(0.1, 20)
capital = positive(1e3, 1e5)
lives = st.floats(1, 10)
returns = st.floats(0.01, 0.4)
shares = st.floats(0.05, 1)


@given(lives)
def test_capital_recovery_without_interest_is_straight_line(life):
    assert s.capital_recovery_factor(1e-6, life) == pytest.approx(1 / life, rel=1e-4)


@given(returns, lives)
def test_payments_of_capital_recovery_are_worth_the_capital(rate, life):
    years = math.ceil(life)
    payment = s.capital_recovery_factor(rate, years)
    assert sum(payment / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(1)


@given(capital, lives, returns, st.floats(0, 0.9))
def test_yearly_capital_cost_pays_the_fall_in_value_and_the_return(price, life, rate, residual):
    yearly = s.yearly_capital_cost(price, life, discount_rate=rate, residual_share=residual)
    end = price * (1 + rate) ** life - yearly * ((1 + rate) ** life - 1) / rate
    assert end == pytest.approx(residual * price, abs=1e-6 * price)


def test_what_keeps_its_value_costs_its_return():
    assert s.yearly_capital_cost(4e4, 5, discount_rate=0.1, residual_share=1) == pytest.approx(4e3)


@given(capital, prices, positive(0.01, 0.05), shares)
def test_at_break_even_use_owning_costs_the_rent(yearly, rent, running, used):
    needed = s.break_even_use(yearly, running, chip_hour_price=rent)
    assert s.owned_cost_per_used_hour(yearly, running, used_share=needed) == pytest.approx(rent)
    owned = s.owned_cost_per_used_hour(yearly, running, used_share=used)
    assert s.rent_margin(rent, owned) == pytest.approx(used / needed - 1)


@given(capital, prices, shares)
def test_payback_without_running_cost_is_capital_over_income(price, rent, used):
    years = s.payback_years(price, rent, used_share=used, running_cost_per_chip_hour=0)
    assert years * 8766 * used * rent == pytest.approx(price)


def test_rent_below_running_cost_never_pays_back():
    assert s.payback_years(4e4, 0.1, used_share=1, running_cost_per_chip_hour=0.2) < 0


def test_cluster_price_agrees_with_the_purchase_of_a_cluster():
    each = s.cluster_price(4e4, interconnect_share=0.19)
    assert training.cluster_purchase_cost(100, 4e4, interconnect_share=0.19) == pytest.approx(100 * each)


@given(positive(1e12, 1e16), positive(1, 1e6))
def test_chips_for_a_peak_have_that_peak(peak, chips):
    assert s.chips_for_peak(s.cluster_peak(chips, peak), peak) == pytest.approx(chips)
    assert s.h100_equivalents(chips, peak, h100_peak=peak) == pytest.approx(chips)


@given(st.integers(1, 1000))
def test_equal_owners_count_as_they_are(owners):
    index = owners * s.concentration_points(1 / owners)
    assert s.effective_owners(index) == pytest.approx(owners)


@given(st.floats(0, 1))
def test_residual_owner_lies_between_countless_and_one(rest):
    named = s.concentration_points(1 - rest)
    assert named <= s.hhi_with_residual(named, rest) <= 10_000 + 1e-9


@given(positive(1e3, 1e6), positive(0.3, 1), st.floats(1, 30))
def test_packaging_runs_both_ways(wafers, good, per_wafer):
    chips = s.packaged_chips(wafers, 1, chips_per_wafer=per_wafer, packaging_yield=good)
    assert s.wafers_for_chips(chips, per_wafer, packaging_yield=good) == pytest.approx(12 * wafers)


@given(prices, prices, st.floats(1.5, 5))
def test_forward_price_makes_up_the_long_price(short, long, years):
    forward = s.forward_price(long, short, long_term=years, short_term=1)
    assert (short + (years - 1) * forward) / years == pytest.approx(long)


@given(prices, st.floats(0, 0.9))
def test_discount_runs_both_ways(price, discount):
    reserved = training.committed_price(price, discount)
    assert s.implied_discount(price, reserved) == pytest.approx(discount, abs=1e-12)
    assert s.reservation_break_even_use(reserved, price) == pytest.approx(1 - discount)


@given(prices, st.floats(0.5, 5), st.floats(0, 10))
def test_a_price_on_the_trend_buys_the_same_performance_per_doubling(price, doubling, years):
    product = s.price_on_trend(price, years, doubling_time=doubling) * s.price_performance_after(
        1.0, years, doubling_time=doubling
    )
    assert product == pytest.approx(price)


@given(capital, st.floats(1, 100), st.floats(0.5, 5), prices, shares)
def test_waiting_is_saving_less_loss(price, weeks, doubling, rent, used):
    value = s.value_of_waiting(
        price,
        weeks,
        doubling_time=doubling,
        discount_rate=0.1,
        chip_hour_price=rent,
        used_share=used,
        running_cost_per_chip_hour=0.2,
    )
    saving = s.waiting_saving(price, weeks, doubling_time=doubling, discount_rate=0.1)
    assert 0 <= saving < price
    assert saving - value == pytest.approx(
        s.waiting_loss(weeks, rent, used_share=used, running_cost_per_chip_hour=0.2), abs=1e-6 * price
    )


def test_half_the_price_is_saved_by_waiting_a_doubling():
    weeks = 2 * 8766 / 168
    assert s.waiting_saving(3e4, weeks, doubling_time=2, discount_rate=0) == pytest.approx(1.5e4)


def test_money_paid_later_earns_its_return_even_if_the_price_stands():
    """A year at 25 % on a price that stands: 30,000 less 30,000 / 1.25 = 6,000; and 30,000 - 15,000 / 1.25 = 18,000 if
    it halves meanwhile.
    """
    weeks = 8766 / 168
    assert s.waiting_saving(3e4, weeks, doubling_time=1e12, discount_rate=0.25) == pytest.approx(6000)
    assert s.waiting_saving(3e4, weeks, doubling_time=1, discount_rate=0.25) == pytest.approx(18000)


@given(positive(1e6, 1e9), st.floats(0.5, 5), st.floats(0, 20))
def test_what_costs_a_budget_after_years_is_affordable_then(budget, doubling, years):
    cost_now = budget * 2 ** (years / doubling)
    assert s.years_until_affordable(cost_now, budget, doubling_time=doubling) == pytest.approx(years, abs=1e-9)


@pytest.mark.parametrize("budget", [20e6, 113e6, 1.3e9])
def test_a_budget_is_spent_by_what_it_buys(budget):
    assert s.chips_for_budget(budget, 4e4) * 4e4 == pytest.approx(budget)
    assert s.chip_years_for_budget(budget, 2.0) * 8766 * 2.0 == pytest.approx(budget)


def test_price_of_effective_compute_rises_as_utilisation_falls():
    at = [s.price_per_effective_compute(2.0, 989.4e12, mfu=mfu) for mfu in (1, 0.5, 0.25)]
    np.testing.assert_allclose(at, [at[0], 2 * at[0], 4 * at[0]])
