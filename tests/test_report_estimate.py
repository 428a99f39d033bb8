"""Estimates: what they state of a quantity, and what they refuse."""

from datetime import date

import numpy as np
import pytest

from headroom.evidence import Quantity, Row
from headroom.evidence.aggregates import median_of
from headroom.evidence.quantity import FIT
from headroom.report.estimate import Estimate

ROWS = frozenset({Row("parameters", "x", "a2024", date(2024, 1, 1))})


def test_samples_give_the_ninety_percent_interval():
    found = Estimate.of(Quantity(50.0, np.arange(101.0), ROWS), "number", also=("b2025",))
    assert (found.low, found.value, found.high, found.level) == pytest.approx((5, 50, 95, 0.9))
    assert (found.sources, found.rows, found.interval_name) == (("a2024", "b2025"), ROWS, "90% interval")
    apart = Estimate.of(Quantity(99.0, np.arange(101.0)), "number")
    assert (apart.value, apart.high) == (99, 99), "a central value computed apart lies within"
    fitted = Estimate.of(Quantity(50.0, np.arange(101.0), interval=FIT), "number")
    assert fitted.interval_name == "90% interval of the fit"


def test_cases_give_their_median_and_plain_range():
    found = Estimate.of(median_of([Quantity(x, rows=ROWS) for x in (4.0, 1.0, 2.0)]), "ratio", basis="three cases")
    assert (found.low, found.value, found.high, found.level) == (1, 2, 4, None)
    assert found.interval_name == "range of reported values" and found.sources == ("a2024",)


def test_what_is_known_exactly_has_no_interval():
    found = Estimate.of(Quantity(0.8), "percent", basis="a convention")
    assert (found.text, found.range_text, found.low, found.sources) == ("80%", "", None, ())


def test_an_interval_has_two_ends_around_its_value():
    with pytest.raises(ValueError, match="two ends"):
        Estimate(1.0, "number", low=0.5)
    with pytest.raises(ValueError, match="outside its interval"):
        Estimate(2.0, "number", 0.0, 1.0)
