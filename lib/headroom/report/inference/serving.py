"""Models and chips as the roofline sees them, what it predicts, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import NoPriceError, Price, World

GIGA, TERA = 1e9, 1e12
CACHE_BYTES = 2.0  # of a cached element, in 16 bits
SMALL_CACHE = 1 / 2  # assumed where the maker's server runs 8- or 4-bit weights at its highest throughput: 8 bits
ALLREDUCES = 4.0  # of a layer on several chips
PROMPT = 200.0  # tokens assumed where a benchmark does not state the prompt
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
    sources : keys of the rows
    """

    model_id: str
    name: str
    total_params: float
    active_params: float
    layers: float
    width: float
    cache_bytes_per_token: float
    experts: float
    experts_per_token: float
    sources: tuple[str, ...]

    @property
    def dense(self) -> bool:
        """Whether each token uses all weights."""
        return self.experts == 1

    def read_params(self, batch: float | np.ndarray) -> float | np.ndarray:
        """Parameters that one step reads for a batch."""
        return inference.read_params(
            self.total_params,
            self.active_params,
            experts=self.experts,
            experts_per_token=self.experts_per_token,
            batch=batch,
        )


@cache
def shapes(world: World) -> dict[str, Shape]:
    """All models whose shape and size are known, by id."""
    models = world.table("models").set_index("id")
    found = {}
    for row in world.table("model_architectures").itertuples():
        model = models.loc[row.model_id]
        needed = (row.layers, row.d_model, row.kv_elements_per_token_per_layer, row.layers_with_full_kv)
        if not np.isfinite([*needed, model["params"], model["active_params"]]).all():
            continue
        sparse = np.isfinite(row.n_experts)
        found[row.model_id] = Shape(
            row.model_id,
            model["name"],
            float(model["params"]),
            float(model["active_params"]),
            float(row.layers),
            float(row.d_model),
            float(
                inference.cache_bytes_per_token(
                    row.layers_with_full_kv, row.kv_elements_per_token_per_layer, bytes_per_element=CACHE_BYTES
                )
            ),
            float(row.n_experts) if sparse else 1.0,
            float(row.experts_per_token) if sparse else 1.0,
            (row.source_key, model["source_key"]),
        )
    return found


@dataclass(frozen=True)
class Chip:
    """What of a chip matters to serving.

    Parameters
    ----------
    accelerator_id, name : id and name
    bandwidth : of memory [byte/s]
    memory : [byte]
    peaks : dense peak by number format [FLOP/s]
    maker : designer
    """

    accelerator_id: str
    name: str
    bandwidth: float
    memory: float
    peaks: dict[str, float]
    maker: str

    def peak(self, precision: str) -> float:
        """Peak for weights in a format; arithmetic is in the widest format not below it that the chip has."""
        wanted = {"fp4": ("fp4", "fp8", "16bit"), "fp8": ("fp8", "16bit"), "16bit": ("16bit",)}
        known = wanted[ARITHMETIC.get(precision, "16bit")]
        return next(self.peaks[name] for name in known if np.isfinite(self.peaks[name]))


@cache
def chips(world: World) -> dict[str, Chip]:
    """All accelerators by id."""
    return {
        row.id: Chip(
            row.id,
            row.name,
            row.memory_bandwidth_gb_s * GIGA,
            row.memory_gb * GIGA,
            {
                "16bit": row.peak_dense_tflops_16bit * TERA,
                "fp8": row.peak_dense_tflops_fp8 * TERA,
                "fp4": row.peak_dense_tflops_fp4 * TERA,
            },
            row.vendor,
        )
        for row in world.table("accelerators").itertuples()
    }


def parts(
    shape: Shape, chip: Chip, *, group: float, batch: float, cached_tokens: float, precision: str
) -> dict[str, float]:
    """The times of one decode step [s]: weights, cache, arithmetic, communication."""
    machine = {"chips": group, "memory_bandwidth": chip.bandwidth}
    reductions = np.where(np.asarray(group) > 1, ALLREDUCES, 0.0)
    return {
        "weights": inference.weight_time(
            shape.read_params(batch), bytes_per_param=PRECISION_BYTES[precision], **machine
        ),
        "cache": inference.cache_time(
            batch, cached_tokens, cache_bytes_per_token=shape.cache_bytes_per_token, **machine
        ),
        "arithmetic": inference.arithmetic_time(
            shape.active_params, batch, chips=group, peak_flop_per_second=chip.peak(precision)
        ),
        "communication": inference.communication_time(
            shape.layers, reductions, allreduce_latency=inference.allreduce_latency_erdil2025(group)
        ),
    }


def ideal_step(shape: Shape, chip: Chip, **how: float | str) -> float:
    """The roofline's least step time without communication [s]: what the calibration is measured against."""
    time = parts(shape, chip, **how)
    return inference.decode_step_time(
        time["weights"], time["cache"], arithmetic_time=time["arithmetic"], communication_time=0.0
    )


def batch_limit(shape: Shape, chip: Chip, *, group: float, cached_tokens: float, precision: str) -> float:
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


def measured(world: World) -> pd.DataFrame:
    """Measurements of models and chips that the calculator knows."""
    table = world.table("throughput_benchmarks")
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
        return "reasoning" if "reasoning" in row["scenario"] else "chat"
    if row["suite"] == "tensorrt_llm":
        return "longest"
    return "production" if row["suite"] == "production" else None


