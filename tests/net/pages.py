"""Built pages: the words that a reader sees, and the addresses that others may have noted."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

UNSEEN = {"script", "style", "svg", "template", "head"}
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "output", "q", "span", "strong", "sub", "sup", "time"}
MATHS = {"math", "mi", "mo", "mn", "mrow", "mfrac", "msub", "msup", "mtext", "semantics", "annotation", "msubsup"}


class _Page(HTMLParser):
    """Collects blocks of words, and ids, outside of what is not seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.ids: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            self.unseen += [tag] if tag == self.unseen[-1] else []
        elif tag in UNSEEN:
            self.unseen.append(tag)
        else:
            self.ids += [value for name, value in attrs if name == "id" and value]
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and tag == self.unseen[-1]:
            self.unseen.pop()
        elif not self.unseen:
            self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.blocks[-1] += data

    def _block(self, tag: str) -> None:
        if tag not in INLINE | MATHS:
            self.blocks.append("")


def _read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text("utf-8"))
    return page


def words(html: Path) -> dict[str, list[str]]:
    """The words of each page, block by block."""
    blocks = {file: _read(file).blocks for file in sorted(html.rglob("*.html"))}
    return {
        str(file.relative_to(html)): [" ".join(block.split()) for block in found if block.strip()]
        for file, found in blocks.items()
    }


def addresses(html: Path) -> dict[str, list[str]]:
    """The files but those of the theme, and the ids in each page."""
    files = sorted(str(file.relative_to(html)) for file in html.rglob("*") if file.is_file())
    found = {"files": [file for file in files if not file.startswith(("_static/", "_sources/", "."))]}
    return found | {str(file.relative_to(html)): sorted(_read(file).ids) for file in sorted(html.rglob("*.html"))}
