"""What running a notebook gave, kept in files: its outputs, and apart from them the charts that pages show.

The specifications of charts are most of what a notebook weighs, and a page is made of what they look like; so each
named chart lies in a file of its own, and a reference stands in its place among the outputs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from headroom.book.store import digest, hashed, write_atomically
from headroom.report import LAB_MIME, MIME
from headroom.report.lab import LAB_ONLY

Outputs = list[list[dict[str, Any]]]  # of each code cell
CHART_REFERENCE = "headroom-chart"  # key of a reference in the place of a chart


@dataclass(frozen=True)
class ChartReference:
    """What stands for a named chart.

    Parameters
    ----------
    identity : what `headroom.report.figure` put into the chart
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
    def download(self) -> str:
        """Name of the folder for its downloads, which state World, date and sources."""
        return hashed(self.chart, _code())

    @staticmethod
    def read(data: dict[str, Any]) -> ChartReference | None:
        """The reference in the place of a chart; None if there is a chart without a name."""
        return ChartReference(**data[CHART_REFERENCE]) if CHART_REFERENCE in data else None


@cache
def _code() -> str:
    """Fingerprint of the code that draws, and of the library that it draws with."""
    return hashed(digest(Path(__file__).parent, "*.py"), version("vl-convert-python"))


class Results:
    """The outputs of notebooks, one file each, under the fingerprint that they were made under; with their charts.

    Parameters
    ----------
    root : where the folders of outputs and of charts are
    """

    def __init__(self, root: Path) -> None:
        self.outputs, self.charts = root / "outputs", root / "charts"

    def _file(self, docname: str) -> Path:
        return self.outputs / f"{docname}.json"

    def chart(self, reference: ChartReference) -> Path:
        """The file with the specification of a chart."""
        return self.charts / f"{reference.chart}.json"

    def get(self, docname: str, key: str) -> Outputs | None:
        """The outputs of each code cell, if they were made under this fingerprint and are whole, with their charts."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._file(docname).read_text("utf-8"))
            outputs = kept["outputs"]
            if kept["key"] == key and kept["checksum"] == hashed(json.dumps(outputs)) and self._has_charts(outputs):
                return outputs
        return None

    def _has_charts(self, outputs: Outputs) -> bool:
        """Whether the charts of outputs are there as they were made."""
        references = filter(None, (ChartReference.read(data[MIME]) for data in _with_charts(outputs)))
        return all(hashed(self.chart(one).read_text("utf-8")) == one.chart for one in references)

    def made(self, docname: str) -> str:
        """Fingerprint of the outputs of a notebook."""
        return hashed(json.dumps(json.loads(self._file(docname).read_text("utf-8"))["outputs"]))

    def chart_references(self, docname: str, key: str) -> Iterator[ChartReference]:
        """The references of the charts in a notebook."""
        for data in _with_charts(self.get(docname, key) or []):
            if reference := ChartReference.read(data[MIME]):
                yield reference

    def taken(self, docname: str) -> dict[str, dict[str, list[str]]]:
        """Which formulas took which rows when a notebook ran: table → id → addresses."""
        return json.loads(self._file(docname).read_text("utf-8")).get("taken", {})

    def put(
        self,
        docname: str,
        key: str,
        outputs: Outputs,
        plain: Callable[[Any], Any] | None = None,
        taken: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep the outputs of a run that went through, but for what is meant for JupyterLab alone.

        `plain` makes of a value that JSON lacks one that it has; `taken` says which formulas took which rows.
        """
        outputs = [[output for output in cell if LAB_ONLY not in output.get("data", {})] for cell in outputs]
        for data in _with_charts(outputs):
            data.pop(LAB_MIME, None)  # the same chart once more
            if identity := data[MIME].get("usermeta", {}).get("figure"):
                text = json.dumps(data[MIME], default=plain)
                seen = {name: value for name, value in data[MIME].items() if name not in ("usermeta", "description")}
                look = hashed(json.dumps([seen, identity["id"], identity["alt"]], default=plain))
                reference = ChartReference(identity, hashed(text), look)
                write_atomically(self.chart(reference), text)
                data[MIME] = {CHART_REFERENCE: asdict(reference)}
        made = json.loads(json.dumps(outputs, default=plain))
        checksum = hashed(json.dumps(made))
        write_atomically(
            self._file(docname), json.dumps({"key": key, "checksum": checksum, "outputs": made, "taken": taken or {}})
        )

    def keep_only(self, docnames: Iterable[str]) -> None:
        """Forget notebooks that are no longer in the book."""
        kept = {self._file(docname) for docname in docnames}
        for file in self.outputs.rglob("*.json"):
            if file not in kept:
                file.unlink()

    def keep_charts(self, references: Collection[ChartReference]) -> None:
        """Forget charts that are no longer shown."""
        kept = {self.chart(reference) for reference in references}
        for file in self.charts.glob("*.json"):
            if file not in kept:
                file.unlink()


def _with_charts(outputs: Outputs) -> Iterator[dict[str, Any]]:
    return (output["data"] for cell in outputs for output in cell if MIME in output.get("data", {}))
