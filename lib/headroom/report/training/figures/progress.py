"""Does size still grow, and does compute still pay?"""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import log, reference_line, rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, count_axis, power_axis
from headroom.report.training.figures.shapes import by_year, coloured, ranged, rows_of, short, the_largest, words
from headroom.report.training.results import growth, progress

SIZES = {  # column: title, colour, ticks of the axis
    "active_params": ("Active parameters (hollow: all)", ACCENT, [1e10, 1e11, 1e12, 1e13]),
    "tokens": ("Training tokens", BLUE, [1e11, 1e12, 1e13, 1e14]),
}
TESTS = {  # benchmark: name, colour, models that are named and on which side of their dot
    "mmlu": (
        "MMLU",
        BLUE,
        {"gpt-3-175b": 1, "chinchilla-70b": -1, "llama-3.1-8b": -1, "llama-3.1-405b": 0, "gopher-280b": 1},
    ),
    "gpqa-diamond": (
        "GPQA",
        ACCENT,
        {"phi-4": -1, "deepseek-v3": -1, "gpt-4": 1, "llama-3.1-405b": 0, "llama-3.1-8b": 1},
    ),
}
SIDES = {1: ("left", 8, 4), -1: ("right", -8, -2), 0: ("right", 4, 16)}  # how and where names stand [pixels]
WAYS = {"parameters × tokens": ACCENT, "chip-hours (A100 then, H100 now)": BLUE}
CLAIMED = 100  # times the compute of Llama 2


@drawn
def size_and_data(world: World, *, since: str = "2020-01-01", largest: int = growth.LARGEST) -> alt.TopLevelMixin:
    """Parameters and tokens of the `largest` runs at release `since` a day, with their trends."""
    sized = progress.size_and_data(world, since=since, largest=largest)
    rates = progress.growth_of_size(world, since=since, largest=largest)
    then, now = progress.tokens_per_param_then_and_now(world, since=since, largest=largest)
    params, tokens = (_with_reach(rates[column].per_year) for column in SIZES)
    table = sized[["name", "date", *SIZES, "params", "tokens_per_param"]]
    shown = plain(table).rename(columns={"date": "published"})
    return figure(
        alt.hconcat(*(_with_trend(shown, column, rates[column]) for column in SIZES), spacing=30),
        id="size-and-data",
        title=f"Parameters and tokens of the {the_largest(largest)}",
        takeaway=f"Since {since[:4]} active parameters changed by {params}, tokens by {tokens}; from "
        f"{fmt.number(then)} tokens for each active parameter to {fmt.number(now)}.",
        alt_text=f"Two scatter plots by date from {since[:4]}, both logarithmic: active parameters, and training "
        f"tokens; hollow dots are all parameters of mixtures of experts. Tokens per parameter went from "
        f"{fmt.number(then)} to {fmt.number(now)} (medians before 2022 and from 2024).",
        sources=[table],
        unit="parameters; tokens",
        world=world,
    )


def _with_reach(rate: Quantity) -> str:
    return f"{fmt.write(rate.value, 'growth')} ({fmt.ratio(rate.low)} to {fmt.ratio(rate.high)})"


def _with_trend(shown: pd.DataFrame, column: str, fitted: growth.Growth) -> alt.LayerChart:
    title, colour, ticks = SIZES[column]
    part = shown.assign(panel=title, value=shown[column])
    x = by_year()
    y = alt.Y("value:Q", scale=log([ticks[0], ticks[-1]]), axis=count_axis(title, values=ticks))
    sizes = [alt.Tooltip(f"{name}:Q", format=".3s") for name in SIZES]
    tooltip = ["name", *sizes, alt.Tooltip("tokens_per_param:Q", format=",.0f")]
    dots = alt.Chart(part).mark_point(filled=True, size=50, color=colour).encode(x=x, y=y, tooltip=tooltip)
    if column == "active_params":  # of mixtures of experts also all that they hold
        held = part[part["params"] > part["active_params"]]
        hollow = alt.Chart(held.assign(value=held["params"])).mark_point(filled=False, size=50, color=colour)
        dots += hollow.encode(x=x, y=y, tooltip=tooltip)
    line = alt.Chart(_trend(part, fitted)).mark_line(color=colour, strokeDash=[6, 4]).encode(x=x, y=y)
    rate = fmt.write(fitted.per_year.value, "growth")
    return (dots + line).properties(width=300, height=280, title=f"{title}: {rate}")


def _trend(part: pd.DataFrame, fitted: growth.Growth) -> pd.DataFrame:
    """The fitted line, from the first of the dots to the last."""
    days, slope = part["published"], fitted.slope.value
    start = np.log10(part["value"]).mean() - slope * growth.years(days, days.min()).mean()
    end = start + slope * (days.max() - days.min()).days / 365.25
    return pd.DataFrame({"published": [days.min(), days.max()], "value": [10**start, 10**end]})


@drawn
def compute_and_score(world: World) -> alt.TopLevelMixin:
    """Scores of two tests against training compute."""
    scored = progress.compute_and_scores(world)
    found = {test: progress.rank_correlation(world, test) for test in TESTS}
    mmlu, gpqa = (one.value for one in found.values())
    shown = plain(scored)
    shown = shown.assign(Benchmark=shown["benchmark"].map({test: name for test, (name, *_) in TESTS.items()}))
    shown = shown.assign(label=short(shown["name"]))
    return figure(
        alt.hconcat(*(_against_compute(shown, test, of) for test, of in found.items()), spacing=30),
        id="compute-and-score",
        title="Training compute and benchmark scores",
        takeaway="On MMLU the order of models is nearly the order of their compute (rank correlation "
        f"{mmlu:.2f}); on the harder GPQA it is {'less so' if gpqa < mmlu else 'no less so'} ({gpqa:.2f}).",
        alt_text="Two scatter plots of benchmark score against training compute. Rank correlation "
        f"{mmlu:.2f} for MMLU, {gpqa:.2f} for GPQA.",
        sources=[scored[["flop", "score"]]],
        unit="share of right answers",
        world=world,
    )


