"""One run in many units, at the reader's own inputs."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.evidence import World
from headroom.report import format as fmt
from headroom.report.charts import by_row, log, reference_line
from headroom.report.figure import drawn, figure
from headroom.report.limits.results import converter
from headroom.report.theme import ACCENT

SHARES = {  # step of the chain: what it is a share of
    "of_power": "American power for AI",
    "of_spending": "Largest company's spending of a year",
    "of_output": "American output of a year",
}
TICKS = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100]


@drawn
def one_run(world: World) -> alt.TopLevelMixin:
    """One size of run as power, chips, days, tokens and dollars, and as shares of power, spending and output."""
    opens, terms = converter.defaults(world), converter.terms(world)
    found = converter.chain(world).values(opens)
    shares = "; ".join(f"{label} {fmt.percent(found[step])}" for step, label in SHARES.items())
    return figure(
        _shares(world),
        id="one-run",
        title="One run in ten units, on the machines of today",
        takeaway=f"{fmt.flop(opens['training_flop'])} on the machines and at the prices of today would take "
        f"{fmt.ratio(found['of_power'])} the American power for AI and {fmt.ratio(found['of_spending'])} what the "
        "largest company spends in a year; later machines need less.",
        alt_text="Live chart of a run as shares on a logarithmic axis from a hundredth of a per cent to a hundred "
        f"times; at the defaults {shares}.",
        sources=[*terms.values(), *converter.starts(world).values()],
        unit="share",
        world=world,
        controls=converter.controls(world),
        sentence="In {run_days:days} the run takes {chips:chips}, or {equivalents:count} H100-equivalents, and draws "
        "{megawatts:megawatt}. A model of {params:count} parameters reads {tokens:count} tokens. The cluster costs "
        "{capital:money}: {of_spending:percent} of what the largest company spends in a year and {of_output:percent} "
        "of American output. It takes {of_power:percent} of the American power for AI.",
        values=found | {"run_days": opens["run_days"]},
    )


def _shares(world: World) -> alt.LayerChart:
    """A dot a share, which follows the parameters of the chain, and a line where the whole is used up."""
    label = "format(datum.value, datum.value < 0.01 ? '.2~%' : ',.0%')"
    x = alt.X("share:Q", scale=log([1e-4, 100], clamp=True), axis=alt.Axis(title=None, values=TICKS, labelExpr=label))
    names = list(SHARES.values())
    dots = [
        alt.Chart(pd.DataFrame({"what": [name]}))
        .transform_calculate(share=step)
        .mark_point(filled=True, size=170, color=ACCENT, opacity=1)
        .encode(x=x, y=by_row("what", names, 320))
        for step, name in SHARES.items()
    ]
    chart = alt.layer(*dots, reference_line(1, "all there is", dy=-8))
    return chart.add_params(*converter.chain(world).params()).properties(width=420, height=150)
