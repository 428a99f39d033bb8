"""What a training run gets of its chips' peak, as the bills of known runs have it: the one default of the whole book.

*Effective utilisation* is the model FLOP of a run over the peak FLOP of all chip-hours on its bill: utilisation inside
a step (MFU) times the share of paid time that advances the run (goodput), as one bill sees both. Here a bill is the
published chip-hours of a pre-training whose FLOP follow from active parameters and tokens, on a chip of known 16-bit
peak; bills whose hours carry a caveat (derived, restated, of several passes, of a handful of chips) show nothing.

The default for a new run is pooled over all bills (`headroom.evidence.pooling`): one effect for each family of chips,
one for sparse models, and no other split, since five runs must carry each part of one. It is assumed that the sparse
lose the same odds on all chips, and that runs of one maker are as independent as others. It holds for runs like those
that are published, by makers who are proud or obliged to publish; it is a share of the dense 16-bit peak, whatever the
run's own format was. Two bills are weaker than others: GPT-3's chips are assumed, MPT-30B's maker states what it takes.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, Range, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain
from headroom.evidence.pooling import next_of
from headroom.report.facts.runs import runs

FAMILIES = {"v100": "V100", "a100": "A100", "a800": "A100"} | dict.fromkeys(("h100", "h800", "h200"), "H100 and H800")
FAMILIES["tpu"] = "TPU"  # others are families of their own, a chip of the family "other" one by itself
MIXTURES = ("moe_decoder", "moe_encoder_decoder")
WITH_ENCODER = ("dense_encoder", "encoder_decoder", "moe_encoder_decoder")  # 6ND is no rule for them
PRIOR = "mfu-prior-epoch"  # in a World of too few bills: wide enough for the goodput that it leaves out
FEWEST_PAIRS = 3
SAME = (
    0.99  # a bill that leaves more of the reported MFU than this is no second number: one was computed from the other
)


@cache
def bills(world: World) -> pd.DataFrame:
    """Runs whose bill shows their effective utilisation, by date.

    Adds to `facts.runs.runs`: `utilisation` [fraction, quantities], `chips_of` (family of chips), `sparse` (mixture of
    experts).
    """
    table = runs(world)
    known = table["chip_hours"].notna() & table["flop_by_rule"].notna() & table["peak"].notna()
    sound = (table["kind"] == "pretraining") & table["hours_caveat"].isna() & ~table["architecture"].isin(WITH_ENCODER)
    table = table[known & sound].reset_index(drop=True)
    used = training.effective_utilisation(
        table["flop_by_rule"], table["chip_hours"], peak_flop_per_second=table["peak"]
    )
    families = [_family(*pair) for pair in zip(table["chip_family"], table["accelerator_id"], strict=True)]
    return table.assign(utilisation=used, chips_of=families, sparse=table["architecture"].isin(MIXTURES))


def family_of(world: World, chip: str) -> str:
    """Family of chips that a chip is pooled with."""
    return _family(world.row("accelerators", chip)["family"], chip)


def _family(family: str, chip: str) -> str:
    return chip if family == "other" else FAMILIES.get(family, family)


def predicted(table: pd.DataFrame, family: str, sparse: bool, seed: int) -> Quantity:
    """Effective utilisation of a new run on a family of chips, pooled over some bills.

    Raises
    ------
    LackingError
        If they are too few, or none is of the run's kind, sparse or dense.
    """
    name = f"effective utilisation/{family}/{'sparse' if sparse else 'dense'}"
    kinds = {"groups": list(table["chips_of"]), "marked": list(table["sparse"])}
    return next_of(table["utilisation"], **kinds, group=family, mark=sparse, name=name, seed=seed)


@cache
def pooled(world: World, family: str = "", sparse: bool = False) -> Quantity:
    """Effective utilisation of a new run, pooled over all bills; of an unnamed or unseen family, as of any family.

    Raises
    ------
    LackingError
        If the World knows too few bills, or none of the run's kind.
    """
    return predicted(bills(world), family, sparse, world.seed)


def default_utilisation(world: World, chip: str | None = None, sparse: bool = False) -> Quantity:
    """Effective utilisation of a run [fraction of the dense 16-bit peak over all paid time] where it is not known.

    Parameters
    ----------
    world
        Evidence.
    chip
        An id of the accelerators; None for any chip.
    sparse
        Whether the model is a mixture of experts.
    """
    try:
        return pooled(world, family_of(world, chip) if chip else "", bool(sparse))
    except LackingError:
        return world.parameter(PRIOR)


@cache
def published_goodput(world: World) -> pd.DataFrame:
    """Bills of runs whose MFU was reported beside them, with the `goodput` that the two imply [fraction, quantities].

    This is the goodput of a bill: all that is paid beyond steps at the reported speed (restarts, repeated steps, slow
    starts, tests, idle chips). What operators report under the name, as for Llama 3 or Gemini, is the share of time in
    which the job was running, and higher. Where bill and MFU are one number twice, they are no pair.
    """
    table = bills(world)
    table = table[table["mfu"].notna()]
    table = table.assign(goodput=training.goodput(table["utilisation"], table["mfu"]))
    return table[plain(table["goodput"]) < SAME].reset_index(drop=True)


@cache
def default_goodput(world: World) -> Quantity:
    """Goodput to use with a reported MFU [fraction]: the median of the pairs, from the least to the greatest.

    Raises
    ------
    LackingError
        If fewer than `FEWEST_PAIRS` are known.
    """
    pairs = published_goodput(world)["goodput"]
    if len(pairs) < FEWEST_PAIRS:
        raise LackingError(f"{len(pairs)} bills beside a reported MFU are too few; it takes {FEWEST_PAIRS}")
    middle = median_of(pairs)
    ends = {"low": float(middle.low), "central": float(middle.value), "high": float(middle.high)}
    what = {"unit": "fraction", "interval": "range", "level": None, "rows": middle.rows, "seed": world.seed}
    return Range(id="goodput of known bills", label="goodput of known bills", **ends, **what).quantity


def goodput_over(world: World) -> str:
    """What `default_goodput` rests on, in words."""
    return f"median of {len(published_goodput(world))} runs whose MFU was reported and whose bill was published"


def default_mfu(world: World, chip: str | None = None, sparse: bool = False) -> Quantity:
    """MFU to use with the middle of `default_goodput`: together they are `default_utilisation`, with all its doubt.

    Raises
    ------
    LackingError
        As `default_goodput`.
    """
    return (default_utilisation(world, chip, sparse) / default_goodput(world).settled()).named("fraction")


def pooled_over(world: World, chip: str | None = None) -> str:
    """Which bills `default_utilisation` rests on, in words."""
    table = bills(world)
    try:
        pooled(world, family_of(world, chip) if chip else "")
    except LackingError:
        return f"as parameter {PRIOR} has it, since {len(table)} runs are too few to pool"
    if chip is None:
        return f"pooled over {len(table)} runs on all chips"
    family = family_of(world, chip)
    own = int((table["chips_of"] == family).sum())
    if not own:
        return f"pooled over {len(table)} runs, none of them on chips like {chip}"
    runs_of = f"{own} run{'s' if own > 1 else ''} on {family}"
    return f"pooled over {runs_of} and {len(table) - own} others"
