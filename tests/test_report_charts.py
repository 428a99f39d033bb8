"""Shapes that chapters share, and numbers whose direction the text names in words."""

import math

import pytest

from headroom.report.charts import holding, round_values
from headroom.report.estimate import Estimate


def test_a_domain_holds_its_values_and_keeps_its_ends_where_they_suffice():
    assert holding(1, 10, [2, 5]) == [1, 10]
    assert holding(1, 10, [0.5, 40], margin=2) == [0.25, 80]


def test_values_that_a_logarithm_lacks_do_not_move_a_domain():
    assert holding(1, 10, [0, -3, math.nan, math.inf]) == [1, 10]


@pytest.mark.parametrize(
    ("domain", "steps", "ticks"),
    [
        ([0.6, 15], (1, 2, 5), [1, 2, 5, 10]),
        ([1, 10], (1, 3), [1, 3, 10]),
        ([8e7, 2e10], (1,), [1e8, 1e9, 1e10]),
    ],
)
def test_ticks_are_round_and_lie_in_the_domain(domain, steps, ticks):
    assert round_values(domain, steps) == ticks


def test_the_size_of_an_estimate_turns_its_interval_round():
    below = Estimate(-0.35, "percent", -0.5, 0.2, sources=("a",), basis="rent over cost")
    assert (below.size.value, below.size.low, below.size.high) == (0.35, -0.2, 0.5)
    assert below.size.basis == below.basis
    above = Estimate(0.35, "percent")
    assert above.size is above
    assert Estimate(-0.35, "percent").size.low is None
