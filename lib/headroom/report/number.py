"""Numbers in prose: one call makes a number that shows its range, source and date on hover, focus or tap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from headroom.evidence import World
from headroom.report import lab
from headroom.report.estimate import Estimate
from headroom.report.rows import chosen

MOST = 6  # sources named on a card
MOST_STALE = 2  # and stale prices, the newest first


def card(estimate: Estimate, world: World) -> str:
    """What stands on the card behind a number: basis, interval, rows, sources, what of it is stale, date."""
    return _card(estimate, world, [rows.words for rows in chosen(estimate.rows, world)], str)


def _card(estimate: Estimate, world: World, rests_on: Sequence[str], write: Callable[[str], str]) -> str:
    """A card in plain text or as HTML: `rests_on` as it stands, all else as `write` has it."""
    parts = [write(estimate.basis)]
    parts.append(write(f"{estimate.interval_name}: {estimate.range_text}" if estimate.range_text else "One value"))
    if rests_on:
        parts.append(f"Rests on {', '.join(rests_on)}")
    if estimate.sources:
        labels = [world.source(key).label for key in estimate.sources]
        parts.append(write(f"Source{'s' if len(labels) > 1 else ''}: {shortened(labels)}"))
    if stale := world.stale(estimate.rows):
        parts.append(write(stale_words(stale)))
    parts.append(f"As of {estimate.as_of or world.as_of}")
    return "; ".join(part for part in parts if part) + "."


def shortened(names: Sequence[str], between: str = ", ", most: int = MOST) -> str:
    """The first of many names, and how many more there are."""
    if len(names) <= most + 1:  # "and 1 more" is no shorter than a name
        return between.join(names)
    return f"{between.join(names[:most])} and {len(names) - most} more"


def stale_words(stale: Sequence[str]) -> str:
    """What of a result rests on prices that were old on their day: the newest of them by name."""
    return f"Stale prices: {shortened(stale, most=MOST_STALE)}"


def html(estimate: Estimate, world: World, *, linked: bool = True) -> str:
    """The number as HTML: the value, and a card that needs no JavaScript, with links to the rows behind it."""
    rows = [one.link if linked else one.words for one in chosen(estimate.rows, world)]
    return (
        f'<span class="num" tabindex="0"><span class="num-value">{escape(estimate.text)}</span>'
        f'<span class="num-card" role="note">{_card(estimate, world, rows, escape)}</span></span>'
    )


def number(key: str, estimate: Estimate | str, world: World) -> None:
    """Make `estimate`, or words that follow from one ("above"), available to the text as ``{glue}`key` ``."""
    numbers({key: estimate}, world)


def numbers(estimates: dict[str, Estimate | str], world: World) -> None:
    """`number` for several at once; JupyterLab shows them in a table and writes them into the text."""
    from IPython.display import HTML  # not above: the command line needs no notebook
    from myst_nb import glue

    for key, estimate in estimates.items():
        glue(key, HTML(_row(estimate, world)[0]), display=False)
    lab.show_numbers({key: _row(estimate, world, linked=False) for key, estimate in estimates.items()})


def _row(estimate: Estimate | str, world: World, *, linked: bool = True) -> tuple[str, str, str]:
    """A number as HTML, as plain text, and its card; words are the same without a card."""
    if isinstance(estimate, str):
        return escape(estimate), estimate, ""
    return html(estimate, world, linked=linked), estimate.text, card(estimate, world)
