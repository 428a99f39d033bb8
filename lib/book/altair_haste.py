"""Altair in less time, for the process that runs notebooks: half of what a chapter took went into three of its habits.

It checks each part of a chart against the schema of Vega-Lite while the chart is put together, and again as a whole;
nbval does that to the same notebooks. It copies every chart whenever charts are joined, going through all the
properties that were never set. And for each encoding it works out anew which class goes with which part of the schema.
The charts are the same; a test compares them with a kernel's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

import altair as alt
from altair.utils import schemapi

LEAVES = frozenset({type(alt.Undefined), str, int, float, bool, type(None)})


def apply() -> None:
    """Make this process's Altair quick."""
    schemapi.disable_debug_mode()
    schemapi._deep_copy = deep_copy
    schemapi._FromDict = _FromDict


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


class _FromDict(schemapi._FromDict):
    """Altair's way from a dict to its classes, with the fingerprint of each class's schema computed once."""

    known: ClassVar[dict[type, int]] = {}

    def __init__(self, wrapper_classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
        self.class_dict = defaultdict(list)
        for one in wrapper_classes:
            if one._schema is not None:
                if one not in self.known:
                    self.known[one] = self.hash_schema(one._schema)
                self.class_dict[self.known[one]].append(one)


def mimebundle(chart: alt.TopLevelMixin, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """What a chart shows, by the renderer in use, without the last check."""
    return alt.renderers.get()(chart.to_dict(validate=False))
