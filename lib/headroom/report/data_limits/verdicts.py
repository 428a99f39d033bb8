"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.evidence import World
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, as_stated, judge, share_within, then_and_now
from headroom.report.data_limits import caps, laws, models, prices, scores, stock
from headroom.report.estimate import Estimate

SIGNIFICANT = 0.1  # share of a stock that the book calls a significant portion
KEY_ROLE = 0.25  # share of a training mix that the book calls a key role
PLATEAU = 0.5  # a tenfold of compute that buys less than this part of what the last one did
STALE = pd.Timedelta(days=365)  # scores older than this say nothing on today's race
ABOUT_TEN = (8.0, 12.5)


@answers("larger-than-necessary")
def larger_than_necessary(world: World) -> Verdict:
    """Were the largest models larger than their compute called for?"""

    def find(seen: World) -> Finding:
        ratios = {law: models.largest_recent(seen, law=law)["size_ratio"] for law in laws.PARAMETRIC}
        share = np.mean([share_within(values, low=1.0) for values in ratios.values()])
        sources = laws.sources(seen, *laws.PARAMETRIC)
        basis = "parameters over compute-optimal ones, the ten models with most compute of three years"
        return Finding(
            judge(share), Estimate.across(ratios[laws.DEFAULT], "ratio", sources=sources, as_of=seen.as_of, basis=basis)
        )

    table = models.sized_models(world).set_index("model_id")
    named = [table.loc[m] for m in ("gpt-3-175b", "gopher-280b", "mt-nlg-530b", "palm-540b")]
    cases = ", ".join(f"{m['name']} {fmt.ratio(m['size_ratio'])}" for m in named)
    lost = max(m["excess"] for m in named)
    turned = " Since then the error has turned round on purpose: models are smaller than compute-optimal, to be served."
    if models.largest_recent(world)["size_ratio"].median() >= 1:
        turned = ""
    return then_and_now(
        "larger-than-necessary",
        world,
        find,
        quantity="parameters over those with the least loss at the same compute",
        test="Holds if two thirds of the ten largest models of three years, averaged over three laws, are larger.",
        reason=f"{cases}. What that cost them is at most {fmt.number(lost)} nats of loss.{turned}",
        figure="tokens-per-parameter",
    )


@answers("data-100x")
def data_100x(world: World) -> Verdict:
    """Is there a hundred times more text than the largest training set?"""

    def find(seen: World) -> Finding:
        times = stock.headroom(seen)
        biggest = stock.largest(seen, text_only=True)
        estimate = Estimate.from_samples(
            times,
            "ratio",
            sources=(*stock.KEYS, biggest["source_key"]),
            as_of=seen.as_of,
            basis=f"effective stock of text over the training text of {biggest['name']}",
        )
        return Finding(judge(share_within(times, high=100)), estimate)

    now = stock.largest(world, text_only=True)
    since = now["tokens"] / world.row("training_sets", "gpt-3-175b")["tokens"]
    left = float(np.median(stock.headroom(world)))
    return then_and_now(
        "data-100x",
        world,
        find,
        quantity="effective stock of text over the largest disclosed training text",
        test="Holds if the stock is less than a hundred times that text with a probability of two thirds.",
        reason="It depends on where one starts. From GPT-3 the hundredfold "
        f"{'has been' if since >= 100 else 'had not been'} done: {now['name']} read {fmt.ratio(since)} as much. From "
        f"there on, the indexed web, even with repetition, holds {fmt.ratio(left)} that text.",
        figure="stock-and-demand",
    )


