"""A World in one file, to be handed on: prices, assumptions, date, seed, and what they were computed with.

.. code-block:: toml

    headroom = "2026.11"        # edition of the package, and SHA-256 of the tables: without these two lines the World
    tables = "3f2a…"            # is seen with others, too, and its results may differ
    as_of = 2026-06-30
    seed = 0

    [scenario]                  # as in a file of data/scenarios/, and its name
    name = "cheap-power"
    title = "Cheap power"
    why = "What electricity at half its price would change"

    [scenario.parameters."electricity-us-industrial-*"]
    multiply = 0.5

    [[prices]]                  # a price file with its rows
    name = "my.csv"
    rows = '''
    item,price_kind,usd,as_of
    h100-sxm,cloud_on_demand,1.95,2026-06-10
    '''

    [versions]                  # packages; others may change last digits
    numpy = "2.4.6"
"""

from __future__ import annotations

import json
import platform
import re
import tomllib
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headroom import EDITION
from headroom.evidence.faults import EvidenceError, Fault, suggestion
from headroom.evidence.pricefiles import Enclosed, content, read_price_files
from headroom.evidence.reading import read_text
from headroom.evidence.scenarios import BASE, Scenario, read_scenario, scenario_of
from headroom.evidence.switches import as_date, as_seed
from headroom.evidence.tables import Package, load

if TYPE_CHECKING:  # a World reads its file from here
    from headroom.evidence.world import World

TOP = ("headroom", "tables", "as_of", "seed", "scenario", "prices", "versions")
PACKAGES = ("numpy", "pandas", "scipy")
ABOUT = "# A World of Headroom. With it, `headroom build --world FILE` computes the same book again.\n"
LEAVE_OUT = "without this line the World is seen with others, and its results may differ"


def write(world: World) -> str:
    """A World as the text of a World file."""
    lines = [f"headroom = {_text(EDITION)}", f"tables = {_text(load(world.data).fingerprint)}"]
    lines += [f"as_of = {world.as_of.isoformat()}", f"seed = {world.seed}"]
    about = world.about
    if about.name != BASE:
        lines += ["", "[scenario]", *(f"{key} = {_text(getattr(about, key))}" for key in ("name", "title", "why"))]
        for id_, change in about.parameters.items():
            lines += ["", f"[scenario.parameters.{_text(id_)}]", *(f"{key} = {of!r}" for key, of in change.items())]
        if about.prices:
            lines += ["", "[scenario.prices]", *(f"{_text(kind)} = {of!r}" for kind, of in about.prices.items())]
    for file in world.prices:
        rows = content(file).replace("\\", "\\\\").replace('"""', '""\\"').rstrip("\n")
        lines += ["", "[[prices]]", f"name = {_text(file.name)}", f'rows = """\n{rows}\n"""']
    lines += ["", "[versions]", *(f"{name} = {_text(of)}" for name, of in versions().items())]
    return ABOUT + "\n".join(lines) + "\n"


