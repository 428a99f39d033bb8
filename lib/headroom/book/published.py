"""What those who read by machine find under stable addresses: `data/` with its field dictionary, and results in `api/`.

It is there in a book that has the pages of tables.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from headroom.book.store import write_atomically
from headroom.book.tables import has_tables
from headroom.evidence import World
from headroom.evidence.tables import DATA
from headroom.report.rows import FOLDER

API = "api"
FILES = ("*.csv", "datapackage.json", "references.bib", "README.md")


def _publish(app: Sphinx, exception: Exception | None) -> None:
    """Lay the tables as they are and the results of the World beside the pages, if anything of them changed."""
    if exception or not has_tables(app):
        return
    target, results = Path(app.outdir, FOLDER), Path(app.outdir, API)
    if app.headroom_tables_stand and results.is_dir():
        return
    from headroom.report import machine  # not above: it brings in what all chapters use

    target.mkdir(exist_ok=True)
    for file in (file for pattern in FILES for file in DATA.glob(pattern)):
        shutil.copyfile(file, target / file.name)
    for name, content in machine.files(World.current()).items():
        write_atomically(results / name, _text(content))


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def setup(app: Sphinx) -> None:
    """Register the step."""
    app.connect("build-finished", _publish, priority=820)
