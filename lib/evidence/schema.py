"""The field dictionary (``data/datapackage.json``, Frictionless) read as pandera schemas, and cells read as its types.

Two properties go beyond the standard: ``asOf`` of a resource, the column with the date that a row refers to, and
``mayBeFuture`` of a date field, which lets it lie after today. Columns have meaning by their names: `source_key` names
an entry of ``references.bib``, `supersedes` an earlier row of the same table; `low`, `central`, `high` stand in this
order, and so do `usd_low`, `usd`, `usd_high`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import pandas as pd
import pandera.pandas as pa

from lib.evidence.faults import Fault, suggestion
from lib.evidence.reading import NUMBER

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
PARTIAL_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
SUGGESTIONS = 100  # per column: looking for near names is slow
LISTED = 8
_BOUNDS = {
    "minimum": ("at least", pa.Check.ge),
    "exclusiveMinimum": ("greater than", pa.Check.gt),
    "maximum": ("at most", pa.Check.le),
    "exclusiveMaximum": ("less than", pa.Check.lt),
}


def fields(resource: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of a resource by name."""
    return {field["name"]: field for field in resource["schema"]["fields"]}


def primary_key(resource: Mapping[str, Any]) -> str:
    """Name of the column that identifies a row."""
    key = resource["schema"]["primaryKey"]
    return key if isinstance(key, str) else key[0]


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
    columns, faults = {}, []
    for name, field in fields(resource).items():
        text = cells[name] if name in cells else pd.Series("", index=cells.index, dtype=str)
        given = text.where(text != "")
        column, unread = _read(given, field)
        columns[name] = column
        faults += [
            Fault(shown, line, name, value, describe(field) + _hint(value, field))
            for line, value in given[unread].items()
        ]
    return pd.DataFrame(columns, index=cells.index), faults


def _read(given: pd.Series, field: Mapping[str, Any]) -> tuple[pd.Series, pd.Series]:
    """A column in its type, and which of its cells are not of this type."""
    kind = field["type"]
    if kind in ("number", "integer", "year"):
        fit = given.where(given.str.fullmatch(NUMBER).fillna(False).astype(bool))
        column = pd.to_numeric(fit, errors="coerce").astype(float)
        column = column.where(column.abs() < math.inf)
        if kind != "number":
            column = column.where(column == column.round())
    elif kind == "date":
        shape = PARTIAL_DAY if field.get("format") == "any" else DAY
        fit = given.where(given.str.fullmatch(shape).fillna(False).astype(bool))
        whole = fit + fit.str.len().map({4: "-01-01", 7: "-01", 10: ""})
        column = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")
    elif kind == "boolean":
        column = given.str.lower().map({"true": True, "false": False})
    else:
        column = given
    return column, given.notna() & column.isna()


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
    columns = {}
    for name, field in fields(resource).items():
        limits = field.get("constraints", {})
        expected = describe(field)
        checks = [check(limits[bound], error=expected) for bound, (_, check) in _BOUNDS.items() if bound in limits]
        if "enum" in limits:
            checks.append(pa.Check.isin([*limits["enum"]], error=expected))
        if "pattern" in limits:
            checks.append(pa.Check.str_matches(f"^(?:{limits['pattern']})$", error=expected))
        if name in keys:
            what, known = keys[name]
            checks.append(pa.Check.isin(known, error=what))
        if field["type"] == "date" and not field.get("mayBeFuture"):
            checks.append(pa.Check.le(pd.Timestamp(today), error=f"a date not later than today, {today}"))
        unique = limits.get("unique", False) or name == primary_key(resource)
        columns[name] = pa.Column(nullable=not required(field), unique=unique, checks=checks)
    return pa.DataFrameSchema(columns, strict=True)


def check(
    table: pd.DataFrame,
    cells: pd.DataFrame,
    resource: Mapping[str, Any],
    keys: Mapping[str, tuple[str, Collection[str]]],
    today: date,
    shown: str,
) -> list[Fault]:
    """All faults of a typed table whose index holds line numbers; `cells` is the same as text, for the messages."""
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
            if error.reason_code is pa.errors.SchemaErrorReason.SERIES_CONTAINS_NULLS:
                expected = describe(fields(resource)[column])
            elif error.reason_code is pa.errors.SchemaErrorReason.SERIES_CONTAINS_DUPLICATES:
                expected = f"a {column} that no other row has"
            else:
                expected = error.check.error
            known = [str(k) for k in (error.check.statistics or {}).get("allowed_values", ())] if error.check else []
            for rank, line in enumerate(lines):
                near = suggestion(str(table.at[line, column]), known) if known and rank < SUGGESTIONS else ""
                fault(line, column, expected + near)
    for low, central, high in interval_columns(resource):
        for smaller, larger in ((low, central), (central, high), (low, high)):
            for line in table.index[table[smaller] > table[larger]]:
                fault(line, smaller, f"at most the row's {larger}, {table.at[line, larger]:g}")
    for columns in resource["schema"].get("uniqueKeys", []):
        for line in table.index[table.duplicated(columns)]:
            fault(line, columns[0], f"a row that differs from all above it in {', '.join(columns)}")
    return faults
