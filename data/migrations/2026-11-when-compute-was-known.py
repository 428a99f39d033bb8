"""Once: training_runs.csv says since when the compute of a run is known, where others estimated it after its release.

Run from the root of the repository as it was before. No cell that stood is changed: a column is added, and what it
says rests on documents that state the compute. That of GPT-4 stood in an analysis of 11 July 2023
(semianalysis2023gpt4), that of Gemini Ultra in the AI Index of 15 April 2024; what the study of the costs of frontier
models (cottier2024rising) priced was known on its day, 31 May 2024; all else on the last day of the edition of the
database that the row cites. These are days by which it was known at the latest.

Left empty, so that the compute counts from the release: what makers state or follows from what they state, and runs
before GPT-3.5, whose estimates stood in public databases of which this book has no edition.
"""

import csv
import io
import json
from datetime import date
from pathlib import Path

DATA = Path("data")
COLUMN, AFTER = "flop_known_since", "flop_basis"
FROM = date(2022, 3, 15)  # GPT-3.5
DOCUMENTS = {  # model: day of the earliest document that states its compute, or a cost computed from it
    "gpt-4": "2023-07-11",
    "gemini-1.0-ultra": "2024-04-15",
    **dict.fromkeys(("grok-1", "mistral-large", "claude-3-opus"), "2024-05-31"),
}
EDITIONS = {  # source: last day of its edition
    "epoch2025models": "2025-06-30",
    "epoch2025over1e25": "2025-12-31",
    "epoch2026models": "2026-04-30",
    "hurford2026metr": "2026-04-30",
    "epoch2026astra": "2026-09-23",
    "digg2026mythos": "2026-06-30",
}
KNOWN_LATER = (
    *("training_flop", "training_flop_low", "training_flop_high", "training_flop_interval", "flop_basis"),
    *("chips", "wall_clock_hours", "chip_hours", "mfu", "energy_mwh"),  # guessed by the same hand
)
STATED = ("phi-1",)  # its makers say on how many chips and how long, from which its compute follows
FIELD = {
    "name": COLUMN,
    "type": "date",
    "title": "Compute known since",
    "description": "Day by which the compute, and what it was reckoned from (chips, hours, utilisation, energy), was "
    "published at the latest, where a third party estimated it after the release; empty: with the run.",
    "format": "default",
}


def known_since(row: dict[str, str]) -> str:
    """The day of a row, or nothing."""
    estimated = row["flop_basis"] == "third_party_estimate" and row["model_id"] not in STATED
    if not estimated or date.fromisoformat(row["published"]) < FROM:
        return ""
    return DOCUMENTS.get(row["model_id"]) or EDITIONS.get(row["source_key"], "")


def migrated(text: str) -> str:
    """The table with the column."""
    rows = list(csv.DictReader(io.StringIO(text)))
    names = list(rows[0])
    names.insert(names.index(AFTER) + 1, COLUMN)
    out = io.StringIO()
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row | {COLUMN: known_since(row)} for row in rows)
    return out.getvalue()


def main() -> None:
    """Rewrite the table and its description."""
    path = DATA / "training_runs.csv"
    path.write_text(migrated(path.read_text("utf-8")), "utf-8")
    package = DATA / "datapackage.json"
    described = json.loads(package.read_text("utf-8"))
    fields = next(r for r in described["resources"] if r["name"] == "training_runs")["schema"]["fields"]
    for field in fields:
        if field["name"] in KNOWN_LATER:
            field["knownSince"] = COLUMN
    fields.insert(1 + [field["name"] for field in fields].index(AFTER), FIELD)
    package.write_text(json.dumps(described, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
