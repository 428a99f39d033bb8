"""Utilisation as bills have it: which bills count, what a new run may expect, how well others predict a bill."""

from __future__ import annotations

import ast
import inspect
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from headroom import report
from headroom.calculator import training
from headroom.evidence import LackingError, World, tables
from headroom.evidence.columns import plain
from headroom.report import evaluate
from headroom.report.facts import calibration as known
from headroom.report.facts.runs import runs
from headroom.report.headline import inputs
from headroom.report.pages import PAGES, import_chapters
from headroom.report.peaks import CALIBRATED
from headroom.report.results import results as results_of
from headroom.report.training.figures import calibration as figures
from headroom.report.training.results import backtest
from headroom.report.training.results import calibration as results
from headroom.report.training.results import runs as training_runs

THEN = "2026-07-01"  # of what is compared with numbers written here


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def then() -> World:
    return World(as_of=THEN)


# Which bills


def test_twenty_eight_bills_have_what_is_needed(then):
    table = known.bills(then)
    counts = table.groupby(["chips_of", "sparse"]).size()
    assert counts.to_dict() == {
        ("A100", False): 15,
        ("H100 and H800", False): 6,
        ("H100 and H800", True): 3,
        ("TPU", False): 2,
        ("TPU", True): 1,
        ("V100", False): 1,
    }


def test_they_are_those_that_the_back_test_does_not_leave_out(world):
    tested = backtest.backtest(world)
    assert set(known.bills(world)["id"]) == set(tested.loc[tested["excluded"] == "", "id"])


def test_two_of_them_are_right_by_hand(then):
    used = known.bills(then).set_index("id")["utilisation"]
    # 6 x 175e9 x 300e9 = 3.15e23 FLOP; 3,552,000 h x 3,600 s x 125e12 FLOP/s = 1.5984e24 FLOP
    assert used["gpt-3-175b"].value == pytest.approx(3.15e23 / 1.5984e24, rel=1e-12)
    # 6 x 405.85e9 x 15.6e12 = 3.798756e25 FLOP; 30,840,000 h x 3,600 s x 989.4e12 FLOP/s = 1.098471e26 FLOP
    assert used["llama-3.1-405b"].value == pytest.approx(3.798756e25 / 1.09847146e26, rel=1e-6)
    assert {row.table for row in used["gpt-3-175b"].rows} == {"training_runs", "models", "accelerators"}


# What a new run may expect


def test_a_new_run_gets_less_of_newer_chips_and_of_a_sparse_model(world):
    a100, h100 = (known.default_utilisation(world, chip) for chip in ("a100-sxm-80", "h100-sxm"))
    sparse = known.default_utilisation(world, "h100-sxm", sparse=True)
    assert sparse.value < h100.value < a100.value
    dense = plain(known.bills(world)).query("not sparse")
    medians = dense.groupby("chips_of")["utilisation"].median()
    assert a100.value == pytest.approx(medians["A100"], rel=0.1)
    assert h100.value == pytest.approx(medians["H100 and H800"], rel=0.1)


def test_it_rests_on_every_bill(world):
    found = known.default_utilisation(world, "h100-sxm")
    assert {row.id for row in found.rows if row.table == "training_runs"} == set(known.bills(world)["id"])
    assert found.unit == "fraction" and (found.interval, found.level) == ("probability", 0.9)
    assert found.samples.min() > 0 and found.samples.max() < 1


def test_the_one_bill_of_a_family_is_pulled_to_the_others(world):
    table = known.bills(world).set_index("id")
    own, others = table["utilisation"]["gpt-3-175b"].value, known.pooled(world).value
    found = known.default_utilisation(world, "v100-sxm2")
    assert own + 0.2 * (others - own) < found.value < others
    a100 = plain(table.loc[table["chips_of"] == "A100", "utilisation"])
    assert known.default_utilisation(world, "a100-sxm-80").value == pytest.approx(a100.median(), rel=0.03)


def test_a_chip_without_a_bill_is_known_less_well(world):
    seen, unseen = known.default_utilisation(world, "h100-sxm"), known.default_utilisation(world, "mi300x")
    assert unseen.high - unseen.low > seen.high - seen.low
    assert unseen.value == known.default_utilisation(world, "b200-sxm").value == known.default_utilisation(world).value
    assert known.default_utilisation(world, "h200-sxm").value == seen.value


@pytest.mark.parametrize(
    ("chip", "words"),
    [
        ("h100-sxm", "pooled over 9 runs on H100 and H800 and 19 others"),
        ("v100-sxm2", "pooled over 1 run on V100 and 27 others"),
        ("mi300x", "pooled over 28 runs, none of them on chips like mi300x"),
        (None, "pooled over 28 runs on all chips"),
    ],
)
def test_it_says_what_it_rests_on(then, chip, words):
    assert known.pooled_over(then, chip) == words


def test_a_world_of_few_bills_falls_back_on_the_published_prior():
    early = World(as_of="2020-01-01")
    assert known.default_utilisation(early, "v100-sxm2").value == early.parameter(known.PRIOR).value
    assert known.pooled_over(early, "v100-sxm2").startswith("as parameter mfu-prior-epoch has it")
    with pytest.raises(LackingError, match="too few"):
        known.default_goodput(early)
    assert known.default_utilisation(World(as_of="2021-11-01"), sparse=True).value == 0.375


