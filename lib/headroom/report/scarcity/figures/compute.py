"""Whether computing gets cheaper: the rent of a PFLOP/s, and the peak that a dollar and a watt buy."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, least_of
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding
from headroom.report.figure import drawn, figure
from headroom.report.scarcity.figures.shapes import YEARS, log_money, named
from headroom.report.scarcity.results import market, performance, sellers
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, count_axis

FIRST_YEAR = 2020
GROUP_COLOURS = {
    "V100": GREY,
    "A100": BLUE,
    "H100": ACCENT,
    "H200": OCHRE,
    "B200": GREEN,
    "B300": "#2F6F8F",
    "GB200": "#7A5C3E",
    "MI300X": "#8A8D00",
    "TPU, Trainium": MAUVE,
}
BESIDE = "TPU, Trainium"  # whose name stands below its line, not beside it
LOWER = ("B300",)  # whose names make way for one above them [pixels: CLEAR]
CLEAR = 9
KIND_COLOURS = {"GPU": ACCENT, "TPU": BLUE, "Other chip": GREEN}
GIGA = 1e9
MEASURES = {  # title and ticks of the axis
    "per_usd": ("Gigaflop/s per dollar", [2, 5, 10, 20, 50, 100, 200]),
    "per_watt": ("Gigaflop/s per watt", [100, 200, 500, 1000, 2000]),
}
LABELS = {  # of the best-known chips: the words, and where they stand [pixels from the dot]
    "per_usd": {
        "p100-sxm2": ("P100", 8, 4),
        "v100-sxm2": ("V100", -8, -4),
        "a100-sxm-80": ("A100", 9, -4),
        "h100-sxm": ("H100", 9, 4),
        "b200-sxm": ("B200", 9, 4),
        "tpu-v3": ("TPU v3", -8, -4),
        "tpu-v4": ("TPU v4", -8, -4),
        "tpu-v6e": ("TPU v6e", 9, -6),
        "mi300x": ("MI300X", -9, 12),
        "h20": ("H20", 9, 4),
        "groq-lpu-v1": ("Groq", 9, 4),
    },
    "per_watt": {
        "p100-sxm2": ("P100", 8, 6),
        "v100-sxm2": ("V100", -8, -4),
        "a100-sxm-80": ("A100", 9, 10),
        "h100-pcie": ("H100 PCIe", -8, -4),
        "h100-sxm": ("H100", -9, 4),
        "tpu-v3": ("TPU v3", 9, 4),
        "tpu-v6e": ("TPU v6e", -4, -14),
        "trainium2": ("Trainium 2", 9, 12),
        "h20": ("H20", 9, 4),
    },
}


@drawn
def price_of_compute(world: World, *, mfu: float = 1.0) -> alt.TopLevelMixin:
    """On-demand rent of a dense 16-bit PFLOP/s for an hour, by chip and date; of it, `mfu` does useful work."""
    quotes = market.compute_quotes(world, mfu).query("year >= @FIRST_YEAR")
    medians = plain(market.compute_by_year(world, mfu)).query("year >= @FIRST_YEAR")
    cheapest, h100 = market.cheapest_compute(world, mfu), market.compute_in_use(world, mfu=mfu)
    tags = medians.sort_values("day").drop_duplicates("group", keep="last")
    alike = sellers.since(world)["change"]
    least, most = (of(alike).value for of in (least_of, greatest_of))
    y = log_money(f"USD per {market.unit_of(mfu)} for an hour", holding(1, 40, plain(quotes["usd"])), nice=False)
    return figure(
        _quotes(plain(quotes), medians, tags, y, world),
        id="price-of-compute",
        title=f"On-demand price of a {'dense' if mfu == 1 else 'useful'} PFLOP/s for an hour, one dot a quote",
        takeaway=f"The same {len(alike)} sellers ask {fmt.interval(least, most, 'ratio')} what they asked for an H100 "
        f"a year or more ago, median {fmt.ratio(sellers.change_since(world).value)}; it costs {fmt.money(h100.value)}, "
        f"the cheapest chip that three sellers price, {cheapest['name']}, {fmt.money(cheapest['usd'].value)}.",
        alt_text=f"{len(quotes)} dots of sellers' rents from {FIRST_YEAR} to {world.as_of.year}, US dollars per "
        "PFLOP/s and hour, logarithmic, coloured by chip, diamonds for TPU and Trainium, with lines through the median "
        "seller of each year. Newest: "
        + "; ".join(f"{r.group} {fmt.money(r.usd)} ({r.year})" for r in tags.itertuples())
        + ".",
        sources=[quotes, cheapest["usd"], h100, alike],
        unit="USD per PFLOP/s and hour, dense 16-bit peak" if mfu == 1 else f"USD per {market.unit_of(mfu)} and hour",
        world=world,
    )


def _quotes(quotes: pd.DataFrame, medians: pd.DataFrame, tags: pd.DataFrame, y: alt.Y, world: World) -> alt.LayerChart:
    """A dot for every quote, a line through the medians of each group, and its name at the end."""
    dates = alt.Scale(domain=[f"{FIRST_YEAR}-01-01", f"{world.as_of.year + 1}-06-01"])
    x = alt.X("day:T", title=None, axis=YEARS, scale=dates)
    late = tags["day"].dt.year == world.as_of.year  # their names stand beyond the last of the dots
    tags = tags.assign(day=tags["day"].where(~late, quotes["day"].max() + pd.Timedelta(days=5)))
    groups = list(GROUP_COLOURS)
    colour = coloured("group", GROUP_COLOURS, sort=groups, legend=alt.Legend(symbolOpacity=1))
    marks = alt.Scale(domain=groups, range=["circle"] * (len(groups) - 1) + ["diamond"])
    usd, beside = alt.Tooltip("usd:Q", format="$.2f"), tags["group"] == BESIDE
    lower = tags["group"].isin(LOWER)
    words = {"fontSize": 12.5, "fontWeight": 600}
    dots = alt.Chart(quotes).mark_point(filled=True, size=36, opacity=0.45)
    lines = alt.Chart(medians).mark_line(strokeWidth=3, point=alt.OverlayMarkDef(filled=True, size=80, opacity=1))
    return alt.layer(
        dots.encode(
            x=x,
            y=y,
            color=colour,
            shape=alt.Shape("group:N", title=None, sort=groups, scale=marks),
            tooltip=["name", "provider", alt.Tooltip("day:T", format="%B %Y"), usd],
        ),
        lines.encode(x=x, y=y, color=colour, tooltip=["group", "year", "n", usd]),
        named(tags[~beside & ~lower], x, y, "group", dx=10, **words),
        named(tags[lower], x, y, "group", dx=10, dy=CLEAR, **words),
        named(tags[beside], x, y, "group", "center", dy=17, **words),
        height=380,
    )


@drawn
def price_performance(world: World) -> alt.TopLevelMixin:
    """Peak per dollar and per watt of every chip at its release, with the trends of GPUs."""
    table = performance.chips(world)
    pace, watts = (performance.doubling(world, measure) for measure in MEASURES)
    doubled = [f"{line.years.value:.1f}" for line in (pace, watts)]
    n_priced, n_all = (int(table[measure].notna().sum()) for measure in MEASURES)
    return figure(
        alt.hconcat(*(_at_release(world, plain(table), measure) for measure in MEASURES), spacing=34),
        id="price-performance",
        title="Peak per dollar and per watt at release",
        takeaway=f"Dense 16-bit peak per dollar of GPUs doubles every {doubled[0]} years, per watt every {doubled[1]}"
        + ("; TPUs at their estimated cost lie above the line." if performance.above_trend(world) else "."),
        alt_text=f"Two scatter plots by year of release, logarithmic. Left, FLOP/s per dollar of {n_priced} chips at "
        f"their first known price; right, FLOP/s per watt of {n_all}. Dashed lines fitted to GPUs double every "
        f"{doubled[0]} years ({pace.years.low:.1f} to {pace.years.high:.1f}) and {doubled[1]} years. TPUs and other "
        "chips are marked apart.",
        sources=[table],
        unit="FLOP/s per USD; FLOP/s per W",
        world=world,
    )


def _at_release(world: World, chips: pd.DataFrame, measure: str) -> alt.LayerChart:
    """One measure of all chips by day of release, with the trend of GPUs and some names."""
    title, ticks = MEASURES[measure]
    shown = chips.dropna(subset=[measure])
    shown = shown.assign(value=shown[measure] / GIGA)
    ends = pd.to_datetime([shown["day"].min(), shown["day"].max()])
    line = performance.on_trend(performance.doubling(world, measure), ends) / GIGA
    span = holding(ticks[0] * 0.6, ticks[-1] * 1.6, shown["value"], margin=1.1)
    dates = alt.Scale(domain=["2015-12-01", f"{world.as_of.year}-12-31"])
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount=5), scale=dates)
    scale = alt.Scale(type="log", nice=False, domain=span)
    y = alt.Y("value:Q", scale=scale, axis=count_axis(title, values=ticks))
    kinds = list(KIND_COLOURS)
    marks = alt.Scale(domain=kinds, range=["circle", "diamond", "square"])
    trend = alt.Chart(pd.DataFrame({"day": ends, "value": line}))
    return alt.layer(
        trend.mark_line(color=INK, opacity=0.45, strokeDash=[6, 4]).encode(x=x, y=y),
        alt.Chart(shown)
        .mark_point(filled=True, size=60, opacity=0.9)
        .encode(
            x=x,
            y=y,
            color=coloured("kind", KIND_COLOURS, sort=kinds),
            shape=alt.Shape("kind:N", title=None, sort=kinds, scale=marks),
            tooltip=["name", alt.Tooltip("value:Q", format=".3s"), "first_price_kind"],
        ),
        _names(shown.set_index("id"), LABELS[measure], x, y),
        width=290,
        height=300,
    )


def _names(chips: pd.DataFrame, labels: dict[str, tuple[str, int, int]], x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The names of the best-known chips beside their dots."""
    return alt.layer(
        *(
            named(chips.loc[[id]], x, y, alt.value(text), "left" if dx > 0 else "right", dx=dx, dy=dy, fontSize=12)
            for id, (text, dx, dy) in labels.items()
            if id in chips.index
        )
    )
