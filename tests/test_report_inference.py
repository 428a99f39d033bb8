"""Inference results: agreement with published fits, invariants, verdicts, and live figures against the calculator."""

import json
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from vega_reader import in_vega

from headroom.calculator import inference
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import plain
from headroom.evidence.tables import DATA
from headroom.report import claims
from headroom.report.figure import figures as drawn
from headroom.report.headline import headline_numbers
from headroom.report.headline import headlines as declared
from headroom.report.inference import figures, live
from headroom.report.inference.results import (
    exchange,
    headlines,
    lifetime,
    measured,
    on_chip,
    prices,
    queries,
    samples,
    serving,
    shares,
    speed,
    test_time,
)
from headroom.report.prose import passages

PINNED = "2026-07-01"
CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def pinned() -> World:
    return World(as_of=PINNED)


# Shapes, fits and the roofline


@pytest.mark.parametrize(
    ("model", "bytes_per_token"),
    [("gpt-3-175b", 4_718_592), ("llama-2-70b", 327_680), ("deepseek-v3", 70_272), ("gpt-oss-120b", 36_864)],
)
def test_the_cache_per_token_is_the_published_one(world, model, bytes_per_token):
    assert serving.shapes(world)[model].cache_bytes_per_token.value == bytes_per_token


def test_parameters_computed_from_dimensions_agree_with_those_of_the_models(world):
    table = world.table("model_architectures").set_index("id")
    for shape in serving.shapes(world).values():
        computed = table.loc[shape.model_id, "params_from_dimensions"]
        if np.isfinite(computed) and shape.model_id != "gpt-2-1.5b":  # its tied embedding is counted twice
            assert computed == pytest.approx(shape.total_params.value, rel=0.055), shape.name


@pytest.mark.parametrize(
    ("model", "chip", "t0_ms", "t1_ms", "share_t0", "share_t1"),
    [
        ("llama-3.1-8b", "h100-sxm", 6.67, 0.076, 0.72, 0.42),
        ("llama-3.1-70b", "h100-sxm", 16.42, 0.091, 0.64, 0.50),
        ("llama-3.1-70b", "b200-sxm", 16.11, 0.080, 0.55, 0.49),
        ("llama-3.1-405b", "b200-sxm", 29.05, 0.134, 0.44, 0.38),
        ("qwen3-32b", "h100-sxm", 14.36, 0.119, None, None),
    ],
)
def test_step_times_fitted_here_are_those_fitted_before(pinned, model, chip, t0_ms, t1_ms, share_t0, share_t1):
    fits = plain(measured.step_fits(pinned))
    fit = fits[(fits["model_id"] == model) & (fits["accelerator_id"] == chip)].iloc[0]
    assert fit["t0"] * 1e3 == pytest.approx(t0_ms, abs=0.011)
    assert fit["t1"] * 1e3 == pytest.approx(t1_ms, abs=0.0011)
    if share_t0:
        assert fit["ideal_t0"] / fit["t0"] == pytest.approx(share_t0, abs=0.006)
        assert fit["ideal_t1"] / fit["t1"] == pytest.approx(share_t1, abs=0.012)


def test_nothing_measured_is_faster_than_the_roofline(world):
    table = plain(measured.against_roofline(world))
    assert len(table) > 150
    assert table["reached"].between(0, 1).all()


def test_small_batches_come_nearer_to_the_roofline_than_large_ones(world):
    chat = plain(measured.against_roofline(world)).query("scenario_key == 'chat'")
    assert chat[chat["used_batch"] <= 16]["reached"].median() > chat[chat["used_batch"] >= 256]["reached"].median()


def test_more_bandwidth_less_time_and_more_context_more_time(world):
    shape = serving.shapes(world)["llama-3.1-70b"]
    how = {"group": 4.0, "batch": 32.0, "precision": "bf16"}
    slow, fast = (serving.chips(world)[c] for c in ("h100-sxm", "h200-sxm"))
    short = serving.ideal_step(shape, slow, cached_tokens=1e3, **how).value
    assert serving.ideal_step(shape, fast, cached_tokens=1e3, **how).value < short
    assert serving.ideal_step(shape, slow, cached_tokens=1e4, **how).value > short


