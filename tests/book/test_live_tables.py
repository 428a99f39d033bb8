"""The CSV of a live figure holds what the figure draws as it opens."""

from __future__ import annotations

import csv
import json

import pytest

from headroom.book import downloads, drawn
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import figure
from headroom.report.data_limits import live as of_data
from headroom.report.inference.results import queries

pytestmark = pytest.mark.book  # every figure of the book is drawn


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def live(world) -> dict[str, dict]:
    """The charts of all live figures of the book, by id: those that have inputs."""
    charts = {id: draw(world) for id, draw in figure.figures().items()}
    found = {id: json.loads(chart.to_json()) for id, chart in charts.items() if chart.usermeta["figure"]["controls"]}
    assert len(found) >= 7
    return found


def rows(spec: dict) -> list[dict[str, str]]:
    """The table of a figure, read as a spreadsheet does."""
    text = downloads.table(spec, spec["usermeta"]["figure"])
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))


def marks(node: dict, encoding: dict | None = None) -> list[tuple[str, dict]]:
    """Marks of a chart with what they are encoded by."""
    encoding = {**(encoding or {}), **node.get("encoding", {})}
    kind = node.get("mark")
    found = [(kind if isinstance(kind, str) else kind["type"], encoding)] if kind else []
    for part in ("layer", "hconcat", "vconcat", "concat"):
        found += [one for child in node.get(part, []) for one in marks(child, encoding)]
    return found


def test_every_place_of_a_mark_is_in_the_table_with_a_number(live):
    for id, spec in live.items():
        table = rows(spec)
        for mark, encoding in marks(spec):
            for channel in ("x", "y", "x2", "y2"):
                name = encoding.get(channel, {}).get("field")
                if mark != "text" and name:
                    assert any(row[name] for row in table), f"{id}: {name} of a {mark} is not in its CSV"


def other(control: dict) -> float:
    """Another value of an input: a little more, or another of the options."""
    if control["kind"] == "slider":
        return control["value"] * 1.01
    return next(option["value"] for option in control["options"] if option["value"] != control["value"])


def test_it_follows_the_inputs_and_names_them(live):
    for id, spec in live.items():
        controls = [one for one in spec["usermeta"]["figure"]["controls"] if "param" in one]
        text = downloads.table(spec, spec["usermeta"]["figure"])
        assert all(f"{one['param']} = {one['value']}" in text for one in controls), id
        before = drawn.tables(spec)
        moved = {one["param"]: other(one) for one in controls}
        params = [one | ({"value": moved[one["name"]]} if one["name"] in moved else {}) for one in spec["params"]]
        assert drawn.tables(spec | {"params": params}) != before, id


def _another(choice: dict) -> float:
    return next(one["value"] for one in choice["options"] if one["value"] != choice["value"])


def test_a_query_costs_what_its_table_says(live, world):
    costs = plain(queries.query_costs(world)).set_index("name")
    table = {row["name"]: row for row in rows(live["query-and-breakeven"])}
    assert table.keys() == set(costs.index)
    for name, row in table.items():
        for column in ("average", "at_peak"):
            assert float(row[column]) == pytest.approx(costs.loc[name, column], rel=0.01)  # inputs are rounded


def test_demand_meets_the_stock_where_the_table_says(live, world):
    at = of_data.opened(world)
    ends = [
        float(row["tokens"]) for row in rows(live["stock-and-demand"]) if row["year"] and _is(row, at["cross_year"])
    ]
    assert any(end == pytest.approx(at["cross_tokens"], rel=1e-6) for end in ends)


def _is(row: dict[str, str], year: float) -> bool:
    return row["tokens"] != "" and float(row["year"]) == pytest.approx(year, rel=1e-9)
