"""Scarcity results: reference figures, invariants, verdicts, and what a change of evidence does to them."""

import json
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from vega_reader import in_vega

from headroom.calculator import scarcity
from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.evidence import LackingError, World, rows_of
from headroom.evidence.columns import plain
from headroom.report import claims, figure, prose
from headroom.report.facts.chips import of_chip
from headroom.report.facts.runs import largest_run
from headroom.report.headline import headlines as declared
from headroom.report.scarcity import figures, live
from headroom.report.scarcity.results import (
    concentration,
    conventions,
    funding,
    headlines,
    market,
    owning,
    passages,
    performance,
    sellers,
    spending,
    supply,
    waiting,
)

H100 = owning.H100
CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
PRICES = "accelerator_id,price_kind,provider,usd,unit,as_of\n"


@pytest.fixture(scope="module")
def world() -> World:
    """The evidence up to mid-2026, so that later rows do not move what is compared with published figures."""
    return World(as_of="2026-07-01")


@pytest.mark.parametrize(
    ("year", "low", "high", "largest", "share"),
    [
        (2022, 859, 2040, "Microsoft", 0.233),
        (2023, 989, 1721, "Google", 0.207),
        (2024, 1156, 1593, "Google", 0.215),
        (2025, 1332, 1634, "Google", 0.259),
    ],
)
def test_concentration_of_owners_is_the_published_interval(world, year, low, high, largest, share):
    table = plain(concentration.owner_hhi(world, own_chips=False))
    row = table.set_index(table["day"].dt.year).loc[year]
    assert row["low"] == pytest.approx(low, abs=1)
    assert row["high"] == pytest.approx(high, abs=1)
    assert row["largest"] == largest
    assert row["share"] == pytest.approx(share, abs=0.0005)


def test_china_counts_with_chips_of_its_own_makers_where_they_are_counted(world):
    """1,100,000 in place of 412,221 in a total of 19,521,525: the five largest have 14,360,858 of 20,209,304."""
    narrow, wide = (plain(concentration.owners(world, own_chips=own)) for own in (False, True))
    of_2025 = [table[table["day"].dt.year == 2025].set_index("owner") for table in (narrow, wide)]
    assert [table.loc["China", "h100e"] for table in of_2025] == pytest.approx([412_221, 1_100_000], abs=1)
    largest = [table.loc[table["named"], "share"].nlargest(5).sum() for table in of_2025]
    assert largest == pytest.approx([0.7356, 0.7106], abs=5e-4)
    for year in (2023, 2024):
        parts = [table[table["day"].dt.year == year]["share"].to_numpy() for table in (narrow, wide)]
        np.testing.assert_allclose(*parts)


def test_the_largest_owners_are_compared_between_years_that_count_alike(world):
    """Without chips of China's own makers, which the newest year alone has, and since TPUs are counted."""
    few = plain(concentration.share_of_few(world)).set_index("day")["share"]
    assert few.index.year.tolist() == [2023, 2024, 2025]
    assert few.tolist() == pytest.approx([0.579, 0.646, 0.677], abs=5e-4)
    with pytest.raises(LackingError, match="no two years"):
        concentration.share_of_few(World(as_of="2024-06-30"))


def test_a_share_names_its_denominator(world):
    """13,659,258 of 13,659,258 + 1,244,972 GPUs; of all accelerators, 19,737,835."""
    assert concentration.share_among_gpus(world).value == pytest.approx(0.9165, abs=5e-4)
    assert concentration.share_of(world).value == pytest.approx(0.692, abs=5e-4)
    with pytest.raises(LackingError, match="GPUs of Nvidia and AMD"):
        concentration.share_among_gpus(World(as_of="2023-12-31"))


def test_a_share_counted_from_zero_is_no_growth():
    with pytest.raises(LackingError, match="all counted for a year"):
        concentration.others_growth(World(as_of="2024-12-31"))
    assert concentration.others_growth(World(as_of="2025-12-31"))[1].value > 0


