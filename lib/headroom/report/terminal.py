"""Files and commands as a page shows them: each command is run, and what it says stands below it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from IPython.display import Markdown

WIDTH = 62  # letters of a line on a phone


class Terminal:
    """A folder of its own, in which no switch of this build counts."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}

    def file(self, name: str, text: str) -> Markdown:
        """Write a file, and show it."""
        (self.folder / name).write_text(text, "utf-8", newline="\n")
        return Markdown(f"```text\n{text}```")

    def run(self, command: str, *, lines: int = 99, code: int = 0) -> Markdown:
        """Run a command of the book, and show what it says.

        Parameters
        ----------
        command
            As it is typed: ``headroom check my.csv``.
        lines
            How many lines of its answer are shown.
        code
            Exit status that it must have.

        Raises
        ------
        RuntimeError
            If it has another.
        """
        python = [sys.executable, "-m", "headroom.cli", *shlex.split(command)[1:]]
        ran = subprocess.run(
            python, cwd=self.folder, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if ran.returncode != code:
            raise RuntimeError(f"{command}: exit status {ran.returncode}, not {code}\n{ran.stderr}")
        said = (ran.stdout + ran.stderr).rstrip().splitlines()
        shown = [f"$ {command}", *said[:lines]] + ["…"] * (len(said) > lines)
        wrapped = [part for line in shown for part in textwrap.wrap(line, WIDTH, subsequent_indent="    ") or [""]]
        return Markdown("\n".join(["```text", *(part.rstrip() for part in wrapped), "```"]))
