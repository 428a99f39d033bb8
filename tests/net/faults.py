"""Plant faults, one at a time, and see whether the tests notice: a net under the rebuilding of the package.

Each fault of ``faults.toml`` is a slip that a careful person could make. It is written into a fresh copy of the
repository, where only the tests run that ought to notice it. A fault is *killed* if one of them fails (and passes
without the fault); one that *survives* is a gap in the tests. Those killed before a rebuild must be killed after it.

Run it from the repository's root::

    python -m tests.net.faults                     all faults, the slow ones last
    python -m tests.net.faults --only year-of-365-days megawatts-as-gigawatts
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
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FAULTS = Path(__file__).with_name("faults.toml")
PACKAGE = "lib/headroom"  # where the package lies
PARTS = ("calculator", "evidence", "report", "book", "cli")  # a fault's path that begins so lies in the package
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)
LEFT_OUT = ("cacheprovider", "nbval", "xdist", "anyio")  # plugins that no test here needs: half the time to start
OPTIONS = ("-o", "addopts=", *(f"-pno:{plugin}" for plugin in LEFT_OUT), "-q", "--tb=no", "-rfE")
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


def read_faults(file: Path = FAULTS) -> list[Fault]:
    """All faults, the slow ones last."""
    faults = [Fault(**fault) for fault in tomllib.loads(file.read_text("utf-8"))["fault"]]
    return sorted(faults, key=lambda fault: fault.slow)


def target(fault: Fault, root: Path = ROOT) -> Path:
    """The file that a fault is planted in."""
    return root / (PACKAGE if Path(fault.file).parts[0] in PARTS else "") / fault.file


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
    file = target(fault, root)
    text = file.read_text("utf-8") if file.is_file() else ""
    if (count := text.count(fault.find)) != 1:
        raise NotPlantedError(f"stands {count} times in {file.relative_to(root)}: {fault.find.strip().splitlines()[0]}")
    file.write_text(text.replace(fault.find, fault.replace), "utf-8")


def run_tests(root: Path, tests: Iterable[str], *options: str) -> tuple[int, list[str], str]:
    """Exit code of pytest in a copy, the tests that failed, and the last that it said."""
    command = [sys.executable, "-m", "pytest", *OPTIONS, *options, *tests]
    own = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
    own |= {"HEADROOM_STRICT": "1", "PYTHONPATH": str((root / PACKAGE).parent)}
    try:
        done = subprocess.run(command, cwd=root, env=own, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return SOME_FAILED, [f"nothing within {TIMEOUT} seconds"], ""
    return done.returncode, FAILED.findall(done.stdout), (done.stdout + done.stderr).strip()[-300:]


def attempt(fault: Fault) -> Outcome:
    """Plant a fault in a copy and run its tests."""
    started = time.monotonic()
    try:
        with copied() as root:
            plant(fault, root)
            code, failed, said = run_tests(root, fault.tests, "-x")
    except NotPlantedError as error:
        code, failed, said = None, [], str(error)
    if code == PASSED:
        result, by = "survived", ""
    elif code in (SOME_FAILED, INTERRUPTED) and failed:
        result, by = "killed", failed[0]
    else:
        result, by = "error", said
    outcome = Outcome(fault.name, fault.kind, result, by, round(time.monotonic() - started, 1))
    print(f"{outcome.result:9} {outcome.seconds:5.0f} s  {outcome.name} ({outcome.kind})  {by}", flush=True)
    return outcome


def confirmed(outcomes: list[Outcome]) -> list[Outcome]:
    """The same, where a fault counts as killed only by a test that passes without it."""
    killers = {one.by for one in outcomes if one.result == "killed" and one.by.startswith("tests/")}
    tests = sorted({killer.partition("[")[0] for killer in killers})
    if not tests:
        return outcomes
    with copied() as root:
        code, failed, said = run_tests(root, tests)
    if code not in (PASSED, SOME_FAILED):
        raise SystemExit(f"the tests cannot be run without a fault: {said}")
    return [replace(one, result="error", by=f"fails anyway: {one.by}") if one.by in failed else one for one in outcomes]


def lost(before: Path, now: Iterable[Outcome]) -> list[str]:
    """Faults that were killed in an earlier run and are not now."""
    killed = {one["name"] for one in json.loads(before.read_text("utf-8")) if one["result"] == "killed"}
    return [one.name for one in now if one.name in killed and one.result != "killed"]


def main() -> int:
    """Try the faults asked for; 1 if one could not be tried, or one killed before is not killed now."""
    parser = argparse.ArgumentParser(prog="python -m tests.net.faults", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only these faults")
    parser.add_argument("--quick", action="store_true", help="leave out the faults whose tests build a book")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many faults at once")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the outcomes to this file")
    parser.add_argument("--against", type=Path, metavar="BEFORE", help="outcomes of an earlier run: none may be lost")
    asked = parser.parse_args()
    faults = read_faults()
    if unknown := set(asked.only or ()) - {fault.name for fault in faults}:
        parser.error(f"no fault is called {', '.join(sorted(unknown))}")
    chosen = [f for f in faults if (not asked.only or f.name in asked.only) and not (asked.quick and f.slow)]
    with ThreadPoolExecutor(asked.jobs) as pool:
        outcomes = confirmed(list(pool.map(attempt, chosen)))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=1) + "\n", "utf-8")
    for result in ("killed", "survived", "error"):
        names = [one.name for one in outcomes if one.result == result]
        print(f"{len(names)} {result}" + (f": {', '.join(names)}" if result != "killed" and names else ""))
    gone = lost(asked.against, outcomes) if asked.against else []
    if gone:
        print(f"killed before, not now: {', '.join(gone)}")
    return int(bool(gone) or any(one.result == "error" for one in outcomes))


if __name__ == "__main__":
    sys.exit(main())
