"""The price in use, against cases worked out by hand from the frozen table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from headroom.evidence import NoPriceError, Price, UnknownError, World
from headroom.evidence.prices import ENOUGH, POINT_WEIGHTS, WIDEST_WINDOW, WINDOW, estimate, weighted_quantiles

FROZEN = Path(__file__).parent / "frozen"


@pytest.fixture(scope="module")
def world() -> World:
    return World(data=FROZEN, as_of="2024-08-26")


def user_supplied(tmp_path: Path, *rows: str, header: str = "item,price_kind,usd,as_of") -> World:
    (tmp_path / "my.csv").write_text("\n".join([header, *rows]) + "\n")
    return World(data=FROZEN, prices=[tmp_path / "my.csv"])


def ids(price: Price) -> set[str]:
    """The rows that a price rests on."""
    return {row.id for row in price.rows}


def same(one: Price, other: Price) -> bool:
    """Whether two prices are equal, with range and rows."""
    return (one.value, one.low, one.high, one.rows) == (other.value, other.low, other.high, other.rows)


def test_each_provider_counts_once_with_its_newest_price(world):
    """Alpha 3 (its 4 is older), Beta 2, Gamma 5.5 (55 was corrected), Delta's "above 7" does not count."""
    price = world.price("h100-sxm", "cloud_on_demand")
    assert (price.low, price.value, price.high) == (2, 3, 5.5)
    assert (price.n, price.newest, price.unit) == (3, date(2024, 6, 1), "USD/(chip*hour)")
    assert ids(price) == {"p3", "p4", "p6"}
    assert price.sources == ("epoch2024costcode",)


def test_only_what_was_known_by_the_as_of_date_counts(world):
    """In March 2024 only Alpha's 4 lies in the window; its 8 of June 2023 is Alpha's too, and older."""
    price = world.price("h100-sxm", "cloud_on_demand", as_of="2024-03-31")
    assert ids(price) == {"p2"}
    assert (price.low, price.value, price.high, price.n) == (4, 4, 4, 1)
    assert price.is_point, "one quote has no range"
    assert price.is_point


def test_an_as_of_date_after_that_of_the_world_does_not_see_more():
    early = World(data=FROZEN, as_of="2024-03-31")
    assert ids(early.price("h100-sxm", "cloud_on_demand", as_of="2024-08-01")) == {"p2"}


def test_the_window_widens_to_a_year_for_fewer_than_three_providers_and_no_further(world):
    """A100: Beta in June 2024, Alpha eleven months before."""
    assert ids(world.price("a100-sxm-80", "cloud_on_demand")) == {"p17", "p18"}
    assert "p1" not in ids(world.price("h100-sxm", "cloud_on_demand", as_of="2024-08-01"))


def test_prices_of_one_day_share_their_providers_voice(world):
    """One provider in three regions: a third of a voice each, at 1/6, 1/2 and 5/6 of the weight."""
    price = world.price("tpu-v5e", "cloud_on_demand")
    assert (price.low, price.value, price.high, price.n) == (1.2, 1.32, 1.56, 1)


def test_a_provider_with_many_regions_has_one_voice_among_others(tmp_path):
    """Three regions at 1, 2 and 3 weigh as much as a single 5 and a single 9: the middle is 5."""
    quotes = [("One", 1), ("One", 2), ("One", 3), ("Two", 5), ("Three", 9)]
    rows = [f"h100-sxm,cloud_on_demand,{usd},2026-06-20,{provider}" for provider, usd in quotes]
    mine = user_supplied(tmp_path, *rows, header="item,price_kind,usd,as_of,provider")
    assert mine.price("h100-sxm", "cloud_on_demand", as_of="2026-07-01").value == 5


def test_a_stated_interval_comes_back_as_stated(world):
    price = world.price("h100-sxm", "purchase_chip")
    assert (price.low, price.value, price.high) == (25_000, 30_000, 40_000)


def test_a_stated_80_percent_interval_is_widened_to_90(world):
    price = world.price("a100-sxm-80", "purchase_chip")
    assert price.value == 12_000
    assert price.low == pytest.approx(12_000 * (10 / 12) ** (1.6448536 / 1.2815516))
    assert price.high == pytest.approx(12_000 * (15 / 12) ** (1.6448536 / 1.2815516))


def test_kinds_and_terms_are_never_mixed(world):
    assert world.price("h100-sxm", "purchase_in_server").value == 38_000
    assert world.price("h100-sxm", "cloud_spot").value == 1.5
    assert world.price("h100-sxm", "cloud_reserved", term_months=12).value == 2.5
    assert world.price("h100-sxm", "cloud_reserved", term_months=36).value == 1.9
    assert world.price("h100-sxm", "cloud_reserved").value == 2.2


