"""What reading a text again is worth, and what compute still buys when text is limited."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.data_limits.figures.shapes import distinct, tips, words
from headroom.report.data_limits.results import caps
from headroom.report.facts.runs import largest_run
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, power_axis

READINGS = {4: {"dx": 4, "dy": 64}, 16: {"dx": 10, "dy": 16}, 64: {"align": "right", "dx": 30, "dy": -14}}
USES = {"unlimited": "unlimited text", "once": "each token once", "again": "text used again"}
FLOP = alt.Scale(type="log", domain=[1e24, 1e30], nice=False)
X = alt.X("flop:Q", scale=FLOP, axis=power_axis("Training compute, FLOP", values=[10.0**k for k in range(24, 31)]))
LOSS = alt.Scale(domain=[1.87, 2.02], nice=False)


@drawn
def worth_of_an_epoch(world: World, *, limit: float | None = None) -> alt.TopLevelMixin:
    """Worth of a text by the times that it is read; `limit`: how much repetition can give, if not as fitted."""
    worths = caps.epochs(world, limit)
    table = plain(worths)
    good = table[table["label"] == table["label"].iloc[0]].set_index("epochs")["effective"]
    ceiling = fmt.ratio(caps.ceiling(world, limit).value)
    return figure(
        _worth(table),
        id="worth-of-an-epoch",
        title="What reading a text again is worth",
        takeaway=f"Four readings are worth {fmt.ratio(good[4])} fresh text, sixteen {fmt.ratio(good[16])}; nothing "
        f"brings it beyond {ceiling}.",
        alt_text="Worth of repeated text against epochs from 1 to 100, both logarithmic: close to the diagonal up to "
        f"four, then flattening at {ceiling}; a worse fit flattens at about four.",
        sources=[worths],
        unit="ratio",
        world=world,
    )


def _worth(table: pd.DataFrame) -> alt.LayerChart:
    """Both fits, some readings of the first in words, and the line of fresh text."""
    good, worse = list(dict.fromkeys(table["label"]))
    log = alt.Scale(type="log", domain=[1, 100], nice=False)
    times = alt.Axis(title="Times that the text is read (epochs)", values=[1, 2, 4, 8, 16, 32, 64, 100])
    fresh = {"title": "Worth, in texts of fresh words", "values": [1, 2, 4, 8, 16, 32, 64]}
    x = alt.X("epochs:Q", scale=log, axis=times)
    y = alt.Y("effective:Q", scale=log, axis=alt.Axis(labelExpr="datum.value + '×'", **fresh))
    marks = table[(table["label"] == good) & table["epochs"].isin(READINGS)]
    marks = marks.assign(words=[_reading(row) for row in marks.itertuples()])
    diagonal = alt.Chart(pd.DataFrame({"epochs": [1, 100], "effective": [1, 100]}))
    colour = distinct(alt.Color, "label", {good: ACCENT, worse: BLUE})
    tooltip = ["label", "epochs", *tips(effective=".2f", worth=".0%")]
    name = pd.DataFrame({"epochs": [28], "effective": [28], "label": ["if all were fresh"]})
    chart = (
        diagonal.mark_line(color=GREY, strokeDash=[4, 3], strokeWidth=1.4).encode(x=x, y=y)
        + alt.Chart(table).mark_line().encode(x=x, y=y, color=colour, tooltip=tooltip)
        + alt.Chart(marks).mark_point(filled=True, size=80, color=ACCENT, opacity=1).encode(x=x, y=y)
    )
    for readings, place in READINGS.items():
        chart += words(marks[marks["epochs"] == readings], x, y, "words", **place)
    return (chart + words(name, x, y, align="right", dx=-8, dy=-6)).properties(height=360)


def _reading(row: tuple) -> str:
    """Some readings in words, and the worth of the last, unless it is nothing."""
    last = f", the last at {fmt.percent(row.worth)}" if row.epochs < 64 else ""
    return f"{row.epochs:.0f} readings: {fmt.ratio(row.effective)}{last}"


@drawn
def loss_under_caps(world: World, *, disputed: bool = False) -> alt.TopLevelMixin:
    """Least loss by compute under caps on text, and what the next tenfold removes, from the largest run of a table."""
    curves, run = caps.curves(world), largest_run(world, disputed=disputed)
    last, ahead = (fmt.number(gain.value) for gain in caps.gains(world, disputed))
    table = plain(curves).assign(Use=lambda t: t["use"].map(USES))
    first = fmt.significant(table.loc[table["flop"] >= 1e24, "gain"].max(), 2)
    return figure(
        _loss_and_gain(table, run.flop.value, run.name),
        id="loss-under-caps",
        title="Loss against compute when text is limited",
        takeaway=f"From {run.name} on, ten times the compute removes {ahead} nats if there is text enough, after "
        f"{last} for the last tenfold: a slow decline. On Llama 3's text alone the gain would be all but gone at "
        f"{fmt.flop(caps.used_up(world))}, on the usable web much later.",
        alt_text="Two panels over training compute from 10²⁴ to 10³⁰ FLOP: least loss in nats under caps of 15, 100 "
        "and 320 trillion tokens, each token used once (dashed) or again (solid), and the loss that the next tenfold "
        f"removes, falling from {first} to a thousandth. A line marks {run.name}.",
        sources=[curves, "villalobos2024data", run.flop],
        unit="nats per token",
        world=world,
    )


def _loss_and_gain(table: pd.DataFrame, flop: float, name: str) -> alt.VConcatChart:
    base = _curves(table)
    here = pd.DataFrame({"flop": [flop], "label": [f"{name}, the largest run known"]})
    wall = alt.Chart(here).mark_rule(color=GREY, strokeWidth=1.4).encode(x=alt.X("flop:Q", scale=FLOP))
    run = alt.Chart(here).mark_text(align="left", dx=6, fontSize=12)
    hint = alt.Chart(pd.DataFrame({"flop": [1.2e24], "loss": [1.8765], "label": ["dashed: each token once"]}))
    nats = alt.Axis(title="Least loss, nats per token", format=".2f")
    removed = alt.Axis(title="Loss that the next tenfold removes", values=[0.001, 0.003, 0.01, 0.03], format="~g")
    loss = (
        base.mark_line(clip=True).encode(y=alt.Y("loss:Q", scale=LOSS, axis=nats))
        + wall
        + run.encode(x=X, y=alt.value(10), text="label:N")
        + hint.mark_text(align="left", fontSize=12).encode(x=X, y=alt.Y("loss:Q", scale=LOSS), text="label:N")
    )
    gain = (
        base.transform_filter("isValid(datum.gain)")
        .mark_line(clip=True)
        .encode(y=alt.Y("gain:Q", scale=alt.Scale(type="log", domain=[0.001, 0.05], nice=False), axis=removed))
    )
    return alt.vconcat(loss.properties(height=270), (gain + wall).properties(height=210), spacing=26)


def _curves(table: pd.DataFrame) -> alt.Chart:
    """What both panels share: colour by cap, dashes where each token is used once."""
    colours = dict(zip(["unlimited text", *caps.CAPS.values()], [INK, ACCENT, BLUE, GREEN], strict=True))
    dashes = dict(zip(USES.values(), [[1, 0], [5, 4], [1, 0]], strict=True))
    return alt.Chart(table[table["flop"] >= 1e24]).encode(
        x=X,
        color=distinct(alt.Color, "label", colours, title="Text", legend=alt.Legend(columns=2, labelLimit=220)),
        strokeDash=distinct(alt.StrokeDash, "Use", dashes, legend=None),
        tooltip=["label", "Use", *tips(flop=".1e", loss=".4f", gain=".4f")],
    )
