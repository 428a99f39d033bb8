"""Where the build keeps what is dear to make (`_build/.headroom/`), and the fingerprints under which it is kept.

What is kept is whole and as it was made, or it is made anew: files are written beside and put in place, and a folder of
them bears a seal, a list of their fingerprints that is written last.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx

from headroom.disk_cache import hashed, write_atomically

SEAL = "seal.json"


def store(app: Sphinx) -> Path:
    """The folder for kept results: beside the doctrees, so one for each output path."""
    return Path(app.doctreedir).parent / ".headroom"


def seal(folder: Path) -> None:
    """Say which files were made in a folder, and what is in them; once all are there."""
    write_atomically(folder / SEAL, json.dumps(_contents(folder)))


def is_whole(folder: Path) -> bool:
    """Whether all files of a sealed folder are there as they were made; if not, what is left of it goes."""
    with suppress(OSError, ValueError):
        if json.loads((folder / SEAL).read_text("utf-8")) == _contents(folder):
            return True
    shutil.rmtree(folder, ignore_errors=True)
    return False


def _contents(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != SEAL and file.suffix != ".part"
    }


def digest(root: Path, *patterns: str) -> str:
    """One fingerprint of the paths and contents of the files under a folder that match any of the patterns.

    Raises
    ------
    FileNotFoundError
        If a pattern matches no file: what is looked for in the wrong place must not count as unchanged.
    """
    found: set[Path] = set()
    for pattern in patterns:
        matched = {path for path in root.glob(pattern) if path.is_file()}
        if not matched:
            raise FileNotFoundError(f"nothing in {root} matches {pattern!r}")
        found |= matched
    own = (path for path in sorted(found) if "__pycache__" not in path.parts)
    return hashed(*(f"{path.relative_to(root)}\0{sha256(path.read_bytes()).hexdigest()}" for path in own))
