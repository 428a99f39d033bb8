"""What the page of the backtest says and lists."""

from __future__ import annotations

from html import escape

import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import quantities, rows_in
from headroom.evidence.quantity import Quantity
from headroom.report import format as fmt
from headroom.report import number
from headroom.report.backtest.accuracy import ENOUGH, accuracy, lowered, out_of_sample
from headroom.report.backtest.cases import FLAT, FORECASTS, NEW, RIVAL, cases
from headroom.report.estimate import Estimate
from headroom.report.pages import table
from headroom.report.prose import Prose, prose

HOURS, FLAT_HOURS, ENERGY = (
    "Chip-hours of a training run",
    "Chip-hours, back of an envelope",
    "Energy of a training run",
)


@prose
def backtest(world: World) -> Prose:
    """How many cases there are, and where the book is worst."""
    every = cases(world)
    every = every[every["sample"] != RIVAL]
    new, worst = every[every["sample"] == NEW], out_of_sample(world).iloc[-1]
    ranged = new[new["inside"].notna()]
    name = lowered(worst["area"])
    return Prose(
        {
            "cases": _counted(every, "published, and computed here"),
            "cases-new": _counted(new, "that taught nothing of what predicts them"),
            "cases-ranged": _counted(ranged, "out of sample, with an interval"),
            "cases-inside": _counted(ranged[ranged["inside"] == True], "inside their interval"),  # noqa: E712 - or None
            "worst": name,
            "worst-error": Estimate.of(worst["error"], "percent", basis=f"median error: {name}"),
        },
        {"Forecasts are the weakest part of the book.": bool(worst["area"] == FORECASTS)},
    )


@prose
def utilisation(world: World) -> Prose:
    """What the model of utilisation is worth beside one utilisation for all, and how few runs tested that of energy."""
    said = accuracy(world).set_index("area")
    flat, own, energy = (said.loc[area] for area in (FLAT_HOURS, HOURS, ENERGY))
    mean, middle = "geometric mean of predicted over published", "median error"
    measured = cases(world)
    return Prose(
        {
            "flat-mfu": Estimate.of(Quantity(FLAT), "percent", basis="a convention"),
            "flat-error": Estimate.of(flat["error"], "percent", basis=f"{middle}, one utilisation for all"),
            "flat-bias": Estimate.of(flat["bias"], "ratio", basis=mean),
            "own-error": Estimate.of(own["error"], "percent", basis=f"{middle}, utilisation of all other runs"),
            "own-bias": Estimate.of(own["bias"], "ratio", basis=mean),
            "energy-cases": _counted(measured[measured["area"] == ENERGY], "measured, out of sample"),
        },
        {
            "One utilisation for all is too high, and that of other runs is not off to a side.": bool(
                flat["bias"].high < 1 and own["bias"].low < 1 < own["bias"].high
            ),
            "Neither errs much less than the other.": bool(flat["error"].low < own["error"].value < flat["error"].high),
            "The measured runs are too few to say more.": bool(energy["count"] < ENOUGH),
        },
    )


def _counted(of: pd.DataFrame, basis: str) -> Estimate:
    return Estimate.of(Quantity(float(len(of)), rows=rows_in(of["ratio"])), "count", basis=basis)


def accuracies(world: World) -> str:
    """One row an area, the most exact first, as HTML."""
    head = [
        "Quantity",
        "Predicted from",
        "Cases",
        "Known of them",
        "Median error",
        "Mean of predicted over published",
        "In its interval",
    ]
    rows = []
    for one in accuracy(world).itertuples():
        error = Estimate.of(one.error, "percent", basis="median of how far one is from the other, over the published")
        bias = Estimate.of(one.bias, "ratio", basis="geometric mean")
        inside = f"{one.inside.value:.0f} of {one.ranged}" if one.ranged else "no interval"
        shown = [number.html(error, world), number.html(bias, world)]
        rows.append([escape(one.area), escape(one.how), f"{one.count}", escape(one.sample), *shown, inside])
    return table(head, rows, "Accuracy by quantity")


def listed(world: World) -> str:
    """Every case, folded away by area, as HTML."""
    parts = []
    for (area, unit), of_area in cases(world).groupby(["area", "unit"], sort=False):
        published, predicted = quantities(of_area["published"]), quantities(of_area["predicted"])
        rows = [
            [
                escape(one.case),
                fmt.write(float(published[n].value), one.kind),
                fmt.write(float(predicted[n].value), one.kind),
                f"{one.error:+.0%}",
                {True: "inside", False: "<strong>outside</strong>", None: ""}[one.inside],
                ", ".join(escape(world.source(key).label) for key in published[n].sources),
            ]
            for n, one in enumerate(of_area.itertuples())
        ]
        head = ["Case", "Published", "Predicted", "Error", "In its interval", "Published by"]
        inside = table(head, rows, f"Cases: {area}")
        named = escape(f"{area} [{unit}]" if unit else area)
        parts.append(f"<details><summary>{named}: {len(rows)} cases</summary>{inside}</details>")
    return "".join(parts)
