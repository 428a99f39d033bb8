"""Headline results: the few numbers of each chapter that the first page, comparisons and talks are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from headroom.evidence import World
from headroom.report.controls import Slider
from headroom.report.estimate import Estimate
from headroom.report.prose import Prose


@dataclass(frozen=True)
class Headline:
    """One headline result.

    Parameters
    ----------
    id : stable name, `chapter.result`
    label : what the number is, as a noun phrase
    figure : id of the figure that shows it
    compute : the number in a World
    unit : what is counted, where the number is written without it
    """

    id: str
    label: str
    figure: str
    compute: Callable[[World], Estimate]
    unit: str = ""

    @property
    def chapter(self) -> str:
        """The chapter that the result belongs to."""
        return self.id.partition(".")[0]


_HEADLINES: dict[str, Headline] = {}
_INPUTS: dict[str, tuple[Callable[[World], list[Slider]], ...]] = {}


Compute = Callable[[World], Estimate]


def headline(id: str, label: str, figure: str, *, unit: str = "") -> Callable[[Compute], Compute]:  # noqa: A002
    """Register a function of a World as a headline result; see `Headline`."""

    def register(function: Compute) -> Compute:
        if id in _HEADLINES:
            raise ValueError(f"headline {id!r} is declared twice")
        _HEADLINES[id] = Headline(id, label, figure, function, unit)
        return function

    return register


def headlines(chapter: str | None = None) -> list[Headline]:
    """The headline results, of one chapter or of all."""
    return [h for h in _HEADLINES.values() if chapter in (None, h.chapter)]


def live_inputs(chapter: str) -> Callable[[Callable[[World], list[Slider]]], Callable[[World], list[Slider]]]:
    """Register a function of a World as the inputs of a live figure of a chapter."""

    def register(function: Callable[[World], list[Slider]]) -> Callable[[World], list[Slider]]:
        _INPUTS[chapter] = (*_INPUTS.get(chapter, ()), function)
        return function

    return register


def inputs(chapter: str, world: World) -> list[Slider]:
    """All live inputs of a chapter, with default, range, unit and the reason for the default."""
    return [slider for function in _INPUTS.get(chapter, ()) for slider in function(world)]


def headline_numbers(chapter: str, world: World) -> Prose:
    """The headline results of a chapter as numbers of its text: `training.growth` has the key `growth`."""
    return Prose({one.id.partition(".")[2]: one.compute(world) for one in headlines(chapter)}, world=world)
