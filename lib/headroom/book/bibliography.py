"""Sources in less time: pybtex looks for its plug-ins in the metadata of all installed packages, for each citation
anew, unless they are registered; and it formats all sources anew, twice, in each build that changes a page, unless its
style remembers them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from pybtex import plugin
from pybtex.database import Entry
from pybtex.style import FormattedEntry
from pybtex.style.formatting import alpha
from sphinx.application import Sphinx

from headroom import disk_cache
from headroom.book.store import digest

BACKENDS = ("plaintext", "docutils")


class _Style(alpha.Style):
    """Pybtex's style "alpha" that formats each source once."""

    formatted: ClassVar[dict[tuple[str, str], FormattedEntry]] = {}

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        key = label, entry.key
        if key not in self.formatted:
            self.formatted[key] = super().format_entry(label, entry, bib_data)
        return self.formatted[key]


def _bibliography(app: Sphinx) -> str:
    return digest(Path(app.srcdir), *app.config.bibtex_bibfiles)


def _remember(app: Sphinx, _: object) -> None:
    _Style.formatted = disk_cache.load("bibliography", _bibliography(app)) or {}
    app.headroom_remembered = len(_Style.formatted)


def _keep(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and len(_Style.formatted) > app.headroom_remembered:
        disk_cache.save("bibliography", _Style.formatted, _bibliography(app))


def setup(app: Sphinx) -> None:
    """Register the plug-ins that citations use."""
    for name in BACKENDS:
        plugin.register_plugin("pybtex.backends", name, plugin.find_plugin("pybtex.backends", name), force=True)
    plugin.register_plugin("pybtex.style.formatting", "alpha", _Style, force=True)
    app.connect("config-inited", _remember, priority=900)  # after Jupyter Book has read its configuration
    app.connect("build-finished", _keep)
