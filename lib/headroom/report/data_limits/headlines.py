"""Headline results of the chapter on data limits, and the inputs of its live figures."""

from __future__ import annotations

import numpy as np

from headroom.calculator import data_limits
from headroom.evidence import World
from headroom.report.controls import Choice, Slider
from headroom.report.data_limits import caps, laws, models, prices, stock
from headroom.report.estimate import Estimate
from headroom.report.headline import headline, live_inputs

EPOCHS = 4  # that the authors of the law call nearly as good as fresh text


@headline("data_limits.crossing-year", "Year in which training sets meet the stock of text", "stock-and-demand")
def crossing_year(world: World) -> Estimate:
    """Median year of the rebuilt projection of 2024, with its 80 % interval."""
    return stock.crossing_estimate(world)


@headline("data_limits.headroom", "Effective stock of text over the largest training text", "stock-and-demand")
def headroom(world: World) -> Estimate:
    """How many times the largest disclosed training text fits into the effective stock."""
    biggest = stock.largest(world, text_only=True)
    return Estimate.from_samples(
        stock.headroom(world),
        "ratio",
        sources=(*stock.KEYS, biggest["source_key"]),
        basis=f"against the text of {biggest['name']}",
    )


@headline("data_limits.disclosed-growth", "Growth of the largest disclosed training text", "training-text")
def disclosed_growth(world: World) -> Estimate:
    """Growth per year over the last two years."""
    return stock.disclosed_growth(world)


@headline("data_limits.tokens-per-parameter", "Tokens per parameter of the largest models", "tokens-per-parameter")
def tokens_per_parameter(world: World) -> Estimate:
    """Median over the ten models with most compute of three years, with their range."""
    return Estimate.across(
        models.largest_recent(world)["tokens_per_param"],
        "count",
        sources=("epoch2025models",),
        basis="the ten models with most compute of three years; of sparse models the parameters in use",
    )


@headline("data_limits.epochs", "Worth of text read four times over text read once", "worth-of-an-epoch")
def epochs(world: World) -> Estimate:
    """Effective over unique text at four epochs, with the worse of two published fits as the low end."""
    limits = [
        laws.limits(world)["token_repetition_limit"],
        laws.constants(world, "muennighoff2023-repetition-data-only")["R_D_star"],
    ]
    best, worse = (float(data_limits.effective_tokens(1.0, EPOCHS, token_repetition_limit=limit)) for limit in limits)
    return Estimate(
        best,
        "ratio",
        min(worse, best),
        max(worse, best),
        level=None,
        sources=("muennighoff2023dataconstrained",),
        basis="two fits of the same runs",
    )


@headline("data_limits.next-tenfold", "Gain of the next tenfold of compute over the last", "loss-under-caps")
def next_tenfold(world: World) -> Estimate:
    """Loss that the next tenfold removes over what the last one did, over laws, stocks and uses of text."""
    run = caps.largest_run(world)
    cases = caps.plateau(world)
    return Estimate.from_samples(
        np.concatenate(list(cases.values())),
        "percent",
        sources=(*laws.sources(world, *laws.PARAMETRIC), run["source_key"]),
        basis=f"from the compute of {run['name']}, {len(cases)} combinations of law and use of text",
    )


@headline("data_limits.law-band", "Largest over smallest best size among the laws", "laws-compared")
def law_band(world: World) -> Estimate:
    """Ratio of the best sizes that the laws give at the compute of the largest known run."""
    run = caps.largest_run(world)
    sizes = laws.allocation(world, (float(run["training_flop"]),))
    return Estimate(
        float(sizes["params"].max() / sizes["params"].min()),
        "ratio",
        sources=laws.sources(world, *laws.PARAMETRIC, *laws.LINES),
        basis=f"{len(sizes)} laws at the compute of {run['name']}",
    )


