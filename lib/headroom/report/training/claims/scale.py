"""Claims about size, chips, algorithms, and what comes after pre-training."""

from __future__ import annotations

from contextlib import suppress

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World
from headroom.evidence.aggregates import greatest_of, least_of, median_of, reaching
from headroom.evidence.columns import plain, quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.facts.runs import runs
from headroom.report.judging import above, at_least, at_most, below, between
from headroom.report.training.results import backtest, beyond, failures, growth, progress, scale_out

SLOW_GROWTH = 0.15  # a year: less than one doubling in five years
HALF = 0.5
TWICE, DEARER = 2, 1.1  # times the time, and the money: from there on "inefficient"
MONTHS = 60  # days: the fewest that are months
TESTS = {"mmlu": "MMLU", "gpqa-diamond": "GPQA"}
COUNTED = {"active_params": "in use", "params": "in all"}


def _growth_by_start(world: World) -> str:
    rates = _rates_of_size(world)
    stated = "; ".join(f"{how} {fmt.write(rate.value, 'growth')}" for how, rate in rates.items())
    table = progress.size_and_data(world)
    tokens = growth.fit(table["date"], table["tokens"]).per_year.value
    return (
        f"It depends on what is counted and from when: parameters {stated}. The largest dense models stopped growing, "
        f"mixtures of experts went on, and the sizes of most of the largest runs are secret. Meanwhile training tokens "
        f"grew {fmt.write(tokens, 'growth')}."
    )


def _rates_of_size(seen: World) -> dict[str, Quantity]:
    """Growth of size, by what is counted and from when, where runs are enough."""
    starts = {"since 2020": "2020-01-01", f"over the last {progress.FEW_YEARS} years": progress.few_years_before(seen)}
    return {
        f"{COUNTED[counted]} {words}": rate
        for words, since in starts.items()
        for counted, rate in progress.rates_of_size(seen, since=since).items()
    }


@claim(
    "size-race-ending",
    quantity="growth of parameters among the ten largest runs at release whose size is disclosed",
    kind="growth",
    holds=below(1 + SLOW_GROWTH, cases="probability"),
    test=f"Holds if growth is below {fmt.percent(SLOW_GROWTH)} a year, less than one doubling in five years, with a "
    "probability of two thirds over two counts (parameters in use and in all) and two starts (2020, and "
    f"{progress.FEW_YEARS} years before the date).",
    reason=_growth_by_start,
    otherwise=(
        Otherwise("no growth at all", below(1.0, cases="probability")),
        Otherwise("below a quarter a year", below(1.25, cases="probability")),
        Otherwise("rates counted by their middle", below(1 + SLOW_GROWTH)),
    ),
    figure="size-and-data",
)
def growth_of_size(seen: World) -> Tested:
    """Did models stop growing in parameters?"""
    rates = _rates_of_size(seen)
    compared = stacked(rates.values())
    return Tested(median_of(compared), f"middle of {len(rates)} rates, by count and start", compared=(compared,))


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
    otherwise=(
        Otherwise("at most a twentieth", at_most(0.05)),
        Otherwise("at most a fifth", at_most(0.2)),
    ),
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
    holds=(above(TWICE), above(DEARER)),
    together="evenly",
    test=f"Holds if the chips without a link of their own take more than {TWICE} times the time and cost more than "
    f"{DEARER} times as much; in part if one of the two.",
    reason=_money_and_days,
    otherwise=(
        Otherwise("time alone", keep=(0,)),
        Otherwise("money alone", keep=(1,)),
    ),
    figure="weak-chips",
    evidence="today's",  # a calculation from data sheets and links that are the same on both dates; prices are today's
)
def weak_chips(seen: World) -> Tested:
    """Is piecing together weak chips inefficient?"""
    corners = scale_out.corners(seen).set_index("chip")
    weak, h100 = corners[~corners["linked"]], corners.loc["h100-sxm"]
    slower, dearer = quantities(weak["days"] / h100["days"]), quantities(weak["usd"] / h100["usd"])
    basis = "least time for a Llama 3 70B run on chips without a link of their own, over H100s"
    also = ("jaxml2025scalingbook",)
    return Tested(least_of(slower), basis, compared=(slower, dearer), as_of=seen.as_of, also=also)


