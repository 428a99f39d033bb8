"""Training results: agreement with what others published, invariants, and what a change of evidence does to them."""

import json
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from vega_reader import in_vega

from headroom.evidence import LackingError, Quantity, World, probability
from headroom.evidence.columns import plain, rows_in
from headroom.evidence.quantity import FIT
from headroom.report import claims
from headroom.report.estimate import Estimate
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.prices import CHIP_HOUR, CONTRACT
from headroom.report.figure import figures as drawn
from headroom.report.headline import headline_numbers
from headroom.report.pages import import_chapters
from headroom.report.prose import passages as told
from headroom.report.training import figures, live
from headroom.report.training.results import (
    anatomy,
    backtest,
    compared,
    failures,
    growth,
    headlines,
    passages,
    progress,
    repricing,
    runs,
    scale_out,
)
from headroom.report.training.results.frontier import costliest_run

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "training-cost.ipynb"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def amortised(world: World) -> pd.Series:
    table = plain(runs.run_costs(world))
    return table[(table["basis"] == "amortised") & (table["kind"] == "pretraining")].set_index("model_id")["usd"]


@pytest.mark.parametrize(
    ("model", "published_usd"),
    # Epoch AI's notebook, amortised, Dec 2023 dollars; runs whose hours and chip prices we share.
    [("gemini-1.0-ultra", 29_827_340), ("gpt-3-175b", 2_211_639), ("palm-540b", 2_945_950), ("glam-1.2t", 541_437)],
)
def test_our_amortised_cost_agrees_with_the_published_one(world, model, published_usd):
    assert amortised(world)[model] == pytest.approx(published_usd, rel=0.12)


def test_over_all_shared_runs_the_median_ratio_to_published_costs_is_near_one(world):
    published = plain(runs.published_costs(world)).query("method == 'amortised' and dollars_of == '2023-12'")
    ratio = (amortised(world) / published.set_index("model_id")["usd"]).dropna()
    assert len(ratio) >= 15
    assert 0.85 < ratio.median() < 1.15


def test_a_cost_names_the_rows_it_rests_on(world):
    table = runs.run_costs(world).set_index(["model_id", "kind", "basis"])["usd"]
    rented = {(row.table, row.id) for row in table["gpt-3-175b", "pretraining", "rental"].rows}
    assert ("training_runs", "gpt-3-175b") in rented
    assert {name for name, _ in rented} == {"training_runs", "parameters", "prices"}
    assert ("parameters", "interconnect-share") not in rented
    worn = {row.table for row in table["gpt-3-175b", "pretraining", "amortised"].rows}
    assert worn == {"training_runs", "parameters", "prices", "accelerators"}  # the power of the chip


@pytest.mark.parametrize(("model", "published_usd"), [("gpt-4", 778_066_900), ("gemini-1.0-ultra", 597_913_200)])
def test_a_cluster_bought_costs_its_price_and_not_what_it_is_worth_later(world, model, published_usd):
    """Epoch AI's table of 2025: clusters bought. With the loss of value until the run began it was half as much."""
    table = plain(runs.run_costs(world)).query("basis == 'purchase' and kind == 'pretraining'").set_index("model_id")
    assert table.loc[model, "usd"] == pytest.approx(published_usd, rel=0.02)


def test_the_figure_of_costs_shows_every_run_that_its_trend_is_fitted_to(world):
    fitted = growth.frontier(world)
    spec = json.dumps(figures.cost_by_date(world).to_dict())
    shown = {row["name"] for data in json.loads(spec)["datasets"].values() for row in data if "name" in row}
    names = runs.runs(world).drop_duplicates("model_id").set_index("model_id")["name"]
    assert set(names[fitted["model_id"]]) <= shown
    assert fitted["date"].min() >= pd.Timestamp(growth.SINCE)
    assert plain(fitted["usd"]).min() > 3e4  # the floor of the axis


def test_two_early_runs_alone_make_the_frontier_steeper(world):
    """With BERT-Large (2018) and GPT-2 (2019) 4.5 times a year, without them 3.8 (3.0 to 4.9)."""
    without, every = (growth.frontier_growth(world, since=day).per_year for day in (growth.SINCE, "2018-01-01"))
    assert (without.value, without.low, without.high) == pytest.approx((3.81, 2.98, 4.87), abs=0.02)
    assert every.value == pytest.approx(4.53, abs=0.05)


