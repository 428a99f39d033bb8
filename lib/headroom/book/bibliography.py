"""The list of sources: as pybtex's alpha style prints it, and under what the facts of each source may be passed on."""

from __future__ import annotations

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.style.formatting import toplevel
from pybtex.style.formatting.alpha import Style
from pybtex.style.template import Node, field, join, optional, sentence
from sphinx.application import Sphinx
from sphinx.config import Config

NAME = "headroom"


class SourceStyle(Style):
    """An entry ends with its address, or that none was found, and its licence."""

    def format_web_refs(self, e: Entry) -> Node:
        """What stands behind the note of an entry of any type."""
        return toplevel[
            super().format_web_refs(e),
            sentence[optional[field("availability")]],
            sentence[optional[join["Passed on: ", field("license")]]],
        ]


def _choose(app: Sphinx, config: Config) -> None:
    config.bibtex_default_style = NAME


def setup(app: Sphinx) -> None:
    """Make the style that of the book."""
    register_plugin("pybtex.style.formatting", NAME, SourceStyle)
    app.connect("config-inited", _choose)
