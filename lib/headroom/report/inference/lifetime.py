"""Training against serving: what a query costs, when serving passes training, which size is best over a life."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from headroom.calculator import inference, training
from headroom.evidence import Price, Quantity, Range, World
from headroom.report.inference.serving import chips, rent

MODELS = ("gpt-3-175b", "llama-2-70b", "llama-3-70b", "llama-3.1-405b", "deepseek-v3")
NODE = 8  # chips
SECONDS_PER_DAY = 86_400
HOURS_PER_DAY = 24
MEGA_TOKENS = 1e6
CHIP_OF_QUERY = "h100-sxm"
EARLIER_CHIP = "a100-sxm-80"
EARLIER_UTILISATION = 0.1  # assumed for a chat service before one published a whole day (you2025chatgpt)
LAWS = {"hoffmann2022-unrounded": "Hoffmann et al.", "besiroglu2024-code": "Besiroglu et al."}
REFERENCES = (7e9, 70e9, 400e9)
SERVED = np.geomspace(1e9, 1e16, 57)


@cache
def served_models(world: World) -> pd.DataFrame:
    """Models whose training tokens are known: active parameters, tokens, FLOP of training, of a token, break-even."""
    models = world.table("models").set_index("id")
    runs = world.table("training_runs")
    rows = []
    for model_id in MODELS:
        known = runs[(runs["model_id"] == model_id) & runs["tokens"].notna() & (runs["kind"] == "pretraining")]
        if known.empty:
            continue
        run, model = known.iloc[0], models.loc[model_id]
        params, tokens = float(model["active_params"]), float(run["tokens"])
        rows.append(
            [model_id, model["name"], run["published"], params, tokens, training.training_flop(params, tokens)]
            + [inference.break_even_tokens(tokens), run["source_key"]]
        )
    columns = ["model_id", "name", "published", "params", "tokens", "training_flop", "break_even_tokens", "source_key"]
    return pd.DataFrame(rows, columns=columns)


def traffic(world: World) -> Quantity:
    """Queries a day of the largest chat service: the newest figure that the World knows."""
    ids = world.table("parameters").query("id.str.startswith('prompts-per-day-chatgpt')", engine="python")
    newest = ids.sort_values("as_of").iloc[-1]
    return world.parameter(newest["id"])


def tokens_per_query(world: World) -> Quantity:
    """Tokens of a chat query, prompt and answer."""
    return world.parameter("tokens-per-query-chat")


def break_even(world: World) -> pd.DataFrame:
    """Queries and days of the largest service's traffic until serving passes training, with the range over tokens.

    Adds queries, days, days_low, days_high and flop_ratio (training over one query).
    """
    table = served_models(world).copy()
    each, day = tokens_per_query(world), traffic(world).central
    table["queries"] = inference.break_even_queries(table["break_even_tokens"], each.central)
    table["days"] = inference.break_even_days(table["queries"], day)
    for column, size in (("days_low", each.high), ("days_high", each.low)):
        queries = inference.break_even_queries(table["break_even_tokens"], size)
        table[column] = inference.break_even_days(queries, day)
    table["flop_ratio"] = table["training_flop"] / training.forward_flop(table["params"], each.central)
    return table


@cache
def serving_utilisation(world: World) -> float:
    """Model FLOP over the 16-bit peak of the one service that published a whole day, cached prompts not counted.

    Known since February 2025; before, the utilisation that a published estimate of the time assumed.
    """
    if "deepseek-production-in" not in set(world.table("parameters")["id"]):
        return EARLIER_UTILISATION
    read, hit, written = (world.parameter(f"deepseek-production-{part}").central for part in ("in", "hit", "out"))
    nodes = world.parameter("deepseek-production-nodes-avg").central
    params = float(world.row("models", "deepseek-v3")["active_params"])
    flop = training.forward_flop(params, read - hit + written)
    hours = nodes * NODE * HOURS_PER_DAY
    return float(
        training.effective_utilisation(flop, hours, peak_flop_per_second=chips(world)["h800-sxm"].peaks["16bit"])
    )


def peak_to_average(world: World) -> Quantity:
    """Peak over average of demand: range over the published traces and services."""
    table = world.table("parameters")
    found = table[table["id"].str.startswith("peak-to-average") & (table["id"] != "peak-to-average-kimi")]
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


def cost_of_million(params: float, utilisation: float, *, peak: float, chip_hour_price: float) -> float:
    """Chips alone for a million tokens, prompt and answer alike, at one utilisation [USD/Mtok]."""
    flop = training.forward_flop(params, MEGA_TOKENS)
    hours = training.chip_hours(flop, peak, mfu=utilisation, goodput=1.0)
    return training.rental_cost(hours, chip_hour_price)


def query_costs(world: World) -> pd.DataFrame:
    """Cost of a chat query by model, on rented H100s: at average, and with capacity for the peak [USD].

    Columns of `served_models` and average, at_peak, peak_low, peak_high.
    """
    table = served_models(world).copy()
    price = query_rent(world)
    chip = chips(world)[price.item]
    each = tokens_per_query(world).central
    million = cost_of_million(
        table["params"],
        serving_utilisation(world),
        peak=chip.peaks["16bit"],
        chip_hour_price=price.central,
    )
    demand = peak_to_average(world)

    def query(factor: float) -> pd.Series:
        all_in = inference.all_in_cost_per_mtok(million, factor, reserve_share=0.0, overhead_per_mtok=0.0)
        return inference.query_cost(0.0, each, input_price=all_in, output_price=all_in)

    table["average"], table["at_peak"] = query(1.0), query(demand.central)
    table["peak_low"], table["peak_high"] = query(demand.low), query(demand.high)
    return table


def query_rent(world: World) -> Price:
    """Rent of the chip that queries are priced on: an H100, or an A100 before H100s had a price."""
    of_query = rent(world, CHIP_OF_QUERY)
    return rent(world, EARLIER_CHIP) if of_query is None else of_query


def law(world: World, law_id: str) -> dict[str, float]:
    """Constants of a scaling law as the calculator takes them."""
    table = world.table("scaling_laws")
    table = table[table["law_id"] == law_id].set_index("parameter")["central"]
    return {
        "params_coefficient": float(table["A"]),
        "tokens_coefficient": float(table["B"]),
        "params_exponent": float(table["alpha"]),
        "tokens_exponent": float(table["beta"]),
    }


def compute_optimal_tokens(params: float, constants: dict[str, float]) -> float:
    """Training tokens that are best for a size if nothing is served, by the law's own first-order condition."""
    a, b = constants["params_exponent"], constants["tokens_exponent"]
    ratio = b * constants["tokens_coefficient"] * params**a / (a * constants["params_coefficient"])
    return ratio ** (1 / b)


