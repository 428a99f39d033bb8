"""The command line: what there is to type, and what it answers to files that people bring."""

from __future__ import annotations

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
    """What is answered to each file: price files by three commands; scenarios, and rows of tables, by a World."""
    main = adapter.module("cli").main
    found: dict[str, Any] = {}
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
        if file.suffix == ".toml":
            found[file.name] = {"scenario": scenario(adapter, file, scratch)}
        else:
            found[file.name] = {name: ask(main, words, file) for name, words in ASKED.items()}
        tell(file.name)
    return found


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


def scenario(adapter: Adapter, file: Path, scratch: Path) -> dict[str, Any]:
    """What a World says to a scenario that lies among those of a copy of the tables."""
    data = scratch / "data"
    if not data.exists():
        shutil.copytree(adapter.root / "data", data)
    shutil.copy(file, data / "scenarios")
    evidence = adapter.module("evidence")
    try:
        world = evidence.World(data=data, scenario=file.stem)
        return {"refused": "", "inputs": world.inputs}
    except (ValueError, LookupError) as error:
        return {"refused": str(error).replace(str(data), "<data>").splitlines()}
    finally:
        (data / "scenarios" / file.name).unlink()