def test_the_parts_of_a_step_add_up_to_the_measured_time(world):
    parts = plain(measured.anatomy_of_a_step(world))
    whole = world.row("throughput_benchmarks", measured.TOKEN_RUN)["median_inter_token_ms"] / 1e3
    shown = parts[~parts["hidden"]]
    assert shown["seconds"].sum() == pytest.approx(whole)
    assert (shown["seconds"] > 0).all()
    assert parts[parts["hidden"]]["seconds"].iloc[0] < parts["seconds"].iloc[0]  # reading hides the arithmetic


def test_measured_dots_are_compared_with_their_own_line(pinned):
    table = plain(speed.over_line(pinned))
    one = table.query("model_id == 'llama-3.1-70b' and accelerator_id == 'h100-sxm' and 500 < batch < 520").iloc[0]
    reached = speed.calibration(pinned, "llama-3.1-70b", "h100-sxm")
    line = speed.sweep(pinned, "llama-3.1-70b", "h100-sxm").at(reached)
    users, usd = line["user_speed"].value[::-1], line["usd_at_1"].value[::-1]  # from full servers to empty ones
    at_speed = np.interp(one["user_speed"], users, usd) * speed.quoted_rents(pinned)["h100-sxm"].value
    assert one["ratio"] == pytest.approx(one["usd"] / at_speed)
    assert 0.5 < one["ratio"] < 2


def test_calculated_gpus_are_no_faster_than_their_links_allow(pinned):
    """80 layers, four all-reduces each, of 9.7 microseconds on eight chips: at most 320 steps a second."""
    table = plain(on_chip.fast_chips(pinned))
    calculated = table[(table["kind"] == "GPU, calculated") & (table["model"] == "Llama 2 70B")]
    assert len(calculated) == 2
    assert (calculated["speed_high"] < 320).all()
    assert (calculated["speed_low"] <= calculated["speed"]).all()


# Prices


def test_cheapest_prices_only_fall_and_are_of_able_models(world):
    scored = plain(prices.scored_prices(world))
    for tier in prices.TIERS:
        steps = plain(prices.cheapest(world)).query("tier == @tier.label")
        assert steps["usd"].is_monotonic_decreasing
        assert steps["as_of"].is_monotonic_increasing
        assert set(steps["variant"]) <= set(scored[scored[tier.benchmark] >= tier.score]["variant"])


def test_cheapest_prices_do_not_depend_on_the_order_of_the_rows(pinned, tmp_path):
    data = shutil.copytree(DATA, tmp_path / "data")
    header, *rows = (data / "api_prices.csv").read_text("utf-8").splitlines(keepends=True)
    (data / "api_prices.csv").write_text("".join([header, *reversed(rows)]), "utf-8")
    turned = prices.cheapest(World(as_of=PINNED, data=data))
    assert turned[["tier", "as_of"]].equals(prices.cheapest(pinned)[["tier", "as_of"]])
    assert plain(turned["usd"]).tolist() == plain(prices.cheapest(pinned)["usd"]).tolist()


def test_the_thousandfold_fall_of_gpt3_level_is_found(pinned):
    """60 USD in January 2021 to about 0.06 in October 2024 (appenzeller2024llmflation: a thousandfold)."""
    fall = plain(prices.falls(pinned)).set_index("tier").loc["GPT-3 level"]
    assert fall["first_usd"] == 60
    assert 800 < fall["factor"] < 1100


def test_published_declines_keep_their_intervals(world):
    table = plain(prices.declines(world))
    assert (table["kind"] == "price").sum() == 20
    assert ((table["fall_low"] <= table["fall"]) & (table["fall"] <= table["fall_high"])).all()
    wild = table[table["id"] == "price-decline-gpqa-diamond-gpt-4o-2024-05"].iloc[0]
    assert (wild["n"], wild["fall_low"], wild["fall_high"]) == (4, 6.177, 117_300)