def served_when_best(params: float, tokens: float, constants: dict[str, float]) -> float:
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
                        "params": best,
                        "tokens": more,
                        "tokens_per_param": more / best,
                        "saving": 1 - after / before,
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def real_ratios(world: World) -> pd.DataFrame:
    """Tokens per parameter of models that people serve: name, tokens_per_param."""
    table = served_models(world)
    extra = world.table("training_runs")
    small = extra[(extra["model_id"] == "llama-3-8b") & extra["tokens"].notna()]
    rows = [[row.name, row.tokens / row.params] for row in table.itertuples(index=False)]
    if len(small):
        params = float(world.row("models", "llama-3-8b")["active_params"])
        rows.append(["Llama 3 8B", float(small["tokens"].iloc[0]) / params])
    return pd.DataFrame(rows, columns=["name", "tokens_per_param"]).sort_values("tokens_per_param", ignore_index=True)


@cache
def shares(world: World) -> pd.DataFrame:
    """Published shares of AI compute or compute spending that go to inference.

    Columns: id, label, as_of, low, central, high [fraction], kind ('estimate', 'prediction', 'spending'), source_key.
    """
    table = world.table("parameters").set_index("id")
    rows = []

    def add(key: str, label: str, kind: str, low: float, central: float, high: float) -> None:
        row = table.loc[key]
        rows.append([key, label, row["as_of"], low, central, high, kind, row["source_key"]])

    kinds = {"2023": "estimate", "2025": "estimate", "2026": "prediction"}
    for year, kind in kinds.items():
        key = f"inference-share-deloitte-{year}"
        if key in table.index:
            share = table.loc[key, "central"]
            add(key, f"Deloitte, {year}" + (" (predicted)" if kind == "prediction" else ""), kind, share, share, share)
    if "openai-inf-2024-epoch" in table.index:
        research = table.loc["openai-rd-2024-epoch", "central"]
        for key, label in (
            ("openai-inf-2024-epoch", "OpenAI 2024, estimate"),
            ("openai-inf-2024-leak", "OpenAI 2024, leaked papers"),
        ):
            row = table.loc[key]
            spent = [row["central"] if np.isnan(row[end]) else row[end] for end in ("low", "central", "high")]
            add(key, label, "spending", *[value / (value + research) for value in spent])
    key = "inference-share-industry-blog-2026"
    if key in table.index:
        row = table.loc[key]
        add(key, "Trade blog, 2026", "estimate", row["low"], (row["low"] + row["high"]) / 2, row["high"])
    columns = ["id", "label", "as_of", "low", "central", "high", "kind", "source_key"]
    return pd.DataFrame(rows, columns=columns).sort_values("as_of", ignore_index=True)


def chatgpt_chips(world: World) -> dict[str, float]:
    """Chips that served ChatGPT in early 2023 by its electricity, and chips reported to have trained it."""
    energy = world.parameter("electricity-per-day-chatgpt-2023").central * 1e6  # Wh
    factor = world.parameter("server-power-mult-a100").central
    tdp = float(world.row("accelerators", "a100-sxm-80")["tdp_w"])
    serving = energy / HOURS_PER_DAY / (factor * tdp)
    trained = world.table("demand").set_index("id").loc["chatgpt-10000", "chips"]
    return {"serving": float(serving), "training": float(trained)}
