"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.calculator import inference
from headroom.evidence import Quantity, World, probability
from headroom.evidence.aggregates import geometric_mean_of, greatest_of, least_of, median_of, share_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, as_stated, judge, then_and_now
from headroom.report.estimate import Estimate
from headroom.report.inference import hardware, lifetime, prices, test_time
from headroom.report.inference.serving import Shape, batch_limit, chips, ideal_step, shapes

A_CLAIM_OF_SCALE = 1e5
MUCH = 1e6  # a query that costs a millionth of training is much cheaper
SIGNIFICANT_DAYS = 365.0  # serving that passes training within a year is significant
TENFOLD = 10.0
POINTS = 0.02  # a gain of two points for a tenfold of computing counts as scaling
WORTHWHILE = 0.05  # a choice among answers that adds five points counts as working
RECENT = pd.Timedelta(days=730)
ARCHITECTURE_BATCH = 64.0  # at which an architecture's effect on cost is compared


@answers("inference-cheaper")
def inference_cheaper(world: World) -> Verdict:
    """Is answering far cheaper than training, and serving the peak still significant?"""

    def find(seen: World) -> Finding:
        table = lifetime.break_even(seen)
        queries, days = quantities(table["queries"]), quantities(table["days"])
        cheap, significant = share_of(queries >= MUCH), share_of(days <= SIGNIFICANT_DAYS)
        estimate = Estimate.of(
            median_of(queries).also(days),
            "count",
            as_of=seen.as_of,
            basis=f"queries until serving passes training, {len(table)} models",
        )
        return Finding(judge(least_of([cheap, significant]).value), estimate)

    demand = lifetime.peak_to_average(world)
    days = plain(lifetime.break_even(world)["days"])
    return then_and_now(
        "inference-cheaper",
        world,
        find,
        quantity="queries after which serving has taken as much computing as training",
        test="Holds if for two thirds of the models one query takes less than a millionth of training, and the "
        "traffic of the largest service still passes training within a year.",
        reason="A query and a service are different things. One query takes a vanishing part of training; at ChatGPT's "
        f"traffic serving passes training after {fmt.number(days.min())} to {fmt.number(days.max())} days, and "
        f"capacity for the peak is {fmt.ratio(demand.low)} to {fmt.ratio(demand.high)} the average. The claim that "
        "ChatGPT took more to operate than to train speaks of the service and contradicts this one only in words.",
        figure="query-and-breakeven",
    )


@answers("chatgpt-operation")
def chatgpt_operation(world: World) -> Verdict:
    """Did operating ChatGPT take more computing than training it?"""

    def find(seen: World) -> Finding:
        table = lifetime.break_even(seen).set_index("model_id").loc["gpt-3-175b"]
        fleet = lifetime.chatgpt_chips(seen)
        ratio = fleet["serving"] / fleet["training"]
        estimate = Estimate.of(
            ratio.also(table["days"]),
            "ratio",
            as_of=lifetime.traffic(as_stated(world, "chatgpt-operation")).as_of,
            basis="chips that served ChatGPT in early 2023, from its electricity, over chips said to have trained it",
        )
        passes = probability(table["days"] <= SIGNIFICANT_DAYS)
        return Finding(judge(min(probability(ratio > 1), passes)), estimate)

    then = lifetime.break_even(as_stated(world, "chatgpt-operation")).set_index("model_id")["days"]["gpt-3-175b"]
    return then_and_now(
        "chatgpt-operation",
        world,
        find,
        quantity="chips that served over chips that trained, and days until serving passes training in FLOP",
        test="Holds if more chips served than trained, and serving passes training within a year at any query length.",
        reason="With GPT-3's size and tokens, the traffic of early 2023 passed its training after "
        f"{fmt.number(then.value)} days ({fmt.number(then.low)} to {fmt.number(then.high)}, by the length of a query). "
        "The size of the served model was never published.",
        figure="query-and-breakeven",
    )


