"""Energy of training runs: published against computed, the steps from chip to meter, money and emissions by region."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy, training
from headroom.evidence import Price, Quantity, Range, World, rows_of
from headroom.evidence.columns import UNKNOWN, column
from headroom.evidence.quantity import Rows
from headroom.report.energy.results.rows import Assumed, assumed, table_of
from headroom.report.facts.chips import load_of, of_chip, server_factor
from headroom.report.facts.power import peak_overhead
from headroom.report.facts.prices import electricity, rent

REFERENCE_RUN = "llama-3.1-405b"
CAMPUS_CAPITAL = "capex-it-gw"  # for a watt of IT power
CAMPUS_CAPITAL_PUBLISHED = ("capex-fac-gw-2025", "capital-gw-bernstein", "capital-gw-nvidia")  # a watt of the facility
CAMPUS_LIFE = "server-life-epoch-from-2023"
CAMPUS_LIFE_ENDS = ("server-life-nebius", "server-life-alphabet")  # the shortest and the longest of the filings
LOADS_DRAWN_FROM = frozenset({"patterson2021carbon"})  # works whose measured runs gave the average loads of chips
CHIPS_IN_SERVER, SERVER_LIFE = 8, 4.0  # of the server whose making is counted; years
BASES = {"stack": "What the plants emit", "life_cycle": "With fuel supply and construction"}


def reference(world: World) -> pd.Series:
    """The largest run whose chip-hours its maker published."""
    return world.row("training_runs", REFERENCE_RUN)


def reference_hours(world: World) -> Quantity:
    """Its chip-hours."""
    return world.cell("training_runs", REFERENCE_RUN, "chip_hours")


@cache
def measured(world: World) -> pd.DataFrame:
    """Runs whose energy was read or, marked so, is arithmetic: published and computed energy [MWh].

    Computed with this book's model within the boundary of the publication: chips alone, chips with their server, or
    the facility with the PUE that the publication gives (that of hyperscalers where it gives none).
    """
    table = _published(world)
    runs = world.quantities("training_runs", "chip_hours").dropna(subset=["chip_hours"])
    known = runs.drop_duplicates("model_id").set_index("model_id")["chip_hours"]
    hours = zip(table["chip_hours"], table["model_id"].map(known), strict=True)
    table["chip_hours"] = column([other if np.isnan(own.value) else own for own, other in hours])
    table = table.dropna(subset=["published", "chip_hours"])
    table = table[table["chip"].notna() | table["method"].eq("rated_power")].reset_index(drop=True)
    table["computed"] = column([_computed(world, row) / 1000 for row in table.itertuples()])
    table["ratio"] = table["computed"] / table["published"]
    return table.sort_values("published").reset_index(drop=True)


def _published(world: World) -> pd.DataFrame:
    """Energy of runs [MWh] as it was published, measured or by rated power, with what it was of."""
    stated = world.quantities("training_energy", "energy_mwh", "chip_hours", "pue")
    runs = world.quantities("training_runs", "energy_mwh", "chip_hours").dropna(subset=["energy_mwh", "chip_hours"])
    elsewhere = stated.dropna(subset=["energy_mwh"])["model_id"]
    further = runs[runs["energy_method"].eq("measured") & ~runs["model_id"].isin(elsewhere)].copy()
    further["pue"] = column([UNKNOWN] * len(further), further.index)
    further = further.assign(
        subject=further["name"], as_of=further["published"], boundary="facility", method="measured"
    )
    names = {
        "subject": "name",
        "as_of": "date",
        "energy_mwh": "published",
        "boundary": "boundary",
        "method": "method",
        "accelerator_id": "chip",
        "chip_hours": "chip_hours",
        "pue": "pue",
        "model_id": "model_id",
        "source_key": "source_key",
    }
    stated = stated[stated["method"].isin(["measured", "rated_power"])]
    return pd.concat([part[list(names)].rename(columns=names) for part in (stated, further)], ignore_index=True)


def _computed(world: World, row) -> Quantity:
    """Energy of a run within the boundary of its publication [kWh]."""
    chip = row.chip if isinstance(row.chip, str) else "a100-sxm-80"
    tdp = of_chip(world, chip, "power")
    pue = world.parameter("pue-hyperscaler") if np.isnan(row.pue.value) else row.pue
    overhead = pue if row.boundary in ("facility", "chip_and_overhead") else 1.0
    if row.method == "rated_power":
        return energy.energy_touvron2023(row.chip_hours, tdp, pue=overhead)
    return training.run_energy(
        row.chip_hours,
        tdp,
        server_power_factor=server_factor(world, chip) if row.boundary in ("server", "facility") else 1.0,
        average_load=load_of(world, chip),
        pue=overhead,
    )


def tests(world: World) -> pd.DataFrame:
    """The measured runs; `in_sample` are those from whose publication the model has the average load of its chips.

    Only the others test the model: the load of TPUs was averaged over four runs of that publication, the load of GPUs
    leans on the power that it gives for GPT-3.
    """
    table = measured(world)
    table = table[table["method"] == "measured"]
    return table.assign(in_sample=table["source_key"].isin(LOADS_DRAWN_FROM))


def out_of_sample(world: World) -> pd.DataFrame:
    """The measured runs that gave the model none of its terms."""
    table = tests(world)
    return table[~table["in_sample"]]


def _reference_terms(world: World, **given: Assumed) -> dict[str, Quantity | float]:
    """What the energy of the reference run depends on, by argument name, and as `given`."""
    run = reference(world)
    terms = {
        "chip_hours": reference_hours(world),
        "tdp": of_chip(world, run["accelerator_id"], "power"),
        "server_power_factor": server_factor(world, run["accelerator_id"]),
        "average_load": load_of(world, run["accelerator_id"]),
        "pue": world.parameter("pue-hyperscaler"),
    }
    return terms | {name: term for name, term in given.items() if term is not None}


@cache
def reference_energy(world: World) -> Quantity:
    """Energy of the reference run at the meter [kWh]."""
    return training.run_energy(**_reference_terms(world))


@cache
def steps(world: World, *, average_load: Assumed = None, pue: Assumed = None) -> pd.DataFrame:
    """From the rating of the chips to the meter, for the reference run [GWh]: what each step adds and where it ends."""
    terms = _reference_terms(world, average_load=average_load, pue=pue)
    levels = [
        ("Chips at rated power", ("server_power_factor", "average_load", "pue")),
        ("Rest of the servers", ("average_load", "pue")),
        ("Average load below rating", ("pue",)),
        ("Cooling and losses", ()),
    ]
    rows, before = [], Quantity(0.0)
    for order, (label, left_out) in enumerate(levels):
        after = training.run_energy(**(terms | dict.fromkeys(left_out, 1.0))) / 1e6
        rows.append((label, before, after, after - before, "step", order))
        before = after
    rows.append(("At the meter", Quantity(0.0), before, before, "total", len(levels)))
    return table_of(rows, ["step", "start", "end", "change", "kind", "order"], "start", "end", "change")


@cache
def conventions(world: World, *, average_load: Assumed = None, pue: Assumed = None) -> pd.DataFrame:
    """The energy of the reference run by three conventions [GWh]."""
    terms = _reference_terms(world, average_load=average_load, pue=pue)
    hours, tdp = terms["chip_hours"], terms["tdp"]
    rated = energy.energy_touvron2023(hours, tdp, pue=terms["pue"])
    metered = energy.energy_morrison2025(hours * tdp / 1000 * terms["average_load"], terms["pue"])
    rows = [
        ("Rated chip power × PUE", rated / 1e6),
        ("Metered GPUs × PUE (at average load)", metered / 1e6),
        ("Server power × load × PUE", training.run_energy(**terms) / 1e6),
    ]
    return table_of(rows, ["convention", "gwh"], "gwh")


@cache
def regions(world: World) -> pd.DataFrame:
    """Regions with the carbon of their electricity on both bases [g/kWh], its price [USD/kWh] and its water [L/kWh]."""
    grid = world.quantities("grid", "value").set_index("id")
    life_cycle = world.quantities("grid_share_alike", "value").set_index("id")["value"]
    table = world.table("regions")
    columns = {
        "stack": table["stack_intensity_id"].map(grid["value"]),
        "life_cycle": table["life_cycle_intensity_id"].map(life_cycle),
        "price": table["electricity_price_id"].map(grid["value"]),
        "price_year": table["electricity_price_id"].map(grid["as_of"]).dt.year,
        "water": table["water_intensity_id"].map(grid["value"]),
    }
    return table[["id", "name", "region_kind"]].assign(**columns)


def region(world: World, id: str) -> pd.Series:  # noqa: A002 - the word of the tables
    """One of the `regions`."""
    return regions(world).set_index("id").loc[id]


def intensities(world: World) -> pd.DataFrame:
    """One row a region and basis of intensity [g/kWh]."""
    table = regions(world).melt(
        id_vars=["id", "name"], value_vars=list(BASES), var_name="basis", value_name="intensity"
    )
    return table.dropna(subset=["intensity"]).reset_index(drop=True)


def rented(world: World) -> Price:
    """Rent of a chip of the reference run that is for sale on the World's date."""
    return rent(world, reference(world)["accelerator_id"])


