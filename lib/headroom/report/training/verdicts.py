"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import training
from headroom.evidence import Range, World
from headroom.report import fits
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, judge, share_within, then_and_now
from headroom.report.estimate import Estimate
from headroom.report.training import anatomy, backtest, failures, growth, repricing, scale_out
from headroom.report.training.runs import run_costs, runs

RECENT = pd.Timedelta(days=730)  # the runs that people speak of as today's
LARGE = 5  # and of these, the largest


def spread(row: pd.Series, unit: str = "USD") -> np.ndarray:
    """Samples of a quantity known by its central value and 90 % interval."""
    name = f"{row['model_id']}/{row['basis']}"
    return Range(
        id=name, label=name, low=row["low"], central=row["usd"], high=row["high"], unit=unit, interval="90% CI"
    ).samples()


def largest_run(world: World, basis: str = "rental") -> pd.Series:
    """The costliest row among the largest runs that the World knows, on a basis of this book."""
    table = run_costs(world)
    table = table[(table["basis"] == basis) & (table["kind"] == "pretraining")]
    return table.loc[table["usd"].idxmax()]


def recent_large(world: World, basis: str | None = None) -> pd.DataFrame:
    """This book's costs of the largest runs of the last two years."""
    table = run_costs(world)
    table = table[table["kind"] == "pretraining"]
    table = table[table["published"] >= pd.Timestamp(world.as_of) - RECENT]
    biggest = table.drop_duplicates("model_id").assign(size=lambda t: t["flop"].fillna(t["chip_hours"] * 1e18))
    keep = biggest.nlargest(LARGE, "size")["model_id"]
    table = table[table["model_id"].isin(keep)]
    return table if basis is None else table[table["basis"] == basis]


@answers("training-hundreds-of-millions")
def hundreds_of_millions(world: World) -> Verdict:
    """Can the largest run cost hundreds of millions?"""

    def find(seen: World) -> Finding:
        row = largest_run(seen)
        cost = Estimate.from_samples(
            spread(row),
            "money",
            value=row["usd"],
            sources=row["source_keys"],
            as_of=seen.as_of,
            basis=f"{row['name']}, rented at three-year prices",
        )
        return Finding(judge(share_within(spread(row), 1e8)), cost)

    years = anatomy.first_year_over(world, 1e8)
    crossed = "; ".join(f"{basis} {day.year}" for basis, day in sorted(years.items(), key=lambda item: item[1]))
    return then_and_now(
        "training-hundreds-of-millions",
        world,
        find,
        quantity="rental cost of the costliest final run known on the date",
        test="Holds if that run costs at least $100M with a probability of two thirds.",
        reason=f"The first run above $100M on each basis: {crossed}.",
        figure="cost-by-date",
    )


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
        estimate = Estimate(
            g.per_year, "growth", g.low, g.high, sources=("epoch2025models",), as_of=seen.as_of, basis=f"{g.n} runs"
        )
        return Finding(judge(g.probability_below(1.15)), estimate)

    table = size_and_data(world)
    tokens = growth.fit(table["date"], table["tokens"])
    return then_and_now(
        "size-race-ending",
        world,
        find,
        quantity="growth of active parameters among the ten largest runs at release, from 2020 to the date",
        test="Holds if growth is below 15% a year, less than one doubling in five years, with a probability of "
        "two thirds.",
        reason=f"Meanwhile training tokens grew {fmt.write(tokens.per_year, 'growth')}: compute went into data, and "
        "mixtures of experts grew in total parameters while using fewer for each token.",
        figure="size-and-data",
    )


@answers("finetune-instead")
def finetune_instead(world: World) -> Verdict:
    """Is fine-tuning far cheaper than pre-training?"""

    def find(seen: World) -> Finding:
        table = anatomy.stages(seen)
        shares = table["central"].to_numpy()
        estimate = Estimate(
            float(np.median(shares)),
            "percent",
            float(table["low"].min()),
            float(table["high"].max()),
            level=None,
            sources=tuple(table["source_key"]),
            as_of=seen.as_of,
            basis=f"compute after pre-training over pre-training, {len(table)} disclosed cases",
        )
        return Finding(judge(share_within(shares, 0, 0.1)), estimate)

    memory = anatomy.fine_tuning_memory(world)
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
    """Compute spending over capital raised, for each developer that discloses both, up to the World's date."""
    capital = world.table("capital")
    spent = capital[capital["measure"] == "compute_spending"].groupby("owner")
    raised = capital[capital["measure"] == "funding_round"].groupby("owner")
    rows = []
    for owner, rounds in raised:
        if owner in spent.groups:
            bills = spent.get_group(owner)
            bills = bills[~bills["id"].eq("anthropic-train-2024")]  # part of that year's total
            share = bills["central"].sum() / rounds["central"].sum()
            rows.append([owner, share, tuple(bills["source_key"]) + tuple(rounds["source_key"])])
    return pd.DataFrame(rows, columns=["label", "share", "source_keys"])


