"""The forecasts as a page shows them: what lies ahead, and those whose day has come beside what came."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from IPython.display import HTML

from headroom import EDITION
from headroom.evidence import Quantity, World
from headroom.report import editions
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.forecasts import Forecast, Score, days_ahead, made_by, recomputed, rules, scored
from headroom.report.pages import TITLES, table
from headroom.report.prose import Prose

NONE_YET = "No day of which an edition on record speaks has come yet."


def registered(world: World) -> list[Forecast]:
    """What the editions on record forecast, but for the one that is being written."""
    earlier = (editions.read(world, name) for name in editions.names(world) if name != EDITION)
    return [one for edition in earlier for one in edition.forecasts]


def ahead(world: World) -> HTML:
    """What this World forecasts: a row for each quantity, a column for each day."""
    days = days_ahead(world.as_of)
    made = sorted(made_by(world, days, EDITION), key=lambda one: list(rules()).index(one.rule))
    rows = []
    for name, of_rule in groupby(made, key=lambda one: one.rule):
        by_day = {one.day: _said(one.estimate) for one in of_rule}
        rows.append([_named(name), *(by_day.get(day, "") for day in days)])
    return HTML(table(["Quantity", *(day.isoformat() for day in days)], rows, "Forecasts of this edition"))


def came(world: World) -> HTML:
    """The forecasts of earlier editions whose day has come, with what came."""
    scores = scored(registered(world), world)
    return HTML(_scores(scores, "Forecasts of editions, scored") or f"<p>{NONE_YET}</p>")


def came_recomputed(world: World) -> HTML:
    """The same by today's rules on the evidence of earlier days."""
    return HTML(_scores(scored(recomputed(world), world), "Recomputed forecasts, scored"))


def record(world: World) -> Prose:
    """How many recomputed forecasts held what came, and which way the others erred."""
    scores = scored(recomputed(world), world)
    rows = frozenset().union(*(score.forecast.estimate.rows | score.came.rows for score in scores))
    outside = [score for score in scores if not score.inside]
    counts = {
        "forecasts-scored": len(scores),
        "forecasts-inside": len(scores) - len(outside),
        "forecasts-outside-too-far": sum(score.too_far for score in outside),
    }
    basis = "forecasts recomputed by today's rules, one for each quantity, start and day; they are not independent"
    numbers = {key: Estimate.of(Quantity(float(n), rows=rows), "count", basis=basis) for key, n in counts.items()}
    far = "Nearly all that failed carried a trend further than it went."
    return Prose(numbers, {far: counts["forecasts-outside-too-far"] >= 0.8 * len(outside)}, world=world)


def _scores(scores: Sequence[Score], name: str) -> str:
    if not scores:
        return ""
    head = ["Quantity", "Evidence of", "For", "Forecast", "Came", "In its interval", "Error"]
    rows = [
        [
            _named(score.forecast.rule),
            f"{score.forecast.made}<br><small>{score.forecast.by}</small>",
            score.forecast.day.isoformat(),
            _said(score.forecast.estimate),
            escape(score.came.text),
            "inside" if score.inside else "<strong>outside</strong>",
            _error(score.error),
        ]
        for score in sorted(scores, key=lambda one: list(rules()).index(one.forecast.rule))
    ]
    return table(head, rows, name)


def _named(rule: str) -> str:
    of = rules()[rule]
    return f"{escape(of.label)}<br><small>{TITLES[of.chapter]}</small>"


def _said(estimate: Estimate) -> str:
    """A number with its interval on a line of its own."""
    if estimate.low is None:
        return escape(estimate.text)
    return f"{escape(estimate.text)}<br><small>{escape(estimate.range_text)}</small>"


def _error(error: float) -> str:
    """Forecast over what came: signed, from twofold on as a factor."""
    if error >= 1:
        return f"{fmt.ratio(1 + error)} too high"
    if error <= -0.5:
        return f"{fmt.ratio(1 / (1 + error))} too low"
    return f"{fmt.MINUS if error < 0 else '+'}{fmt.percent(abs(error))}"
