"""Encodings and shapes that several figures of the chapter draw."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from headroom.report.charts import reference_line, round_values, rows_with_ranges
from headroom.report.theme import money_axis

YEARS = alt.Axis(format="%Y", tickCount="year")
DOTS = alt.Legend(symbolOpacity=1, symbolStrokeWidth=0)
NAMES = alt.Axis(ticks=False, domain=False)  # of rows that bear a name


def ranked(table: pd.DataFrame, field: str, order: dict[str, str]) -> pd.DataFrame:
    """A table with `rank`, the place of a field's value in an order, by which bars are stacked."""
    return table.assign(rank=table[field].map({name: n for n, name in enumerate(order)}))


def log_money(title: str, span: list[float], field: str = "usd", **scale: Any) -> alt.Y:
    """A logarithmic vertical axis of money over a span."""
    return alt.Y(
        f"{field}:Q",
        scale=alt.Scale(type="log", domain=span, **scale),
        axis=money_axis(title, values=round_values(span)),
    )


def named(
    table: pd.DataFrame, x: alt.X, y: alt.Y | alt.YValue, words: str | alt.Value, align: str = "left", **mark: Any
) -> alt.Chart:
    """Words beside each dot of a table: a column, or the same for all."""
    text = alt.Text(f"{words}:N") if isinstance(words, str) else words
    return alt.Chart(table).mark_text(align=align, **mark).encode(x=x, y=y, text=text)


def costs_beside(
    table: pd.DataFrame, label: str, axis: alt.Axis, scale: alt.Scale, mark: tuple[float, str], *, width: int, row: int
) -> alt.LayerChart:
    """One row a case with its cost, range and `words`, and a line at a cost with its name.

    Parameters
    ----------
    table
        One row a case: the label, usd, low, high, words.
    label
        Column of the cases' names.
    axis, scale
        Of the costs.
    mark
        The cost at which the line stands, and its name.
    width, row
        Of the chart, and height of one row [pixels].
    """
    rows = rows_with_ranges(table, label, "usd", axis, scale=scale, text="words", label_width=160)
    line = reference_line(*mark, dy=-8)
    return alt.layer(rows.properties(width=width), line).properties(height=row * len(table))
