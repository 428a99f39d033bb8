"""The formulas of serving put together: published tables, limits, and what must hold for any input."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from headroom.calculator import inference
from headroom.calculator.training import training_flop

ORACLES = Path(__file__).parent / "oracles"
HOFFMANN = {
    "params_coefficient": 406.4,
    "tokens_coefficient": 410.7,
    "params_exponent": 0.336,
    "tokens_exponent": 0.283,
}
A100_PEAK, A100_BANDWIDTH = 312e12, 2.039e12


def rows(name: str) -> list[dict[str, str]]:
    with (ORACLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decode(row: dict[str, str]) -> float:
    """Step time [s] of a row of the table of decode steps."""
    number = {
        name: float(text or 0)
        for name, text in row.items()
        if name.split("_")[0] not in ("id", "source", "note", "locator")
    }
    group = {"chips_per_replica": number["chips"], "memory_bandwidth": number["memory_bandwidth"]}
    return inference.decode_step_time(
        inference.weight_time(number["weight_bytes"], bytes_per_param=1, **group),
        inference.cache_time(number["batch"], 1, cache_bytes_per_token=number["cache_bytes_per_sequence"], **group),
        arithmetic_time=inference.arithmetic_time(
            number["params"],
            number["batch"],
            chips_per_replica=group["chips_per_replica"],
            peak_flop_per_second=number["peak_flop_per_second"],
        ),
        communication_time=number["communication_ms"] / 1000,
    )


@pytest.mark.parametrize("row", rows("inference_decode.csv"), ids=lambda row: row["id"])
def test_published_decode_step(row):
    step = decode(row)
    digits = len(row["step_ms"].partition(".")[2])
    half = 0.5 * 10**-digits + 1e-9
    assert step * 1000 == pytest.approx(
        float(row["step_ms"]), abs=half + (0.3 if row["id"].startswith("kipply") else 0.05 * (digits == 1))
    )
    if row["tokens_per_s"]:
        throughput = inference.decode_throughput(float(row["batch"]), step)
        assert throughput == pytest.approx(float(row["tokens_per_s"]), rel=0.025 if "70b" in row["id"] else 5e-5)


@pytest.mark.parametrize("row", rows("inference_llm_analysis.csv"), ids=lambda row: row["id"])
def test_short_formula_against_a_tool_that_sums_blocks(row):
    """The tool adds layer norms, activations and, on two chips, all-reduces: a little above the short formula."""
    layers, width, chips = float(row["layers"]), float(row["width"]), float(row["chips"])
    params = inference.transformer_params(
        layers,
        width,
        heads=width / 128,
        kv_heads=width / 128,
        head_width=128,
        ff_width=4 * width,
        ff_matrices=2,
        vocabulary=float(row["vocabulary"]),
        embedding_matrices=1,
    )
    flop = 512 * inference.token_flop(params, 512, layers=layers, width=width)
    group = {"chips_per_replica": chips, "memory_bandwidth": A100_BANDWIDTH}
    cache = inference.cache_bytes_per_token(layers, 2 * width, bytes_per_element=2)
    cache_time = inference.cache_time(1, 528, cache_bytes_per_token=cache, **group)

    def prefill_ms(mfu: float) -> float:
        return 1000 * inference.prefill_time(flop, chips, peak_flop_per_second=A100_PEAK, prefill_mfu=mfu)

    def decode_ms(bytes_per_param: float, efficiency: float = 1) -> float:
        weights = inference.weight_time(params, bytes_per_param=bytes_per_param, **group)
        ideal = inference.decode_step_time(weights, cache_time, arithmetic_time=0, communication_time=0)
        return 1000 * inference.calibrated_step_time(ideal, efficiency)

    off = 0.025 if chips == 1 else 0.06
    pairs = [
        (prefill_ms(1), row["ideal_prefill_ms"], off),
        (prefill_ms(0.7), row["tuned_prefill_ms"], off + 0.01),
        (decode_ms(2), row["ideal_decode_ms"], off),
        (decode_ms(2, 0.9), row["tuned_decode_ms"], off + 0.01),
        (decode_ms(1), row["decode_8bit_ms"], off),
        (decode_ms(0.5), row["decode_4bit_ms"], 0.13),
        (prefill_ms(1), row["short_prefill_ms"], 0.001),
        (decode_ms(2), row["short_decode_ms"], 0.001),
    ]
    for value, printed, tolerance in pairs:
        if printed:
            assert value == pytest.approx(float(printed), rel=tolerance)
            assert tolerance == 0.001 or value < float(printed)


def test_a_real_run_lies_within_the_calibration():
    """A 13B model on two 40 GB A100: 13.5 ms a token measured (li2023llmanalysis quotes FasterTransformer)."""
    group = {"chips_per_replica": 2, "memory_bandwidth": 1.555e12}
    cache = inference.cache_bytes_per_token(40, 2 * 5120, bytes_per_element=2)
    ideal = inference.weight_time(13e9, bytes_per_param=2, **group) + inference.cache_time(
        1, 512, cache_bytes_per_token=cache, **group
    )
    assert 0.4 < ideal / 0.0135 < 0.75


def test_deepseek_day_adds_up():
    """608e9 tokens read and 168e9 written in a day, on the nodes and at the money that were published."""
    day = 86_400
    read = inference.peak_chips(608e9 / day, 73_700 / 8, safe_utilisation=1)
    written = inference.peak_chips(168e9 / day, 14_800 / 8, safe_utilisation=1)
    assert (read + written) / 8 == pytest.approx(226.75, rel=0.001)
    cost = 608e3 * inference.cost_per_mtok(2, 73_700, chips_per_replica=8) + 168e3 * inference.cost_per_mtok(
        2, 14_800, chips_per_replica=8
    )
    assert cost == pytest.approx(87_072, rel=0.001)
    income = inference.session_cost(
        342e9, 0.14, new_prompt_tokens=266e9, input_price=0.55, answer_tokens=168e9, output_price=2.19
    )
    assert income / cost - 1 == pytest.approx(5.45, abs=0.01)


@pytest.mark.parametrize(("served", "size", "saving"), [(1e13, 30e9, 0.280), (1e12, 7e9, 0.181)])
def test_lifetime_optimum_saves_what_the_dossier_of_the_law_says(served, size, saving):
    a, b = HOFFMANN["params_exponent"], HOFFMANN["tokens_exponent"]
    tokens = (b * HOFFMANN["tokens_coefficient"] * size**a / (a * HOFFMANN["params_coefficient"])) ** (1 / b)
    best = inference.lifetime_optimal_params(size, tokens, served_tokens=served, **HOFFMANN)
    more = inference.lifetime_optimal_tokens(size, tokens, served_tokens=served, **HOFFMANN)
    before = inference.lifetime_flop(size, tokens, served_tokens=served)
    after = inference.lifetime_flop(best, more, served_tokens=served)
    assert 1 - after / before == pytest.approx(saving, abs=0.0006)
    if size == 30e9:
        assert before - after == pytest.approx(2.463e23, rel=0.001)
    for factor in (0.97, 1.03):  # no neighbour on the same line of loss is cheaper
        excess = HOFFMANN["params_coefficient"] / best**a + HOFFMANN["tokens_coefficient"] / more**b
        left = excess - HOFFMANN["params_coefficient"] / (best * factor) ** a
        other = (HOFFMANN["tokens_coefficient"] / left) ** (1 / b)
        assert inference.lifetime_flop(best * factor, other, served_tokens=served) > after


def test_without_serving_the_compute_optimum_is_kept():
    a, b = HOFFMANN["params_exponent"], HOFFMANN["tokens_exponent"]
    tokens = (b * HOFFMANN["tokens_coefficient"] * 30e9**a / (a * HOFFMANN["params_coefficient"])) ** (1 / b)
    best = inference.lifetime_optimal_params(30e9, tokens, served_tokens=1e6, **HOFFMANN)
    assert best == pytest.approx(30e9, rel=1e-4)


def test_fewer_parameters_and_more_tokens_the_more_is_served():
    served = np.geomspace(1e9, 1e15, 13)
    size = inference.lifetime_optimal_params(70e9, 1.4e12, served_tokens=served, **HOFFMANN)
    tokens = inference.lifetime_optimal_tokens(70e9, 1.4e12, served_tokens=served, **HOFFMANN)
    assert (np.diff(size) < 0).all() and (np.diff(tokens) > 0).all()


def test_the_mean_probability_must_not_be_put_into_the_coverage_of_a_set():
    """15.9 % at one sample became 56 % at 250, not certainty; a Beta law through both says so."""
    assert inference.naive_coverage(0.159, 250) > 0.999
    spread = inference.coverage_schaeffer2025(250.0, 0.1220, difficulty_beta=0.6454)
    assert spread == pytest.approx(0.56, abs=0.001)


def test_coverage_of_a_spread_set_is_below_that_of_its_mean():
    samples = np.array([2.0, 10.0, 100.0, 1000.0])
    alpha, beta = 0.5, 4.5
    mean = inference.naive_coverage(alpha / (alpha + beta), samples)
    assert (inference.coverage_schaeffer2025(samples, alpha, difficulty_beta=beta) < mean).all()


def test_unbiased_coverage_by_counting():
    from math import comb

    expected = 1 - comb(1000 - 30, 50) / comb(1000, 50)
    assert inference.unbiased_coverage(50, 1000, solved_samples=30) == pytest.approx(expected, rel=1e-9)
    assert inference.unbiased_coverage(980, 1000, solved_samples=30) == 1


def test_majority_vote_is_the_binomial_sum():
    from math import comb

    for p, n in ((0.6, 11), (0.4, 101)):
        expected = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range((n + 1) // 2, n + 1))
        assert inference.majority_accuracy(p, n) == pytest.approx(expected, rel=1e-10)


def test_cost_by_batch_and_by_speed_are_one_curve():
    fit = {"base_step_time": 0.01642, "time_per_sequence": 91e-6}
    money = {"chips_per_replica": 4, "chip_hour_price": 2.0}
    batch = np.array([1.0, 8.0, 64.0, 256.0])
    step = inference.affine_step_time(fit["base_step_time"], fit["time_per_sequence"], batch=batch)
    speed = inference.user_speed(step)
    by_rent = inference.cost_per_mtok(2.0, inference.decode_throughput(batch, step), chips_per_replica=4)
    np.testing.assert_allclose(inference.cost_at_batch(**fit, batch=batch, **money), by_rent)
    np.testing.assert_allclose(inference.cost_at_speed(**fit, user_speed=speed, **money), by_rent)
    np.testing.assert_allclose(inference.batch_at_speed(**fit, user_speed=speed), batch)
    half = inference.half_cost_batch(fit["base_step_time"], fit["time_per_sequence"])
    floor = inference.floor_cost_per_mtok(2.0, fit["time_per_sequence"], chips_per_replica=4)
    assert inference.cost_at_batch(**fit, batch=half, **money) == pytest.approx(2 * floor)


def test_a_sparse_model_reads_its_active_weights_alone_and_nearly_all_together():
    shape = {"experts": 256, "experts_per_token": 8}
    assert inference.read_params(671e9, 37e9, batch=1, **shape) == pytest.approx(37e9)
    assert inference.read_params(671e9, 37e9, batch=500, **shape) == pytest.approx(671e9, rel=1e-6)
    assert inference.read_params(70e9, 70e9, batch=7, experts=1, experts_per_token=1) == 70e9


def test_serving_share_is_half_where_serving_matches_training():
    share = inference.serving_share(2.5e9, 500, samples_per_query=1, tokens=15e12, experiment_factor=1, cadence_days=36)
    assert share == pytest.approx(0.5)
    days = 36
    served = 2.5e9 * 500 * days
    assert inference.lifetime_flop(7e10, 15e12, served_tokens=served) == pytest.approx(2 * training_flop(7e10, 15e12))


def test_session_at_three_rates_is_far_below_the_blend():
    turns, first, added, written = 50, 20_000, 1_500, 10_000
    sent = inference.resent_tokens(turns, first, tokens_per_turn=added)
    hit = inference.cached_prompt_tokens(turns, first, tokens_per_turn=added)
    cost = inference.session_cost(
        hit, 0.5, new_prompt_tokens=sent - hit, input_price=5, answer_tokens=written, output_price=30
    )
    blend = inference.blended_price(5, 30) * (sent + written) / 1e6
    assert hit / (sent + written) > 0.9 and cost < blend / 5
