"""A claim is declared once; its outcome follows from conditions by one rule, on its own day and today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape

import numpy as np
import pytest

from headroom.evidence import LackingError, Quantity, Row, World
from headroom.report import claims
from headroom.report.claims import Claim, Finding, Otherwise, claim, verdict
from headroom.report.estimate import Estimate
from headroom.report.judging import Chance, Condition, Weight, above, at_least, at_most, below, between, judge
from headroom.report.pages import import_chapters

MADE_IN_2024 = "llama3-100x-compute"  # April 2024
WORDS = {"quantity": "what is tested", "test": "Holds if.", "reason": "It is so.", "figure": "a-figure"}
TENTHS = Quantity(5.0, np.arange(1.0, 11.0))  # 1 to 10, each as probable
CASES = Quantity(np.array([1.0, 2.0, 3.0]), np.array([[1.0, 1.0], [1.0, 3.0], [3.0, 3.0]]))

import_chapters()
DECLARED = claims.declared()  # by the book


@pytest.fixture(autouse=True)
def own_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test declares is declared."""
    monkeypatch.setattr(claims, "_CLAIMS", {})


def declare(find, **declared) -> None:
    claim(MADE_IN_2024, **{"kind": "number", **WORDS, **declared})(find)


def found(find, **declared) -> claims.Verdict:
    """The verdict of today's World on a claim so declared."""
    declare(find, **declared)
    return verdict(MADE_IN_2024, World())


@pytest.mark.parametrize(
    ("condition", "chance"),
    [
        (at_least(7), 0.4),
        (above(7), 0.3),
        (at_most(7), 0.7),
        (below(7), 0.6),
        (between(3, 7), 0.5),
        (between(3, 7, strict=True), 0.3),
        (at_least(11), 0.0),
        (Condition(), 1.0),
    ],
)
def test_the_chance_of_one_quantity_is_the_share_of_its_draws(condition: Condition, chance: float) -> None:
    assert condition.weight(TENTHS).chance == pytest.approx(chance)


@pytest.mark.parametrize(
    ("condition", "chance"),
    [
        (at_least(2), 2 / 3),  # by central values: 2 and 3
        (above(2), 1 / 3),
        (at_least(2, cases="probability"), (0 + 0.5 + 1) / 3),
        (above(1, cases="probability"), 0.5),
        (below(3, cases="share"), 2 / 3),
    ],
)
def test_many_cases_count_by_share_or_by_probability(condition: Condition, chance: float) -> None:
    assert condition.weight(CASES).chance == pytest.approx(chance)


def test_a_chance_is_the_quantity_itself() -> None:
    assert Chance().weight(Quantity(0.4)).chance == 0.4
    assert found(lambda seen: claims.Tested(Quantity(0.4)), holds=Chance()).now.outcome == "holds in part"


def test_many_cases_count_in_no_third_way() -> None:
    with pytest.raises(ValueError, match="by share or by probability, not by 'shares'"):
        at_least(1, cases="shares")


@pytest.mark.parametrize(("together", "chance", "outcome"), [("all", 0.4, "holds in part"), ("evenly", 0.7, "holds")])
def test_of_several_conditions_the_least_counts_or_all_alike(together: str, chance: float, outcome: str) -> None:
    tested = claims.Tested(TENTHS, compared=(TENTHS, Quantity(1.0)))
    of = found(lambda seen: tested, holds=(at_least(7), at_most(1)), together=together)
    assert of.now.weight.chance == pytest.approx(chance)
    assert of.now.outcome == outcome
    assert of.now.estimate.value == TENTHS.value


def test_as_many_quantities_as_conditions() -> None:
    with pytest.raises(ValueError, match="'llama3-100x-compute': 1 conditions are put to 2 quantities"):
        found(lambda seen: claims.Tested(TENTHS, compared=(TENTHS, TENTHS)), holds=at_least(7))


def day_seen(seen: World) -> claims.Tested:
    """The year of the World that is seen."""
    return claims.Tested(Quantity(float(seen.as_of.year)))


def test_then_is_answered_by_the_evidence_of_the_day() -> None:
    of = found(day_seen, holds=at_least(2025))
    assert (of.then.estimate.value, of.then.outcome) == (2024, "does not hold")
    assert (of.now.estimate.value, of.now.outcome) == (World().as_of.year, "holds")
    assert of.then.estimate.as_of == date(2024, 4, 30)
    assert of.now.estimate.as_of == World().as_of


