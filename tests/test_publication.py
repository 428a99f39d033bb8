"""What is published under which name: who is the edition and who is not, its addresses, and how others cite it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from headroom import EDITION, RELEASED
from headroom.book import citation
from headroom.book.edition import footer
from headroom.evidence import World
from headroom.report import publication
from headroom.report.publication import Addresses, address, addresses, citation_cff, standing, zenodo_json

ROOT = Path(__file__).resolve().parents[1]
FROZEN = Path(__file__).parent / "frozen"
TEXT, WEB = {"type": "string", "minLength": 1}, {"type": "string", "pattern": "^https?://[^ ]+$"}
NAMED = {"type": "object", "required": ["name"], "additionalProperties": False, "properties": {"name": TEXT}}
SCHEMA = {  # what of the Citation File Format 1.2.0 (https://citation-file-format.github.io) this book uses
    "type": "object",
    "required": ["cff-version", "message", "title", "authors"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": TEXT,
        "title": TEXT,
        "abstract": TEXT,
        "type": {"enum": ["software", "dataset"]},
        "authors": {"type": "array", "minItems": 1, "items": NAMED},
        "version": TEXT,
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "license": {"type": ["string", "array"], "minLength": 1, "items": TEXT},
        "keywords": {"type": "array", "minItems": 1, "items": TEXT},
        "url": WEB,
        "repository": WEB,
        "repository-code": WEB,
    },
}
WHERE = Addresses("https://headroom.example/", "https://git.example/headroom")
ZENODO = {  # what a deposit's metadata may name, of https://developers.zenodo.org/#representation
    "title": str,
    "description": str,
    "creators": list,
    "upload_type": str,
    "access_right": str,
    "license": str,
    "notes": str,
    "version": str,
    "publication_date": str,
    "keywords": list,
    "related_identifiers": list,
}


def valid(cff: str) -> dict:
    """A citation file, held against what its format asks of the fields that it has."""
    read = yaml.load(cff, yaml.BaseLoader)  # dates stay text, as the schema has them
    jsonschema.validate(read, SCHEMA)
    return read


def test_the_citation_file_is_valid_and_names_the_frozen_address_and_the_code():
    read = valid(citation_cff(WHERE))
    assert read["url"] == f"https://headroom.example/{EDITION}/"
    assert read["repository-code"] == "https://git.example/headroom"
    assert (read["version"], read["date-released"]) == (EDITION, RELEASED)


def test_the_schema_refuses_what_is_no_citation_file():
    for wrong in ("authors: []\n", "url: nowhere\n", "unknown: 1\n"):
        with pytest.raises(jsonschema.ValidationError):
            valid(citation_cff(Addresses()) + wrong if "authors" not in wrong else "cff-version: 1.2.0\n" + wrong)


def test_zenodo_is_told_what_it_knows():
    read = json.loads(zenodo_json(WHERE))
    assert {name: type(of) for name, of in read.items()} == ZENODO
    assert all(creator.keys() == {"name"} for creator in read["creators"])
    assert (read["upload_type"], read["access_right"]) == ("software", "open")
    assert date.fromisoformat(read["publication_date"])
    related = {one["relation"]: one["identifier"] for one in read["related_identifiers"]}
    assert related == {
        "isIdenticalTo": f"https://headroom.example/{EDITION}/",
        "isSupplementTo": "https://git.example/headroom",
    }
    assert "related_identifiers" not in json.loads(zenodo_json(Addresses()))


def test_the_files_of_the_checkout_are_those_of_this_edition():
    known = addresses(ROOT / "_config.yml", {})
    for name, text in publication.citation_files(known).items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name}: run `headroom freeze`"
    valid((ROOT / "CITATION.cff").read_text("utf-8"))


def test_addresses_are_those_of_the_environment_then_of_the_configuration(tmp_path):
    config = tmp_path / "_config.yml"
    assert addresses(config, {}) == Addresses()
    config.write_text("html: {baseurl: 'https://a.example/book'}\nrepository: {url: 'https://git.example/a'}\n")
    assert addresses(config, {}) == Addresses("https://a.example/book/", "https://git.example/a")
    environ = {"HEADROOM_BASE_URL": "https://b.example", "HEADROOM_REPOSITORY": "https://git.example/b"}
    assert addresses(config, environ) == Addresses("https://b.example/", "https://git.example/b")


@pytest.fixture
def frozen(monkeypatch):
    """The edition on record is made of the code and tables at hand."""
    monkeypatch.setattr(publication, "recorded", lambda: publication.made_of(World()._package.fingerprint))


def test_the_book_as_it_was_recorded_is_the_edition_and_has_its_address(frozen):
    found = standing(World())
    assert "own" not in found
    assert address("https://headroom.example/", found) == f"https://headroom.example/{EDITION}/"
    assert citation.place(found, "https://headroom.example/", "a.html#fig-b") == (
        f"https://headroom.example/{EDITION}/a.html#fig-b"
    )
    unknown = citation.place(found, "", "a.html#fig-b")
    assert unknown.startswith(f"{EDITION}/a.html#fig-b (") and "not known" in unknown


def test_the_book_between_two_editions_is_a_draft_and_has_no_address(monkeypatch):
    for of in ("", "another"):
        monkeypatch.setattr(publication, "recorded", lambda of=of: of)
        found = standing(World())
        assert found["own"] == f"draft of edition {EDITION}"
        assert address("https://headroom.example/", found) == ""


@pytest.mark.parametrize(
    "own", [{"as_of": "2026-10-01"}, {"scenario": "cheap-power"}, {"seed": 3}, {"data": FROZEN}], ids=str
)
def test_a_world_of_ones_own_is_cited_with_its_digest_and_no_edition(frozen, own):
    world = World(**own)
    found = standing(world)
    assert world.digest in found["own"]
    placed = citation.place(found, "https://headroom.example/", "a.html#fig-b")
    assert "headroom.example" not in placed and "World file" in placed
    said = found | {"title": "T", "id": "b", "sources": [{"key": "k", "label": "A"}]}
    for text in (citation.text(said, placed), citation.bibtex(said, placed)):
        assert world.digest in text and f"edition {EDITION}" not in text and "http" not in text


def test_code_and_tables_both_decide_what_an_edition_is_made_of(tmp_path, monkeypatch):
    publication.made_of.cache_clear()
    (tmp_path / "module.py").write_text("a = 1\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "script.py").write_text("a = 1\n")
    monkeypatch.setattr(publication, "LIBRARY", tmp_path)
    try:
        first = publication.made_of("tables")
        assert publication.made_of("others") != first
        publication.made_of.cache_clear()
        (tmp_path / "data" / "script.py").write_text("a = 2\n")  # in a wheel tables lie there; their digest is given
        assert publication.made_of("tables") == first
        publication.made_of.cache_clear()
        (tmp_path / "module.py").write_text("a = 2\n")
        assert publication.made_of("tables") != first
    finally:
        publication.made_of.cache_clear()


def test_every_footer_says_the_edition_or_whose_world_it_is(frozen):
    assert f'data-edition="{EDITION}"' in footer(standing(World()))
    own = World(scenario="cheap-power", seed=3)
    shown = footer(standing(own))
    assert own.digest in shown and "seed 3" in shown and "cheap-power" in shown
    assert "data-edition" not in shown and "No edition" in shown