def _deepseek_batch(world: World) -> tuple[float, float]:
    """Sequences in flight per node of DeepSeek's service, and their mean cached tokens."""
    rows = world.table("throughput_benchmarks").set_index("id")
    row = rows.loc["deepseek-v3-h800-decode"]
    return row["tokens_per_s"] / row["tokens_per_s_per_user"], world.parameter("deepseek-v3-ctx").central


@cache
def against_roofline(world: World) -> pd.DataFrame:
    """Measured throughput over the roofline's bound, one row a measurement.

    Adds scenario (key of `SCENARIOS`), bound [token/s], reached (measured over bound), used_batch, used_context. Where
    the batch is not stated (highest throughput) the bound takes all sequences that memory holds with an 8-bit cache and
    counts reading the prompts at the peak. MLPerf is left out: its tables state neither batch nor prompt.
    """
    table = measured(world)
    table["scenario_key"] = table.apply(_scenario, axis=1)
    table = table.dropna(subset=["scenario_key", "tokens_per_s"])
    rows = []
    for row in table.itertuples():
        shape, chip = shapes(world)[row.model_id], chips(world)[row.accelerator_id]
        answer = row.output_tokens if np.isfinite(row.output_tokens) else 32.0
        prompt = row.input_tokens if np.isfinite(row.input_tokens) else PROMPT
        context, batch, prefill = prompt + answer / 2, row.batch, 0.0
        group = row.chips
        if row.scenario_key == "production":
            in_node, context = _deepseek_batch(world)
            wide = world.parameter("deepseek-v3-ep").central
            batch, group = in_node * wide / row.chips, wide
        if not np.isfinite(batch):
            shape = replace(shape, cache_bytes_per_token=shape.cache_bytes_per_token * SMALL_CACHE)
            batch = batch_limit(shape, chip, group=group, cached_tokens=context, precision=row.precision)
            if batch < 1:
                continue
            flop = inference.prefill_flop(shape.active_params, prompt, layers=shape.layers, width=shape.width)
            prefill = inference.prefill_time(
                flop, group, peak_flop_per_second=chip.peak(row.precision), prefill_mfu=1.0
            )
        step = ideal_step(shape, chip, group=group, batch=batch, cached_tokens=context, precision=row.precision)
        bound = answer / (prefill + answer * step / batch) * row.chips / group
        rows.append([row.id, row.scenario_key, float(bound), row.tokens_per_s / bound, float(batch), context])
    found = pd.DataFrame(rows, columns=["id", "scenario_key", "bound", "reached", "used_batch", "used_context"])
    return table.drop(columns="scenario_key").merge(found, on="id").reset_index(drop=True)


def reached(world: World) -> pd.DataFrame:
    """Share of the roofline that each scenario reaches: number, lowest, quartiles, highest."""
    grouped = against_roofline(world).groupby("scenario_key")["reached"]
    table = grouped.describe()[["count", "min", "25%", "50%", "75%", "max"]]
    return table.rename(columns={"25%": "lower", "50%": "median", "75%": "upper"}).reset_index()


@cache
def step_fits(world: World) -> pd.DataFrame:
    """Straight lines through measured step times: t = t0 + t1 B, by least squares up to a batch of 256.

    Columns: label, model_id, accelerator_id, chips, precision, context, t0, t1 [s], n, ideal_t0, ideal_t1 [s].
    """
    table = world.table("throughput_benchmarks")
    table = table[(table["suite"] == "ml_energy") & (table["batch"] <= BATCH_OF_FIT)]
    rows = []
    for (model, variant, chip_id, group, precision), sweep in table.groupby(
        ["model_id", "variant", "accelerator_id", "chips", "precision"]
    ):
        if len(sweep) < 4 or model not in shapes(world) or "reasoning" in sweep["scenario"].iloc[0]:
            continue
        slope, base = np.polyfit(sweep["batch"], sweep["median_inter_token_ms"] / 1e3, 1)
        shape, chip = shapes(world)[model], chips(world)[chip_id]
        context = PROMPT + sweep["output_tokens"].mean() / 2
        one = parts(shape, chip, group=group, batch=1.0, cached_tokens=context, precision=precision)
        label = f"{variant}, {group:.0f} {chip_name(chip)}"
        per_sequence = one["cache"] + one["arithmetic"]
        rows.append(
            [label, model, chip_id, group, precision, context, base, slope, len(sweep), one["weights"], per_sequence]
        )
    columns = ["label", "model_id", "accelerator_id", "chips", "precision", "context", "t0", "t1", "n"]
    return pd.DataFrame(rows, columns=[*columns, "ideal_t0", "ideal_t1"])


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


RENTS = ("cloud_on_demand", "marketplace", "cloud_reserved", "cloud_spot")


@cache
def rent(world: World, accelerator_id: str) -> Price | None:
    """Rental price of a chip-hour in use: on demand, else in a marketplace, reserved, spot; a fresh one first."""
    stale = None
    for kind in RENTS:
        try:
            price = world.price(accelerator_id, kind)
        except NoPriceError:
            continue
        if not price.stale:
            return price
        stale = price if stale is None else stale
    return stale


def group_size(shape: Shape, chip: Chip, precision: str, *, spare: float = 0.4) -> float:
    """Fewest chips, a power of two, that hold the weights and leave a share of memory for caches."""
    need = shape.total_params * PRECISION_BYTES[precision] / (1 - spare)
    return float(2 ** np.ceil(np.log2(max(need / chip.memory, 1))))
