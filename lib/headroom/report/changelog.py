"""The changelog: what CHANGELOG.md says of each edition, with the results that the edition moved.

Which results moved is computed from the editions on record; why they did is stated in CHANGELOG.md, where a line of a
list names them: ``- `training.gpt3-repriced`, `inference.*`: the reason``. The first line that names a result counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from headroom.evidence import World
from headroom.evidence.corrections import Correction, corrections
from headroom.report import changes, changes_text, editions
from headroom.report.changes import Change, Comparison

_HEADING = re.compile(r"^## (?P<name>\S+)(?: \((?P<words>.*)\))?$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_REASON = re.compile(r"^- (?P<ids>`[\w.*-]+`(?:,\s+`[\w.*-]+`)*):\s+(?P<why>.+(?:\n  .+)*)", re.MULTILINE)
_MARKUP = re.compile(r"([\\`*_{}\[\]<>$#|~])")


@dataclass(frozen=True)
class Part:
    """What CHANGELOG.md says of one edition.

    Parameters
    ----------
    name : of the edition
    words : what stands behind its name: the day of publication, once it is published, and whatever else
    text : all that stands below, as Markdown
    """

    name: str
    words: str
    text: str

    @property
    def published(self) -> date | None:
        """The day of publication, if it has one."""
        day = _DAY.search(self.words)
        return date.fromisoformat(day[0]) if day else None

    @property
    def title(self) -> str:
        """Its heading."""
        return f"{self.name} ({self.words})" if self.words else self.name

    @property
    def reasons(self) -> dict[str, str]:
        """Ids of results, or patterns of ids, with the reason why these moved."""
        found: dict[str, str] = {}
        for line in _REASON.finditer(self.text):
            for id_ in re.findall(r"`(.+?)`", line["ids"]):
                found.setdefault(id_, " ".join(line["why"].split()))
        return found


def parts(text: str) -> list[Part]:
    """The parts of CHANGELOG.md, as they stand: the newest edition first."""
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return [
        Part(heading["name"], heading["words"] or "", text[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    ]


def moved(world: World, name: str) -> Comparison | None:
    """What an edition on record moved against the one before; None for the first, and for one that is not on record."""
    known = editions.names(world)
    if name not in known[1:]:
        return None
    before = known[known.index(name) - 1]
    return changes.recorded(editions.read(world, before), editions.read(world, name))


def reason(change: Change, reasons: Mapping[str, str]) -> str:
    """Why a result moved; "" where nothing is said."""
    return next((why for id_, why in reasons.items() if fnmatchcase(change.result.id, id_)), "")


def unexplained(found: Comparison, reasons: Mapping[str, str]) -> list[str]:
    """The results that moved and of which no reason is stated."""
    shown = [*found.moved, *found.flips]
    return sorted({change.result.id for change in shown if not reason(change, reasons)})


def html_of_moved(part: Part, world: World) -> str:
    """The results that an edition moved, as HTML: before, after, reason."""
    found = moved(world, part.name)
    if found is not None:
        reasons = part.reasons
        return changes_text.html(found, lambda change: [reason(change, reasons)], "Reason")
    if part.name in editions.names(world):
        return f"<p>The first edition on record, with {len(editions.read(world, part.name).results)} results.</p>"
    return ""


def page(text: str, world: World) -> str:
    """The editions of CHANGELOG.md as Markdown, each with the results that it moved before what is said of it."""
    return "\n\n".join(
        f"(edition-{part.name})=\n## {part.title}\n\n{html_of_moved(part, world)}\n\n{part.text}"
        for part in parts(text)
    )


def corrected(world: World) -> str:
    """The corrections of the tables as a list in Markdown."""
    return "\n".join(_line(one) for one in corrections(world))


def _line(one: Correction) -> str:
    changed = "; ".join(f"{column} {_cell(old)} → {_cell(new)}" for column, old, new in one.changed)
    why = one.why[:1].upper() + one.why[1:].rstrip(".")
    return (
        f"- **{_plain(one.table)}**, `{one.id}` for `{one.of}`: {_plain(f'{changed}. {why}.')} {{cite:t}}`{one.source}`"
    )


def _cell(text: str) -> str:
    return text or "(empty)"


def _plain(text: str) -> str:
    """A text that Markdown takes as it stands."""
    return _MARKUP.sub(r"\\\1", text)
