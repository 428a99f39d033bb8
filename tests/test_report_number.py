"""The card behind a number: what its range is, what it rests on, what of it is stale."""

from __future__ import annotations

import re
from html import escape

import pytest

from headroom.evidence import Quantity, Row, World
from headroom.report.estimate import Estimate
from headroom.report.figure import figures, source_keys
from headroom.report.number import MOST, card, html, shortened
from headroom.report.rows import linked, place_of, read, written


def test_a_card_says_range_rows_sources_and_date():
    world = World()
    price = world.price("h100-sxm", "cloud_on_demand")
    said = card(Estimate.of(price, "money", basis="rent of an H100"), world)
    assert said.startswith("rent of an H100; 90% of sellers' prices: $")
    assert f"Rests on {len(price.rows)} rows of prices" in said
    assert "Source" in said and f"As of {world.as_of}" in said
    assert "Stale" not in said


def test_a_card_without_a_range_says_so():
    said = card(Estimate.of(Quantity(3.0), "count", basis="sellers asked"), World())
    assert said.startswith("sellers asked; One value; As of ")


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
    world = World()
    firsts = {name: list(world.table(name)["id"][:2]) for name in ("prices", "models", "accelerators", "grid")}
    rows = frozenset(Row(table, id, "epoch2025models") for table, (id, _) in firsts.items())
    second = Row("grid", firsts["grid"][1], "epoch2025models")
    said = card(Estimate.of(Quantity(1.0, rows=rows | {second}), "number"), world)
    assert "Rests on 2 rows of grid, 1 row of accelerators, 1 row of models, 1 row of prices;" in said


def test_a_card_leads_to_its_rows_and_says_the_same_as_in_plain_text():
    world = World()
    price = Estimate.of(world.price("h100-sxm", "cloud_on_demand"), "money", basis="rent of an H100 & more")
    shown = html(price, world)
    (rows,) = linked(shown)
    assert list(world.table(rows.table)["id"].iloc[list(rows.places)]) == sorted(
        (row.id for row in price.rows), key=place_of(world, "prices").get
    )
    assert rows.first == world.table("prices")["id"].iloc[rows.places[0]]
    plain = html(price, world, linked=False)
    assert re.sub("</?a[^>]*>", "", shown) == plain
    assert escape(card(price, world)) in plain and "href" not in plain


@pytest.mark.parametrize(
    ("places", "code"), [([5], "5"), ([0, 1, 2], "0-2"), ([5, 9, 10, 11, 14], "5,9-11,14"), ([3, 5], "3,5")]
)
def test_places_of_rows_fit_into_an_address(places, code):
    assert written(places) == code
    assert list(read(code)) == places


def test_a_figure_says_on_which_rows_it_rests():
    world = World()
    identity = figures("training")["cost-by-date"](world).usermeta["figure"]
    for table, code, first in identity["rows"]:
        ids = world.table(table)["id"].iloc[list(read(code))]
        assert ids.iloc[0] == first
    assert {"training_runs"} <= {table for table, *_ in identity["rows"]}
