"""Numbers of a chip's specification in SI units, each with the chip's row."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import Quantity, World

GIGA, TERA = 1e9, 1e12
PEAKS = {  # number format: column of the accelerators
    "16bit": "peak_dense_tflops_16bit",
    "fp8": "peak_dense_tflops_fp8",
    "fp4": "peak_dense_tflops_fp4",
    "tf32": "peak_dense_tflops_tf32",
    "fp32": "peak_dense_tflops_fp32",
}
SHEET = {f"peak_{of_format}": (column, TERA) for of_format, column in PEAKS.items()} | {
    # name: column of the accelerators, factor to SI
    "memory": ("memory_gb", GIGA),
    "bandwidth": ("memory_bandwidth_gb_s", GIGA),
    "links": ("interconnect_gb_s", GIGA),
    "power": ("tdp_w", 1.0),
}
SERVERS = {  # parameter of servers -> family of chips -> which of the parameter's cases fits it; others: the default
    "server-overhead": {"p100": "p100", "v100": "v100", "a100": "a100"},
    "server-power-mult": {"v100": "v100", "a100": "a100", "tpu": "tpu"}
    | dict.fromkeys(("h100", "h800", "h200"), "h100"),
}


@cache
def specifications(world: World) -> pd.DataFrame:
    """The accelerators with the numbers of `SHEET` as quantities; what a sheet does not state is unknown.

    Dense peaks by number format [FLOP/s], memory [byte], bandwidth of it [byte/s], links to other chips (the sum of
    both directions, as vendors print it) [byte/s], rated power [W].
    """
    table = world.quantities("accelerators", *(column for column, _ in SHEET.values()))
    numbers = {name: table[column] * factor for name, (column, factor) in SHEET.items()}
    return table.drop(columns=[column for column, _ in SHEET.values()]).assign(**numbers)


@cache
def _numbers(world: World, name: str) -> dict[str, Quantity]:
    table = specifications(world)
    return dict(zip(table["id"], table[name], strict=True))


def of_chip(world: World, chip: str, name: str = "peak_16bit") -> Quantity:
    """A number of a chip's specification, one of `SHEET`.

    Raises
    ------
    UnknownError
        If there is no such chip.
    """
    numbers = _numbers(world, name)
    return numbers[chip] if chip in numbers else numbers[world.row("accelerators", chip)["id"]]


def is_tpu(world: World, chip: str) -> bool:
    """Whether a chip is a TPU, whose price nobody quotes."""
    return world.row("accelerators", chip)["kind"] == "tpu"


def parameter_of(world: World, kind: str, chip: str) -> str:
    """Id of the parameter `kind` (one of `SERVERS`) that fits a chip, by the family of the chip."""
    family = world.row("accelerators", chip)["family"]
    return f"{kind}-{SERVERS[kind].get(family, 'default')}"


def server_factor(world: World, chip: str) -> Quantity:
    """Rated power of a server over that of its chips."""
    return world.parameter(parameter_of(world, "server-power-mult", chip))


def load_of(world: World, chip: str) -> Quantity:
    """Average draw over rated power in training, for GPUs or TPUs."""
    return world.parameter(f"avg-power-fraction-{'tpu' if is_tpu(world, chip) else 'gpu'}")
