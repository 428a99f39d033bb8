"""What a presenter takes away from a figure: a slide (PNG, SVG), the data shown (CSV), the chart (Vega-Lite JSON)."""

from __future__ import annotations

import csv
import io
import json
import re
from html import escape
from typing import Any

import vl_convert
from PIL import Image, PngImagePlugin

from headroom.book import drawn, fonts, svg
from headroom.report.number import shortened
from headroom.report.publication import version

INK, PAPER = "#1B1F24", "#FFFFFF"
SLIDE = (960, 540)  # drawing units of a slide; the PNG is twice and four times as large
MARGIN, TITLE, TEXT, FOOT = 40, 26, 15, 11
STANDARD = {".png": 1080}  # what each build makes: end of the file name, height of the picture [px]
RELEASE = {**STANDARD, "-2x.png": 2160}  # and what an edition adds


def slide(spec: svg.Spec, identity: dict[str, Any]) -> str:
    """A 16:9 slide as SVG: title, takeaway, chart, and a line with sources, as-of date and edition."""
    width, height = SLIDE
    inner = width - 2 * MARGIN
    lines = [(line, TITLE, 600) for line in fonts.wrap(identity["title"], TITLE, inner, 600)]
    lines += [(line, TEXT, 400) for line in fonts.wrap(identity["takeaway"], TEXT, inner)]
    foot = fonts.wrap(provenance(identity), FOOT, inner)
    y, head = MARGIN - 8.0, []
    for line, size, weight in lines:
        y += size * 1.25
        head.append(_line(line, MARGIN, y, size, weight))
    top, bottom = y + 16, height - 24 - len(foot) * FOOT * 1.4
    tail = [_line(line, MARGIN, bottom + 18 + n * FOOT * 1.4, FOOT, 400) for n, line in enumerate(foot)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}" font-family="{fonts.FAMILY}, Source Sans Pro, sans-serif" '
        f'fill="{INK}"><title>{escape(identity["title"])}</title><desc>{escape(identity["alt"])}</desc>'
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{"".join(head)}'
        f"{_chart(spec, identity['id'], MARGIN, top, inner, bottom - top)}{''.join(tail)}</svg>"
    )


def provenance(identity: dict[str, Any]) -> str:
    """Where the numbers of a figure come from, in one line."""
    sources = shortened([source["label"] for source in identity["sources"]], "; ")
    return (
        f"Sources: {sources}. Unit: {identity['unit']}. Data as of {identity['as_of']}, {identity['world']}. "
        f"Headroom, {version(identity)}, fig-{identity['id']}."
    )


def _line(text: str, x: float, y: float, size: float, weight: int) -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}">{escape(text)}</text>'


def _chart(spec: svg.Spec, figure_id: str, x: float, y: float, width: float, height: float) -> str:
    """The chart, drawn anew with the width that fills the box at the scale that its height allows."""
    drawing = svg.draw(spec)
    scale = min(height / drawing.height, 1.5)
    steps = {"slide": svg.Step(round(width / scale - drawing.width))}
    drawing = svg.fit(spec, width / scale, steps, "slide") or drawing
    scale = min(height / drawing.height, width / drawing.width)
    body = svg.own_ids(drawing.svg, f"{figure_id}-slide").replace("currentColor", INK)
    left, y = x + (width - drawing.width * scale) / 2, y + (height - drawing.height * scale) / 2
    place = (
        f'<svg x="{left:g}" y="{y:g}" width="{drawing.width * scale:g}" height="{drawing.height * scale:g}" '
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}">'
    )
    return place + body[body.index(">") + 1 :]


def _flat(slide_svg: str) -> str:
    """The slide with the opacity of shapes moved into their fill and stroke: the same picture, drawn twice as fast,
    since a shape with an opacity of its own is drawn on a layer of its own.
    """

    def move(found: re.Match[str]) -> str:
        tag = found[0]
        opacity = float(re.search(r' opacity="([\d.]+)"', tag)[1])
        tag = re.sub(r' opacity="[\d.]+"', "", tag)
        for part in ("fill", "stroke"):
            own = re.search(rf' {part}-opacity="([\d.]+)"', tag)
            tag = re.sub(rf' {part}-opacity="[\d.]+"', "", tag)
            tag = tag.replace("<path", f'<path {part}-opacity="{opacity * float(own[1] if own else 1):g}"', 1)
        return tag

    return re.sub(r'<path[^>]* opacity="[\d.]+"[^>]*>', move, slide_svg)


