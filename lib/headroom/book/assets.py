"""Static files: our own style and scripts, and the fonts and chart library that installed packages bring along.

Logo, icon and bibliography are the package's own unless the book names others.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert
from sphinx.application import Sphinx
from sphinx.config import Config

from headroom.book import fonts
from headroom.book.drawing import drawing_pool
from headroom.book.store import is_whole, seal, store, write_atomically
from headroom.evidence.tables import DATA

STATIC = Path(__file__).parent / "static"
GENERATED = "static"  # folder of the store
MATH_FONT = "headroom-math.woff2"


def vega_name() -> str:
    """File name of the chart library: new with each version, so that no browser keeps an old one."""
    return f"vega-{version('vl-convert-python')}.js"


def write_vega(target: Path) -> None:
    """Write Vega, Vega-Lite and vega-embed as one script that leaves no other global names behind."""
    write_atomically(target, f"(function(){{{vl_convert.javascript_bundle()}\n}})();\n")


def _prepare(app: Sphinx) -> None:
    """Make what is missing and add both folders to the book's static files."""
    if app.builder.format != "html":
        return
    generated = store(app) / GENERATED
    for folder in _made(app):
        is_whole(folder)  # else it is made anew
    generated.mkdir(parents=True, exist_ok=True)
    fonts.write_text_fonts(generated, store(app) / fonts.CHART_FONTS)
    (generated / "headroom-fonts.css").write_text(fonts.font_css(), "utf-8", newline="\n")
    for old in generated.glob("vega-*.js"):
        if old.name != vega_name():
            old.unlink()
    if not (generated / vega_name()).exists():
        drawing_pool(app).submit("vega", write_vega, generated / vega_name())
    app.config.html_static_path = [*app.config.html_static_path, str(STATIC), str(generated)]


def _made(app: Sphinx) -> tuple[Path, Path]:
    """The folders of what is made here: for the pages, and the fonts that charts are drawn with."""
    return store(app) / GENERATED, store(app) / fonts.CHART_FONTS


def _seal(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        for folder in _made(app):
            seal(folder)


def _of_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Add what only some pages use: a list that is filtered, a table that is sorted."""
    body = context.get("body", "")
    if "data-filters=" in body:
        app.add_js_file("filter.js", loading_method="defer")
    if 'class="hr-data"' in body:
        app.add_css_file("tables.css", priority=900)
        app.add_js_file("tables.js", loading_method="defer")


def _defaults(app: Sphinx, config: Config) -> None:
    """Name the package's own files where the book names none, wherever the package is installed."""
    config.html_logo = config.html_logo or str(STATIC / "logo.svg")
    config.html_favicon = config.html_favicon or str(STATIC / "favicon.svg")
    config.bibtex_bibfiles = config.bibtex_bibfiles or [str(DATA / "references.bib")]


def setup(app: Sphinx) -> None:
    """Register our files."""
    app.connect("config-inited", _defaults, priority=400)  # before those that look for the files
    app.connect("builder-inited", _prepare)
    app.connect("build-finished", _seal)
    app.add_css_file("headroom-fonts.css")
    app.add_css_file("headroom.css", priority=900)
    app.add_js_file("format.js", loading_method="defer")
    app.add_js_file("headroom.js", loading_method="defer")
    app.connect("html-page-context", _of_page)
