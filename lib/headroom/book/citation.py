"""How a figure is cited: text and BibTeX, with the edition of the book, its address, and the as-of date of the data.

What is no edition (own prices, an own scenario) has no address, and a copy that was built without one says so.
"""

from __future__ import annotations

from typing import Any

from headroom.report.publication import AUTHOR, BOOK, address, version

UNKNOWN = "the web address of this copy is not known"
NONE = "no edition, and without an address; this code and its World file give it again"


def place(identity: dict[str, Any], site: str, page: str) -> str:
    """Where a figure is found for good, as far as one can say.

    Parameters
    ----------
    identity
        What `headroom.report.figure` says of the figure.
    site
        The address under which editions lie; "" where it is not known.
    page
        The figure's place in the book: page and anchor.
    """
    if "own" in identity:
        return f"{page} ({NONE})"
    frozen = address(site, identity)
    return frozen + page if frozen else f"{identity['edition']}/{page} ({UNKNOWN})"


def text(identity: dict[str, Any], place: str) -> str:
    """One line for a slide or a footnote."""
    year = identity["edition"].partition(".")[0]
    return (
        f"{AUTHOR} ({year}). “{identity['title']}”. Figure in {BOOK}, {version(identity)}, {_data(identity)}. {place}"
    )


def bibtex(identity: dict[str, Any], place: str) -> str:
    """The same for a bibliography."""
    year = identity["edition"].partition(".")[0]
    data = _data(identity)
    sources = "; ".join(source["label"] for source in identity["sources"])
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{identity['title']}}}",
        "year": year,
        "howpublished": f"Figure in {{{BOOK}}}, {version(identity)}",
        "note": f"{data[0].upper()}{data[1:]}; sources: {sources}",
    }
    if place.startswith("http"):
        fields["url"] = place
    else:
        fields["note"] += f". {place}"
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    key = version(identity).removeprefix("edition ").replace(" ", "-").lower()
    return f"@misc{{headroom-{key}-{identity['id']},\n{body}\n}}"


def _data(identity: dict[str, Any]) -> str:
    """The date of the data, and the World of what is no edition."""
    return f"data as of {identity['as_of']}" + (f", {identity['world']}" if "own" in identity else "")