def test_the_headline_of_growth_is_the_number_that_the_text_tells_a_reader_to_take(world):
    rates = plain(growth.specification_curve(world)["growth"])
    taken = headlines.frontier_growth(world)
    assert taken.value == pytest.approx(np.median(rates))
    assert (taken.low, taken.high) == pytest.approx((rates.min(), rates.max()))
    assert not growth.specification_curve(world)["growth"].map(lambda rate: rate.value).round(9).duplicated().any()


def test_a_programme_grows_out_of_the_figure_that_everyone_quotes(world):
    """5.576M USD for all stages; shares 0.1, 0.2, 0.178 and 1 / 1.5: from 8.36M to 55.8M USD, middle 31.2M."""
    said = passages.whole_programme(world).numbers
    assert said["programme"].value == pytest.approx((5.576e6 / 0.2 / 0.8957 + 5.576e6 / 0.178) / 2, rel=0.002)
    assert said["programme"].value == pytest.approx(31.2e6, rel=0.002)
    assert said["programme-least"].value == pytest.approx(5.576e6 * 1.5)
    assert said["programme-most"].value == pytest.approx(5.576e6 / 0.1)


def test_the_price_of_a_computation_is_compared_with_its_like(world):
    """Medians of sellers fall; the lowest offers went from 289,000 to 388,000 USD in a year, 1.34 times."""
    table = plain(repricing.repriced(world))
    best, floor = table[table["best"]].set_index("day"), table.groupby("day")["floor"].min()
    assert (best["sellers"].iloc[2:] >= runs.ENOUGH_PROVIDERS).all()
    assert best["usd"].is_monotonic_decreasing
    assert floor.iloc[-1] / floor.iloc[-2] == pytest.approx(1.34, abs=0.01)
    assert (floor < best["usd"]).all()


def test_what_is_compared_with_published_rents_names_its_extremes(world):
    """Falcon-180B 0.37, Grok 4 2.44: one list quote against the 1.99 USD an hour of the published estimate."""
    ratio = plain(compared.over_published(world, runs.run_costs(world, offers=CONTRACT), "rental"))
    assert ratio["falcon-180b"] == pytest.approx(0.37, abs=0.01)
    assert ratio["grok-4"] == pytest.approx(4.86 / 1.99, rel=0.01)
    bought = world.table("prices").query("price_kind.str.startswith('purchase')")["source_key"].unique()
    assert {key for key in bought if world.source(key).label.startswith("Epoch AI")} == set(compared.EPOCH)
    said = passages.agreement(world).numbers
    assert (said["rental-least"].value, said["rental-most"].value) == pytest.approx((ratio.min(), ratio.max()))


def test_what_rests_on_one_quote_says_so(world, tmp_path):
    prices = tmp_path / "my.csv"
    prices.write_text(f"item,price_kind,usd,as_of\nb200-sxm,cloud_on_demand,1.00,{world.as_of}\n")
    for seen in (world, World(prices=[prices], as_of=world.as_of)):
        one = repricing.best_price(seen)[1].n == 1
        for said in (headlines.gpt3_repriced(seen), headlines.budget(seen)):
            assert ("one quote" in said.basis) is one
        for basis, said in (("amortised", headlines.frontier_run(seen)), ("rental", _rented(seen))):
            assert ("one quote" in said.basis) == (costliest_run(seen, basis)["sellers"] == 1)


def _rented(world: World) -> Estimate:
    return passages.opening(world).numbers["frontier-rented"]


OUTCOMES = {  # claim: outcome when stated, and now
    "training-hundreds-of-millions": ("holds", "holds"),
    "training-runs-tens-of-millions": ("does not hold", "does not hold"),
    "compute-80-percent": ("cannot be tested", "cannot be tested"),
    "costs-may-fall": ("cannot be tested", "cannot be tested"),
    "cost-falling-now": ("does not hold", "does not hold"),
    "cost-factors": ("cannot be tested", "cannot be tested"),
    "size-race-ending": ("holds in part", "holds in part"),
    "post-training-instead": ("cannot be tested", "cannot be tested"),
    "slow-chips-inefficient": ("holds in part", "holds in part"),
    "hardware-failures": ("holds", "holds"),
    "llama3-100x-compute": ("does not hold", "does not hold"),
    "algorithms-instead": ("cannot be tested", "holds in part"),
}


