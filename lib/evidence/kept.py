"""Tables that were found sound, kept between processes: a command need not read and check unchanged files again."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

Made = TypeVar("Made")
CODE = Path(__file__).parent
FOLDER = CODE.parents[1] / "_build" / ".evidence"
UNREADABLE = (OSError, EOFError, ValueError, AttributeError, ImportError, IndexError, pickle.UnpicklingError)


def keep(make: Callable[[], Made], *depends: Any) -> Made:
    """What `make` gives, or gave earlier under the same dependencies, code of this package, Python and pandas.

    The last one is kept in the book's build folder. Where that cannot be written, or a file there cannot be read,
    it is made anew.
    """
    code = (sha256(file.read_bytes()).hexdigest() for file in sorted(CODE.glob("*.py")))
    key = sha256("\0".join([sys.version, pd.__version__, *code, *map(str, depends)]).encode()).hexdigest()
    file = FOLDER / f"{key[:24]}.pickle"
    with suppress(*UNREADABLE):
        return pickle.loads(file.read_bytes())
    made = make()
    with suppress(OSError):
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        part.replace(file)
        for old in FOLDER.glob("*.pickle"):
            if old != file:
                old.unlink(missing_ok=True)
    return made
