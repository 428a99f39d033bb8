"""The archive of an edition: a ZIP file whose manifest has the fingerprint of every file, the same whenever it is made.

It holds the pages with all downloads of the figures (`html/`), the tables (`data/`), the World file that gives the book
again, the files by which others cite it, and `manifest.json`. Slides and PDF, which other programs make, are no part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

MANIFEST = "manifest.json"
PAGES = "html/"
MODE = 0o100644 << 16  # a plain file that all may read
UNIX = 3  # where that mode is read
MACHINE = {".buildinfo", ".doctrees", "__pycache__", ".ipynb_checkpoints"}  # of the machine that built, not of the book


class DamagedError(ValueError):
    """An archive that is none, or not as it was made."""


@dataclass(frozen=True)
class Archive:
    """An archive, found whole.

    Parameters
    ----------
    path : where it lies
    about : its manifest
    """

    path: Path
    about: dict

    @property
    def edition(self) -> str:
        """The edition that it is of."""
        return self.about["edition"]

    @property
    def pages(self) -> list[str]:
        """The pages, as they are named below the address of the edition."""
        files = (name.removeprefix(PAGES) for name in self.about["files"] if name.startswith(PAGES))
        return [name for name in files if name.endswith(".html")]

    def read(self, name: str) -> bytes:
        """One of its files."""
        with ZipFile(self.path) as packed:
            return packed.read(f"{root(self.edition)}/{name}")

    def unpack_pages(self, target: Path) -> None:
        """Write the pages into a folder."""
        with ZipFile(self.path) as packed:
            for name in self.about["files"]:
                if name.startswith(PAGES):
                    file = target / name.removeprefix(PAGES)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(packed.read(f"{root(self.edition)}/{name}"))


def root(edition: str) -> str:
    """The folder in which all files of an archive lie."""
    return f"headroom-{edition}"


def files_of(folder: Path, below: str) -> Iterator[tuple[str, Path]]:
    """The files of a folder, named below a path, but for those of the machine."""
    for path in folder.rglob("*"):
        inside = path.relative_to(folder)
        if path.is_file() and not MACHINE & set(inside.parts):
            yield f"{below}{inside.as_posix()}", path


def pack(target: Path, contents: dict[str, bytes | Path], about: dict[str, str]) -> None:
    """Write an archive: files in the order of their names, all of the day that `about` says it was released."""
    read = {name: of.read_bytes() if isinstance(of, Path) else of for name, of in sorted(contents.items())}
    digests = {name: sha256(content).hexdigest() for name, content in read.items()}
    read[MANIFEST] = (json.dumps(about | {"files": digests}, indent=1) + "\n").encode()
    year, month, day = map(int, about["released"].split("-"))
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name, content in read.items():
            entry = ZipInfo(f"{root(about['edition'])}/{name}", (year, month, day, 0, 0, 0))
            entry.create_system, entry.external_attr, entry.compress_type = UNIX, MODE, ZIP_DEFLATED
            packed.writestr(entry, content)


def opened(path: Path) -> Archive:
    """An archive whose files are all there and as its manifest says.

    Raises
    ------
    DamagedError
        If they are not, or if the file is no archive of an edition.
    """
    try:
        with ZipFile(path) as packed:
            (manifest,) = (name for name in packed.namelist() if name.count("/") == 1 and name.endswith(f"/{MANIFEST}"))
            about = json.loads(packed.read(manifest))
            folder = f"{root(about['edition'])}/"
            for name, digest in about["files"].items():
                if ".." in name.split("/") or sha256(packed.read(f"{folder}{name}")).hexdigest() != digest:
                    raise DamagedError(f"{path}: {name} is not as it was released")
    except FileNotFoundError:
        raise DamagedError(f"{path}: no such file") from None
    except (BadZipFile, KeyError, ValueError) as error:
        if isinstance(error, DamagedError):
            raise
        raise DamagedError(f"{path}: no whole archive of an edition ({error})") from None
    return Archive(path, about)
