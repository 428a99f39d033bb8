"""Headline results of the chapter on training cost, and the inputs of its live figure."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from headroom.calculator import training
from headroom.evidence import NoPriceError, World
from headroom.evidence.aggregates import geometric_mean_of, median_of, reaching
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import GPUS, rent
from headroom.report.facts.runs import runs
from headroom.report.headline import headline, live_inputs
from headroom.report.training import anatomy, backtest, failures, growth, repricing
from headroom.report.training.verdicts import largest_run

LARGE_CLUSTER = 100_000


@headline("training.frontier-run", "Cost of the costliest final run known, amortised", "cost-by-date")
def frontier_run(world: World) -> Estimate:
    """Amortised cost of the costliest final run that the World knows."""
    row = largest_run(world, "amortised")
    return Estimate.of(row["usd"], "money", basis=f"{row['name']}, amortised chips and energy")


@headline("training.growth", "Growth of the cost of frontier runs", "growth-specifications")
def frontier_growth(world: World) -> Estimate:
    """Growth per year of the amortised cost of the ten largest runs at release."""
    g = growth.frontier_growth(world)
    basis = f"log-linear fit to this book's amortised cost of {g.n} runs, the ten largest at release"
    return Estimate.of(g.per_year, "growth", basis=basis)


@headline("training.gpt3-repriced", "Cost of GPT-3's training compute at today's rental prices", "gpt3-repriced")
def gpt3_repriced(world: World) -> Estimate:
    """GPT-3's compute on the chip with the best on-demand price."""
    chip, cost = repricing.rented_now(world)
    return Estimate.of(cost, "money", basis=f"rented {GPUS[chip]}s, on demand")


@headline("training.fixed-capability", "Yearly factor on the price of GPT-2's capability", "gpt3-repriced")
def fixed_capability(world: World) -> Estimate:
    """Factor per year on the price of training a model as capable as GPT-2."""
    factor = repricing.decline_per_year(repricing.fixed_capability(world))
    return Estimate.of(factor, "ratio", basis="from GPT-2's price in 2019 to that of a like model in 2026")


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
    shares = anatomy.iceberg(world).query("disclosed")["central"]
    return Estimate.of(reaching(median_of(shares), shares), "percent", basis=f"{len(shares)} disclosures")


@headline("training.budget", "Training compute that $100M rents", "budgets")
def budget(world: World) -> Estimate:
    """FLOP that $100M rents at the best on-demand price."""
    chip, flop = repricing.flop_per_budget(world, 100e6, world.as_of)
    return Estimate.of(flop, "flop", basis=f"rented {GPUS[chip]}s at the utilisation of known runs")


@headline("training.failures", "Time between failures of 100,000 chips", "goodput")
def failure_time(world: World) -> Estimate:
    """Minutes between unplanned stops of a cluster of 100,000 chips, by the node rate and by Llama 3's."""
    by_node = failures.time_between_failures(world, LARGE_CLUSTER)
    by_llama = failures.llama_time_between_failures(world) * (failures.LLAMA_CHIPS / LARGE_CLUSTER)
    between = geometric_mean_of([by_node / failures.MINUTE, by_llama / failures.MINUTE])
    basis = "two failure rates, scaled with size"
    return Estimate.of(between, "minutes", also=("grattafiori2024llama3",), basis=basis)


def priced_chips(world: World) -> dict[str, tuple[float, float]]:
    """Peak [FLOP/s] and rent [USD/chip-hour] of the chips of the live figure."""
    chips = {
        "a100-sxm-80": "A100 80 GB",
        "h100-sxm": "H100",
        "h200-sxm": "H200",
        "b200-sxm": "B200",
        "tpu-v5p": "TPU v5p",
    }
    quotes = {}
    for chip, label in chips.items():
        with suppress(NoPriceError):
            quotes[label] = (of_chip(world, chip).value, rent(world, chip).value)
    return quotes


@live_inputs("training")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure, with the reason for each default."""
    run = plain(runs(world)).set_index("model_id").loc["llama-3.1-405b"]
    used = world.parameter("mfu-h100-llama31-405b")
    price = priced_chips(world)["H100"][1]
    return [
        Slider(
            "params",
            "Parameters used per token",
            "count",
            1e8,
            1e13,
            float(run["active_params"]),
            "Llama 3.1 405B, the largest run with published hours",
            scale="log",
        ),
        Slider("tokens", "Training tokens", "count", 1e10, 1e14, float(run["tokens"]), "Llama 3.1 405B", scale="log"),
        Slider(
            "mfu",
            "Model FLOP utilisation",
            "percent",
            0.1,
            0.7,
            used.value,
            "reported for Llama 3.1 on 16,384 chips",
            step=0.01,
        ),
        Slider(
            "goodput",
            "Goodput: share of paid time that counts",
            "percent",
            0.5,
            1.0,
            failures.least_goodput(world).value,
            "the least that Meta states for Llama 3.1",
            step=0.01,
        ),
        Slider(
            "price",
            "Price",
            "money",
            0.3,
            12.0,
            round(price, 2),
            "three-year rent of an H100 on the as-of date",
            unit="per chip-hour",
            scale="log",
        ),
        Slider("chips", "Chips", "count", 8, 1e6, float(run["chips"]), "Llama 3.1 405B", scale="log"),
    ]


def controls(world: World) -> list[Control]:
    """The inputs of the live figure: published runs as presets, the chip, and the sliders."""
    table = plain(runs(world)).drop_duplicates("model_id").set_index("model_id")
    quotes = priced_chips(world)
    presets = {}
    for model_id in ("gpt-3-175b", "llama-2-70b", "llama-3.1-405b", "deepseek-v3"):
        run = table.loc[model_id]
        values = {"params": run["active_params"], "tokens": run["tokens"], "chips": run["chips"]}
        presets[run["name"]] = {name: float(value) for name, value in values.items() if np.isfinite(value)}
    peaks = {label: peak for label, (peak, _) in quotes.items()}
    chip = Choice("peak", "Chip", peaks, peaks["H100"], "its dense 16-bit peak enters the formula; set its price below")
    return [Presets("Published run", presets), chip, *sliders(world)]


def live_result(values: dict[str, float]) -> dict[str, float]:
    """FLOP, chip-hours, days and dollars by the calculator's own functions, at given inputs."""
    flop = training.training_flop(values["params"], values["tokens"])
    hours = training.chip_hours(flop, values["peak"], mfu=values["mfu"], goodput=values["goodput"])
    return {
        "run_flop": float(flop),
        "run_hours": float(hours),
        "run_days": float(training.wall_clock_days(hours, values["chips"])),
        "run_cost": float(training.rental_cost(hours, values["price"])),
    }
