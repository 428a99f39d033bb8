"""What compute still buys when text is limited, used once or again and again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.evidence.columns import UNKNOWN, column, plain
from headroom.report.data_limits.results.laws import PARAMETRIC, REPEATED, constants, fit, limits, shape
from headroom.report.data_limits.results.sets import year
from headroom.report.data_limits.results.stock import stock_on
from headroom.report.facts.runs import largest_run

LLAMA_3 = 15e12  # tokens that it read
PROBE, PROBED = 1e27, "10²⁷ FLOP"  # compute at which the text reads its losses off the curves
CAPS = {LLAMA_3: "15T: what Llama 3 read", 100e12: "100T: the usable web", 320e12: "320T: with its repetition"}
COMPUTE = tuple(np.logspace(23, 30, 57))
EPOCHS = (1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 100)


@cache
def curves(world: World) -> pd.DataFrame:
    """Least loss by compute under each cap, with the text used once or again, by the law fitted for repetition.

    Columns: cap [tokens], label, use ("once", "again" or "unlimited"), flop, and as quantities loss [nats], gain (loss
    that the next tenfold removes) [nats].
    """
    flop = np.array(COMPUTE)
    law, cut = fit(world, REPEATED), shape(world, REPEATED)
    best = data_limits.frontier_tokens(flop, **cut)
    tables = []

    def add(cap: float, label: str, use: str, loss: Quantity) -> None:
        step = int(round(1 / np.diff(np.log10(flop))[0]))
        gain = column([*column(loss[:-step] - loss[step:]), *[UNKNOWN] * step])
        curve = {"cap": cap, "label": label, "use": use, "flop": flop, "loss": column(loss), "gain": gain}
        tables.append(pd.DataFrame(curve))

    add(np.nan, "unlimited text", "unlimited", data_limits.frontier_loss(flop, **law))
    for cap, label in CAPS.items():
        add(cap, label, "once", data_limits.capped_loss(flop, cap, **law))
        add(cap, label, "again", data_limits.repeated_loss(flop, best / cap, **law, **limits(world)))
    return pd.concat(tables, ignore_index=True)


def repetition_limits(world: World, limit: float | None = None) -> dict[str, Quantity]:
    """How much repetition of text can give: a limit given by a reader or the one fitted, and that of a variant which
    lets only data decay and fits worse.
    """
    fitted = limits(world)["token_repetition_limit"]
    data_only = constants(world, "muennighoff2023-repetition-data-only")["R_D_star"]
    return {"Fit used here": fitted if limit is None else Quantity(limit), "Worse fit: data alone decays": data_only}


def ceiling(world: World, limit: float | None = None) -> Quantity:
    """Worth of a text read for ever, over its unique tokens, by the first of the `repetition_limits`."""
    fitted, _ = repetition_limits(world, limit).values()
    return 1 + fitted


def effective(world: World, readings: float, limit: float | None = None) -> list[Quantity]:
    """Worth of a text read some times, over its unique tokens, by each of the `repetition_limits`."""
    known = repetition_limits(world, limit).values()
    return [data_limits.effective_tokens(1.0, readings, token_repetition_limit=most) for most in known]


@cache
def epochs(world: World, limit: float | None = None) -> pd.DataFrame:
    """Worth of text by epochs under each of the `repetition_limits`: epochs, label, and as quantities effective (over
    unique), worth (of a token of the last epoch).
    """
    seen = np.array(EPOCHS, float)
    tables = [
        pd.DataFrame(
            {
                "label": label,
                "epochs": seen,
                "effective": column(data_limits.effective_tokens(1.0, seen, token_repetition_limit=most)),
                "worth": column(data_limits.token_worth(seen, most)),
            }
        )
        for label, most in repetition_limits(world, limit).items()
    ]
    return pd.concat(tables, ignore_index=True)


def next_over_last(world: World, flop: Quantity, available: Quantity) -> dict[tuple[str, str], Quantity]:
    """Loss that the next tenfold of compute removes over what the last tenfold did, by law and use of text ("ample",
    "once", "again").

    `available` is the unique text there is [tokens].
    """
    found = {}
    for law in PARAMETRIC:
        cut = shape(world, law)
        ample = data_limits.gain_per_tenfold(flop, **cut) / data_limits.gain_per_tenfold(flop / 10, **cut)
        found[law, "ample"] = ample
        ahead = data_limits.capped_gain_per_tenfold(flop, available, **cut)
        found[law, "once"] = ahead / data_limits.capped_gain_per_tenfold(flop / 10, available, **cut)
    cut = shape(world, REPEATED)
    losses = [
        data_limits.repeated_loss(
            compute,
            data_limits.frontier_tokens(compute, **cut) / available,
            **fit(world, REPEATED),
            **limits(world),
        )
        for compute in (flop / 10, flop, 10 * flop)
    ]
    again = (losses[1] - losses[2]) / (losses[0] - losses[1])
    return found | {(REPEATED, "again"): again}


@cache
def plateau(world: World, disputed: bool = False) -> dict[tuple[str, str], Quantity]:
    """`next_over_last` at the largest run, on the usable text of the World's date."""
    run = largest_run(world, disputed=disputed)
    return next_over_last(world, run.flop, stock_on(world, "usable", year(world.as_of)))


def gains(world: World, disputed: bool = False) -> tuple[Quantity, Quantity]:
    """Loss that the last tenfold of compute removed on the way to the largest run of a table, and that the next one
    removes from there, with ample text [nats].
    """
    flop, cut = largest_run(world, disputed=disputed).flop, shape(world, REPEATED)
    return data_limits.gain_per_tenfold(flop / 10, **cut), data_limits.gain_per_tenfold(flop, **cut)


def lost_to_cap(world: World, flop: float = PROBE, cap: float = LLAMA_3) -> tuple[Quantity, Quantity]:
    """Loss of a compute [FLOP] that comes of having no more than some tokens, each used again or once [nats]."""
    law, cut = fit(world, REPEATED), shape(world, REPEATED)
    free = data_limits.frontier_loss(flop, **law)
    shortage = data_limits.frontier_tokens(flop, **cut) / cap
    again = data_limits.repeated_loss(flop, shortage, **law, **limits(world))
    return again - free, data_limits.capped_loss(flop, cap, **law) - free


def used_up(world: World, cap: float = LLAMA_3, left: float = 0.1) -> float:
    """Compute of the `curves` from which a tenfold more removes less than a part of what it does with ample text, if
    there are no more than some tokens, used again and again [FLOP].
    """
    table = plain(curves(world))
    free = table[table["use"] == "unlimited"].set_index("flop")["gain"]
    again = table[(table["use"] == "again") & (table["cap"] == cap)].set_index("flop")["gain"]
    return float(free.index[(again / free < left).to_numpy()][0])
