"""The chapters: their pages and titles, what they declare, and from which date their text can be read."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import date

from headroom.evidence import World

PAGES = {  # chapter → page
    "scarcity": "gpu-scarcity",
    "training": "training-cost",
    "data_limits": "data-limits",
    "energy": "energy",
    "inference": "inference",
    "limits": "which-limit",
}
TITLES = {
    "scarcity": "GPU scarcity",
    "training": "Training cost",
    "data_limits": "Data",
    "energy": "Energy",
    "inference": "Inference",
    "limits": "Which limit binds first",
}
EARLIEST = date(2026, 7, 1)  # of the chapters' text, which speaks of runs and prices of 2026; results go back farther


def predates_text(world: World) -> bool:
    """Whether a World lies before the text and the figures of the chapters."""
    return world.as_of < EARLIEST


def chapter_of(function: Callable[..., object]) -> str:
    """The chapter in whose package a function stands: `training` for one of `headroom.report.training.results`."""
    return function.__module__.split(".")[2]


def import_chapters() -> None:
    """Import every chapter's results and claims, so that they declare their headlines, passages and verdicts."""
    for chapter in sorted(PAGES):
        for module in ("results", "live", "claims"):
            importlib.import_module(f"headroom.report.{chapter}.{module}")
    importlib.import_module("headroom.report.front.findings")
    importlib.import_module("headroom.report.backtest.page")


def import_figures() -> None:
    """Import every chapter's figures; apart from `import_chapters`, since the command line draws nothing."""
    for chapter in sorted(PAGES):
        importlib.import_module(f"headroom.report.{chapter}.figures")
    importlib.import_module("headroom.report.backtest.figures")


def table(head: list[str], rows: list[list[str]], name: str) -> str:
    """A table that scrolls sideways where it must, as HTML; cells are HTML."""
    top = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="{name}"><table>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )
