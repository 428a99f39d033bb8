"""Whether it can be paid for: spending beside cash, the run of the trend beside budgets, a run in many units."""

from __future__ import annotations

import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from headroom.calculator import energy, limits, training
from headroom.evidence import LackingError, NoPriceError, World
from headroom.evidence.columns import plain
from headroom.report import claims
from headroom.report.facts import spending
from headroom.report.limits import figures
from headroom.report.limits.results import (
    affordable,
    capital,
    ceilings,
    converter,
    headlines_of_money,
    moving,
    passages,
)
from headroom.report.live import Chain

BILLION = 1e9


@pytest.fixture(scope="module")
def world() -> World:
    return World(as_of="2026-11-28")


@pytest.fixture(scope="module")
def stated(world) -> World:
    return claims.as_stated(world, "unsustainable")


def test_quarters_add_up_to_the_years_of_the_reports(world):
    """Each year of which all four quarters are known, of spending and of cash alike."""
    table = world.table("capital").dropna(subset=["part_of"])
    table = table[
        table["period_type"].str.endswith("quarter") & table["measure"].isin(["capital_expenditure", spending.FLOW])
    ]
    whole = world.table("capital").set_index("id")["central"]
    sums = table.groupby("part_of")["central"].agg(["sum", "size"]).query("size == 4")
    assert len(sums) >= 2 * 2 * spending.ALL
    np.testing.assert_allclose(sums["sum"], whole.loc[sums.index], atol=0.06 * BILLION)


def test_the_sum_of_the_five_is_what_others_count(world):
    """Calcbench counts 602.83 billion dollars of cash from operations of the five in 2025."""
    table = spending.by_quarter(world)
    of_2025 = plain(table)[table["quarter"].dt.year == 2025]
    assert of_2025["earned"].sum() == pytest.approx(602.83 * BILLION, rel=1e-4)


def test_the_fit_is_the_published_one(world):
    """Spending 70 %, cash 23 % a year since the second quarter of 2023; they meet in the third quarter of 2026."""
    fit = capital.fit(world)
    for name in ("spent", "earned"):
        theirs = capital.published(world, capital.PUBLISHED and name)
        assert getattr(fit, name).value == pytest.approx(theirs.value, abs=0.005)
    assert capital.quarter_in_words(fit.crossing.value) == "third quarter of 2026"
    assert capital.published(world, "crossing").value == pytest.approx(fit.crossing.value, abs=0.125)


def test_the_meeting_is_where_both_lines_are_equal(world):
    fit = capital.fit(world)
    table = plain(capital.lines(world, 2028.0)).pivot(index="year", columns="of", values="usd")
    gap = np.log(table["spent"] / table["earned"])
    assert np.interp(0, gap, table.index) == pytest.approx(fit.crossing.value, abs=1e-6)
    assert fit.crossing.low < fit.crossing.value < fit.crossing.high


def test_the_window_holds_every_start(world):
    windows, window = capital.windows(world), capital.window(world)
    assert len(windows) >= 5 and windows["quarters"].min() == capital.FEWEST
    met = plain(windows)["crossing"]
    assert (window.low, window.high) == (met.min(), met.max())


def test_bases_are_never_mixed_in_a_line(world):
    """Rows with leases, and rows of a plan, enter none of the sums."""
    rows = set().union(*(one.rows for one in spending.by_quarter(world)["spent"]))
    table = world.table("capital").set_index("id")
    assert set(table.loc[[row.id for row in rows], "basis"]) == {"cash"}
    assert set(table.loc[[row.id for row in rows], "status"]) == {"actual"}


def test_shares_of_companies(world):
    """As the filings give them: Microsoft 47, Alphabet 55, Meta 60, Amazon 94 and Oracle 174 per cent."""
    shares = plain(capital.newest(world)).set_index("owner")["share"]
    expected = {"Microsoft": 0.474, "Alphabet": 0.555, "Meta": 0.602, "Amazon": 0.945, "Oracle": 1.741}
    assert shares.round(3).to_dict() == expected


