"""Claims about size, chips, algorithms, and what comes after pre-training."""

from __future__ import annotations

import numpy as np

from headroom.calculator import training
from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, least_of, median_of, reaching
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.claims import Tested, claim
from headroom.report.facts.runs import runs
from headroom.report.judging import Chance, above, at_least, at_most, below, between
from headroom.report.training.results import backtest, beyond, failures, growth, progress, scale_out

SLOW_GROWTH = 0.15  # a year: less than one doubling in five years
HALF = 0.5


def _growth_of_tokens(world: World) -> str:
    table = progress.size_and_data(world)
    tokens = growth.fit(table["date"], table["tokens"]).per_year.value
    return (
        f"Meanwhile training tokens grew {fmt.write(tokens, 'growth')}: compute went into data, and "
        "mixtures of experts grew in total parameters while using fewer for each token."
    )


@claim(
    "size-race-ending",
    quantity="growth of active parameters among the ten largest runs at release, from 2020 to the date",
    kind="growth",
    holds=below(1 + SLOW_GROWTH),
    test=f"Holds if growth is below {fmt.percent(SLOW_GROWTH)} a year, less than one doubling in five years, with a "
    "probability of two thirds.",
    reason=_growth_of_tokens,
    figure="size-and-data",
)
def growth_of_size(seen: World) -> Tested:
    """Did models stop growing in parameters?"""
    table = progress.size_and_data(seen)
    g = growth.fit(table["date"], table["active_params"])
    return Tested(g.per_year, f"{g.n} runs")


def _memory_saved(world: World) -> str:
    memory = plain(beyond.fine_tuning_memory(world))
    full, lora = memory.iloc[0], memory.iloc[2]
    less = float(training.lora_flop(1e9, 1e9) / training.fine_tuning_flop(1e9, 1e9))
    return (
        f"LoRA also needs only {fmt.percent(less)} of the arithmetic for each token, and cuts the memory to "
        f"train Llama 3 70B from {fmt.number(full['gigabytes'])} GB ({full['chips']:.0f} H100s) to "
        f"{fmt.number(lora['gigabytes'])} GB ({lora['chips']:.0f}). Reasoning models are the exception in the making."
    )


@claim(
    "finetune-instead",
    quantity="compute of fine-tuning and later stages as a share of pre-training",
    kind="percent",
    holds=at_most(0.1),
    test="Holds if at most a tenth of the compute in two thirds of the disclosed cases.",
    reason=_memory_saved,
    figure="after-pretraining",
)
def later_stages(seen: World) -> Tested:
    """Is fine-tuning far cheaper than pre-training?"""
    shares = beyond.stages(seen)["central"]
    basis = f"compute after pre-training over pre-training, {len(shares)} disclosed cases"
    return Tested(reaching(median_of(shares), shares), basis, compared=(quantities(shares),))


def _tuned_or_scaled(world: World) -> str:
    tuned, scaled = (
        world.row("benchmark_scores", new)["score"] - world.row("benchmark_scores", old)["score"]
        for new, old in (
            ("llama-3-8b-instruct-mmlu", "llama-3-8b-base-mmlu"),
            ("llama-3.1-70b-base-mmlu", "llama-2-70b-base-mmlu"),
        )
    )
    return (
        f"On MMLU, instruction tuning moved Llama 3 8B by {fmt.number(100 * tuned)} points and a generation of scale "
        f"and data moved the 70B base model by {fmt.number(100 * scaled)}. Post-training shows on other tests, and its "
        "share of compute is rising with reasoning models."
    )


@claim(
    "post-training-instead",
    quantity="compute after pre-training, where it is disclosed",
    kind="percent",
    untested=("then", "now"),
    test="A statement that something is unclear is neither true nor false of the world, so no outcome is given; "
    "what can be computed is how much compute goes each way and what each brought.",
    reason=_tuned_or_scaled,
    figure="after-pretraining",
)
def most_after_pretraining(seen: World) -> Tested:
    """Is post-training what is needed, rather than scale?"""
    shares = beyond.stages(seen)["central"]
    basis = "largest disclosed compute after pre-training, as a share of pre-training"
    return Tested(reaching(greatest_of(shares), shares), basis)


def _money_and_days(world: World) -> str:
    table = plain(scale_out.corners(world)).set_index("chip")
    weak, h100 = table.loc["rtx-4090"], table.loc["h100-sxm"]
    return (
        f"In money they {'are no worse' if weak['usd'] <= h100['usd'] else 'cost more'}: "
        f"{fmt.money(weak['usd'])} on RTX 4090s, {fmt.money(h100['usd'])} on H100s. Beyond "
        f"{fmt.count(weak['chips'])} of the cards more no longer help, and the run takes {weak['days']:.0f} days "
        "at the least. The limit holds for fully sharded training; other schemes trade it for idle stages."
    )


