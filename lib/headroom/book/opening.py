"""What a chapter says of itself below its answer: how long it is, and what its figures find, with links to them."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from sphinx.application import Sphinx

from headroom.book.figures import Figure, figures

FEWEST = 3  # figures of a page that is long enough to say so
WORDS_A_MINUTE = 230  # of an adult who reads a text that is not fiction
_NOT_READ = re.compile(  # drawings, code, cards and what stands below a figure
    r'<svg\b.*?</svg>|<pre\b.*?</pre>|<span class="num-card".*?</span>|<div class="legend">.*?</figcaption>', re.DOTALL
)
_TAG = re.compile(r"<[^>]*>")
_ANSWER = re.compile(r"</h1>.*?</p>", re.DOTALL)  # a chapter's first paragraph


def minutes(body: str) -> int:
    """How long the text of a page takes to read."""
    words = _TAG.sub(" ", _NOT_READ.sub(" ", body)).split()
    return max(1, round(len(words) / WORDS_A_MINUTE))


def findings(shown: list[Figure], length: int) -> str:
    """The length of a page, and what each of its figures says, folded away."""
    items = "".join(
        f'<li><a href="#{figure.anchor}">{escape(figure.identity["title"])}</a> '
        f"{escape(figure.identity['takeaway'])}</li>"
        for figure in shown
    )
    return (
        f'<details class="hr-findings"><summary>What its {len(shown)} figures say '
        f"<small>(the whole chapter reads in about {length} minutes)</small></summary><ol>{items}</ol></details>"
    )


def _open(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put it below the answer of a page with figures."""
    of_page = [one for one in figures(app.env).values() if one.docname == page and not one.is_small]
    body = context.get("body", "")
    answer = _ANSWER.search(body)
    if app.builder.format != "html" or len(of_page) < FEWEST or answer is None:
        return
    of_page.sort(key=lambda one: body.find(f'id="{one.anchor}"'))
    context["body"] = body[: answer.end()] + findings(of_page, minutes(body)) + body[answer.end() :]


def setup(app: Sphinx) -> None:
    """Register the step."""
    app.connect("html-page-context", _open)
