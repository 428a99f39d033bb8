"""Which size is best over a model's life, and where the computing goes."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, rows_with_ranges
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import labels, log, share_axis
from headroom.report.inference.results import lifetime, shares
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, INK, OCHRE, count_axis

FEWEST, MOST = 1e10, 1e16  # tokens served that are drawn
NAMED = ["GPT-3 175B", "Llama 2 70B", "Llama 3.1 405B", "Llama 3 70B", "Llama 3 8B"]
AT_RIGHT = {"Llama 2 70B": 15, "Llama 3.1 405B": -7}  # names at the right end of their lines, and how far down [pixels]
NEW, OLD = (lifetime.LAWS[law] for law in ("besiroglu2024-code", "hoffmann2022-unrounded"))


@drawn
def lifetime_optimum(world: World, *, served: float = 1e13, quality: float = 70e9) -> alt.TopLevelMixin:
    """Best training tokens per parameter against tokens served; what is saved for one quality and life."""
    best_sizes, real_ratios = lifetime.lifetime_sizes(world), lifetime.real_ratios(world)
    sizes = plain(best_sizes)
    sizes = sizes[(sizes["served"] >= FEWEST) & (sizes["served"] <= MOST)]
    real = plain(real_ratios)
    real = real[real["name"].isin(NAMED)] if "Llama 3 8B" in set(real["name"]) else real
    chosen = plain(lifetime.savings(world, served=served, quality=quality))
    saved, tokens = chosen["saving"].map(fmt.percent), fmt.count(chosen["served"].iloc[0])
    least, most = (fmt.number(ratio) for ratio in (real["tokens_per_param"].min(), real["tokens_per_param"].max()))
    return figure(
        _curves(sizes, real, quality),
        id="lifetime-optimum",
        title="Best training against tokens served",
        takeaway=f"A model that will serve {tokens} tokens is best made smaller and trained on more: for the quality "
        f"of {quality / 1e9:.0f}B that saves {saved[NEW]} of lifetime computing by one published law and "
        f"{saved[OLD]} by another.",
        alt_text="Rising curves of training tokens per parameter, logarithmic from 1 to 200,000, against tokens served "
        "over a life from ten billion to ten quadrillion, for three qualities; dashed lines mark real models from "
        f"{least} to {most} tokens per parameter.",
        sources=[best_sizes, real_ratios, "sardana2024beyond", "besiroglu2024replication", "hoffmann2022chinchilla"],
        unit="tokens per parameter",
        world=world,
    )


def _curves(sizes: pd.DataFrame, real: pd.DataFrame, quality: float) -> alt.LayerChart:
    trillions = "datum.value >= 1e12 ? format(datum.value / 1e12, ',') + 'T' : format(datum.value / 1e9, ',') + 'B'"
    axis = alt.Axis(title="Tokens served over its life", values=[1e10, 1e12, 1e14, 1e16], labelExpr=trillions)
    x = alt.X("served:Q", scale=log(FEWEST, MOST), axis=axis)
    axis = count_axis("Training tokens per parameter", values=[1, 10, 100, 1000, 10000, 100000])
    y = alt.Y("tokens_per_param:Q", scale=log(1, 200000), axis=axis)
    sizes = sizes.assign(Quality=sizes["quality"].map(lambda size: f"as good as {size / 1e9:.0f}B"))
    palette = dict(zip(sizes["Quality"].unique(), [GREEN, BLUE, ACCENT], strict=True))
    legend = alt.Legend(symbolType="stroke")
    formats = {"served": ".1e", "tokens_per_param": ",.0f", "params": ".2e", "saving": ".0%"}
    tooltip = ["Quality", *(alt.Tooltip(f"{name}:Q", format=style) for name, style in formats.items())]
    older = sizes[(sizes["law"] == OLD) & (sizes["quality"] == quality)]
    rules = alt.Chart(real.assign(served=1.1e10)).mark_rule(strokeDash=[3, 3], color=INK, opacity=0.35)
    return alt.layer(
        rules.encode(y=y),
        alt.layer(*_names(real, x, y)),
        alt.Chart(older).mark_line(color=GREY, strokeDash=[6, 4], strokeWidth=2).encode(x=x, y=y),
        alt.Chart(sizes[sizes["law"] == NEW])
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x, y=y, color=coloured("Quality", palette, title=None, sort=list(palette), legend=legend), tooltip=tooltip
        ),
        labels(older.head(1).assign(t=f"{quality / 1e9:.0f}B, older fit"), x, y, "t", dx=6, dy=-10, color=GREY),
        height=380,
    )


def _names(real: pd.DataFrame, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """The names of real models on their lines, at the left or the right."""
    at_right = {name: name in AT_RIGHT for name in real["name"]}
    return [
        labels(
            real[real["name"] == name].assign(served=9e15 if right else 1.1e10),
            x,
            y,
            "name",
            dx=0,
            dy=AT_RIGHT.get(name, -7),
            align="right" if right else "left",
        )
        for name, right in at_right.items()
    ]


KINDS = {
    "estimate": ("published estimate", BLUE),
    "prediction": ("prediction", OCHRE),
    "spending": ("spending of one developer", ACCENT),
}


@drawn
def inference_share(world: World, *, tenfolds: tuple[float, float] = shares.TENFOLDS) -> alt.TopLevelMixin:
    """Inference's share as published, beside the best split if thinking replaces training at some rates."""
    published = shares.shares(world)
    share = plain(published).rename(columns={"share": "central", "share_low": "low", "share_high": "high"})
    best = [float(inference.inference_share(rate)) for rate in tenfolds]
    low, high = (fmt.percent(end) for end in best)
    shown = "; ".join(f"{r.label} {fmt.percent(r.central)}" for r in share.itertuples())
    return figure(
        _dots_and_band(share, *best),
        id="inference-share",
        title="Inference's share of computing, as published",
        takeaway=f"Published shares run from {fmt.percent(share['low'].min())} to {fmt.percent(share['high'].max())}; "
        f"if thinking replaces training at the measured rates, the best split (band) gives inference {low} "
        f"to {high}.",
        alt_text=f"Dots of inference's share from 0 to 100%: {shown}. A grey band marks {low} to {high}.",
        sources=[published, "erdil2024allocation"],
        unit="share",
        world=world,
    )


def _dots_and_band(share: pd.DataFrame, low: float, high: float) -> alt.LayerChart:
    share = share.assign(
        year=share["as_of"].dt.year.astype(str),
        Kind=share["kind"].map({kind: name for kind, (name, _) in KINDS.items()}),
    )
    dots = rows_with_ranges(
        share.iloc[::-1],
        "label",
        "central",
        share_axis("Inference's share"),
        scale=alt.Scale(domain=[0, 1]),
        group="Kind",
        colours=dict(KINDS.values()),
        label_width=260,
    )
    band = alt.Chart(pd.DataFrame({"a": [low], "b": [high]})).mark_rect(color=INK, opacity=0.15)
    layers = [band.encode(x="a:Q", x2="b:Q"), *dots.layer]
    return alt.layer(*layers, data=dots.data).properties(height=34 * len(share), width=380)
