"""What benchmarks say: who led when, and how the small Llama 3 compares with the big Llama 2."""

from __future__ import annotations

from collections.abc import Mapping

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

KINDS = {"without reasoning": BLUE, "reasoning model": ACCENT}
PANELS = {  # benchmark: title, and where the names of models stand
    "mmlu": (
        "MMLU: exam questions of 57 subjects",
        {"gpt-4": (-8, -6), "gpt-3-175b": (8, 14), "claude-3.5-sonnet": (0, -12)},
    ),
    "gpqa-diamond": (
        "GPQA Diamond: graduate science",
        {"gpt-4": (-8, -6), "claude-3.5-sonnet": (-8, -4), "o1-preview": (-8, -6), "o1": (8, -6)},
    ),
}
LLAMAS = {"small": "Llama 3 8B", "big": "Llama 2 70B"}
COLOURS = {"Llama 3 8B": ACCENT, "Llama 2 70B": BLUE}


@drawn
def scores_by_date(world: World) -> alt.TopLevelMixin:
    """Published scores of served models by date, with the best so far."""
    scored = scores.by_date(world)
    table = plain(scored).assign(kind=lambda t: np.where(t["reasoning"], *reversed(KINDS)))
    panels = [_scores(table[table["benchmark"] == name], *panel) for name, panel in PANELS.items()]
    found = plain(scores.errors_removed(world)).set_index(["benchmark", "kind"])
    exams = found.loc["mmlu", "without reasoning"]
    science, thinking = (found.loc["gpqa-diamond", kind] for kind in ("without reasoning", "reasoning models"))
    return figure(
        alt.hconcat(*panels, spacing=24),
        id="scores-by-date",
        title="Published scores by date",
        takeaway="After GPT-4 scores on MMLU rose little, being near their ceiling; on GPQA Diamond the best models "
        f"removed {fmt.percent(science['removed'])} of its errors without reasoning, "
        f"{fmt.percent(thinking['removed'])} with it.",
        alt_text="Two panels of scores from 0 to 100% by date, 2021 to spring 2025. MMLU: from 44% for GPT-3 to 86% "
        f"for GPT-4, then to {fmt.percent(exams['score'])}. GPQA Diamond: GPT-4 at {fmt.percent(science['gpt4'])}, "
        f"the best without reasoning at {fmt.percent(science['score'])}, o1 at {fmt.percent(thinking['score'])}.",
        sources=[scored],
        unit="share of questions",
        world=world,
    )


def _scores(table: pd.DataFrame, title: str, spots: Mapping[str, tuple[int, int]]) -> alt.LayerChart:
    """One benchmark."""
    days = alt.Scale(domain=["2021-09-01", "2025-09-01"])
    x = alt.X("as_of:T", axis=alt.Axis(title=None, format="%Y", tickCount="year"), scale=days)
    y = alt.Y("score:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="Score"))
    tooltip = ["name", *tips(score=".0%"), alt.Tooltip("as_of:T")]
    best = alt.Chart(table[table["leader"]])
    stairs = best.mark_line(interpolate="step-after", color=INK, opacity=0.5, strokeWidth=1.4)
    points = alt.Chart(table).mark_point(filled=True, size=55, opacity=0.9)
    tags = table.set_index("model_id")
    return (
        stairs.encode(x=x, y=y)
        + points.encode(x=x, y=y, color=distinct(alt.Color, "kind", KINDS), tooltip=tooltip)
        + names(tags.assign(label=tags["name"]), spots, x, y)
    ).properties(title=title, width=285, height=260)


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
