"""``headroom site``: editions side by side, each at an address of its own, and the newest also as the latest."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import click

from headroom.cli import archive
from headroom.cli.common import refuse, refusing

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Headroom: editions</title>
<style>
:root {{ color-scheme: light dark; font: 1.1rem/1.5 "Source Sans Pro", system-ui, sans-serif; }}
body {{ max-width: 44rem; margin: 3rem auto; padding: 0 1.2rem; }}
li {{ margin: 0.5rem 0; }}
small {{ opacity: 0.75; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p><a href="latest/">Read the newest edition, {latest}</a>.</p>
<p>Each edition stays as it was at an address of its own, which is the one to cite. What later editions changed of it
stands on its pages.</p>
<ul>
{editions}
</ul>
</body>
</html>
"""


@click.command(no_args_is_help=True)
@click.argument("archives", nargs=-1, required=True, metavar="ARCHIVE…", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    metavar="FOLDER",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder that is empty or not there yet.",
)
@refusing
def site(archives: tuple[Path, ...], output: Path) -> None:
    """Lay the pages of ARCHIVEs side by side: each edition under its name, the newest also under latest/.

    Every file is held against the manifest of its archive first. What later editions changed of earlier ones stands
    in editions.json, by the records that each archive holds.

    \b
    Example:
        headroom site headroom-2026.11.zip headroom-2026.12.zip -o site
    """
    if output.is_dir() and any(output.iterdir()):
        refuse(f"{output}: not empty; a site is laid out anew")
    try:
        found = [archive.opened(path) for path in archives]
    except archive.DamagedError as error:
        refuse(f"{error}; nothing was written")
    by_name = {one.edition: one for one in found}
    if len(by_name) < len(found):
        refuse("two archives of one edition; nothing was written")
    lay_out(by_name, output)
    click.echo(f"{output / 'index.html'}: " + ", ".join(in_order(by_name)))


def in_order(names) -> list[str]:
    """Names of editions, the newest last."""
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])


def lay_out(found: dict[str, archive.Archive], output: Path) -> None:
    """Write the pages of all editions, `editions.json` and the page that lists them."""
    from headroom.report import editions
    from headroom.report.superseded import superseded

    names = in_order(found)
    for name in names:
        found[name].unpack_pages(output / name)
    newest = found[names[-1]]
    newest.unpack_pages(output / "latest")
    records = [editions.of_record(found[name].read(f"data/editions/{name}.csv").decode(), name) for name in names]
    known = superseded(records) | {"files": newest.pages}
    (output / "editions.json").write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
    (output / "index.html").write_text(_page(known, found), "utf-8", newline="\n")


def _page(known: dict, found: dict[str, archive.Archive]) -> str:
    from headroom.report.publication import BOOK

    rows = []
    for name in reversed(known["editions"]):
        about = known["editions"][name]
        count = len({(change["kind"], change["id"]) for change in about["changes"]})
        changed = f"; {count} of its figures, headline results and verdicts changed since" if count else ""
        released = found[name].about["released"]
        rows.append(
            f'<li><a href="{escape(name)}/">Edition {escape(name)}</a> '
            f"<small>of {released}, data as of {about['as_of']}{changed}</small></li>"
        )
    return PAGE.format(title=escape(BOOK), latest=escape(known["latest"]), editions="\n".join(rows))
