"""The claims of the chapter, each answered by a computation on the World of its date and on today's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from headroom.evidence import Quantity, World, probability
from headroom.evidence.aggregates import median_of, mixture_of, share_of
from headroom.evidence.columns import plain, quantities, rows_in, stacked
from headroom.report import format as fmt
from headroom.report.claims import Finding, Verdict, answers, as_stated, judge, then_and_now
from headroom.report.data_limits import caps, laws, models, prices, scores, stock
from headroom.report.data_limits.cells import of_model
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.facts.runs import of_model as run_of

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
        larger = [share_of(quantities(of_law) >= 1.0) for of_law in ratios.values()]
        tested = median_of(ratios[laws.DEFAULT]).also(*larger, rows_in(models.recent(seen)["flop"]))
        basis = "parameters over compute-optimal ones, the ten models with most compute of three years"
        return Finding(
            judge(np.mean([share.value for share in larger])),
            Estimate.of(tested, "ratio", as_of=seen.as_of, basis=basis),
        )

    table = models.sized_models(world)
    named = [of_model(table, model) for model in ("gpt-3-175b", "gopher-280b", "mt-nlg-530b", "palm-540b")]
    cases = ", ".join(f"{model['name']} {fmt.ratio(model['size_ratio'].value)}" for model in named)
    lost = max(model["excess"].value for model in named)
    turned = " Since then the error has turned round on purpose: models are smaller than compute-optimal, to be served."
    if median_of(models.largest_recent(world)["size_ratio"]).value >= 1:
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
        basis = f"effective stock of text over the training text of {stock.largest(seen, text_only=True)['name']}"
        estimate = Estimate.of(times, "ratio", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(times <= 100)), estimate)

    now = stock.largest(world, text_only=True)
    since = (now["tokens"] / world.cell("training_sets", "gpt-3-175b", "tokens")).value
    left = stock.headroom(world).value
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
        biggest = stock.largest(seen, text_only=True)
        share = biggest["tokens"] / stock.stock_on(seen, "usable", stock.year(seen.as_of))
        basis = f"training text of {biggest['name']} over the usable text of the indexed web"
        estimate = Estimate.of(share, "percent", as_of=seen.as_of, basis=basis)
        return Finding(judge(probability(share >= 1.0)), estimate)

    seen = as_stated(world, "data-exhausted")
    biggest = stock.largest(seen, text_only=True)["tokens"]
    web = (stock.stock_on(seen, "usable", stock.year(seen.as_of)) / biggest).value
    curated = stock.curated_english(world).value
    biggest = biggest.value
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
        cases = list(caps.plateau(seen).values())
        basis = (
            f"loss that ten times the compute of {largest_run(seen).name} removes, over what the last "
            f"tenfold did, under {len(cases)} combinations of law and use of text"
        )
        chance = np.mean([probability(case <= PLATEAU) for case in cases])
        return Finding(judge(chance), Estimate.of(mixture_of(cases), "percent", as_of=seen.as_of, basis=basis))

    cases = {case: found.value for case, found in caps.plateau(world).items()}
    ample = [1 - value for (_, use), value in cases.items() if use == "ample"]
    again = cases[laws.REPEATED, "again"]
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


def llama_ratios(seen: World) -> Quantity:
    """Training text of Llama 3 over that of Llama 2, by the card of Llama 2 and by the paper on Llama 3."""
    new, *old = (seen.cell("training_sets", name, "tokens") for name in ("llama-3-8b", "llama-2-70b", "llama2-paper"))
    return new / stacked(old)


@answers("llama3-10x-data")
def llama3_10x_data(world: World) -> Verdict:
    """Did Llama 3 read ten times the text of Llama 2?"""

    def find(seen: World) -> Finding:
        ratios = llama_ratios(seen)
        basis = "15T+ tokens by the card of Llama 3 over those of Llama 2, by its card and by the Llama 3 paper"
        estimate = Estimate.of(median_of(ratios), "ratio", as_of=seen.as_of, basis=basis)
        low, high = ABOUT_TEN
        return Finding(judge(share_of((ratios >= low) & (ratios <= high)).value), estimate)

    by_card, by_paper = llama_ratios(world).value
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
    estimate = Estimate.of(
        found["share"],
        "percent",
        as_of=world.as_of,
        basis="tokens in the back list of Simon & Schuster over the training text of Llama 3",
    )
    finding = Finding("cannot be tested", estimate)
    dearer = found["token_price"] / prices.cheapest_licence(world)
    return Verdict(
        "simon-schuster",
        then=finding,
        now=finding,
        quantity="text of a large publisher over the text of one training run",
        test="Whether a purchase was discussed is a matter of testimony, which rests on one newspaper; only what it "
        "would have bought can be computed.",
        reason=f"{fmt.count(found['titles'].value)} titles hold about {fmt.count(found['tokens'].value)} tokens. At "
        f"the price of the whole company a token costs {fmt.money(found['token_price'].value)}, "
        f"{fmt.ratio(dearer.value)} that of the cheapest licence: quality, not "
        "quantity, would have been the reason.",
        figure="price-of-text",
    )


@answers("smallest-equals-biggest")
def smallest_equals_biggest(world: World) -> Verdict:
    """Is Llama 3 8B about as strong as Llama 2 70B?"""

    def find(seen: World) -> Finding:
        table = scores.small_and_big(seen)
        basis = f"score of Llama 3 8B over that of Llama 2 70B, {len(table)} benchmarks in one harness"
        estimate = Estimate.of(median_of(table["ratio"]), "ratio", as_of=seen.as_of, basis=basis)
        return Finding(judge(scores.share_as_strong(seen).value), estimate)

    table = plain(scores.small_and_big(world))
    base = table[table["variant"] == "base"]
    chat = table[table["variant"] == "instruct"]
    gaps = plain(models.small_against_big(world))["gap"]
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
        estimate = Estimate.of(median_of(table["share"]), "percent", as_of=seen.as_of, basis=basis)
        return Finding(judge(share_of(quantities(table["share"]) >= KEY_ROLE).value), estimate)

    cheaper = prices.cheapest_licence(world) / prices.synthetic_price(world)
    table = plain(scores.small_and_big(world)).set_index("benchmark")
    return then_and_now(
        "synthetic-data",
        world,
        find,
        quantity="generated share of disclosed training text",
        test="Holds if two thirds of the disclosed mixes consist of generated text to at least a quarter.",
        reason=f"The cheapest licence costs {fmt.ratio(cheaper.value)} what it takes to generate a token on "
        "rented chips. HumanEval rose from "
        f"{fmt.percent(table.loc['humaneval', 'big'])} (Llama 2 70B) to "
        f"{fmt.percent(table.loc['humaneval', 'small'])} (Llama 3 8B), but no ablation says how much of that is "
        "generated code; on its own output, without execution feedback, Llama 3 405B did not improve.",
        figure="price-of-text",
    )


def knowledge_shares(seen: World) -> dict[str, Quantity]:
    """The largest disclosed training text over each stock of human text on the World's date."""
    at, biggest = stock.year(seen.as_of), stock.largest(seen, text_only=True)["tokens"]
    books, chosen = (seen.cell("text_stocks", name) for name in ("books-digital-v1", "hq-text-v1"))
    return {
        "the indexed web": biggest / stock.stock_on(seen, "raw", at),
        "its usable part": biggest / stock.stock_on(seen, "usable", at),
        "high-quality text": biggest / (chosen / seen.parameter("words-per-token")),
        "digitised books": biggest / (books * seen.parameter("tokens-per-book")),
    }