@answers("compute-80-percent")
def compute_80_percent(world: World) -> Verdict:
    """Do companies spend more than 80 % of their capital on compute?"""

    def find(seen: World) -> Finding:
        firms = compute_share_of_capital(seen)
        projects = anatomy.projects(world).query("part != 'staff'").groupby("name")["share"].sum()
        shares = np.concatenate([firms["share"].to_numpy(), projects.to_numpy()])
        estimate = Estimate.across(
            shares,
            "percent",
            sources=(*[key for keys in firms["source_keys"] for key in keys], "epoch2024costcode"),
            as_of=seen.as_of,
            basis=f"{len(firms)} developers (compute over capital raised) and {len(projects)} projects (compute over "
            "cost)",
        )
        return Finding(judge(share_within(shares, 0.8)), estimate)

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
        flop = float(runs(seen).set_index("model_id").loc["gpt-3-175b", "flop"])
        chip, price = repricing.cheapest(seen, seen.as_of)
        central, samples = repricing.rental_samples(seen, flop, chip, price)
        estimate = Estimate.from_samples(
            samples,
            "money",
            value=central,
            sources=(*price.source_keys, "brown2020gpt3"),
            as_of=seen.as_of,
            basis=f"GPT-3's compute on {repricing.CHIPS[chip]}s rented on demand",
        )
        return Finding(judge(share_within(samples, 1e6, 1e7)), estimate)

    best = repricing.repriced(world).query("best")
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
    return table, float(np.mean([share_within(spread(row), 1e7, 1e8) for _, row in table.iterrows()]))


def _cost_range(table: pd.DataFrame, seen: World) -> Estimate:
    return Estimate(
        float(np.exp(np.log(table["usd"]).mean())),
        "money",
        float(table["usd"].min()),
        float(table["usd"].max()),
        level=None,
        sources=tuple(key for keys in table["source_keys"] for key in keys),
        as_of=seen.as_of,
        basis=f"the {table['model_id'].nunique()} largest runs of two years, amortised and rented",
    )


