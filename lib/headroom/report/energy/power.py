"""Power: of the largest runs, of a gigawatt's parts, of campuses, and how long a new one waits for it."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import LackingError, Quantity, Range, UnknownError, World, probability, rows_of
from headroom.evidence.aggregates import greatest_of, sum_of
from headroom.evidence.columns import column, plain, quantities
from headroom.evidence.quantity import SPREAD
from headroom.report.facts.chips import of_chip

GIGAWATT = 1000.0  # MW
DAYS_PER_YEAR = 365.25
SLOW_AND_FAST = "power-run-forecast"  # low and high are the two trends that the white paper carries forward
HORIZON = pd.Timestamp("2031-01-01")
GENERATIONS = {
    # label: chip, parameter of IT power per GPU, parameter of server power per GPU (or None: rated power x factor)
    "H100": ("h100-sxm", "it-w-h100", None),
    "B200": ("gb200", "it-w-b200", "server-w-b200"),
    "B300": ("gb300", "it-w-b300", "server-w-b300"),
}
FORECASTERS = {
    # source that reports a forecast: who made it
    "bnef2025us": "BloombergNEF",
    "mckinsey2025shifts": "McKinsey",
    "pilz2025rand": "RAND",
    "pulseaugur2026goldman": "Goldman Sachs",
    "rcrwireless2025goldman": "Goldman Sachs",
    "shehabi2024usage": "Berkeley Lab",
    "you2025power": "Epoch AI and EPRI",
}
SOONER = "Sooner of the two, US"  # of the grid and own turbines
SUPPLIES = {
    # label: parameter of the time until power is there
    "Grid, Asia-Pacific": "queue-apac",
    "Grid, US": "queue-us-gen",
    "Grid, United Kingdom": "queue-uk",
    "Own gas turbines": "turbine-heavy",
}


def as_stated(world: World, table: str, id: str) -> Quantity:  # noqa: A002
    """A row as a quantity; of a row that states one bound alone, that bound."""
    row = world.row(table, id)
    known = row[["low", "high"]].dropna()
    if np.isnan(row["central"]) and len(known) == 1:
        return world.cell(table, id, known.index[0])
    return world.range(table, id)


@cache
def run_power(world: World) -> pd.DataFrame:
    """Peak facility power of training runs [MW], with a mark on those that were the largest when published."""
    table = world.quantities("training_energy", "peak_power_mw", "chips")
    table = table.dropna(subset=["peak_power_mw"]).sort_values("as_of")
    powers = plain(table["peak_power_mw"])
    table["record"] = powers >= powers.cummax()
    who, what = ["id", "subject", "organisation", "as_of"], ["accelerator_id", "chips", "peak_power_mw", "record"]
    return table[[*who, *what, "source_key"]].reset_index(drop=True)


def peak_by_chips(world: World, run: pd.Series) -> Quantity | None:
    """Facility power at the design peak [MW] that the chips of a run ask for, if they are known."""
    it_power = {chip: parameter for chip, parameter, _ in GENERATIONS.values()}
    if run["accelerator_id"] not in it_power or np.isnan(run["chips"].value):
        return None
    it = world.parameter(it_power[run["accelerator_id"]])
    return energy.peak_power(run["chips"], it, peak_overhead=peak_overhead(world))


def largest_run(world: World) -> Quantity:
    """Power of the last record run [MW]: as published, with the range that it and the count of its chips span."""
    run = last(records(world), "training run", world)
    published = greatest_of(run_power(world)["peak_power_mw"])
    counted = peak_by_chips(world, run)
    if counted is None:
        return published
    bounds = (min(published.value, counted.low), max(published.value, counted.high))
    return Quantity(published.value, None, rows_of([published, counted]), "MW", bounds, SPREAD, None)


def records(world: World) -> pd.DataFrame:
    """The runs that were the largest when published."""
    table = run_power(world)
    return table[table["record"]].reset_index(drop=True)


@cache
def largest_sites(world: World) -> pd.DataFrame:
    """Operating campuses that were the most powerful when they reached their power [MW of facility power]."""
    table = world.quantities("campuses", "facility_power_mw")
    table = table[table["status"] == "operating"].sort_values("on_date")
    powers = plain(table["facility_power_mw"])
    return table[powers >= powers.cummax()].reset_index(drop=True)


def last(table: pd.DataFrame, what: str, world: World) -> pd.Series:
    """The last row of a table.

    Raises
    ------
    LackingError
        If there is none up to the World's date.
    """
    if table.empty:
        raise LackingError(f"no {what} in the evidence up to {world.as_of}")
    return table.iloc[-1]


def first_known(world: World, table: str, *ids: str, central: str = "central") -> Quantity:
    """The first of these rows that the World's date lets one see."""
    for id in ids:  # noqa: A001 - the word of the tables
        try:
            return world.range(table, id, central=central)
        except UnknownError:
            continue
    raise UnknownError(f"row of {table} up to {world.as_of}", ids[0], ids)


