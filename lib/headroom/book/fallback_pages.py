"""Pages of chapters in Worlds that lie too early for their text: the results of that day instead."""

from __future__ import annotations

from collections.abc import Mapping

import nbformat
from sphinx.errors import ExtensionError


def pages(environ: Mapping[str, str]) -> dict[str, nbformat.NotebookNode]:
    """Pages whose text does not fit the World selected because it lies too early, with what stands there instead."""
    if not environ.keys() & {"HEADROOM_AS_OF", "HEADROOM_SCENARIO", "HEADROOM_WORLD"}:
        return {}
    from headroom.evidence import (  # not above: they take a second, which few builds need
        EvidenceError,
        UnknownError,
        World,
    )
    from headroom.report.pages import PAGES, TITLES, predates_text

    try:
        if not predates_text(World.current()):
            return {}
    except (EvidenceError, UnknownError) as error:
        raise ExtensionError(str(error)) from error
    found = {
        f"chapters/{page}": _page(TITLES[chapter], "in_brief", f"HTML(in_brief({chapter!r}, World.current()))")
        for chapter, page in PAGES.items()
    }
    answers = "Markdown(summary(World.current())), HTML(headline_table(World.current(), 'chapters/'))"
    return found | {
        "index": _page("What stops the scaling of AI first?", "headline_table, summary", answers),
        "chapters/backtest": _page("The backtest", "headline_table", "HTML(headline_table(World.current()))"),
    }


def _page(title: str, names: str, shown: str) -> nbformat.NotebookNode:
    """A page of a title and of what functions of the ledger show."""
    lines = [
        "from IPython.display import HTML, Markdown, display",
        "from headroom.evidence import World",
        f"from headroom.report.ledger import {names}",
        f"display({shown})",
    ]
    cell = nbformat.v4.new_code_cell("\n".join(lines), id="results", metadata={"tags": ["remove-input"]})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# {title}", id="title"), cell])
