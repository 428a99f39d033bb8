"""A scenario is about the day of its World: it changes no price, parameter or verdict of the past."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from headroom.evidence import NoPriceError, Range, World
from headroom.evidence.scenarios import Scenario
from headroom.evidence.tables import DATA
from headroom.report.claims import as_stated, declared
from headroom.report.pages import import_chapters

SCENARIOS = sorted(path.stem for path in (DATA / "scenarios").glob("*.toml"))
BEFORE = [date(year, month, 1) for year in (2021, 2023, 2025) for month in (1, 7)]


@pytest.fixture(scope="module", params=SCENARIOS)
def both(request) -> tuple[World, World]:
    """The book without a scenario and in one of them, on the day of that."""
    within = World(scenario=request.param)
    return World(as_of=within.as_of), within


def test_no_verdict_of_the_day_when_a_claim_was_made_moves(both):
    import_chapters()
    base, within = both
    moved = {id: (one.then(base), one.then(within)) for id, one in declared().items()}
    assert len(moved) > 50
    assert {id: found for id, found in moved.items() if found[0] != found[1]} == {}


def test_the_world_of_an_earlier_day_is_one_of_no_scenario(both):
    base, within = both
    for id in base.table("claims")["id"]:
        assert as_stated(within, id) == as_stated(base, id)
    assert within.earlier(within.as_of + timedelta(days=9)) == base


def test_no_price_of_the_past_is_multiplied(both):
    base, within = both
    asked = base.table("prices")[["accelerator_id", "price_kind"]].drop_duplicates()
    compared = 0
    for item, kind in asked.itertuples(index=False):
        for day in BEFORE:
            try:
                was = base.price(item, kind, day)
            except NoPriceError:
                continue
            assert within.price(item, kind, day).value == was.value
            compared += 1
    assert compared > 50


def test_its_factor_counts_on_the_day_of_the_world_alone():
    base, within = World(), World(scenario="scarce-chips")
    today = [world.price("h100-sxm", "cloud_on_demand") for world in (base, within)]
    assert today[1].value == 2 * today[0].value
    day = base.as_of - timedelta(days=1)
    yesterday = [world.price("h100-sxm", "cloud_on_demand", day) for world in (base, within)]
    assert yesterday[0].value == yesterday[1].value
    early = World(scenario="scarce-chips", as_of=day)  # who asks for the scenario on a day gets it on that day
    assert early.price("h100-sxm", "cloud_on_demand").value == 2 * yesterday[0].value


def test_of_a_dated_series_a_pattern_changes_the_newest_row_alone():
    base, within = World(), World(scenario="cheap-power")
    series = base.table("parameters").query("series == 'us_industrial_electricity'").sort_values("as_of")
    ratios = [within.parameter(id).value / base.parameter(id).value for id in series["id"]]
    assert ratios == [*[1.0] * (len(series) - 1), 0.5]
    then = World(scenario="cheap-power", as_of="2023-06-30")
    assert then.parameter("electricity-us-industrial-2023").value == pytest.approx(0.5 * 0.0806)


def test_an_id_that_is_named_is_changed_whatever_followed_it():
    row = {
        "id": "price-2020",
        "central": 2.0,
        "low": float("nan"),
        "high": float("nan"),
        "unit": "USD",
        "interval": "point",
    }
    stated = Range.of_row(row | {"source_key": "mine"}, table="parameters")
    changes = {"price-*": {"multiply": 3.0}, "price-2020": {"multiply": 5.0}}
    pattern, named = (Scenario("x", "X", "why", parameters={key: changes[key]}) for key in changes)
    assert [one.apply(stated).central for one in (pattern, named)] == [6.0, 10.0]
    assert [one.apply(stated, past=True).central for one in (pattern, named)] == [2.0, 10.0]
