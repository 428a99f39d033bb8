"""Estimates: what an interval is made of, and what it refuses."""

import numpy as np
import pytest

from headroom.report.estimate import Estimate


def test_samples_give_the_ninety_percent_interval():
    samples = np.arange(101.0)
    found = Estimate.from_samples(samples, "number")
    assert (found.low, found.value, found.high, found.level) == (5, 50, 95, 0.9)
    apart = Estimate.from_samples(samples, "number", value=99.0)
    assert (apart.value, apart.high) == (99, 99), "a central value computed apart lies within"


def test_cases_give_their_median_and_plain_range():
    found = Estimate.across([4.0, 1.0, 2.0], "ratio", sources=("a", "a"), basis="three cases")
    assert (found.low, found.value, found.high, found.level) == (1, 2, 4, None)
    assert found.interval_name == "range of reported values" and found.sources == ("a",)
    assert Estimate.across([3.0], "ratio").range_text == "3.0×–3.0×"


def test_an_interval_has_two_ends_around_its_value():
    with pytest.raises(ValueError, match="two ends"):
        Estimate(1.0, "number", low=0.5)
    with pytest.raises(ValueError, match="outside its interval"):
        Estimate(2.0, "number", 0.0, 1.0)
