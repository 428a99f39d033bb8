"""What benchmarks say: who led when, and how the small Llama 3 compares with the big Llama 2."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.data_limits.figures.shapes import distinct, names, tips
from headroom.report.data_limits.results import models, scores
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, INK

SPOTS = {  # where the names of leaders stand; the rest are named on hovering
    "GPT-4": (0, -12),
    "GPT-4 (Mar 2023)": (6, 16),
    "Claude 3.5 Sonnet": (-8, -4),
    "o1-preview": (-8, -6),
    "o1": (-8, -6),
    "GPT-5": (-8, -8),
    "GPT-5.1": (0, -12),
    "Claude Mythos": (0, -12),
}
LLAMAS = {"small": "Llama 3 8B", "big": "Llama 2 70B"}
COLOURS = {"Llama 3 8B": ACCENT, "Llama 2 70B": BLUE}


@drawn
def scores_by_date(world: World) -> alt.TopLevelMixin:
    """Scores by release of the model, each panel run by one hand, with the best so far."""
    scored, best = scores.panels(world), scores.ahead(world)
    panels = [_scores(plain(table), label, label == scores.INDEX) for label, table in scored.items()]
    last, table = scores.newest(world), plain(best)
    said = "; ".join(
        f"{row.label}: {_written(row, row.gpt4)} to {_written(row, row.score)}" for row in table.itertuples()
    )
    return figure(
        alt.hconcat(*panels, spacing=24),
        id="scores-by-date",
        title="Scores of models by date",
        takeaway=f"From GPT-4 to the best since. {said} ({', '.join(dict.fromkeys(table['name']))}). The newest model "
        f"scored is of {last:%B %Y}.",
        alt_text=f"{len(panels)} panels of scores by release of the model up to {last:%B %Y}, with a staircase of the "
        f"best so far. From GPT-4 to the best: {said}.",
        sources=[table["score"] for table in scored.values()],
        unit="share of questions; points of an index",
        world=world,
    )


def _written(row: tuple, score: float) -> str:
    return f"{score:.0f} points" if row.label == scores.INDEX else fmt.percent(score)


def _scores(table: pd.DataFrame, title: str, index: bool) -> alt.LayerChart:
    """One panel."""
    days = alt.Scale(domain=["2022-12-01", "2026-12-01"])
    x = alt.X("released:T", axis=alt.Axis(title=None, format="%Y", tickCount="year"), scale=days)
    shares = {"scale": alt.Scale(domain=[0, 1]), "axis": alt.Axis(format="%", title="Score")}
    points = {"scale": alt.Scale(domain=[80, 165], nice=False), "axis": alt.Axis(title="Points")}
    y = alt.Y("score:Q", **(points if index else shares))
    tooltip = ["name", *tips(score=".0f" if index else ".0%"), alt.Tooltip("released:T")]
    best = table[table["leader"]]
    stairs = alt.Chart(best).mark_line(interpolate="step-after", color=INK, opacity=0.5, strokeWidth=1.4)
    colour = distinct(alt.Color, "who", {"led when released": ACCENT, "others": BLUE})
    dots = alt.Chart(table.assign(who=np.where(table["leader"], "led when released", "others")))
    tags = best.drop_duplicates("name", keep="last").set_index("name").assign(label=lambda t: t.index)
    return alt.layer(
        stairs.encode(x=x, y=y),
        dots.mark_point(filled=True, size=45, opacity=0.8, clip=True).encode(x=x, y=y, color=colour, tooltip=tooltip),
        names(tags, SPOTS, x, y),
        title=title,
        width=285,
        height=260,
    )


@drawn
def small_against_big(world: World) -> alt.TopLevelMixin:
    """Llama 3 8B against Llama 2 70B: the loss that the laws expect, and measured scores."""
    losses, scored = models.small_against_big(world), scores.small_and_big(world)
    expected, table = plain(losses), plain(scored)
    chat, base = (table.loc[table["variant"] == variant, "ratio"] for variant in ("instruct", "base"))
    least, most = (fmt.number(end) for end in (expected["gap"].min(), expected["gap"].max()))
    return figure(
        alt.vconcat(_expected(expected), _measured(table), spacing=26).resolve_scale(color="shared"),
        id="small-against-big",
        title="The smallest Llama 3 against the biggest Llama 2",
        takeaway=f"{(expected['gap'] > 0).sum()} of {len(expected)} laws expect the small model to be worse. As a base "
        f"model it is, on {(base < 1).sum()} of {len(base)} benchmarks; as a chat model it wins {(chat > 1).sum()} of "
        f"{len(chat)}.",
        alt_text=f"Two panels. Predicted loss under three laws: the 8B model {least} to {most} nats above the 70B "
        f"model. Scores on {len(table)} benchmarks: base 8B below 70B on all but {(base >= 1).sum()}, chat 8B above "
        f"on {(chat > 1).sum()} of {len(chat)}.",
        sources=[scored, losses],
        unit="nats per token; share of questions",
        world=world,
    )


def _expected(losses: pd.DataFrame) -> alt.LayerChart:
    """The losses of both models under each law."""
    label = losses["label"].str.replace("et al. 2022, approach 3", "2022 (3)").str.replace("et al. ", "")
    losses = losses.assign(label=label)
    scale = alt.Scale(domain=[1.88, 2.1], nice=False)
    nats = alt.Axis(title="Predicted loss, nats (lower is better)", format=".2f", values=[1.9, 1.95, 2, 2.05, 2.1])
    pairs = losses.melt(["label", "gap"], list(LLAMAS), "model", "loss")
    order = list(losses["label"])
    chart = _pairs(losses, pairs, "label", order, alt.X("loss:Q", scale=scale, axis=nats), size=90, digits=".4f")
    return chart.properties(height=34 * len(losses), width=390, title="What the laws expect")


def _measured(table: pd.DataFrame) -> alt.LayerChart:
    """The scores of both models on each benchmark."""
    kind = table["variant"].map({"base": "base", "instruct": "chat"})
    table = table.assign(Kind=kind, row=table["label"] + ", " + kind)
    order = list(table.sort_values(["variant", "ratio"])["row"])
    pairs = table.melt(["row", "ratio"], list(LLAMAS), "model", "score")
    share = alt.Axis(format="%", title="Score (higher is better)")
    x = alt.X("score:Q", scale=alt.Scale(domain=[0, 1]), axis=share)
    chart = _pairs(table, pairs, "row", order, x, size=80, digits=".1%")
    return chart.properties(height=26 * len(order), width=390, title="What was measured, in one harness")


def _pairs(
    table: pd.DataFrame, pairs: pd.DataFrame, label: str, order: list[str], x: alt.X, *, size: int, digits: str
) -> alt.LayerChart:
    """Two dots a row, one a model, joined by a line."""
    pairs = pairs.assign(Model=pairs["model"].map(LLAMAS))
    y = alt.Y(f"{label}:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    colour = distinct(alt.Color, "Model", COLOURS, legend=alt.Legend(columns=2, labelLimit=220))
    joined = alt.Chart(table).mark_rule(strokeWidth=2, opacity=0.4)
    dots = alt.Chart(pairs).mark_point(filled=True, size=size, opacity=1)
    tooltip = [label, "Model", alt.Tooltip(x["shorthand"], format=digits)]
    return joined.encode(y=y, x=alt.X("small:Q", scale=x["scale"]), x2="big:Q") + dots.encode(
        y=y, x=x, color=colour, tooltip=tooltip
    )
