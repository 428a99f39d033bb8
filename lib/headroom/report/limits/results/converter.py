"""The live figure that says one run in many units: its inputs, and the chain of formulas from FLOP to shares."""

from __future__ import annotations

from contextlib import suppress

from headroom.calculator import energy, limits, scarcity, training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.facts import spending
from headroom.report.facts.calibration import default_utilisation
from headroom.report.facts.chips import of_chip
from headroom.report.facts.power import it_power, peak_overhead
from headroom.report.facts.runs import runs, tokens_per_param
from headroom.report.headline import live_inputs
from headroom.report.limits.results import affordable
from headroom.report.live import Chain, Step

H100 = "h100-sxm"
PRESETS = ("gpt-4", "llama-3.1-405b", "grok-4", "gpt-6-astra")
FEASIBLE = "ep24-overall-flop"  # the run that a study of 2024 thinks feasible by 2030
FORMATS = {"16 bits": "peak_16bit", "8 bits": "peak_fp8"}


def terms(world: World) -> dict[str, Quantity]:
    """What the reader does not move: the chip that computes most for a dollar, its site, and what there is of power,
    spending and output.
    """
    chip = affordable.best_system(world).chip
    now = affordable.date_as_year(affordable.today(world))
    return {
        "peak": of_chip(world, chip),
        "h100_peak": of_chip(world, H100),
        "it_power_per_chip": it_power(world, chip),
        "peak_overhead": peak_overhead(world),
        "server_share": affordable.server_share(world),
        "power": affordable.us_ai_power(world),
        "spending": affordable.largest_spending(world),
        "output": spending.us_gdp(world, now),
    }


def chain(world: World) -> Chain:
    """From the inputs to chips, power, parameters, tokens, dollars and shares; no time is lost beyond utilisation."""
    fixed = terms(world)
    return Chain(
        hours=Step(training.chip_hours, goodput=1.0),
        chips=Step(limits.chips_for_deadline, chip_hours="hours"),
        equivalents=Step(scarcity.h100_equivalents, peak_flop_per_second=fixed["peak"], h100_peak=fixed["h100_peak"]),
        megawatts=Step(
            energy.peak_power,
            it_power_per_chip=fixed["it_power_per_chip"],
            peak_overhead=fixed["peak_overhead"],
        ),
        params=Step(training.compute_optimal_params),
        tokens=Step(training.compute_optimal_tokens),
        performance=Step(limits.owned_price_performance, server_overhead=1.0),
        capital=Step(limits.cluster_capital, price_performance="performance", server_share=fixed["server_share"]),
        of_power=Step(limits.power_share, peak_power="megawatts", available_power=fixed["power"]),
        of_spending=Step(limits.budget_share, nominal_cost="capital", yearly_budget=fixed["spending"]),
        of_output=Step(limits.budget_share, nominal_cost="capital", yearly_budget=fixed["output"]),
    )


def starts(world: World) -> dict[str, Quantity]:
    """Where the sliders start, with what that rests on."""
    system = affordable.best_system(world)
    return {
        "training_flop": world.range("limits_published", FEASIBLE),
        "run_days": affordable.run_days(world),
        "mfu": default_utilisation(world, system.chip),
        "tokens_per_param": tokens_per_param(world),
        "chip_price": system.price,
    }


@live_inputs("limits")
def sliders(world: World) -> list[Slider]:
    """Inputs of the converter, with the reason for each default."""
    flop, days, used, ratio, price = (float(one.value) for one in starts(world).values())
    chip = world.row("accelerators", affordable.best_system(world).chip)["name"]
    asked = f"last price of a {chip} in a server, the chip with most FLOP/s for a dollar"
    study = "what a study of 2024 thought feasible by 2030"
    length = "middle of what the same study expects, two to nine months"
    bills = "what bills of known runs imply, idle hours included"
    chinchilla = "Chinchilla; models that are served much read more"
    return [
        Slider("training_flop", "Size of the run", "flop", 1e24, 1e30, flop, study, scale="log"),
        Slider("run_days", "Length of the run", "days", 30, 365, round(days), length, step=5),
        Slider("mfu", "Share of the peak used", "percent", 0.1, 0.7, round(used, 2), bills, step=0.01),
        Slider("tokens_per_param", "Tokens per parameter", "number", 5, 500, ratio, chinchilla, scale="log"),
        Slider("chip_price", "Price of a chip in its server", "money", 5e3, 2e5, round(price, -2), asked, scale="log"),
    ]


def controls(world: World) -> list[Control]:
    """The inputs of the converter: runs as presets, the number format, and the sliders."""
    table = plain(runs(world, disputed=True)).drop_duplicates("model_id").set_index("model_id")
    known = table[table.index.isin(PRESETS)]
    presets = {run["name"]: {"training_flop": float(run["flop"])} for _, run in known.iterrows()}
    with suppress(LackingError):
        trend = affordable.run_of_the_trend(world)
        presets["The trend, today"] = {"training_flop": float(f"{trend.value:.2g}")}
    chip = affordable.best_system(world).chip
    peaks = {label: float(of_chip(world, chip, name).value) for label, name in FORMATS.items()}
    why = "the share used is one of the 16-bit peak; in 8 bits most runs reach less"
    choice = Choice("peak_flop_per_second", "Numbers of", peaks, peaks["16 bits"], why)
    return [Presets("Run", presets), choice, *sliders(world)]


def defaults(world: World) -> dict[str, float]:
    """The inputs of the converter as it opens."""
    return {one.param: one.value for one in controls(world) if not isinstance(one, Presets)}
