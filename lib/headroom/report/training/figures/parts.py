"""What a cost is made of, and what stands beside, beneath and behind the final run."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import log, rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, INK, OCHRE
from headroom.report.training.figures.shapes import coloured, ranged, rows_of, short, words
from headroom.report.training.results import anatomy, beyond
from headroom.report.training.results.runs import Number

PARTS = {"Chips": ACCENT, "Rest of the servers": OCHRE, "Network": BLUE, "Energy": GREEN}
OF_PROJECTS = {"hardware": "Compute", "staff": "Staff", "energy": "Energy"}
MOST = 0.8  # share of compute that is marked
SMALL_PERCENT = "datum.value >= 0.01 ? format(datum.value, '.0%') : format(datum.value, '.1%')"


@drawn
def parts_of_a_run(
    world: World, *, value_decline: Number | None = None, interconnect_share: Number | None = None
) -> alt.TopLevelMixin:
    """Shares of chips, servers, network and energy in amortised cost, run by run.

    Chips lose `value_decline` orders of magnitude of their value a year; the network is `interconnect_share` of a
    cluster; by default both as the evidence has them.
    """
    parts = anatomy.components(world, value_decline=value_decline, interconnect_share=interconnect_share)
    shown = plain(parts)
    share = shown.groupby("part")["share"].agg(["min", "max"])
    least, most = share.loc["Energy"]
    extents = "; ".join(f"{r.Index.lower()} {fmt.percent(r.min)} to {fmt.percent(r.max)}" for r in share.itertuples())
    return figure(
        _stacked_parts(shown.assign(label=short(shown["name"]))),
        id="parts-of-a-run",
        title="What an amortised run pays for",
        takeaway=f"Energy is between {fmt.percent(least)} and {fmt.percent(most)} of a final run; the rest is hardware "
        "losing its value.",
        alt_text=f"Stacked bars of {shown['name'].nunique()} runs from GPT-3 to the latest: {extents}.",
        sources=[parts],
        unit="share of cost",
        world=world,
    )


def _stacked_parts(shown: pd.DataFrame) -> alt.Chart:
    runs = list(dict.fromkeys(shown["label"]))
    title = "Share of the amortised cost of the final run"
    axis = alt.Axis(format="%", title=title, values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X("share:Q", stack="zero", axis=axis, scale=alt.Scale(domain=[0, 1]))
    shown = shown.assign(rank=shown["part"].map({part: n for n, part in enumerate(PARTS)}))
    return _bars(shown, rows_of(runs), x, coloured("part", PARTS, legend=alt.Legend(columns=4)), "part").properties(
        height=30 * len(runs)
    )


def _bars(shown: pd.DataFrame, y: alt.Y, x: alt.X, colour: alt.Color, part: str) -> alt.Chart:
    """Bars of shares, stacked by `rank`."""
    tooltip = ["label", part, alt.Tooltip("share:Q", format=".0%"), alt.Tooltip("usd:Q", format=",.0f")]
    return alt.Chart(shown).mark_bar(height=18).encode(y=y, x=x, color=colour, order="rank:Q", tooltip=tooltip)


@drawn
def development_parts(world: World) -> alt.TopLevelMixin:
    """Shares of compute, staff and energy in the cost of whole projects."""
    projects = beyond.projects(world)
    work = plain(projects)
    shares = {part: of["share"] for part, of in work.groupby("part")}
    extent = {part: f"{fmt.percent(of.min())} to {fmt.percent(of.max())}" for part, of in shares.items()}
    enough = int((shares["hardware"] >= MOST).sum())
    return figure(
        _stacked_projects(work),
        id="development-parts",
        title="What a development project pays for",
        takeaway=f"In the four projects that were taken apart, people took {extent['staff']} of the cost; compute "
        f"reaches four fifths (dashed) in {enough or 'none'} of them.",
        alt_text=f"Stacked bars of four development projects: compute {extent['hardware']}, staff {extent['staff']}, "
        f"energy {extent['energy']}; a dashed line marks {fmt.percent(MOST)}.",
        sources=[projects, "cottier2024rising"],
        unit="share of cost",
        world=world,
    )


def _stacked_projects(work: pd.DataFrame) -> alt.LayerChart:
    rank = {part: n for n, part in enumerate(OF_PROJECTS)}
    work = work.assign(label=work["name"], Part=work["part"].map(OF_PROJECTS), rank=work["part"].map(rank))
    totals = work.drop_duplicates("label").assign(text=lambda t: t["total"].map(fmt.money) + " in all")
    axis = alt.Axis(format="%", title="Share of the development cost", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("share:Q", stack="zero", axis=axis, scale=alt.Scale(domain=[0, 1.22]))
    row = rows_of(list(totals["label"]))
    colours = dict(zip(OF_PROJECTS.values(), (ACCENT, BLUE, GREEN), strict=True))
    mark = alt.Chart(pd.DataFrame({"x": [MOST]})).mark_rule(strokeDash=[4, 3], color=INK).encode(x="x:Q")
    written = words(totals, alt.datum(1.0), row, "left", 6, text="text")
    return (_bars(work, row, x, coloured("Part", colours), "Part") + mark + written).properties(height=150)


@drawn
def iceberg(world: World) -> alt.TopLevelMixin:
    """The final run's share of the compute that led to it, by who disclosed it."""
    shares = beyond.iceberg(world)
    disclosed = beyond.disclosed_share(world)
    stated = "; ".join(f"{r.label} {fmt.percent(r.central)}" for r in plain(shares).itertuples())
    axis = alt.Axis(format="%", title="Final run's share of R&D compute", values=[0.1, 0.2, 0.5, 1])
    return figure(
        _rows_of_shares(shares, axis, [0.08, 1]),
        id="iceberg",
        title="The final run's share of the compute that led to it",
        takeaway=f"Where it was disclosed, the run that makes the headline was {fmt.percent(disclosed.low)} to "
        f"{fmt.percent(disclosed.high)} of the compute; the rest went into experiments, failures and models never "
        "released.",
        alt_text=f"Five rows with dots and ranges on a logarithmic axis from 8% to 100%: {stated}.",
        sources=[shares],
        unit="share of R&D compute",
        world=world,
    )