@answers("data-exhausted")
def data_exhausted(world: World) -> Verdict:
    """Had models used up all the easily accessible text?"""

    def find(seen: World) -> Finding:
        at = stock.year(seen.as_of)
        biggest = stock.largest(seen, text_only=True)
        shares = biggest["tokens"] / stock.stock_on(seen, "usable", at)
        estimate = Estimate.from_samples(
            shares,
            "percent",
            sources=(*stock.KEYS, biggest["source_key"]),
            as_of=seen.as_of,
            basis=f"training text of {biggest['name']} over the usable text of the indexed web",
        )
        return Finding(judge(share_within(shares, low=1.0)), estimate)

    seen = as_stated(world, "data-exhausted")
    biggest = stock.largest(seen, text_only=True)["tokens"]
    known = world.table("text_stocks").set_index("id")["central"]
    curated = known.get("nemotron-cc-unique", known["corpus-refinedweb"])
    web = float(np.median(stock.stock_on(seen, "usable", stock.year(seen.as_of)))) / biggest
    return then_and_now(
        "data-exhausted",
        world,
        find,
        quantity="largest disclosed training text over the usable text of the indexed web",
        test="Holds if the largest set is as large as the usable web with a probability of two thirds.",
        reason=f"The largest set of the date was {fmt.ratio(biggest / curated)} what a strict filter left of Common "
        f"Crawl ({fmt.count(curated)} unique tokens of English), and Meta's staff were told that almost every English "
        f"book online had been used: of curated English the claim {'can' if biggest > curated else 'cannot'} be "
        f"defended. The usable web of all languages held {fmt.ratio(web)} that set.",
        figure="stock-and-demand",
    )


@answers("pretraining-plateau")
def pretraining_plateau(world: World) -> Verdict:
    """Has the gain from more pre-training compute flattened?"""

    def find(seen: World) -> Finding:
        cases = caps.plateau(seen)
        samples = np.concatenate(list(cases.values()))
        run = caps.largest_run(seen)
        estimate = Estimate.from_samples(
            samples,
            "percent",
            sources=(*laws.sources(seen, *laws.PARAMETRIC), *stock.KEYS, run["source_key"]),
            as_of=seen.as_of,
            basis=f"loss that ten times the compute of {run['name']} removes, over what the last tenfold did, under "
            f"{len(cases)} combinations of law and use of text",
        )
        return Finding(judge(share_within(samples, high=PLATEAU)), estimate)

    cases = {case: float(np.median(samples)) for case, samples in caps.plateau(world).items()}
    ample = [1 - value for case, value in cases.items() if case.endswith("ample text")]
    again = cases[f"{laws.PARAMETRIC[laws.REPEATED]}, text used again"]
    return then_and_now(
        "pretraining-plateau",
        world,
        find,
        quantity="loss that the next tenfold of compute removes over what the last one did",
        test="Holds if the next tenfold buys less than half of what the last one bought, with a probability of two "
        "thirds over laws, stocks and uses of text.",
        reason=f"With text enough each tenfold buys {fmt.percent(min(ample))} to {fmt.percent(max(ample))} less than "
        "the one before, by the law; that is what a power law is. With the usable web, used again and again, the next "
        f"tenfold buys {fmt.percent(again)} of the last. The laws speak of loss; what a hundredth of a nat is worth to "
        "a user they do not say.",
        figure="loss-under-caps",
    )


@answers("llama3-10x-data")
def llama3_10x_data(world: World) -> Verdict:
    """Did Llama 3 read ten times the text of Llama 2?"""

    def find(seen: World) -> Finding:
        sets = seen.table("training_sets").set_index("id")
        new, old = sets.loc["llama-3-8b"], sets.loc[["llama-2-70b", "llama2-paper"]]
        ratios = (new["tokens"] / old["tokens"]).to_numpy()
        basis = "15T+ tokens by the card of Llama 3 over those of Llama 2, by its card and by the Llama 3 paper"
        estimate = Estimate.across(
            ratios, "ratio", sources=(new["source_key"], *old["source_key"]), as_of=seen.as_of, basis=basis
        )
        return Finding(judge(share_within(ratios, *ABOUT_TEN)), estimate)

    tokens = world.table("training_sets").set_index("id")["tokens"]
    by_card, by_paper = (tokens["llama-3-8b"] / tokens[old] for old in ("llama-2-70b", "llama2-paper"))
    return then_and_now(
        "llama3-10x-data",
        world,
        find,
        quantity="published training tokens of Llama 3 over those of Llama 2",
        test="Holds if two thirds of the published counts give a ratio within a quarter of ten.",
        reason=f"The model cards give {fmt.ratio(by_card)}, the maker's later count of Llama 2 {fmt.ratio(by_paper)} "
        "(not public when the claim was made, but of the same model).",
        figure="training-text",
    )


