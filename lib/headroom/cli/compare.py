"""``headroom compare`` and ``headroom freeze``: what changed between two Worlds, and the record of an edition."""

from __future__ import annotations

import json
from typing import Any

import click

from headroom.cli.common import checkout, clear, fail, given, need_checkout, progress, refuse, refusing, world_switches

OTHER = "against_"  # begins the switches of the World that one compares with


@click.command()
@world_switches
@click.option(
    "--against",
    metavar="WHAT",
    help="edition: the last edition as recorded (the default); base: today's tables with no input of your own; "
    "or an edition, as in 2026.11.",
)
@lambda command: world_switches(command, "against-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Print only how much moved.")
@refusing
def compare(against: str | None, as_json: bool, quiet: bool, **switches: Any) -> None:
    """Compare the World that the switches select with another one: what changed, by how much, and which input did it.

    A switch goes before its environment variable, that before the date of a scenario, that before the defaults.

    \b
    Examples:
        headroom compare --prices my.csv
        headroom compare --scenario scarce-chips --against base
        headroom compare --as-of 2025-06-30 --against-as-of 2024-06-30
        headroom compare --world theirs.toml --against base
    """
    from headroom.evidence import World
    from headroom.report import changes, editions

    other = given(**{name[len(OTHER) :]: value for name, value in switches.items() if name.startswith(OTHER)})
    if against and other:
        refuse("either --against, or --against-prices and its like, but not both")
    after = World.current(**given(**{name: of for name, of in switches.items() if not name.startswith(OTHER)}))
    if other or against == "base":
        before: Any = World.current(**other) if "world" in other else World(**{"seed": after.seed} | other)
    else:
        before = editions.read(after, None if against in (None, "edition") else against)
    found = changes.compare(before, after, progress(quiet or as_json))
    clear(quiet or as_json)
    if as_json:
        click.echo(json.dumps(_plain(found), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(table(found, summary_only=quiet)))


@click.command()
@click.option("--edition", metavar="NAME", help="Name of the edition; by default the version of this package.")
@refusing
def freeze(edition: str | None) -> None:
    """Record today's results, figures and forecasts under data/editions, and write the files that others cite by.

    To be run once for each edition, just before `headroom release`.

    \b
    Example:
        headroom freeze
    """
    from headroom import EDITION
    from headroom.evidence import World
    from headroom.report import editions, publication

    name = edition or EDITION
    if not all(part.isdecimal() for part in name.split(".")):
        refuse(f"'{name}' names no edition: expected numbers joined by points, as in {EDITION}")
    need_checkout("headroom freeze")
    world = World()
    try:
        file = editions.freeze(world, name)
    except ValueError as error:
        fail(str(error))
    found = editions.read(world, name)
    counts = f"{len(found.results)} results, {len(found.figures)} figures, {len(found.forecasts)} forecasts"
    click.echo(f"{file}: {counts} as of {world.as_of}")
    if name != EDITION:
        return
    known = publication.addresses(checkout() / "_config.yml", {})
    for path, text in publication.citation_files(known).items():
        (checkout() / path).write_text(text, "utf-8", newline="\n")


def table(found, summary_only: bool = False) -> list[str]:
    """A comparison as lines for the terminal."""
    from headroom.report.changes_text import of_change, of_effects, title, value

    lines = [f"Before: {found.before}", f"After:  {found.after}", found.summary]
    if summary_only:
        return lines[-1:]
    for heading, changes in (("Headline results", found.moved), ("Verdicts", found.flips)):
        if not changes:
            continue
        lines += ["", heading]
        for change in changes:
            lines.append(f"{of_change(change):>8}  {title(change)}")
            lines.append(f"          {value(change.before)} → {value(change.after)}")
            lines += [f"          {text}" for text in of_effects(change)]
    return lines


def _plain(found) -> dict[str, Any]:
    """A comparison as plain data."""
    from headroom.report.changes_text import plain

    return {
        "before": found.before,
        "after": found.after,
        "summary": found.summary,
        "inputs": list(found.inputs),
        "headlines": [plain(change) for change in found.moved],
        "verdicts": [plain(change) for change in found.flips],
    }