def versions() -> dict[str, str]:
    """What computes here: Python, and the packages that results may depend on in their last digits."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def other_versions(path: Path) -> list[tuple[str, str, str]]:
    """What a sound World file was made with and is here in another version: name, version there, version here."""
    stated = tomllib.loads(read_text(path, str(path))).get("versions", {})
    return [(name, str(stated[name]), here) for name, here in versions().items() if stated.get(name, here) != here]


def read(path: Path, package: Package, today: date) -> dict[str, Any]:
    """What a World file states, as arguments of a World.

    Raises
    ------
    EvidenceError
        With every fault of the file.
    """
    return _File(path, package, today).world()


class _File:
    """A World file while it is read, with the faults found in it."""

    def __init__(self, path: Path, package: Package, today: date) -> None:
        self.shown, self.package, self.today = str(path), package, today
        self.text = read_text(path, self.shown)
        self.lines = self.text.splitlines()
        self.faults: list[Fault] = []
        try:
            self.given = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise EvidenceError(
                [Fault(self.shown, int(line[1]) if line else 0, "", str(error), "a TOML file")]
            ) from None

    def world(self) -> dict[str, Any]:
        """The World's arguments, or all faults."""
        for key in self.given:
            if key not in TOP:
                self._fault(key, "one of " + ", ".join(TOP) + suggestion(key, TOP))
        for key, here in {"headroom": EDITION, "tables": self.package.fingerprint}.items():
            if self.given.get(key, here) != here:
                self._fault(key, f"{here}, which is here; {LEAVE_OUT}")
        stated = {
            "as_of": self._stated("as_of", lambda day: as_date(day, "", self.today)),
            "seed": self._stated("seed", lambda seed: as_seed(seed, "")),
            "scenario": self._scenario(),
            "prices": self._prices(),
        }
        if not isinstance(self.given.get("versions", {}), dict):
            self._fault("versions", "a table of packages and their versions")
        if self.faults:
            raise EvidenceError(self.faults)
        return {name: value for name, value in stated.items() if value is not None}

    def _line(self, key: str, below: str = "") -> int:
        """The first line that names a key, from the one on that begins with some words."""
        start = next((number for number, line in enumerate(self.lines) if line.lstrip().startswith(below)), 0)
        named = (number for number, line in enumerate(self.lines[start:], start + 1) if key in line.partition("#")[0])
        return next(named, start + 1 if below else 0)

    def _fault(self, key: str, expected: str) -> None:
        value = self.given[key]
        self.faults.append(Fault(self.shown, self._line(key), key, str(value), expected))

    def _stated(self, key: str, read: Callable[[Any], Any]) -> Any:
        """A value of the file, or None: where it is none, and where it is none that can be."""
        if key not in self.given:
            return None
        given = self.given[key]
        try:
            return read(given.isoformat() if isinstance(given, date) else str(given))
        except EvidenceError as error:
            self._fault(key, error.faults[0].expected)
            return None

    def _scenario(self) -> Scenario | None:
        given = self.given.get("scenario")
        if given is None:
            return None
        if not isinstance(given, dict) or not isinstance(given.get("name"), str):
            self._fault("scenario", "a table with name, title and why")
            return None
        kinds = self.package.tables["prices"]["price_kind"].unique().tolist()
        known = self.package.ids["parameters"], kinds
        stated = {key: value for key, value in given.items() if key != "name"}
        try:
            if not stated:  # its name alone: one of the tables' own
                return read_scenario(self.package.path / "scenarios", given["name"], *known)
            return scenario_of(stated, given["name"], *known, lambda key: (self.shown, self._line(key, "[scenario")))
        except EvidenceError as error:
            self.faults += error.faults
            return None

    def _prices(self) -> tuple[Enclosed, ...]:
        given = self.given.get("prices", [])
        if not isinstance(given, list):
            self._fault("prices", "tables [[prices]], each with name and rows")
            return ()
        opened = [number for number, line in enumerate(self.lines, 1) if re.match(r"\s*rows\s*=", line)]
        files = []
        for number, one in enumerate(given):
            if not (isinstance(one, dict) and all(isinstance(one.get(key), str) for key in ("name", "rows"))):
                self.faults.append(
                    Fault(
                        self.shown, self._line("[[prices]]"), f"prices {number + 1}", str(one), "name and rows, texts"
                    )
                )
                continue
            line = opened[number] if number < len(opened) else 0
            begun = self.lines[line - 1].rstrip().endswith(('"""', "'''"))
            files.append(Enclosed(one["name"], one["rows"], self.shown, line if begun else max(line - 1, 0)))
        if files:
            try:
                read_price_files(files, self.package, self.today)
            except EvidenceError as error:
                self.faults += error.faults
        return tuple(files)


def _text(text: str) -> str:
    """A text as TOML writes it: as JSON does, but for DEL, which no text here may hold."""
    return json.dumps(text, ensure_ascii=False)
