"""A small view of a figure, as the front page shows it: the drawing, and its title as a link to the figure itself."""

from __future__ import annotations

from typing import Any, Protocol

from docutils import nodes
from sphinx import addnodes


class Figure(Protocol):
    """What a small view asks of a figure (`headroom.book.figures.Figure`)."""

    docname: str

    @property
    def identity(self) -> dict[str, Any]:
        """What the chart knows of itself."""

    @property
    def anchor(self) -> str:
        """Stable id in the page."""


def view(figure: Figure, drawing: nodes.Element) -> nodes.container:
    """The drawing of a figure with a link to the one of which it is a small view."""
    identity = figure.identity
    target = {"refdomain": "std", "reftype": "ref", "reftarget": f"fig-{identity['of']}", "refexplicit": True}
    link = addnodes.pending_xref("", nodes.inline("", identity["title"]), refdoc=figure.docname, refwarn=True, **target)
    return nodes.container("", drawing, nodes.paragraph("", "", link), ids=[figure.anchor], classes=["hr-small"])
