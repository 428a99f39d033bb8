"""What the figures of the chapter share: colours of limits, axes of compute and of years."""

from __future__ import annotations

from typing import Any

import altair as alt

from headroom.report.charts import coloured, log, round_values
from headroom.report.limits.results import ceilings, joint
from headroom.report.theme import ACCENT, BLUE, GREEN, INK, MAUVE, OCHRE, power_axis

COLOURS = {
    ceilings.POWER: ACCENT,
    ceilings.CHIPS: BLUE,
    ceilings.DATA: GREEN,
    ceilings.LATENCY: MAUVE,
    ceilings.CAPITAL: OCHRE,
    joint.JOINT: INK,
}


def limit_colour(limits: list[str], **more: Any) -> alt.Color:
    """The colour of the column `limit`; without another legend, one of lines."""
    colours = {limit: colour for limit, colour in COLOURS.items() if limit in limits}
    legend = more.pop("legend", alt.Legend(columns=3, symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1))
    return coloured("limit", colours, sort=list(colours), legend=legend, **more)


def flop_axis(title: str, domain: list[float], steps: int = 1) -> alt.Axis:
    """A logarithmic axis of compute, with a tick at each (or each second …) power of ten."""
    return power_axis(title, values=round_values(domain, steps=(1,))[::steps])


def years(domain: list[float], field: str = "year:Q") -> alt.X:
    """A horizontal axis of dates."""
    axis = alt.Axis(title=None, format="d", tickMinStep=1, labelFlush=False, labelOverlap="greedy", labelSeparation=8)
    return alt.X(field, scale=alt.Scale(domain=domain, nice=False), axis=axis)


def flop(field: str, domain: list[float], title: str = "FLOP of one run") -> alt.Y:
    """A vertical logarithmic axis of compute."""
    return alt.Y(field, scale=log(domain, nice=False), axis=flop_axis(title, domain))
