"""Electricity of data centres by year and by agency."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding, log
from headroom.report.energy.figures.shapes import listed, number_axis, ranged
from headroom.report.energy.results import outlook
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, OCHRE

COLOURS = {"IEA": ACCENT, "Gartner": BLUE, "Berkeley Lab": GREEN, "Goldman Sachs": OCHRE}


@drawn
def electricity_use(world: World) -> alt.TopLevelMixin:
    """Electricity of data centres, observed and expected, in the world, in the United States, and for AI alone."""
    stated = outlook.electricity(world)
    table = ranged(stated, "twh")
    now, later = (outlook.of(world, outlook.WORLD, year) for year in (None, 2030))
    year, share = now["year"].iloc[0], outlook.ai_share(world)
    panels = [_panel(table, what) for what in (outlook.WORLD, outlook.US, outlook.AI)]
    said = (f"{r.what} {r.year}, {r.by}: {r.twh:.0f}" for r in table.itertuples())
    return figure(
        alt.hconcat(*panels, spacing=20).resolve_scale(color="shared"),
        id="electricity-use",
        title="Electricity of data centres, observed and expected",
        takeaway=f"Data centres took {_from_to(now)} TWh in {year}, {fmt.percent(share.low)} to "
        f"{fmt.percent(share.high)} of it for AI, by what is counted as AI; for 2030, {_from_to(later)} are expected.",
        alt_text="Three panels of TWh a year on a logarithmic axis against the year, by agency, observed filled and "
        f"expected hollow: {listed(said)}.",
        sources=[stated],
        unit="TWh a year, whole facilities; AI: data centres (IEA) or servers (Gartner) for it",
        world=world,
    )


def _from_to(table: pd.DataFrame) -> str:
    """The least and the most of some energies."""
    energies = plain(table)["twh"]
    least, most = energies.min(), energies.max()
    return f"{least:,.0f} to {most:,.0f}" if most > least else f"{most:,.0f}"


def _panel(table: pd.DataFrame, what: str) -> alt.LayerChart:
    """Points of each agency by year, joined, with the ranges that it states."""
    shown = table[table["what"] == what].rename(columns={"by": "Agency"})
    years = alt.X(
        "year:Q", scale=alt.Scale(domain=_years(table), nice=False), axis=number_axis(None, [2015, 2025, 2035])
    )
    domain = holding(40, 2000, [*table["low"], *table["high"]])
    energies = {"scale": log(domain, nice=False), "axis": number_axis(None, [50, 100, 200, 500, 1000, 2000], ",")}
    base = alt.Chart(shown).encode(x=years, color=coloured("Agency", COLOURS))
    tooltip = ["Agency", "year", "kind", alt.Tooltip("twh:Q", format=",.0f", title="TWh")]
    dots = base.encode(y=alt.Y("twh:Q", **energies), tooltip=tooltip)
    marks = [
        dots.mark_line(strokeWidth=1.5, opacity=0.6),
        base.mark_rule(strokeWidth=3, opacity=0.35).encode(y=alt.Y("low:Q", **energies), y2="high:Q"),
        dots.mark_point(filled=True, size=70, opacity=1).transform_filter("datum.kind == 'history'"),
        dots.mark_point(filled=False, size=60, strokeWidth=2).transform_filter("datum.kind == 'projection'"),
    ]
    title = alt.TitleParams(what, subtitle="TWh a year; hollow: expected", subtitleFontSize=12)
    return alt.layer(*marks).properties(width=175, height=250, title=title)


def _years(table: pd.DataFrame) -> list[int]:
    """All years of the table, and a little room beside them."""
    return [int(table["year"].min()) - 1, int(table["year"].max()) + 1]
