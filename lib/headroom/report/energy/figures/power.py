"""Power of the largest runs and sites, and where a gigawatt goes."""

from __future__ import annotations

import math
from typing import NamedTuple

import altair as alt
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.charts import coloured, log, round_values, rows_with_ranges
from headroom.report.energy.figures.shapes import listed, ranged, rows, two_digits, written
from headroom.report.energy.results import power, sites
from headroom.report.energy.results.gigawatt import GENERATIONS, GIGAWATT, chips_per_gigawatt, gigawatt_parts
from headroom.report.energy.results.rows import Assumed
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, MEGAWATT_LABEL, OCHRE, count_axis

LABELLED_LEFT = pd.Timestamp("2024-01-01")  # records before it have their name on the left
PLAN = "abilene-plan"  # of the campuses: a plan that is drawn beside what runs, where a World knows it


@drawn
def run_power(world: World, *, power_growth: Assumed = None) -> alt.TopLevelMixin:
    """Power of training runs by date, carried forward from the last record, and of the largest operating sites."""
    runs, largest = power.run_power(world), sites.largest_sites(world)
    plan = world.quantities("campuses", "facility_power_mw").query("id == @PLAN")
    fan = power.fans(world, power_growth=power_growth)
    record = power.records(world).iloc[-1]
    site, run = largest["facility_power_mw"].iloc[-1], record["peak_power_mw"]
    reached = power.years_reached(world, site, power_growth=power_growth)
    filled = sorted({str(int(at)) for at in (reached.low, reached.high)})
    ends, axes = fan["mw"].iloc[-1], _axes(world, runs, largest, fan)
    slow, fast = (fmt.write(end / GIGAWATT, "gigawatt") for end in (ends.low, ends.high))
    least, most = (fmt.write(end, "megawatt") for end in axes.megawatts)
    first, year = axes.dates[0].year, fan["date"].iloc[-1].year
    return figure(
        alt.layer(
            *_fan_and_marks(world, fan, axes),
            *_runs(runs, axes),
            *_sites(largest, plan, axes),
            *_ends(fan, power.trend(world, power_growth), axes),
        ).properties(height=440),
        id="run-power",
        title="Power of the largest training runs, and of the largest sites",
        takeaway=f"The largest site now has {fmt.ratio(site.value / run.value)} the power of the largest run known; on "
        f"trend, a run would fill such a site in {' or '.join(filled)}.",
        alt_text=f"Logarithmic axis from {least} to {most} against date, {first} to {year}. Training runs rise from "
        f"{fmt.write(runs['peak_power_mw'].iloc[0].value, 'megawatt')} to {fmt.write(run.value, 'megawatt')} "
        f"({record['subject']}); hollow dots are runs in dispute; a fan goes on to between {slow} and {fast} at the "
        f"start of {year}. Squares mark the "
        f"largest operating sites, up to {fmt.write(site.value, 'megawatt')}. Dashed lines mark a reactor, the Vogtle "
        "plant and all US reactors.",
        sources=[runs, largest, plan, fan, power.marks(world)],
        unit="MW of facility power at the peak",
        world=world,
    )


class Axes(NamedTuple):
    """What the axes span: as far as the runs, the sites, the fan and the marks of a World reach."""

    dates: tuple[pd.Timestamp, pd.Timestamp]
    megawatts: list[float]

    @property
    def x(self) -> alt.X:
        """The dates."""
        scale = alt.Scale(domain=[f"{day:%Y-%m-%d}" for day in self.dates])
        return alt.X("date:T", title=None, scale=scale, axis=alt.Axis(format="%Y", tickCount="year"))

    def y(self, field: str = "mw") -> alt.Y:
        """A power."""
        values = round_values(self.megawatts, steps=(1,))
        axis = alt.Axis(title="Facility power", labelExpr=MEGAWATT_LABEL, values=values)
        return alt.Y(f"{field}:Q", scale=log(self.megawatts, nice=False), axis=axis)


