"""What compute still buys when text is limited, used once or again and again."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.evidence.columns import UNKNOWN, column
from headroom.report.data_limits.laws import PARAMETRIC, REPEATED, constants, fit, limits, shape
from headroom.report.data_limits.stock import stock_on, year
from headroom.report.facts.runs import largest_run

CAPS = {15e12: "15T: what Llama 3 read", 100e12: "100T: the usable web", 320e12: "320T: with its repetition"}
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


@cache
def epochs(world: World) -> pd.DataFrame:
    """Worth of text by epochs: epochs, label, and as quantities effective (over unique), worth (of a token of the last
    epoch).

    Under the fit of Muennighoff et al. and under its variant that lets only data decay, which fits worse.
    """
    seen = np.array(EPOCHS, float)
    fits = {
        "Fit used here": limits(world)["token_repetition_limit"],
        "Worse fit: data alone decays": constants(world, "muennighoff2023-repetition-data-only")["R_D_star"],
    }
    tables = [
        pd.DataFrame(
            {
                "label": label,
                "epochs": seen,
                "effective": column(data_limits.effective_tokens(1.0, seen, token_repetition_limit=limit)),
                "worth": column(data_limits.token_worth(seen, limit)),
            }
        )
        for label, limit in fits.items()
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
def plateau(world: World) -> dict[tuple[str, str], Quantity]:
    """`next_over_last` at the largest known run, on the usable text of the World's date."""
    return next_over_last(world, largest_run(world).flop, stock_on(world, "usable", year(world.as_of)))