@headline("data_limits.synthetic-trillion", "Rent to generate a trillion tokens", "price-of-text")
def synthetic_trillion(world: World) -> Estimate:
    """Rent of the H100-hours in which a trillion tokens are written."""
    price = prices.synthetic_price(world)
    value, low, high = (prices.TRILLION * v for v in (price.value, price.low, price.high))
    return Estimate(value, "money", low, high, sources=price.sources, as_of=price.as_of, basis=price.basis)


@headline("data_limits.licensed-set", "Text of Llama 3 at the cheapest licence", "price-of-text")
def licensed_set(world: World) -> Estimate:
    """What as much text as Llama 3 read would cost at the cheapest and at the dearest licence."""
    table = prices.ladder(world)
    table = table[table["kind"] == "licence"]
    return Estimate(
        float(table["set_usd"].min()),
        "money",
        float(table["set_usd"].min()),
        float(table["set_usd"].max()),
        level=None,
        sources=tuple(table["source_key"]),
        basis=f"{len(table)} licences with a known amount of text",
    )


@live_inputs("data_limits")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure on stock and demand, with the reason for each default."""
    biggest = stock.largest(world, text_only=True)
    growth = world.row("trends", "training-set-villalobos")["growth_per_year"]
    effective = stock.stock_estimate(world, "effective")
    return [
        Slider(
            "demand_growth",
            "Growth of training sets a year",
            "ratio",
            1.25,
            5.0,
            float(growth),
            "past growth, by the study of 2024",
            step=0.05,
        ),
        Slider(
            "training_set",
            "Largest training set today",
            "count",
            1e12,
            1e15,
            float(biggest["tokens"]),
            f"{biggest['name']}, the largest text disclosed",
            unit="tokens",
            scale="log",
        ),
        Slider(
            "stock_tokens",
            "Effective stock in 2024",
            "count",
            1e13,
            1e16,
            float(f"{effective.value:.2g}"),
            "median of the stock model",
            unit="tokens",
            scale="log",
        ),
        Slider(
            "overtraining",
            "Overtraining",
            "ratio",
            1.0,
            100.0,
            1.0,
            "as today; further overtraining multiplies tokens by its root",
            scale="log",
        ),
    ]


def stock_growth(world: World) -> float:
    """Median growth of the stock [factor per year]."""
    return float(np.median(stock.stock_samples(world)["growth"]))


def live_crossing(world: World, values: dict[str, float]) -> dict[str, float]:
    """Date at which demand meets the stock and the tokens then, by the calculator's own functions."""
    today, growth = stock.year(world.as_of), stock_growth(world)
    at = data_limits.year_of_exhaustion(
        values["stock_tokens"],
        values["training_set"],
        stock_year=stock.STOCK_YEAR,
        demand_year=today,
        stock_growth=growth,
        demand_growth=values["demand_growth"],
        overtraining=values["overtraining"],
    )
    tokens = data_limits.stock_after(values["stock_tokens"], growth, years=at - stock.STOCK_YEAR)
    return {"cross_year": float(at), "cross_tokens": float(tokens)}


def law_choice() -> Choice:
    """The switch between parametric laws, by their place in `laws.PARAMETRIC`."""
    options = {label: float(place) for place, label in enumerate(laws.PARAMETRIC.values())}
    return Choice("law", "Scaling law", options, 0.0, "agrees with Chinchilla itself and with two other methods")


def compute_slider(world: World) -> Slider:
    """The compute at which the laws are compared."""
    run = caps.largest_run(world)
    value = float(run["training_flop"])
    return Slider(
        "compute", "Training compute", "flop", 1e21, 1e29, value, f"{run['name']}, the largest run known", scale="log"
    )


def live_law(world: World, law: str, flop: float) -> dict[str, float]:
    """Best model of a compute under a law, by the calculator's own functions."""
    shape = laws.shape(world, law)
    return {
        "best_params": float(data_limits.frontier_params(flop, **shape)),
        "best_tokens": float(data_limits.frontier_tokens(flop, **shape)),
        "best_ratio": float(data_limits.frontier_tokens_per_param(flop, **shape)),
    }