# Goodput


def test_goodput_of_a_bill_is_counted_where_bill_and_mfu_are_two_numbers(then):
    pairs = plain(known.published_goodput(then).set_index("id")["goodput"])
    expected = {"gopher-280b": 0.93, "glam-1.2t": 0.88, "palm-540b": 0.66, "glm-130b": 0.77, "llama-3.1-405b": 0.84}
    assert pairs.round(2).to_dict() == pytest.approx(expected, abs=0.006)
    found = known.default_goodput(then)
    assert (found.value, found.low, found.high) == (pairs.median(), pairs.min(), pairs.max())
    assert found.level is None and found.interval == "reported values"
    assert {row.id for row in found.rows if row.table == "training_runs"} == set(pairs.index)


def test_utilisation_inside_a_step_and_goodput_make_the_utilisation_of_the_bill(world):
    inside, kept = known.default_mfu(world, "h100-sxm"), known.default_goodput(world).settled()
    both = known.default_utilisation(world, "h100-sxm")
    hours = [
        training.chip_hours(3.8e25, 989.4e12, mfu=inside, goodput=kept),
        training.chip_hours(3.8e25, 989.4e12, mfu=both, goodput=1.0),
    ]
    assert hours[0].value == pytest.approx(hours[1].value, rel=1e-12)
    assert hours[0].samples == pytest.approx(hours[1].samples, rel=1e-12)


# What moves it


@pytest.mark.parametrize(
    ("table", "column", "up"), [("training_runs", "chip_hours", False), ("models", "active_params", True)]
)
def test_moved_rows_move_it_and_are_named(tmp_path: Path, world, table, column, up):
    data = tmp_path / "data"
    shutil.copytree(tables.DATA, data)
    path = data / next(
        one["path"]
        for one in json.loads((data / "datapackage.json").read_text("utf-8"))["resources"]
        if one["name"] == table
    )
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    stated = frame[column] != ""
    frame.loc[stated, column] = (frame.loc[stated, column].astype(float) * 1.03).map(repr)
    frame.to_csv(path, index=False)
    before, after = (known.default_utilisation(one, "a100-sxm-80") for one in (world, World(data=data)))
    assert after.value / before.value == pytest.approx(1.03 if up else 1 / 1.03, rel=0.003)
    assert {row.id for row in before.rows if row.table == table} >= {"llama-1-65b", "llama-3.1-405b"}


# How well a bill is predicted


def test_no_bill_is_predicted_from_itself(then):
    table = results.left_out(then).set_index("id")
    mine = table.loc["llama-3.1-405b"]
    others = known.bills(then).query("id != 'llama-3.1-405b'")
    used = known.predicted(others, "H100 and H800", False, then.seed)
    hours = 3.798756e25 / (3600 * 989.4e12 * used.value)
    assert mine["predicted"].value == pytest.approx(hours, rel=1e-9)
    assert mine["ratio"].value == pytest.approx(hours / 30.84e6, rel=1e-9)
    unseen = known.predicted(known.bills(then).query("id != 'gpt-3-175b'"), "never seen", False, then.seed).value
    assert table.loc["gpt-3-175b", "predicted"].value == pytest.approx(3.15e23 / (3600 * 125e12 * unseen), rel=1e-9)


def test_each_bill_predicted_from_the_others_meets_what_was_asked(then):
    """28 bills: on average 0.98 of the bill, half of them within 17 %, 26 in the interval, 43 % too high."""
    of = results.scores(then, results.left_out(then))
    assert of["bias"].value == pytest.approx(0.979, abs=0.002)
    assert 0.9 < of["bias"].low < 1 < of["bias"].high < 1.1
    assert of["error"].value == pytest.approx(0.165, abs=0.003) and of["error"].value <= 0.2
    assert of["inside"].value == 26 >= 28 * 10 / 13
    assert of["above"].value == pytest.approx(12 / 28)
    assert of["above"].low < 0.5 < of["above"].high


def test_from_other_makers_alone_it_is_known_less_well_but_not_badly(then):
    """28 bills, 11 makers: on average 1.03 of the bill, half of them within 20 %, 26 in the interval, 54 % too high."""
    table = results.left_out(then, results.MAKER)
    of = results.scores(then, table)
    assert table[results.MAKER].nunique() == 11
    assert of["bias"].value == pytest.approx(1.029, abs=0.002)
    assert of["error"].value == pytest.approx(0.198, abs=0.003)
    assert of["inside"].value == 26
    assert of["above"].low < 0.5 < of["above"].high


def test_makers_own_records_are_predicted_as_well_as_all(then):
    table = results.left_out(then)
    of = results.scores(then, table[table["confidence"] == "primary"])
    assert 0.9 < of["bias"].value < 1.1 and of["error"].value <= 0.2
    assert of["inside"].value >= 18 * 10 / 13


