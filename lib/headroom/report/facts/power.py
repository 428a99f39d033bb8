"""Power that a chip asks of the site that holds it."""

from __future__ import annotations

from functools import cache

import numpy as np

from headroom.evidence import LackingError, Quantity, Range, World

IT_POWER = {  # chip: parameter of its power with server, network and storage
    "h100-sxm": "it-w-h100",
    "gb200": "it-w-b200",
    "gb300": "it-w-b300",
}


def it_power(world: World, chip: str) -> Quantity:
    """Power of a chip with its share of server, network and storage [W].

    Raises
    ------
    LackingError
        If nobody states that of this chip.
    """
    if chip not in IT_POWER:
        raise LackingError(f"the power of a {chip} with its part of the computer room is not known")
    return world.parameter(IT_POWER[chip])


@cache
def peak_overhead(world: World) -> Quantity:
    """Facility power over IT power at the design peak: from sites with cooling towers to those with chillers."""
    low = world.parameter("peak-overhead-google")
    high = world.parameter("peak-overhead-chiller")
    return Range(
        id="peak-overhead",
        label="facility power over IT power at the design peak",
        low=low.value,
        central=float(np.sqrt(low.value * high.value)),
        high=high.value,
        unit="ratio",
        interval="range",
        level=None,
        rows=low.rows | high.rows,
        seed=world.seed,
    ).quantity
