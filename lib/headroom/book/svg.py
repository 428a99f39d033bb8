"""From a Vega-Lite specification to the SVG that stands in the page: one wide, one for phones where that can be."""

from __future__ import annotations

import copy
import math
import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import vl_convert

Spec = dict[str, Any]

WIDE, NARROW = 660, 350  # total widths [px]: the column of text; a phone of 390 px less its margins
ROUNDS = 4  # of drawing until a width fits
NARROWEST = 80  # width of any view [px]
LEAST_PLOT = 200  # width of a plot [px] below which names go elsewhere
UNDER_NAME, BELOW_MARK = 14, 9  # thickness of a bar under a name, and where words stand below a mark [px]
_COMPOSITIONS = ("hconcat", "vconcat", "concat")
_NOISE = re.compile(
    r'<path class="(?:background|foreground)"[^>]*\bd="(?:M0,0h0v0h0Z)?"[^>]*/>'  # frames of size zero
    r'|<rect[^>]*fill="transparent"[^>]*/>'
    r'| (?:pointer-events="none"|aria-hidden="true"|role="graphics-[a-z]+"|aria-roledescription="[^"]*"'
    r'|class="[^"]*"|font-family="[^"]*"|stroke-miterlimit="10"|opacity="1"|text-anchor="start")'
)
_GEOMETRY = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
_DECIMALS = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_ROOT = re.compile(r"<svg\b[^>]*>")
_VIEWBOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')


@dataclass(frozen=True)
class Drawing:
    """An SVG as vl-convert drew it, with the specification that it shows.

    Parameters
    ----------
    spec : Vega-Lite specification, also what the browser draws on hydration
    svg : the drawing
    width, height : its size [px]
    """

    spec: Spec
    svg: str
    width: float
    height: float


def use_fonts(folder: Path) -> None:
    """Let vl-convert measure and draw text with the fonts of a folder."""
    vl_convert.register_font_directory(str(folder))


def draw(spec: Spec) -> Drawing:
    """Draw a specification at its own size."""
    spec = copy.deepcopy(spec)
    svg = vl_convert.vegalite_to_svg(spec)
    found = _VIEWBOX.search(svg)
    if found is None:
        raise ValueError("vl-convert gave an SVG without a viewBox")
    return Drawing(spec, svg, float(found[1]), float(found[2]))


def for_page(spec: Spec) -> Spec:
    """A specification without what the page gives itself: identity, input widgets, accessible names."""
    page = {key: value for key, value in spec.items() if key not in ("usermeta", "description")}
    page = _without_bindings(copy.deepcopy(page))
    page.setdefault("config", {})["aria"] = False  # the figure as a whole carries the text alternative
    page["background"] = "transparent"
    return page


def _without_bindings(spec: Spec) -> Spec:
    for param in spec.get("params", ()):
        if "value" in param or "expr" in param:
            param.pop("bind", None)
    return spec


def _views(spec: Spec) -> list[Spec]:
    """The single and layered views of a composition."""
    for key in _COMPOSITIONS:
        if key in spec:
            return [view for part in spec[key] for view in _views(part)]
    inner = spec.get("spec")
    return _views(inner) if isinstance(inner, dict) and ("facet" in spec or "repeat" in spec) else [spec]


def _default_width(spec: Spec) -> Any:
    view = spec.get("config", {}).get("view", {})
    return view.get("continuousWidth", 300)


class Step(NamedTuple):
    """By how much all views of a chart are wider than its specification says, so that the whole fits.

    Parameters
    ----------
    pixels : what is added to each view
    slope : how much the whole grows with a pixel of the views: 2 for two views side by side; 0 if that is not known
    """

    pixels: int = 0
    slope: int = 0


Steps = dict[str, Step]  # of the drawings of a figure, by what they are for


def fit(spec: Spec, total: float, steps: Steps, purpose: str, *, widen: bool = True, least: int = 0) -> Drawing | None:
    """Draw a specification with the views' widths changed until the whole is just not wider than `total`.

    Axes and legends keep their size, so the plots take up the difference; a second round usually settles it, and a
    first one where the step of last time still fits. What is drawn does not depend on the step that one starts from,
    but for some pixels where something else than the plots makes the whole wide.

    Parameters
    ----------
    spec
        Specification.
    total
        Width of the whole [px].
    steps
        Of last time; the one for this purpose is replaced.
    purpose
        What the drawing is for.
    widen
        Whether to widen what is narrower of itself.
    least
        Width of a view below which nothing is drawn [px].

    Returns
    -------
    The drawing; None where the widths follow from data, or a view would be narrower than `least`.
    """
    spec = copy.deepcopy(spec)
    views = _views(spec)
    given = [view.get("width") for view in views]
    own = [_default_width(spec) if width in (None, "container") else width for width in given]
    if not all(isinstance(width, int | float) for width in own):
        return None
    pixels, slope = steps.get(purpose, Step())
    slope = slope or len(spec.get("hconcat", ())) or 1
    tried: dict[int, Drawing] = {}
    chosen = None
    while chosen is None:
        for view, width, before in zip(views, own, given, strict=True):
            view["width"] = max(NARROWEST, width + pixels) if pixels else before
            if view["width"] is None:
                del view["width"]
        tried[pixels] = draw(spec)
        growth = 1.0
        if len(tried) > 1:
            last = list(tried)[-2]
            growth = (tried[pixels].width - tried[last].width) / (pixels - last)
            slope = max(1, round(growth))
        further = pixels + math.floor((total - tried[pixels].width) / slope)
        further = further if widen else min(0, further)
        if max(NARROWEST, min(own) + further) < least:
            return None
        if further in tried:
            chosen = min(pixels, further)
        elif growth < 0.5:  # it is not the plots that make it so wide
            chosen = max(pixels, last)
        elif len(tried) == ROUNDS:
            chosen = pixels
        else:
            pixels = further
    steps[purpose] = Step(chosen, slope)
    return tried[chosen]


