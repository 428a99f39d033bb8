"""How far the scaling laws agree."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.calculator import data_limits, vega
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import rows_with_ranges
from headroom.report.data_limits import live
from headroom.report.data_limits.figures.shapes import computed, flat
from headroom.report.data_limits.results import laws, models
from headroom.report.facts.runs import largest_run
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREY, count_axis, power_axis

COMPUTE = tuple(np.logspace(21, 29, 33))
SIZES = alt.Scale(type="log", domain=[1e9, 1e14], nice=False)
X = alt.X(
    "flop:Q",
    scale=alt.Scale(type="log", domain=[1e21, 1e29], nice=False),
    axis=power_axis("Training compute, FLOP", values=[10.0**k for k in range(21, 30, 2)]),
)
Y = alt.Y(
    "params:Q",
    scale=SIZES,
    axis=count_axis("Compute-optimal parameters", values=[1e9, 1e10, 1e11, 1e12, 1e13]),
)


@drawn
def laws_compared(world: World, *, disputed: bool = False, fitted: float = 1e22) -> alt.TopLevelMixin:
    """Compute-optimal size by compute under every law, the reader's in bold; the laws are read off at two computes."""
    run, slider = largest_run(world, disputed=disputed), live.compute_slider(world, disputed)
    allocated, large = laws.allocation(world, COMPUTE), models.sized_models(world)
    large = large[plain(large["flop"]) > 1e22][["name", "flop", "params"]]
    best = live.best(world, laws.DEFAULT, slider.value)
    apart, within = (fmt.number(laws.apart(world, flop).value) for flop in (run.flop, fitted))
    return figure(
        _sizes(world, plain(allocated), plain(large)),
        id="laws-compared",
        title="One question under every law: how large should the model be?",
        takeaway=f"At the compute of {run.name} the laws name best sizes that differ by a factor of {apart}; at "
        f"{fmt.flop(fitted)}, where some were fitted, by {within}.",
        alt_text="Live chart of compute-optimal parameters against training compute, both logarithmic: seven laws as "
        "thin lines within a band that widens to the right, the chosen law as a thick line, published models as grey "
        f"dots. At {fmt.flop(slider.value)} the default law names {fmt.count(best['best_params'])} parameters.",
        sources=[allocated, large, run.flop],
        unit="parameters",
        world=world,
        controls=[live.law_choice(), slider],
        sentence="Under this law the best model for {compute:flop} has {best_params:count} parameters and reads "
        "{best_tokens:count} tokens, {best_ratio:count} for each parameter.",
        values=best | {slider.param: slider.value},
    )


def _sizes(world: World, table: pd.DataFrame, large: pd.DataFrame) -> alt.LayerChart:
    """All layers, with the constants of the law in use and its best model as parameters."""
    wide = table.groupby("flop")["params"].agg(["min", "max"]).reset_index()
    band = alt.Chart(wide).mark_area(color=BLUE, opacity=0.12)
    lines = alt.Chart(table).mark_line(strokeWidth=1, color=BLUE, opacity=0.6)
    dots = alt.Chart(large).mark_point(filled=True, color=GREY, size=26, opacity=0.7)
    chosen = alt.Chart(pd.DataFrame({"flop": COMPUTE}))
    chosen = computed(chosen, data_limits.frontier_params, "params", training_flop="datum.flop", **live.LAW)
    best = alt.Chart(pd.DataFrame({"label": ["best model"]})).transform_calculate(flop="compute", params="best_params")
    layers = (
        band.encode(x=X, y=alt.Y("min:Q", scale=SIZES), y2="max:Q")
        + lines.encode(x=X, y=Y, detail="label:N", tooltip=["label"])
        + dots.encode(x=X, y=Y, tooltip=["name"])
        + chosen.mark_line(color=ACCENT, strokeWidth=3, clip=True).encode(x=X, y=Y)
        + best.mark_point(filled=True, size=170, color=ACCENT, opacity=1, clip=True).encode(x=X, y=Y)
        + best.mark_text(align="left", dx=12, dy=12, fontWeight=600, fontSize=13).encode(x=X, y=Y, text="label:N")
    )
    return layers.add_params(*_law_in_use(world), *live.BEST.params()).properties(height=380)


def _law_in_use(world: World) -> list[alt.Parameter]:
    """Its constants, looked up by the place of the law in the list."""
    shapes = [laws.shape(world, law) for law in laws.PARAMETRIC]
    listed = {name: ", ".join(vega.number(shape[name].value) for shape in shapes) for name in live.LAW}
    return [alt.param(name=live.LAW[name], expr=f"[{values}][law]") for name, values in listed.items()]


@drawn
def law_exponents(world: World) -> alt.TopLevelMixin:
    """The exponent at which the best size grows with compute, by group."""
    fitted = laws.exponents(world)
    table = flat(fitted, "exponent").assign(
        text=lambda t: t["exponent"].map("{:.2f}".format),
        who=lambda t: np.where(t["mended"], "Kaplan, mended in steps", "as published"),
    )
    chart = rows_with_ranges(
        table,
        "label",
        "exponent",
        alt.Axis(title="Exponent of size in compute", values=[0.4, 0.5, 0.6, 0.7, 0.8], format=".1f"),
        scale=alt.Scale(domain=[0.4, 0.88]),
        group="who",
        colours={"as published": ACCENT, "Kaplan, mended in steps": BLUE},
        label_width=250,
    )
    said = "; ".join(f"{row.label.strip('… ')} {row.text}" for row in table.itertuples())
    return figure(
        chart.properties(width=390),
        id="law-exponents",
        title="How compute should be split, by group",
        takeaway="At an exponent of one half, size and text grow alike. Kaplan's advice to grow models much faster "
        "than text came apart when its causes were removed one by one; what remains open is whether better text asks "
        "for larger models.",
        alt_text=f"Rows of the exponent at which the best size grows with compute: {said}.",
        sources=[fitted],
        unit="exponent",
        world=world,
    )