def test_stale_means_older_than_180_days(world):
    assert not world.price("h100-sxm", "cloud_reserved", as_of="2024-07-30").stale
    assert world.price("h100-sxm", "cloud_reserved", as_of="2024-07-31").stale


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {"item": "h100-sxm", "kind": "cloud_on_demand", "as_of": "2023-01-31"},
            "no cloud_on_demand price of 'h100-sxm' as of 2023-01-31; the first is of 2023-06-01",
        ),
        (
            {"item": "tpu-v5e", "kind": "cloud_spot"},
            "no cloud_spot price of 'tpu-v5e' as of 2024-08-26; of this item there are: cloud_on_demand",
        ),
        (
            {"item": "h100-sxm", "kind": "cloud_reserved", "term_months": 24},
            "no cloud_reserved price of 'h100-sxm' for 24 months as of 2024-08-26; there are prices for 12, 36 months",
        ),
    ],
)
def test_where_there_is_no_price_the_error_says_what_there_is(world, arguments, message):
    with pytest.raises(NoPriceError) as error:
        world.price(**arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("item", "kind", "message"),
    [
        ("h100-smx", "cloud_on_demand", "no accelerator 'h100-smx'; did you mean 'h100-sxm'?"),
        ("h100-sxm", "on_demand", "no price kind 'on_demand'; did you mean 'cloud_on_demand'?"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(world, item, kind, message):
    with pytest.raises(UnknownError) as error:
        world.price(item, kind)
    assert str(error.value) == message


def test_a_brought_price_counts_alone(tmp_path):
    world = user_supplied(tmp_path, "h100-sxm,cloud_on_demand,2.2,2024-07-01")
    price = world.price("h100-sxm", "cloud_on_demand")
    assert (price.low, price.value, price.high, price.n) == (2.2, 2.2, 2.2, 1)
    assert ids(price) == {"my.csv:2"}
    assert world.source(price.sources[0]).label == "my.csv (brought along)"


def test_a_brought_price_leaves_other_items_kinds_and_earlier_dates_alone(tmp_path, world):
    mine = user_supplied(tmp_path, "h100-sxm,cloud_on_demand,2.2,2024-07-01")
    for item, kind in [("h100-sxm", "cloud_spot"), ("a100-sxm-80", "cloud_on_demand")]:
        assert same(mine.price(item, kind, world.as_of), world.price(item, kind))
    before = "2024-06-30"
    ours, theirs = (one.price("h100-sxm", "cloud_on_demand", before) for one in (mine, world))
    assert same(ours, theirs)


def test_a_brought_price_counts_even_where_the_tables_have_a_newer_one(tmp_path):
    world = user_supplied(tmp_path, "h100-sxm,cloud_on_demand,9,2024-01-15")
    assert world.price("h100-sxm", "cloud_on_demand").value == 9


def test_brought_prices_of_several_providers_make_a_range(tmp_path):
    header = "item,price_kind,provider,usd,as_of"
    rows = ("h100-sxm,cloud_on_demand,Mine,2,2024-07-01", "h100-sxm,cloud_on_demand,Yours,4,2024-07-02")
    price = user_supplied(tmp_path, *rows, header=header).price("h100-sxm", "cloud_on_demand")
    assert (price.low, price.value, price.high, price.n) == (2, 3, 4, 2)


def test_an_appended_row_is_an_observation_like_the_others(tables):
    data = tables(
        "prices.csv",
        append="p99,h100-sxm,cloud_on_demand,Epsilon,4,,,point,USD/(chip*hour),2024-06-02,,epoch2024costcode,,",
    )
    price = World(data=data).price("h100-sxm", "cloud_on_demand")
    assert (price.low, price.value, price.high, price.n) == (2, 3.5, 5.5, 4)


def test_weighted_quantiles_of_equal_weights_are_those_of_hazen():
    values = np.array([5.0, 1, 4, 2, 3, 9, 7, 8, 6, 12, 11, 10, 13])
    p = [0.05, 0.25, 0.5, 0.95]
    assert weighted_quantiles(values, np.ones(13), p) == pytest.approx(np.quantile(values, p, method="hazen"))


def test_weighted_quantiles_weigh():
    """Weights 1, 2, 1 put the values at 1/8, 1/2 and 7/8."""
    found = weighted_quantiles(np.array([10.0, 20, 40]), np.array([1.0, 2, 1]), [0.05, 0.3125, 0.5, 0.6875, 0.95])
    assert found == pytest.approx([10, 15, 20, 30, 40])


def test_the_rule_that_readers_see_states_the_numbers_that_the_code_uses():
    rule = estimate.__doc__
    assert f"a window of {WINDOW.days} days" in rule
    assert f"the window is {WIDEST_WINDOW.days} days" in rule
    assert f"more than {WINDOW.days} days older" in rule
    assert "weighted {}, {} and {}".format(*POINT_WEIGHTS) in rule
    assert ENOUGH == 3
    assert "three providers" in " ".join(rule.split())


def observed(usd: float, provider: str, day: str, quoted_by: str) -> dict:
    """A row of the table of prices, as far as the rule reads it."""
    return {
        "id": f"{provider}-{day}".lower(),
        "accelerator_id": "h100-sxm",
        "price_kind": "cloud_on_demand",
        "provider": provider,
        "usd": usd,
        "usd_low": float("nan"),
        "usd_high": float("nan"),
        "interval": "point",
        "unit": "USD/(chip*hour)",
        "as_of": pd.Timestamp(day),
        "term_months": float("nan"),
        "quoted_by": quoted_by,
        "source_key": "epoch2024costcode",
        "user_supplied": False,
    }


def test_an_index_never_counts_beside_its_own_parts():
    """Three sellers at 2, 3 and 4: an index of 9 and a word of the market of 1 leave the median at 3."""
    sellers = [observed(usd, name, "2026-03-01", "provider") for usd, name in ((2, "A"), (3, "B"), (4, "C"))]
    others = [observed(9, "Index", "2026-03-20", "summary"), observed(1, "Talk", "2026-03-10", "market")]
    price = estimate([*sellers, *others], "h100-sxm", "cloud_on_demand", date(2026, 4, 1))
    assert (price.value, price.n, price.newest) == (3, 3, date(2026, 3, 1))
    assert {row.id for row in price.rows} == {"a-2026-03-01", "b-2026-03-01", "c-2026-03-01"}


def test_an_index_stands_in_where_no_seller_is_recent():
    rows = [observed(2, "A", "2024-03-01", "provider"), observed(9, "Index", "2026-03-20", "summary")]
    price = estimate(rows, "h100-sxm", "cloud_on_demand", date(2026, 4, 1))
    assert (price.value, price.n) == (9, 1)
