"""What serving takes beside training, and where demand goes."""

from __future__ import annotations

import numpy as np

from headroom.calculator import inference
from headroom.evidence import World, probability
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.inference.results import queries, shares
from headroom.report.judging import at_least, at_most

MUCH = 1e6  # a query that costs a millionth of training is much cheaper
SIGNIFICANT_DAYS = 365.0  # serving that passes training within a year is significant


def _query_and_service(world: World) -> str:
    demand = queries.peak_to_average(world)
    days = plain(queries.break_even(world)["days"])
    return (
        "A query and a service are different things. One query takes a vanishing part of training; at ChatGPT's "
        f"traffic serving passes training after {fmt.number(days.min())} to {fmt.number(days.max())} days, and "
        f"capacity for the peak is {fmt.ratio(demand.low)} to {fmt.ratio(demand.high)} the average. The claim that "
        "ChatGPT took more to operate than to train speaks of the service and contradicts this one only in words."
    )


@claim(
    "inference-cheaper",
    quantity="queries after which serving has taken as much computing as training",
    kind="queries",
    holds=(at_least(MUCH), at_most(SIGNIFICANT_DAYS)),
    together="all",
    test="Holds if for two thirds of the models one query takes less than a millionth of training, and the "
    "traffic of the largest service still passes training within a year.",
    reason=_query_and_service,
    otherwise=(
        Otherwise("much cheaper: a ten-thousandth", (at_least(1e4), at_most(SIGNIFICANT_DAYS))),
        Otherwise("much cheaper: a ten-millionth", (at_least(1e7), at_most(SIGNIFICANT_DAYS))),
        Otherwise("significant: within a month", (at_least(MUCH), at_most(30))),
    ),
    figure="query-and-breakeven",
)
def cheaper_yet_significant(seen: World) -> Tested:
    """Is answering far cheaper than training, and serving the peak still significant?"""
    table = queries.break_even(seen)
    until, days = quantities(table["queries"]), quantities(table["days"])
    basis = f"queries until serving passes training, {len(table)} models"
    return Tested(median_of(until).also(days), basis, compared=(until, days))


def _chatgpt_days(world: World) -> str:
    days, tuned = queries.chatgpt_days(world)
    later = ""
    if tuned is not None:
        later = (
            "; with the computing that was estimated later for GPT-3.5, on which ChatGPT rested, after "
            f"{fmt.number(tuned.value)} ({fmt.number(tuned.low)} to {fmt.number(tuned.high)})"
        )
    return (
        "With GPT-3's size and tokens, the traffic of early 2023 passed its training after "
        f"{fmt.number(days.value)} days ({fmt.number(days.low)} to {fmt.number(days.high)}, by the length of a query)"
        f"{later}. The size of the served model was never published."
    )


@claim(
    "chatgpt-operation",
    quantity="days until serving passes training in FLOP, with the training of GPT-3.5 and with that of GPT-3",
    kind="days",
    holds=(at_most(SIGNIFICANT_DAYS), at_most(SIGNIFICANT_DAYS)),
    together="all",
    test="Holds if serving passes training within a year, with the computing of either model as far as it was known: "
    "that of GPT-3.5 was estimated after the claim. The chips that served are no evidence: the electricity from which "
    "they are known was itself computed from a number of chips.",
    reason=_chatgpt_days,
    otherwise=(
        Otherwise("within a month", (at_most(30), at_most(30))),
        Otherwise("within a quarter", (at_most(91), at_most(91))),
        Otherwise("by GPT-3's training alone", keep=(1,)),
    ),
    figure="query-and-breakeven",
)
def more_to_operate(seen: World) -> Tested:
    """Did operating ChatGPT take more computing than training it?"""
    days, tuned = queries.chatgpt_days(seen)
    trained = "GPT-3" if tuned is None else "GPT-3.5, as estimated"
    longer = days if tuned is None else tuned.also(days)
    return Tested(
        longer,
        f"days of ChatGPT's traffic of early 2023 until its FLOP equal the training of {trained}, at the size of GPT-3",
        compared=(longer, days),
        as_of=seen.parameter(queries.CHATGPT_TRAFFIC).as_of,
    )


def _balance(world: World) -> str:
    share = inference.inference_share(np.array([1.0, 2.0]))
    published = plain(shares.shares(world)["share"])  # by date
    moved = "has risen" if published.iloc[-1] > published.iloc[0] else "has not risen"
    grew = probability(shares.cluster_growth(world) > 1) > 0.5
    clusters = "have grown as well" if grew else "have stopped growing"
    return (
        f"Inference's share of computing {moved}, by estimates of consultants more than by accounts; the "
        f"largest training clusters {clusters}. If thinking replaces training at the measured rates, the best split "
        f"gives inference {fmt.percent(share[1])} to {fmt.percent(share[0])}: a balance, not a flight."
    )


@claim(
    "inference-clouds",
    quantity="inference's share of AI computing or of spending on it",
    kind="percent",
    holds=(at_least(0.5), at_most(1)),
    together="evenly",
    untested=("then",),
    test="Two statements of equal weight: the published shares are at least one half; and the largest training "
    "cluster no longer grows. When it was said it was a forecast, and the shares of that time were published later: "
    "that cannot be tested.",
    reason=_balance,
    otherwise=(
        Otherwise("two thirds of the computing", (at_least(2 / 3), at_most(1))),
        Otherwise("the shares alone", keep=(0,)),
        Otherwise("the clusters alone", keep=(1,)),
    ),
    figure="inference-share",
)
def shift_to_inference(seen: World) -> Tested:
    """Did demand shift from training clusters to inference?"""
    table = shares.recent(seen)
    grew = shares.cluster_growth(seen)
    return Tested(
        shares.middle_share(table).also(grew),
        f"{len(table)} published shares of the newest two years",
        compared=(quantities(table["share"]), grew),
        as_of=table["as_of"].max().date(),
    )
