"""The latency wall: how long a run of a size takes at the least, by how large a batch it can use."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from headroom.calculator import limits, training
from headroom.evidence import Quantity, World
from headroom.evidence.columns import column
from headroom.report.limits.results import ceilings, joint, study
from headroom.report.limits.results.study import Given

FIXED, BY_SIZE, BY_TOKENS, IN_TEXT = "Batch fixed", "Batch grows with size", "Batch grows with tokens", "As in the text"
TOKENS_EXPONENT = "bopt-exp"  # of the best batch in tokens, a row of the facts
OLDER, OLDER_BATCH = "gpt-3-175b", "batch-tokens-gpt3"  # a model whose size and batch are both published
DAYS = np.logspace(0, 3.6, 60)


def laws(world: World, given: Given) -> dict[str, dict[str, Any]]:
    """How the largest useful batch grows with the size of a model, by law; it is that of today at the size of GPT-4."""
    size = training.compute_optimal_params(given["gpt4-flop"], given["tok-per-param"])
    exponents = {BY_SIZE: given["batch-exp"], BY_TOKENS: world.range("limits_facts", TOKENS_EXPONENT)}
    grown = {law: {"reference_params": size, "batch_exponent": one} for law, one in exponents.items()}
    return {FIXED: {"reference_params": size, "batch_exponent": 0.0}} | grown


@cache
def ceiling(world: World, law: str, year: float = joint.YEAR) -> Quantity:
    """Ceiling of latency at a date under a law of the batch [FLOP], with its 80 % interval."""
    given = study.given(world)
    return joint.middle(ceilings.latency(given, year - study.START[study.STUDY], laws(world, given)[law]))


@cache
def by_older_batch(world: World) -> Quantity:
    """Ceiling if the batch grows with size from what GPT-3 used at its size, with its 80 % interval [FLOP].

    The study prints a range for a growing batch, and neither the batch nor the size from which it grows.
    """
    given = study.given(world) | {"batch": world.parameter(OLDER_BATCH)}
    law = {"reference_params": world.cell("models", OLDER, "params"), "batch_exponent": given["batch-exp"]}
    return joint.middle(ceilings.latency(given, joint.YEAR - study.START[study.STUDY], law))


@cache
def in_text(world: World) -> Quantity:
    """Ceiling by the latency that the study's text counts, at a fixed batch [FLOP], with its 80 % interval."""
    given = study.given(world)
    params = limits.latency_params(
        given["batch"], ceilings.run_days(given), layer_latency=text_latency(given), **_at_fixed_batch(given)
    )
    return joint.middle(limits.ratio_flop(params, given["tok-per-param"]))


def text_latency(given: Given, parallel_chips: float = 2000.0) -> Quantity:
    """Latency of a layer as the study's text counts it, split over as many chips as in its example [s]."""
    return limits.layer_latency_in_text(
        given["matmul-lat-text"],
        given["matmul-per-layer"],
        chip_latency=given["nvlink-lat"],
        network_latency=given["ib-lat"],
        parallel_chips=parallel_chips,
    )


def _at_fixed_batch(given: Given) -> dict[str, Any]:
    return {
        "tokens_per_param": given["tok-per-param"],
        "layers_coefficient": given["layer-coef"],
        "layers_exponent": given["layer-exp"].settled(),
        "reference_params": 1.0,
        "batch_exponent": 0.0,
    }


@cache
def shortest(world: World, year: float = joint.YEAR) -> pd.DataFrame:
    """The largest run that ends in a time, at the middle of all inputs: law, days, and the quantity flop."""
    given = {id: one.settled() for id, one in study.given(world).items()}
    rows = []
    for law, how in laws(world, given).items():
        at = given | {"dur": Quantity(DAYS * ceilings.SECONDS_PER_DAY, rows=given["dur"].rows)}
        flop = ceilings.latency(at, year - study.START[study.STUDY], how)
        rows += [[law, days, flop[n]] for n, days in enumerate(DAYS)]
    params = limits.latency_params(given["batch"], DAYS, layer_latency=text_latency(given), **_at_fixed_batch(given))
    flop = limits.ratio_flop(params, given["tok-per-param"])
    rows += [[IN_TEXT, days, flop[n]] for n, days in enumerate(DAYS)]
    table = pd.DataFrame(rows, columns=["law", "days", "flop"])
    return table.assign(flop=column(table["flop"]))


def longest_run(world: World) -> Quantity:
    """The longest run that pays, as the study has it: the upper end of its interval [days]."""
    return study.given(world)["dur"].settled("high") / ceilings.SECONDS_PER_DAY
