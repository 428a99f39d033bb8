"""What breaks in a large cluster, and how chips work together."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, round_values
from headroom.report.facts.runs import runs
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, count_axis, money_axis
from headroom.report.training.figures.shapes import by_year, coloured, short, words
from headroom.report.training.results import failures, scale_out
from headroom.report.training.results.runs import Number

REGIME_COLOURS = (ACCENT, BLUE, GREEN)
CHIP_COLOURS = dict(zip(scale_out.CHIPS.values(), (OCHRE, MAUVE, BLUE, ACCENT, GREEN), strict=True))
LENGTHS = {"less than two months": BLUE, "two months or more": ACCENT, "not disclosed": GREY}
LONG = 60  # days
TAGGED = ["gpt-4", "gemini-1.0-ultra", "llama-3.1-405b", "grok-3", "deepseek-v3", "bloom-176b"]
HUNDREDS = (100, 1000)


@drawn
def goodput(world: World, *, regimes: tuple[failures.Regime, ...] = failures.REGIMES) -> alt.TopLevelMixin:
    """Goodput against the size of the cluster, for three ways of saving and restarting, from slow to fast."""
    by_cluster = failures.goodput_by_cluster(world, regimes)
    shown, least = plain(by_cluster), failures.least_goodput(world)
    chips, slow, fast = failures.slow_and_fast(world, regimes)
    lowest = shown[(shown["rate"] == failures.LLAMA_RATE) & (shown["regime"] == regimes[-1].label)]["goodput"].min()
    colours = dict(zip((regime.label for regime in regimes), REGIME_COLOURS, strict=True))
    return figure(
        _falling(shown, colours, least.value),
        id="goodput",
        title="Goodput against the size of the cluster, at the best checkpoint interval",
        takeaway=f"With saves that stop the run and slow restarts, goodput is {fmt.percent(slow)} at "
        f"{fmt.count(chips)} chips; saves in the background and restarts within a minute keep it at "
        f"{fmt.percent(fast)}.",
        alt_text="Three pairs of falling curves of goodput from 512 to half a million chips: with saves of a minute "
        f"and restarts of ten down to {fmt.percent(slow)} where the model ends, with background saves above "
        f"{fmt.percent(lowest)}. A triangle marks Llama 3.1 at more than 90% on 16,384 chips.",
        sources=[by_cluster, least],
        unit="share of paid time",
        world=world,
    )


def _falling(shown: pd.DataFrame, colours: dict[str, str], least: float) -> alt.LayerChart:
    x = alt.X("chips:Q", scale=log([512, 6e5]), axis=count_axis("Chips in the cluster", values=[1e3, 1e4, 1e5]))
    axis = alt.Axis(format="%", title="Goodput: share of paid time that advances the run")
    y = alt.Y("goodput:Q", scale=alt.Scale(domain=[0.5, 1]), axis=axis)
    llama = alt.Chart(pd.DataFrame({"chips": [failures.LLAMA_CHIPS], "goodput": [least]}))
    triangle = {"filled": True, "size": 90, "color": INK, "shape": "triangle-up", "opacity": 1}
    key = llama.encode(x=alt.value(18), y=alt.value(313))
    said = alt.value(f"Llama 3.1, more than {fmt.percent(least)}")
    return (
        _lines(shown, colours, x, y)
        + llama.mark_point(**triangle).encode(x=x, y=y)
        + key.mark_point(**triangle)
        + key.mark_text(align="left", dx=9, fontSize=12).encode(text=said)
    ).properties(height=340)


def _lines(shown: pd.DataFrame, colours: dict[str, str], x: alt.X, y: alt.Y) -> alt.Chart:
    """Colour tells the regime, dashes the failure rate."""
    legend = alt.Legend(orient="top", direction="vertical", columns=1, labelLimit=420)
    dash = alt.StrokeDash(
        "rate:N",
        title="Failure rate of",
        sort=["Llama 3's rate", "Research clusters' rate"],
        legend=alt.Legend(orient="bottom", direction="horizontal"),
    )
    formats = {"chips": ",.0f", "goodput": ".0%", "interval_minutes": ".1f"}
    numbers = [alt.Tooltip(f"{name}:Q", format=how) for name, how in formats.items()]
    colour = coloured("regime", colours, legend=legend)
    tooltip = ["regime", "rate", *numbers]
    return alt.Chart(shown).mark_line().encode(x=x, y=y, color=colour, strokeDash=dash, tooltip=tooltip)


@drawn
def weak_chips(world: World, *, mfu: Number | None = None, batch_tokens: Number | None = None) -> alt.TopLevelMixin:
    """One run on different chips: cost against days as chips are added, until the links between them are full.

    All chips reach `mfu` (by default what bills show of each) as long as the links feed them; a step has
    `batch_tokens` (by default those of Llama 3).
    """
    pieced = scale_out.pieced_together(world, mfu=mfu, batch_tokens=batch_tokens)
    corners = plain(scale_out.corners(world, mfu=mfu, batch_tokens=batch_tokens))
    weak, strong = (corners.set_index("chip").loc[chip] for chip in ("rtx-4090", "h100-sxm"))
    stated = "; ".join(f"{r.label} {r.days:.0f} days for {fmt.money(r.usd)}" for r in corners.itertuples())
    return figure(
        _to_the_corner(plain(pieced), corners),
        id="weak-chips",
        title="Llama 3 70B, pieced together from different chips",
        takeaway=f"The consumer card does the run for {fmt.ratio(weak['usd'] / strong['usd'])} the money; but no "
        f"number of RTX 4090s finishes in under {weak['days']:.0f} days, where H100s take {strong['days']:.0f}.",
        alt_text="For five chips, cost against days as chips are added: flat lines that end in a corner and then rise "
        f"straight up. Corners: {stated}.",
        sources=[pieced, "jaxml2025scalingbook"],
        unit="USD nominal; days",
        world=world,
    )


def _to_the_corner(pieced: pd.DataFrame, corners: pd.DataFrame) -> alt.LayerChart:
    corners = corners.assign(text=corners["label"] + ", " + corners["chips"].map(fmt.count) + " chips")
    span = holding(8e6, 3e8, corners["usd"], margin=1.4)
    axis = count_axis("Days to finish the run", values=[3, 10, 30, 100, 300, 1000, 3000])
    x = alt.X("days:Q", scale=log([3, 3000]), axis=axis)
    axis = money_axis("Rental cost of the run", values=round_values(span))
    y = alt.Y("usd:Q", scale=log(span, nice=False), axis=axis)
    colour = coloured("label", CHIP_COLOURS, title=alt.Undefined, legend=None)
    formats = {"chips": ",.0f", "days": ",.0f", "usd": ",.0f", "mfu": ".0%"}
    tooltip = ["label", *(alt.Tooltip(f"{name}:Q", format=how) for name, how in formats.items())]
    lines = alt.Chart(pieced[pieced["days"] < 3000]).mark_line(strokeWidth=2.5, clip=True)
    above, below = (corners["chip"] == chip for chip in ("l40s", "rtx-4090"))  # where the lines of others pass
    return (
        lines.encode(x=x, y=y, color=colour, order="chips:Q", tooltip=tooltip)
        + alt.Chart(corners).mark_point(filled=True, size=80, opacity=1).encode(x=x, y=y, color=colour)
        + words(corners[~above & ~below], x, y, "left", 9, 13, text="text")
        + words(corners[above], x, y, "right", -9, -10, text="text")
        + words(corners[below], x, y, "left", 9, 27, text="text")
    )


@drawn
def chips_and_days(world: World, *, least_flop: float = 1e22) -> alt.TopLevelMixin:
    """Chips at work on one run by date, of the runs of at least `least_flop` FLOP that disclose them."""
    known = runs(world)
    table = plain(known)[["model_id", "name", "published", "kind", "chips", "wall_clock_hours", "flop"]]
    shown = table.dropna(subset=["chips"]).query("kind == 'pretraining' and flop > @least_flop")
    few = float(shown["chips"].between(*HUNDREDS, inclusive="left").mean())
    most = fmt.count(shown["chips"].max())
    return figure(
        _by_date_and_length(shown),
        id="chips-and-days",
        title="Chips at work on one run",
        takeaway=f"Of the runs that disclose it, {fmt.percent(few)} used hundreds of chips; the largest known used "
        f"{most}.",
        alt_text=f"Dots of the number of chips of {len(shown)} runs by date, logarithmic from 60 to 300,000, coloured "
        f"by length of the run; a band marks 100 to 1,000. The largest is at {most}.",
        sources=[known.loc[shown.index, ["chips", "wall_clock_hours", "flop"]]],
        unit="chips",
        world=world,
    )


def _by_date_and_length(shown: pd.DataFrame) -> alt.LayerChart:
    shown = shown.assign(days=shown["wall_clock_hours"] / 24)
    less, more, unknown = LENGTHS
    shown["Length"] = np.select([shown["days"].isna(), shown["days"] >= LONG], [unknown, more], less)
    scale = log([60, 3e5], nice=False)
    x = by_year()
    y = alt.Y("chips:Q", scale=scale, axis=count_axis("Chips at work at once", values=[1e2, 1e3, 1e4, 1e5]))
    low, high = HUNDREDS
    band = alt.Chart(pd.DataFrame({"low": [low], "high": [high], "label": ["hundreds of chips"]}))
    colour = coloured("Length", LENGTHS, title="Length of the run")
    counts = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("chips", "days")]
    tags = shown[shown["model_id"].isin(TAGGED)]
    named = band.mark_text(align="left", dx=6, opacity=0.8)
    return (
        band.mark_rect(color=INK, opacity=0.07).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
        + named.encode(y=alt.datum(320), x=alt.value(0), text="label:N")
        + alt.Chart(shown)
        .mark_point(filled=True, size=70, opacity=0.95)
        .encode(x=x, y=y, color=colour, tooltip=["name", *counts])
        + words(tags.assign(label=short(tags["name"])), x, y, "right", -8, -6)
    ).properties(height=340)
