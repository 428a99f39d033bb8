"""The helpers that a formula may call. Each takes numbers, NumPy arrays and pint quantities."""

from __future__ import annotations

import numpy as np


def log(x):
    """Natural logarithm of a dimensionless value."""
    return np.log(x)


def exp(x):
    """Exponential of a dimensionless value."""
    return np.exp(x)


def sqrt(x):
    """Square root; the unit takes the root too."""
    return np.sqrt(x)


def minimum(a, b):
    """The smaller of two values of one unit."""
    return np.minimum(a, b)


def maximum(a, b):
    """The larger of two values of one unit."""
    return np.maximum(a, b)


def where(condition, then, otherwise):
    """``then`` where the comparison holds, else ``otherwise``. Both are computed."""
    return np.where(condition, then, otherwise)[()]


def ceil(x):
    """The next whole number, counted in the base unit (chips, not thousands of chips; seconds, not hours)."""
    return np.ceil(x.to_root_units()) if hasattr(x, "to_root_units") else np.ceil(x)
