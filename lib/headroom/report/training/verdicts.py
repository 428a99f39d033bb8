"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import LackingError, Quantity, World, probability
from headroom.evidence.aggregates import (
    bootstrapped,
    geometric_mean_of,
    greatest_of,
    least_of,
    median_of,
    reaching,
    share_of,
    sum_of,
)
from headroom.evidence.columns import plain, quantities, stacked
from headroom.report import fits
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, judge, then_and_now
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import GPUS
from headroom.report.facts.runs import runs
from headroom.report.training.results import anatomy, backtest, failures, growth, repricing, scale_out

RECENT = pd.Timedelta(days=730)  # the runs that people speak of as today's
LARGE = 5  # and of these, the largest


def within(one: Quantity, low: float, high: float) -> Quantity:
    """Whether it lies from `low` to `high`."""
    return (one >= low) & (one <= high)


@cache
def size_and_data(world: World) -> pd.DataFrame:
    """The ten largest runs at release since 2020 whose active parameters and tokens are both known."""
    table = runs(world).dropna(subset=["active_params", "tokens", "flop"])
    table = table[(table["kind"] == "pretraining") & (table["published"] >= "2020-01-01")]
    table = growth.largest_at_release(table.rename(columns={"published": "date"}), runs(world), 10)
    return table.assign(tokens_per_param=table["tokens"] / table["active_params"])


@answers("size-race-ending")
def size_race_ending(world: World) -> Verdict:
    """Did models stop growing in parameters?"""

    def find(seen: World) -> Finding:
        table = size_and_data(seen)
        g = growth.fit(table["date"], table["active_params"])
        estimate = Estimate.of(g.per_year, "growth", as_of=seen.as_of, basis=f"{g.n} runs")
        return Finding(judge(probability(g.per_year < 1.15)), estimate)

    table = size_and_data(world)
    tokens = growth.fit(table["date"], table["tokens"]).per_year.value
    return then_and_now(
        "size-race-ending",
        world,
        find,
        quantity="growth of active parameters among the ten largest runs at release, from 2020 to the date",
        test="Holds if growth is below 15% a year, less than one doubling in five years, with a probability of "
        "two thirds.",
        reason=f"Meanwhile training tokens grew {fmt.write(tokens, 'growth')}: compute went into data, and "
        "mixtures of experts grew in total parameters while using fewer for each token.",
        figure="size-and-data",
    )


@answers("finetune-instead")
def finetune_instead(world: World) -> Verdict:
    """Is fine-tuning far cheaper than pre-training?"""

    def find(seen: World) -> Finding:
        shares = anatomy.stages(seen)["central"]
        estimate = Estimate.of(
            reaching(median_of(shares), shares),
            "percent",
            as_of=seen.as_of,
            basis=f"compute after pre-training over pre-training, {len(shares)} disclosed cases",
        )
        return Finding(judge(share_of(within(quantities(shares), 0, 0.1)).value), estimate)

    memory = plain(anatomy.fine_tuning_memory(world))
    full, lora = memory.iloc[0], memory.iloc[2]
    less = float(training.lora_flop(1e9, 1e9) / training.fine_tuning_flop(1e9, 1e9))
    return then_and_now(
        "finetune-instead",
        world,
        find,
        quantity="compute of fine-tuning and later stages as a share of pre-training",
        test="Holds if at most a tenth of the compute in two thirds of the disclosed cases.",
        reason=f"LoRA also needs only {fmt.percent(less)} of the arithmetic for each token, and cuts the memory to "
        f"train Llama 3 70B from {fmt.number(full['gigabytes'])} GB ({full['chips']:.0f} H100s) to "
        f"{fmt.number(lora['gigabytes'])} GB ({lora['chips']:.0f}). Reasoning models are the exception in the making.",
        figure="after-pretraining",
    )


@cache
def compute_share_of_capital(world: World) -> pd.DataFrame:
    """Compute spending over capital raised (`share`, quantities), for each developer (`label`) that discloses both, up
    to the World's date.
    """
    capital = world.quantities("capital", "central")
    spent = capital[capital["measure"] == "compute_spending"].groupby("owner")
    raised = capital[capital["measure"] == "funding_round"].groupby("owner")
    rows = []
    for owner, rounds in raised:
        if owner in spent.groups:
            bills = spent.get_group(owner)
            bills = bills[bills["part_of"].isna()]  # the rest is in another row already
            rows.append([owner, sum_of(bills["central"]) / sum_of(rounds["central"])])
    return pd.DataFrame(rows, columns=["label", "share"]).astype({"share": "quantity"})


