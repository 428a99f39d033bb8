"""The ceilings by year, beside runs and trends, and which of them is the lowest."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.figure import drawn, figure
from headroom.report.limits import live
from headroom.report.limits.figures.shapes import flop, limit_colour, years
from headroom.report.limits.results import joint
from headroom.report.limits.results.ceilings import YEARS
from headroom.report.limits.results.headlines import DATE
from headroom.report.limits.results.study import ANCHORED
from headroom.report.theme import GREY, INK

SPAN = [2019.5, 2035.2]
SIZES = [1e23, 1e33]
TAGGED = {"gpt-3-175b": "GPT-3", "gpt-4": "GPT-4", "grok-4": "Grok 4"}


@drawn
def ceilings_by_year(
    world: World, *, edition: str = ANCHORED, pace: str | float | None = "spending"
) -> alt.TopLevelMixin:
    """The largest run that each limit allows, by year, with known runs and lines of steady growth from the newest."""
    table, met = joint.fan(world, edition, pace), joint.crossing(world, edition=edition, pace=pace)
    early, late = (joint.crossing(world, growth=g, edition=edition, pace=pace) for g in (5.0, 3.0))
    middles = plain(table[table["year"] == joint.YEAR]).set_index("limit")["flop"]
    said = "; ".join(f"{limit.lower()} {fmt.flop(middles[limit])}" for limit in middles.index)
    low, middle, high, slow, fast = (
        fmt.write(float(date), DATE) for date in (met.low, met.value, met.high, late.value, early.value)
    )
    return figure(
        _fan(world, table, met, edition),
        id="ceilings-by-year",
        title="The largest run that each limit allows one developer",
        takeaway=f"A run that grows fourfold a year meets the lowest limit in {middle} (80% interval {low} to {high}); "
        f"threefold in {slow}, fivefold in {fast}.",
        alt_text="Lines by year on a logarithmic axis of FLOP with 80 per cent bands, dots of known runs and dashed "
        f"lines of growth by 3, 4 and 5 times a year. Middle values at the start of 2030: {said}. The middle of all "
        "together lies below each of its parts.",
        sources=[table, joint.known_runs(world, disputed=True)["flop"]],
        unit="FLOP, in eight bits from 2024 on",
        world=world,
    )


def _fan(world: World, table: pd.DataFrame, met: Quantity, edition: str) -> alt.LayerChart:
    """Middles, intervals of one year, the band of all together, runs and trends, and the window of the crossing."""
    shown, alone = plain(table), f"datum.limit == '{joint.JOINT}'"
    limits = list(dict.fromkeys(shown["limit"]))
    numbers = [alt.Tooltip(f"{name}:Q", format=".2~e") for name in ("flop", "flop_low", "flop_high")]
    shown["at"] = shown["year"] + 0.1 * (shown["limit"].map(limits.index) - len(limits) / 2)
    base = alt.Chart(shown).encode(tooltip=["limit", "year", *numbers], color=limit_colour(limits))
    line = base.encode(x=years(SPAN), y=flop("flop:Q", SIZES))
    ranged = {"y": flop("flop_low:Q", SIZES), "y2": "flop_high:Q"}
    in_year = base.transform_filter(f"datum.year == {joint.YEAR}").encode(x=years(SPAN, "at:Q"), **ranged)
    return alt.layer(
        *_window(met),
        base.transform_filter(alone)
        .mark_area(opacity=0.13, color=INK)
        .encode(x=years(SPAN), color=alt.value(INK), **ranged),
        line.transform_filter(f"!({alone})").mark_line(clip=True),
        line.transform_filter(alone).mark_line(strokeWidth=4, clip=True),
        in_year.mark_rule(strokeWidth=4, opacity=0.65),
        *_trends(world, edition),
        *_runs(world),
    ).properties(height=460)


def _window(met: Quantity) -> list[alt.Chart]:
    """The 80 % window of the crossing, and its middle."""
    table = pd.DataFrame({"low": [met.low], "middle": [met.value], "high": [met.high]}).astype(float)
    words = f"4× meets the lowest\n{fmt.write(met.low, 'year')} to {fmt.write(met.high, 'year')}"
    at = {"x": years(SPAN, "middle:Q")}
    return [
        alt.Chart(table).mark_rect(color=GREY, opacity=0.12).encode(x=years(SPAN, "low:Q"), x2="high:Q"),
        alt.Chart(table).mark_rule(color=GREY, strokeWidth=1.5).encode(**at),
        alt.Chart(table.assign(words=words))
        .mark_text(fontSize=12, align="right", dx=-5, lineBreak="\n", baseline="bottom")
        .encode(**at, y=alt.value(440), text="words:N"),
    ]


def _trends(world: World, edition: str) -> list[alt.Chart]:
    """Dashed lines of steady growth from the run that a trend starts from, each with its factor at its end."""
    of = joint.start(world, edition)
    dates = [of.year, *(year for year in YEARS if year > of.year)]
    rows = []
    for growth in joint.GROWTHS:
        flops = joint.trend(world, dates, growth, edition).value
        rows += [
            [year, one, f"{growth:.0f}×", growth] for year, one in zip(dates, flops, strict=True) if one < SIZES[1]
        ]
    table = pd.DataFrame(rows, columns=["year", "flop", "factor", "growth"])
    ends = table.sort_values("year").drop_duplicates("growth", keep="last")
    lines = alt.Chart(table).mark_line(color=INK, strokeDash=[5, 4], strokeWidth=1.3, opacity=0.7, clip=True)
    words = alt.Chart(ends).mark_text(dx=-4, dy=-9, color=INK, fontSize=12)
    at = {"x": years(SPAN), "y": flop("flop:Q", SIZES)}
    return [lines.encode(**at, detail="factor:N"), words.encode(**at, text="factor:N")]


def _runs(world: World) -> list[alt.Chart]:
    """Dots of the runs that were the largest when published, some with their names."""
    known = plain(joint.known_runs(world, disputed=True)[["model_id", "name", "year", "flop", "standing"]])
    known["in_dispute"] = (known["standing"] == "in dispute").map({True: "in dispute", False: ""})
    at = {"x": years(SPAN), "y": flop("flop:Q", SIZES)}
    tips = ["name", alt.Tooltip("year:Q", format=".1f"), alt.Tooltip("flop:Q", format=".2~e"), "in_dispute"]
    solid = alt.Chart(known[known["in_dispute"] == ""]).mark_point(filled=True, color=INK, size=45, opacity=0.85)
    open_ = alt.Chart(known[known["in_dispute"] != ""]).mark_point(filled=False, color=INK, size=45)
    tagged = known[known["model_id"].isin(TAGGED)].assign(tag=known["model_id"].map(TAGGED))
    after = tagged["year"] > SPAN[0] + 2  # earlier there is room for a name to the right alone
    before, beside = (alt.Chart(tagged[of]).encode(**at, text="tag:N") for of in (after, ~after))
    return [
        solid.encode(**at, tooltip=tips),
        open_.encode(**at, tooltip=tips),
        before.mark_text(align="right", dx=-7, dy=-7, fontSize=12),
        beside.mark_text(align="left", dx=7, dy=5, fontSize=12),
    ]


@drawn
def binding_by_year(world: World) -> alt.TopLevelMixin:
    """How often each limit is the lowest, by year, for switches of capital, data and sites."""
    shares, cases = live.shares(world), live.at_year(world)
    controls = live.controls(world)
    place = live.CASES.index(live.Case(live.OPENS, False, True))
    opened = {name: float(value) for name, value in cases.iloc[place].items()}
    return figure(
        _areas(shares, cases),
        id="binding-by-year",
        title="Which limit binds first, by year",
        takeaway=_in_words(cases),
        alt_text="Live stacked areas by year, from 0 to 100 per cent of the draws, one for each limit. As it opens, at "
        f"the start of 2030: power {fmt.percent(opened['power'])}, capital {fmt.percent(opened['capital'])}, data "
        f"{fmt.percent(opened['data'])}, chips {fmt.percent(opened['chips'])}.",
        sources=[shares],
        unit="share of draws",
        world=world,
        controls=controls,
        sentence="At the start of 2030 power is the lowest limit in {power:percent} of the draws, capital in "
        "{capital:percent}, data in {data:percent} and chips in {chips:percent}. All together allow {lowest:flop} at "
        "the middle.",
        values=opened,
    )


def _in_words(cases: pd.DataFrame) -> str:
    at = {pace: cases.iloc[live.CASES.index(live.Case(pace, False, True))] for pace in live.PACES}
    cash, kept, none = at["cash"], at["spending"], at[live.LEFT_OUT]
    return (
        f"Of what is physical, power binds first in {fmt.percent(none['power'])} of the draws for 2030; with money, "
        f"capital does in {fmt.percent(kept['capital'])} if spending keeps its pace, and in "
        f"{fmt.percent(cash['capital'])} if it falls back to that of cash."
    )


def _areas(shares: pd.DataFrame, cases: pd.DataFrame) -> alt.Chart:
    table = plain(shares)[["case", "year", "limit", "share"]].round({"share": 4})
    table["order"] = table["limit"].map({limit: n for n, limit in enumerate(live.LIMITS)})
    params = [alt.param(name="case_place", expr=live.CASE)]
    params += [alt.param(name=name, expr=f"{list(cases[name])}[case_place]") for name in cases]
    return (
        alt.Chart(table)
        .transform_filter("datum.case == case_place")
        .mark_area(opacity=0.85, line=False)
        .encode(
            x=years([table["year"].min(), table["year"].max()]),
            y=alt.Y(
                "share:Q",
                stack="zero",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(title="Share of the draws", format=".0%"),
            ),
            color=limit_colour(list(live.LIMITS), legend=alt.Legend(columns=5)),
            order="order:Q",
            tooltip=["limit", "year", alt.Tooltip("share:Q", format=".0%")],
        )
        .add_params(*params)
        .properties(height=330)
    )