@answers("simon-schuster")
def simon_schuster(world: World) -> Verdict:
    """Would a publishing house have been a sensible source of text?"""
    found = prices.back_list(world)
    estimate = Estimate(
        found["share"],
        "percent",
        sources=("axios2023kkr", "meta2024llama3card"),
        as_of=world.as_of,
        basis="tokens in the back list of Simon & Schuster over the training text of Llama 3",
    )
    finding = Finding("cannot be tested", estimate)
    ladder = prices.ladder(world).set_index("kind")["usd"]
    return Verdict(
        "simon-schuster",
        then=finding,
        now=finding,
        quantity="text of a large publisher over the text of one training run",
        test="Whether a purchase was discussed is a matter of testimony, which rests on one newspaper; only what it "
        "would have bought can be computed.",
        reason=f"{fmt.count(found['titles'])} titles hold about {fmt.count(found['tokens'])} tokens. At the price of "
        f"the whole company a token costs {fmt.money(found['token_price'])}, "
        f"{fmt.ratio(found['token_price'] / ladder['licence'].min())} that of the cheapest licence: quality, not "
        "quantity, would have been the reason.",
        figure="price-of-text",
    )


@answers("smallest-equals-biggest")
def smallest_equals_biggest(world: World) -> Verdict:
    """Is Llama 3 8B about as strong as Llama 2 70B?"""

    def find(seen: World) -> Finding:
        table = scores.small_and_big(seen)
        basis = f"score of Llama 3 8B over that of Llama 2 70B, {len(table)} benchmarks in one harness"
        estimate = Estimate.across(
            table["ratio"], "ratio", sources=("meta2024llama3card",), as_of=seen.as_of, basis=basis
        )
        return Finding(judge(scores.share_as_strong(seen)), estimate)

    table = scores.small_and_big(world)
    base = table[table["variant"] == "base"]
    chat = table[table["variant"] == "instruct"]
    gaps = models.small_against_big(world)["gap"]
    return then_and_now(
        "smallest-equals-biggest",
        world,
        find,
        quantity="benchmark scores of both models",
        test="Holds if on two thirds of the benchmarks the small model reaches at least 95% of the big one's score.",
        reason=f"True of the chat models ({int((chat['ratio'] >= 0.95).sum())} of {len(chat)}), not of the base models "
        f"({int((base['ratio'] >= 0.95).sum())} of {len(base)}). The laws expect the small one to be "
        f"{fmt.number(gaps.min())} to {fmt.number(gaps.max())} nats worse: the rest is better text and post-training.",
        figure="small-against-big",
    )


@answers("synthetic-data")
def synthetic_data(world: World) -> Verdict:
    """Does generated text play a key role in training?"""

    def find(seen: World) -> Finding:
        table = prices.synthetic_shares(seen)
        if table.empty:
            return Finding("cannot be tested")
        basis = f"generated share of the text of {len(table)} disclosed mixes"
        estimate = Estimate.across(
            table["share"], "percent", sources=tuple(table["source_key"]), as_of=seen.as_of, basis=basis
        )
        return Finding(judge(share_within(table["share"], low=KEY_ROLE)), estimate)

    made, ladder = prices.synthetic_price(world), prices.ladder(world)
    cheapest = ladder.loc[ladder["kind"] == "licence", "usd"].min()
    table = scores.small_and_big(world).set_index("benchmark")
    return then_and_now(
        "synthetic-data",
        world,
        find,
        quantity="generated share of disclosed training text",
        test="Holds if two thirds of the disclosed mixes consist of generated text to at least a quarter.",
        reason=f"The cheapest licence costs {fmt.ratio(cheapest / made.value)} what it takes to generate a token on "
        "rented chips. HumanEval rose from "
        f"{fmt.percent(table.loc['humaneval', 'big'])} (Llama 2 70B) to "
        f"{fmt.percent(table.loc['humaneval', 'small'])} (Llama 3 8B), but no ablation says how much of that is "
        "generated code; on its own output, without execution feedback, Llama 3 405B did not improve.",
        figure="price-of-text",
    )


