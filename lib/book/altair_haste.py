"""Altair in less time, for the process that runs notebooks: half of what a chapter took went into two of its habits.

It checks each part of a chart against the schema of Vega-Lite while the chart is put together, and again as a whole;
nbval does that to the same notebooks. And it copies every chart whenever charts are joined, going through all the
properties that were never set. The charts are the same; a test compares them with a kernel's.
"""

from __future__ import annotations

from typing import Any

import altair as alt
from altair.utils import schemapi

LEAVES = frozenset({type(alt.Undefined), str, int, float, bool, type(None)})


def apply() -> None:
    """Make this process's Altair quick."""
    schemapi.disable_debug_mode()
    schemapi._deep_copy = deep_copy


def deep_copy(obj: Any, by_ref: set[str]) -> Any:
    """A copy of all nested charts, lists and dicts; values of the keys in `by_ref` stay the same objects."""
    if isinstance(obj, schemapi.SchemaBase):
        if copier := getattr(obj, "__deepcopy__", None):
            return copier(obj)
        return type(obj)(*[deep_copy(one, by_ref) for one in obj._args], **_copied(obj._kwds, by_ref))
    if isinstance(obj, list):
        return [one if type(one) in LEAVES else deep_copy(one, by_ref) for one in obj]
    return _copied(obj, by_ref) if isinstance(obj, dict) else obj


def _copied(values: dict[str, Any], by_ref: set[str]) -> dict[str, Any]:
    return {
        key: value if type(value) in LEAVES or key in by_ref else deep_copy(value, by_ref)
        for key, value in values.items()
    }


def mimebundle(chart: alt.TopLevelMixin, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """What a chart shows, by the renderer in use, without the last check."""
    return alt.renderers.get()(chart.to_dict(validate=False))
