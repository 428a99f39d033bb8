"""Headline results of the chapter on inference, and the inputs of its live figures."""

from __future__ import annotations

import numpy as np

from headroom.calculator import inference
from headroom.evidence import LackingError, World
from headroom.evidence.aggregates import among, least_of, median_of
from headroom.evidence.columns import plain
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.estimate import Estimate
from headroom.report.headline import headline, live_inputs
from headroom.report.inference import hardware, lifetime, prices, serving, test_time

SPEED = 20.0  # tokens per second: about three times as fast as people read


@headline("inference.price-decline", "Yearly fall of the price of a fixed score, median task", "declines")
def price_decline(world: World) -> Estimate:
    """Published median of the fall; before it was published, the median of this book's own capabilities."""
    if "price-decline-epoch-median" in set(world.table("parameters")["id"]):
        basis = "six benchmarks; the fastest falls rest on four models each"
        published = prices.median_decline(world)
        return Estimate.of(published, "growth", basis=basis, as_of=published.as_of)
    falls = prices.falls(world)["factor_per_year"].dropna()
    return Estimate.of(median_of(falls), "growth", basis=f"cheapest list price of {len(falls)} capabilities")


@headline("inference.frontier-price", "List price of a million tokens of OpenAI's flagship", "price-of-capability")
def frontier_price(world: World) -> Estimate:
    """Blended price of the newest flagship; the range is from the cheapest flagship so far to it."""
    cheapest, newest = prices.frontier_trough(world)
    basis = f"{newest['variant']}, three parts input to one output; range from the cheapest flagship so far"
    usd = among(newest["usd_per_mtok_blended"], [cheapest["usd_per_mtok_blended"]])
    return Estimate.of(usd, "money", basis=basis, as_of=newest["as_of"].date())


@headline(
    "inference.cost-of-tokens", "Cost of a million tokens of Llama 3.1 70B at 20 tokens a second", "cost-at-speed"
)
def cost_of_tokens(world: World) -> Estimate:
    """Least calculated cost over chips, with the spread of the calibration and of the rent."""
    table = hardware.cost_at_speeds(world)
    own = table[(table["model_id"] == "llama-3.1-70b") & (table["speed"] == SPEED)]
    if own.empty:
        raise LackingError(f"no chip with a price serves Llama 3.1 70B at {SPEED:.0f} tokens a second")
    best = own.loc[plain(own["usd"]).idxmin()]
    basis = f"{best['group']:.0f} {best['chip']}, chips alone and always busy, roofline over the calibration"
    return Estimate.of(least_of(own["usd"]), "money", basis=basis)


@headline("inference.roofline", "Share of the roofline that chat servers reach", "roofline-error")
def roofline_share(world: World) -> Estimate:
    """Median of measured over ideal throughput in chat, with its 5 % and 95 % points."""
    table = serving.against_roofline(world)
    chat = table[table["scenario_key"] == "chat"]["reached"]
    if chat.empty:  # before the sweeps were measured
        return Estimate.of(hardware.calibration(world), "percent", basis="assumed")
    basis = f"{len(chat)} measurements, all batches"
    return Estimate.of(median_of(chat, between=(0.05, 0.95)), "percent", basis=basis)


@headline("inference.exchange", "Tenfolds of inference that replace a tenfold of training", "exchange-map")
def exchange(world: World) -> Estimate:
    """Slope of the exchange over the measured ranges."""
    return Estimate.of(
        test_time.exchange_slope(world), "number", basis="each published range one voice; board game, survey"
    )


@headline("inference.test-time-gain", "Gain in score for ten times the computing per answer", "coverage-and-choice")
def test_time_gain(world: World) -> Estimate:
    """Median over published series."""
    gains = test_time.scaling_series(world)["gain_per_tenfold"]
    basis = f"{len(gains)} published series: samples with a check, votes and rankings, longer thinking"
    return Estimate.of(median_of(gains), "percent", basis=basis)


