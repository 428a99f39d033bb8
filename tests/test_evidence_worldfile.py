"""A World in one file: what is written gives the same World again, and what is wrong in it is named at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from headroom.cli import build, main
from headroom.evidence import EvidenceError, World, worldfile
from headroom.evidence.switches import VARIABLES, WORLD

FROZEN = Path(__file__).parent / "frozen"
ROWS = "item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,{},2024-11-01\n"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch):
    for name in (*VARIABLES.values(), WORLD):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def prices(tmp_path) -> list[Path]:
    files = [tmp_path / "one.csv", tmp_path / "other.csv"]
    files[0].write_bytes(b"\xef\xbb\xbf" + ROWS.format(2.2).replace("\n", "\r\n").encode())
    files[1].write_text('item,price_kind,usd,as_of,note\na100-sxm-80,cloud_spot,1.1,2024-11-02,"a ""\\b"" of three"\n')
    return files


def handed_on(world: World, tmp_path: Path) -> Path:
    """A World written to a file, in a folder where none of its price files is."""
    file = tmp_path / "elsewhere" / "mine.toml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(worldfile.write(world), "utf-8")
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("scenario", ["base", "dear"])
@pytest.mark.parametrize("brought", [0, 1, 2])
def test_a_world_that_is_written_and_read_is_the_same(prices, tmp_path, scenario, brought):
    world = World(data=FROZEN, prices=prices[:brought], scenario=scenario, as_of="2025-01-31", seed=5)
    file = handed_on(world, tmp_path)
    for path in prices:
        path.unlink()
    again = World.current(data=FROZEN, world=file)
    assert again == world and again.digest == world.digest and again.label == world.label
    assert again.table("prices").equals(world.table("prices"))
    assert again.price("h100-sxm", "cloud_on_demand").value == world.price("h100-sxm", "cloud_on_demand").value
    assert again.inputs == world.inputs
    assert worldfile.write(again) == file.read_text("utf-8")


def test_its_digest_changes_with_what_it_says(prices, tmp_path):
    world = World(data=FROZEN, prices=prices[:1], scenario="dear", seed=5, as_of="2025-01-31")
    text = worldfile.write(world)
    for one, other in [
        ("seed = 5", "seed = 6"),
        ("2.2", "2.3"),
        ('"dear"', '"dearer"'),
        ("[scenario]", "\n[scenario]"),
    ]:
        file = tmp_path / "edited.toml"
        file.write_text(text.replace(one, other, 1))
        assert (World.current(data=FROZEN, world=file).digest == world.digest) == (one == "[scenario]")


def test_a_world_of_the_book_is_not_ones_own():
    assert not World(data=FROZEN).own
    assert World(data=FROZEN, seed=1).own
    assert World(data=FROZEN, scenario="dear").own
    assert World(data=FROZEN, as_of="2024-12-31").own


def test_all_faults_come_at_once_with_their_lines(prices, tmp_path):
    text = worldfile.write(World(data=FROZEN, prices=prices, scenario="dear", seed=5, as_of="2025-01-31"))
    for one, other in {
        'tables = "': 'tables = "0',
        "seed = 5": 'seed = "five"',
        "as_of = 2025": "as_of = 2999",
        "2.2": "-2.2",
        "cloud_spot,1.1": "cloud_spt,1.1",
        "[versions]": "[version]",
    }.items():
        assert one in text
        text = text.replace(one, other)
    text = re.sub(
        r"multiply = [\d.]+|\"cloud_on_demand\" = [\d.]+", lambda found: found[0] + "\nwrong = 0", text, count=1
    )
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(EvidenceError) as refused:
        World.current(data=FROZEN, world=file)
    lines = text.splitlines()
    found = {fault.column: (fault.line, fault.expected) for fault in refused.value.faults}
    for column, begins, expected in [
        ("tables", "tables", "without this line"),
        ("seed", "seed", "a whole number"),
        ("as_of", "as_of", "not later than today"),
        ("usd", "h100-sxm", "greater than 0"),
        ("price_kind", "a100-sxm-80", "did you mean 'cloud_spot'"),
        ("version", "[version]", "did you mean 'versions'"),
    ]:
        line, told = found[column]
        assert lines[line - 1].startswith(begins) and expected in told, column
    assert len(refused.value.faults) >= 7  # the scenario's, too
    assert all(fault.file == str(file) for fault in refused.value.faults)


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("seed = 1\nas_of = \n", 2, "a TOML file"),
        ("prices = 3\n", 1, "tables [[prices]]"),
        ('\n[[prices]]\nname = "x.csv"\n', 2, "name and rows"),
        ("[scenario]\nwhy = 3\n", 1, "a table with name, title and why"),
        ('headroom = "1999.1"\n', 1, "which is here"),
        ("versions = 3\n", 1, "a table of packages"),
        ('[scenario]\nname = "x"\ntitle = "x"\nwhy = "x"\nprices = 3\n', 5, "a table"),
        (
            '[[prices]]\nname = "x.csv"\nrows = "item,price_kind,usd,as_of\\nh100-sxm,cloud_on_demand,0,2024-01-01"\n',
            4,
            "0",
        ),
    ],
)
def test_a_fault_says_where_and_what_is_expected(tmp_path, text, line, expected):
    file = tmp_path / "bad.toml"
    file.write_text(text)
    with pytest.raises(EvidenceError) as refused:
        World.current(data=FROZEN, world=file)
    assert [fault.line for fault in refused.value.faults] == [line]
    assert expected in refused.value.faults[0].expected


def test_a_scenario_may_be_named_alone_and_other_tables_seen(tmp_path):
    file = tmp_path / "short.toml"
    file.write_text('[scenario]\nname = "dear"\n')
    assert World.current(data=FROZEN, world=file) == World(data=FROZEN, scenario="dear")


def test_a_world_file_states_the_whole_world(tmp_path, monkeypatch):
    file = handed_on(World(data=FROZEN, seed=7), tmp_path)
    monkeypatch.setenv("HEADROOM_AS_OF", "2024-12-31")
    assert World.current(data=FROZEN, world=file).seed == 7  # a switch goes before the environment
    with pytest.raises(EvidenceError, match="no seed beside it"):
        World.current(data=FROZEN, world=file, seed=1)
    monkeypatch.setenv(WORLD, str(file))
    with pytest.raises(EvidenceError, match="no HEADROOM_AS_OF beside it"):
        World.current(data=FROZEN)
    monkeypatch.delenv("HEADROOM_AS_OF")
    assert World.current(data=FROZEN) == World(data=FROZEN, seed=7)


def test_the_commands_take_it_and_give_the_same(tmp_path, monkeypatch):
    quote = tmp_path / "my.csv"
    quote.write_text(ROWS.format(1.95).replace("2024", "2026").replace("-11-01", "-08-01"))
    switches = ["--prices", quote, "--scenario", "scarce-chips", "--seed", 3]
    file = tmp_path / "mine.toml"
    shown = run("world", *switches, "-o", file)
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert run("world", *switches).stdout == file.read_text("utf-8")
    world = World(prices=[quote], scenario="scarce-chips", seed=3)
    assert f"World {world.digest}" in shown.stderr
    calc = ["calc", "training.rental_cost", "--chip", "h100-sxm", "--params", "70e9", "--tokens", "15e12", "--json"]
    assert json.loads(run(*calc, "--world", file).stdout) == json.loads(run(*calc, *switches).stdout)
    checked = run("check", file).stdout
    assert f"World {world.digest}, all sound" in checked and "h100-sxm, cloud on demand: " in checked
    assert run("check", file, quote).exit_code == 2
    asked = []
    monkeypatch.setattr(build, "run", lambda book, environment, *_: asked.append(environment) or 1)
    monkeypatch.setenv("HEADROOM_SEED", "9")
    assert run("build", "--world", file).exit_code == 1
    assert asked[0][WORLD] == str(file) and not asked[0].keys() & set(VARIABLES.values())
    assert run("build", "--world", file, "--seed", 3).exit_code == 2


def test_packages_of_other_versions_are_named(tmp_path):
    file = tmp_path / "old.toml"
    file.write_text('[versions]\nnumpy = "1.0"\n')
    assert "made with numpy 1.0, here " in run("check", file).stdout
