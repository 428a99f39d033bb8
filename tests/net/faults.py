"""Plant faults, one at a time, and see whether the tests notice: a net under the rebuilding of the package.

Each fault of ``faults.toml`` is a slip that a careful person could make. It is written into a fresh copy of the
repository, where only the tests run that ought to notice it. A fault is *killed* if one of them fails; one that
*survives* is a gap in the tests. Those killed before a rebuild must be killed after it.

Run it from the repository's root::

    python -m tests.net.faults                     all faults, the slow ones last
    python -m tests.net.faults --only stale-price  some of them
    python -m tests.net.faults --json after.json --against before.json
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAULTS = Path(__file__).with_name("faults.toml")
PARTS = ("calculator", "evidence", "report", "book", "cli")  # a path that begins so lies in the package
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
OPTIONS = ("-o", "addopts=", "-p", "no:cacheprovider", "-q", "--tb=no", "-rfE")
PASSED, SOME_FAILED, INTERRUPTED = 0, 1, 2  # exit codes of pytest
TIMEOUT = 900  # seconds that the tests of one fault may take


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A slip to plant.

    Parameters
    ----------
    name : short name
    kind : what is wrong: a factor, a unit, a filter, a source, ...
    file : relative to the package's folder; of data, chapters and the rest relative to the root
    find, replace : the text, which occurs once, and what is put in its place
    tests : what is expected to notice it, as given to pytest
    slow : whether these tests build a book
    """

    name: str
    kind: str
    file: str
    find: str
    replace: str
    tests: list[str]
    slow: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a fault: `killed`, `survived`, or `error` if it could not be tried; by which test, how fast."""

    name: str
    kind: str
    result: str
    by: str
    seconds: float


class NotPlantedError(ValueError):
    """The text to be replaced is not there, or not once."""


def read(file: Path = FAULTS) -> list[Fault]:
    """All faults, the slow ones last."""
    faults = [Fault(**fault) for fault in tomllib.loads(file.read_text("utf-8"))["fault"]]
    names = [fault.name for fault in faults]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"names given twice: {', '.join(sorted(twice))}")
    return sorted(faults, key=lambda fault: fault.slow)


def library(root: Path) -> Path:
    """The package's folder: `lib/headroom` where it is, else `lib`."""
    inside = root / "lib" / "headroom"
    return inside if inside.is_dir() else root / "lib"


def place(fault: Fault, root: Path) -> Path:
    """The file that a fault is planted in."""
    of_package = Path(fault.file).parts[0] in PARTS
    return (library(root) if of_package else root) / fault.file