def _axes(world: World, runs: pd.DataFrame, largest: pd.DataFrame, fan: pd.DataFrame) -> Axes:
    """From the first run's year and decade of power to a little beyond the greatest of all that is drawn."""
    carried = quantities(fan["mw"])
    known = plain(runs)["peak_power_mw"], plain(largest)["facility_power_mw"], plain(power.marks(world))["mw"]
    powers = pd.concat([*known, pd.Series([carried.low.min(), carried.high.max()])])
    first, last = runs["as_of"].min(), fan["date"].iloc[-1]
    days = pd.Timestamp(year=first.year, month=1, day=1), last + pd.Timedelta(days=150)
    return Axes(days, [10.0 ** math.floor(math.log10(powers.min())), float(f"{1.4 * powers.max():.2g}")])


def _tooltip() -> list[str | alt.Tooltip]:
    return ["label", alt.Tooltip("date:T", format="%B %Y"), alt.Tooltip("mw:Q", format=",.0f", title="MW")]


def _fan_and_marks(world: World, fan: pd.DataFrame, axes: Axes) -> list[alt.Chart]:
    """The fan of runs to come, and lines at powers to compare with."""
    carried = ranged(fan, "mw").rename(columns={"mw": "middle", "low": "slow", "high": "fast"})
    marks = alt.Chart(plain(power.marks(world)))
    return [
        alt.Chart(carried).mark_area(opacity=0.18, color=ACCENT).encode(x=axes.x, y=axes.y("slow"), y2="fast:Q"),
        marks.mark_rule(strokeDash=[4, 3], opacity=0.5).encode(y=axes.y()),
        written(marks.encode(x=alt.value(0), y=axes.y()), "label", dy=-7, dx=4, opacity=0.85),
    ]


def _runs(table: pd.DataFrame, axes: Axes) -> list[alt.Chart]:
    """Training runs; those that were the largest are named, and those in dispute, which are hollow."""
    points = plain(table).rename(columns={"as_of": "date", "peak_power_mw": "mw"})
    points["label"] = points["subject"].str.replace(" 175B", "")
    points.loc[points["disputed"], "label"] += ", in dispute"
    points["late"] = points["date"] >= LABELLED_LEFT
    placed = alt.Chart(points).encode(x=axes.x, y=axes.y())
    dots = placed.encode(tooltip=_tooltip())
    return [
        dots.mark_point(filled=True, size=55, color=GREY).transform_filter("!datum.record && !datum.disputed"),
        dots.mark_point(filled=False, size=70, color=GREY, opacity=1).transform_filter("datum.disputed"),
        written(placed, "label", dx=9, dy=4).transform_filter("datum.disputed"),
        dots.mark_point(filled=True, size=85, color=ACCENT, opacity=1).transform_filter("datum.record"),
        written(placed, "label", align="right", dx=-8, dy=-4).transform_filter("datum.record && !datum.late"),
        written(placed, "label", dx=9, dy=4).transform_filter("datum.record && datum.late"),
    ]


def _sites(table: pd.DataFrame, plan: pd.DataFrame, axes: Axes) -> list[alt.Chart]:
    """The largest operating sites, and one that is planned."""
    largest = plain(table).rename(columns={"on_date": "date", "facility_power_mw": "mw"})
    largest["label"] = largest["campus"].str.replace(r",.*| \(.*", "", regex=True).str.replace("Amazon ", "")
    first_and_last = pd.concat([largest.iloc[[0]], largest.iloc[-1:]])
    later = plain(plan).rename(columns={"on_date": "date", "facility_power_mw": "mw"}).assign(label="Abilene, planned")
    planned = alt.Chart(later[["date", "mw", "label"]]).encode(x=axes.x, y=axes.y())
    placed = alt.Chart(largest).encode(x=axes.x, y=axes.y())
    named = alt.Chart(first_and_last).encode(x=axes.x, y=axes.y())
    square = {"shape": "square", "size": 60, "color": BLUE}
    return [
        placed.mark_line(interpolate="step-after", color=BLUE, strokeWidth=1.5, opacity=0.7),
        placed.mark_point(filled=True, opacity=1, **square).encode(tooltip=_tooltip()),
        written(named, "label", align="right", dx=-8, dy=-14),
        planned.mark_point(filled=False, **square).encode(tooltip=_tooltip()),
        written(planned, "label", dx=8, dy=14),
    ]


