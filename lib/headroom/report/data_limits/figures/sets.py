"""How fast training sets grow."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, least_of
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.data_limits import live
from headroom.report.data_limits.figures.shapes import (
    GUESSED,
    MORE,
    TEXT,
    distinct,
    flat,
    names,
    spelled,
    tips,
    training_sets,
    words,
)
from headroom.report.data_limits.results import crossing, sets
from headroom.report.estimate import Estimate
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREY, MAUVE, count_axis

SPOTS = {
    "gpt-3-175b": (8, 10),
    "chinchilla-70b": (8, 13),
    "llama-3-8b": (-8, -6),
    "qwen3-235b-a22b": (7, -8),
    "deepseek-v4-pro": (8, 14),
    "inkling": (8, -8),
    "llama-4-scout": (-8, -6),
    "phi-1": (8, 10),
    "gpt-4": (-8, 8),
}
EDITIONS = {
    "training-set-villalobos": "Villalobos et al. 2024",
    "training-set-epoch-2024": "Epoch AI, first edition",
    "training-set-epoch-later": "Epoch AI, a later one",
    "training-set-epoch-latest": "Epoch AI, the latest",
    "training-set-fit-2010": "Fit, 2010 to 2025",
    "training-set-fit-2020": "Fit, 2020 to 2025",
}
X = alt.X(
    "year:Q",
    scale=alt.Scale(domain=[2020, 2028], nice=False),
    axis=alt.Axis(title=None, format="d", values=list(range(2020, 2029))),
)
SCALE = alt.Scale(type="log", domain=[3e10, 3e14], nice=False)
Y = alt.Y("tokens:Q", scale=SCALE, axis=count_axis("Tokens read in training", values=[1e11, 1e12, 1e13, 1e14]))


@drawn
def training_text(world: World, *, years: int = 2) -> alt.TopLevelMixin:
    """Text of published models by date, with the largest disclosed so far and the projection of 2024."""
    read, forecast = sets.training_sets(world), crossing.projection(world)
    projected = world.range("trends", live.GROWTH, "growth_per_year").value
    largest = fmt.count(sets.largest(world, text_only=True)["tokens"].value)
    return figure(
        _sets_and_projection(training_sets(world), flat(forecast, "tokens"), sets.year(world.as_of)),
        id="training-text",
        title="Text read by published models",
        takeaway=f"The largest disclosed text has grown {sets.disclosed_growth(world, years).text} over the last "
        f"{spelled(years)} years, against {fmt.write(projected, 'growth')} projected. The largest sets are not "
        "disclosed, so this is a lower bound.",
        alt_text=f"Points of tokens read by models from 2020 to {world.as_of.year} on a logarithmic axis, from 50 "
        f"billion to 45 trillion; a staircase of the largest disclosed text ends at {largest}, below a dashed "
        "projection with a band.",
        sources=[read[read["at"] >= 2020], forecast],
        unit="tokens",
        world=world,
    )


def _sets_and_projection(seen: pd.DataFrame, study: pd.DataFrame, today: float) -> alt.LayerChart:
    """All layers: the projection with its band, the staircase of records, the points and their names."""
    cone = study[study["year"] <= 2028]
    tags = seen.assign(label=seen["name"].str.replace(r" (\d+B|1\.3B|70B|8B)$|-235B.*", "", regex=True))
    tip = {"year": [2026.9], "tokens": [cone.set_index("year")["tokens"].loc[2027.0]], "label": ["projected in 2024"]}
    colour = distinct(alt.Color, "kind", {TEXT: ACCENT, MORE: BLUE, GUESSED: GREY})
    area = alt.Chart(cone.rename(columns={"tokens": "median"})).mark_area(color=MAUVE, opacity=0.15, clip=True)
    dashes = alt.Chart(cone).mark_line(color=MAUVE, strokeDash=[6, 4], clip=True)
    stairs = alt.Chart(_records(seen, today)).mark_line(interpolate="step-after", color=ACCENT, strokeWidth=2.4)
    points = alt.Chart(seen[seen["year"] >= 2020]).mark_point(size=50, strokeWidth=1.6, filled=False)
    tooltip = ["name", "kind", *tips(tokens=".2s")]
    return alt.layer(
        area.encode(x=X, y=alt.Y("low:Q", scale=SCALE), y2="high:Q"),
        dashes.encode(x=X, y=Y),
        stairs.encode(x=X, y=Y),
        points.encode(x=X, y=Y, color=colour, tooltip=tooltip),
        names(tags.set_index("id"), SPOTS, X, Y),
        words(pd.DataFrame(tip), X, Y, align="right", dx=-12, dy=-10),
        height=400,
    )


def _records(seen: pd.DataFrame, today: float) -> pd.DataFrame:
    """The largest disclosed text so far, by date: year, tokens."""
    record = seen[seen["disclosed"] & ~seen["multimodal"]].sort_values("published")
    record = record[record["tokens"] == record["tokens"].cummax()].assign(year=lambda t: t["year"].clip(lower=2020))
    end = pd.DataFrame({"year": [today], "tokens": [record["tokens"].max()]})
    return pd.concat([record[["year", "tokens"]], end])


@drawn
def growth_of_text(world: World, *, years: int = 2) -> alt.TopLevelMixin:
    """Published growth rates of training text beside that of the disclosures."""
    rates, own = sets.published_rates(world), sets.disclosed_growth(world, years)
    table = _rates(flat(rates, "growth_per_year", "growth"), own, years)
    least, most = (fmt.ratio(end(rates["growth_per_year"]).value) for end in (least_of, greatest_of))
    said = "; ".join(f"{row.label} {fmt.ratio(row.growth)}" for row in table.itertuples())
    chart = rows_with_ranges(
        table,
        "label",
        "growth",
        alt.Axis(title="Growth per year", labelExpr="datum.value + '×'", values=[1, 1.5, 2, 3, 4, 5]),
        scale=alt.Scale(type="log", domain=[1, 5.2]),
        group="who",
        colours={"this book": ACCENT, "published": BLUE},
        label_width=200,
    )
    return figure(
        chart.properties(width=440),
        id="growth-of-text",
        title="Growth rates of training text in circulation",
        takeaway=f"Published rates lie between {least} and {most} a year; {spelled(years)} years of disclosures give "
        f"{fmt.ratio(own.value)}.",
        alt_text=f"Rows of growth factors per year with intervals: {said}.",
        sources=[rates, own],
        unit="factor per year",
        world=world,
    )


def _rates(published: pd.DataFrame, own: Estimate, years: int) -> pd.DataFrame:
    """Label, growth, low, high, who says it; the fastest first."""
    published = published.assign(label=published["id"].map(EDITIONS), who="published")
    label = f"Disclosed, last {spelled(years)} years"
    mine = {"label": label, "growth": own.value, "low": np.nan, "high": np.nan, "who": "this book"}
    columns = ["label", "growth", "low", "high", "who"]
    table = pd.concat([published[columns], pd.DataFrame([mine])]).sort_values("growth", ascending=False)
    table[["low", "high"]] = table[["low", "high"]].apply(lambda bound: bound.fillna(table["growth"]))
    return table