def pngs(slide_svg: str, identity: dict[str, Any], heights: dict[str, int]) -> dict[str, bytes]:
    """A slide as PNG in some heights, by the end of their file names: 256 colours, title and sources in its metadata.

    It is drawn once, in the largest size; the others are that picture made smaller.
    """
    largest = max(heights.values())
    drawn = vl_convert.svg_to_png(_flat(slide_svg), scale=largest / SLIDE[1])
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")
    about = PngImagePlugin.PngInfo()
    for key, text in {
        "Title": identity["title"],
        "Description": identity["alt"],
        "Source": provenance(identity),
    }.items():
        about.add_itxt(key, text)
    packed = {}
    for suffix, height in heights.items():
        sized = picture if height == largest else picture.reduce(largest // height)
        few = sized.quantize(256, method=Image.Quantize.FASTOCTREE, dither=0)
        few.putpalette([255 if level >= 253 else level for level in few.getpalette()])  # paper is white, not nearly so
        file = io.BytesIO()
        few.save(file, "PNG", pnginfo=about)
        packed[suffix] = file.getvalue()
    return packed


def vega_lite(spec: svg.Spec) -> str:
    """The chart for the Vega editor: ink and paper in place of the page's own colours, inputs bound, identity kept."""
    identity = {key: value for key, value in spec["usermeta"]["figure"].items() if key not in ("code", "rows")}
    text = json.dumps({**spec, "usermeta": {"figure": identity}}, ensure_ascii=False).replace("currentColor", INK)
    return json.dumps({**json.loads(text), "background": PAPER}, ensure_ascii=False, indent=1) + "\n"


def table(spec: svg.Spec, identity: dict[str, Any]) -> str:
    """The data shown as CSV, under lines that begin with '#' and say what it is.

    Of a live figure they are what it draws as it opens, and its inputs, at which that is, stand in the lines above.
    """
    live = bool(identity.get("controls"))
    rows = _numbered(drawn.tables(spec)) if live else _numbered(_tables(spec))
    about = {
        "title": identity["title"],
        "source": "; ".join(f"{source['label']} ({source['key']})" for source in identity["sources"]),
        "unit": identity["unit"],
        "as of": identity["as_of"],
        "stale": "; ".join(identity.get("stale", ())) or "none",
        "edition": identity.get("own") or identity["edition"],
        "world": identity["world"],
        "figure": f"fig-{identity['id']}",
    }
    if live:
        about["drawn at"] = ", ".join(
            f"{one['param']} = {one['value']}" for one in identity["controls"] if "param" in one
        )
    out = io.StringIO()
    for name, value in about.items():
        out.write(f"# {name}: {' '.join(str(value).split())}\n")
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _plain(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A value as CSV: a time stamp at midnight is a date."""
    return value.removesuffix("T00:00:00") if isinstance(value, str) else value


def _numbered(tables: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The rows of all tables; a first column tells them apart where there are several."""
    if len(tables) == 1:
        return tables[0]
    return [{"table": number, **row} for number, rows in enumerate(tables, 1) for row in rows]


def _tables(spec: svg.Spec) -> list[list[dict[str, Any]]]:
    """The tables in a chart."""
    named = spec.get("datasets", {})
    found: dict[str, list[Any]] = {}

    def visit(part: Any) -> None:
        if isinstance(part, list):
            for item in part:
                visit(item)
        elif isinstance(part, dict):
            data = part.get("data")
            if isinstance(data, dict) and isinstance(data.get("values", named.get(data.get("name"))), list):
                rows = data.get("values", named.get(data.get("name")))
                found[json.dumps(rows, sort_keys=True)] = rows
            for key, item in part.items():
                if key not in ("data", "datasets", "usermeta"):
                    visit(item)

    visit(spec)
    return [rows for rows in found.values() if rows and all(isinstance(row, dict) and row for row in rows)]