def test_a_capability_whose_price_has_not_fallen_yet_is_counted():
    """April 2024: 462 and 40 times, 2.5 times, and a level just put on sale."""
    factors = plain(prices.falls(World(as_of="2024-04-30")))["factor"]
    assert sorted(factors.round(1)) == [1.0, 2.5, 40.0, 461.5]


def test_prices_of_on_chip_hosts_are_standard_offers_one_for_each_host_and_model(world):
    table = on_chip.sram_prices(world)
    assert not table.duplicated(["model_id", "host"]).any()
    offers = world.table("api_prices").set_index("id")["offer"]
    rows = {row.id for ratio in table["ratio"] for row in ratio.rows}
    assert set(offers[list(rows)]) == {"standard"}


def test_a_token_is_priced_by_measured_servers(pinned):
    """Between 18.14 and 25.10 tokens a second four H100s need 0.2089 and 0.2261 chip-hours for a million tokens: at 20,
    a part ln(20/18.14)/ln(25.10/18.14) = 0.30 of the way, 0.2139.
    """
    table = speed.measured_at(pinned, 20.0).set_index("chip")
    assert plain(table)["usd_at_1"]["H100"] == pytest.approx(0.2139, abs=1e-4)
    assert headlines.cost_of_tokens(pinned).value == plain(table)["usd"].min()


def test_the_calculated_cost_holds_the_measured_one_within_its_interval(world):
    """One speed, one model: what was measured on a chip lies in the interval that is calculated for it."""
    calculated = plain(speed.cost_at_speeds(world)).query("model_id == 'llama-3.1-70b' and speed == 20")
    calculated = calculated.set_index("accelerator_id")
    for row in plain(speed.measured_at(world, 20.0)).itertuples():
        own = calculated.loc[row.accelerator_id]
        assert own["usd_at_1_low"] <= row.usd_at_1 * 1.3
        assert row.usd_at_1 <= own["usd_at_1_high"]


def test_fuller_servers_and_sparse_models_reach_less(world):
    h100 = measured.reached_by_load(world, chip="h100-sxm")
    shares_of = [float(h100.at(batch).value) for batch in (8.0, 64.0, 512.0)]
    assert shares_of == sorted(shares_of, reverse=True)
    assert measured.reached_by_load(world, sparse=True, chip="h100-sxm").reference.value < shares_of[1]
    assert h100.reference.high <= 1
    assert measured.single_stream(world).value > shares_of[0]
    assert measured.reached_by_load(World(as_of="2024-11-30")) is None


def test_equal_servers_are_one_case_of_competition(world):
    table = plain(speed.rival_ratio(world))
    assert not table.assign(ratio=table["ratio"].round(9)).duplicated(["model_id", "ratio"]).any()
    assert ((table["ratio_low"] < table["ratio"]) & (table["ratio"] < table["ratio_high"])).all()


# Test-time computing


def test_no_series_is_stretched_beyond_what_was_measured(world):
    assert (plain(test_time.scaling_series(world))["factor"] >= 10).all()
    assert plain(test_time.scaling_series(world))["gain_per_tenfold"].max() < 1
    assert (plain(test_time.short_series(world))["factor"] < 10).all()


def test_whole_runs_are_no_tasks(world):
    """ARC-AGI-3 at its launch: 0.37 % for Gemini 3.1 Pro, and costs of whole runs."""
    runs = plain(test_time.interactive(world)).set_index("run")
    assert runs["score"]["arc3-gemini-31-pro"] == 0.0037
    assert set(plain(test_time.arc(world))["test"]) == {1, 2}


def test_headline_and_verdict_speak_of_one_share_of_inference(world):
    headline = headlines.inference_share(world)
    assert claims.verdict("inference-clouds", world).now.estimate.value == headline.value


