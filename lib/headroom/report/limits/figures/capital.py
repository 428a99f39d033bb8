"""Whether it can be paid for: spending beside cash, and the run of the trend beside what companies have."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, holding, log, reference_line, round_values, rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.limits.results import affordable, capital
from headroom.report.theme import ACCENT, BLUE, GREEN, MAUVE, money_axis

SIDES = {"spent": "Capital spending", "earned": "Cash from operations"}
SIDE_COLOURS = {SIDES["spent"]: ACCENT, SIDES["earned"]: BLUE}
BASES = {capital.CASH: BLUE, capital.REVENUE: GREEN, capital.OUTPUT: MAUVE}
MEANS = {affordable.CLUSTER: ACCENT, "Spending": BLUE, "Cash from operations": GREEN, "Output": MAUVE}
SHARE = f"{affordable.OUTPUT_SHARE:.0%}"  # of output
YEAR = alt.Axis(title=None, format="d", tickMinStep=1)
TIMES = "datum.value < 1 ? format(datum.value, '.0%') : format(datum.value, ',.0f') + '×'"
ON = 1.25  # years beyond the newest quarter to which lines are drawn on


@drawn
def spending_and_cash(world: World, *, since: str = capital.SINCE) -> alt.TopLevelMixin:
    """Capital spending and cash from operations of five companies by quarter, with their lines since a day."""
    table, fit = capital.quarters(world, since), capital.fit(world, since)
    until = table["year"].iloc[-1] + ON
    lines = capital.lines(world, until, since)
    spent, earned = (fmt.percent(one.value - 1) for one in (fit.spent, fit.earned))
    met, newest = capital.quarter_in_words(fit.crossing.value), table.iloc[-1]
    low, high = (capital.quarter_in_words(end) for end in (fit.crossing.low, fit.crossing.high))
    return figure(
        _two_lines(plain(table), plain(lines), float(fit.crossing.value)),
        id="spending-and-cash",
        title="What five companies spend on lasting goods, and what their business brings in",
        takeaway=f"Spending grew {spent} a year and cash from operations {earned}; drawn on, the lines meet in the "
        f"{met} ({low} to {high} by which quarters are drawn).",
        alt_text="Points by quarter in US dollars on a logarithmic axis with a line through each series, dashed beyond "
        f"the data. In the newest quarter {fmt.money(newest['spent'].value)} spent and "
        f"{fmt.money(newest['earned'].value)} earned; the lines meet in the {met}.",
        sources=[table[["spent", "earned"]], capital.published(world, "crossing")],
        unit="USD a quarter, nominal",
        world=world,
    )


def _two_lines(quarters: pd.DataFrame, lines: pd.DataFrame, met: float) -> alt.LayerChart:
    """Points of both series, their lines, and the date at which these meet."""
    points = quarters.melt(["year", "quarter"], list(SIDES), var_name="of", value_name="usd").replace({"of": SIDES})
    lines = lines.replace({"of": SIDES})
    domain = holding(3e10, 3e11, [*points["usd"], *lines["usd"]], margin=1.05)
    x = alt.X("year:Q", scale=alt.Scale(domain=[lines["year"].min() - 0.1, lines["year"].max() + 0.1]), axis=YEAR)
    axis = money_axis("USD a quarter", values=round_values(domain))
    y, colour = alt.Y("usd:Q", scale=log(domain, nice=False), axis=axis), coloured("of", SIDE_COLOURS)
    line = alt.Chart(lines).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    tips = [alt.Tooltip("quarter:T", title="quarter to"), "of", alt.Tooltip("usd:Q", format="$,.3s")]
    past = lines[~lines["carried"]]["year"].max()
    named = capital.quarter_in_words(met).replace(" quarter of ", " quarter, ")
    return alt.layer(
        line.transform_filter(alt.datum.year <= past),
        line.transform_filter(alt.datum.year >= past).mark_line(strokeDash=[5, 4], strokeWidth=1.8),
        alt.Chart(points).mark_point(filled=True, opacity=1).encode(x=x, y=y, color=colour, tooltip=tips),
        reference_line(met, named, align="right", dx=-6, dy=12),
        height=330,
    )


@drawn
def spending_burden(world: World) -> alt.TopLevelMixin:
    """Spending over cash from operations by company, and that of the five by year over what could bear it."""
    newest, burden = capital.newest(world), capital.burden(world)
    shares = plain(newest).assign(words=[fmt.percent(share.value) for share in newest["share"]])
    latest = plain(burden)[lambda table: table["year"] == table["year"].max()].set_index("measure")["share"]
    named = "; ".join(f"{row.owner} {row.words} in its year {row.year}" for row in shares.itertuples())
    over = "; ".join(f"{measure} {fmt.percent(share)}" for measure, share in latest.items())
    least, most = shares.iloc[0], shares.iloc[-1]
    return figure(
        alt.vconcat(_by_company(shares), _by_year(plain(burden)), spacing=36),
        id="spending-burden",
        title="Capital spending over cash from operations, over revenue from AI and over the economy",
        takeaway=f"{least['owner']} spends {least['words']} of its cash from operations and {most['owner']} "
        f"{most['words']}; all five together spent {fmt.ratio(latest[capital.REVENUE])} what two "
        f"laboratories take in a year and {fmt.percent(latest[capital.OUTPUT])} of American output.",
        alt_text=f"Above, one row a company with the share of its newest year: {named}. Below, on a logarithmic axis, "
        f"the spending of the five by year; in the last over: {over}.",
        sources=[newest[["share"]], burden[["share"]]],
        unit="share",
        world=world,
    )


def _by_company(shares: pd.DataFrame) -> alt.LayerChart:
    """A row a company: spending over cash from operations in its newest year, and a line where all of it is spent."""
    axis = alt.Axis(title="Spending over cash from operations", format=".0%", values=[0, 0.5, 1, 1.5])
    scale = alt.Scale(domain=[0, max(1.9, 1.1 * shares["share"].max())])
    shares = shares.assign(label=shares["owner"] + ", " + shares["year"].astype(str))
    rows = rows_with_ranges(shares, "label", "share", axis, low="share", high="share", scale=scale)
    x = alt.X("share:Q", scale=scale, axis=axis)
    beside = [
        alt.Chart(shares[shares["share"].between(0.7, 1) == before])
        .mark_text(align=align, dx=dx, dy=-9, fontSize=12)
        .encode(x=x, y=alt.Y("label:N", sort=list(shares["label"])), text="words:N")
        for before, align, dx in ((True, "right", -9), (False, "left", 9))
    ]
    return alt.layer(rows, *beside, reference_line(1, "all of it", dy=-8)).properties(height=140, width=360)


def _by_year(burden: pd.DataFrame) -> alt.LayerChart:
    """The spending of the five over each base, by year."""
    domain = holding(0.003, 100, burden["share"])
    x = alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0))
    axis = alt.Axis(title="Spending of the five over …", labelExpr=TIMES, values=round_values(domain, steps=(1,)))
    y = alt.Y("share:Q", scale=log(domain, nice=False), axis=axis)
    tips = ["measure", "year", alt.Tooltip("share:Q", format=".3~g"), alt.Tooltip("usd:Q", format="$,.3s")]
    line = alt.Chart(burden).encode(x=x, y=y, color=coloured("measure", BASES), tooltip=tips)
    return (line.mark_line(strokeWidth=2) + line.mark_point(filled=True, opacity=1, size=50)).properties(
        height=250, width=360
    )


@drawn
def run_over_budgets(world: World, *, pace: str = "spent") -> alt.TopLevelMixin:
    """The cluster of the run of the trend against the largest company's spending and cash, and a share of output."""
    until = affordable.date_as_year(affordable.today(world)) + 6
    bills = affordable.bills(world, until, pace)
    passed = affordable.passing(world, pace)
    met = {what: affordable.largest_means(world, what, pace) for what in ("Spending", "Cash from operations", "Output")}
    when = {what: fmt.write(float(row["year"].value), "year") for what, row in met.items()}
    said = "; ".join(f"{row.whose}, {row.what.lower()}, in {row.year.value:.1f}" for row in passed.itertuples())
    return figure(
        _bills(bills, passed, affordable.largest_planner(world)),
        id="run-over-budgets",
        title="The cluster that the run of the trend asks for, beside what could pay for it",
        takeaway=f"If runs keep their trend, one run's cluster costs more than any company's cash from operations by "
        f"{when['Cash from operations']}, {SHARE} of American output by {when['Output']} and any company's yearly "
        f"spending by {when['Spending']}, if that goes on {affordable.PACES[pace]}.",
        alt_text="Lines from today on in US dollars, logarithmic: the cluster of the run of the trend with its band, "
        f"the largest company's spending and cash from operations, {SHARE} of American output. They meet: {said}.",
        sources=[bills, passed],
        unit="USD; of budgets, USD a year",
        world=world,
    )


