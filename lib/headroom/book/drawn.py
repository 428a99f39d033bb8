"""What a live figure draws as it opens: the rows behind its marks, by Vega, with its inputs at their defaults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import vl_convert

Spec = dict[str, Any]
Row = dict[str, str]
PARTS = ("layer", "hconcat", "vconcat", "concat")
BETWEEN, ROW = "␟", "drawn_row"  # of fields in a row that is read back, and the field that holds it


@dataclass
class _Table:
    """Marks of one kind of rows.

    Parameters
    ----------
    data, transform : where the rows come from, as the chart states it
    columns : fields that are drawn or named in a tooltip
    marked : whether something else than words is drawn of them
    """

    data: Any
    transform: list[Spec]
    columns: list[str] = field(default_factory=list)
    marked: bool = False


def tables(spec: Spec) -> list[list[Row]]:
    """The rows behind the marks of a chart, a list for each of its tables.

    Rows that only carry words are left out, as they label others, and so are rows that stand in another table already.
    """
    found: dict[str, _Table] = {}
    for data, transform, mark, encoding in _units(spec, None, [], {}):
        table = found.setdefault(json.dumps([data, transform], sort_keys=True), _Table(data, transform))
        table.columns += [name for name in _fields(encoding) if name not in table.columns]
        table.marked |= (mark if isinstance(mark, str) else mark["type"]) != "text"
    rows = [_rows(spec, table) for table in found.values() if table.marked and table.columns]
    return [mine for n, mine in enumerate(rows) if mine and not _within_another(mine, rows, n)]


def _units(node: Spec, data: Any, transform: list[Spec], encoding: Spec) -> Iterator[tuple]:
    """The marks of a chart with what each inherits: data, transforms, mark, encoding."""
    data, transform = node.get("data", data), [*transform, *node.get("transform", [])]
    encoding = {**encoding, **node.get("encoding", {})}
    if "mark" in node:
        yield data, transform, node["mark"], encoding
    parts = [part for name in PARTS for part in node.get(name, [])]
    for part in [*parts, node["spec"]] if "spec" in node else parts:
        yield from _units(part, data, transform, encoding)


def _fields(part: Any) -> Iterator[str]:
    """The fields that an encoding names, in tooltips and conditions too."""
    if isinstance(part, list):
        for item in part:
            yield from _fields(item)
    elif isinstance(part, dict):
        if isinstance(part.get("field"), str):
            yield part["field"].replace("\\", "")
        for name, item in part.items():
            if name not in ("sort", "scale", "axis", "legend", "header"):
                yield from _fields(item)


def _params(node: Any) -> Iterator[Spec]:
    """All parameters of a chart that are numbers or expressions."""
    if isinstance(node, list):
        for item in node:
            yield from _params(item)
    elif isinstance(node, dict):
        for param in node.get("params", []):
            if "select" not in param:
                yield {name: param[name] for name in ("name", "value", "expr") if name in param}
        for name in (*PARTS, "spec"):
            yield from _params(node.get(name))


def _rows(spec: Spec, table: _Table) -> list[Row]:
    """The rows of a table as Vega has them, numbers with all their digits."""
    cells = f" + {json.dumps(BETWEEN)} + ".join(f"('' + datum[{json.dumps(name)}])" for name in table.columns)
    chart = {
        "datasets": spec.get("datasets", {}),
        "data": table.data,
        "params": list(_params(spec)),
        "transform": [*table.transform, {"calculate": cells, "as": ROW}],
        "mark": "text",
        "encoding": {"text": {"field": ROW, "type": "nominal"}},
    }
    read = _texts(vl_convert.vegalite_to_scenegraph(json.dumps(chart)))
    return [
        {
            name: "" if cell in ("null", "undefined", "NaN") else cell
            for name, cell in zip(table.columns, row, strict=True)
        }
        for row in (text.split(BETWEEN) for text in read)
    ]


def _texts(node: Any) -> list[str]:
    """All texts of a scene graph, in order."""
    if isinstance(node, list):
        return [text for child in node for text in _texts(child)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for child in node.values() for text in _texts(child)]


def _within_another(mine: list[Row], rows: list[list[Row]], place: int) -> bool:
    """Whether each row of a table stands in another one, with more beside it, or in an equal one before it."""
    return any(
        all(any(row.items() <= other.items() for other in others) for row in mine)
        and (n < place or not all(any(other.items() <= row.items() for row in mine) for other in others))
        for n, others in enumerate(rows)
        if n != place
    )
