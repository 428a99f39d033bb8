"""Rents, and the cost of owning: the opening of the chapter and its first three sections."""

from __future__ import annotations

from datetime import date

import pandas as pd

from headroom.evidence import Price, Quantity, World
from headroom.evidence.aggregates import greatest_of
from headroom.evidence.quantity import PROBABILITY
from headroom.report import format as fmt
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import system_price
from headroom.report.facts.supply import metric
from headroom.report.prose import Prose, prose
from headroom.report.scarcity.results import concentration, headlines, market, owning, sellers
from headroom.report.scarcity.results.owning import H100, REFERENCE_USE

A100 = "a100-sxm-80"
BEFORE = date(2022, 6, 30)  # half a year before ChatGPT: nobody spoke of a shortage
RESALE = "resale of an H100 node after 36 months; one weak source"
RESALE_SEEN = Quantity(0.3)  # of the purchase price, before a row of the tables says it
QUOTED = "; dealers' last quotes of servers"
MANY = 5  # "many times as far"


def quoted(row: pd.Series, basis: str) -> Estimate:
    """A single published price as an estimate."""
    return Estimate.of(row["usd"], "money", as_of=row["as_of"].date(), basis=basis)


def side(difference: Estimate) -> str:
    """A direction in words."""
    return "above" if difference.value >= 0 else "below"