def test_verdicts_follow_from_what_was_claimed(world):
    found = {id: claims.verdict(id, world) for id in OUTCOMES}
    assert {id: (one.then.outcome, one.now.outcome) for id, one in found.items()} == OUTCOMES


def test_a_claim_tested_by_both_time_and_money_fails_if_neither_is_worse():
    import_chapters()
    both = claims.declared()["slow-chips-inefficient"]
    weight = both.weight((Quantity(np.ones(2)), Quantity(np.ones(2))), both.holds)
    assert weight.chance == 0


@pytest.mark.parametrize("day", ["2023-08-31", "2023-12-31"])
def test_an_early_world_has_verdicts_or_says_what_it_lacks(day):
    import_chapters()
    seen = World(as_of=day)
    mine = [id for id, one in claims.declared().items() if one and one.find.__module__.startswith("headroom.report.tr")]
    assert len(mine) == 17
    for id in mine:  # noqa: A001
        with suppress(LackingError):
            claims.verdict(id, seen)


def test_the_text_of_a_budget_moves_with_it(world):
    said = passages.budget(world, budget=50e6).numbers
    assert said["budget-usd"] == "$50M"
    assert said["budget-params"].value < passages.budget(world).numbers["budget-params"].value


def test_a_growth_of_the_largest_rests_on_all_that_were_compared(world):
    fitted = growth.frontier_growth(world).per_year
    compared = runs.runs(world).dropna(subset=["flop"]).drop_duplicates("model_id")["flop"]
    assert rows_in(compared) <= fitted.rows
    assert fitted.interval == FIT


def test_bounds_alone_are_no_central_value(world):
    table = runs.published_costs(world).set_index("id")
    assert np.isnan(table.loc["gpt-4-altman", "usd"].value)
    least = table.loc["gpt-4-altman", "usd_or_bound"]
    assert least.low == least.value == least.high == 1e8
    stated = table.loc["claude-3.5-sonnet-amodei", "usd_or_bound"]
    assert stated.low == stated.value < stated.high


def test_rented_gpt4_costs_what_others_say(world):
    """The AI Index of 2024 has $78M, at rents under a commitment; by list price on demand it is over twice that."""
    by_kind = [plain(runs.run_costs(world, offers=offers)) for offers in (CONTRACT, CHIP_HOUR)]
    contract, listed = (
        table[(table["basis"] == "rental") & (table["model_id"] == "gpt-4")]["usd"].iloc[0] for table in by_kind
    )
    assert contract == pytest.approx(78e6, rel=0.1)
    assert listed == pytest.approx(176e6, rel=0.02)


def test_costs_lie_inside_their_intervals_and_renting_costs_more_than_wearing_out(world):
    table = plain(runs.run_costs(world))
    assert (table["usd_low"] <= table["usd"]).all()
    assert (table["usd"] <= table["usd_high"]).all()
    assert (table["usd_low"] < table["usd_high"]).all()
    wide = table[table["kind"] == "pretraining"].pivot_table(index="model_id", columns="basis", values="usd")
    wide = wide.dropna(subset=["rental"])
    assert len(wide) > 30
    assert (wide["rental"] > wide["amortised"]).mean() > 0.95


def test_the_backtest_reproduces_the_reference_statistics(world):
    """24 dense runs: geometric mean 0.92, deviation 1.28; 62 % within 1.25, 92 % within 1.5, all within 2."""
    then = World(as_of="2026-07-01")
    table = backtest.tested(then)
    error = {name: one.value for name, one in backtest.errors(then, table).items()}
    assert len(table) == 24
    assert error["bias"] == pytest.approx(0.92, abs=0.005)
    assert error["spread"] == pytest.approx(1.28, abs=0.005)
    assert error["within_1.25"] == pytest.approx(0.62, abs=0.01)
    assert error["within_1.5"] == pytest.approx(0.92, abs=0.01)
    assert error["within_2"] == 1


def test_every_exclusion_names_a_run_of_the_table_and_a_reason(world):
    table = backtest.backtest(world)
    left_out = table[table["excluded"] != ""]
    assert set(left_out["excluded"]) == set(backtest.CAVEATS.values())
    assert left_out["model_id"].nunique() == 8


