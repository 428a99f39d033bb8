"""A figure is an Altair chart that knows its own name (its identity travels in Vega-Lite's `usermeta`).

A function of a World that draws one ends with a call of `figure`, and is registered by `@drawn`. JupyterLab shows a
standard Vega-Lite chart; the book's extension makes of the same output a numbered, static, downloadable, citable and,
where it has controls, live figure.
"""

from __future__ import annotations

import inspect
import json
import re
import string
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any

import altair as alt

from headroom.disk_cache import hashed
from headroom.evidence import Quantity, World
from headroom.evidence.columns import rows_in
from headroom.evidence.quantity import Rows
from headroom.report import LAB_MIME, MIME, lab, theme
from headroom.report import format as fmt
from headroom.report.controls import Control
from headroom.report.estimate import Estimate
from headroom.report.pages import chapter_of, import_figures
from headroom.report.publication import standing
from headroom.report.rows import chosen, written

ID = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
LAB_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
LAB_LINE = 90  # letters in a line above a chart


def _renderer(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Standard Vega-Lite output, its twin for JupyterLab, and a text alternative.

    Altair's own type lacks the '+json' that nbformat asks for.
    """
    return {MIME: spec, LAB_MIME: _for_lab(spec), "text/plain": spec.get("description", "chart")}


def _for_lab(spec: dict[str, Any]) -> dict[str, Any]:
    """The same chart under the schema that JupyterLab draws; what the book writes below a chart stands above it.

    It is drawn as SVG, since "currentColor" is no colour on a canvas.
    """
    usermeta = spec.get("usermeta", {})
    twin = {**spec, "$schema": LAB_SCHEMA, "usermeta": {**usermeta, "embedOptions": {"renderer": "svg"}}}
    if identity := usermeta.get("figure"):
        said = textwrap.wrap(identity["takeaway"], LAB_LINE)
        twin.setdefault("title", {"text": identity["title"], "subtitle": said, "anchor": "start", "offset": 16})
    return twin


alt.renderers.register("headroom", _renderer)


def use_house_style() -> None:
    """Switch Altair to the book's theme and renderer, and give JupyterLab a look for numbers and verdicts."""
    alt.theme.enable(theme.NAME)
    alt.renderers.enable("headroom")
    alt.data_transformers.disable_max_rows()
    lab.show_look()


def figure(
    chart: alt.TopLevelMixin,
    *,
    id: str,  # noqa: A002 - the word that readers of figures use
    title: str,
    takeaway: str,
    alt_text: str,
    sources: Sequence[Any],
    unit: str,
    world: World,
    controls: Sequence[Control] = (),
    sentence: str = "",
    values: dict[str, float] | None = None,
    of: str = "",
) -> alt.TopLevelMixin:
    """Name a chart, so that it can be found, read aloud, downloaded and cited.

    Parameters
    ----------
    chart
        Any Altair chart. One of several parts is named itself, not a copy of it: to copy it is to layer it anew.
    id
        Stable anchor, in lower case with hyphens; never changes once published.
    title
        What is shown.
    takeaway
        What it says, in one sentence.
    alt_text
        Finding, range and units for those who do not see it.
    sources
        What it is drawn from: tables and quantities, whose rows name their sources; keys of data/references.bib for
        works that its words cite.
    unit
        Unit of the main quantity.
    world
        The World that the numbers come from.
    controls
        Inputs of a live figure; their parameters become top-level parameters of the chart.
    sentence
        A live sentence; `{name:format}` stands for a top-level parameter in a format of `headroom.report.format`.
    values
        What the parameters of the sentence are at the defaults, by the calculator's own functions.
    of
        Id of the figure of which this is a small view: it stands without number and bar, and leads there.

    Raises
    ------
    ValueError
        If a text is missing, the id is malformed, a source is unknown or the sentence names a value not given.
    """
    _refuse_unnamed(id, {"title": title, "takeaway": takeaway, "alt_text": alt_text, "unit": unit}, sources)
    named = chart.copy(deep=False) if isinstance(chart, alt.Chart) else chart
    named.description = alt_text
    if controls:
        named = named.add_params(*(p for control in controls for p in control.params()))
    identity: dict[str, Any] = {
        "id": id,
        "title": title,
        "takeaway": takeaway,
        "alt": alt_text,
        "unit": unit,
        **standing(world),
        "sources": [{"key": key, "label": world.source(key).label} for key in source_keys(sources)],
        "controls": [control.spec() for control in controls],
    }
    identity |= _rests_on(rows_of_sources(sources), world)
    if sentence:
        identity["sentence"] = _sentence(id, sentence, values or {})
    named.usermeta = {"figure": identity | ({"of": of} if of else {})}
    return named


def _rests_on(rows: Rows, world: World) -> dict[str, Any]:
    """The rows that a figure is drawn from, each table's as an address holds them, and what of them is stale."""
    told = {"rows": [[one.table, written(one.places), one.first] for one in chosen(rows, world)]}
    return {name: value for name, value in (told | {"stale": world.stale(rows)}).items() if value}


def _refuse_unnamed(id: str, words: dict[str, str], sources: Sequence[Any]) -> None:  # noqa: A002
    if missing := [name for name, text in words.items() if not text.strip()]:
        raise ValueError(f"figure {id!r}: {', '.join(missing)} must not be empty")
    if not ID.fullmatch(id):
        raise ValueError(f"figure id {id!r}: expected lower-case words joined by hyphens")
    if not sources:
        raise ValueError(f"figure {id!r}: name at least one source")


Draw = Callable[..., alt.TopLevelMixin]
_DRAWN: dict[str, Draw] = {}


def drawn(function: Draw) -> Draw:
    """Register a function of a World as the figure of its name: `cost_by_date` draws the figure "cost-by-date".

    Raises
    ------
    ValueError
        If two functions have one name, or when drawn, if the chart has another id.
    """
    id = function.__name__.replace("_", "-")  # noqa: A001 - the word that readers of figures use
    if id in _DRAWN and _DRAWN[id].__module__ != function.__module__:
        raise ValueError(f"figure {id!r} is drawn twice: in {_DRAWN[id].__module__} and {function.__module__}")

    @wraps(function)
    def draw(world: World, **assumptions: Any) -> alt.TopLevelMixin:
        chart = function(world, **assumptions)
        identity = chart.usermeta["figure"]
        if identity["id"] != id:
            raise ValueError(f"{function.__name__} draws a figure of another name, {identity['id']!r}")
        identity["code"] = inspect.getsource(function)
        return chart

    _DRAWN[id] = draw
    return draw


def figures(chapter: str | None = None) -> dict[str, Draw]:
    """The functions that draw the figures of one chapter or of all, by id."""
    import_figures()
    return {id: draw for id, draw in _DRAWN.items() if chapter in (None, chapter_of(draw))}


def fingerprint(spec: Mapping[str, Any]) -> str:
    """Short fingerprint of what a chart draws: its numbers to six digits and its formulas, not its looks or words."""
    return hashed(*sorted({json.dumps(part, sort_keys=True, default=str) for part in _drawn(spec)}))[:12]


def _drawn(node: Any) -> Iterator[Any]:
    """The data, transforms and parameters in a chart, whatever they are named."""
    if isinstance(node, list):
        for item in node:
            yield from _drawn(item)
    elif isinstance(node, Mapping):
        for name, item in node.items():
            if name == "datasets":
                yield from map(_rounded, item.values())
            elif name == "data" and "values" in item or name == "transform":
                yield _rounded(item)
            elif name == "params":
                yield [{part: _rounded(of) for part, of in one.items() if part in ("value", "expr")} for one in item]
            elif name != "usermeta":
                yield from _drawn(item)


def _rounded(node: Any) -> Any:
    if isinstance(node, list):
        return [_rounded(item) for item in node]
    if isinstance(node, Mapping):
        return {name: _rounded(item) for name, item in node.items()}
    return float(f"{node:.6g}") if isinstance(node, float) else node


def rows_of_sources(of: Sequence[Any]) -> Rows:
    """The rows behind tables, quantities and estimates; keys of works have none."""
    given = [one for one in of if not isinstance(one, str)]
    return frozenset().union(*(one.rows if isinstance(one, Estimate) else rows_in(one) for one in given))


def source_keys(of: Sequence[Any]) -> tuple[str, ...]:
    """Keys of the sources of tables, quantities and estimates, and keys given as such; each once, in their order."""
    keys: list[str] = []
    for one in of:
        if isinstance(one, str):
            keys.append(one)
        elif isinstance(one, Estimate):
            keys.extend(one.sources)
        else:
            keys.extend(Quantity(0, rows=rows_in(one)).sources)
    return tuple(dict.fromkeys(keys))


def _sentence(id: str, text: str, values: dict[str, float]) -> dict[str, Any]:  # noqa: A002
    """Split `{name:format}` fields from the sentence and check that each has a value and a known format."""
    formats: dict[str, str] = {}
    template = ""
    for literal, name, kind, _ in string.Formatter().parse(text):
        template += literal
        if name is None:
            continue
        if name not in values:
            raise ValueError(
                f"figure {id!r}: the sentence names {name!r}, which is not among its values {sorted(values)}"
            )
        fmt.write(values[name], kind)
        formats[name] = kind
        template += "{" + name + "}"
    return {"template": template, "formats": formats, "values": {k: float(values[k]) for k in formats}}