def test_a_headline_that_rests_on_one_quote_says_so(world):
    for result in declared("inference"):
        estimate = result.compute(world)
        quotes = [row for row in estimate.rows if row.table == "prices"]
        assert len(quotes) != 1 or "one quote" in estimate.basis, result.id


@pytest.mark.parametrize(
    ("label", "a", "b", "alpha", "beta"),
    [
        ("DeepSeek-Coder-V2 on SWE-bench Lite", -1.839, -0.209, 0.1220, 0.6454),
        ("Pythia-160M on MATH", -5.915, -0.2555, 0.1651, 60.97),
        ("Llama-3-8B on MATH", -2.237, -0.5383, 0.5239, 3.786),
    ],
)
def test_coverage_laws_through_two_points_are_those_fitted_before(world, label, a, b, alpha, beta):
    fit = plain(samples.coverage_fits(world)).set_index("label").loc[label]
    assert fit["a"] == pytest.approx(a, abs=0.001)
    assert fit["b"] == pytest.approx(b, abs=0.0002)
    assert fit["alpha"] == pytest.approx(alpha, rel=0.001)
    assert fit["beta"] == pytest.approx(beta, rel=0.001)


def test_both_laws_pass_through_the_measured_points_and_the_wrong_formula_does_not(world):
    for fit in plain(samples.coverage_fits(world)).itertuples():
        for number, score in ((fit.first_samples, fit.first), (fit.last_samples, fit.last)):
            beta_law = inference.coverage_schaeffer2025(number, fit.alpha, difficulty_beta=fit.beta)
            power_law = inference.coverage_brown2024(number, coverage_prefactor=fit.a, coverage_exponent=fit.b)
            assert beta_law == pytest.approx(score, rel=1e-6)
            assert power_law == pytest.approx(score, rel=1e-6)
        assert inference.naive_coverage(fit.first, fit.last_samples / fit.first_samples) > fit.last + 0.01


def test_no_law_of_difficulty_is_made_up_where_none_fits():
    with pytest.raises(ValueError, match="sign"):
        samples.fit_difficulty(0.5, 0.5001, first_samples=1, last_samples=10_000)


def test_gains_for_a_tenfold_are_those_worked_out_before(world):
    series = plain(test_time.scaling_series(world)).set_index("label")["gain_per_tenfold"]
    assert series["o3 preview, ARC-AGI-1, 172 times the compute"] == pytest.approx(0.053, abs=0.0005)
    assert series["Llama-3-8B, MATH, best chooser"] < 0.01 < series["o1, AIME, vote of 64"]


def test_each_arc_run_has_a_score_and_a_cost(world):
    runs = plain(test_time.arc(world)).set_index("run")
    assert len(runs) == 10
    assert runs["score"].between(0, 1).all()
    assert (runs["usd"] > 0).all()
    assert runs.loc["arc2-gpt55-xhigh", ["score", "usd"]].tolist() == [0.85, 1.87]


def test_the_poker_claim_is_far_above_every_measured_exchange(world):
    worth = exchange.poker_equivalent(world)
    assert worth.samples.max() < 2000  # 667 at a slope of 0.9
    assert worth.low > 20
    points = plain(exchange.exchange_points(world)).set_index("label")
    assert points.loc["Poker, as said", "saved"] == 1e5
    assert (points[points["kind"] == "measured"]["saved"] <= points[points["kind"] == "measured"]["spent"]).all()


# Lifetime


def test_break_even_is_three_times_the_training_tokens(pinned):
    table = plain(queries.break_even(pinned)).set_index("model_id")
    assert table.loc["llama-3-70b", "break_even_tokens"] == 4.5e13
    assert table.loc["llama-3-70b", "days"] == pytest.approx(36)  # 9e10 queries at 2.5e9 a day
    assert (table["days_low"] < table["days"]).all()
    assert (table["days"] < table["days_high"]).all()


