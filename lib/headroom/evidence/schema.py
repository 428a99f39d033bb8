"""The field dictionary (``data/datapackage.json``, Frictionless) read as pandera schemas, and cells read as its types.

Two properties go beyond the standard: ``asOf`` of a resource, the column with the date that a row refers to, and
``mayBeFuture`` of a date field, which lets it lie after today. Columns have meaning by their names: `source_key` names
an entry of ``references.bib``, `supersedes` an earlier row of the same table; `low`, `central`, `high` stand in this
order, and so do `usd_low`, `usd`, `usd_high`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from headroom.evidence.faults import Fault, suggestion
from headroom.evidence.reading import NUMBER

if TYPE_CHECKING:
    import pandera.pandas as pa

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PARTIAL_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
SUGGESTIONS = 100  # per column: looking for near names is slow
LISTED = 8
_BOUNDS = {
    "minimum": ("at least", "ge"),
    "exclusiveMinimum": ("greater than", "gt"),
    "maximum": ("at most", "le"),
    "exclusiveMaximum": ("less than", "lt"),
}


def fields(resource: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of a resource by name."""
    return {field["name"]: field for field in resource["schema"]["fields"]}


def primary_key(resource: Mapping[str, Any]) -> str:
    """Name of the column that identifies a row."""
    (key,) = resource["schema"]["primaryKey"]
    return key


