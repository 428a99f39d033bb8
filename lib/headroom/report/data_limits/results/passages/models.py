"""Numbers and statements on models: what they do with text, and what the laws say of them."""

from __future__ import annotations

import numpy as np

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, greatest_of, least_of
from headroom.evidence.columns import plain
from headroom.report import format as fmt
from headroom.report.data_limits.results import caps, laws, models, scores
from headroom.report.data_limits.results.cells import of_model
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.prose import Prose, prose


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
    """How the best scores moved after GPT-4, up to the first model that thinks before it answers and since."""
    crept, leapt = (
        found[found["science"]].iloc[0]
        for found in (scores.ahead(world, scores.thinking_since(world)), scores.ahead(world))
    )
    numbers = {
        key: Estimate.of(row["gain"], "percent", basis=f"of GPT-4's errors, by {row['name']}; {row['label']}")
        for key, row in (("gone-crept", crept), ("gone-since", leapt))
    }
    told = "Up to the first model that thinks the best crept ahead of GPT-4; since then they leapt."
    return Prose(
        numbers,
        {
            told: leapt["gain"].value > 1.25 * crept["gain"].value,
            "GPT-4 is clearly beaten.": leapt["clear"].value > 1,
        },
    )


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
