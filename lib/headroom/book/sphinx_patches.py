"""Sphinx in less time: it colours the code of all cells anew, reduces each word of a page to its stem for the search,
again and again, and translates its templates, in each build that writes a page. All of it is the same as the last time,
so it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sphinx.highlighting
from jinja2 import FileSystemBytecodeCache
from pygments import highlight
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from headroom import disk_cache
from headroom.book.store import store

_stem = SearchEnglish.stem
_stems: dict[str, str] = {}
_coloured: dict[str, str] = {}


def _remembered(key: str, known: dict[str, str], make: Callable[[], str]) -> str:
    if key not in known:
        known[key] = make()
    return known[key]


def _colour(code: str, lexer: Any, formatter: Any) -> str:
    """Stands in for `pygments.highlight`."""
    how = (f"{type(part).__name__} {sorted(part.options.items(), key=str)}" for part in (lexer, formatter))
    key = "\0".join([*how, code])
    return _remembered(key, _coloured, lambda: highlight(code, lexer, formatter))


def _begin(app: Sphinx) -> None:
    for known, kind in ((_stems, "stems"), (_coloured, "coloured")):
        known.clear()
        known.update(disk_cache.load(kind) or {})
    app.headroom_known = len(_stems), len(_coloured)
    sphinx.highlighting.highlight = _colour
    SearchEnglish.stem = lambda self, word: _remembered(word, _stems, lambda: _stem(self, word))
    templates = getattr(app.builder, "templates", None)
    if templates:
        folder = store(app) / "templates"
        folder.mkdir(parents=True, exist_ok=True)
        templates.environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def _end(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.headroom_known != (len(_stems), len(_coloured)):
        disk_cache.save("stems", _stems)
        disk_cache.save("coloured", _coloured)


def setup(app: Sphinx) -> None:
    """Register the beginning and the end of a build."""
    app.connect("builder-inited", _begin)
    app.connect("build-finished", _end)
