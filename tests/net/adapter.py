"""What the net calls of the package, under the names that each checkout has for it.

`OLD` maps today's names to those of checkouts whose package is `lib`; with the last of those, it can go.
"""

from __future__ import annotations

import os
import re
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

OLD = {"disk_cache": "kept"}
WORDS = [(re.compile(r"\blib\.(?=[a-z])"), "headroom."), (re.compile(r"\blib/(?=[a-z_]+[/.])"), "lib/headroom/")]


class Adapter:
    """One checkout.

    Parameters
    ----------
    root : its folder
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.is_old = not (self.root / "lib" / "headroom").is_dir()
        self.package = "lib" if self.is_old else "headroom"

    @property
    def sources(self) -> Path:
        """The folder of the package."""
        return self.root / "lib" if self.is_old else self.root / "lib" / "headroom"

    def name(self, today: str) -> str:
        """What something is called in this checkout."""
        return OLD.get(today, today) if self.is_old else today

    def module(self, name: str) -> ModuleType:
        """A module of the package, by the name that it has today."""
        return import_module(f"{self.package}.{self.name(name)}")

    def environment(self, scratch: Path) -> dict[str, str]:
        """Variables for a Python that imports this checkout's package, and the net from here."""
        here = Path(__file__).resolve().parents[2]
        path = [self.root, here] if self.is_old else [self.root / "lib", here]
        if self.is_old:  # it asks for the version of a distribution that need not be installed
            version = tomllib.loads((self.root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
            info = scratch / f"headroom-{version}.dist-info"
            info.mkdir(exist_ok=True)
            (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: headroom\nVersion: {version}\n", "utf-8")
            path.append(scratch)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("HEADROOM_")}
        return {**clean, "PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONHASHSEED": "0"}

    def words(self, text: str, places: dict[str, Path]) -> str:
        """A text without what differs by place and by the name of the package."""
        for name, folder in {"root": self.root, **places}.items():
            text = text.replace(str(folder), f"<{name}>")
        for old, new in WORDS if self.is_old else ():
            text = old.sub(new, text)
        return text

    def with_own_cache(self, folder: Path) -> None:
        """Let nothing that another process kept stand for a computation, and leave the checkout as it is."""
        self.module("disk_cache").FOLDER = folder

    def world(self) -> Any:
        """The World that the environment selects."""
        return self.module("evidence").World.current()

    def csv(self, spec: dict[str, Any]) -> str:
        """The table that a figure offers for download."""
        return self.module("book.downloads").table(spec, spec["usermeta"]["figure"])

    def mathml(self, latex: str) -> str:
        """An equation as it stands in a page."""
        return self.module("book.mathml")._converter.convert_with_local_state(latex, displaystyle=True)
