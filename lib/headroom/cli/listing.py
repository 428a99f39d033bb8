"""``headroom list``: what there is, with sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import click

from headroom.cli.common import given, refusing, world_switches

Row = dict[str, Any]


@click.command("list")
@click.argument(
    "what", metavar="WHAT", type=click.Choice(["formulas", "parameters", "prices", "scenarios", "claims", "headlines"])
)
@click.argument("words", nargs=-1, metavar="[WORD]…")
@world_switches
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@refusing
def listing(what: str, words: tuple[str, ...], as_json: bool, **switches: Any) -> None:
    """List WHAT: formulas, parameters, prices (in use), scenarios, claims or headlines, each with its sources.

    With WORDs, only what holds all of them; capitals do not matter.

    \b
    Examples:
        headroom list formulas rental
        headroom list prices h100 --as-of 2024-06-30
        headroom list parameters mfu --json
    """
    from headroom.evidence import World

    world = World.current(**given(**switches))
    rows = [row for row in LISTS[what](world) if _has(row, words)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        keys = row.get("sources", [])
        click.echo(f"{row['id']}  {row['value']}".rstrip() + f"\n    {row['about']}")
        if keys:
            labels = [world.source(key).label for key in keys[:3]] + ["…"] * (len(keys) > 3)
            click.echo(f"    {'; '.join(labels)}")
    click.echo(f"{len(rows)} {what}" + (f" with {' and '.join(words)}" if words else ""), err=True)


def _has(row: Row, words: tuple[str, ...]) -> bool:
    text = " ".join(str(value) for value in row.values()).lower()
    return all(word.lower() in text for word in words)


def _formulas(_: Any) -> Iterator[Row]:
    from headroom.calculator import formulas, procedures
    from headroom.calculator.describe import describe

    for function in [*formulas(), *procedures()]:
        about = describe(function)
        arguments = ", ".join(f"{one.name} [{one.unit}]" for one in about.arguments)
        yield {
            "id": about.address,
            "value": f"({arguments}) → {about.result.unit}",
            "about": about.summary,
            "sources": list(about.sources),
        }


def _parameters(world: Any) -> Iterator[Row]:
    for row in world.table("parameters").itertuples():
        try:
            stated = world.parameter(row.id)
            spread = "" if stated.is_point else f" ({stated.low:g} to {stated.high:g}, {row.interval})"
            value = f"{stated.value:g}{spread} {stated.unit}"
        except ValueError:  # only a bound is known
            value = f"{row.interval} {row.low if row.low == row.low else row.high:g} {row.unit}"
        yield {"id": row.id, "value": value, "about": f"{row.parameter}: {row.applies_to}", "sources": [row.source_key]}


def _prices(world: Any) -> Iterator[Row]:
    from headroom.evidence import NoPriceError

    pairs = world.table("prices")[["accelerator_id", "price_kind"]].drop_duplicates()
    for item, kind in sorted(pairs.itertuples(index=False)):
        try:
            price = world.price(item, kind)
        except NoPriceError:  # only a bound was stated
            continue
        spread = "" if price.is_point else f" ({price.low:,.4g} to {price.high:,.4g})"
        stale = ", stale" if price.stale else ""
        yield {
            "id": f"{item}/{kind}",
            "value": f"{price.value:,.4g}{spread} {price.unit}",
            "about": f"{price.n} provider{'s' if price.n != 1 else ''}, newest {price.newest}{stale}",
            "sources": list(price.sources),
            "rows": sorted(row.id for row in price.rows if row.table == "prices"),
        }


def _scenarios(world: Any) -> Iterator[Row]:
    from dataclasses import replace

    for file in sorted((world.data / "scenarios").glob("*.toml")):
        about = replace(world, as_of=None, scenario=file.stem).about
        yield {"id": about.name, "value": about.title, "about": " ".join(about.why.split())}


def _claims(world: Any) -> Iterator[Row]:
    from headroom.report.results import results

    found = {result.id: result.outcome for result in results(world).values() if result.kind == "verdict"}
    for row in world.table("claims").itertuples():
        yield {
            "id": row.id,
            "value": found.get(row.id, "not yet answered"),
            "about": row.claim,
            "sources": [row.source_key],
        }


def _headlines(world: Any) -> Iterator[Row]:
    from headroom.report.results import results

    for result in results(world).values():
        if result.kind == "headline":
            number = result.estimate
            value = str(number) if number else result.outcome
            yield {
                "id": result.id,
                "value": value,
                "about": result.label,
                "sources": list(number.sources) if number else [],
            }


LISTS: dict[str, Callable[[Any], Iterator[Row]]] = {
    "formulas": _formulas,
    "parameters": _parameters,
    "prices": _prices,
    "scenarios": _scenarios,
    "claims": _claims,
    "headlines": _headlines,
}