def test_one_utilisation_for_all_predicts_too_little_for_newer_chips_and_sparse_models(then):
    table = results.left_out(then)
    for of in ({"sparse": False, "family": "H100 and H800"}, {"sparse": True}):
        counting = (table["sparse"] == of["sparse"]) & ((table["chips_of"] == of.get("family")) | ("family" not in of))
        pooled = float(np.exp(np.log(plain(table.loc[counting, "ratio"])).mean()))
        assert abs(np.log(pooled)) < abs(np.log(results.one_for_all(then, **of).value)) / 3
        assert results.one_for_all(then, **of).high < 1


def test_every_score_names_its_runs(world):
    of = results.scores(world, results.left_out(world))
    for name, score in of.items():
        assert {row.id for row in score.rows if row.table == "training_runs"} == set(known.bills(world)["id"]), name


# What the chapter shows of it


@pytest.mark.parametrize("passage", [results.calibration, results.new_bills, results.goodput_of_bills])
def test_the_text_is_borne_out_and_its_numbers_have_rows(world, passage):
    said = passage(world)
    assert said.so and all(said.so.values())
    assert said.numbers and all(number.rows for number in said.numbers.values())


def test_the_figures_say_what_the_scores_are(world):
    table = results.left_out(world)
    drawn = figures.bills(world).to_dict()["usermeta"]["figure"]
    assert f"{int(plain(table['inside']).sum())} of {len(table)} bills" in drawn["takeaway"]
    other = figures.bills(world, together=results.MAKER).to_dict()["usermeta"]["figure"]
    assert "other makers" in other["title"] and other["takeaway"] != drawn["takeaway"]
    shown = figures.utilisation_by_family(world).to_dict()
    named = {row.get("name") for rows in shown["datasets"].values() for row in rows} - {None}
    assert named == set(known.bills(world)["name"])
    assert set(table["name"]) <= set(runs(world)["name"])


# One question, one default

CHAPTERS = Path(inspect.getfile(report)).parent
COMPARED = {"median_mfu": ("backtest.py", "money.py", "calibration.py")}  # where one for all is put to the test


def test_every_live_input_of_a_training_run_opens_at_the_one_default(world):
    """Searched for over all chapters: what is called mfu or goodput, alone (of all paid time) or both together."""
    import_chapters()
    found = {chapter: {one.param: one.value for one in inputs(chapter, world)} for chapter in PAGES}
    found = {chapter: given for chapter, given in found.items() if given.keys() & set(CALIBRATED)}
    chips = world.table("accelerators")["id"]
    defaults = {round(known.default_utilisation(world, chip).value, 2) for chip in chips}
    assert len(found) >= 2
    for chapter, given in found.items():
        assert round(given["mfu"] * given.get("goodput", 1.0), 2) in defaults, chapter
    run = found["training"]
    assert run["mfu"] == pytest.approx(known.default_mfu(world, "h100-sxm").value, abs=5e-4)
    assert run["goodput"] == pytest.approx(known.default_goodput(world).value, abs=5e-4)


def test_the_command_line_has_the_same(world):
    computed = evaluate.evaluate("training.chip_hours", {"training_flop": "3.8e25"}, world, chip="h100-sxm")
    of = {one.name: one.quantity for one in computed.inputs}
    both = known.default_utilisation(world, "h100-sxm")
    assert (of["mfu"] * of["goodput"]).value == pytest.approx(both.value, rel=1e-12)


def test_no_result_rests_on_another_utilisation_or_goodput(world):
    """Searched for over the rows of all headlines and verdicts, and over all calls of the chapters' code."""
    group = set(world.table("parameters").query("group in ('mfu', 'goodput')")["id"])
    ideal = {"goodput-llama3", "mtti-llama3", "failure-rate-meta-a100", "mttf-1024-gpus"}  # time lost to failures
    median = "mfu-median-known-runs"
    compares = {"training.formula-error", "cost-factors"}  # what one for all is worth
    for (_, id), result in results_of(world).items():
        rows = {row.id for row in result.estimate.rows if row.table == "parameters"} if result.estimate else set()
        assert not (rows & group) - ideal - ({median} if id in compares else set()), id
    for path in CHAPTERS.rglob("*.py"):
        text = path.read_text("utf-8")
        for name, homes in COMPARED.items():
            assert f"{name}(" not in text or path.name in (*homes, "runs.py"), f"{path}: {name}"
        for call in (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)):
            typed = [one for one in call.keywords if one.arg == "mfu" and isinstance(one.value, ast.Constant)]
            assert all(one.value.value == 1.0 for one in typed), f"{path}:{call.lineno} assumes an MFU"


def test_runs_without_a_bill_are_priced_by_chip_and_kind_of_model(world):
    priced = training_runs.run_costs(world)
    priced = priced[priced["imputed"]].drop_duplicates("model_id").set_index("model_id")
    table = runs(world).set_index("model_id")
    assert len(priced) > 5
    for model, run in priced.iterrows():
        sparse = table.loc[model, "architecture"] in known.MIXTURES
        used = known.default_utilisation(world, run["accelerator_id"], sparse).value
        expected = run["flop"].value / (3600 * table.loc[model, "peak"].value * used)
        assert run["chip_hours"].value == pytest.approx(expected), model
