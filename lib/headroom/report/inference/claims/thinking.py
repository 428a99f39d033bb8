"""What more computing per answer buys."""

from __future__ import annotations

import numpy as np

from headroom.evidence import World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.inference.results import exchange, samples, test_time
from headroom.report.judging import at_least

POINTS = 0.02  # a gain of two points for a tenfold of computing counts as scaling
WORTHWHILE = 0.05  # a choice among answers that adds five points counts as working


def _thinking_in_poker(world: World) -> str:
    ids = (exchange.CLAIM_TEST_FACTOR, "poker-instant-time", "poker-literal-compute", exchange.CLAIM_OF_SCALE)
    factor, instant, literal, said = (test_time.result(world, id).value for id in ids)
    elsewhere = "agrees with" if exchange.poker_equivalent(world).value >= said else "is far beyond"
    return (
        f"From {fmt.number(instant)} seconds to twenty is {fmt.ratio(factor)} the thinking. The author reports "
        f"one game and one agent, and we know no data to check it; it {elsewhere} what was measured on other tasks. "
        f"Read literally, with both of its factors multiplied, the claim is another "
        f"{fmt.number(np.log10(literal / said))} tenfolds further out."
    )


@claim(
    "poker-100000x",
    quantity="factor of training that the thinking replaces at exchange rates measured elsewhere",
    kind="ratio",
    untested=("then", "now"),
    test="Cannot be tested: the claim is of one agent in one game, whose games were not published. What the same "
    "thinking would be worth at exchange rates of other tasks is shown beside it, and is no test of it. Hands of that "
    "agent against versions of itself with more training and no thinking would be.",
    reason=_thinking_in_poker,
    figure="exchange-map",
)
def thinking_worth_scale(seen: World) -> Tested:
    """Is twenty seconds of thinking worth a hundred thousand times the scale?"""
    worth = exchange.poker_equivalent(seen)
    return Tested(worth, "training that the agent's extra thinking would replace at exchange rates of other tasks")


def _no_law_yet(world: World) -> str:
    series = plain(test_time.scaling_series(world))
    checked, slopes = (series["means"] == "coverage").sum(), series["gain_per_tenfold"]
    arc3 = plain(test_time.interactive(world))
    limit = ""
    if len(arc3):
        most, best = fmt.money(arc3["usd"].max()), fmt.percent(arc3["score"].max())
        limit = f" On ARC-AGI-3 runs of up to {most} solved at most {best}: where nothing succeeds, nothing multiplies."
    return (
        f"A regularity, not yet a law: slopes differ {fmt.ratio(slopes.max() / slopes.min())} between tasks, "
        f"{checked} of the {len(series)} series need a check that finds the right answer, and the best known curves "
        "were published without units on their axes." + limit
    )


@claim(
    "second-scaling-law",
    quantity="gain in score for ten times the computing per answer",
    kind="percent",
    holds=at_least(POINTS),
    test="Holds if two thirds of the published series over at least ten times the computing gain at least two points "
    "for each tenfold. Shorter series are not stretched to ten.",
    reason=_no_law_yet,
    otherwise=(
        Otherwise("one point for a tenfold", at_least(POINTS / 2)),
        Otherwise("five points", at_least(0.05)),
    ),
    figure="coverage-and-choice",
)
def gain_per_tenfold(seen: World) -> Tested:
    """Does more computing per answer raise scores by a law?"""
    gains = quantities(test_time.scaling_series(seen)["gain_per_tenfold"])
    basis = f"gain in score for ten times the computing, {len(gains)} published series of unlike tasks"
    return Tested(median_of(gains), basis, compared=(gains,))


def _choosing_is_hard(world: World) -> str:
    held, chosen = samples.found_and_chosen(world)
    return (
        "Generating is easy, choosing is hard: from 100 to 10,000 samples the right answer was among them in "
        f"a further {fmt.percent(held.value)} of the problems, and chosen in a further {fmt.percent(chosen.value)}. "
        "Samples run side by side, so time hardly grows; cost grows with their number."
    )


@claim(
    "best-of-n",
    quantity="gain in accuracy from choosing among samples without a check of the answer",
    kind="percent",
    holds=at_least(WORTHWHILE),
    test="Holds if two thirds of the published cases gain at least five points.",
    reason=_choosing_is_hard,
    otherwise=(
        Otherwise("two points", at_least(0.02)),
        Otherwise("ten points", at_least(0.1)),
    ),
    figure="coverage-and-choice",
)
def gain_from_choosing(seen: World) -> Tested:
    """Can a model weigh several answers and choose the best?"""
    table = test_time.scaling_series(seen)
    gains = quantities(table[table["means"] == "choice"]["gain"])
    basis = f"gain from votes and rankings without a check, {len(gains)} published cases"
    return Tested(median_of(gains), basis, compared=(gains,))
