"""Tables of this chapter's results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from headroom.evidence import Quantity
from headroom.evidence.columns import column


def table_of(rows: Sequence[Sequence[Any]], names: Sequence[str]) -> pd.DataFrame:
    """A table of rows by column names; a column in which quantities stand is one of quantities."""
    made = {}
    for name, values in zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True):
        made[name] = column(values) if any(isinstance(one, Quantity) for one in values) else list(values)
    return pd.DataFrame(made, columns=list(names))