def test_with_hindsight_both_dates_are_answered_by_todays_evidence() -> None:
    of = found(day_seen, holds=at_least(2025), evidence="today's")
    assert of.then.outcome == of.now.outcome == "holds"
    assert of.then.estimate.value == World().as_of.year
    assert of.then.estimate.as_of == date(2024, 4, 30)


@pytest.mark.parametrize("when", ["then", "now"])
def test_what_cannot_be_tested_on_one_date_shows_its_number_and_no_chance(when: str) -> None:
    of = found(lambda seen: claims.Tested(TENTHS), holds=at_least(1), untested=(when,))
    other = "now" if when == "then" else "then"
    untested = getattr(of, when)
    assert (untested.outcome, untested.weight) == ("cannot be tested", None)
    assert untested.estimate.value == TENTHS.value
    assert getattr(of, other).outcome == "holds"


def test_where_a_world_has_nothing_to_compute_it_from_it_cannot_be_tested() -> None:
    assert found(lambda seen: None, holds=at_least(1)).now == Finding("cannot be tested")


def test_a_function_may_give_the_finding_itself_if_it_says_why() -> None:
    given = Finding("holds", Estimate(1.0, "number"), 1.0)
    assert found(lambda seen: given, because="it is a count of two lists").now == given


def test_what_is_stated_has_basis_date_rows_and_further_works() -> None:
    rows = frozenset({Row("prices", "x", "epoch2024costcode")})
    tested = claims.Tested(Quantity(2.0, rows=rows), "by hand", as_of=date(2023, 1, 1), also=("epoch2025models",))
    stated = found(lambda seen: tested, kind="money", holds=at_least(1)).now.estimate
    assert (stated.text, stated.basis, stated.as_of) == ("$2.00", "by hand", date(2023, 1, 1))
    assert stated.sources == ("epoch2024costcode", "epoch2025models")
    assert stated.rows == rows
    made = Estimate(3.0, "ratio")
    assert claims.Tested(made).estimate("money", date(2023, 1, 1)) is made


def test_a_reason_may_follow_from_the_world() -> None:
    of = found(day_seen, holds=at_least(2025), reason=lambda world: f"It is {world.as_of.year}.")
    assert of.reason == f"It is {World().as_of.year}."


def test_a_declaration_without_condition_or_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="give conditions, or say why"):
        declare(day_seen)
    with pytest.raises(ValueError, match="give conditions, or say why"):
        declare(day_seen, untested=("now",))
    declare(day_seen, untested=("then", "now"))  # nothing to judge on either date


@pytest.mark.parametrize(
    ("declared", "word"),
    [({"together": "any"}, "any"), ({"evidence": "todays"}, "todays"), ({"untested": ("later",)}, "later")],
)
def test_a_word_that_means_nothing_is_refused(declared: dict, word: str) -> None:
    with pytest.raises(ValueError, match=f"'{word}' is none of"):
        declare(day_seen, holds=at_least(1), **declared)


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="threshold"):
        declare(day_seen, holds=at_least(1), threshold=2)


def test_a_claim_is_declared_once() -> None:
    declare(day_seen, holds=at_least(1))
    with pytest.raises(ValueError, match="is answered twice: day_seen and day_seen"):
        declare(day_seen, holds=at_least(1))


def test_a_claim_without_an_answer_is_named() -> None:
    declare(day_seen, holds=at_least(1))
    with pytest.raises(KeyError, match="no answer to claim 'other'; answered: llama3-100x-compute"):
        verdict("other", World())
    assert list(claims.declared()) == [MADE_IN_2024]


def test_one_condition_need_not_be_a_tuple() -> None:
    declare(day_seen, holds=at_least(1))
    assert claims.declared()[MADE_IN_2024] == Claim(
        MADE_IN_2024, find=day_seen, holds=(at_least(1),), kind="number", **WORDS
    )


