"""Scenarios: TOML files under ``data/scenarios/`` that change parameters, multiply prices, or set the as-of date.

A scenario is about the day of its World and leaves the past as it was: a price asked of an earlier day has no factor, a
pattern of ids changes of a dated series the newest row alone, and the same World on an earlier day (`World.earlier`) is
one of no scenario. So no verdict of the day when a claim was made can follow from an assumption about today.

.. code-block:: toml

    title = "Cheap power"
    why = "What electricity at half its price would change"
    as_of = 2024-06-30                          # optional

    [parameters."electricity-us-industrial-*"]  # an id, or a pattern of ids
    multiply = 0.5                              # or: low, central, high

    [prices]                                    # factors by price kind
    cloud_on_demand = 2.0
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from headroom.evidence.faults import EvidenceError, Fault, UnknownError, suggestion
from headroom.evidence.ranges import Range
from headroom.evidence.reading import read_text

TOP = ("title", "why", "as_of", "parameters", "prices")
BASE = "base"  # the scenario that changes nothing


@dataclass(frozen=True)
class Scenario:
    """A scenario.

    Parameters
    ----------
    name
        Name of its file.
    title
        Name for readers.
    why
        What it is for.
    as_of
        Date at which it looks at the evidence, if it sets one.
    parameters
        For each parameter that it changes: a factor `multiply`, or new `low`, `central`, `high`.
    prices
        Factor by price kind.
    """

    name: str
    title: str
    why: str
    as_of: date | None = None
    parameters: dict[str, dict[str, float]] = field(default_factory=dict)
    prices: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def content(self) -> str:
        """What it says, whatever file it stands in; not its date, which is the World's."""
        return repr((self.name, self.title, self.why, sorted(self.parameters.items()), sorted(self.prices.items())))

    @property
    def inputs(self) -> dict[str, str]:
        """What it changes, by name (``factor:cloud_spot``, ``parameter:interconnect-share``), each with its content."""
        factors = {f"factor:{kind}": str(factor) for kind, factor in self.prices.items()}
        return factors | {f"parameter:{pattern}": str(change) for pattern, change in self.parameters.items()}

    def reduced(self, only: Collection[str]) -> Scenario:
        """The scenario with only some of its `inputs`."""
        return replace(
            self,
            parameters={name: change for name, change in self.parameters.items() if f"parameter:{name}" in only},
            prices={kind: factor for kind, factor in self.prices.items() if f"factor:{kind}" in only},
        )

    def apply(self, stated: Range, *, past: bool = False) -> Range:
        """A parameter as it is in this scenario; one of the past, which a newer row followed, only if it is named."""
        fits = stated.id.__eq__ if past else lambda pattern: fnmatchcase(stated.id, pattern)
        change = next((change for pattern, change in self.parameters.items() if fits(pattern)), None)
        if change is None:
            return stated
        if "multiply" in change:
            return stated.scaled(change["multiply"])
        central = change["central"]
        return replace(stated, low=change.get("low", central), central=central, high=change.get("high", central))


def read_scenario(
    directory: Path, name: str | Scenario, parameters: Collection[str], kinds: Collection[str]
) -> Scenario:
    """The scenario of a name; one that was read already is itself.

    Parameters
    ----------
    directory
        The directory of scenario files.
    name
        File name without ``.toml``.
    parameters
        Ids of the parameters that exist.
    kinds
        Kinds of price that exist.

    Raises
    ------
    UnknownError
        If there is no such scenario.
    EvidenceError
        With every fault of the file.
    """
    if isinstance(name, Scenario):
        return name
    known = sorted(path.stem for path in directory.glob("*.toml"))
    if name not in known:
        raise UnknownError("scenario", name, known)
    shown = f"{directory.parent.name}/{directory.name}/{name}.toml"
    text = read_text(directory / f"{name}.toml", shown)
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EvidenceError([Fault(shown, 0, "", str(error), "a TOML file")]) from None
    return scenario_of(given, name, parameters, kinds, lambda key: (shown, _line(text, key)))


def scenario_of(
    given: Mapping[str, Any],
    name: str,
    parameters: Collection[str],
    kinds: Collection[str],
    place: Callable[[str], tuple[str, int]],
) -> Scenario:
    """The scenario that a table of TOML states; `place` tells file and line of one of its keys.

    Raises
    ------
    EvidenceError
        With every fault of the table.
    """
    faults = [
        Fault(*place(key), key, str(value), expected) for key, value, expected in _wrong(given, parameters, kinds)
    ]
    if faults:
        raise EvidenceError(faults)
    numbers = {
        id_: {key: float(value) for key, value in change.items() if key != "why"}
        for id_, change in given.get("parameters", {}).items()
    }
    factors = {kind: float(factor) for kind, factor in given.get("prices", {}).items()}
    return Scenario(name, given["title"], given["why"], given.get("as_of"), numbers, factors)


def _wrong(given: Mapping[str, Any], parameters: Collection[str], kinds: Collection[str]) -> list[tuple[str, Any, str]]:
    """Key, value and expectation of everything that is wrong in a scenario file."""
    wrong = [(key, given[key], "one of " + ", ".join(TOP) + suggestion(key, TOP)) for key in given if key not in TOP]
    wrong += [(key, given.get(key, ""), "a text") for key in ("title", "why") if not isinstance(given.get(key), str)]
    if "as_of" in given and type(given["as_of"]) is not date:
        wrong.append(("as_of", given["as_of"], "a date, as in 2024-06-30, without quotation marks"))
    tables = {key: given.get(key, {}) for key in ("prices", "parameters")}
    wrong += [(key, table, "a table") for key, table in tables.items() if not isinstance(table, dict)]
    factors, changes = (table if isinstance(table, dict) else {} for table in tables.values())
    for kind, factor in factors.items():
        if kind not in kinds:
            wrong.append((kind, factor, "a price kind" + (suggestion(kind, kinds) or ": " + ", ".join(sorted(kinds)))))
        elif not _positive(factor):
            wrong.append((kind, factor, "a factor greater than 0"))
    for id_, change in changes.items():
        if not any(fnmatchcase(known, id_) for known in parameters):
            wrong.append((id_, "", "an id of parameters.csv" + suggestion(id_, parameters)))
        elif not isinstance(change, dict) or not _change(change):
            wrong.append((id_, change, "multiply = a factor greater than 0, or central with low <= central <= high"))
    return wrong


def _change(change: dict[str, Any]) -> bool:
    """Whether a parameter's change is a factor, or values in order."""
    values = {key: value for key, value in change.items() if key != "why"}
    if set(values) == {"multiply"}:
        return _positive(values["multiply"])
    if "central" not in values or not set(values) <= {"low", "central", "high"}:
        return False
    if not all(isinstance(value, int | float) and math.isfinite(value) for value in values.values()):
        return False
    return values.get("low", values["central"]) <= values["central"] <= values.get("high", values["central"])


def _positive(factor: Any) -> bool:
    return isinstance(factor, int | float) and not isinstance(factor, bool) and 0 < factor < math.inf


def _line(text: str, key: str) -> int:
    """First line that names a key."""
    return next((number for number, line in enumerate(text.splitlines(), 1) if key in line.partition("#")[0]), 0)
