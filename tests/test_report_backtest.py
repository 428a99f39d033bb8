"""The backtest: every case is computed and published, scores follow from the cases, the page says where it is worst."""

from __future__ import annotations

import numpy as np
import pytest

from headroom.evidence import World
from headroom.evidence.columns import quantities
from headroom.report.backtest import page
from headroom.report.backtest.accuracy import ENOUGH, accuracy, out_of_sample
from headroom.report.backtest.cases import AREAS, NEW, RIVAL, cases
from headroom.report.backtest.figures import errors_by_area
from headroom.report.energy.results import runs
from headroom.report.training.results import calibration


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_every_case_has_a_published_value_a_source_and_a_prediction(world):
    table = cases(world)
    assert set(table["area"]) == {area.title for area in AREAS}
    for name in ("published", "predicted", "ratio"):
        assert np.isfinite(quantities(table[name]).value).all()
    assert all(one.published.all_rows and one.published.sources for one in table.itertuples())
    assert not table.duplicated(["area", "case"]).any()


def test_no_case_out_of_sample_is_from_the_work_that_gave_the_load(world):
    table = cases(world)
    energy = table[table["area"] == "Energy of a training run"]
    assert len(energy) > 0
    assert not [one.case for one in energy.itertuples() if runs.LOADS_DRAWN_FROM & set(one.published.sources)]


def test_the_scores_are_those_of_the_cases_and_of_the_calibration(world):
    table, said = cases(world), accuracy(world).set_index("area")
    for area, of_area in table.groupby("area"):
        error = np.abs(of_area["error"].to_numpy(float))
        assert said.loc[area, "error"].value == pytest.approx(np.median(error))
        assert said.loc[area, "count"] == len(of_area)
        mean = np.exp(np.mean(np.log(quantities(of_area["ratio"]).value)))
        assert said.loc[area, "bias"].value == pytest.approx(mean)
    scores = calibration.scores(world, calibration.left_out(world))
    assert said.loc[page.HOURS, "bias"].value == pytest.approx(scores["bias"].value)
    assert said.loc[page.HOURS, "inside"].value == scores["inside"].value
    assert (np.diff(quantities(said["error"]).value) >= 0).all()


def test_where_the_book_is_worst_follows_from_the_scores(world):
    known = out_of_sample(world)
    assert set(known["sample"]) == {NEW} and (known["count"] >= ENOUGH).all()
    told = page.backtest(world)
    assert told.numbers["worst-error"].value == max(one.value for one in known["error"])
    assert all(told.so.values()), told.so
    new = cases(world).query("sample == 'out of sample'")
    assert told.numbers["cases-new"].value == len(new)
    assert told.numbers["cases"].value == (cases(world)["sample"] != RIVAL).sum()


def test_the_page_lists_every_case_and_every_area(world):
    listed, scores = page.listed(world), page.accuracies(world)
    assert listed.count("<tr>") == len(cases(world)) + len(AREAS)  # and a head for each area
    assert all(area.title in scores for area in AREAS)
    figure = errors_by_area(world).to_dict()["usermeta"]["figure"]
    assert page.lowered(out_of_sample(world).iloc[0]["area"]) in figure["takeaway"]
