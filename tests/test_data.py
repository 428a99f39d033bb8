"""The files under data/ as they lie there, read without the package: a fault names file, line and value."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import median

import pytest
from pybtex.database import parse_file

DATA = Path(__file__).resolve().parents[1] / "data"
BIB = DATA / "references.bib"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
COMMON = ["source_key", "locator", "confidence", "note", "supersedes"]

each_table = pytest.mark.parametrize("name", RESOURCES)


def rows(name: str) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table with the lines on which they end."""
    with (DATA / RESOURCES[name]["path"]).open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, row) for row in reader]


def field_names(name: str) -> list[str]:
    return [field["name"] for field in RESOURCES[name]["schema"]["fields"]]


def fields(name: str) -> dict[str, dict]:
    return {field["name"]: field for field in RESOURCES[name]["schema"]["fields"]}


def listed(faults: list[str]) -> str:
    return f"{len(faults)} fault(s):\n" + "\n".join(faults)


def bibliography() -> list[tuple[int, str, str]]:
    """Line, key and body of each entry."""
    text = BIB.read_text(encoding="utf-8")
    starts = [*re.finditer(r"^@\w+\{([^,\s]+),", text, re.MULTILINE)]
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return [
        (text.count("\n", 0, start.start()) + 1, start[1], text[start.end() : end])
        for start, end in zip(starts, ends, strict=True)
    ]


def address(url: str) -> str:
    """A URL without scheme, www, last slash, and version and format of an arXiv paper."""
    plain = re.sub(r"^https?://(www\.)?", "", url.strip().lower()).split("#")[0].rstrip("/")
    plain = re.sub(r"^(doi\.org/10\.48550/arxiv\.|arxiv\.org/(pdf|html|abs)/)", "arxiv.org/abs/", plain)
    return re.sub(r"^(arxiv\.org/abs/\d+\.\d+)(v\d+)?(\.pdf)?$", r"\1", plain)


# Bibliography


def test_bibliography_is_sorted_and_has_no_key_twice():
    keys = [key for _, key, _ in bibliography()]
    faults = [
        f"references.bib:{line}: {key!r} stands after {before!r}; keys are unique and sorted"
        for before, (line, key, _) in zip(keys, bibliography()[1:], strict=False)
        if key <= before
    ]
    assert keys, "references.bib: no entry found"
    assert not faults, listed(faults)


def test_no_two_sources_share_an_address():
    holders = defaultdict(list)
    for line, key, body in bibliography():
        if url := re.search(r"^\s*url = \{(.+)\},?$", body, re.MULTILINE):
            holders[address(url[1])].append(f"{key} (line {line})")
    faults = [f"references.bib: {', '.join(keys)} share {url}" for url, keys in holders.items() if len(keys) > 1]
    assert len(holders) > 100
    assert not faults, listed(faults)


def test_every_source_has_author_title_year_and_an_address_or_publisher():
    faults = []
    for key, entry in parse_file(str(BIB)).entries.items():
        missing = [name for name in ("title", "year") if not entry.fields.get(name)]
        if not entry.persons.get("author"):
            missing.append("author")
        if not {"url", "howpublished", "publisher", "booktitle", "journal"} & set(entry.fields):
            missing.append("url or howpublished")
        if entry.fields.get("year") and not re.fullmatch(r"(19|20)\d\d", entry.fields["year"]):
            missing.append("a year of four digits")
        faults += [f"references.bib: {key} lacks {what}" for what in missing]
    assert not faults, listed(faults)


# Field dictionary and files


def test_every_file_is_in_the_field_dictionary_and_the_other_way_round():
    described = {resource["path"] for resource in PACKAGE["resources"]}
    files = {path.name for path in DATA.glob("*.csv")}
    assert files == described, (
        f"only in data/: {sorted(files - described)}; only in datapackage.json: {sorted(described - files)}"
    )


