"""Run notebooks, two at a time, and say what went wrong where (`lib.book.runner` does the running)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.util import logging

import lib

Outputs = list[list[dict[str, Any]]]  # of each code cell
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


class Runner:
    """The process that runs notebooks; started early, it imports what they need while the build does other things.

    Parameters
    ----------
    environ : variables that are set for the notebooks on top of our own environment
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        library = str(Path(lib.__file__).parents[1])  # notebooks import the same `lib` as the build
        path = os.pathsep.join(filter(None, [library, os.environ.get("PYTHONPATH")]))
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lib.book.runner"],
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

    def run_all(self, notebooks: Mapping[str, Path], timeout: float) -> Iterator[tuple[str, Outputs | Failure]]:
        """Run notebooks, each in its own folder and within `timeout` seconds; give each with its outputs, or its
        failure, as it ends.
        """
        started = time.monotonic()
        waiting = dict(notebooks)
        jobs = [{"name": name, "path": str(path), "timeout": timeout} for name, path in notebooks.items()]
        self.process.stdin.write(json.dumps(jobs) + "\n")
        self.process.stdin.flush()
        for done, line in enumerate(self.process.stdout, 1):
            message = json.loads(line)
            name = message["name"]
            path = waiting.pop(name)
            failed = "reason" in message
            logger.info(
                "running notebooks [%d/%d] %s %s (%.1f s)",
                *(done, len(notebooks), name, "FAILED" if failed else "done", time.monotonic() - started),
            )
            if failed:
                yield name, Failure(path, message["cell"], message["source"], message["reason"])
            else:
                yield name, message["outputs"]
        code = self.process.wait()
        for name, path in waiting.items():
            yield name, Failure(path, 0, "", f"the process that runs notebooks ended early (exit code {code})")
