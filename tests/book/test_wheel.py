"""The package as one gets it from a wheel: its command line and a book, away from the checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest
import sample
import yaml

from headroom.book.store import digest
from headroom.cli import COMMANDS

pytestmark = pytest.mark.book

Run = Callable[..., subprocess.CompletedProcess[str]]
PRICE = "item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,2.10,2026-07-20\n"


class Environment:
    """A virtual environment in which the wheel is installed; what it needs is taken from the one that runs the tests.

    Only what lies in that one's folder of packages is seen there, not what an editable install points to.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        places = {"base": str(folder), "platbase": str(folder)}
        self.packages = Path(sysconfig.get_path("purelib", "venv", places))
        self.python = Path(sysconfig.get_path("scripts", "venv", places)) / Path(sys.executable).name

    def install(self, wheel: Path) -> None:
        """Make the environment."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", self.python, "install", "--quiet", "--no-deps", wheel]
        subprocess.run(pip, check=True)
        needed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (self.packages / "needed.pth").write_text("\n".join(needed), "utf-8")

    def run(self, folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment in a folder, without our own path and selection of a World."""
        program, *rest = map(str, words)
        own = {"PYTHONPATH", *(name for name in os.environ if name.startswith("HEADROOM_"))}
        environ = {name: value for name, value in os.environ.items() if name not in own}
        command = [shutil.which(program, path=str(self.python.parent)), *rest]
        return subprocess.run(command, cwd=folder, env=environ, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel, built and installed."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, sample.ROOT]
    subprocess.run(pip, check=True)
    (wheel,) = folder.glob("*.whl")
    environment = Environment(folder / "venv")
    environment.install(wheel)
    return environment


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder with nothing but a price file."""
    (tmp_path / "my.csv").write_text(PRICE, "utf-8")
    return tmp_path


def test_the_package_and_its_data_are_the_wheel_s(installed: Environment, outside: Path) -> None:
    code = "import headroom; from headroom.evidence import tables; print(headroom.__file__); print(tables.DATA)"
    ran = installed.run(outside, installed.python.name, "-c", code)
    assert ran.returncode == 0, ran.stderr
    assert all(Path(line).is_relative_to(installed.packages.resolve()) for line in ran.stdout.splitlines())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("check my.csv", r"1 price of 1 item: all sound"),
        ("compare --prices my.csv", r"h100-sxm cloud on demand \(\$[\d.]+ → \$2\.10\)"),
        ("compare --against base --scenario scarce-chips --quiet", r"\d+ of \d+ headline results"),
        ("calc training.training_flop --params 8e9 --tokens 15e12", r"training_flop = 7\.2e23 FLOP"),
        ("calc training.rental_cost --chip h100-sxm --params 70e9 --tokens 15e12 --mfu 0.3..0.5", r"90% interval"),
        ("list scenarios", r"scarce-chips"),
        ("list formulas rental", r"training\.rental_cost"),
        *((f"{command} --help", r"Usage: headroom") for command in COMMANDS),
    ],
)
def test_the_command_line_works_away_from_the_checkout(
    installed: Environment, outside: Path, words: str, said: str
) -> None:
    ran = installed.run(outside, "headroom", *words.split())
    assert ran.returncode == 0, ran.stderr
    assert re.search(said, ran.stdout)
    assert [path.name for path in outside.iterdir()] == ["my.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("freeze", "headroom freeze writes to the data/ of a checkout"),
        ("tokens --released 2026-11-18 --append", "headroom tokens --append writes to the data/ of a checkout"),
        ("build", "name a folder with --book"),
    ],
)
def test_what_needs_a_checkout_says_so_and_writes_nothing(
    installed: Environment, outside: Path, words: str, said: str
) -> None:
    before = digest(installed.packages / "headroom", "**/*")
    ran = installed.run(outside, "headroom", *words.split())
    assert ran.returncode == 1
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert digest(installed.packages / "headroom", "**/*") == before
    assert [path.name for path in outside.iterdir()] == ["my.csv"]


def test_a_book_is_built_from_the_wheel_alone(installed: Environment, tmp_path: Path) -> None:
    book = sample.write_tiny(tmp_path)
    shutil.rmtree(book / "data")
    config = yaml.safe_load((book / "_config.yml").read_text("utf-8"))
    del config["bibtex_bibfiles"]
    (book / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    ran = installed.run(book, "headroom", "build", "--quiet", "--prices", book / "none.csv")
    assert ran.returncode == 2, "nothing is built with bad input"
    ran = installed.run(book, "headroom", "build")
    assert ran.returncode == 0, ran.stderr
    html = book / "_build" / "html"
    page = (html / "chapters" / "live.html").read_text("utf-8")
    assert re.search(r'class="num-value">\$[\d,.]+<', page)
    for used in ("logo.svg", "favicon.svg"):
        assert f'"../_static/{used}"' in page
        assert (html / "_static" / used).read_bytes() == (
            installed.packages / "headroom/book/static" / used
        ).read_bytes()
