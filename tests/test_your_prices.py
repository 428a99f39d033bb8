"""The page "Use your own prices" tells what works: its files and commands are taken from it and run."""

from __future__ import annotations

import ast
import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from headroom.cli import build, main
from headroom.evidence import World

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "your-prices.ipynb"
CELLS = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(PAGE.read_text("utf-8"))["cells"]]
TEXT = "\n".join(source for kind, source in CELLS if kind == "markdown")


def calls(method: str) -> list[ast.Call]:
    """Calls of a method of the terminal in the page's code, in their order."""
    trees = [ast.parse(source) for kind, source in CELLS if kind == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in nodes if isinstance(node.func, ast.Attribute) and node.func.attr == method]


def files() -> dict[str, str]:
    """The files that the page shows."""
    day = {"day": World().as_of}
    return {
        ast.literal_eval(call.args[0]): eval(compile(ast.Expression(call.args[1]), "page", "eval"), day)
        for call in calls("file")
    }


def commands() -> list[tuple[str, int]]:
    """The commands of the page with the exit code that it expects."""
    shown = [
        (ast.literal_eval(call.args[0]), next((k.value.value for k in call.keywords if k.arg == "code"), 0))
        for call in calls("run")
    ]
    return shown + [(command, 0) for command in re.findall(r"^\$ (headroom .*)$", TEXT, re.MULTILINE)]


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("AS_OF", "PRICES", "SCENARIO", "SEED"):
        monkeypatch.delenv(f"HEADROOM_{name}", raising=False)
    for name, text in files().items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "code"), commands())
def test_each_command_does_what_the_page_says(folder, monkeypatch, command, code):
    built = []

    def pretend(book, environment, quiet, when_ready, started):
        built.append(environment["HEADROOM_PRICES"])
        when_ready()

    monkeypatch.setattr(build, "run", pretend)
    program, *words = shlex.split(command)
    assert program == "headroom"
    shown = CliRunner().invoke(main, words, catch_exceptions=False)
    assert shown.exit_code == code, shown.output
    assert shown.output.strip()
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == files()
    if words[0] == "build":
        assert built == [str(folder / "my.csv")]


def test_the_page_shows_the_whole_path():
    assert {shlex.split(command)[1] for command, _ in commands()} >= {"check", "compare", "build", "calc", "list"}
    assert [code for _, code in commands()].count(2) == 1


def test_the_variables_that_the_page_names_select_the_world(folder, monkeypatch):
    (variables,) = re.findall(r"^\$ ((?:HEADROOM_\w+=\S+ )+)jupyter-book build \.$", TEXT, re.MULTILINE)
    for name, value in (pair.split("=") for pair in variables.split()):
        monkeypatch.setenv(name, value)
    assert World.current().price("h100-sxm", "cloud_on_demand").value == 1.95
    named = set(re.findall(r"HEADROOM_\w+", TEXT))
    assert named == {"HEADROOM_PRICES", "HEADROOM_AS_OF", "HEADROOM_SCENARIO", "HEADROOM_SEED"}
