"""Energy of training runs: from the chips' rating to the meter, and computed against published."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import holding, log, rows_with_ranges
from headroom.report.energy.figures.shapes import listed, rows, written
from headroom.report.energy.results import runs
from headroom.report.energy.results.rows import Assumed
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREEN, GREY

SIGNS = {"more": BLUE, "less": GREEN, "total": ACCENT}
KINDS = {
    # how a run's published energy can test the model: the colour of its mark
    "Measured, a test": ACCENT,
    "Measured, in the loads' source": BLUE,
    "Arithmetic, no test": GREY,
}


@drawn
def from_chip_to_meter(world: World, *, average_load: Assumed = None, pue: Assumed = None) -> alt.TopLevelMixin:
    """The energy of the reference run, step by step from the rating of its chips, and by three conventions."""
    of_steps = runs.steps(world, average_load=average_load, pue=pue)
    of_conventions = runs.conventions(world, average_load=average_load, pue=pue)
    steps = _signed(plain(of_steps))
    others = plain(of_conventions).assign(text=lambda table: table["gwh"].map(fmt.number))
    widest = max(46, 1.1 * steps["reach"].max())
    return figure(
        alt.vconcat(_waterfall(steps, widest), _compared(others, widest), spacing=24),
        id="from-chip-to-meter",
        title="Llama 3.1 405B: from the chips' rating to the meter",
        takeaway=f"The conventions in use put the same run between {fmt.number(others['gwh'].min())} and "
        f"{fmt.number(others['gwh'].max())} GWh: what is counted decides.",
        alt_text=f"Waterfall in GWh: {listed(f'{r.step} {r.text}' for r in steps.itertuples())}. Bars of three "
        f"conventions: {listed(f'{r.convention} {r.text}' for r in others.itertuples())}.",
        sources=[of_steps, of_conventions, "touvron2023llama", "morrison2025holistic"],
        unit="GWh",
        world=world,
    )


def _signed(steps: pd.DataFrame) -> pd.DataFrame:
    """Steps with how far they reach, whether they add or take away, and by how much in words."""
    total, rises = steps["kind"] == "total", steps["change"] > 0
    bare = total | (steps["change"] == steps["end"])
    sign = np.where(bare, "", np.where(rises, "+", "−"))
    return steps.assign(
        text=sign + steps["change"].abs().map(fmt.number),
        reach=steps[["start", "end"]].max(axis=1),
        sign=np.where(total, "total", np.where(rises, "more", "less")),
    )


def _gwh(field: str, title: str, widest: float) -> alt.X:
    scale = alt.Scale(domain=[0, widest], nice=False)
    return alt.X(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(values=[0, 10, 20, 30, 40]))


def _waterfall(steps: pd.DataFrame, widest: float) -> alt.LayerChart:
    """A bar for each step, from where the one before it ended."""
    base = alt.Chart(steps).encode(y=rows("step", steps["step"], labelLimit=300))
    across = _gwh("start", "Energy of the run, GWh", widest)
    colour = alt.Color("sign:N", legend=None, scale=alt.Scale(domain=list(SIGNS), range=list(SIGNS.values())))
    bars = base.mark_bar(height=22).encode(x=across, x2="end:Q", color=colour)
    words = written(base, dx=6, size=12.5).encode(x=alt.X("reach:Q"))
    return (bars + words).properties(width=420, height=34 * len(steps))


def _compared(others: pd.DataFrame, widest: float) -> alt.LayerChart:
    """A bar for each convention."""
    base = alt.Chart(others).encode(
        x=_gwh("gwh", "The same run by three conventions, GWh", widest),
        y=rows("convention", others["convention"], labelLimit=300),
    )
    return (base.mark_bar(height=16, color=GREY) + written(base, dx=6, size=12.5)).properties(width=420, height=84)


@drawn
def published_computed(world: World) -> alt.TopLevelMixin:
    """Computed over published energy of training runs: those measured, and those that are arithmetic."""
    table, tested, others = _compared_runs(world), plain(runs.tests(world)), plain(runs.out_of_sample(world))
    drawn_from = len(tested) - len(others)
    return figure(
        _ratios(table),
        id="published-computed",
        title="Energy of training runs, computed and published",
        takeaway=f"On the {len(others)} measured runs that gave it none of its terms the model computes "
        f"{fmt.ratio(others['ratio'].min())} to {fmt.ratio(others['ratio'].max())} the published energy; {drawn_from} "
        "measured runs are of the work that its loads come from, and the rest is arithmetic.",
        alt_text="Ratios of computed to published energy on a logarithmic axis from 0.5 to 2. Measured: "
        f"{listed(f'{r.name} {fmt.ratio(r.ratio)}' for r in tested.itertuples())}. {len(table) - len(tested)} further "
        "runs, whose publication is itself rated power times hours, lie at 1.",
        sources=[runs.measured(world)],
        unit="ratio",
        world=world,
    )


def _compared_runs(world: World) -> pd.DataFrame:
    """The runs with their labels, those measured first."""
    table = plain(runs.measured(world))
    names = table["name"].str.replace(" (normalised)", ", US grid")
    names = names.str.replace(r" \(.*\)|, 13 .*| series,| search| runs", "", regex=True)
    energies = table["published"].map(lambda mwh: fmt.write(mwh, "megawatt_hours"))
    test, in_sample, arithmetic = KINDS
    of_loads = table["source_key"].isin(runs.LOADS_DRAWN_FROM)
    kind = np.where(table["method"] == "rated_power", arithmetic, np.where(of_loads, in_sample, test))
    table = table.assign(kind=kind, label=names + ", " + energies, order=pd.Series(kind).map(list(KINDS).index))
    table = table.sort_values(["order", "ratio"])
    return table.assign(low=table["ratio"], high=table["ratio"])


def _ratios(table: pd.DataFrame) -> alt.LayerChart:
    """Rows of dots, and a line where computed and published agree."""
    scale = log(holding(0.5, 2, table["ratio"]), nice=False)
    dots = rows_with_ranges(
        table,
        "label",
        "ratio",
        alt.Axis(title="Computed over published energy", labelExpr="datum.value + '×'", values=[0.5, 0.7, 1, 1.4, 2]),
        scale=scale,
        group="kind",
        colours=KINDS,
        label_width=330,
    )
    agree = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=GREY, strokeDash=[4, 3])
    return (dots + agree.encode(x=alt.X("one:Q", scale=scale))).properties(width=330)