def run_share(world: World) -> Quantity:
    """Electricity's share of the rent of the reference run, over the electricity's range and the sellers' prices."""
    bill = training.rental_cost(reference_hours(world), rented(world))
    return energy.energy_cost_share(training.energy_cost(reference_energy(world), electricity(world)), bill)


def campus_capital(world: World) -> Quantity:
    """What a campus costs with its chips, building and power [USD for a watt of IT power].

    The middle is the catalogue's; the ends are the least and the most published for a watt of the facility, times the
    power of the facility over that of its computers at the peak.
    """
    middle, overhead = world.parameter(CAMPUS_CAPITAL), peak_overhead(world)
    published = [world.parameter(id) * overhead.value for id in CAMPUS_CAPITAL_PUBLISHED]
    least, most = min(one.low for one in published), max(one.high for one in published)
    return _published_range(world, CAMPUS_CAPITAL, (least, middle, most), rows_of([middle, *published, overhead]))


def campus_life(world: World) -> Quantity:
    """Years over which a campus is written off: the middle of those who model it, the ends of the owners' filings."""
    middle, (least, most) = world.parameter(CAMPUS_LIFE), (world.parameter(id) for id in CAMPUS_LIFE_ENDS)
    return _published_range(world, CAMPUS_LIFE, (least.value, middle, most.value), rows_of([middle, least, most]))


