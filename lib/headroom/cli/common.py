"""What commands share: the switches that select a World, where the checkout is, and how bad input ends."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

import headroom

BAD_INPUT = 2
FAILED = 1


def world_switches(command: Callable, prefix: str = "") -> Callable:
    """Add the switches ``--prices``, ``--as-of``, ``--scenario``, ``--world`` and ``--seed`` to a command."""
    name = prefix.replace("-", "_")
    options = [
        click.option(
            f"--{prefix}prices",
            f"{name}prices",
            metavar="FILE",
            multiple=True,
            type=click.Path(path_type=Path),
            help="Price file to bring along; may be given several times. [HEADROOM_PRICES]",
        ),
        click.option(
            f"--{prefix}as-of",
            f"{name}as_of",
            metavar="DATE",
            help="See no row after this date, YYYY-MM-DD. [HEADROOM_AS_OF]",
        ),
        click.option(
            f"--{prefix}scenario",
            f"{name}scenario",
            metavar="NAME",
            help="Scenario under data/scenarios. [HEADROOM_SCENARIO]",
        ),
        click.option(
            f"--{prefix}world",
            f"{name}world",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="World file, in place of all other switches; `headroom world` writes one. [HEADROOM_WORLD]",
        ),
        click.option(f"--{prefix}seed", f"{name}seed", metavar="N", help="Seed of all samples. [HEADROOM_SEED]"),
    ]
    if prefix:  # what one compares with does not come from the environment
        options = options[:-1]
        for option in options:
            command = option(command)
        return command
    for option in reversed(options):
        command = option(command)
    return command


def given(**switches: Any) -> dict[str, Any]:
    """The switches that were given."""
    return {name: value for name, value in switches.items() if value not in (None, (), [])}


def refusing(command: Callable) -> Callable:
    """Let a command end with exit code 2 and all faults on stderr where its input is bad."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (ValueError, LookupError) as error:
            from headroom.evidence import EvidenceError, NoPriceError, UnknownError  # not above: it takes half a second

            if isinstance(error, EvidenceError):
                count = len(error.faults)
                refuse(f"{error}\n{count} fault{'s' if count != 1 else ''}; nothing was written.")
            if isinstance(error, UnknownError | NoPriceError):
                refuse(str(error))
            raise

    return run


def fail(message: str) -> NoReturn:
    """End with what went wrong on stderr."""
    click.echo(message, err=True)
    raise SystemExit(FAILED)


def checkout() -> Path | None:
    """The checkout that this package lies in; None where it was installed from a wheel."""
    root = Path(headroom.__file__).resolve().parents[2]
    return root if (root / "_toc.yml").is_file() and (root / "data").is_dir() else None


def need_checkout(command: str) -> None:
    """End unless the tables lie in a checkout: what a wheel brought along is nobody's to write to."""
    if checkout() is None:
        fail(f"{command} writes to the data/ of a checkout, and this headroom lies in none; nothing was written")


def refuse(message: str) -> NoReturn:
    """End with what is wrong with the input on stderr."""
    click.echo(message, err=True)
    sys.exit(BAD_INPUT)


def progress(quiet: bool) -> Callable[[str], None]:
    """A function that shows what is being done, on stderr where somebody watches."""

    def show(what: str) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"\r\033[K… {what}", nl=False, err=True)

    return show


def clear(quiet: bool) -> None:
    """Remove the last word of `progress`."""
    if not quiet and sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