@pytest.mark.parametrize(("day", "hhi", "nvidia"), [("2024-12-31", 5540, 0.72), ("2025-12-31", 5230, 0.69)])
def test_design_is_far_more_concentrated_than_ownership(world, day, hhi, nvidia):
    index = plain(concentration.designer_hhi(world)).set_index("day")["hhi"]
    assert index[day] == pytest.approx(hhi, abs=5)
    assert index[day] > plain(concentration.owner_hhi(world))["high"].max()
    table = plain(concentration.designers(world))
    shares = table[table["day"] == day].set_index("designer")["share"]
    assert shares["Nvidia"] == pytest.approx(nvidia, abs=0.005)
    assert shares.sum() == pytest.approx(1)


def test_shares_of_owners_add_up_in_every_year(world):
    total = plain(concentration.owners(world)).groupby("day")["share"].sum()
    np.testing.assert_allclose(total, 1)


@pytest.mark.parametrize(("year", "growth"), [(2023, 4.8), (2024, 3.4), (2025, 2.9)])
def test_growth_of_the_delivered_stock_is_the_published_one(year, growth):
    seen = World(as_of=f"{year}-12-31")
    assert concentration.stock_growth(seen).value == pytest.approx(growth, abs=0.05)


def test_backlog_is_wait_times_shipments(world):
    table = plain(supply.backlog(world))
    np.testing.assert_allclose(table["backlog"], table["weeks"] * table["shipped"] / 13)
    april = table[(table["who"] == "Dell") & (table["day"] == "2024-04-01")].iloc[0]
    assert april["backlog"] == pytest.approx(0.50e6, rel=0.01)  # 10 weeks at 651,000 a quarter


def test_owned_cost_follows_from_its_parts(world):
    parts = plain(owning.parts(world))
    for _, group in parts.groupby("chip"):
        assert group["usd"].sum() == pytest.approx(group["total"].iloc[0])
        assert (group["usd"] > 0).all()
    total = parts.set_index(["chip", "part"])["total"][(H100, "Chip")]
    assert total == pytest.approx(owning.bought(world, H100, world.as_of).hour.value)


def test_owned_cost_agrees_with_a_published_owner(world):
    """A specialised cloud's H200, bought cheaper than our H100, costs 1.56 to 2.09 an hour at full use."""
    stated = world.parameter("neocloud-h200-tco")
    ours = owning.bought(world, H100, world.as_of, used_share=1.0).hour.value
    assert stated.low < ours < stated.high


def test_payback_and_break_even_tell_the_same_story(world):
    price = owning.rent(world)
    bought = owning.bought(world, H100, world.as_of)
    needed = scarcity.break_even_use(bought.yearly_capital_cost, bought.running, chip_hour_price=price).value
    assert owning.break_even(world).value == pytest.approx(needed)
    at_needed = owning.bought(world, H100, world.as_of, used_share=float(needed)).hour.value
    assert at_needed == pytest.approx(price.value)
    assert scarcity.rent_margin(price.value, at_needed) == pytest.approx(0)


def test_the_margin_names_the_sources_of_both_its_sides(world):
    named = set(owning.margin(world).sources)
    assert set(owning.rent(world).sources) <= named
    assert set(owning.hour_estimate(world).sources) <= named


def test_a_dearer_chip_costs_more_to_own_and_less_use_pays_a_dearer_rent(world):
    scarce = World(as_of="2026-07-01", scenario="scarce-chips")
    assert owning.hour_estimate(scarce).value > owning.hour_estimate(world).value
    assert owning.break_even(scarce).value < owning.break_even(world).value
    cheap = World(as_of="2026-07-01", scenario="cheap-power")
    assert 0 < owning.hour_estimate(world).value - owning.hour_estimate(cheap).value < 0.1


