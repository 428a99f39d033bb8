"""The study of 2024 beside what it printed and beside what came, and the latency wall."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import by_row, coloured, holding, log, reference_line, round_values
from headroom.report.figure import drawn, figure
from headroom.report.limits.figures.shapes import flop, years
from headroom.report.limits.results import ceilings, compared, joint, wall
from headroom.report.limits.results.study import ANCHORED, STUDY
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, MAUVE, power_axis

FOUR = "All four together"
MOVED = (ceilings.POWER, ceilings.CHIPS, ceilings.DATA, FOUR)
WHO = {"Published in 2024": GREY, "Computed here": ACCENT}
SIDES = {"The study of 2024": BLUE, "What came": ACCENT}
LAWS = {wall.FIXED: ACCENT, wall.BY_SIZE: BLUE, wall.BY_TOKENS: GREEN, wall.IN_TEXT: MAUVE}
PERCENTILES = {"10th percentile": BLUE, "median": ACCENT, "90th percentile": GREEN}
STARTS = {"From the end of 2023": BLUE, "From the end of 2025": ACCENT}
SIZES = [1e27, 1e33]


@drawn
def study_reproduced(world: World) -> alt.TopLevelMixin:
    """The ceilings of 2030 as the study of 2024 prints them, and as its inputs give them here."""
    stated = compared.reproduced(world)
    table, apart = _ranges(stated[stated["unit"] == "FLOP"]), _quotients(stated)
    within = apart["quotient"].between(1 / compared.NEAR, compared.NEAR).sum()
    least, most = (fmt.ratio(one) for one in (apart["quotient"].min(), apart["quotient"].max()))
    differ = "; ".join(f"{r.label}, {r.percentile}, {r.words}" for r in apart.itertuples())
    said = "; ".join(f"{r.label} {fmt.flop(r.low)} to {fmt.flop(r.high)} ({r.who.lower()})" for r in table.itertuples())
    return figure(
        alt.vconcat(_pairs(table), _apart(apart), spacing=36).resolve_scale(color="independent"),
        id="study-reproduced",
        title="The study of 2024, computed anew",
        takeaway=f"{within} of its {len(apart)} printed numbers come out within {compared.NEAR - 1:.0%}, and all "
        f"at {least} to {most} what it prints, which is one digit.",
        alt_text="Above, two rows a ceiling, published and computed here, 80 per cent intervals on a logarithmic axis: "
        f"{said}. Below, what is computed over what is printed: {differ}.",
        sources=[stated[["published", "computed"]]],
        unit="FLOP; below, a ratio",
        world=world,
    )


def _ranges(stated: pd.DataFrame) -> pd.DataFrame:
    """Each ceiling twice: label, who, low, high, and flop where a middle is printed."""
    rows = []
    for row in stated.itertuples():
        printed = row.published.value if row.at_50 == row.at_50 else float("nan")
        rows.append([row.label, "Published in 2024", row.published.low, printed, row.published.high])
        ours = row.computed
        rows.append([row.label, "Computed here", ours.quantile(0.1), ours.quantile(0.5), ours.quantile(0.9)])
    return pd.DataFrame(rows, columns=["label", "who", "low", "flop", "high"]).astype(
        {"low": float, "flop": float, "high": float}
    )


def _pairs(table: pd.DataFrame) -> alt.LayerChart:
    domain = holding(8e27, 4e32, [*table["low"], *table["high"]])
    axis = power_axis("FLOP of one run, start of 2030", values=round_values(domain, steps=(1,)))
    x, low = (alt.X(f"{name}:Q", scale=log(domain, nice=False), axis=axis) for name in ("flop", "low"))
    labels = list(dict.fromkeys(table["label"]))
    y = by_row("label", labels, 200)
    numbers = [alt.Tooltip(f"{name}:Q", format=".2~e") for name in ("low", "flop", "high")]
    colour = coloured("who", WHO, sort=list(WHO), legend=alt.Legend(symbolOpacity=1, symbolStrokeWidth=0))
    base = alt.Chart(table).encode(
        y=y, yOffset=alt.YOffset("who:N", sort=list(WHO)), color=colour, tooltip=["label", "who", *numbers]
    )
    lines = base.mark_rule(strokeWidth=3, opacity=0.7).encode(x=low, x2="high:Q")
    dots = base.transform_filter("isValid(datum.flop)").mark_point(filled=True, size=70, opacity=1).encode(x=x)
    return alt.layer(lines, dots).properties(height=38 * len(labels), width=460)


def _quotients(stated: pd.DataFrame) -> pd.DataFrame:
    """What is computed over what is printed, at each percentile of which the study prints one."""
    columns = {f"at_{p:.0%}".rstrip("%"): name for p, name in zip(compared.PERCENTILES, PERCENTILES, strict=True)}
    table = stated[["label", *columns]].rename(columns=columns)
    table = table.melt("label", var_name="percentile", value_name="quotient").dropna()
    return table.assign(words=table["quotient"].map(fmt.ratio))


def _apart(table: pd.DataFrame) -> alt.LayerChart:
    """A dot a percentile: computed over printed, with the band of what counts as agreement."""
    domain = holding(0.6, 1.6, table["quotient"], margin=1.02)
    label = "format(datum.value, '~g') + '×'"
    axis = alt.Axis(title="Computed here over published", values=[0.7, 0.8, 1, 1.2, 1.5], labelExpr=label)
    x, scale = alt.X("quotient:Q", scale=log(domain, nice=False), axis=axis), log(domain, nice=False)
    band = pd.DataFrame({"low": [1 / compared.NEAR], "high": [compared.NEAR]})
    labels = list(dict.fromkeys(table["label"]))
    dots = alt.Chart(table).mark_point(filled=True, size=80, opacity=0.9)
    shown = alt.Legend(symbolOpacity=1, symbolStrokeWidth=0)
    return alt.layer(
        alt.Chart(band).mark_rect(color=GREY, opacity=0.15).encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high"),
        reference_line(1, "as printed", dy=-8),
        dots.encode(
            x=x,
            y=by_row("label", labels, 200),
            color=coloured("percentile", PERCENTILES, sort=list(PERCENTILES), legend=shown),
            tooltip=["label", "percentile", alt.Tooltip("words", title="over published")],
        ),
    ).properties(height=26 * len(labels), width=460)


@drawn
def back_cast(world: World) -> alt.TopLevelMixin:
    """What the study of 2024 gives for dates that have passed, and what came, as multiples of its middle."""
    found = compared.back_cast(world)
    table = pd.DataFrame([_multiples(one) for one in found])
    inside = sum(row["low"] <= row["came"] <= row["high"] for _, row in table.iterrows() if row["low"] < row["high"])
    uncertain = int((table["low"] < table["high"]).sum())
    said = "; ".join(
        f"{row['label']}: {row['expected_words']} expected, {row['came_words']} came" for _, row in table.iterrows()
    )
    end = next(one for one in found if one.date == "end of 2025")
    return figure(
        _against(table),
        id="back-cast",
        title="What the study of 2024 gave for today, and what came",
        takeaway=f"By the end of 2025 there were {fmt.ratio(end.came.value / end.expected.value)} as many chips as the "
        f"middle of its inputs gives; {inside} of {uncertain} outcomes lie inside its 80% intervals.",
        alt_text="One row a quantity, its middle at 1, with the study's interval as a line and what came as a dot: "
        f"{said}.",
        sources=[one.expected for one in found] + [one.came for one in found],
        unit="multiple of the study's middle",
        world=world,
    )


def _multiples(one: compared.Came) -> dict[str, object]:
    """A row of the back-cast: what came, and the study's interval, over the study's middle."""
    middle = float(one.expected.value)
    return {
        "label": f"{one.label}, {one.date}",
        "low": float(one.expected.low) / middle,
        "high": float(one.expected.high) / middle,
        "middle": 1.0,
        "came": float(one.came.value) / middle,
        "expected_words": fmt.write(middle, one.kind),
        "came_words": fmt.write(float(one.came.value), one.kind),
    }


def _against(table: pd.DataFrame) -> alt.LayerChart:
    domain = holding(0.4, 2.5, [*table["low"], *table["high"], *table["came"]])
    axis = alt.Axis(
        title="Over the study's middle", values=round_values(domain), labelExpr="format(datum.value, '~g') + '×'"
    )
    scale = log(domain, nice=False)
    y = by_row("label", list(table["label"]), 270)
    base = alt.Chart(table).encode(y=y, tooltip=["label", "expected_words", "came_words"])
    lines = base.mark_rule(strokeWidth=3, opacity=0.45, color=BLUE).encode(
        x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q"
    )
    dots = [
        base.transform_calculate(side=f"'{side}'")
        .mark_point(filled=True, size=80, opacity=1)
        .encode(x=alt.X(f"{field}:Q", scale=scale, axis=axis), color=coloured("side", SIDES, sort=list(SIDES)))
        for side, field in zip(SIDES, ("middle", "came"), strict=True)
    ]
    words = base.mark_text(fontSize=12, dy=-11).encode(x=alt.X("came:Q", scale=scale, axis=axis), text="came_words:N")
    return alt.layer(lines, *dots, words).properties(height=48 * len(table), width=400)


@drawn
def two_starts(world: World) -> alt.TopLevelMixin:
    """The physical limits by year from the inputs of 2024, and from the end of 2025 with what came until then."""
    table = pd.concat(
        [joint.fan(world, of).assign(start=start) for of, start in zip((STUDY, ANCHORED), STARTS, strict=True)]
    ).replace({"limit": {joint.JOINT: FOUR}})
    then = plain(table[table["year"] == joint.YEAR]).set_index(["limit", "start"])["flop"].unstack()[list(STARTS)]
    said = "; ".join(f"{limit.lower()} {fmt.flop(old)} and {fmt.flop(new)}" for limit, old, new in then.itertuples())
    old, new = then.loc[FOUR]
    return figure(
        _fans(plain(table[table["limit"].isin(MOVED)]).rename(columns={"flop_low": "low", "flop_high": "high"})),
        id="two-starts",
        title="The physical limits from two starts",
        takeaway="Started again from the end of 2025, the lowest of the four physical limits of 2030 is "
        f"{fmt.flop(new)} at the median, {fmt.ratio(new / old)} what the inputs of 2024 give.",
        alt_text="Four charts by year, for power, chips, data and all four together, each with two lines and their 80 "
        f"per cent bands on a logarithmic axis of FLOP. Medians of 2030 from the end of 2023 and of 2025: {said}.",
        sources=[table["flop"]],
        unit="FLOP, in eight bits",
        world=world,
    )


def _fans(table: pd.DataFrame) -> alt.FacetChart:
    """A chart a limit: the median and the band of each start."""
    base = alt.Chart(table).encode(
        x=years([table["year"].min(), table["year"].max()]),
        color=coloured("start", STARTS, sort=list(STARTS), legend=alt.Legend(symbolOpacity=1)),
        tooltip=["limit", "start", "year", *(alt.Tooltip(f"{n}:Q", format=".2~e") for n in ("low", "flop", "high"))],
    )
    bands = base.mark_area(opacity=0.18, clip=True).encode(y=flop("low:Q", SIZES), y2="high:Q")
    lines = base.mark_line(strokeWidth=2.5).encode(y=flop("flop:Q", SIZES))
    layers = alt.layer(bands, lines).properties(width=250, height=190)
    return layers.facet(alt.Facet("limit:N", title=None, sort=list(MOVED)), columns=2)


@drawn
def latency_wall(world: World) -> alt.TopLevelMixin:
    """How long a run of a size takes at the least, by how the largest useful batch grows."""
    stated = wall.shortest(world)
    found = {law: wall.ceiling(world, law) for law in (wall.FIXED, wall.BY_SIZE, wall.BY_TOKENS)}
    most, text = wall.longest_run(world), wall.in_text(world)
    said = "; ".join(f"{law.lower()} {fmt.flop(one.value)}" for law, one in found.items())
    return figure(
        _shortest(plain(stated), float(most.value)),
        id="latency-wall",
        title="The shortest time in which a run can end, on any number of chips",
        takeaway=f"At a fixed batch latency allows {fmt.flop(found[wall.FIXED].value)} in 2030, and if the batch may "
        f"grow with tokens {fmt.flop(found[wall.BY_TOKENS].value)}; by the count in the study's text it is "
        f"{fmt.flop(text.value)}.",
        alt_text="Rising lines on logarithmic axes of days against FLOP, one for each law of the batch, with a line at "
        f"nine months. Medians of what latency allows: {said}.",
        sources=[stated["flop"], most, *found.values(), text, "zhang2024cbs"],
        unit="days",
        world=world,
    )


def _shortest(table: pd.DataFrame, longest: float) -> alt.LayerChart:
    x = alt.X(
        "flop:Q",
        scale=log(SIZES, nice=False),
        axis=power_axis("FLOP of one run, on chips of 2030", values=round_values(SIZES, steps=(1,))),
    )
    axis = alt.Axis(title="Days, at the least", values=[1, 3, 10, 30, 100, 300, 1000, 3000], format="~g")
    y = alt.Y("days:Q", scale=log([1, 4000], nice=False), axis=axis)
    lines = (
        alt.Chart(table)
        .mark_line(strokeWidth=2.5, clip=True)
        .encode(
            x=x,
            y=y,
            color=coloured(
                "law", LAWS, sort=list(LAWS), legend=alt.Legend(columns=2, symbolType="stroke", symbolStrokeWidth=3)
            ),
            tooltip=["law", alt.Tooltip("days:Q", format=".0f"), alt.Tooltip("flop:Q", format=".1e")],
        )
    )
    limit = reference_line(longest, "nine months: longest that pays", axis="y", align="left", dx=6, dy=-9)
    return alt.layer(lines, limit).properties(height=360)