@answers("compute-80-percent")
def compute_80_percent(world: World) -> Verdict:
    """Do companies spend more than 80 % of their capital on compute?"""

    def find(seen: World) -> Finding:
        firms = compute_share_of_capital(seen)["share"]
        parts = anatomy.projects(world).query("part != 'staff'")
        projects = [sum_of(shares) for _, shares in parts["share"].groupby(parts["model_id"])]
        shares = stacked([*firms, *projects])
        estimate = Estimate.of(
            median_of(shares),
            "percent",
            as_of=seen.as_of,
            basis=f"{len(firms)} developers (compute over capital raised) and {len(projects)} projects (compute over "
            "cost)",
        )
        return Finding(judge(share_of(shares >= 0.8).value), estimate)

    return then_and_now(
        "compute-80-percent",
        world,
        find,
        quantity="compute as a share of capital raised (developers) or of development cost (projects)",
        test="Holds if two thirds of the disclosed cases spend at least 80% on compute.",
        reason="Only developers and projects that disclose are counted, and none of them is an early start-up: for "
        "those the claim cannot be checked. In the disclosed cases staff, and for firms with customers inference, take "
        "much of the rest.",
        figure="development-parts",
    )


@answers("gpt3-millions")
def gpt3_millions(world: World) -> Verdict:
    """Does training GPT-3 cost millions?"""

    def find(seen: World) -> Finding:
        chip, cost = repricing.rented_now(seen)
        basis = f"GPT-3's compute on {GPUS[chip]}s rented on demand"
        estimate = Estimate.of(cost, "money", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(within(cost, 1e6, 1e7))), estimate)

    best = plain(repricing.repriced(world)).query("best")
    first, least = best.iloc[0], best.loc[best["usd"].idxmin()]
    return then_and_now(
        "gpt3-millions",
        world,
        find,
        quantity="rental cost of GPT-3's training compute on the chip with the best price on the date",
        test="Holds if between $1M and $10M with a probability of two thirds.",
        reason=f"On {first['label']}s at the prices of {first['day'].year} it was {fmt.money(first['usd'])}; least was "
        f"{fmt.money(least['usd'])} on {least['label']}s at those of {least['day'].year}. New chips lower it, scarcity "
        "raises it.",
        figure="gpt3-repriced",
    )


def _share_in_tens_of_millions(seen: World) -> tuple[pd.DataFrame, float]:
    table = recent_large(seen)
    table = table[table["basis"].isin(["amortised", "rental"])]
    return table, float(np.mean(probability(within(quantities(table["usd"]), 1e7, 1e8))))


@answers("tens-of-millions")
def tens_of_millions(world: World) -> Verdict:
    """Is training a large model tens of millions of dollars?"""

    def find(seen: World) -> Finding:
        table, share = _share_in_tens_of_millions(seen)
        basis = f"the {table['model_id'].nunique()} largest runs of two years, amortised and rented"
        estimate = Estimate.of(geometric_mean_of(table["usd"]), "money", as_of=seen.as_of, basis=basis)
        return Finding(judge(share), estimate)

    by = plain(recent_large(world)).pivot_table(index="model_id", columns="basis", values="usd")
    dearer = (by["rental"] / by["amortised"]).dropna()
    return then_and_now(
        "tens-of-millions",
        world,
        find,
        quantity="cost of the largest runs of the two years before the date",
        test="Holds if two thirds of the probability, over runs and bases, lies between $10M and $100M.",
        reason=f"The order of magnitude depends on the basis: these runs cost {fmt.ratio(dearer.min())} to "
        f"{fmt.ratio(dearer.max())} as much rented as amortised; and on the run: amortised, the costliest is "
        f"{fmt.ratio(by['amortised'].max() / by['amortised'].min())} the cheapest of the {len(by)}.",
        figure="cost-by-date",
    )