def test_deepseeks_day_gives_a_utilisation_between_prefill_and_decode(pinned):
    """About 7 to 24 % in decoding and 30 % in prefill, of the 16-bit peak."""
    assert 0.14 < queries.serving_utilisation(pinned).value < 0.30


def test_capacity_for_the_peak_raises_the_cost_of_a_query(world):
    table = plain(queries.query_costs(world))
    demand = queries.peak_to_average(world)
    assert (demand.low, demand.high) == (1.226, 3.5)
    np.testing.assert_allclose(table["at_peak"] / table["average"], demand.value)


def test_models_to_be_served_more_are_smaller_and_save_more(world):
    table = plain(lifetime.lifetime_sizes(world))
    for _, curve in table.groupby(["law", "quality"]):
        assert curve["params"].is_monotonic_decreasing
        assert curve["saving"].is_monotonic_increasing
        assert curve["saving"].between(-1e-9, 1).all()


@pytest.mark.parametrize("law_id", lifetime.LAWS)
def test_served_when_best_is_the_inverse_of_the_lifetime_optimum(pinned, law_id):
    constants = {name: one.value for name, one in lifetime.law(pinned, law_id).items()}
    tokens = lifetime.compute_optimal_tokens(70e9, constants)
    served = np.array([1e12, 1e14])
    best = inference.lifetime_optimal_params(70e9, tokens, served_tokens=served, **constants)
    more = inference.lifetime_optimal_tokens(70e9, tokens, served_tokens=served, **constants)
    for one, text, wanted in zip(best, more, served, strict=True):
        assert lifetime.served_when_best(one, text, constants) == pytest.approx(wanted, rel=1e-3)
    assert lifetime.served_when_best(70e9, tokens, constants) == pytest.approx(0, abs=1e-9 * tokens)


def test_shares_of_inference_are_shares(world):
    table = plain(shares.shares(world))
    assert table[["share_low", "share", "share_high"]].apply(lambda column: column.between(0, 1)).all().all()
    epoch = table.set_index("id").loc["openai-inf-2024-epoch", "share"]
    assert epoch == pytest.approx(2 / 7)


def test_days_until_serving_chatgpt_had_taken_its_training():
    """195M prompts of 500 tokens at 2 x 175e9 FLOP: 3.4e22 a day, 9.2 days for GPT-3's 3.14e23, 76 for 2.58e24."""
    gpt3, tuned = queries.chatgpt_days(World(as_of="2026-11-28"))
    assert gpt3.value == pytest.approx(3.14e23 / 3.4125e22, rel=0.01)
    assert tuned.value == pytest.approx(2.58e24 / 3.4125e22, rel=0.01)
    then = queries.chatgpt_days(World(as_of="2023-04-30"))  # before anyone had put a number on GPT-3.5
    assert then[0].value == gpt3.value and then[1] is None


# Verdicts

THEN = {
    "inference-cheaper": "holds",
    "chatgpt-operation": "holds",
    "poker-100000x": "cannot be tested",
    "inference-clouds": "cannot be tested",
    "second-scaling-law": "holds",
    "best-of-n": "holds in part",
    "nvidia-inference-competition": "cannot be tested",
    "ten-times-cheaper-inference": "cannot be tested",
    "groq-fast": "holds",
}


@pytest.mark.parametrize("claim", THEN)
def test_the_past_does_not_change(claim, world):
    """What was to be found on a claim's date; new rows are of later dates, so only a correction may change it."""
    assert claims.verdict(claim, world).then.outcome == THEN[claim]


def test_every_claim_of_the_chapter_is_answered(world):
    table = world.table("claims")
    assert set(table[table["chapter"] == "inference"]["id"]) == set(THEN)


def test_a_claim_on_rivals_cannot_be_tested_before_they_had_prices():
    early = World(as_of="2024-06-30")
    assert speed.rival_ratio(early).empty
    assert claims.verdict("nvidia-inference-competition", World(as_of=PINNED)).now.outcome in claims.STYLE


