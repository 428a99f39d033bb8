"""What a server does with its time, and how far it is from the ideal."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import cases
from headroom.report.inference.results import measured, serving, speed
from headroom.report.inference.results.passages.wording import in_words
from headroom.report.theme import ACCENT, BLUE, GREY, INK


@drawn
def one_token(world: World, *, run: str = measured.TOKEN_RUN) -> alt.TopLevelMixin:
    """Where the time of one measured decode step goes."""
    anatomy, measurement = measured.anatomy_of_a_step(world, run), world.row("throughput_benchmarks", run)
    whole = measurement["median_inter_token_ms"]
    parts = _in_milliseconds(plain(anatomy))
    chip = serving.chip_name(serving.chips(world)[measurement["accelerator_id"]])
    model, number = serving.shapes(world)[measurement["model_id"]].name, measurement["chips"]
    gap = parts[parts["Kind"] == "unexplained"]["ms"].iloc[0]
    shown = "; ".join(f"{r.part.lower()} {r.text}" for r in parts.itertuples())
    return figure(
        _waterfall(parts, whole),
        id="one-token",
        title=f"One step of {model} on {in_words(number)} {chip}{'s' if number > 1 else ''}, "
        f"{measurement['batch']:.0f} conversations",
        takeaway=f"Of {fmt.number(whole)} ms measured, reading the weights explains "
        f"{fmt.number(parts['ms'].iloc[0])}; the arithmetic hides behind it, and {fmt.percent(gap / whole)} of the "
        "step is explained by nothing in the roofline.",
        alt_text=f"Waterfall of milliseconds: {shown}; measured in all {fmt.number(whole)} ms.",
        sources=[anatomy, "erdil2025inference", "jaxml2025scalingbook"],
        unit="milliseconds",
        world=world,
    )


def _in_milliseconds(parts: pd.DataFrame) -> pd.DataFrame:
    parts = parts.assign(ms=parts["seconds"] * 1e3, a=parts["start"] * 1e3, b=parts["end"] * 1e3)
    unexplained = parts["part"] == measured.UNEXPLAINED
    kind = np.select([parts["hidden"], unexplained], ["hidden", "unexplained"], "explained")
    return parts.assign(text=parts["ms"].map(lambda ms: f"{fmt.number(ms)} ms"), Kind=kind)


def _waterfall(parts: pd.DataFrame, whole: float) -> alt.LayerChart:
    base = alt.Chart(parts).encode(y=cases("part", parts["part"], room=280))
    scale = alt.Scale(domain=[0, 1.18 * whole])
    bars = base.mark_bar(height=18).encode(
        x=alt.X("a:Q", axis=alt.Axis(title="Milliseconds of one step"), scale=scale),
        x2="b:Q",
        color=coloured(
            "Kind", {"explained": BLUE, "unexplained": ACCENT, "hidden": GREY}, title=alt.Undefined, legend=None
        ),
        opacity=alt.condition("datum.hidden", alt.value(0.55), alt.value(0.95)),
        tooltip=["part", alt.Tooltip("ms:Q", format=".2f")],
    )
    words = base.mark_text(align="left", dx=6, fontSize=12).encode(x="b:Q", text="text:N")
    return (bars + words).properties(height=160, width=360)


@drawn
def roofline_error(world: World, *, small_cache: float = measured.SMALL_CACHE) -> alt.TopLevelMixin:
    """Measured throughput over the roofline's bound, by scenario, beside the usual correction."""
    compared = measured.against_roofline(world, small_cache=small_cache)
    medians = plain(measured.reached(world, small_cache=small_cache))
    medians = medians.assign(
        scenario_name=medians["scenario_key"].map(measured.SCENARIOS), text=medians["median"].map(fmt.percent)
    )
    reached, usual = medians.set_index("scenario_key")["text"], speed.calibration(world).reference
    shown = "; ".join(f"{r.scenario_name} {r.text} of {r.count:.0f} measurements" for r in medians.itertuples())
    return figure(
        _ticks(plain(compared), medians, usual),
        id="roofline-error",
        title="What servers reach of the roofline, by scenario",
        takeaway=f"One stream in hand-tuned code reaches {reached['single stream']} of the bound; chat on an "
        f"open-source server {reached['chat']}. Costs here are computed with {fmt.percent(usual.value)} at 64 "
        "conversations (dashed), less where more share a server.",
        alt_text=f"Ticks of measured over ideal throughput from 0 to 100% in five rows, with medians: {shown}. A grey "
        f"band marks {fmt.percent(usual.low)} to {fmt.percent(usual.high)}.",
        sources=[compared],
        unit="share of the roofline",
        world=world,
    )


def _ticks(compared: pd.DataFrame, medians: pd.DataFrame, usual: Quantity) -> alt.LayerChart:
    compared = compared.assign(scenario_name=compared["scenario_key"].map(measured.SCENARIOS))
    order = [name for name in measured.SCENARIOS.values() if name in set(compared["scenario_name"])]
    title = "Measured throughput as a share of the roofline's bound"
    axis = alt.Axis(title=title, format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("reached:Q", scale=alt.Scale(domain=[0, 1.05]), axis=axis)
    y = cases("scenario_name", order, room=260)
    band = alt.Chart(pd.DataFrame({"low": [usual.low], "high": [usual.high], "central": [usual.value]}))
    setting = ["variant", "hardware", "chips", "precision", "batch"]
    one = alt.Chart(compared[["scenario_name", "reached", *setting]])
    middle = alt.Chart(medians[["scenario_name", "median", "text"]]).encode(x="median:Q", y=y)
    ticks = one.mark_tick(thickness=2, size=20, opacity=0.4, color=BLUE)
    words = middle.mark_text(dy=21, fontSize=12, fontWeight=600, color=ACCENT)
    return alt.layer(
        band.mark_rect(color=INK, opacity=0.15).encode(x="low:Q", x2="high:Q"),
        band.mark_rule(color=INK, strokeDash=[4, 3]).encode(x="central:Q"),
        ticks.encode(x=x, y=y, tooltip=[*setting, alt.Tooltip("reached:Q", format=".0%")]),
        middle.mark_point(filled=True, size=110, color=ACCENT, opacity=1),
        words.encode(text="text:N"),
        height=56 * len(order),
        width=380,
    )