@answers("costs-may-fall")
def costs_may_fall(world: World) -> Verdict:
    """Did the cost of training top out?"""

    def find(seen: World) -> Finding:
        g = growth.frontier_growth(seen, since="2020-01-01")
        estimate = Estimate.of(g.per_year, "growth", as_of=seen.as_of, basis=f"{g.n} runs since 2020")
        return Finding(judge(probability(g.per_year < 1.0)), estimate)

    fall = repricing.decline_per_year(repricing.fixed_capability(world)).value
    return then_and_now(
        "costs-may-fall",
        world,
        find,
        quantity="growth of the cost of the ten largest runs at release, since 2020",
        test="Holds if growth is below 1 (a falling cost) with a probability of two thirds.",
        reason=f"What falls is the price of a fixed capability: that of GPT-2 by a factor {fmt.ratio(1 / fall)} a "
        "year. The claim says may, so a rising cost does not refute it for years to come.",
        figure="growth-specifications",
    )


@answers("cost-falling-now")
def cost_falling_now(world: World) -> Verdict:
    """Was the cost of training already decreasing?"""

    def find(seen: World) -> Finding:
        since = pd.Timestamp(seen.as_of) - pd.DateOffset(years=4)
        g = growth.frontier_growth(seen, since=str(since.date()))
        estimate = Estimate.of(g.per_year, "growth", as_of=seen.as_of, basis=f"{g.n} runs of the four years before")
        return Finding(judge(probability(g.per_year < 1.0)), estimate)

    best = plain(repricing.repriced(world)).query("best")
    went = "fell" if best["usd"].iloc[-1] < best["usd"].iloc[0] else "rose"
    return then_and_now(
        "cost-falling-now",
        world,
        find,
        quantity="growth of the cost of the ten largest runs at release, over the four years before the date",
        test="Holds if growth is below 1 with a probability of two thirds.",
        reason=f"The rental cost of a fixed computation is another matter: that of GPT-3 {went} from "
        f"{fmt.money(best['usd'].iloc[0])} at the end of {best['day'].iloc[0].year} to "
        f"{fmt.money(best['usd'].iloc[-1])} in {best['day'].iloc[-1].year}.",
        figure="gpt3-repriced",
    )


@answers("well-funded-startup")
def well_funded_startup(world: World) -> Verdict:
    """Can a well-funded start-up train a large model?"""
    budget = 100e6

    def find(seen: World) -> Finding:
        known = runs(seen)["flop"]
        chip, flop = repricing.flop_per_budget(seen, budget, seen.as_of)
        name = runs(seen).loc[plain(known).idxmax(), "name"]
        ratio = flop / greatest_of(known)
        estimate = Estimate.of(
            ratio,
            "ratio",
            as_of=seen.as_of,
            basis=f"compute of $100M on rented {GPUS[chip]}s over that of {name}",
        )
        # "a large model": a tenth of the compute of the largest, a generation behind
        return Finding(judge(probability(ratio >= 0.1)), estimate)

    table = plain(repricing.budgets(world)).query("budget == @budget")
    bought = table["flop"].iloc[-1] / table["flop"].iloc[0]
    known = plain(runs(world)).dropna(subset=["flop"])
    before = known[known["published"] <= table["day"].iloc[0]]["flop"].max()
    return then_and_now(
        "well-funded-startup",
        world,
        find,
        quantity="training compute that $100M rents, over that of the largest run known",
        test="Holds if $100M buys at least a tenth of the compute of the largest run, with a probability of two "
        "thirds.",
        reason=f"Since the end of {table['day'].iloc[0].year} the compute that $100M rents changed by "
        f"{fmt.ratio(bought)}, that of the largest run by {fmt.ratio(known['flop'].max() / before)}: what is in reach "
        "is yesterday's large model.",
        figure="budgets",
    )


@answers("slow-chips-inefficient")
def slow_chips(world: World) -> Verdict:
    """Is piecing together weak chips inefficient?"""

    corners = scale_out.corners(world).set_index("chip")
    slower = corners.loc[~corners["linked"], "days"] / corners.loc["h100-sxm", "days"]
    finding = Finding(
        judge(share_of(quantities(slower) > 2).value),
        Estimate.of(
            least_of(slower),
            "ratio",
            also=("jaxml2025scalingbook",),
            as_of=world.as_of,
            basis="least time for a Llama 3 70B run on chips without a link of their own, over H100s",
        ),
    )
    table = plain(corners)
    dearest, h100 = table.loc["rtx-4090"], table.loc["h100-sxm"]
    return Verdict(  # the links of these chips are the same on both dates
        "slow-chips-inefficient",
        then=finding,
        now=finding,
        quantity="least time in which weak chips can finish a run, however many, over H100s",
        test="Holds if more than twice the time for two thirds of the chips without a link of their own.",
        reason=f"In money they {'are no worse' if dearest['usd'] <= h100['usd'] else 'cost more'}: "
        f"{fmt.money(dearest['usd'])} on RTX 4090s, {fmt.money(h100['usd'])} on H100s. Beyond "
        f"{fmt.count(dearest['chips'])} of the cards more no longer help, and the run takes {dearest['days']:.0f} days "
        "at the least. The limit holds for fully sharded training; other schemes trade it for idle stages.",
        figure="weak-chips",
    )


