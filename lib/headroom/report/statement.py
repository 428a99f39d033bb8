"""Words of a chapter that rest on numbers, checked: with other prices a sentence stays true, or is marked as not so."""

from __future__ import annotations

import os
from html import escape

STRICT = "HEADROOM_STRICT"  # environment variable; set to 1, a statement that is not so is an error
MARK = "hr-not-so"  # class of the note on the page


def check(so: bool, statement: str) -> None:
    """State what the text says in words; if it is not so, show a note beside the text.

    The text is written for the evidence of an edition. Its numbers follow every World, its words cannot; the book's own
    tests set `STRICT`, so that words which the evidence no longer bears are rewritten.

    Parameters
    ----------
    so
        Whether the numbers of this World bear it out.
    statement
        What the text says, as a sentence.

    Raises
    ------
    AssertionError
        If it is not so and `STRICT` is set.
    """
    if so:
        return
    if os.environ.get(STRICT) == "1":
        raise AssertionError(f"the text says: {statement}")
    from IPython.display import HTML, display  # not above: the command line needs no notebook

    display(HTML(note(statement)))


def note(statement: str) -> str:
    """The note as HTML."""
    return (
        f'<p class="{MARK}" role="note"><strong>Not so with these inputs:</strong> <q>{escape(statement)}</q> '
        "The words around this note were written for the evidence of the edition; the numbers, figures and verdicts "
        "are those of the inputs chosen.</p>"
    )
