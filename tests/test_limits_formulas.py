"""Properties of the formulas on limits: roots that solve their equations, limits that exist, ways round a circle."""

from __future__ import annotations

import numpy as np
import pytest

from headroom.calculator import data_limits, inference, limits, training

MACHINE = {"mfu": 0.375, "run_days": 180.6}
WALL = {
    "exchange_time": 6.8e-6,
    "allreduces_per_layer": 4,
    "chip_latency": 6e-7,
    "network_latency": 5e-6,
    "least_minibatch": 330,
    "peak_flop_per_second": 2e15,
    "mfu": 0.375,
    "tokens_per_param": 20,
    "layers_coefficient": 0.088,
    "layers_exponent": 0.27,
    "reference_params": 4e11,
}


def test_exchange_of_gradients_takes_just_the_length_of_the_run():
    """Transfer of all gradients and two turns of light for each batch, over all batches."""
    batch, days, ratio, bandwidth, loop = 6e7, 180.0, 20.0, 9.4e15, 0.0147
    params = limits.exchange_params(batch, days, tokens_per_param=ratio, site_bandwidth=bandwidth, loop_time=loop)
    exchange = 2 * params * 8 / bandwidth + 2 * loop
    assert exchange * ratio * params / batch == pytest.approx(days * 86400)


def test_links_without_any_distance_are_limited_by_transfer_alone():
    params = limits.exchange_params(6e7, 180.0, tokens_per_param=20.0, site_bandwidth=9.4e15, loop_time=0.0)
    assert 16 * 20 * params**2 / 9.4e15 == pytest.approx(6e7 * 180 * 86400)


@pytest.mark.parametrize("growth", [0.9, 1.0, 1.0000001, 2.448])
def test_a_stock_is_the_sum_of_what_is_made_at_every_moment(growth):
    dates = np.linspace(0, 5, 200_001)
    summed = np.trapezoid(1e6 * growth**dates, dates)
    stock = limits.stock_of_chips(2e6, 1e6, production_growth=growth, chip_growth=1.0, years=5.0)
    assert stock - 2e6 == pytest.approx(summed, rel=1e-6)


def test_the_yearly_sum_of_the_study_depends_on_where_it_starts_and_the_integral_does_not():
    """Chips of the largest run in 2030: 71 or 175 million by a yearly sum, 100 million as published."""
    growth, years = 1.7 * 1.44, 6.0
    stock = limits.stock_of_chips(2.2e6, 1.85e6, production_growth=1.7, chip_growth=1.44, years=years)
    sums = [2.2e6 + 1.85e6 * sum(growth**n for n in start) for start in (range(6), range(1, 7))]
    assert sums[0] < stock < sums[1]
    assert 0.26 * stock == pytest.approx(1e8, rel=0.2)


def test_what_is_made_grows_by_the_product_of_chips_and_of_their_speed():
    """1.65 times as many and 1.35 times as fast make 2.23 a year, printed as 2.25 (dean2025compute)."""
    growth = {"production_growth": 1.65, "chip_growth": 1.35}
    stock = [limits.stock_of_chips(0.0, 1e6, years=float(years), **growth) for years in (1, 2, 3)]
    made = np.diff(stock)
    assert made[1] / made[0] == pytest.approx(1.65 * 1.35)
    assert made[1] / made[0] == pytest.approx(2.25, rel=0.011)


def test_other_work_never_takes_more_than_there_is_and_the_whole_never_more_than_the_grid_has():
    power = {"site_growth": 1.05, "other_growth": 1.3, "grid_power": 1.16e6}
    shrinking = limits.ai_power(4e4, 3.7e4, years=10.0, **power)
    assert shrinking == pytest.approx(3e3 * 1.05**10)
    assert limits.ai_power(1e4, 2e4, years=1.0, **power) == 0
    capped = limits.ai_power(4e4, 0.0, years=20.0, site_growth=1.5, other_growth=1.0, grid_power=1.16e6)
    assert capped == 1.16e6


def test_power_of_a_run_and_its_ceiling_are_inverses():
    from headroom.calculator import energy

    per_joule = limits.site_flop_per_joule(2e15, 1704.0, efficiency_growth=1.28, years=6.0)
    flop = limits.power_ceiling(8000.0, site_flop_per_joule=per_joule, **MACHINE)
    back = energy.power_of_run(flop, MACHINE["run_days"], flop_per_joule=per_joule, mfu=0.375, power_overhead=1.0)
    assert back == pytest.approx(8000.0)


def test_the_run_of_2030_takes_six_gigawatts():
    """The trend of AI power: 27 MW for 3.8e25, 5,000 times as much, by efficiency, number format and duration 24."""
    before = limits.power_ceiling(27.0, site_flop_per_joule=1e12, mfu=0.4, run_days=90.0)
    after = limits.power_ceiling(27.0 * 5000 / 24, site_flop_per_joule=8e12, mfu=0.4, run_days=270.0)
    assert after / before == pytest.approx(5000)
    assert pytest.approx(6e3, rel=0.07) == 27.0 * 5000 / 24


@pytest.mark.parametrize("batch_exponent", [0.0, 0.36, 0.383])
def test_a_model_at_the_latency_wall_takes_just_the_length_of_the_run(batch_exponent):
    params = limits.latency_wall_params(6e7, 270.0, batch_exponent=batch_exponent, **WALL)
    batch = limits.batch_at_size(params, 6e7, reference_params=4e11, batch_exponent=batch_exponent)
    chips = limits.ratio_flop(params, 20.0) / (270.0 * 86400 * 2e15 * 0.375)
    side = limits.tensor_side(chips, batch, least_minibatch=330.0)
    pace = {
        "layer_latency": limits.layer_latency(6.8e-6, 4, chip_latency=6e-7, network_latency=5e-6, tensor_side=side),
        "layers_of_size": limits.layers_of_size(params, 0.088, layers_exponent=0.27),
    }
    assert limits.least_run_days(params, batch, tokens_per_param=20.0, **pace) == pytest.approx(270.0, rel=1e-6)


