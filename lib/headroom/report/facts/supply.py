"""What was delivered of chips, as the tables count it."""

from __future__ import annotations

from functools import cache

import pandas as pd

from headroom.evidence import World
from headroom.report.facts.tables import with_rows

COUNTS = "epoch2026aichipcounts"
DESIGNERS = {"nvidia": "Nvidia", "google": "Google", "amazon": "Amazon", "amd": "AMD"}


def metric(world: World, name: str, **only: str | bool) -> pd.DataFrame:
    """Rows of one quantity of the supply table, in which `central` holds quantities.

    Parameters
    ----------
    world
        The World.
    name
        The metric.
    only
        Values that other columns must have.
    """
    table = world.table("supply")
    table = table[table["metric"] == name]
    for column_name, value in only.items():
        table = table[table[column_name] == value]
    return with_rows(world, "supply", table.reset_index(drop=True))


@cache
def stock(world: World) -> pd.DataFrame:
    """Compute delivered by designer since the start of each series, whole quarters: day, designer, h100e (quantities),
    id.
    """
    table = metric(world, "cumulative_h100_equivalents", complete=True)
    table = table.assign(designer=table["designer"].map(DESIGNERS))[["period_end", "designer", "central", "id"]]
    return table.rename(columns={"period_end": "day", "central": "h100e"}).sort_values(["day", "designer"])
