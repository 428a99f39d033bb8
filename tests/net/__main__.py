"""``python -m tests.net``: freeze a checkout, or compare two freezes."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click

from .adapter import Adapter
from .compare import differences, read_expected, report
from .parts import OTHERS, WORLDS

FOLDER = click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path)


@click.group()
def main() -> None:
    """Freeze what the book shows, and compare two freezes."""


@main.command()
@click.option("--root", type=FOLDER, default=".", show_default=True, help="The checkout.")
@click.option("--out", type=click.Path(path_type=Path, resolve_path=True), required=True, help="Folder to write.")
@click.option("--html", type=FOLDER, help="Built pages; by default _build/html of the checkout, if it is there.")
@click.option("--cases", type=FOLDER, help="Files to give to the command line.")
@click.option("--only", multiple=True, type=click.Choice([*WORLDS, *OTHERS]), help="A part; by default all.")
@click.option("--chapter", "chapters", multiple=True, help="A page to which Worlds are limited, without results.")
@click.option("--jobs", default=2, show_default=True, help="Parts made at once.")
def freeze(root: Path, out: Path, html: Path | None, cases: Path | None, only, chapters, jobs: int) -> None:
    """Write what a checkout shows as JSON, each part by a process of its own."""
    html = html or next((folder for folder in [root / "_build" / "html"] if folder.is_dir()), None)
    given = [str(cases or ""), str(html or ""), ",".join(chapters)]
    left_out = {"cases": not cases, "pages": not html}
    parts = [name for name in only or [*WORLDS, *OTHERS] if not left_out.get(name)]
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(jobs) as pool:
        environment = Adapter(root).environment(Path(scratch))

        def make(name: str) -> int:
            command = [sys.executable, "-P", "-m", f"{__package__}.parts", name, str(root), str(out / name), *given]
            return subprocess.run(command, env=environment, check=False).returncode

        failed = [name for name, status in zip(parts, pool.map(make, parts), strict=True) if status]
    if failed:
        raise click.ClickException(f"not frozen: {', '.join(failed)}")


@main.command()
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option("--expected", type=click.Path(exists=True, path_type=Path), help="Differences that are meant (TOML).")
def compare(before: Path, after: Path, expected: Path | None) -> None:
    """List what differs between two freezes; exit with 1 if anything does that was not expected."""
    text, clean = report(differences(before, after), read_expected(expected) if expected else [])
    click.echo(text)
    sys.exit(0 if clean else 1)


if __name__ == "__main__":
    main()
