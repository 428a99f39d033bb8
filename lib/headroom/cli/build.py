"""``headroom build``: the whole book in a World of one's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from headroom.cli.common import FAILED, checkout, fail, given, progress, refusing, world_switches

STEP = re.compile(r"running notebooks .*|not so with these inputs: .*|downloads still to be drawn: .*0$")
READY = re.compile(r"pages are ready: (.*\S)")
BUILDER = ("-c", "from jupyter_book.cli.main import main; main()")
KEPT_LINES = 60  # of the build's words, shown when it fails
WAITING = re.compile(r"downloads still to be drawn")  # said again and again, and no cause of anything


@click.command()
@world_switches
@click.option(
    "--book",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the book; by default the current one if it holds a book, else the checkout of this package.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
@refusing
def build(book: Path | None, quiet: bool, **switches: Any) -> None:
    """Build the book in the World that the switches select, then say what changed.

    Everything is checked before the build begins. Only what depends on a change is computed again. A switch goes before
    its environment variable, that before the date of a scenario, that before the defaults.

    \b
    Examples:
        headroom build
        headroom build --prices my.csv
        headroom build --scenario scarce-chips --as-of 2026-06-30
        headroom build --world theirs.toml
    """
    book = _folder(book)
    if find_spec("jupyter_book") is None:
        fail('jupyter-book is not installed: pip install "headroom-report[book]"')
    started = time.monotonic()
    switches = given(**switches)
    from headroom.evidence import World  # not above: it takes half a second

    world = World.current(**switches)  # refuses bad input before anything is built
    if run(book, _environment(switches), quiet, lambda: _show(world), started):
        raise SystemExit(FAILED)


def _environment(switches: dict[str, Any]) -> dict[str, str]:
    """The environment in which the book is built: the variables of the switches given, in place of those set."""
    from headroom.evidence.switches import VARIABLES

    chosen = {f"HEADROOM_{name.upper()}": str(value) for name, value in switches.items()}
    if "prices" in switches:
        chosen["HEADROOM_PRICES"] = os.pathsep.join(str(path.resolve()) for path in switches["prices"])
    if "world" not in switches:
        return os.environ | chosen
    rest = {name: value for name, value in os.environ.items() if name not in VARIABLES.values()}
    return rest | {"HEADROOM_WORLD": str(switches["world"].resolve())}


def _folder(named: Path | None) -> Path:
    """The folder of the book: the one named, else the current one, else the checkout."""
    if named is not None and not (named / "_toc.yml").is_file():
        fail(f"{named}: no book here (no _toc.yml); name its folder with --book")
    folder = named or (Path.cwd() if Path("_toc.yml").is_file() else checkout())
    if folder is None:
        fail(f"{Path.cwd()}: no book here (no _toc.yml), nor is this headroom in a checkout; name a folder with --book")
    return folder


def run(
    book: Path,
    environment: dict[str, str],
    quiet: bool,
    when_ready: Callable[[], None],
    started: float,
    arguments: Sequence[str] = (),
) -> int:
    """Build; show the steps, what is said once the pages can be read, and the last words if it fails."""
    command = [sys.executable, *BUILDER, "build", str(book), "--warningiserror", "--keep-going", *arguments]
    said: deque[str] = deque(maxlen=KEPT_LINES)
    with subprocess.Popen(
        command,
        cwd=book,
        env=environment | {"PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        try:
            for line in process.stdout:
                if not WAITING.match(line):
                    said.append(line.rstrip())
                if not quiet:
                    _say(line, when_ready, started)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        click.echo("\n".join(said), err=True)
        click.echo(f"the build failed (exit code {process.returncode}); no page of it is to be trusted", err=True)
    return process.returncode


def _say(line: str, when_ready: Callable[[], None], started: float) -> None:
    """Say what a line of the build's words means to the one who waits."""
    if step := STEP.search(line):
        click.echo(step[0].rstrip(), err=True)
    if ready := READY.search(line):
        click.echo(f"{ready[1]} ({time.monotonic() - started:.0f} s)")
        when_ready()


def _show(world: Any) -> None:
    """What changed against the last edition."""
    from headroom.cli.compare import table
    from headroom.report import changes, editions
    from headroom.report.pages import predates_text

    early = ": too early for the chapters' text, so they give their results alone" if predates_text(world) else ""
    click.echo(f"{world.label} as of {world.as_of}{early}")
    click.echo("\n".join(table(changes.compare(editions.read(world), world, progress(quiet=False)))))