@answers("training-runs-tens-of-millions")
def runs_tens_of_millions(world: World) -> Verdict:
    """Do runs cost tens of millions and use hundreds of chips?"""

    def find(seen: World) -> Finding:
        table, cost_share = _share_in_tens_of_millions(seen)
        recent = runs(seen)
        recent = recent[
            (recent["published"] >= pd.Timestamp(seen.as_of) - RECENT) & recent["model_id"].isin(table["model_id"])
        ]
        chips = recent["chips"].dropna()
        fitting = share_of(within(quantities(chips), 100, 1000)).value
        estimate = Estimate.of(
            median_of(chips).also(table["usd"]),
            "chips",
            as_of=seen.as_of,
            basis=f"chips of the large runs of two years that disclose them ({len(chips)})",
        )
        return Finding(judge(min(cost_share, fitting)), estimate)

    _, share = _share_in_tens_of_millions(world)
    chips = plain(runs(world)).query("kind == 'pretraining' and flop > 1e22")["chips"].dropna()
    if chips.empty:
        raise LackingError(f"no large run up to {world.as_of} discloses its chips")
    hundreds = chips.between(100, 999).mean()
    return then_and_now(
        "training-runs-tens-of-millions",
        world,
        find,
        quantity="chips at work on one of the large runs of the two years before the date",
        test="Holds if cost (tens of millions) and chips (hundreds) both fit in two thirds of the cases.",
        reason=f"Tens of millions fit {fmt.percent(share)} of the probability over these runs and bases; of all runs "
        f"that disclose their chips {fmt.percent(hundreds)} used hundreds, and the largest "
        f"{fmt.count(chips.max())}.",
        figure="chips-and-days",
    )


@answers("hardware-failures")
def hardware_failures(world: World) -> Verdict:
    """Do large runs hit hardware failures?"""

    def find(seen: World) -> Finding:
        expected = failures.expected_interruptions(world, failures.LLAMA_CHIPS, failures.LLAMA_DAYS)
        counted = failures.llama_interruptions(world)
        estimate = Estimate.of(
            reaching(expected, [expected, counted]),
            "count",
            also=("grattafiori2024llama3",),
            as_of=seen.as_of,
            basis="unplanned stops in 54 days on 16,384 chips: expected from a node rate, and counted "
            f"({counted.value:.0f})",
        )
        return Finding(judge((1 - np.exp(-expected)).value), estimate)

    days = plain(runs(world)["wall_clock_hours"]).dropna() / 24
    months = (days >= 60).mean()
    return then_and_now(
        "hardware-failures",
        world,
        find,
        quantity="unplanned stops of a large run",
        test="Holds if at least one stop is to be expected with a probability of two thirds.",
        reason=f"The second half of the claim is weaker: of the {len(days)} runs whose length is known, "
        f"{fmt.percent(months)} took two months or more. Goodput stays high all the same, if restarts are fast.",
        figure="goodput",
    )


@cache
def llama_pairs(world: World) -> pd.DataFrame:
    """Compute of each Llama 3 over its Llama 2 counterpart, by 6ND and by GPU-hours [ratio], quantities."""
    table = runs(world).drop_duplicates("model_id").set_index("model_id")
    pairs = [("llama-3-8b", "llama-2-7b"), ("llama-3-70b", "llama-2-70b"), ("llama-3.1-405b", "llama-2-70b")]
    rows = []
    for new, old in pairs:
        if new in table.index:
            a, b = table.loc[new], table.loc[old]
            rows.append(
                [
                    f"{a['name']} over {b['name']}",
                    a["flop_by_rule"] / b["flop_by_rule"],
                    a["chip_hours"] / b["chip_hours"],
                ]
            )
    table = pd.DataFrame(rows, columns=["pair", "by_flop", "by_hours"])
    return table.astype({"by_flop": "quantity", "by_hours": "quantity"})


