"""Run notebooks, two at a time, each in a process of its own, and say what went wrong where."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

from sphinx.util import logging

import headroom
from headroom.book.processes import AT_ONCE, CONTEXT

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
    """Runs notebooks while the build does other things.

    Parameters
    ----------
    environ : variables that are set for the notebooks on top of our own environment
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        library = str(Path(headroom.__file__).parents[1])  # what notebooks start imports the same package as the build
        paths = os.pathsep.join(filter(None, [library, os.environ.get("PYTHONPATH")]))
        self.environ = {**environ, "PYTHONPATH": paths}
        self._threads = ThreadPoolExecutor(AT_ONCE)
        self._running: set[_Run] = set()

    def start(self, notebooks: Mapping[str, tuple[Path, str]], root: Path, timeout: float) -> Iterator[Outcome]:
        """Run notebooks, each in its own folder and within `timeout` seconds; their outputs are kept under `root`.

        Parameters
        ----------
        notebooks
            For each its path, and the fingerprint under which its outputs are kept; they start in this order.
        root
            As `headroom.book.outputs.Results` has it.
        timeout
            Of each notebook [s].

        Returns
        -------
        Each notebook as it ends, with its failure if it failed. They run whether or not one waits for them.
        """
        ends = [
            self._threads.submit(self._run, Job(name, path, root, key, self.environ, timeout))
            for name, (path, key) in notebooks.items()
        ]
        return self._outcomes(ends, time.monotonic())

    def _run(self, job: Job) -> Outcome:
        run = _Run(job)
        self._running.add(run)
        try:
            return job.name, run.failure()
        finally:
            run.stop()
            self._running.discard(run)

    def _outcomes(self, ends: list[Future[Outcome]], begun: float) -> Iterator[Outcome]:
        for done, end in enumerate(as_completed(ends), 1):
            name, failure = end.result()
            logger.info(
                "running notebooks [%d/%d] %s %s (%.1f s)",
                *(done, len(ends), name, "FAILED" if failure else "done", time.monotonic() - begun),
            )
            yield name, failure

    def stop(self) -> None:
        """End those that are running, and start no other."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for run in list(self._running):
            run.stop()


@dataclass(frozen=True)
class Job:
    """A notebook to be run: its name, path, where outputs are kept and under which key, environment, time [s]."""

    name: str
    path: Path
    root: Path
    key: str
    environ: Mapping[str, str]
    timeout: float


def _work(job: Job, said: connection.Connection) -> None:
    """In the process of a notebook: run it."""
    from headroom.book import notebook  # not above: it brings in what chapters use, which the build itself need not

    notebook.run(job, said.send)


class _Run:
    """A notebook that is running."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.said, theirs = CONTEXT.Pipe(duplex=False)
        self.process = CONTEXT.Process(target=_work, args=(job, theirs))
        self.process.start()
        theirs.close()

    def failure(self) -> Failure | None:
        """Wait for its end; what failed, if anything did."""
        deadline = time.monotonic() + self.job.timeout
        at, source = 0, ""
        reason = f"still running when the {self.job.timeout:g} s for the notebook were over"
        try:
            while self.said.poll(max(0.0, deadline - time.monotonic())):
                message = self.said.recv()
                if "done" in message:
                    return None
                if "failure" in message:
                    reason = message["failure"]
                    break
                at, source = message["at"], message["source"]
        except (EOFError, OSError):
            self.process.join()
            reason = f"its process ended before the notebook did (exit code {self.process.exitcode})"
        return Failure(self.job.path, at, source, reason)

    def stop(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError, PermissionError, AttributeError):  # of systems without process groups
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