@headline(
    "inference.query-cost", "Cost of a chat query to Llama 3 70B, with capacity for the peak", "query-and-breakeven"
)
def query_cost(world: World) -> Estimate:
    """Chips alone, on rented H100s; the interval combines length, rent and peak."""
    costs = lifetime.query_costs(world).set_index("model_id")["at_peak"]
    usd = costs["llama-3-70b" if "llama-3-70b" in costs.index else "llama-2-70b"]
    length = lifetime.tokens_per_query(world).value
    basis = f"{length:.0f} tokens, prompt and answer; chips alone, at the utilisation of one published service"
    return Estimate.of(usd, "money", basis=basis)


@headline(
    "inference.break-even",
    "Days of ChatGPT's traffic until serving passes the training of Llama 3.1 405B",
    "query-and-breakeven",
)
def break_even_days(world: World) -> Estimate:
    """Days at the newest known traffic; the range is over the length of a query."""
    table = lifetime.break_even(world).set_index("model_id")
    row = table.loc["llama-3.1-405b" if "llama-3.1-405b" in table.index else table.index[-1]]
    queries = lifetime.traffic(world).value
    basis = f"{row['name']}, {queries:,.0f} queries a day; range over the tokens of a query"
    return Estimate.of(row["days"], "days", basis=basis)


@headline("inference.share", "Inference's share of AI computing", "inference-share")
def inference_share(world: World) -> Estimate:
    """Median of the shares published for the newest two years."""
    table = lifetime.shares(world)
    table = table[table["as_of"] >= table["as_of"].max() - np.timedelta64(731, "D")]
    return Estimate.of(
        lifetime.middle_share(table),
        "percent",
        as_of=table["as_of"].max().date(),
        basis=f"{len(table)} published figures; they measure different things",
    )


# Inputs of the figure of cost against speed.

LIVE_CONTEXT, LIVE_BATCH = 1000.0, 64.0
LIVE_MODEL, LIVE_CHIP = "llama-3.1-70b", "h100-sxm"
EARLIER_CHIPS = ("tpu-v5e",)
WEIGHTS = {"bf16": "16-bit weights", "fp8": "8-bit weights", "mxfp4": "4-bit weights"}


def live_models(world: World) -> list[str]:
    """Models of the live figure, in its order."""
    return [model for model in hardware.SERVED if model in serving.shapes(world)]


def live_chips(world: World) -> list[str]:
    """Chips of the live figure, in its order: those with a price, of each maker the newest ones."""
    return [chip for chip in hardware.quoted_rents(world) if chip not in EARLIER_CHIPS]


@live_inputs("inference")
def speed_sliders(world: World) -> list[Slider]:
    """Inputs of the figure of cost against speed."""
    factor = hardware.calibration(world)
    chips = live_chips(world)
    first = LIVE_CHIP if LIVE_CHIP in chips else chips[0]
    price = hardware.quoted_rents(world)[first].value
    return [
        Slider(
            "price",
            "Your price",
            "money",
            0.2,
            15.0,
            round(price, 2),
            f"on-demand rent of one {serving.SHORT[first]} on the as-of date",
            unit="per chip-hour",
            scale="log",
        ),
        Slider(
            "context",
            "Tokens already in each conversation",
            "count",
            100,
            100_000,
            LIVE_CONTEXT,
            "a chat in the middle of its answer; the measured runs have about 400",
            scale="log",
        ),
        Slider(
            "batch",
            "Conversations served together",
            "count",
            1,
            1024,
            LIVE_BATCH,
            "a moderately loaded server",
            scale="log",
        ),
        Slider(
            "calibration",
            "Share of the ideal speed that is reached",
            "percent",
            0.1,
            1.0,
            factor.value,
            "fitted step times of dense models in small batches; whole services reach less",
            step=0.01,
        ),
    ]


def speed_controls(world: World) -> list[Control]:
    """Model, chip, and the sliders."""
    models, chips = live_models(world), live_chips(world)
    prices_of = {chip: price.value for chip, price in hardware.quoted_rents(world).items()}
    shapes = serving.shapes(world)
    names = {f"{shapes[m].name}, {WEIGHTS[hardware.SERVED[m]]}": float(i) for i, m in enumerate(models)}
    presets = {
        f"{serving.SHORT[chip]} at {prices_of[chip]:.2f} USD": {"chip": float(i), "price": round(prices_of[chip], 2)}
        for i, chip in enumerate(chips)
    }
    own = chips.index(LIVE_CHIP) if LIVE_CHIP in chips else 0
    return [
        Choice("model", "Model", names, float(models.index(LIVE_MODEL)), "measured on two kinds of chips"),
        Choice(
            "chip",
            "Your chip",
            {serving.SHORT[chip]: float(i) for i, chip in enumerate(chips)},
            float(own),
            "the chip that most of the measurements were made on",
        ),
        Presets("Chip at the rent in use", presets),
        *speed_sliders(world),
    ]


