"""Figures: from a chart in a notebook's output to a numbered, static, live, downloadable and citable figure.

The chart brings its identity along (`usermeta.figure`, see `headroom.report.figure`). While a page is read, the chart
is sent to be drawn (`headroom.book.drawing`) and becomes a real figure node, so that numbering and references work.
While it is written, the HTML gets links that are right for the builder. After the build the downloads are made.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.config import ENUM, Config
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.osutil import relative_uri
from sphinx.writers.html5 import HTML5Translator

from headroom.book import assets, citation, controls, downloads
from headroom.book.drawing import DRAWN, drawing_pool
from headroom.book.outputs import ChartReference
from headroom.book.small import view
from headroom.report import MIME
from headroom.report.number import MOST, stale_words
from headroom.report.publication import version
from headroom.report.rows import Chosen, read

FOLDER = "_figures"
LABELS = {  # end of a download's file name: what the link says
    ".png": "PNG",
    "-2x.png": "PNG 2×",
    ".svg": "SVG",
    ".csv": "CSV",
    ".vl.json": "Vega-Lite",
}
HEIGHTS = {"none": {}, "standard": downloads.STANDARD, "release": downloads.RELEASE}  # PNGs, by `headroom_downloads`
logger = logging.getLogger(__name__)


def files(config: Config) -> dict[str, str]:
    """The downloads that a build offers: end of the file name, and what the link says."""
    heights = HEIGHTS[config.headroom_downloads]
    return {end: label for end, label in LABELS.items() if heights and (end in heights or not end.endswith(".png"))}


class chart(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """The drawing of a figure with its inputs."""


class provenance(nodes.General, nodes.Element):  # noqa: N801
    """Sources, downloads and citation of a figure."""


@dataclass(frozen=True)
class Figure:
    """A figure as the environment remembers it.

    Parameters
    ----------
    reference : what stands for its chart
    docname : the page that shows it
    """

    reference: ChartReference
    docname: str

    @property
    def identity(self) -> dict[str, Any]:
        """What `headroom.report.figure` put into the chart."""
        return self.reference.identity

    @property
    def anchor(self) -> str:
        """Stable id in the page."""
        return f"fig-{self.identity['id']}"

    @property
    def is_small(self) -> bool:
        """Whether it is a small view of another figure, without a bar of its own."""
        return "of" in self.identity


def figures(env: BuildEnvironment) -> dict[str, Figure]:
    """All figures of the book by id; the gallery, lists and decks are made of them."""
    if not hasattr(env, "headroom_figures"):
        env.headroom_figures = {}
    return env.headroom_figures


class FigureRenderer(MimeRenderPlugin):
    """MyST-NB's renderer for Vega-Lite output."""

    mime_priority_overrides: ClassVar = [("*", MIME, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        """Turn a chart with an identity into a figure node; complain about one without."""
        if inline or data.mime_type != MIME:
            return None
        document = renderer.renderer.document
        env = document.settings.env
        reference = ChartReference.read(data.content)
        if reference is None:
            logger.warning("a chart has no name: end it with figure(…)", location=(env.docname, data.line))
            return []
        figure = _remember(env, reference)
        return [
            view(figure, chart(figure=figure.identity["id"])) if figure.is_small else _figure(document, env, figure)
        ]


def _remember(env: BuildEnvironment, reference: ChartReference) -> Figure:
    figure = Figure(reference, env.docname)
    name = figure.identity["id"]
    known = figures(env).get(name)
    if known and known.docname != env.docname:
        logger.warning("figure id %r is also used in %s", name, known.docname, location=env.docname)
    drawing_pool(env.app).draw(reference)
    figures(env)[name] = figure
    return figure


def _figure(document: nodes.document, env: BuildEnvironment, figure: Figure) -> nodes.figure:
    identity = figure.identity
    node = nodes.figure("", ids=[figure.anchor], names=[figure.anchor], classes=["hr-figure"])
    node += chart(figure=identity["id"])
    node += nodes.caption("", "", nodes.strong("", identity["title"]), nodes.Text(" " + identity["takeaway"]))
    node += nodes.legend("", provenance(figure=identity["id"]))
    document.note_explicit_target(node)
    return node


def _visit_chart(self: HTML5Translator, node: chart) -> None:
    """Write inputs, sentence and the static drawings."""
    env = self.builder.env
    figure = figures(env)[node["figure"]]
    identity = figure.identity
    drawings = json.loads((drawing_pool(env.app).drawings / figure.reference.drawing / DRAWN).read_text("utf-8"))
    scrolls = "narrow" not in drawings
    box = (
        f'<div class="hr-stage hr-scroll" tabindex="0" role="region" aria-label="{escape(identity["title"])}">'
        if scrolls
        else '<div class="hr-stage">'
    )
    stills = "".join(f'<div class="hr-still hr-{name}">{drawing}</div>' for name, drawing in drawings.items())
    if figure.is_small:
        self.body.append(f"<div>{stills}</div>")
        raise nodes.SkipNode
    self.body.append(
        f'<div class="hr-chart" data-figure="{identity["id"]}" '
        f'data-chart="{_link(self, figure, ".js")}?{figure.reference.drawing[:8]}" '
        f'data-vega="{_uri(self, "_static/" + assets.vega_name())}" '
        f'data-hydrate="{"near" if identity.get("controls") else "touch"}">'
        f"{controls.html(identity)}{box}{stills}</div></div>"
    )
    raise nodes.SkipNode


def _visit_provenance(self: HTML5Translator, node: provenance) -> None:
    """Write the sources line, the downloads and the citation."""
    figure = figures(self.builder.env)[node["figure"]]
    identity = figure.identity
    sources = _sources(self, identity["sources"])
    links = " ".join(
        f'<a class="hr-button" href="{_link(self, figure, suffix)}" download>{label}'
        f'<span class="hr-hidden"> of figure {escape(identity["title"])}</span></a>'
        for suffix, label in files(self.config).items()
    )
    page = f"{self.builder.get_target_uri(figure.docname)}#{figure.anchor}"
    place = citation.place(identity, self.config.html_baseurl, page)
    blocks = "".join(
        f'<div class="hr-cite-block"><pre tabindex="0" aria-label="{label}">{escape(text)}</pre>'
        f'<button type="button" class="hr-button" data-copy="previous">Copy {label}</button></div>'
        for label, text in {"text": citation.text(identity, place), "BibTeX": citation.bibtex(identity, place)}.items()
    )
    self.body.append(
        f'<div class="hr-sources">Sources: {sources} <span>Data as of {identity["as_of"]}, '
        f"{escape(identity['world'])}, {escape(version(identity))}.</span>"
        f"{_rows(self, identity)}{_stale(identity)}</div>"
        f'<div class="hr-export"><p class="hr-downloads">{links}</p>{_code(self, identity)}'
        f'<details class="hr-cite"><summary class="hr-button">Cite'
        f'<span class="hr-hidden"> figure {escape(identity["title"])}</span></summary>{blocks}</details></div>'
    )
    raise nodes.SkipNode


def _rows(self: HTML5Translator, identity: dict[str, Any]) -> str:
    """The rows that a figure is drawn from, linked to the pages of their tables where the book has them."""
    if "rows" not in identity:
        return ""
    rows = [Chosen(table, tuple(read(code)), first) for table, code, first in identity["rows"]]
    return f" <span>Rests on {', '.join(one.link for one in rows)}.</span>"


def _stale(identity: dict[str, Any]) -> str:
    """A word on prices that were old on the day for which they stand."""
    if "stale" not in identity:
        return ""
    return f' <span class="hr-stale">{escape(stale_words(identity["stale"]))}.</span>'


def _code(self: HTML5Translator, identity: dict[str, Any]) -> str:
    """The function that draws a figure, folded away; nothing for a chart that no function of the library draws."""
    if "code" not in identity:
        return ""
    name = f'<span class="hr-hidden"> of figure {escape(identity["title"])}</span>'
    listing = self.highlighter.highlight_block(identity["code"], "python")
    return f'<details class="hr-code"><summary class="hr-button">Show the code{name}</summary>{listing}</details>'


def _uri(self: HTML5Translator, target: str) -> str:
    return relative_uri(self.builder.get_target_uri(self.builder.current_docname), target)


def _link(self: HTML5Translator, figure: Figure, suffix: str) -> str:
    return _uri(self, f"{FOLDER}/{figure.identity['id']}{suffix}")


def _citations(env: BuildEnvironment) -> dict[str, tuple[str, str]]:
    """Source key → (page, anchor) of its entry in a bibliography of the book."""
    domain = env.domains.get("cite")
    if domain is None:
        return {}
    return {item.key: (item.bibliography_key.docname, item.citation_id) for item in domain.citations}


def _sources(self: HTML5Translator, sources: list[dict[str, str]]) -> str:
    """The sources of a figure; where they are many, those of most rows, and the others behind a click."""
    named = [_source(self, source) for source in sources]
    if len(named) <= MOST + 1:
        return "; ".join(named) + "."
    return (
        f'{"; ".join(named[:MOST])} <details class="hr-more"><summary>and {len(named) - MOST} more</summary>'
        f"{'; '.join(named[MOST:])}.</details>"
    )


def _source(self: HTML5Translator, source: dict[str, str]) -> str:
    label = escape(source["label"])
    place = _citations(self.builder.env).get(source["key"])
    if place is None:
        return label
    docname, anchor = place
    return f'<a href="{_uri(self, self.builder.get_target_uri(docname))}#{anchor}">{label}</a>'


def _skip(self: Any, node: nodes.Element) -> None:
    raise nodes.SkipNode


def _check(app: Sphinx, env: BuildEnvironment) -> None:
    """Every source of a figure must be in the book's bibliography."""
    known = _citations(env)
    for figure in figures(env).values():
        for source in figure.identity["sources"]:
            if known and source["key"] not in known and not source["key"].startswith("file:"):
                logger.warning(
                    "%s names the source %r, which no bibliography of the book lists",
                    figure.anchor,
                    source["key"],
                    location=figure.docname,
                )


def _purge(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    for name in [name for name, figure in figures(env).items() if figure.docname == docname]:
        del figures(env)[name]


def _all_drawn(app: Sphinx, env: BuildEnvironment) -> None:
    """Pages are written once all figures have been drawn."""
    drawing_pool(app).wait()


def _copy_charts(app: Sphinx, exception: Exception | None) -> None:
    """Lay the charts beside the pages, and no downloads but those of the figures shown."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / FOLDER
    target.mkdir(exist_ok=True)
    copied = _copy_files(app, target)
    for file in target.iterdir():
        if file.name not in copied:
            file.unlink()


def _make_downloads(app: Sphinx, exception: Exception | None) -> None:
    """Make the missing downloads: last, since the pages can be read meanwhile."""
    if exception or app.builder.format != "html":
        return
    if not app._warncount:
        logger.info("pages are ready: %s", Path(app.outdir) / "index.html")
    shown = list(figures(app.env).values())
    references = [figure.reference for figure in shown if not figure.is_small]
    heights = HEIGHTS[app.config.headroom_downloads]
    for left in drawing_pool(app).make_downloads(references, heights) if heights else ():
        logger.info("downloads still to be drawn: %d", left)
    _copy_files(app, Path(app.outdir) / FOLDER)
    drawing_pool(app).keep_only([figure.reference for figure in shown])


def _copy_files(app: Sphinx, target: Path) -> set[str]:
    """Copy all files of the figures that have been made; their names."""
    copied = set()
    for name, figure in figures(app.env).items():
        if figure.is_small:
            continue
        made = (
            drawing_pool(app).drawings / figure.reference.drawing,
            drawing_pool(app).downloads / figure.reference.download,
        )
        sources = {f"{name}.js": made[0] / "chart.js"} | {
            f"{name}{s}": made[1] / f"download{s}" for s in files(app.config)
        }
        for file, source in sources.items():
            if source.exists():
                if _stamp(target / file) != _stamp(source):
                    shutil.copy2(source, target / file)
                copied.add(file)
    return copied


def _stamp(file: Path) -> tuple[int, int] | None:
    """What is another for another file; a copy has that of its original."""
    if not file.exists():
        return None
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def setup(app: Sphinx) -> None:
    """Register nodes and events."""
    app.add_config_value("headroom_downloads", "standard", "html", ENUM(*HEIGHTS))
    skip = {builder: (_skip, None) for builder in ("latex", "text", "man", "texinfo")}
    app.add_node(chart, html=(_visit_chart, None), **skip)
    app.add_node(provenance, html=(_visit_provenance, None), **skip)
    app.connect("env-purge-doc", _purge)
    app.connect("env-check-consistency", _check)
    app.connect("env-check-consistency", _all_drawn)
    app.connect("build-finished", _copy_charts)
    app.connect("build-finished", _make_downloads, priority=850)  # after the pages have been trimmed
