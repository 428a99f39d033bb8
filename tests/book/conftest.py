"""Books to test, each built once for all test processes, and the browser to read them with."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

import sample

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True)
class Built:
    """What a build gave.

    Parameters
    ----------
    html : folder of the pages
    log : everything that was printed
    status : exit status
    """

    html: Path
    log: str
    status: int


def build(source: Path, output: Path, *arguments: str, **environment: str) -> Built:
    """Build a book with the command that a reader types; `headroom` is the book's own where it has one."""
    command = [shutil.which("jupyter-book", path=sysconfig.get_path("scripts")), "build", str(source)]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    done = subprocess.run(
        [*command, "--path-output", str(output), *arguments],
        env={**environ, "PYTHONPATH": str(source / "lib"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1500,
        check=False,
    )
    return Built(output / "_build" / "html", done.stdout, done.returncode)


def _once(tmp_path_factory: pytest.TempPathFactory, name: str, write: Callable[[Path], Path]) -> Path:
    """Write a book into a folder of its own and build it, warnings as errors, once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, outcome = shared / name, shared / f"{name}.txt"
    with FileLock(shared / f"{name}.lock"):
        if not outcome.exists():
            made = build(write(folder), folder, "-W", "--keep-going", "-n")
            outcome.write_text("" if made.status == 0 else made.log, "utf-8")
    assert not outcome.read_text("utf-8"), outcome.read_text("utf-8")
    return folder / "_build" / "html"


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of the small book."""
    return _once(tmp_path_factory, "small-book", sample.write)


@pytest.fixture(scope="session")
def real_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of this repository's book, built from a copy, so that an edit meanwhile changes nothing.

    Who has just built it names its pages in HEADROOM_BUILT_BOOK, as `.ci/run` does; then these are read.
    """
    if pages := os.environ.get("HEADROOM_BUILT_BOOK"):
        return Path(pages)
    return _once(tmp_path_factory, "real-book", sample.copy)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one the test is skipped, or fails where a browser is required."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        reason = "no Chromium on this machine (Debian: apt-get install chromium)"
        if os.environ.get("HEADROOM_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def serve() -> Iterator[object]:
    """A function that serves a folder on this machine and gives its address."""
    servers: list[ThreadingHTTPServer] = []

    @functools.cache
    def start(folder: Path) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture
def window(browser: Browser) -> Iterator[Page]:
    """A window on a desktop in which no script may fail."""
    opened = browser.new_page(viewport={"width": 1280, "height": 844})
    opened.problems = []
    opened.on("console", lambda line: opened.problems.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    yield opened
    assert opened.problems == []
    opened.close()
