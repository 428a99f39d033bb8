"""Where the rows behind a number stand: the page of their table, with these rows chosen and the first of them marked.

Rows are told by their places among those that a World sees, so that many fit into an address (`5,9-14`). Addresses are
those from a page in the folder of the chapters; the book makes them right for its other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

from headroom.evidence import World
from headroom.evidence.quantity import Rows

FOLDER = "data"  # of the pages of tables, beside that of the chapters
ADDRESS = re.compile(rf'href="\.\./{FOLDER}/(\w+)\.html\?rows=([\d,-]+)#([^"]+)"')


@dataclass(frozen=True)
class Chosen:
    """Some rows of one table.

    Parameters
    ----------
    table : its name
    places : of the rows among those that the World sees, counted from 0
    first : id of the first of them
    """

    table: str
    places: tuple[int, ...]
    first: str

    @property
    def words(self) -> str:
        """How many rows of what: "3 rows of training runs"."""
        many = len(self.places)
        return f"{many} row{'' if many == 1 else 's'} of {self.table.replace('_', ' ')}"

    @property
    def address(self) -> str:
        """The rows on the page of their table, from the folder of that page."""
        return f"{self.table}.html?rows={written(self.places)}#{quote(self.first)}"

    @property
    def link(self) -> str:
        """A link to the rows from a page of a chapter, as HTML."""
        return f'<a href="../{FOLDER}/{self.address}">{self.words}</a>'


def chosen(rows: Rows, world: World) -> list[Chosen]:
    """The rows by table, the table with most of them first; without what a World of an earlier day does not show."""
    ids: dict[str, set[str]] = {}
    for row in rows:
        ids.setdefault(row.table, set()).add(row.id)
    found = []
    for table in sorted(ids):  # so that equal counts stand in one order
        shown = place_of(world, table)
        if places := sorted((shown[id], id) for id in ids[table] & shown.keys()):
            found.append(Chosen(table, tuple(place for place, _ in places), places[0][1]))
    return sorted(found, key=lambda one: -len(one.places))


@lru_cache(maxsize=256)
def place_of(world: World, table: str) -> Mapping[str, int]:
    """The place of each row of a table, by id."""
    return {id: place for place, id in enumerate(world.table(table)["id"])}


def written(places: Iterable[int]) -> str:
    """Places in their order as an address holds them: 5,9-14."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def read(code: str) -> Iterator[int]:
    """The places that an address holds."""
    for run in code.split(","):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


def linked(html: str) -> list[Chosen]:
    """The rows to which a text links."""
    return [Chosen(table, tuple(read(code)), unquote(first)) for table, code, first in ADDRESS.findall(html)]