@answers("poker-100000x")
def poker(world: World) -> Verdict:
    """Is twenty seconds of thinking worth a hundred thousand times the scale?"""

    def find(seen: World) -> Finding:
        worth = test_time.poker_equivalent(seen)
        estimate = Estimate.of(
            worth,
            "ratio",
            as_of=seen.as_of,
            basis="training that the agent's extra thinking replaces at measured exchange rates",
        )
        return Finding(judge(probability(worth >= A_CLAIM_OF_SCALE)), estimate)

    ids = (test_time.CLAIM_TEST_FACTOR, "poker-instant-time", "poker-literal-compute", "poker-equiv-model-scale")
    factor, instant, literal, said = (test_time.result(world, id).value for id in ids)
    further = np.log10(literal / said)
    elsewhere = "agrees with" if test_time.poker_equivalent(world).value >= A_CLAIM_OF_SCALE else "is far beyond"
    return then_and_now(
        "poker-100000x",
        world,
        find,
        quantity="factor of training that the thinking replaces at exchange rates measured elsewhere",
        test="Holds if that factor is at least 100,000 with a probability of two thirds.",
        reason=f"From {fmt.number(instant)} seconds to twenty is {fmt.ratio(factor)} the thinking. The author reports "
        f"one game and one agent, and we know no data to check it; it {elsewhere} what was measured on other tasks. "
        f"Read literally, with both of its factors multiplied, the claim is another {fmt.number(further)} tenfolds "
        "further out.",
        figure="exchange-map",
    )


@answers("inference-clouds")
def inference_clouds(world: World) -> Verdict:
    """Did demand shift from training clusters to inference?"""

    def find(seen: World) -> Finding:
        table = lifetime.shares(seen)
        table = table[table["as_of"] >= pd.Timestamp(seen.as_of) - RECENT]
        half = share_of(quantities(table["share"]) >= 0.5)
        grew = _largest_cluster_grew(seen)
        estimate = Estimate.of(
            lifetime.middle_share(table).also(grew),
            "percent",
            as_of=table["as_of"].max().date(),
            basis=f"{len(table)} published shares of the two years before the date",
        )
        return Finding(judge((half.value + 1 - probability(grew)) / 2), estimate)

    share = inference.inference_share(np.array([1.0, 2.0]))
    published = plain(lifetime.shares(world)["share"])  # by date
    moved = "has risen" if published.iloc[-1] > published.iloc[0] else "has not risen"
    clusters = "have grown as well" if probability(_largest_cluster_grew(world)) > 0.5 else "have stopped growing"
    return then_and_now(
        "inference-clouds",
        world,
        find,
        quantity="inference's share of AI computing or of spending on it",
        test="Two statements of equal weight: the published shares are at least one half; and the largest training "
        "cluster no longer grows.",
        reason=f"Inference's share of computing {moved}, by estimates of consultants more than by accounts; the "
        f"largest training clusters {clusters}. If thinking replaces training at the measured rates, the best split "
        f"gives inference {fmt.percent(share[1])} to {fmt.percent(share[0])}: a balance, not a flight.",
        figure="inference-share",
    )


def _largest_cluster_grew(seen: World) -> Quantity:
    """Whether the largest training run by chips of the last two years is larger than any before."""
    runs = seen.quantities("training_runs", "chips").dropna(subset=["chips"])
    late = runs["published"] >= pd.Timestamp(seen.as_of) - RECENT
    return greatest_of(runs[late]["chips"]) > greatest_of(runs[~late]["chips"])


@answers("second-scaling-law")
def second_scaling_law(world: World) -> Verdict:
    """Does more computing per answer raise scores by a law?"""

    def find(seen: World) -> Finding:
        gains = quantities(test_time.scaling_series(seen)["gain_per_tenfold"])
        estimate = Estimate.of(
            median_of(gains),
            "percent",
            as_of=seen.as_of,
            basis=f"gain in score for ten times the computing, {len(gains)} published series",
        )
        return Finding(judge(share_of(gains >= POINTS).value), estimate)

    series = plain(test_time.scaling_series(world))
    checked, slopes = (series["means"] == "coverage").sum(), series["gain_per_tenfold"]
    arc3 = plain(test_time.arc(world)).query("test == 3")
    limit = ""
    if len(arc3):
        most, best = fmt.money(arc3["usd"].max()), fmt.percent(arc3["score"].max())
        limit = f" On ARC-AGI-3 up to {most} bought at most {best}: where nothing succeeds, nothing multiplies."
    return then_and_now(
        "second-scaling-law",
        world,
        find,
        quantity="gain in score for ten times the computing per answer",
        test="Holds if two thirds of the published series gain at least two points for each tenfold.",
        reason=f"A regularity, not yet a law: slopes differ {fmt.ratio(slopes.max() / slopes.min())} between tasks, "
        f"{checked} of the {len(series)} series need a check that finds the right answer, and the best known curves "
        "were published without units on their axes." + limit,
        figure="coverage-and-choice",
    )


