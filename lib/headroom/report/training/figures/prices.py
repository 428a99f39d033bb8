"""The same computation at later prices, and what a budget buys."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, round_values
from headroom.report.facts.prices import GPUS
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, money_axis, power_axis
from headroom.report.training.figures.shapes import by_year, coloured, ranged, short, words
from headroom.report.training.results import repricing
from headroom.report.training.results.frontier import records
from headroom.report.training.results.runs import Number

CHIP_COLOURS = dict(zip(GPUS.values(), (MAUVE, OCHRE, BLUE, ACCENT, GREY, GREEN), strict=True))
BUDGET_COLOURS = (GREY, BLUE, GREEN, ACCENT)
SIDES = {  # of a dot, for its cost in words: how and where they stand [pixels]
    "above": ("center", 0, -12),
    "below left": ("right", -4, 15),
    "above right": ("left", -4, -12),
    "right": ("left", 9, 1),
}
NEAR = 0.7  # of a cost, from which the line of the lowest price would strike words below its dot
RISEN = 1.2  # over the least, from which the words speak of a rise


@drawn
def gpt3_repriced(world: World, *, mfu: Number | None = None, goodput: Number = 1.0) -> alt.TopLevelMixin:
    """GPT-3's computation on each chip at the prices of each year, at a utilisation and a goodput."""
    repriced = repricing.repriced(world, mfu=mfu, goodput=goodput)
    shown = ranged(repriced, "usd")
    best = shown[shown["best"]]
    first, last = best.iloc[0], best.iloc[-1]
    floor = shown.groupby("day")["floor"].min()
    went = "fell" if last["usd"] < first["usd"] else "went"
    return figure(
        _by_chip(shown, world),
        id="gpt3-repriced",
        title="GPT-3's computation at the prices of each year",
        takeaway=f"The cost of repeating GPT-3 on the chip that rents most for a dollar {went} from "
        f"{fmt.money(first['usd'])} ({first['day'].year}) to {fmt.money(last['usd'])} ({last['day'].year}) at the "
        f"median of its sellers; the lowest price of any gives {fmt.money(floor.iloc[0])} and "
        f"{fmt.money(floor.iloc[-1])}{_turned(floor)}.",
        alt_text="Lines of the rental cost of GPT-3's compute in US dollars, logarithmic, by chip and year-end from "
        f"{first['day'].year} to {last['day'].year}; the cheapest is {fmt.money(first['usd'])} on {first['label']} "
        f"first and {fmt.money(last['usd'])} on {last['label']} last. A dotted line follows the lowest price of "
        "any seller.",
        sources=[repriced, "brown2020gpt3"],
        unit="USD nominal",
        world=world,
    )


def _turned(floor: pd.Series) -> str:
    """Where the lowest price rose again at the end, from how much."""
    rose = floor.iloc[-1] > RISEN * floor.min()
    return f", after {fmt.money(floor.min())} in {floor.idxmin().year}" if rose else ""


def _by_chip(shown: pd.DataFrame, world: World) -> alt.LayerChart:
    span = holding(2e5, 1.2e7, [*shown["usd"], *shown["floor"]], margin=1.4)
    x = by_year("day", ["2020-07-01", str(world.as_of + pd.Timedelta(days=260))])  # room for the last cost in words
    axis = money_axis("Rental cost of GPT-3's compute", values=round_values(span))
    y = alt.Y("usd:Q", scale=log(span, nice=False), axis=axis)
    money = [alt.Tooltip(f"{name}:Q", format=",.0f") for name in ("usd", "low", "high")]
    tooltip = ["label", alt.Tooltip("day:T"), *money, alt.Tooltip("price:Q", format="$.2f"), "sellers"]
    base = alt.Chart(shown).encode(x=x, color=coloured("label", CHIP_COLOURS), tooltip=tooltip)
    best = shown[shown["best"]]
    floor = shown.groupby("day", as_index=False)["floor"].min()
    lowest = alt.Chart(floor).mark_line(color=INK, strokeDash=[2, 4], strokeWidth=1.5)
    return (
        lowest.encode(x=x, y=alt.Y("floor:Q", scale=log(span, nice=False)), tooltip=["day:T", "floor:Q"])
        + alt.Chart(best).mark_line(color=INK, opacity=0.35, strokeWidth=6).encode(x=x, y=y)
        + base.mark_line(strokeWidth=2).encode(y=y)
        + base.mark_point(filled=True, size=60).encode(y=y)
        + _least_in_words(best, x, y)
    )