def test_revenue_between_two_reports_is_on_the_line_of_steady_growth(world):
    table = capital.run_rates(world).query("owner == 'Anthropic'")
    first, second = (row for _, row in table.iloc[-2:].iterrows())
    middle = first["day"] + (second["day"] - first["day"]) / 2
    other = capital.ai_revenue(world, middle).value - capital._rate_of(world, "OpenAI", middle).value
    assert other == pytest.approx(np.sqrt(first["usd"].value * second["usd"].value))
    with pytest.raises(LackingError, match="Anthropic"):
        capital.ai_revenue(world, pd.Timestamp("2023-05-01"))


def test_growth_of_revenue_compares_the_same_laboratories(world, stated):
    """In 2024 only OpenAI had revenue a year before: Anthropic's does not count as growth."""
    assert capital.revenue_growth(stated).value == pytest.approx(2e9 / 2.8e7)
    assert 5 < capital.revenue_growth(world).value < 8


def test_the_cluster_of_a_run_is_the_inverse_of_the_capital_ceiling(world):
    bill = affordable.cluster_capital(world, 1e28).value
    system = affordable.best_system(world)
    allowed = limits.capital_ceiling(
        bill,
        1.0,
        server_share=affordable.server_share(world).value,
        run_share=1.0,
        price_performance=system.price_performance.value,
        mfu=affordable.default_utilisation(world, system.chip).value,
        run_days=affordable.run_days(world).value,
    )
    assert allowed == pytest.approx(1e28)


def test_a_published_cluster_costs_about_what_it_did(world):
    """A hundred thousand GB200 for 90 days at a quarter of their peak in eight bits do 1e27 FLOP (epoch2026astra)."""
    days, peak, price = 90.0, 5e15, affordable.best_system(world).price.value
    bill = limits.cluster_capital(1e27, days, price_performance=peak / price, mfu=0.25, server_share=1.0)
    assert bill == pytest.approx(1e5 * price, rel=0.05)


def test_at_the_date_of_passing_bill_and_budget_are_equal(world):
    table = affordable.passing(world)
    now = affordable.date_as_year(affordable.today(world))
    growth = {(one.whose, one.what): one.growth.value for one in affordable.budgets(world)}
    for row in table.itertuples():
        budget = row.usd.value * growth[row.whose, row.what] ** (row.year.value - now)
        assert row.bill.value == pytest.approx(budget, rel=1e-9)


def test_directions_of_the_date_of_passing(world):
    base, slow_runs = (plain(affordable.passing(world, growth=growth)) for growth in (None, 3.5))
    fast, slow_money = (plain(affordable.passing(world, pace)) for pace in affordable.PACES)
    assert (slow_runs["year"] > base["year"]).all(), "runs that grow slowly pass a budget later"
    spent = fast["what"] == "Spending"
    assert (fast.loc[spent, "year"] > slow_money.loc[spent, "year"]).all(), (
        "spending that grows slowly is passed sooner"
    )
    assert (plain(affordable.passing(world, disputed=True))["year"] < base["year"]).all()


def test_the_chain_of_the_converter_is_the_calculator(world):
    opens, terms = converter.defaults(world), converter.terms(world)
    found = converter.chain(world).values(opens)
    hours = training.chip_hours(opens["training_flop"], opens["peak_flop_per_second"], mfu=opens["mfu"], goodput=1.0)
    assert found["chips"] == pytest.approx(hours / 24 / opens["run_days"])
    assert training.wall_clock_days(hours, found["chips"]) == pytest.approx(opens["run_days"])
    watts = energy.peak_power(
        found["chips"], terms["it_power_per_chip"].value, peak_overhead=terms["peak_overhead"].value
    )
    assert found["megawatts"] == pytest.approx(watts)
    assert found["params"] * found["tokens"] * 6 == pytest.approx(opens["training_flop"])
    assert found["of_power"] == pytest.approx(watts / terms["power"].value)
    assert found["of_output"] * terms["output"].value == pytest.approx(found["capital"])
    assert isinstance(converter.chain(world), Chain)


def test_power_for_ai_goes_through_both_published_values():
    start, end = (affordable.us_ai_power(World(as_of=day)).value for day in ("2025-01-01", "2026-11-28"))
    assert start == pytest.approx(5000)
    assert 10_000 < end < 15_000