def test_a_price_brought_along_moves_rent_premium_and_break_even(world, tmp_path):
    own = tmp_path / "mine.csv"
    row = f"{H100},cloud_on_demand,My cloud,9.5,USD/(chip*hour),2026-06-20\n"
    own.write_text(PRICES + row)
    mine = World(as_of="2026-07-01", prices=[own])
    assert headlines.on_demand_rent(mine).value == 9.5
    assert headlines.rent_margin(mine).value > headlines.rent_margin(world).value
    assert headlines.break_even(mine).value < headlines.break_even(world).value
    assert headlines.owned_hour(mine).value == headlines.owned_hour(world).value


def test_a_provider_brought_along_is_one_whatever_its_name(tmp_path):
    own = tmp_path / "mine.csv"
    days = ("2026-04-01", "2026-05-01", "2026-06-01")
    own.write_text(
        PRICES + "".join(f"{H100},cloud_on_demand,Orange IndexCloud,3,USD/(chip*hour),{day}\n" for day in days)
    )
    mine = World(as_of="2026-07-01", prices=[own])
    assert (market.rents(mine).query("provider == 'Orange IndexCloud'")["quoted_by"] == "provider").all()
    assert "Orange IndexCloud" in set(market.same_provider(mine)["provider"])
    assert market.peak_quote(mine)["quoted_by"] == "market"


def test_contract_prices_are_a_v(world):
    lowest, newest = market.turning_point(world)
    assert (lowest["usd"].value, newest["usd"].value) == (1.70, 2.65)
    assert lowest["as_of"] < newest["as_of"]
    with pytest.raises(LookupError, match="no two one-year contracts"):
        market.turning_point(World(as_of="2024-05-31"))


def test_lines_join_quotes_of_one_provider_that_do_not_contradict(world):
    lines = market.same_provider(world)
    assert (lines.groupby("series")["as_of"].nunique() >= 3).all()
    assert "Google Cloud, h100-sxm" not in set(lines["series"])  # 3.00 and 11.52 within three months
    assert "Amazon Web Services, h100-sxm" in set(lines["series"])


@pytest.mark.parametrize(("provider", "usd", "expected"), [("Lambda Labs", 1.10, 3.53), ("Spheron", 6.03, 2.68)])
def test_price_of_compute_is_the_reference_result(world, provider, usd, expected):
    quotes = plain(market.compute_quotes(world))
    chip = {"Lambda Labs": "a100-sxm-40", "Spheron": "b200-sxm"}[provider]
    found = quotes[(quotes["provider"] == provider) & (quotes["chip"] == chip)]["usd"]
    peak = of_chip(world, chip).value / 1e15
    assert np.isclose(found * peak, usd).any()
    assert np.isclose(found, expected, atol=0.005).any()


@pytest.mark.parametrize(("kind", "counted"), [("cloud_on_demand", 1), ("cloud_spot", 0), ("marketplace", 0)])
def test_price_of_compute_counts_quotes_on_demand_alone(tmp_path, kind, counted):
    own = tmp_path / "mine.csv"
    own.write_text(f"accelerator_id,price_kind,usd,as_of,provider\n{H100},{kind},2.10,2026-06-20,Mine\n")
    quotes = market.compute_quotes(World(as_of="2026-07-01", prices=[own]))
    assert quotes["provider"].eq("Mine").sum() == counted


def test_forward_price_of_a_list_is_the_published_discount(world):
    terms = plain(market.terms(world))
    aws = terms[(terms["provider"] == "Amazon Web Services") & (terms["chip"] == "a100-sxm-40")].iloc[0]
    assert (aws["on_demand"], aws["one_year"], aws["three_years"]) == (4.10, 2.40, 1.45)
    assert 3 * aws["three_years"] == pytest.approx(aws["one_year"] + 2 * aws["forward"])
    assert (terms["forward"] < terms["three_years"]).all()


def test_price_performance_doubles_as_published(world):
    ours = performance.doubling(world).years
    ml = performance.published(world)["GPUs used in machine learning"]
    assert (ml.value, ml.low, ml.high, ml.level) == pytest.approx((2.07, 1.54, 3.13, 0.95), abs=0.01)
    assert ours.low < ours.value < ours.high
    assert ml.low < ours.value < ml.high


