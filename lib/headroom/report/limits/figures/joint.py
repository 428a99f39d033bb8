"""All limits together: how likely a size is allowed, and which input moves the lowest limit."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import by_row, holding, log, round_values
from headroom.report.figure import drawn, figure
from headroom.report.limits.figures.shapes import flop_axis, limit_colour
from headroom.report.limits.results import ceilings, joint
from headroom.report.limits.results.study import ANCHORED, STUDY, TABLE
from headroom.report.theme import INK

SIZES = [1e27, 1e32]
WIDEST = 8  # inputs of the tornado
INPUTS = {  # row of the study: what it is, in short
    "dc-growth": "Growth of American data centres",
    "dur": "Length of a run",
    "peak": "Peak of a chip, by number format",
    "eff-watt-growth": "Growth of FLOP for a joule",
    "mfu": "Share of the peak used",
    "share": "Share of one developer",
    "quality": "Text kept after filters",
    "us-dc-power-2023": "Power of American data centres",
    "nonai-growth": "Growth of other data centres",
    "text-stock": "Text of the internet",
}


@drawn
def survival_of_2030(
    world: World, *, edition: str = ANCHORED, pace: str | float | None = "spending"
) -> alt.TopLevelMixin:
    """How likely each limit, and all together, allow a run of a size at the start of 2030."""
    table = joint.survival(world, edition=edition, pace=pace)
    found = ceilings.ceilings(world, (joint.YEAR,), edition=edition, pace=pace)
    size = world.range("limits_published", "ep24-overall-flop")
    allowed = {
        limit: joint.allowing(world, size.value, limit, edition=edition, pace=pace) for limit in (*found, joint.JOINT)
    }
    said = ", ".join(f"{limit.lower()} {fmt.percent(one.value)}" for limit, one in allowed.items())
    least = min((one.value, limit) for limit, one in allowed.items() if limit != joint.JOINT)
    return figure(
        _curves(table, float(size.value)),
        id="survival-of-2030",
        title="How likely is a run of a size in 2030?",
        takeaway=f"{fmt.flop(size.value)} is allowed by {least[1].lower()} alone in {fmt.percent(least[0])} of the "
        f"draws and by all limits together in {fmt.percent(allowed[joint.JOINT].value)}: what is likely limit by limit "
        "need not be likely.",
        alt_text="Falling curves of probability from 100 to 0 per cent against the size of a run in FLOP, logarithmic, "
        f"one for each limit and a thick one for all together. At {fmt.flop(size.value)}: {said}.",
        sources=[*found.values(), size],
        unit="probability",
        world=world,
    )


def _curves(table: pd.DataFrame, size: float) -> alt.LayerChart:
    """A curve a limit, a thick one for all together, and a line at a size."""
    table, alone = table[table["flop"].between(*SIZES)], f"datum.limit == '{joint.JOINT}'"
    axis = flop_axis("FLOP of one run at the start of 2030", SIZES)
    x = alt.X("flop:Q", scale=log(SIZES, nice=False), axis=axis)
    axis = alt.Axis(title="Share of the draws that allow it", format=".0%")
    y = alt.Y("share:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    tips = ["limit", alt.Tooltip("flop:Q", format=".1e"), alt.Tooltip("share:Q", format=".0%")]
    base = alt.Chart(table).encode(x=x, y=y, color=limit_colour(list(table["limit"])), tooltip=tips)
    mark = pd.DataFrame({"flop": [size], "words": ["the study's run of 2030"]})
    rule = alt.Chart(mark).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(x=x)
    words = alt.Chart(mark).mark_text(align="right", dx=-6, fontSize=12).encode(x=x, y=alt.value(330), text="words:N")
    return alt.layer(
        base.transform_filter(f"!({alone})").mark_line(),
        base.transform_filter(alone).mark_line(strokeWidth=4),
        rule,
        words,
    ).properties(height=340)


@drawn
def what_moves_the_lowest(world: World, *, edition: str = STUDY) -> alt.TopLevelMixin:
    """The lowest limit of 2030 when one input goes through its interval and all others stay at their middle."""
    stated = joint.tornado(world, edition=edition).head(WIDEST)
    named = world.table(TABLE).set_index("id")["parameter"].to_dict() | INPUTS
    table = plain(stated).assign(label=stated["input"].map(named))
    said = "; ".join(
        f"{r.label} {fmt.flop(r.low)} ({r.binds_low.lower()}) to {fmt.flop(r.high)} ({r.binds_high.lower()})"
        for r in table.itertuples()
    )
    top = table.iloc[0]
    factor = fmt.number(max(top["low"], top["high"]) / min(top["low"], top["high"]))
    return figure(
        _swings(table),
        id="what-moves-the-lowest",
        title="What moves the lowest limit of 2030",
        takeaway=f"{top['label']} alone moves it by a factor {factor}, from where {top['binds_low'].lower()} binds to "
        f"where {top['binds_high'].lower()} does.",
        alt_text="One row an input, widest first, with a dot at each end in the colour of the limit that binds there: "
        f"{said}.",
        sources=[stated[["low", "high"]]],
        unit="FLOP",
        world=world,
    )


def _swings(table: pd.DataFrame) -> alt.LayerChart:
    """A line from end to end and a dot at each, coloured by the limit that binds there."""
    ends = pd.concat(
        [
            table.assign(flop=table[end], limit=table[f"binds_{end}"], of=word)
            for end, word in (("low", "10th percentile"), ("high", "90th percentile"))
        ]
    )
    domain = holding(8e28, 7e29, ends["flop"])
    label = "format(datum.value / 1e29, '~g') + '×10²⁹'"
    axis = alt.Axis(title="Lowest limit, FLOP", values=round_values(domain), labelExpr=label)
    x = alt.X("flop:Q", scale=log(domain, nice=False), axis=axis)
    y = by_row("label", list(table["label"]), 290)
    start = alt.X("low:Q", scale=log(domain, nice=False), axis=axis)
    line = alt.Chart(table).mark_rule(strokeWidth=3, opacity=0.35, color=INK).encode(x=start, x2="high:Q", y=y)
    dots = (
        alt.Chart(ends)
        .mark_point(filled=True, size=110, opacity=1)
        .encode(
            x=x,
            y=y,
            color=limit_colour(list(ends["limit"]), title="Binds there:", legend=alt.Legend(titleOrient="left")),
            tooltip=["label", "of", "limit", alt.Tooltip("flop:Q", format=".2~e")],
        )
    )
    return alt.layer(line, dots).properties(height=34 * len(table), width=430)
