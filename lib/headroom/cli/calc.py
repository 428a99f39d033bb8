"""``headroom calc``: one formula, or a whole cost, from the shell."""

from __future__ import annotations

import json
from typing import Any

import click

from headroom.cli.common import given, refuse, refusing, world_switches


class _Calc(click.Command):
    """A command whose --help, after an ADDRESS, is about the formula there."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and not {"-h", "--help"}.isdisjoint(args):
            _document(args[0])
            ctx.exit()
        return super().parse_args(ctx, args)


@refusing
def _document(address: str) -> None:
    from headroom.report.evaluate import formula_at

    click.echo(f"{address}: {formula_at(address).__doc__}")


@click.command(
    cls=_Calc, context_settings={"ignore_unknown_options": True, "allow_extra_args": True}, no_args_is_help=True
)
@click.argument("address", metavar="ADDRESS")
@click.option(
    "--chip", metavar="ID", help="Take peak, memory, power, utilisation of known runs and prices from this accelerator."
)
@click.option(
    "--format",
    "number_format",
    metavar="FORMAT",
    default="16bit",
    help="Number format of the chip's peak: 16bit (the default), fp8, fp4, tf32 or fp32.",
)
@world_switches
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
@refusing
def calc(
    ctx: click.Context, address: str, chip: str | None, number_format: str, as_json: bool, **switches: Any
) -> None:
    """Compute the formula at ADDRESS, such as training.rental_cost.

    Give its arguments by name, as --NAME VALUE. A VALUE is a number, a range as in 0.3..0.5 (taken for a 90% interval),
    the id of a parameter, or, with --chip, a kind of price as in cloud_reserved.

    What is not given comes from the chip, from a documented default, or from the formula of that name; the answer says
    for every input where it came from. Utilisation (mfu) and goodput are by default what bills of known runs on chips
    of that family show of dense models; of a mixture of experts give --mfu. Without values, what is needed is listed
    with units and valid ranges; with --help after the ADDRESS, what the formula is, takes and gives.

    \b
    Examples:
        headroom calc training.rental_cost --chip h100-sxm --params 70e9 --tokens 15e12 --mfu 0.3..0.5
        headroom calc training.chip_hours --chip h100-sxm --training_flop 3.8e25
        headroom calc training.chip_hours --chip h100-sxm --training_flop 3.8e25 --format fp8 --mfu 0.2
        headroom calc training.training_flop --params 8e9 --tokens 15e12
        headroom list formulas training
    """
    from headroom.evidence import World
    from headroom.report.evaluate import MissingError, evaluate

    values = _pairs(ctx.args)
    world = World.current(**given(**switches))
    try:
        answer = evaluate(address, values, world, chip, number_format)
    except MissingError as error:
        refuse(str(error))
    click.echo(json.dumps(_plain(answer, world), ensure_ascii=False, indent=2) if as_json else _text(answer, world))


def _pairs(words: list[str]) -> dict[str, str]:
    """Names and values from what follows the options: ``--mfu 0.4`` or ``--mfu=0.4``; hyphens are underscores."""
    values: dict[str, str] = {}
    rest = list(words)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if not name.startswith("--") or len(name) < 3:
            refuse(f"'{name}': expected --NAME VALUE")
        if not equals:
            if not rest:
                refuse(f"{name}: expected a value after it")
            value = rest.pop(0)
        name = name[2:].replace("-", "_")
        if name in values:
            refuse(f"--{name}: expected once, given twice")
        values[name] = value
    return values


def _text(answer, world) -> str:
    """An answer for the terminal."""
    result = answer.result
    lines = [f"{result.name} = {_measured(result)}", answer.summary, "", "From"]
    width = max(len(used.name) for used in answer.inputs)
    for used in answer.inputs:
        lines += [f"  {used.name:<{width}}  {_measured(used)}", f"  {'':<{width}}  {used.origin}"]
    lines += ["", "Sources"]
    lines += [f"  {key}: {_source(world, key)}" for key in answer.sources]
    return "\n".join(lines)


def _measured(one) -> str:
    """A value with its interval, what that means, and its unit."""
    from headroom.report.estimate import Estimate
    from headroom.report.format import money

    found = one.quantity
    write = money if found.unit == "USD" else _digits
    if found.is_point:
        return f"{write(found.value)} {found.unit}"
    means = Estimate.of(found, "number").interval_name
    return f"{write(found.value)} {found.unit} ({means} {write(found.low)} to {write(found.high)})"


def _digits(x: float) -> str:
    """Three digits: 0.375, 1,290, 1.12e7."""
    if x == 0 or 1e-3 <= abs(x) < 1e6:
        return f"{float(f'{x:.3g}'):,.10g}"
    return f"{x:.3g}".replace("e+0", "e").replace("e+", "e").replace("e-0", "e-")


def _source(world, key: str) -> str:
    source = world.source(key)
    return ", ".join(part for part in (source.label, source.title, source.url) if part)


def _plain(answer, world) -> dict[str, Any]:
    """An answer as plain data."""

    def value(one) -> dict[str, Any]:
        found = one.quantity
        ends = {"low": float(found.low), "high": float(found.high), "level": found.level}
        return {"name": one.name, "value": float(found.value), **ends, "unit": found.unit, "interval": found.interval}

    return {
        **value(answer.result),
        "summary": answer.summary,
        "as_of": world.as_of.isoformat(),
        "world": world.label,
        "inputs": [value(one) | {"origin": one.origin, "sources": list(one.sources)} for one in answer.inputs],
        "sources": [
            {"key": key, "label": world.source(key).label, "url": world.source(key).url} for key in answer.sources
        ],
    }
