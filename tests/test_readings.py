"""Two readings of the claims: whole, in the words of the book, and their agreement as it is computed by hand."""

import pytest

from headroom.evidence import World
from headroom.report import claim_list, claims, readings
from headroom.report.pages import import_chapters


@pytest.fixture(scope="module")
def world() -> World:
    import_chapters()
    return World()


def test_each_reader_judged_every_claim_once(world):
    found = readings.readings(world)
    for reader in {one.reader for one in found}:
        assert sorted(one.claim for one in found if one.reader == reader) == sorted(claims.declared())
    assert {one.outcome(when) for one in found for when in claim_list.WHEN} == set(claims.STYLE)


def test_agreement_is_that_of_a_table_worked_by_hand():
    """Of ten judgements eight alike; 6 and 4 yes against 6 and 4: chance 0.36 + 0.16, kappa (0.8 - 0.52) / 0.48."""
    one, other = "yyyyyynnnn", "yyyyynynnn"
    found = readings.agreement(one, other)
    assert (found.same, found.of) == (8, 10)
    assert found.kappa == pytest.approx(0.28 / 0.48)


def test_the_readers_agree_with_one_another_more_than_chance(world):
    both = readings.agreements(world)["the readers with one another"]
    assert both.of == 2 * len(claims.declared())
    assert both.kappa > 0.6


def test_what_both_say_against_the_book_is_listed(world):
    shown = readings.html(world)
    for claim, (outcome, why) in readings.dissents(world).items():
        assert outcome != claim_list.outcomes(world, "now")[claim] and why
        assert f"#claim-{claim}" in shown
