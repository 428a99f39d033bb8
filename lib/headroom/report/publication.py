"""What is published under which name: the edition, its addresses, and the files by which others cite it.

Under the site's address, which `_config.yml` or the environment names, every edition lies at one of its own that never
changes (`…/2026.11/`), and the newest also at `…/latest/`. A citation names the first. A World of a reader's own, and
the book between two editions, are no edition and have no address.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from textwrap import fill
from typing import Any

from headroom import EDITION, RELEASED
from headroom.disk_cache import LIBRARY, hashed
from headroom.evidence import World
from headroom.evidence.tables import DATA, load

AUTHOR = "The Headroom authors"
BOOK = "Headroom: an executable report on what limits the scaling of AI"
LATEST = "latest"
SITE, REPOSITORY = "HEADROOM_BASE_URL", "HEADROOM_REPOSITORY"  # environment variables, before _config.yml
RECORDS = "editions"  # folder beside the tables
LICENCES = ("MIT", "CC-BY-4.0")  # of code; of text, figures and data
KEYWORDS = ("artificial intelligence", "scaling", "training cost", "GPU prices", "reproducible research")
MESSAGE = "Please cite the edition and, for a single figure, the citation that stands beneath it."
ABSTRACT = (
    "An executable report on what limits the scaling of artificial intelligence: GPU scarcity, training cost, data, "
    "energy and inference. Every number is computed by one shared calculator from dated, sourced tables, and every "
    "claim of five articles of 2023-2024 gets a computed verdict."
)


@cache
def made_of(tables: str) -> str:
    """Short fingerprint of the package's code and of tables, by theirs: what an edition's figures depend on."""
    code = (file for file in sorted(LIBRARY.rglob("*.py")) if "data" not in file.relative_to(LIBRARY).parts)
    return hashed(tables, *(sha256(file.read_bytes()).hexdigest() for file in code))[:12]


def recorded() -> str:
    """What the edition of this package was made of, by its record; nothing where there is none yet."""
    record = DATA / RECORDS / f"{EDITION}.csv"
    if not record.exists():
        return ""
    with record.open(newline="", encoding="utf-8") as file:
        return next(csv.DictReader(file), {}).get("made_of", "")


def standing(world: World) -> dict[str, str]:
    """What results of a World are cited as: the edition, date and World; `own` where they are those of no edition.

    The book as published is the edition as long as code and tables are those of its record; else it is a draft.
    """
    found = {"edition": EDITION, "as_of": world.as_of.isoformat(), "world": world.label}
    if world.own or world.data != DATA:
        seed = f" with seed {world.seed}" if world.seed else ""
        return found | {"own": f"own World {world.digest}{seed}"}
    if recorded() != made_of(load(world.data).fingerprint):
        return found | {"own": f"draft of edition {EDITION}"}
    return found


def version(standing: dict[str, Any]) -> str:
    """What is cited: the edition, or what is none."""
    return standing.get("own") or f"edition {standing['edition']}"


def address(site: str, standing: dict[str, Any]) -> str:
    """Where an edition lies for good, under the address of the site; "" for what is no edition, or without a site."""
    return f"{site}{standing['edition']}/" if site and "own" not in standing else ""


def as_site(url: str) -> str:
    """The address of a site, as other addresses are appended to it."""
    return url.strip().rstrip("/") + "/" if url.strip() else ""


@dataclass(frozen=True)
class Addresses:
    """Where the book is published, as far as that is known.

    Parameters
    ----------
    site : address under which the editions lie, with a slash at its end
    repository : address of the code
    """

    site: str = ""
    repository: str = ""


def addresses(config: Path, environ: Mapping[str, str]) -> Addresses:
    """The addresses that the environment names, else those of `_config.yml` (`html: baseurl`, `repository: url`)."""
    stated: dict[str, dict[str, str]] = {}
    if config.exists():
        import yaml  # that the book's own packages bring along

        stated = yaml.safe_load(config.read_text("utf-8"))
    site = environ.get(SITE) or stated.get("html", {}).get("baseurl") or ""
    return Addresses(as_site(site), environ.get(REPOSITORY) or stated.get("repository", {}).get("url") or "")


def citation_files(where: Addresses) -> dict[str, str]:
    """The files by which others cite the edition, by their names."""
    return {"CITATION.cff": citation_cff(where), ".zenodo.json": zenodo_json(where)}


def citation_cff(where: Addresses) -> str:
    """The edition in the Citation File Format 1.2.0 (`CITATION.cff`)."""
    known = {"url": where.site and f"{where.site}{EDITION}/", "repository-code": where.repository}
    lines = [
        "cff-version: 1.2.0",
        f"title: {_quoted(BOOK)}",
        f"message: {_quoted(MESSAGE)}",
        "type: software",
        "authors:",
        f"  - name: {_quoted(AUTHOR)}",
        f"version: {_quoted(EDITION)}",
        f"date-released: {_quoted(RELEASED)}",
        *(f"{key}: {_quoted(url)}" for key, url in known.items() if url),
        "license:",
        *(f"  - {licence}" for licence in LICENCES),
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS),
        "abstract: >-",
        fill(ABSTRACT, 117, initial_indent="  ", subsequent_indent="  "),
    ]
    return "\n".join(lines) + "\n"


def zenodo_json(where: Addresses) -> str:
    """The edition as Zenodo describes a deposit (`.zenodo.json`)."""
    known = {"isIdenticalTo": where.site and f"{where.site}{EDITION}/", "isSupplementTo": where.repository}
    related = [{"identifier": url, "relation": relation} for relation, url in known.items() if url]
    described = {
        "title": BOOK,
        "description": ABSTRACT,
        "creators": [{"name": AUTHOR}],
        "upload_type": "software",
        "access_right": "open",
        "license": LICENCES[0],
        "notes": f"Code: {LICENCES[0]}. Text, figures and data: {LICENCES[1]}.",
        "version": EDITION,
        "publication_date": RELEASED,
        "keywords": list(KEYWORDS),
    }
    return json.dumps(described | ({"related_identifiers": related} if related else {}), indent=2) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
