"""Can the calculator be trusted, and what drives what it says?"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, round_values
from headroom.report.facts.runs import of_model
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, count_axis, money_axis
from headroom.report.training.figures.shapes import coloured, rows_of, short, words
from headroom.report.training.results import anatomy
from headroom.report.training.results import backtest as test
from headroom.report.training.results.runs import Number

KINDS = {
    "V100": MAUVE,
    "TPU": GREEN,
    "A100": BLUE,
    "H100 and H800": ACCENT,
    "Mixture of experts": OCHRE,
    "Left out, with a reason": GREY,
}
TAGGED = ["gpt-3-175b", "llama-3.1-405b", "falcon-180b", "llama-3-8b", "phi-2"]
SPAN = [5e2, 1e8]  # chip-hours


@drawn
def backtest(world: World, *, mfu: Number | None = None) -> alt.TopLevelMixin:
    """Chip-hours by the rule against published ones; all runs at one utilisation `mfu`, by default the usual one."""
    tested = test.backtest(world, mfu=mfu)
    shown = plain(tested).query("model_id != 'llama-3.3-70b'")  # the same hours as Llama 3.1 70B
    dense = test.tested(world, mfu=mfu)
    error = test.errors(world, dense)
    within = fmt.percent(error["within_1.5"].value)
    return figure(
        _around_equality(shown),
        id="backtest",
        title="Predicted against published chip-hours",
        takeaway=f"With nothing fitted, {within} of {len(dense)} dense runs lie within a factor {test.BAND}; the "
        f"typical error is a factor {fmt.number(error['spread'].value)}.",
        alt_text=f"Scatter of {len(shown)} runs, predicted over published chip-hours from a thousand to thirty "
        "million, both logarithmic, around a line of equality with a band of "
        f"{test.BAND} either way. {within} of the tested runs are inside the band.",
        sources=[tested[["predicted", "published_hours"]]],
        unit="chip-hours",
        world=world,
    )


def _around_equality(shown: pd.DataFrame) -> alt.LayerChart:
    scale = log(SPAN, nice=False)
    line = pd.DataFrame({"x": SPAN})
    band = line.assign(low=line["x"] / test.BAND, high=line["x"] * test.BAND)
    tags = shown[shown["model_id"].isin(TAGGED)]
    tags = _with_kind(tags).assign(label=short(tags["name"]))
    across, up = alt.X("x:Q", scale=scale), alt.Y("x:Q", scale=scale)
    return alt.layer(
        alt.Chart(band)
        .mark_area(color=INK, opacity=0.08, clip=True)
        .encode(x=across, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        alt.Chart(line).mark_line(color=INK, opacity=0.5, strokeWidth=1).encode(x=across, y=up),
        _points(_with_kind(shown), scale),
        words(tags, "published_hours:Q", "predicted:Q", "left", 8, 12),
        width=520,
        height=470,
    )


def _with_kind(shown: pd.DataFrame) -> pd.DataFrame:
    special = [shown["excluded"] != "", shown["sparse"]]
    return shown.assign(Kind=np.select(special, ["Left out, with a reason", "Mixture of experts"], shown["family"]))


def _points(shown: pd.DataFrame, scale: alt.Scale) -> alt.Chart:
    ticks = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8]
    hours = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("published_hours", "predicted")]
    return (
        alt.Chart(shown)
        .mark_point(filled=True, size=65, opacity=0.95)
        .encode(
            x=alt.X("published_hours:Q", scale=scale, axis=count_axis("Chip-hours as published", values=ticks)),
            y=alt.Y("predicted:Q", scale=scale, axis=count_axis("Chip-hours by the rule", values=ticks)),
            color=coloured("Kind", KINDS),
            tooltip=["name", "Kind", "excluded", *hours, alt.Tooltip("ratio:Q", format=".2f")],
        )
    )


@drawn
def tornado(world: World, *, model_id: str = anatomy.TORNADO_RUN) -> alt.TopLevelMixin:
    """What each input alone makes of the amortised cost of one run, of which the chip-hours are known."""
    drivers = anatomy.tornado(world, model_id)
    shown, run = plain(drivers), short(pd.Series([of_model(world, model_id)["name"]]))[0]
    ends = "; ".join(f"{r.input.lower()} {fmt.money(r.usd_low)} to {fmt.money(r.usd_high)}" for r in shown.itertuples())
    electricity = shown.set_index("input").loc["Electricity price", "width"]
    return figure(
        _bars_around(shown.assign(label=shown["input"]), f"Amortised cost of {run}"),
        id="tornado",
        title="What drives the cost of a run",
        takeaway=f"{shown['input'].iloc[0]} alone moves the cost of {run} by a factor "
        f"{fmt.number(shown['width'].iloc[0])}; electricity by {fmt.number(electricity)}.",
        alt_text=f"Horizontal bars around {fmt.money(shown['usd'].iloc[0])}, widest first: {ends}.",
        sources=[drivers],
        unit="USD nominal",
        world=world,
    )


def _bars_around(drivers: pd.DataFrame, title: str) -> alt.LayerChart:
    span = holding(1.5e7, 1.7e8, [*drivers["usd_low"], *drivers["usd_high"]], margin=1.6)
    labels = list(drivers["label"])
    money = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("usd_low", "usd_high")]
    axis = money_axis(title, values=round_values(span))
    bars = alt.Chart(drivers).encode(y=rows_of(labels, labelLimit=260)).mark_bar(height=14, opacity=0.85)
    sides = {
        side: drivers.assign(x=drivers[f"usd_{side}"], align=side, text=drivers[f"usd_{side}"].map(fmt.money))
        for side in ("low", "high")
    }
    row = alt.Y("label:N", sort=labels)
    return alt.layer(
        bars.encode(
            x=alt.X("usd_low:Q", scale=log(span, nice=False), axis=axis),
            x2="usd_high:Q",
            tooltip=["input", "low_value", "high_value", *money],
        ),
        words(sides["low"], "x:Q", row, "right", -5, text="text"),
        words(sides["high"], "x:Q", row, "left", 5, text="text"),
        alt.Chart(pd.DataFrame({"x": [drivers["usd"].iloc[0]]})).mark_rule(color=INK, opacity=0.6).encode(x="x:Q"),
        height=32 * len(drivers),
        width=430,
    )
