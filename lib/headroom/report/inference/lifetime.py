"""Training against serving: what a query costs, when serving passes training, which size is best over a life."""

from __future__ import annotations

from contextlib import suppress
from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference, training
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, Range, World
from headroom.evidence.aggregates import among, median_of
from headroom.evidence.columns import column, quantities
from headroom.report.facts.prices import FOR_SALE, rent
from headroom.report.inference.serving import chips, table_of

MODELS = ("gpt-3-175b", "llama-2-70b", "llama-3-70b", "llama-3.1-405b", "deepseek-v3")
NODE = 8  # chips
SECONDS_PER_DAY = 86_400
HOURS_PER_DAY = 24
MEGA_TOKENS = 1e6
MEGA = 1e6
CHIP_OF_QUERY = "h100-sxm"
EARLIER_CHIP = "a100-sxm-80"
EARLIER_UTILISATION = Quantity(0.1)  # assumed for a chat service before one published a whole day (you2025chatgpt)
LAWS = {"hoffmann2022-unrounded": "Hoffmann et al.", "besiroglu2024-code": "Besiroglu et al."}
REFERENCES = (7e9, 70e9, 400e9)
SERVED = np.geomspace(1e9, 1e16, 57)


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
def break_even(world: World) -> pd.DataFrame:
    """Queries and days of the largest service's traffic until serving passes training, with the range over tokens.

    Adds queries, days and flop_ratio (training over one query).
    """
    table = served_models(world).copy()
    each = tokens_per_query(world)
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
    price, each = query_rent(world), tokens_per_query(world)
    peak = chips(world)[price.item].peaks["16bit"]
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
            return rent(world, chip, offers=FOR_SALE)
    raise NoPriceError(f"no rent of {CHIP_OF_QUERY} or {EARLIER_CHIP} as of {world.as_of}")


CONSTANTS = {
    "params_coefficient": "A",
    "tokens_coefficient": "B",
    "params_exponent": "alpha",
    "tokens_exponent": "beta",
}


def law(world: World, law_id: str) -> dict[str, Quantity]:
    """Constants of a scaling law as the calculator takes them.

    They are points: a fit gives its constants together, and intervals of each by itself would make laws that no data
    allow.
    """
    table = world.table("scaling_laws")
    rows = table[table["law_id"] == law_id].set_index("parameter", drop=False)
    return {
        name: Quantity(float(rows.loc[symbol, "central"]), rows=world.references("scaling_laws", rows.loc[[symbol]]))
        for name, symbol in CONSTANTS.items()
    }


def compute_optimal_tokens(params: Quantity | float, constants: dict[str, Quantity]) -> Quantity:
    """Training tokens that are best for a size if nothing is served, by the law's own first-order condition."""
    a, b = constants["params_exponent"], constants["tokens_exponent"]
    ratio = b * constants["tokens_coefficient"] * params**a / (a * constants["params_coefficient"])
    return ratio ** (1 / b)


def served_when_best(params: Quantity | float, tokens: Quantity | float, constants: dict[str, Quantity]) -> Quantity:
    """Tokens served over a life for which a model of this size, trained on so many tokens, is the best of its quality.

    From the first-order condition of least lifetime FLOP at equal loss; 0 or less where it is past the best for none.
    """
    a, b = constants["params_exponent"], constants["tokens_exponent"]
    gain = a * constants["params_coefficient"] * params**-a / (b * constants["tokens_coefficient"] * tokens**-b)
    return 3 * tokens * (gain - 1)