def _against_compute(shown: pd.DataFrame, test: str, found: Quantity) -> alt.LayerChart:
    name, colour, named = TESTS[test]
    part = shown[shown["benchmark"] == test]
    axis = power_axis("Training compute, FLOP", values=[1e23, 1e24, 1e25, 1e26])
    x = alt.X("flop:Q", scale=log([2e22, 1e26]), axis=axis)
    axis = alt.Axis(format="%", title=f"{name}, right answers")
    y = alt.Y("score:Q", scale=alt.Scale(domain=[0.1, 1]), axis=axis)
    tooltip = ["name", alt.Tooltip("score:Q", format=".1%"), alt.Tooltip("flop:Q", format=".2e")]
    dots = alt.Chart(part).encode(x=x, y=y).mark_point(filled=True, size=60, color=colour).encode(tooltip=tooltip)
    sides = {side: [model for model, where in named.items() if where == side] for side in SIDES}
    tags = [words(part[part["model_id"].isin(sides[side])], x, y, *how) for side, how in SIDES.items()]
    value, low, high = (fmt.fixed(one, 2) for one in (found.value, found.low, found.high))
    title = f"{name}: rank correlation {value} ({low} to {high})"
    return alt.layer(dots, *tags).properties(width=300, height=300, title=title)


@drawn
def llama_pairs(world: World) -> alt.TopLevelMixin:
    """Compute of each Llama 3 over that of its Llama 2 counterpart, counted in two ways."""
    table = progress.llama_pairs(world)
    pairs = plain(table)
    most = pairs.loc[pairs["by_flop"].idxmax(), "pair"]
    stated = "; ".join(
        f"{r.pair} {fmt.ratio(r.by_flop)} by compute, {fmt.ratio(r.by_hours)} by chip-hours" for r in pairs.itertuples()
    )
    return figure(
        _pair_by_pair(pairs),
        id="llama-pairs",
        title="Llama 3 against Llama 2",
        takeaway=f"By compute, {fmt.ratio(pairs['by_flop'].min())} to {fmt.ratio(pairs['by_flop'].max())}; the most is "
        f"{most}, a model released three months after the claim.",
        alt_text=f"Ratios on a logarithmic axis from 1 to 200: {stated}; a line marks the claimed {CLAIMED}.",
        sources=[table],
        unit="ratio",
        world=world,
    )


def _pair_by_pair(pairs: pd.DataFrame) -> alt.LayerChart:
    ways = dict(zip(("by_flop", "by_hours"), WAYS, strict=True))
    long = pairs.melt("pair", var_name="how", value_name="ratio").replace(ways)
    sizes = long["pair"].str.replace(r"Llama [\d.]+ ", "", regex=True)
    long = long.assign(text=long["ratio"].map(fmt.ratio), sizes=sizes)
    row = rows_of(list(dict.fromkeys(sizes)), "sizes")
    axis = alt.Axis(title="Llama 3 over Llama 2", labelExpr="datum.value + '×'", values=[1, 3, 10, 30, 100])
    x = alt.X("ratio:Q", scale=log([1, 200]), axis=axis)
    beside = alt.YOffset("how:N", sort=list(WAYS))
    dots = alt.Chart(long).mark_point(filled=True, size=110, opacity=1)
    return alt.layer(
        dots.encode(y=row, x=x, color=coloured("how", WAYS), yOffset=beside),
        words(long, x, row, "left", 10, text="text").encode(yOffset=beside),
        reference_line(CLAIMED, "the claim", align="right", dx=-6, dy=10),
        width=400,
        height=170,
    )


@drawn
def effective_compute(world: World) -> alt.TopLevelMixin:
    """Growth of effective compute by its parts: chips, their speed, time, algorithms."""
    parts, share = progress.growth_parts(world), progress.algorithm_share(world)
    shown = ranged(parts, "growth")
    stated = "; ".join(
        f"{r.part} {fmt.ratio(r.growth)} ({fmt.ratio(r.low)} to {fmt.ratio(r.high)})" for r in shown.itertuples()
    )
    chart = rows_with_ranges(
        shown.assign(Text=shown["growth"].map(fmt.ratio)),
        "part",
        "growth",
        alt.Axis(title="Growth per year", labelExpr="datum.value + '×'", values=[1, 2, 3, 5, 10, 50]),
        scale=log([0.95, 80]),
        text="Text",
        label_width=280,
    ).properties(width=380)
    return figure(
        chart,
        id="effective-compute",
        title="Where the growth of effective compute comes from",
        takeaway=f"Algorithms bring {fmt.percent(share.value)} of the yearly growth at the middle of the estimates, "
        f"and anything from {fmt.percent(share.low)} to {fmt.percent(share.high)} on the published interval.",
        alt_text=f"Dots with intervals on a logarithmic axis from 1 to 80 times a year: {stated}.",
        sources=[parts, share],
        unit="factor per year",
        world=world,
    )
