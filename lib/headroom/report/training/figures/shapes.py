"""What several figures of the chapter draw: short names, axes and colours, words beside dots."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence.columns import plain
from headroom.report import charts


def ranged(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Plain numbers of a table, with the interval of a column in `low` and `high`."""
    return plain(table).rename(columns={f"{value}_low": "low", f"{value}_high": "high"})


def short(names: pd.Series) -> pd.Series:
    """Names of runs without what stands in brackets or behind a comma."""
    return names.str.replace(r" \(.*\)|,.*", "", regex=True)


def the_largest(many: int, since: str | None = None) -> str:
    """The runs of a fit, in words: "ten largest runs at release"."""
    number = {5: "five", 10: "ten"}.get(many, str(many))
    return f"{number} largest runs at release" + (f" since {since[:4]}" if since else "")


def by_year(column: str = "published", domain: list[str] | None = None) -> alt.X:
    """An axis of dates, labelled by year."""
    scale = alt.Undefined if domain is None else alt.Scale(domain=domain)
    return alt.X(f"{column}:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"), scale=scale)


def coloured(column: str, colours: dict[str, str], **more: object) -> alt.Color:
    """Colour by the words of a column, which also stand in the order of `colours`."""
    return charts.coloured(column, colours, sort=list(colours), **more)


def words(
    table: pd.DataFrame, x: alt.X | str, y: alt.Y | str, align: str, dx: float, dy: float = 0, *, text: str = "label"
) -> alt.Chart:
    """The words of a column beside dots, `dx` and `dy` pixels away."""
    moved = {"dy": dy} if dy else {}
    return (
        alt.Chart(table)
        .mark_text(align=align, dx=dx, fontSize=12, **moved)
        .encode(x=x, y=y, text=alt.Text(f"{text}:N"))
    )


def rows_of(labels: list[str], column: str = "label", **more: object) -> alt.Y:
    """One row a label, in their order, without ticks or line."""
    return alt.Y(f"{column}:N", sort=labels, title=None, axis=alt.Axis(ticks=False, domain=False, **more))