@answers("knowledge-share")
def knowledge_share(world: World) -> Verdict:
    """Is a training set a significant portion of what people have written?"""

    def find(seen: World) -> Finding:
        shares = knowledge_shares(seen)
        chance = np.mean([probability(share >= SIGNIFICANT) for share in shares.values()])
        basis = "largest disclosed training text over " + ", ".join(shares)
        tested = median_of(list(shares.values()))
        return Finding(judge(chance), Estimate.of(tested, "percent", as_of=seen.as_of, basis=basis))

    then = knowledge_shares(as_stated(world, "knowledge-share"))
    parts = ", ".join(f"{fmt.percent(share.value)} of {name}" for name, share in then.items())
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
        estimate = Estimate.of(median_of(table["removed"]), "percent", as_of=seen.as_of, basis=basis)
        return Finding(judge(share_of(quantities(table["removed"]) <= 0.5).value), estimate)

    seen = as_stated(world, "gpt4-unbeaten")
    released = run_of(seen, "gpt-4")
    months = (pd.Timestamp(seen.as_of) - released["published"]).days / 30.44
    more = largest_run(seen).flop.value / released["flop"].value
    removed = plain(scores.errors_removed(seen))
    gone = "; ".join(f"{row.label}, {row.kind}, {fmt.percent(row.removed)}" for row in removed.itertuples())
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
