"""What is asked for an hour of a chip: by date, by kind, and by length of commitment."""

from __future__ import annotations

from datetime import date

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding, round_values
from headroom.report.facts.prices import system_price
from headroom.report.figure import drawn, figure
from headroom.report.scarcity.figures.shapes import DOTS, YEARS, costs_beside, log_money, named
from headroom.report.scarcity.results import market, owning
from headroom.report.scarcity.results.owning import H100, REFERENCE_USE
from headroom.report.theme import ACCENT, BLUE, GREEN, INK, MAUVE, money_axis

FIRST = {H100: date(2022, 10, 1), "a100-sxm-80": date(2020, 7, 1)}  # when each was sold first
KIND_COLOURS = {"On demand": ACCENT, "Reserved": BLUE, "Spot": GREEN, "Marketplace": MAUVE}
TERMS = {"on_demand": "on demand", "one_year": "1 year", "three_years": "3 years", "forward": "years 2, 3"}
SHORTER = {"Amazon Web Services": "Amazon", "Microsoft Azure": "Azure", " Cloud": ""}  # names of providers, as labels
TALL, CLEAR = 320, 16  # height of the chart by term, and of one label in it [pixels]


@drawn
def gpu_rent_history(world: World, *, used_share: float = REFERENCE_USE) -> alt.TopLevelMixin:
    """Every quoted rent of an H100 and an A100 by date and kind, over the cost of owning one."""
    quotes, peak = market.rents(world), market.peak_quote(world)
    bands = [owning.band(world, chip, first, used_share=used_share) for chip, first in FIRST.items()]
    lowest, newest = (fmt.money(row["usd"].value) for row in market.turning_point(world))
    hour = owning.bought(world, H100, world.as_of, used_share).hour
    listed = plain(quotes).query("family == 'H100'")["usd"]
    panels = [_rents(world, *panel) for panel in zip(FIRST, bands, (290, 220), strict=True)]
    risen = f"are back at {newest}" if market.contracts_rose(world) else "are there still"
    quoted = system_price(world, H100, world.as_of)
    return figure(
        alt.vconcat(*panels, spacing=26),
        id="gpu-rent-history",
        title="Rent of an H100 and an A100, by kind of price",
        takeaway=f"Market-wide quotes of an H100 reached {fmt.money(peak['usd'].value)} in 2023; one-year contracts "
        f"fell to {lowest} and {risen}; the grey band is the cost of owning, faint where no server was quoted of late.",
        alt_text=f"Two panels of rents in US dollars per hour, logarithmic, 2020 to {world.as_of.year}, coloured by "
        f"kind. H100 quotes run from {fmt.money(listed.min())} to {fmt.money(listed.max())}; a thick line of one-year "
        f"contracts falls to {lowest} and rises to {newest}. A band of the cost of owning lies around "
        f"{fmt.money(hour.value)} for the H100, whose server was last quoted in {quoted.newest:%B %Y}.",
        sources=[quotes, *bands],
        unit="USD per chip-hour, nominal",
        world=world,
    )


def _rents(world: World, chip: str, of_owning: pd.DataFrame, height: int) -> alt.LayerChart:
    """Quoted rents of the family of a chip over the band of the cost of owning it."""
    quotes, same = plain(market.rents(world)), plain(market.same_provider(world))
    family, span = market.FAMILIES[chip], holding(0.6, 15, quotes["usd"])
    dates = alt.Scale(domain=[f"{FIRST[chip]}", f"{world.as_of.year + 1}-01-31"])
    x = alt.X("as_of:T", title=None, axis=YEARS, scale=dates)
    y = log_money(f"{family}, USD per hour", span)
    layers = [
        *_band(plain(of_owning), alt.X("day:T", title=None, axis=YEARS, scale=dates), y["scale"]),
        *_quotes(*(table[table["family"] == family] for table in (quotes, same)), x, y),
    ]
    if chip == H100:
        peak = quotes.loc[[market.peak_quote(world).name]]
        layers += [
            *_contracts(plain(market.contract(world)), x, y),
            named(peak, x, y, alt.value("shortage of 2023"), dx=-8, dy=-15, fontSize=12),
        ]
    return alt.layer(*layers).properties(height=height)


