"""How this chapter's text states published numbers, and those that it chose itself."""

from __future__ import annotations

from headroom.evidence import Quantity
from headroom.report.estimate import Estimate

WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: float) -> str:
    """A small whole number as a word: four."""
    return WORDS[int(number)] if 0 <= number < len(WORDS) else f"{number:,.0f}"


def stated(quantity: Quantity, kind: str, basis: str) -> Estimate:
    """A published number, of the date of its row."""
    return Estimate.of(quantity, kind, basis=basis, as_of=quantity.as_of)


def example(value: float, kind: str, basis: str, *works: str) -> Estimate:
    """A number that we chose, or that follows from such, with the works that it illustrates."""
    return Estimate.of(Quantity(value), kind, basis=basis, also=works)
