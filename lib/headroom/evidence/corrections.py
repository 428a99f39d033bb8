"""Corrections: the rows of the tables that put right an earlier one, which stays beside them."""

from __future__ import annotations

from dataclasses import dataclass

from headroom.evidence import schema
from headroom.evidence.reading import read_cells
from headroom.evidence.world import World

NO_FACT = {"supersedes", "source_key", "locator", "confidence", "detail", "note"}  # columns about a row, not its fact


@dataclass(frozen=True)
class Correction:
    """A row that supersedes another.

    Parameters
    ----------
    table : of both rows
    id, of : of the new row, and of the one that it corrects
    changed : cells that differ, as they stand: the column, before, after; "" for an empty cell
    why : the new row's note
    source : key of its source
    """

    table: str
    id: str
    of: str
    changed: tuple[tuple[str, str, str], ...]
    why: str
    source: str


def corrections(world: World) -> list[Correction]:
    """All corrections in the tables of a World, in the order of tables and rows."""
    found = []
    for name, resource in world.dictionary.items():
        key, columns = schema.primary_key(resource), [field["name"] for field in resource["schema"]["fields"]]
        if "supersedes" not in columns:
            continue
        rows = {row[key]: row for row in read_cells(world.data / resource["path"], resource["path"]).to_dict("records")}
        facts = [column for column in columns if column not in NO_FACT | {key}]
        for row in filter(lambda row: row["supersedes"], rows.values()):
            old = rows[row["supersedes"]]
            changed = tuple((fact, old[fact], row[fact]) for fact in facts if old[fact] != row[fact])
            found.append(Correction(name, row[key], old[key], changed, row["note"], row["source_key"]))
    return found