def _band(of_owning: pd.DataFrame, x: alt.X, scale: alt.Scale) -> list[alt.Chart]:
    """The cost of owning by day of purchase, with its interval and its name."""
    band = of_owning.rename(columns={"hour": "central", "hour_low": "low", "hour_high": "high"})
    low, central = (alt.Y(f"{name}:Q", scale=scale) for name in ("low", "central"))
    run = (band["fresh"] != band["fresh"].shift()).cumsum()  # stretches, each drawn to where the next one begins
    stretches = [
        band.iloc[part.index[0] : part.index[-1] + 2].assign(run=n, opacity=0.16 if part["fresh"].iloc[0] else 0.05)
        for n, part in band.groupby(run)
    ]
    line = alt.Chart(band).mark_line(color=INK, opacity=0.55, strokeWidth=1.5, strokeDash=[5, 4])
    words = alt.Chart(band.head(1)).mark_text(align="left", baseline="top", dx=4, dy=5, fontSize=12, opacity=0.85)
    return [
        alt.Chart(pd.concat(stretches))
        .mark_area(color=INK)
        .encode(x=x, y=low, y2="high:Q", detail="run:N", opacity=alt.Opacity("opacity:Q", scale=None)),
        line.encode(x="day:T", y=central),
        words.encode(x="day:T", y=low, text=alt.value("cost of owning")),
    ]


