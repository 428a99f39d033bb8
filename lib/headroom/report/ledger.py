"""The answers in one page: headline results, and how many claims hold."""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import groupby

from headroom.evidence import World
from headroom.report.claim_list import OUTCOMES, changed, outcomes, style
from headroom.report.number import html as number_html
from headroom.report.number import stale_words
from headroom.report.pages import EARLIEST, PAGES, TITLES, table
from headroom.report.results import NO_RESULT, Result, of_chapter, results

CHAPTERS = list(TITLES)
LIMITED_BY = {"cannot be tested": " with our evidence", NO_RESULT: " from these inputs"}


def summary(world: World) -> str:
    """How many claims there are, what becomes of them today, and how many changed since they were made; as Markdown."""
    now = outcomes(world, "now")
    counts = Counter(now.values())
    parts = [
        f"{counts[outcome]} {words[counts[outcome] > 1]}{LIMITED_BY.get(outcome, '')}"
        for outcome, words in OUTCOMES.items()
        if counts[outcome]
    ]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    waiting = len(world.table("claims")) - len(now)
    rest = f" {waiting} {'waits' if waiting == 1 else 'wait'} for a later chapter." if waiting else ""
    return (
        f"Of {len(now)} claims tested, as of {world.as_of}, {listed}. For {len(changed(world))} of them the outcome is "
        f"another than on the day when the claim was made.{rest}"
    )


def headline_table(world: World, folder: str = "") -> str:
    """All headline results with their values and intervals, linked to their figures in the pages of a folder."""
    rows = [
        (result.chapter, [_link(result, folder), _value(result, world), _range(result, world)])
        for (kind, _), result in results(world).items()
        if kind == "headline"
    ]
    return _table(["Result", "Value", "Range"], rows, "Headline results")


def in_brief(chapter: str, world: World) -> str:
    """A chapter in a World that is too early for its text: its results and verdicts alone."""
    found = of_chapter(chapter, world).values()
    numbers = [[escape(r.label), _value(r, world), _range(r, world)] for r in found if r.kind == "headline"]
    verdicts = [[escape(r.label), _said(r), _more(r)] for r in found if r.kind == "verdict"]
    return (
        f"<p>Text and figures of this chapter speak of {EARLIEST.year}. As of {world.as_of} less was known: here "
        "stands what the evidence of that day gives for its results and for the claims that it tests.</p>"
        f"{table(['Result', 'Value', 'Range'], numbers, 'Results')}"
        f"{table(['Claim', f'As of {world.as_of}', 'Tested quantity'], verdicts, 'Claims')}"
    )


def _link(result: Result, folder: str) -> str:
    return f'<a href="{folder}{PAGES[result.chapter]}.html#fig-{result.figure}">{escape(result.label)}</a>'


def _value(result: Result, world: World) -> str:
    if result.estimate is None:
        return f"{NO_RESULT}: {escape(result.why)}"
    return " ".join(part for part in (number_html(result.estimate, world), escape(result.of)) if part)


def _range(result: Result, world: World) -> str:
    """The interval, and below it what of the result is stale."""
    if result.estimate is None:
        return ""
    stale = world.stale(result.estimate.rows)
    note = f'<small class="hr-stale">{escape(stale_words(stale))}</small>' if stale else ""
    one = result.estimate
    found = f"{escape(one.range_text)} <small>{escape(one.interval_name)}</small>" if one.range_text else "one value"
    return "<br>".join(part for part in (found, note) if part)


def _said(result: Result) -> str:
    return f'<strong class="verdict-outcome verdict--{style(result.outcome)}">{result.outcome}</strong>'


def _more(result: Result) -> str:
    """The number with what it is, or why there is none."""
    if result.estimate is None:
        return escape(result.why)
    standing = f"<br><small>{escape(result.standing)}</small>" if result.standing else ""
    return f"{escape(result.estimate.text)} <small>{escape(result.of)}</small>{standing}"


def _table(head: list[str], rows: list[tuple[str, list[str]]], name: str) -> str:
    """Rows under the titles of their chapters, in the order of the book."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    bodies = []
    for chapter, group in groupby(sorted(rows, key=lambda row: CHAPTERS.index(row[0])), key=lambda row: row[0]):
        title = f'<tr><th colspan="{len(head)}" scope="rowgroup">{TITLES[chapter]}</th></tr>'
        cells = ("".join(f"<td>{cell}</td>" for cell in row) for _, row in group)
        bodies.append(f"<tbody>{title}{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody>")
    return (
        f'<div class="table-scroll hr-answers" tabindex="0" role="group" aria-label="{name}"><table>'
        f"<thead><tr>{top}</tr></thead>{''.join(bodies)}</table></div>"
    )
