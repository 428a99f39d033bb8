"""One look for all charts: ink is the page's own colour, one accent, labels in plain words.

Colours hold a contrast of at least 3:1 against the white and the dark page (a test computes it) and stay apart for
colour-blind readers. Nothing here paints a background: the page shows through, light or dark.
"""

from __future__ import annotations

import altair as alt

FONT = "Headroom Sans, Source Sans Pro, sans-serif"  # headroom.book.fonts makes the first from the second
INK = "currentColor"
ACCENT = "#D55E00"
BLUE, GREEN, MAUVE, OCHRE, GREY = "#0072B2", "#009E73", "#B5679A", "#A6761D", "#7A7F87"
SERIES = (ACCENT, BLUE, GREEN, MAUVE, OCHRE, GREY)
WIDTH, HEIGHT = 660, 380

# d3-format writes G for 10⁹; these label expressions write what people say.
_BELOW_MILLION = "(datum.value >= 1e3 ? format(datum.value, ',.0f') : format(datum.value, '~g'))"
_STEPS = (
    "datum.value >= 1e12 ? format(datum.value/1e12, '~g') + 'T'"
    " : datum.value >= 1e9 ? format(datum.value/1e9, '~g') + 'B'"
    " : datum.value >= 1e6 ? format(datum.value/1e6, '~g') + 'M'"
)
MONEY_LABEL = f"'$' + ({_STEPS} : {_BELOW_MILLION})"
COUNT_LABEL = f"{_STEPS} : {_BELOW_MILLION}"
MEGAWATT_LABEL = "datum.value >= 1000 ? format(datum.value / 1000, '~g') + ' GW' : format(datum.value, '~g') + ' MW'"
_SUPERSCRIPT = dict(zip("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻", strict=True))
POWER_LABEL = "format(log(datum.value)/log(10), '.0f')"
for _digit, _raised in _SUPERSCRIPT.items():
    POWER_LABEL = f"replace({POWER_LABEL}, /{_digit}/g, '{_raised}')"
POWER_LABEL = f"'10' + {POWER_LABEL}"


NAME = "headroom"
_WORDS = {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "titleFontSize": 13}
_AXES = {
    "axis": {
        "gridColor": INK,
        "gridOpacity": 0.12,
        "domainColor": INK,
        "domainOpacity": 0.45,
        **_WORDS,
        "tickColor": INK,
        "tickOpacity": 0.3,
        "titleFontWeight": 600,
        "titlePadding": 10,
        "labelPadding": 5,
        "labelLimit": 240,
    },
    "axisX": {"grid": False},
    "axisY": {
        "domain": False,
        "ticks": False,
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleY": -12,
        "titleX": 0,
    },
}
_LEGEND = {
    **_WORDS,
    "titleFontWeight": 600,
    "orient": "top",
    "offset": 32,  # above the title of the vertical axis
    "direction": "horizontal",
    "labelLimit": 260,
    "symbolStrokeWidth": 2,
    "columns": 3,
}
_MARKS = {
    "text": {"color": INK, "fontSize": 12.5},
    "rule": {"color": INK},
    "point": {"filled": True, "size": 60, "color": ACCENT, "opacity": 0.9},
    "circle": {"size": 60, "color": ACCENT, "opacity": 0.9},
    "line": {"strokeWidth": 2, "color": ACCENT},
    "bar": {"color": ACCENT},
    "area": {"color": ACCENT, "opacity": 0.2},
    "tick": {"color": ACCENT, "thickness": 2},
}


@alt.theme.register(NAME, enable=False)
def headroom_theme() -> alt.theme.ThemeConfig:
    """The Vega-Lite configuration of the book."""
    return {
        "background": "transparent",
        "config": {
            "font": FONT,
            "view": {  # not width and height of the whole, which facets and concatenations may not have
                "stroke": None,
                "continuousWidth": WIDTH,
                "discreteWidth": WIDTH,
                "continuousHeight": HEIGHT,
                "discreteHeight": HEIGHT,
            },
            "padding": {"left": 4, "right": 8, "top": 6, "bottom": 4},
            **_AXES,
            "legend": _LEGEND,
            "header": {**_WORDS, "labelFontWeight": 600},
            "title": {"color": INK, "fontSize": 14, "subtitleColor": INK, "anchor": "start"},
            **_MARKS,
            "range": {"category": list(SERIES)},
        },
    }


def money_axis(title: str, **more: object) -> alt.Axis:
    """An axis in US dollars: $48, $43,000, $5.6M, $1.2B."""
    return alt.Axis(title=title, labelExpr=MONEY_LABEL, **more)


def count_axis(title: str, **more: object) -> alt.Axis:
    """An axis of counts: 16,384, 7M, 405B, 15T."""
    return alt.Axis(title=title, labelExpr=COUNT_LABEL, **more)


def power_axis(title: str, **more: object) -> alt.Axis:
    """A logarithmic axis labelled 10²³, 10²⁴, …."""
    return alt.Axis(title=title, labelExpr=POWER_LABEL, **more)