@prose
def opening(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """Rent and cost of an hour, the margin between them, and who makes and owns."""
    asked, own = owning.rent(world), owning.bought(world, H100, world.as_of, used_share).hour
    margin, of_contract = (
        owning.margin(world, kind, used_share=used_share) for kind in ("cloud_on_demand", "cloud_reserved")
    )
    lowest, newest = market.turning_point(world)
    doubt = (
        "less because costs are unknown than because “the” price of an H100 does not exist"
        if asked.high / asked.low > own.high / own.low
        else "more because costs are unknown than because prices differ"
    )
    one_index = "one-year contracts with specialised clouds; one index"
    return Prose(
        {
            "contract-newest": quoted(newest, one_index),
            "contract-lowest": quoted(lowest, f"lowest of the {one_index}"),
            "margin-size": margin.size,
            "margin-side": side(margin),
            "margin-range": f"{fmt.percent(margin.low)} to {fmt.percent(margin.high)}",
            "margin-doubt": doubt,
            "contract-margin": of_contract.size,
            "contract-side": side(of_contract),
            "peak-2023": quoted(market.peak_quote(world), "market-wide quotes, middle of the range"),
            "stock-growth": concentration.stock_growth(world),
            "used": Estimate.of(Quantity(used_share), "percent", basis="a convention of this book"),
        },
        {
            "One-year contracts had fallen and have risen again.": market.contracts_rose(world),
            "Compute is designed mostly by one company.": headlines.nvidia_share(world).value > 0.5,
            "Compute is owned by several companies.": headlines.effective_owners(world).value > 3,
        },
    )


@prose
def unscarce(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """The same margin before any shortage, and what the same sellers did of late."""
    before = owning.margin(world, day=BEFORE, chip="a100-sxm-40", used_share=used_share)
    ups, downs, lists = sellers.moves(world)
    read = "sellers of an H100 on demand, whose list one and the same source read twice in half a year"
    return Prose(
        {
            "margin-before": before,
            "risen": Estimate.of(ups, "number", basis=f"{read}; dearer now"),
            "fallen": Estimate.of(downs, "number", basis=f"{read}; cheaper now"),
            "listed": Estimate.of(lists, "number", basis=read),
        },
        {
            "Before any shortage the margin was about as large, so that it is no measure of scarcity.": before.high
            > owning.margin(world, used_share=used_share).value,
            "Of late more sellers raised their price than lowered it.": ups.value > downs.value,
        },
    )


@prose
def prices(world: World) -> Prose:
    """How far prices of the same hour differ."""
    lowest, newest = market.turning_point(world)
    own = owning.bought(world, H100, lowest["as_of"].date(), owning.ALWAYS).hour
    apart = greatest_of(metric(world, "price_index_divergence")["central"])
    return Prose(
        {"dispersion": market.dispersion(world)},
        {
            "At its lowest a year's contract was about what owning costs.": own.low < lowest["usd"].value < own.high,
            "Published indices of the same month differ by more than the contract price has moved.": apart.value
            > abs(newest["usd"].value - lowest["usd"].value),
        },
    )


@prose
def use(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """From which use on owning is cheaper, and when the money is back."""
    lowest, _ = market.turning_point(world)
    needed = owning.break_even(world).value
    asked = {
        "payback": (owning.rent(world), "the median on-demand rent", used_share),
        "payback-low": (lowest["usd"], "the lowest one-year contract", owning.ALWAYS),
    }
    full = owning.bought(world, H100, world.as_of, owning.ALWAYS).hour
    paid = "an hour of an owned H100, used or not; dealers' last quotes"
    return Prose(
        {key: _paid_back(world, *offer) for key, offer in asked.items()}
        | {"paid-hour": Estimate.of(full, "money", as_of=world.as_of, basis=paid)},
        {
            "A company that trains now and then rents.": needed > 0.2,
            "One that serves users day and night owns, or signs for years.": 0 < needed < 1,
        },
    )


def _paid_back(world: World, price: Quantity, of: str, paid_share: float) -> Estimate | str:
    """Time until the money is back; a rent below the running cost never brings it."""
    years = owning.payback(world, price, paid_share)
    if years.value <= 0:
        return "never"
    if isinstance(price, Price):
        years = owning.spread_over_sellers(years, price)
    basis = f"without interest, at {of}, paid for {paid_share:.0%} of the hours{QUOTED}"
    return Estimate.of(years, "years", as_of=world.as_of, basis=basis)


@prose
def lives(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """How long chips are written off over, and what a year of it and the price of electricity weigh."""
    shorter, longer = (owning.hour_with(world, used_share, life_years=years) for years in (4.0, 5.0))
    price = owning.terms(world, H100, world.as_of)["electricity_price"]
    saved = owning.hour_with(world, used_share) - owning.hour_with(world, used_share, electricity_price=price / 2)
    large = world.parameter("server-life-us-gaap" if world.as_of >= owning.RECKONED else "server-life-2022")
    special = owning.life(world)
    halved = f"owned H100-hour at half the price of electricity{QUOTED}"
    effect = f"owned H100-hour written off over four years in place of five{QUOTED}"
    return Prose(
        {
            "life-large": Estimate.of(large, "years", basis="accounting lives of servers of large clouds"),
            "life-special": Estimate.of(special, "years", basis="accounting lives of CoreWeave, Lambda and Nebius"),
            "life-effect": Estimate.of(shorter - longer, "money", basis=effect),
            "power-effect": Estimate.of(saved, "money", basis=halved),
        },
        {"A year of life less makes an owned hour dearer.": shorter.value > longer.value},
    )


@prose
def parts(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """What of an owned hour is capital and what electricity, and what the chip is worth at the end."""
    share, capital = owning.shares(world, used_share), owning.capital_share(world, used_share)
    electricity = share["Electricity"]
    tied_up = f"loss of value, network and return on capital in an owned hour at full use{QUOTED}"
    worth = owning.worth_after(world, 3.0)
    found = owning.known(world, "residual-value-h100-36-months")
    resale = (
        Estimate.of(RESALE_SEEN, "percent", also=("v2pseo2026tco",), basis=RESALE)
        if found is None
        else Estimate.of(found, "percent", basis=RESALE)
    )
    dearer = owning.rent(world, chip=A100).value > owning.bought(world, A100, world.as_of, used_share).hour.value
    at_use = f"at {used_share:.0%} use{QUOTED}"
    return Prose(
        {
            "capital-share": Estimate.of(capital, "percent", as_of=world.as_of, basis=tied_up),
            "electricity-share": Estimate.of(electricity, "percent", as_of=world.as_of, basis=at_use),
            "worth-ours": Estimate.of(worth, "percent", basis="value falls as price-performance improves"),
            "worth-found": resale,
        },
        {
            "A change in the price of chips moves the hour many times as far as a like change in the price of power.": (
                capital.value > MANY * (electricity / (1 - share["Idle hours"])).value
            ),
            "Rents of A100s suggest that old chips stay in demand.": dearer,
        },
    )


@prose
def last_quoted(world: World, *, used_share: float = REFERENCE_USE) -> Prose:
    """When an H100 in its server was priced last, and what an owned hour would cost had it become cheaper since as a
    model has it of the bare chip.
    """
    price, server = owning.bought(world, H100, world.as_of).cluster_price, system_price(world, H100, world.as_of)
    bare, before = (world.price(H100, "purchase_contract", day) for day in (world.as_of, server.newest))
    newer = owning.hour_with(world, used_share, system_price=server * (bare / before).value)
    model, asked = bare.named(bare.unit, interval=PROBABILITY), owning.sellers(server)
    of_all = f"share of the server and network, {asked} of servers"
    alike = f"had the server fallen alike{QUOTED}"
    return Prose(
        {
            "capital-h100": Estimate.of(price, "money", as_of=server.newest, basis=of_all),
            "last-quoted": f"{server.newest:%B %Y}",
            "server-price": Estimate.of(server, "money", as_of=server.newest, basis=f"H100 in its server, {asked}"),
            "bare-newer": Estimate.of(model, "money", as_of=bare.newest, basis="a bare H100, as one model has it"),
            "hour-newer": Estimate.of(newer, "money", as_of=bare.newest, basis=alike),
        }
    )
