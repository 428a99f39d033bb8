"""The inputs of the study of 2024 keep the percentiles and the correlations that it states.

What follows from them is tested with the chapter on which limit binds first.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy.stats import spearmanr

from headroom.evidence import EvidenceError, World

STUDY = "limits_study"


@pytest.fixture(scope="module")
def world() -> World:
    return World(as_of="2026-10-01")


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
