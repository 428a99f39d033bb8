"""Headline results on whether it can be paid for."""

from __future__ import annotations

from headroom.evidence import World
from headroom.report.estimate import Estimate
from headroom.report.headline import headline
from headroom.report.limits.results import affordable, capital, moving


@headline("limits.spending-over-cash", "When spending of five companies passes their cash", "spending-and-cash")
def spending_over_cash(world: World) -> Estimate:
    """The date at which the lines of capital spending and of cash from operations meet."""
    fit = capital.fit(world)
    met = capital.quarter_in_words(fit.crossing.value)
    basis = f"lines through {fit.quarters} quarters, which meet in the {met}; no change of course is in the interval"
    return Estimate.of(fit.crossing, "year", basis=basis)


@headline("limits.run-over-spending", "When one run costs what any company spends in a year", "run-over-budgets")
def run_over_spending(world: World) -> Estimate:
    """The year in which the cluster of the run of the trend costs more than any company's capital spending."""
    return affordable.outgrown(world, "Spending")


@headline("limits.run-over-output", "When one run costs a hundredth of American output", "run-over-budgets")
def run_over_output(world: World) -> Estimate:
    """The year in which the cluster of the run of the trend costs a hundredth of the output of the United States."""
    return affordable.outgrown(world, "Output")


@headline("limits.power-moved", "Power that puts off the limit of power by a year", "moved-by-a-year")
def power_moved(world: World) -> Estimate:
    """Gigawatts more for one run that let the study's trend meet the limit of power a year later."""
    found = moving.moved(world)["Power"]
    return Estimate.of(found.more, "gigawatt", basis="for one run on several sites, by the inputs of the study of 2024")
