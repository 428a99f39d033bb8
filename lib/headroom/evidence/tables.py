"""The tables under ``data/``: read, typed, checked against the field dictionary and against each other, all at once."""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from headroom import EDITION, disk_cache
from headroom.evidence import correlations, schema
from headroom.evidence.bibliography import Source, read_bibliography
from headroom.evidence.faults import EvidenceError, Fault, UnknownError
from headroom.evidence.ranges import METALOG, Range
from headroom.evidence.reading import header_faults, read_cells, read_text, unsafe_cells

PACKAGE = Path(__file__).resolve().parents[1]
DATA = next(folder for folder in (PACKAGE / "data", PACKAGE.parents[1] / "data") if folder.is_dir())  # wheel, checkout
KEPT = 4  # notes that tables are sound, each of a day
Stamp = tuple[Path, int, int, int, int]
Keys = Mapping[str, tuple[str, Collection[str]]]


@dataclass(frozen=True, eq=False)
class Package:
    """Validated tables with their field dictionary and sources.

    Parameters
    ----------
    path
        Directory of the tables.
    resources
        The field dictionary's resources by name.
    tables
        Every table by name, superseded rows removed.
    ids
        Every id by table, those of superseded rows included.
    sources
        The bibliography by key.
    fingerprint
        SHA-256 of all files that these were read from.
    """

    path: Path
    resources: dict[str, dict[str, Any]]
    tables: dict[str, pd.DataFrame]
    ids: dict[str, list[str]]
    sources: dict[str, Source]
    fingerprint: str

    @cached_property
    def newest(self) -> date:
        """Date of the newest row that an as-of date would filter."""
        dates = [self.tables[name][of].max() for name, r in self.resources.items() if (of := r.get("asOf"))]
        return max(day for day in dates if not pd.isna(day)).date()

    def table(self, name: str) -> pd.DataFrame:
        """A table, as a frame of the caller's own."""
        if name not in self.tables:
            raise UnknownError("table", name, self.tables)
        return self.tables[name].copy(deep=False)

    def keys(self, resource: Mapping[str, Any]) -> Keys:
        """For each referring column of a resource, what it refers to and the names that exist."""
        return _keys(resource, self.path, self.ids, self.sources)


def clock() -> date:
    """The day of this machine's clock, which may be wrong."""
    return date.today()


def latest_day() -> date:
    """The day after which no date in the tables may lie: today by the clock, but not within the edition's month.

    A clock that stands before the edition's month is wrong, and says nothing against the tables.
    """
    year, month = map(int, EDITION.split(".")[:2])
    if clock() < date(year, month, 1):
        return date.max
    return max(clock(), date(year, month, monthrange(year, month)[1]))


def load(path: Path = DATA, today: date | None = None) -> Package:
    """Read and validate all tables of a directory; kept until one of its files changes.

    Raises
    ------
    EvidenceError
        With every fault of every table.
    """
    path = Path(path).resolve()
    files = [path / "datapackage.json", path / "references.bib", *sorted(path.glob("*.csv"))]
    return _load(path, tuple(stamp(file) for file in files), today or latest_day())


def latest(package: Package, today: date | None) -> date:
    """Today, as far as one can know: by the clock, unless the tables already hold rows of a later day."""
    return today or max(clock(), package.newest)


def stamp(file: Path) -> Stamp:
    """What changes when a file changes: its path, size, number on the disk, and times of change, of which one cannot be
    set (but on Windows): another file with an older date is another file.
    """
    if not file.exists():
        return file, 0, 0, 0, 0
    status = file.stat()
    return file, status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def digest(contents: Collection[bytes]) -> str:
    """SHA-256 of several contents, in their order."""
    hashed = hashlib.sha256()
    for content in contents:
        hashed.update(hashlib.sha256(content).digest())
    return hashed.hexdigest()


