"""What is wrong with the evidence, said so that it can be mended: file, line, column, value, expectation."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

SHOWN_ALIKE = 5
SHOWN_IN_ALL = 60
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
        shown = 0
        for (file, column, _), group in groupby(sorted(self.faults, key=_alike), key=_alike):
            faults = list(group)
            take = min(SHOWN_ALIKE, SHOWN_IN_ALL - shown)
            if take <= 0:
                break
            lines += map(str, faults[:take])
            if len(faults) > take:
                where = f"column {_printable(column)}" if column else "its lines"
                lines.append(f"{_printable(file)}: … and {len(faults) - take:,} more like this in {where}")
            shown += len(faults[:take])
            covered = faults[-1]
        left = [f for f in self.faults if _alike(f) > _alike(covered)]
        if left:
            lines.append(f"… and {len(left):,} more faults of other kinds ({len(self.faults):,} in all)")
        return "\n".join(lines)


class UnknownError(LookupError):
    """A name that the evidence does not have; the message offers the nearest one that it has."""

    def __init__(self, what: str, name: str, known: Collection[str]) -> None:
        self.name = name
        listed = ", ".join(sorted(known)[:8]) + (", …" if len(known) > 8 else "")
        super().__init__(f"no {what} '{name}'{suggestion(name, known) or f'; there are: {listed}'}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'h100-sxm'?`` or nothing."""
    known = list(known)
    lower = {k.lower(): k for k in reversed(known)}
    near = difflib.get_close_matches(name.lower()[:200], lower, n=1, cutoff=0.5)
    return f"; did you mean '{lower[near[0]]}'?" if near else ""


def _alike(fault: Fault) -> tuple[str, str, str]:
    """Faults of one file and column that expect the same, whatever was suggested for each value."""
    return fault.file, fault.column, fault.expected.partition(";")[0]


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