def test_moved_ceilings_are_those_of_the_study(world):
    """At the start of 2030 as the dossier of the study reproduces them, within 15 % at each percentile."""
    at = list(moving.YEARS).index(2030.0)
    reproduced = {
        moving.power: (2.4e28, 2.3e29, 2.2e30),
        moving.chips: (1.3e29, 1.1e30, 7.2e30),
        moving.data: (5.2e28, 1.8e30, 1.6e32),
    }
    for ceiling, expected in reproduced.items():
        found = ceiling(world)[0][at].draws()
        np.testing.assert_allclose(np.quantile(found, [0.1, 0.5, 0.9]), expected, rtol=0.15)


@pytest.mark.parametrize("limit", moving.LIMITS)
def test_with_the_factor_the_trend_meets_a_limit_a_year_later(world, limit):
    ceiling, _ = {"Capital": moving.means}.get(limit, getattr(moving, limit.lower(), None))(world)
    found = moving.moved(world)[limit]
    met = moving.meets(world, ceiling * found.factor.value)
    assert met.value == pytest.approx(found.met.value + 1, abs=0.02)
    assert found.factor.value > 1 and found.more.value > 0


def test_the_limit_of_capital_is_that_of_the_rest_of_the_chapter(world):
    """What moves it rests on the share of one run, and the pace, that the probabilities rest on."""
    at = list(moving.YEARS).index(2030.0)
    ceiling = ceilings.ceilings(world, (2030.0,), pace="spending")[ceilings.CAPITAL][0]
    assert moving.means(world)[0][at].value == pytest.approx(ceiling.value)


def test_chips_that_move_a_limit_are_counted_in_chips_that_there_were(world):
    told, found = passages.moved(world).numbers, moving.moved(world)["Chips"]
    there = 19.7e6  # at the end of 2025, by sales
    assert told["moved-chips-over"].value == pytest.approx(found.more.value / there, rel=0.01)
    per_chip = found.usd.value / found.more.value
    price = world.range("limits_study", "h100-price-2024").value
    assert 0.05 * price < per_chip < price  # cheaper by then for the same work, and a server costs more than its chips


def test_a_limit_of_which_nothing_is_left_is_met_without_a_warning(world):
    """In some draws other work takes all the power: the trend then asks for more from the first date on."""
    nothing = moving.power(world)[0] * 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert moving.meets(world, nothing).value == moving.YEARS[0]


def test_what_nobody_sells_has_no_price(world):
    table = moving.table(world).set_index("limit")
    assert table["usd"].isna().to_dict() == {limit: limit == "Latency" for limit in moving.LIMITS}


def test_the_verdict_uses_what_was_known(world, stated):
    verdict = claims.verdict("unsustainable", world)
    assert verdict.then.outcome == "holds in part" and verdict.now.outcome == "holds"
    assert stated.as_of == date(2024, 4, 30)
    assert verdict.then.estimate.low < 1 < verdict.then.estimate.high
    assert len(capital.paid_from(stated)) == 4 and capital.paid_from(stated)["year"].max() == 2023.5


def test_the_verdict_can_fail(world, monkeypatch):
    """If revenue grew no faster than spending, both readings agreed, and the answer would be known."""
    monkeypatch.setattr(capital, "revenue_growth", lambda seen: capital.fit(seen).spent)
    claims_of_now = claims.declared()["unsustainable"].finding(world, world.as_of, "now")
    assert claims_of_now.outcome == "does not hold"


EARLY = ("2020-06-01", "2023-06-30", "2024-04-30", "2025-06-30")


@pytest.mark.parametrize("day", EARLY)
def test_early_worlds_say_what_they_lack(day):
    seen = World(as_of=day)
    results = [
        *(getattr(headlines_of_money, name) for name in ("spending_over_cash", "run_over_spending", "run_over_output")),
        headlines_of_money.power_moved,
        *(getattr(passages, name) for name in ("cash", "burden", "outgrown", "units", "moved")),
        *(getattr(figures, name) for name in ("spending_and_cash", "spending_burden", "run_over_budgets", "one_run")),
    ]
    for result in results:
        try:
            result(seen)
        except (LackingError, NoPriceError) as lacking:
            assert len(str(lacking)) > 20


def test_what_the_text_says_is_so(world):
    for name in ("cash", "burden", "outgrown", "units", "moved"):
        assert all(getattr(passages, name)(world).so.values()), name
