"""Results, verdicts and prices in use for those who read by machine: plain values that JSON holds."""

from __future__ import annotations

import math
from typing import Any

from headroom import EDITION
from headroom.evidence import Quantity, World
from headroom.report.estimate import Estimate
from headroom.report.pages import PAGES
from headroom.report.reference_pages import prices_in_use
from headroom.report.results import Result, results


def files(world: World) -> dict[str, dict[str, Any]]:
    """What is published of a World, by the name of its file."""
    about = {"edition": EDITION, "as_of": world.as_of.isoformat(), "world": world.label}
    parts = {"results": headlines(world), "verdicts": verdicts(world), "prices": prices(world)}
    return {f"{name}.json": {**about, name: rows} for name, rows in parts.items()}


def headlines(world: World) -> list[dict[str, Any]]:
    """The headline results with their intervals, sources and rows."""
    found = results(world).values()
    return [
        {
            "id": one.id,
            "chapter": one.chapter,
            "label": one.label,
            "unit": one.of,
            "page": f"chapters/{PAGES[one.chapter]}.html#fig-{one.figure}",
            **_number(one, world),
        }
        for one in found
        if one.kind == "headline"
    ]


def verdicts(world: World) -> list[dict[str, Any]]:
    """What became of each claim: as of the day when it was made, and as of the World's."""
    found = results(world)
    return [
        {
            "claim": one.id,
            "chapter": one.chapter,
            "said": one.label,
            "speaker": world.row("claims", one.id)["speaker"],
            "stated_on": f"{world.row('claims', one.id)['stated_on']:%Y-%m-%d}",
            "source": world.row("claims", one.id)["source_key"],
            "page": f"chapters/{PAGES[one.chapter]}.html#claim-{one.id}",
            "when_stated": _finding(found["verdict when stated", one.id], world),
            "now": _finding(one, world),
        }
        for one in found.values()
        if one.kind == "verdict"
    ]


def prices(world: World) -> list[dict[str, Any]]:
    """The prices in use of every kind."""
    return [
        {
            "item": price.item,
            "kind": price.kind,
            "value": _plain(price.value),
            **_interval(price),
            "unit": price.unit,
            "providers": price.n,
            "newest_quote": price.newest.isoformat(),
            "stale": price.stale,
            **_evidence(price, world),
        }
        for price in prices_in_use(world)
    ]


def _finding(result: Result, world: World) -> dict[str, Any]:
    return {"outcome": result.outcome, "tested": result.of, "standing": result.standing, **_number(result, world)}


def _number(result: Result, world: World) -> dict[str, Any]:
    """The number of a result, or why there is none."""
    number = result.estimate
    if number is None:
        return {"value": None, "why": result.why}
    interval = {} if number.low is None else {"low": number.low, "high": number.high}
    if interval:
        interval |= {"level": number.level, "interval": number.interval_name}
    return {
        "value": _plain(number.value),
        "written": number.text,
        "format": number.kind,
        **interval,
        "basis": number.basis,
        **_evidence(number, world),
    }


def _interval(price: Quantity) -> dict[str, Any]:
    if price.is_point:
        return {}
    return {"low": float(price.low), "high": float(price.high), "level": price.level, "interval": price.interval}


def _evidence(number: Estimate | Quantity, world: World) -> dict[str, Any]:
    """What a number rests on: sources, rows as "table/id", and what of it is stale."""
    return {
        "sources": list(number.sources),
        "rows": sorted({f"{row.table}/{row.id}" for row in number.rows}),
        "stale_prices": world.stale(number.rows),
    }


def _plain(value: float) -> float | None:
    """A number that JSON has."""
    return float(value) if math.isfinite(value) else None
