"""What the text says of training: its energy, and what that costs and emits."""

from __future__ import annotations

import numpy as np

from headroom.calculator import energy
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, rows_in
from headroom.report.energy.results import runs
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import of_chip
from headroom.report.facts.prices import electricity, rent_in_words
from headroom.report.prose import Prose, prose


@prose
def measured(world: World) -> Prose:
    """What can test the model of energy, and how far it is off."""
    tests, others = runs.tests(world), runs.out_of_sample(world)
    tpu, swing = world.parameter("avg-power-fraction-tpu"), world.parameter("gpu-power-swing")
    glam = world.cell("training_energy", "glam", "power_per_chip_w") / of_chip(world, "tpu-v4", "power")
    known = Quantity(len(tests), rows=rows_in(tests["published"], tests["chip_hours"]))
    card = "g per kWh of rated power times hours, Llama 3.1 405B"
    of_glam = "measured power over rated power of a TPU v4, host included"
    swings = "power of a chip within one run over its maximum, "
    return Prose(
        {
            "card-intensity": Estimate.of(runs.card_intensity(world), "number", basis=card),
            "tests": Estimate.of(known, "number", basis="runs with measured energy and known chip-hours"),
            "glam-load": Estimate.of(glam, "percent", basis=of_glam),
            "tpu-load": Estimate.of(tpu, "percent", basis="average power over rated power of TPU servers"),
            "swing-low": Estimate.of(swing.settled("low"), "percent", basis=swings + "at checkpoints"),
            "swing-high": Estimate.of(swing.settled("high"), "percent", basis=swings + "while computing"),
            "outside": Estimate.of(
                Quantity(len(others), rows=rows_in(others["published"], others["chip_hours"])),
                "number",
                basis="measured runs from whose publication the model has none of its terms",
            ),
            "outside-ratio": Estimate.of(
                median_of(others["ratio"]), "ratio", basis="computed over published energy; range over these runs"
            ),
        }
    )


@prose
def few_tests(world: World) -> Prose:
    """Which runs these tests are."""
    tested, others = plain(runs.tests(world)), plain(runs.out_of_sample(world))
    arithmetic = plain(runs.measured(world)).query("method == 'rated_power'")["ratio"]
    worst = tested.loc[np.abs(np.log(tested["ratio"])).idxmax()]
    tpus = world.table("accelerators").query("kind == 'tpu'")["id"]
    return Prose(
        so={
            "The runs that are arithmetic agree by construction.": np.abs(arithmetic - 1).max() < 0.02,
            "Most of the measured runs are of 2018 to 2021.": (tested["date"] < "2022").mean() > 0.5,
            "Most of the measured runs were on Google's chips.": tested["chip"].isin(tpus).mean() > 0.5,
            "One publication gave most of the measured runs and the loads.": tested["in_sample"].mean() > 0.5,
            "Out of sample the model computes too little more often than too much.": others["ratio"].median() < 1,
            "The worst case is GLaM.": worst["model_id"] == "glam-1.2t",
            "For the chips of today there is one measured case.": (tested["chip"] == "h100-sxm").sum() == 1,
        }
    )


@prose
def price(world: World) -> Prose:
    """Electricity's share of the rent, and of a campus that costs less; what grids add for being ready."""
    first, last = (
        energy.capacity_charge(world.cell("grid", id, "value"), 1.0)
        for id in ("pjm-capacity-2024", "pjm-capacity-2027")
    )
    cheap = runs.campus_share(world, capital=runs.campus_capital(world) / 3)
    charged = "a kilowatt-hour of flat load, delivery year from June "
    return Prose(
        {
            "run-share": Estimate.of(
                runs.run_share(world),
                "percent",
                basis=f"electricity of Llama 3.1 405B over its rent; {rent_in_words(runs.rented(world))}",
            ),
            "capacity-first": Estimate.of(first, "money", basis=charged + "2024"),
            "capacity-last": Estimate.of(last, "money", basis=charged + "2027"),
            "cheap-chips": Estimate.of(
                cheap, "percent", basis="electricity over electricity and capital, if capital cost a third"
            ),
        },
        {
            "The charge for being ready is less than the electricity itself.": last.value < electricity(world).value,
        },
    )


@prose
def footprint(world: World) -> Prose:
    """Carbon and water of the reference run, and of making its hardware."""
    us, made, litres = runs.region(world, "us-average"), runs.embodied(world), runs.water(world)
    gap = us["life_cycle"] / us["stack"] - 1
    grid = plain(runs.intensities(world)).query("basis == 'stack'")["intensity"]
    clean = energy.run_emissions(runs.reference_energy(world).value, grid)
    at_plants = world.parameter("pue-hyperscaler").value * world.parameter("wue-offsite-us").value
    making = "chip-hours of Llama 3.1 405B, a server of eight chips used for four years"
    bases = "life-cycle over stack intensity of the US grid, 2024 and 2023"
    return Prose(
        {
            "water": Estimate.of(litres / 1e6, "number", basis="million litres, consumption"),
            "basis-gap": Estimate.of(gap, "percent", basis=bases),
            "embodied": Estimate.of(made, "tonnes", basis=making),
        },
        {
            "Life-cycle emissions are higher than stack emissions.": us["life_cycle"].value > us["stack"].value,
            "Most of the water is consumed in power plants.": at_plants > world.parameter("wue-azure").value,
            "Making the hardware emits little beside the electricity on most grids.": made.value
            < 0.1 * np.median(clean),
            "Making the hardware emits more than the electricity on the cleanest grids.": made.value > clean.min(),
        },
    )
