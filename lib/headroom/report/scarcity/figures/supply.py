"""Who makes and owns the compute, and how long others wait for it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, reference_line
from headroom.report.figure import drawn, figure
from headroom.report.scarcity.figures.shapes import DOTS, named, ranked
from headroom.report.scarcity.results import concentration, supply
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE

SMALLER, UNNAMED = "Oracle, CoreWeave, xAI", "China and others"  # owners shown together
OWNER_COLOURS = {
    "Google": ACCENT,
    "Microsoft": BLUE,
    "Amazon": OCHRE,
    "Meta": MAUVE,
    SMALLER: GREEN,
    UNNAMED: GREY,
}
DESIGNER_COLOURS = {"Nvidia": INK, "Google": ACCENT, "Amazon": OCHRE, "AMD": MAUVE}
GENERATION_COLOURS = {"Hopper": ACCENT, "Blackwell": BLUE}
ROWS = alt.Axis(ticks=False, domain=False, minExtent=106, maxExtent=106)  # alike in all panels
WIDE = 530  # pixels
NOTED = ("dealers", "Dell", "HPE")  # reporters who are named in the figure


@drawn
def who_has_compute(
    world: World, *, thresholds: concentration.Thresholds = concentration.GUIDELINES
) -> alt.TopLevelMixin:
    """Shares of owners and of designers of AI compute, and how concentrated that is."""
    owners, designers = concentration.owners(world), concentration.designers(world)
    row, hhi = concentration.newest_hhi(world), plain(concentration.owner_hhi(world))
    design = _whole_years(plain(concentration.designer_hhi(world)))
    low, high, share = (row[name].value for name in ("low", "high", "share"))
    first, last = design["hhi"].iloc[0], design["hhi"].iloc[-1]
    panels = [
        _shares(_by_group(plain(owners)), "group", OWNER_COLOURS),
        _shares(_whole_years(plain(designers)), "designer", DESIGNER_COLOURS),
        _concentration(_intervals(hhi, design), thresholds),
    ]
    return figure(
        alt.vconcat(*panels, spacing=30).resolve_scale(color="independent"),
        id="who-has-compute",
        title="Owners and designers of AI compute",
        takeaway=f"Ownership is {concentration.levels(low, high, thresholds)} ({fmt.count(low)} to {fmt.count(high)} "
        f"points, {row['largest']} first with {fmt.percent(share)}); design is "
        f"{concentration.level(last, thresholds)}, Nvidia has {concentration.share_of(world).text} of accelerators.",
        alt_text="Stacked bars of shares in H100-equivalents at 8 bit: owners at the end of 2022 to "
        f"{row['day'].year} and designers; below, the index of concentration, owners between "
        f"{fmt.count(hhi['low'].min())} and {fmt.count(hhi['high'].max())} points as intervals, designers at "
        f"{fmt.count(first)} first and {fmt.count(last)} last. Lines mark {fmt.count(thresholds.moderate)} (moderate) "
        f"and {fmt.count(thresholds.high)} (high).",
        sources=[owners, designers, "justice2023guideline1"],
        unit="share of H100-equivalents at 8 bit; index points",
        world=world,
    )


def _by_group(owners: pd.DataFrame) -> pd.DataFrame:
    """Shares of owners by year, the smaller and the unnamed together."""
    group = owners["owner"].where(owners["named"], UNNAMED).replace(SMALLER.split(", "), SMALLER)
    rows = owners.assign(group=group, row=_rows("Owners", owners))
    return rows.groupby(["row", "group"], as_index=False)["share"].sum()


def _whole_years(of_design: pd.DataFrame) -> pd.DataFrame:
    """What is known of designers at the end of each year."""
    ends = concentration.ends_of_years(of_design)
    return ends.assign(row=_rows("Designers", ends))


def _rows(who: str, table: pd.DataFrame) -> pd.Series:
    return f"{who}, " + table["day"].dt.year.astype(str)


def _shares(table: pd.DataFrame, field: str, colours: dict[str, str]) -> alt.Chart:
    """Shares as stacked bars, one row a year."""
    axis = alt.Axis(format="%", title=None, values=[0, 0.25, 0.5, 0.75, 1])
    bars = alt.Chart(ranked(table, field, colours)).mark_bar(height=20)
    return bars.encode(
        y=alt.Y("row:N", title=None, axis=ROWS),
        x=alt.X("share:Q", stack="zero", axis=axis, scale=alt.Scale(domain=[0, 1])),
        color=coloured(field, colours, sort=list(colours)),
        order="rank:Q",
        tooltip=["row", field, alt.Tooltip("share:Q", format=".1%")],
    ).properties(width=WIDE, height=28 * table["row"].nunique())


def _intervals(hhi: pd.DataFrame, design: pd.DataFrame) -> pd.DataFrame:
    """The index of owners and of designers: row, low, high."""
    owners = hhi.assign(row=_rows("Owners", hhi))
    designers = design.assign(low=design["hhi"], high=design["hhi"])
    return pd.concat([owners[["row", "low", "high"]], designers[["row", "low", "high"]]])


def _concentration(index: pd.DataFrame, thresholds: concentration.Thresholds) -> alt.LayerChart:
    """The index by year, as an interval or a point, between the thresholds."""
    y = alt.Y("row:N", title=None, sort=list(index["row"]), axis=ROWS)
    points = [0, 2000, 4000, 6000, 8000]
    axis = alt.Axis(title="Herfindahl-Hirschman index, points", format=",.0f", values=points)
    x = alt.X("low:Q", scale=alt.Scale(domain=[points[0], points[-1]]), axis=axis)
    bars = alt.Chart(index).mark_bar(height=11, color=BLUE, opacity=0.85)
    dots = alt.Chart(index).mark_point(filled=True, size=70, color=BLUE, opacity=1)
    return alt.layer(
        bars.encode(y=y, x=x, x2="high:Q"),
        dots.transform_filter("datum.low == datum.high").encode(y=y, x=x),
        reference_line(thresholds.moderate, "moderate", dy=-8, align="right", dx=-3),
        reference_line(thresholds.high, "high", dy=-8, align="left", dx=3),
        width=WIDE,
        height=24 * len(index),
    )


@drawn
def lead_time_backlog(world: World, *, later: int = 0) -> alt.TopLevelMixin:
    """Reported waiting times, and the orders that they imply at the shipments of the quarter (or of some later one)."""
    reports = supply.backlog(world, later)
    queue = plain(reports).rename(columns={"weeks_low": "low", "weeks_high": "high"})
    peak, spring = (supply.report(world, id, later) for id in (supply.AUTUMN_2023, supply.SPRING_2024))
    weeks = [f"{row['weeks'].value:.0f}" for row in (peak, spring)]
    orders = [f"{row['backlog'].value / 1e6:.1f}" for row in (peak, spring)]
    rise = (spring["shipped"] / peak["shipped"]).value
    listed = "; ".join(f"{r.day:%b %Y} {r.generation} {r.weeks:.0f}" for r in queue.itertuples())
    return figure(
        alt.vconcat(_waits(queue, world), _orders(queue, world), spacing=30),
        id="lead-time-backlog",
        title="Waiting time, and the orders that it implies",
        takeaway=f"From {peak['day']:%B %Y} to {spring['day']:%B %Y} the wait for Hopper fell from {weeks[0]} to "
        f"{weeks[1]} weeks and open orders from {orders[0]} to {orders[1]} million, while shipments rose "
        f"{fmt.ratio(rise)}.",
        alt_text=f"Two panels by month from autumn 2023. Above, weeks from order to delivery: {listed}. Below, chips "
        f"on order by Little's law, from {queue['backlog'].max() / 1e6:.1f} million down to {orders[1]} million in "
        f"{spring['day']:%B %Y}.",
        sources=[reports, "little1961proof"],
        unit="weeks; million chips",
        world=world,
    )


def _of_month(world: World) -> tuple[alt.X, alt.Color]:
    """Month of a report, and the generation that it is of."""
    dates = alt.Scale(domain=["2023-08-01", f"{world.as_of}"])
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6), scale=dates)
    return x, coloured("generation", GENERATION_COLOURS, sort=list(GENERATION_COLOURS), legend=DOTS)


def _waits(queue: pd.DataFrame, world: World) -> alt.LayerChart:
    """Weeks from order to delivery, with ranges and the names of some who reported."""
    x, generation = _of_month(world)
    scale = alt.Scale(domain=[0, 56])
    y = alt.Y("weeks:Q", scale=scale, axis=alt.Axis(title="Weeks from order to delivery", values=[0, 13, 26, 39, 52]))
    about = [alt.Tooltip("day:T", format="%B %Y"), "weeks", alt.Tooltip("backlog:Q", format=",.0f")]
    waits = alt.Chart(_in_millions(queue)).encode(x=x, color=generation, tooltip=["who", "generation", *about])
    notes = _in_millions(queue[queue["who"].isin(NOTED) | queue["generation"].eq("Blackwell")])
    notes = notes.assign(words=notes["who"].where(notes["generation"] == "Hopper", "Blackwell sold out"))
    return alt.layer(
        waits.mark_rule(strokeWidth=3, opacity=0.4).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        waits.mark_point(filled=True, size=80, opacity=1).encode(y=y),
        named(notes, x, y, "words", dx=9, dy=1, fontSize=12),
        height=190,
    )


def _orders(queue: pd.DataFrame, world: World) -> alt.LayerChart:
    """Chips on order with their ranges, but for the one weak report."""
    x, generation = _of_month(world)
    scale = alt.Scale(domain=[0, 1.8])
    y = alt.Y("millions:Q", scale=scale, axis=alt.Axis(title="Chips on order, millions", values=[0, 0.5, 1, 1.5]))
    orders = alt.Chart(_in_millions(queue[queue["who"] != "dealers"])).encode(x=x, color=generation)
    return (
        orders.mark_rule(strokeWidth=3, opacity=0.4).encode(y=alt.Y("least:Q", scale=scale), y2="most:Q")
        + orders.mark_point(filled=True, size=80, opacity=1, shape="square").encode(y=y)
    ).properties(height=150)


def _in_millions(queue: pd.DataFrame) -> pd.DataFrame:
    """Open orders and their range in millions of chips."""
    columns = {"millions": "backlog", "least": "backlog_low", "most": "backlog_high"}
    return queue.assign(**{name: queue[column] / 1e6 for name, column in columns.items()})
