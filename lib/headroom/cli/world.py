"""``headroom world``: the World that the switches select as one file, to be handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from headroom.cli.common import given, refusing, world_switches


@click.command()
@world_switches
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file."
)
@refusing
def world(output: Path | None, **switches: Any) -> None:
    """Print the World that the switches select as one file: its prices, assumptions, date, seed and versions.

    Whoever has the file gets the same results from `--world FILE` or HEADROOM_WORLD, here and in JupyterLab.

    \b
    Examples:
        headroom world --prices my.csv --scenario scarce-chips -o mine.toml
        headroom build --world mine.toml
    """
    from headroom.evidence import World, worldfile

    chosen = World.current(**given(**switches))
    text = worldfile.write(chosen)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, "utf-8", newline="\n")
    click.echo(f"World {chosen.digest}: {chosen.label} as of {chosen.as_of}, seed {chosen.seed}", err=True)