def _ends(fan: pd.DataFrame, growth: Quantity, axes: Axes) -> list[alt.Chart]:
    """The growth of each edge, beside it."""
    carried = ranged(fan, "mw").rename(columns={"low": "slow", "high": "fast"}).drop(columns="mw")
    ends = carried.iloc[[-16]].melt("date", var_name="trend", value_name="mw")
    growths = {"slow": fmt.ratio(growth.low), "fast": fmt.ratio(growth.high)}
    ends["label"] = ends["trend"].map(growths) + " a year"
    placed = alt.Chart(ends).encode(x=axes.x, y=axes.y())
    return [
        written(placed, "label", align="right", dx=-8, dy=-4).transform_filter("datum.trend == 'fast'"),
        written(placed, "label", dx=6, dy=12).transform_filter("datum.trend == 'slow'"),
    ]


@drawn
def gigawatt(world: World, *, overhead: Assumed = None) -> alt.TopLevelMixin:
    """What a gigawatt of facility power is used for, and the chips that it feeds, by generation of chip."""
    parts, counts = gigawatt_parts(world, overhead=overhead), chips_per_gigawatt(world, overhead=overhead)
    newest = parts["chip"].iloc[-1]
    of = counts.set_index(["chip", "measure"])["count"]
    h100, new, equal = of["H100", "Chips"], of[newest, "Chips"], of[newest, "H100-equivalents"]
    chips = parts.set_index(["chip", "part"])["mw"][newest, "Chips"]
    shown = _counts(counts)
    return figure(
        alt.vconcat(_parts(plain(parts)), _fed(shown), spacing=26).resolve_scale(color="independent"),
        id="gigawatt",
        title="Where a gigawatt goes, and how many chips it feeds",
        takeaway=f"Of a gigawatt {fmt.percent(chips.value / GIGAWATT)} reaches the chips themselves; it feeds "
        f"{'fewer' if new.value < h100.value else 'more'} {newest}s than H100s; together the {newest}s do "
        f"{fmt.ratio(equal.value / h100.value)} the work, in 8-bit operations.",
        alt_text="Stacked bars of the megawatts in one gigawatt of facility power that go to chips, the rest of the "
        "servers, network and cooling, for H100, B200 and B300; below, chips per gigawatt with 90% intervals: "
        f"{listed(f'{r.row} {r.text}' for r in shown.itertuples())}.",
        sources=[parts, counts],
        unit="MW; chips (H100-equivalents by dense 8-bit operations)",
        world=world,
    )


def _parts(parts: pd.DataFrame) -> alt.Chart:
    """Bars of the parts of a gigawatt."""
    order = list(dict.fromkeys(parts["part"]))
    megawatts = alt.X(
        "mw:Q",
        stack="zero",
        title="Megawatts of one gigawatt of facility power",
        axis=alt.Axis(values=[0, 250, 500, 750, 1000]),
    )
    colours = dict(zip(order, [ACCENT, OCHRE, BLUE, GREEN], strict=True))
    tooltip = ["chip", "part", alt.Tooltip("mw:Q", format=",.0f", title="MW")]
    bars = alt.Chart(parts).mark_bar(height=34)
    return bars.encode(
        y=rows("chip", GENERATIONS),
        x=megawatts,
        color=coloured("part", colours, sort=order),
        order="order:Q",
        tooltip=tooltip,
    ).properties(width=520, height=150)


def _counts(counts: pd.DataFrame) -> pd.DataFrame:
    """The chips that a gigawatt feeds, in words; an H100 is its own equivalent."""
    table = ranged(counts, "count")
    table["row"] = table["chip"] + table["measure"].map({"Chips": "", "H100-equivalents": ", in H100-equivalents"})
    table["text"] = [two_digits(count, "count") for count in table["count"]]
    shown = table[~((table["chip"] == "H100") & (table["measure"] == "H100-equivalents"))]
    return shown.sort_values("measure", kind="stable")


def _fed(shown: pd.DataFrame) -> alt.LayerChart:
    """Rows of chips with their ranges."""
    return rows_with_ranges(
        shown,
        "row",
        "count",
        count_axis("Chips fed by a gigawatt", values=[0, 3e5, 6e5, 9e5]),
        scale=alt.Scale(domain=[0, max(1.15e6, 1.05 * shown["high"].max())]),
        group="measure",
        colours={"Chips": ACCENT, "H100-equivalents": BLUE},
        text="text",
        label_width=220,
    ).properties(width=380)
