"""What more samples and longer thinking buy, and how much training they replace."""

from __future__ import annotations

import numpy as np

from headroom.calculator import inference
from headroom.evidence import Quantity, World
from headroom.evidence.columns import plain, quantities, rows_in
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.inference.results import exchange, samples, test_time
from headroom.report.inference.results.passages.wording import example, in_words
from headroom.report.prose import Prose, prose

FEW = 5.0  # samples with a check
VOTERS, LIKELY = 101.0, 0.6  # of an example of votes


@prose
def finding(world: World, *, few: float = FEW) -> Prose:
    """What many samples find with a check, and what a few of a cheap model cost."""
    swe, found = samples.coverage_fits(world).iloc[0], test_time.results(world)["central"]
    naive = inference.naive_coverage(swe["first"], few)
    solved = inference.coverage_schaeffer2025(few, swe["alpha"], difficulty_beta=swe["beta"])
    cheap = inference.attempts_cost(found["mk-cost-deepseek"], few)
    many = Quantity(swe["last_samples"], rows=swe["last"].rows)
    dear = {model: (found[f"mk-cost-{model}"], found[f"mk-acc-{model}"]) for model in ("gpt4o", "claude-35-sonnet")}
    (gpt4o, _), (claude, solved_by_claude) = dear.values()
    law = f"problems solved by at least one of {in_words(few)} samples, by the Beta law through one and 250 samples"
    certain = float(inference.naive_coverage(swe["first"].value, 250.0))
    held, _ = samples.found_and_chosen(world)
    return Prose(
        {
            "swe-one": Estimate.of(swe["first"], "percent", basis="solved by one sample"),
            "swe-many": Estimate.of(swe["last"], "percent", basis="solved by at least one of 250 samples"),
            "swe-samples": Estimate.of(many, "count", basis="samples for each problem"),
            "swe-few": example(few, "number", "samples for each problem", "brown2024monkeys"),
            "swe-naive": Estimate.of(naive, "percent", basis="what the mean chance would give"),
            "five-cheap": Estimate.of(cheap, "money", basis=f"{in_words(few)} attempts of DeepSeek-Coder-V2"),
            "five-solved": Estimate.of(solved, "percent", basis=law, also=["schaeffer2025monkeys"]),
            "dear-solved": Estimate.of(solved_by_claude, "percent", basis="one attempt of Claude 3.5 Sonnet"),
            "one-dear-low": Estimate.of(gpt4o, "money", basis="one attempt of GPT-4o"),
            "one-dear-high": Estimate.of(claude, "money", basis="one attempt of Claude 3.5 Sonnet"),
        },
        {
            "The formula with the mean chance promises certainty where measurement does not.": certain
            > 0.99
            > swe["last"].value,
            "Attempts of one model cost less than one attempt of the others.": cheap.value
            < min(cost.value for cost, _ in dear.values()),
            "Attempts of the cheap model solved more than one attempt of the others.": solved.value
            > max(score.value for _, score in dear.values()),
            "More samples hold more right answers.": held.value > 0.02,
        },
    )


@prose
def choosing(world: World, *, voters: float = VOTERS, likely: float = LIKELY) -> Prose:
    """What votes and rankings add without a check, and how a vote sharpens."""
    gain, choices = test_time.scaling_series(world).set_index("label")["gain"], samples.choosing(world)
    ranked = choices[choices["how"] == "learned ranking"]
    answers = Quantity(ranked["samples"].max(), rows=rows_in(ranked["score"]))
    up, down = (inference.majority_accuracy(chance, voters) for chance in (likely, 1 - likely))
    vote = f"vote of {voters:.0f} between two answers, each right with {fmt.percent(likely)}"
    ranking = "o1 on AIME, best of 1,000 by a learned ranking over one sample"
    work = "wang2022selfconsistency"
    _, taken = samples.found_and_chosen(world)

    def o1(series: str, basis: str) -> Estimate:
        return Estimate.of(gain[series], "percent", basis=basis)

    return Prose(
        {
            "voters": example(voters, "count", "votes", work),
            "chance-up": example(likely, "percent", "an example", work),
            "chance-down": example(1 - likely, "percent", "an example", work),
            "ranked": Estimate.of(answers, "count", basis="answers ranked"),
            "vote-gain": o1("o1, AIME, vote of 64", "o1 on AIME, vote of 64 over one sample"),
            "rank-gain": o1("o1, AIME, best of 1,000 by ranking", ranking),
            "gpqa-gain": o1("o1, GPQA, vote of 64", "o1 on GPQA, vote of 64 over one sample"),
            "sharpen-up": example(up, "percent", vote, work),
            "sharpen-down": example(down, "percent", f"the same, each right with {fmt.percent(1 - likely)}", work),
        },
        {"Without a check, more samples hardly let more right answers be chosen.": taken.value < 0.02},
    )


