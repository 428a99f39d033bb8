"""Forecasts: made from what a World knows, written down with an edition, scored when their day has come."""

from __future__ import annotations

from datetime import date

import pytest

from headroom.evidence import LackingError, Quantity, World
from headroom.report import editions, forecasts, forecasts_shown
from headroom.report.estimate import Estimate
from headroom.report.forecasts import Forecast, Score, days_ahead, made_by, recomputed, rules, scored


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture
def doubling(monkeypatch):
    """One rule alone: what doubles each year from the World's date on, within a tenth; it was 10 on every day."""

    def ahead(world: World, day: date) -> Quantity:
        if world.as_of.year < 2025:
            raise LackingError("nothing is known yet")
        value = 10 * 2 ** forecasts.years_between(world.as_of, day)
        return Quantity(value, bounds=(0.9 * value, 1.1 * value), level=0.9)

    rule = forecasts.Rule("training.double", "What doubles", "number", ahead, lambda world, day: Quantity(10.0))
    monkeypatch.setattr(forecasts, "rules", lambda: {rule.id: rule})
    forecasts.recomputed.cache_clear()
    yield rule
    forecasts.recomputed.cache_clear()


def test_an_edition_speaks_of_the_ends_of_three_years():
    assert days_ahead(date(2026, 11, 28)) == [date(2026, 12, 31), date(2027, 12, 31), date(2028, 12, 31)]
    assert days_ahead(date(2026, 12, 31))[0] == date(2027, 12, 31)


def test_every_quantity_is_forecast_and_its_interval_widens_with_time(world):
    made = list(made_by(world, days_ahead(world.as_of), "2026.11"))
    assert {one.rule for one in made} == set(rules()) and len(rules()) == 6
    for name in rules():
        widths = [one.estimate.high / one.estimate.low for one in made if one.rule == name]
        assert len(widths) == 3 and widths == sorted(widths), name


def test_a_forecast_knows_nothing_of_later_days(world):
    """A World of an earlier day says the same, whether or not later rows exist."""
    start = date(2025, 12, 31)
    alone = {(one.rule, one.day): one.estimate.value for one in made_by(World(as_of=start), [world.as_of], "x")}
    within = {(one.rule, one.day): one.estimate.value for one in recomputed(world) if one.made == start}
    assert alone and alone == {key: within[key] for key in alone}


def test_what_has_not_come_is_not_scored(doubling):
    world = World(as_of="2026-06-30")
    said = Estimate(10.0, "number", 9.0, 11.0)
    days = [date(2025, 12, 31), date(2026, 6, 30), date(2026, 12, 31)]
    made = [Forecast(doubling.id, day, date(2024, 12, 31), "2024.12", said) for day in days]
    assert [score.forecast.day for score in scored(made, world)] == days[:2]


def test_a_score_is_inside_or_outside_with_a_signed_error():
    def score(value: float, low: float, high: float) -> Score:
        made = Forecast("x", date(2026, 1, 1), date(2025, 1, 1), "2025.1", Estimate(value, "number", low, high))
        return Score(made, Estimate(10.0, "number"))

    assert score(12, 9, 15).inside and score(12, 9, 15).error == pytest.approx(0.2)
    assert not score(12, 11, 15).inside
    assert score(5, 4, 6).error == pytest.approx(-0.5) and not score(5, 4, 6).inside
    assert score(10, 10, 10).inside


def test_recomputed_forecasts_start_at_the_ends_of_years_and_leave_out_what_was_not_known(doubling):
    made = recomputed(World(as_of="2026-06-30"))
    assert [(one.made, one.day) for one in made] == [(date(2025, 12, 31), date(2026, 6, 30))]
    (score,) = scored(made, World(as_of="2026-06-30"))
    assert not score.inside and score.error == pytest.approx(2 ** (181 / 365.25) - 1)
    assert score.too_far


def test_what_an_edition_forecast_is_read_as_it_was_written(world):
    on_record = editions.read(world).forecasts
    made = {(one.rule, one.day) for one in made_by(world, days_ahead(on_record[0].made), "x")}
    assert {(one.rule, one.day) for one in on_record} == made
    assert all(one.estimate.low <= one.estimate.value <= one.estimate.high for one in on_record)


def test_the_page_shows_editions_once_their_day_has_come(world, monkeypatch):
    assert forecasts_shown.NONE_YET in forecasts_shown.came(world).data
    rule = "training.largest-run"
    old = Forecast(rule, date(2025, 12, 31), date(2024, 12, 31), "2024.12", Estimate(1e27, "flop", 6e26, 2e27))
    monkeypatch.setattr(forecasts_shown, "registered", lambda world: [old])
    shown = forecasts_shown.came(world).data
    assert "2024.12" in shown and "outside" in shown and "too high" in shown


def test_the_words_on_recomputed_forecasts_follow_from_their_scores(doubling):
    said = forecasts_shown.record(World(as_of="2026-06-30"))
    assert {key: one.value for key, one in said.numbers.items()} == {
        "forecasts-scored": 1,
        "forecasts-inside": 0,
        "forecasts-outside-too-far": 1,
    }
    assert list(said.so.values()) == [True]
