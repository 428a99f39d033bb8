"""The live figures of the chapter: their inputs, and the formulas that lead from them to what is shown."""

from __future__ import annotations

from headroom.calculator import data_limits
from headroom.evidence import Quantity, World
from headroom.report.controls import Choice, Slider
from headroom.report.data_limits.results import laws, sets, stock
from headroom.report.facts.runs import largest_run
from headroom.report.headline import live_inputs
from headroom.report.live import Chain, Step

GROWTH = "training-set-villalobos"  # of training sets up to 2024, the row of the table of trends
LAW = {name: f"law_{name}" for symbol, name in laws.SYMBOLS.items() if symbol != "E"}  # constants of the law in use
BEST = Chain(
    best_params=Step(data_limits.frontier_params, training_flop="compute", **LAW),
    best_tokens=Step(data_limits.frontier_tokens, training_flop="compute", **LAW),
    best_ratio=Step(data_limits.frontier_tokens_per_param, training_flop="compute", **LAW),
)
DEMAND_MET = Chain(  # in the chart: demand, carried on to the date that `meeting` finds by a step of that name
    cross_tokens=Step(
        data_limits.demand_after, training_set_tokens="training_set", years="cross_year_years_to_exhaustion"
    )
)


@live_inputs("data_limits")
def sliders(world: World) -> list[Slider]:
    """Inputs of the live figure on stock and demand, with the reason for each default."""
    biggest = sets.largest(world, text_only=True)
    growth = world.range("trends", GROWTH, "growth_per_year").value
    size, past = float(biggest["tokens"].value), "past growth, by the study of 2024"
    effective = float(f"{stock.stocks(world)['effective'].value:.2g}")
    disclosed, model = f"{biggest['name']}, the largest text disclosed", "central value of the stock model"
    further = "as today; further overtraining multiplies tokens by its root"
    logarithmic = {"unit": "tokens", "scale": "log"}
    return [
        Slider("demand_growth", "Growth of training sets a year", "ratio", 1.25, 5.0, float(growth), past, step=0.05),
        Slider("training_set", "Largest training set today", "count", 1e12, 1e15, size, disclosed, **logarithmic),
        Slider("stock_tokens", "Effective stock in 2024", "count", 1e13, 1e16, effective, model, **logarithmic),
        Slider("overtraining", "Overtraining", "ratio", 1.0, 100.0, 1.0, further, scale="log"),
    ]


def stock_growth(world: World) -> Quantity:
    """Growth of the stock at which the live figure stands [factor per year]."""
    return stock.stocks(world)["growth"].settled()


def meeting(world: World) -> Chain:
    """From the inputs to the date at which demand meets the stock."""
    step = Step(
        data_limits.year_of_exhaustion,
        training_set_tokens="training_set",
        stock_year=stock.STOCK_YEAR,
        demand_year=sets.year(world.as_of),
        stock_growth=stock_growth(world),
    )
    return Chain(cross_year=step)


def crossing(world: World, inputs: dict[str, float | Quantity]) -> dict[str, Quantity]:
    """Date at which demand meets the stock, and the tokens of both then: those of the stock."""
    at = meeting(world).results(inputs)["cross_year"]
    tokens = data_limits.stock_after(inputs["stock_tokens"], stock_growth(world), years=at - stock.STOCK_YEAR)
    return {"cross_year": at, "cross_tokens": tokens}


def opened(world: World) -> dict[str, float]:
    """The live figure on stock and demand as it opens: its inputs, and what follows from them."""
    inputs = {slider.param: slider.value for slider in sliders(world)}
    return inputs | {name: float(found.value) for name, found in crossing(world, inputs).items()}


def defaults(world: World) -> dict[str, float | Quantity]:
    """The defaults of `sliders` with the rows that they come from: points, as a reader's own inputs are."""
    stated = {slider.param: slider.value for slider in sliders(world)}
    rest = {
        "demand_growth": world.range("trends", GROWTH, "growth_per_year"),
        "training_set": sets.largest(world, text_only=True)["tokens"],
        "stock_tokens": stock.stocks(world)["effective"],
    }
    return stated | {name: Quantity(stated[name], rows=known.rows) for name, known in rest.items()}


def law_choice() -> Choice:
    """The switch between parametric laws, by their place in `laws.PARAMETRIC`."""
    options = {label: float(place) for place, label in enumerate(laws.PARAMETRIC.values())}
    return Choice("law", "Scaling law", options, 0.0, "agrees with Chinchilla itself and with two other methods")


def compute_slider(world: World, disputed: bool = False) -> Slider:
    """The compute at which the laws are compared: that of the largest run of a table."""
    run = largest_run(world, disputed=disputed)
    value = float(run.flop.value)
    return Slider(
        "compute", "Training compute", "flop", 1e21, 1e29, value, f"{run.name}, the largest run known", scale="log"
    )


def best(world: World, law: str, flop: float) -> dict[str, float]:
    """Best model of a compute under a law."""
    constants = {LAW[name]: value for name, value in laws.shape(world, law).items()}
    return BEST.values(constants | {"compute": flop})