@answers("best-of-n")
def best_of_n(world: World) -> Verdict:
    """Can a model weigh several answers and choose the best?"""

    def find(seen: World) -> Finding:
        table = test_time.scaling_series(seen)
        gains = quantities(table[table["means"] == "choice"]["gain"])
        estimate = Estimate.of(
            median_of(gains),
            "percent",
            as_of=seen.as_of,
            basis=f"gain from votes and rankings without a check, {len(gains)} published cases",
        )
        return Finding(judge(share_of(gains >= WORTHWHILE).value), estimate)

    found = {part: test_time.result(world, f"mk-l8-{part}").value for part in ("100", "10k", "sel100", "sel10k")}
    coverage, chosen = found["10k"] - found["100"], found["sel10k"] - found["sel100"]
    return then_and_now(
        "best-of-n",
        world,
        find,
        quantity="gain in accuracy from choosing among samples without a check of the answer",
        test="Holds if two thirds of the published cases gain at least five points.",
        reason="Generating is easy, choosing is hard: from 100 to 10,000 samples the right answer was among them in "
        f"a further {fmt.percent(coverage)} of the problems, and chosen in a further {fmt.percent(chosen)}. Samples "
        "run side by side, so time hardly grows; cost grows with their number.",
        figure="coverage-and-choice",
    )


@answers("nvidia-inference-competition")
def nvidia_competition(world: World) -> Verdict:
    """Does another maker's chip serve some model at least as cheaply?"""

    def find(seen: World) -> Finding:
        table = hardware.rival_ratio(seen)
        if table.empty:
            return Finding("cannot be tested")
        ratios = quantities(table["ratio"])
        estimate = Estimate.of(
            median_of(ratios),
            "ratio",
            as_of=seen.as_of,
            basis=f"cost of a million tokens, best Nvidia chip over best other at the rents in use, "
            f"{table['model'].nunique()} models at {table['speed'].nunique()} speeds",
        )
        return Finding(judge(share_of(ratios >= 1).value), estimate)

    table = hardware.rival_ratio(world)
    ahead = table[plain(table["ratio"]) >= 1]
    names = f" ({', '.join(sorted(set(ahead['best_other'])))})" if len(ahead) else ""
    spread = np.mean(probability(quantities(table["ratio"]) >= 1)) if len(table) else 0.0
    return then_and_now(
        "nvidia-inference-competition",
        world,
        find,
        quantity="cost of a million tokens on the best Nvidia chip over that on the best other chip",
        test="Holds if another maker's chip costs no more in two thirds of the cases (models and speeds).",
        reason=f"By bandwidth and rent another chip costs no more in {len(ahead)} of {len(table)} cases{names}. Over "
        "the whole spread of rents, which is wider for chips with more offers, the other is ahead in "
        f"{fmt.percent(spread)}. Software, supply and contracts are not in a roofline, and its one calibration was "
        "measured on Nvidia's chips.",
        figure="cost-at-speed",
    )


