"""The process that runs notebooks: it imports once what chapters use, then runs each in a copy of itself.

``python -m headroom.book.runner`` reads a list of jobs, one line of JSON, from its standard input, and writes one for
each notebook as it ends: its name, and what failed if anything did. The outputs, as nbformat has them, are kept in
files (`headroom.book.outputs`). A copy of a warm process starts in a moment, where a kernel takes seconds to start and
import; the outputs are those of a kernel, and nbval runs the same notebooks with real ones.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from io import TextIOBase
from itertools import chain
from multiprocessing import connection, get_context
from pathlib import Path
from typing import IO, Any

import altair as alt
import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.jsonutil import json_default
from traitlets.config import Config

from headroom.book import altair_patches
from headroom.book.outputs import Results

AT_ONCE = 2
ALLOWED_TO_FAIL = "raises-exception"  # tag of a cell
MAGIC = re.compile(r"\A[ \t]|^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]|^(>>>|\.\.\.|In \[)", re.MULTILINE)  # or may be
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_processes = get_context("fork" if sys.platform == "linux" else "spawn")  # copying is known to be safe on Linux only


def warm() -> None:
    """Import what chapters import, and use each part once."""
    import myst_nb  # noqa: F401 - for glue
    import pandas as pd

    from headroom.evidence import World
    from headroom.report import charts, claims, figure, number, pages, reference_pages, theme  # noqa: F401

    pages.import_chapters()
    claims.verdict = cache(claims.verdict)  # a chapter shows it, and it is one of its results
    altair_patches.apply()
    alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q").to_dict(validate=False)
    with suppress(Exception):  # what is wrong here is reported by the cell that meets it
        World.current()


def _chapter(page: str) -> str | None:
    """The chapter on a page of this name."""
    from headroom.report.pages import PAGES

    return next((chapter for chapter, its in PAGES.items() if its == page), None)


def _results(page: str) -> dict[Any, Any]:
    """The results of the chapter on a page, all but computed once its notebook has run; of other pages none."""
    from headroom.evidence import World
    from headroom.report import results

    with suppress(Exception):  # as above
        return results.of_chapter(_chapter(page), World.current()) if _chapter(page) else {}
    return {}


def _learn(found: dict[Any, Any]) -> None:
    """Take results over, for the notebooks still to be run."""
    if found:
        from headroom.evidence import World
        from headroom.report import results

        results.learn(found, World.current())


class _Stream(TextIOBase):
    """Standard output or error of the cells, as outputs."""

    def __init__(self, name: str, outputs: list[dict[str, Any]]) -> None:
        self.name, self.outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not text:  # the display hook ends each result with nothing
            return 0
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == self.name:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": self.name, "text": text})
        return len(text)


class _Shell(InteractiveShell):
    """A shell whose cells' outputs end up in a list."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        quiet = Config({"HistoryManager": {"enabled": False}})
        super().__init__(config=quiet, displayhook_class=_Result, display_pub_class=_Display)
        InteractiveShell._instance = _Shell._instance = self  # get_ipython() and display() look here
        self.display_formatter.mimebundle_formatter.for_type(alt.TopLevelMixin, altair_patches.mimebundle)
        sys.stdout, sys.stderr = _Stream("stdout", self.outputs), _Stream("stderr", self.outputs)

    def record(self, kind: str, data: dict[str, Any], metadata: dict[str, Any] | None, **more: Any) -> None:
        """Add an output."""
        self.outputs.append({"output_type": kind, "data": data, "metadata": metadata or {}, **more})

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(
            {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        )

    def transform_cell(self, raw_cell: str) -> str:
        """A cell as Python; one without magics is that already, and need not be taken apart."""
        return super().transform_cell(raw_cell) if MAGIC.search(raw_cell) else raw_cell.rstrip("\n") + "\n"

    def run(self, source: str) -> list[dict[str, Any]]:
        """Run a cell; its outputs."""
        self.outputs.clear()
        self.run_cell(source, store_history=True)
        return [dict(output) for output in self.outputs]


class _Result(DisplayHook):
    """The value of a cell's last line."""

    def quiet(self) -> bool:
        """Whether a semicolon silences the value; a cell is taken apart only if its last line may end in one."""
        last = self.shell.history_manager.input_hist_parsed[-1].rstrip().rpartition("\n")[2]
        return any(mark in last for mark in ";#") and super().quiet()

    def write_output_prompt(self) -> None:
        """Nothing: a notebook numbers its results itself."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.shell.record("execute_result", format_dict, md_dict, execution_count=self.prompt_count)


class _Display(DisplayPublisher):
    """What `display` shows."""

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **_: Any) -> None:
        self.shell.record("display_data", data, metadata)


def _run(job: dict[str, Any], say: connection.Connection) -> None:
    """In a copy: run the notebook, telling which cell it is at, and keep its outputs or tell the failure."""
    path = Path(job["path"])
    if hasattr(os, "setsid"):
        os.setsid()  # so that what it starts can be stopped with it
    os.chdir(path.parent)
    cells = nbformat.read(path, as_version=4).cells
    shell, outputs = _Shell(), []
    for number, cell in enumerate(cells, 1):
        if cell.cell_type != "code":
            continue
        say.send({"at": number, "source": cell.source})
        outputs.append(shell.run(cell.source) if cell.source.strip() else [])
        errors = [output for output in outputs[-1] if output["output_type"] == "error"]
        if errors and ALLOWED_TO_FAIL not in cell.metadata.get("tags", ()):
            say.send({"failure": _ANSI.sub("", "\n".join(errors[0]["traceback"]))})
            os._exit(0)
    Results(Path(job["root"])).put(job["name"], job["key"], outputs, json_default)
    say.send({"done": True, "results": _results(path.stem)})
    os._exit(0)


class _Job:
    """A notebook that is running."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.name, self.timeout = job["name"], job["timeout"]
        self.deadline = time.monotonic() + self.timeout
        self.said, theirs = _processes.Pipe(duplex=False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads of number crunchers survive a copy
            self.process = _processes.Process(target=_run, args=(job, theirs))
            self.process.start()
        theirs.close()
        self.at: dict[str, Any] = {"at": 0, "source": ""}

    def heard(self) -> dict[str, Any] | None:
        """The outcome, once there is one."""
        if self.deadline <= time.monotonic():
            return self._failed(f"still running when the {self.timeout:g} s for the notebook were over")
        try:
            while self.said.poll():
                message = self.said.recv()
                if "done" in message:
                    return {"name": self.name, "results": message["results"]}
                if "failure" in message:
                    return self._failed(message["failure"])
                self.at = message
        except EOFError:
            self.process.join()
            return self._failed(f"its process ended before the notebook did (exit code {self.process.exitcode})")
        return None

    def _failed(self, reason: str) -> dict[str, Any]:
        return {"name": self.name, "cell": self.at["at"], "source": self.at["source"], "reason": reason}

    def stop(self) -> None:
        """End the process and all that it started."""
        with suppress(ProcessLookupError, PermissionError, AttributeError):  # of systems without process groups
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()
        self.said.close()


def run_all(jobs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Run notebooks, `AT_ONCE` at a time, and give the outcome of each as it ends.

    Pages of chapters come first; what they hand back makes the others short, which show the results of all.
    """
    chapters, others = [], []
    for job in jobs:
        (chapters if _chapter(Path(job["path"]).stem) else others).append(job)
    for outcome in chain(_at_once(chapters), _at_once(others)):
        _learn(outcome.pop("results", {}))
        yield outcome


def _at_once(waiting: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    running = []
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                running.append(_Job(waiting.pop(0)))
            soonest = min(job.deadline for job in running)
            connection.wait([job.said for job in running], timeout=max(0.0, soonest - time.monotonic()))
            for job in list(running):
                if (outcome := job.heard()) is not None:
                    running.remove(job)
                    job.stop()
                    yield outcome
    finally:
        for job in running:
            job.stop()


def main() -> None:
    """Read the jobs and run them."""
    say = _own_channel()
    warm()
    for outcome in run_all(json.loads(sys.stdin.readline() or "[]")):
        say.write(json.dumps(outcome) + "\n")
        say.flush()


def _own_channel() -> IO[str]:
    """Standard output for our own words alone; what anything else prints goes to standard error."""
    own = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return own


if __name__ == "__main__":
    main()