@drawn
def after_pretraining(world: World) -> alt.TopLevelMixin:
    """Compute of later stages as a share of pre-training, where it was disclosed."""
    shares = beyond.stages(world)
    shown = ranged(shares, "central")
    stated = "; ".join(f"{r.label} {fmt.percent(r.central)}" for r in shown.itertuples())
    title = "Compute, as a share of pre-training"
    axis = alt.Axis(title=title, labelExpr=SMALL_PERCENT, values=[0.001, 0.003, 0.01, 0.03, 0.1])
    return figure(
        _rows_of_shares(shares, axis, [0.001, 0.1]),
        id="after-pretraining",
        title="Compute of later stages, where it was disclosed",
        takeaway=f"Disclosed post-training took {fmt.percent(shown['low'].min())} to "
        f"{fmt.percent(shown['high'].max())} of pre-training's compute; the most went into {shown['label'].iloc[-1]}.",
        alt_text=f"Dots on a logarithmic axis from 0.1% to 10%: {stated}.",
        sources=[shares],
        unit="share of pre-training compute",
        world=world,
    )


def _rows_of_shares(shares: pd.DataFrame, axis: alt.Axis, domain: list[float]) -> alt.LayerChart:
    """One row a share, with the share beside its dot."""
    shown = ranged(shares, "central")
    return rows_with_ranges(
        shown.assign(Share=shown["central"].map(fmt.percent)),
        "label",
        "central",
        axis,
        scale=log(domain),
        text="Share",
        label_width=240,
    ).properties(width=420)
