"""What runs cost, by date and by what is counted."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, round_values
from headroom.report.facts.runs import runs
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, MAUVE, money_axis
from headroom.report.training.results import growth
from headroom.report.training.results.frontier import largest_run
from headroom.report.training.results.runs import published_costs, run_costs

BASES = {
    "amortised": "Amortised",
    "rental": "Rented",
    "with experiments and staff": "With experiments and staff",
    "purchase": "Cluster bought",
}
BASIS_COLOURS = {"Amortised": ACCENT, "Rented": BLUE, "With experiments and staff": MAUVE, "Cluster bought": GREEN}
LABELS = {  # of the best-known runs: where the words stand [pixels from the dot]
    "GPT-3 175B": (8, 4),
    "GPT-4 (estimate)": (-8, -6),
    "DeepSeek-V3 671B (MoE), pre-training": (8, -6),
    "Grok 4 (estimate)": (8, -6),
}


@drawn
def cost_by_date(world: World) -> alt.TopLevelMixin:
    """Cost of every run by date of publication, on three bases, with the trend of the largest."""
    priced, projects = run_costs(world), _projects(world)
    costs = plain(priced).rename(columns={"usd_low": "low", "usd_high": "high"})
    shown = _shown(costs, projects)
    span = holding(3e4, 5e9, [*shown["usd"], *shown["high"]])
    fit = growth.frontier_growth(world)
    biggest = largest_run(world, "amortised")
    return figure(
        _dots_with_trend(shown, _trend(world, fit), span, world),
        id="cost-by-date",
        title="Cost of training runs by date of publication",
        takeaway=f"Amortised, the ten largest runs at release have grown {fmt.write(fit.per_year.value, 'growth')}; "
        "which order of magnitude a run belongs to depends on whether its chips are worn out, rented or part of a "
        "project.",
        alt_text="Dots of training cost in US dollars on a logarithmic axis from 2018 to "
        f"{world.as_of.year}, from tens of thousands to billions, with 90% intervals, on three bases. The dashed trend "
        f"is {fmt.ratio(fit.per_year.value)} a year. The costliest run, {biggest['name']}, is at "
        f"{fmt.money(biggest['usd'].value)} amortised.",
        sources=[priced.loc[costs["usd"] > 3e4, "usd"], projects["usd"], fit.per_year],
        unit="USD nominal",
        world=world,
    )


def _projects(world: World) -> pd.DataFrame:
    """Whole projects, as published: with experiments and staff."""
    return published_costs(world).query("method == 'development' and version == 'final'")


def _shown(costs: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """All dots: name, published, basis, usd, low, high."""
    known = costs["basis"].isin(["amortised", "rental"]) & (costs["kind"] == "pretraining") & (costs["usd"] > 3e4)
    whole = plain(projects).rename(columns={"released": "published", "subject": "name"})
    whole = whole.drop(columns=["low", "high"], errors="ignore").rename(columns={"usd_low": "low", "usd_high": "high"})
    both = pd.concat([costs[known], whole.assign(basis="with experiments and staff")])
    both = both.assign(basis=both["basis"].map(BASES))
    return both[["name", "published", "basis", "usd", "low", "high"]].dropna(subset=["published"])


def _trend(world: World, fit: growth.Growth) -> pd.DataFrame:
    """The fitted line from 2019 to today, through the middle of the runs that it was fitted to."""
    frontier = plain(growth.largest_at_release(growth.costs(world, "ours", "amortised"), runs(world), 10))
    origin = frontier["date"].min()
    level = np.log10(frontier["usd"]).mean() - fit.slope.value * ((frontier["date"] - origin).dt.days / 365.25).mean()
    line = pd.DataFrame({"published": pd.to_datetime(["2019-06-01", str(world.as_of)])})
    return line.assign(usd=10 ** (level + fit.slope.value * (line["published"] - origin).dt.days / 365.25))


def _dots_with_trend(shown: pd.DataFrame, trend: pd.DataFrame, span: list[float], world: World) -> alt.LayerChart:
    scale = alt.Scale(type="log", domain=span)
    years = alt.Scale(domain=["2019-06-01", f"{world.as_of.year}-12-31"])
    x = alt.X("published:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"), scale=years)
    y = alt.Y(
        "usd:Q",
        scale=scale,
        axis=money_axis("Cost of the final run, nominal USD", values=round_values(span, steps=(1,))),
    )
    domain, colours = list(BASIS_COLOURS)[:3], list(BASIS_COLOURS.values())[:3]
    colour = alt.Color(
        "basis:N",
        title=None,
        scale=alt.Scale(domain=domain, range=colours),
        legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0),
    )
    shape = alt.Shape("basis:N", title=None, scale=alt.Scale(domain=domain, range=["circle", "diamond", "square"]))
    money = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("usd", "low", "high")]
    tooltip = ["name", "basis", alt.Tooltip("published:T", format="%B %Y"), *money]
    base = alt.Chart(shown).encode(x=x, color=colour, tooltip=tooltip)
    whiskers = base.mark_rule(opacity=0.28, strokeWidth=1.5, clip=True)
    return (
        alt.Chart(trend).mark_line(color=ACCENT, strokeDash=[6, 4], opacity=0.7, clip=True).encode(x=x, y=y)
        + whiskers.encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
        + base.mark_point(filled=True, size=55, opacity=0.95).encode(y=y, shape=shape)
        + _names(shown, x, y)
    ).properties(height=430)


def _names(shown: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The names of the best-known runs beside their dots."""
    named = shown[(shown["basis"] == "Amortised") & shown["name"].isin(LABELS)].copy()
    named["label"] = named["name"].str.replace(r" \(.*\)|,.*| 671B.*", "", regex=True)
    return alt.layer(
        *(
            alt.Chart(named[named["name"] == name])
            .mark_text(align="left" if dx > 0 else "right", dx=dx, dy=dy, fontSize=12)
            .encode(x=x, y=y, text="label:N")
            for name, (dx, dy) in LABELS.items()
            if name in set(named["name"])
        )
    )
