"""``headroom check``: is a price file sound, and which prices in use would it change?"""

from __future__ import annotations

from pathlib import Path

import click

from headroom.cli.common import refusing


@click.command(no_args_is_help=True)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@refusing
def check(files: tuple[Path, ...]) -> None:
    """Check price FILEs and say which prices in use they would change. Nothing is written.

    \b
    A file needs four columns; all others of data/prices.csv may be added.
        item,price_kind,usd,as_of
        h100-sxm,cloud_on_demand,1.95,2026-11-10

    \b
    Example:
        headroom check my.csv
    """
    click.echo("\n".join(summary(files)))


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
    plain = World(as_of=world.as_of)
    rows, items = len(user_supplied), user_supplied["accelerator_id"].nunique()
    kinds = user_supplied.groupby(["accelerator_id", "price_kind"], sort=False)
    lines = [
        f"{rows} price{'s' if rows != 1 else ''} of {items} item{'s' if items != 1 else ''}: all sound.",
        f"Prices in use on {world.as_of}:",
    ]
    return lines + [
        f"  {item}, {kind.replace('_', ' ')}: {_use(plain, world, item, kind)}" for (item, kind), _ in kinds
    ]


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
