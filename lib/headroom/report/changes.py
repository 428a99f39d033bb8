"""What changed: the results of two Worlds compared, and which input moved them.

Inputs are switched one at a time: first the as-of date (before it, prices of a later day cannot be seen), then, on the
new date, each further input by itself. What they do only together is the remainder, and it is stated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from headroom.evidence import LackingError, NoPriceError, World
from headroom.evidence.pricefiles import price_input
from headroom.report import format as fmt
from headroom.report.editions import Edition
from headroom.report.pages import predates_text
from headroom.report.prose import Passage, passages
from headroom.report.results import NO_RESULT, Key, Result, results

SAME = 1e-9  # relative: what differs by less is the same number
PER_HOUR = "USD/(chip*hour)"


@dataclass(frozen=True)
class Effect:
    """What one input does to one result.

    Parameters
    ----------
    input : the input, in words
    shift : of the number, in its unit; None where one of the two Worlds has no number
    flips : whether the outcome of a verdict changes with it
    """

    input: str
    shift: float | None
    flips: bool


@dataclass(frozen=True)
class Change:
    """One result in two Worlds.

    Parameters
    ----------
    before, after : the result; None where the book did not have it, or no longer has it
    effects : of the inputs that do something to it
    remainder : shift that no input makes by itself
    """

    before: Result | None
    after: Result | None
    effects: tuple[Effect, ...] = ()
    remainder: float = 0.0

    @property
    def result(self) -> Result:
        """The result after, or before if it is gone."""
        return self.after or self.before  # type: ignore[return-value]  # one of them is there

    @property
    def flipped(self) -> bool:
        """Whether the outcome is another."""
        return bool(self.before and self.after) and self.before.outcome != self.after.outcome

    @property
    def moved(self) -> bool:
        """Whether anything that a reader sees is another: value, bounds or outcome."""
        if not (self.before and self.after):
            return True
        numbers = zip(_numbers(self.before), _numbers(self.after), strict=True)
        return self.flipped or not all(_same(one, other) for one, other in numbers)

    @property
    def shift(self) -> float | None:
        """After less before, in the result's unit; None if either has no number."""
        return _shift(self.before, self.after)

    def share(self, shift: float | None) -> float | None:
        """A shift as a share of the value before; None where it is said in the unit of the number.

        That is so where the value before is none to compare with (zero, below, or perhaps below by its own interval),
        and where one after is not above zero.
        """
        start, end = (one.estimate if one else None for one in (self.before, self.after))
        if shift is None or start is None or end is None:
            return None
        least = 0.0 if start.low is None else start.low
        comparable = min(start.value, end.value, start.value + shift) > 0 <= least
        return shift / start.value if comparable else None


@dataclass(frozen=True)
class Comparison:
    """Two Worlds, or an edition and a World, compared.

    Parameters
    ----------
    before, after : what is compared, in words
    inputs : the inputs that were switched, in words
    changes : all results of both
    """

    before: str
    after: str
    inputs: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def moved(self) -> list[Change]:
        """Headline numbers that moved, the largest first."""
        moved = [change for change in self.changes if change.result.kind == "headline" and change.moved]
        shares = {change.result.key: change.share(change.shift) for change in moved}
        sizes = {key: math.inf if share is None else abs(share) for key, share in shares.items()}
        return sorted(moved, key=lambda change: -sizes[change.result.key])

    @property
    def flips(self) -> list[Change]:
        """Verdicts with another outcome, new ones and ones that are gone."""
        verdicts = [change for change in self.changes if change.result.kind != "headline"]
        return [change for change in verdicts if change.flipped or not (change.before and change.after)]

    @property
    def nothing(self) -> bool:
        """Whether every result is as it was."""
        return not any(change.moved for change in self.changes)

    @property
    def summary(self) -> str:
        """How much moved, in one sentence."""
        kinds = [change.result.kind == "headline" for change in self.changes]
        if self.nothing:
            return f"Nothing changed: {sum(kinds)} headline results and {kinds.count(False)} verdicts are as they were."
        flips = len(self.flips) or "no"
        return (
            f"{len(self.moved)} of {sum(kinds)} headline results moved; {flips} of {kinds.count(False)} verdicts "
            "(of the day when the claim was made, and of today) flipped."
        )


@dataclass(frozen=True)
class _Switch:
    """One input switched: the same World without and with it."""

    input: str
    without: World
    with_it: World


def since(before: Edition, after: World) -> Comparison:
    """What is another than an edition recorded, without asking which input moved it."""
    return Comparison(_words(before), _words(after), (), tuple(_pairs(before.results, results(after))))


def compare(before: World | Edition, after: World, progress: Callable[[str], None] = lambda _: None) -> Comparison:
    """Compare two Worlds, or what an edition recorded with a World; `progress` is told what is being computed.

    Against an edition, what its World would give by today's tables and formulas is an input of its own.
    """
    progress("results")
    start = World(as_of=before.as_of, data=after.data) if isinstance(before, Edition) else before
    old = before.results if isinstance(before, Edition) else results(before)
    new = results(after)
    changes = _pairs(old, new)
    explained = [change.result.key for change in changes if change.before and change.after and change.moved]
    switches = _switches(start, after) if explained else []
    effects: dict[Key, list[Effect]] = {key: [] for key in explained}
    if explained and isinstance(before, Edition):
        _add(effects, f"tables and formulas since edition {before.name}", old, results(start, explained))
    for number, switch in enumerate(switches, 1):
        progress(f"input {number} of {len(switches)}: {switch.input}")
        _add(effects, switch.input, results(switch.without, explained), results(switch.with_it, explained))
    return Comparison(
        _words(before),
        _words(after),
        tuple(switch.input for switch in switches),
        tuple(_explained(change, effects.get(change.result.key, ())) for change in changes),
    )


