"""The answers in one page: nothing is left out, and nothing fails where the evidence is lacking."""

import re
from html import unescape

import pytest

from headroom.evidence import World
from headroom.report import ledger
from headroom.report.headline import headlines
from headroom.report.pages import TITLES
from headroom.report.results import NO_RESULT, results


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def early() -> World:
    """A World in which much cannot be computed yet."""
    return World(as_of="2022-01-01")


def test_every_headline_is_listed_with_its_value_under_its_chapter(world):
    text = unescape(ledger.headline_table(world))
    for result in headlines():
        assert result.label in text
        assert result.compute(world).text in text
    chapters = re.findall(r'scope="rowgroup">([^<]*)<', text)
    assert chapters == list(TITLES.values())


def test_every_claim_is_listed_with_both_outcomes(world):
    text = unescape(ledger.ledger_table(world))
    for claim in world.table("claims")["claim"]:
        assert claim in text
    assert len(re.findall(r"<td>", text)) == 3 * len(world.table("claims"))


def test_the_summary_counts_what_the_ledger_shows(world):
    text = ledger.summary(world)
    tested, *counts = (int(number) for number in re.findall(r"(?<![\d-])\d+(?= (?:claims|hold|do|cannot))", text))
    now = [result for (kind, _), result in results(world).items() if kind == "verdict"]
    assert tested == len(now) == sum(counts)
    assert f"{sum(result.outcome == 'holds' for result in now)} hold" in text


def test_where_the_evidence_is_lacking_the_page_says_so(early):
    assert NO_RESULT in {result.outcome for result in results(early).values()}
    assert "cannot be computed from these inputs" in ledger.summary(early)
    assert f"{NO_RESULT}: " in ledger.headline_table(early)
    assert NO_RESULT in ledger.ledger_table(early)


def test_a_headline_that_rests_on_stale_prices_says_so_in_the_table(world):
    row = re.compile(r"<tr><td><a [^>]*>([^<]*)</a></td><td>.*?</td><td>(.*?)</td></tr>")
    found = {unescape(label): cell for label, cell in row.findall(ledger.headline_table(world))}
    for result in (r for r in results(world).values() if r.kind == "headline"):
        stale = bool(result.estimate and world.stale(result.estimate.rows))
        assert ("Stale prices:" in found[result.label]) == stale, result.label
    assert any("Stale prices:" in cell for cell in found.values())


BARE = {"count", "number"}  # formats that write no unit


def test_every_number_carries_its_name_and_unit(world):
    table, answers = unescape(ledger.ledger_table(world)), unescape(ledger.headline_table(world))
    for result in results(world).values():
        if result.estimate is None:
            continue
        if result.kind == "headline":
            assert (result.estimate.kind in BARE) == bool(result.of), f"{result.id}: {result.estimate.text} of what?"
            assert f"</span></span> {result.of}</td>" in answers or not result.of
        else:
            assert f"{result.estimate.text} <small>{result.of}</small>" in table
            assert result.estimate.kind not in BARE or re.search("correlation|index", result.of), result.id


def test_the_ledger_says_under_how_many_choices_a_verdict_stands(world):
    table = unescape(ledger.ledger_table(world))
    standing = [result for result in results(world).values() if result.standing]
    assert len(standing) > 50
    for result in standing:
        assert f"<small>{result.of}</small><br><small>{result.standing}</small>" in table
