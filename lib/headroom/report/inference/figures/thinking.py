"""What thinking longer buys, and how much training it replaces."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import DOTS, labels, log, placed, share_axis
from headroom.report.inference.results import exchange, test_time
from headroom.report.theme import ACCENT, BLUE, INK, money_axis

TESTS = {"ARC-AGI-1": BLUE, "ARC-AGI-2": ACCENT}
COSTS = log(0.2, 20000)
RUNS = {  # that are named
    "arc1-o3-low": ("o3 preview, 2024", 0, 20, "center"),
    "arc1-o3-high": ("1,024 samples", 8, -13, "right"),
    "arc1-gpt52pro": ("GPT-5.2 Pro, 2025", 8, -8, "left"),
    "arc1-gemini31": ("Gemini 3.1 Pro, 2026", 8, -6, "left"),
    "arc2-gpt52pro": ("GPT-5.2 Pro", 9, 4, "left"),
    "arc2-gpt55-low": ("GPT-5.5, low effort", 9, 4, "left"),
    "arc2-gpt55-xhigh": ("highest effort", 9, 8, "left"),
}
CROWDED = "arc1-o3-high"  # named only where the plot is wide


@drawn
def accuracy_by_cost(world: World) -> alt.TopLevelMixin:
    """Score against the cost of a task on two tests of abstract reasoning; of a third only that of runs is known."""
    tasks = test_time.arc(world)
    runs = plain(tasks)
    places = test_time.first_and_best(runs)
    runs.loc[runs["usd_low"] == runs["usd_high"], ["usd_low", "usd_high"]] = np.nan
    runs = runs.assign(shown=runs["score"].clip(lower=0.0), Test="ARC-AGI-" + runs["test"].astype(str))
    first, top = (runs.loc[place] for place in places)
    third = test_time.interactive(world)
    last = plain(third)
    beyond = ""
    if len(last):
        most, best = fmt.money(last["usd"].max()), fmt.percent(last["score"].max())
        beyond = f" On the third test, not drawn here, whole runs of up to {most} solved at most {best}."
    shown = (f"{r.Test}, {r.system}: {fmt.percent(r.score)} for {fmt.money(r.usd)}" for r in runs.itertuples())
    return figure(
        _scores(runs, test_time.effort_curve(world)),
        id="accuracy-by-cost",
        title="Score against the cost of a task, two tests of abstract reasoning",
        takeaway=f"{fmt.percent(first['score'])} of the first test cost {fmt.money(first['usd'])} a task in "
        f"{first['as_of'].year}, and {fmt.percent(top['score'])} cost {fmt.money(top['usd'])} in {top['as_of'].year}."
        + beyond,
        alt_text="Scores from 0 to 100% against dollars a task, logarithmic from 20 cents to 20,000 dollars. "
        f"{'; '.join(shown)}.",
        sources=[tasks, third, "chollet2024o3"] if len(last) else [tasks, "chollet2024o3"],
        unit="share of tasks",
        world=world,
    )


def _scores(runs: pd.DataFrame, effort: dict[str, Quantity] | None) -> alt.LayerChart:
    x = alt.X("usd:Q", scale=COSTS, axis=money_axis("Cost of a task", values=[1, 10, 100, 1000, 10000]))
    y = alt.Y("shown:Q", scale=alt.Scale(domain=[-0.03, 1.02]), axis=share_axis("Score"))
    colour = coloured("Test", TESTS, title=None, legend=DOTS)
    marks = alt.Scale(domain=list(TESTS), range=["circle", "diamond"])
    samples = alt.Chart(runs[runs["run"].isin(["arc1-o3-low", "arc1-o3-high"])])
    money, score = alt.Tooltip("usd:Q", format="$,.2f"), alt.Tooltip("score:Q", format=".1%")
    tooltip = ["system", "Test", "condition", alt.Tooltip("as_of:T", format="%Y"), money, score]
    base = alt.Chart(runs)
    ranges = base.mark_rule(strokeWidth=2, opacity=0.35).encode(
        x=alt.X("usd_low:Q", scale=COSTS), x2="usd_high:Q", y=y, color=colour
    )
    dots = base.mark_point(filled=True, size=90, opacity=1)
    names = dict(zip(RUNS, placed(runs, "run", RUNS, x, y), strict=True))
    names[CROWDED] = names[CROWDED].transform_filter("width > 400")
    return alt.layer(
        *([_effort(effort, x, y)] if effort else []),
        samples.mark_line(color=BLUE, strokeWidth=1.5, opacity=0.6).encode(x=x, y=y),
        ranges.transform_filter("isValid(datum.usd_low)"),
        dots.encode(x=x, y=y, color=colour, shape=alt.Shape("Test:N", title=None, scale=marks), tooltip=tooltip),
        *names.values(),
    ).properties(height=380)


def _effort(curve: dict[str, Quantity], x: alt.X, y: alt.Y) -> alt.Chart:
    """The logistic curve through one model's efforts."""
    usd, half, slope = np.geomspace(0.22, 4, 60), curve["midpoint_cost"].value, curve["score_slope"].value
    line = pd.DataFrame({"usd": usd, "shown": inference.score_at_cost(usd, half, score_slope=slope)})
    return alt.Chart(line).mark_line(color=ACCENT, strokeDash=[5, 4], opacity=0.8).encode(x=x, y=y)


