"""The inputs of the study of 2024, drawn together, give the percentiles that it published and that follow from it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import spearmanr

from headroom.evidence import EvidenceError, World

STUDY = "limits_study"
YEARS = 2030.0 - 2023.99  # base values are of the end of 2023


@pytest.fixture(scope="module")
def world() -> World:
    return World(as_of="2026-10-01")


@pytest.fixture(scope="module")
def given(world):
    """An input by its id: its draws, or its value where it is a constant."""
    return lambda id: world.range(STUDY, id).draws()


def power_of_one_developer(given) -> np.ndarray:
    total, ai = given("us-dc-power-2023"), given("us-ai-power-2023")
    growth = given("dc-growth")
    other = (total - ai) * np.minimum(given("nonai-growth"), growth) ** YEARS
    return given("share") * np.maximum(np.minimum(total * growth**YEARS, given("us-power-2022")) - other, 0)


def flop_per_joule(given) -> np.ndarray:
    return given("peak") * given("mfu") / given("wgpu") * given("eff-watt-growth") ** YEARS


def bandwidth(given) -> np.ndarray:
    return given("bw-2024") * given("bw-growth") ** YEARS


def flop_of_bandwidth(given) -> np.ndarray:
    """The largest run whose gradients go round the loop of data centres in time: a quadratic in its parameters."""
    ratio, time = given("tok-per-param"), given("net-distance") / given("fibre-speed")
    square, linear = 16 * ratio / bandwidth(given), 2 * ratio * time
    params = (-linear + np.sqrt(linear**2 + 4 * square * given("batch") * given("dur"))) / (2 * square)
    return 6 * ratio * params**2


def chips(given) -> np.ndarray:
    growth = given("prod-growth") * given("perf-growth")
    made = given("prod-2023") * (growth**YEARS - 1) / np.log(growth)
    return given("share") * (given("stock-2023") + made)


def tokens(given) -> np.ndarray:
    seen = (given("image-stock") + given("video-stock")) * given("tok-image")
    stock = given("text-stock") + seen + given("audio-stock") * given("tok-audio")
    return stock * given("data-growth") ** YEARS * given("epochs") * given("quality")


def flop_distributed(given) -> np.ndarray:
    return power_of_one_developer(given) * flop_per_joule(given) * given("dur")


def flop_of_campus(given) -> np.ndarray:
    return given("campus-2030") * flop_per_joule(given) * given("dur")


def flop_of_power(given) -> np.ndarray:
    return np.maximum(np.minimum(flop_distributed(given), flop_of_bandwidth(given)), flop_of_campus(given))


REPRODUCED = [  # 10th, 50th and 90th percentile of 200,000 draws by another program
    (power_of_one_developer, (2.3e9, 8.7e9, 43e9)),
    (flop_distributed, (2.4e28, 2.3e29, 2.2e30)),
    (flop_of_campus, (1.0e28, 6.0e28, 2.7e29)),
    (bandwidth, (4.1e15, 9.3e15, 21e15)),
    (flop_of_bandwidth, (3.0e29, 2.4e30, 2.1e31)),
    (flop_of_power, (2.6e28, 2.2e29, 1.7e30)),
    (chips, (2.5e7, 1.1e8, 4.9e8)),
    (lambda given: chips(given) * given("peak") * given("mfu") * given("dur"), (1.3e29, 1.1e30, 7.2e30)),
    (tokens, (4.2e14, 2.5e15, 2.3e16)),
    (lambda given: 0.3 * tokens(given) ** 2, (5.2e28, 1.8e30, 1.6e32)),
]


@pytest.mark.parametrize(("result", "percentiles"), REPRODUCED)
def test_percentiles_of_2030_are_those_of_an_independent_program(given, result, percentiles):
    assert np.quantile(result(given), [0.1, 0.5, 0.9]) == pytest.approx(percentiles, rel=0.07)


def test_the_correlations_are_those_of_the_study(world):
    stated = world.table("correlations")
    assert len(stated) == 9
    for row in stated.itertuples():
        a, b = (world.range(table, id).samples for table, id in ((row.a_table, row.a), (row.b_table, row.b)))
        assert spearmanr(a, b).statistic == pytest.approx(row.spearman, abs=0.03), row.id


def test_each_input_keeps_the_percentiles_that_the_study_states(world):
    drawn = world.table(STUDY).query("distribution == 'metalog'")
    assert len(drawn) > 30
    for row in drawn.itertuples():
        found = np.quantile(world.range(STUDY, row.id).samples, [0.1, 0.5, 0.9])
        assert found == pytest.approx([row.low, row.central, row.high], rel=0.005), row.id


def test_no_input_shares_its_name_with_a_row_of_another_table(world):
    """Ranges of one id have the same random numbers."""
    own = set(world.table(STUDY)["id"])
    shared = {name: own & set(world.table(name)["id"]) for name in world.dictionary if name != STUDY}
    assert not any(shared.values()), shared


def test_a_constant_is_a_point_and_a_metalog_has_three_values(world):
    table = world.table(STUDY).set_index("id")
    counts = table[["low", "central", "high"]].notna().sum(axis=1)
    assert (counts[table["distribution"] == "metalog"] == 3).all()
    assert (counts[table["distribution"] == "constant"] == 1).all()


def test_a_metalog_that_cannot_be_is_refused_with_its_line(with_table):
    row = "x,power,x,x,1,1.1,9,W,80% CI,metalog,2024-08-01,month,cottier2024rising,Table 1,primary,,"
    with pytest.raises(EvidenceError, match=r"limits_study.csv:2 distribution: 'metalog' — expected low, central and"):
        World(data=with_table(STUDY, [row]), today=date(2026, 11, 21))
