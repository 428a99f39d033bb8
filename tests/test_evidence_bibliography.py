"""Sources as the book shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from headroom.evidence import EvidenceError, World
from headroom.evidence.bibliography import Source, read_bibliography

FROZEN = Path(__file__).parent / "frozen"


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
