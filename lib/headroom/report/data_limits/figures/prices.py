"""What text costs: bought, and generated."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.data_limits.figures.shapes import flat, tips, words
from headroom.report.data_limits.results import prices
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, MAUVE, OCHRE, money_axis

KINDS = {
    "generated": GREEN,
    "licence": ACCENT,
    "asked or debated": BLUE,
    "images": GREY,
    "settlement": MAUVE,
    "whole company": OCHRE,
}


@drawn
def price_of_text(world: World, *, kind: str = prices.RENTED) -> alt.TopLevelMixin:
    """Price of a million tokens by way of getting them; `kind`: of the price at which chips are rented."""
    rungs = prices.ladder(world, kind)
    table = flat(rungs, "usd")
    table[["usd", "low", "high"]] *= 1e6
    first, last = table.iloc[0], table.iloc[-1]
    rented = fmt.money(table.set_index("label").loc[prices.ON_RENT, "usd"])
    said = "; ".join(f"{row.label} {fmt.money(row.usd)} ({row.what})" for row in table.itertuples())
    return figure(
        _ladder(table),
        id="price-of-text",
        title="The price of text, by way of getting it",
        takeaway=f"A million tokens cost from {fmt.money(first['usd'])} ({first['label']}) to "
        f"{fmt.money(last['usd'])} ({last['label']}); written on rented H100s as fast as in early 2024, {rented}. As "
        f"much text as Llama 3 read would cost {first['what']} to {last['what']}. There is no market price for text in "
        "bulk.",
        alt_text="Rows of USD per million tokens on a logarithmic axis, with what the text of Llama 3 would cost: "
        f"{said}.",
        sources=[rungs],
        unit="USD per million tokens",
        world=world,
    )


def _ladder(table: pd.DataFrame) -> alt.LayerChart:
    whole = [table["what"].iloc[0] + " for Llama 3's text", *table["what"].iloc[1:]]
    return rows_with_ranges(
        table.assign(words=whole),
        "label",
        "usd",
        money_axis("USD per million tokens", values=[1, 10, 100, 1e3, 1e4, 1e5, 1e6]),
        scale=alt.Scale(type="log", domain=[min(0.5, 0.8 * table["low"].min()), 4e6], nice=False),
        group="kind",
        colours={kind: colour for kind, colour in KINDS.items() if kind in set(table["kind"])},
        text="words",
        label_width=240,
    ).properties(width=400)


@drawn
def synthetic_by_date(world: World, *, kind: str = prices.RENTED) -> alt.TopLevelMixin:
    """Cost of a trillion generated tokens by date, beside the cheapest licence; `kind`: of the price of chips."""
    dated, cheapest = prices.synthetic_by_date(world, kind), prices.TRILLION * prices.cheapest_licence(world)
    now = prices.TRILLION * prices.synthetic_price(world, kind=kind)
    table = flat(dated, "usd")
    least, most = (fmt.money(end) for end in (table["usd"].min(), table["usd"].max()))
    return figure(
        _by_date(table, float(cheapest.value)),
        id="synthetic-by-date",
        title="Generating a trillion tokens, at the chip rents of each date and the speed of early 2024",
        takeaway=f"A trillion generated tokens cost {fmt.money(now.value)} in rent in {world.as_of.year}, at the speed "
        f"of one project of early 2024; the cheapest licence costs {fmt.ratio((cheapest / now).value)} as much.",
        alt_text="Line with a 90% band of the cost of a trillion generated tokens by quarter, logarithmic, between "
        f"{least} and {most}; a dashed line of the cheapest licence at {fmt.money(cheapest.value)}.",
        sources=[dated, cheapest],
        unit="USD nominal",
        world=world,
    )


def _by_date(table: pd.DataFrame, licence: float) -> alt.LayerChart:
    bounds = [min(3e5, 0.7 * table["low"].min()), max(3e8, 1.5 * table["high"].max())]
    scale = alt.Scale(type="log", domain=bounds, nice=False)
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))
    y = alt.Y("usd:Q", scale=scale, axis=money_axis("Cost of a trillion tokens", values=[1e5, 1e6, 1e7, 1e8, 1e9]))
    band = alt.Chart(table).mark_area(color=GREEN, opacity=0.18)
    dots = alt.OverlayMarkDef(color=GREEN, filled=True, size=50)
    line = alt.Chart(table).mark_line(color=GREEN, strokeWidth=2.4, point=dots)
    tooltip = [alt.Tooltip("day:T"), *tips(usd=",.0f")]
    bought = alt.Chart(pd.DataFrame({"usd": [licence]})).mark_rule(color=ACCENT, strokeDash=[5, 4], strokeWidth=1.6)
    name = pd.DataFrame({"day": [table["day"].iloc[0]], "usd": [licence], "label": ["cheapest licence"]})
    return alt.layer(
        band.encode(x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q"),
        line.encode(x=x, y=y, tooltip=tooltip),
        bought.encode(y=alt.Y("usd:Q", scale=scale)),
        words(name, x, y, dx=0, dy=-9),
        words(table.iloc[[1]].assign(label="generated on rented H100s"), x, y, dx=4, dy=26),
        height=280,
    )
