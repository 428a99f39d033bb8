"""Shapes that chapters draw again and again; what a chart says is written where it is read."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from headroom.report.theme import ACCENT, GREY, INK

ROW = 26  # pixels of one row in a chart of rows


def holding(low: float, high: float, values: Iterable[float], *, margin: float = 1.15) -> list[float]:
    """From `low` to `high`, or as much farther as `values` lie: the domain of a logarithmic axis in every World."""
    known = [value for value in values if math.isfinite(value) and value > 0]
    return [min([low, *(value / margin for value in known)]), max([high, *(value * margin for value in known)])]


def round_values(domain: list[float], steps: tuple[int, ...] = (1, 2, 5)) -> list[float]:
    """The `steps` times powers of ten that lie in a domain, for the ticks of a logarithmic axis."""
    low, high = domain
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = [float(f"{step}e{exponent}") for exponent in exponents for step in steps]
    return [value for value in values if low <= value <= high]


def by_row(field: str, order: Sequence[str], label_width: int | None = None) -> alt.Y:
    """One row a case, in an order, each on a line of its own; room for the labels in pixels, if more than usual."""
    room = {} if label_width is None else {"labelLimit": label_width}
    return alt.Y(f"{field}:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, grid=True, **room))


def rows_with_ranges(
    table: pd.DataFrame,
    label: str,
    value: str,
    axis: alt.Axis,
    *,
    low: str = "low",
    high: str = "high",
    scale: alt.Scale | None = None,
    group: str | None = None,
    colours: dict[str, str] | None = None,
    text: str | None = None,
    sort: list[str] | None = None,
    label_width: int = 320,
) -> alt.LayerChart:
    """One row a case: a dot at its value, a line over its range, in the order of the table.

    Parameters
    ----------
    table
        One row a case.
    label, value, low, high, group, text
        Columns: name of the case, its value, its range, what colours it, what is written beside it.
    axis
        The horizontal axis.
    scale
        Scale of that axis; logarithmic by default.
    colours
        Group to colour.
    sort
        Order of the labels; that of the table by default.
    label_width
        Room for the labels [pixels].
    """
    y = by_row(label, sort or list(dict.fromkeys(table[label])), label_width)
    x = alt.X(f"{value}:Q", axis=axis, scale=scale or alt.Scale(type="log"))
    colour = _of_group(group, colours or {}) if group else alt.value(ACCENT)
    shown = [c for c in (label, value, low, high) if c in table]
    base = alt.Chart(table).encode(y=y, tooltip=list(map(alt.Tooltip, shown)))
    start = alt.X(f"{low}:Q", axis=axis, scale=scale or alt.Scale(type="log"))
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.4).encode(x=start, x2=alt.X2(f"{high}:Q"), color=colour),
        base.mark_point(size=80, filled=True, opacity=1).encode(x=x, color=colour),
    ]
    if text:
        layers.append(base.mark_text(align="left", dx=9, dy=-9, fontSize=12).encode(x=x, text=alt.Text(f"{text}:N")))
    return alt.layer(*layers).properties(height=ROW * table[label].nunique())


def _of_group(group: str, colours: dict[str, str]) -> alt.Color:
    """Colour by a column, with a legend in the order of the colours."""
    return alt.Color(
        f"{group}:N",
        title=None,
        sort=list(colours),
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0, columns=2),
    )


def reference_line(value: float, label: str, axis: str = "x", **mark: object) -> alt.LayerChart:
    """A thin line at a value with its name, for thresholds."""
    table = pd.DataFrame({"value": [value], "label": [label]})
    rule = alt.Chart(table).mark_rule(color=GREY, strokeDash=[4, 3], strokeWidth=1.2)
    words = alt.Chart(table).mark_text(color=INK, opacity=0.75, fontSize=12, **mark).encode(text=alt.Text("label:N"))
    if axis == "x":
        x = alt.X("value:Q")
        return rule.encode(x=x) + words.encode(x=x, y=alt.value(0))
    y = alt.Y("value:Q")
    return rule.encode(y=y) + words.encode(y=y, x=alt.value(0))


def coloured(field: str, colours: Mapping[str, str], *, title: Any = None, **more: Any) -> alt.Color:
    """A column each of whose words has a colour of its own."""
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{field}:N", title=title, scale=scale, **more)


def log(domain: Sequence[float], **more: Any) -> alt.Scale:
    """A logarithmic scale over a domain."""
    return alt.Scale(type="log", domain=domain, **more)
