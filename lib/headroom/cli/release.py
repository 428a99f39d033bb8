"""``headroom release``: the archive of an edition, the same whenever and wherever it is built."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from headroom import EDITION, RELEASED
from headroom.cli import archive
from headroom.cli.build import run
from headroom.cli.common import FAILED, checkout, fail, need_checkout, refuse, refusing

BESIDE = ("CHANGELOG.md", "LICENSE", "LICENSE-TEXT-AND-DATA", "README.md", "requirements.txt")


@click.command()
@click.option("--site", metavar="URL", help="Address under which editions lie. [HEADROOM_BASE_URL]")
@click.option("--repository", metavar="URL", help="Address of the code. [HEADROOM_REPOSITORY]")
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    default=".",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write it; by default here.",
)
@click.option("--quiet", "-q", is_flag=True, help="Say nothing but errors.")
@refusing
def release(site: str | None, repository: str | None, output: Path, quiet: bool) -> None:
    """Build the archive of this edition: pages, pictures, tables, and a manifest with the fingerprint of each.

    The edition must be frozen (`headroom freeze`), and nothing changed since. The addresses are those given, else of
    the environment, else of _config.yml. Building takes some minutes, since all is made anew.

    \b
    Example:
        headroom release --site https://headroom.example/ --repository https://git.example/headroom
    """
    need_checkout("headroom release")
    from headroom.evidence import World
    from headroom.report.publication import addresses

    world, book = World.current(), checkout()
    _refuse_what_is_no_edition(world)
    known = addresses(book / "_config.yml", os.environ | _given(site, repository))
    for url, name in ((known.site, "site"), (known.repository, "repository")):
        if not url.startswith(("https://", "http://")):
            refuse(f"the address of the {name} is not known ({url or 'none'}): name it with --{name} or in _config.yml")
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"{archive.root(EDITION)}.zip"
    with tempfile.TemporaryDirectory(prefix="headroom-release-") as folder:
        html = built(book, Path(folder), known.site, quiet)
        archive.pack(target, contents(book, html, world, known), about(world))
    click.echo(f"{target}: edition {EDITION} as of {world.as_of}, {len(archive.opened(target).about['files'])} files")


def _given(site: str | None, repository: str | None) -> dict[str, str]:
    from headroom.report.publication import REPOSITORY, SITE

    return {name: url for name, url in {SITE: site, REPOSITORY: repository}.items() if url}


def _refuse_what_is_no_edition(world) -> None:
    """End where the World is a reader's own, or is not the one that was recorded."""
    from headroom.report.publication import standing

    if "own" not in standing(world):
        return
    if world.own:
        refuse("an edition has no prices, date, scenario or seed of its own: unset HEADROOM_* and try again")
    fail(
        f"data/editions/{EDITION}.csv was not recorded from these tables and this code. If edition {EDITION} is not "
        "published yet, run `headroom freeze`; if it is, give this one a name of its own in lib/headroom/__init__.py."
    )


def built(book: Path, folder: Path, site: str, quiet: bool) -> Path:
    """Build all pages from nothing in a folder, with the downloads of an edition; the folder of the pages."""
    import yaml  # that the book's own packages bring along

    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    config["sphinx"]["config"]["headroom_downloads"] = "release"
    file = folder / "_config.yml"
    file.write_text(yaml.safe_dump(config), "utf-8", newline="\n")
    arguments = ["--config", str(file), "--path-output", str(folder)]
    if run(book, _still(site), quiet, lambda: None, time.monotonic(), arguments):
        raise SystemExit(FAILED)
    return folder / "_build" / "html"


def _still(site: str) -> dict[str, str]:
    """The environment of a build that depends on nothing that differs from time to time."""
    day = datetime.fromisoformat(RELEASED).replace(tzinfo=UTC)
    fixed = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": f"{day.timestamp():.0f}", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return os.environ | fixed | {"HEADROOM_BASE_URL": site}


def contents(book: Path, html: Path, world, known) -> dict[str, bytes | Path]:
    """What an archive holds, by its names in it."""
    from headroom.evidence import worldfile
    from headroom.report.publication import citation_files

    written = citation_files(known) | {"world.toml": worldfile.write(world)}
    return (
        dict(archive.files_of(html, archive.PAGES))
        | dict(archive.files_of(book / "data", "data/"))
        | {name: book / name for name in BESIDE}
        | {name: text.encode() for name, text in written.items()}
    )


def about(world) -> dict[str, str]:
    """What a manifest says of its edition."""
    return {
        "edition": EDITION,
        "released": RELEASED,
        "as_of": world.as_of.isoformat(),
        "world": world.digest,
    }
