"""Pages that collect what the chapters declare: headline results and the ledger of claims."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import date
from html import escape

import lib.report
from lib.evidence import EvidenceError, Fault, World
from lib.report import claims
from lib.report.headline import headlines
from lib.report.number import html as number_html

PAGES = {  # chapter → page
    "scarcity": "gpu-scarcity",
    "training": "training-cost",
    "data_limits": "data-limits",
    "energy": "energy",
    "inference": "inference",
}
TITLES = {
    "scarcity": "GPU scarcity",
    "training": "Training cost",
    "data_limits": "Data",
    "energy": "Energy",
    "inference": "Inference",
    "limits": "All limits together",
}


EARLIEST = date(2026, 7, 1)  # of the chapters: they speak of runs and prices of 2026; results can be had for any date


def check_date(world: World) -> None:
    """Refuse a World too early for the chapters' text.

    Raises
    ------
    EvidenceError
        Naming the date, the earliest one, and what serves instead.
    """
    if world.as_of < EARLIEST:
        expected = f"{EARLIEST} or later, since the chapters speak of 2026; `headroom compare` takes any date"
        raise EvidenceError([Fault("as-of date of the book", 0, "", str(world.as_of), expected)])


def import_chapters() -> None:
    """Import every chapter's results, so that they declare their headlines and verdicts."""
    for package in pkgutil.iter_modules(lib.report.__path__):
        if package.ispkg:
            for module in ("headlines", "verdicts"):
                importlib.import_module(f"lib.report.{package.name}.{module}")


def table(head: list[str], rows: list[list[str]], name: str) -> str:
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="{name}"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def headline_table(world: World) -> str:
    """All headline results with their values and intervals, linked to their figures."""
    rows = []
    for result in sorted(headlines(), key=lambda h: list(TITLES).index(h.chapter)):
        estimate = result.compute(world)
        link = f'<a href="{PAGES[result.chapter]}.html#fig-{result.figure}">{escape(result.label)}</a>'
        rows.append([TITLES[result.chapter], link, number_html(estimate, world), escape(estimate.range_text)])
    return table(["Chapter", "Result", "Value", "Range"], rows, "Headline results")


def _outcome(finding: claims.Finding) -> str:
    shown = f"<br>{escape(finding.estimate.text)}" if finding.estimate else ""
    style = claims.STYLE[finding.outcome]
    return f'<strong class="verdict-outcome verdict--{style}">{finding.outcome}</strong></a>{shown}'


def ledger_table(world: World) -> str:
    """Every claim with its outcomes; claims of chapters to come are named as such."""
    answered = set(claims.answered())
    rows = []
    for claim in world.table("claims").sort_values(["chapter", "stated_on"]).itertuples():
        said = f"{escape(claim.claim)} <small>{escape(world.source(claim.source_key).label)}</small>"
        if claim.id not in answered:
            rows.append([TITLES[claim.chapter], said, "not yet answered", "not yet answered"])
            continue
        found = claims.verdict(claim.id, world)
        link = f'<a href="{PAGES[claim.chapter]}.html#claim-{claim.id}">'
        cells = [f"{link}{_outcome(finding)}" for finding in (found.then, found.now)]
        rows.append([TITLES[claim.chapter], said, *cells])
    return table(["Chapter", "Claim", "When stated", f"As of {world.as_of}"], rows, "Claims")
