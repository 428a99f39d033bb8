"""A figure knows its own name and words, and refuses to go without them."""

import inspect
import json
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import altair as alt
import pandas as pd
import pytest
from docutils.nodes import SkipNode
from sphinx.highlighting import PygmentsBridge

from headroom.book import downloads, figures
from headroom.book.outputs import ChartReference
from headroom.evidence import World
from headroom.report import figure as module
from headroom.report.figure import drawn, figure

FROZEN = Path(__file__).parent / "frozen"
WORDS = {
    "title": "Price of an hour",
    "takeaway": "The price fell.",
    "alt_text": "A line falls from $4 to $2.",
    "unit": "USD/(chip*hour)",
}


def named(**changed):
    chart = alt.Chart(pd.DataFrame({"x": [1, 2]})).mark_point().encode(x="x:Q")
    return figure(chart, id="an-hour", sources=["epoch2024costcode"], world=World(), **WORDS | changed)


def test_each_word_of_a_figure_is_in_its_own_place():
    chart = named()
    identity = chart.usermeta["figure"]
    assert chart.description == identity["alt"] == WORDS["alt_text"]
    assert {name: identity[name] for name in ("title", "takeaway", "unit")} == {
        name: WORDS[name] for name in ("title", "takeaway", "unit")
    }
    assert [source["key"] for source in identity["sources"]] == ["epoch2024costcode"]


@pytest.mark.parametrize("word", WORDS)
def test_a_figure_without_one_of_its_words_is_refused(word):
    with pytest.raises(ValueError, match=f"{word} must not be empty"):
        named(**{word: " "})


def test_a_figure_drawn_from_stale_prices_says_so():
    day = "2024-08-26"
    fresh, later = World(data=FROZEN, as_of=day), World(data=FROZEN, as_of="2025-08-26")
    chart = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")
    shown = {
        world: figure(chart, id="a-price", sources=[world.price("h100-sxm", "cloud_on_demand")], world=world, **WORDS)
        for world in (fresh, later)
    }
    assert "stale" not in shown[fresh].usermeta["figure"]
    assert shown[later].usermeta["figure"]["stale"] == ["h100-sxm cloud on demand (June 2024)"]


@pytest.fixture
def own_figures(monkeypatch):
    """Only what a test registers is registered."""
    module.figures()  # so that no chapter is imported meanwhile
    monkeypatch.setattr(module, "_DRAWN", {})


def an_hour(world, *, takeaway="The price fell."):
    """An hour's price."""
    return named(takeaway=takeaway)


def another_hour(world):
    """Draws a chart with another name."""
    return named()


def test_a_figure_is_registered_under_its_id_and_brings_its_code(own_figures, monkeypatch):
    monkeypatch.setattr(an_hour, "__module__", "headroom.report.energy.figures.prices")
    draw = drawn(an_hour)
    assert module.figures() == module.figures("energy") == {"an-hour": draw}
    assert module.figures("training") == {}
    identity = draw(World(), takeaway="It rose.").usermeta["figure"]
    assert identity["takeaway"] == "It rose."
    assert identity["code"] == inspect.getsource(an_hour)
    assert "return named(takeaway=takeaway)" in identity["code"]


def test_a_function_whose_chart_has_another_id_is_refused(own_figures):
    with pytest.raises(ValueError, match="another_hour draws a figure of another name, 'an-hour'"):
        drawn(another_hour)(World())


def test_two_figures_of_one_name_are_refused(own_figures, monkeypatch):
    drawn(an_hour)
    drawn(an_hour)  # a module that is read again
    monkeypatch.setattr(an_hour, "__module__", "headroom.report.energy.figures.prices")
    with pytest.raises(ValueError, match=r"'an-hour' is drawn twice: in .*test_report_figure and .*energy"):
        drawn(an_hour)


def test_code_is_in_the_page_and_not_in_the_chart_that_is_taken_away(own_figures):
    spec = drawn(an_hour)(World()).to_dict()
    taken = json.loads(downloads.vega_lite(spec))
    assert "code" not in taken["usermeta"]["figure"]
    assert taken["usermeta"]["figure"]["id"] == "an-hour"
    assert spec["usermeta"]["figure"]["code"] == inspect.getsource(an_hour)


def below_a_figure(identity):
    """What the page writes below a figure."""
    shown = figures.Figure(ChartReference(identity, "chart", "look"), "page")
    env = SimpleNamespace(headroom_figures={"an-hour": shown}, domains={})
    builder = SimpleNamespace(env=env, current_docname="page", get_target_uri=lambda docname: f"{docname}.html")
    page = SimpleNamespace(
        builder=builder,
        config=SimpleNamespace(headroom_downloads="standard", html_baseurl="https://book.example/"),
        highlighter=PygmentsBridge("html", "sphinx"),
        body=[],
    )
    with pytest.raises(SkipNode):
        figures._visit_provenance(page, {"figure": "an-hour"})
    return "".join(page.body)


def test_the_page_shows_the_code_of_the_function_folded_away(own_figures):
    shown = below_a_figure(drawn(an_hour)(World()).usermeta["figure"])
    (code,) = re.findall(r'<details class="hr-code"><summary.*?</summary>(.*?)</details>', shown, re.DOTALL)
    assert unescape(re.sub("<[^>]*>", "", code)).strip() == inspect.getsource(an_hour).strip()
    assert "Show the code" not in below_a_figure(named().usermeta["figure"])
