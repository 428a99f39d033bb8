"""What runs cost: by date, by what is counted, and how fast it grows."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, round_values, rows_with_ranges
from headroom.report.facts.runs import IN_DISPUTE
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, MAUVE, money_axis
from headroom.report.training.figures.shapes import by_year, ranged, short, the_largest, words
from headroom.report.training.results import anatomy, growth
from headroom.report.training.results.frontier import costliest_run
from headroom.report.training.results.runs import Number, published_costs, run_costs

BASES = {
    "amortised": "Amortised",
    "rental": "Rented",
    "with experiments and staff": "With experiments and staff",
    "purchase": "Cluster bought",
}
BASIS_COLOURS = {"Amortised": ACCENT, "Rented": BLUE, "With experiments and staff": MAUVE, "Cluster bought": GREEN}
SHOWN = ["Amortised", "Rented", "With experiments and staff"]
LEAST_USD = 3e4  # of a run that is shown
LABELS = {  # of the best-known runs: how and where the words stand [pixels from the dot]
    "GPT-3 175B": ("left", 8, 4),
    "GPT-4 (estimate)": ("right", -8, -6),
    "DeepSeek-V3 671B (MoE), pre-training": ("left", 8, -6),
    "Grok 4": ("left", 8, -6),
    f"Claude Mythos, {IN_DISPUTE}": ("right", -8, -6),
    f"GPT-6 Astra, {IN_DISPUTE}": ("right", 30, 60),
}
MODELS = {"gpt-4": "GPT-4", "gemini-1.0-ultra": "Gemini 1.0 Ultra"}
STATED = "Owner's statement (at least)"


@drawn
def cost_by_date(
    world: World,
    *,
    since: str = growth.SINCE,
    largest: int = growth.LARGEST,
    mfu: Number | None = None,
    goodput: Number = 1.0,
) -> alt.TopLevelMixin:
    """Cost of every run by date of publication, on three bases, with the trend of the largest.

    The trend is that of the `largest` runs at release `since` a day; where nobody published chip-hours, they follow
    from FLOP at `mfu` and `goodput`.
    """
    assumed = {"mfu": mfu, "goodput": goodput}
    priced = run_costs(world, disputed=True, **assumed)
    projects = published_costs(world).query("method == 'development' and version == 'final'")
    fit = growth.frontier_growth(world, since=since, largest=largest, **assumed)
    frontier = growth.frontier(world, since=since, largest=largest, **assumed)
    biggest = costliest_run(world, "amortised", **assumed)
    reach = f"{fmt.ratio(fit.per_year.low)} to {fmt.ratio(fit.per_year.high)}"
    return figure(
        _dots_with_trend(_dots(priced, projects), _trend(frontier, fit), world),
        id="cost-by-date",
        title="Cost of training runs by date of publication",
        takeaway=f"Amortised, the {the_largest(largest, since)} have grown {fmt.write(fit.per_year.value, 'growth')} "
        f"({reach}); which order of magnitude a run belongs to depends on whether its chips are worn out, rented or "
        "part of a project.",
        alt_text=f"Dots of training cost in US dollars on a logarithmic axis from {since[:4]} to {world.as_of.year}, "
        "from tens of thousands to billions, with 90% intervals, on three bases. The dashed trend is "
        f"{fmt.ratio(fit.per_year.value)} a year ({reach}). The costliest run, {biggest['name']}, is at "
        f"{fmt.money(biggest['usd'].value)} amortised; hollow dots are runs in dispute, which the trend leaves out.",
        sources=[priced.loc[plain(priced["usd"]) > LEAST_USD, "usd"], projects["usd"], fit.per_year],
        unit="USD nominal",
        world=world,
    )


def _dots(priced: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """All dots, runs and whole projects: name, published, basis, usd, low, high, whether the run is in dispute."""
    costs = ranged(priced, "usd").query("basis in ['amortised', 'rental'] and kind == 'pretraining'")
    costs = costs[costs["usd"] > LEAST_USD]
    whole = ranged(projects, "usd").rename(columns={"released": "published", "subject": "name"})
    both = pd.concat([costs, whole.assign(basis="with experiments and staff")])
    both = both.assign(basis=both["basis"].map(BASES))
    both["disputed"] = both["standing"] == IN_DISPUTE
    both.loc[both["disputed"], "name"] += f", {IN_DISPUTE}"
    return both[["name", "published", "basis", "usd", "low", "high", "disputed"]].dropna(subset=["published"])


def _trend(frontier: pd.DataFrame, fit: growth.Growth) -> pd.DataFrame:
    """The fitted line through the runs that it was fitted to, from the first to the last."""
    days = frontier["date"]
    level = np.log10(plain(frontier["usd"])).mean() - fit.slope.value * growth.years(days, days.min()).mean()
    line = pd.DataFrame({"published": [days.min(), days.max()]})
    return line.assign(usd=10 ** (level + fit.slope.value * growth.years(line["published"], days.min())))


def _dots_with_trend(shown: pd.DataFrame, trend: pd.DataFrame, world: World) -> alt.LayerChart:
    span = holding(LEAST_USD, 1e10, [*shown["usd"], *shown["low"], *shown["high"]])
    x = by_year(domain=[growth.SINCE, f"{world.as_of.year}-12-31"])
    axis = money_axis("Cost of the final run, nominal USD", values=round_values(span, steps=(1,)))
    y = alt.Y("usd:Q", scale=log(span), axis=axis)
    colour = alt.Color(
        "basis:N",
        title=None,
        scale=alt.Scale(domain=SHOWN, range=[BASIS_COLOURS[basis] for basis in SHOWN]),
        legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0),
    )
    shape = alt.Shape("basis:N", title=None, scale=alt.Scale(domain=SHOWN, range=["circle", "diamond", "square"]))
    money = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("usd", "low", "high")]
    tooltip = ["name", "basis", alt.Tooltip("published:T", format="%B %Y"), *money]
    base = alt.Chart(shown).encode(x=x, color=colour, tooltip=tooltip)
    dots = base.mark_point(filled=True, size=55, opacity=0.95).encode(y=y, shape=shape)
    hollow = base.mark_point(filled=False, size=55, opacity=0.95).encode(y=y, shape=shape)
    whiskers = base.mark_rule(opacity=0.28, strokeWidth=1.5, clip=True)
    return alt.layer(
        alt.Chart(trend).mark_line(color=ACCENT, strokeDash=[6, 4], opacity=0.7, clip=True).encode(x=x, y=y),
        whiskers.encode(y=alt.Y("low:Q", scale=log(span)), y2="high:Q"),
        dots.transform_filter("!datum.disputed"),
        hollow.transform_filter("datum.disputed"),
        _names(shown, x, y),
        height=430,
    )


def _names(shown: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The names of the best-known runs beside their dots."""
    named = shown[(shown["basis"] == "Amortised") & shown["name"].isin(LABELS)].copy()
    named["label"] = short(named["name"]).str.replace(" 671B", "").where(~named["disputed"], named["name"])
    known = [name for name in LABELS if name in set(named["name"])]
    return alt.layer(*(words(named[named["name"] == name], x, y, *LABELS[name]) for name in known))


