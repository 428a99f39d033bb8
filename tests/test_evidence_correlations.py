"""Correlated inputs: margins as they were, rank correlations as stated, bad tables refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import spearmanr

from headroom.evidence import EvidenceError, World, correlations
from headroom.evidence.correlations import TABLE

TODAY = date(2026, 11, 21)
PARAMETERS = ["experiment-factor", "growth", "hardware-price-uncertainty", "interconnect-share", "load"]
CHAIN = [
    ("interconnect-share", "experiment-factor", 0.5),
    ("experiment-factor", "growth", -0.7),
    ("hardware-price-uncertainty", "load", 0.3),
]
Make = Callable[..., World]


@pytest.fixture
def world(with_table) -> Make:
    """A World of the frozen tables, with a table of correlations between parameters."""

    def make(pairs: list[tuple[str, str, object]], seed: int = 0, more: tuple[str, ...] = ()) -> World:
        rows = [
            f"c{n},parameters,{a},parameters,{b},{rho},cottier2024rising,Table 1,primary,,"
            for n, (a, b, rho) in enumerate(pairs)
        ]
        return World(data=with_table(TABLE, [*rows, *more]), seed=seed, today=TODAY)

    return make


def drawn(world: World, ids: list[str] = PARAMETERS) -> dict[str, np.ndarray]:
    return {id: world.parameter(id).samples for id in ids}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_rank_correlations_are_those_stated_and_zero_within_a_group_where_none_is(world, seed):
    samples = drawn(world(CHAIN, seed))
    stated = {frozenset(pair): rho for *pair, rho in CHAIN}
    group = {frozenset(pair): 0.0 for pair in combinations(PARAMETERS[:2] + ["interconnect-share"], 2)}
    for pair, rho in (group | stated).items():
        assert spearmanr(*(samples[id] for id in pair)).statistic == pytest.approx(rho, abs=0.02), pair


def test_strong_correlations_are_met_too(world):
    strong = [("growth", "load", -0.98), ("load", "interconnect-share", 0.95), ("growth", "interconnect-share", -0.96)]
    samples = drawn(world(strong))
    for a, b, rho in strong:
        assert spearmanr(samples[a], samples[b]).statistic == pytest.approx(rho, abs=0.01)


def test_a_correlated_range_keeps_its_own_values_and_an_uncorrelated_one_its_order(world):
    apart, together = drawn(world([])), drawn(world(CHAIN[:2]))
    for id in ("interconnect-share", "experiment-factor", "growth"):
        assert (np.sort(apart[id]) == np.sort(together[id])).all()
    assert (apart["growth"] != together["growth"]).any()
    for id in ("hardware-price-uncertainty", "load"):
        assert (apart[id] == together[id]).all()


def test_neither_the_order_of_asking_nor_that_of_the_table_matters(world):
    first = drawn(world(CHAIN))
    correlations._drawn.cache_clear()
    turned = [(b, a, rho) for a, b, rho in reversed(CHAIN)]
    again = drawn(world(turned), PARAMETERS[::-1])
    other = drawn(world(CHAIN, seed=1))
    for id in PARAMETERS:
        assert (first[id] == again[id]).all()
        assert (first[id] != other[id]).any()


def test_a_group_is_independent_of_the_others(world):
    samples = drawn(world(CHAIN))
    for a in ("interconnect-share", "experiment-factor", "growth"):
        for b in ("hardware-price-uncertainty", "load"):
            assert abs(spearmanr(samples[a], samples[b]).statistic) < 0.06


def test_few_draws_and_columns_of_quantities_are_drawn_together_too(world):
    here = world([("growth", "load", 0.9)])
    few = here._range("parameters", "growth").samples(12)
    assert len(set(few)) == 12
    column = here.quantities("parameters", "central")["central"]
    place = here.table("parameters")["id"].tolist().index("load")
    assert (column.iloc[place].samples == here.parameter("load").samples).all()


def test_a_correlated_range_names_the_rows_that_correlate_it(world):
    here = world(CHAIN)
    named = {row.id for row in here.parameter("growth").rows if row.table == TABLE}
    assert named == {"c0", "c1"}
    assert not {row for row in here.parameter("flop-factor").rows if row.table == TABLE}


def test_a_corrected_correlation_counts_in_place_of_the_old(world):
    correction = "c9,parameters,load,parameters,growth,0.2,cottier2024rising,Table 1,primary,misread,c0"
    samples = drawn(world([("growth", "load", 0.9)], more=(correction,)))
    assert spearmanr(samples["growth"], samples["load"]).statistic == pytest.approx(0.2, abs=0.01)


IMPOSSIBLE = [("load", "growth", 0.9), ("growth", "interconnect-share", 0.9), ("interconnect-share", "load", -0.5)]


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([("load", "growth", 1)], "2 spearman: '1' — expected a number greater than -1 and less than 1"),
        ([("load", "growth", "")], "2 spearman: empty — expected a number greater than -1 and less than 1"),
        ([("load", "grwth", 0.5)], "2 b: 'grwth' — expected an id of parameters.csv that is in use; did you mean"),
        ([("load", "load", 0.5)], "2 b: 'load' — expected another id than a: ranges of one id are drawn alike"),
        (
            [("load", "growth", 0.5), ("growth", "load", 0.5)],
            "3 b: 'load' — expected each pair once: it stands in line 2",
        ),
        (
            [*IMPOSSIBLE, ("experiment-factor", "years-of-life", 0.5)],
            "4 spearman: '-0.5' — expected correlations of growth, interconnect-share, load that can hold together "
            "(a positive definite matrix; not stated is 0)",
        ),
        (IMPOSSIBLE[:2], "3 spearman: '0.9' — expected correlations of growth, interconnect-share, load that can"),
    ],
)
def test_a_bad_table_of_correlations_is_refused(world, pairs, message):
    with pytest.raises(EvidenceError) as error:
        world(pairs)
    assert str(error.value).startswith(f"data/{TABLE}.csv:{message}")
    assert len(error.value.faults) == 1


def test_a_table_that_holds_no_ranges_is_refused(world):
    line = "c9,prices,p0001,parameters,growth,0.2,cottier2024rising,Table 1,primary,,"
    with pytest.raises(EvidenceError, match=f"data/{TABLE}.csv:2 a_table: 'prices' — expected one of parameters"):
        world([], more=(line,))
