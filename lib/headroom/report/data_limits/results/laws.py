"""Scaling laws from the evidence: constants of one law together, and what each law makes of a compute."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN
from headroom.evidence import Quantity, UnknownError, World
from headroom.evidence.aggregates import greatest_of, least_of
from headroom.evidence.columns import column, stacked
from headroom.report.data_limits.results.cells import references

DEFAULT = "besiroglu2024"  # agrees with approaches 1 and 2 of Hoffmann et al. and with Chinchilla itself
REPEATED = "muennighoff2023-c4"  # the only law with fitted repetition: its constants stay together
ROUNDED = "hoffmann2022-rounded"  # as papers print them: never to allocate with
EXACT = "hoffmann2022-unrounded"
PARAMETRIC = {
    DEFAULT: "Besiroglu et al. 2024",
    EXACT: "Hoffmann et al. 2022, approach 3",
    REPEATED: "Muennighoff et al. 2023",
}
LINES = {  # law: label, and the symbol of its coefficient of tokens
    "hoffmann2022-approach1-line": ("Hoffmann et al. 2022, approach 1", "D_coef"),
    "hoffmann2022-approach2-line": ("Hoffmann et al. 2022, approach 2", "D_coef"),
    "porian2024-tuned-optimizer": ("Porian et al. 2024", "k_D"),
    "deepseek2024-allocation": ("DeepSeek LLM 2024", "k_D"),
}
FULL_BITS = 32.0
MENDED = (  # rows of the exponents that lead step by step from Kaplan's setup to agreement
    "porian2024-reproducing-kaplan.a",
    "porian2024-last-layer-flop.a",
    "porian2024-warmup.a",
    "porian2024-tuned-optimizer.a",
)
GOPHER = 5.76e23  # compute of Gopher and of Chinchilla, on which the laws are tried [FLOP]
SYMBOLS = {
    "E": "irreducible_loss",
    "A": "params_coefficient",
    "B": "tokens_coefficient",
    "alpha": "params_exponent",
    "beta": "tokens_exponent",
}


@cache
def constants(world: World, law: str) -> dict[str, Quantity]:
    """Constants of a law by their symbol, as published, each with its row.

    They are points: those of one fit lean on each other, so their published intervals cannot be drawn one by one.
    """
    rows = world.table("scaling_laws")
    rows = rows[rows["law_id"] == law]
    if rows.empty:
        raise UnknownError("scaling law", law, world.table("scaling_laws")["law_id"].unique())
    return {
        symbol: Quantity(value, rows=frozenset({references(world, "scaling_laws")[id]}))
        for symbol, value, id in zip(rows["parameter"], rows["central"], rows["id"], strict=True)
    }


def fit(world: World, law: str = DEFAULT) -> dict[str, Quantity]:
    """The five constants of a parametric law, by the names of the calculator's arguments."""
    stated = constants(world, law)
    return {name: stated[symbol] for symbol, name in SYMBOLS.items()}


def shape(world: World, law: str = DEFAULT) -> dict[str, Quantity]:
    """A parametric law without its irreducible loss: all that the best use of compute depends on."""
    return {name: value for name, value in fit(world, law).items() if name != "irreducible_loss"}


def limits(world: World) -> dict[str, Quantity]:
    """How much repetition of text and excess of parameters can give, fitted with the law `REPEATED`."""
    stated = constants(world, "muennighoff2023-repetition")
    return {"token_repetition_limit": stated["R_D_star"], "param_repetition_limit": stated["R_N_star"]}


def best_models(world: World, law: str, flop: Quantity | np.ndarray) -> tuple[Quantity, Quantity]:
    """Compute-optimal size and text of a compute under a law that states them."""
    if law in PARAMETRIC:
        cut = shape(world, law)
        return data_limits.frontier_params(flop, **cut), data_limits.frontier_tokens(flop, **cut)
    line = constants(world, law)
    tokens = data_limits.fitted_tokens(flop, line[LINES[law][1]], tokens_allocation=line["b"])
    return flop / (FLOP_PER_PARAM_TOKEN * tokens), tokens


def best_sizes(world: World, flop: Quantity | float) -> Quantity:
    """Compute-optimal sizes of one compute, one a law."""
    return stacked([best_models(world, law, flop)[0] for law in (*PARAMETRIC, *LINES)])


def apart(world: World, flop: Quantity | float) -> Quantity:
    """The largest over the smallest best size of a compute among the laws."""
    sizes = best_sizes(world, flop)
    return greatest_of(sizes) / least_of(sizes)


def kept_params(world: World, weight_bits: float = 4.0) -> Quantity:
    """Share of its parameters that a model trained with few bits in its weights is worth (Kumar et al. 2024);
    activations and cache in full precision.
    """
    law = constants(world, "kumar2024")
    return data_limits.kumar2024_params(
        1.0,
        weight_bits=weight_bits,
        activation_bits=FULL_BITS,
        cache_bits=FULL_BITS,
        weight_sensitivity=law["gamma_w"],
        activation_sensitivity=law["gamma_a"],
        cache_sensitivity=law["gamma_kv"],
    )


@cache
def allocation(world: World, flop: tuple[float, ...]) -> pd.DataFrame:
    """Compute-optimal size and text of a compute under every law that states them.

    Columns: law, label, flop [FLOP], and as quantities params, tokens, tokens_per_param.
    """
    compute = np.asarray(flop)
    labels = PARAMETRIC | {law: label for law, (label, _) in LINES.items()}
    tables = []
    for law, label in labels.items():
        params, tokens = best_models(world, law, compute)
        best = {"params": params, "tokens": tokens, "tokens_per_param": tokens / params}
        columns = {name: column(value) for name, value in best.items()}
        tables.append(pd.DataFrame({"law": law, "label": label, "flop": compute, **columns}))
    return pd.concat(tables, ignore_index=True)


@cache
def exponents(world: World) -> pd.DataFrame:
    """How each group splits compute: the exponent at which the best size grows with compute, with its interval.

    Columns: label, exponent (a quantity; 0.5: size and text grow alike), mended (whether it is a step by which Porian
    et al. lead from Kaplan's result to the others).
    """
    named = {
        "kaplan2020-allocation.a-n": "Kaplan 2020",
        "porian2024-reproducing-kaplan.a": "Porian 2024: Kaplan's setup",
        "porian2024-last-layer-flop.a": "… counting the last layer",
        "porian2024-warmup.a": "… with right warm-up",
        "porian2024-tuned-optimizer.a": "… with tuned optimiser",
        "hoffmann2022-approach1.a": "Hoffmann 2022, approach 1",
        "hoffmann2022-approach2.a": "Hoffmann 2022, approach 2",
        "hoffmann2022-approach3.a": "Hoffmann 2022, approach 3",
        "besiroglu2024-allocation.a": "Besiroglu 2024",
        "deepseek2024-early-in-house-data.a": "DeepSeek LLM, early data",
        "deepseek2024-current-in-house-data.a": "DeepSeek LLM, better data",
        "deepseek2024-openwebtext2.a": "DeepSeek LLM, OpenWebText2",
    }
    exponents = [world.range("scaling_laws", name) for name in named]
    mended = [name in MENDED for name in named]
    return pd.DataFrame({"label": list(named.values()), "exponent": column(exponents), "mended": mended})
