"""The front page and the list of claims: nothing typed, nothing left out, every small chart leads to a figure."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from headroom.evidence import World
from headroom.report import changes, claim_list, claims, editions
from headroom.report.front import charts, findings
from headroom.report.headline import headlines
from headroom.report.pages import PAGES
from headroom.report.results import NO_RESULT, results

ROOT = Path(__file__).resolve().parents[1]
CELLS = json.loads((ROOT / "index.ipynb").read_text("utf-8"))["cells"]
TEXT = "\n".join("".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "markdown")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_the_front_page_types_no_number_but_years_of_its_question():
    words = re.sub(r"\{glue\}`[^`]*`|\]\([^)]*\)", "", TEXT)
    assert set(re.findall(r"\d[\d.,]*\d|\d", words)) <= {"2030", "2023", "2024", "100", "3"}


def test_every_number_of_the_front_page_is_a_headline_and_stands_with_its_range(world):
    keys, known = re.findall(r"\{glue\}`([^`]*)`", TEXT), findings.answer(world).numbers
    assert set(keys) <= known.keys()
    ids = {headline.id for headline in headlines()}
    for key in keys:
        assert key.removesuffix(findings.RANGE) in ids
        assert key.endswith(findings.RANGE) or f"{key}{findings.RANGE}" in keys or key.startswith("limits."), key


def test_each_chapter_has_a_finding_that_leads_to_it():
    for page in PAGES.values():
        assert f"(chapters/{page})" in TEXT


@pytest.mark.parametrize("of", charts.all_small())
def test_a_small_chart_leads_to_its_figure_and_names_its_sources(of, world):
    identity = charts.all_small()[of](world).usermeta["figure"]
    assert identity["of"] == of and identity["sources"]
    assert re.search(r"\d", identity["alt"])
    code = "\n".join("".join(cell["source"]) for cell in CELLS if cell["cell_type"] == "code")
    assert f"charts.{charts.all_small()[of].__name__}(world)" in code


def test_what_moved_since_the_edition_is_what_a_comparison_finds(world):
    record = editions.read(world)
    found, asked = changes.since(record, world), changes.compare(record, world)
    assert [change.result.key for change in found.changes] == [change.result.key for change in asked.changes]
    assert found.summary == asked.summary
    assert found.summary in findings.since_last_edition(world) or found.nothing


def test_a_strip_shows_every_claim_once_then_and_now(world):
    rows = claim_list.strip(world).split("hr-strip-row")[1:]
    for row, when in zip(rows, claim_list.WHEN, strict=True):
        counts = [int(n) for n in re.findall(r"flex-grow:(\d+)", row)]
        assert sum(counts) == len(claims.declared()) == len(claim_list.outcomes(world, when))


def test_the_list_holds_every_claim_with_what_it_is_filtered_by(world):
    shown = unescape(claim_list.boxes(world))
    then, now = claim_list.outcomes(world, "then"), claim_list.outcomes(world, "now")
    for row in world.table("claims").itertuples():
        box = re.search(rf'<aside [^>]*id="claim-{row.id}".*?</aside>', shown, re.DOTALL)[0]
        assert row.claim in box and f'data-chapter="{row.chapter}"' in box
        assert f'data-then="{then[row.id]}" data-now="{now[row.id]}"' in box
        assert ('data-moved="yes"' in box) == (then[row.id] != now[row.id])
        assert f'href="{PAGES[row.chapter]}.html#fig-' in box
    form = unescape(claim_list.filters(world))
    for outcome in {*then.values(), *now.values()}:
        assert f'value="{outcome}"' in form


def test_disputes_are_of_claims_that_exist_and_of_both_sides(world):
    for one in claim_list.DISPUTES:
        assert one.one and one.other and not set(one.one) & set(one.other)
        assert {*one.one, *one.other} <= claims.declared().keys()
    assert unescape(claim_list.disputes(world)).count("#claim-") == sum(
        len(one.one) + len(one.other) for one in claim_list.DISPUTES
    )


def test_in_an_early_world_the_list_says_what_cannot_be_computed():
    early = World(as_of="2022-01-01")
    lacking = [one for one in results(early).values() if one.kind == "verdict" and one.outcome == NO_RESULT]
    assert claim_list.boxes(early).count(f": {NO_RESULT}</p>") == len(lacking) > 0
