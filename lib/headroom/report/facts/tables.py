"""Rows of tables as quantities."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import Range, World
from headroom.evidence.columns import column


def with_rows(world: World, table: str, rows: pd.DataFrame, central: str = "central") -> pd.DataFrame:
    """Some rows of a table in which a column (with the bounds that each row states) holds quantities."""
    stated = [Range.of_row(row, table=table, central=central, seed=world.seed) for row in rows.to_dict("records")]
    return rows.assign(**{central: column([one.quantity for one in stated], rows.index)})