def test_dearer_rivals_turn_the_verdict_on_competition(tmp_path, pinned):
    """A reader's own price for the other maker's chip decides."""
    before = plain(speed.rival_ratio(pinned)["ratio"]).median()
    file = tmp_path / "mine.csv"
    file.write_text("accelerator_id,price_kind,usd,as_of\nmi300x,cloud_on_demand,34,2026-06-30\n")
    dear = World(as_of=PINNED, prices=[file])
    assert plain(speed.rival_ratio(dear)["ratio"]).median() < before / 2
    assert claims.verdict("nvidia-inference-competition", dear).now.outcome == "does not hold"


def test_architecture_alone_explains_less_than_the_fall_of_prices(world):
    by = {name: factor.value for name, factor in serving.architecture_factors(world).items()}
    assert by["arithmetic"] == pytest.approx(405.85 / 37, rel=0.01)
    assert by["cache"] == pytest.approx(516_096 / 70_272)
    assert by["step"] < 1 < by["token"] < by["arithmetic"]  # few conversations touch most experts, many share them


# Headlines and live figures


def test_headlines_work_in_every_scenario_and_early_world():
    for early in (World(scenario="spring-2024"), World(as_of="2024-11-30")):
        for result in declared("inference"):
            estimate = result.compute(early)
            assert np.isfinite(estimate.value), result.id
    assert claims.verdict("inference-cheaper", World(scenario="spring-2024")).then


@pytest.mark.parametrize("day", ["2019-06-01", "2021-06-01", "2022-12-31", "2024-04-15", "2024-11-30", "2026-02-01"])
def test_what_an_early_world_lacks_is_said_in_words(day):
    early = World(as_of=day)
    asked = [result.compute for result in declared("inference")]
    asked += [partial(claims.verdict, claim) for claim in THEN]
    asked += [*drawn("inference").values(), *passages("inference").values()]
    for result in asked:
        try:
            result(early)
        except LackingError as error:  # any other would be an accident
            assert str(error)


def test_numbers_rest_on_the_tables_that_they_are_made_of(pinned):
    assert {row.table for row in headlines.cost_of_tokens(pinned).rows} == {"throughput_benchmarks", "prices"}
    assert {row.table for row in headlines.roofline_share(pinned).rows} == {
        "accelerators",
        "models",
        "model_architectures",
        "throughput_benchmarks",
    }
    worth = exchange.poker_equivalent(pinned)
    assert {row.id for row in worth.rows} >= {"poker-test-factor", "jones-slope", "epoch-trade-up3-train"}


MOVED = {
    "cost-at-speed": [
        {},
        {"model": 2.0, "chip": 2.0, "price": 6.0, "context": 20_000.0, "batch": 900.0, "software": 0.4},
        {"model": 4.0, "chip": 1.0, "price": 3.0, "context": 300.0, "batch": 1.0, "software": 3.0},
    ],
    "query-and-breakeven": [
        {},
        {"tokens_per_query": 9000.0, "queries_per_day": 1e8, "peak": 3.5, "utilisation": 0.1, "query_price": 2.0},
    ],
}


@pytest.mark.parametrize("figure_id", MOVED)
def test_live_figures_compute_what_the_calculator_computes(figure_id, world):
    draw = figures.cost_at_speed if figure_id == "cost-at-speed" else figures.query_and_breakeven
    spec = draw(world).to_dict()
    identity = spec["usermeta"]["figure"]
    defaults = {c["param"]: c["value"] for c in identity["controls"] if "param" in c}
    assert identity["sentence"]["values"]
    for moved in MOVED[figure_id]:
        values = defaults | moved
        if figure_id == "cost-at-speed":
            expected = live.speed_values(world, values)
        else:
            expected = live.one_model(world).values(values)
        found = in_vega(spec, list(identity["sentence"]["values"]), values)
        for name, value in found.items():
            assert value == pytest.approx(expected[name], rel=1e-9), (name, moved)


