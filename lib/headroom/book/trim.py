"""Light pages: what the theme brings along for every possible page is cut down to what the book's pages use.

The theme's icon script (1.5 MB for a dozen icons) becomes inline SVG, with the shapes read from that script; rules of
its style sheet whose classes occur on no page and in no script go; scripts no longer hold up the page. By the way,
entries of a bibliography get a role that is not deprecated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from headroom.book.store import hashed

STYLES = "_static/styles/pydata-sphinx-theme.css"
ICON_SCRIPT = "_static/scripts/fontawesome.js"
NAMING = (' class="', '"'), (' id="', '"'), ("<script", "</script>")  # between them, a page names classes and ids
DEPRECATED_ROLE = 'role="doc-biblioentry"', 'role="listitem"'  # docutils' entries of a bibliography, a list
_BLOCKING = re.compile(  # deferred scripts keep their order; an inline script needs documentation_options.js at once
    r'<script (?!defer)(?=[^>]*\bsrc=")(?![^>]*documentation_options)'
)
_ICON_SCRIPT = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>\n?")
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
_STYLE_DIGEST = re.compile(r"(styles/pydata-sphinx-theme\.css)\?\w+=\w*")
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_RULE = re.compile(r'/\*.*?\*/|"(?:[^"\\]|\\.)*"|[{};]', re.DOTALL)
_CLASS = re.compile(r"[.#](-?[A-Za-z_][\w-]*)")
_FUNCTION = re.compile(r":(?:not|is|where|has)\([^()]*\)")  # what stands inside need not occur
logger = logging.getLogger(__name__)


@lru_cache
def shapes(script: Path) -> dict[str, tuple[int, int, str]]:
    """The icons in the theme's script: name or alias → (width, height, path)."""
    found: dict[str, tuple[int, int, str]] = {}
    entry = re.compile(r'"?([a-z][\w-]*)"?:\[(\d+),(\d+),\[([^\]]*)\],"[0-9a-f]+","([^"]*)"\]')
    for name, width, height, aliases, path in entry.findall(script.read_text("utf-8")):
        for known in (name, *re.findall(r'"([\w-]+)"', aliases)):
            found[known] = int(width), int(height), path  # the solid set comes last in the script
    return found


def with_inline_icons(page: str, icons: dict[str, tuple[int, int, str]]) -> str:
    """A page with its icon elements replaced by SVG; an icon not known is reported and left out."""

    def draw(found: re.Match[str]) -> str:
        _, classes, attributes = found.groups()
        name = next((c[3:] for c in classes.split() if c[:3] == "fa-" and c[3:] in icons), None)
        if name is None:
            logger.warning("the theme's icon script has no icon for the classes %r", classes)
            return ""
        width, height, path = icons[name]
        return (
            f'<svg class="svg-inline--fa {classes}"{attributes} aria-hidden="true" focusable="false" '
            f'viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"/></svg>'
        )

    return _ICON.sub(draw, page)


def _between(text: str, start: str, end: str) -> list[str]:
    """What stands between two marks; on megabytes of drawings a pattern would take half a second."""
    return [part.partition(end)[0] for part in text.split(start)[1:]]


def used_rules(css: str, words: set[str]) -> str:
    """A style sheet without comments, without rules for classes and ids that are not among the words."""
    kept, at = [], 0
    while at < len(css):
        prelude, body, at = _next_rule(css, at)
        if body is None:
            kept.append(prelude)
        elif prelude.startswith(("@media", "@supports", "@layer", "@container")):
            inner = used_rules(body, words)
            kept.append(f"{prelude}{{{inner}}}" if inner else "")
        elif prelude.startswith("@font-face"):
            kept.append("" if "Awesome" in body else f"{prelude}{{{body}}}")
        elif prelude.startswith("@"):
            kept.append(f"{prelude}{{{body}}}")
        else:
            selectors = [part for part in _selectors(prelude) if _possible(part, words)]
            kept.append(f"{','.join(selectors)}{{{body}}}" if selectors else "")
    return "".join(kept)


def _next_rule(css: str, at: int) -> tuple[str, str | None, int]:
    """(prelude, body, end) of the next rule; the body is None for a statement such as @charset."""
    depth, start, opened, comments = 0, at, 0, []
    for token in _RULE.finditer(css, at):
        mark = token[0]
        if mark.startswith("/*"):
            comments.append(mark)
        elif mark == "{":
            opened = opened or token.end()
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0:
                return _clean(css[start : opened - 1], comments), css[opened : token.start()], token.end()
        elif mark == ";" and depth == 0:
            return _clean(css[start : token.end()], comments), None, token.end()
    return _clean(css[start:], comments), None, len(css)


def _clean(text: str, comments: list[str]) -> str:
    for comment in comments:
        text = text.replace(comment, "")
    return text.strip()


def _selectors(prelude: str) -> list[str]:
    """The parts of a selector list, split at commas outside brackets."""
    parts, depth = [""], 0
    for character in prelude:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _possible(selector: str, words: set[str]) -> bool:
    while (plain := _FUNCTION.sub("", selector)) != selector:
        selector = plain
    return all(name in words for name in _CLASS.findall(selector))


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Trim the pages that this build wrote, and the style sheet to what all pages use."""
    script = Path(app.outdir) / ICON_SCRIPT
    if exception or app.builder.format != "html" or not script.exists():
        return
    icons = shapes(script)
    pages = {path: path.read_text("utf-8") for path in Path(app.outdir).rglob("*.html")}
    trimmed = {
        path: _BLOCKING.sub("<script defer ", _ICON_SCRIPT.sub("", with_inline_icons(text, icons))).replace(
            *DEPRECATED_ROLE
        )
        for path, text in pages.items()
    }
    scripts = [path for path in Path(app.outdir, "_static").rglob("*.js") if path != script]
    names = {name for text in trimmed.values() for mark in NAMING for name in _between(text, *mark)}
    words = set(_WORD.findall(" ".join([*names, *(path.read_text("utf-8") for path in scripts)])))
    places = (Path(folder, "static", "styles", Path(STYLES).name) for folder in app.builder.theme.get_theme_dirs())
    original = next(path for path in places if path.exists())
    css = used_rules(original.read_text("utf-8"), words)
    (Path(app.outdir) / STYLES).write_text(css, "utf-8")
    for path, text in trimmed.items():
        final = _STYLE_DIGEST.sub(rf"\1?v={hashed(css)[:8]}", text)
        if final != pages[path]:
            path.write_text(final, "utf-8")


def setup(app: Sphinx) -> None:
    """Register the last step of a build."""
    app.connect("build-finished", _finish, priority=800)
