"""The live figure: a run of the reader's own among those of the chapter."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import log
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, GREY, money_axis, power_axis
from headroom.report.training import live
from headroom.report.training.results.runs import run_costs


@drawn
def live_run(world: World, **start: float) -> alt.TopLevelMixin:
    """A run of one's own: its cost against its compute, among the runs of the chapter, rented.

    It opens at `start`, of params, tokens, mfu, goodput, price and chips; by default at Llama 3.1 405B.
    """
    opens = live.defaults(world, **start)
    computed = live.RUN.values(opens)
    priced = run_costs(world)
    rented = (priced["basis"] == "rental") & (priced["kind"] == "pretraining") & (plain(priced["flop"]) > 1e22)
    return figure(
        _among(plain(priced[rented])[["name", "flop", "usd"]]),
        id="live-run",
        title="A run of your own",
        takeaway="Cost follows compute, price and the share of the peak that one gets; grey dots are the runs of this "
        "chapter, rented.",
        alt_text="Live chart: a dot for the reader's run on logarithmic axes of training compute and cost, among grey "
        f"dots of published runs. At the defaults {fmt.flop(computed['run_flop'])} cost "
        f"{fmt.money(computed['run_cost'])}.",
        sources=[priced.loc[rented, ["flop", "usd"]], "meta2024llama31card"],
        unit="USD nominal",
        world=world,
        controls=live.controls(world, **start),
        sentence="Training takes {run_flop:flop}, {run_hours:chip_hours} and {run_days:days} on {chips:chips}, and "
        "costs {run_cost:money}.",
        values=computed | {"chips": opens["chips"]},
    )


def _among(runs: pd.DataFrame) -> alt.LayerChart:
    """The reader's dot, which follows the parameters of the chain, among grey ones."""
    axis = power_axis("Training compute, FLOP", values=[10.0**k for k in range(21, 30)])
    x = alt.X("flop:Q", scale=log([1e21, 1e29], clamp=True), axis=axis)
    axis = money_axis("Cost, USD", values=[1e3, 1e5, 1e7, 1e9, 1e11])
    y = alt.Y("usd:Q", scale=log([1e3, 1e12], clamp=True), axis=axis)
    own = alt.Chart(pd.DataFrame({"here": ["Your run"]})).transform_calculate(flop="run_flop", usd="run_cost")
    own = own.encode(x=x, y=y)
    dots = alt.Chart(runs).mark_point(filled=True, color=GREY, opacity=0.6, size=40)
    chart = (
        dots.encode(x=x, y=y, tooltip=["name", alt.Tooltip("usd:Q", format=",.0f")])
        + own.mark_point(filled=True, size=190, color=ACCENT, opacity=1)
        + own.mark_text(align="left", dx=12, dy=-10, fontWeight=600, fontSize=13).encode(text="here:N")
    )
    return chart.add_params(*live.RUN.params()).properties(height=320)
