"""The live figures of the chapter: their inputs, and the chains of formulas from these to what the sentence says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from headroom.calculator import inference, training
from headroom.evidence import LackingError, World
from headroom.report.controls import Choice, Control, Presets, Slider
from headroom.report.headline import live_inputs
from headroom.report.inference.results import queries, serving, speed
from headroom.report.live import Chain, Step

MODEL, CHIP = "llama-3.1-70b", "h100-sxm"
CONTEXT, BATCH = 1000.0, 64.0
EARLIER_CHIPS = ("tpu-v5e",)
WEIGHTS = {"bf16": "16-bit weights", "fp8": "8-bit weights", "mxfp4": "4-bit weights"}


def defaults(controls: Sequence[Control]) -> dict[str, float]:
    """The inputs of a live figure as it opens."""
    return {one.param: one.value for one in controls if not isinstance(one, Presets)}


# Cost against speed


def server(name: str, *, batch: str, chips: str, bandwidth: str, memory: str, peak: str, price: str) -> Chain:
    """From a batch on one server to speed and cost; the steps are called after `name`."""
    model = {"total_params": "total", "active_params": "active", "experts_per_token": "per_token"}
    fits = {"memory_per_chip": memory, "total_params": "total", "reserved_memory": 0.0}
    cached = {"cached_tokens": "context", "cache_bytes_per_token": "cache"}
    replica, served = {"chips_per_replica": chips}, {"batch": f"{name}_batch"}
    machine = replica | {"memory_bandwidth": bandwidth}
    return Chain(
        **{
            f"{name}_limit": Step(inference.batch_limit, bytes_per_param="weight_bytes", **replica, **fits, **cached),
            f"{name}_batch": Step(inference.served_batch, batch=batch, batch_limit=f"{name}_limit"),
            f"{name}_read": Step(inference.read_params, **model, **served),
            f"{name}_weights": Step(
                inference.weight_time, read_params=f"{name}_read", bytes_per_param="weight_bytes", **machine
            ),
            f"{name}_cache": Step(inference.cache_time, **served, **cached, **machine),
            f"{name}_arithmetic": Step(
                inference.arithmetic_time, active_params="active", peak_flop_per_second=peak, **replica, **served
            ),
            f"{name}_ideal": Step(
                inference.decode_step_time,
                weight_time=f"{name}_weights",
                cache_time=f"{name}_cache",
                arithmetic_time=f"{name}_arithmetic",
                communication_time=0.0,
            ),
            f"{name}_step": Step(
                inference.calibrated_step_time, decode_step_time=f"{name}_ideal", decode_calibration="calibration"
            ),
            f"{name}_speed": Step(inference.user_speed, step_time=f"{name}_step"),
            f"{name}_throughput": Step(inference.decode_throughput, step_time=f"{name}_step", **served),
            f"{name}_cost": Step(
                inference.cost_per_mtok, chip_hour_price=price, throughput=f"{name}_throughput", **replica
            ),
        }
    )


OWN = server(  # the chosen machine
    "own",
    batch="batch",
    chips="own_group",
    bandwidth="own_bandwidth",
    memory="own_memory",
    peak="own_peak",
    price="price",
)
CURVE = server("x", batch="n", chips="size", bandwidth="bandwidth", memory="memory", peak="top", price="paid")


def models(world: World) -> list[str]:
    """Models of the live figure, in its order."""
    return [model for model in speed.SERVED if model in serving.shapes(world)]


def chips(world: World) -> list[str]:
    """Chips of the live figure, in its order: those with a price, of each maker the newest ones."""
    offered = [chip for chip in speed.quoted_rents(world) if chip not in EARLIER_CHIPS]
    if not offered:
        raise LackingError(f"no chip that serves models has a rent up to {world.as_of}")
    return offered


def picked(world: World) -> dict[str, tuple[list, tuple[str, ...]]]:
    """What the chosen model and chip stand for: the values of all, and the inputs that pick one of them."""
    shapes = [serving.shapes(world)[model] for model in models(world)]
    cards = [serving.chips(world)[chip] for chip in chips(world)]
    weights = [speed.SERVED[model] for model in models(world)]
    pairs = list(zip(shapes, weights, strict=True))
    sizes = [[float(serving.group_size(shape, card, w).value) for card in cards] for shape, w in pairs]
    of_model = {
        "total": [shape.total_params for shape in shapes],
        "active": [shape.active_params for shape in shapes],
        "cache": [shape.cache_bytes_per_token for shape in shapes],
        "experts": [shape.experts for shape in shapes],
        "per_token": [shape.experts_per_token for shape in shapes],
    }
    of_chip = {"own_bandwidth": [card.bandwidth for card in cards], "own_memory": [card.memory for card in cards]}
    return {
        **{name: ([float(one.value) for one in many], ("model",)) for name, many in of_model.items()},
        "weight_bytes": ([serving.PRECISION_BYTES[w] for w in weights], ("model",)),
        "own_group": (sizes, ("model", "chip")),
        "own_peak": ([[float(card.peak(w).value) for card in cards] for w in weights], ("model", "chip")),
        **{name: ([float(one.value) for one in many], ("chip",)) for name, many in of_chip.items()},
    }


@live_inputs("inference")
def speed_sliders(
    world: World, *, chip: str = CHIP, context: float = CONTEXT, batch: float = BATCH, calibration: float | None = None
) -> list[Slider]:
    """Inputs of the figure of cost against speed."""
    factor = speed.calibration(world).value if calibration is None else calibration
    first = chip if chip in chips(world) else chips(world)[0]
    price = speed.quoted_rents(world)[first].value
    rent = f"on-demand rent of one {serving.SHORT[first]} on the as-of date"
    cached = "a chat in the middle of its answer; the measured runs have about 400"
    reached = "fitted step times of dense models in small batches; whole services reach less"
    return [
        Slider("price", "Your price", "money", 0.2, 15.0, round(price, 2), rent, unit="per chip-hour", scale="log"),
        Slider("context", "Tokens already in each conversation", "count", 100, 100_000, context, cached, scale="log"),
        Slider(
            "batch", "Conversations served together", "count", 1, 1024, batch, "a moderately loaded server", scale="log"
        ),
        Slider(
            "calibration", "Share of the ideal speed that is reached", "percent", 0.1, 1.0, factor, reached, step=0.01
        ),
    ]


def speed_controls(world: World, *, model: str = MODEL, chip: str = CHIP, **inputs: float | None) -> list[Control]:
    """Model, chip, and the sliders."""
    shapes, rents = serving.shapes(world), {one: price.value for one, price in speed.quoted_rents(world).items()}
    offered = chips(world)
    names = {f"{shapes[m].name}, {WEIGHTS[speed.SERVED[m]]}": float(i) for i, m in enumerate(models(world))}
    presets = {
        f"{serving.SHORT[one]} at {rents[one]:.2f} USD": {"chip": float(i), "price": round(rents[one], 2)}
        for i, one in enumerate(offered)
    }
    cards = {serving.SHORT[one]: float(i) for i, one in enumerate(offered)}
    own = float(offered.index(chip) if chip in offered else 0)
    return [
        Choice("model", "Model", names, float(models(world).index(model)), "measured on two kinds of chips"),
        Choice("chip", "Your chip", cards, own, "the chip that most of the measurements were made on"),
        Presets("Chip at the rent in use", presets),
        *speed_sliders(world, chip=chip, **inputs),
    ]


def speed_values(world: World, inputs: Mapping[str, float]) -> dict[str, float]:
    """What the chosen machine is, and its batch limit, speed and cost, by the calculator's own functions."""
    chosen = {
        name: reduce(lambda values, by: values[int(inputs[by])], picks, many)
        for name, (many, picks) in picked(world).items()
    }
    return chosen | OWN.values({**inputs, **chosen})


