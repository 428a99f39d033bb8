"""The Sphinx extension that makes the book: figures, fresh pages, mathematics, fonts, light pages."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from lib import EDITION


def setup(app: Sphinx) -> dict[str, Any]:
    """Set up all parts of the extension."""
    from lib.book import assets, citation, drawing, figures, freshness, mathml, trim

    for part in (freshness, assets, citation, drawing, figures, mathml, trim):
        part.setup(app)
    app.add_config_value("comments_config", {}, "html")  # Jupyter Book sets it for an extension that we leave out
    return {"version": EDITION, "parallel_read_safe": False, "parallel_write_safe": True}
