"""Models and chips as the roofline sees them, what it predicts, and what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import fit_line, median_of
from headroom.evidence.columns import column, quantities
from headroom.report.facts.chips import PEAKS, specifications

CACHE_BYTES = 2.0  # of a cached element, in 16 bits
SMALL_CACHE = 1 / 2  # assumed where the maker's server runs 8- or 4-bit weights at its highest throughput: 8 bits
ALLREDUCES = 4.0  # of a layer on several chips
PROMPT = 200.0  # tokens assumed where a benchmark does not state the prompt
ANSWER = 32.0  # tokens assumed where one does not state the answer
BATCH_OF_FIT = 256.0  # up to which a measured step is a straight line
PRECISION_BYTES = {"bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5, "int4": 0.5, "mxfp4": 0.53}
ARITHMETIC = {"bf16": "16bit", "fp16": "16bit", "fp8": "fp8", "int8": "fp8", "fp4": "fp4", "int4": "16bit"}


@dataclass(frozen=True)
class Shape:
    """What of a model matters to the machine that serves it.

    Parameters
    ----------
    model_id : id in the table of models
    name : what readers call it
    total_params, active_params : weights held, and used for one token
    layers, width : blocks, and length of the residual vector
    cache_bytes_per_token : of a 16-bit cache past any window
    experts, experts_per_token : 1 and 1 for a dense model
    """

    model_id: str
    name: str
    total_params: Quantity
    active_params: Quantity
    layers: Quantity
    width: Quantity
    cache_bytes_per_token: Quantity
    experts: Quantity
    experts_per_token: Quantity

    def read_params(self, batch: float | np.ndarray | Quantity) -> Quantity:
        """Parameters that one step reads for a batch."""
        return inference.read_params(
            self.total_params,
            self.active_params,
            experts=self.experts,
            experts_per_token=self.experts_per_token,
            batch=batch,
        )


DENSE = Quantity(1.0)  # experts of a model that has none
DIMENSIONS = ("layers", "d_model", "kv_elements_per_token_per_layer", "layers_with_full_kv")
EXPERTS = ("n_experts", "experts_per_token")


@cache
def shapes(world: World) -> dict[str, Shape]:
    """All models whose shape and size are known, by id."""
    table = world.quantities("model_architectures", *DIMENSIONS, *EXPERTS)
    sizes = world.quantities("models", "params", "active_params")[["id", "name", "params", "active_params"]]
    models = {model.id: model for model in sizes[sizes["id"].isin(table["model_id"])].itertuples()}
    found = {}
    for row in table[["model_id", *DIMENSIONS, *EXPERTS]].itertuples():
        model = models[row.model_id]
        needed = (*(getattr(row, name) for name in DIMENSIONS), model.params, model.active_params)
        if not np.isfinite([one.value for one in needed]).all():
            continue
        sparse = np.isfinite(row.n_experts.value)
        found[row.model_id] = Shape(
            row.model_id,
            model.name,
            model.params,
            model.active_params,
            row.layers,
            row.d_model,
            inference.cache_bytes_per_token(
                row.layers_with_full_kv, row.kv_elements_per_token_per_layer, bytes_per_element=CACHE_BYTES
            ),
            row.n_experts if sparse else DENSE,
            row.experts_per_token if sparse else DENSE,
        )
    return found


@dataclass(frozen=True)
class Chip:
    """What of a chip matters to serving: its spec sheet in the units of the calculator.

    Parameters
    ----------
    accelerator_id, name : id and name
    bandwidth : of memory [byte/s]
    memory : [byte]
    peaks : dense peak by number format [FLOP/s]
    power : thermal design power [W]
    maker : designer
    """

    accelerator_id: str
    name: str
    bandwidth: Quantity
    memory: Quantity
    peaks: dict[str, Quantity]
    power: Quantity
    maker: str

    def peak(self, precision: str) -> Quantity:
        """Peak for weights in a format; arithmetic is in the widest format not below it that the chip has."""
        wanted = {"fp4": ("fp4", "fp8", "16bit"), "fp8": ("fp8", "16bit"), "16bit": ("16bit",)}
        known = wanted[ARITHMETIC.get(precision, "16bit")]
        return next(self.peaks[name] for name in known if np.isfinite(self.peaks[name].value))


@cache
def chips(world: World) -> dict[str, Chip]:
    """All accelerators by id."""
    table = specifications(world)
    peaks = [dict(zip(PEAKS, of_one, strict=True)) for of_one in zip(*(table[f"peak_{p}"] for p in PEAKS), strict=True)]
    columns = (table["id"], table["name"], table["bandwidth"], table["memory"], peaks, table["power"], table["vendor"])
    return {row[0]: Chip(*row) for row in zip(*columns, strict=True)}


Number = float | np.ndarray | Quantity


def parts(
    shape: Shape, chip: Chip, *, group: Number, batch: Number, cached_tokens: Number, precision: str
) -> dict[str, Quantity]:
    """The times of one decode step [s]: weights, cache, arithmetic, communication."""
    machine = {"chips_per_replica": group, "memory_bandwidth": chip.bandwidth}
    reductions = np.where(group > 1, ALLREDUCES, 0.0)
    return {
        "weights": inference.weight_time(
            shape.read_params(batch), bytes_per_param=PRECISION_BYTES[precision], **machine
        ),
        "cache": inference.cache_time(
            batch, cached_tokens, cache_bytes_per_token=shape.cache_bytes_per_token, **machine
        ),
        "arithmetic": inference.arithmetic_time(
            shape.active_params, batch, chips_per_replica=group, peak_flop_per_second=chip.peak(precision)
        ),
        "communication": inference.communication_time(
            shape.layers, reductions, allreduce_latency=inference.allreduce_latency_erdil2025(group)
        ),
    }


def ideal_step(shape: Shape, chip: Chip, **how: Number | str) -> Quantity:
    """The roofline's least step time without communication [s]: what the calibration is measured against."""
    time = parts(shape, chip, **how)
    return inference.decode_step_time(
        time["weights"], time["cache"], arithmetic_time=time["arithmetic"], communication_time=0.0
    )


