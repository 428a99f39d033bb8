"""What the text of a chapter rests on: its numbers, and statements that must be so; both are results of a World."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps

from headroom.evidence import World
from headroom.report.estimate import Estimate
from headroom.report.pages import chapter_of, import_chapters


@dataclass(frozen=True)
class Prose:
    """Numbers and statements of a passage.

    Parameters
    ----------
    numbers : key in the text (``{glue}`key` ``) → the number, or words that follow from one ("above")
    so : what the text says in words, as a sentence → whether the numbers of the World bear it out
    world : the World that they are of
    """

    numbers: dict[str, Estimate | str] = field(default_factory=dict)
    so: dict[str, bool] = field(default_factory=dict)
    world: World | None = None


Passage = Callable[..., Prose]
_PASSAGES: dict[str, Passage] = {}


def prose(function: Passage) -> Passage:
    """Register a function of a World as a passage of its chapter; what it returns knows the World.

    Raises
    ------
    ValueError
        If two modules of a chapter have a passage of one name.
    """
    name = f"{chapter_of(function)}.{function.__name__}"
    if name in _PASSAGES and _PASSAGES[name].__module__ != function.__module__:
        raise ValueError(f"passage {name!r} is written twice: {_PASSAGES[name].__module__}, {function.__module__}")

    @wraps(function)
    def of_world(world: World, **assumptions: object) -> Prose:
        return replace(function(world, **assumptions), world=world)

    _PASSAGES[name] = of_world
    return of_world


def passages(chapter: str | None = None) -> dict[str, Passage]:
    """The passages of one chapter or of all, by name (`training.agreement`)."""
    import_chapters()
    return {name: one for name, one in _PASSAGES.items() if chapter in (None, name.partition(".")[0])}
