"""A figure knows its own name and words, and refuses to go without them."""

from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from headroom.evidence import World
from headroom.report.figure import figure

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
