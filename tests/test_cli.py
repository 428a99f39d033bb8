"""The contract of the command line: exit codes, messages with their place, help, and nothing written by mistake."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import headroom
from headroom.calculator import training
from headroom.cli import COMMANDS, build, common, main
from headroom.evidence import EvidenceError, World, tables, token_prices
from headroom.evidence.switches import VARIABLES
from headroom.report import changes, evaluate
from headroom.report.facts import calibration

SHORT = "item,price_kind,usd,as_of\n"
LONG = "item,price_kind,usd,as_of,provider,unit,note\n"
GOOD = "h100-sxm,cloud_on_demand,1.95,2026-08-01"


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in ("AS_OF", "PRICES", "SCENARIO", "SEED"):
        monkeypatch.delenv(f"HEADROOM_{name}", raising=False)


@pytest.fixture
def quote(tmp_path) -> Path:
    file = tmp_path / "my.csv"
    file.write_text(SHORT + GOOD + "\n")
    return file


# Help and mistakes


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command):
    shown = run(command, "--help")
    assert shown.exit_code == 0
    assert re.search(rf"Examples?:\n +headroom {command}", shown.output)


def test_help_lists_every_command():
    shown = run("--help")
    assert shown.exit_code == 0
    assert all(re.search(rf"^  {name} ", shown.output, re.MULTILINE) for name in COMMANDS)


def test_help_imports_nothing_heavy():
    code = (
        "import sys\nfrom headroom.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('numpy', 'pandas', 'scipy', 'altair', 'pint', 'headroom.evidence') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["comapre"], "no command 'comapre'; did you mean 'compare'?"),
        (["list", "chips"], "'chips' is not one of"),
        (["compare", "--scenario", "cheep-power"], "no scenario 'cheep-power'; did you mean 'cheap-power'?"),
        (["compare", "--as-of", "31.12.2025"], "as_of: '31.12.2025' — expected a date YYYY-MM-DD"),
        (["compare", "--seed", "-1"], "seed: '-1' — expected a whole number, at least 0"),
        (["compare", "--against", "2020.1"], "no edition '2020.1'"),
        (["compare", "--against", "base", "--against-as-of", "2025-01-01"], "but not both"),
        (["build", "--prices", "none.csv"], "none.csv: 'no such file' — expected a file"),
        (["check"], "Usage"),
        (["freeze", "--edition", "../x"], "'../x' names no edition"),
        (["calc", "training.rental_cots"], "no formula 'training.rental_cots'; did you mean 'training.rental_cost'?"),
        (
            ["calc", "training.rental_cots", "--help"],
            "no formula 'training.rental_cots'; did you mean 'training.rental",
        ),
        (["calc", "training.rental_cost", "--chip", "h100"], "no row of accelerators 'h100'; did you mean 'h100-"),
        (["calc", "training.rental_cost", "80"], "'80': expected --NAME VALUE"),
        (["calc", "training.rental_cost", "--mfu"], "--mfu: expected a value after it"),
        (["calc", "training.rental_cost", "--mfu", "0.3", "--mfu=0.4"], "--mfu: expected once, given twice"),
        (["tokens", "--released", "2999-01-01"], "expected a date not later than today"),
    ],
)
def test_bad_words_end_with_2_and_say_what_is_expected(words, message):
    shown = run(*words)
    assert shown.exit_code == 2
    assert message in shown.output


# Price files


BAD = {
    "wrong column": (
        SHORT.replace("kind", "knd") + GOOD,
        1,
        "price_knd",
        "'price_knd'",
        "a column of this table; did you mean",
    ),
    "wrong unit": (LONG + GOOD + ",Mine,EUR/h,", 2, "unit", "'EUR/h'", "one of USD/(chip*hour), USD/chip"),
    "currency sign": (SHORT + GOOD.replace("1.95", "$1.95"), 2, "usd", "'$1.95'", "leave the currency out"),
    "decimal comma": (SHORT + GOOD.replace("1.95", '"1,95"'), 2, "usd", "'1,95'", "with a decimal point: 1.95"),
    "zero": (SHORT + GOOD.replace("1.95", "0"), 2, "usd", "'0'", "a number greater than 0"),
    "negative": (SHORT + GOOD.replace("1.95", "-2"), 2, "usd", "'-2'", "a number greater than 0"),
    "future": (SHORT + GOOD.replace("2026-08", "2999-08"), 2, "as_of", "'2999-08-01'", "a date not later than today"),
    "unknown chip": (SHORT + GOOD.replace("sxm", "smx"), 2, "item", "'h100-smx'", "did you mean 'h100-sxm'?"),
    "duplicate": (SHORT + GOOD + "\n" + GOOD, 3, "", "'h100-sxm, cloud_on_demand", "a row that repeats no earlier row"),
    "empty": ("", 0, "", "empty", "a header line and rows of comma-separated values"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00", 3, "", "'binary data'", "a text file of comma-separated values"),
    "10 MB": (SHORT + f"{GOOD}\n" * 230_000, 0, "", "MB'", "at most 5 MB"),
    "encoding": (
        (LONG + GOOD + ",Müller,,").encode("latin-1"),
        2,
        "",
        "'byte 0xfc'",
        "UTF-8 text (in a spreadsheet: save as 'CSV UTF-8')",
    ),
    "formula": (LONG + GOOD + ",Mine,,=cmd()", 2, "note", "'=cmd()'", "text that no spreadsheet takes for a formula"),
    "markup": (LONG + GOOD + ",Mine,,<b>x</b>", 2, "note", "'<b>x</b>'", "plain text without markup"),
}


@pytest.mark.parametrize("command", [("check",), ("compare", "--prices"), ("build", "--prices")])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_not_touched(tmp_path, monkeypatch, command, name):
    content, line, column, value, expected = BAD[name]
    file = tmp_path / "my.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    before = file.read_bytes(), file.stat().st_mtime_ns
    monkeypatch.setattr(build, "run", lambda *_: pytest.fail("the build began"))
    shown = run(*command, file)
    assert shown.exit_code == 2
    place = f"{file}:{line}" if line else str(file)
    (told,) = (one for one in shown.stderr.splitlines() if one.startswith(place))
    assert told.startswith(f"{place} {column}: " if column else f"{place}: ")
    assert value in told
    assert expected in told.partition(" — expected ")[2]
    assert shown.stdout == ""
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [file]


def test_all_faults_of_all_files_come_at_once(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(SHORT + "h100-smx,cloud_on_demand,0,2999-01-01\n")
    other.write_text("price\n2\n")
    shown = run("check", one, other)
    assert shown.exit_code == 2
    lines = shown.stderr.splitlines()
    assert [line.partition(" ")[0] for line in lines if line.startswith(str(one))] == [f"{one}:2"] * 3
    assert any(line.startswith(f"{other}:1") for line in lines)
    assert re.fullmatch(r"\d+ faults; nothing was written.", lines[-1])


def test_a_sound_file_is_summed_up(quote):
    before = World().price("h100-sxm", "cloud_on_demand").value
    shown = run("check", quote)
    assert shown.exit_code == 0
    assert shown.stderr == ""
    first, _, price = shown.stdout.splitlines()
    assert first == "1 price of 1 item: all sound."
    assert price.startswith(f"  h100-sxm, cloud on demand: ${before:.2f} → $1.95 per chip-hour")


def test_what_is_piped_is_utf_8_whatever_the_system_prefers(quote):
    environ = {**os.environ, "PYTHONIOENCODING": "ascii"}
    ran = subprocess.run(
        [sys.executable, "-m", "headroom.cli", "check", quote], env=environ, capture_output=True, check=True
    )
    assert "→" in ran.stdout.decode("utf-8")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(str.encode),
        st.lists(
            st.tuples(
                st.sampled_from(["h100-sxm", "h100", "", "=a", "tpu-v4"]),
                st.sampled_from(["cloud_on_demand", "cloud_spot", "purchase_chip", "spot"]),
                st.one_of(st.floats().map(str), st.sampled_from(["2,1", "$2", "1e400", "2.1"])),
                st.one_of(st.dates().map(str), st.sampled_from(["2026-02-30", "yesterday"])),
            ),
            max_size=4,
        ).map(lambda rows: (SHORT + "".join(",".join(row) + "\n" for row in rows)).encode()),
    )
)
@example(content=(SHORT + "h100-sxm,cloud_on_demand,1599999999e90,2026-01-12\n").encode())
def test_whatever_a_file_holds_it_loads_or_is_refused(tmp_path, content):
    file = tmp_path / "my.csv"
    file.write_bytes(content)
    shown = run("check", file)
    assert shown.exit_code in (0, 2)
    assert file.read_bytes() == content
    if shown.exit_code == 2:
        assert shown.stdout == ""
        assert re.search(r"\d+ faults?; nothing was written\.$", shown.stderr.strip())
    else:
        assert "all sound" in shown.stdout


# Precedence: argument, environment, scenario file, default


def test_a_switch_goes_before_the_environment_that_before_the_scenario_that_before_the_default(monkeypatch):
    def as_of(*words: str) -> str:
        shown = run("calc", "training.training_flop", "--params", "1e9", "--tokens", "1e9", "--json", *words)
        return json.loads(shown.stdout)["as_of"]

    assert as_of() == World().as_of.isoformat()
    assert as_of("--scenario", "spring-2024") == "2024-05-31"
    monkeypatch.setenv("HEADROOM_AS_OF", "2025-01-31")
    assert as_of() == as_of("--scenario", "spring-2024") == "2025-01-31"
    assert as_of("--scenario", "spring-2024", "--as-of", "2023-12-31") == "2023-12-31"
    monkeypatch.setenv("HEADROOM_SCENARIO", "nonsense")
    assert run("list", "prices").exit_code == 2
    assert as_of("--scenario", "base") == "2025-01-31"


# Build


@pytest.fixture
def no_build(monkeypatch) -> list[dict[str, str]]:
    """Builds that were asked for, by the variables they were given."""
    asked: list[dict[str, str]] = []

    def pretend(book: Path, environment: dict[str, str], quiet: bool, when_ready: Callable[[], None], _: float) -> int:
        asked.append({name: environment[name] for name in VARIABLES.values() if name in environment})
        when_ready()
        return len(asked) - 1  # the second one fails

    monkeypatch.setattr(build, "run", pretend)
    monkeypatch.setattr(
        changes, "compare", lambda before, after, progress: changes.Comparison("a", after.label, (), ())
    )
    return asked


def test_build_checks_then_builds_in_the_world_selected_and_says_what_changed(quote, no_build, monkeypatch):
    monkeypatch.setenv("HEADROOM_SEED", "3")
    monkeypatch.setenv("HEADROOM_SCENARIO", "cheap-power")
    shown = run("build", "--prices", quote, "--as-of", "2026-09-30", "--scenario", "scarce-chips")
    assert shown.exit_code == 0
    assert no_build == [
        {
            "HEADROOM_PRICES": str(quote.resolve()),
            "HEADROOM_AS_OF": "2026-09-30",
            "HEADROOM_SCENARIO": "scarce-chips",
            "HEADROOM_SEED": "3",
        }
    ]
    assert "scarce-chips scenario, prices of my.csv as of 2026-09-30\n" in shown.stdout
    assert "After:  scarce-chips scenario, prices of my.csv\nNothing changed" in shown.stdout
    assert run("build").exit_code == 1


def test_build_without_a_book_fails(tmp_path, no_build):
    shown = run("build", "--book", tmp_path)
    assert shown.exit_code == 1
    assert "no book here" in shown.stderr
    assert no_build == []


def test_what_is_ready_is_said_before_the_rest_is_done(tmp_path, monkeypatch, capfd):
    (tmp_path / "_toc.yml").touch()
    words = "print('running notebooks [1/1] x done (1.0 s)\\npages are ready: x.html\\nall is done', flush=True)"
    monkeypatch.setattr(build, "BUILDER", ("-c", f"import sys; {words}; sys.exit(3)"))
    said = []
    status = build.run(tmp_path, dict(os.environ), False, lambda: said.append(capfd.readouterr()), time.monotonic())
    assert status == 3
    assert said[0].out.startswith("x.html (")
    assert said[0].err == "running notebooks [1/1] x done (1.0 s)\n"
    after = capfd.readouterr().err
    assert "all is done" in after
    assert "the build failed (exit code 3)" in after


def test_the_book_is_the_one_named_else_that_of_the_current_folder_else_the_checkout(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert build._folder(None) == common.checkout() == tables.DATA.parent
    (tmp_path / "_toc.yml").touch()
    assert build._folder(None) == tmp_path
    assert build._folder(tables.DATA.parent) == tables.DATA.parent


def test_a_build_without_jupyter_book_says_what_to_install(no_build, monkeypatch):
    monkeypatch.setattr(build, "find_spec", lambda _: None)
    shown = run("build")
    assert (shown.exit_code, no_build) == (1, [])
    assert shown.stderr == 'jupyter-book is not installed: pip install "headroom-report[book]"\n'


@pytest.mark.parametrize(
    "words", [("freeze",), ("tokens", "--released", "2026-11-18", "--append"), ("build",), ("build", "--book", ".")]
)
def test_away_from_a_checkout_what_writes_to_it_ends_with_one_sentence(tmp_path, monkeypatch, words, no_build):
    monkeypatch.setattr(headroom, "__file__", str(tmp_path / "site-packages" / "headroom" / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    before = digest_of(tables.DATA)
    shown = run(*words)
    assert (shown.exit_code, shown.stdout, no_build) == (1, "", [])
    assert len(shown.stderr.splitlines()) == 1
    assert digest_of(tables.DATA) == before
    assert not list(tmp_path.iterdir())


def digest_of(folder: Path) -> str:
    """A fingerprint of the files of a folder."""
    return tables.digest([path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()])


def test_no_build_begins_with_bad_input(tmp_path, quote, monkeypatch):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: nowhere\n")
    quote.write_text(SHORT + "h100-sxm,cloud_on_demand,0,2026-07-20\n")
    monkeypatch.setattr(build, "run", lambda *_: pytest.fail("the build began"))
    assert run("build", "--book", tmp_path, "--prices", quote).exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_toc.yml", "my.csv"]


def test_a_failed_build_says_what_the_builder_said(tmp_path, capfd):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: nowhere\n")
    (tmp_path / "_config.yml").write_text("title: x\n")
    shown = run("build", "--book", tmp_path, "--quiet")
    assert shown.exit_code == 1
    assert "nowhere" in shown.stderr
    assert "the build failed" in shown.stderr


# Compare and freeze


def test_compare_says_what_moved_in_the_terminal_and_as_json(quote):
    shown = run("compare", "--prices", quote, "--against", "base")
    assert shown.exit_code == 0
    before, after, summary = shown.stdout.splitlines()[:3]
    assert before.startswith("Before: base scenario as of ")
    assert after.startswith("After:  base scenario, prices of my.csv as of ")
    assert re.match(r"\d+ of \d+ headline results moved; (\d+|no) of \d+ verdicts", summary)
    assert "h100-sxm cloud on demand ($" in shown.stdout

    found = json.loads(run("compare", "--prices", quote, "--against", "base", "--json").stdout)
    assert found["summary"] == summary
    assert found["headlines"]
    for one in found["headlines"]:
        shift = one["after"]["estimate"]["value"] - one["before"]["estimate"]["value"]
        explained = sum(effect["shift"] for effect in one["inputs"]) + one["remainder"]
        assert explained == pytest.approx(shift, rel=1e-6, abs=1e-12)


def test_nothing_changed_is_said():
    shown = run("compare", "--against", "base")
    assert shown.exit_code == 0
    assert "Nothing changed: " in shown.stdout
    assert run("compare", "--against", "base", "-q").stdout.startswith("Nothing changed: ")


def test_compare_is_against_the_last_edition_unless_told_otherwise():
    assert run("compare").stdout.startswith("Before: edition ")
    assert run("compare", "--against-as-of", "2025-06-30").stdout.startswith("Before: base scenario as of 2025-06-30")


# Calculate


COST = ["calc", "training.rental_cost", "--chip", "h100-sxm", "--params", "70e9", "--tokens", "15e12"]


def test_a_whole_cost_is_computed_from_what_is_given():
    found = json.loads(run(*COST, "--mfu", "0.4", "--goodput=1", "--chip-hour-price", "2", "--json").stdout)
    flop = training.training_flop(70e9, 15e12)
    peak = float(World().row("accelerators", "h100-sxm")["peak_dense_tflops_16bit"]) * 1e12
    cost = training.rental_cost(training.chip_hours(flop, peak, mfu=0.4, goodput=1.0), 2.0)
    assert found["value"] == found["low"] == found["high"] == pytest.approx(cost, rel=1e-12)
    assert found["unit"] == "USD"
    origins = {one["name"]: one["origin"] for one in found["inputs"]}
    assert origins["mfu"] == "given"
    assert origins["training_flop"] == "by training.training_flop"
    assert origins["peak_flop_per_second"] == "dense 16-bit peak of h100-sxm"
    assert {"cottier2024rising"} <= {source["key"] for source in found["sources"]}


def test_a_range_becomes_an_interval():
    fixed = ["--goodput", "1", "--chip_hour_price", "2"]
    found = json.loads(run(*COST, *fixed, "--mfu", "0.3..0.5", "--json").stdout)
    ends = [json.loads(run(*COST, *fixed, "--mfu", mfu, "--json").stdout)["value"] for mfu in ("0.3", "0.5")]
    assert found["high"] == pytest.approx(ends[0], rel=0.01)
    assert found["low"] == pytest.approx(ends[1], rel=0.01)
    assert found["low"] < found["value"] < found["high"]


def test_what_is_not_given_comes_from_price_and_defaults_and_says_so():
    shown = run(*COST, "--mfu", "mfu-h100-megatron")
    assert shown.exit_code == 0
    said = shown.stdout.splitlines()
    lines = {line.split()[0]: after for line, after in zip(said, said[1:], strict=False) if line.startswith("  ")}
    price = World().price("h100-sxm", "cloud_on_demand")
    assert (
        f"price in use of h100-sxm, cloud on demand ({price.n} providers, newest {price.newest}"
        in (lines["chip_hour_price"])
    )
    assert f"default: {calibration.goodput_over(World())}" in lines["goodput"]
    assert "parameter mfu-h100-megatron" in lines["mfu"]
    assert shown.stdout.startswith("rental_cost = $")
    assert "90% interval" in shown.stdout.splitlines()[0]


def test_a_kind_of_price_may_be_named():
    shown = json.loads(run(*COST, "--chip_hour_price", "cloud_reserved", "--json").stdout)
    (price,) = (one for one in shown["inputs"] if one["name"] == "chip_hour_price")
    assert price["value"] == pytest.approx(World().price("h100-sxm", "cloud_reserved").value)


@pytest.mark.parametrize("asked", ["--help", "-h"])
def test_help_after_an_address_documents_the_formula(asked):
    shown = run("calc", "training.training_flop", asked)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("training.training_flop: Model FLOP of training a dense model")
    assert "Parameters: weights that one token passes through [params], 1e6 to 1e15.\n" in shown.stdout
    assert "Training compute: model FLOP of a run, without recomputation [FLOP].\n" in shown.stdout
    assert run("calc", asked).stdout.startswith("Usage:")


def test_what_is_missing_is_asked_for_with_unit_and_range():
    shown = run("calc", "training.rental_cost")
    assert shown.exit_code == 2
    assert "--params  Parameters: weights that one token passes through [params], 1e6 to 1e15" in shown.stderr
    assert "--chip_hour_price" in shown.stderr
    assert "; --chip supplies it" in shown.stderr
    assert "--chip_hours" not in shown.stderr  # that follows from the others


def test_every_bad_value_is_named_at_once():
    shown = run(*COST[:-4], "--parms", "7e9", "--mfu", "4", "--tokens", "2..1", "--goodput", "pue-othr")
    assert shown.exit_code == 2
    told = shown.stderr.splitlines()
    assert told[:-1] == [
        "--goodput: 'pue-othr' — expected a number from 0.3 to 1 [fraction], a range LOW..HIGH or a parameter; "
        "did you mean 'pue-other'?",
        "--mfu: '4' — expected a number from 0.05 to 0.8 [fraction], a range LOW..HIGH or a parameter",
        "--parms: '7e9' — expected an input of this formula; did you mean 'params'?",
        "--tokens: '2..1' — expected a number from 1e6 to 1e17 [tokens], a range LOW..HIGH or a parameter",
    ]
    wrong = run(*COST, "--chip_hour_price", "tdp-tpuv4-epoch")
    assert "--chip_hour_price: 'tdp-tpuv4-epoch [W]' — expected a value in USD/chip/h" in wrong.stderr


@pytest.mark.parametrize(
    ("name", "unit", "factor"),
    [
        ("chip_hour_price", "USD/(chip*hour)", 1),
        ("mfu", "fraction", 1),
        ("value_decline", "1/year", 1),
        ("life_years", "day", 1 / 365.25),
        ("cost_per_mtok", "USD/Mtok", 1),
        ("token_price", "USD/Mtok", 1e-6),
        ("tdp", "W/chip", 1),
    ],
)
def test_units_of_the_tables_become_those_of_the_argument(name, unit, factor):
    assert evaluate._compatible(name, unit, "x") == pytest.approx(factor)


def test_every_default_fits_its_argument():
    world = World()
    for name in (*evaluate.DEFAULTS, *evaluate.CALIBRATED, "electricity_price"):
        found = evaluate._Evaluation(world, None, {})._default(name)
        row = evaluate.NAMES[name]
        assert found is not None, name
        assert row.low <= found.quantity.value <= row.high


def test_an_answer_is_a_quantity_that_rests_on_all_its_inputs():
    world = World()
    given = {"params": "70e9", "tokens": "15e12", "mfu": "0.3..0.5", "goodput": "goodput-llama3"}
    answer = evaluate.evaluate("training.rental_cost", given, world, "h100-sxm")
    used = {one.name: one.quantity for one in answer.inputs}
    assert not used["mfu"].rows and (used["mfu"].low, used["mfu"].high) == (0.3, 0.5)
    price = world.price("h100-sxm", "cloud_on_demand")
    assert (used["chip_hour_price"].low, used["chip_hour_price"].high) == (price.low, price.high)
    found = answer.result.quantity
    assert found.unit == "USD" and {row.table for row in found.rows} == {"accelerators", "parameters", "prices"}
    assert found.rows >= price.rows | world.parameter("goodput-llama3").rows
    assert found.value == training.rental_cost(used["chip_hours"].value, price.value)
    assert np.array_equal(found.samples, training.rental_cost(used["chip_hours"].samples, price.samples))
    assert answer.result.sources == answer.result.works
    assert set(found.sources) <= set(answer.sources)


def test_what_an_interval_of_an_input_means_is_said():
    lines = run(*COST, "--mfu", "0.3..0.5").stdout
    assert "0.396 fraction (90% interval 0.3 to 0.5)" in lines
    kept = calibration.default_goodput(World())
    assert f"{kept.value:.3g} fraction (range of reported values {kept.low:.3g} to {kept.high:.3g})" in lines
    assert "USD/chip/h (90% of sellers' prices " in lines


HOURS = ["calc", "training.chip_hours", "--chip", "h100-sxm", "--training_flop", "3.8e25"]


def found_by(*words: str) -> tuple[dict, dict[str, dict]]:
    """An answer as JSON, and its inputs by name."""
    shown = run(*words, "--json")
    assert shown.exit_code == 0, shown.stderr
    answer = json.loads(shown.stdout)
    return answer, {one["name"]: one for one in answer["inputs"]}


def test_hours_of_a_chip_are_by_default_those_that_bills_on_its_family_show():
    found, inputs = found_by(*HOURS)
    pooled = calibration.default_utilisation(World(), "h100-sxm")
    assert found["value"] == pytest.approx(3.8e25 / (3600 * 989.4e12 * pooled.value), rel=1e-9)
    assert found["low"] == pytest.approx(3.8e25 / (3600 * 989.4e12 * pooled.high), rel=1e-6)
    assert calibration.pooled_over(World(), "h100-sxm") in inputs["mfu"]["origin"]
    assert "runs on H100 and H800" in inputs["mfu"]["origin"]
    assert {source["key"] for source in found["sources"]} >= {"meta2024llama31card", "deepseek2024v3"}
    other, _ = found_by(*HOURS[:3], "a100-sxm-80", *HOURS[4:])
    used = calibration.default_utilisation(World(), "a100-sxm-80").value
    assert other["value"] == pytest.approx(3.8e25 / (3600 * 312e12 * used), rel=1e-9)


def test_a_given_utilisation_is_that_of_a_step_and_goodput_its_share_of_the_bill():
    found, inputs = found_by(*HOURS, "--mfu", "0.41")
    kept = calibration.default_goodput(World())
    assert (inputs["goodput"]["low"], inputs["goodput"]["high"]) == (kept.low, kept.high)
    assert found["value"] == pytest.approx(3.8e25 / (3600 * 989.4e12 * 0.41 * kept.value), rel=1e-9)
    assert found["low"] < found["value"] < found["high"]
    sparse = calibration.default_utilisation(World(), "h100-sxm", sparse=True).value
    as_billed, _ = found_by(*HOURS, "--mfu", str(sparse), "--goodput", "1")
    assert as_billed["value"] > found_by(*HOURS)[0]["value"]


@pytest.mark.parametrize(("name", "peak"), [("16bit", 989.4e12), ("fp8", 1979e12), ("tf32", 494.7e12)])
def test_a_number_format_chooses_the_peak(name, peak):
    found, inputs = found_by(*HOURS, "--format", name, "--mfu", "0.4", "--goodput", "1")
    assert inputs["peak_flop_per_second"]["value"] == pytest.approx(peak)
    words = {"16bit": "16-bit"}.get(name, name.upper())
    assert inputs["peak_flop_per_second"]["origin"] == f"dense {words} peak of h100-sxm"
    assert found["value"] == pytest.approx(3.8e25 / (3600 * peak * 0.4), rel=1e-9)


def test_in_a_narrower_format_bills_tell_the_throughput_of_sixteen_bits():
    found, inputs = found_by(*HOURS, "--format", "fp8")
    usual, _ = found_by(*HOURS)
    assert found["value"] == pytest.approx(usual["value"], rel=1e-9)
    assert "the throughput of 16 bits as a share of the dense FP8 peak of h100-sxm" in inputs["mfu"]["origin"]
    wider = run(*HOURS, "--format", "fp32")
    assert wider.exit_code == 2
    assert "--mfu" in wider.stderr and "as a share of the fp32 peak, which no bill of a known run tells" in wider.stderr


def test_a_format_that_a_chip_lacks_is_refused_with_those_that_it_has():
    for chip, name, known in (
        ("h100-sxm", "fp4", "16bit, fp8, tf32, fp32"),
        ("h100-sxm", "fp16", "16bit, fp8, tf32, fp32"),
        ("v100-sxm2", "fp8", "16bit, fp32"),
    ):
        shown = run(*HOURS[:3], chip, *HOURS[4:], "--format", name)
        assert shown.exit_code == 2
        assert (
            f"--format: '{name}' — expected a number format whose dense peak the sheet of {chip} states: {known}"
            in (shown.stderr)
        )
    shown = run(*HOURS[:2], *HOURS[4:], "--format", "fp8")
    assert shown.exit_code == 2 and "--format: 'fp8' — expected --chip ID with it" in shown.stderr


# List


@pytest.mark.parametrize("what", ["formulas", "parameters", "prices", "scenarios", "claims", "headlines"])
def test_lists_are_filtered_and_name_their_sources(what):
    rows = json.loads(run("list", what, "--json").stdout)
    assert rows
    assert len({row["id"] for row in rows}) == len(rows)
    if what != "scenarios":
        assert all(row["sources"] for row in rows if row["value"] != "cannot be computed")
    word = rows[0]["id"].upper()
    assert rows[0] in json.loads(run("list", what, word, "--json").stdout)
    assert json.loads(run("list", what, "no such word", "--json").stdout) == []
    assert rows[0]["id"] in run("list", what, word).stdout


# Fresh API token prices


class StartDate:
    """A condition as genai-prices has it."""

    def __init__(self, start_date: date) -> None:
        self.start_date = start_date


def listed(id_: str, *steps: tuple[date | None, str, str]) -> SimpleNamespace:
    """A model as genai-prices lists it, with input and output prices from given days on."""
    priced = [
        SimpleNamespace(
            constraint=start and StartDate(start),
            prices=SimpleNamespace(input_mtok=Decimal(i), cache_read_mtok=None, output_mtok=Decimal(o)),
        )
        for start, i, o in steps
    ]

    def in_force(moment) -> SimpleNamespace:
        known = [p for p in priced if p.constraint is None or p.constraint.start_date <= moment.date()]
        return known[-1].prices

    return SimpleNamespace(id=id_, prices=priced, get_prices=in_force)


def propose(*models: SimpleNamespace, released: date = date(2026, 11, 18)) -> token_prices.Proposal:
    provider = SimpleNamespace(id="openai", name="OpenAI", models=list(models))
    return token_prices.propose(tables.load(), [provider], "9.9", released)


def newest(model: str) -> tuple[float, float]:
    table = World().table("api_prices")
    row = table[(table["provider"] == "OpenAI") & (table["model_id"] == model)].sort_values("as_of").iloc[-1]
    return row["usd_per_mtok_input"], row["usd_per_mtok_output"]


def test_a_price_that_is_known_is_not_proposed_and_a_new_one_is_with_its_date():
    price_in, price_out = newest("gpt-5-mini")
    same = propose(listed("gpt-5-mini", (None, f"{price_in}", f"{price_out}")))
    assert (same.compared, len(same.rows), same.csv) == (1, 0, "")

    (row,) = propose(listed("gpt-5-mini", (None, "0.1", "0.9"))).rows.to_dict("records")
    assert (row["usd_per_mtok_input"], row["usd_per_mtok_output"], row["usd_per_mtok_blended"]) == ("0.1", "0.9", "0.3")
    assert (row["as_of"], row["as_of_kind"]) == ("2026-11-18", "observed")
    assert row["locator"] == "genai-prices 9.9 package data, id gpt-5-mini"
    assert row["source_key"] == "pydantic2026genaiprices"

    steps = [(None, "0.1", "0.9"), (date(2026, 11, 16), "0.2", "0.8"), (date(2026, 12, 1), "0.3", "0.7")]
    (row,) = propose(listed("gpt-5-mini", *steps)).rows.to_dict("records")
    assert (row["usd_per_mtok_input"], row["as_of"], row["as_of_kind"]) == ("0.2", "2026-11-16", "effective")


def test_what_the_tables_do_not_know_or_what_depends_on_the_hour_is_left_out():
    hourly = listed("gpt-5-mini", (None, "0.1", "0.9"))
    hourly.prices[0].constraint = SimpleNamespace(start_time="16:30")
    assert propose(listed("no-such-model", (None, "1", "2")), hourly).compared == 0


def test_a_source_that_is_not_there_yet_comes_with_its_entry():
    found = propose(listed("gpt-5-mini", (None, "0.1", "0.9")), released=date(2031, 1, 2))
    assert found.source_key == "pydantic2031genaiprices"
    assert found.bibtex.startswith("@misc{pydantic2031genaiprices,")


def test_a_row_that_the_table_would_refuse_is_refused():
    with pytest.raises(EvidenceError, match="usd_per_mtok_input"):
        propose(listed("gpt-5-mini", (None, "-1", "9")))


def test_the_installed_prices_give_rows_to_review_and_nothing_is_written():
    pytest.importorskip("genai_prices")
    file = tables.DATA / "api_prices.csv"
    before = file.read_bytes(), file.stat().st_mtime_ns
    shown = run("tokens", "--released", "2026-11-18")
    assert shown.exit_code == 0
    assert re.search(r"\d+ of \d+ prices compared are new in genai-prices", shown.stderr)
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_rows_are_appended_when_asked_for(tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(tables.DATA, data)
    load = tables.load
    monkeypatch.setattr(tables, "load", lambda: load(data))
    provider = SimpleNamespace(id="openai", name="OpenAI", models=[listed("gpt-5-mini", (None, "0.1", "0.9"))])
    monkeypatch.setattr(token_prices, "installed", lambda: ([provider], "9.9"))
    file = data / "api_prices.csv"
    before = file.read_text("utf-8")
    dry = run("tokens", "--released", "2026-11-18")
    assert file.read_text("utf-8") == before
    shown = run("tokens", "--released", "2026-11-18", "--append")
    assert shown.exit_code == 0
    assert file.read_text("utf-8") == before + dry.stdout
    assert "0 of 1 prices" in run("tokens", "--released", "2026-11-18").stderr


def test_nothing_is_appended_before_its_source(tmp_path, monkeypatch):
    data = shutil.copytree(tables.DATA, tmp_path / "data")
    load = tables.load
    monkeypatch.setattr(tables, "load", lambda: load(data))
    provider = SimpleNamespace(id="openai", name="OpenAI", models=[listed("gpt-5-mini", (None, "0.1", "0.9"))])
    monkeypatch.setattr(token_prices, "installed", lambda: ([provider], "9.9"))
    before = (data / "api_prices.csv").read_text("utf-8")
    shown = run("tokens", "--released", "2025-12-31", "--append")
    assert shown.exit_code == 2 and "add the source first" in shown.stderr
    assert (data / "api_prices.csv").read_text("utf-8") == before


def test_tokens_without_the_package_says_how_to_get_it(monkeypatch):
    def missing():
        raise ImportError("genai_prices")

    monkeypatch.setattr(token_prices, "installed", missing)
    shown = run("tokens", "--released", "2026-11-18")
    assert shown.exit_code == 1
    assert 'pip install "headroom-report[tokens]"' in shown.stderr


def test_the_module_runs_as_the_command_does() -> None:
    asked = [sys.executable, "-m", "headroom", "--help"]
    assert "calc" in subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def test_an_answer_as_json_names_the_rows_of_each_input() -> None:
    given = ["calc", "training.rental_cost", "--chip", "h100-sxm", "--chip-hours", "1000", "--json"]
    answer = json.loads(CliRunner().invoke(main, given, catch_exceptions=False).output)
    (rent,) = (one for one in answer["inputs"] if one["name"] == "chip_hour_price")
    used = World().price("h100-sxm", "cloud_on_demand").rows
    assert rent["rows"] == sorted(f"prices/{row.id}" for row in used)
