"""What a notebook says: `begin`, then `show`, `tell` and `answer`; all that is shown is computed elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any

from IPython.display import HTML, display

from headroom.evidence import Quantity, World
from headroom.report import claims, number, statement
from headroom.report.estimate import Estimate
from headroom.report.figure import use_house_style
from headroom.report.prose import Prose


def begin() -> World:
    """Give charts, numbers and verdicts their look, and answer with the World that the environment selects."""
    use_house_style()
    return World.current()


def show(what: Any, kind: str = "number") -> None:
    """Show a figure, or a number that a cell has computed.

    Parameters
    ----------
    what
        A chart that `figure` has named, or a `Quantity` or plain number.
    kind
        How a number is written, a key of `headroom.report.format.FORMATS`.
    """
    if isinstance(what, Quantity | int | float):
        found = str(Estimate.of(what if isinstance(what, Quantity) else Quantity(float(what)), kind))
        display({"text/html": f'<p class="hr-result">{escape(found)}</p>', "text/plain": found}, raw=True)
    else:
        display(what)


def tell(passage: Prose) -> None:
    """Make the numbers of a passage available to the text, and note beside it what of its words is not so."""
    if passage.numbers:
        number.numbers(passage.numbers, passage.world)
    for sentence, so in passage.so.items():
        statement.check(so, sentence)


def answer(claim: str, world: World) -> None:
    """Show the verdict on a claim."""
    display(HTML(claims.html(claims.verdict(claim, world), world)))