def _bills(bills: pd.DataFrame, passed: pd.DataFrame, company: str) -> alt.LayerChart:
    """The bill with its band, what it is compared with, and dots where it passes them."""
    names = {
        "Spending": f"{company}'s spending",
        "Cash from operations": f"{company}'s cash",
        "Output": f"{SHARE} of US output",
    }
    table = plain(bills).rename(columns={"usd_low": "low", "usd_high": "high"}).replace({"what": names})
    dots = plain(passed)[passed["whose"].isin([company, affordable.US])].replace({"what": names})
    own = table[table["what"] == affordable.CLUSTER]
    domain = holding(8e9, 3e13, own["usd"], margin=1.0)
    x = alt.X("year:Q", scale=alt.Scale(domain=[table["year"].min(), table["year"].max()], nice=False), axis=YEAR)
    axis = money_axis("USD", values=round_values(domain, steps=(1,)))
    scale = log(domain, nice=False)
    y, low = (alt.Y(f"{name}:Q", scale=scale, axis=axis) for name in ("usd", "low"))
    colours = {names.get(what, what): colour for what, colour in MEANS.items()}
    colour = coloured("what", colours, sort=list(colours), legend=alt.Legend(columns=2))
    tips = ["what", alt.Tooltip("year:Q", format=".1f"), alt.Tooltip("usd:Q", format="$,.3s")]
    band = alt.Chart(own).mark_area(color=ACCENT, opacity=0.15, clip=True).encode(x=x, y=low, y2="high:Q")
    lines = alt.Chart(table).mark_line(strokeWidth=2, strokeDash=[6, 3], clip=True)
    met = alt.Chart(dots.assign(usd=dots["bill"])).mark_point(filled=True, opacity=1, size=90, clip=True)
    return alt.layer(
        band,
        lines.encode(x=x, y=y, color=colour, tooltip=tips),
        met.encode(x=x, y=y, color=colour, tooltip=tips),
    ).properties(height=360)