def recorded(before: Edition, after: Edition) -> Comparison:
    """Compare two editions on record; which inputs moved a result is not in the record."""
    return Comparison(_words(before), _words(after), (), tuple(_pairs(before.results, after.results)))


def no_longer_so(before: World, after: World) -> list[str]:
    """What the text says in words and one World bears out, and another does not; nothing where there is no text."""
    if predates_text(before) or predates_text(after):
        return []
    found = []
    for passage in passages().values():
        wrong = [sentence for sentence, so in _said(passage, after).items() if not so]
        was = _said(passage, before) if wrong else {}
        found += [sentence for sentence in wrong if was.get(sentence)]
    return found


def _said(passage: Passage, world: World) -> dict[str, bool]:
    """The statements of a passage, as far as a World has what they are made of."""
    try:
        return passage(world).so
    except LackingError:
        return {}


def _add(effects: dict[Key, list[Effect]], name: str, without: dict[Key, Result], with_it: dict[Key, Result]) -> None:
    """The effect of one input on each result that it does something to."""
    for key, of_key in effects.items():
        one, other = without.get(key), with_it.get(key)
        if one and other and Change(one, other).moved:
            of_key.append(Effect(name, _shift(one, other), one.outcome != other.outcome))


def _explained(change: Change, effects: Iterable[Effect]) -> Change:
    effects = tuple(effects)
    shifts = [effect.shift for effect in effects]
    if change.shift is None or None in shifts:
        return replace(change, effects=effects)
    remainder = change.shift - math.fsum(shifts)
    scale = max(abs(shift) for shift in [change.shift, *shifts])
    return replace(change, effects=effects, remainder=0.0 if abs(remainder) <= 1e-6 * scale else remainder)


def _switches(before: World, after: World) -> list[_Switch]:
    """The inputs in which two Worlds differ, each as the pair of Worlds that differ in it alone."""
    common = {name for name, content in after.inputs.items() if before.inputs.get(name) == content}
    old = _plain(after, common, before)
    dated = _plain(after, common, after, seed=before.seed)
    new = _plain(after, common, after)
    found = []
    if before.as_of != after.as_of:
        found.append(_Switch(f"as-of date {before.as_of} → {after.as_of}", old, dated))
    if before.seed != after.seed:
        found.append(_Switch(f"seed {before.seed} → {after.seed}", dated, new))
    for label, names in _grouped(after, after.inputs.keys() - common):
        found.append(_Switch(label, new, _with(after, common | names)))
    for label, names in _grouped(before, before.inputs.keys() - common):
        found.append(_Switch(f"without {label}", before, _with(before, before.inputs.keys() - names)))
    return found


def _plain(shaped: World, common: Collection[str], dated: World, seed: int | None = None) -> World:
    """The World with no inputs but the common ones, on the date of another."""
    seed = dated.seed if seed is None else seed
    if common:
        return _with(replace(shaped, as_of=dated.as_of, seed=seed), common)
    return World(as_of=dated.as_of, seed=seed, data=shaped.data)


def _with(world: World, names: Collection[str]) -> World:
    """The World with only some of its inputs; itself with all, so that its results are not computed again."""
    return world if names >= world.inputs.keys() else replace(world, as_of=world.as_of, only=frozenset(names))


def _grouped(world: World, names: Collection[str]) -> list[tuple[str, set[str]]]:
    """Inputs in words: each by itself, but a scenario's factors together for all prices of one unit."""
    units = world.table("prices").groupby("price_kind")["unit"].first().to_dict()
    groups: dict[str, set[str]] = {}
    for name in world.inputs:
        if name not in names:
            continue
        kind, _, what = name.partition(":")
        if kind == "price":
            item, _, price_kind = what.partition("/")
            label = f"{item} {price_kind.replace('_', ' ')}{_price_in_words(world, item, price_kind)}"
        elif kind == "factor":
            rent = "rental" if units[what] == PER_HOUR else "purchase"
            label = f"{rent} prices of {world.scenario}"
        else:
            label = f"{_quantity(world, what)} ({what})"
        groups.setdefault(label, set()).add(name)
    return list(groups.items())


def _quantity(world: World, pattern: str) -> str:
    """What the first parameter that fits a pattern measures."""
    rows = world.table("parameters").itertuples()
    return next((row.parameter for row in rows if fnmatchcase(row.id, pattern)), "parameter")


def _price_in_words(world: World, item: str, kind: str) -> str:
    """The price in use without and with the files brought along: `` ($2.10 → $1.50)``."""
    prices = []
    for seen in (World(as_of=world.as_of, data=world.data), _with(world, {price_input(item, kind)})):
        try:
            prices.append(fmt.money(seen.price(item, kind).value))
        except NoPriceError:
            prices.append("none")
    return f" ({' → '.join(prices)})"


def _words(one: World | Edition) -> str:
    return f"edition {one.name} of {one.as_of}" if isinstance(one, Edition) else f"{one.label} as of {one.as_of}"


def _pairs(before: dict[Key, Result], after: dict[Key, Result]) -> list[Change]:
    return [Change(before.get(key), after.get(key)) for key in dict.fromkeys([*before, *after])]


def _numbers(result: Result) -> tuple[float | None, ...]:
    number = result.estimate
    return (number.value, number.low, number.high) if number else (None, None, None)


def _same(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=SAME)


def _shift(before: Result | None, after: Result | None) -> float | None:
    if not (before and after and before.estimate and after.estimate) or NO_RESULT in (before.outcome, after.outcome):
        return None
    return float(after.estimate.value - before.estimate.value)
