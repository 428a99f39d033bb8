"""``headroom check``: is a price file or a World file sound, and which prices in use would it change?"""

from __future__ import annotations

from pathlib import Path

import click

from headroom.cli.common import refuse, refusing


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@refusing
def check(files: tuple[Path, ...]) -> None:
    """Check price FILEs, or one World file, and say which prices in use they would change. Nothing is written.

    \b
    A file needs four columns; all others of data/prices.csv may be added.
        item,price_kind,usd,as_of
        h100-sxm,cloud_on_demand,1.95,2026-11-10

    \b
    Examples:
        headroom check my.csv
        headroom check theirs.toml
    """
    worlds = [file for file in files if file.suffix == ".toml"]
    if worlds and len(files) > 1:
        refuse(f"{worlds[0]}: expected alone, since a World file states the whole World")
    click.echo("\n".join(of_world(*worlds) if worlds else summary(files)))


def of_world(file: Path) -> list[str]:
    """What a World file holds, and the prices in use before and after; packages of other versions are named.

    Raises
    ------
    EvidenceError
        With every fault of the file.
    """
    from headroom.evidence import World, worldfile

    world = World.current(world=file)
    lines = [f"{world.label} as of {world.as_of}, seed {world.seed}: World {world.digest}, all sound."]
    for name, theirs, ours in worldfile.other_versions(file):
        lines.append(f"  made with {name} {theirs}, here {ours}: results may differ in their last digits.")
    return lines + in_use(world) if world.prices else lines


def summary(files: tuple[Path, ...]) -> list[str]:
    """Rows, items and prices in use before and after, for price files that are sound.

    Raises
    ------
    EvidenceError
        With every fault of every file.
    """
    from headroom.evidence import World

    world = World(prices=files)
    seen = world.table("prices")
    user_supplied = seen[seen["user_supplied"]]
    rows, items = len(user_supplied), user_supplied["accelerator_id"].nunique()
    head = f"{rows} price{'s' if rows != 1 else ''} of {items} item{'s' if items != 1 else ''}: all sound."
    return [head, *in_use(world)]


def in_use(world) -> list[str]:
    """The prices in use of what the price files of a World price, before and after."""
    from headroom.evidence import World

    seen, plain = world.table("prices"), World(as_of=world.as_of)
    kinds = seen[seen["user_supplied"]].groupby(["accelerator_id", "price_kind"], sort=False)
    lines = [f"  {item}, {kind.replace('_', ' ')}: {_use(plain, world, item, kind)}" for (item, kind), _ in kinds]
    return [f"Prices in use on {world.as_of}:", *lines]


def _use(before, after, item: str, kind: str) -> str:
    """A price in use before and after."""
    from headroom.evidence import NoPriceError
    from headroom.report.format import interval, money

    unit = {"USD/(chip*hour)": "per chip-hour", "USD/chip": "per chip"}
    price = after.price(item, kind)
    spread = "" if price.is_point else f" ({interval(price.low, price.high, 'money')})"
    stale = f", stale: the newest is of {price.newest}" if price.stale else ""
    now = f"{money(price.value)}{spread} {unit.get(price.unit, price.unit)}{stale}"
    try:
        old = before.price(item, kind).value
    except NoPriceError:
        return f"none → {now}"
    return f"{money(old)} → {now} ({(price.value / old - 1):+.0%})".replace("(-", "(−")
