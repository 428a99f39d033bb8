"""The command line: ``headroom`` checks price files, builds the book, compares Worlds and computes formulas.

Exit codes: 0 all went well, 1 something failed, 2 the input was bad (and nothing was written).
"""

from __future__ import annotations

import io
import sys
from importlib import import_module

import click

from headroom import EDITION

COMMANDS = {  # name -> module that defines it, and what it does; modules are imported when asked for
    "build": ("build", "Build the book, with your own prices, date or scenario."),
    "calc": ("calc", "Compute a formula, or a whole cost, from the shell."),
    "check": ("check", "Check price files or a World file, and say what they would change."),
    "compare": ("compare", "Compare two Worlds: what changed, by how much, and why."),
    "freeze": ("compare", "Record today's results as an edition."),
    "list": ("listing", "List formulas, parameters, prices, scenarios, claims or headline results."),
    "release": ("release", "Build the archive of this edition, the same whenever it is built."),
    "site": ("site", "Lay editions side by side, each at an address of its own."),
    "tokens": ("tokens", "Propose fresh API token prices from the installed genai-prices."),
    "world": ("world", "Write your prices, date, scenario and seed into one file, to be handed on."),
}


class _Commands(click.Group):
    """The commands, each imported when it is needed, so that help and mistakes are answered at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(f"headroom.cli.{COMMANDS[cmd_name][0]}"), cmd_name.replace("list", "listing"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else f"; there are: {', '.join(COMMANDS)}"
            raise click.UsageError(f"no command '{args[0]}'{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(EDITION, "-V", "--version", message="Headroom, edition %(version)s")
def main() -> None:
    """Headroom: what limits the scaling of AI, as a book that can be rerun.

    Every command has --help with an example.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # elsewhere than on Linux a pipe may know no arrows
