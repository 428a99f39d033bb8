"""Numbers and statements on text: how much there is, who reads how much of it, what it costs."""

from __future__ import annotations

from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of, least_of
from headroom.evidence.columns import plain
from headroom.report.data_limits import live
from headroom.report.data_limits.results import caps, crossing, headlines, prices, sets, stock
from headroom.report.estimate import Estimate
from headroom.report.prose import Prose, prose


@prose
def supply(world: World) -> Prose:
    """The stock in three senses and the largest text; what the answer of the chapter says in words."""
    biggest = sets.largest(world, text_only=True)
    basis = f"tokens of {biggest['name']}"
    largest = Estimate.of(biggest["tokens"], "count", as_of=biggest["published"].date(), basis=basis)
    ratios = [found.value for found in caps.plateau(world).values()]
    alike = "What the next tenfold of compute removes is alike with and without enough text."
    return Prose(
        {"largest-text": largest} | {kind: stock.stock_estimate(world, kind) for kind in stock.STOCKS},
        {
            "There is text for a while yet.": stock.headroom(world).value > 2,
            alike: max(ratios) - min(ratios) < 0.15,
        },
    )


@prose
def meeting(world: World, *, years: int = 2) -> Prose:
    """When demand meets the stock at the pace of some years of disclosures, and with ten times the stock."""
    known, growth = live.defaults(world), sets.growth_of_records(world, years)
    published, rebuilt = world.cell("text_stocks", "exhaustion-range"), crossing.crossing_estimate(world)
    met, slow, later = (
        live.crossing(world, known | moved)["cross_year"]
        for moved in ({}, {"demand_growth": growth}, {"stock_tokens": 10 * known["stock_tokens"]})
    )
    meets = growth.value > live.stock_growth(world).value
    met_basis = "from the largest text disclosed, at the growth projected in 2024"
    slow_basis = "central stock, disclosed growth of the largest text"
    ten_basis = "crossing with ten times the central stock, at the growth projected in 2024"
    median_basis = "median of the study, its range from the 10th to the 90th percentile"
    pace = "At the pace of the disclosures of the last two years the lines would meet."
    matters = "Whether the old pace holds matters more than a stock ten times larger."
    return Prose(
        {
            "disclosed-crossing": Estimate.of(met, "year", basis=met_basis),
            "slow-crossing": Estimate.of(slow if meets else crossing.never(slow), "year", basis=slow_basis),
            "ten-times": Estimate.of(later - met, "years", basis=ten_basis),
            "published-median": Estimate.of(published, "year", as_of=published.as_of, basis=median_basis),
        },
        {
            pace: meets,
            matters: not meets or slow.value > later.value,
            "Run again, the model gives nearly the published median.": abs(rebuilt.value - published.value) < 2,
        },
    )


@prose
def private_text(world: World) -> Prose:
    """What text beyond the indexed web would change."""
    known = live.defaults(world)
    closed = world.cell("text_stocks", "restricted-c4-critical", "low")
    more = world.cell("text_stocks", "public-plus-private-text") / stock.stocks(world)["raw"]
    larger = known | {"stock_tokens": more.settled() * known["stock_tokens"]}
    met, later = (live.crossing(world, inputs)["cross_year"] for inputs in (known, larger))
    of_web = "text of the web, closed platforms and messages over that of the indexed web"
    as_usable = "if all of it were as usable as the web, from the crossing of the figure"
    kept = "of the most actively maintained sources in C4, at least"
    return Prose(
        {
            "private": Estimate.of(more, "ratio", basis=of_web),
            "private-years": Estimate.of(later - met, "years", basis=as_usable),
            "closed": Estimate.of(closed, "percent", as_of=closed.as_of, basis=kept),
        },
        {"With messages and closed platforms there is more text than in the indexed web.": more.value > 1},
    )


@prose
def growth(world: World, *, years: int = 2) -> Prose:
    """What one page on trends said of the growth of training sets, and how the disclosures compare."""
    rates = plain(sets.published_rates(world)).set_index("id")["growth_per_year"]
    pages = {
        "page-first": ("training-set-epoch-2024", "the page on trends in its first edition"),
        "page-latest": ("training-set-epoch-latest", "the same page in its latest edition"),
    }
    slower = "Over the last years disclosed text has grown more slowly than every published rate."
    stated = {
        key: Estimate.of(world.cell("trends", row, "growth_per_year"), "growth", basis=basis)
        for key, (row, basis) in pages.items()
    }
    windows = sets.growth_by_window(world)
    ends = {"window-least": least_of(windows), "window-most": greatest_of(windows)}
    by_window = "growth of the largest disclosed text a year, over another window of years"
    stated |= {key: Estimate.of(end, "growth", basis=by_window) for key, end in ends.items()}
    return Prose(
        stated,
        {
            slower: sets.growth_of_records(world, years).value < rates.min(),
            "The page lowered its rate step by step.": stated["page-latest"].value < stated["page-first"].value,
        },
    )


@prose
def text_prices(world: World) -> Prose:
    """What text costs by the ways of getting it, and what generated text is worth."""
    back = prices.back_list(world)
    findings = {
        "phi15": ("phi15-synth-share", "percent", "of the tokens that Phi-1.5 was trained on"),
        "phi4": ("phi4-synth-share", "percent", "of the tokens that Phi-4 was trained on"),
        "kang": ("kang-mix", "ratio", "speed-up to the same loss, a third rephrased text and two thirds web"),
        "kang-share": ("kang-ratio", "percent", "good share of rephrased text"),
    }
    dated = {key: (world.cell("data_findings", id), *words) for key, (id, *words) in findings.items()}
    code = "generated coding examples in the fine-tuning of Llama 3, at the least"
    dated["debated"] = (world.cell("text_prices", "lic-meta-10"), "money", "licence fee for a new book, as reported")
    dated["code-examples"] = (world.cell("data_findings", "llama3-synth-code", "low"), "count", code)
    cheapest = prices.TRILLION * prices.cheapest_licence(world)
    rented = prices.TRILLION * prices.synthetic_price(world)
    dated["rented"] = (rented, "money", "an H100 rented on demand, writing as fast as one project's in early 2024")
    almost_nothing = max(headlines.synthetic_trillion(world).value, rented.value) < 0.1 * cheapest.value
    return Prose(
        {key: Estimate.of(value, kind, as_of=value.as_of, basis=basis) for key, (value, kind, basis) in dated.items()}
        | {
            "book": Estimate.of(world.parameter("tokens-per-book"), "count", basis="tokens of a book"),
            "backlist": Estimate.of(back["tokens"], "count", basis="36,000 titles at the usual length of a book"),
            "backlist-share": Estimate.of(back["share"], "percent", basis="back list over the text of Llama 3"),
        },
        {
            "Generating text costs almost nothing beside licences.": almost_nothing,
            "At most of these prices nobody could afford a training set.": headlines.licensed_set(world).value > 1e9,
        },
    )
