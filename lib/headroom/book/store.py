"""Where the build keeps what is dear to make (`_build/.headroom/`), and the fingerprints under which it is kept."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx


def store(app: Sphinx) -> Path:
    """The folder for kept results: beside the doctrees, so one for each output path."""
    return Path(app.doctreedir).parent / ".headroom"


def hashed(*texts: str) -> str:
    """One fingerprint of several texts."""
    whole = sha256()
    for text in texts:
        whole.update(sha256(text.encode()).digest())
    return whole.hexdigest()[:24]


def digest(root: Path, *patterns: str) -> str:
    """One fingerprint of the paths and contents of the files under a folder that match any of the patterns."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    own = (path for path in sorted(found) if "__pycache__" not in path.parts)
    return hashed(*(f"{path.relative_to(root)}\0{sha256(path.read_bytes()).hexdigest()}" for path in own))