@claim(
    "slow-chips-inefficient",
    quantity="least time in which weak chips can finish a run, however many, over H100s",
    kind="ratio",
    holds=above(2),
    test="Holds if more than twice the time for two thirds of the chips without a link of their own.",
    reason=_money_and_days,
    figure="weak-chips",
    evidence="today's",  # the links of these chips are the same on both dates
)
def weak_chips(seen: World) -> Tested:
    """Is piecing together weak chips inefficient?"""
    corners = scale_out.corners(seen).set_index("chip")
    slower = corners.loc[~corners["linked"], "days"] / corners.loc["h100-sxm", "days"]
    basis = "least time for a Llama 3 70B run on chips without a link of their own, over H100s"
    also = ("jaxml2025scalingbook",)
    return Tested(least_of(slower), basis, compared=(quantities(slower),), as_of=seen.as_of, also=also)


def _long_runs(world: World) -> str:
    days = plain(runs(world)["wall_clock_hours"]).dropna() / 24
    return (
        f"The second half of the claim is weaker: of the {len(days)} runs whose length is known, "
        f"{fmt.percent((days >= 60).mean())} took two months or more. Goodput stays high all the same, if restarts "
        "are fast."
    )


@claim(
    "hardware-failures",
    quantity="unplanned stops of a large run",
    kind="count",
    holds=Chance(),
    test="Holds if at least one stop is to be expected with a probability of two thirds.",
    reason=_long_runs,
    figure="goodput",
    evidence="today's",  # both counts came after the claim
)
def stops(seen: World) -> Tested:
    """Do large runs hit hardware failures?"""
    expected = failures.expected_interruptions(seen, failures.LLAMA_CHIPS, failures.LLAMA_DAYS)
    counted = failures.llama_interruptions(seen)
    return Tested(
        reaching(expected, [expected, counted]),
        f"unplanned stops in 54 days on 16,384 chips: expected from a node rate, and counted ({counted.value:.0f})",
        compared=(1 - np.exp(-expected),),
        also=("grattafiori2024llama3",),
    )


def _ratios(world: World) -> str:
    stated = "; ".join(f"{r.pair} {fmt.ratio(r.by_flop)}" for r in plain(progress.llama_pairs(world)).itertuples())
    return f"{stated}. No pair comes to a hundred; Meta itself says almost fifty for the largest of both."


@claim(
    "llama3-100x-compute",
    quantity="compute of a Llama 3 model over that of its Llama 2 counterpart",
    kind="ratio",
    holds=between(100 / backtest.BAND, 100 * backtest.BAND),
    test=f"Holds if two thirds of the pairs lie within a factor {backtest.BAND} of 100.",
    reason=_ratios,
    figure="llama-pairs",
)
def llama_pairs(seen: World) -> Tested:
    """Was Llama 3 trained with a hundred times the compute of Llama 2?"""
    ratios = progress.llama_pairs(seen)["by_flop"]
    basis = "largest ratio of a pair, by parameters times tokens"
    return Tested(reaching(greatest_of(ratios), ratios), basis, compared=(quantities(ratios),))


@claim(
    "algorithms-instead",
    quantity="algorithms' share in the growth of effective compute",
    kind="percent",
    holds=at_least(HALF),
    test="Holds if algorithms bring more than half of the growth with a probability of two thirds.",
    reason="Scale has brought the larger part at the middle of the estimates, but the published interval of "
    "algorithmic progress is so wide that the opposite cannot be excluded. The fits end in 2024, so both dates "
    "rest on the same years.",
    figure="effective-compute",
    evidence="today's",  # both fits cover the years around the claim
)
def share_of_algorithms(seen: World) -> Tested:
    """Does progress come from algorithms rather than from scale?"""
    return Tested(progress.algorithm_share(seen), "share of algorithms in the yearly growth of effective compute")


def _on_a_harder_test(world: World) -> str:
    hard = progress.rank_correlation(world, "gpqa-diamond").value
    return (
        f"On GPQA, a harder test, it is {fmt.number(hard)} today. The exceptions are small models trained on "
        "much or synthetic data (Phi-4) and sparse ones (DeepSeek-V3), which score above their compute."
    )


@claim(
    "incumbent-advantage",
    quantity="rank correlation of training compute and benchmark score",
    kind="number",
    holds=at_least(HALF),
    test=f"Holds if the correlation is above {HALF} with a probability of two thirds.",
    reason=_on_a_harder_test,
    figure="compute-and-score",
)
def compute_and_score(seen: World) -> Tested:
    """Does more compute go with better models?"""
    n = len(progress.compute_and_scores(seen).query("benchmark == 'mmlu'"))
    basis = f"rank correlation of training FLOP and MMLU, {n} models"
    return Tested(progress.rank_correlation(seen, "mmlu"), basis)
