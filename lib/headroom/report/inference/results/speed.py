"""One model on many chips: cost against the speed that a user sees."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, World
from headroom.evidence.aggregates import greatest_of, minimum_of
from headroom.evidence.columns import column, plain, quantities
from headroom.report.facts.prices import rent
from headroom.report.inference.results.measured import Reached, benchmarks, reached_by_load, step_fits
from headroom.report.inference.results.serving import batch_limit, chip_name, chips, group_size, ideal_step, shapes
from headroom.report.inference.results.tables import table_of

SERVED = {  # model -> weights as released or as measured here
    "llama-3.1-8b": "bf16",
    "llama-3.1-70b": "bf16",
    "llama-3.1-405b": "fp8",
    "gpt-oss-120b": "mxfp4",
    "deepseek-v3": "fp8",
}
MEASURED_AS = {"deepseek-v3": "deepseek-v3.1"}
RIVALS = ("h100-sxm", "h200-sxm", "b200-sxm", "a100-sxm-80", "mi300x", "tpu-v6e", "tpu-v5e")
CONTEXT = 1000.0  # cached tokens of a chat in the middle of its answer
SPEEDS = (10.0, 20.0, 40.0)  # tokens per second at which chips are compared
BATCHES = np.unique(np.round(np.geomspace(1, 4096, 37)))


def calibration(world: World, model_id: str = "llama-3.1-70b", accelerator_id: str | None = None) -> Reached:
    """What a roofline is divided by: the share of its speed that servers of such models were measured to reach, by load
    and chip; before any was measured, one assumed for all.
    """
    sparse = bool(shapes(world)[model_id].experts.value > 1)
    return reached_by_load(world, sparse=sparse, chip=accelerator_id) or Reached(
        world.parameter("decode-calibration"), Quantity(0.0)
    )


def quoted_rents(world: World) -> dict[str, Price]:
    """Rent of each rival chip that has a price [USD/chip-hour], by id."""
    found = {}
    for chip in RIVALS:
        with suppress(NoPriceError):
            found[chip] = rent(world, chip)
    return found


@dataclass(frozen=True)
class Sweep:
    """One model on one kind of chip over all batches that fit.

    Parameters
    ----------
    group : chips of one copy of the model
    batch : conversations served together, an array
    ideal : step times by the roofline alone [s]
    """

    group: Quantity
    batch: np.ndarray
    ideal: Quantity

    def at(self, reached: Reached) -> dict[str, Quantity]:
        """What servers reach of it: user_speed, throughput, usd_at_1 (at USD 1 a chip-hour)."""
        step = inference.calibrated_step_time(self.ideal, reached.at(self.batch))
        throughput = inference.decode_throughput(self.batch, step)
        return {
            "user_speed": inference.user_speed(step),
            "throughput": throughput,
            "usd_at_1": inference.cost_per_mtok(1.0, throughput, chips_per_replica=self.group),
        }

    def only(self, places: list[int]) -> Sweep:
        """The same for some of the batches."""
        return Sweep(self.group, self.batch[places], self.ideal[places])


@cache
def sweep(world: World, model_id: str, accelerator_id: str, *, cached_tokens: float = CONTEXT) -> Sweep:
    """One of the models served on one kind of chip."""
    shape, chip, precision = shapes(world)[model_id], chips(world)[accelerator_id], SERVED[model_id]
    group = group_size(shape, chip, precision)
    limit = batch_limit(shape, chip, group=group, cached_tokens=cached_tokens, precision=precision)
    batch = BATCHES[limit.value >= BATCHES]
    ideal = ideal_step(shape, chip, group=group, batch=batch, cached_tokens=cached_tokens, precision=precision)
    return Sweep(group, batch, ideal)


@cache
def cost_at_speeds(world: World) -> pd.DataFrame:
    """Least cost of a million output tokens at three user speeds, by model and chip that has a price.

    The batch is the one that is cheapest at the central calibration. Columns: model_id, model, accelerator_id, chip,
    maker, speed, usd, usd_at_1 (at USD 1 a chip-hour), group.
    """
    rows = []
    for model_id in SERVED:
        for accelerator_id, price in quoted_rents(world).items():
            chip, swept = chips(world)[accelerator_id], sweep(world, model_id, accelerator_id)
            name, group = shapes(world)[model_id].name, float(swept.group.value)
            reached = calibration(world, model_id, accelerator_id)
            chosen = _cheapest_batches(swept.at(reached.settled()))
            unit = swept.only(list(chosen.values())).at(reached)["usd_at_1"]
            for n, speed in enumerate(chosen):
                usd = unit[n] * price
                rows.append([model_id, name, accelerator_id, chip_name(chip), chip.maker, speed, usd, unit[n], group])
    columns = ["model_id", "model", "accelerator_id", "chip", "maker", "speed", "usd", "usd_at_1", "group"]
    return table_of(rows, columns)


def _cheapest_batches(reached: dict[str, Quantity]) -> dict[float, int]:
    """Place of the batch of least cost at which a user still has each of the speeds; no entry where none has."""
    speed, usd = reached["user_speed"].value, reached["usd_at_1"].value
    able = {wanted: np.where(speed >= wanted, usd, np.inf) for wanted in SPEEDS if (speed >= wanted).any()}
    return {wanted: int(np.argmin(cost)) for wanted, cost in able.items()}


@cache
def rival_ratio(world: World) -> pd.DataFrame:
    """For each model and speed: cost on the best Nvidia chip over cost on the best other one, whichever they are.

    The interval holds the rents, and that two servers differ in what they reach of the roofline. Speeds of one model
    that the same servers give at the same cost are one case, of the highest of them. Columns: model_id, model, speed,
    ratio, best_nvidia, best_other (at the central prices), sellers (of the other chip).
    """
    rows, doubt, rents = [], _unlike_servers(world), quoted_rents(world)
    for case, chips_of in cost_at_speeds(world).groupby(["model_id", "model", "speed"], sort=False):
        own = chips_of["maker"] == "NVIDIA"
        if own.all() or not own.any():
            continue
        sides = [chips_of[own], chips_of[~own]]
        nvidia, other = (minimum_of(side["usd"]) for side in sides)
        best = [side.loc[plain(side["usd"]).idxmin()] for side in sides]
        sellers = rents[best[1]["accelerator_id"]].n
        rows.append([*case, nvidia / other * doubt, *(one["chip"] for one in best), sellers])
    table = table_of(rows, ["model_id", "model", "speed", "ratio", "best_nvidia", "best_other", "sellers"])
    same = table.assign(central=plain(table["ratio"]).round(9)).duplicated(["model_id", "central"], keep="last")
    return table[~same].reset_index(drop=True)


def _unlike_servers(world: World) -> Quantity:
    """What one server reaches of its roofline over what another does that has nothing to do with it: 1, in doubt."""
    share = calibration(world).reference
    other = np.random.default_rng(world.seed).permutation(share.samples)
    return Quantity(1.0, share.samples / other, share.rows)


@cache
def measured_costs(world: World) -> pd.DataFrame:
    """Measured sweeps of the models served, priced at the rents in use.

    Columns: model_id, accelerator_id, group, batch, user_speed, throughput [token/s], usd_at_1 (at USD 1 a chip-hour),
    usd [USD/Mtok].
    """
    table = benchmarks(world)
    table = table[(table["suite"] == "ml_energy") & table["tokens_per_s_per_user"].notna()]
    prices = quoted_rents(world)
    rows = []
    for model_id in SERVED:
        own = table[table["model_id"] == MEASURED_AS.get(model_id, model_id)]
        own = own[own["accelerator_id"].isin(prices)]
        for row in own.itertuples():
            unit = inference.cost_per_mtok(1.0, row.tokens_per_s, chips_per_replica=row.chips)
            rows.append(
                [model_id, row.accelerator_id, row.chips, row.batch, row.tokens_per_s_per_user]
                + [row.tokens_per_s, unit, unit * prices[row.accelerator_id]]
            )
    columns = ["model_id", "accelerator_id", "group", "batch", "user_speed", "throughput", "usd_at_1", "usd"]
    return table_of(rows, columns)


@cache
def measured_at(world: World, wanted: float, model_id: str = "llama-3.1-70b") -> pd.DataFrame:
    """Cost of a million tokens of a model on measured servers, at a speed between two measured ones, by chip.

    Columns: accelerator_id, chip, group, usd_at_1 (at USD 1 a chip-hour), usd. The interval is that of the rent: each
    chip was measured on one server.
    """
    runs = measured_costs(world)
    rows = []
    for chip_id, of_chip in runs[runs["model_id"] == model_id].groupby("accelerator_id", sort=False):
        ordered = of_chip.iloc[np.argsort(plain(of_chip["user_speed"]).to_numpy())]
        speed = np.log(plain(ordered["user_speed"]).to_numpy(float))
        above = int(np.searchsorted(speed, np.log(wanted)))
        if not 0 < above < len(speed):
            continue
        slower, faster = (quantities(ordered["usd_at_1"])[place] for place in (above - 1, above))
        part = float((np.log(wanted) - speed[above - 1]) / (speed[above] - speed[above - 1]))
        unit = slower ** (1 - part) * faster**part
        chip, price = chips(world)[chip_id], quoted_rents(world)[chip_id]
        rows.append([chip_id, chip_name(chip), float(ordered["group"].iloc[0]), unit, unit * price])
    return table_of(rows, ["accelerator_id", "chip", "group", "usd_at_1", "usd"])


def over_line(world: World) -> pd.DataFrame:
    """Measured cost over the calculated line of the same model and chip, at the same speed; no row beyond its wall.

    Adds ratio to `measured_costs`. The line is that of the central calibration; the rent is the same on both sides.
    """
    measured = measured_costs(world)
    if measured.empty:
        raise LackingError(f"no server of {', '.join(SERVED)} was measured up to {world.as_of}")
    frames = []
    for (model_id, accelerator_id), runs in measured.groupby(["model_id", "accelerator_id"], sort=False):
        line = sweep(world, model_id, accelerator_id).at(calibration(world, model_id, accelerator_id).settled())
        speed, usd = line["user_speed"].value, line["usd_at_1"].value
        order = np.argsort(speed, kind="stable")
        at_speed = np.interp(plain(runs["user_speed"]), speed[order], usd[order], right=np.nan)
        ratio = quantities(runs["usd_at_1"] / at_speed).also(line["usd_at_1"])
        frames.append(runs.assign(ratio=column(ratio, runs.index)))
    return pd.concat(frames, ignore_index=True).dropna(subset=["ratio"])


HOSTED = {
    "llama-3.1-8b": ("llama-3.1-8b", "llama-3-8b"),
    "llama-3.1-70b": ("llama-3.3-70b", "llama-3.1-70b", "llama-3-70b"),
    "llama-3.1-405b": ("llama-3.1-405b",),
    "gpt-oss-120b": ("gpt-oss-120b",),
    "deepseek-v3": ("deepseek-v3", "deepseek-r1"),
}


@cache
def hosts(world: World) -> pd.DataFrame:
    """Newest list price of output [USD/Mtok] of each host for the models served; blends where only they are known."""
    prices = world.quantities("api_prices", "usd_per_mtok_output", "usd_per_mtok_blended")
    table = prices.sort_values("as_of")
    rows = []
    for model_id, family in HOSTED.items():
        own = table[table["model_id"].isin(family) & (table["offer"] == "standard")]
        for row in own.drop_duplicates("provider", keep="last").itertuples():
            only_blend = np.isnan(row.usd_per_mtok_output.value)
            usd = row.usd_per_mtok_blended if only_blend else row.usd_per_mtok_output
            rows.append([model_id, row.provider, row.variant, usd, row.as_of, only_blend])
    if not rows:
        raise LackingError(f"no host of {', '.join(SERVED)} lists a price up to {world.as_of}")
    return table_of(rows, ["model_id", "provider", "variant", "usd", "as_of", "only_blend"])


def fitted_server(world: World, model_id: str = "llama-3.1-70b", accelerator_id: str = "h100-sxm") -> pd.Series:
    """A server whose measured steps lie on a straight line: the row of `step_fits` (t0, t1, chips) and its rent."""
    fits = step_fits(world)
    fits = fits[(fits["model_id"] == model_id) & (fits["accelerator_id"] == accelerator_id)]
    if fits.empty:
        raise LackingError(f"no steps of {model_id} on {accelerator_id} were measured up to {world.as_of}")
    fit = fits.iloc[0].copy()
    fit["rent"] = rent(world, accelerator_id)
    return fit


def software_gain(world: World) -> Quantity:
    """Best offline result of MLPerf in 2025 over that of 2024: Llama 2 70B on an H100."""
    runs = world.quantities("throughput_benchmarks", "tokens_per_s_per_chip")
    alike = (runs["model_id"] == "llama-2-70b") & (runs["accelerator_id"] == "h100-sxm") & (runs["mode"] == "offline")
    runs = runs[alike]
    before, after = (runs[runs["as_of"].dt.year == year]["tokens_per_s_per_chip"] for year in (2024, 2025))
    return greatest_of(after) / greatest_of(before)
