"""Claims on how much text there is, what models read of it, and what it costs."""

from __future__ import annotations

from headroom.evidence import World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, as_stated, claim
from headroom.report.data_limits.results import prices, scores, sets, stock
from headroom.report.judging import at_least, at_most, between

KEY_ROLE = 0.25  # share of a training mix that the book calls a key role
ABOUT_TEN = (8.0, 12.5)


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
    test="Holds if the stock, as a study of 2024 counts it, is less than a hundred times that text with a probability "
    "of two thirds. A 'may be' fails where that probability is below one third.",
    reason=_hundredfold,
    otherwise=(
        Otherwise("fifty times is near enough", at_most(50)),
        Otherwise("so is two hundred", at_most(200)),
    ),
    figure="stock-and-demand",
)
def data_100x(seen: World) -> Tested:
    """Is there a hundred times more text than the largest training set?"""
    biggest = sets.largest(seen, text_only=True)
    return Tested(stock.headroom(seen), f"effective stock of text over the training text of {biggest['name']}")


def _of_curated_english(world: World) -> str:
    seen = as_stated(world, "data-exhausted")
    curated, biggest = stock.curated_english(seen).value, sets.largest(seen, text_only=True)["tokens"].value
    return (
        f"The largest set of the date was {fmt.ratio(biggest / curated)} what a strict filter left of Common "
        f"Crawl ({fmt.count(curated)} unique tokens of English), and Meta's staff were told that almost every English "
        f"book online had been used: of curated English the claim {'can' if biggest > curated else 'cannot'} be "
        f"defended. The usable web of all languages held {fmt.ratio(stock.headroom(seen, 'usable').value)} that set. "
        "As large as, not made of: what the set read is not disclosed."
    )


@claim(
    "data-exhausted",
    quantity="largest disclosed training text over the usable text of the indexed web",
    kind="percent",
    holds=(at_least(1.0), at_least(1.0)),
    together="evenly",
    test="Two senses of easily accessible count evenly: the usable web of all languages, and the English that a strict "
    "filter leaves of it. Holds if the largest set is as large with a probability of two thirds.",
    reason=_of_curated_english,
    otherwise=(
        Otherwise("the usable web of all languages alone", keep=(0,)),
        Otherwise("filtered English alone", keep=(1,)),
        Otherwise("half of it is exhausting it", (at_least(0.5), at_least(0.5))),
    ),
    figure="stock-and-demand",
)
def data_exhausted(seen: World) -> Tested:
    """Had models used up all the easily accessible text?"""
    biggest = sets.largest(seen, text_only=True)
    share = biggest["tokens"] / stock.stock_on(seen, "usable", sets.year(seen.as_of))
    of_english = biggest["tokens"] / stock.curated_english(seen)
    basis = f"training text of {biggest['name']} over the usable text of the indexed web"
    return Tested(share.also(of_english), basis, compared=(share, of_english))


def _shares_then(world: World) -> str:
    then = stock.knowledge_shares(as_stated(world, "knowledge-share"))
    parts = ", ".join(f"{fmt.percent(share.value)} of {name}" for name, share in then.items())
    return (
        f"When stated the largest set was as large as {parts}. As large as, not made of: a share above 100% "
        "means that the web outgrew the shelf, not that every book was read."
    )


@claim(
    "knowledge-share",
    quantity="largest disclosed training text over the usable text of the indexed web",
    kind="percent",
    untested=("then", "now"),
    test="The claim is of knowledge in one area, and no count of text by area, nor of what of it a set holds, is "
    "known; those two counts would test it.",
    reason=_shares_then,
    figure="stock-and-demand",
)
def knowledge_share(seen: World) -> Tested:
    """Is a training set a significant portion of what people know in an area?"""
    name = sets.largest(seen, text_only=True)["name"]
    share = stock.knowledge_shares(seen)["its usable part"]
    return Tested(share, f"training text of {name} over the usable text of the indexed web")


def _two_counts(world: World) -> str:
    by_card, *by_paper = sets.llama_ratios(world).value
    said = f"The model cards give {fmt.ratio(by_card)}; the card of Llama 3 says that there was at least so much text."
    later = "The maker's later count of Llama 2, public three months after the claim, gives"
    return f"{said} {later} {fmt.ratio(by_paper[0])}." if by_paper else said


@claim(
    "llama3-10x-data",
    quantity="published training tokens of Llama 3 over those of Llama 2",
    kind="ratio",
    holds=between(*ABOUT_TEN),
    test="Holds if two thirds of the published counts give a ratio within a quarter of ten.",
    reason=_two_counts,
    otherwise=(
        Otherwise("about: within a third", between(7.5, 40 / 3)),
        Otherwise("about: within a factor of two", between(5, 20)),
        Otherwise("about: within a tenth", between(9, 11)),
    ),
    figure="training-text",
)
def llama3_10x_data(seen: World) -> Tested:
    """Did Llama 3 read ten times the text of Llama 2?"""
    ratios = sets.llama_ratios(seen)
    basis = "15T+ tokens by the card of Llama 3 over those of Llama 2, by each count published"
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


def _cheap_and_unproven(world: World) -> str:
    cheaper = prices.cheapest_licence(world) / prices.api_price(world)
    table = plain(scores.small_and_big(world)).set_index("benchmark")
    return (
        f"The cheapest licence costs {fmt.ratio(cheaper.value)} what a host lists for a token that an "
        f"open model writes. HumanEval rose from {fmt.percent(table.loc['humaneval', 'big'])} (Llama 2 70B) to "
        f"{fmt.percent(table.loc['humaneval', 'small'])} (Llama 3 8B), but no ablation says how much of that is "
        "generated code; on its own output, without execution feedback, Llama 3 405B did not improve."
    )


@claim(
    "synthetic-data",
    quantity="generated share of training text, where makers state it",
    kind="percent",
    holds=at_least(KEY_ROLE),
    test="Holds if two thirds of the mixes of known generated share consist of it to at least a quarter. Makers who "
    "state no share cannot be counted, and those who state one are those who believe in it.",
    reason=_cheap_and_unproven,
    otherwise=(
        Otherwise("a tenth is a key role", at_least(0.1)),
        Otherwise("a half is", at_least(0.5)),
    ),
    figure="price-of-text",
)
def synthetic_data(seen: World) -> Tested | None:
    """Does generated text play a key role in training?"""
    if not len(shares := quantities(prices.synthetic_shares(seen)["share"])):
        return None
    return Tested(
        median_of(shares), f"generated share of the text of {len(shares)} disclosed mixes", compared=(shares,)
    )