@drawn
def growth_specifications(
    world: World, *, since: str = "2020-01-01", largest: int = growth.LARGEST
) -> alt.TopLevelMixin:
    """Growth of training cost a year under every choice; those that start late start `since`."""
    rates = growth.specification_curve(world, since=since, largest=largest)
    curve = ranged(rates, "growth")[["label", "who", "growth", "n", "r_squared", "low", "high"]]
    ours, stated = (curve.loc[curve["who"] == who, "growth"] for who in ("this book", "published"))
    every = "Every specification rises" if curve["growth"].min() > 1 else "Specifications disagree"
    return figure(
        _curve(curve),
        id="growth-specifications",
        title="Growth of training cost under every choice",
        takeaway=f"{every}: {fmt.ratio(curve['growth'].min())} to {fmt.ratio(curve['growth'].max())} a year, depending "
        "on sample, starting year and basis.",
        alt_text=f"{len(curve)} growth rates of training cost as dots with 90% intervals on a logarithmic axis from 1 "
        f"to 6.5 times a year; published ones between {fmt.ratio(stated.min())} and {fmt.ratio(stated.max())}, ours "
        f"between {fmt.ratio(ours.min())} and {fmt.ratio(ours.max())}.",
        sources=[rates],
        unit="factor per year",
        world=world,
    )


def _curve(curve: pd.DataFrame) -> alt.LayerChart:
    title = "Growth per year, with 90% confidence interval"
    return rows_with_ranges(
        curve.sort_values("growth"),
        "label",
        "growth",
        alt.Axis(title=title, labelExpr="datum.value + '×'", values=[1, 2, 3, 4, 5, 6]),
        scale=log(holding(1, 6.5, curve["high"], margin=1)),
        group="who",
        colours={"this book": ACCENT, "published": BLUE},
        label_width=360,
    ).properties(width=330)


@drawn
def many_prices(world: World) -> alt.TopLevelMixin:
    """Two models on every basis on which somebody has priced them."""
    estimates = pd.concat([anatomy.bases(world, id).assign(model=name) for id, name in MODELS.items()])
    both = ranged(estimates, "usd_or_bound")
    both["Basis"] = both["basis"].map(BASES).fillna(STATED)
    gpt4 = both[both["model"] == MODELS["gpt-4"]].set_index("Basis")["usd_or_bound"]
    _, on_one_basis = anatomy.spread_of_bases(world, "gpt-4")
    return figure(
        _panels(both),
        id="many-prices",
        title="GPT-4 and Gemini Ultra on every basis",
        takeaway=f"The same run of GPT-4 costs from {fmt.money(gpt4.min())} to {fmt.money(gpt4.max())}; estimates on "
        f"the same basis differ by a factor of {fmt.number(on_one_basis)} at most.",
        alt_text="For each of two models a dozen cost estimates in US dollars on a logarithmic axis. GPT-4 ranges from "
        f"{fmt.money(gpt4.min())} ({gpt4.idxmin().lower()}) to {fmt.money(gpt4.max())} ({gpt4.idxmax().lower()}).",
        sources=[estimates],
        unit="USD",
        world=world,
    )


def _panels(both: pd.DataFrame) -> alt.VConcatChart:
    span = holding(6e6, 1.6e9, [*both["usd_or_bound"], *both["low"], *both["high"]], margin=1)
    panels = [
        rows_with_ranges(
            part.assign(**{end: part[end].fillna(part["usd_or_bound"]) for end in ("low", "high")}),
            "label",
            "usd_or_bound",
            money_axis("" if model == MODELS["gpt-4"] else "USD", values=round_values(span, steps=(1, 3))),
            scale=log(span),
            group="Basis",
            colours={**BASIS_COLOURS, STATED: GREY},
            label_width=330,
        ).properties(width=330, title=model)
        for model, part in both.groupby("model", sort=False)
    ]
    return alt.vconcat(*panels, spacing=18).resolve_scale(color="shared")
