"""Energy of an answer: every figure found, against the batch, and with reasoning."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding, log, rows_with_ranges
from headroom.report.energy.figures.shapes import listed, number_axis, rows, two_digits, written
from headroom.report.energy.results import requests, tokens
from headroom.report.energy.results.rows import Assumed, last
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY

SHADES = {"Chips only": BLUE, "With server": GREEN, "Whole facility": ACCENT, "Not stated": GREY}
FORMS = {"Measured": "circle", "Stated by the operator": "diamond", "Modelled": "triangle-up"}
FLOORS = {"memory": BLUE, "arithmetic": GREY}
ANSWERS = {"chat": BLUE, "reasoning": ACCENT}


@drawn
def query_energy(world: World) -> alt.TopLevelMixin:
    """Every published energy of a request, by who published it."""
    table = plain(requests.published(world))
    medians = table.groupby("row")["wh_per_query"].median().sort_values()
    chats = table[table["task_class"] == "chat"]
    bench = chats[chats["row"] == "ML.ENERGY"]["wh_per_query"]
    least, most, bench_least, bench_most = (
        fmt.write(wh, "watt_hours") for of in (chats["wh_per_query"], bench) for wh in (round(of.min(), 3), of.max())
    )
    return figure(
        _by_publisher(table, list(medians.index)),
        id="query-energy",
        title="Energy of a request, every figure we found",
        takeaway=f"Figures for a chat answer span from {least} to {most}; operators' own lie in between. One benchmark "
        f"alone, all of it measured at the chips, spans {bench_least} to {bench_most} by model and batch.",
        alt_text=f"{len(table)} dots on a logarithmic axis from 0.002 to 50 Wh in {len(medians)} rows by source, "
        "coloured by boundary and shaped by method. Medians: "
        f"{listed(f'{name} {fmt.number(wh)}' for name, wh in medians.items())}.",
        sources=[requests.published(world)],
        unit="Wh per request",
        world=world,
    )


def _by_publisher(table: pd.DataFrame, order: list[str]) -> alt.Chart:
    """Dots coloured by boundary and shaped by method."""
    legend = alt.Legend(orient="bottom", symbolFillColor=GREY, symbolStrokeColor=GREY)
    forms = alt.Scale(domain=list(FORMS), range=list(FORMS.values()))
    watt_hours = alt.Tooltip("wh_per_query:Q", format=".3~g", title="Wh")
    return (
        alt.Chart(table)
        .mark_point(filled=True, size=55, opacity=0.75)
        .encode(
            x=alt.X(
                "wh_per_query:Q",
                scale=log(holding(0.0015, 60, table["wh_per_query"]), nice=False),
                axis=number_axis("Wh for one request", [0.01, 0.1, 1, 10]),
            ),
            y=rows("row", order, grid=True, labelLimit=260),
            color=coloured("Boundary", SHADES, sort=list(SHADES)),
            shape=alt.Shape("Method:N", title=None, sort=list(FORMS), legend=legend, scale=forms),
            tooltip=["subject", "task", "Boundary", "Method", watt_hours, "batch_size"],
        )
        .properties(width=400, height=24 * len(order))
    )


@drawn
def batch_energy(world: World, *, average_load: Assumed = None) -> alt.TopLevelMixin:
    """Energy of a token against the batch, for three models, above the floors of memory and arithmetic."""
    measured, floors = tokens.batches(world), tokens.floors(world, average_load=average_load)
    sweep, bound = plain(measured), plain(floors)
    panels = [_panel(label, sweep[sweep["label"] == label], bound[bound["label"] == label]) for label in tokens.SWEEPS]
    energies = (
        f"{label}: " + ", ".join(f"{r.joule_per_output_token:.3g} J at {r.batch_size:.0f}" for r in part.itertuples())
        for label, part in sweep.groupby("label", sort=False)
    )
    return figure(
        alt.hconcat(*panels, spacing=22),
        id="batch-energy",
        title="Energy of a token against the number of requests served at once",
        takeaway="Serving Llama 3.1 70B to many at once instead of eight cuts the energy of a token by "
        f"{fmt.ratio(tokens.batch_fall(world).value)}: weights are read once for all.",
        alt_text=f"Three panels with logarithmic axes of joules per output token against batch. {listed(energies)}. "
        "Lines below them mark the floors of reading weights, falling with the batch, and of arithmetic, flat.",
        sources=[measured, floors],
        unit="J per output token, chips only",
        world=world,
    )


def _panel(label: str, points: pd.DataFrame, bound: pd.DataFrame) -> alt.LayerChart:
    """Measured energies of one model's token, and its two floors."""
    lines = bound.melt(["label", "batch"], ["memory", "arithmetic"], var_name="bound", value_name="joule")
    lines = lines[lines["joule"] > 0.004]
    dots = points.rename(columns={"batch_size": "batch", "joule_per_output_token": "joule"})
    starts = lines.groupby("bound")["joule"].first()
    words = pd.DataFrame({"batch": 1.25, "joule": starts[list(FLOORS)].to_list(), "bound": list(FLOORS)})
    words["text"] = ["reading weights", "arithmetic"]
    batches = alt.X("batch:Q", scale=log([1, 4096]), axis=number_axis("Requests at once", [1, 8, 64, 512], ","))
    domain = holding(0.005, 30, [*dots["joule"], *lines["joule"]])
    joules = alt.Y("joule:Q", scale=log(domain), axis=number_axis(None, [0.01, 0.1, 1, 10]))
    floor, dot, word = (
        alt.Chart(table).encode(x=batches, y=joules)
        for table in (lines, dots.assign(text=dots["joule"].map(fmt.number)), words)
    )
    colour = alt.Color("bound:N", legend=None, scale=alt.Scale(domain=list(FLOORS), range=list(FLOORS.values())))
    return alt.layer(
        floor.mark_line(strokeWidth=2).encode(color=colour),
        dot.mark_point(filled=True, size=75, color=ACCENT, opacity=1).encode(tooltip=["label", "batch", "joule"]),
        written(dot, dx=7, dy=-9),
        written(word, dy=-8),
        width=180,
        height=270,
        title=alt.TitleParams(label, subtitle="J per token", subtitleFontSize=12),
    )