@answers("tens-of-millions")
def tens_of_millions(world: World) -> Verdict:
    """Is training a large model tens of millions of dollars?"""

    def find(seen: World) -> Finding:
        table, share = _share_in_tens_of_millions(seen)
        return Finding(judge(share), _cost_range(table, seen))

    by = recent_large(world).pivot_table(index="model_id", columns="basis", values="usd")
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
        estimate = Estimate(
            g.per_year,
            "growth",
            g.low,
            g.high,
            sources=("epoch2024costcode",),
            as_of=seen.as_of,
            basis=f"{g.n} runs since 2020",
        )
        return Finding(judge(g.probability_below(1.0)), estimate)

    fall = repricing.decline_per_year(repricing.fixed_capability(world))
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
        estimate = Estimate(
            g.per_year,
            "growth",
            g.low,
            g.high,
            sources=("epoch2024costcode",),
            as_of=seen.as_of,
            basis=f"{g.n} runs of the four years before",
        )
        return Finding(judge(g.probability_below(1.0)), estimate)

    table = repricing.repriced(world)
    best = table[table["best"]]
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
        frontier = runs(seen).dropna(subset=["flop"]).nlargest(1, "flop").iloc[0]
        chip, central, samples = repricing.flop_per_budget(seen, budget, seen.as_of)
        estimate = Estimate.from_samples(
            samples / frontier["flop"],
            "ratio",
            value=central / frontier["flop"],
            sources=(frontier["source_key"], "epoch2024costcode"),
            as_of=seen.as_of,
            basis=f"compute of $100M on rented {repricing.CHIPS[chip]}s over that of {frontier['name']}",
        )
        # "a large model": a tenth of the compute of the largest, a generation behind
        return Finding(judge(share_within(samples / frontier["flop"], 0.1)), estimate)

    table = repricing.budgets(world).query("budget == @budget")
    bought = table["flop"].iloc[-1] / table["flop"].iloc[0]
    known = runs(world).dropna(subset=["flop"])
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

    table = scale_out.corners(world).set_index("chip")
    slower = table.loc[~table["linked"], "days"] / table.loc["h100-sxm", "days"]
    finding = Finding(
        judge(float((slower > 2).mean())),
        Estimate(
            float(slower.min()),
            "ratio",
            sources=("stas2026mlengineering", "jaxml2025scalingbook"),
            as_of=world.as_of,
            basis="least time for a Llama 3 70B run on chips without a link of their own, over H100s",
        ),
    )
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
        estimate = Estimate.across(
            chips,
            "chips",
            sources=tuple(recent.loc[chips.index, "source_key"]),
            as_of=seen.as_of,
            basis=f"chips of the large runs of two years that disclose them ({len(chips)})",
        )
        return Finding(judge(min(cost_share, share_within(chips, 100, 1000))), estimate)

    _, share = _share_in_tens_of_millions(world)
    chips = runs(world).query("kind == 'pretraining' and flop > 1e22")["chips"].dropna()
    hundreds = share_within(chips, 100, 999)
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
        counted = failures.LLAMA_INTERRUPTIONS
        estimate = Estimate(
            expected,
            "count",
            float(min(expected, counted)),
            float(max(expected, counted)),
            level=None,
            sources=("kokolis2024reliability", "grattafiori2024llama3"),
            as_of=seen.as_of,
            basis=f"unplanned stops in 54 days on 16,384 chips: expected from a node rate, and counted ({counted})",
        )
        return Finding(judge(float(1 - np.exp(-expected))), estimate)

    days = runs(world)["wall_clock_hours"].dropna() / 24
    months = share_within(days, 60)
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
    """Compute of each Llama 3 over its Llama 2 counterpart, by 6ND and by GPU-hours [ratio]."""
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
    return pd.DataFrame(rows, columns=["pair", "by_flop", "by_hours"])


@answers("llama3-100x-compute")
def llama3_compute(world: World) -> Verdict:
    """Was Llama 3 trained with a hundred times the compute of Llama 2?"""

    def find(seen: World) -> Finding:
        ratios = llama_pairs(seen)["by_flop"]
        band = backtest.BAND
        estimate = Estimate(
            float(ratios.max()),
            "ratio",
            float(ratios.min()),
            float(ratios.max()),
            level=None,
            sources=("meta2024llama3card", "meta2023llama2card", "meta2024llama31card"),
            as_of=seen.as_of,
            basis="largest ratio of a pair, by parameters times tokens",
        )
        return Finding(judge(share_within(ratios, 100 / band, 100 * band)), estimate)

    table = llama_pairs(world)
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
    """Yearly growth of effective compute and its parts: chips, speed of chips, time, algorithms [factor per year]."""
    trends = world.table("trends").set_index("id")
    parts = {
        "More chips": "cluster-size",
        "Faster chips": "chip-flops",
        "Longer runs": "training-time-frontier",
    }
    rows = [
        [
            label,
            *(float(trends.loc[key, c]) for c in ("growth_per_year_low", "growth_per_year", "growth_per_year_high")),
        ]
        + [trends.loc[key, "source_key"]]
        for label, key in parts.items()
    ]
    for label, key in {
        "Better algorithms (arXiv interval)": "algorithmic-progress-arxiv",
        "Better algorithms (conference interval)": "algorithmic-progress-neurips",
    }.items():
        need = trends.loc[key]
        rows.append(
            [label, 1 / need["growth_per_year_high"], 1 / need["growth_per_year"], 1 / need["growth_per_year_low"]]
            + [need["source_key"]]
        )
    return pd.DataFrame(rows, columns=["part", "low", "growth", "high", "source_key"])


@cache
def algorithm_share(world: World) -> np.ndarray:
    """Samples of the share of algorithms in the growth of effective compute (share of the sum of logarithms)."""
    algorithms = world.range(
        "trends", "algorithmic-progress-neurips", central="growth_per_year", label="algorithms", unit="ratio"
    )
    compute = world.range(
        "trends", "compute-product-of-drivers", central="growth_per_year", label="compute", unit="ratio"
    )
    gain = -np.log(algorithms.draws())
    return gain / (gain + np.log(compute.draws()))


