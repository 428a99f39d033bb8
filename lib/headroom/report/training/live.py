"""The live figure of the chapter: its inputs, and the chain of formulas from a model's size to dollars."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np

from headroom.calculator import training
from headroom.evidence import NoPriceError, World
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.facts.calibration import default_goodput, default_mfu, goodput_over, pooled_over
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import rent, rent_in_words
from headroom.report.facts.runs import runs
from headroom.report.headline import live_inputs
from headroom.report.live import Chain, Step

H100 = "h100-sxm"


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


RUN = Chain(
    run_flop=Step(training.training_flop),
    run_hours=Step(training.chip_hours, training_flop="run_flop", peak_flop_per_second="peak"),
    run_days=Step(training.wall_clock_days, chip_hours="run_hours"),
    run_cost=Step(training.rental_cost, chip_hours="run_hours", chip_hour_price="price"),
)


@live_inputs("training")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure, with the reason for each default."""
    run = plain(runs(world)).set_index("model_id").loc["llama-3.1-405b"]
    params, tokens, chips = (float(run[name]) for name in ("active_params", "tokens", "chips"))
    mfu, goodput = (round(float(of.value), 3) for of in (default_mfu(world, H100), default_goodput(world)))
    price = round(priced_chips(world)["H100"][1], 2)
    llama, percent = "Llama 3.1 405B", {"step": 0.01}
    size = f"{llama}, the largest run with published hours"
    reported, least = f"with the goodput below, {pooled_over(world, H100)}", goodput_over(world)
    renting, per_hour = f"rent of an H100 {rent_in_words(rent(world, H100))}", {"unit": "per chip-hour", "scale": "log"}
    paid = "Goodput: share of paid time that counts"
    return [
        Slider("params", "Parameters used per token", "count", 1e8, 1e13, params, size, scale="log"),
        Slider("tokens", "Training tokens", "count", 1e10, 1e14, tokens, llama, scale="log"),
        Slider("mfu", "Model FLOP utilisation", "percent", 0.1, 0.7, mfu, reported, **percent),
        Slider("goodput", paid, "percent", 0.5, 1.0, goodput, least, **percent),
        Slider("price", "Price", "money", 0.3, 12.0, price, renting, **per_hour),
        Slider("chips", "Chips", "count", 8, 1e6, chips, llama, scale="log"),
    ]


def controls(world: World, **start: float) -> list[Control]:
    """The inputs of the live figure: published runs as presets, the chip, and the sliders.

    Those that `start` names open there.

    Raises
    ------
    TypeError
        If it names no input.
    """
    table = plain(runs(world)).drop_duplicates("model_id").set_index("model_id")
    quotes = priced_chips(world)
    presets = {}
    for model_id in ("gpt-3-175b", "llama-2-70b", "llama-3.1-405b", "deepseek-v3"):
        run = table.loc[model_id]
        values = {"params": run["active_params"], "tokens": run["tokens"], "chips": run["chips"]}
        presets[run["name"]] = {name: float(value) for name, value in values.items() if np.isfinite(value)}
    peaks = {label: peak for label, (peak, _) in quotes.items()}
    chip = Choice("peak", "Chip", peaks, peaks["H100"], "its dense 16-bit peak enters the formula; set its price below")
    inputs = [chip, *sliders(world)]
    if unknown := start.keys() - {one.param for one in inputs}:
        raise TypeError(f"a run has no {', '.join(sorted(unknown))}; it has {', '.join(one.param for one in inputs)}")
    own = {"why": "as the notebook sets it"}
    opened = [replace(one, value=start[one.param], **own) if one.param in start else one for one in inputs]
    return [Presets("Published run", presets), *opened]


def defaults(world: World, **start: float) -> dict[str, float]:
    """The inputs of the live figure as it opens: params, tokens, mfu, goodput, price, chips, and the chip's peak."""
    return {one.param: one.value for one in controls(world, **start) if not isinstance(one, Presets)}
