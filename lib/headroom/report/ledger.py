"""The answers in one page: headline results, the ledger of claims, and how many claims hold."""

from __future__ import annotations

from collections import Counter
from html import escape
from itertools import groupby

from headroom.evidence import World
from headroom.report import claims
from headroom.report.number import html as number_html
from headroom.report.number import stale_words
from headroom.report.pages import EARLIEST, PAGES, TITLES, table
from headroom.report.results import NO_RESULT, Result, of_chapter, results

CHAPTERS = list(TITLES)


def summary(world: World) -> str:
    """How many claims there are, what becomes of them today, and how many changed since they were made; as Markdown."""
    found = results(world)
    now = {id: result.outcome for (kind, id), result in found.items() if kind == "verdict"}
    then = {id: result.outcome for (kind, id), result in found.items() if kind == "verdict when stated"}
    counts = Counter(now.values())
    parts = [
        f"{counts[outcome]} {one if counts[outcome] == 1 else many}"
        for outcome, one, many in (
            ("holds", "holds", "hold"),
            ("holds in part", "holds in part", "hold in part"),
            ("does not hold", "does not hold", "do not hold"),
            ("cannot be tested", "cannot be tested with our evidence", "cannot be tested with our evidence"),
            (NO_RESULT, "cannot be computed from these inputs", "cannot be computed from these inputs"),
        )
        if counts[outcome]
    ]
    listed = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    moved = sum(then[id] != outcome for id, outcome in now.items())
    waiting = len(world.table("claims")) - len(now)
    rest = f" {waiting} {'waits' if waiting == 1 else 'wait'} for a later chapter." if waiting else ""
    return (
        f"Of {len(now)} claims tested, as of {world.as_of}, {listed}. For {moved} of them the outcome is another than "
        f"on the day when the claim was made.{rest}"
    )


def headline_table(world: World) -> str:
    """All headline results with their values and intervals, linked to their figures."""
    rows = [
        (result.chapter, [_link(result, f"fig-{result.figure}"), _value(result, world), _range(result, world)])
        for (kind, _), result in results(world).items()
        if kind == "headline"
    ]
    return _table(["Result", "Value", "Range"], rows, "Headline results")


def ledger_table(world: World) -> str:
    """Every claim with its outcomes; claims of chapters to come are named as such."""
    found = results(world)
    rows = []
    for claim in world.table("claims").sort_values("stated_on").itertuples():
        said = f"{escape(claim.claim)}<br><small>{escape(world.source(claim.source_key).label)}</small>"
        both = [found.get((kind, claim.id)) for kind in ("verdict when stated", "verdict")]
        rows.append((claim.chapter, [said, *(_outcome(result) if result else "not yet answered" for result in both)]))
    return _table(["Claim", "When stated", f"As of {world.as_of}"], rows, "Claims")


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


def _link(result: Result, anchor: str) -> str:
    return f'<a href="{PAGES[result.chapter]}.html#{anchor}">{escape(result.label)}</a>'


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
    return "<br>".join(part for part in (escape(result.estimate.range_text), note) if part)


def _outcome(result: Result) -> str:
    """An outcome, linked to its box, with its number or with why there is none."""
    link = f'<a href="{PAGES[result.chapter]}.html#claim-{result.id}">{_said(result)}</a>'
    return f"{link}<br>{_more(result)}" if _more(result) else link


def _said(result: Result) -> str:
    style = claims.STYLE.get(result.outcome, "untestable")
    return f'<strong class="verdict-outcome verdict--{style}">{result.outcome}</strong>'


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