@lru_cache(maxsize=8)
def _load(path: Path, stamps: tuple[Stamp, ...], today: date) -> Package:
    fingerprint = digest([file.name.encode() + b"\0" + file.read_bytes() for file, *_ in stamps if file.exists()])
    own = path == DATA
    sound = own and disk_cache.load("sound", fingerprint, today) is True
    package = _read(path, today, fingerprint, sound)
    if own and not sound:
        disk_cache.save("sound", True, fingerprint, today, last=KEPT)
    return package


def _read(path: Path, today: date, fingerprint: str, sound: bool) -> Package:
    """The tables of a directory; those that were found sound before are read without looking for faults."""
    resources = _resources(path / "datapackage.json", f"{path.name}/datapackage.json")
    sources = read_bibliography(path / "references.bib", f"{path.name}/references.bib")
    cells, faults = {}, []
    for name, resource in resources.items():
        try:
            cells[name] = read_cells(path / resource["path"], f"{path.name}/{resource['path']}")
        except EvidenceError as error:
            faults += error.faults
    ids = {name: _ids(cells[name], resources[name]) for name in cells}
    tables = {}
    for name, text in cells.items():
        shown = f"{path.name}/{resources[name]['path']}"
        if sound:
            tables[name] = schema.typed(text, resources[name], shown)[0].reset_index(drop=True)
            continue
        keys = _keys(resources[name], path, ids, sources)
        tables[name], found = validate(text, resources[name], keys, today, shown)
        faults += found + _licence_faults(text, sources, path, shown)
    if not sound and correlations.TABLE in tables:
        faults += _correlation_faults(tables, cells, resources, path)
    if faults:
        raise EvidenceError(faults)
    return Package(
        path=path,
        resources=resources,
        tables={name: without_superseded(table, resources[name]) for name, table in tables.items()},
        ids=ids,
        sources=sources,
        fingerprint=fingerprint,
    )


def _resources(file: Path, shown: str) -> dict[str, dict[str, Any]]:
    """The tables of the field dictionary by name."""
    try:
        descriptor = json.loads(read_text(file, shown))
    except json.JSONDecodeError as error:
        raise EvidenceError([Fault(shown, error.lineno, "", error.msg, "a JSON file")]) from None
    return {resource["name"]: resource for resource in descriptor["resources"] if resource["path"].endswith(".csv")}


def validate(
    cells: pd.DataFrame,
    resource: Mapping[str, Any],
    keys: Keys,
    today: date,
    shown: str,
    required: Collection[str] | None = None,
) -> tuple[pd.DataFrame, list[Fault]]:
    """A table from its cells, with all faults; of several faults in one cell the first.

    Parameters
    ----------
    cells
        Cells as text, indexed by line.
    resource
        The table's entry in the field dictionary.
    keys
        For each referring column what it refers to and the names that exist.
    today
        No date may lie after it.
    shown
        The file's name in messages.
    required
        Columns that the file must have; by default all.
    """
    known = list(schema.fields(resource))
    faults = header_faults(cells, known, known if required is None else list(required), shown)
    if faults:
        return pd.DataFrame(columns=known), faults
    faults = unsafe_cells(cells, shown)
    table, unread = schema.typed(cells, resource, shown)
    faults += unread + schema.check(table, cells, resource, keys, today, shown)
    faults += _supersede_faults(table, resource, shown) + _metalog_faults(table, shown)
    first: dict[tuple[int, str], Fault] = {}
    for fault in faults:
        first.setdefault((fault.line, fault.column), fault)
    return table.reset_index(drop=True), list(first.values())


def _ids(cells: pd.DataFrame, resource: Mapping[str, Any]) -> list[str]:
    key = schema.primary_key(resource)
    return [value for value in cells[key] if value] if key in cells else []


