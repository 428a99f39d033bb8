"""The claims of the chapter: for each the quantity that tests it, and the condition under which it holds."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import median_of, mixture_of
from headroom.evidence.columns import plain, quantities, rows_in, stacked
from headroom.report import format as fmt
from headroom.report.claims import Tested, as_stated, claim
from headroom.report.data_limits.results import caps, laws, models, prices, scores, sets, stock
from headroom.report.data_limits.results.cells import of_model
from headroom.report.facts.runs import largest_run
from headroom.report.facts.runs import of_model as run_of
from headroom.report.judging import at_least, at_most, between

SIGNIFICANT = 0.1  # share of a stock that the book calls a significant portion
KEY_ROLE = 0.25  # share of a training mix that the book calls a key role
PLATEAU = 0.5  # a tenfold of compute that buys less than this part of what the last one did
STALE = pd.Timedelta(days=365)  # scores older than this say nothing on today's race
ABOUT_TEN = (8.0, 12.5)
AS_STRONG = 0.95  # of the score of the big model


def _giants(world: World) -> str:
    table = models.sized_models(world)
    named = [of_model(table, model) for model in ("gpt-3-175b", "gopher-280b", "mt-nlg-530b", "palm-540b")]
    cases = ", ".join(f"{model['name']} {fmt.ratio(model['size_ratio'].value)}" for model in named)
    lost = max(model["excess"].value for model in named)
    said = f"{cases}. What that cost them is at most {fmt.number(lost)} nats of loss."
    if median_of(models.largest_recent(world)["size_ratio"]).value >= 1:
        return said
    turned = "Since then the error has turned round on purpose: models are smaller than compute-optimal, to be served."
    return f"{said} {turned}"


@claim(
    "larger-than-necessary",
    quantity="parameters over those with the least loss at the same compute",
    kind="ratio",
    holds=(at_least(1.0),) * len(laws.PARAMETRIC),
    together="evenly",
    test="Holds if two thirds of the ten largest models of three years, averaged over three laws, are larger.",
    reason=_giants,
    figure="tokens-per-parameter",
)
def larger_than_necessary(seen: World) -> Tested:
    """Were the largest models larger than their compute called for?"""
    ratios = {law: quantities(models.largest_recent(seen, law=law)["size_ratio"]) for law in laws.PARAMETRIC}
    middle = median_of(ratios[laws.DEFAULT]).also(*ratios.values(), rows_in(models.recent(seen)["flop"]))
    basis = "parameters over compute-optimal ones, the ten models with most compute of three years"
    return Tested(middle, basis, compared=tuple(ratios.values()))


def _hundredfold(world: World) -> str:
    now, left = sets.largest(world, text_only=True), fmt.ratio(stock.headroom(world).value)
    since = (now["tokens"] / world.cell("training_sets", "gpt-3-175b", "tokens")).value
    return (
        f"It depends on where one starts. From GPT-3 the hundredfold {'has been' if since >= 100 else 'had not been'} "
        f"done: {now['name']} read {fmt.ratio(since)} as much. From there on, the indexed web, even with repetition, "
        f"holds {left} that text."
    )


@claim(
    "data-100x",
    quantity="effective stock of text over the largest disclosed training text",
    kind="ratio",
    holds=at_most(100),
    test="Holds if the stock is less than a hundred times that text with a probability of two thirds.",
    reason=_hundredfold,
    figure="stock-and-demand",
)
def data_100x(seen: World) -> Tested:
    """Is there a hundred times more text than the largest training set?"""
    biggest = sets.largest(seen, text_only=True)
    return Tested(stock.headroom(seen), f"effective stock of text over the training text of {biggest['name']}")


def _of_curated_english(world: World) -> str:
    seen = as_stated(world, "data-exhausted")
    curated, biggest = stock.curated_english(world).value, sets.largest(seen, text_only=True)["tokens"].value
    return (
        f"The largest set of the date was {fmt.ratio(biggest / curated)} what a strict filter left of Common "
        f"Crawl ({fmt.count(curated)} unique tokens of English), and Meta's staff were told that almost every English "
        f"book online had been used: of curated English the claim {'can' if biggest > curated else 'cannot'} be "
        f"defended. The usable web of all languages held {fmt.ratio(stock.headroom(seen, 'usable').value)} that set."
    )


@claim(
    "data-exhausted",
    quantity="largest disclosed training text over the usable text of the indexed web",
    kind="percent",
    holds=at_least(1.0),
    test="Holds if the largest set is as large as the usable web with a probability of two thirds.",
    reason=_of_curated_english,
    figure="stock-and-demand",
)
def data_exhausted(seen: World) -> Tested:
    """Had models used up all the easily accessible text?"""
    biggest = sets.largest(seen, text_only=True)
    share = biggest["tokens"] / stock.stock_on(seen, "usable", sets.year(seen.as_of))
    return Tested(share, f"training text of {biggest['name']} over the usable text of the indexed web")


def _tenfolds(world: World) -> str:
    cases = {case: found.value for case, found in caps.plateau(world).items()}
    ample = [1 - value for (_, use), value in cases.items() if use == "ample"]
    return (
        f"With text enough each tenfold buys {fmt.percent(min(ample))} to {fmt.percent(max(ample))} less than "
        "the one before, by the law; that is what a power law is. With the usable web, used again and again, the next "
        f"tenfold buys {fmt.percent(cases[laws.REPEATED, 'again'])} of the last. The laws speak of loss; what a "
        "hundredth of a nat is worth to a user they do not say."
    )


@claim(
    "pretraining-plateau",
    quantity="loss that the next tenfold of compute removes over what the last one did",
    kind="percent",
    holds=at_most(PLATEAU, cases="probability"),
    test="Holds if the next tenfold buys less than half of what the last one bought, with a probability of two "
    "thirds over laws, stocks and uses of text.",
    reason=_tenfolds,
    figure="loss-under-caps",
)
def pretraining_plateau(seen: World) -> Tested:
    """Has the gain from more pre-training compute flattened?"""
    cases = list(caps.plateau(seen).values())
    basis = (
        f"loss that ten times the compute of {largest_run(seen).name} removes, over what the last "
        f"tenfold did, under {len(cases)} combinations of law and use of text"
    )
    return Tested(mixture_of(cases), basis, compared=(stacked(cases),))


def _two_counts(world: World) -> str:
    by_card, by_paper = sets.llama_ratios(world).value
    return (
        f"The model cards give {fmt.ratio(by_card)}, the maker's later count of Llama 2 {fmt.ratio(by_paper)} "
        "(not public when the claim was made, but of the same model)."
    )


@claim(
    "llama3-10x-data",
    quantity="published training tokens of Llama 3 over those of Llama 2",
    kind="ratio",
    holds=between(*ABOUT_TEN),
    test="Holds if two thirds of the published counts give a ratio within a quarter of ten.",
    reason=_two_counts,
    figure="training-text",
)
def llama3_10x_data(seen: World) -> Tested:
    """Did Llama 3 read ten times the text of Llama 2?"""
    ratios = sets.llama_ratios(seen)
    basis = "15T+ tokens by the card of Llama 3 over those of Llama 2, by its card and by the Llama 3 paper"
    return Tested(median_of(ratios), basis, compared=(ratios,))


def _quality(world: World) -> str:
    found = prices.back_list(world)
    dearer = found["token_price"] / prices.cheapest_licence(world)
    return (
        f"{fmt.count(found['titles'].value)} titles hold about {fmt.count(found['tokens'].value)} tokens. At "
        f"the price of the whole company a token costs {fmt.money(found['token_price'].value)}, "
        f"{fmt.ratio(dearer.value)} that of the cheapest licence: quality, not quantity, would have been the reason."
    )


@claim(
    "simon-schuster",
    quantity="text of a large publisher over the text of one training run",
    kind="percent",
    evidence="today's",
    untested=("then", "now"),
    test="Whether a purchase was discussed is a matter of testimony, which rests on one newspaper; only what it "
    "would have bought can be computed.",
    reason=_quality,
    figure="price-of-text",
)
def simon_schuster(seen: World) -> Tested:
    """Would a publishing house have been a sensible source of text?"""
    basis = "tokens in the back list of Simon & Schuster over the training text of Llama 3"
    return Tested(prices.back_list(seen)["share"], basis, as_of=seen.as_of)


def _chat_and_base(world: World) -> str:
    table = plain(scores.small_and_big(world))
    base, chat = (table.loc[table["variant"] == variant, "ratio"] for variant in ("base", "instruct"))
    gaps = plain(models.small_against_big(world))["gap"]
    return (
        f"True of the chat models ({int((chat >= AS_STRONG).sum())} of {len(chat)}), not of the base models "
        f"({int((base >= AS_STRONG).sum())} of {len(base)}). The laws expect the small one to be "
        f"{fmt.number(gaps.min())} to {fmt.number(gaps.max())} nats worse: the rest is better text and post-training."
    )


@claim(
    "smallest-equals-biggest",
    quantity="benchmark scores of both models",
    kind="ratio",
    holds=at_least(AS_STRONG),
    test=f"Holds if on two thirds of the benchmarks the small model reaches at least {fmt.percent(AS_STRONG)} of the "
    "big one's score.",
    reason=_chat_and_base,
    figure="small-against-big",
)
def smallest_equals_biggest(seen: World) -> Tested:
    """Is Llama 3 8B about as strong as Llama 2 70B?"""
    ratios = quantities(scores.small_and_big(seen)["ratio"])
    basis = f"score of Llama 3 8B over that of Llama 2 70B, {len(ratios)} benchmarks in one harness"
    return Tested(median_of(ratios), basis, compared=(ratios,))


def _cheap_and_unproven(world: World) -> str:
    cheaper = prices.cheapest_licence(world) / prices.synthetic_price(world)
    table = plain(scores.small_and_big(world)).set_index("benchmark")
    return (
        f"The cheapest licence costs {fmt.ratio(cheaper.value)} what it takes to generate a token on "
        f"rented chips. HumanEval rose from {fmt.percent(table.loc['humaneval', 'big'])} (Llama 2 70B) to "
        f"{fmt.percent(table.loc['humaneval', 'small'])} (Llama 3 8B), but no ablation says how much of that is "
        "generated code; on its own output, without execution feedback, Llama 3 405B did not improve."
    )


@claim(
    "synthetic-data",
    quantity="generated share of disclosed training text",
    kind="percent",
    holds=at_least(KEY_ROLE),
    test="Holds if two thirds of the disclosed mixes consist of generated text to at least a quarter.",
    reason=_cheap_and_unproven,
    figure="price-of-text",
)
def synthetic_data(seen: World) -> Tested | None:
    """Does generated text play a key role in training?"""
    if not len(shares := quantities(prices.synthetic_shares(seen)["share"])):
        return None
    return Tested(
        median_of(shares), f"generated share of the text of {len(shares)} disclosed mixes", compared=(shares,)
    )


def _shares_then(world: World) -> str:
    then = stock.knowledge_shares(as_stated(world, "knowledge-share"))
    parts = ", ".join(f"{fmt.percent(share.value)} of {name}" for name, share in then.items())
    return (
        f"When stated the largest set was as large as {parts}. As large as, not made of: a share above 100% "
        "means that the web outgrew the shelf, not that every book was read."
    )


@claim(
    "knowledge-share",
    quantity="largest disclosed training text over stocks of human text",
    kind="percent",
    holds=at_least(SIGNIFICANT, cases="probability"),
    test="Holds if the set is at least a tenth of a stock, with a probability of two thirds over four stocks.",
    reason=_shares_then,
    figure="stock-and-demand",
)
def knowledge_share(seen: World) -> Tested:
    """Is a training set a significant portion of what people have written?"""
    named = stock.knowledge_shares(seen)
    shares = stacked(named.values())
    return Tested(median_of(shares), f"largest disclosed training text over {', '.join(named)}", compared=(shares,))


def _errors_gone(world: World) -> str:
    seen = as_stated(world, "gpt4-unbeaten")
    released = run_of(seen, "gpt-4")
    months = (pd.Timestamp(seen.as_of) - released["published"]).days / 30.44
    more = largest_run(seen).flop.value / released["flop"].value
    removed = plain(scores.errors_removed(seen)).itertuples()
    gone = "; ".join(f"{row.label}, {row.kind}, {fmt.percent(row.removed)}" for row in removed)
    return (
        f"GPT-4 was {months:.0f} months old, and the largest run known had {fmt.ratio(more)} its compute. "
        f"Errors gone: {gone}. The newest score that we have is of {scores.by_date(world)['as_of'].max():%B %Y}."
    )


@claim(
    "gpt4-unbeaten",
    quantity="share of GPT-4's errors that the best later model removes, with and without reasoning models",
    kind="percent",
    holds=at_most(0.5),
    test="Holds if fewer than half of the errors are gone in two thirds of the cases; not tested where the newest "
    "score is more than a year old.",
    reason=_errors_gone,
    figure="scores-by-date",
)
def gpt4_unbeaten(seen: World) -> Tested | None:
    """Had nobody clearly outperformed GPT-4?"""
    if pd.Timestamp(seen.as_of) - scores.by_date(seen)["as_of"].max() > STALE:
        return None
    removed = quantities(scores.errors_removed(seen)["removed"])
    basis = "share of GPT-4's errors on MMLU and GPQA Diamond that the best later model removes"
    return Tested(median_of(removed), basis, compared=(removed,))
