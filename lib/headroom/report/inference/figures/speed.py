"""What speed costs: a live figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured
from headroom.report.figure import drawn, figure
from headroom.report.inference import live
from headroom.report.inference.figures.shapes import labels, log
from headroom.report.inference.results import serving, speed
from headroom.report.live import Chain, Step
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, MAUVE, OCHRE, money_axis

SPEEDS = [4, 700]  # ends of the axis
DEAREST = 150
BATCHES = np.unique(np.round(np.geomspace(1, 2048, 27)))
LARGEST = 16  # chips of a server that is drawn
PAID = "datum.chip == chip ? price : datum.rent"
HOSTS_AT = 620.0  # where on the axis of speeds the list prices stand
SENTENCE = (
    "A server of {own_group:chips}, {own_batch:count} conversations at once, gives each {own_speed:number} tokens a "
    "second, and a million tokens cost {own_cost:money}; memory would hold {own_limit:count} conversations."
)


@drawn
def cost_at_speed(
    world: World,
    *,
    model: str = live.MODEL,
    chip: str = live.CHIP,
    context: float = live.CONTEXT,
    batch: float = live.BATCH,
    software: float = 1.0,
) -> alt.TopLevelMixin:
    """Cost of a million tokens against the speed that a user sees, of one model on many chips."""
    controls = live.speed_controls(world, model=model, chip=chip, context=context, batch=batch, software=software)
    inputs = live.defaults(controls)
    start = live.speed_values(world, inputs)
    own = serving.SHORT[live.chips(world)[int(inputs["chip"])]]
    return figure(
        _curves_and_dots(world),
        id="cost-at-speed",
        title="Cost against the speed that a user sees",
        takeaway=f"At the defaults a server of {fmt.number(start['own_group'])} {own}s gives "
        f"{fmt.number(inputs['batch'])} users {fmt.number(start['own_speed'])} tokens a second each at "
        f"{fmt.money(start['own_cost'])} a million; a fuller server is slower and cheaper.",
        alt_text="Live chart: curves of the cost of a million tokens against tokens per second and user, both "
        f"logarithmic, one for each of {len(live.chips(world))} chips at its rent; dots are measured servers, diamonds "
        "at the right edge list prices of hosts. Each curve falls to the left and ends at the speed of an empty "
        "server.",
        sources=[speed.measured_costs(world), speed.cost_at_speeds(world), speed.hosts(world), "jaxml2025scalingbook"],
        unit="USD per million tokens",
        world=world,
        controls=controls,
        sentence=SENTENCE,
        values=start,
    )


def _curves_and_dots(world: World) -> alt.LayerChart:
    costs = [min(0.02, 0.6 * plain(speed.cost_at_speeds(world)["usd"]).min()), DEAREST]
    axis = alt.Axis(title="Tokens per second that one user sees", values=[5, 10, 20, 50, 100, 200, 500])
    x = alt.X("x_speed:Q", scale=log(*SPEEDS), axis=axis)
    axis = money_axis("Cost of a million output tokens", values=[0.01, 0.1, 1, 10, 100])
    y = alt.Y("x_cost:Q", scale=log(*costs), axis=axis)
    names = [serving.SHORT[chip] for chip in live.chips(world)]
    palette = dict(zip(names, [BLUE, GREEN, MAUVE, GREY, OCHRE, INK], strict=False))
    legend = alt.Legend(columns=3, symbolType="stroke")
    at = {"x": x, "y": y}
    of_chip = at | {"color": coloured("Chip", palette, title=None, sort=list(palette), legend=legend)}
    picked = live.picked(world)
    return (
        alt.layer(
            _curves(world, picked, of_chip),
            _measured(world, of_chip),
            _hosts(world, at),
            _key(costs[0], x, y),
            *_own(costs, at),
        )
        .add_params(
            *(alt.param(name=name, expr=_pick(values, *by)) for name, (values, by) in picked.items()),
            *live.OWN.params(),
        )
        .properties(height=400)
    )


def _pick(values: list, *by: str) -> str:
    """The expression that picks one of some values."""
    return f"{values}" + "".join(f"[{place}]" for place in by)


def _curves(world: World, picked: Mapping[str, tuple], of_chip: dict[str, Any]) -> alt.Chart:
    """The lines: each chip from an empty server to a full one, by the chain of the live figure."""
    cards, rents = serving.chips(world), speed.quoted_rents(world)
    names = ["chip", "Chip", "rent", "bandwidth", "memory", "n"]
    rows = [
        [place, serving.SHORT[chip], round(rents[chip].value, 3), card.bandwidth.value, card.memory.value, batch]
        for place, (chip, card) in enumerate((chip, cards[chip]) for chip in live.chips(world))
        for batch in BATCHES
    ]
    grid = pd.DataFrame(rows, columns=names)
    sizes = {
        name: _pick(picked[of][0], "model", "datum.chip")
        for name, of in (("size", "own_group"), ("top", "own_peak"), ("reached", "own_reached"))
    }
    steps = live.CURVE.fields("n", "size", "bandwidth", "memory", "top", "reached", "paid")
    return (
        alt.Chart(grid)
        .transform_calculate(paid=PAID, **sizes)
        .transform_calculate(**steps)
        .transform_filter(f"datum.n <= datum.x_limit && datum.size <= {LARGEST}")
        .mark_line(clip=True)
        .encode(
            **of_chip,
            strokeWidth=alt.condition("datum.chip == chip", alt.value(4), alt.value(1.6)),
            detail="Chip:N",
            order="n:Q",
        )
    )


def _measured(world: World, of_chip: dict[str, Any]) -> alt.Chart:
    """The dots: measured servers, at the rents in use or at the reader's price."""
    runs, rents = plain(speed.measured_costs(world)), speed.quoted_rents(world)
    runs = runs.assign(
        model=runs["model_id"].map(live.models(world).index),
        chip=runs["accelerator_id"].map(live.chips(world).index),
        Chip=runs["accelerator_id"].map(serving.SHORT),
        rent=runs["accelerator_id"].map({chip: rent.value for chip, rent in rents.items()}),
        x_speed=runs["user_speed"],
    )
    cost = Chain(x_cost=Step(inference.cost_per_mtok, chip_hour_price="paid", chips_per_replica="group"))
    tooltip = ["Chip", "group", "batch", alt.Tooltip("x_speed:Q", format=".0f"), alt.Tooltip("x_cost:Q", format="$.2f")]
    return (
        alt.Chart(runs[["model", "chip", "Chip", "group", "batch", "throughput", "rent", "x_speed"]])
        .transform_filter("datum.model == model")
        .transform_calculate(paid=PAID, **cost.fields("paid", "throughput", "group"))
        .mark_point(filled=True, size=50, clip=True)
        .encode(**of_chip, tooltip=tooltip)
    )


