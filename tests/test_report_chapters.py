"""What every chapter owes its readers: answers to its claims, headline results, figures, no typed numbers."""

import ast
import json
import math
import re
from html import escape
from pathlib import Path

import pytest

from headroom.evidence import World
from headroom.report import claims, figure, ledger
from headroom.report.controls import Slider
from headroom.report.headline import headlines, inputs
from headroom.report.pages import PAGES, import_chapters, predates_text
from headroom.report.prose import passages
from headroom.report.results import results

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"
import_chapters()
WRITTEN = [chapter for chapter, page in PAGES.items() if (CHAPTERS / f"{page}.ipynb").exists()]
CLAIMS = [row.id for row in World().table("claims").itertuples() if row.chapter in WRITTEN]
TYPED = re.compile(
    r"(?<![\w`{#/.-])\$?\d[\d,.]*\s?(?:%|million|billion|trillion|GW|MW|kW|GPUs?|chips|tokens|FLOP|dollars|hours|days)"
)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def cells(page: str) -> list[dict]:
    return json.loads((CHAPTERS / f"{page}.ipynb").read_text("utf-8"))["cells"]


def code_of(page: str) -> str:
    """The code of a notebook."""
    return "\n".join("".join(cell["source"]) for cell in cells(page) if cell["cell_type"] == "code")


def figures(chapter: str) -> set[str]:
    """Ids of the figures that a chapter's notebook shows."""
    code = code_of(PAGES[chapter])
    return {id for id, draw in figure.figures(chapter).items() if f"figures.{draw.__name__}(" in code}


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_claim_of_a_written_chapter_has_a_verdict(claim, world):
    assert claim in claims.declared(), f"claim {claim!r} has no answer in lib/headroom/report"
    found = claims.verdict(claim, world)
    chapter = world.row("claims", claim)["chapter"]
    assert found.figure in figures(chapter), f"{claim}: the chapter {chapter} has no figure {found.figure!r}"
    for finding in (found.then, found.now):
        assert finding.outcome in claims.STYLE
    for text in (found.quantity, found.test, found.reason):
        assert len(text) > 20
    assert found.now.estimate is None or math.isfinite(found.now.estimate.value)
    shown = claims.html(found, world)
    assert shown.startswith("<aside")
    for weight in (found.then.weight, found.now.weight):
        assert weight is None or f'<span class="verdict-margin">{weight}</span>' in shown


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_verdict_is_shown_in_its_chapter(claim, world):
    page = PAGES[world.row("claims", claim)["chapter"]]
    code = "\n".join("".join(c["source"]) for c in cells(page) if c["cell_type"] == "code")
    assert f'"{claim}"' in code, f"chapters/{page}.ipynb does not show the verdict on {claim!r}"


@pytest.mark.parametrize("chapter", WRITTEN)
def test_every_chapter_has_six_to_ten_headline_results_with_figures(chapter, world):
    results = headlines(chapter)
    assert 6 <= len(results) <= 10
    for result in results:
        estimate = result.compute(world)
        assert math.isfinite(estimate.value), result.id
        assert estimate.sources, f"{result.id} names no source"
        assert result.figure in figures(chapter), f"{result.id}: no figure {result.figure!r} in the chapter"
        for key in estimate.sources:
            world.source(key)
    assert sum(result.compute(world).low is not None for result in results) >= len(results) - 2, (
        "results want intervals"
    )


@pytest.mark.parametrize("chapter", WRITTEN)
def test_every_chapter_declares_its_live_inputs_with_reasons(chapter, world):
    declared = inputs(chapter, world)
    assert declared
    for slider in declared:
        assert math.isfinite(slider.value)
        assert slider.low < slider.high
        assert slider.why


def test_a_default_beyond_the_bounds_of_a_slider_moves_the_bound():
    """A reader's own price may lie where no bound of ours reaches."""
    dear = Slider("rent_price", "Rent", "money", 0.5, 15.0, 40.0, "your quote")
    assert (dear.low, dear.high) == (0.5, 40.0)
    cheap = Slider("rent_price", "Rent", "money", 0.5, 15.0, 0.1, "your quote")
    assert (cheap.low, cheap.high) == (0.1, 15.0)


