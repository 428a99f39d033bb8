"""Energy of training runs: published against computed, the steps from chip to meter, money and emissions by region."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy, training
from headroom.evidence import Quantity, World
from headroom.report.training.runs import electricity, parameter_of, rent

REFERENCE_RUN = "llama-3.1-405b"
CAMPUS_LIFE = "server-life-epoch-from-2023"
BASES = {"stack": "What the plants emit", "life_cycle": "With fuel supply and construction"}


def load_of(world: World, chip: str) -> Quantity:
    """Average draw over rated power in training, for GPUs or TPUs."""
    return world.parameter(f"avg-power-fraction-{'tpu' if chip.startswith('tpu') else 'gpu'}")


def reference(world: World) -> pd.Series:
    """The largest run whose chip-hours its maker published."""
    return world.row("training_runs", REFERENCE_RUN)


@cache
def measured(world: World) -> pd.DataFrame:
    """Runs whose energy was read or, marked so, is arithmetic: published and computed energy [MWh].

    Computed with this book's model within the boundary of the publication: chips alone, chips with their server, or
    the facility with the PUE that the publication gives (that of hyperscalers where it gives none).
    """
    rows = []
    stated = world.table("training_energy")
    for row in stated[stated["method"].isin(["measured", "rated_power"])].itertuples():
        rows.append((row.subject, row.as_of, row.energy_mwh, row.boundary, row.method, row.accelerator_id))
        rows[-1] += (row.chip_hours, row.pue, row.model_id, row.source_key)
    runs = world.table("training_runs")
    others = runs[runs["source_key"].eq("patterson2021carbon") | runs["id"].isin(["t5-11b", "switch-1.6t"])]
    for row in others.dropna(subset=["energy_mwh", "chip_hours"]).itertuples():
        if row.model_id not in set(stated["model_id"]):
            rows.append((row.name, row.published, row.energy_mwh, "facility", "measured", row.accelerator_id))
            rows[-1] += (row.chip_hours, np.nan, row.model_id, row.source_key)
    columns = ["name", "date", "published", "boundary", "method", "chip", "chip_hours", "pue", "model_id", "source_key"]
    table = pd.DataFrame(rows, columns=columns)
    known = runs.dropna(subset=["chip_hours"]).drop_duplicates("model_id").set_index("model_id")["chip_hours"]
    table["chip_hours"] = table["chip_hours"].fillna(table["model_id"].map(known))
    table = table.dropna(subset=["published", "chip_hours"])
    table = table[table["chip"].notna() | table["method"].eq("rated_power")].reset_index(drop=True)
    table["computed"] = [_computed(world, row) / 1000 for row in table.itertuples()]
    table["ratio"] = table["computed"] / table["published"]
    return table.sort_values("published").reset_index(drop=True)


def _computed(world: World, row) -> float:
    """Energy of a run within the boundary of its publication [kWh]."""
    tdp = world.table("accelerators").set_index("id")["tdp_w"]
    pue = world.parameter("pue-hyperscaler").central if np.isnan(row.pue) else row.pue
    overhead = pue if row.boundary in ("facility", "chip_and_overhead") else 1.0
    chip = row.chip if isinstance(row.chip, str) else "a100-sxm-80"
    if row.method == "rated_power":
        return energy.energy_touvron2023(row.chip_hours, tdp[chip], pue=overhead)
    server = row.boundary in ("server", "facility")
    factor = world.parameter(parameter_of("server-power-mult", chip)).central if server else 1.0
    return training.run_energy(
        row.chip_hours,
        tdp[chip],
        server_power_factor=factor,
        average_load=load_of(world, chip).central,
        pue=overhead,
    )


def tests(world: World) -> pd.DataFrame:
    """The measured runs: the only ones that test the model."""
    table = measured(world)
    return table[table["method"] == "measured"]


@cache
def reference_samples(world: World) -> np.ndarray:
    """Samples of the energy of the reference run at the meter [kWh]."""
    run = reference(world)
    tdp = world.table("accelerators").set_index("id").loc[run["accelerator_id"], "tdp_w"]
    return training.run_energy(
        run["chip_hours"],
        tdp,
        server_power_factor=world.parameter("server-power-mult-h100").draws(),
        average_load=load_of(world, run["accelerator_id"]).draws(),
        pue=world.parameter("pue-hyperscaler").draws(),
    )


@cache
def steps(world: World) -> pd.DataFrame:
    """From the rating of the chips to the meter, for the reference run [GWh]: what each step adds and where it ends."""
    run = reference(world)
    tdp = world.table("accelerators").set_index("id").loc[run["accelerator_id"], "tdp_w"]
    factor = world.parameter("server-power-mult-h100").central
    load = load_of(world, run["accelerator_id"]).central
    pue = world.parameter("pue-hyperscaler").central
    levels = [
        ("Chips at rated power", dict(server_power_factor=1.0, average_load=1.0, pue=1.0)),
        ("Rest of the servers", dict(server_power_factor=factor, average_load=1.0, pue=1.0)),
        ("Average load below rating", dict(server_power_factor=factor, average_load=load, pue=1.0)),
        ("Cooling and losses", dict(server_power_factor=factor, average_load=load, pue=pue)),
    ]
    rows, before = [], 0.0
    for order, (label, terms) in enumerate(levels):
        after = float(training.run_energy(run["chip_hours"], tdp, **terms)) / 1e6
        rows.append((label, before, after, after - before, "step", order))
        before = after
    rows.append(("At the meter", 0.0, before, before, "total", len(levels)))
    return pd.DataFrame(rows, columns=["step", "start", "end", "change", "kind", "order"])


@cache
def conventions(world: World) -> pd.DataFrame:
    """The energy of the reference run by three conventions [GWh]."""
    run = reference(world)
    tdp = world.table("accelerators").set_index("id").loc[run["accelerator_id"], "tdp_w"]
    pue = world.parameter("pue-hyperscaler").central
    load = load_of(world, run["accelerator_id"]).central
    rated = energy.energy_touvron2023(run["chip_hours"], tdp, pue=pue)
    metered = energy.energy_morrison2025(run["chip_hours"] * tdp / 1000 * load, pue)
    rows = [
        ("Rated chip power × PUE", rated / 1e6),
        ("Metered GPUs × PUE (at average load)", metered / 1e6),
        ("Server power × load × PUE", steps(world).iloc[-1]["end"]),
    ]
    return pd.DataFrame(rows, columns=["convention", "gwh"])


@cache
def regions(world: World) -> pd.DataFrame:
    """Regions with the carbon of their electricity on both bases [g/kWh], its price [USD/kWh] and its water [L/kWh]."""
    grid = world.table("grid").set_index("id")
    life_cycle = world.table("grid_share_alike").set_index("id")["value"]
    table = world.table("regions")
    columns = {
        "stack": table["stack_intensity_id"].map(grid["value"]),
        "life_cycle": table["life_cycle_intensity_id"].map(life_cycle),
        "price": table["electricity_price_id"].map(grid["value"]),
        "price_year": table["electricity_price_id"].map(grid["as_of"]).dt.year,
        "water": table["water_intensity_id"].map(grid["value"]),
    }
    return table[["id", "name", "region_kind"]].assign(**columns)


def intensities(world: World) -> pd.DataFrame:
    """One row a region and basis of intensity [g/kWh]."""
    table = regions(world).melt(
        id_vars=["id", "name"], value_vars=list(BASES), var_name="basis", value_name="intensity"
    )
    return table.dropna(subset=["intensity"]).reset_index(drop=True)


@cache
def cost_share(world: World) -> dict[str, float | np.ndarray]:
    """Electricity's share of the rent of the reference run, and of the yearly cost of a campus (central, samples)."""
    run = reference(world)
    price = electricity(world, world.as_of.year)
    bill = training.rental_cost(run["chip_hours"], rent(world, run["accelerator_id"], world.as_of).central)
    cost = training.energy_cost(reference_samples(world), price.draws())
    pue, life = world.parameter("pue-hyperscaler"), world.parameter(CAMPUS_LIFE).central
    capital = world.parameter("capex-it-gw").central

    def campus(electricity_price, pue):
        yearly = energy.energy_cost_per_watt(electricity_price, 1.0, pue=pue)
        return energy.campus_energy_share(yearly, capital, life_years=life)

    return {
        "run": energy.energy_cost_share(cost, bill),
        "campus": campus(price.draws(), pue.draws()),
        "campus_central": float(campus(price.central, pue.central)),
        "capital": capital,
    }
