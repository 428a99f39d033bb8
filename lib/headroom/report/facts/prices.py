"""Prices that several chapters ask for: rent of a chip, a chip with its server, electricity, the cheapest chip.

What a chip-hour costs is asked of `rent` by all chapters, the command line and the live figures, and `CHIP_HOUR` says
of which kind that price is. A chapter that compares kinds of price asks for each by name (`only`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from functools import cache
from typing import NamedTuple

from headroom.calculator import training
from headroom.evidence import LackingError, NoPriceError, Price, Quantity, World
from headroom.evidence.quantity import stretched
from headroom.report.facts.chips import of_chip, parameter_of


class Offer(NamedTuple):
    """A kind of rent: of the price kinds of the tables, of reserved prices also the term [months] (None: of any)."""

    kind: str
    months: float | None = None


Offers = tuple[Offer, ...]  # in their order: one that was ever quoted stands before all that follow

# The price of a chip-hour is the list price on demand: what most sellers quote, of every chip and in every year, so
# that runs, chips and years are compared at one kind of price. Who rents for years pays less, by a discount that few
# publish; it is shown where the kinds are compared. Another kind stands only where none was quoted on demand by that
# day. A price that goes stale is shown as stale and never turns into one of another kind.
CHIP_HOUR: Offers = tuple(Offer(kind) for kind in ("cloud_on_demand", "marketplace", "cloud_reserved", "cloud_spot"))
CONTRACT: Offers = (Offer("cloud_reserved", 36), Offer("cloud_reserved"))  # for years, else for any term
KINDS = {
    "cloud_on_demand": "on demand",
    "marketplace": "on a marketplace",
    "cloud_reserved": "reserved",
    "cloud_spot": "on the spot market",
}

FRESH = 365  # days: an older quote does not price a year
GPUS = {  # chips of which one was the cheapest of its day
    "v100-sxm2": "V100",
    "a100-sxm-40": "A100 40 GB",
    "a100-sxm-80": "A100 80 GB",
    "h100-sxm": "H100",
    "h200-sxm": "H200",
    "b200-sxm": "B200",
}


def only(kind: str) -> Offers:
    """One kind of rent and no other; reserved means for a year."""
    return (Offer(kind, 12 if kind == "cloud_reserved" else None),)


@cache
def rent(world: World, chip: str, day: date | None = None, *, offers: Offers = CHIP_HOUR) -> Price:
    """Rent of a chip-hour in use on a day, by default that of the World [USD]: of the first kind that was ever quoted.

    Raises
    ------
    NoPriceError
        If none of the offers was ever quoted.
    """
    for offer in offers[:-1]:
        with suppress(NoPriceError):
            return world.price(chip, offer.kind, day, term_months=offer.months)
    return world.price(chip, offers[-1].kind, day, term_months=offers[-1].months)


def rent_in_words(price: Price) -> str:
    """What a rent is of: kind, sellers, and how old where it is stale."""
    of = "one quote" if price.n == 1 else f"median of {price.n} sellers"
    return f"{KINDS[price.kind]}, {of}" + (f", stale since {price.newest:%B %Y}" if price.stale else "")


def system_price(world: World, chip: str, day: date) -> Price:
    """Price of a chip with its share of the server [USD/chip], newest by `day`.

    Systems are quoted seldom, so the last quote stands however old it is; where a chip was never quoted in a server,
    the price of the bare chip is raised by the server overhead of its family.

    Raises
    ------
    NoPriceError
        If the chip was quoted neither way by that day.
    """
    with suppress(NoPriceError):
        return world.price(chip, "purchase_in_server", day)
    bare = _bare_price(world, chip, day)
    overhead = world.parameter(parameter_of(world, "server-overhead", chip))
    return stretched(bare, training.system_price(1.0, overhead.value)).also(overhead)


def _bare_price(world: World, chip: str, day: date) -> Price:
    """Price of a chip alone: listed, else as large buyers paid it."""
    with suppress(NoPriceError):
        return world.price(chip, "purchase_chip", day)
    return world.price(chip, "purchase_contract", day)


def electricity_id(world: World, year: int | None = None) -> str:
    """Id of the parameter of `electricity`."""
    table = world.table("parameters")
    known = table[table["series"] == "us_industrial_electricity"].sort_values("as_of")
    if known.empty:
        raise LackingError(f"no industrial price of electricity is known up to {world.as_of}")
    before = known[known["as_of"].dt.year <= (year or world.as_of.year)]
    return known["id"].iloc[0] if before.empty else before["id"].iloc[-1]


@cache
def electricity(world: World, year: int | None = None) -> Quantity:
    """US industrial price of electricity of a year (by default the World's), or of the last year before it that the
    table has [USD/kWh].
    """
    return world.parameter(electricity_id(world, year))


def quoted(
    world: World, day: date, among: Collection[str] = tuple(GPUS), kind: str = "cloud_on_demand"
) -> Iterator[tuple[str, Price]]:
    """Chips that had a fresh price of a kind on a day."""
    for chip in among:
        with suppress(NoPriceError):
            price = world.price(chip, kind, day)
            if (day - price.newest).days <= FRESH:
                yield chip, price


@cache
def cheapest(
    world: World, day: date | None = None, *, among: tuple[str, ...] = tuple(GPUS), providers: int = 1
) -> tuple[str, Price]:
    """The chip that rents the most dense 16-bit FLOP per dollar on a day, on demand; its price rests on all that were
    compared.

    Parameters
    ----------
    world
        Evidence.
    day
        By default the World's.
    among
        Chips to compare.
    providers
        Only prices that so many name count, wherever there is one.

    Raises
    ------
    NoPriceError
        If no chip had a fresh price.
    """
    day = day or world.as_of
    quotes = list(quoted(world, day, among))
    if not quotes:
        raise NoPriceError(f"no chip of {', '.join(among)} had an on-demand price in the year before {day}")
    quotes = [quote for quote in quotes if quote[1].n >= providers] or quotes
    chip, price = min(quotes, key=lambda quote: quote[1].value / of_chip(world, quote[0]).value)
    return chip, price.also(*(one for _, one in quotes), *(of_chip(world, other) for other, _ in quotes))