@pytest.mark.parametrize(
    ("weight", "words", "tips"),
    [
        (Weight(0.71), "probability 71%", False),
        (Weight(2 / 3), "probability 67%", False),
        (Weight(4 / 6, 6), "4 of 6 cases; one case would change the outcome", True),
        (Weight(2 / 3, 3), "2 of 3 cases; one case would change the outcome", True),
        (Weight(10 / 12, 12), "10 of 12 cases", False),
        (Weight(0.0, 9), "0 of 9 cases", False),
        (Weight(3 / 9, 9), "3 of 9 cases; one case would change the outcome", True),
    ],
)
def test_a_verdict_states_its_margin_and_whether_one_case_flips_it(weight, words, tips):
    assert str(weight) == words
    assert weight.tips == tips


# What a reader could choose otherwise


@pytest.fixture(scope="module")
def of_book() -> tuple[World, dict[str, Claim]]:
    """The book's World and its claims."""
    import_chapters()
    return World(), DECLARED


@pytest.fixture(scope="module")
def verdicts(of_book) -> dict[str, claims.Verdict]:
    world, found = of_book
    return {id: one.verdict(world) for id, one in found.items()}


def test_every_tested_claim_says_what_could_be_chosen_otherwise(of_book):
    _, found = of_book
    without = {id for id, one in found.items() if one.holds and len(one.untested) < 2 and not one.otherwise}
    assert without <= {"gpu-wait-months", "blackwell-demand"}  # one of no figure, one of two different tests


def test_choices_are_others_than_the_claims_own_and_than_one_another(of_book):
    _, found = of_book
    for id, one in found.items():
        said = [other.said for other in one.otherwise]
        chosen = [
            (other.holds if isinstance(other.holds, tuple) else (other.holds,)) or one.holds for other in one.otherwise
        ]
        whole = [(holds, other.keep, other.find) for holds, other in zip(chosen, one.otherwise, strict=True)]
        assert len(set(said)) == len(said), id
        assert len(set(whole)) == len(whole), id
        assert (one.holds, (), None) not in whole, id
        assert all(len(holds) == len(one.holds) for holds, _, find in whole if not find), id


def test_every_choice_can_be_computed_and_the_share_is_a_recount(of_book, verdicts):
    world, found = of_book
    for id, one in found.items():
        finding = verdicts[id].now
        if not one.otherwise or finding.weight is None:
            assert finding.standing is None, id
            continue
        assert [said for said, _ in finding.standing.others] == [other.said for other in one.otherwise], id
        tested = one.find(world)
        outcomes = [finding.outcome]
        for other in one.otherwise:
            changed = (
                replace(one, holds=other.holds if isinstance(other.holds, tuple) else (other.holds,))
                if other.holds
                else one
            )
            seen = other.find(world) if other.find else tested
            compared = seen.compared or (seen.shown,)
            pairs = list(zip(changed.holds, compared, strict=True))
            chances = [condition.weight(of).chance for condition, of in ([pairs[n] for n in other.keep] or pairs)]
            alone = changed.together == "all" or len(chances) == 1
            outcomes.append(judge(min(chances) if alone else sum(chances) / len(chances)))
        assert [finding.outcome, *(outcome for _, outcome in finding.standing.others)] == outcomes, id
        assert str(finding.standing) == (
            f"stands under {outcomes.count(finding.outcome)} of {len(outcomes)} defensible choices"
        )


def test_the_box_shows_it(of_book, verdicts):
    world, _ = of_book
    shown = 0
    for one in verdicts.values():
        box = unescape(claims.html(one, world))
        for standing in (finding.standing for finding in (one.then, one.now) if finding.standing):
            assert f'<span class="verdict-margin">{standing}</span>' in box
            shown += 1
        assert ("Other defensible choices" in box) == bool(one.now.standing)
    assert shown > 50


def test_a_choice_that_a_day_cannot_compute_is_not_counted() -> None:
    def later(seen: World) -> claims.Tested:
        raise LackingError("not yet")

    choices = (Otherwise("more", at_least(9)), Otherwise("another panel", find=later), Otherwise("less", at_least(0)))
    of = found(lambda seen: claims.Tested(TENTHS), holds=at_least(7), otherwise=choices).now
    assert (of.outcome, of.standing.others) == ("holds in part", (("more", "does not hold"), ("less", "holds")))
    assert str(of.standing) == "stands under 1 of 3 defensible choices"
    assert of.standing.listed == "Other defensible choices: more (does not hold); less (holds)."


def test_a_choice_must_choose_something() -> None:
    with pytest.raises(ValueError, match="'nothing' chooses nothing else"):
        Otherwise("nothing")
