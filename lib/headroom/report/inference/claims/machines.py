"""What made tokens cheaper and faster: architecture, rival chips, memory beside the cores."""

from __future__ import annotations

import numpy as np

from headroom.evidence import World, probability
from headroom.evidence.aggregates import geometric_mean_of, median_of
from headroom.evidence.columns import UNKNOWN, plain, quantities, stacked
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, claim
from headroom.report.inference.results import on_chip, prices, serving, speed
from headroom.report.judging import above, at_least, at_most


def _rivals_ahead(world: World) -> str:
    table = speed.rival_ratio(world)
    ahead = table[plain(table["ratio"]) >= 1]
    names = f" ({', '.join(sorted(set(ahead['best_other'])))})" if len(ahead) else ""
    spread = np.mean(probability(quantities(table["ratio"]) >= 1)) if len(table) else 0.0
    return (
        f"By bandwidth and rent another chip costs no more in {len(ahead)} of {len(table)} different cases{names}. "
        f"Over the spread of rents and of what servers reach, the other is ahead in {fmt.percent(spread)}. No server "
        "of another maker is in our measurements: its chips are taken to reach what others do."
    )


@claim(
    "nvidia-inference-competition",
    quantity="cost of a million tokens on the best Nvidia chip over that on the best other chip",
    kind="ratio",
    holds=at_least(1, cases="probability"),
    untested=("then",),
    test="That it could is tested by cost: holds if another maker's chip costs no more with a probability of two "
    "thirds over models and speeds; the probability holds the rents, and that no two servers reach the same of their "
    "roofline. When it was said our tables have one quote of the rent of each such chip: that cannot be tested. "
    "Whether buyers turn to them, shares of chips sold for inference would tell; they are not in our tables.",
    reason=_rivals_ahead,
    otherwise=(
        Otherwise("up to a tenth dearer", at_least(1 / 1.1, cases="probability")),
        Otherwise("a tenth cheaper at the least", at_least(1.1, cases="probability")),
        Otherwise("cases counted by their middle", at_least(1)),
    ),
    figure="cost-at-speed",
)
def rivals_as_cheap(seen: World) -> Tested | None:
    """Does another maker's chip serve some model at least as cheaply?"""
    table = speed.rival_ratio(seen)
    if table.empty:
        return None
    ratios = quantities(table["ratio"])
    basis = (
        f"cost of a million tokens, best Nvidia chip over best other at the rents in use, {len(table)} different cases "
        f"of {table['model'].nunique()} models, {(table['sellers'] == 1).sum()} with one quote of the other's rent"
    )
    return Tested(median_of(ratios), basis, compared=(ratios,))


def _architecture(world: World) -> str:
    by = {name: factor.value for name, factor in serving.architecture_factors(world).items()}
    return (
        "Architecture is one cause. From a dense model of 405B to a sparse one with a compressed cache, on the "
        f"same chips, a token takes 1/{by['arithmetic']:.0f} of the arithmetic and 1/{by['cache']:.0f} of the cache; "
        f"on a full server it is ideally {fmt.ratio(by['token'])} cheaper, but with {serving.ARCHITECTURE_BATCH:.0f} "
        f"conversations a step takes {fmt.ratio(1 / by['step'])} as long, since they touch most of the experts. How "
        "much is due to better chips, software, training and margins, prices do not say."
    )


@claim(
    "ten-times-cheaper-inference",
    quantity="fall of the list price of a fixed capability since it was first sold",
    kind="ratio",
    untested=("then", "now"),
    test="Cannot be tested: a list price falls with chips, software, training and margins too, and nobody publishes "
    "what architecture alone did. What is computed is the fall of the price.",
    reason=_architecture,
    figure="price-of-capability",
)
def tenfold_cheaper(seen: World) -> Tested:
    """Did inference become ten times cheaper?"""
    table = prices.falls(seen)
    factors = quantities(table["factor"])
    basis = (
        f"fall of the cheapest list price since a capability first sold, {len(factors)} capabilities, those whose "
        "price had not fallen among them"
    )
    return Tested(geometric_mean_of(factors), basis)


def _bought_with_silicon(world: World) -> str:
    table = on_chip.fast_chips(world)
    groq = table[table["accelerator_id"] == "groq-lpu-v1"].iloc[0]
    return (
        f"{fmt.number(groq['speed'].value)} tokens a second on Llama 2 70B were a fact, and took "
        f"{groq['chips'].value:,.0f} chips, because each holds 230 MB. Speed is bought with silicon; list prices do "
        "not say what it costs."
    )


@claim(
    "groq-fast",
    quantity="tokens per second of one user against GPUs, and list price against other hosts",
    kind="ratio",
    holds=(above(1, cases="probability"), at_most(1)),
    together="all",
    test="Holds if both are so: faster than eight H100 serving a single user, and, since speed that costs more is no "
    "gain for everyone, listed no higher than the other hosts of the same model (newest standard price of each host "
    "and model). That it takes generative AI further is not tested.",
    reason=_bought_with_silicon,
    otherwise=(
        Otherwise("fast: twice the speed", (above(2, cases="probability"), at_most(1))),
        Otherwise("up to a tenth dearer", (above(1, cases="probability"), at_most(1.1))),
        Otherwise("the speed alone", keep=(0,)),
    ),
    figure="sram-against-gpu",
)
def faster_at_no_higher_price(seen: World) -> Tested:
    """Are chips with on-chip memory faster, and at no higher a price?"""
    ratios = []
    for _, group in on_chip.fast_chips(seen).groupby("model_id"):
        own = group[group["kind"] == "on-chip memory"]["speed"].iloc[0]
        gpus = group[(group["kind"] == "GPU, calculated") & (group["accelerator_id"] == "h100-sxm")]
        ratios.append(own / gpus["speed"].iloc[0])
    listed = quantities(on_chip.sram_prices(seen)["ratio"])
    return Tested(
        median_of(ratios).also(listed),
        "speed of one user over what eight H100 would give a single user with hand-tuned code",
        compared=(stacked(ratios), listed if len(listed) else UNKNOWN),
    )
