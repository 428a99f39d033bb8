"""Headline results of the chapter on data limits, and the inputs of its live figures."""

from __future__ import annotations

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.evidence.aggregates import among, greatest_of, least_of, median_of, mixture_of
from headroom.evidence.columns import rows_in
from headroom.report.controls import Choice, Slider
from headroom.report.data_limits import caps, laws, models, prices, stock
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.headline import headline, live_inputs

EPOCHS = 4  # that the authors of the law call nearly as good as fresh text


@headline("data_limits.crossing-year", "Year in which training sets meet the stock of text", "stock-and-demand")
def crossing_year(world: World) -> Estimate:
    """Year of the rebuilt projection of 2024, with its 80 % interval."""
    return stock.crossing_estimate(world)


@headline("data_limits.headroom", "Effective stock of text over the largest training text", "stock-and-demand")
def headroom(world: World) -> Estimate:
    """How many times the largest disclosed training text fits into the effective stock."""
    biggest = stock.largest(world, text_only=True)
    return Estimate.of(stock.headroom(world), "ratio", basis=f"against the text of {biggest['name']}")


@headline("data_limits.disclosed-growth", "Growth of the largest disclosed training text", "training-text")
def disclosed_growth(world: World) -> Estimate:
    """Growth per year over the last two years."""
    return stock.disclosed_growth(world)


@headline("data_limits.tokens-per-parameter", "Tokens per parameter of the largest models", "tokens-per-parameter")
def tokens_per_parameter(world: World) -> Estimate:
    """Median over the ten models with most compute of three years, with their range."""
    middle = median_of(models.largest_recent(world)["tokens_per_param"])
    return Estimate.of(
        middle.also(rows_in(models.recent(world)["flop"])),
        "count",
        basis="the ten models with most compute of three years; of sparse models the parameters in use",
    )


@headline("data_limits.epochs", "Worth of text read four times over text read once", "worth-of-an-epoch")
def epochs(world: World) -> Estimate:
    """Effective over unique text at four epochs, with the worse of two published fits as the low end."""
    best, worse = (
        data_limits.effective_tokens(1.0, EPOCHS, token_repetition_limit=limit)
        for limit in (
            laws.limits(world)["token_repetition_limit"],
            laws.constants(world, "muennighoff2023-repetition-data-only")["R_D_star"],
        )
    )
    return Estimate.of(among(best, [worse]), "ratio", basis="two fits of the same runs")


@headline("data_limits.next-tenfold", "Gain of the next tenfold of compute over the last", "loss-under-caps")
def next_tenfold(world: World) -> Estimate:
    """Loss that the next tenfold removes over what the last one did, over laws, stocks and uses of text."""
    cases = caps.plateau(world)
    return Estimate.of(
        mixture_of(list(cases.values())),
        "percent",
        basis=f"from the compute of {largest_run(world).name}, {len(cases)} combinations of law and use of text",
    )


@headline("data_limits.law-band", "Largest over smallest best size among the laws", "laws-compared")
def law_band(world: World) -> Estimate:
    """Ratio of the best sizes that the laws give at the compute of the largest known run."""
    run = largest_run(world)
    sizes = laws.best_sizes(world, run.flop)
    return Estimate.of(
        greatest_of(sizes) / least_of(sizes), "ratio", basis=f"{len(sizes)} laws at the compute of {run.name}"
    )


@headline("data_limits.synthetic-trillion", "Rent to generate a trillion tokens", "price-of-text")
def synthetic_trillion(world: World) -> Estimate:
    """Rent of the H100-hours in which a trillion tokens are written."""
    return Estimate.of(
        prices.TRILLION * prices.synthetic_price(world),
        "money",
        as_of=world.as_of,
        basis="an H100 rented on demand, writing as much in an hour as for Cosmopedia",
    )


@headline("data_limits.licensed-set", "Text of Llama 3 at the cheapest licence", "price-of-text")
def licensed_set(world: World) -> Estimate:
    """What as much text as Llama 3 read would cost at the cheapest and at the dearest licence."""
    paid = prices.licences(world)["set_usd"]
    return Estimate.of(among(least_of(paid), paid), "money", basis=f"{len(paid)} licences with a known amount of text")


@live_inputs("data_limits")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure on stock and demand, with the reason for each default."""
    biggest = stock.largest(world, text_only=True)
    growth = world.range("trends", "training-set-villalobos", "growth_per_year")
    effective = stock.stocks(world)["effective"]
    return [
        Slider(
            "demand_growth",
            "Growth of training sets a year",
            "ratio",
            1.25,
            5.0,
            float(growth.value),
            "past growth, by the study of 2024",
            step=0.05,
        ),
        Slider(
            "training_set",
            "Largest training set today",
            "count",
            1e12,
            1e15,
            float(biggest["tokens"].value),
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
            "central value of the stock model",
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


def stock_growth(world: World) -> Quantity:
    """Growth of the stock at which the live figure stands [factor per year]."""
    return stock.stocks(world)["growth"].settled()


def crossing(world: World, values: dict[str, float | Quantity]) -> dict[str, Quantity]:
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
    return {"cross_year": at, "cross_tokens": tokens}


def live_crossing(world: World, values: dict[str, float]) -> dict[str, float]:
    """`crossing` at the values of the live figure's inputs."""
    return {name: float(found.value) for name, found in crossing(world, values).items()}


def defaults(world: World) -> dict[str, float | Quantity]:
    """The defaults of `sliders` with the rows that they come from: points, as a reader's own inputs are."""
    stated = {slider.param: slider.value for slider in sliders(world)}
    rest = {
        "demand_growth": world.range("trends", "training-set-villalobos", "growth_per_year"),
        "training_set": stock.largest(world, text_only=True)["tokens"],
        "stock_tokens": stock.stocks(world)["effective"],
    }
    return stated | {name: Quantity(stated[name], rows=known.rows) for name, known in rest.items()}


def law_choice() -> Choice:
    """The switch between parametric laws, by their place in `laws.PARAMETRIC`."""
    options = {label: float(place) for place, label in enumerate(laws.PARAMETRIC.values())}
    return Choice("law", "Scaling law", options, 0.0, "agrees with Chinchilla itself and with two other methods")


def compute_slider(world: World) -> Slider:
    """The compute at which the laws are compared."""
    run = largest_run(world)
    value = float(run.flop.value)
    return Slider(
        "compute", "Training compute", "flop", 1e21, 1e29, value, f"{run.name}, the largest run known", scale="log"
    )


def live_law(world: World, law: str, flop: float) -> dict[str, float]:
    """Best model of a compute under a law, by the calculator's own functions."""
    shape = laws.shape(world, law)
    best = {
        "best_params": data_limits.frontier_params(flop, **shape),
        "best_tokens": data_limits.frontier_tokens(flop, **shape),
        "best_ratio": data_limits.frontier_tokens_per_param(flop, **shape),
    }
    return {name: float(found.value) for name, found in best.items()}
