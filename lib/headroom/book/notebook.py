"""Run one notebook in a process of its own: what its cells show, as nbformat has it, goes into files of the build.

IPython runs the cells and captures what they show. There is no kernel, which takes seconds to start and to import; a
test compares the outputs with those of a kernel, and nbval runs the same notebooks with real ones. The import of this
module brings in what chapters use, so that a process that begins as a copy has it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import myst_nb  # noqa: F401 - for glue
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from jupyter_client.jsonutil import json_default
from traitlets.config import Config

from headroom.book.execute import Job
from headroom.book.outputs import Results
from headroom.book.processes import end_with_parent
from headroom.evidence import tables
from headroom.report import charts, figure, number, reference_pages, theme  # noqa: F401
from headroom.report.pages import import_chapters
from headroom.report.traced import following

ALLOWED_TO_FAIL = "raises-exception"  # tag of a cell
Output = dict[str, Any]
_ANSI = re.compile(r"\x1b\[[0-9;]*m")

with suppress(Exception):  # what is wrong here is reported by the cell that meets it
    import_chapters()
    tables.load()


def run(job: Job, tell: Callable[[dict[str, Any]], None]) -> None:
    """Run a notebook to its end, telling which cell it is at; keep its outputs, or tell why it failed.

    Parameters
    ----------
    job
        The notebook, where its outputs are kept, and the variables of its environment.
    tell
        Takes a message for the process that waits.
    """
    end_with_parent()
    if hasattr(os, "setsid"):
        os.setsid()  # so that what it starts can be stopped with it
    os.environ.update(job.environ)
    os.chdir(job.path.parent)
    outputs = []
    with following() as taken:
        for shown, error in _cells(nbformat.read(job.path, as_version=4), tell):
            if error:
                tell({"failure": _ANSI.sub("", "\n".join(error["traceback"]))})
                return
            outputs.append(shown)
    Results(job.root).put(job.name, job.key, outputs, json_default, taken)
    tell({"done": True})


def _cells(
    notebook: nbformat.NotebookNode, tell: Callable[[dict[str, Any]], None]
) -> Iterator[tuple[list[Output], Output | None]]:
    """What each code cell shows, and its error where it must not have one."""
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    for number, cell in enumerate(notebook.cells, 1):  # noqa: F402
        if cell.cell_type != "code":
            continue
        tell({"at": number, "source": cell.source})
        shown = _shown(shell, cell.source)
        errors = [output for output in shown if output["output_type"] == "error"]
        allowed = ALLOWED_TO_FAIL in cell.metadata.get("tags", ())
        yield shown, errors[0] if errors and not allowed else None


def _shown(shell: InteractiveShell, source: str) -> list[Output]:
    """The outputs of a cell."""
    if not source.strip():
        return []
    count = shell.execution_count
    with shell.display_trap, capture_output() as captured:
        shell.run_cell(source, store_history=True)
    outputs = [_display(one, count) for one in captured._outputs]
    error = shell.history_manager.exceptions.get(count)
    texts = {"stdout": captured.stdout, "stderr": captured.stderr}
    if error:
        texts["stdout"] = texts["stdout"].removesuffix("\n".join(error["traceback"]) + "\n")
        outputs.append({"output_type": "error", **error})
    streams = [{"output_type": "stream", "name": name, "text": text} for name, text in texts.items() if text]
    return streams + outputs


def _display(one: dict[str, Any], count: int) -> Output:
    """What `display` showed, or the value of a cell's last line."""
    shown = {"data": one["data"], "metadata": one["metadata"] or {}}
    if "transient" in one:
        return {"output_type": "display_data", **shown}
    return {"output_type": "execute_result", "execution_count": count, **shown}
