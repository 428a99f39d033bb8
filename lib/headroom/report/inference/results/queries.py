"""Training against serving: what a query costs, and when serving has taken as much computing as training."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference, training
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, Range, World
from headroom.evidence.columns import column, quantities
from headroom.report.facts.prices import rent
from headroom.report.facts.runs import flop_of
from headroom.report.inference.results.serving import chips
from headroom.report.inference.results.tables import table_of

LIVE_MODEL = "llama-3.1-405b"  # the one that sentences speak of
MODELS = ("gpt-3-175b", "llama-2-70b", "llama-3-70b", "llama-3.1-405b", "deepseek-v3")
NODE = 8  # chips
HOURS_PER_DAY = 24
MEGA_TOKENS = 1e6
MEGA = 1e6
CHIP_OF_QUERY = "h100-sxm"
EARLIER_CHIP = "a100-sxm-80"
EARLIER_UTILISATION = Quantity(0.1)  # assumed for a chat service before one published a whole day (you2025chatgpt)


@cache
def served_models(world: World) -> pd.DataFrame:
    """Models whose training tokens are known: active parameters, tokens, FLOP of training, of a token, break-even."""
    models = world.quantities("models", "active_params").set_index("id")
    runs = world.quantities("training_runs", "tokens")
    rows = []
    for model_id in MODELS:
        known = runs[(runs["model_id"] == model_id) & runs["tokens"].notna() & (runs["kind"] == "pretraining")]
        if known.empty:
            continue
        run, model = known.iloc[0], models.loc[model_id]
        params, tokens = model["active_params"], run["tokens"]
        rows.append(
            [model_id, model["name"], run["published"], params, tokens, training.training_flop(params, tokens)]
            + [inference.break_even_tokens(tokens)]
        )
    columns = ["model_id", "name", "published", "params", "tokens", "training_flop", "break_even_tokens"]
    return table_of(rows, columns)


def served_model(world: World, model_id: str = LIVE_MODEL) -> pd.Series:
    """A model's row in `served_models`; a `LackingError` where its training tokens are not known."""
    table = served_models(world).set_index("model_id")
    if model_id not in table.index:
        raise LackingError(f"the training tokens of {model_id} are not known up to {world.as_of}")
    return table.loc[model_id]


def traffic(world: World) -> Quantity:
    """Queries a day of the largest chat service: the newest figure that the World knows."""
    table = world.table("parameters")
    known = table[table["series"] == "chatgpt_prompts"]
    if known.empty:
        raise LackingError("the traffic of no large chat service is known")
    newest = known.sort_values("as_of").iloc[-1]
    return world.parameter(newest["id"])


def tokens_per_query(world: World) -> Quantity:
    """Tokens of a chat query, prompt and answer."""
    return world.parameter("tokens-per-query-chat")


@cache
def break_even(world: World, *, tokens: Quantity | float | None = None) -> pd.DataFrame:
    """Queries and days of the largest service's traffic until serving passes training, with the range over tokens.

    Adds queries, days and flop_ratio (training over one query). A query has the `tokens` of a chat unless others are
    given.
    """
    table = served_models(world).copy()
    each = tokens_per_query(world) if tokens is None else tokens
    of = {name: quantities(table[name]) for name in ("params", "training_flop", "break_even_tokens")}
    queries = inference.break_even_queries(of["break_even_tokens"], each)
    table["queries"] = column(queries)
    table["days"] = column(inference.break_even_days(queries, traffic(world)))
    table["flop_ratio"] = column(of["training_flop"] / training.forward_flop(of["params"], each))
    return table


@cache
def serving_utilisation(world: World) -> Quantity:
    """Model FLOP over the 16-bit peak of the one service that published a whole day, cached prompts not counted.

    Known since February 2025; before, the utilisation that a published estimate of the time assumed.
    """
    if "deepseek-production-in" not in set(world.table("parameters")["id"]):
        return EARLIER_UTILISATION
    read, hit, written = (world.parameter(f"deepseek-production-{part}") for part in ("in", "hit", "out"))
    nodes = world.parameter("deepseek-production-nodes-avg")
    models = world.quantities("models", "active_params").set_index("id")
    flop = training.forward_flop(models["active_params"]["deepseek-v3"], read - hit + written)
    hours = nodes * NODE * HOURS_PER_DAY
    return training.effective_utilisation(flop, hours, peak_flop_per_second=chips(world)["h800-sxm"].peaks["16bit"])


def peak_to_average(world: World) -> Quantity:
    """Peak over average of demand: range over the published traces and services."""
    table = world.table("parameters")
    found = table[table["series"] == "peak_to_average"]
    if found.empty:
        raise LackingError("no trace of demand over a day or a week is known")
    values = found["central"].to_numpy(float)
    return Range(
        id="peak-to-average",
        label="peak over average of demand",
        low=float(values.min()),
        central=float(np.median(values)),
        high=float(values.max()),
        unit="ratio",
        interval="range",
        level=None,
        rows=world.references("parameters", found),
        seed=world.seed,
    ).quantity


def cost_of_million(params: Quantity, utilisation: Quantity, *, peak: Quantity, chip_hour_price: Quantity) -> Quantity:
    """Chips alone for a million tokens, prompt and answer alike, at one utilisation [USD/Mtok]."""
    flop = training.forward_flop(params, MEGA_TOKENS)
    hours = training.chip_hours(flop, peak, mfu=utilisation, goodput=1.0)
    return training.rental_cost(hours, chip_hour_price)


def query_costs(world: World) -> pd.DataFrame:
    """Cost of a chat query by model, on rented H100s: at average, and with capacity for the peak [USD].

    Columns of `served_models` and average, at_peak.
    """
    table = served_models(world).copy()
    price, each, peak = query_rent(world), tokens_per_query(world), query_peak(world)
    params = quantities(table["params"])
    million = cost_of_million(params, serving_utilisation(world), peak=peak, chip_hour_price=price)
    for name, factor in {"average": 1.0, "at_peak": peak_to_average(world)}.items():
        all_in = inference.all_in_cost_per_mtok(million, factor, reserve_share=0.0, overhead_per_mtok=0.0)
        table[name] = column(inference.query_cost(0.0, each, input_price=all_in, output_price=all_in))
    return table


def query_rent(world: World) -> Price:
    """Rent of the chip that queries are priced on: an H100, or an A100 before H100s had a price."""
    for chip in (CHIP_OF_QUERY, EARLIER_CHIP):
        with suppress(NoPriceError):
            return rent(world, chip)
    raise NoPriceError(f"no rent of {CHIP_OF_QUERY} or {EARLIER_CHIP} as of {world.as_of}")


def query_peak(world: World) -> Quantity:
    """16-bit peak of that chip [FLOP/s]."""
    return chips(world)[query_rent(world).item].peaks["16bit"]


CHATGPT_TRAFFIC = "prompts-per-day-chatgpt-2023"
CHATGPT_SIZE, CHATGPT_TRAINING = "gpt-3-175b", "gpt-3.5"  # the size is that of its forerunner: it has none published


def chatgpt_days(world: World) -> tuple[Quantity, Quantity | None]:
    """Days of the traffic of early 2023 until serving ChatGPT has taken the FLOP of training GPT-3, and those estimated
    for GPT-3.5, or None before the estimate.
    """
    model = served_model(world, CHATGPT_SIZE)
    daily = training.forward_flop(model["params"], tokens_per_query(world)) * world.parameter(CHATGPT_TRAFFIC)
    try:
        tuned = flop_of(world, CHATGPT_TRAINING) / daily
    except LackingError:
        tuned = None
    return model["training_flop"] / daily, tuned