KINDS = {"measured": BLUE, "claim": ACCENT}
SLOPES = (1.0, 1.2, 2.0)  # tenfolds of computing per answer for one of training, drawn as lines
EXCHANGES = {
    "Hex: 10 times the training": ("Hex", -10, -8, "right"),
    "Survey: typical": ("typical", 10, 18, "left"),
    "Survey: methods combined": ("methods combined", 14, 34, "left"),
    "Survey: cheap checks only": ("cheap checks", 8, -14, "left"),
    "Poker, as said": ("Poker, as said", -10, -6, "right"),
    "Poker, both factors multiplied": ("Poker, both factors", 12, 4, "left"),
}


@drawn
def exchange_map(world: World, *, slope: float | None = None) -> alt.TopLevelMixin:
    """Computing per answer against the training it replaces; the poker agent's worth at the measured slopes or one."""
    exchanges, worth = exchange.exchange_points(world), exchange.poker_equivalent(world, slope=slope)
    points = plain(exchanges)
    measured, claim = (points[points["kind"] == kind] for kind in KINDS)
    tenfolds, claim = exchange.tenfolds(measured), claim.iloc[0]
    spent = fmt.ratio(claim["spent"])
    shown = (f"{r.label} {fmt.ratio(r.spent)} for {fmt.ratio(r.saved)}" for r in measured.itertuples())
    return figure(
        _exchanges(points, claim, float(worth.value)),
        id="exchange-map",
        title="Computing per answer against the training that it replaces",
        takeaway=f"Measured exchanges take {fmt.number(tenfolds.min())} to {fmt.number(tenfolds.max())} tenfolds of "
        f"computing per answer for a tenfold of training: {spent} of thinking is worth about {fmt.ratio(worth.value)} "
        f"of training there, and the poker claim says {fmt.count(claim['saved'])} times.",
        alt_text="Map with logarithmic axes: times more computing per answer from 1 to 100 million, times more "
        f"training replaced from 1 to 100 billion. Measured points: {'; '.join(shown)}. The poker claim stands at "
        f"{spent} for {fmt.count(claim['saved'])}, and at ten billion if both of its factors multiply.",
        sources=[exchanges],
        unit="factor",
        world=world,
    )


def _exchanges(points: pd.DataFrame, claim: pd.Series, worth: float) -> alt.LayerChart:
    million = "datum.value < 1e6 ? format(datum.value, ',') : "
    in_millions = "format(datum.value / 1e6, ',') + 'M'"
    billion = f"datum.value < 1e9 ? {in_millions} : format(datum.value / 1e9, ',') + 'B'"
    values = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8]
    axis = alt.Axis(title="Times more computing per answer", values=values, labelExpr=million + in_millions)
    x = alt.X("spent:Q", scale=log(1, 1e8), axis=axis)
    values = [1, 1e2, 1e4, 1e6, 1e8, 1e10]
    axis = alt.Axis(title="Times more training that it replaces", values=values, labelExpr=million + billion)
    y = alt.Y("saved:Q", scale=log(1, 1e11), axis=axis)
    colour = coloured("kind", KINDS, title=alt.Undefined, legend=None)
    gap = pd.DataFrame({"spent": [claim["spent"]], "saved": [worth], "top": [claim["saved"]]})
    base = alt.Chart(points)
    dots = base.mark_point(filled=True, size=110, opacity=1)
    tooltip = ["label", *(alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("spent", "saved"))]
    return alt.layer(
        *_slopes(x, y),
        alt.Chart(gap).mark_rule(color=ACCENT, strokeDash=[3, 3]).encode(x=x, y=y, y2="top:Q"),
        base.mark_rule(strokeWidth=3, opacity=0.4).encode(x=x, y=alt.Y("saved_low:Q"), y2="saved_high:Q", color=colour),
        dots.encode(x=x, y=y, color=colour, tooltip=tooltip),
        alt.layer(*placed(points, "label", EXCHANGES, x, y)),
    ).properties(height=400)


def _slopes(x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Thin lines of a few exchange rates, with their slopes."""
    span = np.array([1.0, 1e8])
    lines = pd.concat(
        pd.DataFrame({"spent": span, "saved": inference.training_equivalent(span, slope), "slope": f"{slope:g}"})
        for slope in SLOPES
    )
    ends = lines[lines["spent"] > 1].assign(t=lambda table: "slope " + table["slope"])
    thin = alt.Chart(lines).mark_line(color=INK, opacity=0.45, strokeWidth=1.5)
    return [
        thin.encode(x=x, y=y, detail="slope:N"),
        labels(ends, x, y, "t", dx=-6, dy=-8, align="right", opacity=0.8),
    ]
