"""The Sphinx extension that makes the book: figures, fresh pages, mathematics, fonts, light pages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headroom import EDITION

if TYPE_CHECKING:  # the process that runs notebooks needs none of it
    from sphinx.application import Sphinx

# In this order: the first has the processes for notebooks get ready, and the others are imported meanwhile.
PARTS = (
    "freshness",
    "assets",
    "bibliography",
    "changelog",
    "drawing",
    "edition",
    "figures",
    "glossary",
    "mathml",
    "opening",
    "tables",
    "search",
    "published",
    "markdown",
    "trim",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up all parts of the extension."""
    for part in PARTS:
        import_module(f"headroom.book.{part}").setup(app)
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it for an extension that we leave out
    return {"version": EDITION, "parallel_read_safe": False, "parallel_write_safe": True}