def _hosts(world: World, at: dict[str, Any]) -> alt.Chart:
    """The diamonds: list prices of hosts of the same model."""
    listed = plain(speed.hosts(world))
    listed = listed.assign(
        model=listed["model_id"].map(live.models(world).index),
        x_speed=HOSTS_AT,
        x_cost=listed["usd"],
        Host=listed["provider"] + ", " + listed["as_of"].dt.strftime("%B %Y"),
    )
    return (
        alt.Chart(listed[["model", "Host", "variant", "x_speed", "x_cost"]])
        .transform_filter("datum.model == model")
        .mark_point(shape="diamond", filled=True, size=70, color=INK, opacity=0.75, clip=True)
        .encode(**at, tooltip=["Host", "variant", alt.Tooltip("x_cost:Q", format="$.2f")])
    )


def _key(least: float, x: alt.X, y: alt.Y) -> alt.Chart:
    marks = ["dots: measured", "diamonds: list prices of hosts"]
    table = pd.DataFrame({"x_speed": [650.0, 650.0], "x_cost": [2.1 * least, 1.4 * least], "t": marks})
    return labels(table, x, y, "t", dx=0, dy=0, align="right")


def _own(costs: list[float], at: dict[str, Any]) -> list[alt.Chart]:
    """The reader's server, held inside the plot."""
    here = alt.Chart(pd.DataFrame({"words": ["Your server"]})).transform_calculate(
        x_speed=f"clamp(own_speed, {SPEEDS[0]}, {SPEEDS[1]})", x_cost=f"clamp(own_cost, {costs[0]}, {costs[1]})"
    )
    words = here.mark_text(align="left", dx=12, dy=-10, fontWeight=600, fontSize=13)
    return [
        here.mark_point(filled=True, size=190, color=ACCENT, opacity=1).encode(**at),
        words.encode(**at, text="words:N"),
    ]
