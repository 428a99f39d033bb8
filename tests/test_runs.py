"""One table of runs: nothing of the older two is lost, tables do not contradict one another, all chapters ask it."""

from __future__ import annotations

import csv
import io
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from headroom.evidence import LackingError, World
from headroom.evidence.columns import plain
from headroom.report import claims
from headroom.report.data_limits.results import headlines as data_limits
from headroom.report.energy.results import headlines as energy
from headroom.report.energy.results import power
from headroom.report.facts import runs
from headroom.report.scarcity.results import funding
from headroom.report.training.results import frontier, growth, headlines, passages
from headroom.report.training.results.runs import run_costs

ROOT = Path(__file__).resolve().parents[1]
SAME = 0.01  # two editions round differently
HOURS = {"duration_days": 24}  # a column that changed its unit
APPENDED = {"note"}  # a remark may have been added
NUMBERS = {"training_flop", "power_mw", "duration_days"}


@pytest.fixture(scope="module")
def world() -> World:
    return World(as_of="2026-11-28")


def as_it_lies(table: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / f"{table}.csv", dtype=str, keep_default_na=False).set_index("id")


def frozen() -> list[dict[str, str]]:
    with (ROOT / "tests/frozen/runs_before.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_value_of_the_older_tables_survives_or_is_superseded():
    now = {table: as_it_lies(table) for table in ("training_runs", "training_energy")}
    old = frozen()
    assert len(old) > 1300 and {row["table"] for row in old} == {"training_runs", "frontier_runs"}
    lost = []
    for row in old:
        if not row["now_id"]:
            continue
        found, value = now[row["now_table"]].loc[row["now_id"], row["now_column"]], row["value"]
        if row["column"] in NUMBERS:
            same = float(found) == pytest.approx(float(value) * HOURS.get(row["column"], 1), rel=SAME)
        else:
            same = found.startswith(value) if row["column"] in APPENDED else found == value
        if not same:
            lost.append((row["table"], row["id"], row["column"], value, found))
    assert not lost


def test_only_words_that_another_row_repeats_are_left_out():
    gone = {(row["table"], row["id"]) for row in frozen() if not row["now_id"]}
    assert {table for table, _ in gone} == {"frontier_runs"} and len(gone) == 6
    assert {row["column"] for row in frozen() if not row["now_id"]}.isdisjoint(NUMBERS)
    for row in frozen():
        if (row["table"], row["id"]) in gone and row["column"] == "training_flop":
            assert row["now_table"] == "training_runs"


@pytest.mark.parametrize("column", ["training_flop", "chips", "chip_hours", "wall_clock_hours", "peak_power_mw"])
def test_a_model_has_one_size_in_all_tables(world, column):
    found = []
    for name in ("training_runs", "training_energy", "training_sets"):
        table = world.table(name)
        if column in table:
            pretraining = table["kind"].eq("pretraining") if "kind" in table else pd.Series(True, index=table.index)
            standing = table["standing"] if "standing" in table else pd.Series("", index=table.index)
            found.append(table.assign(table=name, standing=standing)[pretraining].dropna(subset=["model_id", column]))
    known = pd.concat(found)
    known = known[~known["model_id"].isin({"deepseek-v3", *runs.disputed_models(world)})]  # V3: two stages, two rows
    spread = known.groupby("model_id")[column].agg(lambda values: values.max() / values.min())
    assert (spread <= 1 + SAME).all(), known[known["model_id"].isin(spread.index[spread > 1 + SAME])]


def test_a_model_has_one_current_run_of_a_kind(world):
    table = world.table("training_runs")
    known = table.dropna(subset=["training_flop"])
    assert not known.duplicated(["model_id", "kind"]).any(), known[known.duplicated(["model_id", "kind"], keep=False)]


@pytest.mark.parametrize("low, high", [("training_flop_low", "training_flop_high")])
def test_the_interval_of_the_compute_says_what_it_is(low, high):
    table = as_it_lies("training_runs")
    stated = {
        "": (False, False, False),
        "point": (False, True, False),
        "lower bound": (True, False, False),
        "range": (True, True, True),
        "90% CI": (True, True, True),
    }
    for id, row in table.iterrows():  # noqa: A001 - the word of the tables
        assert stated[row["training_flop_interval"]] == tuple(bool(row[c]) for c in (low, "training_flop", high)), id


def test_runs_have_the_size_of_the_newest_edition(world):
    flop = plain(runs.runs(world, disputed=True).dropna(subset=["training_flop"])).set_index("model_id")
    assert flop.loc["grok-3", "training_flop"] == 3.5e26 and flop.loc["grok-4", "training_flop"] == 5e26
    assert runs.power_of(world, "grok-3").value == 110
    assert runs.power_of(world, "gemini-1.0-ultra").value == 38.4
    assert flop.loc["gpt-6-astra", "standing"] == flop.loc["claude-mythos", "standing"] == runs.IN_DISPUTE
    mythos = flop.loc["claude-mythos", ["training_flop_low", "training_flop", "training_flop_high"]]
    assert mythos.tolist() == [5.3e27, 6.1e27, 7.1e27]
    with pytest.raises(LookupError, match="no power of the run"):
        runs.power_of(world, "claude-mythos")


def test_all_chapters_ask_for_the_same_largest_run(world):
    name = runs.largest_run(world).name
    assert name == "Grok 4"
    assert frontier.records(world)["name"].iloc[-1] == name
    assert funding.entry(world).name == name
    assert name in claims.verdict("well-funded-startup", world).now.estimate.basis
    assert name in data_limits.law_band(world).basis and name in data_limits.next_tenfold(world).basis
    assert frontier.costliest_run(world)["name"] == name


def test_no_run_in_dispute_is_in_a_sample(world):
    disputed = runs.disputed_models(world)
    assert {"gpt-6-astra", "claude-mythos"} <= disputed
    assert disputed.isdisjoint(runs.runs(world)["model_id"])
    assert disputed.isdisjoint(run_costs(world)["model_id"])
    assert disputed.isdisjoint(growth.frontier(world)["model_id"])
    assert "GPT-6 Astra" not in set(power.records(world)["subject"])


def test_runs_in_dispute_are_priced_and_stated_beside(world):
    priced = plain(run_costs(world, disputed=True)).query("standing == @runs.IN_DISPUTE")
    usd = priced.set_index(["model_id", "basis"])["usd"]
    assert usd["gpt-6-astra", "rental"] == pytest.approx(1e5 * 2160 * 4.54, rel=0.3), "chips x 90 days x rent"
    assert np.isfinite(usd["claude-mythos", "amortised"])
    own = passages.opening(world).numbers["growth-own"]
    for stated in (headlines.frontier_run(world), own, energy.largest_run(world)):
        assert "with the runs in dispute: " in stated.basis
    for id in ("barrier-speed-bump", "well-funded-startup", "cost-falling-now", "power-shortages"):  # noqa: A001
        assert " With the runs in dispute" in claims.verdict(id, world).reason


def test_before_there_were_any_nothing_is_said_of_runs_in_dispute():
    early = World(as_of="2023-06-30")
    assert not runs.disputed_models(early)
    assert "in dispute" not in headlines.frontier_run(early).basis
    assert "in dispute" not in claims.verdict("well-funded-startup", early).reason


# When the compute of a run was known


def test_the_column_was_added_and_no_cell_changed():
    path = ROOT / "data" / "migrations" / "2026-11-when-compute-was-known.py"
    migration = runpy.run_path(str(path))
    text = (ROOT / "data" / "training_runs.csv").read_text("utf-8")
    now = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    before = now.drop(columns=migration["COLUMN"]).to_csv(index=False, lineterminator="\n")
    again = pd.read_csv(io.StringIO(migration["migrated"](before)), dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(again, now)


def test_no_compute_is_seen_before_it_was_published(world):
    whole = world.table("training_runs")
    dated = whole.dropna(subset=["flop_known_since"]).set_index("id")
    assert len(dated) > 30 and set(dated["flop_basis"]) == {"third_party_estimate"}
    assert (dated["flop_known_since"] > dated["published"]).all()
    for day in ("2023-08-07", "2024-04-14", "2024-04-30", "2025-07-01", "2026-05-01"):
        seen = World(as_of=day).table("training_runs").set_index("id")
        known = seen[seen["training_flop"].notna()].index
        assert not [id for id in known if id in dated.index and dated["flop_known_since"][id] > pd.Timestamp(day)]
        cells = ["training_flop_low", "training_flop_high", "training_flop_interval", "flop_basis"]
        blank = seen.loc[[id for id in dated.index if id in seen.index and id not in known], cells]
        assert blank.isna().all(axis=None)
        assert len(known) > 20


@pytest.mark.parametrize(
    ("day", "name", "flop"),
    [
        ("2023-07-10", "PaLM 540B", 2.5272e24),  # what its makers state: nobody had put a number on GPT-4 yet
        ("2023-08-07", "GPT-4 (estimate)", 2.1e25),  # the analysis of July 2023
        ("2024-04-30", "Gemini 1.0 Ultra (estimate)", 5e25),  # AI Index of 15 April 2024
        ("2026-11-28", "Grok 4", 5e26),
    ],
)
def test_the_largest_run_is_the_largest_of_which_the_day_knew_the_compute(day, name, flop):
    found = runs.largest_run(World(as_of=day))
    assert (found.name, found.flop.value) == (name, pytest.approx(flop))


def test_a_compute_that_is_not_known_yet_is_lacking():
    with pytest.raises(LackingError, match="the compute of the run of 'gpt-3.5' is not known up to 2023-08-07"):
        runs.flop_of(World(as_of="2023-08-07"), "gpt-3.5")
