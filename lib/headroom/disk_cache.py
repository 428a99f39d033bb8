"""What takes a second to make and is the same each time, kept between processes for the command line and the book.

Only plain data is kept, as JSON with a checksum, under a key made of all that it depends on: what the caller names, the
code of this package, Python and the installed packages. A file that is missing, damaged, cut short or of another key
counts as nothing kept: the caller makes the thing anew. Where the folder cannot be written, nothing is kept. Nothing
here is ever needed for a right answer, and a file's date says when it was last used, never what is in it.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from platformdirs import user_cache_path

LIBRARY = Path(__file__).parent
CHECKOUT = not (LIBRARY / "data").is_dir()  # only an installed package holds the tables
FOLDER = LIBRARY.parents[1] / "_build" / ".cache" if CHECKOUT else user_cache_path("headroom", appauthor=False)
UNREADABLE = (OSError, ValueError, KeyError, TypeError, RecursionError)


def load(kind: str, *depends: Any) -> Any:
    """What was kept of a kind under these dependencies, or None."""
    key = _key(depends)
    file = _file(kind, key)
    try:
        kept = json.loads(file.read_text("utf-8"))
        if kept["checksum"] != _checksum(key, kept["content"]):
            return None
    except UNREADABLE:
        return None
    with suppress(OSError):
        _used(file)
    return kept["content"]


def save(kind: str, content: Any, *depends: Any, last: int = 1) -> None:
    """Keep plain data under these dependencies, with the last ones used of its kind."""
    key = _key(depends)
    whole = json.dumps({"checksum": _checksum(key, content), "content": content})
    if not FOLDER.is_absolute():  # of a user without a home
        return
    with suppress(OSError):
        write_atomically(file := _file(kind, key), whole)
        _used(file)
        for old in sorted(FOLDER.glob(f"{kind}-*"), key=lambda kept: kept.stat().st_mtime_ns)[:-last]:
            old.unlink(missing_ok=True)


def _used(file: Path) -> None:
    """Let others of its kind go first."""
    now = time.time_ns()  # finer than the time that the file system would set
    os.utime(file, ns=(now, now))


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that others see the old one or the new one, and never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{uuid4().hex}.part")
    try:
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def hashed(*texts: str) -> str:
    """One fingerprint of several texts."""
    whole = sha256()
    for text in texts:
        whole.update(sha256(text.encode()).digest())
    return whole.hexdigest()[:24]


def _key(depends: tuple[Any, ...]) -> str:
    return hashed(_code(), packages(), *map(str, depends))


def _file(kind: str, key: str) -> Path:
    return FOLDER / f"{kind}-{key}.json"


def _checksum(key: str, content: Any) -> str:
    return hashed(key, json.dumps(content))


@cache
def _code() -> str:
    """Fingerprint of the code of this package."""
    return hashed(*(sha256(file.read_bytes()).hexdigest() for file in sorted(LIBRARY.rglob("*.py"))))


@cache
def packages() -> str:
    """Fingerprint of the Python and all packages on its path, by the names of their metadata folders."""
    folders = (Path(entry) for entry in sys.path if Path(entry).is_dir())
    names = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return hashed(sys.version, *sorted(names))
