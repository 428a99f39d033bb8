"""Power of the largest runs and sites, and where a gigawatt goes."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.energy.figures.shapes import coloured, listed, log_scale, ranged, rows, two_digits, written
from headroom.report.energy.results import power, sites
from headroom.report.energy.results.gigawatt import GENERATIONS, GIGAWATT, chips_per_gigawatt, gigawatt_parts
from headroom.report.energy.results.rows import Assumed
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, OCHRE, count_axis

LABELLED_LEFT = pd.Timestamp("2024-01-01")  # records before it have their name on the left
UNITS = "datum.value >= 1000 ? format(datum.value / 1000, '~g') + ' GW' : format(datum.value, '~g') + ' MW'"
PLAN = ("campuses", "abilene-plan")


@drawn
def run_power(world: World, *, power_growth: Assumed = None) -> alt.TopLevelMixin:
    """Power of training runs by date, carried forward from the last record, and of the largest operating sites."""
    runs, largest, plan = power.run_power(world), sites.largest_sites(world), world.cell(*PLAN, "facility_power_mw")
    fan = power.fans(world, power_growth=power_growth)
    record = power.records(world).iloc[-1]
    site, run = largest["facility_power_mw"].iloc[-1], record["peak_power_mw"]
    reached = power.years_reached(world, site, power_growth=power_growth)
    filled = sorted({str(int(at)) for at in (reached.low, reached.high)})
    slow, fast = (fmt.write(end / 1000, "gigawatt") for end in (fan["mw"].iloc[-1].low, fan["mw"].iloc[-1].high))
    return figure(
        alt.layer(
            *_fan_and_marks(world, fan),
            *_runs(runs),
            *_sites(world, largest),
            *_ends(fan, power.trend(world, power_growth)),
        ).properties(height=440),
        id="run-power",
        title="Power of the largest training runs, and of the largest sites",
        takeaway=f"The largest site now has {fmt.ratio(site.value / run.value)} the power of the largest run known; on "
        f"trend, a run would fill such a site in {' or '.join(filled)}.",
        alt_text="Logarithmic axis from 1 MW to 140 GW against date, 2020 to 2031. Training runs rise from "
        f"{fmt.write(runs['peak_power_mw'].iloc[0].value, 'megawatt')} in 2020 to {fmt.write(run.value, 'megawatt')} "
        f"({record['subject']}); hollow dots are runs in dispute; a fan goes on to between {slow} and {fast} at the "
        "start of 2031. Squares mark the "
        f"largest operating sites, up to {fmt.write(site.value, 'megawatt')}. Dashed lines mark a reactor, the Vogtle "
        "plant and all US reactors.",
        sources=[runs, largest, plan, fan, power.marks(world)],
        unit="MW of facility power at the peak",
        world=world,
    )


def _dates() -> alt.X:
    scale = alt.Scale(domain=["2020-01-01", "2031-06-01"])
    return alt.X("date:T", title=None, scale=scale, axis=alt.Axis(format="%Y", tickCount="year"))


def _megawatts(field: str = "mw") -> alt.Y:
    axis = alt.Axis(title="Facility power", labelExpr=UNITS, values=[1, 10, 100, 1e3, 1e4, 1e5])
    return alt.Y(f"{field}:Q", scale=log_scale([1, 1.4e5]), axis=axis)


def _tooltip() -> list[str | alt.Tooltip]:
    return ["label", alt.Tooltip("date:T", format="%B %Y"), alt.Tooltip("mw:Q", format=",.0f", title="MW")]


def _fan_and_marks(world: World, fan: pd.DataFrame) -> list[alt.Chart]:
    """The fan of runs to come, and lines at powers to compare with."""
    carried = ranged(fan, "mw").rename(columns={"mw": "middle", "low": "slow", "high": "fast"})
    marks = alt.Chart(plain(power.marks(world)))
    return [
        alt.Chart(carried).mark_area(opacity=0.18, color=ACCENT).encode(x=_dates(), y=_megawatts("slow"), y2="fast:Q"),
        marks.mark_rule(strokeDash=[4, 3], opacity=0.5).encode(y=_megawatts()),
        written(marks.encode(x=alt.value(0), y=_megawatts()), "label", dy=-7, dx=4, opacity=0.85),
    ]


def _runs(table: pd.DataFrame) -> list[alt.Chart]:
    """Training runs; those that were the largest are named, and those in dispute, which are hollow."""
    points = plain(table).rename(columns={"as_of": "date", "peak_power_mw": "mw"})
    points["label"] = points["subject"].str.replace(" 175B", "")
    points.loc[points["disputed"], "label"] += ", in dispute"
    points["late"] = points["date"] >= LABELLED_LEFT
    placed = alt.Chart(points).encode(x=_dates(), y=_megawatts())
    dots = placed.encode(tooltip=_tooltip())
    return [
        dots.mark_point(filled=True, size=55, color=GREY).transform_filter("!datum.record && !datum.disputed"),
        dots.mark_point(filled=False, size=70, color=GREY, opacity=1).transform_filter("datum.disputed"),
        written(placed, "label", dx=9, dy=4).transform_filter("datum.disputed"),
        dots.mark_point(filled=True, size=85, color=ACCENT, opacity=1).transform_filter("datum.record"),
        written(placed, "label", align="right", dx=-8, dy=-4).transform_filter("datum.record && !datum.late"),
        written(placed, "label", dx=9, dy=4).transform_filter("datum.record && datum.late"),
    ]


def _sites(world: World, table: pd.DataFrame) -> list[alt.Chart]:
    """The largest operating sites, and one that is planned."""
    largest = plain(table).rename(columns={"on_date": "date", "facility_power_mw": "mw"})
    largest["label"] = largest["campus"].str.replace(r",.*| \(.*", "", regex=True).str.replace("Amazon ", "")
    first_and_last = pd.concat([largest.iloc[[0]], largest.iloc[-1:]])
    plan = {"date": world.row(*PLAN)["on_date"], "mw": world.cell(*PLAN, "facility_power_mw").value}
    planned = alt.Chart(pd.DataFrame([plan | {"label": "Abilene, planned"}])).encode(x=_dates(), y=_megawatts())
    placed = alt.Chart(largest).encode(x=_dates(), y=_megawatts())
    named = alt.Chart(first_and_last).encode(x=_dates(), y=_megawatts())
    square = {"shape": "square", "size": 60, "color": BLUE}
    return [
        placed.mark_line(interpolate="step-after", color=BLUE, strokeWidth=1.5, opacity=0.7),
        placed.mark_point(filled=True, opacity=1, **square).encode(tooltip=_tooltip()),
        written(named, "label", align="right", dx=-8, dy=-14),
        planned.mark_point(filled=False, **square).encode(tooltip=_tooltip()),
        written(planned, "label", dx=8, dy=14),
    ]


def _ends(fan: pd.DataFrame, growth: Quantity) -> list[alt.Chart]:
    """The growth of each edge, beside it."""
    carried = ranged(fan, "mw").rename(columns={"low": "slow", "high": "fast"}).drop(columns="mw")
    ends = carried.iloc[[-16]].melt("date", var_name="trend", value_name="mw")
    growths = {"slow": fmt.ratio(growth.low), "fast": fmt.ratio(growth.high)}
    ends["label"] = ends["trend"].map(growths) + " a year"
    placed = alt.Chart(ends).encode(x=_dates(), y=_megawatts())
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
        scale=alt.Scale(domain=[0, 1.15e6]),
        group="measure",
        colours={"Chips": ACCENT, "H100-equivalents": BLUE},
        text="text",
        label_width=220,
    ).properties(width=380)
