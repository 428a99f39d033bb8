"""Properties of the training formulas: scale, direction, limits, and ways round a circle."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.calculator import training as t


def positive(low, high):
    return st.floats(math.log(low), math.log(high)).map(math.exp)


counts = positive(1e6, 1e14)
shares = st.floats(0.05, 0.95)
hours = positive(0.1, 100)
factors = positive(1.1, 10)


@given(counts, counts, factors)
def test_compute_grows_with_each_factor(params, tokens, times):
    assert t.training_flop(params * times, tokens) == pytest.approx(times * t.training_flop(params, tokens))
    assert t.training_flop(params, tokens * times) == pytest.approx(times * t.training_flop(params, tokens))


@given(counts, counts)
def test_recomputation_spans_6nd_to_8nd(params, tokens):
    assert t.hardware_flop(params, tokens, recompute_fraction=0) == t.training_flop(params, tokens)
    assert t.hardware_flop(params, tokens, recompute_fraction=1) == pytest.approx(8 * params * tokens)


@given(st.floats(0.05, 0.7), st.floats(0, 1), counts, counts)
def test_hfu_over_mfu_is_hardware_over_model_flop(mfu, recomputed, params, tokens):
    ratio = t.hardware_flop(params, tokens, recompute_fraction=recomputed) / t.training_flop(params, tokens)
    assert t.hfu(mfu, recomputed) == pytest.approx(mfu * ratio)


def test_attention_ratio_is_attention_over_matrix_flop_of_a_gated_model():
    layers, width, context, tokens = 80, 8192, 131072, 1e12
    params = layers * 16 * width**2  # four square matrices of attention, three of a gated MLP four times as wide
    scores = t.attention_flop(layers, width, context_tokens=context, tokens=tokens)
    assert scores / t.training_flop(params, tokens) == pytest.approx(t.attention_to_matmul(context, width))
    assert t.attention_to_matmul(8 * width, width) == 1


@given(counts, counts, st.floats(1, 8))
def test_experts_cost_memory_but_no_compute(dense, expert, active):
    assert t.active_params(dense, expert, experts_per_token=active) == t.total_params(dense, expert, experts=active)
    assert t.total_params(dense, expert, experts=256) > t.active_params(dense, expert, experts_per_token=active)


@given(counts, counts)
def test_encoder_decoder_of_equal_halves_is_half_the_rule(params, tokens):
    halves = t.encoder_decoder_flop(params / 2, params / 2, input_tokens=tokens / 2, target_tokens=tokens / 2)
    assert halves == pytest.approx(t.training_flop(params, tokens) / 2)


@given(positive(1e20, 1e27), positive(1e13, 1e16), shares, shares)
def test_bill_gives_back_utilisation_and_goodput(flop, peak, mfu, goodput):
    billed = t.chip_hours(flop, peak, mfu=mfu, goodput=goodput)
    effective = t.effective_utilisation(flop, billed, peak_flop_per_second=peak)
    assert effective == pytest.approx(mfu * goodput)
    assert t.goodput(effective, mfu) == pytest.approx(goodput)
    assert t.flop_from_chip_hours(billed, peak, mfu=mfu, goodput=goodput) == pytest.approx(flop)


@given(counts, counts, positive(1e12, 1e16), positive(1, 1e5))
def test_megatron_rule_is_hardware_flop_over_rate(params, tokens, rate, chips):
    flop = t.hardware_flop(params, tokens, recompute_fraction=1)
    days = t.training_days(flop, chips, peak_flop_per_second=rate, mfu=1, goodput=1)
    megatron = t.training_days_narayanan2021(params, tokens, chips=chips, achieved_flop_per_second=rate)
    assert megatron == pytest.approx(days)


@given(counts, positive(1, 1e5), positive(1e13, 1e16), counts)
def test_throughput_and_mfu_tell_the_same_hours(params, throughput, peak, tokens):
    utilisation = t.mfu(params, throughput, peak_flop_per_second=peak)
    by_flop = t.chip_hours(t.training_flop(params, tokens), peak, mfu=utilisation, goodput=1)
    assert by_flop == pytest.approx(t.chip_hours_from_throughput(tokens, throughput))


@given(positive(100, 1e6), st.floats(0.02, 0.5), st.floats(0, 10))
def test_value_halves_in_a_half_life(price, decline, years):
    later = years + t.half_life(decline)
    halved = t.chip_value(price, later, value_decline=decline)
    assert halved == pytest.approx(t.chip_value(price, years, value_decline=decline) / 2)
    assert t.chip_value(price, 0, value_decline=decline) == price


@given(positive(100, 1e6), st.floats(0.02, 0.5))
def test_capital_is_the_slope_of_the_value(price, decline):
    step = 1e-6
    lost = price - t.chip_value(price, step, value_decline=decline)
    assert t.capital_per_chip_hour(price, decline) * 8766 * step == pytest.approx(lost, rel=1e-5)


def amortised(**changes):
    inputs = {"chip_hours": 1e6, "system_price": 3e4, "years_owned": 1, "value_decline": 0.14} | {
        "interconnect_share": 0.19,
        "tdp": 700,
        "server_power_factor": 1.8,
        "average_load": 0.75,
    }
    return t.amortised_cost(**(inputs | {"pue": 1.1, "electricity_price": 0.08} | changes))


def test_amortised_cost_is_hardware_and_energy():
    energy = t.run_energy(1e6, 700, server_power_factor=1.8, average_load=0.75, pue=1.1) * 0.08
    assert amortised(system_price=0) == pytest.approx(energy)
    assert amortised(electricity_price=0) + energy == pytest.approx(amortised())


@pytest.mark.parametrize(
    ("argument", "value"),
    [("chip_hours", 2e6), ("system_price", 4e4), ("interconnect_share", 0.3), ("pue", 1.3), ("average_load", 0.9)],
)
def test_amortised_cost_rises_with(argument, value):
    assert amortised(**{argument: value}) > amortised()


def test_amortised_cost_falls_with_age():
    assert amortised(years_owned=2) < amortised()


@given(positive(0.1, 50), shares, shares)
def test_conversion_between_commitments(price, quoted, wanted):
    committed = t.committed_price(price, quoted)
    assert t.converted_price(committed, quoted, commitment_discount=wanted) == pytest.approx(
        t.committed_price(price, wanted)
    )


@given(positive(100, 1e6), positive(1, 10))
def test_owner_without_interest_pays_straight_line(price, life):
    capital = t.owner_capital_per_chip_hour(price, life, cost_of_capital=0)
    assert capital * 8760 * life == pytest.approx(price)
    assert t.owner_capital_per_chip_hour(price, life, cost_of_capital=0.1) > capital


@given(positive(1e3, 1e9), positive(1, 10), positive(1e3, 1e9))
def test_development_cost_has_its_parts(run, factor, staff):
    total = t.development_cost(run, factor, staff_cost=staff)
    assert total - staff == pytest.approx(run * factor, rel=1e-6, abs=1)
    assert t.staff_share(staff, run, experiment_factor=factor) == pytest.approx(staff / total)


@given(positive(1, 1e9), factors, st.floats(0.1, 20))
def test_trend_and_its_inverse(cost, growth, years):
    later = t.cost_after(cost, growth, years=years)
    assert t.years_to_cost(cost, later, growth_per_year=growth) == pytest.approx(years)
    assert t.cost_after(cost, growth, years=t.doubling_time(growth)) == pytest.approx(2 * cost)
    assert t.cost_after(cost, growth, years=0) == cost


@given(positive(1e3, 1e10), positive(50, 500), positive(50, 500))
def test_constant_dollars_go_there_and_back(cost, index, base):
    there = t.constant_dollars(cost, index, base_price_index=base)
    assert t.constant_dollars(there, base, base_price_index=index) == pytest.approx(cost)


@given(positive(1e-3, 0.5), hours, st.floats(0.05, 20))
def test_best_checkpoint_interval_loses_least(checkpoint, between, times):
    best = t.best_checkpoint_interval(checkpoint, between)

    def overhead(interval):
        return t.restart_overhead(checkpoint, interval, restart_hours=0.1, mean_time_between_failures=between)

    assert overhead(best) <= overhead(best * times) * (1 + 1e-12)
    at_best = t.best_restart_goodput(checkpoint, 0.1, mean_time_between_failures=between)
    assert at_best == pytest.approx(t.restart_goodput(overhead(best)))


@given(positive(8, 1e6), positive(1e-4, 0.1), factors)
def test_twice_the_chips_fail_twice_as_often(chips, rate, times):
    once = t.mean_time_between_failures(chips, 8, failures_per_node_day=rate)
    more = t.mean_time_between_failures(chips * times, 8, failures_per_node_day=rate)
    assert more * times == pytest.approx(once)
    assert t.observed_time_between_failures(54, t.expected_interruptions(54, once)) == pytest.approx(once)


def test_goodput_is_whole_without_failures_and_checkpoints():
    assert t.restart_goodput(0) == 1
    assert t.best_restart_goodput(1e-9, 1e-9, mean_time_between_failures=1e6) == pytest.approx(1, abs=1e-6)


@given(counts, counts, counts)
def test_reinforcement_learning_is_rollouts_and_training(params, generated, trained):
    flop = t.rl_flop(params, generated, trained_tokens=trained)
    assert flop == pytest.approx(2 * params * generated + 6 * params * trained)
    billed = t.rl_chip_hours(
        params, generated, trained_tokens=trained, peak_flop_per_second=1e15, rollout_utilisation=1, mfu=1, goodput=1
    )
    assert billed == pytest.approx(t.chip_hours(flop, 1e15, mfu=1, goodput=1))


def test_lora_saves_a_third_of_the_compute_and_most_of_the_memory():
    params, adapters = 175e9, t.lora_params(96, 12288, adapted_matrices=2, lora_rank=8)
    assert t.lora_flop(params, 1e9) == pytest.approx(t.fine_tuning_flop(params, 1e9) * 2 / 3)
    assert t.lora_memory(params, adapters, bytes_per_param=2) < t.training_memory(params) / 7
    assert t.lora_memory(0, params, bytes_per_param=2) == t.training_memory(params)


@pytest.mark.parametrize(("memory", "chips"), [(79e9, 1), (80e9, 1), (81e9, 2), (1.2e12, 15)])
def test_memory_takes_whole_chips(memory, chips):
    assert t.chips_for_memory(memory, 80e9) == chips


@given(positive(1e3, 1e11), positive(0.5, 20), shares, shares, positive(1, 1000))
def test_budget_buys_what_it_costs(budget, price, mfu, goodput, ratio):
    flop = t.flop_for_budget(budget, price, peak_flop_per_second=1e15, mfu=mfu, goodput=goodput)
    billed = t.chip_hours(flop, 1e15, mfu=mfu, goodput=goodput)
    assert t.rental_cost(billed, price) == pytest.approx(budget)
    params, tokens = t.compute_optimal_params(flop, ratio), t.compute_optimal_tokens(flop, ratio)
    assert t.training_flop(params, tokens) == pytest.approx(flop)
    assert tokens / params == pytest.approx(ratio)
    largest = t.params_for_budget(
        budget, price, peak_flop_per_second=1e15, mfu=mfu, goodput=goodput, tokens_per_param=ratio
    )
    assert largest == pytest.approx(params)
