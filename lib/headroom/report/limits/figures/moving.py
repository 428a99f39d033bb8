"""What each limit would cost to move by a year."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.charts import by_row, holding, log, round_values
from headroom.report.figure import drawn, figure
from headroom.report.limits.results import moving
from headroom.report.theme import ACCENT, BLUE, GREY, INK, money_axis

KINDS = {"Bought": ACCENT, "Only if generated text teaches as well": BLUE, "Nobody sells it": GREY}
OF_LIMIT = {"Data": "Only if generated text teaches as well", "Latency": "Nobody sells it"}


@drawn
def moved_by_a_year(world: World) -> alt.TopLevelMixin:
    """What puts off by a year the date at which the study's trend meets each limit: in its own unit, and priced."""
    stated = moving.table(world)
    table = _shown(stated)
    prices = "; ".join(f"{row.limit}, met in {row.when}: {row.words}, {row.price}" for row in table.itertuples())
    least = table.loc[table["usd"].idxmin()]
    dearer = table["usd"].dropna().is_monotonic_increasing
    later = " What is met later is dearer, since the trend then asks for more." if dearer else ""
    return figure(
        _rows(table),
        id="moved-by-a-year",
        title="What would move each limit by a year",
        takeaway=f"By the middle values {least['limit'].lower()}, met in {least['when']}, is the cheapest to move: "
        f"{least['words']} more for one run, {least['price']}.{later} Intervals overlap.",
        alt_text=f"One row a limit with a dot and an 80 per cent interval in US dollars, logarithmic: {prices}.",
        sources=[stated[["met", "more", "usd"]]],
        unit="USD, spent once; of capital, in that year",
        world=world,
    )


def _shown(stated: pd.DataFrame) -> pd.DataFrame:
    """The table with bounds and words, in the order in which the limits are met."""
    usd = quantities(stated["usd"])
    table = plain(stated)[["limit", "unit", "met", "more", "usd"]].assign(low=usd.low, high=usd.high)
    table["when"] = table["met"].map(lambda year: fmt.write(year, "year"))
    table["words"] = [_words(row.more, row.unit) for row in table.itertuples()]
    table["price"] = [fmt.money(one) if one == one else "no price" for one in table["usd"]]
    table["kind"] = [OF_LIMIT.get(limit, "Bought") for limit in table["limit"]]
    table = table.sort_values("met", ignore_index=True)
    return table.assign(label=table["limit"] + ", met in " + table["when"])


def _words(more: float, unit: str) -> str:
    if unit == "USD a year":
        return f"{fmt.money(more)} a year"
    if unit == "times faster":
        return f"layers {fmt.number(more)} times faster"
    return f"{fmt.count(float(f'{more:.2g}'))} {unit}"


def _rows(table: pd.DataFrame) -> alt.LayerChart:
    """A row a limit: price and interval, and beside it what is bought."""
    priced = table.dropna(subset=["usd"])
    domain = holding(1e10, 1e15, [*priced["low"], *priced["high"]], margin=1.0)
    axis = money_axis("USD", values=round_values(domain, steps=(1,)))
    y = by_row("label", list(table["label"]))
    colour = alt.Color(
        "kind:N",
        title=None,
        sort=list(KINDS),
        scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
        legend=alt.Legend(columns=1, symbolOpacity=1, symbolStrokeWidth=0, labelLimit=240),
    )
    scale = log(domain, nice=False)
    x, low = (alt.X(f"{name}:Q", scale=scale, axis=axis) for name in ("usd", "low"))
    tips = ["limit", "when", alt.Tooltip("words", title="more"), alt.Tooltip("price", title="price")]
    base = alt.Chart(table).encode(y=y, tooltip=tips)
    words = base.mark_text(dy=-12, fontSize=12, color=INK).encode(x=x, text="words:N")
    unpriced = base.transform_filter("!isValid(datum.usd)").mark_text(dy=-12, fontSize=12, align="left", color=INK)
    return alt.layer(
        base.mark_rule(strokeWidth=3, opacity=0.4).encode(x=low, x2="high:Q", color=colour),
        base.mark_point(filled=True, size=80, opacity=1).encode(x=x, color=colour),
        words,
        unpriced.encode(x=alt.value(4), text="words:N"),
    ).properties(width=520, height=44 * len(table))