@answers("llama3-100x-compute")
def llama3_compute(world: World) -> Verdict:
    """Was Llama 3 trained with a hundred times the compute of Llama 2?"""

    def find(seen: World) -> Finding:
        ratios = llama_pairs(seen)["by_flop"]
        band = backtest.BAND
        estimate = Estimate.of(
            reaching(greatest_of(ratios), ratios),
            "ratio",
            as_of=seen.as_of,
            basis="largest ratio of a pair, by parameters times tokens",
        )
        return Finding(judge(share_of(within(quantities(ratios), 100 / band, 100 * band)).value), estimate)

    table = plain(llama_pairs(world))
    stated = "; ".join(f"{r.pair} {fmt.ratio(r.by_flop)}" for r in table.itertuples())
    return then_and_now(
        "llama3-100x-compute",
        world,
        find,
        quantity="compute of a Llama 3 model over that of its Llama 2 counterpart",
        test=f"Holds if two thirds of the pairs lie within a factor {backtest.BAND} of 100.",
        reason=f"{stated}. No pair comes to a hundred; Meta itself says almost fifty for the largest of both.",
        figure="llama-pairs",
    )


@cache
def growth_parts(world: World) -> pd.DataFrame:
    """Yearly growth of effective compute by its parts: chips, speed of chips, time, algorithms.

    Columns: part, growth (quantities) [factor per year].
    """
    parts = {
        "More chips": "cluster-size",
        "Faster chips": "chip-flops",
        "Longer runs": "training-time-frontier",
    }
    rows = [[label, world.range("trends", key, "growth_per_year")] for label, key in parts.items()]
    for label, key in {
        "Better algorithms (arXiv interval)": "algorithmic-progress-arxiv",
        "Better algorithms (conference interval)": "algorithmic-progress-neurips",
    }.items():
        need = world.range("trends", key, "growth_per_year")  # of the compute for the same result
        stated = {"interval": need.interval, "level": need.level}
        rows.append([label, replace(1 / need, bounds=(1 / need.high, 1 / need.low), **stated)])
    return pd.DataFrame(rows, columns=["part", "growth"]).astype({"growth": "quantity"})


@cache
def algorithm_share(world: World) -> Quantity:
    """Share of algorithms in the growth of effective compute (share of the sum of logarithms)."""
    gain = -np.log(world.range("trends", "algorithmic-progress-neurips", "growth_per_year"))
    return gain / (gain + np.log(world.range("trends", "compute-product-of-drivers", "growth_per_year")))


@answers("algorithms-instead")
def algorithms_instead(world: World) -> Verdict:
    """Does progress come from algorithms rather than from scale?"""

    def find(seen: World) -> Finding:
        share = algorithm_share(world)  # both fits cover the years around the claim
        basis = "share of algorithms in the yearly growth of effective compute"
        estimate = Estimate.of(share, "percent", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(share >= 0.5)), estimate)

    return then_and_now(
        "algorithms-instead",
        world,
        find,
        quantity="algorithms' share in the growth of effective compute",
        test="Holds if algorithms bring more than half of the growth with a probability of two thirds.",
        reason="Scale has brought the larger part at the middle of the estimates, but the published interval of "
        "algorithmic progress is so wide that the opposite cannot be excluded. The fits end in 2024, so both dates "
        "rest on the same years.",
        figure="effective-compute",
    )


@cache
def compute_and_scores(world: World) -> pd.DataFrame:
    """Training FLOP and score (quantities) of each model that has both, by benchmark (served or base, the better)."""
    scores = world.quantities("benchmark_scores", "score")
    scores = scores[scores["benchmark"].isin(["mmlu", "gpqa-diamond"]) & (scores["variant"] != "instruct")]
    best = scores.sort_values("score").drop_duplicates(["model_id", "benchmark"], keep="last")
    flop = runs(world).dropna(subset=["flop"]).drop_duplicates("model_id")[["model_id", "name", "flop", "published"]]
    by_flop = best.merge(flop, on="model_id").sort_values("flop")
    return by_flop.sort_values("benchmark", kind="stable", ignore_index=True)