def wide(spec: Spec, steps: Steps | None = None) -> Drawing:
    """The drawing for a column of text: at its own size, or narrowed to `WIDE` where it would be larger."""
    return fit(spec, WIDE, {} if steps is None else steps, "wide", widen=False) or draw(spec)


def narrow(spec: Spec, steps: Steps | None = None) -> Drawing | None:
    """The drawing for a phone: parts under each other; None where facets form a row of their own.

    Names of rows that would leave the plot less than `LEAST_PLOT` stand above their rows instead of beside them.
    """
    steps = {} if steps is None else steps
    stacked = copy.deepcopy(spec)
    if not _stack(stacked):
        return None
    config = stacked.setdefault("config", {})
    config["legend"] = {**config.get("legend", {}), "columns": 1, "labelLimit": NARROW - 60, "orient": "top"}
    config["axisX"] = {**config.get("axisX", {}), "tickCount": 4, "labelOverlap": True, "labelSeparation": 6}
    if not any(_has_rows(view) for view in _views(stacked)):
        return fit(stacked, NARROW, steps, "narrow")
    beside = fit(stacked, NARROW, steps, "narrow", least=LEAST_PLOT)
    return beside or fit(_names_above(stacked), NARROW, steps, "names above")


def _has_rows(view: Spec) -> bool:
    """Whether the vertical axis of a view names things."""
    encodings = [part.get("encoding", {}) for part in (view, *view.get("layer", ()))]
    return any(encoding.get("y", {}).get("type") in ("nominal", "ordinal") for encoding in encodings)


def _names_above(spec: Spec) -> Spec:
    """The chart with the names of its rows above them, and with the room that they need there."""
    roomy = copy.deepcopy(spec)
    config = roomy["config"]
    config["axisYDiscrete"] = {
        **config.get("axisYDiscrete", {}),
        **{"labelAlign": "left", "labelBaseline": "bottom", "labelPadding": -2, "labelOffset": -8},
        **{"labelLimit": NARROW - 20, "ticks": False, "domain": False},
    }
    config["scale"] = {**config.get("scale", {}), "barBandPaddingInner": 0.6, "bandPaddingInner": 0.6}
    usual = config.get("view", {}).get("discreteHeight", 200)
    for view in filter(_has_rows, _views(roomy)):
        height = view.get("height", usual)
        taller = 1.5 * (height["step"] if isinstance(height, dict) else height)
        view["height"] = {"step": taller} if isinstance(height, dict) else taller
        for part in (view, *view.get("layer", ())):
            _clear_of_names(part)
    return roomy


def _clear_of_names(part: Spec) -> None:
    """Bars no thicker than the room under a name, and words that stood above a mark below it; in place."""
    mark = part.get("mark")
    if not isinstance(mark, dict):
        return
    if mark["type"] == "bar" and mark.get("height", 0) > UNDER_NAME:
        mark["height"] = UNDER_NAME
    if mark["type"] == "text" and mark.get("dy", 0) < 0 and "field" in part.get("encoding", {}).get("y", {}):
        mark["dy"] = BELOW_MARK


def _stack(spec: Spec) -> bool:
    """Put parts that stand side by side under each other, in place; False where the facets themselves form columns."""
    if "hconcat" in spec:
        spec["vconcat"] = spec.pop("hconcat")
    for key in ("vconcat", "concat"):
        if key in spec:
            spec.pop("columns", None)
            if key == "concat":
                spec["columns"] = 1
            return all([_stack(part) for part in spec[key]])
    for key in ("facet", "repeat"):
        if key in spec:
            if isinstance(spec[key], dict) and "column" in spec[key]:
                return False
            if not (isinstance(spec[key], dict) and "row" in spec[key]):
                spec["columns"] = 1
            return _stack(spec["spec"])
    encoding = spec.get("encoding", {})
    if "facet" in encoding:
        encoding["facet"]["columns"] = 1
    return "column" not in encoding


def inline(drawing: Drawing, figure_id: str, variant: str, label: str) -> str:
    """The SVG for the page: a text alternative, ids that are the figure's own, and no more markup than needed."""
    body = _ROOT.sub("", drawing.svg, count=1)
    body = _NOISE.sub("", body)
    body = _GEOMETRY.sub(lambda attribute: _DECIMALS.sub(_tenth, attribute[0]), body)
    body = own_ids(body, f"{figure_id}-{variant}")
    least = min(drawing.width, 560 if variant == "wide" else NARROW)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{escape(label)}" fill="none" style="--w:{drawing.width:g}px;--least:{least:g}px">{body}'
    )


def _tenth(number: re.Match[str]) -> str:
    """A coordinate to a tenth of a pixel: finer is not seen, and weighs more than the rest of the drawing."""
    return f"{round(float(number[0]), 1) + 0.0:g}"


def own_ids(svg: str, prefix: str) -> str:
    """Number the ids of an SVG anew under a prefix: those of vl-convert come from a counter of the process."""
    names = {old: f"{prefix}-{number}" for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)))}
    if not names:
        return svg
    alternatives = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    pattern = re.compile(rf'(id="|url\(#|href="#)({alternatives})(?=["\)])')
    return pattern.sub(lambda found: found[1] + names[found[2]], svg)