def test_the_chain_of_the_live_figure_is_the_sweep_of_the_results(pinned):
    """One server by the chain, and by the functions that the table of costs is made with."""
    inputs = live.defaults(live.speed_controls(pinned)) | {"batch": 161.0}
    found = live.speed_values(pinned, inputs)
    swept = speed.sweep(pinned, live.MODEL, live.CHIP)
    reached = swept.only([list(swept.batch).index(161.0)]).at(speed.calibration(pinned, live.MODEL, live.CHIP))
    assert found["own_speed"] == pytest.approx(reached["user_speed"].value[0])
    assert found["own_cost"] == pytest.approx(reached["usd_at_1"].value[0] * inputs["price"])
    even = plain(queries.break_even(pinned)).set_index("model_id").loc[queries.LIVE_MODEL]
    costs = plain(queries.query_costs(pinned)).set_index("model_id").loc[queries.LIVE_MODEL]
    one = live.one_model(pinned).values(live.defaults(live.query_sliders(pinned)))
    assert one["days"] == pytest.approx(even["days"])
    assert one["average_cost"] == pytest.approx(costs["average"], rel=0.01)  # rent and utilisation are rounded


ASSUMED = {  # figure → an assumption, and what the takeaway then says
    "cost_at_speed": ({"batch": 16.0, "chip": "h200-sxm"}, "2 H200s gives 16 users"),
    "query_and_breakeven": ({"model": "llama-2-70b"}, "a query to Llama 2 70B"),
    "lifetime_optimum": ({"served": 1e14}, "will serve 100T tokens"),
    "exchange_map": ({"slope": 2.0}, "is worth about 26× of training"),
    "inference_share": ({"tenfolds": (4.0, 1.0)}, "gives inference 20% to 50%"),
    "declines": ({"few": 5}, "rest on five models"),
}


@pytest.mark.parametrize("name", ASSUMED)
def test_a_reader_changes_an_assumption_of_a_figure(name, world):
    assumed, said = ASSUMED[name]
    draw = getattr(figures, name)
    assert said in draw(world, **assumed).usermeta["figure"]["takeaway"]
    assert said not in draw(world).usermeta["figure"]["takeaway"]


VISIBLE = {  # cell that a reader can change → the number of the text that it computes
    "5be2f3a7": "critical",
    "0f6ab8d4": "roofline",
    "a83c17e9": "at-fifty",
    "e7719c2f": "five-solved",
    "3d08b5c6": "o3-tenfold",
    "94fae112": "poker-worth",
    "b05c6d38": "break-even",
    "1ce57f80": "session",
    "d26f4b93": "saving-new",
    "7ab3d15e": "from-traffic",
}


def test_the_steps_that_a_reader_can_change_give_the_numbers_of_the_text(world):
    cells = json.loads((CHAPTERS / "inference.ipynb").read_text("utf-8"))["cells"]
    setup, *rest = [cell for cell in cells if cell["cell_type"] == "code"]
    scope: dict = {}
    exec("".join(setup["source"]), scope)
    shown: dict[str, Quantity] = {}
    for cell in rest:
        if not cell["metadata"].get("tags"):
            scope["show"] = lambda quantity, kind, id=cell["id"]: shown.setdefault(id, quantity)
            exec("".join(cell["source"]), scope)
    told = {name: one for passage in passages("inference").values() for name, one in passage(world).numbers.items()}
    told |= headline_numbers("inference", world).numbers
    for id, name in VISIBLE.items():
        assert shown[id].value == pytest.approx(told[name].value), name
    gpt4 = plain(prices.falls(world)).set_index("tier")["factor"]["GPT-4 level"]
    assert shown.pop("c1d90a51").value == pytest.approx(gpt4)
    fast = plain(on_chip.fast_chips(world)).set_index(["model_id", "system"])["speed"]
    assert shown.pop("62d4e90b").value == pytest.approx(fast["llama-3.1-405b", "8 H100, batch 1"])
    assert shown.keys() == VISIBLE.keys()