def rank_correlation(world: World, benchmark: str) -> Quantity:
    """Spearman's rank correlation of FLOP and score, with the error that so few models leave."""
    table = compute_and_scores(world).query("benchmark == @benchmark")
    return bootstrapped(_correlation_of_ranks, table["flop"], table["score"], seed=world.seed)


def _correlation_of_ranks(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    ranks = [fits.ranks(values) for values in (one, other)]
    a, b = (r - r.mean(axis=-1, keepdims=True) for r in ranks)
    scale = np.asarray(np.sqrt((a**2).sum(axis=-1) * (b**2).sum(axis=-1)))
    return np.divide((a * b).sum(axis=-1), scale, out=np.zeros(scale.shape), where=scale > 0)


@answers("incumbent-advantage")
def incumbent_advantage(world: World) -> Verdict:
    """Does more compute go with better models?"""

    def find(seen: World) -> Finding:
        correlation = rank_correlation(seen, "mmlu")
        n = len(compute_and_scores(seen).query("benchmark == 'mmlu'"))
        basis = f"rank correlation of training FLOP and MMLU, {n} models"
        estimate = Estimate.of(correlation, "number", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(correlation >= 0.5)), estimate)

    hard = rank_correlation(world, "gpqa-diamond").value
    return then_and_now(
        "incumbent-advantage",
        world,
        find,
        quantity="rank correlation of training compute and benchmark score",
        test="Holds if the correlation is above 0.5 with a probability of two thirds.",
        reason=f"On GPQA, a harder test, it is {fmt.number(hard)} today. The exceptions are small models trained on "
        "much or synthetic data (Phi-4) and sparse ones (DeepSeek-V3), which score above their compute.",
        figure="compute-and-score",
    )


@answers("cost-factors")
def cost_factors(world: World) -> Verdict:
    """Is training cost complex to calculate?"""

    def find(seen: World) -> Finding:
        table = backtest.tested(seen)
        error = backtest.errors(seen, table)
        basis = f"typical factor of error of 6ND at one utilisation for all, {len(table)} runs"
        estimate = Estimate.of(error["spread"].settled(), "ratio", as_of=seen.as_of, basis=basis)
        return Finding(judge(1 - error["within_1.5"].value), estimate)

    drivers = anatomy.tornado(world)
    return then_and_now(
        "cost-factors",
        world,
        find,
        quantity="typical error of the simplest formula for chip-hours, as a factor",
        test=f"Holds if the simple formula misses published chip-hours by more than a factor {backtest.BAND} in "
        "two thirds of the runs.",
        reason=f"What is uncertain is not the arithmetic but the price: {drivers['input'].iloc[0].lower()} alone "
        "moves the "
        f"cost by {fmt.ratio(drivers['width'].iloc[0])}. Batch size acts through utilisation and the learning "
        "rate through the tokens needed; neither enters on its own.",
        figure="backtest",
    )


@answers("post-training-instead")
def post_training_instead(world: World) -> Verdict:
    """Is post-training what is needed, rather than scale?"""

    def find(seen: World) -> Finding:
        shares = anatomy.stages(seen)["central"]
        estimate = Estimate.of(
            reaching(greatest_of(shares), shares),
            "percent",
            as_of=seen.as_of,
            basis="largest disclosed compute after pre-training, as a share of pre-training",
        )
        return Finding("cannot be tested", estimate)

    tuned, scaled = (
        world.row("benchmark_scores", new)["score"] - world.row("benchmark_scores", old)["score"]
        for new, old in (
            ("llama-3-8b-instruct-mmlu", "llama-3-8b-base-mmlu"),
            ("llama-3.1-70b-base-mmlu", "llama-2-70b-base-mmlu"),
        )
    )
    return then_and_now(
        "post-training-instead",
        world,
        find,
        quantity="compute after pre-training, where it is disclosed",
        test="A statement that something is unclear is neither true nor false of the world, so no outcome is given; "
        "what can be computed is how much compute goes each way and what each brought.",
        reason=f"On MMLU, instruction tuning moved Llama 3 8B by {fmt.number(100 * tuned)} points and a generation "
        "of scale "
        f"and data moved the 70B base model by {fmt.number(100 * scaled)}. Post-training shows on other tests, and its "
        "share of compute is rising with reasoning models.",
        figure="after-pretraining",
    )
