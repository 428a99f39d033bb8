"""Errors of all cases, by area."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.backtest.accuracy import accuracy, lowered, out_of_sample
from headroom.report.backtest.cases import NEW, RIVAL, SAME, TAUGHT, cases
from headroom.report.charts import ROW, by_row, coloured, holding, log, reference_line, round_values
from headroom.report.figure import drawn, figure
from headroom.report.theme import BLUE, GREEN, GREY, INK, OCHRE

COLOURS = {NEW: BLUE, TAUGHT: OCHRE, SAME: GREEN, RIVAL: GREY}
LABELS = 250  # pixels


@drawn
def errors_by_area(world: World) -> alt.TopLevelMixin:
    """Predicted over published of every case, one row an area, the most exact first."""
    table, said = cases(world), accuracy(world)
    known = out_of_sample(world)
    best, worst = known.iloc[0], known.iloc[-1]
    at_worst, at_best = (f"{fmt.percent(one['error'].value)} ({lowered(one['area'])})" for one in (worst, best))
    shown = table[table["area"].isin(said["area"])]
    ratios = plain(shown[["area", "case", "sample", "ratio"]])
    least, most = (fmt.ratio(end) for end in (ratios["ratio"].min(), ratios["ratio"].max()))
    return figure(
        _strips(ratios, plain(said[["area", "bias"]])),
        id="errors-by-area",
        title="Predicted over published, every case by area",
        takeaway=f"Where no case taught what predicts it, the usual error is from {at_best} to {at_worst}.",
        alt_text=f"One row for each of {len(said)} areas, a dot for each of {len(shown)} cases at predicted over "
        f"published from {least} to {most} on a logarithmic axis, coloured by whether the case taught what predicts "
        "it; a stroke marks the mean of each area and a vertical line equality.",
        sources=[shown[["ratio"]]],
        unit="predicted over published",
        world=world,
    )


def _strips(ratios: pd.DataFrame, means: pd.DataFrame) -> alt.LayerChart:
    domain = holding(0.4, 2.5, ratios["ratio"])
    axis = alt.Axis(title="Predicted over published", values=round_values(domain), format="~g", labelOverlap=True)
    y = by_row("area", list(means["area"]), LABELS)

    def at(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=log(domain, nice=False), axis=axis)

    told = [
        alt.Tooltip("case:N", title="Case"),
        alt.Tooltip("area:N", title="Area"),
        alt.Tooltip("ratio:Q", title="Predicted over published", format=".2f"),
    ]
    dots = alt.Chart(ratios).mark_point(filled=True, size=55, opacity=0.6)
    strokes = alt.Chart(means).mark_tick(thickness=3, size=18, color=INK, opacity=1)
    return alt.layer(
        reference_line(1, "equal", align="left", dx=4, dy=-6),
        dots.encode(x=at("ratio"), y=y, color=coloured("sample", COLOURS), tooltip=told),
        strokes.encode(x=at("bias"), y=y),
    ).properties(height=ROW * len(means))
