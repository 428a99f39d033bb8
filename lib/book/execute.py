"""Run notebooks with real kernels, two at a time, and say what went wrong where."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from sphinx.util import logging

KERNELS = 2
Outputs = list[list[dict[str, Any]]]  # of each code cell
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """A notebook that did not run to its end.

    Parameters
    ----------
    notebook : its path
    cell : number of the cell that failed, counted from 1 over all cells, or 0 if none had run
    source : text of that cell
    reason : traceback, or what else happened
    """

    notebook: Path
    cell: int
    source: str
    reason: str

    def __str__(self) -> str:
        shown = "\n".join(f"    {line}" for line in self.source.splitlines())
        return f"{self.notebook}, cell {self.cell} failed:\n{shown}\n{self.reason}"


class _Client(NotebookClient):
    """A client with one deadline for the whole notebook, which remembers the cell that it is at."""

    at = 0

    async def async_execute_cell(self, cell: nbformat.NotebookNode, cell_index: int, **more: Any) -> Any:
        self.at = cell_index + 1
        return await super().async_execute_cell(cell, cell_index, **more)


def run(path: Path, environ: Mapping[str, str], timeout: float) -> Outputs | Failure:
    """Run one notebook in its own folder, as JupyterLab does, within `timeout` seconds for the whole of it.

    The variables of `environ` are set for the kernel on top of our own environment.
    """
    notebook = nbformat.read(path, as_version=4)
    deadline = time.monotonic() + timeout
    client = _Client(
        notebook,
        timeout_func=lambda cell: max(1, round(deadline - time.monotonic())),
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],  # not its word on transport encryption at each start
    )
    try:
        client.execute(env={**os.environ, **environ})
    except CellExecutionError as error:
        return _failure(path, client, f"{error.traceback}")
    except CellTimeoutError:
        return _failure(path, client, f"still running when the {timeout:g} s for the notebook were over")
    except DeadKernelError:
        return _failure(path, client, "the kernel died")
    return [[dict(output) for output in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]


def _failure(path: Path, client: _Client, reason: str) -> Failure:
    source = client.nb.cells[client.at - 1].source if client.at else ""
    return Failure(path, client.at, source, _ANSI.sub("", reason))


def run_all(
    notebooks: Mapping[str, Path], environ: Mapping[str, str], timeout: float
) -> Iterator[tuple[str, Outputs | Failure]]:
    """Run notebooks in parallel; give each with its outputs, or its failure, as it ends."""
    started = time.monotonic()
    with ThreadPoolExecutor(KERNELS) as pool:
        jobs = {pool.submit(run, path, environ, timeout): name for name, path in notebooks.items()}
        for done, job in enumerate(as_completed(jobs), 1):
            outcome, name = job.result(), jobs[job]
            word = "FAILED" if isinstance(outcome, Failure) else "done"
            logger.info(
                "running notebooks [%d/%d] %s %s (%.1f s)", done, len(jobs), name, word, time.monotonic() - started
            )
            yield name, outcome