def batch_limit(shape: Shape, chip: Chip, *, group: Number, cached_tokens: Number, precision: str) -> Quantity:
    """Sequences whose cache fits beside the weights."""
    return inference.batch_limit(
        group,
        chip.memory,
        total_params=shape.total_params,
        bytes_per_param=PRECISION_BYTES[precision],
        cached_tokens=cached_tokens,
        cache_bytes_per_token=shape.cache_bytes_per_token,
        reserved_memory=0.0,
    )


MEASURED = ("tokens_per_s", "tokens_per_s_per_user", "median_inter_token_ms")


def benchmarks(world: World) -> pd.DataFrame:
    """The table of throughput; what was measured are quantities, chips, batch and lengths are how it was measured."""
    return world.quantities("throughput_benchmarks", *MEASURED)


def measured(world: World) -> pd.DataFrame:
    """Measurements of models and chips that the calculator knows."""
    table = benchmarks(world)
    known = table["model_id"].isin(shapes(world)) & table["accelerator_id"].isin(chips(world)) & table["chips"].notna()
    table = table[known & table["precision"].isin(PRECISION_BYTES) & (table["tokens_counted"] == "output")]
    return table.reset_index(drop=True)


SCENARIOS = {
    "single stream": "One stream, hand-tuned code",
    "chat": "Chat, open-source server",
    "reasoning": "Reasoning, open-source server",
    "longest": "Highest throughput, maker's server",
    "production": "Production service",
}


def _scenario(row: pd.Series) -> str | None:
    if row["suite"] == "single_stream":
        return "single stream"
    if row["suite"] == "ml_energy":
        return row["mode"]
    if row["suite"] == "tensorrt_llm":
        return "longest"
    return "production" if row["suite"] == "production" else None


def _deepseek_batch(world: World) -> tuple[Quantity, Quantity]:
    """Sequences in flight per node of DeepSeek's service, and their mean cached tokens."""
    row = benchmarks(world).set_index("id").loc["deepseek-v3-h800-decode"]
    return row["tokens_per_s"] / row["tokens_per_s_per_user"], world.parameter("deepseek-v3-ctx")


@cache
def against_roofline(world: World) -> pd.DataFrame:
    """Measured throughput over the roofline's bound, one row a measurement.

    Adds scenario (key of `SCENARIOS`), bound [token/s], reached (measured over bound), used_batch, used_context. Where
    the batch is not stated (highest throughput) the bound takes all sequences that memory holds with an 8-bit cache and
    counts reading the prompts at the peak. MLPerf is left out: its tables state neither batch nor prompt.
    """
    table = measured(world)
    table["scenario_key"] = table[["suite", "mode"]].apply(_scenario, axis=1)
    table = table.dropna(subset=["scenario_key", "tokens_per_s"]).reset_index(drop=True)
    setting = _setting(table)
    alike = table.groupby(["model_id", "accelerator_id", "precision", "scenario_key", table["batch"].isna()]).indices
    allowed = {}
    for of, places in alike.items():
        bound, *used = _allowed(world, *of, **{name: of_all[places] for name, of_all in setting.items()})
        allowed |= {place: [bound[n], *(one[n] for one in used)] for n, place in enumerate(places)}
    found = table_of([allowed[n] for n in table.index], ["bound", "used_batch", "used_context"])
    table = table.join(found).assign(reached=table["tokens_per_s"] / found["bound"])
    return table[table["used_batch"] >= 1].reset_index(drop=True)


def _setting(table: pd.DataFrame) -> dict[str, Quantity]:
    """How servers were measured: chips, batch (unknown in some), tokens of prompt and answer."""
    rows = quantities(table["tokens_per_s"]).rows
    names = {"group": "chips", "batch": "batch", "prompt": "input_tokens", "answer": "output_tokens"}
    assumed = {"prompt": PROMPT, "answer": ANSWER}
    return {
        name: Quantity(table[field].fillna(assumed.get(name, np.nan)).to_numpy(float), rows=rows)
        for name, field in names.items()
    }