def test_every_chip_of_the_price_performance_figure_has_its_price(world):
    table = plain(performance.chips(world)).dropna(subset=["per_usd"])
    np.testing.assert_allclose(table["per_usd"] * table["first_usd"], table["peak"])
    assert set(table["kind"]) == {"GPU", "TPU", "Other chip"}


def test_ten_exaflops_are_the_reference_counts(world):
    table = plain(conventions.conventions(world, date(2023, 12, 31))).set_index("convention")
    assert table.loc["FP8, sparse", "chips"] == pytest.approx(2527, abs=1)
    assert table.loc["FP8, dense", "chips"] == pytest.approx(5053, abs=1)
    assert table.loc["BF16, dense", "chips"] == pytest.approx(10107, abs=1)
    assert (table["usd_low"] <= table["usd"]).all() and (table["usd"] <= table["usd_high"]).all()
    assert table["chips"].is_monotonic_increasing


def test_rounds_buy_what_their_money_buys(world):
    table = plain(funding.then_and_now(world))
    assert set(table["name"]) == {"Inflection", "Mistral", "Reka", "Poolside", "Contextual"}
    now = table[table["when"] == "now"].pivot_table(index="name", columns="quantity", values="value")
    usd = table.drop_duplicates("name").set_index("name")["usd"]
    np.testing.assert_allclose(
        now["owned"] * owning.bought(world, H100, world.as_of).cluster_price.value, usd[now.index]
    )
    rent = owning.rent(world).value
    np.testing.assert_allclose(now["rented"] * rent * HOURS_PER_YEAR, usd[now.index])


def test_a_larger_budget_reaches_the_frontier_sooner(world):
    years = [funding.entry(world, budget).years for budget in funding.BUDGETS]
    assert years[0].value > years[1].value > years[2].value
    assert all(one.low <= one.value <= one.high for one in years)


def test_waiting_costs_more_the_dearer_the_hour(world):
    table = plain(waiting.values(world))
    assert (table.groupby("day")["value"].first() == 0).all()
    on_demand = waiting.value_of_waiting(world, 44)
    contract = waiting.value_of_waiting(world, 44, kind="cloud_reserved")
    shortage = waiting.value_of_waiting(world, 44, waiting.SHORTAGE)
    assert shortage.value < on_demand.value < contract.value


def test_capital_spending_is_the_published_sum(world):
    totals = plain(spending.totals(world)).set_index("year")["usd"] / 1e9
    published = {2020: 94.5, 2021: 127, 2022: 155, 2023: 149, 2024: 224, 2025: 379}
    assert totals.to_dict() == pytest.approx(published, abs=0.5)


@pytest.mark.parametrize(
    ("claim", "then", "now"),
    [
        ("chatgpt-gpus", "cannot be tested", "cannot be tested"),
        ("h100-price", "holds", "holds in part"),
        ("nvidia-share", "cannot be tested", "cannot be tested"),
        ("gpu-wait-months", "cannot be tested", "cannot be tested"),
        ("musk-10000", "cannot be tested", "cannot be tested"),
        ("startup-rounds", "holds in part", "holds in part"),
        ("andromeda", "holds", "holds"),
        ("alternatives", "cannot be tested", "holds"),
        ("centralisation", "cannot be tested", "holds in part"),
        ("rent-or-own", "cannot be tested", "holds"),
        ("two-24k-clusters", "holds", "holds"),
        ("trainium-4x", "cannot be tested", "holds in part"),
        ("barrier-speed-bump", "holds", "does not hold"),
        ("blackwell-demand", "holds", "cannot be tested"),
    ],
)
def test_verdicts_on_the_evidence_of_mid_2026(world, claim, then, now):
    found = claims.verdict(claim, world)
    assert (found.then.outcome, found.now.outcome) == (then, now)