@cache
def lifetime_sizes(world: World) -> pd.DataFrame:
    """Best size and tokens against tokens served, for three qualities and two laws.

    Columns: law, quality (size of the compute-optimal model that is matched), served, params, tokens, tokens_per_param,
    saving (of lifetime FLOP against the compute-optimal model).
    """
    frames = []
    for law_id, name in LAWS.items():
        constants = law(world, law_id)
        for size in REFERENCES:
            tokens = compute_optimal_tokens(size, constants)
            best = inference.lifetime_optimal_params(size, tokens, served_tokens=SERVED, **constants)
            more = inference.lifetime_optimal_tokens(size, tokens, served_tokens=SERVED, **constants)
            before = inference.lifetime_flop(size, tokens, served_tokens=SERVED)
            after = inference.lifetime_flop(best, more, served_tokens=SERVED)
            frames.append(
                pd.DataFrame(
                    {
                        "law": name,
                        "quality": size,
                        "served": SERVED,
                        "params": column(best),
                        "tokens": column(more),
                        "tokens_per_param": column(more / best),
                        "saving": column(1 - after / before),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def real_ratios(world: World) -> pd.DataFrame:
    """Tokens per parameter of models that people serve: name, tokens_per_param."""
    rows = [[row.name, row.tokens / row.params] for row in served_models(world).itertuples(index=False)]
    runs = world.quantities("training_runs", "tokens")
    small = runs[(runs["model_id"] == "llama-3-8b") & runs["tokens"].notna()]["tokens"]
    if len(small):
        params = world.quantities("models", "active_params").set_index("id")["active_params"]["llama-3-8b"]
        rows.append(["Llama 3 8B", small.iloc[0] / params])
    return table_of(rows, ["name", "tokens_per_param"]).sort_values("tokens_per_param", ignore_index=True)


SURVEYS = {  # row -> what readers call it, and what kind of figure it is
    "inference-share-deloitte-2023": ("Deloitte, 2023", "estimate"),
    "inference-share-deloitte-2025": ("Deloitte, 2025", "estimate"),
    "inference-share-deloitte-2026": ("Deloitte, 2026 (predicted)", "prediction"),
}
SPENDING = {"openai-inf-2024-epoch": "OpenAI 2024, estimate", "openai-inf-2024-leak": "OpenAI 2024, leaked papers"}
RESEARCH = "openai-rd-2024-epoch"  # what OpenAI spent on computing beside inference
TRADE_BLOG = "inference-share-industry-blog-2026"
CHATGPT_TRAINED = "chatgpt-10000"  # chips that are said to have trained it


@cache
def shares(world: World) -> pd.DataFrame:
    """Published shares of AI compute or compute spending that go to inference.

    Columns: id, label, as_of, share [fraction], kind ('estimate', 'prediction', 'spending').
    """
    dates = world.table("parameters").set_index("id")["as_of"]
    rows = []
    for key, (label, kind) in SURVEYS.items():
        if key in dates.index:
            rows.append([key, label, dates[key], world.parameter(key), kind])
    for key, label in SPENDING.items():
        if key in dates.index and RESEARCH in dates.index:
            spent, research = world.parameter(key), world.parameter(RESEARCH)
            ends = Quantity(np.array([spent.low, spent.high]))
            share = among(spent / (spent + research), ends / (ends + research))
            rows.append([key, label, dates[key], share, "spending"])
    if TRADE_BLOG in dates.index:
        stated = world.parameter(TRADE_BLOG)
        ends = Quantity(np.array([stated.low, stated.high]))
        middle = Quantity(ends.value.mean(), stated.samples, stated.rows)
        rows.append([TRADE_BLOG, "Trade blog, 2026", dates[TRADE_BLOG], among(middle, ends), "estimate"])
    if not rows:
        raise LackingError("no share of inference in AI computing is published")
    table = table_of(rows, ["id", "label", "as_of", "share", "kind"])
    return table.sort_values("as_of", ignore_index=True)


def middle_share(table: pd.DataFrame) -> Quantity:
    """The median of published shares, from the lowest end of their ranges to the highest."""
    stated = quantities(table["share"])
    return among(median_of(stated), Quantity(np.concatenate([stated.low, stated.high])))


def chatgpt_chips(world: World) -> dict[str, Quantity]:
    """Chips that served ChatGPT in early 2023 by its electricity, and chips reported to have trained it."""
    energy = world.parameter("electricity-per-day-chatgpt-2023") * MEGA  # Wh
    factor = world.parameter("server-power-mult-a100")
    serving = energy / HOURS_PER_DAY / (factor * chips(world)["a100-sxm-80"].power)
    world.row("demand", CHATGPT_TRAINED)  # says what the evidence lacks
    trained = world.quantities("demand", "chips").set_index("id")["chips"][CHATGPT_TRAINED]
    return {"serving": serving, "training": trained}