def test_a_fit_recovers_a_known_growth_rate():
    dates = pd.Series(pd.date_range("2018-01-01", periods=12, freq="180D"))
    values = 3.0 ** ((dates - dates[0]).dt.days / 365.25)
    fitted = growth.fit(dates, values)
    assert fitted.per_year.value == pytest.approx(3.0)
    assert probability(fitted.per_year < 2.9) < 0.01 < 0.99 < probability(fitted.per_year < 3.1)


def test_a_fit_refuses_too_few_points():
    dates = pd.Series(pd.date_range("2020-01-01", periods=5, freq="365D"))
    with pytest.raises(LackingError, match="5 points are too few"):
        growth.fit(dates, pd.Series(np.ones(5)))


def test_only_the_largest_at_release_are_kept():
    runs_table = pd.DataFrame(
        {
            "model_id": list("abcd"),
            "published": pd.to_datetime(["2020-01-01", "2021-01-01", "2022-01-01", "2023-01-01"]),
            "flop": [10.0, 5.0, 20.0, 15.0],
        }
    )
    table = runs_table.rename(columns={"published": "date"})
    assert list(growth.largest_at_release(table, runs_table, 1)["model_id"]) == ["a", "c"]
    assert list(growth.largest_at_release(table, runs_table, 2)["model_id"]) == list("abcd")


def test_llama_ratios_are_those_of_the_model_cards(world):
    table = plain(progress.llama_pairs(world)).set_index("pair")["by_flop"]
    assert table["Llama 3 8B over Llama 2 7B"] == pytest.approx(8.03e9 * 15e12 / (6.738e9 * 2e12))
    assert table["Llama 3.1 405B over Llama 2 70B"] == pytest.approx(45.9, abs=0.1)


def test_goodput_falls_with_size_and_rises_with_faster_restarts(world):
    table = plain(failures.goodput_by_cluster(world))
    for _, part in table.groupby(["rate", "regime"]):
        assert part.sort_values("chips")["goodput"].is_monotonic_decreasing
    at = table[np.isclose(table["chips"], failures.CLUSTERS[10])].pivot(
        index="rate", columns="regime", values="goodput"
    )
    slow, middle, fast = (regime.label for regime in failures.REGIMES)
    assert (at[slow] < at[middle]).all()
    assert (at[middle] < at[fast]).all()


def test_llama_stopped_every_three_hours(world):
    between = failures.llama_time_between_failures(world)
    assert between.value == pytest.approx(3.093, abs=0.001)
    assert between.value == pytest.approx(world.parameter("mtti-llama3").value, rel=0.002)
    assert between.sources == ("grattafiori2024llama3",)


def test_parts_of_a_run_add_up_to_its_cost(world):
    table = plain(anatomy.components(world))
    total = table.groupby("model_id")["usd"].sum()
    assert total["gpt-4"] == pytest.approx(amortised(world)["gpt-4"], rel=1e-9)
    assert table.groupby("model_id")["share"].sum().to_numpy() == pytest.approx(1.0)


def test_the_tornado_is_sorted_and_contains_the_central_cost(world):
    table = plain(anatomy.tornado(world))
    assert table["width"].is_monotonic_decreasing
    assert (table["usd_low"] <= table["usd"]).all()
    assert (table["usd"] <= table["usd_high"]).all()
    assert (table["usd_low"] < table["usd_high"]).all()


def test_weak_chips_hit_their_links_first(world):
    corner = plain(scale_out.corners(world)).set_index("chip")
    assert corner.loc["rtx-4090", "days"] > 5 * corner.loc["h100-sxm", "days"]
    crowd = plain(scale_out.pieced_together(world)).query("chip == 'rtx-4090'").sort_values("chips")
    beyond = crowd[crowd["chips"] > corner.loc["rtx-4090", "chips"]]
    assert beyond["days"].max() == pytest.approx(beyond["days"].min())
    assert beyond["usd"].is_monotonic_increasing


def test_a_cheaper_chip_makes_gpt3_cheaper_and_moves_the_headline(tmp_path, world):
    prices = tmp_path / "my.csv"
    prices.write_text(f"item,price_kind,usd,as_of\nb200-sxm,cloud_on_demand,1.00,{world.as_of}\n")
    mine = World(prices=[prices], as_of=world.as_of)
    assert headlines.gpt3_repriced(mine).value < headlines.gpt3_repriced(world).value / 3
    assert claims.verdict("gpt3-millions", mine).now.estimate.value < 3e5


