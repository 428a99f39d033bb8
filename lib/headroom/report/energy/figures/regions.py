"""The live figure: a run of one's own, its energy, cost and emissions by region."""

from __future__ import annotations

import altair as alt
import pandas as pd

from headroom.calculator import energy, training, vega
from headroom.evidence import World
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.charts import coloured, log
from headroom.report.energy import live
from headroom.report.energy.figures.shapes import rows
from headroom.report.energy.results import runs
from headroom.report.figure import drawn, figure
from headroom.report.theme import ACCENT, BLUE, GREY, count_axis

SHAPES = ["circle", "diamond"]


@drawn
def energy_share(world: World) -> alt.TopLevelMixin:
    """Emissions of a run of one's own by region, with its energy and its cost in the sentence."""
    chain = live.chain(world)
    start = chain.values(live.defaults(world))
    grid = runs.intensities(world)
    stacks = plain(grid[grid["basis"] == "stack"]["intensity"])
    priced = runs.regions(world).dropna(subset=["stack", "price"])["price"]
    gap = plain(priced).max() - plain(priced).min()
    dearest = training.energy_cost(start["run_energy"], gap) / start["rental_cost"]
    return figure(
        _by_region(plain(grid)).add_params(*chain.params()),
        id="energy-share",
        title="A run of your own: emissions by region, with its energy and cost",
        takeaway=f"At the defaults electricity is {fmt.percent(start['share'])} of the rent; where the run stands "
        f"changes its emissions by up to {fmt.ratio(float(stacks.max() / stacks.min()))}, its cost by up to "
        f"{fmt.percent(dearest)} of the rent.",
        alt_text="Live chart: emissions of a training run in tonnes on a logarithmic axis for "
        f"{grid['name'].nunique()} regions, by stack emissions and by life cycle. At the defaults the run takes "
        f"{fmt.write(start['run_energy'] / 1000, 'megawatt_hours')}, emits {fmt.write(start['tonnes'], 'tonnes')} on "
        f"the US grid, and costs {fmt.money(start['energy_cost'])} of electricity.",
        sources=[grid, priced, *live.inputs(world).values(), *live.run_terms(world).values()],
        unit="tonnes of CO2e, location-based",
        world=world,
        controls=live.controls(world),
        sentence="The run takes {run_energy:kilowatt_hours}, which costs {energy_cost:money}: {share:percent} of a "
        "rent of {rental_cost:money}. On the grid chosen it emits {tonnes:tonnes}.",
        values=start,
    )


def _by_region(grid: pd.DataFrame) -> alt.LayerChart:
    """A mark for each basis of each region's intensity, and a line at the region chosen."""
    grid = grid.assign(Basis=grid["basis"].map(runs.BASES))
    order = list(grid.groupby("name")["intensity"].mean().sort_values().index)
    across = alt.X(
        "emitted:Q",
        scale=log([0.3, 1e6], clamp=True),
        axis=count_axis("Emissions of the run, tonnes of CO₂e", values=[1, 10, 100, 1e3, 1e4, 1e5, 1e6]),
    )
    base = alt.Chart(grid)
    of_row = {"run_energy": "run_energy", "carbon_intensity": "datum.intensity"}
    for step in vega.calculates(energy.run_emissions, "emitted", **of_row):
        base = base.transform_calculate(**{step["as"]: step["calculate"]})
    names = list(runs.BASES.values())
    marks = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=across,
        y=rows("name", order, grid=True),
        color=coloured("Basis", dict(zip(names, (ACCENT, BLUE), strict=True))),
        shape=alt.Shape("Basis:N", title=None, scale=alt.Scale(domain=names, range=SHAPES)),
        tooltip=[
            "name",
            "Basis",
            alt.Tooltip("intensity:Q", format=".0f", title="g/kWh"),
            alt.Tooltip("emitted:Q", format=",.0f", title="tonnes"),
        ],
    )
    chosen = alt.Chart(pd.DataFrame({"here": [1]})).transform_calculate(emitted="tonnes").encode(x=across)
    return (marks + chosen.mark_rule(color=GREY, strokeDash=[4, 3])).properties(width=420, height=18 * len(order))