@prose
def effort(world: World) -> Prose:
    """What the steps of one model's effort bought, and o3's samples, a later model, a small one forced to go on."""
    tasks, series = test_time.arc(world), test_time.scaling_series(world).set_index("label")
    first, top = (tasks.loc[place] for place in test_time.first_and_best(tasks))
    efforts = tasks[tasks["series"] == "effort"].sort_values("usd")
    score, usd = quantities(efforts["score"]), quantities(efforts["usd"])
    paid = [fmt.money(one) for one in usd.value]
    steps = np.diff(score.value)
    tenfold = series["gain_per_tenfold"]["o3 preview, ARC-AGI-1, 172 times the compute"]
    settings = test_time.results(world)["central"]["arc1-o3-compute-ratio"]
    later = f"cost of a task on ARC-AGI-1, {top['system']} over o3 preview with 1,024 samples"
    year = Quantity(top["as_of"].year, rows=top["usd"].rows)
    forced = "s1-32B on AIME, forced to go on thinking; flat after about six extensions"
    low = f"GPT-5.5 on ARC-AGI-2, from {paid[0]} to {paid[1]} a task"
    small = series["gain"]["s1-32B, AIME, six extensions"]
    third = plain(tasks[tasks["test"] == 3]["score"]).max()
    told = {
        "effort-first": (score[1] - score[0], "percent", low),
        "effort-last": (score[-1] - score[-2], "percent", f"the same, from {paid[-2]} to {paid[-1]}"),
        "effort-first-factor": (usd[1] / usd[0], "ratio", "cost of a task, medium over low effort"),
        "effort-last-factor": (usd[-1] / usd[-2], "ratio", "cost of a task, highest over high effort"),
        "o3-tenfold": (tenfold, "percent", "o3 preview on ARC-AGI-1, for ten times the computing"),
        "o3-factor": (settings, "ratio", "computing between its two settings"),
        "year-later": (top["usd"] / first["usd"], "percent", later),
        "later-year": (year, "year", f"{top['system']}; o3 preview is of 2024"),
        "s1-gain": (small, "percent", forced),
    }
    return Prose(
        {name: Estimate.of(quantity, kind, basis=basis) for name, (quantity, kind, basis) in told.items()},
        {
            "More effort gave a higher score.": (steps > 0).all(),
            "The last step of effort bought less than the first.": steps[-1] < steps[0],
            "A later model gave a higher score.": top["score"].value > first["score"].value,
            "A later model took less money.": top["usd"].value < first["usd"].value,
            "On the third test thousands of dollars bought next to nothing.": third < 0.01,
        },
    )


@prose
def training_replaced(world: World, *, slope: float | None = None) -> Prose:
    """What thinking is worth in training, in poker and elsewhere, and how many tokens a smaller model may draw."""
    found, worth = test_time.results(world)["central"], exchange.poker_equivalent(world, slope=slope)
    few, many = (inference.token_allowance_snell2024(found["snell-14x"], queries) for queries in (0.16, 22.0))
    points = plain(exchange.exchange_points(world))
    tenfolds = exchange.tenfolds(points[points["kind"] == "measured"])
    agent = "training that the agent's extra thinking replaces at measured exchange rates"
    gpqa = "extra pre-training that a plain model would need to match o1 on GPQA; "
    uncertain = "very uncertain, near nothing on some tests"
    beaten = "size of the larger model that was beaten at equal FLOP on easy and medium problems"
    draws = "tokens that a model 14 times smaller may draw at equal FLOP, few queries"
    spent, o1 = (test_time.result(world, one) for one in (exchange.CLAIM_TEST_FACTOR, "o1-ceg-gpqa"))
    beyond = found[exchange.CLAIM_OF_SCALE].value > worth.quantile(0.95)
    return Prose(
        {
            "poker-worth": Estimate.of(worth, "ratio", basis=agent),
            "poker-spent": Estimate.of(spent, "ratio", basis="twenty seconds instead of 0.03"),
            "o1-worth": Estimate.of(o1, "ratio", basis=gpqa + uncertain),
            "snell-size": Estimate.of(found["snell-14x"], "ratio", basis=beaten),
            "snell-few": Estimate.of(few, "ratio", basis=draws),
            "snell-many": Estimate.of(many, "ratio", basis="the same, many queries"),
        },
        {
            "A tenfold of training takes one to two tenfolds of computing per answer.": tenfolds.between(1, 2).all(),
            "The poker claim lies beyond what was measured elsewhere.": beyond,
        },
    )
