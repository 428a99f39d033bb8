"""What a query costs, and when serving has taken more than training: a live figure."""

from __future__ import annotations

import altair as alt

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.figure import drawn, figure
from headroom.report.inference import live
from headroom.report.inference.figures.shapes import cases
from headroom.report.inference.results import queries
from headroom.report.theme import ACCENT, BLUE, GREEN, money_axis


@drawn
def query_and_breakeven(
    world: World,
    *,
    model: str = queries.LIVE_MODEL,
    tokens_per_query: float | None = None,
    utilisation: float | None = None,
) -> alt.TopLevelMixin:
    """Cost of a query by model, and days until serving has taken as much computing as training."""
    controls = live.query_sliders(world, tokens_per_query=tokens_per_query, utilisation=utilisation)
    start = live.one_model(world, model).values(live.defaults(controls))
    even = queries.break_even(world)
    ready = plain(even)
    name = ready.set_index("model_id").loc[model, "name"]
    soonest, latest = (ready.loc[place] for place in (ready["days"].idxmin(), ready["days"].idxmax()))
    return figure(
        _costs_and_days(world, model),
        id="query-and-breakeven",
        title="The cost of a query, and the days until serving has taken more than training",
        takeaway=f"At the defaults a query to {name} costs {fmt.money(start['average_cost'])} on chips always busy and "
        f"{fmt.money(start['peak_cost'])} with capacity for the peak; at ChatGPT's traffic serving it passes its "
        f"training in {fmt.number(start['days'])} days.",
        alt_text="Live chart in two panels. Left: cost of a query by model, from average (blue) to peak (orange), "
        "logarithmic. Right: days of traffic until serving has taken as many FLOP as training, from "
        f"{fmt.number(soonest['days'])} for {soonest['name']} to {fmt.number(latest['days'])} for {latest['name']}.",
        sources=[queries.query_costs(world), even, "sardana2024beyond"],
        unit="USD and days",
        world=world,
        controls=controls,
        sentence=f"A query to {name} costs {{average_cost:money}} at average load and {{peak_cost:money}} with "
        "capacity for the peak; serving passes training after {days:days}.",
        values=start,
    )


def _costs_and_days(world: World, model: str) -> alt.HConcatChart:
    rows = plain(queries.served_models(world)).sort_values("params", ascending=False)
    steps = live.asked(float(queries.query_peak(world).value)).fields("params", "break_even_tokens")
    base = alt.Chart(rows[["name", "params", "tokens", "break_even_tokens"]]).transform_calculate(**steps)
    y = cases("name", rows["name"], room=130)
    base = base.encode(y=y)
    panels = [_costs(base, rows["name"].iloc[0]), _days(base)]
    panels = [panel.properties(width=215, height=210) for panel in panels]
    return alt.hconcat(*panels, spacing=16).add_params(*live.one_model(world, model).params())


def _costs(base: alt.Chart, first: str) -> alt.LayerChart:
    scale = alt.Scale(type="log", domain=[1e-5, 10], clamp=True, nice=False)
    average = alt.X("average:Q", scale=scale, axis=money_axis("Cost of a query", values=[1e-4, 1e-2, 1]))
    at_peak = alt.X("at_peak:Q")
    dot = {"filled": True, "size": 90, "opacity": 1}
    tooltip = ["name", *(alt.Tooltip(f"{name}:Q", format="$.5f") for name in ("average", "at_peak"))]
    top = base.transform_filter(f"datum.name == '{first}'")
    return alt.layer(
        base.mark_rule(strokeWidth=4, color=BLUE, opacity=0.5).encode(x=average, x2="at_peak:Q"),
        base.mark_point(color=BLUE, **dot).encode(x=average, tooltip=tooltip),
        base.mark_point(color=ACCENT, **dot).encode(x=at_peak),
        top.mark_text(align="right", dx=-10, fontSize=12, color=BLUE).encode(x=average, text=alt.value("average")),
        top.mark_text(align="left", dx=10, fontSize=12, color=ACCENT).encode(x=at_peak, text=alt.value("at peak")),
    )


def _days(base: alt.Chart) -> alt.LayerChart:
    axis = alt.Axis(
        title="Days until serving equals training",
        values=[0.01, 1, 100, 1e4, 1e6],
        labelExpr="format(datum.value, ',')",
    )
    x = alt.X("days:Q", scale=alt.Scale(type="log", domain=[0.01, 1e6], clamp=True), axis=axis)
    words = base.mark_text(align="left", dx=6, fontSize=12)
    return base.mark_bar(height=16, color=GREEN, opacity=0.85).encode(x=x, x2=alt.datum(0.01)) + words.encode(
        x=x, text=alt.Text("days:Q", format=",.3~r")
    )