@contextmanager
def copied() -> Iterator[Path]:
    """A fresh copy of the repository's files as they stand, without anything that an earlier build kept."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        root = Path(folder)
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, root / name)
        yield root


def plant(fault: Fault, root: Path) -> None:
    """Write a fault into a copy.

    Raises
    ------
    NotPlantedError
        If its text does not stand in the file exactly once.
    """
    file = place(fault, root)
    text = file.read_text("utf-8") if file.is_file() else ""
    if (count := text.count(fault.find)) != 1:
        where = file.relative_to(root) if file.is_file() else f"{fault.file} (no such file)"
        raise NotPlantedError(f"the text stands {count} times in {where}: {fault.find.splitlines()[0]}")
    file.write_text(text.replace(fault.find, fault.replace), "utf-8")


def run_tests(root: Path, tests: Iterable[str], *options: str) -> tuple[int, list[str], str]:
    """Exit code of pytest in a copy, the tests that failed, and the last that it said."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests]
    selecting = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    strict = {"HEADROOM_STRICT": "1", "PYTHONPATH": str(library(root).parent if (root / "lib/headroom").is_dir() else root)}
    try:
        done = subprocess.run(
            command, cwd=root, env=selecting | strict, capture_output=True, text=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return SOME_FAILED, [f"nothing within {TIMEOUT} seconds"], ""
    said = (done.stdout + done.stderr).strip()
    return done.returncode, FAILED.findall(done.stdout), said[-300:]


def sound(faults: Iterable[Fault]) -> set[str]:
    """Tests that fail without any fault: what they kill does not count."""
    tests = list(dict.fromkeys(test for fault in faults for test in fault.tests if not test.startswith("-")))
    with copied() as root:
        code, failed, said = run_tests(root, tests)
    if code not in (PASSED, SOME_FAILED):
        print(f"the tests cannot be run without a fault either: {said}", file=sys.stderr)
    return set(failed)


def attempt(fault: Fault, broken: set[str] = frozenset()) -> Outcome:
    """Plant a fault in a copy and run its tests."""
    started = time.monotonic()
    try:
        with copied() as root:
            plant(fault, root)
            code, failed, said = run_tests(root, fault.tests, "-x")
    except NotPlantedError as error:
        return Outcome(fault.name, fault.kind, "error", str(error), 0)
    seconds = round(time.monotonic() - started, 1)
    by = failed[0] if failed else ""
    if code == PASSED:
        return Outcome(fault.name, fault.kind, "survived", "", seconds)
    if code not in (SOME_FAILED, INTERRUPTED) or by in broken or not by:
        return Outcome(fault.name, fault.kind, "error", by or said, seconds)
    return Outcome(fault.name, fault.kind, "killed", by, seconds)


def lost(before: Path, now: Iterable[Outcome]) -> list[str]:
    """Faults that were killed in an earlier run and are not now."""
    killed = {one["name"] for one in json.loads(before.read_text("utf-8")) if one["result"] == "killed"}
    return [one.name for one in now if one.name in killed and one.result != "killed"]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.net.faults", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these faults")
    parser.add_argument("--quick", action="store_true", help="leave out the faults whose tests build a book")
    parser.add_argument("--check", action="store_true", help="only see that every fault can be planted")
    parser.add_argument("--unproved", action="store_true", help="do not first run the tests without a fault")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the outcomes to this file")
    parser.add_argument("--against", type=Path, metavar="BEFORE", help="outcomes of an earlier run: none may be lost")
    return parser.parse_args()


def _chosen(asked: argparse.Namespace) -> list[Fault]:
    faults = read()
    if unknown := set(asked.only or ()) - {fault.name for fault in faults}:
        sys.exit(f"no fault is called {', '.join(sorted(unknown))}")
    return [f for f in faults if (not asked.only or f.name in asked.only) and not (asked.quick and f.slow)]


def _check(faults: list[Fault]) -> int:
    """See that every fault can be planted."""
    wrong = 0
    with copied() as root:
        for fault in faults:
            file = place(fault, root)
            text = file.read_bytes() if file.is_file() else b""
            try:
                plant(fault, root)
            except NotPlantedError as error:
                wrong += 1
                print(f"{fault.name}: {error}")
            else:
                file.write_bytes(text)
    print(f"{len(faults) - wrong} of {len(faults)} faults can be planted")
    return int(wrong > 0)


def main() -> int:
    """Try the faults asked for; 1 if one could not be tried, or one killed before is not killed now."""
    asked = _arguments()
    faults = _chosen(asked)
    if asked.check:
        return _check(faults)
    broken = set() if asked.unproved else sound(faults)
    for test in sorted(broken):
        print(f"fails without a fault: {test}", flush=True)
    outcomes: list[Outcome] = []
    for number, fault in enumerate(faults, 1):
        print(f"[{number}/{len(faults)}] {fault.name} ({fault.kind}) … ", end="", flush=True)
        outcomes.append(attempt(fault, broken))
        print(f"{outcomes[-1].result} ({outcomes[-1].seconds:.0f} s) {outcomes[-1].by}", flush=True)
        if asked.json:
            asked.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=1) + "\n", "utf-8")
    count = {result: sum(one.result == result for one in outcomes) for result in ("killed", "survived", "error")}
    print(", ".join(f"{number} {result}" for result, number in count.items()))
    gone = lost(asked.against, outcomes) if asked.against else []
    if gone:
        print(f"killed before, not now: {', '.join(gone)}")
    return int(bool(gone or count["error"]))


if __name__ == "__main__":
    sys.exit(main())
