"""Headline results of the chapter on training cost."""

from __future__ import annotations

from headroom.evidence import World
from headroom.evidence.aggregates import geometric_mean_of, median_of
from headroom.report.disputed import with_disputed
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import GPUS
from headroom.report.headline import headline
from headroom.report.training.results import backtest, beyond, failures, growth, repricing
from headroom.report.training.results.frontier import costliest_run
from headroom.report.training.results.runs import in_words

LARGE_CLUSTER = 100_000


def _of_the_best(world: World) -> str:
    return f"price of {in_words(repricing.best_price(world)[1].n)}"


@headline("training.frontier-run", "Cost of the costliest final run known, amortised", "cost-by-date")
def frontier_run(world: World) -> Estimate:
    """Amortised cost of the costliest final run that the World knows."""
    row, top = (costliest_run(world, "amortised", disputed=disputed) for disputed in (False, True))
    basis = f"{row['name']}, amortised chips and energy; price of a chip of {in_words(row['sellers'])}"
    return Estimate.of(row["usd"], "money", basis=basis + with_disputed(row["usd"], top["usd"], "money", top["name"]))


@headline("training.growth", "Growth of the cost of frontier runs", "growth-specifications")
def frontier_growth(world: World) -> Estimate:
    """Growth per year of the cost of the largest runs: the middle of every rate, ours and published."""
    rates = len(growth.specification_curve(world))
    middle, with_them = (growth.middle(world, disputed=disputed) for disputed in (False, True))
    basis = f"middle of {rates} rates, ours under every choice and published ones; from the lowest to the highest"
    return Estimate.of(middle, "growth", basis=basis + with_disputed(middle, with_them, "growth"))


@headline("training.gpt3-repriced", "Cost of GPT-3's training compute at today's rental prices", "gpt3-repriced")
def gpt3_repriced(world: World) -> Estimate:
    """GPT-3's compute on the chip with the best on-demand price."""
    chip, cost = repricing.rented_now(world)
    return Estimate.of(cost, "money", basis=f"{GPUS[chip]}s on demand, {_of_the_best(world)}")


@headline("training.fixed-capability", "Yearly factor on the price of GPT-2's capability", "gpt3-repriced")
def fixed_capability(world: World) -> Estimate:
    """Factor per year on the price of training a model as capable as GPT-2."""
    factor = repricing.decline_per_year(repricing.fixed_capability(world))
    basis = "GPT-2's price in 2019, as its author recalls it, and that of a like model in 2026: one quote each"
    return Estimate.of(factor, "ratio", basis=basis)


@headline("training.formula-error", "Typical error of predicted chip-hours, as a factor", "backtest")
def formula_error(world: World) -> Estimate:
    """Geometric standard deviation of predicted over published chip-hours, with a bootstrap interval."""
    table = backtest.tested(world)
    error = backtest.errors(world, table)["spread"]
    return Estimate.of(error, "ratio", basis=f"{len(table)} dense runs, nothing fitted to them")


@headline("training.effective-utilisation", "Share of peak compute that a training bill buys", "backtest")
def effective_utilisation(world: World) -> Estimate:
    """Median effective utilisation of dense runs, with its 10 % and 90 % points."""
    used = backtest.tested(world)["effective_utilisation"]
    basis = f"model FLOP over paid peak FLOP, {len(used)} dense runs; interval from the 10% to the 90% point"
    return Estimate.of(median_of(used, between=(0.1, 0.9)), "percent", basis=basis)


@headline("training.final-run-share", "Final run's share of R&D compute", "iceberg")
def final_run_share(world: World) -> Estimate:
    """The final run's share of R&D compute, over those who disclosed it."""
    shares = beyond.iceberg(world).query("disclosed")["central"]
    ranges = sum(not share.is_point for share in shares)
    basis = f"median of {len(shares)} disclosures, of which {ranges} is a range that counts with its middle"
    return Estimate.of(beyond.disclosed_share(world), "percent", basis=basis)


@headline("training.budget", "Training compute that $100M rents", "budgets")
def budget(world: World) -> Estimate:
    """FLOP that $100M rents at the best on-demand price."""
    chip, flop = repricing.flop_per_budget(world, repricing.BUDGET, world.as_of)
    basis = f"{GPUS[chip]}s on demand, {_of_the_best(world)}, at the utilisation that bills show of them"
    return Estimate.of(flop, "flop", basis=basis)


@headline("training.failures", "Time between failures of 100,000 chips", "goodput")
def failure_time(world: World) -> Estimate:
    """Minutes between unplanned stops of a cluster of 100,000 chips, by the node rate and by Llama 3's."""
    by_node = failures.time_between_failures(world, LARGE_CLUSTER)
    by_llama = failures.llama_time_between_failures(world) * (failures.LLAMA_CHIPS / LARGE_CLUSTER)
    between = geometric_mean_of([by_node / failures.MINUTE, by_llama / failures.MINUTE])
    basis = "two failure rates, scaled with size"
    return Estimate.of(between, "minutes", also=("grattafiori2024llama3",), basis=basis)
