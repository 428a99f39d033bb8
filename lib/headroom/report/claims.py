"""The ledger: each claim of the five articles with a computed verdict, as of the day it was made and as of today.

A verdict is a pure function of a `World`. Its outcome follows from a probability or a share by one rule for all
(`judge`), so that no outcome is a matter of wording.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from html import escape
from typing import Literal

import pandas as pd

from headroom.evidence import World
from headroom.report.estimate import Estimate
from headroom.report.number import html as number_html

Outcome = Literal["holds", "holds in part", "does not hold", "cannot be tested"]
LIKELY, UNLIKELY = 2 / 3, 1 / 3
RULE = (
    "A claim holds where the evidence gives it a probability (or, for a claim on many cases, a share of the cases) of "
    "at least two thirds; it does not hold at one third or less; in between it holds in part."
)
STYLE: dict[Outcome, str] = {
    "holds": "holds",
    "holds in part": "mixed",
    "does not hold": "fails",
    "cannot be tested": "untestable",
}


def judge(probability: float) -> Outcome:
    """The outcome that a probability or a share of cases gives (see `RULE`)."""
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    if probability >= LIKELY:
        return "holds"
    return "does not hold" if probability <= UNLIKELY else "holds in part"


@dataclass(frozen=True)
class Finding:
    """What the evidence gives for one date.

    Parameters
    ----------
    outcome : what follows for the claim
    estimate : the quantity tested; None only where nothing can be computed
    """

    outcome: Outcome
    estimate: Estimate | None = None

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
    """The same World on the date of a claim: later rows and prices are not seen."""
    return _on(world, min(stated_on(world, claim), world.as_of))


@cache
def _on(world: World, day: date) -> World:
    """One World for all claims of a day, so that what they share is computed once."""
    return replace(world, as_of=day)


_ANSWERS: dict[str, Callable[[World], Verdict]] = {}


def answers(claim: str) -> Callable[[Callable[[World], Verdict]], Callable[[World], Verdict]]:
    """Register a function as the answer to a claim."""

    def register(function: Callable[[World], Verdict]) -> Callable[[World], Verdict]:
        if claim in _ANSWERS:
            raise ValueError(f"claim {claim!r} is answered twice: {_ANSWERS[claim].__name__} and {function.__name__}")
        _ANSWERS[claim] = function
        return function

    return register


def answered() -> list[str]:
    """Ids of the claims that have an answer."""
    return list(_ANSWERS)


def verdict(claim: str, world: World) -> Verdict:
    """The verdict on one claim in a World."""
    if claim not in _ANSWERS:
        raise KeyError(f"no answer to claim {claim!r}; answered: {', '.join(sorted(_ANSWERS))}")
    given = _ANSWERS[claim](world)
    if given.claim != claim:
        raise ValueError(f"the answer to {claim!r} names the claim {given.claim!r}")
    return given


def then_and_now(claim: str, world: World, find: Callable[[World], Finding], **texts: str) -> Verdict:
    """A verdict with a finding computed alike for the claim's date and for the World's; `texts` are the other parts."""
    return Verdict(claim, then=find(as_stated(world, claim)), now=find(world), **texts)


def ledger(world: World) -> pd.DataFrame:
    """All verdicts: one row a claim, with what it stated and what was found then and now."""
    claims = world.table("claims").set_index("id", drop=False)
    rows = []
    for claim in _ANSWERS:
        found = verdict(claim, world)
        rows.append(
            {
                "claim": claim,
                "chapter": claims.loc[claim, "chapter"],
                "stated": claims.loc[claim, "claim"],
                "source_key": claims.loc[claim, "source_key"],
                "outcome_then": found.then.outcome,
                "outcome_now": found.now.outcome,
                "then": found.then.estimate,
                "now": found.now.estimate,
                "reason": found.reason,
                "figure": found.figure,
            }
        )
    return pd.DataFrame(rows)


def html(found: Verdict, world: World) -> str:
    """A verdict as a box for the page."""
    claims = world.table("claims").set_index("id")
    claim = claims.loc[found.claim]
    day = claim["stated_on"]
    when = {"year": f"{day:%Y}", "month": f"{day:%B %Y}"}.get(claim["stated_on_precision"], f"{day.day} {day:%B %Y}")
    speaker = f"{claim['speaker']}, {world.source(claim['source_key']).label}, {when}"

    def finding(label: str, shown: Finding) -> str:
        value = number_html(shown.estimate, world) if shown.estimate else "no figure"
        return (
            f'<div class="verdict-finding verdict--{STYLE[shown.outcome]}"><dt>{label}</dt>'
            f'<dd><strong class="verdict-outcome">{shown.outcome}</strong> {value}</dd></div>'
        )

    return (
        f'<aside class="verdict verdict--{STYLE[found.now.outcome]}" id="claim-{found.claim}" '
        f'aria-label="Verdict on: {escape(claim["claim"])}">'
        f'<p class="verdict-claim"><q>{escape(claim["claim"])}</q> <cite>{escape(speaker)}</cite></p>'
        f'<p class="verdict-quantity">Tested: {escape(found.quantity)}.</p>'
        f"<dl>{finding('When stated', found.then)}{finding(f'As of {world.as_of}', found.now)}</dl>"
        f'<p class="verdict-reason">{escape(found.reason)}</p>'
        f'<p class="verdict-rule">{escape(found.test)} '
        f'<a href="#fig-{found.figure}">See the figure.</a></p></aside>'
    )
