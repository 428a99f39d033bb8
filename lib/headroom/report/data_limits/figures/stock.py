"""How much text there is, and when demand meets it."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.data_limits import live
from headroom.report.data_limits.figures.shapes import (
    GUESSED,
    MORE,
    TEXT,
    computed,
    distinct,
    flat,
    tips,
    training_sets,
    words,
)
from headroom.report.data_limits.results import crossing, sets, stock
from headroom.report.estimate import Estimate
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, count_axis

STOCKS = {"raw": GREY, "usable": BLUE, "effective": GREEN}
SHORT = {
    "Qwen3-235B-A22B": "Qwen3",
    "Llama 3 8B": "Llama 3",
    "GPT-3 175B": "GPT-3",
    "Chinchilla 70B": "Chinchilla",
}
YEARS = alt.X(
    "year:Q",
    scale=alt.Scale(domain=[2019, 2036], nice=False),
    axis=alt.Axis(title=None, format="d", values=list(range(2020, 2037, 2))),
)
TOKENS = alt.Scale(type="log", domain=[1e11, 1e16], nice=False)
AXIS = count_axis("Tokens", values=[10.0**k for k in range(11, 16)])
Y = alt.Y("tokens:Q", scale=TOKENS, axis=AXIS)


@drawn
def stock_and_demand(world: World) -> alt.TopLevelMixin:
    """Training sets over the stock of text, by date; demand and stock are carried on from the reader's inputs."""
    opened = live.opened(world)
    stocked, read, forecast = stock.stock_bands(world), sets.training_sets(world), crossing.projection(world)
    biggest = sets.largest(world, text_only=True)
    expected = crossing.projected(world, sets.year(world.as_of))
    met, tokens = fmt.write(opened["cross_year"], "year"), fmt.count(opened["cross_tokens"])
    largest, ahead = fmt.count(biggest["tokens"].value), fmt.ratio(biggest["tokens"].value / expected.value)
    raw, usable, effective = (stock.stock_estimate(world, kind).text for kind in STOCKS)
    return figure(
        _stock_and_demand(world, flat(stocked, "tokens", "median"), flat(forecast, "tokens"), biggest["id"]),
        id="stock-and-demand",
        title="Training sets over the stock of text",
        takeaway="At the pace of the study of 2024, the largest training set meets the effective stock in "
        f"{met}, at {tokens} tokens; the largest text disclosed is {ahead} what it projected for today (dashed).",
        alt_text="Live chart on a logarithmic axis of tokens, 2019 to 2036. Three bands of stock in 2024: the indexed "
        f"web at {raw} tokens, its usable part at {usable}, with repetition {effective}. Points of training sets rise "
        f"from 300 billion to {largest}; a line of demand from today crosses the stock in {met}.",
        sources=[stocked, forecast, read[read["at"] >= 2019.5]],
        unit="tokens",
        world=world,
        controls=live.sliders(world),
        sentence="If training sets grow {demand_growth:growth} from {training_set:count} tokens today, they meet the "
        "stock in {cross_year:year}, at {cross_tokens:count} tokens.",
        values=opened,
    )


def _stock_and_demand(world: World, bands: pd.DataFrame, study: pd.DataFrame, biggest: str) -> alt.LayerChart:
    """All layers, with the date of the meeting as parameters."""
    seen = training_sets(world)
    named = seen[seen["id"].isin(["gpt-3-175b", "chinchilla-70b", "llama-3-8b", biggest])]
    tip = study[study["year"] == 2030.5].assign(label="projected in 2024")
    dashes = alt.Chart(study).mark_line(color=MAUVE, strokeDash=[6, 4], strokeWidth=2, clip=True)
    layers = alt.layer(
        *(_band(bands[bands["kind"] == kind], colour) for kind, colour in STOCKS.items()),
        dashes.encode(x=YEARS, y=Y),
        _supply(world),
        _demand(world),
        _points(seen),
        words(named.assign(label=named["name"].replace(SHORT)), YEARS, Y, align="right", dx=-8, dy=-6),
        _senses(bands),
        words(tip, YEARS, Y, dx=-6, dy=-8, align="right"),
        _meeting(),
        height=430,
    )
    return layers.add_params(*live.meeting(world).params(), *live.DEMAND_MET.params())


def _band(band: pd.DataFrame, colour: str) -> alt.LayerChart:
    """One stock: its interval, and its central value."""
    area = alt.Chart(band).mark_area(color=colour, opacity=0.13, clip=True)
    line = alt.Chart(band.rename(columns={"median": "tokens"}))
    return area.encode(x=YEARS, y=alt.Y("low:Q", scale=TOKENS, axis=AXIS), y2="high:Q") + line.mark_line(
        color=colour, strokeWidth=1.4, opacity=0.9, clip=True
    ).encode(x=YEARS, y=Y)


def _senses(bands: pd.DataFrame) -> alt.LayerChart:
    """The names of the stocks at the left, above or below their lines."""
    ends = bands[bands["year"] == 2019].rename(columns={"median": "tokens"}).assign(year=2019.1).set_index("kind")
    higher = "raw" if ends.loc["raw", "tokens"] > ends.loc["effective", "tokens"] else "effective"
    senses = {"raw": 14, "usable": -15, "effective": 14} | {higher: -15}
    return alt.layer(*(words(ends.loc[[kind]], YEARS, Y, dx=2, dy=dy) for kind, dy in senses.items()))