# Cost of a query and break-even


def asked(
    peak: float,
    *,
    params: str | float = "params",
    break_even_tokens: str | float = "break_even_tokens",
    before: str = "",
    average: str = "average",
    at_peak: str = "at_peak",
) -> Chain:
    """From a model's size on chips of one peak [FLOP/s] to the cost of a query and the days until break-even.

    The steps on the way are called with `before` in front.
    """
    size = {"prompt_tokens": 0.0, "answer_tokens": "tokens_per_query"}
    used = {"peak_flop_per_second": peak, "mfu": "utilisation", "goodput": 1.0}
    extra = {"peak_to_average": "peak", "reserve_share": 0.0, "overhead_per_mtok": 0.0}
    million, all_in = f"{before}million", f"{before}all_in"
    return Chain(
        **{
            f"{before}flop": Step(training.forward_flop, params=params, tokens=queries.MEGA_TOKENS),
            f"{before}hours": Step(training.chip_hours, training_flop=f"{before}flop", **used),
            million: Step(training.rental_cost, chip_hours=f"{before}hours", chip_hour_price="query_price"),
            all_in: Step(inference.all_in_cost_per_mtok, cost_per_mtok=million, **extra),
            average: Step(inference.query_cost, input_price=million, output_price=million, **size),
            at_peak: Step(inference.query_cost, input_price=all_in, output_price=all_in, **size),
            f"{before}queries": Step(inference.break_even_queries, break_even_tokens=break_even_tokens),
            "days": Step(inference.break_even_days, break_even_queries=f"{before}queries"),
        }
    )


def one_model(world: World, model: str = queries.LIVE_MODEL) -> Chain:
    """The chain for one model, on the chip that queries are priced on."""
    row = queries.served_model(world, model)
    return asked(
        queries.query_peak(world).value,
        params=float(row["params"].value),
        break_even_tokens=float(row["break_even_tokens"].value),
        before="one_",
        average="average_cost",
        at_peak="peak_cost",
    )


@live_inputs("inference")
def query_sliders(
    world: World,
    *,
    tokens_per_query: float | None = None,
    utilisation: float | None = None,
) -> list[Slider]:
    """Inputs of the figure of cost per query and break-even."""
    each, day, demand = queries.tokens_per_query(world), queries.traffic(world), queries.peak_to_average(world)
    price = queries.query_rent(world)
    used = round(float(queries.serving_utilisation(world).value), 3) if utilisation is None else utilisation
    chat = "a chat; reasoning takes ten to twenty times as many"
    reported = f"ChatGPT as reported for {day.as_of:%B %Y}"
    published = "DeepSeek's published day, cached prompts not counted"
    rent, usd = f"on-demand rent of one {serving.SHORT[price.item]} on the as-of date", round(price.value, 2)
    middle = round(demand.value, 2)
    size, asked_for = "Tokens of a query, prompt and answer", tokens_per_query or each.value
    traces = "middle of the published traces"
    return [
        Slider("tokens_per_query", size, "count", 50, 100_000, asked_for, chat, scale="log"),
        Slider("queries_per_day", "Queries a day", "count", 1e5, 1e11, day.value, reported, scale="log"),
        Slider("peak", "Peak over average of demand", "ratio", 1.0, 6.0, middle, traces, step=0.05),
        Slider("utilisation", "Model FLOP over peak while serving", "percent", 0.02, 0.6, used, published, step=0.01),
        Slider("query_price", "Price", "money", 0.2, 15.0, usd, rent, unit="per chip-hour", scale="log"),
    ]
