"""What two readers made of the claims: each verdict judged again, from the quantity alone and apart from the book.

Both were given the claim, the quantity that tests it with its values of both dates, and the rules of what a number may
claim; neither the verdict of the book nor what the other one wrote. A record of an edition, like its results.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from headroom.evidence import World
from headroom.report import format as fmt
from headroom.report.claim_list import WHEN, outcomes
from headroom.report.pages import table

FOLDER = "readings"  # beside the tables
OPEN = "not yet"  # of a forecast whose day has not come: the book has it among what cannot be tested
UNTESTED = "cannot be tested"


@dataclass(frozen=True)
class Reading:
    """What one reader says of one claim.

    Parameters
    ----------
    claim : id of the claim
    reader : which of the readers
    then, now : the outcome on the day of the claim, and on that of the edition
    choice : the boundary that was applied
    objection : what is wrong with the quantity as a test of the claim; "" if nothing
    """

    claim: str
    reader: str
    then: str
    now: str
    choice: str
    objection: str

    def outcome(self, when: str) -> str:
        """The outcome in the words of the book."""
        said = getattr(self, when)
        return UNTESTED if said == OPEN else said


@dataclass(frozen=True)
class Agreement:
    """How often two judge alike.

    Parameters
    ----------
    same, of : judgements that are alike, and all
    kappa : Cohen's kappa: 1 is full agreement, 0 what chance alone gives
    """

    same: int
    of: int
    kappa: float


def readings(world: World) -> list[Reading]:
    """The readings of the newest edition on record."""
    path = max((world.data / FOLDER).glob("*.csv"))
    with path.open(newline="", encoding="utf-8") as file:
        return [Reading(**row) for row in csv.DictReader(file)]


def by_reader(world: World, when: str) -> dict[str, dict[str, str]]:
    """Reader → claim → outcome."""
    found: dict[str, dict[str, str]] = {}
    for one in readings(world):
        found.setdefault(one.reader, {})[one.claim] = one.outcome(when)
    return found


def agreement(one: Sequence[str], other: Sequence[str]) -> Agreement:
    """How often two sequences of outcomes agree, and how much that is beyond chance."""
    same, of = sum(a == b for a, b in zip(one, other, strict=True)), len(one)
    first, second = Counter(one), Counter(other)
    chance = sum(first[outcome] * second[outcome] for outcome in first) / of**2
    return Agreement(same, of, (same / of - chance) / (1 - chance))


def agreements(world: World) -> dict[str, Agreement]:
    """Between both readers, and of each with the book, over both dates; the book as it is in this World."""
    said: dict[str, list[str]] = {}
    for when in WHEN:
        book = outcomes(world, when)
        for name, judged in by_reader(world, when).items():
            said.setdefault(name, []).extend(judged[claim] for claim in book)
        said.setdefault("the book", []).extend(book.values())
    first, second, ours = said.values()
    return {
        "the readers with one another": agreement(first, second),
        "the first reader with the book": agreement(first, ours),
        "the second reader with the book": agreement(second, ours),
    }


def dissents(world: World, when: str = "now") -> dict[str, tuple[str, str]]:
    """Claims of which both readers say the same and the book says another: claim → outcome of the readers, and why."""
    first, second = by_reader(world, when).values()
    book = outcomes(world, when)
    why = {one.claim: one.objection or one.choice for one in readings(world)}
    return {claim: (first[claim], why[claim]) for claim in book if first[claim] == second[claim] != book[claim]}


def said(world: World) -> str:
    """The agreement in a sentence."""
    parts = [
        f"{who} in {one.same} of {one.of} (kappa {fmt.number(one.kappa)})" for who, one in agreements(world).items()
    ]
    return f"Over both dates, these agree: {'; '.join(parts)}. Kappa is 1 for full agreement and 0 for that of chance."


def html(world: World) -> str:
    """The claims on which both readers differ from the book today, with why."""
    named, book = world.table("claims").set_index("id")["claim"], outcomes(world, "now")
    rows = [
        [f'<a href="#claim-{claim}">{escape(named[claim])}</a>', book[claim], outcome, escape(why)]
        for claim, (outcome, why) in dissents(world).items()
    ]
    return table(["Claim", "The book", "Both readers", "Why, in their words"], rows, "Where both readers differ")