@each_table
def test_columns_are_those_of_the_field_dictionary_in_its_order(name):
    with (DATA / RESOURCES[name]["path"]).open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    assert header == field_names(name), f"{name}.csv:1: columns {header}, datapackage.json has {field_names(name)}"


@each_table
def test_field_dictionary_is_complete(name):
    resource = RESOURCES[name]
    assert resource["path"] == f"{name}.csv"
    assert resource["schema"]["primaryKey"] == ["id"]
    assert field_names(name)[0] == "id"
    assert field_names(name)[-len(COMMON) :] == COMMON
    assert "asOf" in resource, f"{name}: say by which date field as-of filters, or null"
    faults = []
    if resource["asOf"] is not None and fields(name).get(resource["asOf"], {}).get("type") != "date":
        faults.append(f"{name}: asOf is {resource['asOf']!r}, which is not a date field")
    for field, entry in fields(name).items():
        if not entry.get("title"):
            faults.append(f"{name}.{field}: no title")
        if entry["type"] in ("number", "integer") and not entry.get("unit"):
            faults.append(f"{name}.{field}: no unit")
        if entry.get("unit") == "unit" and "unit" not in fields(name):
            faults.append(f"{name}.{field}: takes its unit from the row, which has no field unit")
        if field == resource["asOf"] != "month" and f"{field}_precision" not in fields(name):
            faults.append(f"{name}.{field}: no field {field}_precision says how exact the date is")
    assert not faults, listed(faults)


# Rows


@each_table
def test_ids_are_unique(name):
    first: dict[str, int] = {}
    faults = [
        f"{name}.csv:{line}: id {row['id']!r} stands already on line {first[row['id']]}"
        for line, row in rows(name)
        if first.setdefault(row["id"], line) != line
    ]
    assert first, f"{name}.csv has no rows"
    assert not faults, listed(faults)


@pytest.mark.parametrize("name", ["models", "price_index"])
def test_catalogues_are_sorted(name):
    ids = [row["id"] for _, row in rows(name)]
    assert ids == sorted(ids), f"{name}.csv: keep the rows sorted by id"


@each_table
def test_every_source_key_is_in_the_bibliography(name):
    keys = {key for _, key, _ in bibliography()}
    faults = [
        f"{name}.csv:{line}: source_key {row['source_key']!r} is no key of references.bib"
        for line, row in rows(name)
        if row["source_key"] not in keys
    ]
    assert not faults, listed(faults)


def test_the_field_dictionary_is_of_the_second_version_of_the_standard():
    profiles = "https://datapackage.org/profiles/2.0/"
    assert PACKAGE["$schema"] == f"{profiles}datapackage.json"
    for resource in PACKAGE["resources"]:
        assert (resource["type"], resource["$schema"]) == ("table", f"{profiles}dataresource.json")
        assert resource["schema"]["$schema"] == f"{profiles}tableschema.json"
        assert "profile" not in resource


@each_table
def test_foreign_keys_resolve(name):
    faults = []
    for key in RESOURCES[name]["schema"]["foreignKeys"]:
        target = key["reference"].get("resource", name)
        (column,) = key["fields"]
        ids = {row["id"] for _, row in rows(target)}
        faults += [
            f"{name}.csv:{line}: {column} {row[column]!r} is no id of {target}.csv"
            for line, row in rows(name)
            if row[column] and row[column] not in ids
        ]
    assert not faults, listed(faults)


@each_table
def test_a_correction_gives_its_reason(name):
    faults = [
        f"{name}.csv:{line}: {row['id']!r} supersedes {row['supersedes']!r} without a reason in its note"
        for line, row in rows(name)
        if row["supersedes"] and not row["note"]
    ]
    assert not faults, listed(faults)


@each_table
def test_dates_and_their_precision_go_together(name):
    pairs = [(field.removesuffix("_precision"), field) for field in field_names(name) if field.endswith("_precision")]
    faults = []
    for line, row in rows(name):
        for day, precision in pairs:
            if bool(row[day]) != bool(row[precision]):
                faults.append(f"{name}.csv:{line}: {day} {row[day]!r} with {precision} {row[precision]!r}")
            if row[precision] == "month" and not row[day].endswith("-01"):
                faults.append(f"{name}.csv:{line}: {day} {row[day]!r} is precise to a month: date it at its first day")
    assert not faults, listed(faults)


