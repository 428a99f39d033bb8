"""What several chapters ask of the evidence: one answer each, by the policy that is named."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from headroom.calculator import training
from headroom.evidence import NoPriceError, Price, UnknownError, World
from headroom.report.facts import prices, runs
from headroom.report.facts.chips import PEAKS, SHEET, is_tpu, of_chip, parameter_of, specifications

DAY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize("name", SHEET)
def test_a_chips_numbers_are_in_si_units_and_have_its_row(world, name):
    column, factor = SHEET[name]
    found, stated = of_chip(world, "h100-sxm", name), world.row("accelerators", "h100-sxm")[column]
    assert found.value == pytest.approx(stated * factor, nan_ok=True)
    assert {(row.table, row.id) for row in found.rows} == {("accelerators", "h100-sxm")}
    whole = specifications(world).set_index("id")[name]["h100-sxm"]
    assert whole.value == pytest.approx(found.value, nan_ok=True)


def test_units_are_those_of_the_calculator(world):
    assert of_chip(world, "h100-sxm").value == pytest.approx(989.4e12)
    assert of_chip(world, "h100-sxm", "memory").value == 80e9
    assert of_chip(world, "h100-sxm", "bandwidth").value == pytest.approx(3.35e12, rel=0.01)
    assert of_chip(world, "h100-sxm", "power").value == 700
    assert all(f"peak_{of_format}" in SHEET for of_format in PEAKS)
    assert np.isnan(of_chip(world, "v100-sxm2", "peak_fp8").value), "what a sheet does not state is unknown"
    with pytest.raises(UnknownError, match="h100-sxm"):
        of_chip(world, "h100-smx")


def test_the_servers_of_a_chip_have_parameters(world):
    assert parameter_of(world, "server-power-mult", "h800-sxm") == "server-power-mult-h100"
    assert parameter_of(world, "server-overhead", "tpu-v4") == "server-overhead-default"
    assert parameter_of(world, "server-power-mult", "tpu-v4") == "server-power-mult-tpu"
    assert is_tpu(world, "tpu-v4") and not is_tpu(world, "h100-sxm")


class Market:
    """A World of which only some rents are quoted: (kind, months) to (USD, whether stale)."""

    as_of = DAY

    def __init__(self, **quotes: tuple[float, bool]) -> None:
        self.quotes = quotes

    def price(self, item: str, kind: str, day: date | None = None, *, term_months: float | None = None):
        name = kind.removeprefix("cloud_") + (f"_{term_months:.0f}" if term_months else "")
        if name not in self.quotes:
            raise NoPriceError(f"no {name}")
        value, stale = self.quotes[name]
        return SimpleNamespace(value=value, stale=stale)


@pytest.mark.parametrize(
    ("quotes", "listed", "contract"),
    [
        ({"reserved_36": (1, False), "reserved": (2, False), "on_demand": (3, False)}, 3, 1),
        ({"reserved_36": (1, True), "reserved": (2, False), "on_demand": (3, True)}, 3, 1),
        ({"reserved": (2, False), "on_demand": (3, True), "marketplace": (4, False)}, 3, 2),
        ({"reserved": (2, False), "marketplace": (4, True)}, 4, 2),
        ({"reserved": (2, True), "spot": (5, False)}, 2, 2),
        ({"spot": (5, False)}, 5, None),
    ],
)
def test_a_kind_that_was_ever_quoted_stands_however_old_its_price_is(quotes, listed, contract):
    market = Market(**quotes)
    assert prices.rent(market, "x").value == listed
    if contract is None:
        with pytest.raises(NoPriceError, match="no reserved"):
            prices.rent(market, "x", offers=prices.CONTRACT)
    else:
        assert prices.rent(market, "x", offers=prices.CONTRACT).value == contract


def test_the_kind_of_a_rent_changes_on_no_day_but_the_first_of_its_list_price(world):
    """Day by day where a quote comes, grows old or falls out of its window."""
    quotes = world.table("prices").dropna(subset=["usd"])
    quotes = quotes[quotes["price_kind"].isin([offer.kind for offer in prices.CHIP_HOUR])]
    for chip, of_chip_ in quotes.groupby("accelerator_id"):
        first = of_chip_.groupby("price_kind")["as_of"].min()
        days = sorted({day + pd.Timedelta(days=n) for day in of_chip_["as_of"] for n in (0, 181, 366)})
        for day in (day.date() for day in days if day.date() <= world.as_of):
            known = [
                offer.kind for offer in prices.CHIP_HOUR if offer.kind in first and first[offer.kind].date() <= day
            ]
            assert prices.rent(world, chip, day).kind == known[0]


def test_a_rent_says_kind_sellers_and_age(world):
    fresh, old = prices.rent(world, "h100-sxm"), prices.rent(world, "h800-sxm")
    assert not fresh.stale and prices.rent_in_words(fresh) == f"on demand, median of {fresh.n} sellers"
    assert old.stale and prices.rent_in_words(old) == f"on demand, one quote, stale since {old.newest:%B %Y}"


def test_one_kind_alone_says_what_there_is_instead(world):
    assert prices.rent(world, "h100-sxm", offers=prices.only("cloud_reserved")).kind == "cloud_reserved"
    with pytest.raises(NoPriceError, match="cloud_on_demand price of 'h100-sxm' as of 2022-01-01; the first is of"):
        prices.rent(world, "h100-sxm", date(2022, 1, 1), offers=prices.only("cloud_on_demand"))


def test_a_system_that_was_never_quoted_is_a_bare_chip_with_overhead(world):
    kinds = world.table("prices").dropna(subset=["usd"]).groupby("accelerator_id")["price_kind"].agg(set)
    chip = next(one for one, has in kinds.items() if "purchase_chip" in has and "purchase_in_server" not in has)
    bare = world.price(chip, "purchase_chip")
    overhead = world.parameter(parameter_of(world, "server-overhead", chip))
    system = prices.system_price(world, chip, world.as_of)
    assert isinstance(system, Price)
    assert system.value == pytest.approx(training.system_price(bare.value, overhead.value))
    assert system.rows == bare.rows | overhead.rows


def test_electricity_is_that_of_the_year_or_of_the_last_before_it(world):
    assert prices.electricity_id(world, 2023) == "electricity-us-industrial-2023"
    assert prices.electricity(world).rows == prices.electricity(world, 2999).rows
    with pytest.raises(LookupError, match="no industrial price"):
        prices.electricity(World(as_of="1950-01-01"))


def test_the_cheapest_chip_rests_on_all_that_were_compared(world):
    chip, price = prices.cheapest(world)
    quotes = dict(prices.quoted(world, world.as_of))
    per_flop = {one: quote.value / of_chip(world, one).value for one, quote in quotes.items()}
    assert chip == min(per_flop, key=per_flop.get)
    for one, quote in quotes.items():
        assert price.rows >= quote.rows | of_chip(world, one).rows
    few = prices.cheapest(world, among=tuple(quotes), providers=3)[1]
    assert few.n >= 3 or all(quote.n < 3 for quote in quotes.values())


def test_the_largest_run_is_one_that_is_not_in_dispute(world):
    sure, doubted = (runs.largest_run(world, disputed=disputed) for disputed in (False, True))
    assert runs.of_model(world, sure.model_id)["standing"] != runs.IN_DISPUTE
    assert doubted.model_id in runs.disputed_models(world)
    assert sure.flop.value < doubted.flop.value and doubted.flop.low < doubted.flop.value < doubted.flop.high
    assert {row.table for row in sure.flop.rows} == {"training_runs", "models"}
    earlier = runs.largest_run(world, before="2024-01-01")
    assert earlier.flop.value < sure.flop.value
    with pytest.raises(LookupError, match="no run of known FLOP"):
        runs.largest_run(world, before="1990-01-01")


def test_chinchilla_has_twenty_tokens_a_parameter(world):
    rule = runs.tokens_per_param(world)
    assert rule.value == pytest.approx(20) and {row.table for row in rule.rows} == {"training_runs", "models"}
    assert 0.2 < runs.median_mfu(world).value < 0.6
