"""The card behind a number: what its range is, what it rests on, what of it is stale."""

from __future__ import annotations

from headroom.evidence import Quantity, Row, World
from headroom.report.estimate import Estimate
from headroom.report.figure import source_keys
from headroom.report.number import MOST, card, shortened


def test_a_card_says_range_rows_sources_and_date():
    world = World()
    price = world.price("h100-sxm", "cloud_on_demand")
    said = card(Estimate.of(price, "money", basis="rent of an H100"), world)
    assert said.startswith("rent of an H100; 90% of sellers' prices: $")
    assert f"Rests on {len(price.rows)} rows of prices" in said
    assert "Source" in said and f"As of {world.as_of}" in said
    assert "Stale" not in said


def test_a_price_whose_newest_observation_is_old_is_called_stale():
    world = World()
    price = world.price("h100-sxm", "purchase_chip")
    assert price.stale
    assert "Stale prices: h100-sxm purchase chip (" in card(Estimate.of(price * 2, "money"), world)
    of_its_day = world.price("h100-sxm", "purchase_chip", as_of=price.newest)
    assert "Stale" not in card(Estimate.of(of_its_day, "money"), world)


def test_many_sources_are_shortened_on_the_card_and_whole_in_the_figure():
    names = [f"A. {year}" for year in range(1990, 2024)]
    assert shortened(names) == f"{', '.join(names[:MOST])} and {34 - MOST} more"
    assert shortened(names[: MOST + 1]) == ", ".join(names[: MOST + 1])
    world = World()
    table = world.quantities("training_runs", "training_flop")
    assert set(source_keys([table])) == set(table["source_key"])


def test_a_result_of_parts_names_the_rows_of_all():
    world = World()
    cost = world.price("h100-sxm", "cloud_on_demand") * world.parameter("pue-hyperscaler")
    stated = Estimate.of(cost, "money")
    assert {row.table for row in stated.rows} == {"prices", "parameters"}
    assert set(world.parameter("pue-hyperscaler").sources) <= set(stated.sources)


def test_tables_of_as_many_rows_stand_in_one_order():
    rows = frozenset(Row(table, "x", "epoch2025models") for table in ("prices", "models", "accelerators", "grid"))
    said = card(Estimate.of(Quantity(1.0, rows=rows | {Row("grid", "y", "epoch2025models")}), "number"), World())
    assert "Rests on 2 rows of grid, 1 row of accelerators, 1 row of models, 1 row of prices;" in said