def stated(name: str, row: dict[str, str]) -> tuple[bool, bool, bool]:
    """Whether a row states low, central and high."""
    high = next(field for field in field_names(name) if re.search(r"(^|_)high$", field))
    stem = high.removesuffix("high")
    central = stem.rstrip("_") or "central"
    return bool(row[f"{stem}low"]), bool(row[central]), bool(row[high])


EXPECTED = {
    "point": [(False, True, False)],
    "exact": [(False, True, False)],
    "lower bound": [(True, False, False)],
    "upper bound": [(False, False, True)],
    "in words": [(False, False, False)],
}
BOUNDED = [(True, True, True), (True, False, True)]


@pytest.mark.parametrize("name", [name for name in RESOURCES if "interval" in fields(name)])
def test_bounds_are_those_that_the_interval_names(name):
    faults = [
        f"{name}.csv:{line}: interval {row['interval']!r} of {row['id']!r} does not fit "
        f"(low, central, high stated: {stated(name, row)})"
        for line, row in rows(name)
        if stated(name, row) not in EXPECTED.get(row["interval"], BOUNDED)
    ]
    assert not faults, listed(faults)


def test_parameters_in_fractions_lie_between_0_and_1():
    faults = [
        f"parameters.csv:{line}: {column} {row[column]} of {row['id']!r} is no fraction: a ratio?"
        for line, row in rows("parameters")
        for column in ("low", "central", "high")
        if row["unit"] == "fraction" and row[column] and not 0 <= float(row[column]) <= 1
    ]
    assert not faults, listed(faults)


def test_prices_have_the_unit_and_the_term_of_their_kind():
    faults = []
    for line, row in rows("prices"):
        hourly = row["price_kind"].startswith("cloud_") or row["price_kind"] == "marketplace"
        if row["unit"] != ("USD/(chip*hour)" if hourly else "USD/chip"):
            faults.append(f"prices.csv:{line}: unit {row['unit']!r} does not fit {row['price_kind']}")
        if row["term_months"] and row["price_kind"] != "cloud_reserved":
            faults.append(f"prices.csv:{line}: {row['price_kind']} has no commitment, term_months {row['term_months']}")
    assert not faults, listed(faults)


def test_no_price_is_far_from_those_of_its_chip_kind_and_year():
    """Far is a factor of six; the widest listed is four, and a slip of the decimal point is ten."""
    groups = defaultdict(list)
    for line, row in rows("prices"):
        if row["usd"]:
            groups[row["accelerator_id"], row["price_kind"], row["as_of"][:4]].append((line, float(row["usd"])))
    faults = []
    for group, quotes in groups.items():
        middle = median(usd for _, usd in quotes)
        if len(quotes) >= 5:
            faults += [
                f"prices.csv:{line}: usd: {usd:g} — expected about {middle:g}, the median of {', '.join(group)}"
                for line, usd in quotes
                if not 1 / 6 < usd / middle < 6
            ]
    assert not faults, listed(faults)


def test_active_parameters_are_at_most_all_parameters():
    faults = [
        f"models.csv:{line}: {row['id']!r} has {row['active_params']} active of {row['params']} parameters"
        for line, row in rows("models")
        if row["active_params"] and float(row["active_params"]) > float(row["params"] or 0)
    ]
    assert not faults, listed(faults)


def test_the_price_index_has_every_month_once():
    months = [row["month"] for _, row in rows("price_index")]
    year, month = map(int, months[0].split("-")[:2])
    expected = []
    for step in range(len(months)):
        index = year * 12 + month - 1 + step
        expected.append(f"{index // 12}-{index % 12 + 1:02d}-01")
    assert months == expected
