"""What money buys: the rounds of 2023, ten exaFLOP/s, and what clouds spend."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import by_row, coloured, holding, round_values
from headroom.report.facts.prices import system_price
from headroom.report.facts.spending import capital, totals
from headroom.report.figure import drawn, figure
from headroom.report.scarcity.figures.shapes import YEARS, costs_beside, named, ranked
from headroom.report.scarcity.results import conventions, funding, spending, waiting
from headroom.report.scarcity.results.owning import H100
from headroom.report.theme import ACCENT, BLUE, GREEN, INK, MAUVE, OCHRE, count_axis, money_axis

WHEN_COLOURS = {"then": BLUE, "now": ACCENT}
SPANS = {"owned": (200, 90000), "rented": (200, 90000), "params": (1.5e11, 3e12)}
MIDDLE = "round-mistral-2023-06"  # the round of which the takeaway speaks
OWNER_COLOURS = {"Amazon": OCHRE, "Microsoft": BLUE, "Alphabet": ACCENT, "Meta": MAUVE, "Oracle": GREEN}
SELLER_COLOURS = {"Nvidia (data centre)": INK, "Amazon (AWS)": OCHRE, "CoreWeave": BLUE}
BELOW = "Amazon (AWS)"  # whose name stands below its line


@drawn
def rounds_then_now(
    world: World, *, mfu: float | None = None, tokens_per_param: float | None = None
) -> alt.TopLevelMixin:
    """What each start-up round of 2023 buys at the prices of its day and at today's."""
    rounds = funding.then_and_now(world, mfu, tokens_per_param)
    buys = plain(rounds)
    buys["round"] = buys["name"] + ", " + buys["usd"].map(fmt.money)
    pairs = buys.pivot_table(index=["round", "quantity", "label"], columns="when", values="value").reset_index()
    more, hours = (fmt.ratio(funding.gain(world, quantity).value) for quantity in ("owned", "rented"))
    middle = buys[(buys["id"] == MIDDLE) & (buys["when"] == "now")].set_index("quantity")["value"].map(fmt.number)
    owned = pairs.loc[pairs["quantity"] == "owned", "now"]
    server = system_price(world, H100, world.as_of).newest
    return figure(
        alt.vconcat(*(_buys(buys, pairs, quantity, world) for quantity in funding.QUANTITIES), spacing=22),
        id="rounds-then-now",
        title="What each start-up round of 2023 buys, if all of it goes to compute",
        takeaway=f"At the last prices quoted ({server:%B %Y} for servers) the same sums buy {more} the H100s that they "
        f"bought then, and rent {hours} the hours. Mistral's buys {middle['owned']} H100s or rents {middle['rented']} "
        "chip-years.",
        alt_text=f"Three panels of {buys['round'].nunique()} rounds, logarithmic, each with a dot at the prices of its "
        "day and one at today's: H100s bought, years of one H100 rented, and parameters of the largest "
        f"compute-optimal model. From {fmt.count(owned.min())} to {fmt.count(owned.max())} H100s.",
        sources=[rounds],
        unit="chips; chip-years; parameters",
        world=world,
    )


def _buys(buys: pd.DataFrame, pairs: pd.DataFrame, quantity: str, world: World) -> alt.LayerChart:
    """What each round buys of one quantity, then and now."""
    part, pair = (table[table["quantity"] == quantity] for table in (buys, pairs))
    more = part["round"].map(pair.set_index("round").eval("now >= then"))
    part = part.assign(words=part["value"].map(fmt.count if quantity == "params" else fmt.number), more=more)
    order = list(dict.fromkeys(buys["round"]))
    y = by_row("round", order)
    span = holding(*SPANS[quantity], part["value"], margin=1.5)
    axis = count_axis(funding.QUANTITIES[quantity], values=round_values(span, steps=(1, 3)))
    then, value = (
        alt.X(f"{name}:Q", scale=alt.Scale(type="log", domain=span), axis=axis) for name in ("then", "value")
    )
    dots = alt.Chart(part).mark_point(filled=True, opacity=1)
    sides = ((True, "left", 9), (False, "right", -9))
    now = part["when"] == "now"
    return alt.layer(
        alt.Chart(pair).mark_rule(strokeWidth=2, opacity=0.4).encode(y=y, x=then, x2="now:Q"),
        dots.encode(
            y=y,
            x=value,
            size=alt.Size("when:N", legend=None, scale=alt.Scale(domain=list(WHEN_COLOURS), range=[130, 50])),
            color=coloured("when", WHEN_COLOURS, sort=list(WHEN_COLOURS), legend=_at_prices(world)),
            tooltip=["name", "when", alt.Tooltip("value:Q", format=".3s")],
        ),
        alt.layer(
            *(
                named(part[now & (more == side)], value, y, "words", align, dx=dx, fontSize=12)
                for side, align, dx in sides
            )
        ),
        width=500,
        height=24 * len(order),
    )


def _at_prices(world: World) -> alt.Legend:
    """The two dates, in words."""
    now = f"at the last prices of {world.as_of:%B %Y}"
    return alt.Legend(labelExpr=f"datum.label == 'then' ? 'at the prices of the day' : '{now}'")