def interval_columns(resource: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The columns low, central and high of each interval that the rows of a resource state."""
    names = fields(resource)
    intervals = []
    for high in names:
        if not re.search(r"(^|_)high$", high):
            continue
        stem = high.removesuffix("high")
        central = next((c for c in (f"{stem}central", stem.rstrip("_"), f"{stem}value") if c in names), "")
        if central and f"{stem}low" in names:
            intervals.append((f"{stem}low", central, high))
    return intervals


def required(field: Mapping[str, Any]) -> bool:
    """Whether every row must give the field."""
    return bool(field.get("constraints", {}).get("required", False))


def describe(field: Mapping[str, Any]) -> str:
    """What a cell of a field should hold, in words: ``a number greater than 0 and at most 1``."""
    limits = field.get("constraints", {})
    kind = {
        "number": "a number",
        "integer": "a whole number",
        "year": "a year",
        "boolean": "true or false",
        "date": "a date YYYY-MM-DD" + (" (or YYYY-MM, or YYYY)" if field.get("format") == "any" else ""),
    }.get(field["type"], "text")
    if "enum" in limits:
        options = [str(option) for option in limits["enum"]]
        return "one of " + ", ".join(options[:LISTED]) + (", …" if len(options) > LISTED else "")
    bounds = [f"{words} {limits[name]:,}" for name, (words, _) in _BOUNDS.items() if name in limits]
    pattern = f" of the form {limits['pattern']}" if "pattern" in limits else ""
    return kind + (" " + " and ".join(bounds) if bounds else "") + pattern


def typed(cells: pd.DataFrame, resource: Mapping[str, Any], shown: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Cells of text as columns of numbers, dates, truth values and text, with a fault for each that is none.

    Empty cells, and those that could not be read, are missing values. Columns that the file lacks are all missing.
    """
    columns, faults, lines = {}, [], cells.index.tolist()
    for name, field in fields(resource).items():
        read, dtype = _READERS.get(
            (field["type"], field.get("format")), _READERS.get((field["type"], None), (str, "str"))
        )
        values: list[Any] = []
        for line, cell in zip(lines, cells[name].tolist(), strict=True) if name in cells else ():
            value = read(cell) if cell else None
            if cell and value is None:
                faults.append(Fault(shown, line, name, cell, describe(field) + _hint(cell, field)))
            values.append(value)
        columns[name] = pd.Series(values or None, index=cells.index, dtype=dtype)
    return pd.DataFrame(columns, index=cells.index), faults


def _number(cell: str) -> float | None:
    return float(cell) if NUMBER.fullmatch(cell) and math.isfinite(float(cell)) else None


def _whole_number(cell: str) -> float | None:
    number = _number(cell)
    return number if number is not None and number.is_integer() else None


def _day(cell: str) -> pd.Timestamp | None:
    try:
        return pd.Timestamp(date.fromisoformat(cell)) if DAY.fullmatch(cell) else None
    except ValueError:
        return None


def _part_of_year(cell: str) -> pd.Timestamp | None:
    """The first day of a year, a month or a day."""
    return _day(cell + "0000-01-01"[len(cell) :]) if PARTIAL_DAY.fullmatch(cell) else None


_READERS: dict[tuple[str, str | None], tuple[Callable[[str], Any], str]] = {
    ("number", None): (_number, "float64"),
    ("integer", None): (_whole_number, "float64"),
    ("year", None): (_whole_number, "float64"),
    ("date", None): (_day, "datetime64[s]"),
    ("date", "any"): (_part_of_year, "datetime64[s]"),
    ("boolean", None): ({"true": True, "false": False}.get, "boolean"),
}


def _hint(value: str, field: Mapping[str, Any]) -> str:
    """How to mend a number or a date that is written in another custom; starts with a semicolon, or nothing."""
    if field["type"] == "date":
        return "; write the year first, as in 2026-07-31" if re.search(r"\d[./-]\d", value) else ""
    if field["type"] not in ("number", "integer"):
        return ""
    if re.search(r"[$€£¥₹]|\b(usd|eur|gbp|us)\b", value, re.IGNORECASE):
        return "; leave the currency out: the column's unit is US dollars"
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", value):
        return "; leave out the commas between thousands"
    if re.fullmatch(r"[-+]?\d+,\d+", value):
        return f"; with a decimal point: {value.replace(',', '.')}"
    if value.endswith("%"):
        return "; as a fraction, without the percent sign"
    return "; digits and a decimal point only" if re.search(r"\d", value) else ""


def pandera_schema(
    resource: Mapping[str, Any], keys: Mapping[str, tuple[str, Collection[str]]], today: date
) -> pa.DataFrameSchema:
    """Pandera schema of a resource.

    Parameters
    ----------
    resource
        A resource of the field dictionary.
    keys
        For each column that refers to something, what it refers to in words and the names that exist.
    today
        No date may lie after it.
    """
    import pandera.pandas as pa  # not above: it takes a quarter of a second, and tables known to be sound need none

    columns = {}
    for name, field in fields(resource).items():
        limits = field.get("constraints", {})
        expected = describe(field)
        checks = [
            getattr(pa.Check, check)(limits[bound], error=expected)
            for bound, (_, check) in _BOUNDS.items()
            if bound in limits
        ]
        if "enum" in limits:
            checks.append(pa.Check.isin([*limits["enum"]], error=expected))
        if "pattern" in limits:
            checks.append(pa.Check.str_matches(rf"(?:{limits['pattern']})\Z", error=expected))
        if name in keys:
            what, known = keys[name]
            checks.append(pa.Check.isin(known, error=what))
        if field["type"] == "date" and not field.get("mayBeFuture"):
            checks.append(pa.Check.le(pd.Timestamp(today), error=f"a date not later than today, {today}"))
        if limits.get("unique") or name == primary_key(resource):
            checks.append(pa.Check(lambda column: ~column.duplicated(), error="a value that no earlier row has"))
        if checks or required(field):
            columns[name] = pa.Column(name=name, nullable=not required(field), checks=checks)
    return pa.DataFrameSchema(columns)


def check(
    table: pd.DataFrame,
    cells: pd.DataFrame,
    resource: Mapping[str, Any],
    keys: Mapping[str, tuple[str, Collection[str]]],
    today: date,
    shown: str,
) -> list[Fault]:
    """All faults of a typed table whose index holds line numbers; `cells` is the same as text, for the messages."""
    import pandera.pandas as pa  # as above

    faults = []

    def fault(line: int, column: str, expected: str) -> None:
        value = str(cells.at[line, column]) if column in cells else ""
        faults.append(Fault(shown, int(line), column, value, expected))

    try:
        pandera_schema(resource, keys, today).validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        for error in errors.schema_errors:
            column = error.schema.name
            lines = error.failure_cases["index"]
            missing = error.reason_code is pa.errors.SchemaErrorReason.SERIES_CONTAINS_NULLS
            expected = describe(fields(resource)[column]) if missing else error.check.error
            known = [] if missing else [str(k) for k in error.check.statistics.get("allowed_values", ())]
            for rank, line in enumerate(lines):
                near = suggestion(str(table.at[line, column]), known) if known and rank < SUGGESTIONS else ""
                fault(line, column, expected + near)
    for low, central, high in interval_columns(resource):
        for smaller, larger in ((low, central), (central, high), (low, high)):
            for line in table.index[table[smaller] > table[larger]]:
                fault(line, smaller, f"at most the row's {larger}, {table.at[line, larger]:g}")
    return faults
