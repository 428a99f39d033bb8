"""Built pages: words that a reader sees, code apart, and addresses that others may have noted."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

UNSEEN = {"script", "style", "svg", "template", "head"}
INLINE = {"a", "abbr", "b", "cite", "code", "em", "i", "output", "q", "span", "strong", "sub", "sup", "time"}
CODE = ("highlight-python", "highlight-ipython3", "hr-code")  # classes around code: of a cell, of a figure's function
MATHS = {"math", "mi", "mo", "mn", "mrow", "mfrac", "msub", "msup", "mtext", "semantics", "annotation", "msubsup"}


class _Page(HTMLParser):
    """Collects blocks of words, the code of cells, and ids, outside of what is not seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.code: list[str] = []
        self.in_code = False
        self.ids: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.unseen:
            self.unseen += [tag] if tag == self.unseen[-1] else []
        elif tag in UNSEEN:
            self.unseen.append(tag)
        else:
            self.ids += [value for name, value in attrs if name == "id" and value]
            self.in_code = self.in_code or (dict(attrs).get("class") or "").startswith(CODE)
            self._block(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen and tag == self.unseen[-1]:
            self.unseen.pop()
        elif not self.unseen:
            if tag == "pre" and self.in_code:
                self.code.append(self.blocks.pop())
                self.in_code = False
                self.blocks.append("")
            self._block(tag)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.blocks[-1] += data

    def _block(self, tag: str) -> None:
        if tag not in INLINE | MATHS:
            self.blocks.append("")


def read(html: Path) -> dict[str, dict[str, list[str]]]:
    """Words and code of each page block by block, its ids, and the names of all files but those of the theme."""
    files = sorted(str(file.relative_to(html)) for file in html.rglob("*") if file.is_file())
    files = [file for file in files if not file.startswith(("_static/", "_sources/", "."))]
    found: dict[str, dict[str, list[str]]] = {"words": {}, "code": {}, "addresses": {"files": files}}
    for file in (name for name in files if name.endswith(".html")):
        page = _Page()
        page.feed((html / file).read_text("utf-8"))
        found["words"][file] = [" ".join(block.split()) for block in page.blocks if block.strip()]
        found["code"][file] = [line for block in page.code for line in block.splitlines()]
        found["addresses"][file] = sorted(page.ids)
    return found
