"""Price files that a reader brings along: the columns of ``data/prices.csv``, or only item, price_kind, usd, as_of."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pandas as pd

from headroom.evidence import schema
from headroom.evidence.bibliography import Source
from headroom.evidence.faults import EvidenceError, Fault
from headroom.evidence.prices import Observation, by_item
from headroom.evidence.reading import cells_of, read_text
from headroom.evidence.tables import Package, Stamp, stamp, validate, without_superseded

SHORT_FORM = ("accelerator_id", "price_kind", "usd", "as_of")


@dataclass(frozen=True)
class Enclosed:
    """A price file that lies inside another file, as in a World file.

    Parameters
    ----------
    name : its own name
    text : its rows
    inside : the file that it lies in, as the reader knows it
    above : lines of that file before its first
    """

    name: str
    text: str
    inside: str
    above: int

    def read_bytes(self) -> bytes:
        """Its content."""
        return self.text.encode()

    def __str__(self) -> str:
        return self.inside


PriceFile = Path | Enclosed


def content(file: PriceFile) -> str:
    """The rows of a price file, alike however its lines end."""
    return file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def own_source(path: PriceFile) -> Source:
    """A price file as a source."""
    return Source(f"file:{path.name}", f"{path.name} (brought along)", f"Prices brought along in {path.name}", "", "")


@lru_cache(maxsize=32)
def observations(
    package: Package, files: tuple[Stamp | Enclosed, ...], only: frozenset[str] | None, today: date
) -> tuple[pd.DataFrame, dict[str, list[Observation]]]:
    """Observed prices, those of price files marked as `user_supplied`, and the same by item: alike on every date."""
    observed = package.table("prices").assign(user_supplied=False)
    if files:
        paths = [file if isinstance(file, Enclosed) else file[0] for file in files]
        user_supplied = read_price_files(paths, package, today).assign(user_supplied=True)
        if only is not None:
            names = map(price_input, user_supplied["accelerator_id"], user_supplied["price_kind"])
            user_supplied = user_supplied[[name in only for name in names]]
        observed = pd.concat([observed, user_supplied], ignore_index=True)
    return observed, by_item(observed)


def price_input(item: str, kind: str) -> str:
    """Name of an input: the prices of an item and kind that price files bring."""
    return f"price:{item}/{kind}"


def stamped(file: PriceFile) -> Stamp | Enclosed:
    """What changes when a price file changes."""
    return file if isinstance(file, Enclosed) else stamp(file)


def inputs(observed: pd.DataFrame) -> dict[str, str]:
    """What price files bring, by the name of the input, each with its content."""
    user_supplied = observed[observed["user_supplied"]]
    rows = user_supplied.groupby(["accelerator_id", "price_kind"], sort=False)
    return {price_input(item, kind): of_item.to_csv(index=False) for (item, kind), of_item in rows}


def read_price_files(paths: Iterable[PriceFile | str], package: Package, today: date) -> pd.DataFrame:
    """The observations of price files, in the columns of the table `prices`.

    `item` is another name of `accelerator_id`. Columns that a file leaves out are missing values, except: the unit is
    that of the price kind, the source is the file, the id is the file's name and line.

    Raises
    ------
    EvidenceError
        With every fault of every file. Nothing is ever written.
    """
    tables, faults, names = [], [], set()
    for path in (Path(path) if isinstance(path, str) else path for path in paths):
        above = path.above if isinstance(path, Enclosed) else 0
        if path.name in names:
            faults.append(Fault(str(path), above, "", path.name, "price files of different names"))
        names.add(path.name)
        try:
            tables.append(_read(stamped(path), package, today))
        except EvidenceError as error:
            faults += [replace(fault, line=fault.line + above) for fault in error.faults]
    if faults:
        raise EvidenceError(faults)
    return pd.concat(tables, ignore_index=True)


@lru_cache(maxsize=32)
def _read(stamped: Stamp | Enclosed, package: Package, today: date) -> pd.DataFrame:
    """The observations of one file; kept until the file changes. Not to be changed by the caller."""
    path = stamped if isinstance(stamped, Enclosed) else stamped[0]
    shown = str(path)
    cells = cells_of(path.text if isinstance(path, Enclosed) else read_text(path, shown), shown)
    short = "accelerator_id" not in cells
    cells = cells.rename(columns={"item": "accelerator_id"}) if short else cells
    own = own_source(path)
    resource = _short_form(package.resources["prices"])
    keys = dict(package.keys(resource))
    what, known = keys["source_key"]
    keys["source_key"] = (what, frozenset(known) | {own.key})
    table, faults = validate(cells, resource, keys, today, shown, required=SHORT_FORM)
    lines = cells.index
    if cells.empty:
        faults.append(Fault(shown, 0, "", "only a header", "at least one price"))
    for line in lines[cells.duplicated()]:
        faults.append(Fault(shown, line, "", ", ".join(cells.loc[line]), "a row that repeats no earlier row"))
    if not faults:
        units = package.tables["prices"].groupby("price_kind")["unit"].first()
        table["unit"] = table["unit"].fillna(table["price_kind"].map(units))
        table["source_key"] = table["source_key"].fillna(own.key)
        table["id"] = table["id"].fillna(pd.Series([f"{path.name}:{line}" for line in lines], dtype=str))
        faults = _clashes(table, lines, package, units, shown)
    if faults:
        raise EvidenceError(map(_of_item, faults) if short else faults)
    return without_superseded(table, resource)


def _of_item(fault: Fault) -> Fault:
    """A fault under the name that the short form has for the column."""
    column, expected = (text.replace("accelerator_id", "item") for text in (fault.column, fault.expected))
    return replace(fault, column=column, expected=expected)


def _short_form(resource: dict) -> dict:
    """The prices' entry in the field dictionary, with only the short form required."""
    resource = deepcopy(resource)
    for name, field in schema.fields(resource).items():
        field.setdefault("constraints", {})["required"] = name in SHORT_FORM
    return resource


def _clashes(table: pd.DataFrame, lines: pd.Index, package: Package, units: pd.Series, shown: str) -> list[Fault]:
    """Ids that the tables have already, and units that do not go with the kind of price."""
    taken = frozenset(package.ids["prices"])
    faults = []
    for line, row in zip(lines, table.itertuples(), strict=True):
        if row.id in taken:
            faults.append(Fault(shown, line, "id", row.id, "an id that data/prices.csv does not have"))
        if row.unit != units[row.price_kind]:
            faults.append(
                Fault(shown, line, "unit", row.unit, f"{units[row.price_kind]}, the unit of {row.price_kind}")
            )
    return faults