@drawn
def ten_exaflops(world: World, *, day: date | None = None) -> alt.TopLevelMixin:
    """How many H100s are ten exaFLOP/s under each convention, and what they cost on a day."""
    day = day or waiting.shortage(world)
    counted, reported = conventions.conventions(world, day), conventions.spent(world)
    spent = fmt.money(reported.value)
    table = plain(counted).rename(columns={"usd_low": "low", "usd_high": "high"})
    table["words"] = table["chips"].map(fmt.count) + " H100"
    span = holding(8e7, 2e10, [*table["low"], *table["high"]])
    axis = money_axis(f"Cost with servers and network, {day.year} prices", values=round_values(span, steps=(1, 3)))
    scale, mark = alt.Scale(type="log", domain=span, nice=False), (reported.value, "as reported")
    least, common = table.iloc[0], table.set_index("convention").loc[conventions.TRAINING]
    few, many = (fmt.count(row["chips"]) for row in (least, common))
    cheap, dear = (fmt.money(row["usd"]) for row in (least, common))
    return figure(
        costs_beside(table, "convention", axis, scale, mark, width=470, row=30),
        id="ten-exaflops",
        title="Ten exaFLOP/s of H100s, under every convention",
        takeaway=f"The same headline is {few} chips for {cheap} or {many} for {dear}; the reported {spent} fits "
        f"{conventions.fitting(counted, reported.value)}.",
        alt_text="Cost of ten exaFLOP/s in US dollars, logarithmic, by number format and density: "
        + "; ".join(f"{r.convention} {r.words} {fmt.money(r.usd)}" for r in table.itertuples())
        + f". A line marks the reported {spent}.",
        sources=[counted, reported],
        unit="USD",
        world=world,
    )


@drawn
def cloud_spending(world: World) -> alt.TopLevelMixin:
    """Capital spending of five companies by year, and quarterly revenue of those who sell compute."""
    companies, sales = capital(world), spending.revenue(world)
    sums = plain(totals(world))
    shown = companies[companies["year"].isin(sums["year"])]
    latest, quarters = sums.iloc[-1], plain(sales)
    newest = quarters.drop_duplicates("owner", keep="last")
    panels = [_columns(plain(shown), sums), _quarters(quarters, newest)]
    return figure(
        alt.vconcat(*panels, spacing=30).resolve_scale(color="independent"),
        id="cloud-spending",
        title="Capital spending of five companies, and revenue of those who sell compute",
        takeaway=f"Five companies spent {fmt.money(latest['usd'])} in {latest['year']:.0f}, "
        f"{fmt.ratio(latest['growth'])} the year before; Nvidia's data-centre revenue grew "
        f"{fmt.ratio(spending.revenue_growth(world).value)} in its newest year.",
        alt_text="Above, stacked columns of cash capital spending: "
        + "; ".join(f"{r.year} {fmt.money(r.usd)}" for r in sums.itertuples())
        + ". Below, quarterly revenue on a logarithmic axis: "
        + "; ".join(f"{r.owner} {fmt.money(r.usd)} in the quarter to {r.day:%B %Y}" for r in newest.itertuples())
        + ".",
        sources=[shown, sales],
        unit="USD nominal",
        world=world,
    )


def _columns(spent: pd.DataFrame, totals: pd.DataFrame) -> alt.LayerChart:
    """A stacked column a year, and its total."""
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    axis = money_axis("Cash capital spending a year", values=[0, 1e11, 2e11, 3e11, 4e11])
    bars = alt.Chart(ranked(spent, "owner", OWNER_COLOURS)).mark_bar()
    above = totals.assign(words=totals["usd"].map(fmt.money))
    return (
        bars.encode(
            x=x,
            y=alt.Y("usd:Q", stack="zero", axis=axis),
            color=coloured("owner", OWNER_COLOURS, sort=list(OWNER_COLOURS)),
            order="rank:Q",
            tooltip=["owner", "period", alt.Tooltip("usd:Q", format="$,.3s")],
        )
        + alt.Chart(above).mark_text(dy=-9, fontWeight=600).encode(x=x, y="usd:Q", text="words:N")
    ).properties(height=240)


def _quarters(sales: pd.DataFrame, newest: pd.DataFrame) -> alt.LayerChart:
    """Revenue by quarter, each seller named at its newest."""
    x = alt.X("day:T", title=None, axis=YEARS)
    axis = money_axis("Revenue a quarter", values=[1e9, 3e9, 1e10, 3e10, 1e11])
    y = alt.Y("usd:Q", scale=alt.Scale(type="log", domain=[7e8, 1.3e11]), axis=axis)
    colour = coloured("owner", SELLER_COLOURS, title=alt.Undefined, legend=None)
    about = ["owner", alt.Tooltip("day:T"), alt.Tooltip("usd:Q", format="$,.3s")]
    names = [
        named(
            newest[newest["owner"] == owner],
            x,
            y,
            "owner",
            "right",
            dx=4,
            dy=18 if owner == BELOW else -13,
            fontSize=12.5,
        )
        for owner in SELLER_COLOURS
    ]
    return alt.layer(
        alt.Chart(sales).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        alt.Chart(sales).mark_point(filled=True, size=50, opacity=1).encode(x=x, y=y, color=colour, tooltip=about),
        alt.layer(*names),
        height=210,
    )
