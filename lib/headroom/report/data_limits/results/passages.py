"""Numbers and statements of the chapter's text."""

from __future__ import annotations

import numpy as np

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, greatest_of, least_of
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.data_limits import live
from headroom.report.data_limits.results import caps, crossing, headlines, laws, models, prices, scores, sets, stock
from headroom.report.data_limits.results.cells import of_model
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
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
    slow_basis = "central stock, disclosed growth of the largest text"
    ten_basis = "crossing with ten times the central stock, at the growth projected in 2024"
    median_basis = "median of the study, its range from the 10th to the 90th percentile"
    pace = "At the pace of the disclosures of the last two years the lines would meet."
    matters = "Whether the old pace holds matters more than a stock ten times larger."
    return Prose(
        {
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
    slower = "Disclosed text has grown more slowly than every published rate."
    stated = {
        key: Estimate.of(world.cell("trends", row, "growth_per_year"), "growth", basis=basis)
        for key, (row, basis) in pages.items()
    }
    return Prose(
        stated,
        {
            slower: sets.growth_of_records(world, years).value < rates.min(),
            "The page lowered its rate step by step.": stated["page-latest"].value < stated["page-first"].value,
        },
    )


@prose
def overtraining(world: World, *, law: str = laws.DEFAULT, years: int = 3, n: int = 10) -> Prose:
    """What Llama 3 8B paid for its size and why, and where models stand against the frontier."""
    paid = models.overpay(world, law)
    small, chinchilla = (of_model(paid, model) for model in ("llama-3-8b", "chinchilla-70b"))
    early = plain(models.since(world, models.FIRST).query("published < @models.CHINCHILLA")["size_ratio"])
    recent = plain(models.largest_recent(world, years, n)["size_ratio"])
    rule = laws.constants(world, "hoffmann2022-rule")["k"].value
    served = "tokens to be served for which Llama 3 8B is the cheapest of its loss"
    larger = "Before Chinchilla most models were larger than their compute called for."
    smaller = "Most of the largest models of today are smaller than compute-optimal."
    return Prose(
        {
            "overpay-8b": Estimate.of(small["overpay"], "ratio", basis="three laws"),
            "implied-8b": Estimate.of(small["implied"], "count", basis=served),
        },
        {
            larger: (early > 1).mean() > 0.7,
            smaller: (recent < 1).mean() > 0.7,
            "The field passed the compute-optimal ratio.": models.tokens_per_param(world, years, n).value > rule,
            "Overpay is small near the frontier.": chinchilla["overpay"].value < 1.1,
            "Llama 3 8B is the cheapest of its loss if it serves enough.": small["implied"].value > 0,
        },
    )


@prose
def serving(world: World, *, served: float = models.SERVED, params: float = models.SIZE) -> Prose:
    """What the better size saves at some tokens served, under two laws."""
    found = models.serving_at(world, served, params)
    ends = {"saved-low": least_of(found["saving"]), "saved-high": greatest_of(found["saving"])}
    at = Quantity(found["served"].iloc[0])
    return Prose(
        {key: Estimate.of(value, "percent", basis="of lifetime compute") for key, value in ends.items()}
        | {"served": Estimate.of(at, "count", basis="at which the saving is read off the curves")}
    )


@prose
def repetition(world: World, *, limit: float | None = None) -> Prose:
    """What reading a text sixteen times is worth, and what no number of readings exceeds."""
    sixteen, _ = caps.effective(world, 16, limit)
    ceiling = caps.ceiling(world, limit)
    return Prose(
        {
            "ceiling": Estimate.of(ceiling, "ratio", basis="limit of effective over unique text"),
            "sixteen": Estimate.of(sixteen, "ratio", basis="effective over unique text at 16 epochs"),
        }
    )


@prose
def wall(world: World, *, disputed: bool = False, cap: float = caps.LLAMA_3) -> Prose:
    """What the next tenfold of compute removes from the largest run of a table, and what a cap on text costs."""
    before, ahead = caps.gains(world, disputed)
    hidden, unhidden = caps.lost_to_cap(world, caps.PROBE, cap)
    binds = data_limits.binding_flop(cap, **laws.shape(world))
    nats = f"nats that ten times the compute of {largest_run(world, disputed=disputed).name} removes, with ample text"
    less = "less loss removed by the next tenfold than by the last, with ample text"
    capped = f"nats lost to a cap of {fmt.count(cap)} tokens at {caps.PROBED}, with repetition"
    probe = "compute at which both losses are read off the curves above"
    wants = f"compute beyond which a compute-optimal model wants more than {fmt.count(cap)} tokens"
    return Prose(
        {
            "gain-next": Estimate.of(ahead, "number", basis=nats),
            "less": Estimate.of(1 - ahead / before, "percent", basis=less),
            "probe": Estimate.of(Quantity(caps.PROBE), "flop", basis=probe),
            "hidden": Estimate.of(hidden, "number", basis=capped),
            "unhidden": Estimate.of(unhidden, "number", basis="nats lost to the same cap without repetition"),
            "binds": Estimate.of(binds, "flop", basis=f"{wants}, law of Besiroglu et al."),
        },
        {
            "The gain of each tenfold declines slowly.": 0.5 < (ahead / before).value < 0.8,
            "Repetition hides most of the cap at first.": hidden.value < 0.5 * unhidden.value,
        },
    )


@prose
def leaders(world: World) -> Prose:
    """How the best scores moved after GPT-4."""
    gone = plain(scores.errors_removed(world)).set_index(["benchmark", "kind"])["removed"]
    crept, leapt = (gone["gpqa-diamond", kind] for kind in ("without reasoning", "reasoning models"))
    then = "The best models without reasoning crept ahead of GPT-4; then models that think before they answer leapt."
    little = gone["mmlu", "without reasoning"] < 0.25
    return Prose(so={"After GPT-4 scores on MMLU rose little.": little, then: leapt > 1.25 * crept})


@prose
def trust(world: World, *, flop: float = laws.GOPHER) -> Prose:
    """Best sizes of one compute by three sets of constants, and how Kaplan's advice came apart."""
    rounded, exact, default = (
        data_limits.frontier_params(flop, **laws.shape(world, law)) for law in (laws.ROUNDED, laws.EXACT, laws.DEFAULT)
    )
    mended = plain(laws.exponents(world)).query("mended")["exponent"]
    two_digits = "size lost at Gopher's compute by rounding two exponents to two digits"
    rebuilt = "best size at Gopher's compute by the law of Besiroglu et al."
    as_fitted = "best size at Gopher's compute by approach 3 of Hoffmann et al., constants as fitted"
    steps = "Kaplan's advice came apart when its causes were removed one by one."
    agrees = "The law of Besiroglu and colleagues gives the size of Chinchilla."
    return Prose(
        {
            "rounding": Estimate.of(1 - rounded / exact, "percent", basis=two_digits),
            "chinchilla-default": Estimate.of(default, "count", basis=rebuilt),
            "chinchilla-third": Estimate.of(exact, "count", basis=as_fitted),
        },
        {
            "The third method asks for a much smaller model than Chinchilla.": exact.value < 45e9,
            agrees: abs(default.value / 70e9 - 1) < 0.1,
            "Rounding the exponents takes size away.": rounded.value < exact.value,
            steps: mended.is_monotonic_decreasing,
            "Mended, Kaplan's setup says that size and text grow alike.": abs(mended.iloc[-1] - 0.5) < 0.05,
        },
    )


@prose
def precision(world: World, *, weight_bits: float = 4.0) -> Prose:
    """What a model trained in few bits is worth."""
    basis, kept = "weights in four bits, activations and cache in full precision", laws.kept_params(world, weight_bits)
    return Prose({"four-bits": Estimate.of(kept, "percent", basis=basis)})


@prose
def llamas(world: World) -> Prose:
    """What the small Llama 3 would have taken to match the big Llama 2 by the laws, and how it fared."""
    losses = models.small_against_big(world)
    default, third = (losses.set_index("law").loc[law] for law in (laws.DEFAULT, laws.EXACT))
    new, old = (world.cell("data_findings", name, "low") for name in ("llama3-human-ft", "llama2-human-ft"))
    size = "parameters that reach the loss of Llama 2 70B on the text of Llama 3, three laws"
    examples = "human-annotated examples in the fine-tuning of Llama 3 over Llama 2, both stated as at least"
    text = "tokens with which Llama 3 8B reaches the loss of Llama 2 70B, approach 3 of Hoffmann et al."
    params = among(default["params_needed"], losses["params_needed"])
    return Prose(
        {
            "gap": Estimate.of(among(default["gap"], losses["gap"]), "number", basis="nats, three laws"),
            "size-needed": Estimate.of(params, "count", basis=size),
            "examples": Estimate.of(new / old, "ratio", basis=examples),
            "text-needed": Estimate.of(third["tokens_needed"], "count", basis=text),
        },
        _llamas_so(world),
    )


def _llamas_so(world: World) -> dict[str, bool]:
    """What the text says of the laws and of the scores."""
    losses = plain(models.small_against_big(world)).set_index("law")
    needed = losses["tokens_needed"]
    table = plain(scores.small_and_big(world))
    base, chat = (table.loc[table["variant"] == variant, "ratio"] for variant in ("base", "instruct"))
    compute = plain(models.sized_models(world)).set_index("model_id")["flop"]
    by_default = "By our default law no amount of text brings the small model to that loss."
    return {
        "Every law expects the small model to be worse.": (losses["gap"] > 0).all(),
        "The small model had less compute in all.": compute["llama-3-8b"] < compute["llama-2-70b"],
        by_default: np.isnan(needed[laws.DEFAULT]),
        "Only by the most generous law would enough text do.": list(needed.dropna().index) == [laws.EXACT],
        "As a base model the small one came close.": (base > 0.8).all(),
        "As a chat model the small one passed the big one.": (chat > 1).all(),
    }


@prose
def text_prices(world: World) -> Prose:
    """What text costs by the ways of getting it, and what generated text is worth."""
    back = prices.back_list(world)
    findings = {
        "phi4": ("phi4-synth-share", "percent", "of the tokens that Phi-4 was trained on"),
        "kang": ("kang-mix", "ratio", "speed-up to the same loss, a third rephrased text and two thirds web"),
        "kang-share": ("kang-ratio", "percent", "good share of rephrased text"),
    }
    dated = {key: (world.cell("data_findings", id), *words) for key, (id, *words) in findings.items()}
    code = "generated coding examples in the fine-tuning of Llama 3, at the least"
    dated["debated"] = (world.cell("text_prices", "lic-meta-10"), "money", "licence fee for a new book, as reported")
    dated["code-examples"] = (world.cell("data_findings", "llama3-synth-code", "low"), "count", code)
    cheapest = prices.TRILLION * prices.cheapest_licence(world)
    almost_nothing = headlines.synthetic_trillion(world).high < 0.1 * cheapest.value
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
