"""Models and chips as the roofline sees them, and what it predicts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from headroom.calculator import inference
from headroom.evidence import Quantity, World
from headroom.report.facts.chips import PEAKS, specifications

CACHE_BYTES = 2.0  # of a cached element, in 16 bits
ALLREDUCES = 4.0  # of a layer on several chips
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


def group_size(shape: Shape, chip: Chip, precision: str, *, spare: float = 0.4) -> Quantity:
    """Fewest chips, a power of two, that hold the weights and leave a share of memory for caches."""
    need = shape.total_params * PRECISION_BYTES[precision] / (1 - spare)
    return 2.0 ** np.ceil(np.log2(np.maximum(need / chip.memory, 1.0)))


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


def critical_batch(world: World, precision: str, shape: Shape | None = None) -> Quantity:
    """Conversations at which arithmetic takes as long as reading weights on an H100; by default of a dense model."""
    chip = chips(world)["h100-sxm"]
    total, active = (shape.total_params, shape.active_params) if shape else (1.0, 1.0)
    return inference.critical_batch(
        chip.peak(precision),
        chip.bandwidth,
        bytes_per_param=PRECISION_BYTES[precision],
        total_params=total,
        active_params=active,
    )


ARCHITECTURE_BATCH = 64.0  # at which an architecture's effect on cost is compared


def architecture_factors(world: World) -> dict[str, Quantity]:
    """What architecture alone does to the cost of a token on one machine: factors, larger is cheaper.

    Llama 3.1 405B against DeepSeek-V3, both in 8 bits on 16 H200 at one context: a step at one batch, a token where
    each fills its memory with conversations; and the parts.
    """
    known, chip = shapes(world), chips(world)["h200-sxm"]
    dense, sparse, old = known["llama-3.1-405b"], known["deepseek-v3"], known["gpt-3-175b"]
    how = {"group": 16.0, "cached_tokens": 4096.0, "precision": "fp8"}

    def step(shape: Shape, batch: float | Quantity) -> Quantity:
        return ideal_step(shape, chip, batch=batch, **how)

    def full_server(shape: Shape) -> Quantity:
        """Seconds for a token where memory holds no further conversation."""
        batch = batch_limit(shape, chip, **how)
        return step(shape, batch) / batch

    return {
        "step": step(dense, ARCHITECTURE_BATCH) / step(sparse, ARCHITECTURE_BATCH),
        "token": full_server(dense) / full_server(sparse),
        "arithmetic": dense.active_params / sparse.active_params,
        "cache": dense.cache_bytes_per_token / sparse.cache_bytes_per_token,
        "cache_since_gpt3": old.cache_bytes_per_token / sparse.cache_bytes_per_token,
    }
