"""The one rule by which a number becomes an outcome, and the conditions that a claim's quantity is put to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from headroom.evidence import Quantity, probability
from headroom.evidence.aggregates import share_of
from headroom.report.format import percent

Outcome = Literal["holds", "holds in part", "does not hold", "cannot be tested"]
LIKELY, UNLIKELY = 2 / 3, 1 / 3
RULE = (
    "A claim holds where the evidence gives it a probability (or, for a claim on many cases, a share of the cases) of "
    "at least two thirds; it does not hold at one third or less; in between it holds in part."
)


def judge(probability: float) -> Outcome:
    """The outcome that a probability or a share of cases gives (see `RULE`)."""
    if not 0 <= probability <= 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {probability}")
    if probability >= LIKELY:
        return "holds"
    return "does not hold" if probability <= UNLIKELY else "holds in part"


@dataclass(frozen=True)
class Weight:
    """How much speaks for a claim.

    Parameters
    ----------
    chance : the probability, or the share of cases, that it holds
    cases : how many cases the share is of; None for a probability
    """

    chance: float
    cases: int | None = None

    @property
    def tips(self) -> bool:
        """Whether one case more or fewer would give another outcome."""
        if self.cases is None:
            return False
        met = round(self.chance * self.cases)
        near = (judge(n / self.cases) for n in (met - 1, met + 1) if 0 <= n <= self.cases)
        return any(outcome != judge(self.chance) for outcome in near)

    def __str__(self) -> str:
        if self.cases is None:
            return f"probability {percent(self.chance)}"
        of_all = f"{self.chance * self.cases:.0f} of {self.cases} cases"
        return f"{of_all}; one case would change the outcome" if self.tips else of_all


@dataclass(frozen=True)
class Condition:
    """What a quantity is compared with.

    Parameters
    ----------
    least, most : bounds; infinite where there is none
    strict : whether the bounds themselves do not count
    cases : of many cases: "share" of them that fulfil it by their central values, or "probability" over all of them
    """

    least: float = -math.inf
    most: float = math.inf
    strict: bool = False
    cases: Literal["share", "probability"] = "share"

    def __post_init__(self) -> None:
        if self.cases not in ("share", "probability"):
            raise ValueError(f"many cases count by share or by probability, not by {self.cases!r}")

    def met(self, by: Quantity) -> Quantity:
        """Whether it is met, in each draw and case."""
        if self.strict:
            return (by > self.least) & (by < self.most)
        return (by >= self.least) & (by <= self.most)

    def weight(self, of: Quantity) -> Weight:
        """Probability that one quantity fulfils it; of many, see `cases`."""
        met = self.met(of)
        if not met.shape:
            return Weight(float(probability(met)))
        if self.cases == "share":
            return Weight(share_of(met).value, len(met))
        return Weight(float(np.mean(probability(met))))


@dataclass(frozen=True)
class Chance:
    """The quantity is itself a probability, or a share of cases, that the claim holds."""

    def weight(self, of: Quantity) -> Weight:
        """The quantity itself."""
        return Weight(float(of.value))


def at_least(bound: float, **how: Any) -> Condition:
    """From a bound upwards."""
    return Condition(least=bound, **how)


def at_most(bound: float, **how: Any) -> Condition:
    """Up to a bound."""
    return Condition(most=bound, **how)


def above(bound: float, **how: Any) -> Condition:
    """More than a bound."""
    return Condition(least=bound, strict=True, **how)


def below(bound: float, **how: Any) -> Condition:
    """Less than a bound."""
    return Condition(most=bound, strict=True, **how)


def between(low: float, high: float, **how: Any) -> Condition:
    """From one bound to another."""
    return Condition(low, high, **how)


@dataclass(frozen=True)
class Standing:
    """How a verdict fares where a reader chooses otherwise.

    Parameters
    ----------
    outcome : that of the claim as it is tested
    others : what else could be chosen, in words, with the outcome that it gives, as far as the World can compute it
    """

    outcome: Outcome
    others: tuple[tuple[str, Outcome], ...]

    @property
    def same(self) -> int:
        """Choices with this outcome, the claim's own among them."""
        return 1 + sum(outcome == self.outcome for _, outcome in self.others)

    def __str__(self) -> str:
        return f"stands under {self.same} of {1 + len(self.others)} defensible choices"

    @property
    def listed(self) -> str:
        """The other choices with their outcomes, in a sentence."""
        return "Other defensible choices: " + "; ".join(f"{said} ({outcome})" for said, outcome in self.others) + "."
