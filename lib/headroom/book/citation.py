"""How a figure is cited: text and BibTeX, with the edition of the book and the as-of date of the data."""

from __future__ import annotations

from typing import Any

AUTHOR = "The Headroom authors"
BOOK = "Headroom: an executable report on what limits the scaling of AI"


def version(identity: dict[str, Any]) -> str:
    """What a figure is cited as: the edition, or a reader's own prices, which are no edition."""
    return identity.get("own") or f"edition {identity['edition']}"


def text(identity: dict[str, Any], url: str) -> str:
    """One line for a slide or a footnote."""
    year = identity["edition"].partition(".")[0]
    return (
        f"{AUTHOR} ({year}). “{identity['title']}”. Figure in {BOOK}, {version(identity)}, "
        f"data as of {identity['as_of']}. {url}"
    )


def bibtex(identity: dict[str, Any], url: str) -> str:
    """The same for a bibliography."""
    year = identity["edition"].partition(".")[0]
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{identity['title']}}}",
        "year": year,
        "howpublished": f"Figure in {{{BOOK}}}, {version(identity)}",
        "note": f"Data as of {identity['as_of']}; sources: " + "; ".join(s["label"] for s in identity["sources"]),
        "url": url,
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    key = "own-prices" if "own" in identity else identity["edition"]
    return f"@misc{{headroom-{key}-{identity['id']},\n{body}\n}}"
