"""Once: frontier_runs.csv goes into training_runs.csv, and the power of its runs into training_energy.csv.

Run from the root of the repository as it was before. Rows of frontier_runs keep their id; where a run of the maker's
own table says the same, the row is not repeated, and ``tests/frozen/runs_before.csv`` says where each of its values
stands. A value that was revised is a new row that supersedes the old one.
"""

import csv
import json
import re
from pathlib import Path

DATA, FROZEN = Path("data"), Path("tests/frozen/runs_before.csv")
ESTIMATES = {"third_party_estimate"}
MERGED = {  # row of the frontier runs: row of the training runs that says the same
    "2020-gpt3": "gpt-3-175b",
    "2022-palm": "palm-540b",
    "2023-gpt4": "gpt-4",
    "2023-gemini": "gemini-1.0-ultra",
    "2024-llama": "llama-3.1-405b",
    "2025-behemoth": "llama-4-behemoth",
}
REVISED = {"2025-grok3": "grok-3", "2025-gpt45": "gpt-4.5", "2025-grok4": "grok-4"}  # the newer: the older
DISPUTED = {"2024-gemini15", "2026-astra"}
POWER = {  # row of the frontier runs: row of the energy of training that has its power
    "2018-resnext": "resnext-101-mw",
    "2019-alphastar": "alphastar-mw",
    "2019-openaifive": "openai-five-mw",
    "2019-t5": "t5-mw",
    "2020-gpt3": "gpt3-mw",
    "2022-palm": "palm-mw-2026",
    "2023-gpt4": "gpt4-mw",
    "2023-gemini": "gemini1-mw-2026",
    "2024-llama": "llama31-405b-mw",
    "2025-grok3": "grok3-mw-2026",
    "2025-behemoth": "behemoth-mw",
    "2026-astra": "gpt6-astra-mw",
}
BOUNDS = {  # that stood in words: low, high, meaning
    "gpt-4": ("8.2e24", "4.4e25", "90% CI"),
    "grok-1": ("2e24", "7e24", "range"),
    "grok-3": ("2.1e26", "1.13e27", "range"),
    "gpt-4.5": ("1e26", "5e26", "range"),
    "claude-3.7-sonnet": ("1e25", "1e26", "range"),
}
NOTES = {  # added to the note of a row
    "palm-540b": "wall-clock time 1200 h + 336 h",
    "llama-3.1-405b": "wall-clock time of 89 days: epoch2026models; the study of 2024 on 2030 uses 72 days",
    "t5-11b": "supersedes 2019-t5: throughput and time stated by its makers go before a database's estimate",
    "2024-gemini15": "in dispute: the newer edition of the same database leaves the run out, and the model was never "
    "released",
    "2026-astra": "in dispute: nothing found confirms or refutes it",
    "2025-grok3": "supersedes grok-3: the newer edition of the same database has 80,000 chips and 90 days instead of "
    "100,000 and 100, and states no bounds",
    "2025-gpt45": "supersedes gpt-4.5: revised in the newer edition of the same database",
    "2025-grok4": "supersedes grok-4: day of publication and FLOP added; chip-hours and energy from epoch2025grok4 "
    "(another edition: 200,000 chips)",
}
SET = {  # further cells of a row
    "palm-540b": {"wall_clock_hours": "1536"},
    "llama-3.1-405b": {"wall_clock_hours": "2136"},
    "t5-11b": {"supersedes": "2019-t5"},
    "2025-grok3": {"supersedes": "grok-3", "chips": "80000"},
    "2025-gpt45": {"supersedes": "gpt-4.5"},
    "2025-grok4": {"supersedes": "grok-4"},
    "2026-astra": {"accelerator_id": "gb200", "chips": "100000"},
}
NEW_FIELDS = {
    "training_flop_low": {"type": "number", "title": "Low", "unit": "FLOP", "constraints": {"exclusiveMinimum": 0}},
    "training_flop_high": {"type": "number", "title": "High", "unit": "FLOP", "constraints": {"exclusiveMinimum": 0}},
    "training_flop_interval": {
        "type": "string",
        "title": "Meaning of the interval of the compute",
        "description": "point: a single published value, its uncertainty not stated; range: lowest and highest of the "
        "cases that the note names, without a probability; lower bound: only that side is known; CI: interval with "
        "that probability. Empty: no compute is stated.",
        "constraints": {"enum": ["point", "range", "lower bound", "90% CI"]},
    },
    "standing": {
        "type": "string",
        "title": "Standing of the run's size",
        "description": "published: the maker states it, or it follows from what the maker published; estimated: by a "
        "third party; in dispute: nothing confirms it, or sources contradict one another. A headline that rests on a "
        "run in dispute is shown without it, and says what it would be with it.",
        "constraints": {"required": True, "enum": ["published", "estimated", "in dispute"]},
    },
}


