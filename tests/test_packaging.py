"""What the package declares and imports: its dependencies, what the calculator does without, how files are opened."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *(one for extra in PROJECT["optional-dependencies"].values() for one in extra)]
NOT_FOR_CALCULATING = ("pandas", "altair", "pandera", "pybtex", "pint", "IPython", "click", "sphinx", "myst_nb")
PLACE_OF_ENCODING = {"read_text": 0, "write_text": 1, "open": 2}


def pins() -> dict[str, str]:
    """The exact versions of requirements.txt by name."""
    lines = (REPOSITORY / "requirements.txt").read_text("utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if line and not line.startswith(("#", "--"))]
    return {canonicalize_name(one.name): next(iter(one.specifier)).version for one in pinned}


def python(code: str) -> subprocess.CompletedProcess[str]:
    """What Python says of a piece of code, started in the checkout's folder."""
    return subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("wanted", WANTED)
def test_what_the_package_needs_is_pinned_for_the_tests_at_a_version_that_it_allows(wanted):
    requirement = Requirement(wanted)
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


def test_the_versions_of_python_are_the_same_everywhere():
    declared = SpecifierSet(PROJECT["requires-python"])
    workflow = (REPOSITORY / ".github" / "workflows" / "book.yml").read_text("utf-8")
    tested = re.findall(r'"(3\.\d+)"', re.search(r"python: \[(.+)\]", workflow)[1])
    assert tested == [minor for minor in (f"3.{n}" for n in range(30)) if declared.contains(minor)]
    for page in ("README.md", "requirements.txt"):
        assert f"Python {tested[0]} to {tested[-1]}" in (REPOSITORY / page).read_text("utf-8"), page


def test_the_calculator_needs_no_tables_no_charts_and_no_command_line():
    ran = python(
        f"import sys\nsys.modules.update(dict.fromkeys({NOT_FOR_CALCULATING}))\n"
        "from headroom.calculator import formulas, procedures, training\n"
        "from headroom.calculator.describe import describe\n"
        "for one in [*formulas(), *procedures()]:\n    describe(one)\n"
        "print(training.training_flop(1e9, 1e9))"
    )
    assert (ran.stdout.strip(), ran.stderr) == ("6e+18", "")


def test_the_old_name_of_the_package_says_what_to_import_now():
    ran = python("import lib")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith(
        "ImportError: the package is called headroom: write 'import headroom'"
    )


def unlike_elsewhere(source: str) -> list[int]:
    """The lines whose text depends on the system: no encoding, no end of lines, or a date as only some write it."""
    found = [number for number, line in enumerate(source.splitlines(), 1) if re.search(r"%-[a-zA-Z]", line)]
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        words = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        given = [ast.unparse(argument) for argument in node.args]
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        if name in PLACE_OF_ENCODING and (called == "open" or "." in called and called != "Image.open"):
            place = 3 if called == "open" else PLACE_OF_ENCODING[name]
            mode = words.get("mode", ([*given, "", ""])[place - 2]) if name == "open" else ""
            text = "b" not in mode
            stated = "encoding" in words or len(given) > place
            stated = stated and (name != "write_text" or "newline" in words)
        else:
            text, stated = words.get("text") == "True", "encoding" in words
        if text and not stated:
            found.append(node.lineno)
    return found


def test_the_package_reads_and_writes_the_same_bytes_on_every_system():
    files = (REPOSITORY / "lib").rglob("*.py")
    found = {file.name: lines for file in files if (lines := unlike_elsewhere(file.read_text("utf-8")))}
    assert not found


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("open(path)", True),
        ("open(path, 'rb')", False),
        ("open(path, 'w', encoding='utf-8')", False),
        ("path.open()", True),
        ("path.open('a', newline='')", True),
        ("path.open('rb')", False),
        ("path.open(newline='', encoding='utf-8')", False),
        ("path.read_text()", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(text)", True),
        ("path.write_text(text, 'utf-8')", True),
        ("path.write_text(text, 'utf-8', newline='\\n')", False),
        ("subprocess.run(command, text=True)", True),
        ("Image.open(picture)", False),
        ("f'{day:%-d %B}'", True),
        ("read_text(path, shown)", False),
    ],
)
def test_what_is_left_to_the_system_is_found(line, wrong):
    assert bool(unlike_elsewhere(line)) is wrong
