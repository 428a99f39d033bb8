"""Drawings and downloads of figures, made in processes of their own while the build goes on."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from lib.book import downloads, svg
from lib.book.execute import Outputs
from lib.book.fonts import CHART_FONTS
from lib.book.store import digest, hashed, store
from lib.report import MIME

AT_ONCE = 2
DRAWN, TAKEN = "page.json", "take.png"  # written last: they say that all is there
SPEC = "spec.json"


@cache
def _code() -> str:
    """Fingerprint of the code that draws, and of the library that it draws with."""
    return hashed(digest(Path(__file__).parent, "*.py"), version("vl-convert-python"))


def drawing_key(spec: svg.Spec) -> str:
    """Name of the folder for the drawings of a chart: alike for charts that look alike, whatever World they show."""
    identity = spec["usermeta"]["figure"]
    seen = {name: value for name, value in spec.items() if name not in ("usermeta", "description")}
    return hashed(json.dumps([seen, identity["id"], identity["alt"]], sort_keys=True), _code())


def take_key(spec: svg.Spec) -> str:
    """Name of the folder for the downloads of a chart, which state World, date and sources."""
    return hashed(json.dumps(spec, sort_keys=True), _code())


@cache
def _use_fonts(folder: Path) -> None:
    svg.use_fonts(folder)


def charts(outputs: Outputs) -> Iterator[svg.Spec]:
    """The named charts among the outputs of a notebook."""
    for output in (output for cell in outputs for output in cell):
        spec = output.get("data", {}).get(MIME)
        if spec and "figure" in spec.get("usermeta", {}):
            yield spec


def draw(spec: svg.Spec, folder: Path, fonts: Path) -> None:
    """Draw a figure for its page: the wide and the narrow SVG, and the chart as a script for the browser."""
    _use_fonts(fonts)
    identity = spec["usermeta"]["figure"]
    page = svg.for_page(spec)
    drawings = {"wide": svg.wide(page), "narrow": svg.narrow(page)}
    inline = {
        name: svg.inline(drawing, identity["id"], name, identity["alt"])
        for name, drawing in drawings.items()
        if drawing
    }
    live = {name: {k: v for k, v in d.spec.items() if k != "datasets"} for name, d in drawings.items() if d}
    chart = json.dumps({"datasets": page.get("datasets", {}), **live}, ensure_ascii=False, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "chart.js").write_text(
        f"(window.headroomCharts=window.headroomCharts||{{}})[{json.dumps(identity['id'])}]={chart};\n", "utf-8"
    )
    (folder / DRAWN).write_text(json.dumps(inline), "utf-8")


def take(folder: Path, fonts: Path) -> None:
    """Make the downloads of the figure whose specification is in a folder."""
    _use_fonts(fonts)
    spec = json.loads((folder / SPEC).read_text("utf-8"))
    identity = spec["usermeta"]["figure"]
    slide = downloads.slide(svg.for_page(spec), identity)
    (folder / "take.svg").write_text(slide, "utf-8")
    (folder / "take.csv").write_text(downloads.table(spec, identity), "utf-8")
    (folder / "take.vl.json").write_text(downloads.vega_lite(spec), "utf-8")
    for suffix, png in reversed(downloads.pngs(slide, identity).items()):  # the plain PNG last
        (folder / f"take{suffix}.png").write_bytes(png)


class Studio:
    """The processes that draw.

    Parameters
    ----------
    root : where the folders of drawings and of downloads are
    fonts : folder of the fonts to draw with
    """

    def __init__(self, root: Path, fonts: Path) -> None:
        self.drawings, self.takes, self.fonts = root / "drawings", root / "takes", fonts
        self._pool: ProcessPoolExecutor | None = None
        self._pending: dict[str, Future] = {}

    def submit(self, name: str, work: Callable[..., None], *arguments: Any) -> None:
        """Have something done, once for each name."""
        if name not in self._pending:
            if self._pool is None:
                # a copy of this process starts at once; only on Linux is copying one known to be safe
                context = get_context("fork" if sys.platform == "linux" else "spawn")
                self._pool = ProcessPoolExecutor(AT_ONCE, mp_context=context)
            self._pending[name] = self._pool.submit(work, *arguments)

    def draw(self, spec: svg.Spec) -> str:
        """Have a figure drawn unless it has been; its key."""
        key = drawing_key(spec)
        if not (self.drawings / key / DRAWN).exists():
            self.submit(key, draw, spec, self.drawings / key, self.fonts)
        return key

    def note(self, spec: svg.Spec) -> str:
        """Note a figure for its downloads to be made later (`take`); its key."""
        key = take_key(spec)
        if not (self.takes / key / SPEC).exists():
            (self.takes / key).mkdir(parents=True, exist_ok=True)
            (self.takes / key / SPEC).write_text(json.dumps(spec), "utf-8")
        return key

    def wait(self) -> None:
        """Wait until all is done; an error of any becomes ours."""
        for future in self._pending.values():
            future.result()
        self._pending.clear()

    def take(self, keys: Iterable[str]) -> Iterator[int]:
        """Make the missing downloads of figures; yields how many are still to be made."""
        missing = [key for key in keys if not (self.takes / key / TAKEN).exists()]
        for key in missing:
            self.submit(f"take-{key}", take, self.takes / key, self.fonts)
        for done, key in enumerate(missing):
            yield len(missing) - done
            self._pending[f"take-{key}"].result()
        yield 0

    def keep_only(self, drawings: Collection[str], takes: Collection[str]) -> None:
        """Forget what is no longer shown."""
        for folder, shown in ((self.drawings, drawings), (self.takes, takes)):
            for old in folder.glob("*"):
                if old.name not in shown:
                    shutil.rmtree(old)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def studio(app: Sphinx) -> Studio:
    """The processes that draw for this build."""
    if not hasattr(app, "headroom_studio"):
        app.headroom_studio = Studio(store(app), store(app) / CHART_FONTS)
    return app.headroom_studio


def setup(app: Sphinx) -> None:
    """Register the end of the drawing processes."""
    app.connect("build-finished", lambda app, _: studio(app).close(), priority=950)
