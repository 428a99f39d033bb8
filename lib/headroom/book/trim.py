"""Light pages: what the theme brings along for every possible page is cut down to what the book's pages use.

The theme's icon script (1.5 MB for a dozen icons) becomes inline SVG, with the shapes read from that script; rules of
its style sheet whose classes occur on no page and in no script go; scripts no longer hold up the page. A source that a
page cites again does not bring its whole entry along again: the page's script gives each link what the first one says.
By the way, entries of a bibliography get a role that is not deprecated.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx
from sphinx.util import logging

from headroom.book.store import hashed

STYLES = "_static/styles/pydata-sphinx-theme.css"
NESTING = {"media", "supports", "layer", "container"}  # rules that hold rules
ICON_SCRIPT = "_static/scripts/fontawesome.js"
NAMING = (' class="', '"'), (' id="', '"'), ("<script", "</script>")  # between them, a page names classes and ids
DEPRECATED_ROLE = 'role="doc-biblioentry"', 'role="listitem"'  # docutils' entries of a bibliography, a list
SPY, SPIED = 'data-bs-spy="scroll" data-bs-target="{}"', ".bd-toc-nav"  # a class that the theme's contents lack
CONTENTS = ".page-toc"
_BLOCKING = re.compile(  # deferred scripts keep their order; an inline script needs documentation_options.js at once
    r'<script (?!defer)(?=[^>]*\bsrc=")(?![^>]*documentation_options)'
)
_ICON_SCRIPT = re.compile(r"<script[^>]*/fontawesome\.js[^>]*></script>\n?")
_ICON = re.compile(r'<(i|span) class="([^"]*\bfa-[^"]*)"([^>]*)></\1>')
_STYLE_DIGEST = re.compile(r"(styles/pydata-sphinx-theme\.css)\?\w+=\w*")
_CITED = re.compile(r'(<a class="reference internal" href="[^"]*#ref-[^"]*")( title="[^"]*")')
_WORD = re.compile(r"[A-Za-z_][\w-]*")
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


def watching_its_contents(page: str) -> str:
    """A page that marks the section being read in its own contents, and watches nothing where it has none.

    The theme names a place that does not exist; all links of the page are watched then, and one to a row whose id no
    selector can hold ends the script.
    """
    has_contents = f'class="{CONTENTS[1:]}' in page
    return page.replace(SPY.format(SPIED), SPY.format(CONTENTS) if has_contents else "")


def told_once(page: str) -> str:
    """A page whose links to a source state its entry at the first of them alone."""
    told: set[str] = set()

    def tell(found: re.Match[str]) -> str:
        link, entry = found.groups()
        first = link not in told
        told.add(link)
        return link + entry * first

    return _CITED.sub(tell, page)


def _between(text: str, start: str, end: str) -> list[str]:
    """What stands between two marks; on megabytes of drawings a pattern would take half a second."""
    return [part.partition(end)[0] for part in text.split(start)[1:]]


def used_rules(css: str, words: set[str]) -> str:
    """A style sheet without comments, without rules for classes and ids that are not among the words."""
    return _kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), words)


def _kept(rules: list[Any], words: set[str]) -> str:
    return "".join(filter(None, (_rule(rule, words) for rule in rules)))


def _rule(rule: Any, words: set[str]) -> str:
    """A rule as far as it can apply to the words; nothing of it where it cannot."""
    if rule.type == "at-rule":
        return _at_rule(rule, words)
    if rule.type != "qualified-rule":
        raise ValueError(f"the theme's style sheet, line {rule.source_line}: {getattr(rule, 'message', rule.type)}")
    selectors = [part for part in _selectors(rule.prelude) if _possible(part, words)]
    if not selectors:
        return ""
    return f"{','.join(tinycss2.serialize(part).strip() for part in selectors)}{{{_body(rule.content)}}}"


def _at_rule(rule: Any, words: set[str]) -> str:
    head = f"@{rule.at_keyword} {tinycss2.serialize(rule.prelude).strip()}".strip()
    if rule.content is None:
        return f"{head};"
    if rule.lower_at_keyword in NESTING:
        inner = _kept(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), words)
        return f"{head}{{{inner}}}" if inner else ""
    body = _body(rule.content)
    return "" if rule.lower_at_keyword == "font-face" and "Awesome" in body else f"{head}{{{body}}}"


def _body(tokens: list[Any]) -> str:
    return tinycss2.serialize([token for token in tokens if token.type != "comment"]).strip()


def _selectors(prelude: list[Any]) -> list[list[Any]]:
    """The parts of a list of selectors, split at commas outside brackets."""
    parts: list[list[Any]] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        elif token.type != "comment":
            parts[-1].append(token)
    return parts


def _possible(selector: list[Any], words: set[str]) -> bool:
    """Whether all classes and ids of a selector occur; those inside `:not(...)` and its like need not."""
    classes = (token.value for dot, token in pairwise(selector) if dot == "." and token.type == "ident")
    ids = (token.value for token in selector if token.type == "hash")
    return all(name in words for name in (*classes, *ids))


def _trimmed(page: str, icons: dict[str, tuple[int, int, str]]) -> str:
    """A page without what it has no use for."""
    deferred = _BLOCKING.sub("<script defer ", _ICON_SCRIPT.sub("", with_inline_icons(page, icons)))
    return watching_its_contents(told_once(deferred)).replace(*DEPRECATED_ROLE)


def _finish(app: Sphinx, exception: Exception | None) -> None:
    """Trim the pages that this build wrote, and the style sheet to what all pages use."""
    script = Path(app.outdir) / ICON_SCRIPT
    if exception or app.builder.format != "html" or not script.exists():
        return
    icons = shapes(script)
    pages = {path: path.read_text("utf-8") for path in Path(app.outdir).rglob("*.html")}
    trimmed = {path: _trimmed(text, icons) for path, text in pages.items()}
    scripts = [path for path in Path(app.outdir, "_static").rglob("*.js") if path != script]
    names = {name for text in trimmed.values() for mark in NAMING for name in _between(text, *mark)}
    words = set(_WORD.findall(" ".join([*names, *(path.read_text("utf-8") for path in scripts)])))
    places = (Path(folder, "static", "styles", Path(STYLES).name) for folder in app.builder.theme.get_theme_dirs())
    original = next(path for path in places if path.exists())
    css = used_rules(original.read_text("utf-8"), words)
    (Path(app.outdir) / STYLES).write_text(css, "utf-8", newline="\n")
    for path, text in trimmed.items():
        final = _STYLE_DIGEST.sub(rf"\1?v={hashed(css)[:8]}", text)
        if final != pages[path]:
            path.write_text(final, "utf-8", newline="\n")


def setup(app: Sphinx) -> None:
    """Register the last step of a build."""
    app.connect("build-finished", _finish, priority=800)
