"""Headline results of the chapter on energy, and the inputs of its live figure."""

from __future__ import annotations

from dataclasses import replace

from headroom.calculator import energy, training
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import greatest_of, median_of
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.energy import power, requests, runs
from headroom.report.estimate import Estimate
from headroom.report.facts.chips import load_of, of_chip, server_factor
from headroom.report.facts.prices import electricity, rent
from headroom.report.headline import headline, live_inputs

CHIP = "h100-sxm"
REGION = "us-average"
RUNS = ("gpt-4", "llama-2-70b", "llama-3.1-405b", "deepseek-v3", "grok-4")


@headline("energy.largest-run", "Power of the largest training run known", "run-power")
def largest_run(world: World) -> Estimate:
    """Facility power of the last record run: as published, up to what its chips ask for at the design peak."""
    run = power.last(power.records(world), "training run", world)
    basis = f"{run['subject']}, as published; the high end is this book's count of its chips at the design peak"
    return Estimate.of(power.largest_run(world), "megawatt", as_of=run["as_of"].date(), basis=basis)


@headline("energy.run-2030", "Power that trends ask of the largest run in 2030", "run-power")
def run_in_2030(world: World) -> Estimate:
    """The fan at the start of 2030."""
    basis = "the last record carried forward at the slow and the fast published trend"
    fan = power.fan_on(world, "2030-01-01") / power.GIGAWATT
    return Estimate.of(fan, "gigawatt", basis=basis)


@headline("energy.largest-site", "Power of the largest operating campus", "campuses")
def largest_site(world: World) -> Estimate:
    """Facility power of the largest campus."""
    sites = power.largest_sites(world)
    site = power.last(sites, "operating campus", world)
    return Estimate.of(
        greatest_of(sites["facility_power_mw"]),
        "megawatt",
        as_of=site["on_date"].date(),
        basis=f"{site['campus']}, facility power, as estimated from images and filings",
    )


@headline("energy.chips-per-gigawatt", "Newest chips that a gigawatt feeds", "gigawatt")
def chips_per_gigawatt(world: World) -> Estimate:
    """Chips of the newest generation in a gigawatt of facility power, to three digits."""
    table = power.chips_per_gigawatt(world)
    row = table[table["measure"] == "Chips"].iloc[-1]
    found = Estimate.of(
        row["count"], "count", basis=f"{row['chip']}s at the design peak, with servers, network and cooling"
    )
    return replace(found, **{name: float(f"{getattr(found, name):.3g}") for name in ("value", "low", "high")})


@headline("energy.years-to-power", "Years until a new US campus has power", "waiting")
def years_to_power(world: World) -> Estimate:
    """Years to power by grid or own turbines, whichever comes first."""
    basis = "building, and the sooner of a grid connection and own gas turbines"
    return Estimate.of(power.waiting(world)[power.SOONER], "years", basis=basis)


@headline("energy.campus-share", "Electricity's share of the yearly cost of an AI campus", "energy-share")
def campus_share(world: World) -> Estimate:
    """Electricity over electricity and capital spread over five years."""
    basis = "US industrial prices; capital spread over five years, without interest and staff"
    return Estimate.of(runs.cost_share(world)["campus"], "percent", basis=basis)


@headline("energy.reference-run", "Electricity of Llama 3.1 405B's training", "from-chip-to-meter")
def reference_run(world: World) -> Estimate:
    """Energy of the reference run at the meter."""
    basis = "published chip-hours, rated power, average load and PUE of hyperscalers"
    return Estimate.of(runs.reference_energy(world) / 1000, "megawatt_hours", basis=basis)


@headline("energy.chat-answer", "Electricity of a chat answer", "query-energy")
def chat_answer(world: World) -> Estimate:
    """What operators and those who model them give for a typical chat answer."""
    table = requests.chat_at_the_meter(world)
    power.last(table, "energy of a chat answer", world)
    basis = f"{len(table)} figures for a typical answer, with host and cooling as far as stated"
    return Estimate.of(median_of(table["wh_per_query"]), "watt_hours", basis=basis)


@headline("energy.reasoning", "Energy of a reasoned answer over a chat answer", "reasoning")
def reasoning(world: World) -> Estimate:
    """Ratio over the pairs of the same model and chip."""
    ratio = requests.pairs(world)["ratio"]
    power.last(ratio, "measured pair of answers", world)
    return Estimate.of(median_of(ratio), "ratio", basis=f"{len(ratio)} pairs of the same model and chip, chips only")


def run_terms(world: World) -> dict[str, Quantity]:
    """What the live figure does not let the reader move: the chip and its server."""
    return {
        "tdp": of_chip(world, CHIP, "power"),
        "server_power_factor": server_factor(world, CHIP),
        "average_load": load_of(world, CHIP),
    }


def fixed_terms(world: World) -> dict[str, float]:
    """The central values of `run_terms`, as the live figure computes with them."""
    return {name: float(term.value) for name, term in run_terms(world).items()}


def defaults(world: World) -> dict[str, Quantity]:
    """Where the inputs of the live figure start."""
    return {
        "chip_hours": runs.reference_hours(world),
        "pue": world.parameter("pue-hyperscaler"),
        "electricity_price": electricity(world),
        "chip_hour_price": rent(world, CHIP),
    }


@live_inputs("energy")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure, with the reason for each default."""
    start = defaults(world)
    hours, pue, price, rent = (float(one.value) for one in start.values())
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
            round(rent, 2),
            "three-year rent on the as-of date",
            unit="per hour",
            scale="log",
        ),
    ]


def region_choice(world: World) -> Choice:
    """The region whose grid the sentence speaks of, by the intensity of its stacks."""
    table = plain(runs.regions(world)).dropna(subset=["stack"]).sort_values("name")
    values = {" and ".join(names): float(grams) for grams, names in table.groupby("stack", sort=False)["name"]}
    default = float(table.set_index("id").loc[REGION, "stack"])
    return Choice("intensity", "Region", values, default, "what leaves the stacks of its power plants")


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


def live_result(world: World, values: dict[str, float]) -> dict[str, float]:
    """Energy, emissions and cost by the calculator's own functions, at given inputs."""
    run_energy = training.run_energy(values["chip_hours"], pue=values["pue"], **fixed_terms(world))
    cost = training.energy_cost(run_energy, values["electricity_price"])
    rental = training.rental_cost(values["chip_hours"], values["chip_hour_price"])
    return {
        "run_energy": float(run_energy),
        "tonnes": float(energy.run_emissions(run_energy, values["intensity"])),
        "energy_cost": float(cost),
        "rental_cost": float(rental),
        "share": float(energy.energy_cost_share(cost, rental)),
    }


def water(world: World) -> Estimate:
    """Water of the reference run at the US average: at the power plants, and on site as fleets report."""
    pue = world.parameter("pue-hyperscaler")
    litres = energy.run_water(
        runs.reference_energy(world) / pue,
        world.parameter("wue-azure"),
        pue=pue,
        plant_water=world.parameter("wue-offsite-us"),
    )
    return Estimate.of(litres / 1e6, "number", basis="million litres, consumption")
