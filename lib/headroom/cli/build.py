"""``headroom build``: the whole book in a World of one's own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from headroom.cli.common import FAILED, given, progress, refusing, world_switches

ROOT = Path(__file__).resolve().parents[3]
STEP = re.compile(r"running notebooks .*|not so with these inputs: .*|downloads still to be drawn: .*0$")
READY = re.compile(r"pages are ready: (.*\S)")
BUILDER = ("-m", "headroom.book")  # a Python that gets ready, and builds when it is told to
KEPT_LINES = 60  # of the build's words, shown when it fails


@click.command()
@world_switches
@click.option(
    "--book",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="Folder of the book; by default that of this package.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
@refusing
def build(
    prices: tuple[Path, ...], as_of: str | None, scenario: str | None, seed: str | None, book: Path, quiet: bool
) -> None:
    """Build the book in the World that the switches select, then say what changed.

    Everything is checked before the build begins. Only what depends on a change is computed again. A switch goes before
    its environment variable, that before the date of a scenario, that before the defaults.

    \b
    Examples:
        headroom build
        headroom build --prices my.csv
        headroom build --scenario scarce-chips --as-of 2026-06-30
    """
    if not (book / "_toc.yml").is_file():
        click.echo(f"{book}: no book here (no _toc.yml); name its folder with --book", err=True)
        raise SystemExit(FAILED)
    started = time.monotonic()
    switches = given(prices=prices, as_of=as_of, scenario=scenario, seed=seed)
    text = {name: str(value) for name, value in switches.items()}
    if prices:
        text["prices"] = os.pathsep.join(str(path.resolve()) for path in prices)
    with _starting(book, os.environ | {f"HEADROOM_{name.upper()}": value for name, value in text.items()}) as process:
        from headroom.evidence import World  # not above: it takes half a second, in which the process has started

        world = World.current(**switches)
        if _run(process, quiet, lambda: _show(world), started):
            raise SystemExit(FAILED)


@contextmanager
def _starting(book: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen]:
    """A process that waits for a word to build the book; it ends without doing anything if none comes."""
    command = [sys.executable, *BUILDER, "build", str(book), "--warningiserror", "--keep-going"]
    with subprocess.Popen(
        command,
        cwd=book,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _run(process: subprocess.Popen, quiet: bool, when_ready: Callable[[], None], started: float) -> int:
    """Let the build begin; show its steps, what it says once its pages can be read, and all its words if it fails."""
    said: list[str] = []
    process.stdin.write("begin\n")
    process.stdin.close()
    for line in process.stdout:
        said.append(line.rstrip())
        if quiet:
            continue
        if step := STEP.search(line):
            click.echo(step[0].rstrip(), err=True)
        if (ready := READY.search(line)) and process.poll() is None:
            click.echo(f"{ready[1]} ({time.monotonic() - started:.0f} s)")
            when_ready()
    if process.wait():
        click.echo("\n".join(said[-KEPT_LINES:]), err=True)
        click.echo(f"the build failed (exit code {process.returncode}); no page of it is to be trusted", err=True)
    return process.returncode


def _show(world: Any) -> None:
    """What changed against the last edition."""
    from headroom.cli.compare import table
    from headroom.report import changes, editions
    from headroom.report.pages import predates_text

    early = ": too early for the chapters' text, so they give their results alone" if predates_text(world) else ""
    click.echo(f"{world.label} as of {world.as_of}{early}")
    click.echo("\n".join(table(changes.compare(editions.read(world), world, progress(quiet=False)))))