@cache
def growth_parts(world: World) -> dict[str, Quantity]:
    """What the power of the largest runs grew by: compute, efficiency of chips, length of runs [factor a year]."""

    def trend(*ids: str) -> Quantity:
        return first_known(world, "trends", *ids, central="growth_per_year")

    return {
        "compute_growth": trend("compute-frontier-2010-2024"),
        "efficiency_growth": trend("energy-efficiency-leading", "hardware-energy-efficiency-aiindex"),
        "duration_growth": trend("training-time-frontier"),
    }


@cache
def growth(world: World) -> Quantity:
    """Yearly growth of run power that follows from its parts."""
    return energy.power_growth(**growth_parts(world))


def trend(world: World) -> Quantity:
    """Yearly growth of the power of the largest run: the slow and the fast trend are the ends of its range."""
    return world.range("trends", SLOW_AND_FAST, central="growth_per_year")


@cache
def fans(world: World) -> pd.DataFrame:
    """Power [MW] of the largest run to come, from the last record on; its range goes from slow to fast trend."""
    record = last(records(world), "training run", world)
    days = pd.date_range(record["as_of"], HORIZON, periods=60)
    return pd.DataFrame({"date": days, "mw": column(_carried(world, record, days))})


def fan_on(world: World, day: str | date) -> Quantity:
    """The fan on a day [MW]: its range goes from slow to fast trend."""
    record = last(records(world), "training run", world)
    return _carried(world, record, pd.DatetimeIndex([pd.Timestamp(day)]))[0]


def _carried(world: World, record: pd.Series, days: pd.DatetimeIndex) -> Quantity:
    """The power of a record carried forward to some days by the `trend` [MW]."""
    years = ((days - record["as_of"]) / pd.Timedelta(days=DAYS_PER_YEAR)).to_numpy()
    return energy.power_after(record["peak_power_mw"], trend(world), years=years)


def years_reached(world: World, mw: Quantity | float) -> Quantity:
    """When the fan reaches a power, as a year with decimals: its range goes from the fast to the slow edge."""
    record = last(records(world), "training run", world)
    start = record["as_of"].year + (record["as_of"].day_of_year - 1) / DAYS_PER_YEAR
    return start + energy.years_to_target_power(record["peak_power_mw"], mw, power_growth=trend(world))


@cache
def marks(world: World) -> pd.DataFrame:
    """Powers to compare with [MW]: a reactor, a plant, a campus, a fleet."""
    plants = world.parameter("nuc-plant-us")
    powers = {
        "Average US reactor": world.parameter("nuc-reactor-us"),
        "Vogtle, four reactors": plants.settled("high"),
        "All 94 US reactors": world.range("demand_outlook", "us-nuclear"),
    }
    return pd.DataFrame({"label": list(powers), "mw": column(power * GIGAWATT for power in powers.values())})


@cache
def trend_need(world: World) -> Quantity:
    """Power [MW] that the trend asks of the largest run on the World's date.

    Each record is carried forward by the growth of run power; their mean is the centre, their scatter the spread.

    Raises
    ------
    LackingError
        If there are fewer than two records: one has no scatter.
    """
    table = records(world)
    if len(table) < 2:
        raise LackingError(f"{len(table)} training runs of known power up to {world.as_of} make no trend")
    years = ((pd.Timestamp(world.as_of) - table["as_of"]).dt.days / DAYS_PER_YEAR).to_numpy()
    carried = np.log(energy.power_after(quantities(table["peak_power_mw"]), growth(world), years=years))
    centre = sum_of(carried) / len(table)
    scatter = np.sqrt(sum_of((carried - centre) ** 2) / (len(table) - 1))
    noise = Range(id="trend-scatter", label="scatter", low=-1.6449, central=0, high=1.6449, unit="", interval="90% CI")
    return np.exp(centre + scatter * noise.quantity)


@cache
def peak_overhead(world: World) -> Quantity:
    """Facility power over IT power at the design peak: from sites with cooling towers to those with chillers."""
    low = world.parameter("peak-overhead-google")
    high = world.parameter("peak-overhead-chiller")
    return Range(
        id="peak-overhead",
        label="facility power over IT power at the design peak",
        low=low.value,
        central=float(np.sqrt(low.value * high.value)),
        high=high.value,
        unit="ratio",
        interval="range",
        level=None,
        rows=low.rows | high.rows,
        seed=world.seed,
    ).quantity