def read(name):
    with (DATA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(name, rows, columns):
    with (DATA / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def moved(row, of_model):
    """A frontier run in the form of a training run, with what the row that it replaces says besides."""
    older = {k: v for k, v in of_model.items() if k in ("kind", "tokens", "precision", "accelerator_id", "chips")}
    hours = f"{float(row['duration_days']) * 24:g}" if row["duration_days"] else ""
    kept = (
        "id",
        "model_id",
        "name",
        "published",
        "published_precision",
        "training_flop",
        "training_flop_low",
        "training_flop_high",
        "source_key",
        "locator",
        "confidence",
        "note",
    )
    found = {"kind": "pretraining", **older, **{k: row[k] for k in kept}, "wall_clock_hours": hours}
    if row["id"] == "2025-grok4":
        found |= {k: of_model[k] for k in ("chip_hours", "energy_mwh")}
    basis = {"flop_basis": "third_party_estimate", "training_flop_interval": row["interval"], "supersedes": ""}
    return found | basis


def finished(row, columns):
    """A row with the new columns."""
    low, high, means = BOUNDS.get(row["id"], (row.get("training_flop_low", ""), row.get("training_flop_high", ""), ""))
    means = means or row.get("training_flop_interval") or ("point" if row["training_flop"] else "")
    guessed = row["confidence"] == "estimate" or row["flop_basis"] in ESTIMATES
    standing = "in dispute" if row["id"] in DISPUTED else "estimated" if guessed else "published"
    row |= {"training_flop_low": low, "training_flop_high": high, "training_flop_interval": means}
    row |= {"standing": standing} | SET.get(row["id"], {})
    row["note"] = "; ".join(filter(None, (row["note"], NOTES.get(row["id"], ""))))
    return {column: row.get(column, "") for column in columns}


def power_rows(frontier, energy, columns):
    """The power of frontier runs that the table of energy lacks, or has as an earlier edition gave it."""
    held = {row["id"]: row for row in energy}
    for row in frontier:
        new = POWER.get(row["id"])
        if not new or new in held:
            continue
        old = held.get(new.removesuffix("-2026"), {}) if new.endswith("-2026") else {}
        copied = ("subject", "organisation", "accelerator_id", "hardware", "chips", "chip_hours")
        found = dict.fromkeys(columns, "") | {k: old.get(k, "") for k in copied}
        found |= {k: row[k] for k in ("model_id", "training_flop", "source_key", "locator", "confidence")}
        found |= {"id": new, "as_of": row["published"], "as_of_precision": row["published_precision"]}
        found["organisation"] = old.get("organisation") or ORGANISATIONS[row["model_id"]]
        found |= {"subject": old.get("subject") or row["name"], "peak_power_mw": row["power_mw"]}
        found["supersedes"] = old.get("id", "")
        if old:
            found["note"] = f"supersedes {old['id']}: revised in the newer edition of the same database"
        if new == "grok3-mw-2026":
            found["chips"] = "80000"
        if new == "t5-mw":
            found["training_flop"] = ""
        yield found


runs, frontier, energy = read("training_runs"), read("frontier_runs"), read("training_energy")
ORGANISATIONS = {row["id"]: row["organisation"] for row in read("models")}
before = {"training_runs": runs, "frontier_runs": frontier}
frozen = [
    [table, row["id"], column, value]
    for table, rows in before.items()
    for row in rows
    for column, value in row.items()
    if value and column != "id"
]

package = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
package["resources"] = [r for r in package["resources"] if r["name"] != "frontier_runs"]
fields = next(r for r in package["resources"] if r["name"] == "training_runs")["schema"]["fields"]
for after, names in {
    "training_flop": ("training_flop_low", "training_flop_high", "training_flop_interval"),
    "flop_basis": ("standing",),
}.items():
    at = 1 + next(n for n, field in enumerate(fields) if field["name"] == after)
    fields[at:at] = [{"name": name} | NEW_FIELDS[name] for name in names]
(DATA / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")

columns = [field["name"] for field in fields]
by_id = {row["id"]: row for row in runs}
mine = [moved(row, by_id.get(REVISED.get(row["id"], ""), {})) for row in frontier if row["id"] not in MERGED]
first = [row for row in mine if row["id"] == "2019-t5"]  # superseded: it stands above the row that supersedes it
rest = [row for row in mine if row["id"] != "2019-t5"]
write("training_runs", [finished(dict(row), columns) for row in (*first, *runs, *rest)], columns)
of_energy = list(energy[0])
write("training_energy", [*energy, *power_rows(frontier, energy, of_energy)], of_energy)
(DATA / "frontier_runs.csv").unlink()

PLACES = {"power_mw": "peak_power_mw", "duration_days": "wall_clock_hours", "interval": "training_flop_interval"}
with FROZEN.open("w", newline="", encoding="utf-8") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["table", "id", "column", "value", "now_table", "now_id", "now_column"])
    for table, id, column, value in frozen:
        now = [table, id, column]
        if table == "frontier_runs":
            now = ["training_runs", MERGED.get(id, id), PLACES.get(column, column)]
            if column == "power_mw":
                now[:2] = ["training_energy", POWER[id]]
            if id in MERGED and not re.fullmatch(r"training_flop|power_mw|duration_days|published|model_id", column):
                now = ["", "", ""]  # words on a row that another row repeats from the same or a better source
        out.writerow([table, id, column, value, *now])