def test_trainium_is_judged_measure_by_measure(world):
    """667 over 190 TFLOP/s and 2.9 over 0.82 TB/s round to four; memory, links and 8-bit peak do not."""
    found = claims.verdict("trainium-4x", world)
    assert found.now.estimate.value == pytest.approx(667 / 190)
    assert found.now.estimate.low == pytest.approx(3.0)


def test_ten_thousand_of_that_day_would_do_the_model_of_chatgpt_in_a_month(world):
    """GPT-3.5 as estimated, not GPT-3: 25 days."""
    estimate = claims.verdict("chatgpt-gpus", world).now.estimate
    seconds = 2.58e24 / (10_000 * 312e12 * 0.375)
    assert estimate.value == pytest.approx(seconds / 86400, rel=0.01)


def test_power_of_a_cluster_is_by_the_meter(world):
    """700 W x 1.821 x 0.75 x 1.25 for each of ten thousand."""
    assert owning.cluster_power(world, 10_000).value == pytest.approx(11.95, abs=0.02)


def test_presets_are_quotes_of_the_tables_within_the_slider(world):
    presets, slider = live.presets(world), live.sliders(world)[0]
    rents = [values[slider.param] for values in presets.options.values()]
    assert {1.70, 2.65, 12.29, 6.88} < set(rents)
    assert all(slider.low <= rent <= slider.high for rent in rents)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (200, 900, "hardly concentrated"),
        (1332, 1634, "moderately concentrated"),
        (1800, 5000, "highly concentrated"),
        (859, 2040, "anything from hardly concentrated to highly concentrated"),
    ],
)
def test_concentration_is_named_by_the_thresholds_of_the_agencies(low, high, words):
    assert concentration.levels(low, high) == words


def test_a_sum_fits_the_conventions_that_it_pays_for(world):
    table = conventions.conventions(world, date(2023, 12, 31))
    assert conventions.fitting(table, 100e6) == "only FP8, sparse"
    assert conventions.fitting(table, 1e12) == "none of them"
    of = plain(table).set_index("convention")["usd"]
    assert conventions.fitting(table, of["BF16, dense"]) == "BF16, dense and TF32, sparse"


def test_a_trend_passes_through_the_middle_of_its_chips(world):
    line = performance.doubling(world)
    chips = plain(performance.chips(world)).dropna(subset=["per_usd"])
    chips = chips[(chips["kind"] == "GPU") & (chips["segment"] != "export")]
    over = np.log(chips["per_usd"] / performance.on_trend(line, chips["day"]))
    assert over.mean() == pytest.approx(0, abs=1e-9)


def test_a_price_whose_provider_is_not_named_is_a_quote_like_others(tmp_path):
    own = tmp_path / "mine.csv"
    own.write_text(f"accelerator_id,price_kind,usd,as_of\n{H100},cloud_on_demand,2.10,2026-06-20\n")
    mine = World(as_of="2026-07-01", prices=[own])
    rents = plain(market.rents(mine))
    assert rents.loc[rents["provider"] == market.UNNAMED, "usd"].tolist() == [2.10]
    assert market.UNNAMED not in set(market.same_provider(mine)["provider"])
    assert market.peak_quote(mine)["usd"].value == market.peak_quote(World(as_of="2026-07-01"))["usd"].value


def test_what_was_chosen_rests_on_what_it_was_compared_with(world):
    """The largest run, the cheapest chip and the lowest contract are so only beside the others."""
    flop = largest_run(world).flop
    assert {row.table for row in flop.rows} >= {"training_runs"} and len(flop.rows) > 50
    assert {row.table for row in market.cheapest_compute(world)["usd"].rows} == {"prices", "accelerators"}
    lowest, _ = market.turning_point(world)
    assert lowest["usd"].rows == rows_of(list(market.contract(world)["usd"]))


