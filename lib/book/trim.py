"""Light pages."""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Register events."""
