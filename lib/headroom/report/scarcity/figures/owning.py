"""What an hour of an owned chip costs and is made of, and what waiting for the chip costs."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import scarcity, vega
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding
from headroom.report.estimate import Estimate
from headroom.report.figure import drawn, figure
from headroom.report.scarcity import live
from headroom.report.scarcity.figures.shapes import NAMES, log_money, named, ranked
from headroom.report.scarcity.results import market, owning, waiting
from headroom.report.scarcity.results.owning import H100, PARTS, REFERENCE_USE
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, money_axis

LEAST_USE = 0.05  # at which the curve of owning begins
PART_COLOURS = dict(zip(PARTS, (ACCENT, OCHRE, "#8A8D00", BLUE, MAUVE, GREEN, GREY), strict=True))
WHAT = {"saving": "saved, if falling", "standing": "saved, if standing", "loss": "rent forgone"}
WHAT_COLOURS = {"rent forgone": ACCENT, "saved, if falling": GREEN, "saved, if standing": OCHRE}


@drawn
def rent_or_own(world: World, *, used_share: float = REFERENCE_USE) -> alt.TopLevelMixin:
    """Live: cost of a used hour of an H100 by the share of hours used, beside its rent."""
    chain, inputs = live.own_hour(world, used_share), live.defaults(world)
    start, (lowest, _) = chain.values(inputs), market.turning_point(world)
    needed, at_full_use = owners_use(start["needed_use"]), start["own_hour"] * used_share
    dearest = owning.bought(world, H100, world.as_of, LEAST_USE).hour.value
    chart = _owned_and_rented(holding(0.5, 40, [inputs["rent_price"], dearest], margin=1))
    return figure(
        chart.add_params(*chain.params()).properties(height=330),
        id="rent-or-own",
        title="Cost of a used H100-hour, owned and rented",
        takeaway=f"At the defaults {needed}; a contract is paid for every hour, as owning is: the lowest known was "
        f"{fmt.money(lowest['usd'].value)}, an hour of an owned chip at full use costs {fmt.money(at_full_use)}.",
        alt_text="Live chart: cost of a used hour in US dollars, logarithmic, against the share of hours used. The "
        f"owned curve falls from about {fmt.money(at_full_use / LEAST_USE)} at 5% to {fmt.money(at_full_use)} at full "
        f"use; the rent is a level line at {fmt.money(inputs['rent_price'])}; {needed}.",
        sources=[owning.bought(world, H100, world.as_of).hour, owning.rent(world), lowest["usd"]],
        unit="USD per used chip-hour",
        world=world,
        controls=[live.presets(world), *live.sliders(world)],
        sentence=f"An owned hour costs {{own_hour:money}} at {used_share:.0%} use; the rent differs from it by "
        "{rent_premium:percent}. Owning is cheaper above {needed_use:percent} use (above 100% means never).",
        values=start,
    )


def owners_use(needed: float) -> str:
    """From which use on owning is cheaper, in words."""
    if 0 < needed <= 1:
        return f"owning is cheaper for whoever uses the chip more than {fmt.percent(needed)} of the time"
    return "renting is cheaper however much the chip is used"


def _owned_and_rented(span: list[float]) -> alt.LayerChart:
    """A falling curve, a level line, and where they cross, of the chain's parameters."""
    axis = alt.Axis(title="Share of hours used", format="%", values=[0, 0.2, 0.4, 0.6, 0.8, 1])
    x = alt.X("use:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    y = log_money("USD per used hour", span, "owned", clamp=True)
    owned = alt.Chart(pd.DataFrame({"use": np.round(np.arange(LEAST_USE, 1.005, 0.01), 2)}))
    for step in vega.calculates(scarcity.owned_cost_per_used_hour, "owned", **live.COSTS, used_share="datum.use"):
        owned = owned.transform_calculate(**{step["as"]: step["calculate"]})
    rented = alt.Chart(pd.DataFrame({"here": [0]})).transform_calculate(
        rent="rent_price", owned="rent_price", use="min(needed_use, 1)", beyond="needed_use > 1"
    )
    level, crossing = alt.Y("rent:Q", scale=y["scale"]), rented.transform_filter("!datum.beyond")
    words = {"fontWeight": 600, "fontSize": 13}
    return alt.layer(
        owned.mark_line(strokeWidth=3).encode(x=x, y=y),
        rented.mark_rule(color=BLUE, strokeWidth=2.5).encode(y=level),
        crossing.mark_rule(color=GREY, strokeDash=[4, 3]).encode(x=x),
        crossing.mark_point(filled=True, size=130, color=INK, opacity=1).encode(x=x, y=y),
        rented.transform_calculate(use="1")
        .mark_text(align="right", dy=-9, dx=-4, **words)
        .encode(x=x, y=level, text=alt.value("rented")),
        owned.transform_filter("datum.use == 0.12")
        .mark_text(align="left", dx=8, dy=-6, **words)
        .encode(x=x, y=y, text=alt.value("owned")),
    )


@drawn
def owned_hour_parts(world: World, *, used_share: float = REFERENCE_USE) -> alt.TopLevelMixin:
    """What a used hour of an owned chip is made of, by chip."""
    parts = owning.parts(world, used_share)
    table = ranked(plain(parts), "part", PART_COLOURS)
    totals = table.drop_duplicates("name").assign(words=lambda t: t["total"].map(fmt.money))
    share = {part: fmt.percent(one.value) for part, one in owning.shares(world, used_share).items()}
    return figure(
        _parts(table, totals),
        id="owned-hour-parts",
        title="What an owned hour is made of",
        takeaway=f"Electricity is {share['Electricity']} of an owned H100-hour; the return on the money tied up is "
        f"{share['Return on capital']}, and standing idle costs {share['Idle hours']}.",
        alt_text="Stacked bars in US dollars per used hour: "
        + "; ".join(f"{r.name} {fmt.money(r.total)}" for r in totals.itertuples())
        + ". Of the H100: "
        + ", ".join(f"{part.lower()} {share[part]}" for part in PARTS)
        + ".",
        sources=[parts],
        unit="USD per used chip-hour",
        world=world,
    )


def _parts(table: pd.DataFrame, totals: pd.DataFrame) -> alt.LayerChart:
    """A stacked bar for every chip, and its total."""
    y = alt.Y("name:N", sort=list(totals["name"]), title=None, axis=NAMES)
    shown = [alt.Tooltip("usd:Q", format="$.3f"), alt.Tooltip("share:Q", format=".0%")]
    bars = alt.Chart(table).mark_bar(height=24)
    return (
        bars.encode(
            y=y,
            x=alt.X("usd:Q", stack="zero", axis=money_axis("USD per used chip-hour")),
            color=coloured("part", PART_COLOURS, sort=list(PARTS)),
            order="rank:Q",
            tooltip=["name", "part", *shown],
        )
        + named(totals, alt.X("total:Q"), y, "words", dx=6, fontWeight=600)
    ).properties(height=46 * len(totals))


@drawn
def value_of_waiting(
    world: World, *, weeks: float = waiting.WAIT, used_share: float = REFERENCE_USE
) -> alt.TopLevelMixin:
    """Rent forgone and price saved by weeks of waiting for an H100, in the shortage and now."""
    held = plain(waiting.values(world, used_share=used_share))
    days = (waiting.shortage(world), world.as_of)
    then, now = (waiting.value_of_waiting(world, weeks, day, used_share=used_share) for day in days)
    standing = waiting.value_of_waiting(world, weeks, used_share=used_share, falling=False)
    lines = held.melt(id_vars=["day", "weeks"], value_vars=list(WHAT), var_name="what", value_name="usd")
    lines["what"] = lines["what"].map(WHAT)
    scale = alt.Scale(domain=[0, max(52000, 1.05 * lines["usd"].max())])
    panels = [_waiting(held[held["day"] == day], part, scale) for day, part in lines.groupby("day")]
    of_price = fmt.percent(then.size.value / held["price"].iloc[0])
    return figure(
        alt.hconcat(*panels, spacing=26),
        id="value-of-waiting",
        title="What waiting for an H100 saves and costs",
        takeaway=f"At the rents of late 2023 a wait of {weeks:g} weeks {worth(then)} per chip, {of_price} of its "
        f"price; now, at the on-demand rent, it {worth(now)} if chips get cheaper on the trend, and "
        f"{worth(standing)} if their price stands.",
        alt_text="Two panels, US dollars per H100 against weeks of waiting: rent forgone, and what is saved of price "
        f"and of return on capital, with falling and with standing prices. A wait of {weeks:g} weeks {worth(then)} "
        f"in late 2023 and {worth(now)} now; {worth(standing)} if prices stand.",
        sources=[then, now, standing],
        unit="USD per chip",
        world=world,
    )


def worth(value: Estimate) -> str:
    """The value of waiting, in words."""
    return f"{'saves' if value.value > 0 else 'costs'} {value.size.text}"


def _waiting(held: pd.DataFrame, lines: pd.DataFrame, scale: alt.Scale) -> alt.LayerChart:
    """Rent forgone and price saved on one day, and the gap between them."""
    axis = alt.Axis(title="Weeks of waiting", values=[0, 10, 20, 30, 40, 50, 60])
    x = alt.X("weeks:Q", scale=alt.Scale(domain=[0, 60]), axis=axis)
    y = alt.Y("usd:Q", scale=scale, axis=money_axis("USD per H100", tickCount=6))
    last = lines["weeks"].max()
    tips = {what: lines[(lines["weeks"] == last) & (lines["what"] == what)] for what in WHAT_COLOURS}
    words = {"fontSize": 12.5, "fontWeight": 600}
    gap = alt.Chart(held).mark_area(color=INK, opacity=0.1)
    curves = alt.Chart(lines).mark_line(strokeWidth=3)
    return alt.layer(
        gap.encode(x=x, y=alt.Y("saving:Q", scale=scale), y2="loss:Q"),
        curves.encode(x=x, y=y, color=coloured("what", WHAT_COLOURS, title=alt.Undefined, legend=None)),
        named(tips["rent forgone"], x, y, "what", "right", dx=-60, dy=14, **words),
        named(tips["saved, if falling"], x, y, "what", "right", dy=29, **words),
        named(tips["saved, if standing"], x, y, "what", "right", dy=-8, **words),
        width=275,
        height=270,
        title=f"{held['day'].iloc[0]:%B %Y}",
    )
