"""What is wrong with the evidence, said so that it can be mended: file, line, column, value, expectation."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

SHOWN_ALIKE = 5
SHOWN_IN_ALL = 40
SHOWN_PLACES = 10
LONGEST_VALUE = 60


@dataclass(frozen=True, order=True)
class Fault:
    """One fault.

    Parameters
    ----------
    file
        File as the reader knows it (``data/prices.csv``), or the name of an environment variable.
    line
        Line of the file, counted from 1; 0 where the fault is of the whole file.
    column
        Name of the column or key; empty where the fault is of the whole line.
    value
        What stands there.
    expected
        What should stand there.
    """

    file: str
    line: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        place = f"{_printable(self.file)}:{self.line}" if self.line else _printable(self.file)
        column = f" {_printable(self.column)}" if self.column else ""
        value = f"'{_shortened(_printable(self.value))}'" if self.value else "empty"
        return f"{place}{column}: {value} — expected {self.expected}"


class EvidenceError(ValueError):
    """The evidence cannot be used. `faults` holds every fault; the message shows them one a line, like ones capped."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        if not self.faults:
            raise ValueError("an EvidenceError needs at least one fault")
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines: list[str] = []
        seen: Counter[tuple[str, str, str]] = Counter()
        more: Counter[tuple[str, str]] = Counter()
        for fault in self.faults:
            alike = (fault.file, fault.column, fault.expected.partition(";")[0])
            seen[alike] += 1
            if seen[alike] <= SHOWN_ALIKE and len(lines) < SHOWN_IN_ALL:
                lines.append(str(fault))
            else:
                more[fault.file, fault.column] += 1
        for (file, column), count in more.most_common(SHOWN_PLACES):
            where = f" in column {_printable(column)}" if column else ""
            lines.append(f"{_printable(file)}: … and {count:,} more{where}")
        if len(more) > SHOWN_PLACES:
            lines.append(f"… {len(self.faults):,} faults in all, of {len(seen):,} kinds")
        return "\n".join(lines)


class LackingError(LookupError):
    """The evidence lacks what a result is made of; the message says what. Not an accident: no other error says so."""


class UnknownError(LackingError):
    """A name that the evidence does not have; the message offers the nearest one that it has."""

    def __init__(self, what: str, name: str, known: Collection[str]) -> None:
        self.name = name
        listed = ", ".join(sorted(known)[:8]) + (", …" if len(known) > 8 else "")
        super().__init__(f"no {what} '{name}'{suggestion(name, known) or f'; there are: {listed}'}")


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like a name, or "" if none is like it; capitals do not matter."""
    lower = {k.lower(): k for k in sorted(known, reverse=True)}
    near = difflib.get_close_matches(name.lower()[:LONGEST_VALUE], lower, n=1, cutoff=0.5)
    return lower[near[0]] if near else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'h100-sxm'?`` or ""."""
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
