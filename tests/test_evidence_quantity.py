"""Quantities: a number with its samples and rows goes through every formula, and refuses what would lose them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from headroom.calculator.nomenclature import NAMES
from headroom.calculator.registry import formulas
from headroom.evidence import Quantity, Row, World, probability
from headroom.evidence.aggregates import (
    among,
    bootstrapped,
    fit_line,
    geometric_mean_of,
    greatest_of,
    median_of,
    minimum_of,
    mixture_of,
    reaching,
    share_of,
    sum_of,
)
from headroom.evidence.columns import column, is_column, plain, quantities, rows_in, stacked
from headroom.evidence.quantity import FIT, SPREAD

N = 50


def row(name: str, source: str = "a2024") -> Row:
    return Row("parameters", name, source)


def uncertain(value: float, name: str = "x", spread: float = 0.1) -> Quantity:
    draws = value * np.exp(spread * np.random.default_rng(len(name)).standard_normal(N))
    return Quantity(value, draws, frozenset({row(name)}))


@pytest.mark.parametrize("formula", formulas(), ids=lambda formula: formula.__name__)
def test_every_formula_carries_value_samples_and_rows(formula):
    """The sixth reading: the formula of the values, of the draws, and all rows."""
    import inspect

    given = {}
    for n, name in enumerate(inspect.signature(formula).parameters):
        low, high = NAMES[name].low, NAMES[name].high
        share = np.random.default_rng(n).uniform(0.3, 0.6, N + 1)
        spread = low * (high / low) ** share if low > 0 else low + (high - low) * share
        given[name] = Quantity(spread[0], spread[1:], frozenset({row(name)}))
    found = formula(**given)
    assert found.value == pytest.approx(formula(**{name: q.value for name, q in given.items()}), rel=1e-12, nan_ok=True)
    expected = formula(**{name: q.samples for name, q in given.items()})
    assert np.allclose(found.samples, expected, rtol=1e-12, equal_nan=True)
    assert found.all_rows <= {row(name) for name in given}
    constant_in = [name for name in given if row(name) not in found.all_rows]
    for name in constant_in:
        moved = formula(**{n: q.value * (1.01 if n == name else 1) for n, q in given.items()})
        assert moved == pytest.approx(found.value), f"the result depends on {name} and does not name its row"


def test_an_array_keeps_the_rows_of_each_element():
    many = stacked([uncertain(1, "a"), uncertain(2, "bb"), 3.0])
    made = many * uncertain(10, "ccc") + 1
    assert made.shape == (3,)
    assert made.samples.shape == (3, N)
    assert [{r.id for r in rows} for rows in made.rows] == [{"a", "ccc"}, {"bb", "ccc"}, {"ccc"}]
    assert made[1].value == pytest.approx(21)
    assert {r.id for r in made.all_rows} == {"a", "bb", "ccc"}
    assert (np.array([1.0, 2.0, 3.0]) * uncertain(2, "a")).shape == (3,)


def test_a_point_among_others_comes_out_as_a_point():
    stated = Quantity(2.0, np.linspace(1, 3, N), bounds=(1.5, 2.5))
    known, uncertain_one = (stacked([5.0, stated])[n] for n in (0, 1))
    assert known.is_point and known.samples is None
    assert (uncertain_one.low, uncertain_one.high) == (1.5, 2.5) and len(uncertain_one.samples) == N
    middle = column([median_of(stacked([1.0, 2.0, 4.0])), stated])[0]
    assert (middle.low, middle.high) == (1, 4), "the spread of what is known exactly is a range all the same"


def test_whole_numbers_and_32_bits_become_64_bit_floats():
    for value in (np.int32(2_000_000_000), np.float32(0.1), 7):
        assert (Quantity(value) * 3).value == pytest.approx(float(value) * 3)
        assert np.asarray((Quantity(value) * 3).value).dtype == float


@pytest.mark.parametrize(
    "misuse",
    [
        lambda q: bool(q),
        lambda q: q > 1 and q < 2,
        lambda q: float(q),
        lambda q: int(q),
        lambda q: list(q),
        lambda q: sorted([q, q * 2]),
        lambda q: max(q, q * 2),
        lambda q: np.median(q),
        lambda q: np.asarray(q),
        lambda q: np.mean([q, q]),
        lambda q: q[0],
        lambda q: len(q),
        lambda q: pd.Series([q, q * 2]).max(),
        lambda q: column([q, q * 2]).median(),
        lambda q: column([q, q * 2]).sum(),
        lambda q: column([q, q * 2]) > 1,
        lambda q: column([q, q * 2]).astype(float),
    ],
)
def test_it_refuses_where_it_would_guess(misuse):
    with pytest.raises(TypeError):
        misuse(uncertain(1))


def test_a_comparison_is_a_probability():
    one = Quantity(1.0, np.array([0.5, 0.9, 1.1, 1.2]))
    assert probability(one > 1) == 0.5
    assert probability(Quantity(2) > 1) == 1
    assert probability(one > one) == 0


def test_intervals_are_the_stated_ones_until_arithmetic():
    stated = Quantity(2.0, np.linspace(1, 3, 101), bounds=(1.5, 2.5), level=0.8)
    assert (stated.low, stated.high, stated.level) == (1.5, 2.5, 0.8)
    doubled = stated * 2
    assert (doubled.low, doubled.high, doubled.level) == pytest.approx((2.2, 5.8, 0.9))
    assert Quantity(2.0).is_point and (Quantity(2.0).low, Quantity(2.0).high) == (2, 2)


def test_columns_go_through_what_tables_go_through():
    table = pd.DataFrame({"name": ["b", "a", "c"], "usd": column([uncertain(2, "a"), uncertain(1, "bb"), 5.0])})
    assert is_column(table["usd"])
    assert list(plain(table.sort_values("usd")["usd"])) == [1, 2, 5]
    assert [r.id for r in rows_in(table[table["name"] == "a"])] == ["bb"]
    joined = pd.DataFrame({"name": ["a", "d"]}).merge(table, on="name", how="left")
    assert joined["usd"].isna().tolist() == [False, True]
    assert is_column(pd.concat([table, table])["usd"])
    parts = {name: sum_of(part["usd"]).value for name, part in table.groupby("name")}
    assert parts == {"a": 1, "b": 2, "c": 5}
    scaled = np.log(table["usd"] * 2) / uncertain(1, "ccc")
    assert is_column(scaled)
    assert {r.id for r in quantities(scaled)[0].rows} == {"a", "ccc"}
    assert {"usd", "usd_low", "usd_high"} <= set(plain(table))


def test_one_number_of_many_says_what_its_interval_is():
    many = [uncertain(1, "a"), uncertain(2, "bb"), uncertain(9, "ccc")]
    middle = median_of(many)
    assert (middle.value, middle.low, middle.high, middle.level) == (2, 1, 9, None)
    assert {r.id for r in middle.rows} == {"a", "bb", "ccc"}
    assert median_of(many, between=(0.1, 0.9)).level == pytest.approx(0.8)
    alone = median_of(many[1:2])
    assert (alone.value, alone.low, alone.level) == (2, many[1].low, many[1].level)
    assert sum_of(many).value == 12
    geometric = geometric_mean_of(many)
    assert (geometric.value, geometric.low, geometric.high) == (pytest.approx(18 ** (1 / 3)), 1, 9)
    assert greatest_of(many).value == 9 and len(greatest_of(many).rows) == 3
    assert share_of(stacked(many) > 1.5).value == pytest.approx(2 / 3)
    with pytest.raises(LookupError):
        median_of([Quantity(np.nan)])


def test_one_of_many_may_reach_over_the_intervals_of_all():
    many = [uncertain(1, "a"), uncertain(2, "bb"), uncertain(9, "ccc")]
    middle = reaching(median_of(many), many)
    assert (middle.value, middle.level, len(middle.rows)) == (2, None, 3)
    assert middle.low == many[0].low < 1
    assert middle.high == many[2].high > 9


def test_few_cases_leave_an_error_that_drawing_them_anew_shows():
    cases = [Quantity(float(n), rows=frozenset({row(str(n))})) for n in range(30)]
    mean = bootstrapped(lambda of: of.mean(axis=-1), cases)
    assert mean.value == 14.5
    assert mean.samples.std() == pytest.approx(np.arange(30).std() / np.sqrt(30), rel=0.05)
    assert (len(mean.rows), mean.interval) == (30, FIT)
    same = bootstrapped(lambda a, b: (a - b).std(axis=-1), cases, cases)  # the same cases of both
    assert (same.low, same.value, same.high) == (0, 0, 0)
    with pytest.raises(LookupError, match="2 cases are too few"):
        bootstrapped(np.mean, cases[:2])


def test_a_default_stands_among_others_of_its_kind():
    many = [uncertain(1, "a"), uncertain(2, "bb"), uncertain(9, "ccc")]
    default = among(many[0], many[1:])
    assert (default.value, default.low, default.high, default.level) == (1, 1, 9, None)
    assert default.samples is many[0].samples and {r.id for r in default.rows} == {"a", "bb", "ccc"}


def test_a_mixture_draws_from_each_in_turn():
    rising = Quantity(1, np.arange(4096.0), frozenset({row("rising")}))
    falling = Quantity(4, -10 * np.arange(4096.0)[::-1] - 1, frozenset({row("falling")}))
    mixed = mixture_of([rising, falling, Quantity(2)])
    assert mixed.value == 2 and {r.id for r in mixed.rows} == {"rising", "falling"}
    assert list(mixed.samples[:6]) == [0, -40941, 2, 3, -40911, 2]
    pooled = np.concatenate([rising.samples, falling.samples, np.full(4096, 2)])
    assert np.quantile(mixed.samples, [0.1, 0.9]) == pytest.approx(np.quantile(pooled, [0.1, 0.9]), rel=0.01)
    assert mixture_of([Quantity(3), Quantity(5)]).quantile(0.25) == 3


def test_the_least_is_found_in_each_draw():
    dear = Quantity(2, np.array([1.0, 2.0, 3.0]), frozenset({row("dear")}))
    cheap = Quantity(1, np.array([4.0, 1.0, 1.0]), frozenset({row("cheap")}))
    least = minimum_of([dear, cheap])
    assert (least.value, list(least.samples)) == (1, [1, 1, 1])
    assert {r.id for r in least.rows} == {"dear", "cheap"}


def test_factors_have_a_geometric_mean():
    mean = geometric_mean_of([Quantity(1.0), Quantity(100.0)])
    assert mean.value == pytest.approx(10) and (mean.low, mean.high, mean.level) == (1, 100, None)


def test_a_line_has_the_error_of_its_fit():
    from scipy.stats import linregress

    x, y = np.arange(6.0), np.array([0.1, 1.2, 1.9, 3.1, 3.8, 5.2])
    slope, intercept = fit_line(x, [Quantity(v, rows=frozenset({row(str(v))})) for v in y])
    known = linregress(x, y)
    assert slope.value == pytest.approx(known.slope)
    assert intercept.value == pytest.approx(known.intercept)
    assert slope.samples.std() == pytest.approx(known.stderr * np.sqrt(2), rel=0.1)  # of t with 4 degrees of freedom
    assert len(slope.rows) == 6


def test_a_world_makes_them_of_rows():
    world = World()
    price = world.price("h100-sxm", "cloud_on_demand")
    assert {r.table for r in price.rows} == {"prices"}
    assert set(price.sources) == {r.source for r in price.rows}
    assert price.low <= np.quantile(price.samples, 0.06) and not price.is_point
    runs = world.quantities("training_runs", "training_flop", "chip_hours")
    known = runs[runs["training_flop"].notna()]
    assert {r.table for r in rows_in(known)} == {"training_runs"}
    assert len(rows_in(known)) == len(known)
    growth = world.quantities("trends", "growth_per_year")["growth_per_year"]
    assert all(len(one.rows) == 1 for one in growth)
    bound_alone = world.quantities("demand_outlook", "central").set_index("id").loc["epoch-us-ai-2030", "central"]
    assert np.isnan(bound_alone.value) and len(bound_alone.rows) == 1
    stated = growth[growth.notna()].iloc[0]
    assert stated.value == world.range("trends", next(iter(stated.rows)).id, "growth_per_year").value


def test_a_procedure_takes_it_apart_and_puts_it_together():
    from headroom.calculator.inference import majority_accuracy

    chance = Quantity(0.6, np.array([0.5, 0.6, 0.7]), frozenset({row("chance")}))
    found = majority_accuracy(chance, votes=5)
    assert found.value == pytest.approx(majority_accuracy(0.6, 5))
    assert found.samples == pytest.approx([majority_accuracy(p, 5) for p in (0.5, 0.6, 0.7)])
    assert found.rows == chance.rows
    many = majority_accuracy(chance, np.array([1, 3, 5]))
    assert many.shape == (3,) and many.samples.shape == (3, 3)


def reported(value: float, low: float, high: float, name: str = "x") -> Quantity:
    draws = np.linspace(low, high, N)
    return Quantity(value, draws, frozenset({row(name)}), bounds=(low, high), interval=SPREAD, level=None)


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda q: q * 3 + 1, 4, 13),
        (lambda q: -q, -4, -1),
        (lambda q: 8 / q, 2, 8),
        (lambda q: Quantity(2.0) ** q, 2, 16),
        (lambda q: np.sqrt(q) / Quantity(2.0, rows=frozenset({row("two")})), 0.5, 1),
        (lambda q: np.minimum(q, 3.0), 1, 3),
    ],
)
def test_a_range_of_reported_values_stays_one_through_what_only_rises_or_falls(function, low, high):
    found = function(reported(2, 1, 4))
    assert (found.low, found.high, found.level, found.interval) == (low, high, None, SPREAD)
    of_array = function(reported(2, 1, 4) * np.ones(2))
    assert (list(of_array.low), list(of_array.high), of_array.level) == ([low, low], [high, high], None)


@pytest.mark.parametrize(
    "function",
    [
        lambda q: q * q,
        lambda q: q * uncertain(1, "other"),
        lambda q: (q - 2) ** 2,
        lambda q: 1 / (q - 3),
        lambda q: Quantity(q.value, q.samples, q.rows, bounds=q.bounds, interval=FIT) * 2,
    ],
)
def test_other_arithmetic_forgets_stated_bounds(function):
    found = function(reported(2, 1, 4))
    assert (found.bounds, found.level) == (None, 0.9)


def test_a_column_keeps_what_each_interval_means():
    fitted = Quantity(5.0, np.linspace(4, 6, N), interval=FIT, level=0.8)
    many = column([reported(2, 1, 4), fitted, 7.0])
    kinds = [(one.interval, one.level, one.low, one.high) for one in many]
    assert kinds[0] == (SPREAD, None, 1, 4)
    assert kinds[1] == (FIT, 0.8, fitted.low, fitted.high)
    assert many[2].is_point
    doubled = many.iloc[::-1].reset_index(drop=True) * 2
    assert (doubled[2].interval, doubled[2].level, doubled[2].low, doubled[2].high) == (SPREAD, None, 2, 8)
    assert (doubled[1].interval, doubled[1].level) == (FIT, 0.9)
    assert (doubled[1].low, doubled[1].high) == pytest.approx(tuple(np.quantile(fitted.samples * 2, [0.05, 0.95])))
    assert doubled[0].is_point
    table = plain(pd.DataFrame({"x": doubled}))
    assert table["x_high"].tolist() == [14, doubled[1].high, 8]
    both = quantities(many) * fitted
    assert list(both.interval) == ["probability", FIT, FIT]


def test_a_quantity_may_stand_before_a_column():
    factor, many = uncertain(2, "a"), column([uncertain(3, "bb"), 4.0], index=[7, 9])
    for made in (factor * many, 1.0 * factor * many):
        assert is_column(made) and made.index.tolist() == [7, 9]
        assert made[7].value == pytest.approx(6) and {r.id for r in rows_in(made)} == {"a", "bb"}
    assert (factor - many)[9].value == pytest.approx(-2)
    with pytest.raises(TypeError):
        factor > many  # noqa: B015 - what it refuses


def test_one_cell_of_a_table_has_its_row_and_date():
    world = World()
    runs = world.table("training_energy").dropna(subset=["peak_power_mw"])
    for found in (world.cell("training_energy", runs["id"].iloc[0], "peak_power_mw"),):
        (known,) = found.rows
        assert (known.table, known.as_of) == ("training_energy", runs["as_of"].iloc[0].date())
    tokens = world.cell("training_runs", "chinchilla-70b", "tokens")
    assert tokens.is_point and next(iter(tokens.rows)).id == "chinchilla-70b"
    assert world.cell("parameters", "hw-depreciation-epoch").level
    unknown = world.table("training_runs").query("tokens.isna()")["id"].iloc[0]
    with pytest.raises(LookupError, match="no tokens"):
        world.cell("training_runs", unknown, "tokens")
