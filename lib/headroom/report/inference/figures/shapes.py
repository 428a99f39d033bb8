"""Shapes that several figures of the chapter draw: words beside points, and axes and colours that recur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import altair as alt
import pandas as pd

Place = tuple[str, float, float, str]  # words beside a point, how far from it to the right and down [pixels], alignment
QUARTERS = [0, 0.25, 0.5, 0.75, 1]
DOTS = alt.Legend(symbolOpacity=1, symbolStrokeWidth=0)


def log(low: float, high: float) -> alt.Scale:
    """A logarithmic scale with exactly these ends."""
    return alt.Scale(type="log", domain=[low, high], nice=False)


def share_axis(title: str) -> alt.Axis:
    """An axis from 0 to 100%."""
    return alt.Axis(title=title, format="%", values=QUARTERS)


def cases(field: str, order: Iterable[str], *, room: int, **more: Any) -> alt.Y:
    """One row a case, named at the left, with room for the names [pixels]."""
    axis = alt.Axis(labelLimit=room, ticks=False, domain=False, **more)
    return alt.Y(f"{field}:N", sort=list(order), title=None, axis=axis)


def labels(
    table: pd.DataFrame,
    x: alt.X | str,
    y: alt.Y | str,
    text: str,
    *,
    dx: float = 8,
    dy: float = 4,
    align: str = "left",
    **mark: Any,
) -> alt.Chart:
    """Words beside points."""
    return (
        alt.Chart(table)
        .mark_text(align=align, dx=dx, dy=dy, fontSize=12, **mark)
        .encode(x=x, y=y, text=alt.Text(f"{text}:N"))
    )


def placed(table: pd.DataFrame, by: str, places: Mapping[str, Place], x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Words beside the named points, each in its own place."""
    return [
        labels(table[table[by] == name].assign(t=words), x, y, "t", dx=dx, dy=dy, align=align)
        for name, (words, dx, dy, align) in places.items()
    ]
