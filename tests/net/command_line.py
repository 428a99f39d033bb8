"""The command line: what there is to type, and what it answers to files that people bring."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from .adapter import Adapter

VARIABLE = re.compile(r"\bHEADROOM_[A-Z_]+\b")
ASKED = {
    "check": ["check", "{file}"],
    "compare": ["compare", "--prices", "{file}"],
    "calc": ["calc", "training.rental_cost", "--params=70e9", "--tokens=15e12", "--chip=h100-sxm", "--prices={file}"],
}


def tree(adapter: Adapter) -> dict[str, Any]:
    """All commands with their options, arguments and help, and the environment variables that the package names."""
    main = adapter.module("cli").main
    found = main.to_info_dict(click.Context(main, info_name="headroom"))
    code = (file.read_text("utf-8") for file in sorted(adapter.sources.rglob("*.py")))
    return {"commands": found, "variables": sorted({name for text in code for name in VARIABLE.findall(text)})}


def answers(adapter: Adapter, folder: Path, scratch: Path, tell: Callable[[str], None]) -> dict[str, Any]:
    """What is answered to each file: to price files by the commands `ASKED`; to a scenario, or a row for a table
    (``*-row.csv``), by Worlds of tables to which it is added.
    """
    main = adapter.module("cli").main
    found: dict[str, Any] = {}
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if places := _places(file, adapter.root / "data"):
            found[file.name] = {
                place: added(adapter, file, place, scratch / f"{file.name}-{place}") for place in places
            }
        else:
            found[file.name] = {name: ask(main, words, file) for name, words in ASKED.items()}
        tell(file.name)
    return found


def _places(file: Path, data: Path) -> list[str]:
    """Where a scenario belongs, or the tables with as many columns as a row has; nowhere for a price file."""
    if file.suffix == ".toml":
        return ["scenarios"]
    if not file.stem.endswith("-row"):
        return []
    firsts = {table.name: table.open(encoding="utf-8") for table in sorted(data.glob("*.csv"))}
    width = len(next(csv.reader(file.open(encoding="utf-8"))))
    return [name for name, text in firsts.items() if len(next(csv.reader(text))) == width]


def ask(main: click.Command, words: list[str], file: Path) -> dict[str, Any]:
    """Exit status and words of a command."""
    ran = CliRunner().invoke(main, [word.replace("{file}", str(file)) for word in words], prog_name="headroom")
    crashed = ran.exception is not None and not isinstance(ran.exception, SystemExit)
    return {
        "status": ran.exit_code,
        "out": ran.stdout.splitlines(),
        "err": ran.stderr.splitlines(),
        "crash": repr(ran.exception) if crashed else "",
    }


def added(adapter: Adapter, file: Path, place: str, data: Path) -> list[str] | dict[str, str]:
    """What a World says to a copy of the tables with a file added: its faults, or what the file brings."""
    shutil.copytree(adapter.root / "data", data)
    if place == "scenarios":
        shutil.copy(file, data / place)
    else:
        with (data / place).open("a", encoding="utf-8") as table:
            table.write(file.read_text("utf-8"))
    evidence = adapter.module("evidence")
    try:
        return evidence.World(data=data, scenario=file.stem if place == "scenarios" else "base").inputs
    except (ValueError, LookupError) as error:
        return str(error).replace(str(data), "<data>").splitlines()
