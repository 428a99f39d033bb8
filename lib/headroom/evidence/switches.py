"""What selects a World, as it is typed: the environment's variables, dates, seeds, names of files."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path
from typing import Any

from headroom.evidence.faults import EvidenceError, Fault

VARIABLES = {
    "as_of": "HEADROOM_AS_OF",
    "prices": "HEADROOM_PRICES",
    "scenario": "HEADROOM_SCENARIO",
    "seed": "HEADROOM_SEED",
}
WORLD = "HEADROOM_WORLD"  # names a World file, which states all of these


def of_environment(but: Collection[str], beside: Path, today: date) -> dict[str, Any]:
    """What the environment selects, by the name of the World's argument.

    Parameters
    ----------
    but
        Arguments that are given, whose variables do not count.
    beside
        Where files are looked for that are not in the working directory.
    today
        No date may lie after it.
    """
    readers: dict[str, Callable[[str], Any]] = {
        "as_of": lambda text: as_date(text, VARIABLES["as_of"], today),
        "prices": lambda text: tuple(_located(file, beside) for file in text.split(os.pathsep) if file),
        "scenario": str,
        "seed": lambda text: as_seed(text, VARIABLES["seed"]),
    }
    typed = {name: os.environ.get(variable, "").strip() for name, variable in VARIABLES.items() if name not in but}
    return {name: readers[name](text) for name, text in typed.items() if text}


def world_file(given: dict[str, Any], beside: Path) -> Path | None:
    """The World file that is given as `world`, else the one that the environment names; None if there is none.

    A World file states a World whole: one that is given leaves the environment no say, and nothing is given beside one.

    Raises
    ------
    EvidenceError
        If anything else is selected, too.
    """
    named = os.environ.get(WORLD, "").strip()
    others = [name for name in VARIABLES if given.get(name) is not None]
    if "world" not in given:
        others += [variable for variable in VARIABLES.values() if os.environ.get(variable, "").strip()]
    file = given.get("world") or named
    if file and others:
        where = "--world" if "world" in given else WORLD
        expected = f"no {' nor '.join(others)} beside it: a World file states the whole World"
        raise EvidenceError([Fault(where, 0, "", str(file), expected)])
    return _located(str(file), beside) if file else None


def as_date(given: date | str, where: str, today: date | None = None) -> date:
    """A date as it is given, by something called `where`; not after today."""
    expected = "a date YYYY-MM-DD" + (f" not later than today, {today}" if today else "")
    try:
        day = given if isinstance(given, date) else date.fromisoformat(given)
    except ValueError:
        raise EvidenceError([Fault(where, 0, "", str(given), expected)]) from None
    if today and day > today:
        raise EvidenceError([Fault(where, 0, "", str(given), expected)])
    return day


def as_seed(given: int | str, where: str) -> int:
    """A seed as it is given, by something called `where`."""
    if not str(given).isdecimal():
        raise EvidenceError([Fault(where, 0, "", str(given), "a whole number, at least 0")])
    return int(given)


def _located(file: str, beside: Path) -> Path:
    """A file as named, or beside the tables if it is there and not here (notebooks run in a directory of their own)."""
    path = Path(file)
    return beside / path if not path.exists() and (beside / path).exists() else path
