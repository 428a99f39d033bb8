"""The World that all results are functions of: tables, as-of date, price files brought along, scenario, seed."""

from __future__ import annotations

from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from headroom.evidence import correlations, tables, worldfile
from headroom.evidence.bibliography import Source
from headroom.evidence.columns import column
from headroom.evidence.faults import LackingError, UnknownError
from headroom.evidence.pricefiles import Enclosed, PriceFile, content, inputs, observations, own_source, stamped
from headroom.evidence.prices import Price, estimate
from headroom.evidence.quantity import SAMPLES, Quantity, Rows, stretched
from headroom.evidence.ranges import Range, reference
from headroom.evidence.scenarios import BASE, Scenario, read_scenario
from headroom.evidence.switches import as_date, as_seed, of_environment, world_file


@dataclass(frozen=True, eq=False, kw_only=True)
class World:
    """The evidence as one sees it on a date, with one's own prices, under a scenario.

    A World never changes: it holds the files as they were when it was made. Two Worlds of equal content are equal and
    have the same hash, so results may be cached by World. Making one is cheap: files are read again only if they
    changed.

    Parameters
    ----------
    as_of
        What lies after this date is not seen; by default the scenario's date, else that of the newest
        dated row of any table or price file.
    prices
        Price files brought along; for what they price, their rows count instead of the tables'.
    scenario
        One, or the name of a file under ``data/scenarios/``; what it changes counts on the World's own day alone.
    seed
        Seed of all samples.
    only
        Of what price files and scenario bring, only these inputs count (names of `inputs`); by default all. So one
        input can be switched at a time.
    data
        Directory of the tables.
    today
        No date in a file may lie after it; by default the day of the clock, or of the newest dated row of the tables
        where the clock is behind that.

    Raises
    ------
    EvidenceError
        With every fault of tables, price files and scenario.
    UnknownError
        If there is no such scenario.
    """

    as_of: date = None  # type: ignore[assignment]  # set in __post_init__
    prices: tuple[PriceFile, ...] = ()
    scenario: str | Scenario = BASE
    seed: int = 0
    only: frozenset[str] | None = None
    data: Path = field(default=tables.DATA, repr=False)
    today: InitVar[date | None] = None

    def __post_init__(self, today: date | None) -> None:
        package = tables.load(self.data, today)
        today = tables.latest(package, today)
        given = [self.prices] if isinstance(self.prices, str | Path) else self.prices
        files = tuple(file if isinstance(file, Enclosed) else Path(file) for file in given)
        asked = as_date(self.as_of, "as_of", today) if self.as_of else None
        kinds = package.tables["prices"]["price_kind"].unique().tolist()
        scenario = read_scenario(package.path / "scenarios", self.scenario, package.ids["parameters"], kinds)
        if self.only is not None:
            scenario = scenario.reduced(self.only)
        observed, quotes = observations(package, tuple(map(stamped, files)), self.only, today)
        own = {source.key: source for source in map(own_source, files)}
        contents = [package.fingerprint, *(f"{file.name}\0{content(file)}" for file in files)]
        for name, value in {
            "as_of": asked or scenario.as_of or max(package.newest, observed["as_of"].max().date()),
            "prices": files,
            "seed": as_seed(self.seed, "seed"),
            "data": package.path,
            "_package": package,
            "_scenario": scenario,
            "_observed": observed,
            "_quotes": quotes,
            "_sources": package.sources | own,
            "_contents": tuple(contents),
            "_kinds": kinds,
            **{kept: {} for kept in ("_seen", "_places", "_rows", "_columns", "_row_sets", "_parameters")},
        }.items():
            object.__setattr__(self, name, value)

    @classmethod
    def current(cls, **overrides: Any) -> Self:
        """The World that the environment selects: by HEADROOM_WORLD, a World file (`worldfile`), or by HEADROOM_AS_OF,
        HEADROOM_PRICES (joined by the path separator; a file is looked for in the working directory, then beside that
        of the tables), HEADROOM_SCENARIO and HEADROOM_SEED. An argument that is not None replaces the variable.
        """
        given = {name: value for name, value in overrides.items() if value is not None}
        data = given.get("data", tables.DATA)
        beside, package = Path(data).resolve().parent, tables.load(data, given.get("today"))
        today = tables.latest(package, given.get("today"))
        if file := world_file(given, beside):
            return cls(**worldfile.read(file, package, today), data=data, today=given.get("today"))
        return cls(**given, **of_environment(given, beside, today))

    def earlier(self, day: date) -> Self:
        """The same World on its own day or an earlier one, where it is one of no scenario: what happened, happened."""
        return replace(self, as_of=min(day, self.as_of), scenario=BASE)

    @cached_property
    def key(self) -> str:
        """Fingerprint of everything that results can depend on; not of price files all of whose rows lie later."""
        only = "all" if self.only is None else repr(sorted(self.only))
        chosen = [self._scenario.content, self.as_of.isoformat(), str(self.seed), only]
        seen = self._observed["user_supplied"] & (self._observed["as_of"] <= pd.Timestamp(self.as_of))
        contents = self._contents if seen.any() else self._contents[:1]
        return tables.digest([text.encode() for text in (*contents, *chosen)])

    @property
    def digest(self) -> str:
        """Short fingerprint of what its results depend on, for footers, citations and files that hand it on."""
        return self.key[:12]

    @property
    def own(self) -> bool:
        """Whether it has inputs of a reader's: prices, a scenario, a date or a seed that are not the book's."""
        by_default = (self.as_of, self.seed, self.only) == (self._package.newest, 0, None)
        return bool(self.prices) or str(self.scenario) != BASE or not by_default

    @property
    def label(self) -> str:
        """The World in a few words: "base scenario", "scarce-chips scenario, prices of my.csv"."""
        user_supplied = ", ".join(path.name for path in self.prices)
        return f"{self.scenario} scenario" + (f", prices of {user_supplied}" if user_supplied else "")

    @cached_property
    def inputs(self) -> dict[str, str]:
        """What price files and scenario bring, by name, each with its content."""
        return inputs(self._observed) | self._scenario.inputs

    @property
    def about(self) -> Scenario:
        """The scenario: its title, what it is for, what it changes."""
        return self._scenario

    @property
    def dictionary(self) -> dict[str, dict[str, Any]]:
        """The field dictionary: each table's descriptor by name."""
        return self._package.resources

    def table(self, name: str) -> pd.DataFrame:
        """A table without superseded rows, and without rows and cells that were known after the as-of date only.

        `prices` includes the rows of price files brought along; its column `user_supplied` marks them.

        Raises
        ------
        UnknownError
            If there is no such table.
        """
        if name not in self._seen:
            table = self._observed if name == "prices" else self._package.table(name)
            column = self._package.resources[name].get("asOf")
            later = table[column] > pd.Timestamp(self.as_of) if column else pd.Series(False, index=table.index)
            self._seen[name] = tables.as_known(table[~later], self._package.resources[name], self.as_of)
        return self._seen[name].copy(deep=False)

    def row(self, table: str, id: str) -> pd.Series:  # noqa: A002 - the word of the tables
        """One row of a table by its id.

        Raises
        ------
        UnknownError
            If there is no such row.
        """
        if (table, id) not in self._rows:
            rows = self.table(table)
            if table not in self._places:
                self._places[table] = dict(zip(rows["id"], range(len(rows)), strict=True))
            places = self._places[table]
            if id not in places:
                later = id in set(self._package.table(table)["id"])
                raise UnknownError(f"row of {table}" + (f" up to {self.as_of}" if later else ""), id, list(places))
            self._rows[table, id] = rows.iloc[places[id]]
        return self._rows[table, id].copy(deep=False)

    def parameter(self, id: str) -> Quantity:  # noqa: A002
        """A parameter as it is in the scenario.

        Raises
        ------
        UnknownError
            If there is no such parameter.
        ValueError
            If it has neither a central value nor both bounds.
        """
        if id not in self._parameters:
            row, table = self.row("parameters", id), self.table("parameters")
            series = table[table["series"] == row["series"]] if "series" in table else table[:0]
            past = bool((series["as_of"] > row["as_of"]).any())
            self._parameters[id] = self._scenario.apply(self._range("parameters", id), past=past).quantity
        return self._parameters[id]

    def range(self, table: str, id: str, central: str = "central", *, draws: int = SAMPLES, **what: Any) -> Quantity:  # noqa: A002
        """A row of any table as a quantity; `central` is its column (of `usd` the bounds are `usd_low` and `usd_high`),
        `draws` how often it is drawn (all of one formula alike), `what` replaces fields such as label and unit.
        """
        return self._range(table, id, central, **what).drawn(draws)

    def _range(self, table: str, id: str, central: str = "central", **what: Any) -> Range:  # noqa: A002
        row = {**self.row(table, id), "as_of": self._day_of(table, self.row(table, id))}
        group = self._groups.get((table, id))
        return Range.of_row(row, table=table, central=central, seed=self.seed, group=group, **what)

    @cached_property
    def _groups(self) -> dict[correlations.Member, correlations.Group]:
        """The ranges that are drawn together, by table and id; the same on every date."""
        stated = self._package.tables.get(correlations.TABLE)
        return {} if stated is None else correlations.groups(stated)

    def cell(self, table: str, id: str, column: str = "central") -> Quantity:  # noqa: A002
        """One number of a row, with the bounds that the row states of it, if any.

        Raises
        ------
        LackingError
            If there is no such row, or the number is not known.
        """
        row = self.row(table, id)
        if column == "central" or f"{column}_low" in row:
            return self.range(table, id, column)
        if pd.isna(row[column]):
            raise LackingError(f"{table} has no {column} of '{id}'")
        known = frozenset({reference(table, {**row, "as_of": self._day_of(table, row)})})
        return Quantity(row[column], rows=known, label=id)

    def _day_of(self, table: str, row: Any) -> Any:
        """The date of a row, in whichever column its table has it; None where it has none."""
        return row.get(self._package.resources[table].get("asOf") or "as_of")

    def quantities(self, table: str, *columns: str) -> pd.DataFrame:
        """A table as `table` gives it, in which some columns hold quantities, each with its row.

        Parameters
        ----------
        table
            Its name.
        columns
            Of numbers; bounds stand in ``…_low`` and ``…_high``, of `central` in `low` and `high`, and mean what the
            row's `interval` says. A value that is not known is an unknown quantity (`isna`).
        """
        seen = self.table(table)
        for name in columns:
            if (table, name) not in self._columns:
                self._columns[table, name] = column(self._cells(table, name), seen.index)
        return seen.assign(**{name: self._columns[table, name] for name in columns})

    def _cells(self, table: str, name: str) -> Quantity | list[Quantity]:
        """A column of a table as quantities: with bounds in the rows that state some."""
        seen = self.table(table)
        exact = Quantity(seen[name].to_numpy(float), rows=self._remembered(table))
        bounds = ("low", "high") if name == "central" else (f"{name}_low", f"{name}_high")
        if not np.any(stated := [seen[bound].notna().to_numpy() for bound in bounds if bound in seen]):
            return exact
        ranged = np.flatnonzero(np.all(stated, axis=0) | np.any(stated, axis=0) & seen[name].notna())
        cells = [exact[n] for n in range(len(seen))]
        for n, row in zip(ranged, seen.iloc[ranged].to_dict("records"), strict=True):
            read = {"interval": None, "unit": None} | row
            drawn = {"rows": cells[n].rows, "seed": self.seed, "group": self._groups.get((table, row["id"]))}
            cells[n] = Range.of_row(read, table=table, central=name, **drawn).quantity
        return cells

    def _remembered(self, table: str) -> np.ndarray:
        """What a quantity remembers of each row of a table."""
        if table not in self._row_sets:
            seen = self.table(table)
            days = seen.get(self._package.resources[table].get("asOf") or "as_of", [None] * len(seen))
            cells = zip(seen["id"], seen["source_key"], days, strict=True)
            self._row_sets[table] = found = np.empty(len(seen), object)
            found[:] = [
                frozenset({reference(table, {"id": id, "source_key": key, "as_of": day})}) for id, key, day in cells
            ]
        return self._row_sets[table]

    def references(self, table: str, rows: pd.DataFrame) -> Rows:
        """What a quantity remembers of some rows of a table, of which at least id and source_key must be there."""
        records = rows.to_dict("records")
        return frozenset(reference(table, row | {"as_of": self._day_of(table, row)}) for row in records)

    def price(
        self,
        item: str,
        kind: str,
        as_of: date | str | None = None,
        *,
        term_months: float | None = None,
    ) -> Price:
        """The price in use, by the rule of `headroom.evidence.prices.estimate`; on the World's own day, and on no day
        before it, times the scenario's factor.

        Raises
        ------
        UnknownError
            If there is no such item or kind of price.
        NoPriceError
            If no observation fits.
        """
        known = self._package.ids["accelerators"]
        if item not in known:
            raise UnknownError("accelerator", item, known)
        if kind not in self._kinds:
            raise UnknownError("price kind", kind, self._kinds)
        day = min(as_date(as_of, "as_of"), self.as_of) if as_of else self.as_of
        price = estimate(self._quotes.get(item, []), item, kind, day, term_months=term_months, seed=self.seed)
        factor = self._scenario.prices.get(kind, 1) if day == self.as_of else 1
        return price if factor == 1 else stretched(price, factor)

    def stale(self, rows: Rows) -> list[str]:
        """What of some rows was old already on the day for which it was asked: item, kind of price, newest month."""
        ids = {row.id for row in rows if row.stale}
        used = self.table("prices")
        newest = used[used["id"].isin(ids)].groupby(["accelerator_id", "price_kind"], sort=False)["as_of"].max()
        named = newest.sort_values(ascending=False, kind="stable").items()
        return [f"{item} {kind.replace('_', ' ')} ({day:%B %Y})" for (item, kind), day in named]

    def source(self, key: str) -> Source:
        """A source of the bibliography, or a price file brought along.

        Raises
        ------
        UnknownError
            If there is no such key.
        """
        if key not in self._sources:
            raise UnknownError("source", key, self._sources)
        return self._sources[key]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, World) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)
