"""Two freezes side by side: what differs, and whether it was expected."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from os.path import commonprefix
from pathlib import Path
from typing import Any

NOTHING = "nothing"
WIDTH = 160  # characters of a value that are shown


@dataclass(frozen=True)
class Difference:
    """A value that is not the same in both.

    Parameters
    ----------
    path : where it stands: file, then keys and places in lists
    before, after : the value as JSON, or `NOTHING`
    """

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        alike = len(commonprefix([self.before, self.after]))
        return f"{self.path}\n    before  {_short(self.before, alike)}\n    after   {_short(self.after, alike)}"


@dataclass
class Expected:
    """A difference that is meant.

    Parameters
    ----------
    path : a pattern, in which * stands for any text
    reason : why
    before, after : texts that must stand in the values, if given
    met : how often it was met
    """

    path: str
    reason: str
    before: str = ""
    after: str = ""
    met: int = field(default=0, compare=False)

    def fits(self, found: Difference) -> bool:
        """Whether it is this difference that is meant."""
        return fnmatchcase(found.path, self.path) and self.before in found.before and self.after in found.after


def read_expected(file: Path) -> list[Expected]:
    """The differences that a file lists, each under ``[[expected]]``."""
    return [Expected(**one) for one in tomllib.loads(file.read_text("utf-8")).get("expected", [])]


def differences(before: Path, after: Path) -> list[Difference]:
    """All values that differ between two folders of JSON files."""
    files = [{str(f.relative_to(folder)): f for f in folder.rglob("*.json")} for folder in (before, after)]
    found: list[Difference] = []
    for name in sorted(files[0].keys() | files[1].keys()):
        texts = [its[name].read_text("utf-8") if name in its else None for its in files]
        if texts[0] != texts[1]:
            values = [NOTHING if text is None else json.loads(text) for text in texts]
            found += _differences(name.removesuffix(".json"), *values)
    return found


def _differences(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            if key not in before or key not in after:
                yield Difference(
                    f"{path}/{key}", *(_text(its[key]) if key in its else NOTHING for its in (before, after))
                )
            else:
                yield from _differences(f"{path}/{key}", before[key], after[key])
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(path, before, after)
    elif _text(before) != _text(after):
        yield Difference(path, *(NOTHING if its is NOTHING else _text(its) for its in (before, after)))


def _of_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Items that were replaced are compared with each other; others came or went."""
    if len(before) == len(after):
        for place, items in enumerate(zip(before, after, strict=True)):
            yield from _differences(f"{path}/{place}", *items)
        return
    texts = [[_text(item) for item in items] for items in (before, after)]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for place in range(max(i2 - i1, j2 - j1)):
            was, now = i1 + place < i2, j1 + place < j2
            if was and now:
                yield from _differences(f"{path}/{i1 + place}", before[i1 + place], after[j1 + place])
            else:
                values = texts[0][i1 + place] if was else NOTHING, texts[1][j1 + place] if now else NOTHING
                yield Difference(f"{path}/{(i1 if was else j1) + place}", *values)


def report(found: list[Difference], expected: list[Expected]) -> tuple[str, bool]:
    """What differs and was not expected, in words; whether nothing was."""
    unexpected, meant = [], 0
    for difference in found:
        if fitting := [one for one in expected if one.fits(difference)]:
            fitting[0].met += 1
            meant += 1
        else:
            unexpected.append(difference)
    lines = [str(difference) for difference in unexpected]
    files = Counter("/".join(difference.path.split("/")[:2]) for difference in unexpected)
    lines += [f"{count:6} in {name}" for name, count in files.most_common()]
    lines += [f"{one.met:6} expected in {one.path}: {one.reason}" for one in expected]
    return "\n".join([*lines, f"{len(unexpected)} differences, and {meant} that were expected"]), not unexpected


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _short(text: str, alike: int) -> str:
    """A value, or what stands around the place from which on it differs."""
    if len(text) <= WIDTH:
        return text
    start = max(0, alike - WIDTH // 2)
    part = text[start : start + WIDTH]
    return f"{'…' if start else ''}{part}{'…' if start + WIDTH < len(text) else ''} ({len(text)} characters)"
