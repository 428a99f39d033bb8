"""Ranges: what the wording of an interval means, and samples that honour it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from headroom.evidence import Range
from headroom.evidence.ranges import stated_level


def make(low, central, high, *, unit="ratio", level=0.9, id="x", seed=0) -> Range:
    return Range(
        id=id,
        label=id,
        low=low,
        central=central,
        high=high,
        unit=unit,
        interval="",
        level=level,
        seed=seed,
    )


@pytest.mark.parametrize(
    ("interval", "level"),
    [
        ("90% CI", 0.9),
        ("90 % interval, lognormal", 0.9),
        ("80% CI", 0.8),
        ("95% CI; central = log-median", 0.95),
        ("p10/p50/p90", 0.8),
        ("p5/p50/p95", 0.9),
        ("10th-90th percentile bootstrap", 0.8),
        ("range", None),
        ("point", None),
        ("mean; prior range 3-30%", None),
        ("0.6x-1.7x site variation", None),
    ],
)
def test_the_wording_of_an_interval_has_one_meaning(interval, level):
    assert stated_level(interval) == pytest.approx(level) if level else stated_level(interval) is None


@pytest.mark.parametrize(
    ("range_", "kind"),
    [
        (make(1.2, 2.2, 4), "positive"),
        (make(0.5, 1, 2, level=0.8), "positive"),
        (make(0.34, 1, 3.7, level=0.95), "positive"),
        (make(0.065, 0.19, 0.242, unit="fraction"), "fraction"),
        (make(0.56, 0.75, 1, unit="fraction"), "fraction"),
        (make(0, 0.2, 0.5, unit="share of cost"), "fraction"),
        (make(-0.2, 0.1, 0.3), "any"),
        (make(0, 1, 3), "positive"),
        (make(4, 5, 6, level=None), "positive"),
    ],
)
def test_samples_meet_the_stated_quantiles_and_stay_possible(range_, kind):
    level = range_.level or 0.9
    samples = range_.samples(20_000)
    found = np.quantile(samples, [(1 - level) / 2, 0.5, (1 + level) / 2])
    spread = range_.high - range_.low
    assert found == pytest.approx([range_.low, range_.central, range_.high], abs=0.002 * spread)
    if kind != "any":
        assert samples.min() >= 0
    if kind == "fraction":
        assert samples.max() <= 1


def test_an_80_percent_interval_is_widened_to_its_90_percent_points():
    low, high = make(0.5, 1, 2, level=0.8).quantile([0.05, 0.95])
    assert low == pytest.approx(2 ** (-1.6448536 / 1.2815516))
    assert high == pytest.approx(2 ** (1.6448536 / 1.2815516))


HALF_WAY = ndtr(0.5 * ndtri(0.95))  # probability below the point half-way from the centre to the 95 % point


def test_a_positive_range_is_lognormal_on_each_side():
    """Half-way to a bound in the logarithm is the geometric middle; the two sides have spreads of their own."""
    below, above = make(1, 2, 8).quantile([1 - HALF_WAY, HALF_WAY])
    assert below == pytest.approx(np.sqrt(1 * 2))
    assert above == pytest.approx(np.sqrt(2 * 8))


def test_a_fraction_is_logit_normal():
    """From odds of 1 to odds of 9, half-way in the logarithm is odds of 3."""
    assert make(0.1, 0.5, 0.9, unit="fraction").quantile(HALF_WAY) == pytest.approx(0.75)


def test_a_point_is_a_constant():
    assert make(6, 6, 6).is_point
    assert (make(6, 6, 6).samples(10) == 6).all()


def test_a_missing_bound_leaves_its_side_without_spread():
    row = {"id": "mfu", "low": 0.48, "central": 0.552, "high": np.nan, "unit": "fraction", "interval": "range"}
    one_sided = Range.of_row(row | {"source_key": "k", "as_of": pd.NaT})
    samples = one_sided.samples(1000)
    assert samples.max() == pytest.approx(0.552)
    assert (samples < 0.552).mean() == pytest.approx(0.5, abs=0.002)


@pytest.mark.parametrize(
    ("low", "high", "unit", "middle"),
    [(4, 9, "year", 6), (0.1, 0.9, "fraction", 0.5), (-1, 3, "ratio", 1), (0, 4, "hour", 2)],
)
def test_a_missing_centre_is_the_middle_on_the_scale_of_the_kind(low, high, unit, middle):
    row = {"id": "x", "low": low, "central": np.nan, "high": high, "unit": unit, "source_key": "k", "as_of": pd.NaT}
    assert Range.of_row(row).central == pytest.approx(middle)


def test_a_lone_bound_is_no_number():
    row = {"id": "goodput", "low": 0.9, "central": np.nan, "high": np.nan, "interval": "lower bound", "source_key": "k"}
    with pytest.raises(ValueError, match="'goodput' has neither a central value nor both bounds"):
        Range.of_row(row)


def test_samples_are_stratified():
    uniform = np.sort(make(1, 2, 4, id="stratified").samples(500))
    bounds = make(1, 2, 4).quantile(np.arange(1, 500) / 500)
    assert (np.searchsorted(bounds, uniform) == np.arange(500)).all()


def test_samples_depend_on_seed_and_id_alone():
    a = make(1, 2, 4, id="a")
    first = a.samples(256)
    make(1, 2, 4, id="b").samples(256)
    assert (a.samples(256) == first).all()
    assert (make(1, 2, 4, id="a", seed=1).samples(256) != first).any()
    assert (make(1, 2, 4, id="b").samples(256) != first).any()


def test_ranges_of_different_ids_are_independent_and_together_a_latin_hypercube():
    ids = ["pue", "mfu", "price", "share", "load"]
    flat = [make(-1.6448536, 0, 1.6448536, id=i) for i in ids]  # standard normal
    normal = np.column_stack([r.samples(1024) for r in flat])
    correlations = np.corrcoef(normal, rowvar=False)[np.triu_indices(len(ids), 1)]
    assert np.abs(correlations).max() < 0.1
    uniform = np.argsort(np.argsort(normal, axis=0), axis=0) / 1024 + 0.5 / 1024
    library = qmc.LatinHypercube(d=len(ids), rng=np.random.default_rng(0)).random(1024)
    assert qmc.discrepancy(uniform) < 3 * qmc.discrepancy(library)


@given(
    bounds=st.lists(st.just(0.0) | st.floats(1e-9, 1e12), min_size=3, max_size=3).map(sorted),
    unit=st.sampled_from(["fraction", "USD", "ratio"]),
    level=st.sampled_from([None, 0.5, 0.8, 0.95]),
)
def test_every_range_has_finite_ordered_quantiles_around_its_centre(bounds, unit, level):
    range_ = make(*bounds, unit=unit, level=level)
    values = range_.quantile(np.array([0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999]))
    assert (np.diff(values) >= -1e-9 * np.abs(values[:-1])).all()
    assert values.min() >= 0
    assert not np.isnan(values).any()
    assert values[3] == pytest.approx(bounds[1], rel=1e-9)


METALOGS = [
    ((1.1, 1.15, 1.32), "ratio/year", lambda x: np.log(x - 1)),
    ((0.1, 0.2, 0.4), "fraction", lambda x: np.log(x / (1 - x))),
    ((2, 22, 290), "token", np.log),
    ((0.8, 0.95, 1.2), "ratio/year", np.log),
    ((-1, 0, 3), "ratio", np.asarray),
]


@pytest.mark.parametrize(("values", "unit", "scale"), METALOGS)
@pytest.mark.parametrize("level", [0.8, 0.9])
def test_a_metalog_has_three_terms_on_the_scale_of_its_kind(values, unit, scale, level):
    """The terms, found here by solving for them, give the stated quantiles and all between."""
    one = replace(make(*values, unit=unit, level=level), distribution="metalog")
    at = np.array([(1 - level) / 2, 0.5, (1 + level) / 2])
    assert one.quantile(at) == pytest.approx(values)

    def terms(p):
        return np.column_stack([np.ones_like(p), np.log(p / (1 - p)), (p - 0.5) * np.log(p / (1 - p))])

    a = np.linalg.solve(terms(at), scale(np.array(values, float)))
    p = np.array([0.001, 0.2, 0.7, 0.99])
    assert scale(one.quantile(p)) == pytest.approx(terms(p) @ a, rel=1e-9)
    assert (np.diff(one.quantile(np.linspace(0.001, 0.999, 999))) > 0).all()


def test_a_metalog_through_three_values_in_a_logarithm_is_log_logistic():
    one = replace(make(1, 3, 9, level=0.8), distribution="metalog")
    assert one.quantile([0.25, 0.75]) == pytest.approx([3 / np.sqrt(3), 3 * np.sqrt(3)])


@pytest.mark.parametrize("values", [(1, 1.1, 9), (1, 8, 9), (1, 1, 9)])
def test_a_metalog_that_falls_somewhere_is_refused(values):
    with pytest.raises(ValueError, match="'x': no metalog of three terms goes through 1, "):
        replace(make(*values, level=0.8), distribution="metalog")
