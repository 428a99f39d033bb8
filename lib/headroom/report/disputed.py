"""What a result would be with the runs in dispute: the words for its basis, and for the reason of a verdict."""

from __future__ import annotations

from headroom.evidence import Quantity
from headroom.report import format as fmt
from headroom.report.judging import Condition, judge


def with_disputed(without: Quantity, found: Quantity, kind: str, name: str = "") -> str:
    """What a number would be with the runs in dispute, to stand behind its basis; nothing where it is the same.

    Parameters
    ----------
    without, found
        The number without them, and with them.
    kind
        How it is written, a key of `headroom.report.format.FORMATS`.
    name
        The run that decides it.
    """
    if found.value == without.value:
        return ""
    named = f" ({name})" if name else ""
    return f"; with the runs in dispute: {fmt.write(float(found.value), kind)}{named}"


def verdict_with_disputed(without: Quantity, found: Quantity, kind: str, holds: Condition, name: str = "") -> str:
    """The same as a sentence on a claim: whether it would hold all the same."""
    if found.value == without.value:
        return ""
    mine, theirs = (judge(holds.weight(one).chance) for one in (without, found))
    so = "the outcome is the same" if mine == theirs else f"the outcome is another: {theirs}"
    named = f" ({name})" if name else ""
    return f" With the runs in dispute{named} it is {fmt.write(float(found.value), kind)}, and {so}."
