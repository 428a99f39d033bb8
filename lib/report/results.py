"""All results of the book in one form: headline numbers, and verdicts with what was found for each of their dates."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lib.evidence import NoPriceError, UnknownError, World
from lib.report import claims
from lib.report.estimate import Estimate
from lib.report.headline import headlines
from lib.report.pages import import_chapters

Kind = Literal["headline", "verdict", "verdict when stated"]
NO_RESULT = "cannot be computed"
NO_EVIDENCE = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError)  # met at early dates
Key = tuple[Kind, str]


@dataclass(frozen=True)
class Result:
    """One result.

    Parameters
    ----------
    kind : a headline number, a verdict as of the World's date, or as of the day when the claim was made
    id : of the headline, or of the claim
    chapter : chapter that shows it
    label : what it is, or what was claimed
    figure : id of the figure that shows it
    estimate : the number; None where there is none
    outcome : of a verdict; of a headline ""; `NO_RESULT` where the World lacks what it is made of
    why : why it cannot be computed
    """

    kind: Kind
    id: str
    chapter: str
    label: str
    figure: str
    estimate: Estimate | None
    outcome: str = ""
    why: str = ""

    @property
    def key(self) -> Key:
        """What identifies it in every World."""
        return self.kind, self.id


def results(world: World, only: Collection[Key] | None = None) -> dict[Key, Result]:
    """The results of a World by key: all, or only some."""
    import_chapters()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of means over nothing: what comes of them is `NO_RESULT`
        found = [_headline(one.id, world) for one in headlines() if only is None or ("headline", one.id) in only]
        for claim in claims.answered():
            if only is None or {("verdict", claim), ("verdict when stated", claim)} & set(only):
                found += _verdict(claim, world)
    return {result.key: result for result in found}


@cache
def _headline(id: str, world: World) -> Result:  # noqa: A002 - the word of headlines
    (one,) = (h for h in headlines() if h.id == id)
    try:
        return Result("headline", id, one.chapter, one.label, one.figure, one.compute(world))
    except NO_EVIDENCE as error:
        return Result("headline", id, one.chapter, one.label, one.figure, None, NO_RESULT, _why(error))


@cache
def _verdict(claim: str, world: World) -> tuple[Result, Result]:
    row = world.row("claims", claim)
    shared = (claim, row["chapter"], row["claim"])
    try:
        found = claims.verdict(claim, world)
    except NO_EVIDENCE as error:
        missing = (*shared, "", None, NO_RESULT, _why(error))
        return Result("verdict", *missing), Result("verdict when stated", *missing)
    return (
        Result("verdict", *shared, found.figure, found.now.estimate, found.now.outcome),
        Result("verdict when stated", *shared, found.figure, found.then.estimate, found.then.outcome),
    )


def _why(error: Exception) -> str:
    """What the evidence lacks where it says so itself, else the error by name."""
    if isinstance(error, UnknownError | NoPriceError) or type(error) is LookupError:
        return str(error).partition(";")[0]
    return f"{type(error).__name__}: {error}"
