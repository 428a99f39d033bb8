"""Partial pooling: known effects are found again, few cases are pulled to all, intervals hold what they say."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit, logit

from headroom.evidence import LackingError, Quantity, Row
from headroom.evidence.pooling import FEWEST, next_of

MIDDLE, SPARSE, SCATTER = logit(0.35), -0.3, 0.2
EFFECTS = {"a": 0.3, "b": -0.3, "c": 0.0, "d": 0.15}


def drawn(size: dict[str, int], seed: int = 0, *, scatter: float = SCATTER, marked: int = 3):
    """Cases of known effects: fractions, groups, marks; in each group every third case bears the mark."""
    rng = np.random.default_rng(seed)
    groups = np.repeat(list(size), list(size.values()))
    marks = np.arange(len(groups)) % marked == marked - 1
    effects = np.array([EFFECTS[one] for one in groups])
    values = expit(MIDDLE + effects + SPARSE * marks + scatter * rng.standard_normal(len(groups)))
    return values, groups, marks


def after(cases, group: str = "a", mark: bool = False, **named) -> Quantity:
    values, groups, marks = cases
    return next_of(Quantity(values), groups, marks, group=group, mark=mark, **({"name": "next"} | named))


@pytest.mark.parametrize("group", EFFECTS)
@pytest.mark.parametrize("mark", [False, True])
def test_known_effects_are_found_again(group, mark):
    found = after(drawn(dict.fromkeys(EFFECTS, 400)), group, mark)
    centre = MIDDLE + EFFECTS[group] + SPARSE * mark
    assert found.value == pytest.approx(expit(centre), abs=0.01)
    assert found.low == pytest.approx(expit(centre - 1.645 * SCATTER), abs=0.012)
    assert found.high == pytest.approx(expit(centre + 1.645 * SCATTER), abs=0.012)


def test_a_group_of_one_is_pulled_to_the_others_and_a_large_one_is_not():
    values, groups, marks = drawn({"a": 12, "b": 12, "c": 12}, 1)
    centre = np.mean(logit(values[~marks]))
    apart = expit(centre - 0.6)
    kept = {}
    for n in (1, 3, 40):
        more = np.append(values, expit(logit(apart) + SCATTER * np.linspace(-1, 1, n)) if n > 1 else apart)
        cases = (more, np.append(groups, ["d"] * n), np.append(marks, [False] * n))
        kept[n] = (logit(after(cases, "d").value) - centre) / (logit(apart) - centre)
    assert 0.2 < kept[1] < kept[3] < kept[40]
    assert kept[1] < 0.8 and kept[40] == pytest.approx(1, abs=0.06)


def test_a_group_never_seen_lies_between_those_seen_and_is_known_less_well():
    cases = drawn(dict.fromkeys(EFFECTS, 30))
    seen = [after(cases, group) for group in EFFECTS]
    unseen = after(cases, "never seen")
    assert min(one.value for one in seen) < unseen.value < max(one.value for one in seen)
    assert unseen.high - unseen.low > max(one.high - one.low for one in seen)


def test_groups_that_do_not_differ_are_pooled_almost_whole():
    rng = np.random.default_rng(3)
    values, groups = expit(MIDDLE + SCATTER * rng.standard_normal(40)), np.repeat(["a", "b", "c", "d"], 10)
    found = [after((values, groups, np.zeros(40, bool)), group).value for group in "abcd"]
    means = [expit(np.mean(logit(values[groups == group]))) for group in "abcd"]
    assert np.ptp(found) < 0.6 * np.ptp(means)


def test_a_higher_case_never_lowers_what_comes_next():
    values, groups, marks = drawn({"a": 6, "b": 4, "c": 1})
    before = after((values, groups, marks), "a").value
    for n in np.flatnonzero(groups == "a"):
        raised = values.copy()
        raised[n] = expit(logit(values[n]) + 0.1)
        assert after((raised, groups, marks), "a").value > before


def test_a_shift_of_all_log_odds_shifts_the_answer_by_as_much():
    values, groups, marks = drawn({"a": 8, "b": 5})
    one, other = after((values, groups, marks)), after((expit(logit(values) + 0.4), groups, marks))
    for get in (lambda q: q.value, lambda q: q.low, lambda q: q.high):
        assert logit(get(other)) - logit(get(one)) == pytest.approx(0.4, abs=0.005)


def test_the_interval_holds_nine_of_ten_new_cases():
    held = []
    for seed in range(300):
        rng = np.random.default_rng([7, seed])
        of_groups = rng.normal(0, 0.25, 4)
        groups = np.repeat(list("abcd"), [12, 6, 2, 1])
        place = MIDDLE + of_groups[np.searchsorted(list("abcd"), groups)]
        values = expit(place + 0.3 * rng.standard_normal(len(groups)))
        at = seed % 4
        found = next_of(Quantity(values), groups, np.zeros(len(groups), bool), group="abcd"[at], name="next")
        held.append(found.low <= expit(MIDDLE + of_groups[at] + 0.3 * rng.standard_normal()) <= found.high)
    assert 0.85 < np.mean(held) < 0.95


def test_it_stays_between_zero_and_one_and_rests_on_all_its_cases():
    values = [0.93, 0.97, 0.88, 0.99, 0.6]
    rows = [frozenset({Row("runs", str(n), "source")}) for n in range(5)]
    cases = [Quantity(value, rows=row) for value, row in zip(values, rows, strict=True)]
    found = next_of(cases, ["a"] * 5, [False] * 5, group="a", name="next")
    assert 0 < found.samples.min() < found.low < found.value < found.high < found.samples.max() < 1
    assert found.rows == frozenset.union(*rows)


def test_draws_follow_from_name_and_seed():
    cases = drawn({"a": 8, "b": 5})
    one, again, other = after(cases), after(cases), after(cases, seed=1)
    assert np.array_equal(one.samples, again.samples)
    assert not np.array_equal(one.samples, other.samples)
    assert one.value == other.value
    assert [one.low, one.high] == pytest.approx([other.low, other.high], abs=0.002)


def test_it_refuses_what_no_case_tells():
    few = drawn({"a": FEWEST - 1})
    with pytest.raises(LackingError, match="4 cases are too few to pool; it takes 5"):
        after(few)
    values, groups, _ = drawn({"a": 9})
    with pytest.raises(LackingError, match="none of 9 cases bears the mark"):
        after((values, groups, np.zeros(9, bool)), "a", True)
    with pytest.raises(LackingError, match="none of 9 cases lacks the mark"):
        after((values, groups, np.ones(9, bool)), "a", False)
