"""Many samples: finding the answer, and knowing it."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured
from headroom.report.figure import drawn, figure
from headroom.report.inference.figures.shapes import labels, log, share_axis
from headroom.report.inference.results import samples
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY, MAUVE, count_axis

SHORT = {
    "DeepSeek-Coder-V2 on SWE-bench Lite": "Software",
    "Llama-3-8B on MATH": "Mathematics, 8B",
    "Pythia-160M on MATH": "Mathematics, 0.16B",
    "Gemma-2B on CodeContests": "Contests, 2B",
}
COLOURS = dict(zip(SHORT.values(), [ACCENT, BLUE, GREEN, MAUVE], strict=True))
TAGS = [
    ("Mathematics, 8B", 170, 0.81),
    ("Software", 22, 0.31),
    ("Mathematics, 0.16B", 230, 0.165),
    ("Contests, 2B", 500, 0.1),
]
CHOICES = {
    "some sample is right": GREY,
    "best chooser without a check": BLUE,
    "majority vote": GREEN,
    "learned ranking": ACCENT,
}
CHOSEN_TAGS = [
    ("o1, competition mathematics", 1.2, 0.665),
    ("o1, science questions", 90, 0.75),
    ("Llama-3-8B, mathematics", 260, 0.36),
]
X = alt.X(
    "samples:Q",
    scale=log(0.75, 20000),
    axis=count_axis("Samples for each problem", values=[1, 10, 100, 1000, 10000]),
)


@drawn
def coverage_and_choice(world: World) -> alt.TopLevelMixin:
    """Share of problems that some sample solves, under two laws, and share of those of which one is chosen."""
    laws, choices = samples.coverage_fits(world), samples.choosing(world)
    fits, chosen = plain(laws), plain(choices)
    first = fits.iloc[0]
    number = chosen[chosen["label"] == "Llama-3-8B on MATH"]["samples"].astype(float)
    held, taken = (fmt.percent(gain.value) for gain in samples.found_and_chosen(world))
    panels = [_coverage(fits, plain(samples.coverage_curves(world))), _choice(chosen)]
    return figure(
        alt.hconcat(*panels, spacing=26).resolve_scale(color="independent"),
        id="coverage-and-choice",
        title="Many samples: finding the answer, and knowing it",
        takeaway=f"With a check, {fmt.count(float(first['last_samples']))} samples took a model from "
        f"{fmt.percent(first['first'])} to {fmt.percent(first['last'])}; in another test {fmt.count(number.max())} "
        f"samples instead of {fmt.count(number.min())} held the right answer to a further {held} of the problems, and "
        f"without a check it was chosen for a further {taken}.",
        alt_text="Left: coverage from 0 to 100% against 1 to 10,000 samples, logarithmic, for four systems with two "
        "measured points each; solid lines a Beta law, dashed a power law, dotted the wrong formula that reaches "
        "certainty. Right: chosen answers against samples; rankings and votes rise on competition mathematics and stay "
        "flat on science questions and for the small model, far below coverage.",
        sources=[laws, choices, "schaeffer2025monkeys"],
        unit="share of problems",
        world=world,
    )


def _y(field: str, title: str = "") -> alt.Y:
    """Share of problems, on one scale for both panels."""
    return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1.08]), axis=share_axis(title))


def _coverage(fits: pd.DataFrame, curves: pd.DataFrame) -> alt.LayerChart:
    curves = curves.assign(name=curves["label"].map(SHORT))
    ends = [fits.assign(samples=fits[f"{end}_samples"], score=fits[end]) for end in ("first", "last")]
    points = pd.concat(ends).assign(name=lambda both: both["label"].map(SHORT))
    wrong = alt.Chart(curves[(curves["name"] == "Software") & (curves["naive"] < 0.999)])
    tags = alt.Chart(pd.DataFrame(TAGS, columns=["name", "samples", "score"]))
    warning = pd.DataFrame({"samples": [36.0], "score": [1.045], "t": ["with the mean chance: wrong"]})
    colour, lines = coloured("name", COLOURS, title=alt.Undefined, legend=None), alt.Chart(curves)
    tooltip = ["label", "samples", alt.Tooltip("score:Q", format=".1%")]
    dashed = lines.mark_line(strokeDash=[5, 4], strokeWidth=1.5, opacity=0.8)
    dots = alt.Chart(points).mark_point(filled=True, size=80, opacity=1)
    words = tags.mark_text(align="left", fontSize=12, fontWeight=600)
    return alt.layer(
        wrong.mark_line(strokeDash=[2, 3], color=GREY, strokeWidth=2).encode(x=X, y=_y("naive")),
        lines.mark_line(strokeWidth=2.5).encode(x=X, y=_y("beta_law", "Share of problems"), color=colour),
        dashed.encode(x=X, y=_y("power_law"), color=colour),
        dots.encode(x=X, y=_y("score"), color=colour, tooltip=tooltip),
        words.encode(x=X, y=_y("score"), text="name:N", color=colour),
        labels(warning, X, _y("score"), "t", dx=0, dy=4, color=GREY),
    ).properties(width=300, height=330, title="Some sample is right")


def _choice(chosen: pd.DataFrame) -> alt.LayerChart:
    chosen = chosen.assign(series=chosen["label"] + ", " + chosen["how"])
    legend = alt.Legend(columns=2, symbolType="stroke", orient="bottom")
    colour = coloured("how", CHOICES, title=None, sort=list(CHOICES), legend=legend)
    tooltip = ["label", "how", "samples", alt.Tooltip("score:Q", format=".1%")]
    base = alt.Chart(chosen)
    dots = base.mark_point(filled=True, size=70, opacity=1)
    words = pd.DataFrame(CHOSEN_TAGS, columns=["t", "samples", "score"])
    return (
        base.mark_line(strokeWidth=2.5).encode(x=X, y=_y("score", "Share of problems"), color=colour, detail="series:N")
        + dots.encode(x=X, y=_y("score"), color=colour, tooltip=tooltip)
        + labels(words, X, _y("score"), "t", dx=0, dy=0)
    ).properties(width=270, height=330, title="Choosing the answer")