def _published_range(world: World, id: str, ends: tuple[float, Quantity, float], rows: Rows) -> Quantity:  # noqa: A002
    """A parameter with the least and the most that others publish."""
    low, middle, high = ends
    stated = {"low": low, "central": float(middle.value), "high": high, "unit": middle.unit}
    return Range(id=id, label=id, **stated, interval="range", level=None, rows=rows, seed=world.seed).quantity


@cache
def campus_share(world: World, *, capital: Assumed = None, life_years: Assumed = None) -> Quantity:
    """Electricity's share of the yearly cost of a campus, with its `capital` [USD for a watt] spread over its life."""
    yearly = energy.energy_cost_per_watt(electricity(world), 1.0, pue=world.parameter("pue-hyperscaler"))
    return energy.campus_energy_share(
        yearly,
        assumed(capital, campus_capital(world)),
        life_years=assumed(life_years, campus_life(world)),
    )


def water(world: World) -> Quantity:
    """Water of the reference run at the US average [L]: at the power plants, and on site as fleets report."""
    pue = world.parameter("pue-hyperscaler")
    return energy.run_water(
        reference_energy(world) / pue,
        world.parameter("wue-azure"),
        pue=pue,
        plant_water=world.parameter("wue-offsite-us"),
    )


def embodied(world: World) -> Quantity:
    """Carbon of making the hardware of the reference run [t], by the hours that it takes of a server's life."""
    of_chip_made = world.parameter("emb-bloom") / CHIPS_IN_SERVER
    return energy.embodied_emissions(reference_hours(world), of_chip_made, life_years=SERVER_LIFE)


def card_intensity(world: World) -> Quantity:
    """Emissions on the card of the reference run's maker over rated power times hours [g/kWh]."""
    emitted, hours, watts = (
        world.cell("training_energy", "llama31-405b", name)
        for name in ("emissions_t", "chip_hours", "power_per_chip_w")
    )
    return energy.implied_intensity(emitted, hours, tdp=watts)