def test_the_live_figure_computes_llama_as_other_bills_have_it(world):
    result = live.RUN.values(live.defaults(world))
    assert result["run_flop"] == pytest.approx(3.8e25, rel=0.005)
    assert result["run_days"] == pytest.approx(86.7, abs=0.5)  # 30.84M published hours on 16,384 chips are 78 days
    used = default_utilisation(world, "h100-sxm")
    least, most = (result["run_hours"] * used.value / end for end in (used.high, used.low))
    assert least < 30.84e6 < result["run_hours"] < most


def by_hand(run: dict[str, float]) -> dict[str, float]:
    """What the live figure is to compute."""
    flop = 6 * run["params"] * run["tokens"]
    hours = flop / (3600 * run["peak"] * run["mfu"] * run["goodput"])
    days = hours / 24 / run["chips"]
    return {"run_flop": flop, "run_hours": hours, "run_days": days, "run_cost": hours * run["price"]}


def test_the_live_figure_computes_what_the_calculator_computes(world):
    spec = figures.live_run(world).to_dict()
    given = live.defaults(world)
    for moved in ({}, {"mfu": 0.3}, {"goodput": 0.5}, {"price": 9.0}, {"params": 7e9, "tokens": 2e12}, {"chips": 1024}):
        run = given | moved
        expected = live.RUN.values(run)
        assert expected == pytest.approx(by_hand(run), rel=1e-12), moved
        assert in_vega(spec, list(expected), run) == pytest.approx(expected, rel=1e-9), moved


def test_the_live_figure_opens_where_it_is_told_to(world):
    identity = figures.live_run(world, mfu=0.3, price=2.5).usermeta["figure"]
    opens = {one["param"]: one["value"] for one in identity["controls"] if "param" in one}
    assert (opens["mfu"], opens["price"], opens["tokens"]) == (0.3, 2.5, live.defaults(world)["tokens"])
    computed = live.RUN.values(live.defaults(world, mfu=0.3, price=2.5))
    assert identity["sentence"]["values"]["run_cost"] == computed["run_cost"]
    with pytest.raises(TypeError, match="a run has no usage; it has peak, params, tokens, mfu"):
        figures.live_run(world, usage=0.3)


