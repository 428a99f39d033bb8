"""Claims on models: their size, what more compute buys, how they score."""

from __future__ import annotations

import pandas as pd

from headroom.evidence import World
from headroom.evidence.aggregates import median_of, mixture_of, share_of
from headroom.evidence.columns import plain, quantities, rows_in
from headroom.report import format as fmt
from headroom.report.claims import Otherwise, Tested, as_stated, claim
from headroom.report.data_limits.results import caps, laws, models, scores
from headroom.report.data_limits.results.cells import of_model
from headroom.report.facts.runs import largest_run
from headroom.report.facts.runs import of_model as run_of
from headroom.report.judging import LIKELY, at_least, at_most

STALE = pd.Timedelta(days=365)  # scores older than this say nothing on today's race
AS_STRONG = 0.95  # of the score of the big model


def _giants(world: World) -> str:
    table = models.sized_models(world)
    named = [of_model(table, model) for model in ("gpt-3-175b", "gopher-280b", "mt-nlg-530b", "palm-540b")]
    cases = ", ".join(f"{model['name']} {fmt.ratio(model['size_ratio'].value)}" for model in named)
    lost = max(model["excess"].value for model in named)
    said = f"{cases}. What that cost them is at most {fmt.number(lost)} nats of loss."
    unknown, runs = models.undisclosed(world)
    said = f"{said} Size or text of {unknown} of the {runs} largest runs of three years is not disclosed."
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
    test="Holds if two thirds of the ten largest dense models of disclosed size and text of three years are larger, "
    "averaged over three laws.",
    reason=_giants,
    otherwise=(
        Otherwise("larger: by a fifth", (at_least(1.2),) * len(laws.PARAMETRIC)),
        *(Otherwise(f"by the law of {label}", keep=(n,)) for n, label in enumerate(laws.PARAMETRIC.values())),
    ),
    figure="tokens-per-parameter",
)
def larger_than_necessary(seen: World) -> Tested:
    """Were the largest models larger than their compute called for?"""
    ratios = {law: quantities(models.largest_recent(seen, law=law)["size_ratio"]) for law in laws.PARAMETRIC}
    middle = median_of(ratios[laws.DEFAULT]).also(*ratios.values(), rows_in(models.recent(seen)["flop"]))
    basis = (
        "parameters over compute-optimal ones, the ten dense models of disclosed size with most compute of three years"
    )
    return Tested(middle, basis, compared=tuple(ratios.values()))


def _tenfolds(world: World) -> str:
    cases = {case: found.value for case, found in caps.plateau(world).items()}
    ample = [1 - value for (_, use), value in cases.items() if use == "ample"]
    return (
        f"If the laws still hold, each tenfold buys {fmt.percent(min(ample))} to {fmt.percent(max(ample))} less than "
        "the one before with text enough, and on the usable web, used again and again, "
        f"{fmt.percent(cases[laws.REPEATED, 'again'])} of the last. Whether they hold so far beyond the runs that they "
        "were fitted to is what the claim denies, and no fit can answer it."
    )


@claim(
    "pretraining-plateau",
    quantity="loss that the next tenfold of compute would remove over what the last one did, if the laws hold",
    kind="percent",
    untested=("then", "now"),
    test="A fitted power law cannot flatten, so it is no test of whether gains did. Losses of a frontier developer's "
    "own runs, the largest beside smaller ones on the same text, would be one; none is published.",
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
    return Tested(mixture_of(cases), basis)


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
    otherwise=(
        Otherwise("as good: no lower a score", at_least(1.0)),
        Otherwise("as good: nine tenths of it", at_least(0.9)),
    ),
    figure="small-against-big",
)
def smallest_equals_biggest(seen: World) -> Tested:
    """Is Llama 3 8B about as strong as Llama 2 70B?"""
    ratios = quantities(scores.small_and_big(seen)["ratio"])
    basis = f"score of Llama 3 8B over that of Llama 2 70B, {len(ratios)} benchmarks in one harness"
    return Tested(median_of(ratios), basis, compared=(ratios,))


def _errors_gone(world: World) -> str:
    seen = as_stated(world, "gpt4-unbeaten")
    released = run_of(seen, "gpt-4")
    months = (pd.Timestamp(seen.as_of) - released["published"]).days / 30.44
    said = f"When stated, GPT-4 was {months:.0f} months old: {_leads(seen)}."
    if world == seen:
        return said
    return f"{said} Today: {_leads(world)}; the newest model scored is of {scores.newest(world):%B %Y}."


def _leads(seen: World) -> str:
    """By panel, how far the best model is ahead of GPT-4."""
    said = []
    for row in plain(scores.ahead(seen)).to_dict("records"):
        points = f"is {row['gain']:.0f} points ahead"
        lead = points if row["label"] == scores.INDEX else f"makes {fmt.percent(1 - row['gain'])} of its errors"
        said.append(f"{row['name']} {lead} ({row['label']})")
    return ", ".join(said)


@claim(
    "gpt4-unbeaten",
    quantity="GPT-4's errors on graduate science that the best later model no longer makes",
    kind="percent",
    holds=at_most(1.0),
    test="Clearly beaten is who makes fewer than half of GPT-4's errors; on Epoch AI's index, who leads it by more "
    "than it led all before. Holds if it is not beaten in two thirds of the panels, each taken by itself; that it "
    "is not can be said only if the newest model scored is less than a year old.",
    reason=_errors_gone,
    otherwise=(
        Otherwise("clear: a quarter of the errors, and half of its own lead", at_most(0.5)),
        Otherwise("clear: three quarters, and one and a half times its lead", at_most(1.5)),
    ),
    figure="scores-by-date",
)
def gpt4_unbeaten(seen: World) -> Tested | None:
    """Had nobody clearly outperformed GPT-4?"""
    table = scores.ahead(seen)
    if not table["science"].any():
        return None
    clear = quantities(table["clear"])
    stale = pd.Timestamp(seen.as_of) - scores.newest(seen) > STALE
    if stale and share_of(clear > 1).value < LIKELY:
        return None
    science = table[table["science"]].iloc[0]
    basis = f"share of GPT-4's errors that {science['name']} no longer makes; {science['label']}"
    return Tested(science["gain"].also(clear), basis, compared=(clear,))