@answers("algorithms-instead")
def algorithms_instead(world: World) -> Verdict:
    """Does progress come from algorithms rather than from scale?"""

    def find(seen: World) -> Finding:
        samples = algorithm_share(world)  # both fits cover the years around the claim
        estimate = Estimate.from_samples(
            samples,
            "percent",
            sources=("ho2024neurips", "epoch2025decomposition"),
            as_of=seen.as_of,
            basis="share of algorithms in the yearly growth of effective compute",
        )
        return Finding(judge(share_within(samples, 0.5)), estimate)

    return then_and_now(
        "algorithms-instead",
        world,
        find,
        quantity="algorithms' share in the growth of effective compute",
        test="Holds if algorithms bring more than half of the growth with a probability of two thirds.",
        reason="Scale has brought the larger part at the median, but the published interval of algorithmic "
        "progress is so wide that the opposite cannot be excluded. The fits end in 2024, so both dates rest on the "
        "same years.",
        figure="effective-compute",
    )


@cache
def compute_and_scores(world: World) -> pd.DataFrame:
    """Training FLOP and score of each model that has both, by benchmark (served or base, the better of the two)."""
    scores = world.table("benchmark_scores")
    scores = scores[scores["benchmark"].isin(["mmlu", "gpqa-diamond"]) & (scores["variant"] != "instruct")]
    best = scores.sort_values("score").drop_duplicates(["model_id", "benchmark"], keep="last")
    flop = runs(world).dropna(subset=["flop"]).drop_duplicates("model_id")[["model_id", "name", "flop", "published"]]
    return best.merge(flop, on="model_id").sort_values(["benchmark", "flop"], ignore_index=True)


def rank_correlation(world: World, benchmark: str, draws: int = 2000) -> tuple[float, np.ndarray]:
    """Spearman's rank correlation of FLOP and score, and its bootstrap distribution over models."""
    table = compute_and_scores(world).query("benchmark == @benchmark")
    rng = np.random.default_rng([world.seed, len(table)])
    pick = rng.integers(0, len(table), (draws, len(table)))
    flop, score = table["flop"].to_numpy(), table["score"].to_numpy()
    ranks = [fits.ranks(values[pick]) for values in (flop, score)]
    a, b = (r - r.mean(axis=1, keepdims=True) for r in ranks)
    scale = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    samples = np.divide((a * b).sum(axis=1), scale, out=np.zeros(draws), where=scale > 0)
    return float(np.corrcoef(fits.ranks(flop), fits.ranks(score))[0, 1]), samples


@answers("incumbent-advantage")
def incumbent_advantage(world: World) -> Verdict:
    """Does more compute go with better models?"""

    def find(seen: World) -> Finding:
        central, samples = rank_correlation(seen, "mmlu")
        n = len(compute_and_scores(seen).query("benchmark == 'mmlu'"))
        low, high = np.quantile(samples, [0.05, 0.95])
        estimate = Estimate(
            central,
            "number",
            float(min(low, central)),
            float(max(high, central)),
            sources=("epoch2025pricerepo", "epoch2025models"),
            as_of=seen.as_of,
            basis=f"rank correlation of training FLOP and MMLU, {n} models",
        )
        return Finding(judge(share_within(samples, 0.5)), estimate)

    hard, _ = rank_correlation(world, "gpqa-diamond")
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
        error = backtest.errors(table)
        estimate = Estimate(
            error["spread"],
            "ratio",
            sources=("epoch2025models", "epoch2024costcode"),
            as_of=seen.as_of,
            basis=f"typical factor of error of 6ND at one utilisation for all, {error['n']} runs",
        )
        return Finding(judge(1 - error["within_1.5"]), estimate)

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
        table = anatomy.stages(seen)
        estimate = Estimate(
            float(table["central"].max()),
            "percent",
            float(table["low"].min()),
            float(table["high"].max()),
            level=None,
            sources=tuple(table["source_key"]),
            as_of=seen.as_of,
            basis="largest disclosed compute after pre-training, as a share of pre-training",
        )
        return Finding("cannot be tested", estimate)

    scores = world.table("benchmark_scores").set_index("id")["score"]
    tuned = scores["llama-3-8b-instruct-mmlu"] - scores["llama-3-8b-base-mmlu"]
    scaled = scores["llama-3.1-70b-base-mmlu"] - scores["llama-2-70b-base-mmlu"]
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
