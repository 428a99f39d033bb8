"""Drawings and downloads of figures, made in processes of their own while the build goes on."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
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
MANY = 8  # waiting figures for which it pays to start a second process: it loads Vega for a second
SLIP = "headroom-chart"  # key of a slip in the place of a chart
DRAWN, TAKEN = "page.json", "take.png"  # written last: they say that all is there


@cache
def _code() -> str:
    """Fingerprint of the code that draws, and of the library that it draws with."""
    return hashed(digest(Path(__file__).parent, "*.py"), version("vl-convert-python"))


@dataclass(frozen=True)
class Slip:
    """What stands for a named chart once its specification lies in a file of its own.

    Parameters
    ----------
    identity : what `lib.report.figure` put into the chart
    chart : fingerprint of the specification, and name of its file
    look : fingerprint of what is drawn, alike for charts that look alike, whatever World they show
    """

    identity: dict[str, Any]
    chart: str
    look: str

    @property
    def drawing(self) -> str:
        """Name of the folder for its drawings."""
        return hashed(self.look, _code())

    @property
    def take(self) -> str:
        """Name of the folder for its downloads, which state World, date and sources."""
        return hashed(self.chart, _code())

    @staticmethod
    def read(output: dict[str, Any]) -> Slip | None:
        """The slip in an output's data; None if it holds no named chart."""
        return Slip(**output[SLIP]) if SLIP in output else None


def _identity(spec: svg.Spec) -> dict[str, Any] | None:
    return spec.get("usermeta", {}).get("figure")


@cache
def _use_fonts(folder: Path) -> None:
    svg.use_fonts(folder)


def put_away(outputs: Outputs, folder: Path) -> list[Slip]:
    """Put the named charts among the outputs of a notebook into a folder, and slips in their place: the page is made
    of what they look like, and the specifications are most of what a notebook weighs.
    """
    slips = []
    folder.mkdir(parents=True, exist_ok=True)
    for data in (output["data"] for cell in outputs for output in cell if MIME in output.get("data", {})):
        if (identity := _identity(data[MIME])) is None:
            continue
        text = json.dumps(data[MIME])
        seen = {name: value for name, value in data[MIME].items() if name not in ("usermeta", "description")}
        slip = Slip(identity, hashed(text), hashed(json.dumps([seen, identity["id"], identity["alt"]])))
        (folder / f"{slip.chart}.json").write_text(text, "utf-8")
        data[MIME] = {SLIP: asdict(slip)}
        slips.append(slip)
    return slips


def draw(chart: Path, folder: Path, steps: Path, fonts: Path) -> None:
    """Draw a figure for its page: the wide and the narrow SVG, and the chart as a script for the browser.

    The file of steps says how the figure was made to fit the last time, which saves most of the trying.
    """
    _use_fonts(fonts)
    spec = json.loads(chart.read_text("utf-8"))
    identity = _identity(spec)
    page = svg.for_page(spec)
    known = {purpose: svg.Step(*step) for purpose, step in json.loads(steps.read_text("utf-8") or "{}").items()}
    drawings = {"wide": svg.wide(page, known), "narrow": svg.narrow(page, known)}
    steps.write_text(json.dumps(known), "utf-8")
    inline = {
        name: svg.inline(drawing, identity["id"], name, identity["alt"])
        for name, drawing in drawings.items()
        if drawing
    }
    live = {name: {k: v for k, v in d.spec.items() if k != "datasets"} for name, d in drawings.items() if d}
    script = json.dumps({"datasets": page.get("datasets", {}), **live}, ensure_ascii=False, separators=(",", ":"))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "chart.js").write_text(
        f"(window.headroomCharts=window.headroomCharts||{{}})[{json.dumps(identity['id'])}]={script};\n", "utf-8"
    )
    (folder / DRAWN).write_text(json.dumps(inline), "utf-8")


def take(chart: Path, folder: Path, fonts: Path) -> None:
    """Make the downloads of a figure."""
    _use_fonts(fonts)
    spec = json.loads(chart.read_text("utf-8"))
    identity = _identity(spec)
    folder.mkdir(parents=True, exist_ok=True)
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
    root : where the folders of charts, of drawings, of downloads and of steps that made drawings fit are
    fonts : folder of the fonts to draw with
    """

    def __init__(self, root: Path, fonts: Path) -> None:
        self.charts, self.drawings, self.takes = root / "charts", root / "drawings", root / "takes"
        self.steps, self.fonts = root / "steps", fonts
        self._processes: list[ProcessPoolExecutor] = []
        self._given: list[list[Future]] = []  # to each process
        self._pending: dict[str, Future] = {}

    def submit(self, name: str, work: Callable[..., None], *arguments: Any) -> None:
        """Have something done, once for each name."""
        if name not in self._pending:
            waiting = [sum(not future.done() for future in given) for given in self._given]
            if len(waiting) < AT_ONCE and min(waiting, default=MANY) >= MANY:
                # a copy of this process starts at once; only on Linux is copying one known to be safe
                context = get_context("fork" if sys.platform == "linux" else "spawn")
                self._processes.append(ProcessPoolExecutor(1, mp_context=context))
                self._given.append([])
                waiting.append(0)
            least = waiting.index(min(waiting))
            self._pending[name] = self._processes[least].submit(work, *arguments)
            self._given[least].append(self._pending[name])

    def receive(self, outputs: Outputs) -> None:
        """Put the charts of a notebook away and have them drawn."""
        for slip in put_away(outputs, self.charts):
            self.draw(slip)

    def draw(self, slip: Slip) -> None:
        """Have a figure drawn unless it has been."""
        if not (self.drawings / slip.drawing / DRAWN).exists():
            steps = self.steps / f"{slip.identity['id']}.json"
            steps.parent.mkdir(parents=True, exist_ok=True)
            steps.touch()
            chart, folder = self.charts / f"{slip.chart}.json", self.drawings / slip.drawing
            self.submit(slip.drawing, draw, chart, folder, steps, self.fonts)

    def wait(self) -> None:
        """Wait until all is done; an error of any becomes ours."""
        for future in self._pending.values():
            future.result()
        self._pending.clear()

    def take(self, slips: Iterable[Slip]) -> Iterator[int]:
        """Make the missing downloads of figures; yields how many are still to be made."""
        missing = {slip.take: slip for slip in slips if not (self.takes / slip.take / TAKEN).exists()}
        for key, slip in missing.items():
            self.submit(f"take-{key}", take, self.charts / f"{slip.chart}.json", self.takes / key, self.fonts)
        for done, key in enumerate(missing):
            yield len(missing) - done
            self._pending[f"take-{key}"].result()
        yield 0

    def keep_only(self, slips: Collection[Slip]) -> None:
        """Forget what is no longer shown."""
        shown = {self.charts / f"{slip.chart}.json" for slip in slips}
        shown |= {self.drawings / slip.drawing for slip in slips} | {self.takes / slip.take for slip in slips}
        for old in (old for folder in (self.charts, self.drawings, self.takes) for old in folder.glob("*")):
            if old not in shown:
                shutil.rmtree(old) if old.is_dir() else old.unlink()

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.shutdown(cancel_futures=True)
        self._processes.clear()
        self._given.clear()


def studio(app: Sphinx) -> Studio:
    """The processes that draw for this build."""
    if not hasattr(app, "headroom_studio"):
        app.headroom_studio = Studio(store(app), store(app) / CHART_FONTS)
    return app.headroom_studio


def setup(app: Sphinx) -> None:
    """Register the end of the drawing processes."""
    app.connect("build-finished", lambda app, _: studio(app).close(), priority=950)
