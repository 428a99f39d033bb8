"""Run notebooks, two at a time, and say what went wrong where (`headroom.book.runner` does the running)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sphinx.util import logging

import headroom

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


Outcome = tuple[str, Failure | None]  # name of a notebook, and what failed if anything did


class Runner:
    """The process that runs notebooks; started early, it imports what they need while the build does other things.

    Parameters
    ----------
    environ : variables that are set for the notebooks on top of our own environment
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        library = str(Path(headroom.__file__).parents[1])  # notebooks import the same package as the build
        path = os.pathsep.join(filter(None, [library, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "headroom.book.runner"],
            env={**os.environ, **environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def stop(self) -> None:
        """End it; it was not needed, or is done."""
        self.process.terminate()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def start(self, notebooks: Mapping[str, tuple[Path, str]], root: Path, timeout: float) -> Iterator[Outcome]:
        """Run notebooks, each in its own folder and within `timeout` seconds; their outputs are kept under `root`.

        Parameters
        ----------
        notebooks
            For each its path, and the fingerprint under which its outputs are kept.
        root
            As `headroom.book.outputs.Results` has it.
        timeout
            Of each notebook [s].

        Returns
        -------
        Each notebook as it ends, with its failure if it failed. They run whether or not one waits for them.
        """
        jobs = [
            {"name": name, "path": str(path), "timeout": timeout, "root": str(root), "key": key}
            for name, (path, key) in notebooks.items()
        ]
        self.process.stdin.write(json.dumps(jobs) + "\n")
        self.process.stdin.flush()
        return self._outcomes({name: path for name, (path, _) in notebooks.items()}, time.monotonic())

    def _outcomes(self, waiting: dict[str, Path], started: float) -> Iterator[Outcome]:
        total = len(waiting)
        for done, line in enumerate(self.process.stdout, 1):
            message = json.loads(line)
            name = message["name"]
            path = waiting.pop(name)
            failed = "reason" in message
            logger.info(
                "running notebooks [%d/%d] %s %s (%.1f s)",
                *(done, total, name, "FAILED" if failed else "done", time.monotonic() - started),
            )
            yield name, Failure(path, message["cell"], message["source"], message["reason"]) if failed else None
        code = self.process.wait()
        for name, path in waiting.items():
            yield name, Failure(path, 0, "", f"the process that runs notebooks ended early (exit code {code})")