def knowledge_shares(seen: World) -> dict[str, np.ndarray]:
    """Samples of the largest disclosed training text over each stock of human text on the World's date."""
    at, biggest = stock.year(seen.as_of), stock.largest(seen, text_only=True)["tokens"]
    words = seen.parameter("words-per-token").central
    books = seen.range("text_stocks", "books-digital-v1", label="books").draws()
    chosen = seen.range("text_stocks", "hq-text-v1", label="words").draws()
    return {
        "the indexed web": biggest / stock.stock_on(seen, "raw", at),
        "its usable part": biggest / stock.stock_on(seen, "usable", at),
        "high-quality text": biggest / (chosen / words),
        "digitised books": biggest / (books * seen.parameter("tokens-per-book").draws()),
    }


@answers("knowledge-share")
def knowledge_share(world: World) -> Verdict:
    """Is a training set a significant portion of what people have written?"""

    def find(seen: World) -> Finding:
        shares = knowledge_shares(seen)
        chance = np.mean([share_within(samples, low=SIGNIFICANT) for samples in shares.values()])
        basis = "largest disclosed training text over " + ", ".join(shares)
        medians = np.array([np.median(samples) for samples in shares.values()])
        return Finding(
            judge(chance),
            Estimate.across(
                medians, "percent", sources=(*stock.KEYS, "thebatch2023data"), as_of=seen.as_of, basis=basis
            ),
        )

    then = knowledge_shares(as_stated(world, "knowledge-share"))
    parts = ", ".join(f"{fmt.percent(float(np.median(samples)))} of {name}" for name, samples in then.items())
    return then_and_now(
        "knowledge-share",
        world,
        find,
        quantity="largest disclosed training text over stocks of human text",
        test="Holds if the set is at least a tenth of a stock, with a probability of two thirds over four stocks.",
        reason=f"When stated the largest set was as large as {parts}. As large as, not made of: a share above 100% "
        "means that the web outgrew the shelf, not that every book was read.",
        figure="stock-and-demand",
    )


@answers("gpt4-unbeaten")
def gpt4_unbeaten(world: World) -> Verdict:
    """Had nobody clearly outperformed GPT-4?"""

    def find(seen: World) -> Finding:
        newest = scores.by_date(seen)["as_of"].max()
        if pd.Timestamp(seen.as_of) - newest > STALE:
            return Finding("cannot be tested")
        table = scores.errors_removed(seen)
        basis = "share of GPT-4's errors on MMLU and GPQA Diamond that the best later model removes"
        estimate = Estimate.across(
            table["removed"], "percent", sources=("epoch2025pricerepo",), as_of=seen.as_of, basis=basis
        )
        return Finding(judge(share_within(table["removed"], high=0.5)), estimate)

    seen = as_stated(world, "gpt4-unbeaten")
    released = seen.row("frontier_runs", "2023-gpt4")
    months = (pd.Timestamp(seen.as_of) - released["published"]).days / 30.44
    more = caps.largest_run(seen)["training_flop"] / released["training_flop"]
    gone = "; ".join(
        f"{row.label}, {row.kind}, {fmt.percent(row.removed)}" for row in scores.errors_removed(seen).itertuples()
    )
    return then_and_now(
        "gpt4-unbeaten",
        world,
        find,
        quantity="share of GPT-4's errors that the best later model removes, with and without reasoning models",
        test="Holds if fewer than half of the errors are gone in two thirds of the cases; not tested where the newest "
        "score is more than a year old.",
        reason=f"GPT-4 was {months:.0f} months old, and the largest run known had {fmt.ratio(more)} its compute. "
        f"Errors gone: {gone}. The newest score that we have is of {scores.by_date(world)['as_of'].max():%B %Y}.",
        figure="scores-by-date",
    )