@pytest.mark.parametrize("notebook", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_no_quantity_is_typed_in_prose(notebook):
    found = []
    for number, cell in enumerate(cells(notebook.stem)):
        if cell["cell_type"] == "markdown":
            found += [f"cell {number}: {hit.group()!r}" for hit in TYPED.finditer("".join(cell["source"]))]
    assert not found, f"{notebook.name} types numbers that code should compute: {found}"


LONGEST, USUAL = 15, 6  # lines of a cell


@pytest.mark.parametrize("notebook", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_a_notebook_is_read(notebook):
    """Short cells that own nothing: no function, no chart, no table of their own."""
    codes = ["".join(cell["source"]) for cell in cells(notebook.stem) if cell["cell_type"] == "code"]
    lengths = [len(code.splitlines()) for code in codes]
    assert max(lengths) <= LONGEST, f"a cell of {notebook.name} has {max(lengths)} lines"
    assert sum(length < USUAL for length in lengths) > len(lengths) / 2
    tree = ast.parse("\n".join(codes))
    owned = {ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While}
    assert not {type(node).__name__ for node in ast.walk(tree) if type(node) in owned}
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert not imported & {"altair", "pandas"}, f"{notebook.name} builds charts or tables of its own"


@pytest.mark.parametrize("chapter", WRITTEN)
def test_every_figure_and_passage_of_a_chapter_is_shown(chapter):
    code = code_of(PAGES[chapter])
    named = [*figure.figures(chapter).values(), *passages(chapter).values()]
    unused = [one.__name__ for one in named if f"{one.__name__}(" not in code]
    assert not unused, f"chapters/{PAGES[chapter]}.ipynb does not show {unused}"


@pytest.mark.parametrize("chapter", WRITTEN)
def test_a_number_of_the_text_is_told_once_and_every_statement_is_so(chapter, world):
    told: dict[str, str] = {}
    for name, passage in passages(chapter).items():
        found = passage(world)
        again = told.keys() & found.numbers.keys()
        assert not again, f"{name} tells {again} again"
        told |= dict.fromkeys(found.numbers, name)
        assert all(found.so.values()), [sentence for sentence, so in found.so.items() if not so]


@pytest.mark.parametrize("notebook", sorted(CHAPTERS.glob("*.ipynb")), ids=lambda p: p.stem)
def test_notebooks_are_stored_without_outputs(notebook):
    for number, cell in enumerate(cells(notebook.stem)):
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [], f"{notebook.name}: cell {number} holds outputs; store notebooks stripped"
            assert cell["execution_count"] is None


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (1, "holds"),
        (0.67, "holds"),
        (0.66, "holds in part"),
        (0.5, "holds in part"),
        (0.34, "holds in part"),
        (0.33, "does not hold"),
    ],
)
def test_one_rule_gives_all_outcomes(probability, outcome):
    assert claims.judge(probability) == outcome


def test_a_share_is_no_probability_above_one():
    with pytest.raises(ValueError, match="between 0 and 1"):
        claims.judge(1.2)


def test_a_claim_is_judged_by_what_its_own_time_could_see(world):
    claim = "llama3-100x-compute"  # April 2024; Llama 3.1 405B came in July
    then = claims.as_stated(world, claim)
    assert then.as_of.isoformat() == "2024-04-30"
    models = set(then.table("training_runs")["model_id"])
    assert "llama-3-70b" in models
    assert "llama-3.1-405b" not in models
    assert then.price("a100-sxm-80", "cloud_on_demand").newest <= then.as_of


def test_a_world_too_early_for_the_text_of_the_chapters_has_their_results():
    early = World(scenario="spring-2024")
    assert predates_text(early) and not predates_text(World())
    for chapter in PAGES:
        shown = ledger.in_brief(chapter, early)
        known = [r for r in results(early).values() if r.chapter == chapter and r.kind != "verdict when stated"]
        assert all(escape(result.label) in shown for result in known)
        assert shown.count("verdict-outcome") == sum(result.kind == "verdict" for result in known)
