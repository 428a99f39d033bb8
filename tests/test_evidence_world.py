"""The World: chosen by arguments or environment, the same for the same content, blind to what lies after its date."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from headroom.evidence import EvidenceError, UnknownError, World
from headroom.evidence import tables as evidence_tables
from headroom.evidence.tables import DATA

FROZEN = Path(__file__).parent / "frozen"


@pytest.fixture
def my_prices(tmp_path) -> Path:
    path = tmp_path / "my.csv"
    path.write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,2.2,2024-11-01\n")
    return path


def test_the_default_date_is_that_of_the_newest_row_of_any_table_brought_ones_included(my_prices):
    assert World(data=FROZEN).as_of == date(2026, 1, 1)  # a row of trends
    my_prices.write_text(my_prices.read_text().replace("2024-11-01", "2026-02-03"))
    assert World(data=FROZEN, prices=[my_prices]).as_of == date(2026, 2, 3)


def test_a_table_ends_at_the_as_of_date_and_has_no_superseded_rows():
    prices = World(data=FROZEN, as_of="2024-05-01").table("prices")
    assert prices["as_of"].max().date() == date(2024, 5, 1)
    assert "p5" not in set(prices["id"])
    assert "p6" in set(prices["id"])


def test_rows_without_a_date_are_always_seen():
    parameters = World(data=FROZEN, as_of="2020-01-01").table("parameters")
    assert "interconnect-share" in set(parameters["id"])
    assert "power-price-2023" not in set(parameters["id"])


def test_the_price_table_shows_brought_rows_and_marks_them(my_prices):
    prices = World(data=FROZEN, prices=my_prices).table("prices")
    assert prices.loc[prices["user_supplied"], ["id", "usd", "unit", "source_key"]].values.tolist() == [
        ["my.csv:2", 2.2, "USD/(chip*hour)", "file:my.csv"]
    ]


def test_a_frame_handed_out_is_the_callers_own():
    world = World(data=FROZEN)
    chips, prices = world.table("accelerators"), world.table("prices")
    chips["name"] = "mine"
    prices.loc[0, "usd"] = -1
    assert "mine" not in set(world.table("accelerators")["name"])
    assert world.table("prices")["usd"].min() > 0


def test_the_environment_selects_the_current_world_and_arguments_win(monkeypatch, my_prices, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_spot,1.1,2024-10-01\n")
    monkeypatch.setenv("HEADROOM_AS_OF", "2024-06-15")
    monkeypatch.setenv("HEADROOM_PRICES", os.pathsep.join([str(my_prices), str(other)]))
    monkeypatch.setenv("HEADROOM_SCENARIO", "dear")
    monkeypatch.setenv("HEADROOM_SEED", "7")
    chosen = World.current(data=FROZEN)
    assert (chosen.as_of, chosen.prices, chosen.scenario, chosen.seed) == (
        date(2024, 6, 15),
        (my_prices, other),
        "dear",
        7,
    )
    assert chosen.label == "dear scenario, prices of my.csv, other.csv"
    overridden = World.current(data=FROZEN, as_of="2024-01-01", prices=(), scenario="base", seed=0)
    assert overridden == World(data=FROZEN, as_of="2024-01-01")
    assert World(data=FROZEN).seed == 0


def test_a_relative_price_file_is_found_from_the_directory_of_a_notebook(monkeypatch, tables, tmp_path):
    data = tables("prices.csv")
    (tmp_path / "chapters").mkdir()
    (tmp_path / "my.csv").write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_spot,1.1,2024-10-01\n")
    monkeypatch.setenv("HEADROOM_PRICES", "my.csv")
    monkeypatch.chdir(tmp_path)
    from_the_top = World.current(data=data)
    monkeypatch.chdir(tmp_path / "chapters")
    assert World.current(data=data) == from_the_top
    assert from_the_top.price("h100-sxm", "cloud_spot").value == 1.1


def test_an_argument_that_is_none_leaves_the_environment_its_say(monkeypatch):
    monkeypatch.setenv("HEADROOM_SCENARIO", "dear")
    assert World.current(data=FROZEN, scenario=None, as_of=None).scenario == "dear"


def test_an_empty_environment_is_the_default_world(monkeypatch):
    for name in ("AS_OF", "PRICES", "SCENARIO", "SEED"):
        monkeypatch.setenv(f"HEADROOM_{name}", "")
    assert World.current(data=FROZEN) == World(data=FROZEN)


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "HEADROOM_AS_OF",
            "June 2024",
            "HEADROOM_AS_OF: 'June 2024' — expected a date YYYY-MM-DD not later than today, 2026-11-21",
        ),
        (
            "HEADROOM_AS_OF",
            "2027-01-01",
            "HEADROOM_AS_OF: '2027-01-01' — expected a date YYYY-MM-DD not later than today, 2026-11-21",
        ),
        ("HEADROOM_SEED", "-1", "HEADROOM_SEED: '-1' — expected a whole number, at least 0"),
        ("HEADROOM_PRICES", "nowhere.csv", "nowhere.csv: 'no such file' — expected a file"),
    ],
)
def test_a_wrong_switch_is_named(monkeypatch, variable, value, message):
    monkeypatch.setenv(variable, value)
    with pytest.raises(EvidenceError) as error:
        World.current(data=FROZEN, today=date(2026, 11, 21))
    assert str(error.value) == message


def test_the_key_changes_with_everything_that_matters_and_nothing_else(my_prices, tables):
    base = World(data=FROZEN)
    assert base == World(data=FROZEN)
    assert hash(base) == hash(World(data=FROZEN))
    changed_table = World(data=tables("prices.csv", replace=("typing error", "typing  error")))
    others = [
        World(data=FROZEN, as_of="2024-05-01"),
        World(data=FROZEN, prices=[my_prices]),
        World(data=FROZEN, scenario="dear"),
        World(data=FROZEN, seed=1),
        changed_table,
    ]
    assert len({base.key, *(world.key for world in others)}) == 6


def test_a_changed_file_is_seen_and_an_old_world_stays_as_it_was(tables, my_prices):
    data = tables("prices.csv")
    before = World(data=data, prices=[my_prices])
    tables(
        "prices.csv", append="p99,h100-sxm,cloud_spot,Beta,1.7,,,point,USD/(chip*hour),2024-06-02,,epoch2024costcode,,"
    )
    my_prices.write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,2.4,2024-11-01\n")
    after = World(data=data, prices=[my_prices])
    assert (before.price("h100-sxm", "cloud_spot").value, after.price("h100-sxm", "cloud_spot").value) == (1.5, 1.6)
    on_demand = [world.price("h100-sxm", "cloud_on_demand").value for world in (before, after)]
    assert on_demand == [2.2, 2.4]
    assert before.key != after.key


def test_the_seed_changes_samples_and_nothing_else():
    one, two = World(data=FROZEN, seed=1), World(data=FROZEN, seed=2)
    a, b = one.parameter("experiment-factor"), two.parameter("experiment-factor")
    assert (a.low, a.value, a.high) == (b.low, b.value, b.high)
    assert (a.samples != b.samples).any()
    assert np.median(a.samples) == pytest.approx(2.2, rel=1e-3)
    assert (one.price("h100-sxm", "cloud_on_demand").samples != two.price("h100-sxm", "cloud_on_demand").samples).all()


def test_a_parameter_knows_where_it_comes_from():
    found = World(data=FROZEN).parameter("power-price-2023")
    assert (found.low, found.value, found.high, found.level) == (0.048, 0.0806, 0.137, 0.95)
    assert (found.unit, found.sources, found.as_of) == ("USD/kWh", ("cottier2024rising",), date(2023, 1, 1))


def test_a_row_of_another_table_is_a_range_too():
    growth = World(data=FROZEN).range("trends", "cost-frontier", "growth_per_year", label="cost of frontier runs")
    assert (growth.low, growth.value, growth.high, growth.level) == (2, 2.4, 2.9, 0.95)
    assert growth.label == "cost of frontier runs"


def test_a_scenario_changes_what_it_says_and_no_more():
    base, dear = World(data=FROZEN, as_of="2024-06-30"), World(data=FROZEN, scenario="dear")
    assert dear.as_of == date(2024, 6, 30)
    assert World(data=FROZEN, scenario="dear", as_of="2024-05-05").as_of == date(2024, 5, 5)
    assert dear.price("h100-sxm", "cloud_on_demand").value == 1.5 * base.price("h100-sxm", "cloud_on_demand").value
    assert dear.price("h100-sxm", "cloud_spot").value == base.price("h100-sxm", "cloud_spot").value
    assert dear.parameter("power-price-2023").high == 2 * base.parameter("power-price-2023").high
    share = dear.parameter("interconnect-share")
    assert (share.low, share.value, share.high) == (0.1, 0.2, 0.3)
    assert (dear.parameter("experiment-factor").samples == base.parameter("experiment-factor").samples).all()


def test_a_faulty_scenario_is_refused_with_all_its_faults(tables):
    data = tables(
        "scenarios/base.toml",
        append='colour = "red"\n[prices]\ncloud_on_demnd = 2\ncloud_spot = 0\n'
        "[parameters.interconect-share]\nmultiply = 2\n[parameters.growth]\nlow = 1\ncentral = 0",
    )
    with pytest.raises(EvidenceError) as error:
        World(data=data)
    assert str(error.value).splitlines() == [
        "data/scenarios/base.toml:3 colour: 'red' — expected one of title, why, as_of, parameters, prices",
        "data/scenarios/base.toml:5 cloud_on_demnd: '2' — expected a price kind; did you mean 'cloud_on_demand'?",
        "data/scenarios/base.toml:6 cloud_spot: '0' — expected a factor greater than 0",
        "data/scenarios/base.toml:7 interconect-share: empty — expected an id of parameters.csv; did you mean "
        "'interconnect-share'?",
        "data/scenarios/base.toml:9 growth: '{'low': 1, 'central': 0}' — expected multiply = a factor greater than 0, "
        "or central with low <= central <= high",
    ]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda w: w.parameter("interconnect"),
            "no row of parameters 'interconnect'; did you mean 'interconnect-share'?",
        ),
        (lambda w: w.table("price"), "no table 'price'; did you mean 'prices'?"),
        (lambda w: w.source("cottier2024"), "no source 'cottier2024'; did you mean 'cottier2024rising'?"),
        (lambda w: World(data=FROZEN, scenario="deer"), "no scenario 'deer'; did you mean 'dear'?"),
        (
            lambda _: World(data=FROZEN, as_of="2024-08-26").row("trends", "cost-later"),
            "no row of trends up to 2024-08-26 'cost-later'; did you mean 'cost-frontier'?",
        ),
    ],
)
def test_what_is_not_there_is_named_with_the_nearest(ask, message):
    with pytest.raises(UnknownError) as error:
        ask(World(data=FROZEN))
    assert str(error.value) == message


def test_making_a_world_again_reads_no_table(monkeypatch):
    World()
    monkeypatch.setattr(evidence_tables, "_read", lambda *_: pytest.fail("a table was read again"))
    World()


@pytest.mark.parametrize("name", sorted(path.stem for path in (DATA / "scenarios").glob("*.toml")))
def test_every_scenario_loads_on_the_real_tables_and_does_something(name):
    scenario = World(scenario=name).about
    assert scenario.title
    assert scenario.why
    assert name == "base" or scenario.as_of or scenario.parameters or scenario.prices


def test_every_real_parameter_is_a_number_or_says_that_it_is_only_a_bound():
    world = World()
    for row in world.table("parameters").itertuples():
        if row.interval in ("lower bound", "upper bound"):
            continue
        found = world.parameter(row.id)
        assert found.low <= found.value <= found.high, row.id
        assert np.isfinite(found.draws()).all(), row.id


def test_the_real_price_of_every_observed_item_and_kind_is_in_order():
    world = World()
    observed = world.table("prices").dropna(subset="usd")[["accelerator_id", "price_kind"]].drop_duplicates()
    for item, kind in observed.itertuples(index=False):
        price = world.price(item, kind)
        assert 0 < price.low <= price.value <= price.high, (item, kind)
        assert price.n >= 1
        assert set(price.sources) <= set(world.table("prices")["source_key"])


@pytest.fixture
def clock(monkeypatch) -> Callable[..., None]:
    """Set this machine's clock, in the month of the edition 2026.11 or not."""
    monkeypatch.setattr(evidence_tables, "EDITION", "2026.11")
    return lambda *day: monkeypatch.setattr(evidence_tables, "clock", lambda: date(*day))


