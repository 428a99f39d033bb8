"""All results of the book in one form: headline numbers, and verdicts with what was found for each of their dates."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from headroom import disk_cache
from headroom.evidence import LackingError, Row, World
from headroom.evidence.quantity import NO_ROWS
from headroom.evidence.tables import DATA
from headroom.report import claims
from headroom.report.estimate import Estimate
from headroom.report.headline import headlines
from headroom.report.pages import import_chapters

Kind = Literal["headline", "verdict", "verdict when stated"]
NO_RESULT = "cannot be computed"
Key = tuple[Kind, str]
VERDICTS: tuple[Kind, Kind] = ("verdict", "verdict when stated")
KIND, KEPT = "results", 24  # Worlds whose results are kept: the book, its last edition, each scenario by its inputs


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
    of : what the number is: of a verdict the quantity tested, of a headline the unit where it is written without it
    standing : of a verdict, under how many defensible choices it stands; "" where none are declared
    """

    kind: Kind
    id: str
    chapter: str
    label: str
    figure: str
    estimate: Estimate | None
    outcome: str = ""
    why: str = ""
    of: str = ""
    standing: str = ""

    @property
    def key(self) -> Key:
        """What identifies it in every World."""
        return self.kind, self.id


_FOUND: dict[str, dict[Key, Result]] = {}  # World → its results, as far as they are known to this process


def results(world: World, only: Collection[Key] | None = None) -> dict[Key, Result]:
    """The results of a World by key: all, or only some. Those of the book's own tables are kept on disk."""
    wanted = keys() if only is None else [key for key in keys() if key in set(only)]
    found = _FOUND.setdefault(world.key, {})
    if not found.keys() >= set(wanted):
        found |= _kept(world)
    if missing := [key for key in wanted if key not in found]:
        found |= compute(missing, world)
        _keep(found, world)
    return {key: found[key] for key in wanted}


def _kept(world: World) -> dict[Key, Result]:
    """What results of a World of the book's own tables an earlier process kept; none where in doubt."""
    plain = disk_cache.load(KIND, world.key) if world.data == DATA else None
    try:
        found = {result.key: result for result in map(_from_plain, plain or ())}
    except (TypeError, ValueError, KeyError, AttributeError):
        return {}
    return found if found.keys() <= set(keys()) else {}


def _keep(found: dict[Key, Result], world: World) -> None:
    """Keep what results are known of a World of the book's own tables."""
    if world.data == DATA:
        disk_cache.save(KIND, [_plain(found[key]) for key in keys() if key in found], world.key, last=KEPT)


def _plain(result: Result) -> dict[str, Any]:
    """A result as JSON holds it."""
    plain = asdict(replace(result, estimate=None))
    if one := result.estimate:
        rows = [[*row[:3], _iso(row.as_of), row.stale] for row in sorted(one.rows, key=lambda row: row[:3])]
        plain["estimate"] = asdict(replace(one, rows=NO_ROWS)) | {"as_of": _iso(one.as_of), "rows": rows}
    return plain


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _from_plain(plain: dict[str, Any]) -> Result:
    """A result from what JSON holds."""
    number = plain["estimate"]
    if number:
        rows = frozenset(Row(*names, _day(day), stale) for *names, day, stale in number["rows"])
        number = Estimate(**number | {"as_of": _day(number["as_of"]), "rows": rows})
    return Result(**plain | {"estimate": number})


def of_chapter(chapter: str, world: World) -> dict[Key, Result]:
    """The results that a chapter shows."""
    return results(world, [key for key, its in _chapters(world).items() if its == chapter])


def _chapters(world: World) -> dict[Key, str]:
    """The chapter of each result."""
    of_headline = {one.id: one.chapter for one in headlines()}
    of_claim = dict(zip(*(world.table("claims")[column] for column in ("id", "chapter")), strict=True))
    return {(kind, id): of_headline[id] if kind == "headline" else of_claim[id] for kind, id in keys()}


def keys() -> list[Key]:
    """The keys of all results."""
    import_chapters()
    verdicts: list[Key] = [(kind, claim) for claim in claims.declared() for kind in VERDICTS]
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
        return Result("headline", id, one.chapter, one.label, one.figure, one.compute(world), of=one.unit)
    except LackingError as error:
        return Result("headline", id, one.chapter, one.label, one.figure, None, NO_RESULT, _why(error))


def _verdict(claim: str, world: World) -> tuple[Result, Result]:
    row = world.row("claims", claim)
    shared = (claim, row["chapter"], row["claim"])
    try:
        tested = claims.answered(claim)
        then, now = tested.then(world), tested.now(world)
    except LackingError as error:
        missing = (*shared, "", None, NO_RESULT, _why(error))
        return Result("verdict", *missing), Result("verdict when stated", *missing)
    return tuple(
        Result(kind, *shared, tested.figure, one.estimate, one.outcome, "", tested.quantity, str(one.standing or ""))
        for kind, one in zip(VERDICTS, (now, then), strict=True)
    )


def _why(error: LackingError) -> str:
    """What the evidence lacks, without what it has instead."""
    return str(error).partition(";")[0]
