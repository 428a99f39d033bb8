"""Sources as the book shows them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pybtex.database import Entry, parse_file
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from headroom.evidence import EvidenceError, World
from headroom.evidence.bibliography import Source, read_bibliography
from headroom.evidence.licences import LICENCES
from headroom.evidence.tables import DATA

FROZEN = Path(__file__).parent / "frozen"
ROOT = Path(__file__).parents[1]


def source(tmp_path: Path, *fields: str) -> Source:
    path = tmp_path / "references.bib"
    path.write_text("@misc{key,\n" + ",\n".join(("title = {T}", *fields)) + "\n}\n", "utf-8")
    return read_bibliography(path, "references.bib")["key"]


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("{{Epoch AI}}", "Epoch AI 2024"),
        ("{Cottier, Ben}", "Cottier 2024"),
        ("{Cottier, Ben and Rahman, Robi}", "Cottier and Rahman 2024"),
        ("{Cottier, Ben and Rahman, Robi and Owen, David}", "Cottier et al. 2024"),
        ("{Touvron, Hugo and others}", "Touvron et al. 2024"),
        ("{van der Maaten, Laurens}", "van der Maaten 2024"),
        ("{{Andreessen Horowitz} and {A \\& B}}", "Andreessen Horowitz and A & B 2024"),
        ("{{Ai2 {OLMo} team}}", "Ai2 OLMo team 2024"),
        (r"{Kydl{\'\i}{\v c}ek, Hynek}", "Kydlíček 2024"),
        (r"{R\'e, Christopher}", "Ré 2024"),
    ],
)
def test_a_label_is_author_and_year(tmp_path, author, label):
    assert source(tmp_path, f"author = {author}", "year = {2024}").label == label


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        (["url = {https://a.b/c_d?e=f}"], "https://a.b/c_d?e=f"),
        (["doi = {10.1/x}"], "https://doi.org/10.1/x"),
        (["eprint = {2405.21015}", "archivePrefix = {arXiv}"], "https://arxiv.org/abs/2405.21015"),
        (["howpublished = {Reuters}"], ""),
    ],
)
def test_the_address_is_the_url_else_the_identifier(tmp_path, fields, url):
    assert source(tmp_path, "author = {X}", *fields).url == url


def test_a_title_is_plain_text():
    found = World(data=FROZEN).source("epoch2024costcode")
    assert found == Source(
        key="epoch2024costcode",
        label="Epoch AI 2024",
        title="Training cost trends: code & data",
        url="https://github.com/epoch-research/training-cost-trends",
        year="2024",
        licence="CC BY 4.0",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@misc{a, title = {T}\n@misc{b, title = {T}}\n", "references.bib:2: "),
        ("@misc{a,\n author = {X}\n}\n", "references.bib:1 a: empty — expected a title"),
        ("@misc{a,\n title = {T},\n}\n@misc{A, title = {U}}\n", "references.bib:4: 'A' — expected each key once"),
        (
            "\n\n@misc{a,\n title = {T}, url = {ftp://x}\n}\n",
            "references.bib:3 a: 'ftp://x' — expected an address http(s)://…",
        ),
        (
            "@misc{a,\n title = {T}, license = {CC-BY}\n}\n",
            "references.bib:1 a: 'CC-BY' — expected as license one of public domain, CC0 1.0,",
        ),
        (
            "@misc{a,\n title = {\\unknown T}\n}\n",
            "references.bib:1 a: 'a\\unknown T' — expected LaTeX that pybtex can read",
        ),
    ],
)
def test_a_bad_entry_is_refused_with_its_line(tmp_path, text, message):
    path = tmp_path / "references.bib"
    path.write_text(text, "utf-8")
    with pytest.raises(EvidenceError) as error:
        read_bibliography(path, "references.bib")
    assert str(error.value).startswith(message)


def test_every_real_source_has_a_label_without_marks():
    world = World()
    keys = {key for name in ("prices", "parameters", "trends") for key in world.table(name)["source_key"]}
    for key in keys:
        found = world.source(key)
        assert found.label
        assert found.label != found.year
        assert not set("{}\\~$") & set(found.label + found.title), found


# The book's own bibliography

ENTRIES = parse_file(str(DATA / "references.bib")).entries
NOT_FOUND = "Address not found"
SERIES = 20
KNOWN_SERIES = {
    ("api_prices", "willison2026llmprices"),
    ("benchmark_scores", "meta2024llama3card"),
    ("models", "willison2026llmprices"),
    ("prices", "toolshedlabs2026feed"),  # two days of the public lists of six sellers
    ("query_energy", "jegham2025hungry"),
    ("test_time_results", "brown2024monkeys"),
    # Two figures a quarter of reports that the law makes companies publish, each in many places.
    *(("capital", f"{company}2026filings") for company in ("alphabet", "amazon", "meta", "microsoft", "oracle")),
}
CITING = ("data/*.csv", "lib/**/*.py", "chapters/*.ipynb", "tests/oracles/*.csv", "*.md")


def test_every_source_says_under_what_its_facts_may_be_passed_on():
    assert {key: entry.fields.get("license") for key, entry in ENTRIES.items() if not known(entry)} == {}


def known(entry: Entry) -> bool:
    return entry.fields.get("license") in LICENCES


def test_no_licence_is_declared_that_no_source_has():
    assert set(LICENCES) == {entry.fields["license"] for entry in ENTRIES.values()}


def test_rows_of_a_share_alike_source_stand_in_a_table_of_their_own():
    world = World()
    alike = {key for key, entry in ENTRIES.items() if entry.fields["license"] == "CC BY-SA 4.0"}
    found = {name for name in world.dictionary if alike & set(world.table(name)["source_key"])}
    assert found == {"grid_share_alike", "regions"}  # a region holds no value, only the ids of observations


def test_an_address_is_that_of_the_page_itself():
    bare = re.compile(r"https?://[^/]+/?")
    assert [key for key, entry in ENTRIES.items() if bare.fullmatch(entry.fields.get("url", ""))] == []


def test_a_source_without_address_says_so():
    without = [key for key, entry in ENTRIES.items() if not {"url", "doi", "eprint"} & set(entry.fields)]
    said = [key for key, entry in ENTRIES.items() if "availability" in entry.fields]
    assert sorted(without) == sorted(said)
    assert {ENTRIES[key].fields["availability"] for key in said} <= {NOT_FOUND}


def test_every_source_is_cited():
    files = [file for pattern in CITING for file in ROOT.glob(pattern)]
    words = {word for file in files for word in re.findall(r"\w+", file.read_text("utf-8"))}
    assert len(files) > 100
    assert sorted(set(ENTRIES) - words) == []


@pytest.mark.parametrize(
    ("kind", "field"),
    [("article", "journal"), ("inproceedings", "booktitle"), ("techreport", "institution"), ("book", "publisher")],
)
def test_an_entry_of_a_kind_says_where_it_appeared(kind, field):
    of_kind = {key: entry for key, entry in ENTRIES.items() if entry.type == kind}
    assert of_kind
    assert [key for key, entry in of_kind.items() if not entry.fields.get(field)] == []


@pytest.mark.parametrize("field", ["doi", "eprint", "url"])
def test_no_two_entries_are_of_one_work(field):
    holders: dict[str, list[str]] = {}
    for key, entry in ENTRIES.items():
        if field in entry.fields:
            holders.setdefault(entry.fields[field].lower().rstrip("/"), []).append(key)
    assert len(holders) > 5
    assert {work: keys for work, keys in holders.items() if len(keys) > 1} == {}


def test_an_arxiv_paper_gives_its_number():
    found = {key: entry.fields for key, entry in ENTRIES.items() if "arxiv.org/abs/" in entry.fields.get("url", "")}
    assert len(found) > 80
    assert [key for key, fields in found.items() if fields.get("eprint") != fields["url"].rpartition("/")[2]] == []


def test_what_is_quoted_of_a_source_without_licence_is_no_series():
    """More rows of a table than `SERIES` are one, which only a licence lets pass on; those known are named."""
    world = World()
    counts = {
        (name, key): n for name in world.dictionary for key, n in world.table(name)["source_key"].value_counts().items()
    }
    long = {place for place, n in counts.items() if n > SERIES and not LICENCES[world.source(place[1]).licence].whole}
    assert long == KNOWN_SERIES


def test_every_title_and_name_is_sound_for_the_list_of_sources():
    unsound = []
    for key, entry in ENTRIES.items():
        names = [part for people in entry.persons.values() for one in people for part in one.last_names]
        for text in [entry.fields.get(field, "") for field in ("title", "howpublished", "note", "journal")] + names:
            try:
                Text.from_latex(text)
            except PybtexError as error:
                unsound.append(f"{key}: {text!r}: {error}")
    assert not unsound