def test_a_year_too_early_for_a_result_says_what_is_lacking():
    early = World(as_of="2015-06-30")
    for ask in (
        market.peak_quote,
        market.cheapest_compute,
        funding.rounds,
        concentration.newest_hhi,
        concentration.newest_share,
        concentration.stock_growth,
        spending.newest_growth,
        spending.revenue_growth,
    ):
        with pytest.raises(LookupError, match="no "):
            ask(early)


@pytest.mark.parametrize("day", ["2022-03-01", "2023-06-30", "2025-06-01"])
def test_what_cannot_be_shown_of_an_early_world_says_what_is_lacking(day):
    early = World(as_of=day)
    lacking = 0
    for show in (*figure.figures("scarcity").values(), *prose.passages("scarcity").values()):
        with suppress(LackingError):  # any other error comes out
            show(early)
            continue
        lacking += 1
    assert lacking


def test_the_text_stands_with_one_price_of_a_reader(tmp_path):
    own = tmp_path / "mine.csv"
    own.write_text(PRICES + f"{H100},cloud_on_demand,My cloud,22,USD/(chip*hour),2026-06-20\n")
    mine = World(as_of="2026-07-01", prices=[own])
    for tell in prose.passages("scarcity").values():
        tell(mine)
    opening = passages.opening(mine)
    assert opening.numbers["margin-doubt"].startswith("more because costs are unknown")
    sentence = "A company that trains now and then rents."
    assert passages.use(mine).so[sentence] is False


def test_the_live_chain_is_the_same_in_browser_and_python(world):
    spec = figures.rent_or_own(world).to_dict()
    for inputs in (live.defaults(world), {**live.defaults(world), "rent_price": 0.9, "life": 6.5, "electricity": 0.2}):
        expected = live.own_hour(world).values(inputs)
        assert in_vega(spec, list(expected), inputs) == pytest.approx(expected, rel=1e-12)


def test_the_live_figure_opens_at_the_numbers_of_the_text(world):
    """But for the rounding of its sliders."""
    start = live.own_hour(world).values(live.defaults(world))
    assert start["own_hour"] == pytest.approx(owning.hour_estimate(world).value, rel=0.01)
    assert start["needed_use"] == pytest.approx(owning.break_even(world).value, rel=0.01)
    assert start["rent_premium"] == pytest.approx(owning.margin(world).value, abs=0.01)


@pytest.mark.parametrize(
    ("draw", "assumptions"),
    [
        (figures.rent_or_own, {"used_share": 0.5}),
        (figures.owned_hour_parts, {"used_share": 0.5}),
        (figures.price_of_compute, {"mfu": 0.4}),
        (figures.who_has_compute, {"thresholds": concentration.Thresholds(1500, 2500)}),
        (figures.lead_time_backlog, {"later": 1}),
        (figures.value_of_waiting, {"weeks": 20}),
        (figures.value_of_waiting, {"used_share": 0.5}),
        (figures.ten_exaflops, {"day": date(2026, 6, 30)}),
    ],
)
def test_a_figure_answers_to_its_assumptions(world, draw, assumptions):
    before, after = (draw(world, **given).to_dict()["usermeta"]["figure"] for given in ({}, assumptions))
    moved = [name for name in ("takeaway", "alt", "sentence") if before.get(name) != after.get(name)]
    assert moved, f"{draw.__name__} says the same with {assumptions}"


@pytest.mark.parametrize(
    ("passage", "assumptions", "key"),
    [
        (passages.opening, {"used_share": 0.5}, "margin-size"),
        (passages.use, {"used_share": 0.5}, "payback"),
        (passages.lives, {"used_share": 0.5}, "life-effect"),
        (passages.parts, {"used_share": 0.5}, "electricity-share"),
        (passages.cheaper, {"mfu": 0.4}, "h100-compute"),
        (passages.hands, {"thresholds": concentration.Thresholds(1500, 2500)}, "hhi-high"),
        (passages.queue, {"later": 1}, "backlog-april"),
        (passages.rounds, {"budget": 5e8}, "years-100"),
        (passages.rounds, {"doubling_time": 1.0}, "years-100"),
        (passages.wait, {"weeks": 20}, "waiting-then"),
    ],
)
def test_a_number_of_the_text_answers_to_its_assumptions(world, passage, assumptions, key):
    assert passage(world, **assumptions).numbers[key] != passage(world).numbers[key]


