"""The pages of tables: every row with an anchor, its source, its age and its use; and what is read by machine."""

from __future__ import annotations

import csv
import json
import math
import re
from html import escape, unescape
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from headroom.calculator import training
from headroom.evidence import Quantity, World
from headroom.report import machine, reference_pages, table_pages
from headroom.report.estimate import Estimate
from headroom.report.number import html as number_html
from headroom.report.results import NO_RESULT, results
from headroom.report.rows import linked
from headroom.report.table_pages import Use
from headroom.report.traced import following

WORLD = World()
each_table = pytest.mark.parametrize("name", WORLD.dictionary)


def rows_of(page: str) -> dict[str, list[str]]:
    """The cells of each row of a page, by anchor, as HTML."""
    body = page.partition("<tbody>")[2]
    return {
        unescape(id): re.findall(r"<(?:td|th)[^>]*>(.*?)</(?:td|th)>", cells, re.DOTALL)
        for id, cells in re.findall(r'<tr id="([^"]+)">(.*?)</tr>', body, re.DOTALL)
    }


def heads(page: str) -> list[str]:
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)]


@each_table
def test_every_row_has_an_anchor_a_source_and_all_its_values(name):
    page = table_pages.page(name, WORLD, {})
    shown, table = rows_of(page), WORLD.table(name)
    assert list(shown) == list(table["id"])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for row in table.to_dict("records"):
        cells = " ".join(shown[row["id"]])
        assert f'"../references.html#ref-{row["source_key"].replace("_", "-")}"' in cells
        words = [
            row[field["name"]] for field in WORLD.dictionary[name]["schema"]["fields"] if field["type"] == "string"
        ]
        hidden = {row["source_key"], row.get("supersedes")}
        for value in (one for one in words if isinstance(one, str) and one not in hidden):
            assert escape(value) in cells or value in ("day", "month", "year"), (row["id"], value)


@each_table
def test_rows_refer_to_rows_that_are_there(name):
    links = re.findall(r'href="(\w+)\.html#([^"]+)"', table_pages.page(name, WORLD, {}))
    for table, id in links:
        assert unquote(id) in set(WORLD.table(table)["id"]), f"{name} refers to {table}#{id}"


def test_numbers_of_a_page_are_those_of_the_file():
    for value in (0.0, 0.375, 1e-9, 29827340.0, 3.14e23, -12.5, 5699.0, 123456789012.25, 0.00011):
        assert float(table_pages.number(value).replace(",", "")) == pytest.approx(value, rel=1e-10)
    assert table_pages.number(math.nan) == ""
    assert table_pages.number(29827340.0) == "29,827,340" and table_pages.number(3.14e23) == "3.14e23"
    cells = rows_of(table_pages.page("parameters", WORLD, {}))["mfu-median-known-runs"]
    with (WORLD.data / "parameters.csv").open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["id"] == "mfu-median-known-runs")
    assert {row[bound] for bound in ("low", "central", "high")} <= set(cells)


def test_from_a_number_to_its_row_and_its_source_in_two_clicks():
    price = number_html(Estimate.of(WORLD.parameter("pue-hyperscaler"), "number"), WORLD)
    (chosen,) = linked(price)
    page = table_pages.page(chosen.table, WORLD, {})
    row = rows_of(page)[chosen.first]
    source = WORLD.source(WORLD.row("parameters", "pue-hyperscaler")["source_key"])
    assert f'<a href="../references.html#ref-{source.key}">{escape(source.label)}</a>' in row[1]
    assert f'<a href="{escape(source.url)}">' in row[1]


def test_age_is_in_months_of_the_worlds_date_and_stale_prices_say_so():
    page = table_pages.page("prices", WORLD, {})
    shown, age = rows_of(page), heads(page).index("Age months")
    stale = {id for id, cells in shown.items() if "stale" in cells[age]}
    assert stale == table_pages.stale_quotes(WORLD)
    assert stale >= {row.id for row in WORLD.price("h100-sxm", "purchase_chip").rows}
    assert not stale & {row.id for row in WORLD.price("h100-sxm", "cloud_on_demand").rows}
    day = WORLD.row("prices", "p0001")["as_of"]
    months = (pd.Timestamp(WORLD.as_of) - day).days / 365.25 * 12
    assert shown["p0001"][age].startswith(f"{months:.0f}")


def test_an_earlier_day_shows_fewer_rows_and_says_how_many_are_left_out():
    then = World(as_of="2025-06-30")
    seen, known = len(then.table("prices")), len(WORLD.table("prices"))
    assert 0 < seen < known
    assert f"{known - seen} of a later day" in table_pages.about("prices", then)
    assert "of a later day" not in table_pages.about("prices", WORLD)
    assert "1 corrected since" in table_pages.about("prices", WORLD)