@drawn
def reasoning(world: World, *, queries: Assumed = None) -> alt.TopLevelMixin:
    """Energy of an answer at once and after reasoning, and the power of a service that gives it to everybody."""
    measured, fleets = requests.pairs(world), requests.fleet(world, queries=queries)
    last(measured, "measured pair of answers", world)
    pairs, fleet = _pairs(measured), _fleet(fleets)
    middle = fleet.groupby("kind")["mw"].median()
    at_once, thought = (two_digits(middle[kind], "megawatt") for kind in ANSWERS)
    asked = fmt.count(requests.queries_per_day(world, queries).value)
    answers = (f"{r.row} {fmt.number(r.chat)} and {fmt.number(r.reasoning)}" for r in pairs.itertuples())
    return figure(
        alt.vconcat(_two_answers(pairs), _powers(fleet), spacing=28).resolve_scale(color="shared"),
        id="reasoning",
        title="Answers at once and after reasoning",
        takeaway=f"On the same chips a reasoned answer takes {fmt.ratio(pairs['ratio'].min())} to "
        f"{fmt.ratio(pairs['ratio'].max())} the energy of a chat answer; a service of ChatGPT's size would go from "
        f"{at_once} to {thought}.",
        alt_text=f"Above, pairs of dots of Wh per answer on a logarithmic axis from 0.02 to 60: {listed(answers)}. "
        f"Below, average power at {asked} prompts a day: {listed(f'{r.label} {r.text}' for r in fleet.itertuples())}.",
        sources=[measured, fleets],
        unit="Wh per answer, chips only; MW at the meter",
        world=world,
    )


def _pairs(measured: pd.DataFrame) -> pd.DataFrame:
    """Pairs of answers with their labels."""
    table = plain(measured)
    setting = table["setting"].str.replace("most efficient tested", "best").str.replace("batch of", "batch")
    row = table["model"].str.replace("DeepSeek-", "") + ", " + table["chip"] + ", " + setting
    return table.assign(row=row, text=table["ratio"].map(fmt.ratio))


def _two_answers(table: pd.DataFrame) -> alt.LayerChart:
    """Both answers of each pair as dots, joined."""
    order = list(table.sort_values(["model", "chip", "chat"])["row"])
    scale = log(holding(0.015, 100, [*table["chat"], *table["reasoning"]]), nice=False)
    long = table.melt(["row", "text"], list(ANSWERS), var_name="Answer", value_name="wh")
    joined, dots = (alt.Chart(of).encode(y=rows("row", order, labelLimit=300)) for of in (table, long))
    across = alt.X("chat:Q", scale=scale, axis=number_axis("Wh per answer, chips only", [0.1, 1, 10]))
    return alt.layer(
        joined.mark_rule(strokeWidth=3, opacity=0.3).encode(x=across, x2="reasoning:Q"),
        dots.mark_point(filled=True, size=80, opacity=1).encode(
            x=alt.X("wh:Q", scale=scale),
            color=coloured("Answer", ANSWERS),
            tooltip=["row", "Answer", alt.Tooltip("wh:Q", format=".3~g")],
        ),
        written(joined, dx=10).encode(x=alt.X("reasoning:Q")),
        width=290,
        height=24 * len(order),
    )


def _fleet(fleets: pd.DataFrame) -> pd.DataFrame:
    """Powers of a service with their labels."""
    table = plain(fleets)
    label = table["label"].str.replace(r"Reasoning: |Chat: |DeepSeek-| et al\.", "", regex=True)
    return table.assign(
        text=[two_digits(mw, "megawatt") for mw in table["mw"]],
        label=label + np.where(table["kind"] == "reasoning", ", thinking", ""),
        low=table["mw"],
        high=table["mw"],
    )


def _powers(fleet: pd.DataFrame) -> alt.LayerChart:
    """Rows of powers."""
    return rows_with_ranges(
        fleet,
        "label",
        "mw",
        alt.Axis(title="Average power of the service, MW", values=[10, 100, 1000]),
        scale=log(holding(3, 6000, fleet["mw"]), nice=False),
        group="kind",
        colours=ANSWERS,
        text="text",
        label_width=300,
    ).properties(width=290)