def test_the_cells_that_a_reader_can_change_agree_with_the_text():
    """Each shows what the text of its section says: headlines, numbers of passages, numbers of the figures' words."""
    world = World.current()
    text = {one.id.partition(".")[2]: one.compute(world) for one in declared("scarcity")}
    for passage in (passages.queue, passages.spent):
        text |= passage(world).numbers
    row = concentration.newest_hhi(world)
    dense = conventions.conventions(world, waiting.shortage(world)).set_index("convention").loc[conventions.TRAINING]
    expected = [text[key].value for key in ("premium", "break-even", "owned-hour", "compute-hour")]
    expected += [row["low"].value, scarcity.effective_owners(row["low"].value)]
    expected += [text["backlog-peak"].value, text["hundred-million"].value, funding.entry(world).years.value]
    expected += [text["waiting"].value, dense["chips"].value, dense["usd"].value, text["spent-growth"].value]
    assert visible_results("gpu-scarcity", world)[:-1] == pytest.approx(expected)


@pytest.mark.parametrize(("claim", "then"), [("blackwell-demand", "2025-09-30"), ("gpu-wait-months", "2024-04-30")])
def test_what_was_reported_within_a_year_counts_and_no_longer(claim, then):
    shown = [claims.verdict(claim, World(as_of=day)).now.estimate for day in (then, "2026-07-01")]
    assert shown[0] is not None and shown[1] is None


def test_a_rent_rests_on_sellers_alone(world):
    """An index, a median of providers or a word of the market would count beside its own parts."""
    of_rows = world.table("prices").set_index("id")["quoted_by"]
    rent = owning.rent(world)
    assert of_rows[[row.id for row in rent.rows]].eq("provider").all() and rent.n >= 3
    quotes = market.compute_quotes(world)["usd"]
    assert of_rows[[row.id for one in quotes for row in one.rows if row.table == "prices"]].eq("provider").all()


def test_rents_are_compared_between_the_same_sellers(world):
    """Lambda 3.49 to 2.99, RunPod 3.99 to 2.69, Cudo 2.45 to 1.80; those of whom there is one quote are not asked."""
    table = plain(sellers.since(world)).set_index("provider")["change"]
    assert table.to_dict() == pytest.approx(
        {"Lambda Labs": 2.99 / 3.49, "RunPod": 2.69 / 3.99, "Cudo Compute": 1.80 / 2.45}
    )
    assert sellers.change_since(world).value == pytest.approx(1.80 / 2.45)
    newest = World(as_of="2026-11-28")
    moved = plain(sellers.recently(newest)).set_index("provider")["change"]
    assert moved["DigitalOcean"] == pytest.approx(4.41 / 3.39) and moved["Lambda Labs"] == 1
    assert [one.value for one in sellers.moves(newest)] == [2, 1, 5]


def test_a_contract_is_set_against_an_hour_that_is_paid_for_too(world):
    """2.65 over the hour of an owned chip at full use, not at 80 %: both sides pay for every hour."""
    full = owning.bought(world, H100, world.as_of, 1.0).hour.value
    assert owning.margin(world, "cloud_reserved").value == pytest.approx(2.65 / full - 1)
    assert "one quote" in owning.margin(world, "cloud_reserved").basis


def test_the_margin_is_no_measure_of_scarcity(world):
    """An A100 rented for as much more than it cost in June 2022, before anyone spoke of a shortage."""
    before = owning.margin(world, day=date(2022, 6, 30), chip="a100-sxm-80").value
    assert before > owning.margin(world).value