def _points(seen: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(seen[["year", "tokens", "name", "kind"]])
        .mark_point(size=34, strokeWidth=1.5, filled=False, clip=True)
        .encode(
            x=YEARS,
            y=Y,
            color=alt.value(INK),
            tooltip=["name", "kind", *tips(tokens=".2s")],
            shape=distinct(alt.Shape, "kind", {TEXT: "circle", MORE: "diamond", GUESSED: "cross"}),
        )
    )


def _demand(world: World) -> alt.Chart:
    """The largest training set from today on."""
    today = sets.year(world.as_of)
    ahead = pd.DataFrame({"ahead": np.arange(0, 2036.6 - today, 0.25)})
    chart = alt.Chart(ahead.assign(year=today + ahead["ahead"]))
    inputs = {name: name for name in ("demand_growth", "overtraining")} | {"training_set_tokens": "training_set"}
    line = computed(chart, data_limits.demand_after, "tokens", years="datum.ahead", **inputs)
    return line.mark_line(color=ACCENT, strokeWidth=3, clip=True).encode(x=YEARS, y=Y)


def _supply(world: World) -> alt.Chart:
    """The stock that the reader chooses, as it grows."""
    since = pd.DataFrame({"since": np.arange(-6, 12.5, 0.5)})
    chart = alt.Chart(since.assign(year=stock.STOCK_YEAR + since["since"]))
    growth = float(live.stock_growth(world).value)
    inputs = {"stock_tokens": "stock_tokens", "stock_growth": growth}
    line = computed(chart, data_limits.stock_after, "tokens", years="datum.since", **inputs)
    return line.mark_line(color=GREEN, strokeWidth=3, clip=True).encode(x=YEARS, y=Y)


def _meeting() -> alt.LayerChart:
    """The point at which demand meets the stock."""
    label = alt.Chart(pd.DataFrame({"label": ["here they meet"]}))
    meets = label.transform_calculate(year="cross_year", tokens="cross_tokens")
    dot = meets.mark_point(filled=True, size=170, color=ACCENT, opacity=1, clip=True).encode(x=YEARS, y=Y)
    text = meets.mark_text(align="center", dy=26, fontWeight=600, fontSize=13, clip=True)
    return dot + text.encode(x=YEARS, y=Y, text="label:N")


@drawn
def crossing_years(world: World, *, overtraining: float = 1.0) -> alt.TopLevelMixin:
    """Probability of each year in which demand may meet the stock, by the study of 2024 rebuilt."""
    shares = crossing.crossing_density(world, overtraining)
    met, five, hundred = (crossing.crossing_estimate(world, overtraining=k * overtraining) for k in (1.0, 5.0, 100.0))
    first, last = (fmt.write(end, "year") for end in (met.low, met.high))
    return figure(
        _years(plain(shares), met),
        id="crossing-years",
        title="In which year would demand meet the stock?",
        takeaway=f"The projection of 2024, rebuilt: {met.text}, with an 80% interval from {first} to {last} (full "
        f"bars; the line is the central value); overtraining fivefold brings it to {five.text}, a hundredfold to "
        f"{hundred.text}.",
        alt_text=f"Bars of probability by calendar year from 2023 to 2037, highest around {met.text}; two lines, from "
        "past growth of training sets and from growth of compute, almost coincide.",
        sources=[shares],
        unit="probability",
        world=world,
    )


def _years(density: pd.DataFrame, met: Estimate) -> alt.LayerChart:
    """Bars of both ways of projecting demand together, a line for each, and the central value."""
    both = density[density["branch"] == "mixture"].assign(
        end=lambda t: t["year"] + 1, inside=lambda t: (t["end"] > met.low) & (t["year"] < met.high)
    )
    branches = density[density["branch"] != "mixture"].assign(middle=lambda t: t["year"] + 0.5)
    span = alt.Scale(domain=[2023, 2038], nice=False)
    axis = alt.Axis(title="Calendar year", format="d", values=list(range(2023, 2039)), labelAlign="left", labelOffset=4)
    share = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, 1.08 * density["share"].max()], nice=False),
        axis=alt.Axis(format="%", title="Probability of the year"),
    )
    bars = alt.Chart(both).mark_bar(color=ACCENT, clip=True, strokeWidth=0)
    lines = alt.Chart(branches).mark_line(point=True, strokeWidth=1.6, clip=True)
    colours = {crossing.BRANCHES["historical"]: BLUE, crossing.BRANCHES["compute"]: GREEN}
    centre = alt.Chart(pd.DataFrame({"x": [met.value]})).mark_rule(color=INK, strokeWidth=1.6)
    return (
        bars.encode(
            x=alt.X("year:Q", scale=span, axis=axis),
            x2="end:Q",
            y=share,
            y2=alt.datum(0),
            opacity=alt.condition("datum.inside", alt.value(0.75), alt.value(0.3)),
            tooltip=["year", *tips(share=".1%")],
        )
        + lines.encode(x=alt.X("middle:Q", scale=span), y=share, color=distinct(alt.Color, "label", colours))
        + centre.encode(x=alt.X("x:Q", scale=span))
    ).properties(height=250)
