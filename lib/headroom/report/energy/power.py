"""Power: of the largest runs, of a gigawatt's parts, of campuses, and how long a new one waits for it."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import energy
from headroom.evidence import Quantity, Range, UnknownError, World

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
    "dailyai2025epri": "Epoch AI and EPRI",
    "firehose2026epoch": "Epoch AI and EPRI",
    "mckinsey2025shifts": "McKinsey",
    "pilz2025rand": "RAND",
    "pulseaugur2026goldman": "Goldman Sachs",
    "rcrwireless2025goldman": "Goldman Sachs",
    "rtoinsider2024lbnl": "Berkeley Lab",
}
SUPPLIES = {
    # label: parameter of the time until power is there
    "Grid, Asia-Pacific": "queue-apac",
    "Grid, US": "queue-us-gen",
    "Grid, United Kingdom": "queue-uk",
    "Own gas turbines": "turbine-heavy",
}


@cache
def run_power(world: World) -> pd.DataFrame:
    """Peak facility power of training runs [MW], with a mark on those that were the largest when published."""
    table = world.table("training_energy").dropna(subset=["peak_power_mw"]).sort_values("as_of")
    table["record"] = table["peak_power_mw"] >= table["peak_power_mw"].cummax()
    columns = ["id", "subject", "organisation", "as_of", "peak_power_mw", "record", "source_key"]
    return table[columns].reset_index(drop=True)


def peak_by_chips(world: World, run: pd.Series) -> np.ndarray | None:
    """Samples of the facility power at the design peak [MW] that the chips of a run ask for, if they are known."""
    row = world.row("training_energy", run["id"])
    it_power = {chip: parameter for chip, parameter, _ in GENERATIONS.values()}
    if row["accelerator_id"] not in it_power or np.isnan(row["chips"]):
        return None
    it = world.parameter(it_power[row["accelerator_id"]]).draws()
    return energy.peak_power(row["chips"], it, peak_overhead=peak_overhead(world).draws())


def records(world: World) -> pd.DataFrame:
    """The runs that were the largest when published."""
    table = run_power(world)
    return table[table["record"]].reset_index(drop=True)


@cache
def largest_sites(world: World) -> pd.DataFrame:
    """Operating campuses that were the most powerful when they reached their power [MW of facility power]."""
    table = world.table("campuses")
    table = table[table["status"] == "operating"].sort_values("on_date")
    return table[table["facility_power_mw"] >= table["facility_power_mw"].cummax()].reset_index(drop=True)


def last(table: pd.DataFrame, what: str, world: World) -> pd.Series:
    """The last row of a table.

    Raises
    ------
    LookupError
        If there is none up to the World's date.
    """
    if table.empty:
        raise LookupError(f"no {what} in the evidence up to {world.as_of}")
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
def growth_samples(world: World) -> np.ndarray:
    """Samples of the yearly growth of run power that follows from its parts."""
    return energy.power_growth(**{name: part.draws() for name, part in growth_parts(world).items()})


def central_growth(world: World) -> float:
    """Yearly growth of run power from the central values of its parts."""
    return float(energy.power_growth(**{name: part.central for name, part in growth_parts(world).items()}))


def rates(world: World) -> dict[str, float]:
    """Yearly growth of the power of the largest run at the edges and in the middle of the fan."""
    trend = world.range("trends", SLOW_AND_FAST, central="growth_per_year")
    return {"slow": trend.low, "middle": trend.central, "fast": trend.high}


@cache
def fans(world: World) -> pd.DataFrame:
    """Power [MW] of the largest run to come, at the slow and the fast trend, from the last record on."""
    record = last(records(world), "training run", world)
    days = pd.date_range(record["as_of"], HORIZON, periods=60)
    return pd.DataFrame({"date": days} | _carried(world, record, days))


def fan_on(world: World, day: str | date) -> dict[str, float]:
    """The fan on a day [MW]: slow, middle and fast."""
    record = last(records(world), "training run", world)
    powers = _carried(world, record, pd.DatetimeIndex([pd.Timestamp(day)]))
    return {name: float(power[0]) for name, power in powers.items()}


def _carried(world: World, record: pd.Series, days: pd.DatetimeIndex) -> dict[str, np.ndarray]:
    """The power of a record carried forward to some days at each of the `rates` [MW]."""
    years = ((days - record["as_of"]) / pd.Timedelta(days=DAYS_PER_YEAR)).to_numpy()
    return {
        name: energy.power_after(record["peak_power_mw"], growth, years=years) for name, growth in rates(world).items()
    }


def years_reached(world: World, mw: float) -> list[float]:
    """When the fast and the slow edge of the fan reach a power, as years with decimals."""
    record = last(records(world), "training run", world)
    start = record["as_of"].year + (record["as_of"].day_of_year - 1) / DAYS_PER_YEAR
    edges = (rates(world)[name] for name in ("fast", "slow"))
    return [
        start + float(energy.years_to_target_power(record["peak_power_mw"], mw, power_growth=growth))
        for growth in edges
    ]


@cache
def marks(world: World) -> pd.DataFrame:
    """Powers to compare with [MW]: a reactor, a plant, a campus, a fleet."""
    plant = world.row("parameters", "nuc-plant-us")
    rows = [
        ("Average US reactor", world.parameter("nuc-reactor-us").central * GIGAWATT),
        ("Vogtle, four reactors", plant["high"] * GIGAWATT),
        ("All 94 US reactors", world.row("demand_outlook", "us-nuclear")["central"] * GIGAWATT),
    ]
    return pd.DataFrame(rows, columns=["label", "mw"])


@cache
def trend_need(world: World) -> np.ndarray:
    """Samples of the power [MW] that the trend asks of the largest run on the World's date.

    Each record is carried forward by the growth of run power; their mean is the centre, their scatter the spread.
    """
    table = records(world)
    years = ((pd.Timestamp(world.as_of) - table["as_of"]).dt.days / DAYS_PER_YEAR).to_numpy()
    growth = growth_samples(world)
    carried = np.log(energy.power_after(table["peak_power_mw"].to_numpy(), growth[:, None], years=years))
    noise = Range(id="trend-scatter", label="scatter", low=-1.6449, central=0, high=1.6449, unit="", interval="90% CI")
    return np.exp(carried.mean(axis=1) + carried.std(axis=1, ddof=1) * noise.quantity.draws()[: len(growth)])


@cache
def peak_overhead(world: World) -> Quantity:
    """Facility power over IT power at the design peak: from sites with cooling towers to those with chillers."""
    low = world.parameter("peak-overhead-google")
    high = world.parameter("peak-overhead-chiller")
    return Range(
        id="peak-overhead",
        label="facility power over IT power at the design peak",
        low=low.central,
        central=float(np.sqrt(low.central * high.central)),
        high=high.central,
        unit="ratio",
        interval="range",
        level=None,
        rows=low.rows | high.rows,
        seed=world.seed,
    ).quantity


@cache
def gigawatt_parts(world: World) -> pd.DataFrame:
    """Where a gigawatt of facility power goes, by generation of chip: megawatts in each part."""
    overhead = peak_overhead(world).central
    tdp = world.table("accelerators").set_index("id")["tdp_w"]
    rows = []
    for label, (chip, it_id, server_id) in GENERATIONS.items():
        it = world.parameter(it_id).central
        factor = world.parameter("server-power-mult-h100").central
        server = world.parameter(server_id).central if server_id else tdp[chip] * factor
        chips = energy.chips_for_power(GIGAWATT, it, peak_overhead=overhead)
        watts = {
            "Chips": tdp[chip],
            "Rest of the server": server - tdp[chip],
            "Network and storage": it - server,
            "Cooling and losses": it * (overhead - 1),
        }
        rows += [(label, part, float(chips * w / 1e6), order) for order, (part, w) in enumerate(watts.items())]
    return pd.DataFrame(rows, columns=["chip", "part", "mw", "order"])


@cache
def chips_per_gigawatt(world: World) -> pd.DataFrame:
    """Chips and H100-equivalents (dense 8-bit) that a gigawatt of facility power feeds, with 90 % intervals."""
    overhead = peak_overhead(world)
    table = world.table("accelerators").set_index("id")
    rows = []
    for label, (chip, it_id, _) in GENERATIONS.items():
        it = world.parameter(it_id)
        samples = energy.chips_for_power(GIGAWATT, it.draws(), peak_overhead=overhead.draws())
        low, high = np.quantile(samples, [0.05, 0.95])
        central = energy.chips_for_power(GIGAWATT, it.central, peak_overhead=overhead.central)
        worth = table.loc[chip, "h100_equivalents_8bit"]
        rows += [
            (label, "Chips", central, low, high),
            (label, "H100-equivalents", central * worth, low * worth, high * worth),
        ]
    return pd.DataFrame(rows, columns=["chip", "measure", "count", "low", "high"])


@cache
def campuses(world: World) -> pd.DataFrame:
    """Each campus with the facility power that it runs at and that is planned for it [MW]; NaN where there is none."""
    table = world.table("campuses").sort_values("on_date")
    running = table[table["status"] == "operating"].groupby("campus").last()["facility_power_mw"]
    planned = table[table["status"] == "planned"].groupby("campus").last()
    names = sorted(set(running.index) | set(planned.index))
    rows = pd.DataFrame({"campus": names}).set_index("campus")
    rows["operating"] = running
    rows["planned"] = planned["facility_power_mw"]
    rows["year"] = planned["on_date"].dt.year
    rows["largest"] = rows[["operating", "planned"]].max(axis=1)
    return rows.sort_values("largest", ascending=False).reset_index()


@cache
def forecasts(world: World) -> pd.DataFrame:
    """Observed and projected capacity of data centres [GW], by what it is of and by whom."""
    table = world.table("demand_outlook")
    table = table[(table["measure"] == "capacity") & table["kind"].isin(["history", "projection"])].copy()
    table["year"] = table["refers_to"].dt.year
    table["value"] = table["central"].fillna(np.sqrt(table["low"] * table["high"])).fillna(table["low"])
    table["by"] = [FORECASTERS.get(key, world.source(key).label) for key in table["source_key"]]
    columns = ["entity", "kind", "year", "low", "value", "high", "interval", "by", "source_key"]
    return table[columns].sort_values("year").reset_index(drop=True)


@cache
def lead_times(world: World) -> pd.DataFrame:
    """Years that each part of a powered campus takes, as stated: low, central and high where they are known."""
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
    rows = []
    for id, label in parts.items():  # noqa: A001
        if id in table.index:
            row = table.loc[id]
            known = row[["low", "central", "high"]].dropna()
            rows.append((label, known.min(), row["central"], known.max(), row["interval"], row["source_key"]))
    found = pd.DataFrame(rows, columns=["part", "low", "central", "high", "interval", "source_key"])
    return found.sort_values(["high", "low"]).reset_index(drop=True)


@cache
def waiting(world: World) -> dict[str, np.ndarray]:
    """Samples of the years until a new campus runs, by where its power comes from."""
    build = world.parameter("build-time-epoch").draws()
    supply = {label: world.parameter(id).draws() for label, id in SUPPLIES.items()}  # noqa: A001
    supply["Sooner of the two, US"] = np.minimum(supply["Grid, US"], supply["Own gas turbines"])
    return {label: energy.years_to_power(years, build) for label, years in supply.items()}


def power_decides(world: World, label: str) -> float:
    """Share of samples in which power, not building, sets the date."""
    build = world.parameter("build-time-epoch").draws()
    return float(np.mean(waiting(world)[label] > build))