def test_a_use_that_is_needed_stays_possible(tmp_path):
    own = tmp_path / "mine.csv"
    own.write_text(PRICES + f"{H100},cloud_on_demand,My cloud,0.5,USD/(chip*hour),2026-06-20\n")
    needed = owning.break_even(World(as_of="2026-07-01", prices=[own]))
    assert needed.value == 1 and "however much" in needed.basis
    usual = owning.break_even(World(as_of="2026-07-01"))
    assert 0 < usual.low < usual.high <= 1


def test_a_chip_is_written_off_as_those_do_who_rent_it_out(world):
    """CoreWeave 6, Lambda 5, Nebius 4 years; before they stated it, large clouds 5 (4 to 6)."""
    assert (owning.life(world).value, owning.life(world).low, owning.life(world).high) == (5, 4, 6)
    assert {row.id for row in owning.life(world).rows} == set(owning.LIVES)
    assert {row.id for row in owning.life(World(as_of="2024-01-01")).rows} == {"server-life-2022"}


def test_the_band_of_owning_tells_what_was_quoted_of_late(world):
    """The H100's server was last quoted in March 2025: fresh until then and half a year on, stale now."""
    band = owning.band(world, H100, date(2024, 1, 1)).set_index("day")["fresh"]
    assert band["2024-07-01"] and not band.iloc[-1]
    assert world.stale(owning.hour_estimate(world).rows)


def test_ten_exaflops_are_those_of_the_advertised_format(world):
    """2,512 x 3.958 PFLOP/s in sparse FP8 = 9.94 exaFLOP/s."""
    found = claims.verdict("andromeda", world).now.estimate
    assert found.value == 2512 and "9.94 exaFLOP/s" in found.basis


def test_days_of_a_cluster_are_those_of_the_hours_published(world):
    """1.3 and 6.4 million chip-hours on 24,000 chips: 2.3 and 11.1 days."""
    assert "2.3 days for 8B and 11.1 days for 70B" in claims.verdict("two-24k-clusters", world).reason


@pytest.mark.parametrize("day", ["2023-01-31", "2023-08-31", "2023-12-31", "2024-06-30", "2025-06-30"])
def test_a_verdict_of_an_early_world_stands_or_says_what_is_lacking(day):
    early = World(as_of=day)
    for claim in early.table("claims").query("chapter == 'scarcity'")["id"]:
        with suppress(LackingError):  # any other error comes out
            claims.verdict(claim, early)


def test_a_number_of_prices_says_what_its_interval_is_of():
    """Scatter of sellers is no probability; what rests on one quote says so."""
    world = World.current()
    told = [one.compute(world) for one in declared("scarcity")]
    for passage in prose.passages("scarcity").values():
        told += [one for one in passage(world).numbers.values() if not isinstance(one, str)]
    for estimate in told:
        quotes = [row for row in estimate.rows if row.table == "prices"]
        if len(quotes) == 1:
            assert "one" in estimate.basis, estimate
        elif quotes and estimate.low is not None and estimate.interval == "probability" and estimate.level:
            assert any(word in estimate.basis for word in ("sellers", "quote", "dealers")), (estimate, estimate.basis)


def test_the_text_points_to_chapters_that_there_are():
    pages = json.loads((CHAPTERS / "gpu-scarcity.ipynb").read_text("utf-8"))["cells"]
    text = " ".join("".join(cell["source"]) for cell in pages if cell["cell_type"] == "markdown")
    assert "limits chapter" not in text and "and limits" not in text


def visible_results(page: str, world: World) -> list[float]:
    """What the cells of a notebook that are not hidden show."""
    notebook = json.loads((CHAPTERS / f"{page}.ipynb").read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown: list[float] = []
    scope: dict = {}
    exec("".join(cells[0]["source"]), scope)
    scope |= {"world": world, "show": lambda quantity, kind="number": shown.append(quantity.value)}
    for cell in cells:
        if not cell["metadata"].get("tags"):
            exec("".join(cell["source"]), scope)
    return shown