def _quotes(quotes: pd.DataFrame, same: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """A dot for every quote, and thin lines through those of one provider."""
    colour = coloured("kind", KIND_COLOURS, legend=DOTS)
    about = [alt.Tooltip("as_of:T", format="%B %Y"), alt.Tooltip("usd:Q", format="$.2f")]
    lines = alt.Chart(same).mark_line(strokeWidth=1.2, opacity=0.4)
    dots = alt.Chart(quotes).mark_point(filled=True, size=42, opacity=0.75)
    return [
        lines.encode(x=x, y=y, color=colour, detail="series:N"),
        dots.encode(x=x, y=y, color=colour, tooltip=["provider", "kind", *about, "accelerator_id"]),
    ]


def _contracts(contract: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The line of one-year contracts, with the prices of the lowest and the newest."""
    ends = contract.iloc[[contract["usd"].idxmin(), -1]]
    ends = ends.assign(words=["one-year contract ", ""] + ends["usd"].map(fmt.money))
    return [
        alt.Chart(contract).mark_line(color=BLUE, strokeWidth=3.5).encode(x=x, y=y),
        named(ends.head(1), x, y, "words", "right", dx=-10, dy=4, fontSize=12.5, fontWeight=600),
        named(ends.tail(1), x, y, "words", dx=10, dy=0, fontSize=12.5, fontWeight=600),
    ]


@drawn
def four_prices(world: World, *, used_share: float = REFERENCE_USE) -> alt.TopLevelMixin:
    """The price in use of an H100-hour by kind, with its spread, beside the cost of owning one."""
    prices = market.spread_of_kinds(world)
    owned = owning.bought(world, H100, world.as_of, used_share).hour
    own = owned.value
    kinds = plain(prices).rename(columns={"usd_low": "low", "usd_high": "high"})
    kinds["label"] = kinds.apply(lambda r: f"{r['kind']} ({r['n']}; {r['newest']:%b %Y})", axis=1)
    kinds["words"] = kinds["usd"].map(fmt.money)
    span = holding(1, 14, [*kinds["low"], *kinds["high"], own])
    axis = money_axis("USD per H100-hour", values=round_values(span))
    scale, mark = alt.Scale(type="log", domain=span), (own, f"owned {fmt.money(own)}")
    chart = costs_beside(kinds, "label", axis, scale, mark, width=480, row=26)
    listed = [f"{r.kind} {fmt.money(r.usd)} ({fmt.money(r.low)} to {fmt.money(r.high)})" for r in kinds.itertuples()]
    return figure(
        chart.properties(height=26 * len(kinds) + 16),
        id="four-prices",
        title="Four prices of the same hour (number of sellers; newest quote)",
        takeaway=f"By the newest quotes of each kind an H100-hour costs from {fmt.money(kinds['low'].min())} to "
        f"{fmt.money(kinds['high'].max())}, depending on how and from whom it is bought.",
        alt_text="Median and spread of H100 rents in US dollars per hour on a logarithmic axis: "
        + "; ".join(listed)
        + f". A line marks the cost of owning, {fmt.money(own)}.",
        sources=[prices, owned],
        unit="USD per chip-hour, nominal",
        world=world,
    )


@drawn
def term_structure(world: World) -> alt.TopLevelMixin:
    """Rents of one provider by length of commitment, and the price of years two and three that they imply."""
    offers = market.terms(world)
    newest = market.newest_terms(world)
    fall = fmt.percent(market.forward_share(world).value)
    lowest, last = market.turning_point(world)
    risen = "risen" if market.contracts_rose(world) else "not risen"
    return figure(
        _terms(plain(newest)),
        id="term-structure",
        title="Rent by length of commitment, and what it implies for years two and three",
        takeaway=f"Who commits for three years pays, for the second and third, {fall} of the one-year price, as if "
        f"rents were to fall; one-year contracts have {risen} since {lowest['as_of']:%B %Y}.",
        alt_text="Falling lines of rent in US dollars per chip-hour, logarithmic, from on demand over one and three "
        f"years to the implied price of years two and three, for {len(newest)} offers. The median implied price is "
        f"{fall} of the one-year price.",
        sources=[offers.loc[newest.index], lowest["usd"], last["usd"]],
        unit="USD per chip-hour, nominal",
        world=world,
    )


def _terms(offers: pd.DataFrame) -> alt.LayerChart:
    """A line for every offer from term to term, named at its end."""
    offers = offers.assign(label=_labels(offers))
    long = offers.melt(id_vars=["label", "chip"], value_vars=list(TERMS), var_name="term", value_name="usd").dropna()
    long = long.assign(term=long["term"].map(TERMS), family=long["chip"].map(market.FAMILIES))
    span = holding(0.5, 13, long["usd"])
    axis = alt.Axis(labelAngle=0, labelPadding=8)
    x = alt.X("term:N", sort=list(TERMS.values()), title=None, axis=axis, scale=alt.Scale(padding=0.35))
    ends = long[long["term"] == TERMS["forward"]].sort_values("usd", ascending=False)
    lines = alt.Chart(long).mark_line(point=alt.OverlayMarkDef(filled=True, size=55), opacity=0.9)
    names = [
        named(ends.iloc[[n]], x, alt.value(place), "label", dx=9, fontSize=12)
        for n, place in enumerate(_places(ends["usd"].to_numpy(), span))
    ]
    return (
        lines.encode(
            x=x,
            y=log_money("USD per chip-hour", span, nice=False),
            color=coloured("family", {"H100": ACCENT, "A100": BLUE}),
            detail="label:N",
            tooltip=["label", "term", alt.Tooltip("usd:Q", format="$.2f")],
        )
        + alt.layer(*names)
    ).properties(height=TALL, width=500)


def _labels(offers: pd.DataFrame) -> pd.Series:
    """Provider, family and year of each offer."""
    names = offers["provider"]
    for long, short in SHORTER.items():
        names = names.str.replace(long, short)
    return names + " " + offers["chip"].map(market.FAMILIES) + ", " + offers["day"].dt.year.astype(str)


def _places(usd: np.ndarray, span: list[float]) -> np.ndarray:
    """Where labels of falling prices stand, clear of each other [pixels from the top]."""
    low, high = span
    places = TALL * np.log(high / usd) / np.log(high / low)
    for n in range(1, len(places)):
        places[n] = max(places[n], places[n - 1] + CLEAR)
    return places
