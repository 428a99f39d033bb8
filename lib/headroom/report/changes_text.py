"""What changed, in words and as HTML: the same for the terminal and the page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from headroom.report import format as fmt
from headroom.report.changes import Change, Comparison, Effect
from headroom.report.pages import PAGES, TITLES, table
from headroom.report.results import Result

DATES = ("year", "part_of_year")  # kinds whose differences are years
SHOWN = 4  # inputs of one result; what is smaller is added up


def percent(share: float) -> str:
    """A share as a signed percentage: +12%, −0.3%; from tenfold as a factor."""
    if share >= 9:
        return fmt.ratio(1 + share)
    return f"{fmt.MINUS if share < 0 else '+'}{fmt.percent(abs(share))}"


def of_change(change: Change) -> str:
    """How much a result moved, or what else became of it: flipped, new, gone, only its interval moved."""
    if not change.before:
        return "new"
    if not change.after:
        return "gone"
    if change.result.kind != "headline":
        return "flipped"
    if change.shift is None:
        return "lost" if change.before.estimate else "found"
    return _shift(change, change.shift) if change.shift else "interval"


def title(change: Change) -> str:
    """What the result is; of a verdict, the claim."""
    result = change.result
    return result.label if result.kind == "headline" else f"“{result.label}”" + _day(result)


def value(result: Result | None) -> str:
    """A result as it is read: outcome, number, interval."""
    if result is None:
        return "not in the book"
    number = result.estimate
    if number is None:
        return f"{result.outcome} ({result.why})" if result.why else result.outcome
    text = number.text if number.low in (None, number.high) else f"{number.text} ({number.range_text})"
    return f"{result.outcome}, {text}" if result.outcome else text


def of_effects(change: Change) -> list[str]:
    """Which inputs moved a result, the strongest first, and what they do only together."""
    if not change.before or not change.after:
        return []
    ranked = sorted(change.effects, key=lambda effect: (not effect.flips, -abs(effect.shift or 0)))
    lines = [f"{effect.input}: {_effect(change, effect)}" for effect in ranked[:SHOWN]]
    if rest := [effect.shift for effect in ranked[SHOWN:] if effect.shift is not None]:
        lines.append(f"{len(ranked) - SHOWN} further inputs: {_shift(change, sum(rest))}")
    if change.remainder:
        lines.append(f"together beyond each alone: {_shift(change, change.remainder)}")
    if change.flipped and not any(effect.flips for effect in change.effects):
        lines.append("no input flips it by itself")
    return lines


def plain(change: Change) -> dict[str, Any]:
    """A change as plain data."""
    return {
        "kind": change.result.kind,
        "id": change.result.id,
        "label": change.result.label,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "share": change.share(change.shift),
        "inputs": [{"input": e.input, "shift": e.shift, "flips": e.flips} for e in change.effects],
        "remainder": change.remainder,
    }


def html(found: Comparison, why: Callable[[Change], list[str]] = of_effects, head_of_why: str = "Moved by") -> str:
    """A comparison as HTML: what was compared, headline results, then verdicts; `why` says what moved a result."""
    parts = [f"<p>From {escape(found.before)} to {escape(found.after)}. {escape(found.summary)}</p>"]
    for name, changes in (("Headline results that moved", found.moved), ("Verdicts that flipped", found.flips)):
        rows = [
            [
                f"<strong>{of_change(change)}</strong>",
                _link(change),
                _unbroken(value(change.before)),
                _unbroken(value(change.after)),
                "<br>".join(map(escape, why(change))),
            ]
            for change in changes
        ]
        if rows:
            parts.append(
                f'<p class="rubric">{name}</p>'
                + table(["Change", "Result", "Before", "After", head_of_why], rows, name)
            )
    return "".join(parts)


def _unbroken(text: str) -> str:
    """A value as HTML: its interval on a line of its own, and no break between a minus and its number."""
    head, bracket, rest = escape(text).partition(" (")
    return (f"{head}<br>({rest}" if bracket else head).replace(fmt.MINUS, f"{fmt.MINUS}&#8288;")


def _effect(change: Change, effect: Effect) -> str:
    if change.result.kind != "headline" and effect.flips:
        return "flips it"
    return "decides whether it can be computed" if effect.shift is None else _shift(change, effect.shift)


def _shift(change: Change, shift: float) -> str:
    """A shift in words; of a result that is lost or found, in the unit that its number has where there is one."""
    share = change.share(shift)
    kind = next((one.estimate.kind for one in (change.after, change.before) if one and one.estimate), "number")
    if shift == 0:
        return "moves its interval"
    if share is not None and kind not in DATES:
        return percent(share)
    return f"{fmt.MINUS if shift < 0 else '+'}{_in_unit(abs(shift), kind)}"


def _in_unit(size: float, kind: str) -> str:
    """A difference in the unit of the number: of shares percentage points, of dates years."""
    if kind == "percent":
        return f"{fmt.number(100 * size)} percentage points"
    return f"{size:.1f} years" if kind in DATES else fmt.write(size, kind)


def _link(change: Change) -> str:
    result = change.result
    anchor = f"fig-{result.figure}" if result.kind == "headline" else f"claim-{result.id}"
    link = f'<a href="{PAGES[result.chapter]}.html#{anchor}">{escape(result.label)}</a>'
    return f"{TITLES[result.chapter]}: {link}{_day(result)}"


def _day(result: Result) -> str:
    return ", when stated" if result.kind == "verdict when stated" else ""


def _plain(result: Result | None) -> dict[str, Any] | None:
    if result is None:
        return None
    number = result.estimate
    stated = number and {"value": number.value, "low": number.low, "high": number.high, "format": number.kind}
    return {"outcome": result.outcome, "text": value(result), "estimate": stated}
