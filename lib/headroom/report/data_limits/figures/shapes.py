"""Shapes that several figures of the chapter draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import vega
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report.data_limits.results import sets

NUMERALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TEXT, MORE, GUESSED = "text", "with images or sound", "estimated"  # kinds of training sets


def spelled(n: int) -> str:
    """A small number as a word."""
    return NUMERALS[n] if n < len(NUMERALS) else str(n)


def flat(table: pd.DataFrame, value: str, name: str | None = None) -> pd.DataFrame:
    """Ordinary numbers for a chart; the range of one column is called low and high."""
    return plain(table).rename(columns={f"{value}_low": "low", f"{value}_high": "high", value: name or value})


def computed(chart: alt.Chart, formula: Callable, name: str, **arguments: float | str) -> alt.Chart:
    """A chart with a field that a formula of the calculator computes in the browser."""
    for step in vega.calculates(formula, name, **arguments):
        chart = chart.transform_calculate(**{step["as"]: step["calculate"]})
    return chart


def distinct(channel: type, field: str, values: Mapping[str, Any], *, title: str | None = None, **more: Any) -> Any:
    """A colour, shape or dash for each of the names in a column, in their order."""
    names, range_ = list(values), list(values.values())
    return channel(f"{field}:N", title=title, sort=names, scale=alt.Scale(domain=names, range=range_), **more)


def tips(**formats: str) -> list[alt.Tooltip]:
    """What shows on hovering: numbers of a point, each in a format of d3."""
    return [alt.Tooltip(f"{field}:Q", format=digits) for field, digits in formats.items()]


def words(table: pd.DataFrame, x: alt.X, y: alt.Y, text: str = "label", **mark: Any) -> alt.Chart:
    """Words beside points."""
    return (
        alt.Chart(table)
        .mark_text(**({"align": "left", "dx": 8, "fontSize": 12} | mark))
        .encode(x=x, y=y, text=alt.Text(f"{text}:N"))
    )


def names(table: pd.DataFrame, spots: Mapping[str, tuple[int, int]], x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The labels of some rows beside their points; `spots`: id of a row, if it is known → [pixels] from the point."""
    return alt.layer(
        *(
            words(table.loc[[id]], x, y, align="left" if dx > 0 else "right" if dx < 0 else "center", dx=dx, dy=dy)
            for id, (dx, dy) in spots.items()
            if id in table.index
        )
    )


def training_sets(world: World) -> pd.DataFrame:
    """Training sets since the middle of 2019, with their kind in words."""
    seen = plain(sets.training_sets(world))
    kind = np.select([~seen["disclosed"], seen["multimodal"]], [GUESSED, MORE], TEXT)
    return seen.assign(kind=kind)[seen["at"] >= 2019.5].rename(columns={"at": "year"})
