"""Training against serving: queries, sizes, and where the computing goes."""

from __future__ import annotations

import numpy as np

from headroom.calculator import inference
from headroom.evidence import World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.columns import plain, quantities
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.inference.results import lifetime, queries, shares
from headroom.report.inference.results.passages.wording import example, in_words, stated
from headroom.report.prose import Prose, prose

AGENT = 1e5  # tokens of a query
HALF_YEAR = 180.0  # days


@prose
def serving_a_day(world: World) -> Prose:
    """One query and one service beside training; peaks; and the one service that opened its books."""
    even, fleet = queries.break_even(world), queries.chatgpt_chips(world)
    cost, written, margin = (world.parameter(f"deepseek-production-{part}") for part in ("cost", "cost-out", "margin"))
    nodes, coding = (world.parameter(f"peak-to-average-{part}") for part in ("deepseek", "azure-coding"))
    once = "training over one query of 500 tokens, greatest of the models"
    if_billed = "margin over cost if every token had been billed at the list price"
    use = "model FLOP over the 16-bit peak in that day, cached prompts not counted"
    fed = "A100s that ChatGPT's electricity of early 2023 would feed, over the GPUs said to have trained it"
    agents = queries.break_even(world, tokens=AGENT).set_index("model_id")["days"][queries.LIVE_MODEL]
    ratio, days = (quantities(even[name]) for name in ("flop_ratio", "days"))
    return Prose(
        {
            "traffic": stated(queries.traffic(world), "count", "prompts a day to ChatGPT"),
            "flop-ratio": Estimate.of(greatest_of(ratio), "count", basis=once),
            "peak-low": Estimate.of(nodes, "ratio", basis="peak over average, DeepSeek's nodes over a day"),
            "peak-high": Estimate.of(coding, "ratio", basis="peak over average, Azure's coding traffic over a week"),
            "dsp-day": stated(cost, "money", "one day of DeepSeek's whole service at an assumed rent of two dollars"),
            "dsp-out": stated(written, "money", "a million written tokens in it"),
            "dsp-margin": stated(margin, "percent", if_billed),
            "serving-use": Estimate.of(queries.serving_utilisation(world), "percent", basis=use),
            "chat-tokens": Estimate.of(queries.tokens_per_query(world), "count", basis="prompt and answer"),
            "fleet-ratio": Estimate.of(fleet["serving"] / fleet["training"], "ratio", basis=fed),
        },
        {
            "With an agent's tokens for each query the days shrink to hours.": agents.value < 1,
            "One query is nothing beside training.": ratio.value.min() > 1e6,
            "The traffic of one service takes as much as training within a year.": days.value.max() < 366,
        },
    )


@prose
def best_sizes(world: World, *, served: float = lifetime.LONG_LIFE, quality: float = lifetime.LARGE) -> Prose:
    """For which life small models are the best of their quality, and what the best size saves by either law."""
    ratio = lifetime.real_ratios(world).set_index("name")["tokens_per_param"]
    params, tokens = lifetime.small_model(world)
    laws = {name: lifetime.law(world, law) for law, name in lifetime.LAWS.items()}
    best = {name: lifetime.served_when_best(params, tokens, law) for name, law in laws.items()}
    saved = lifetime.savings(world, served=served, quality=quality)["saving"]
    when = "tokens served over a life for which Llama 3 8B, as it was trained, is the best of its quality"
    life = "ten trillion" if served == lifetime.LONG_LIFE else fmt.count(served)
    saving = f"of lifetime FLOP at {life} tokens served, against the compute-optimal model of {quality / 1e9:.0f}B"
    again = "the same by the original fit"
    older, newer = lifetime.LAWS.values()
    new, old = ["besiroglu2024replication"], ["hoffmann2022chinchilla"]
    small, large = ratio["Llama 3 8B"], ratio["GPT-3 175B"]
    return Prose(
        {
            "ratio-gpt3": Estimate.of(large, "number", basis="training tokens per parameter"),
            "ratio-8b": Estimate.of(small, "count", basis="training tokens per parameter"),
            "served-8b": Estimate.of(best[newer], "count", basis=when, also=new),
            "served-8b-older": Estimate.of(best[older], "count", basis=again, also=old),
            "saving-new": Estimate.of(saved[newer], "percent", basis=saving, also=new),
            "saving-old": Estimate.of(saved[older], "percent", basis=again, also=old),
        },
        {
            "A model that will be served much is best made smaller and trained on more, by either law.": (
                plain(saved) > 0
            ).all(),
            "The makers have gone towards smaller models trained on more.": small.value > large.value,
        },
    )


@prose
def where_computing_goes(
    world: World,
    *,
    tenfolds: tuple[float, float] = shares.TENFOLDS,
    experiment_factor: float = 4.0,
    cadence_days: float = HALF_YEAR,
) -> Prose:
    """Whether published shares agree on a direction, the best split, and the share of one service by its traffic."""
    share = plain(shares.shares(world))
    of_survey = world.table("parameters").query("series == 'inference_share_survey'")["id"]
    surveys = share[share["id"].isin(of_survey)]["share"]
    risen = np.array([surveys.is_monotonic_increasing, share["share"].iloc[-1] > share["share"].iloc[0]])
    low, high = (inference.inference_share(rate) for rate in tenfolds)
    serve = inference.serving_share(
        queries.traffic(world),
        queries.tokens_per_query(world),
        samples_per_query=1.0,
        tokens=queries.served_model(world)["tokens"],
        experiment_factor=experiment_factor,
        cadence_days=cadence_days,
    )
    cadence = "half year" if cadence_days == HALF_YEAR else f"{cadence_days:.0f} days"
    service = (
        f"ChatGPT's traffic on a model of Llama 3.1 405B's size and text, retrained every {cadence} with "
        f"{in_words(experiment_factor - 1)} times its computing in experiments"
    )
    two = "two tenfolds of inference for one of training"
    return Prose(
        {
            "direction": "agree that it has risen" if risen.all() else "do not agree on a direction",
            "split-low": example(low, "percent", two, "villalobos2023tradeoff"),
            "split-high": example(high, "percent", "one tenfold for one", "erdil2024allocation"),
            "from-traffic": Estimate.of(serve, "percent", basis=service),
        }
    )
