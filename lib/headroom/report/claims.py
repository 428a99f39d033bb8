"""The ledger: each claim of the five articles with a computed verdict, as of the day it was made and as of today.

A verdict is a pure function of a `World`. Its outcome follows from a probability or a share by one rule for all
(`judge`), so that no outcome is a matter of wording.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Any, Literal, get_args

import numpy as np

from headroom.evidence import LackingError, Quantity, World
from headroom.report.estimate import Estimate
from headroom.report.judging import Chance, Condition, Outcome, Standing, Weight, judge
from headroom.report.number import html as number_html
from headroom.report.pages import import_chapters

STYLE: dict[Outcome, str] = {
    "holds": "holds",
    "holds in part": "mixed",
    "does not hold": "fails",
    "cannot be tested": "untestable",
}


@dataclass(frozen=True)
class Finding:
    """What the evidence gives for one date.

    Parameters
    ----------
    outcome : what follows for the claim
    estimate : the quantity tested; None only where nothing can be computed
    weight : probability, or share of cases, that the claim holds, from which the outcome follows
    standing : under which other choices the outcome is the same; None where none are declared
    """

    outcome: Outcome
    estimate: Estimate | None = None
    weight: Weight | None = None
    standing: Standing | None = None

    def __post_init__(self) -> None:
        if self.outcome != "cannot be tested" and self.estimate is None:
            raise ValueError("an outcome rests on an estimate; without one the claim cannot be tested")


@dataclass(frozen=True)
class Verdict:
    """The answer to one claim.

    Parameters
    ----------
    claim : id of the claim in data/claims.csv
    quantity : what was computed to test it
    then, now : the finding as of the claim's date, and as of the World's
    test : how the outcome follows, in one sentence
    reason : what the computation shows, in one or two sentences
    figure : id of the figure that shows it
    """

    claim: str
    quantity: str
    then: Finding
    now: Finding
    test: str
    reason: str
    figure: str


def stated_on(world: World, claim: str) -> date:
    """Last day of the day, month or year in which a claim was made."""
    row = world.row("claims", claim)
    day = row["stated_on"].date()
    if row["stated_on_precision"] == "year":
        return date(day.year, 12, 31)
    return day.replace(day=monthrange(day.year, day.month)[1]) if row["stated_on_precision"] == "month" else day


def as_stated(world: World, claim: str) -> World:
    """The same World on the date of a claim: later rows and prices are not seen, and no scenario counts."""
    return _on(world, stated_on(world, claim))


@cache
def _on(world: World, day: date) -> World:
    """One World for all claims of a day, so that what they share is computed once."""
    return world.earlier(day)


@dataclass(frozen=True)
class Tested:
    """What a World gives for the quantity of a claim.

    Parameters
    ----------
    shown : the quantity as it is stated; an `Estimate` where one is made elsewhere
    basis : how it was made, in a few words
    compared : what the conditions are put to, one for each; by default what is shown
    as_of : date that it refers to; by default that of the World
    also : keys of works that it rests on beside its rows
    """

    shown: Quantity | Estimate
    basis: str = ""
    compared: tuple[Quantity, ...] = ()
    as_of: date | None = None
    also: tuple[str, ...] = ()

    def estimate(self, kind: str, day: date) -> Estimate:
        """As it is stated on a day."""
        if isinstance(self.shown, Estimate):
            return self.shown
        return Estimate.of(self.shown, kind, as_of=self.as_of or day, basis=self.basis, also=self.also)


Find = Callable[[World], Tested | Finding | None]
Together = Literal["all", "evenly"]
Evidence = Literal["of the day", "today's"]
When = Literal["then", "now"]
Words = str | Callable[[World], str]


Conditions = tuple[Condition | Chance, ...]


@dataclass(frozen=True)
class Otherwise:
    """Another choice that a reader could defend, in place of the claim's own.

    Parameters
    ----------
    said : what is chosen, in a few words
    holds : other conditions (another threshold); by default those of the claim
    keep : places of the conditions that alone count (one sense of several); by default all
    find : another quantity (panel, date, boundary), put to the conditions; by default that of the claim
    """

    said: str
    holds: Condition | Chance | Conditions = ()
    keep: tuple[int, ...] = ()
    find: Find | None = None

    def __post_init__(self) -> None:
        if not (self.holds or self.keep or self.find):
            raise ValueError(f"{self.said!r} chooses nothing else")

    def weighed(self, claim: Claim, seen: World, found: Tested) -> Weight | None:
        """How much speaks for a claim so tested; None where the World cannot tell."""
        try:
            other = self.find(seen) if self.find else found
        except LackingError:
            return None
        if not isinstance(other, Tested):
            return None
        holds = (self.holds if isinstance(self.holds, tuple) else (self.holds,)) or claim.holds
        compared = other.compared or (other.shown,)
        if self.keep:
            holds, compared = (tuple(of[place] for place in self.keep) for of in (holds, compared))
        return claim.weight(compared, holds)


@dataclass(frozen=True)
class Claim:
    """How a claim is tested: one declaration, from which its verdict follows in every World.

    Parameters
    ----------
    id : of the claim in data/claims.csv
    quantity : what is computed to test it
    find : the quantity in a World; None where the World has nothing to compute it from
    kind : how it is written, a key of `headroom.report.format.FORMATS`
    holds : the conditions under which the claim holds; none where it cannot be tested
    test : the same in one sentence: words, or a function of a World where a bound is one of its numbers
    reason : what the computation shows, in one or two sentences: words, or a function of a World
    figure : id of the figure that shows it
    together : of several conditions: the least probable counts ("all"), or they have equal weight ("evenly")
    evidence : of which day: that of the claim for what is said of it then, or today's for both dates (hindsight)
    untested : when it cannot be tested although a quantity can be shown: "then", "now" or both
    because : why a function gives the finding itself, where no conditions can be written
    otherwise : what a reader could choose otherwise
    """

    id: str
    quantity: str
    find: Find
    test: Words
    reason: Words
    figure: str
    kind: str = ""
    holds: Conditions = ()
    together: Together = "all"
    evidence: Evidence = "of the day"
    untested: tuple[When, ...] = ()
    because: str = ""
    otherwise: tuple[Otherwise, ...] = ()

    def __post_init__(self) -> None:
        if not self.holds and not self.because and len(self.untested) < 2:
            raise ValueError(f"claim {self.id!r}: give conditions, or say why it is a function or cannot be tested")
        given = ((self.together, Together), (self.evidence, Evidence), *((when, When) for when in self.untested))
        for word, known in given:
            if word not in get_args(known):
                raise ValueError(f"claim {self.id!r}: {word!r} is none of {', '.join(get_args(known))}")

    def finding(self, seen: World, day: date, when: When) -> Finding:
        """What a World gives for one of the two dates; what was not known yet when it was said cannot test a claim."""
        try:
            found = self.find(seen)
        except LackingError:
            if when == "now":
                raise
            found = None
        if found is None:
            return Finding("cannot be tested")
        if isinstance(found, Finding):
            return found
        estimate = found.estimate(self.kind, day)
        if when in self.untested:
            return Finding("cannot be tested", estimate)
        weight = self.weight(found.compared or (found.shown,), self.holds)
        outcome = judge(weight.chance)
        weighed = {one.said: one.weighed(self, seen, found) for one in self.otherwise}
        others = tuple((said, judge(other.chance)) for said, other in weighed.items() if other)
        return Finding(outcome, estimate, weight, Standing(outcome, others) if others else None)

    def weight(self, compared: tuple[Quantity, ...], holds: Conditions) -> Weight:
        """Probability, or share of cases, that conditions are fulfilled by quantities."""
        if len(compared) != len(holds):
            raise ValueError(f"claim {self.id!r}: {len(holds)} conditions are put to {len(compared)} quantities")
        weights = [condition.weight(of) for condition, of in zip(holds, compared, strict=True)]
        if len(weights) == 1 or self.together == "all":
            return min(weights, key=lambda weight: weight.chance)
        return Weight(float(np.mean([weight.chance for weight in weights])))

    def then(self, world: World) -> Finding:
        """What was found on the day when the claim was made; no scenario of the World has a part in it."""
        stated = as_stated(world, self.id)
        seen = _on(world, world.as_of) if self.evidence == "today's" else stated
        return finding_on(self, seen, stated.as_of, "then")

    def now(self, world: World) -> Finding:
        """What the World gives on its own day."""
        return finding_on(self, world, world.as_of, "now")

    def verdict(self, world: World) -> Verdict:
        """The answer to the claim in a World."""
        return Verdict(
            self.id,
            quantity=self.quantity,
            then=self.then(world),
            now=self.now(world),
            test=_said(self.test, world),
            reason=_said(self.reason, world),
            figure=self.figure,
        )


@cache
def finding_on(claim: Claim, seen: World, day: date, when: When) -> Finding:
    """A finding, computed once for all Worlds that look alike from the day of the claim."""
    return claim.finding(seen, day, when)


def _said(words: Words, world: World) -> str:
    try:
        return words if isinstance(words, str) else words(world)
    except LackingError as lacking:
        return f"What would be said here rests on later evidence: {lacking}."


_CLAIMS: dict[str, Claim] = {}


def claim(
    id: str,  # noqa: A002 - the word of the tables
    *,
    holds: Condition | Chance | tuple[Condition | Chance, ...] = (),
    **declared: Any,
) -> Callable[[Find], Find]:
    """Declare how a claim is tested; what is decorated finds its quantity in a World. See `Claim`."""

    def register(find: Find) -> Find:
        if id in _CLAIMS:
            raise ValueError(f"claim {id!r} is answered twice: {_CLAIMS[id].find.__name__} and {find.__name__}")
        conditions = holds if isinstance(holds, tuple) else (holds,)
        _CLAIMS[id] = Claim(id, find=find, holds=conditions, **declared)
        return find

    return register


def declared() -> dict[str, Claim]:
    """The claims that have an answer, by id."""
    return dict(_CLAIMS)


def answered(claim: str) -> Claim:
    """How a claim is tested."""
    import_chapters()
    if claim not in _CLAIMS:
        raise KeyError(f"no answer to claim {claim!r}; answered: {', '.join(sorted(_CLAIMS))}")
    return _CLAIMS[claim]


def verdict(claim: str, world: World) -> Verdict:
    """The verdict on one claim in a World."""
    return answered(claim).verdict(world)


def html(found: Verdict, world: World) -> str:
    """A verdict as a box for the page."""
    claims = world.table("claims").set_index("id")
    claim = claims.loc[found.claim]
    day = claim["stated_on"]
    when = {"year": f"{day:%Y}", "month": f"{day:%B %Y}"}.get(claim["stated_on_precision"], f"{day.day} {day:%B %Y}")
    speaker = f"{claim['speaker']}, {world.source(claim['source_key']).label}, {when}"

    def finding(label: str, shown: Finding) -> str:
        value = number_html(shown.estimate, world) if shown.estimate else "no figure"
        margins = [str(one) for one in (shown.weight, shown.standing) if one]
        margin = "".join(f'<span class="verdict-margin">{escape(one)}</span>' for one in margins)
        return (
            f'<div class="verdict-finding verdict--{STYLE[shown.outcome]}"><dt>{label}</dt>'
            f'<dd><strong class="verdict-outcome">{shown.outcome}</strong> {value}{margin}</dd></div>'
        )

    rule = f"{found.test} {found.now.standing.listed}" if found.now.standing else found.test
    return (
        f'<aside class="verdict verdict--{STYLE[found.now.outcome]}" id="claim-{found.claim}" '
        f'aria-label="Verdict on: {escape(claim["claim"])}">'
        f'<p class="verdict-claim"><q>{escape(claim["claim"])}</q> <cite>{escape(speaker)}</cite></p>'
        f'<p class="verdict-quantity">Tested: {escape(found.quantity)}.</p>'
        f"<dl>{finding('When stated', found.then)}{finding(f'As of {world.as_of}', found.now)}</dl>"
        f'<p class="verdict-reason">{escape(found.reason)}</p>'
        f'<p class="verdict-rule">{escape(rule)} '
        f'<a href="#fig-{found.figure}">See the figure.</a></p></aside>'
    )
