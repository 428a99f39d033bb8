"""Altair in less time, for the process that runs notebooks: half of what a chapter took went into five of its habits.

It checks each part of a chart against the schema of Vega-Lite while the chart is put together, and again as a whole;
nbval does that to the same notebooks. It copies every chart whenever charts are joined, down to marks and encodings,
which are made for good, and goes through all the properties that were never set. For each encoding it works out anew
which class goes with which part of the schema. It makes the rows of a table anew for each layer that shows it, and
names them by a hash of theirs each time. The charts are the same; a test compares them with a kernel's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import altair as alt
import altair.vegalite.data as altair_data
import narwhals as nw
import numpy as np
import pandas as pd
from altair.utils import schemapi
from altair.utils.data import to_values
from altair.utils.schemapi import _FromDict as schemapi_from_dict
from altair.utils.schemapi import _todict as schemapi_to_dict
from altair.vegalite.v6 import api
from altair.vegalite.v6.api import _dataset_name
from altair.vegalite.v6.schema import channels, core

LEAVES = frozenset({type(alt.Undefined), str, int, float, bool, type(None)})
FINISHED = (channels.FieldChannelMixin, channels.ValueChannelMixin, channels.DatumChannelMixin, alt.MarkDef)
PLAIN = frozenset({str, int, float, bool, type(None)})  # as they are in JSON


def apply() -> None:
    """Make this process's Altair quick."""
    schemapi.disable_debug_mode()
    schemapi._deep_copy = deep_copy
    schemapi._FromDict = _FromDict
    core.VegaLiteSchema._default_wrapper_classes = _classes
    schemapi._todict = _to_dict
    api._viewless_dict = _viewless_dict


def deep_copy(obj: Any, by_ref: set[str]) -> Any:
    """A copy of an object and of all charts, lists and dicts in it; values of the keys in `by_ref`, and marks and
    encodings in it, stay the same objects.
    """
    if isinstance(obj, schemapi.SchemaBase):
        if copier := getattr(obj, "__deepcopy__", None):
            return copier(obj)
        return type(obj)(*[deep_copy(one, by_ref) for one in obj._args], **_copied(obj._kwds, by_ref))
    if isinstance(obj, list):
        return [one if _stays(one) else deep_copy(one, by_ref) for one in obj]
    return _copied(obj, by_ref) if isinstance(obj, dict) else obj


def _copied(values: dict[str, Any], by_ref: set[str]) -> dict[str, Any]:
    return {key: value if _stays(value) or key in by_ref else deep_copy(value, by_ref) for key, value in values.items()}


def _stays(value: Any) -> bool:
    return type(value) in LEAVES or isinstance(value, FINISHED)


@cache
def _classes() -> tuple[type[schemapi.SchemaBase], ...]:
    return tuple(schemapi._subclasses(core.VegaLiteSchema))


@cache
def _by_schema(classes: tuple[type[schemapi.SchemaBase], ...]) -> dict[int, list[type[schemapi.SchemaBase]]]:
    return schemapi_from_dict(classes).class_dict


class _FromDict(schemapi_from_dict):
    """Altair's way from a dict to its classes, which are put in order by their schemas once."""

    def __init__(self, wrapper_classes: Iterable[type[schemapi.SchemaBase]], /) -> None:
        self.class_dict = _by_schema(tuple(wrapper_classes))


def _to_dict(obj: Any, context: Any, np_opt: Any, pd_opt: Any) -> Any:
    """Altair's `_todict`, which tries ten other kinds of value before the most common."""
    if type(obj) in PLAIN:
        return obj
    if type(obj) is dict:
        shown = {key: value for key, value in obj.items() if value is not alt.Undefined}
        return {key: _to_dict(value, context, np_opt, pd_opt) for key, value in shown.items()}
    if type(obj) is list:
        return [_to_dict(value, context, np_opt, pd_opt) for value in obj]
    return schemapi_to_dict(obj, context, np_opt, pd_opt)


def _viewless_dict(param: Any) -> dict[str, Any]:
    """Altair's function of this name, without a check against the schema."""
    return {key: value for key, value in param.to_dict(validate=False).items() if key != "views"}


class _Rows:
    """The rows of tables, made and named once while a chart is written."""

    def __init__(self) -> None:
        self.made: dict[int, tuple[Any, dict[str, Any]]] = {}  # with the table, so that no other gets its place
        self.names: dict[int, str] = {}

    def values(self, data: Any) -> dict[str, Any]:
        """Stands in for Altair's `to_values`."""
        table = nw.to_native(data, pass_through=True)
        if not isinstance(table, pd.DataFrame):
            return to_values(data)
        if id(table) not in self.made:
            self.made[id(table)] = table, {"values": rows(table)}
            self.names[id(self.made[id(table)][1]["values"])] = ""
        return self.made[id(table)][1]

    def name(self, values: Any) -> str:
        """Stands in for Altair's `_dataset_name`."""
        if id(values) not in self.names:
            return _dataset_name(values)
        self.names[id(values)] = self.names[id(values)] or _dataset_name(values)
        return self.names[id(values)]


@contextmanager
def _made_once() -> Iterator[None]:
    shown = _Rows()
    altair_data.to_values, api._dataset_name = shown.values, shown.name
    try:
        yield
    finally:
        altair_data.to_values, api._dataset_name = to_values, _dataset_name


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table as Altair writes it: a dict a row, in types of JSON, with None for what is missing or infinite."""
    columns = [_column(table, name) for name in table.columns]
    return [dict(zip(table.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _column(table: pd.DataFrame, name: str) -> list[Any]:
    column = table[name]
    kind = column.dtype.kind
    if kind in "biu" and isinstance(column.dtype, np.dtype):
        return column.tolist()
    if kind == "f" and isinstance(column.dtype, np.dtype):
        return [value if abs(value) < math.inf else None for value in column.tolist()]
    if kind == "M":
        return ["" if value is pd.NaT else value.isoformat() for value in column]
    if isinstance(column.dtype, pd.StringDtype):
        return [value if isinstance(value, str) else None for value in column]
    if kind == "O" and str in (types := set(map(type, column))) and types <= {str, int, bool}:
        return column.tolist()  # where anything is missing, or all are numbers, Altair lets pandas guess a type anew
    return [row[name] for row in to_values(table[[name]])["values"]]


def mimebundle(chart: alt.TopLevelMixin, include: Any = None, exclude: Any = None) -> dict[str, Any]:
    """What a chart shows, by the renderer in use, without the last check."""
    with _made_once():
        return alt.renderers.get()(chart.to_dict(validate=False))
