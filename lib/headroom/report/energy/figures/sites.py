"""What a new campus waits for, and what is announced."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import column, plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, reference_line, rows_with_ranges
from headroom.report.energy.figures.shapes import listed, ranged, rows, written
from headroom.report.energy.results import delays, sites
from headroom.report.energy.results.gigawatt import GIGAWATT
from headroom.report.energy.results.rows import Assumed
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREY


@drawn
def waiting(world: World, *, build_years: Assumed = None) -> alt.TopLevelMixin:
    """Lead times as they are stated, and the years until a campus and its power are there."""
    stated, waits = delays.lead_times(world), delays.waiting(world, build_years=build_years)
    parts, supplies = _lead_times(stated), _supplies(waits)
    build, sooner = delays.building(world, build_years), waits[delays.SOONER]
    of_parts = listed(f"{r.part} {fmt.number(r.low)} to {fmt.number(r.high)}" for r in parts.itertuples())
    of_supplies = listed(f"{r.supply} {r.text} ({r.low:.1f} to {r.high:.1f})" for r in supplies.itertuples())
    until = "Years until campus and power are there, from these ranges"
    return figure(
        alt.vconcat(_years(parts, "part", "Years, as stated"), _years(supplies, "supply", until), spacing=26),
        id="waiting",
        title="What a campus waits for",
        takeaway=f"A campus is built in {build.low:.1f} to {build.high:.1f} years; campus and "
        f"power are there after {sooner.low:.1f} to {sooner.high:.1f} in the United States, by grid or own turbines.",
        alt_text=f"Above, lead times in years with ranges: {of_parts}. Below, sampled years until a campus has power: "
        f"{of_supplies}.",
        sources=[stated, *waits.values()],
        unit="years",
        world=world,
    )


def _lead_times(stated: pd.DataFrame) -> pd.DataFrame:
    """Lead times as they are shown; of one that states the most alone, that is written."""
    table = ranged(stated, "years").rename(columns={"years": "central"})
    most = "up to " + table["high"].map(lambda years: f"{years:.0f}")
    return table.assign(text=np.where(table["interval"] == "upper bound", most, ""))


def _supplies(waits: dict[str, Quantity]) -> pd.DataFrame:
    """Years until a campus has power, by where it comes from, the shortest wait first."""
    table = ranged(pd.DataFrame({"supply": list(waits), "central": column(waits.values())}), "central")
    return table.assign(text=table["central"].map(lambda years: f"{years:.1f}")).sort_values("central")


def _years(table: pd.DataFrame, name: str, title: str) -> alt.LayerChart:
    """Rows of years."""
    axis = alt.Axis(title=title, values=[0, 2, 4, 6, 8, 10, 12, 14])
    scale = alt.Scale(domain=[0, max(15.5, 1.03 * table["high"].max())])
    return rows_with_ranges(table, name, "central", axis, scale=scale, text="text", label_width=270).properties(
        width=350
    )


@drawn
def campuses(world: World) -> alt.TopLevelMixin:
    """Campuses, as they run and as they are planned, and forecasts of all capacity."""
    known, forecasts, reactor = sites.campuses(world), sites.forecasts(world), world.parameter("nuc-reactor-us")
    table = plain(known).assign(campus=lambda t: t["campus"].str.replace(r",.*| \(.*", "", regex=True))
    operating, planned = table["operating"].sum() / 1000, table[["operating", "planned"]].max(axis=1).sum() / 1000
    ahead = _ahead(forecasts, operating, planned)
    running = (f"{r.campus} {np.nan_to_num(r.operating):.0f} of {r.largest:.0f}" for r in table.itertuples())
    over = int((table["operating"] >= GIGAWATT).sum())
    return figure(
        alt.vconcat(_campuses(table, reactor.value * GIGAWATT), _capacity(ahead), spacing=28),
        id="campuses",
        title="Campuses: running and planned, and the forecasts behind them",
        takeaway=f"{over} of these {len(table)} campuses {'runs' if over == 1 else 'run'} at a gigawatt or more; "
        f"their plans would multiply the power that runs by {fmt.number(planned / operating)}.",
        alt_text="Bars of facility power of campuses in MW, running (filled) and planned (outline, with year): "
        f"{listed(running)}. Below, capacity in GW: {operating:.1f} running, {planned:.1f} with plans, and forecasts "
        f"from {fmt.number(ahead['value'].min())} to {fmt.number(ahead['value'].max())} GW.",
        sources=[known, reactor, forecasts],
        unit="MW and GW; forecasts partly of IT, partly of facility power",
        world=world,
    )


def _campuses(table: pd.DataFrame, reactor: float) -> alt.LayerChart:
    """Outlines of what is planned, filled by what runs."""
    table = table.assign(note=table["year"].map(lambda year: "" if np.isnan(year) else f"{year:.0f}"))
    base = alt.Chart(table).encode(y=rows("campus", table["campus"], labelLimit=290))
    scale = alt.Scale(domain=[0, 1.1 * table["largest"].max()], nice=False)
    across = alt.X("planned:Q", title="Facility power, MW", scale=scale)
    outlines = base.mark_bar(height=12, filled=False, stroke=GREY, strokeWidth=1.5)
    return alt.layer(
        outlines.encode(x=across, tooltip=["campus", alt.Tooltip("planned:Q", format=",.0f"), "note"]),
        base.mark_bar(height=12, color=ACCENT).encode(
            x="operating:Q", tooltip=["campus", alt.Tooltip("operating:Q", format=",.0f")]
        ),
        written(base, "note", dx=6).encode(x="planned:Q"),
        reference_line(reactor, "average US reactor", dy=-14),
        width=350,
        height=20 * len(table),
    )


def _ahead(forecasts: pd.DataFrame, operating: float, planned: float) -> pd.DataFrame:
    """Capacity by year and by whom [GW]: forecasts and observations, with the campuses above them."""
    ahead = ranged(forecasts, "value")
    entity = ahead["entity"].str.replace("world", "World").str.replace(" data centres", "")
    entity = entity.str.replace("United States", "US")
    least = np.where(ahead["interval"] == "lower bound", ", at least", "")
    ahead["row"] = entity + " " + ahead["year"].astype(str) + ", " + ahead["by"] + least
    ahead["Kind"] = ahead["kind"].map({"history": "Observed", "projection": "Projected"})
    own = pd.DataFrame({"row": ["Campuses above, running", "Campuses above, planned"], "value": [operating, planned]})
    ahead = pd.concat([own.assign(Kind=["Observed", "Announced"]), ahead])
    return ahead.assign(low=ahead["low"].fillna(ahead["value"]), high=ahead["high"].fillna(ahead["value"]))


def _capacity(ahead: pd.DataFrame) -> alt.LayerChart:
    """Rows of capacities."""
    return rows_with_ranges(
        ahead.sort_values("value"),
        "row",
        "value",
        alt.Axis(title="Capacity, GW", values=[3, 10, 30, 100, 300]),
        group="Kind",
        colours={"Observed": ACCENT, "Announced": GREY, "Projected": BLUE},
        scale=log(holding(3, 500, [*ahead["low"], *ahead["high"]])),
        label_width=330,
    ).properties(width=310)
