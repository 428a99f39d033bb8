"""How well the arithmetic predicts a bill: each is predicted from the others, and none is judged by what it taught."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import bootstrapped, sum_of
from headroom.evidence.columns import column, quantities, rows_in
from headroom.report.estimate import Estimate
from headroom.report.facts.calibration import bills, default_goodput, pooled, predicted, published_goodput
from headroom.report.facts.runs import median_mfu
from headroom.report.prose import Prose, prose

RUN, MAKER = "id", "organisation"  # what is left out together: a run, or all runs of its maker
FROM = {RUN: "the others", MAKER: "those of other makers"}


@cache
def left_out(world: World, together: str = RUN) -> pd.DataFrame:
    """Each bill predicted from the others, by 6ND and the effective utilisation that they show; all out of sample.

    Adds to `facts.calibration.bills`: `predicted` [chip-hours, with the 90 % interval of a prediction], `ratio`
    (predicted over published, without that interval) and `inside` (1 where the published hours lie in the interval,
    else 0); quantities.

    Parameters
    ----------
    world
        Evidence.
    together
        `RUN`, or `MAKER`: then all runs of a maker are left out, which have machines and habits in common.
    """
    table = bills(world)
    used = []
    for run in table.itertuples():
        others = table[table[together] != getattr(run, together)]
        used.append(predicted(others, run.chips_of, run.sparse, world.seed))
    if not used:
        raise LackingError(f"no bill is known up to {world.as_of}")
    hours = training.chip_hours(table["flop_by_rule"], table["peak"], mfu=column(used, table.index), goodput=1.0)
    many, stated = quantities(hours), quantities(table["chip_hours"])
    inside = (many.low <= stated.value) & (stated.value <= many.high)
    ratio = many.settled() / stated
    return table.assign(predicted=hours, ratio=column(ratio), inside=column(Quantity(inside, rows=ratio.rows) * 1.0))


def scores(world: World, table: pd.DataFrame) -> dict[str, Quantity]:
    """What predictions of bills are worth; intervals are what so few bills leave open.

    Keys: `bias`, the geometric mean of predicted over published; `error`, the median of how far one is from the other,
    as a share of the published; `spread`, the geometric standard deviation; `inside`, how many lie inside their 90 %
    interval; `above`, the share predicted too high.
    """
    log = np.log(quantities(table["ratio"]))
    size = np.abs(quantities(table["ratio"]) - 1)
    return {
        "bias": np.exp(bootstrapped(lambda of: of.mean(axis=-1), log, seed=world.seed)),
        "error": bootstrapped(lambda of: np.median(of, axis=-1), size, seed=world.seed),
        "spread": np.exp(bootstrapped(lambda of: of.std(axis=-1, ddof=1), log, seed=world.seed)),
        "inside": sum_of(table["inside"]),
        "above": bootstrapped(lambda of: (of > 0).mean(axis=-1), log, seed=world.seed),
    }


def one_for_all(world: World, sparse: bool | None = None, family: str = "") -> Quantity:
    """Geometric mean of predicted over published if all bills took one published median of MFU.

    Parameters
    ----------
    world
        Evidence.
    sparse, family
        Of the bills that count; by default all do.

    Raises
    ------
    LackingError
        If fewer than three bills are left.
    """
    table = bills(world)
    counting = (sparse is None) | (table["sparse"] == sparse)
    counting &= (not family) | (table["chips_of"] == family)
    ratio = quantities(table.loc[counting, "utilisation"]) / median_mfu(world).settled()
    return np.exp(bootstrapped(lambda of: of.mean(axis=-1), np.log(ratio), seed=world.seed))


@prose
def calibration(world: World) -> Prose:
    """How well the arithmetic predicts a bill, each predicted from the others, or from those of other makers."""
    numbers, so = {}, {}
    for name, together in (("", RUN), ("-makers", MAKER)):
        table = left_out(world, together)
        of = scores(world, table)
        cases = f"{len(table)} bills, each predicted from {FROM[together]}"
        numbers |= _told(of, name, cases)
        so |= {
            f"On average the prediction is right within a tenth ({cases}).": 0.9 <= of["bias"].value <= 1.1,
            f"Half of the bills are predicted to within a fifth ({cases}).": of["error"].value <= 0.2,
            f"As many may be too high as too low ({cases}).": of["above"].low <= 0.5 <= of["above"].high,
        }
    table = left_out(world)
    spread = scores(world, table)["spread"]
    rows = rows_in(table["ratio"])
    return Prose(
        numbers
        | {
            "bill-spread": Estimate.of(spread, "ratio", basis="geometric deviation of predicted over published"),
            "bills": Estimate.of(Quantity(len(table), rows=rows), "count", basis="runs with published chip-hours"),
            "bill-makers": Estimate.of(
                Quantity(table[MAKER].nunique(), rows=rows), "count", basis="makers of these runs"
            ),
        },
        so,
    )


def _told(of: dict[str, Quantity], name: str, cases: str) -> dict[str, Estimate]:
    """Scores as numbers of the text."""
    error = f"median of how far predicted hours are from published ones, {cases}"
    return {
        f"bill-bias{name}": Estimate.of(
            of["bias"], "percent", basis=f"geometric mean, predicted over published, {cases}"
        ),
        f"bill-error{name}": Estimate.of(of["error"], "percent", basis=error),
        f"bills-inside{name}": Estimate.of(of["inside"], "count", basis=f"inside the 90% interval, of {cases}"),
        f"bills-above{name}": Estimate.of(of["above"], "percent", basis=f"share predicted too high, {cases}"),
    }


@prose
def new_bills(world: World) -> Prose:
    """What a new run gets of its chips' peak, by family of chips, and what one utilisation for all gives instead."""
    kinds = {
        "a100": ("A100", False, "dense models on A100s"),
        "h100": ("H100 and H800", False, "dense models on H100s and H800s"),
        "h100-sparse": ("H100 and H800", True, "mixtures of experts on H100s and H800s"),
        "any": ("", False, "dense models on chips of which no bill is known"),
    }
    alike = {
        "a100": ("dense models on A100s", {"sparse": False, "family": "A100"}),
        "h100": ("dense models on H100s and H800s", {"sparse": False, "family": "H100 and H800"}),
        "sparse": ("mixtures of experts", {"sparse": True}),
    }
    numbers = {
        f"new-{name}": Estimate.of(
            pooled(world, family, sparse), "percent", basis=f"effective utilisation of a new run, pooled, {label}"
        )
        for name, (family, sparse, label) in kinds.items()
    }
    numbers |= {
        f"one-for-all-{name}": Estimate.of(
            one_for_all(world, **of), "percent", basis=f"geometric mean of predicted over published, {label}"
        )
        for name, (label, of) in alike.items()
    }
    older, newer, sparse = (pooled(world, *kinds[name][:2]).value for name in ("a100", "h100", "h100-sparse"))
    so = {
        "The newer chips give a smaller share of their peak.": newer < older,
        "A mixture of experts gets less than a dense model on the same chip.": sparse < newer,
    }
    return Prose(numbers, so)


@prose
def goodput_of_bills(world: World) -> Prose:
    """What a bill leaves of a reported MFU, beside what operators call goodput."""
    pairs = published_goodput(world)
    kept, running = default_goodput(world), world.parameter("goodput-llama3").settled("low")
    basis = f"bill over reported MFU, median of {len(pairs)} runs"
    counted = Quantity(len(pairs), rows=rows_in(pairs["goodput"]))
    return Prose(
        {
            "bill-goodput": Estimate.of(kept, "percent", basis=basis),
            "goodput-pairs": Estimate.of(counted, "count", basis="runs with a bill and a reported MFU"),
            "running-time": Estimate.of(running, "percent", basis="least share of time in which Llama 3.1's job ran"),
        },
        {"A bill leaves less of the MFU than the share of time in which the job ran.": kept.value < running.value},
    )
