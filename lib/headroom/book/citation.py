"""How a figure is cited: text and BibTeX, with the edition of the book and the as-of date of the data."""

from __future__ import annotations

from typing import Any

AUTHOR = "The Headroom authors"
BOOK = "Headroom: an executable report on what limits the scaling of AI"


def text(identity: dict[str, Any], url: str) -> str:
    """One line for a slide or a footnote."""
    year = identity["edition"].partition(".")[0]
    return (
        f"{AUTHOR} ({year}). “{identity['title']}”. Figure in {BOOK}, edition {identity['edition']}, "
        f"data as of {identity['as_of']}. {url}"
    )


def bibtex(identity: dict[str, Any], url: str) -> str:
    """The same for a bibliography."""
    year = identity["edition"].partition(".")[0]
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{identity['title']}}}",
        "year": year,
        "howpublished": f"Figure in {{{BOOK}}}, edition {identity['edition']}",
        "note": f"Data as of {identity['as_of']}; sources: " + "; ".join(s["label"] for s in identity["sources"]),
        "url": url,
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{headroom-{identity['edition']}-{identity['id']},\n{body}\n}}"
