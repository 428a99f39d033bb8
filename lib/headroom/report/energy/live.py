"""The live figure of the chapter: its inputs, and the chain of formulas from a run's hours to dollars and emissions."""

from __future__ import annotations

from headroom.calculator import energy, training
from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.energy.results import runs
from headroom.report.facts.chips import load_of, of_chip, server_factor
from headroom.report.facts.prices import electricity, rent_in_words
from headroom.report.headline import live_inputs
from headroom.report.live import Chain, Step

CHIP = "h100-sxm"
REGION = "us-average"
RUNS = ("gpt-4", "llama-2-70b", "llama-3.1-405b", "deepseek-v3", "grok-4")


def run_terms(world: World) -> dict[str, Quantity]:
    """What the live figure does not let the reader move: the chip and its server."""
    return {
        "tdp": of_chip(world, CHIP, "power"),
        "server_power_factor": server_factor(world, CHIP),
        "average_load": load_of(world, CHIP),
    }


def chain(world: World) -> Chain:
    """From the hours of a run to its energy, emissions and cost; chip and server at their central values."""
    fixed = {name: float(term.value) for name, term in run_terms(world).items()}
    return Chain(
        run_energy=Step(training.run_energy, **fixed),
        tonnes=Step(energy.run_emissions, carbon_intensity="intensity"),
        energy_cost=Step(training.energy_cost),
        rental_cost=Step(training.rental_cost),
        share=Step(energy.energy_cost_share, nominal_cost="rental_cost"),
    )


def inputs(world: World) -> dict[str, Quantity]:
    """Where the sliders of the live figure start, with what that rests on."""
    return {
        "chip_hours": runs.reference_hours(world),
        "pue": world.parameter("pue-hyperscaler"),
        "electricity_price": electricity(world),
        "chip_hour_price": runs.rented(world),
    }


@live_inputs("energy")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure, with the reason for each default."""
    start = inputs(world)
    hours, pue, price, rented = (float(one.value) for one in start.values())
    return [
        Slider("chip_hours", "Run size", "count", 1e5, 1e9, hours, "Llama 3.1 405B", unit="H100-hours", scale="log"),
        Slider("pue", "PUE", "number", 1.02, 1.8, pue, "owners of the largest fleets", step=0.01),
        Slider(
            "electricity_price",
            "Electricity price",
            "money",
            0.02,
            0.35,
            price,
            f"US industry in {start['electricity_price'].as_of.year}",
            unit="per kWh",
            step=0.001,
        ),
        Slider(
            "chip_hour_price",
            "Rent of an H100",
            "money",
            0.5,
            10.0,
            round(rented, 2),
            rent_in_words(runs.rented(world)),
            unit="per hour",
            scale="log",
        ),
    ]


def region_choice(world: World) -> Choice:
    """The region whose grid the sentence speaks of, by the intensity of its stacks."""
    table = plain(runs.regions(world)).dropna(subset=["stack"]).sort_values("name")
    values = {" and ".join(names): float(grams) for grams, names in table.groupby("stack", sort=False)["name"]}
    default = float(table.set_index("id").loc[REGION, "stack"])
    return Choice("intensity", "Grid, for the emissions", values, default, "what leaves the stacks of its power plants")


def controls(world: World) -> list[Control]:
    """The inputs of the live figure: published runs as presets, the region, and the sliders."""
    table = world.table("training_runs").dropna(subset=["chip_hours"]).drop_duplicates("model_id").set_index("model_id")
    known = table[table["accelerator_id"].isin([CHIP, "h800-sxm"])]
    presets = {
        known.loc[id, "name"]: {"chip_hours": float(known.loc[id, "chip_hours"])}
        for id in RUNS  # noqa: A001
        if id in known.index
    }
    return [Presets("Published run", presets), region_choice(world), *sliders(world)]


def defaults(world: World) -> dict[str, float]:
    """The inputs of the live figure as it opens."""
    return {one.param: one.value for one in controls(world) if not isinstance(one, Presets)}
