"""What several figures of the chapter draw alike: rows of names, axes of plain numbers, words beside marks."""

from __future__ import annotations

from collections.abc import Iterable

import altair as alt
import pandas as pd

from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt


def ranged(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """A table for a chart: its quantities as numbers, and of one of them the range as `low` and `high`."""
    of = quantities(table[name])
    return plain(table).drop(columns=[f"{name}_low", f"{name}_high"], errors="ignore").assign(low=of.low, high=of.high)


def rows(field: str, order: Iterable[str], **axis: object) -> alt.Y:
    """A vertical axis of names in an order, without a line or ticks."""
    return alt.Y(f"{field}:N", sort=list(order), title=None, axis=alt.Axis(ticks=False, domain=False, **axis))


def number_axis(title: str | None, values: list[float], number: str = "~g") -> alt.Axis:
    """An axis of numbers without suffixes."""
    return alt.Axis(title=title, values=values, labelExpr=f"format(datum.value, '{number}')")


def written(chart: alt.Chart, text: str = "text", *, size: float = 12, **mark: object) -> alt.Chart:
    """Words of a column beside its marks, to the right of them unless it is said otherwise."""
    return chart.mark_text(**({"align": "left"} | mark), fontSize=size).encode(text=alt.Text(f"{text}:N"))


def two_digits(value: float, kind: str) -> str:
    """A value to two digits, in a format of `headroom.report.format`."""
    return fmt.write(float(f"{value:.2g}"), kind)


def listed(parts: Iterable[str]) -> str:
    """Parts of a text alternative."""
    return "; ".join(parts)