@pytest.mark.parametrize("day", [(1970, 1, 1), (2024, 2, 29), (2026, 10, 31), (2026, 11, 1), (2026, 11, 30)])
def test_a_clock_that_is_behind_does_not_refuse_the_books_own_tables(clock, day):
    as_it_should_be = World(data=FROZEN)
    clock(*day)
    assert World(data=FROZEN) == as_it_should_be == World.current(data=FROZEN)
    assert World(data=FROZEN, as_of=as_it_should_be.as_of) == as_it_should_be


def test_where_the_clock_is_behind_the_newest_row_says_what_lies_ahead(clock, tmp_path, monkeypatch):
    newest = World(data=FROZEN).as_of
    clock(1970, 1, 1)
    later = newest + timedelta(days=1)
    file = tmp_path / "my.csv"
    for day, sound in ((newest, True), (later, False)):
        file.write_text(f"item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,1.5,{day}\n")
        monkeypatch.setenv("HEADROOM_AS_OF", str(day))
        for make in (lambda: World(data=FROZEN, prices=file, as_of=newest), lambda: World.current(data=FROZEN)):
            if sound:
                assert make().as_of == newest
                continue
            with pytest.raises(EvidenceError, match=f"{later}.*not later than today, {newest}"):
                make()


@pytest.mark.parametrize(
    ("today", "row", "sound"),
    [
        ((2026, 12, 5), "2026-12-05", True),
        ((2026, 12, 5), "2026-12-06", False),  # a plausible clock: the row is wrong
        ((2026, 11, 1), "2026-11-30", True),  # of the edition's month
        ((2026, 11, 1), "2062-11-10", False),
    ],
)
def test_a_row_of_a_day_to_come_is_refused_where_the_clock_may_be_right(clock, tables, today, row, sound):
    clock(*today)
    old = next(line for line in (FROZEN / "prices.csv").read_text("utf-8").splitlines() if ",cloud_on_demand," in line)
    day = re.search(r"\d{4}-\d{2}-\d{2}", old).group()
    data = tables("prices.csv", replace=(old, old.replace(day, row)))
    if sound:
        assert World(data=data).as_of >= date.fromisoformat(row)
        return
    with pytest.raises(EvidenceError, match=f"{row}.*not later than today"):
        World(data=data)
