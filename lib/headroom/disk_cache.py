"""What is dear to make and the same each time, kept between processes: sound tables, the results of a World.

It is kept in the book's build folder under everything that it depends on: what the caller names, the code of `lib/`,
Python and the installed packages. Where that folder cannot be written, or a file in it cannot be read, things are made
anew.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

LIBRARY = Path(__file__).parent
FOLDER = LIBRARY.parents[1] / "_build" / ".cache"
UNREADABLE = (OSError, EOFError, ValueError, AttributeError, ImportError, IndexError, pickle.UnpicklingError)


def load(kind: str, *depends: Any) -> Any:
    """What was kept of a kind under these dependencies, or None."""
    file = _file(kind, depends)
    with suppress(*UNREADABLE):
        found = pickle.loads(file.read_bytes())
        file.touch()
        return found
    return None


def save(kind: str, made: Any, *depends: Any, last: int = 1) -> None:
    """Keep what was made under these dependencies, with the last ones of its kind."""
    file = _file(kind, depends)
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        part.replace(file)
        for old in sorted(FOLDER.glob(f"{kind}-*.pickle"), key=lambda kept: kept.stat().st_mtime_ns)[:-last]:
            old.unlink(missing_ok=True)


def _file(kind: str, depends: Iterable[Any]) -> Path:
    key = sha256("\0".join([_code(), packages(), *map(str, depends)]).encode()).hexdigest()
    return FOLDER / f"{kind}-{key[:24]}.pickle"


@cache
def _code() -> str:
    """Fingerprint of the code of `lib/`."""
    files = sorted(LIBRARY.rglob("*.py"))
    return sha256("".join(sha256(file.read_bytes()).hexdigest() for file in files).encode()).hexdigest()


@cache
def packages() -> str:
    """Fingerprint of the Python and all packages on its path, by the names of their metadata folders."""
    folders = (Path(entry) for entry in sys.path if Path(entry).is_dir())
    names = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return sha256("\0".join([sys.version, *sorted(names)]).encode()).hexdigest()