def speed_result(world: World, values: dict[str, float]) -> dict[str, float]:
    """Speed, cost and batch limit of the chosen machine by the calculator's own functions."""
    model = live_models(world)[int(values["model"])]
    shape = serving.shapes(world)[model]
    chip = serving.chips(world)[live_chips(world)[int(values["chip"])]]
    precision = hardware.SERVED[model]
    group = serving.group_size(shape, chip, precision)
    how = {"group": group, "cached_tokens": values["context"], "precision": precision}
    limit = serving.batch_limit(shape, chip, **how)
    batch = inference.served_batch(values["batch"], limit)
    step = inference.calibrated_step_time(serving.ideal_step(shape, chip, batch=batch, **how), values["calibration"])
    throughput = inference.decode_throughput(batch, step)
    found = {
        "own_group": group,
        "own_limit": limit,
        "own_batch": batch,
        "own_speed": inference.user_speed(step),
        "own_cost": inference.cost_per_mtok(values["price"], throughput, chips_per_replica=group),
    }
    return {name: float(quantity.value) for name, quantity in found.items()}


# Inputs of the figure of queries and break-even.


@live_inputs("inference")
def query_sliders(world: World) -> list[Slider]:
    """Inputs of the figure of cost per query and break-even."""
    each, day, demand = lifetime.tokens_per_query(world), lifetime.traffic(world), lifetime.peak_to_average(world)
    price = lifetime.query_rent(world)
    name = serving.SHORT[price.item]
    return [
        Slider(
            "tokens_per_query",
            "Tokens of a query, prompt and answer",
            "count",
            50,
            100_000,
            each.value,
            "a chat; reasoning takes ten to twenty times as many",
            scale="log",
        ),
        Slider(
            "queries_per_day",
            "Queries a day",
            "count",
            1e5,
            1e11,
            day.value,
            f"ChatGPT as reported for {day.as_of:%B %Y}",
            scale="log",
        ),
        Slider(
            "peak",
            "Peak over average of demand",
            "ratio",
            1.0,
            6.0,
            round(demand.value, 2),
            "middle of the published traces",
            step=0.05,
        ),
        Slider(
            "utilisation",
            "Model FLOP over peak while serving",
            "percent",
            0.02,
            0.6,
            round(float(lifetime.serving_utilisation(world).value), 3),
            "DeepSeek's published day, cached prompts not counted",
            step=0.01,
        ),
        Slider(
            "query_price",
            "Price",
            "money",
            0.2,
            15.0,
            round(price.value, 2),
            f"on-demand rent of one {name} on the as-of date",
            unit="per chip-hour",
            scale="log",
        ),
    ]


LIVE_QUERY_MODEL = "llama-3.1-405b"


def query_result(world: World, values: dict[str, float]) -> dict[str, float]:
    """Cost of a query at average and at peak, and days to break-even, of one model by the calculator's functions."""
    table = lifetime.served_models(world).set_index("model_id")
    row = table.loc[LIVE_QUERY_MODEL]
    chip = serving.chips(world)[lifetime.query_rent(world).item]
    million = lifetime.cost_of_million(
        row["params"], values["utilisation"], peak=chip.peaks["16bit"], chip_hour_price=values["query_price"]
    )
    all_in = inference.all_in_cost_per_mtok(million, values["peak"], reserve_share=0.0, overhead_per_mtok=0.0)
    size = values["tokens_per_query"]
    queries = inference.break_even_queries(row["break_even_tokens"], size)
    found = {
        "average_cost": inference.query_cost(0.0, size, input_price=million, output_price=million),
        "peak_cost": inference.query_cost(0.0, size, input_price=all_in, output_price=all_in),
        "days": inference.break_even_days(queries, values["queries_per_day"]),
    }
    return {name: float(quantity.value) for name, quantity in found.items()}