@pytest.fixture(scope="module")
def shown() -> dict[str, list]:
    """What each code cell of the notebook shows: charts, and numbers as they are written."""
    cells = json.loads(PAGE.read_text("utf-8"))["cells"]
    first, *rest = [(cell["id"], "".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
    scope: dict = {}
    exec(first[1], scope)
    found: dict[str, list] = {}
    for id, code in rest:  # noqa: A001 - the word of notebooks
        found[id] = kept = []
        scope["show"] = lambda what, *kind, kept=kept: kept.append(
            Estimate.of(Quantity(1) * what, *kind) if kind else what
        )
        exec(code, scope)
    return found


def test_what_the_visible_cells_show_is_what_their_sections_say(world, shown):
    text = headline_numbers("training", world).numbers
    for passage in told("training").values():
        text = text | passage(world).numbers
    run = live.RUN.values(live.defaults(world))
    parts = plain(anatomy.components(world)).set_index(["model_id", "part"])["share"]
    drivers = plain(anatomy.tornado(world)).set_index("input")
    rule = plain(backtest.backtest(world)).drop_duplicates("model_id").set_index("model_id")["ratio"]
    card = plain(scale_out.corners(world)).set_index("chip").loc["rtx-4090"]
    curve = plain(failures.goodput_by_cluster(world)).query("rate == @failures.LLAMA_RATE")
    goodput = curve[np.isclose(curve["chips"], failures.LLAMA_CHIPS)]
    grown = claims.verdict("costs-may-fall", world).now.estimate
    sized = progress.growth_of_size(world)["active_params"].per_year
    pair = claims.verdict("llama3-100x-compute", world).now.estimate
    said = {
        "step-bill": [text["frontier-rented"].value],
        "step-growth": [grown.value],
        "step-convention": [text["deepseek-hour"].value, text["deepseek"].value],
        "step-energy": [parts["llama-3.1-405b", "Energy"]],
        "step-rule": [rule["llama-3.1-405b"]],
        "step-bills": [3.798756e25 / (3600 * 989.4e12 * text["new-h100"].value)],
        "step-drivers": [drivers["usd"].iloc[0], drivers.loc["Electricity price", "usd_high"]],
        "step-chain": [run["run_days"], run["run_cost"]],
        "step-repriced": [text["gpt3-repriced"].value],
        "step-budget": [text["budget"].value, text["budget-params"].value],
        "step-failures": [text["best-interval"].value, goodput["goodput"].iloc[0]],
        "step-programme": [text["programme"].value],
        "step-memory": [text["memory-qlora"].value],
        "step-links": [card["chips"], card["days"]],
        "step-size": [sized.value],
        "step-pair": [pair.value],
    }
    steps = {id: [one.value for one in what] for id, what in shown.items() if id.startswith("step-")}
    assert steps.keys() == said.keys()
    for id, values in said.items():  # noqa: A001
        assert steps[id] == pytest.approx(values, rel=1e-3), id


def test_the_notebook_draws_every_figure_as_it_is_drawn_by_default(world, shown):
    every = [what for found in shown.values() for what in found if hasattr(what, "usermeta")]
    charts = {chart.usermeta["figure"]["id"]: chart for chart in every}
    assert charts.keys() == drawn("training").keys()
    for id, chart in charts.items():  # noqa: A001
        assert chart.to_dict() == drawn("training")[id](world).to_dict(), id


@pytest.mark.parametrize(
    ("draw", "passage", "assumed"),
    [
        (figures.cost_by_date, passages.agreement, {"mfu": 0.2}),
        (figures.cost_by_date, passages.agreement, {"goodput": 0.5}),
        (figures.cost_by_date, None, {"since": "2021-01-01"}),
        (figures.growth_specifications, passages.growth_rates, {"since": "2021-01-01"}),
        (figures.growth_specifications, passages.growth_rates, {"largest": 8}),
        (figures.parts_of_a_run, passages.energy_share, {"value_decline": 0.3}),
        (figures.parts_of_a_run, passages.energy_share, {"interconnect_share": 0.4}),
        (figures.backtest, passages.trust, {"mfu": 0.2}),
        (figures.gpt3_repriced, None, {"mfu": 0.2}),
        (figures.gpt3_repriced, None, {"goodput": 0.5}),
        (figures.budgets, passages.budget, {"mfu": 0.2}),
        (figures.budgets, passages.budget, {"goodput": 0.5}),
        (figures.budgets, passages.budget, {"budget": 50e6}),
        (figures.goodput, None, {"regimes": (*failures.REGIMES[:2], failures.Regime("Saves at once", 1e-3, 1e-2))}),
        (figures.weak_chips, None, {"mfu": 0.2}),
        (figures.weak_chips, None, {"batch_tokens": 4e6}),
        (figures.chips_and_days, None, {"least_flop": 1e24}),
        (figures.size_and_data, None, {"largest": 8}),
        (None, passages.fine_tuning, {"lora_rank": 64}),
    ],
)
def test_an_assumption_reaches_figure_and_text(world, draw, passage, assumed):
    if draw is not None:
        assert draw(world, **assumed).to_dict() != draw(world).to_dict()
    if passage is not None:
        assert passage(world).numbers != passage(world, **assumed).numbers


def test_a_budget_buys_as_much_for_each_dollar_whatever_it_is(world):
    whole, half = (repricing.flop_per_budget(world, budget, world.as_of)[1].value for budget in (100e6, 50e6))
    assert whole == pytest.approx(2 * half)
    table = repricing.budgets(world, 50e6)
    assert sorted(set(table["budget"])) == [5e6, 25e6, 50e6, 250e6]


def test_half_the_utilisation_costs_twice_as_much(world):
    known = repricing.rented_now(world)[1].value
    flop = runs.runs(world).set_index("model_id").loc["gpt-3-175b", "flop"]
    chip, price = repricing.cheapest(world, world.as_of)
    used = default_utilisation(world, chip).value
    assert repricing.rented(world, flop, chip, price, mfu=used / 2).value == pytest.approx(2 * known)
    assert repricing.rented(world, flop, chip, price, goodput=0.5).value == pytest.approx(2 * known)
