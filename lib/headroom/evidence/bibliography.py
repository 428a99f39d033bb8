"""The sources: ``references.bib``, one entry a source, read with pybtex."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pybtex.database import BibliographyDataError, Entry, Person, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text

from headroom.evidence.faults import EvidenceError, Fault, suggestion
from headroom.evidence.licences import LICENCES
from headroom.evidence.reading import read_text

ADDRESS = re.compile(r"https?://[^\s<>\"']+")
MARKS = re.compile(r"[\\~$]|--|``|''")  # reading LaTeX takes long; most text has none of it


@dataclass(frozen=True)
class Source:
    """A source as the book shows it.

    Parameters
    ----------
    key
        Key in references.bib.
    label
        Author and year: "Cottier et al. 2024".
    title
        Plain text.
    url
        Address, or "" where there is none.
    year
        Year of publication, or "" where it is not known.
    licence
        Under what its facts may be passed on, a name of `licences.LICENCES`; "" where it does not say.
    """

    key: str
    label: str
    title: str
    url: str
    year: str
    licence: str = ""


def read_bibliography(path: Path, shown: str) -> dict[str, Source]:
    """All sources of a BibTeX file by key.

    Raises
    ------
    EvidenceError
        If the file cannot be parsed, a key stands twice, an entry has no title, an address is not http(s), or a
        licence is none of `LICENCES`.
    """
    text = read_text(path, shown)
    try:
        entries = parse_string(text, "bibtex").entries
    except BibliographyDataError as error:
        key = str(error).rpartition(" ")[2]
        second = [line for line, content in enumerate(text.splitlines(), 1) if f"{{{key}," in content.replace(" ", "")]
        raise EvidenceError([Fault(shown, second[-1] if second else 0, "", key, "each key once")]) from None
    except PybtexError as error:
        line = getattr(error, "lineno", None) or 0
        raise EvidenceError([Fault(shown, line, "", str(error), "a BibTeX entry")]) from None
    sources, faults = {}, []
    for key, entry in entries.items():
        try:
            sources[key] = _source(key, entry)
        except PybtexError as error:
            faults.append(Fault(shown, _line(text, key), key, str(error), "LaTeX that pybtex can read"))
    for source in sources.values():
        if "\\" in (shown_text := source.label + source.title):
            faults.append(Fault(shown, _line(text, source.key), source.key, shown_text, "LaTeX that pybtex can read"))
        if not source.title:
            faults.append(Fault(shown, _line(text, source.key), source.key, "", "a title"))
        if source.url and not ADDRESS.fullmatch(source.url):
            faults.append(Fault(shown, _line(text, source.key), source.key, source.url, "an address http(s)://…"))
        if source.licence and source.licence not in LICENCES:
            expected = f"as license one of {', '.join(LICENCES)}{suggestion(source.licence, LICENCES)}"
            faults.append(Fault(shown, _line(text, source.key), source.key, source.licence, expected))
    if faults:
        raise EvidenceError(faults)
    return sources


def _source(key: str, entry: Entry) -> Source:
    year = entry.fields.get("year", "")
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_surname(person) for person in people if str(person) != "others"]
    if len(people) > 2 or len(people) > len(names):
        authors = f"{names[0]} et al."
    else:
        authors = " and ".join(names) or _plain(entry.fields.get("organization", key))
    url = entry.fields.get("url", "")
    if not url and "doi" in entry.fields:
        url = f"https://doi.org/{entry.fields['doi']}"
    if not url and entry.fields.get("archiveprefix", "").lower() == "arxiv":
        url = f"https://arxiv.org/abs/{entry.fields['eprint']}"
    return Source(
        key,
        f"{authors} {year}".strip(),
        _plain(entry.fields.get("title", "")),
        url.replace(r"\_", "_"),
        year,
        entry.fields.get("license", ""),
    )


def _surname(person: Person) -> str:
    return _plain(" ".join([*person.prelast_names, *person.last_names]))


def _plain(latex: str) -> str:
    """LaTeX text without its marks: braces here, escapes, accents, dashes, quotes and ties by pybtex's reader."""
    if not MARKS.search(latex):
        return re.sub(r"\s+", " ", re.sub("[{}]", "", latex)).strip()
    return str(Text.from_latex(latex)).replace("\N{NO-BREAK SPACE}", " ").strip()


def _line(text: str, key: str) -> int:
    """Line of the entry with this key."""
    found = re.search(rf"@\w+\s*[{{(]\s*{re.escape(key)}\s*,", text)
    return text[: found.start()].count("\n") + 1 if found else 0