def _least_in_words(best: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.LayerChart:
    """The cost on the cheapest chip beside its dot: above where it rose or the lowest price runs close below."""
    crowded = (best["usd"].diff() > 0) | (best["floor"] > NEAR * best["usd"])
    place = np.where(crowded, "above right", "below left")
    worded = best.assign(words=best["usd"].map(fmt.money), place=["above", *place[1:-1], "right"][-len(best) :])
    return alt.layer(*(words(worded[worded["place"] == side], x, y, *how, text="words") for side, how in SIDES.items()))


@drawn
def budgets(
    world: World,
    *,
    budget: float = repricing.BUDGET,
    mfu: Number | None = None,
    goodput: Number = 1.0,
) -> alt.TopLevelMixin:
    """Compute that a budget [USD], a tenth of it, half of it and five times as much rent, by year, under the staircase
    of the largest known run; at a utilisation and a goodput.
    """
    bought = repricing.budgets(world, budget, mfu=mfu, goodput=goodput)
    shown = plain(bought)
    staircase = records(world)
    largest = plain(staircase["flop"]).iloc[-1]
    rents = shown[shown["budget"] == budget]["flop"].iloc[-1]
    more = largest > shown["flop"].iloc[-1]
    *sums, most = (fmt.money(multiple * budget) for multiple in repricing.MULTIPLES)
    return figure(
        _under_the_frontier(shown, plain(staircase), world),
        id="budgets",
        title="What a budget buys, and the largest known run",
        takeaway=f"{fmt.money(budget)} rents {fmt.flop(rents)} at the newest prices; the largest "
        f"known run (dashed) took {fmt.flop(largest)}, "
        f"{'more than any of these budgets rents' if more else 'which the largest of these budgets rents'}.",
        alt_text=f"Four lines of the compute that {', '.join(sums)} and {most} rent from 2020 to "
        f"{world.as_of.year}, with 90% bands, on a logarithmic axis, and a dashed staircase of the largest known run, "
        f"now at {fmt.flop(largest)}.",
        sources=[bought, staircase["flop"]],
        unit="FLOP",
        world=world,
    )


def _under_the_frontier(shown: pd.DataFrame, staircase: pd.DataFrame, world: World) -> alt.LayerChart:
    shown = shown.assign(label=shown["budget"].map(fmt.money))
    span = holding(1e23, 2e27, [*shown["flop_low"], *shown["flop_high"]], margin=1)
    x = by_year("day", ["2020-01-01", f"{world.as_of.year + 1}-06-30"])
    axis = power_axis("Training compute, FLOP", values=round_values(span, steps=(1,)))
    y = alt.Y("flop:Q", scale=log(span), axis=axis)
    colours = dict(zip(dict.fromkeys(shown["label"]), BUDGET_COLOURS, strict=True))
    colour = coloured("label", colours, title=alt.Undefined, legend=None)
    powers = [alt.Tooltip(f"{name}:Q", format=".2e") for name in ("flop", "params")]
    ends = alt.Chart(shown[shown["day"] == shown["day"].max()])
    low = alt.Y("flop_low:Q", scale=log(span))
    tooltip = ["label", alt.Tooltip("day:T"), "chip", *powers]
    line, names = _staircase(staircase, x, y)
    return (
        alt.Chart(shown).mark_area(opacity=0.12).encode(x=x, y=low, y2="flop_high:Q", color=colour)
        + alt.Chart(shown).mark_line(point=True).encode(x=x, y=y, color=colour, tooltip=tooltip)
        + ends.mark_text(align="left", dx=8, fontWeight=600).encode(x=x, y=y, text="label:N")
        + line
        + names
    )


def _staircase(staircase: pd.DataFrame, x: alt.X, y: alt.Y) -> tuple[alt.Chart, alt.Chart]:
    """The largest known run, day by day, and the names of two."""
    steps = staircase.rename(columns={"published": "day"})[["day", "flop", "name"]]
    labelled = steps.assign(label=short(steps["name"]))
    labelled = labelled[labelled["label"].isin(["GPT-4", labelled["label"].iloc[-1]])]
    line = alt.Chart(steps).mark_line(interpolate="step-after", color=INK, strokeDash=[4, 3], opacity=0.8)
    return line.encode(x=x, y=y), words(labelled, x, y, "right", -6, -8)