def test_at_one_latency_the_closed_form_is_the_inverse_of_the_shortest_run():
    law = {"tokens_per_param": 20.0, "layers_coefficient": 0.088, "layers_exponent": 0.27}
    batch = {"reference_params": 4e11, "batch_exponent": 0.36}
    params = limits.latency_params(6e7, 270.0, layer_latency=4e-4, **law, **batch)
    depth = limits.layers_of_size(params, 0.088, layers_exponent=0.27)
    of_batch = limits.batch_at_size(params, 6e7, **batch)
    pace = {"layer_latency": 4e-4, "layers_of_size": depth}
    assert limits.least_run_days(params, of_batch, tokens_per_param=20.0, **pace) == pytest.approx(270.0)


def test_one_layer_and_one_node_wait_as_the_study_counts():
    """4.5 us of kernel, 6.8 us of base and four chips in a node make 13.7 us, 110 us for eight multiplications."""
    one = 4.5e-6 + 6.8e-6 + 4 * 6e-7
    assert one == pytest.approx(13.7e-6)
    square = limits.layer_latency_in_text(
        one, 8, chip_latency=0.0, network_latency=5e-6, parallel_chips=2.75**2
    )  # one square: no distance between squares
    assert square == pytest.approx(110e-6, rel=0.01)


def test_generated_text_costs_about_as_much_as_training_on_it():
    overhead = limits.generation_overhead(10.0, 10.0)
    assert overhead == pytest.approx(np.sqrt(10) / 3)
    assert limits.synthetic_ceiling(1e29, overhead) == pytest.approx(1e29 / (1 + np.sqrt(10) / 3))


def test_overtraining_lowers_the_ceiling_of_data_in_proportion():
    assert limits.data_ceiling(1e15, 40.0) == pytest.approx(limits.data_ceiling(1e15, 20.0) / 2)


def test_a_cost_falls_where_a_dollar_gains_faster_than_runs_grow():
    falling = limits.cost_under_two_trends(1e9, 1.2, price_performance_growth=1.4, years=3.0)
    assert falling == pytest.approx(1e9 * (1.2 / 1.4) ** 3)
    assert falling < 1e9
    assert limits.cost_under_two_trends(1e9, 1.4, price_performance_growth=1.4, years=3.0) == pytest.approx(1e9)


def test_pooled_estimates_lie_between_and_nearer_to_the_certain_one():
    pooled = limits.pooled_growth(1.28, 1.40, first_log_error=0.02, second_log_error=0.08)
    assert 1.28 < pooled < np.sqrt(1.28 * 1.40)
    assert limits.pooled_growth(1.3, 1.3, first_log_error=0.1, second_log_error=0.4) == pytest.approx(1.3)
    assert limits.pooled_log_error(0.1, 0.1) == pytest.approx(0.1 / np.sqrt(2))


def test_three_estimates_pool_to_one_in_any_order():
    known = [(1.28, 0.03), (1.34, 0.05), (1.40, 0.08)]

    def pooled(order):
        (growth, error), *rest = [known[n] for n in order]
        for other, its in rest:
            growth = limits.pooled_growth(growth, other, first_log_error=error, second_log_error=its)
            error = limits.pooled_log_error(error, its)
        return growth, error

    assert pooled((0, 1, 2)) == pytest.approx(pooled((2, 0, 1)))
    weights = 1 / np.array([error for _, error in known]) ** 2
    mean = np.exp((weights * np.log([growth for growth, _ in known])).sum() / weights.sum())
    assert pooled((0, 1, 2))[0] == pytest.approx(mean)


def test_fitted_lines_have_inverses():
    line = {"params_at_one_flop": 0.0992, "params_allocation": 0.4981}
    back = data_limits.flop_of_fitted_params(data_limits.fitted_params(1e23, 0.0992, params_allocation=0.4981), **line)
    assert back == pytest.approx(1e23)
    text = {"tokens_at_one_flop": 1.696, "tokens_allocation": 0.5019}
    back = data_limits.flop_of_fitted_tokens(data_limits.fitted_tokens(1e23, 1.696, tokens_allocation=0.5019), **text)
    assert back == pytest.approx(1e23)


def test_whole_requests_go_slower_than_their_answers_are_written():
    written = inference.decode_throughput(64.0, 0.02)
    alone = inference.request_throughput(0.0, 500.0, prefill_time=0.0, step_time=0.02, batch=64.0)
    assert alone == pytest.approx(written)
    whole = inference.request_throughput(2000.0, 500.0, prefill_time=0.2, step_time=0.02, batch=64.0)
    assert whole == pytest.approx(2500 / (0.2 + 500 * 0.02 / 64))


def test_capital_buys_the_run_that_the_cluster_of_it_costs():
    money = {"price_performance": 4e10, "server_share": 0.6, "mfu": 0.4, "run_days": 180.0}
    flop = limits.capital_ceiling(2e11, 1.0, run_share=1.0, **money)
    assert limits.cluster_capital(flop, 180.0, price_performance=4e10, mfu=0.4, server_share=0.6) == pytest.approx(2e11)
    assert limits.ratio_flop(1e12, 20.0) == pytest.approx(training.training_flop(1e12, 2e13))
