"""Drawings and downloads of figures, made in processes of their own while the build goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from headroom.book import downloads, svg
from headroom.book.fonts import CHART_FONTS
from headroom.book.outputs import ChartReference, Results
from headroom.book.processes import AT_ONCE, CONTEXT, end_with_parent
from headroom.book.store import is_whole, seal, store, write_atomically

DRAWN = "page.json"


@cache
def _use_fonts(folder: Path) -> None:
    svg.use_fonts(folder)


def draw(chart: Path, identity: dict[str, Any], folder: Path, steps: Path, fonts: Path) -> None:
    """Draw a figure for its page: the wide and the narrow SVG, and the chart as a script for the browser.

    The file of steps says how the figure was made to fit the last time, which saves most of the trying.
    """
    _use_fonts(fonts)
    page = svg.for_page(json.loads(chart.read_text("utf-8")))
    fitted: svg.Steps = {}
    with suppress(OSError, ValueError, TypeError, AttributeError):  # a guess: without it, one tries more often
        fitted = {purpose: svg.Step(*map(int, step)) for purpose, step in json.loads(steps.read_text("utf-8")).items()}
    drawings = {"wide": svg.wide(page, fitted), "narrow": svg.narrow(page, fitted)}
    write_atomically(steps, json.dumps(fitted))
    inline = {
        name: svg.inline(drawing, identity["id"], name, identity["alt"])
        for name, drawing in drawings.items()
        if drawing
    }
    live = {name: {k: v for k, v in d.spec.items() if k != "datasets"} for name, d in drawings.items() if d}
    script = json.dumps({"datasets": page.get("datasets", {}), **live}, ensure_ascii=False, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "chart.js").write_text(
        f"(window.headroomCharts=window.headroomCharts||{{}})[{json.dumps(identity['id'])}]={script};\n",
        "utf-8",
        newline="\n",
    )
    (folder / DRAWN).write_text(json.dumps(inline), "utf-8", newline="\n")
    seal(folder)


def make_downloads(chart: Path, identity: dict[str, Any], folder: Path, fonts: Path, heights: dict[str, int]) -> None:
    """Make the downloads of a figure; the PNG in each of the heights, by the end of its file name."""
    _use_fonts(fonts)
    spec = json.loads(chart.read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    slide = downloads.slide(svg.for_page(spec), identity)
    (folder / "download.svg").write_text(slide, "utf-8", newline="\n")
    (folder / "download.csv").write_text(downloads.table(spec, identity), "utf-8", newline="\n")
    (folder / "download.vl.json").write_text(downloads.vega_lite(spec), "utf-8", newline="\n")
    for suffix, png in downloads.pngs(slide, identity, heights).items():
        (folder / f"download{suffix}").write_bytes(png)
    seal(folder)


class DrawingPool:
    """The processes that draw.

    Parameters
    ----------
    root : where all that is kept of figures is
    fonts : folder of the fonts to draw with
    """

    def __init__(self, root: Path, fonts: Path) -> None:
        self.results, self.fonts = Results(root), fonts
        self.drawings, self.downloads, self.steps = root / "drawings", root / "downloads", root / "steps"
        self._processes: ProcessPoolExecutor | None = None
        self._pending: dict[str, Future] = {}

    def submit(self, name: str, work: Callable[..., None], *arguments: Any) -> None:
        """Have something done, once for each name."""
        if self._processes is None:
            self._processes = ProcessPoolExecutor(AT_ONCE, mp_context=CONTEXT, initializer=end_with_parent)
        if name not in self._pending:
            self._pending[name] = self._processes.submit(work, *arguments)

    def draw(self, reference: ChartReference) -> None:
        """Have a figure drawn unless it has been."""
        folder, steps = self.drawings / reference.drawing, self.steps / f"{reference.identity['id']}.json"
        if reference.drawing not in self._pending and not is_whole(folder):
            self.submit(
                reference.drawing, draw, self.results.chart(reference), reference.identity, folder, steps, self.fonts
            )

    def wait(self) -> None:
        """Wait until all is done; an error of any becomes ours."""
        for future in self._pending.values():
            future.result()
        self._pending.clear()

    def make_downloads(self, references: Iterable[ChartReference], heights: dict[str, int]) -> Iterator[int]:
        """Make the missing downloads of figures; yields how many are still to be made."""
        names = [f"download{suffix}" for suffix in heights]
        missing = {
            reference.download: reference
            for reference in references
            if not (folder := self.downloads / reference.download).is_dir()
            or not all((folder / name).exists() for name in names)
            or not is_whole(folder)
        }
        for key, reference in missing.items():
            self.submit(
                f"download-{key}",
                make_downloads,
                self.results.chart(reference),
                reference.identity,
                self.downloads / key,
                self.fonts,
                heights,
            )
        for done, key in enumerate(missing):
            yield len(missing) - done
            self._pending[f"download-{key}"].result()
        yield 0

    def keep_only(self, references: Collection[ChartReference]) -> None:
        """Forget what is no longer shown."""
        self.results.keep_charts(references)
        shown = {self.drawings / reference.drawing for reference in references} | {
            self.downloads / reference.download for reference in references
        }
        for old in (old for folder in (self.drawings, self.downloads) for old in folder.glob("*")):
            if old not in shown:
                shutil.rmtree(old)

    def close(self) -> None:
        """End the processes."""
        if self._processes is not None:
            self._processes.shutdown(cancel_futures=True)
            self._processes = None


def drawing_pool(app: Sphinx) -> DrawingPool:
    """The processes that draw for this build."""
    if not hasattr(app, "headroom_drawing_pool"):
        app.headroom_drawing_pool = DrawingPool(store(app), store(app) / CHART_FONTS)
    return app.headroom_drawing_pool


def setup(app: Sphinx) -> None:
    """Register the end of the drawing processes."""
    app.connect("build-finished", lambda app, _: drawing_pool(app).close(), priority=950)
