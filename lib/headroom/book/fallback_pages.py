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
    found = {}
    for chapter, page in PAGES.items():
        shown = "\n".join(
            [
                "from IPython.display import HTML, display",
                "from headroom.evidence import World",
                "from headroom.report.ledger import in_brief",
                f"display(HTML(in_brief({chapter!r}, World.current())))",
            ]
        )
        cell = nbformat.v4.new_code_cell(shown, id="results", metadata={"tags": ["remove-input"]})
        title = nbformat.v4.new_markdown_cell(f"# {TITLES[chapter]}", id="title")
        found[f"chapters/{page}"] = nbformat.v4.new_notebook(cells=[title, cell])
    return found
