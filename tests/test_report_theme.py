"""The look: colours that can be seen on the light and on the dark page, text that can be read."""

import itertools
import re
from importlib.resources import files

import altair as alt
import pytest

from headroom.report import theme

STYLE = files("headroom.book").joinpath("static", "headroom.css").read_text("utf-8")
(PAGES,) = re.findall(r"--hr-paper: light-dark\((#\w+), (#\w+)\)", STYLE)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours (WCAG 2)."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("colour", "page"), list(itertools.product(theme.SERIES, PAGES)))
def test_every_colour_stands_out_from_the_page(colour, page):
    assert contrast(colour, page) >= 3


def test_no_text_is_smaller_than_twelve_points():
    config = theme.headroom_theme()["config"]
    sizes = [v for part in config.values() if isinstance(part, dict) for k, v in part.items() if k.endswith("ontSize")]
    assert len(sizes) >= 8
    assert min(sizes) >= 12


@pytest.mark.parametrize(
    ("value", "label"), [(48, "$48"), (43e3, "$43,000"), (5.6e6, "$5.6M"), (1.2e9, "$1.2B"), (2e12, "$2T")]
)
def test_money_labels_on_an_axis_never_say_giga(value, label):
    assert axis_labels(theme.money_axis("cost"), value) == [label]


@pytest.mark.parametrize(("value", "label"), [(1e23, "10²³"), (1e24, "10²⁴"), (1e10, "10¹⁰"), (1e-3, "10⁻³")])
def test_powers_of_ten_are_written_as_powers(value, label):
    assert axis_labels(theme.power_axis("FLOP"), value) == [label]


def axis_labels(axis: alt.Axis, value: float) -> list[str]:
    """The labels that Vega draws for one tick at `value`."""
    import vl_convert

    axis.values = [value]
    x = alt.X("x:Q", axis=axis, scale=alt.Scale(domain=[value / 2, value * 2]))
    spec = alt.Chart(alt.InlineData([{"x": value}])).mark_point().encode(x=x).to_dict()
    scene = vl_convert.vegalite_to_scenegraph(spec)
    found: list[str] = []

    def walk(node: dict) -> None:
        if node.get("role") == "axis-label":
            found.extend(item["text"] for item in node["items"])
        for item in node.get("items", []):
            walk(item)

    walk(scene["scenegraph"])
    return found