def _keys(resource: Mapping[str, Any], path: Path, ids: Mapping[str, list[str]], sources: Mapping[str, Source]) -> Keys:
    keys: dict[str, tuple[str, Collection[str]]] = {}
    for foreign in resource["schema"].get("foreignKeys", []):
        (column,), there = foreign["fields"], foreign["reference"].get("resource")
        if there in ids:
            keys[column] = (f"an id of {path.name}/{there}.csv", frozenset(ids[there]))
    if "source_key" in schema.fields(resource):
        keys["source_key"] = (f"a key of {path.name}/references.bib", frozenset(sources))
    return keys


def _licence_faults(cells: pd.DataFrame, sources: Mapping[str, Source], path: Path, shown: str) -> list[Fault]:
    """Rows whose source does not say that they may be passed on."""
    silent = {key for key, source in sources.items() if not source.licence}
    if "source_key" not in cells or not silent:
        return []
    expected = f"a source that says under what its facts may be passed on (license, in {path.name}/references.bib)"
    rows = cells["source_key"][cells["source_key"].isin(silent)]
    return [Fault(shown, line, "source_key", key, expected) for line, key in rows.items()]


def _supersede_faults(table: pd.DataFrame, resource: Mapping[str, Any], shown: str) -> list[Fault]:
    """A correction names an earlier row, and no two correct the same."""
    if "supersedes" not in table:
        return []
    faults, earlier, corrected = [], set(), set()
    for line, id_, old in zip(table.index, table[schema.primary_key(resource)], table["supersedes"], strict=True):
        if isinstance(old, str):
            if old not in earlier:
                faults.append(Fault(shown, line, "supersedes", old, "the id of an earlier row of this table"))
            elif old in corrected:
                faults.append(Fault(shown, line, "supersedes", old, "a row that no other row has superseded"))
            corrected.add(old)
        earlier.add(id_)
    return faults


def _metalog_faults(table: pd.DataFrame, shown: str) -> list[Fault]:
    """A row that states a metalog has one."""
    if "distribution" not in table:
        return []
    found = []
    stated = table[table["distribution"] == METALOG]
    for line, row in zip(stated.index, stated.to_dict("records"), strict=True):
        try:
            Range.of_row(row)
        except ValueError:
            expected = "low, central and high through which a metalog of three terms goes"
            found.append(Fault(shown, line, "distribution", METALOG, expected))
    return found


def _correlation_faults(
    tables: Mapping[str, pd.DataFrame],
    cells: Mapping[str, pd.DataFrame],
    resources: Mapping[str, Mapping[str, Any]],
    path: Path,
) -> list[Fault]:
    """What is wrong with the table of correlations beside what its own columns show."""
    read = {name: table for name, table in tables.items() if len(table) == len(cells[name])}  # else columns are missing
    if correlations.TABLE not in read:
        return []
    used = {name: without_superseded(table, resources[name]) for name, table in read.items()}
    ids = {name: set(table[schema.primary_key(resources[name])]) for name, table in used.items()}
    stated = read[correlations.TABLE].set_axis(cells[correlations.TABLE].index)
    shown = f"{path.name}/{resources[correlations.TABLE]['path']}"
    return correlations.faults(stated[stated["id"].isin(ids[correlations.TABLE])], ids, shown)


def without_superseded(table: pd.DataFrame, resource: Mapping[str, Any]) -> pd.DataFrame:
    """A table without the rows that a later row corrects."""
    if "supersedes" not in table:
        return table
    gone = set(table["supersedes"].dropna())
    return table[~table[schema.primary_key(resource)].isin(gone)].reset_index(drop=True)


def as_known(table: pd.DataFrame, resource: Mapping[str, Any], as_of: date) -> pd.DataFrame:
    """A table without what was published later than its rows: cells of a field whose `knownSince` lies after a day."""
    fields = {one["name"]: one["knownSince"] for one in resource["schema"]["fields"] if "knownSince" in one}
    known = {name: table[name].mask(table[since] > pd.Timestamp(as_of)) for name, since in fields.items()}
    return table.assign(**known).reset_index(drop=True)