def test_own_prices_stand_among_the_rows_without_a_link_to_a_source(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(f"item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,2.10,{WORLD.as_of}\n", "utf-8")
    own = World(prices=(file,))
    page = table_pages.page("prices", own, {})
    (mine,) = own.table("prices")["id"][own.table("prices")["user_supplied"]]
    assert "1 of the rows are prices of your own" in page and "mine.csv" in rows_of(page)[mine][1]
    assert "references.html" not in rows_of(page)[mine][1]
    (chosen,) = linked(number_html(Estimate.of(own.price("h100-sxm", "cloud_on_demand"), "money"), own))
    assert chosen.first == mine


def test_a_row_says_where_it_is_used():
    use = Use(
        "chapters/energy", "Energy", (("run-power", "Power & more"),), ("power-hinders",), 3, ("energy.run_energy",)
    )
    place = list(WORLD.table("parameters")["id"]).index("pue-hyperscaler")
    page = table_pages.page("parameters", WORLD, {("parameters", place): [use]})
    used = heads(page).index("Used in")
    cell = rows_of(page)["pue-hyperscaler"][used]
    for link in ("energy.html#fig-run-power", "energy.html#claim-power-hinders", "formulas.html#run-energy"):
        assert f'href="../chapters/{link}"' in cell
    assert "3 numbers" in cell and "Power &amp; more" in cell
    assert sum(bool(cells[used]) for cells in rows_of(page).values()) == 1
    brief = table_pages.page("prices", WORLD, {("prices", 0): [use]})
    assert "1 figure, 1 verdict, 3 numbers" in rows_of(brief)["p0001"][heads(brief).index("Used in")]


def test_which_formulas_take_a_row_is_noted_while_they_are_called():
    pue, table = WORLD.parameter("pue-hyperscaler"), WORLD.quantities("training_runs", "tokens")
    with following() as taken:
        training.training_flop(Quantity(1e9), table["tokens"])
        training.training_flop(pue, tokens=1e12)
        training.forward_flop(pue, 1e12)
    assert set(taken["training_runs"]) == set(table["id"])
    assert all(formulas == ["training.training_flop"] for formulas in taken["training_runs"].values())
    assert taken["parameters"] == {"pue-hyperscaler": ["training.training_flop", "training.forward_flop"]}
    with following() as nothing:
        training.training_flop(1e9, 1e12)
        training.training_flop(pue * WORLD.parameter("pue-other"), np.array([1.0, 2.0]))
    training.training_flop(pue, 1.0)  # no longer followed
    assert nothing == {}


def test_every_kind_of_price_in_use_is_shown():
    found = reference_pages.prices_in_use(WORLD)
    assert {price.kind for price in found} == set(WORLD.table("prices").dropna(subset="usd")["price_kind"])
    shown = rows_of(reference_pages.prices(WORLD))
    assert list(shown) == [f"price-{price.item}-{price.kind}" for price in found]
    for price in found:
        cells = shown[f"price-{price.item}-{price.kind}"]
        assert float(cells[2].replace(",", "")) == pytest.approx(price.value, abs=1e-4)
        assert (cells[8] == "stale") == price.stale
        assert sum(len(one.places) for one in linked(cells[9])) == len({row.id for row in price.rows})


def test_the_list_of_tables_leads_to_all_of_them():
    shown = reference_pages.tables(WORLD)
    assert re.findall(r'href="\.\./data/(\w+)\.html"', shown) == list(WORLD.dictionary)
    assert re.findall(r'href="\.\./data/(\w+\.csv)"', shown) == [one["path"] for one in WORLD.dictionary.values()]
    cells = rows_of(shown)["table-prices"]
    assert cells[2] == str(len(WORLD.table("prices")))


# By machine


def test_what_is_published_is_what_the_book_computes():
    files = machine.files(WORLD)
    assert set(files) == {"results.json", "verdicts.json", "prices.json"}
    again = json.loads(json.dumps(files, allow_nan=False))
    found = results(WORLD)
    for one in again["results.json"]["results"]:
        result = found["headline", one["id"]]
        assert one["value"] == result.estimate.value and one["written"] == result.estimate.text
        assert (one.get("low"), one.get("high")) == (result.estimate.low, result.estimate.high)
        for row in one["rows"]:
            table, _, id = row.partition("/")
            assert id in set(WORLD.table(table)["id"]), row
    for one in again["verdicts.json"]["verdicts"]:
        assert one["now"]["outcome"] == found["verdict", one["claim"]].outcome != NO_RESULT
        assert one["when_stated"]["outcome"] == found["verdict when stated", one["claim"]].outcome
    assert len(again["verdicts.json"]["verdicts"]) == len(WORLD.table("claims"))
    assert len(again["results.json"]["results"]) == sum(kind == "headline" for kind, _ in found)
    assert all(file["as_of"] == WORLD.as_of.isoformat() for file in again.values())


def test_published_prices_are_those_in_use():
    rows = {(one["item"], one["kind"]): one for one in machine.prices(WORLD)}
    price = WORLD.price("h100-sxm", "cloud_on_demand")
    one = rows["h100-sxm", "cloud_on_demand"]
    assert (one["value"], one["low"], one["high"]) == (price.value, price.low, price.high)
    assert (one["providers"], one["stale"], one["unit"]) == (price.n, False, price.unit)
    assert one["rows"] == sorted({f"prices/{row.id}" for row in price.rows})
