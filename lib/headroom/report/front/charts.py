"""Small charts of the front page: each shows one point of a figure of a chapter, to which it leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, round_values
from headroom.report.data_limits.results import crossing, sets, stock
from headroom.report.energy.results import power as runs
from headroom.report.figure import figure, figures
from headroom.report.inference.results import prices
from headroom.report.limits.figures.shapes import limit_colour
from headroom.report.limits.live import LIMITS, OPENS
from headroom.report.limits.results import joint
from headroom.report.limits.results.study import ANCHORED
from headroom.report.scarcity.results import market, owning
from headroom.report.theme import ACCENT, BLUE, COUNT_LABEL, GREEN, GREY, INK, MEGAWATT_LABEL, MONEY_LABEL
from headroom.report.training.results import growth

WIDTH, HEIGHT = 300, 130
TIER = "GPT-4 level"
OPENED = {"edition": ANCHORED, "pace": OPENS}  # as the figure of what binds first opens

Small = Callable[[World], alt.TopLevelMixin]
_SMALL: dict[str, Small] = {}


def small(of: str) -> Callable[[Callable[[World], tuple]], Small]:
    """Register a function that draws one point of the figure `of`; it returns chart, title, alternative and sources."""

    def register(function: Callable[[World], tuple]) -> Small:
        @wraps(function)
        def draw(world: World) -> alt.TopLevelMixin:
            chart, title, alt_text, sources = function(world)
            words = {"title": title, "takeaway": title, "alt_text": alt_text}
            return figure(chart, id=f"small-{of}", of=of, unit="see the figure", sources=sources, world=world, **words)

        _SMALL[of] = draw
        return draw

    return register


def all_small() -> dict[str, Small]:
    """The small charts by the id of the figure to which each leads.

    Raises
    ------
    ValueError
        If one leads to no figure.
    """
    if missing := _SMALL.keys() - figures().keys():
        raise ValueError(f"no such figures: {', '.join(sorted(missing))}")
    return dict(_SMALL)


def _dates(field: str, domain: list[str]) -> alt.X:
    axis = alt.Axis(format="%Y", tickCount=4, labelOverlap=True)
    return alt.X(f"{field}:T", title=None, axis=axis, scale=alt.Scale(domain=domain))


def _amounts(field: str, domain: list[float], label: str, values: list[float] | None = None) -> alt.Y:
    axis = alt.Axis(values=values or round_values(domain, (1,)), labelExpr=label, title=None)
    return alt.Y(f"{field}:Q", axis=axis, scale=log(domain, nice=False))


def _words(base: alt.Chart, text: str, **mark: object) -> alt.Chart:
    return base.mark_text(fontSize=12, **mark).encode(text=alt.value(text))


@small("binding-by-year")
def binding(world: World) -> tuple:
    """How often each limit is the lowest, by year, as the figure opens."""
    shares = joint.binding(world, **OPENED)
    table = plain(shares)
    table["order"] = table["limit"].map({limit: n for n, limit in enumerate(LIMITS)})
    axis = alt.Axis(title=None, format=".0%", values=[0, 0.5, 1])
    years = alt.Axis(title=None, format="d", values=list(range(2025, 2036, 2)))
    span = alt.Scale(domain=[table["year"].min(), table["year"].max()], nice=False)
    chart = (
        alt.Chart(table)
        .mark_area(opacity=0.85)
        .encode(
            x=alt.X("year:Q", axis=years, scale=span),
            y=alt.Y("share:Q", stack="zero", axis=axis, scale=alt.Scale(domain=[0, 1])),
            color=limit_colour(list(LIMITS), legend=alt.Legend(columns=5, offset=6)),
            order="order:Q",
        )
        .properties(height=190)
    )
    at = table[table["year"] == joint.YEAR].sort_values("share", ascending=False)
    said = ", ".join(f"{row.limit.lower()} {fmt.percent(row.share)}" for row in at.itertuples() if row.share >= 0.005)
    title = "How often each limit is the lowest, by year"
    return (
        chart,
        title,
        f"Stacked areas of shares of the draws, one for each limit. At the start of 2030: {said}.",
        [shares],
    )


@small("run-power")
def power(world: World) -> tuple:
    """Power of the largest runs, and what the trend asks for."""
    records, fan = runs.records(world), runs.fans(world)
    known, ahead = plain(records), plain(fan)
    last, end = known.iloc[-1], ahead.iloc[-1]
    days = [f"{known['as_of'].min().year}-01-01", f"{end['date'].year + 1}-01-01"]
    megawatts = holding(3, 3e4, [*known["peak_power_mw"], end["mw_high"]], margin=1.1)
    y = {"y": _amounts("mw_low", megawatts, MEGAWATT_LABEL), "y2": "mw_high:Q"}
    dots = alt.Chart(known).encode(x=_dates("as_of", days), y=_amounts("peak_power_mw", megawatts, MEGAWATT_LABEL))
    chart = alt.layer(
        alt.Chart(ahead).mark_area(color=ACCENT, opacity=0.25).encode(x=_dates("date", days), **y),
        dots.mark_line(color=GREY, strokeWidth=1.5),
        dots.mark_point(filled=True, color=ACCENT, opacity=1, size=50),
        _words(dots.transform_filter(f"datum.id == '{last['id']}'"), last["subject"], dx=-8, dy=-6, align="right"),
    )
    low, high = (fmt.write(end[side] / 1000, "gigawatt") for side in ("mw_low", "mw_high"))
    alt_text = (
        f"Dots of the largest runs rise to {fmt.write(last['peak_power_mw'], 'megawatt')} ({last['subject']}); a fan "
        f"goes on to between {low} and {high} at the start of {end['date'].year}."
    )
    return _sized(chart), "Power of the largest run, and its trend", alt_text, [records, fan]


@small("gpu-rent-history")
def rents(world: World) -> tuple:
    """Quotes of an H100-hour on demand, contracts of a year, and the cost of owning."""
    quotes, contract = market.rents(world), market.contract(world)
    hour = owning.bought(world, owning.H100, world.as_of, owning.REFERENCE_USE).hour
    seen = plain(quotes).query("family == 'H100' and kind == 'On demand'")
    days, usd = ["2022-10-01", f"{world.as_of.year + 1}-01-01"], holding(1, 15, seen["usd"], margin=1.05)
    y = _amounts("usd", usd, MONEY_LABEL, [1, 2, 5, 10])
    dots = alt.Chart(seen).encode(x=_dates("as_of", days), y=y)
    line = alt.Chart(plain(contract)).encode(x=_dates("as_of", days), y=y)
    own = alt.Chart(pd.DataFrame({"usd": [float(hour.value)]})).encode(y=y)
    chart = alt.layer(
        own.mark_rule(color=INK, strokeDash=[4, 3], opacity=0.6),
        _words(own.encode(x=alt.value(3)), "cost of owning", align="left", dy=10),
        dots.mark_point(filled=True, color=ACCENT, opacity=0.55, size=22),
        line.mark_line(color=BLUE, strokeWidth=3),
    )
    alt_text = (
        f"Dots of rents on demand from {fmt.money(seen['usd'].min())} to {fmt.money(seen['usd'].max())} an hour, a "
        f"line of one-year contracts, and the cost of owning at {fmt.money(hour.value)}."
    )
    return _sized(chart), "Rent of an H100-hour: on demand (dots), for a year (line)", alt_text, [quotes, contract]


@small("cost-by-date")
def costs(world: World) -> tuple:
    """Cost of the largest runs at their release, with its intervals."""
    frontier = growth.frontier(world)
    shown = plain(frontier).rename(columns={"usd_low": "low", "usd_high": "high"})
    days = [f"{shown['date'].min().year}-01-01", f"{world.as_of.year + 1}-01-01"]
    usd = holding(1e4, 2e9, [*shown["low"], *shown["high"]], margin=1.1)
    x, values = _dates("date", days), [1e4, 1e6, 1e8, 1e10]
    base = alt.Chart(shown).encode(x=x)
    chart = alt.layer(
        base.mark_rule(color=ACCENT, opacity=0.3, strokeWidth=2).encode(
            y=_amounts("low", usd, MONEY_LABEL, values), y2="high:Q"
        ),
        base.mark_point(filled=True, color=ACCENT, opacity=1, size=32).encode(
            y=_amounts("usd", usd, MONEY_LABEL, values)
        ),
    )
    alt_text = (
        f"Dots of {len(shown)} runs, each among the largest at its release, from {fmt.money(shown['usd'].min())} "
    )
    alt_text += f"to {fmt.money(shown['usd'].max())}, with their intervals, on a logarithmic axis."
    return _sized(chart), "Cost of the largest runs, amortised", alt_text, [frontier]


@small("stock-and-demand")
def text(world: World) -> tuple:
    """Training sets, the demand projected in 2024, and the effective stock of text."""
    seen, stocked, wanted = sets.training_sets(world), stock.stock_bands(world), crossing.projection(world)
    dots = plain(seen).query("at >= 2019.5")
    band, line = plain(stocked).query("kind == 'effective'"), plain(wanted)
    tokens = holding(1e11, 3e15, [*dots["tokens"], *band["tokens_high"]], margin=1.1)
    axis = alt.Axis(title=None, format="d", values=[2020, 2024, 2028, 2032])
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(domain=[2019, 2034], nice=False))
    values = [1e11, 1e13, 1e15]
    low = {"y": _amounts("tokens_low", tokens, COUNT_LABEL, values), "y2": "tokens_high:Q"}
    middle = _amounts("tokens", tokens, COUNT_LABEL, values)
    chart = alt.layer(
        alt.Chart(band).mark_area(color=GREEN, opacity=0.2, clip=True).encode(x=x, **low),
        alt.Chart(band).mark_line(color=GREEN, clip=True).encode(x=x, y=middle),
        alt.Chart(line).mark_area(color=BLUE, opacity=0.2, clip=True).encode(x=x, **low),
        alt.Chart(line).mark_line(color=BLUE, clip=True).encode(x=x, y=middle),
        alt.Chart(dots.assign(year=dots["at"])).mark_point(filled=True, color=ACCENT, size=22).encode(x=x, y=middle),
    )
    alt_text = (
        f"Dots of training sets rise to {fmt.count(dots['tokens'].max())} tokens; a band of demand, as projected "
    )
    alt_text += (
        f"in 2024, rises into the band of the effective stock of text, around {fmt.count(band['tokens'].iloc[-1])}."
    )
    title = "Training sets (dots), projected demand (blue), stock of text (green)"
    return _sized(chart), title, alt_text, [seen, stocked, wanted]


@small("price-of-capability")
def falling(world: World) -> tuple:
    """The cheapest list price of one capability by date."""
    cheapest = prices.cheapest(world)
    steps = plain(cheapest).query("tier == @TIER")
    ends = steps.iloc[[-1]].assign(as_of=pd.Timestamp(world.as_of))
    days, usd = [f"{steps['as_of'].min().year}-01-01", f"{world.as_of.year + 1}-01-01"], [0.05, 100.0]
    usd = holding(*usd, steps["usd"], margin=1.1)
    base = alt.Chart(pd.concat([steps, ends])).encode(
        x=_dates("as_of", days), y=_amounts("usd", usd, MONEY_LABEL, [0.1, 1, 10, 100])
    )
    chart = alt.layer(base.mark_line(interpolate="step-after", color=GREEN, strokeWidth=2.5))
    first, last = (fmt.money(steps["usd"].iloc[end]) for end in (0, -1))
    alt_text = (
        f"A line of steps falls from {first} in {steps['as_of'].iloc[0]:%Y} to {last} in {steps['as_of'].iloc[-1]:%Y}."
    )
    return _sized(chart), f"Cheapest million tokens at the {TIER.replace(' level', '')} level", alt_text, [cheapest]


def _sized(chart: alt.LayerChart) -> alt.LayerChart:
    return chart.properties(width=WIDTH, height=HEIGHT)