def architecture_factors(world: World) -> dict[str, Quantity]:
    """What architecture alone does to the cost of a token on one machine: factors, larger is cheaper.

    Llama 3.1 405B against DeepSeek-V3, both in 8 bits on 16 H200 at one context: a step at one batch, a token where
    each fills its memory with conversations; and the parts.
    """
    known, chip = shapes(world), chips(world)["h200-sxm"]
    dense, sparse, old = known["llama-3.1-405b"], known["deepseek-v3"], known["gpt-3-175b"]
    how = {"group": 16.0, "cached_tokens": 4096.0, "precision": "fp8"}

    def step(shape: Shape, batch: float | Quantity) -> Quantity:
        return ideal_step(shape, chip, batch=batch, **how)

    def full_server(shape: Shape) -> Quantity:
        """Seconds for a token where memory holds no further conversation."""
        batch = batch_limit(shape, chip, **how)
        return step(shape, batch) / batch

    return {
        "step": step(dense, ARCHITECTURE_BATCH) / step(sparse, ARCHITECTURE_BATCH),
        "token": full_server(dense) / full_server(sparse),
        "arithmetic": dense.active_params / sparse.active_params,
        "cache": dense.cache_bytes_per_token / sparse.cache_bytes_per_token,
        "cache_since_gpt3": old.cache_bytes_per_token / sparse.cache_bytes_per_token,
    }


@answers("ten-times-cheaper-inference")
def ten_times_cheaper(world: World) -> Verdict:
    """Did inference become ten times cheaper?"""

    def find(seen: World) -> Finding:
        table = prices.falls(seen)
        table = table[table["years"] > 0]
        factors = quantities(table["factor"])
        estimate = Estimate.of(
            geometric_mean_of(factors),
            "ratio",
            as_of=seen.as_of,
            basis=f"fall of the cheapest list price since a capability first sold, {len(table)} capabilities",
        )
        return Finding(judge(share_of(factors >= TENFOLD).value), estimate)

    by = {name: factor.value for name, factor in architecture_factors(world).items()}
    few = f"{fmt.ratio(1 / by['step'])} as long"
    return then_and_now(
        "ten-times-cheaper-inference",
        world,
        find,
        quantity="fall of the list price of a fixed capability since it was first sold",
        test="Holds if for two thirds of the capabilities the price fell tenfold or more. The price is tested, not its "
        "cause.",
        reason="Architecture is one cause. From a dense model of 405B to a sparse one with a compressed cache, on the "
        f"same chips, a token takes 1/{by['arithmetic']:.0f} of the arithmetic and 1/{by['cache']:.0f} of the cache; "
        f"on a full server it is ideally {fmt.ratio(by['token'])} cheaper, but with {ARCHITECTURE_BATCH:.0f} "
        f"conversations a step takes {few}, since they touch most of the experts. How much is due to better chips, "
        "software, training and margins, prices do not say.",
        figure="price-of-capability",
    )


@answers("groq-fast")
def groq_fast(world: World) -> Verdict:
    """Are chips with on-chip memory faster, and at no higher a price?"""

    def find(seen: World) -> Finding:
        table = hardware.fast_chips(seen)
        ratios, faster = [], []
        for _, group in table.groupby("model_id"):
            own = group[group["kind"] == "on-chip memory"]["speed"].iloc[0]
            gpus = group[(group["kind"] == "GPU, calculated") & (group["accelerator_id"] == "h100-sxm")]
            ratios.append(own / gpus["speed"].iloc[0])
            faster.append(probability(own > gpus["speed"].iloc[0]))
        cheap = quantities(hardware.sram_prices(seen)["ratio"])
        no_dearer = share_of(cheap <= 1).value if len(cheap) else 0.0
        estimate = Estimate.of(
            median_of(ratios).also(cheap),
            "ratio",
            as_of=seen.as_of,
            basis="speed of one user over what eight H100 would give a single user by the calibrated roofline",
        )
        return Finding(judge((np.mean(faster) + no_dearer) / 2), estimate)

    table = hardware.fast_chips(world)
    groq = table[table["accelerator_id"] == "groq-lpu-v1"].iloc[0]
    return then_and_now(
        "groq-fast",
        world,
        find,
        quantity="tokens per second of one user against GPUs, and list price against other hosts",
        test="Two statements of equal weight: faster than eight H100 serving a single user; and listed no higher than "
        "the other hosts of the same model. That it takes generative AI further is not tested.",
        reason=f"{fmt.number(groq['speed'].value)} tokens a second on Llama 2 70B were a fact, and took "
        f"{groq['chips'].value:,.0f} chips, because each holds 230 MB. Speed is bought with silicon; list prices do "
        "not say what it costs.",
        figure="sram-against-gpu",
    )