@cache
def gigawatt_parts(world: World) -> pd.DataFrame:
    """Where a gigawatt of facility power goes, by generation of chip: megawatts in each part."""
    overhead = peak_overhead(world)
    rows = []
    for label, (chip, it_id, server_id) in GENERATIONS.items():
        it, tdp = world.parameter(it_id), of_chip(world, chip, "power")
        server = world.parameter(server_id) if server_id else tdp * world.parameter("server-power-mult-h100")
        chips = energy.chips_for_power(GIGAWATT, it, peak_overhead=overhead)
        watts = {
            "Chips": tdp,
            "Rest of the server": server - tdp,
            "Network and storage": it - server,
            "Cooling and losses": it * (overhead - 1),
        }
        rows += [(label, part, chips * w / 1e6, order) for order, (part, w) in enumerate(watts.items())]
    return table_of(rows, ["chip", "part", "mw", "order"], "mw")


@cache
def chips_per_gigawatt(world: World) -> pd.DataFrame:
    """Chips and H100-equivalents (dense 8-bit) that a gigawatt of facility power feeds."""
    rows = []
    for label, (chip, it_id, _) in GENERATIONS.items():
        count = energy.chips_for_power(GIGAWATT, world.parameter(it_id), peak_overhead=peak_overhead(world))
        equivalents = count * world.cell("accelerators", chip, "h100_equivalents_8bit")
        rows += [(label, "Chips", count), (label, "H100-equivalents", equivalents)]
    return table_of(rows, ["chip", "measure", "count"], "count")


def table_of(rows: list[tuple], columns: list[str], *of_quantities: str) -> pd.DataFrame:
    """A table of rows, of which some columns hold quantities."""
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(**{name: column(table[name], table.index) for name in of_quantities})


@cache
def campuses(world: World) -> pd.DataFrame:
    """Each campus with the facility power that it runs at and that is planned for it [MW]; unknown if there is none."""
    table = world.quantities("campuses", "facility_power_mw").sort_values("on_date")
    newest = table.drop_duplicates(["campus", "status"], keep="last").set_index("campus")
    running, planned = (newest[newest["status"] == status] for status in ("operating", "planned"))
    rows = pd.DataFrame(index=pd.Index(sorted(set(running.index) | set(planned.index)), name="campus"))
    rows["operating"] = running["facility_power_mw"]
    rows["planned"] = planned["facility_power_mw"]
    rows["year"] = planned["on_date"].dt.year
    rows["largest"] = np.fmax(rows["operating"], rows["planned"])
    return rows.sort_values("largest", ascending=False).reset_index()


@cache
def forecasts(world: World) -> pd.DataFrame:
    """Observed and projected capacity of data centres [GW], by what it is of and by whom."""
    table = world.table("demand_outlook")
    table = table[(table["measure"] == "capacity") & table["kind"].isin(["history", "projection"])].copy()
    table["year"] = table["refers_to"].dt.year
    table["value"] = column([as_stated(world, "demand_outlook", id) for id in table["id"]], table.index)
    table["by"] = [FORECASTERS.get(key, world.source(key).label) for key in table["source_key"]]
    columns = ["entity", "kind", "year", "value", "interval", "by", "source_key"]
    return table[columns].sort_values("year").reset_index(drop=True)


@cache
def lead_times(world: World) -> pd.DataFrame:
    """Years that each part of a powered campus takes, as stated."""
    parts = {
        "build-time-epoch": "Campus of a gigawatt",
        "build-time-dc": "Data-centre hall",
        "transformer-power": "Large power transformer",
        "queue-apac": "Grid, Asia-Pacific",
        "time-transmission": "Transmission line",
        "turbine-heavy": "Heavy gas turbine",
        "queue-us-gen": "Grid, US power plants",
        "queue-uk": "Grid, United Kingdom",
        "queue-nova": "Grid, Northern Virginia",
        "queue-nl": "Grid, Netherlands",
        "time-generation": "Power plant, all kinds",
        "nuc-vogtle-time": "Reactors Vogtle 3 and 4",
    }
    table = world.table("parameters").set_index("id")
    known = [id for id in parts if id in table.index]
    found = table.loc[known, ["interval", "source_key"]].reset_index(drop=True)
    found.insert(0, "part", [parts[id] for id in known])
    found.insert(1, "years", column(as_stated(world, "parameters", id) for id in known))
    years = quantities(found["years"])
    return found.iloc[np.lexsort((years.low, years.high))].reset_index(drop=True)


@cache
def waiting(world: World) -> dict[str, Quantity]:
    """Years until a new campus runs, by where its power comes from."""
    build = world.parameter("build-time-epoch")
    supply = {label: world.parameter(id) for label, id in SUPPLIES.items()}  # noqa: A001
    supply[SOONER] = np.minimum(supply["Grid, US"], supply["Own gas turbines"])
    return {label: energy.years_to_power(years, build) for label, years in supply.items()}


def power_decides(world: World, label: str) -> Quantity:
    """Probability that power, not building, sets the date."""
    later = waiting(world)[label] > world.parameter("build-time-epoch")
    return Quantity(probability(later), rows=later.rows)
