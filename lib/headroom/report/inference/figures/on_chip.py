"""Chips with all weights beside the cores, against GPUs."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import cases, labels, log
from headroom.report.inference.results import on_chip
from headroom.report.theme import ACCENT, BLUE, GREY, INK

KINDS = {"on-chip memory": ACCENT, "GPU, calculated": GREY, "GPU, measured": BLUE}
ROW = 26  # pixels


@drawn
def sram_against_gpu(
    world: World, *, group: float = on_chip.GROUP, near: pd.Timedelta = on_chip.NEAR
) -> alt.TopLevelMixin:
    """One user's speed on on-chip memory and on groups of GPUs, and list prices that are near in time."""
    speeds, hosts = on_chip.fast_chips(world, group=group), on_chip.sram_prices(world, near=near)
    fast, asked = _named(plain(speeds)), _hosts(plain(hosts))
    best = on_chip.fastest(world, group=group).map(fmt.number)
    own, gpus = best["on-chip memory"], best["GPU, measured"]
    by_model = [part for _, part in fast.groupby("model", sort=False)]
    panels = [_speeds(part, titled=n > 0) for n, part in enumerate(by_model)]
    return figure(
        alt.vconcat(*panels, _prices(asked), spacing=16).resolve_scale(color="shared"),
        id="sram-against-gpu",
        title="On-chip memory against GPUs: one user's speed, and the price",
        takeaway=f"Chips that keep all weights beside the cores gave {own['Llama 2 70B']} and {own['Llama 3.1 405B']} "
        f"tokens a second; measured GPU servers {gpus['Llama 2 70B']} and {gpus['Llama 3.1 405B']}. Their list prices "
        f"were {fmt.ratio(asked['ratio'].min())} to {fmt.ratio(asked['ratio'].max())} those of other hosts.",
        alt_text="Three panels. Two of speeds in tokens per second of one user on a logarithmic axis: "
        + "; ".join(f"{r.model} on {r.label}: {r.text}" for r in fast.itertuples())
        + ". One of list prices over those of other hosts of the same model: "
        + "; ".join(f"{r.label} {r.text}" for r in asked.itertuples())
        + ".",
        sources=[speeds, hosts],
        unit="tokens per second; ratio of prices",
        world=world,
    )


def _named(fast: pd.DataFrame) -> pd.DataFrame:
    """The table of speeds with the names of rows, and the ranges of those that have one."""
    fast = fast.rename(columns={"speed_low": "low", "speed_high": "high"})
    fast.loc[fast["low"] == fast["high"], ["low", "high"]] = np.nan
    how_many = " (" + fast["chips_note"] + fast["chips"].map("{:,.0f}".format) + " chips)"
    successor = (fast["model"] == "Llama 2 70B") & (fast["kind"] == "GPU, measured")
    label = fast["system"] + np.where(fast["kind"] == "on-chip memory", how_many, "")
    label += np.where(successor, " (Llama 3.1 70B)", "")
    return fast.assign(label=label, text=fast["speed"].map(fmt.number))


def _hosts(asked: pd.DataFrame) -> pd.DataFrame:
    """The table of prices with the names of rows."""
    label = asked["variant"] + ", " + asked["host"] + ", " + asked["as_of"].dt.strftime("%B %Y")
    return asked.assign(label=label, text=asked["ratio"].map(fmt.ratio), kind="on-chip memory")


def _speeds(part: pd.DataFrame, *, titled: bool) -> alt.LayerChart:
    part = part.sort_values("speed", ascending=False)
    y = alt.Y("label:N", sort=list(part["label"]))
    ends = part.assign(end=part["high"].fillna(part["speed"]))
    axis = alt.Axis(title="Tokens per second of one user" if titled else "", values=[30, 100, 300, 1000])
    dots = rows_with_ranges(
        part, "label", "speed", axis, scale=log(20, 1500), group="kind", colours=KINDS, label_width=260
    )
    words = labels(ends, "end:Q", y, "text", dx=9, dy=0)
    return (dots + words).properties(width=380, height=ROW * len(part), title=part["model"].iloc[0])


def _prices(asked: pd.DataFrame) -> alt.LayerChart:
    x, y = alt.X("ratio:Q", scale=log(0.25, 10)), alt.Y("label:N", sort=None)
    axis = {"title": "List price over that of other hosts", "values": [0.3, 1, 3, 10], "labelExpr": "datum.value + '×'"}
    even = alt.Chart(pd.DataFrame({"ratio": [1.0]}))
    dots = alt.Chart(asked).mark_point(size=80, filled=True, opacity=1, color=ACCENT)
    return alt.layer(
        even.mark_rule(strokeDash=[4, 3], color=INK, opacity=0.5).encode(x=x),
        dots.encode(
            x=x.axis(**axis),
            y=cases("label", asked["label"], room=260, grid=True),
            tooltip=["label", "usd", "others", "n"],
        ),
        labels(asked[asked["ratio"] < 1], x, y, "text", dx=-9, dy=0, align="right"),
        labels(asked[asked["ratio"] >= 1], x, y, "text", dx=9, dy=0),
    ).properties(width=380, height=ROW * len(asked), title="Price of a million output tokens")
