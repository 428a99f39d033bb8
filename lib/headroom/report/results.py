"""All results of the book in one form: headline numbers, and verdicts with what was found for each of their dates."""

from __future__ import annotations

import sys
import threading
import warnings
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Literal

from headroom import disk_cache
from headroom.evidence import NoPriceError, UnknownError, World
from headroom.evidence.tables import DATA
from headroom.report import claims
from headroom.report.estimate import Estimate
from headroom.report.headline import headlines
from headroom.report.pages import import_chapters

Kind = Literal["headline", "verdict", "verdict when stated"]
NO_RESULT = "cannot be computed"
NO_EVIDENCE = (LookupError, ValueError, ArithmeticError, TypeError, AttributeError)  # met at early dates
Key = tuple[Kind, str]
VERDICTS: tuple[Kind, Kind] = ("verdict", "verdict when stated")
KEPT = 8  # Worlds whose results are kept
FEW = 8  # results that are not worth a second process


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


_FOUND: dict[str, dict[Key, Result]] = {}  # World → its results, as far as they are known to this process


def results(world: World, only: Collection[Key] | None = None) -> dict[Key, Result]:
    """The results of a World by key: all, or only some. All those of the book's own tables are kept between processes,
    and two processes share the work where that is safe.
    """
    wanted = keys() if only is None else [key for key in keys() if key in set(only)]
    found = _FOUND.setdefault(world.key, {})
    if world.data == DATA and not found.keys() >= set(wanted):
        found |= disk_cache.load("results", world.key) or {}
    if missing := [key for key in wanted if key not in found]:
        learn(_shared(missing, world) if only is None else compute(missing, world), world)
    return {key: found[key] for key in wanted}


def learn(found: dict[Key, Result], world: World) -> None:
    """Take over results that were computed; all together are kept."""
    known = _FOUND.setdefault(world.key, {})
    known |= found
    if found and world.data == DATA and known.keys() >= set(keys()):
        disk_cache.save("results", known, world.key, last=KEPT)


def of_chapter(chapter: str, world: World) -> dict[Key, Result]:
    """The results that a chapter shows."""
    return results(world, [key for key, its in _chapters(world).items() if its == chapter])


def _chapters(world: World) -> dict[Key, str]:
    """The chapter of each result."""
    of_headline = {one.id: one.chapter for one in headlines()}
    of_claim = dict(zip(*(world.table("claims")[column] for column in ("id", "chapter")), strict=True))
    return {(kind, id): of_headline[id] if kind == "headline" else of_claim[id] for kind, id in keys()}


def _shared(wanted: list[Key], world: World) -> dict[Key, Result]:
    """Results computed by this process and a copy of it, chapter by chapter, since those of a chapter share much; by
    this one alone where there are few or it has threads, which no copy has.
    """
    if len(wanted) <= FEW or threading.active_count() > 1 or sys.platform != "linux":
        return compute(wanted, world)
    fork = get_context("fork")
    received, sent = fork.Pipe(duplex=False)
    ours, theirs = _halves(wanted, world)
    copy = fork.Process(target=lambda: sent.send(compute(theirs, world)))
    copy.start()
    sent.close()
    found = compute(ours, world)
    try:
        found |= received.recv()
    except EOFError:  # the copy failed: so will we, and say how
        found |= compute(theirs, world)
    copy.join()
    return found


def _halves(wanted: list[Key], world: World) -> tuple[list[Key], list[Key]]:
    """Two parts of about the same length, with the results of a chapter in one of them."""
    chapter = _chapters(world)
    halves: tuple[list[Key], list[Key]] = [], []
    for one, _ in Counter(chapter[key] for key in wanted).most_common():
        min(halves, key=len).extend(key for key in wanted if chapter[key] == one)
    return halves


def keys() -> list[Key]:
    """The keys of all results."""
    import_chapters()
    verdicts: list[Key] = [(kind, claim) for claim in claims.answered() for kind in VERDICTS]
    return [("headline", one.id) for one in headlines()] + verdicts


def compute(wanted: Collection[Key], world: World) -> dict[Key, Result]:
    """Some results of a World by key."""
    import_chapters()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of means over nothing: what comes of them is `NO_RESULT`
        ids = dict.fromkeys(id for kind, id in wanted if kind != "headline")
        verdicts = {result.key: result for id in ids for result in _verdict(id, world)}
        return {key: _headline(key[1], world) if key[0] == "headline" else verdicts[key] for key in wanted}


def _headline(id: str, world: World) -> Result:  # noqa: A002 - the word of headlines
    (one,) = (h for h in headlines() if h.id == id)
    try:
        return Result("headline", id, one.chapter, one.label, one.figure, one.compute(world))
    except NO_EVIDENCE as error:
        return Result("headline", id, one.chapter, one.label, one.figure, None, NO_RESULT, _why(error, world))


def _verdict(claim: str, world: World) -> tuple[Result, Result]:
    row = world.row("claims", claim)
    shared = (claim, row["chapter"], row["claim"])
    try:
        found = claims.verdict(claim, world)
    except NO_EVIDENCE as error:
        missing = (*shared, "", None, NO_RESULT, _why(error, world))
        return Result("verdict", *missing), Result("verdict when stated", *missing)
    return (
        Result("verdict", *shared, found.figure, found.now.estimate, found.now.outcome),
        Result("verdict when stated", *shared, found.figure, found.then.estimate, found.then.outcome),
    )


def _why(error: Exception, world: World) -> str:
    """What the evidence lacks where it says so itself, else that it lacks something, with the error's name."""
    if isinstance(error, UnknownError | NoPriceError) or type(error) is LookupError:
        return str(error).partition(";")[0]
    return f"the evidence up to {world.as_of} lacks what it is made of ({type(error).__name__})"
