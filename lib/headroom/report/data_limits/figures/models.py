"""What models do with their text: against the compute-optimal frontier, and in use."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.data_limits.figures.shapes import distinct, flat, names, spelled, tips, words
from headroom.report.data_limits.results import laws, models, sets
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, INK, MAUVE, OCHRE, count_axis, power_axis

RATIO = alt.Scale(type="log", domain=[0.3, 6000], nice=False)  # tokens per parameter
BY_YEAR = {
    "gpt-3-175b": (8, -8),
    "mt-nlg-530b": (8, 6),
    "gopher-280b": (8, 8),
    "chinchilla-70b": (8, 14),
    "palm-540b": (8, 5),
    "llama-2-7b": (-8, -6),
    "llama-3-8b": (-8, -6),
    "llama-3.1-405b": (6, -8),
    "deepseek-v3": (8, 12),
    "tinyllama-1.1b": (-8, -6),
    "llama-4-behemoth": (8, 10),
}
BY_COMPUTE = {
    "gpt-3-175b": (-8, -6),
    "mt-nlg-530b": (-8, -6),
    "palm-540b": (8, -6),
    "chinchilla-70b": (8, 14),
    "llama-3-8b": (8, 6),
    "llama-3.1-405b": (1, -11),
    "qwen3-235b-a22b": (8, 8),
    "deepseek-v4-pro": (8, 14),
}
SHORT = {"Megatron-Turing NLG 530B": "MT-NLG 530B"}
FLOP = alt.X(
    "flop:Q",
    scale=alt.Scale(type="log", domain=[3e21, 2e26], nice=False),
    axis=power_axis("Training compute, FLOP", values=[10.0**k for k in range(22, 27)]),
)
PARAMS = alt.Y(
    "params:Q",
    scale=alt.Scale(type="log", domain=[1e9, 3e12], nice=False),
    axis=count_axis("Parameters in use", values=[1e9, 1e10, 1e11, 1e12]),
)


@drawn
def tokens_per_parameter(world: World, *, years: int = 3, n: int = 10) -> alt.TopLevelMixin:
    """Tokens per parameter of published models by date, with the rule of thumb."""
    shown, thumb = models.since(world, models.FIRST), laws.constants(world, "hoffmann2022-rule")["k"]
    table = _plain(shown)
    rule = float(thumb.value)
    before = fmt.count(table.loc[table["published"] < models.CHINCHILLA, "tokens_per_param"].median())
    recent = fmt.count(models.tokens_per_param(world, years, n).value)
    return figure(
        _by_year(table, rule, np.ceil(sets.year(world.as_of))),
        id="tokens-per-parameter",
        title="Tokens per parameter by year",
        takeaway=f"From a median of {before} tokens per parameter before Chinchilla to {recent} among the "
        f"{spelled(n)} largest of the last {spelled(years)} years, where {rule:.0f} is compute-optimal by the rule of "
        "thumb.",
        alt_text=f"Points of tokens per parameter on a logarithmic axis from 2020 to {world.as_of.year}: around one "
        f"for the models of 2020 to 2022, {rule:.0f} for Chinchilla (dashed line), hundreds to thousands since 2024. "
        "Of mixtures of experts the parameters in use count.",
        sources=[shown, thumb],
        unit="tokens per parameter",
        world=world,
    )


def _plain(shown: pd.DataFrame) -> pd.DataFrame:
    """The same as ordinary numbers, with their make in words."""
    return plain(shown).assign(year=shown["at"], kind=np.where(shown["sparse"], "mixture of experts", "dense"))


def _by_year(table: pd.DataFrame, rule: float, last: float) -> alt.LayerChart:
    years = alt.Axis(title=None, format="d", values=list(range(2020, int(last) + 1)))
    x = alt.X("year:Q", scale=alt.Scale(domain=[2020, last], nice=False), axis=years)
    y = alt.Y("tokens_per_param:Q", scale=RATIO, axis=count_axis("Tokens per parameter", values=[1, 10, 100, 1000]))
    size = alt.Tooltip("size_ratio:Q", format=".2f", title="size over compute-optimal")
    colour = distinct(alt.Color, "kind", {"dense": ACCENT, "mixture of experts": BLUE})
    dashes = alt.Chart(pd.DataFrame({"t": [rule]})).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.7)
    points = alt.Chart(table).mark_point(filled=True, size=60, opacity=0.95)
    end = pd.DataFrame({"year": [last], "tokens_per_param": [rule], "label": ["the rule of thumb"]})
    return alt.layer(
        dashes.encode(y=alt.Y("t:Q", scale=RATIO)),
        points.encode(x=x, y=y, color=colour, tooltip=["name", *tips(tokens_per_param=",.0f"), size]),
        names(_tags(table), BY_YEAR, x, y),
        words(end, x, y, dx=0, dy=-7, align="right"),
        height=400,
    )


def _tags(table: pd.DataFrame) -> pd.DataFrame:
    """Models by id with their names, shortened where they are long."""
    return table.set_index("model_id").assign(label=lambda t: t["name"].replace(SHORT))


@drawn
def compute_optimal_frontier(world: World, *, years: int = 3, n: int = 10) -> alt.TopLevelMixin:
    """Size of published models by compute, with the compute-optimal size under each law."""
    shown, lines = models.since(world, models.FIRST), models.frontier_line(world)
    table = _plain(shown)
    early = table.loc[table["published"] < models.CHINCHILLA, "size_ratio"]
    recent = plain(models.largest_recent(world, years, n)["size_ratio"])
    return figure(
        _by_compute(table, plain(lines)),
        id="compute-optimal-frontier",
        title="Published models against the compute-optimal frontier",
        takeaway=f"Before Chinchilla large models were up to {fmt.ratio(early.max())} the size that their compute "
        f"called for; the {spelled(n)} largest of the last {spelled(years)} years have "
        f"{fmt.percent(recent.median())} of it at the median.",
        alt_text="Scatter of parameters in use against training compute, both logarithmic, with three compute-optimal "
        "lines. Triangles of models before Chinchilla lie above the lines, most circles since lie below, Chinchilla "
        "and Llama 3.1 405B near them.",
        sources=[shown, lines],
        unit="parameters",
        world=world,
    )


def _by_compute(table: pd.DataFrame, lines: pd.DataFrame) -> alt.LayerChart:
    lines = lines[(lines["flop"] >= 3e21) & (lines["flop"] <= 2e26)]
    before, since = "before Chinchilla", "since Chinchilla"
    table = table.assign(when=np.where(table["published"] < models.CHINCHILLA, before, since))
    column = {"columns": 1, "direction": "vertical"}
    colours = dict(zip(laws.PARAMETRIC.values(), [GREEN, OCHRE, MAUVE], strict=True))
    legend = alt.Legend(labelLimit=320, **column)
    colour = distinct(alt.Color, "label", colours, title="Compute-optimal under", legend=legend)
    legend = alt.Legend(symbolFillColor=INK, symbolStrokeColor=INK, **column)
    shape = distinct(alt.Shape, "when", {before: "triangle-up", since: "circle"}, legend=legend)
    tooltip = ["name", *tips(params=".2s", flop=".1e", overpay=".2f")]
    points = alt.Chart(table).mark_point(size=60, filled=True, opacity=0.95, clip=True)
    return alt.layer(
        alt.Chart(lines).mark_line(strokeWidth=2, clip=True).encode(x=FLOP, y=PARAMS, color=colour),
        points.encode(x=FLOP, y=PARAMS, shape=shape, fill=alt.value(ACCENT), tooltip=tooltip),
        names(_tags(table), BY_COMPUTE, FLOP, PARAMS),
        height=420,
    )


@drawn
def overpay(world: World, *, law: str = laws.DEFAULT) -> alt.TopLevelMixin:
    """Compute of known models over the least for their loss, with the range over the laws."""
    paid = models.overpay(world, law)
    table = flat(paid, "overpay").assign(text=lambda t: t["overpay"].map(fmt.ratio))
    table = table.assign(label=table["label"].replace(SHORT))
    of = table.set_index("model_id")["overpay"]
    chart = rows_with_ranges(
        table,
        "label",
        "overpay",
        alt.Axis(title="Compute over the least for its loss", labelExpr="datum.value + '×'", values=[1, 2, 3, 4, 5]),
        scale=alt.Scale(type="log", domain=[0.93, 6.2], nice=False),
        text="text",
        label_width=220,
    )
    said = "; ".join(f"{row.label} {row.text}" for row in table.itertuples())
    return figure(
        chart.properties(width=420),
        id="overpay",
        title="What being off the frontier costs",
        takeaway=f"GPT-3's loss could have been had for {fmt.percent(1 / of['gpt-3-175b'])} of its compute; Llama 3 "
        f"8B took {fmt.ratio(of['llama-3-8b'])} what its loss needs, and is cheap to run for it.",
        alt_text=f"Rows of overpay with ranges over three laws, logarithmic: {said}.",
        sources=[paid],
        unit="ratio of compute",
        world=world,
    )


@drawn
def inference_aware_size(
    world: World, *, served: float = models.SERVED, params: float = models.SIZE
) -> alt.TopLevelMixin:
    """Cheapest size for the loss of a compute-optimal model, and what it saves, by the tokens that it will serve."""
    curves = models.serving(world, params)
    read_off = plain(models.serving_at(world, served, params)).iloc[0]
    usual = plain(curves)[curves["law"] == laws.DEFAULT]
    return figure(
        _by_use(plain(curves)),
        id="inference-aware-size",
        title=f"The cheapest size for the loss of a {fmt.count(params)} model, by use",
        takeaway=f"A model that will write and read {fmt.count(read_off['served'])} tokens should have "
        f"{fmt.percent(read_off['size_ratio'])} of the compute-optimal size and read "
        f"{fmt.count(read_off['tokens_per_param'])} tokens per parameter; that saves "
        f"{fmt.percent(read_off['saving'])} of its lifetime compute.",
        alt_text="Two panels over tokens served from 100 billion to a quadrillion, logarithmic: the best size falls "
        f"from nearly the compute-optimal one to {fmt.percent(usual['size_ratio'].min())}, the saving rises from "
        f"nothing to {fmt.percent(usual['saving'].max())}; two laws.",
        sources=["sardana2024beyond", curves],
        unit="share",
        world=world,
    )


def _by_use(table: pd.DataFrame) -> alt.VConcatChart:
    axis = count_axis("Tokens served over the model's life", values=[1e11, 1e12, 1e13, 1e14, 1e15])
    base = alt.Chart(table).encode(
        x=alt.X("served:Q", scale=alt.Scale(type="log", domain=[1e11, 1e15], nice=False), axis=axis),
        color=distinct(alt.Color, "label", dict(zip(table["label"].unique(), [ACCENT, BLUE], strict=True))),
        tooltip=["label", *tips(served=".1e", params=".2s", tokens_per_param=",.0f", saving=".0%")],
    )

    def panel(field: str, most: float, title: str, height: int) -> alt.Chart:
        y = alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, most]), axis=alt.Axis(format="%", title=title))
        return base.mark_line(clip=True).encode(y=y).properties(height=height)

    return alt.vconcat(
        panel("size_ratio", 1, "Best size, over the compute-optimal one", 210),
        panel("saving", 0.8, "Lifetime compute saved", 170),
        spacing=28,
    )
