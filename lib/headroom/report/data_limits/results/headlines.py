"""Headline results of the chapter on data limits."""

from __future__ import annotations

from headroom.evidence import World
from headroom.evidence.aggregates import among, least_of, mixture_of
from headroom.report.data_limits.results import caps, crossing, laws, models, prices, sets, stock
from headroom.report.estimate import Estimate
from headroom.report.facts.runs import largest_run
from headroom.report.headline import headline

EPOCHS = 4  # that the authors of the law call nearly as good as fresh text


@headline("data_limits.crossing-year", "Year in which training sets meet the stock of text", "stock-and-demand")
def crossing_year(world: World) -> Estimate:
    """Year of the rebuilt projection of 2024, with its 80 % interval."""
    return crossing.crossing_estimate(world)


@headline("data_limits.headroom", "Effective stock of text over the largest training text", "stock-and-demand")
def headroom(world: World) -> Estimate:
    """How many times the largest disclosed training text fits into the effective stock."""
    biggest = sets.largest(world, text_only=True)
    return Estimate.of(stock.headroom(world), "ratio", basis=f"against the text of {biggest['name']}")


@headline("data_limits.disclosed-growth", "Growth of the largest disclosed training text", "training-text")
def disclosed_growth(world: World) -> Estimate:
    """Growth per year over the last two years."""
    return sets.disclosed_growth(world)


@headline(
    "data_limits.tokens-per-parameter",
    "Tokens per parameter of the largest disclosed dense models",
    "tokens-per-parameter",
    unit="tokens",
)
def tokens_per_parameter(world: World) -> Estimate:
    """Median over the ten models with most compute of three years, with their range."""
    basis = "the ten dense models of disclosed size and text with most compute of three years"
    return Estimate.of(models.tokens_per_param(world), "count", basis=basis)


@headline("data_limits.epochs", "Worth of text read four times over text read once", "worth-of-an-epoch")
def epochs(world: World) -> Estimate:
    """Effective over unique text at four epochs, with the worse of two published fits as the low end."""
    best, worse = caps.effective(world, EPOCHS)
    return Estimate.of(among(best, [worse]), "ratio", basis="two fits of the same runs")


@headline(
    "data_limits.next-tenfold", "Gain of the next tenfold of compute over the last, if the laws hold", "loss-under-caps"
)
def next_tenfold(world: World) -> Estimate:
    """Loss that the next tenfold removes over what the last one did, over laws, stocks and uses of text."""
    cases = caps.plateau(world)
    run = largest_run(world)
    basis = f"from the compute of {run.name}, {len(cases)} combinations of law and use of text"
    return Estimate.of(mixture_of(list(cases.values())), "percent", basis=basis)


@headline("data_limits.law-band", "Largest over smallest best size among the laws", "laws-compared")
def law_band(world: World) -> Estimate:
    """Ratio of the best sizes that the laws give at the compute of the largest known run."""
    run = largest_run(world)
    count = len(laws.PARAMETRIC | laws.LINES)
    return Estimate.of(laws.apart(world, run.flop), "ratio", basis=f"{count} laws at the compute of {run.name}")


@headline("data_limits.synthetic-trillion", "List price of a trillion generated tokens", "price-of-text")
def synthetic_trillion(world: World) -> Estimate:
    """What open models' hosts list for a trillion written tokens."""
    listed = prices.api_prices(world)
    count = "one quote" if len(listed) == 1 else f"median of {len(listed)} list prices"
    last = listed["as_of"].max()
    basis = f"{count} up to {last:%B %Y} of open models about as large as writers of training text need to be"
    return Estimate.of(prices.TRILLION * prices.api_price(world), "money", as_of=last.date(), basis=basis)


@headline("data_limits.licensed-set", "Text of Llama 3 at the cheapest licence", "price-of-text")
def licensed_set(world: World) -> Estimate:
    """What as much text as Llama 3 read would cost at the cheapest and at the dearest licence."""
    paid = prices.licences(world)["set_usd"]
    return Estimate.of(among(least_of(paid), paid), "money", basis=f"{len(paid)} licences with a known amount of text")