def _long_runs(world: World) -> str:
    days = plain(runs(world)["wall_clock_hours"]).dropna() / 24
    stops = failures.llama_interruptions(world).value
    return (
        f"Counted on two machines of Meta, which differ in more than their size: jobs of 1,024 chips, and Llama 3, "
        f"stopped {stops:.0f} times in {failures.LLAMA_DAYS} days on {fmt.count(failures.LLAMA_CHIPS)}. Months are the "
        f"exception: of the {len(days)} runs whose length is known, {fmt.percent((days >= MONTHS).mean())} took two or "
        "more."
    )


@claim(
    "hardware-failures",
    quantity="how many times as often a large run was interrupted as a small one",
    kind="ratio",
    holds=(above(1), at_least(MONTHS)),
    test="Holds if the larger of two machines was interrupted more often than the smaller, and (the claim says can) "
    f"the longest run known took at least {MONTHS} days.",
    reason=_long_runs,
    otherwise=(
        Otherwise("months: one at the least", (above(1), at_least(30))),
        Otherwise("months: three", (above(1), at_least(91))),
        Otherwise("twice as often", (at_least(2), at_least(MONTHS))),
    ),
    figure="goodput",
)
def stops(seen: World) -> Tested:
    """Do runs hit more failures as systems grow, and can they take months?"""
    large, small = failures.llama_time_between_failures(seen), seen.parameter("mttf-1024-gpus")
    longest = greatest_of(runs(seen)["wall_clock_hours"]) / 24
    basis = f"{fmt.count(failures.LLAMA_CHIPS)} chips over 1,024, as counted; longest run {longest.value:.0f} days"
    more = small / large
    return Tested(more, basis, compared=(more, longest), also=("grattafiori2024llama3",))


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
    otherwise=(
        Otherwise("within a factor of two", between(50, 200)),
        Otherwise("within a factor of three", between(100 / 3, 300)),
    ),
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
    holds=above(HALF),
    test="Holds if algorithms bring more than half of the growth with a probability of two thirds. Neither study was "
    "out when it was said.",
    reason="Scale has brought the larger part at the middle of the estimates, but the published interval of "
    "algorithmic progress is so wide that the opposite cannot be excluded. The fits end in 2023 and 2024: of the years "
    "since, of which the claim speaks, they say nothing.",
    otherwise=(
        Otherwise("two fifths of it", above(0.4)),
        Otherwise("two thirds of it", above(2 / 3)),
    ),
    figure="effective-compute",
)
def share_of_algorithms(seen: World) -> Tested:
    """Does progress come from algorithms rather than from scale?"""
    return Tested(progress.algorithm_share(seen), "share of algorithms in the yearly growth of effective compute")


def _by_test(world: World) -> str:
    found = {name: _correlation(world, test) for test, name in TESTS.items()}
    stated = ", ".join(f"{name} {fmt.fixed(one.value, 2)}" for name, one in found.items() if one is not None)
    return (
        f"By test: {stated}. The exceptions are small models trained on much or synthetic data (Phi-4) and sparse ones "
        "(DeepSeek-V3), which score above their compute."
    )


def _correlation(seen: World, test: str) -> Quantity | None:
    with suppress(LackingError):
        return progress.rank_correlation(seen, test)
    return None


@claim(
    "incumbent-advantage",
    quantity="rank correlation of training compute and benchmark score",
    kind="number",
    holds=above(HALF, cases="probability"),
    test=f"Holds if the correlation is above {HALF} with a probability of two thirds over the tests that were known.",
    reason=_by_test,
    otherwise=(
        Otherwise("above 0.3", above(0.3, cases="probability")),
        Otherwise("above 0.7", above(0.7, cases="probability")),
    ),
    figure="compute-and-score",
)
def compute_and_score(seen: World) -> Tested:
    """Does more compute go with better models?"""
    found = {name: one for test, name in TESTS.items() if (one := _correlation(seen, test)) is not None}
    every = stacked(found.values())
    return Tested(median_of(every), f"rank correlation of training FLOP and {', '.join(found)}", compared=(every,))