def _allowed(
    world: World,
    model_id: str,
    chip_id: str,
    precision: str,
    scenario: str,
    no_batch: bool,
    *,
    group: Quantity,
    batch: Quantity,
    prompt: Quantity,
    answer: Quantity,
) -> tuple[Quantity, np.ndarray, np.ndarray]:
    """What the roofline allows measurements of one model and kind of chip [token/s], at what batch and context."""
    shape, chip = shapes(world)[model_id], chips(world)[chip_id]
    context, wide, prefill = prompt + answer / 2, group, 0.0
    if scenario == "production":
        in_node, cached = _deepseek_batch(world)
        wide, context = world.parameter("deepseek-v3-ep"), group * 0 + cached
        batch = in_node * wide / group
    elif no_batch:
        shape = replace(shape, cache_bytes_per_token=shape.cache_bytes_per_token * SMALL_CACHE)
        batch = batch_limit(shape, chip, group=group, cached_tokens=context, precision=precision)
        flop = inference.prefill_flop(shape.active_params, prompt, layers=shape.layers, width=shape.width)
        prefill = inference.prefill_time(flop, group, peak_flop_per_second=chip.peak(precision), prefill_mfu=1.0)
    step = ideal_step(shape, chip, group=wide, batch=batch, cached_tokens=context, precision=precision)
    bound = answer / (prefill + answer * step / batch) * group / wide
    return bound, batch.value, context.value


def reached(world: World) -> pd.DataFrame:
    """Share of the roofline that each scenario reaches: number of measurements, and their median between quartiles."""
    grouped = against_roofline(world).groupby("scenario_key")["reached"]
    rows = [[key, len(shares), median_of(shares, between=(0.25, 0.75))] for key, shares in grouped]
    return table_of(rows, ["scenario_key", "count", "median"])


@cache
def step_fits(world: World) -> pd.DataFrame:
    """Straight lines through measured step times: t = t0 + t1 B, by least squares up to a batch of 256.

    Columns: label, model_id, accelerator_id, chips, precision, context, t0, t1 [s], n, ideal_t0, ideal_t1 [s].
    """
    table = benchmarks(world)
    table = table[(table["suite"] == "ml_energy") & (table["batch"] <= BATCH_OF_FIT)]
    rows = []
    for (model, variant, chip_id, group, precision), sweep in table.groupby(
        ["model_id", "variant", "accelerator_id", "chips", "precision"]
    ):
        if len(sweep) < 4 or model not in shapes(world) or sweep["mode"].iloc[0] == "reasoning":
            continue
        slope, base = fit_line(sweep["batch"], sweep["median_inter_token_ms"] / 1e3)
        shape, chip = shapes(world)[model], chips(world)[chip_id]
        context = PROMPT + sweep["output_tokens"].mean() / 2
        one = parts(shape, chip, group=group, batch=1.0, cached_tokens=context, precision=precision)
        label = f"{variant}, {group:.0f} {chip_name(chip)}"
        per_sequence = one["cache"] + one["arithmetic"]
        rows.append(
            [label, model, chip_id, group, precision, context, base, slope, len(sweep), one["weights"], per_sequence]
        )
    columns = ["label", "model_id", "accelerator_id", "chips", "precision", "context", "t0", "t1", "n"]
    return table_of(rows, [*columns, "ideal_t0", "ideal_t1"])


def table_of(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    """A table of rows by column names; a column in which quantities stand is one of quantities."""
    made = {}
    for name, values in zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True):
        made[name] = column(values) if any(isinstance(one, Quantity) for one in values) else list(values)
    return pd.DataFrame(made, columns=list(names))


SHORT = {
    "a100-sxm-80": "A100",
    "h100-sxm": "H100",
    "h200-sxm": "H200",
    "b200-sxm": "B200",
    "gb200": "GB200",
    "gb300": "GB300",
    "b300-sxm": "B300",
    "h800-sxm": "H800",
    "mi300x": "MI300X",
    "mi325x": "MI325X",
    "mi355x": "MI355X",
    "tpu-v5e": "TPU v5e",
    "tpu-v5p": "TPU v5p",
    "tpu-v6e": "TPU v6e",
    "tpu-v7": "TPU v7",
    "gaudi3": "Gaudi 3",
    "trainium2": "Trainium2",
    "l40s": "L40S",
    "groq-lpu-v1": "Groq LPU",
    "cerebras-wse-3": "Cerebras WSE-3",
}


def chip_name(chip: Chip) -> str:
    """A chip's name as people say it."""
    return SHORT.get(chip.accelerator_id, chip.name)


def group_size(shape: Shape, chip: Chip, precision: str, *, spare: float = 0.4) -> Quantity:
    """Fewest chips, a power of two, that hold the weights and leave a share of memory for caches."""
    need = shape.total_params * PRECISION_BYTES[precision] / (1 - spare)
    return 2.0 ** np.ceil(np.log2(np.maximum(need / chip.memory, 1.0)))
