"""What changed between two Worlds: shifts, flips, and the inputs that made them, on frozen tables of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom import EDITION
from headroom.evidence import LackingError, Quantity, UnknownError, World
from headroom.evidence.aggregates import fit_line
from headroom.report import changes, changes_text, editions, fits, results, what_changed
from headroom.report.changes import Change, compare
from headroom.report.estimate import Estimate
from headroom.report.forecasts import Forecast
from headroom.report.prose import Prose
from headroom.report.results import NO_RESULT, Result

FROZEN = Path(__file__).parent / "frozen"
DAY = "2026-01-01"
SHOWN = editions.Shown("rents", "training", "Rents", "They fall, slowly.", "abc")
FORECAST = Forecast(
    "training.rent", date(2026, 12, 31), date(2026, 1, 1), EDITION, Estimate(3.0, "money", 2.0, 4.0, level=0.8)
)


def rent(world: World) -> float:
    return world.price("h100-sxm", "cloud_on_demand").value


def few_results(world: World, only=None) -> dict:
    """Three headline numbers and a verdict that depend on one price, one parameter, both and none."""
    network = world.parameter("interconnect-share").value
    numbers = {
        "x.rent": Estimate(rent(world), "money"),
        "x.network": Estimate(rent(world) * network, "money", 0.0, 9.0),
        "x.fixed": Estimate(7.0, "number"),
    }
    found = [Result("headline", name, "training", f"The {name}", "figure", number) for name, number in numbers.items()]
    dear = "holds" if rent(world) > 2.9 else "does not hold"
    found.append(Result("verdict", "dear", "training", "Chips are dear", "figure", numbers["x.rent"], dear))
    return {result.key: result for result in found if only is None or result.key in only}


@pytest.fixture
def few(monkeypatch):
    """Compare only these results."""
    monkeypatch.setattr(changes, "results", few_results)
    monkeypatch.setattr(editions, "results", few_results)
    monkeypatch.setattr(editions, "shown", lambda world: [SHOWN])
    monkeypatch.setattr(editions, "made_by", lambda *_: [FORECAST])


@pytest.fixture
def quote(tmp_path) -> Path:
    """A price file: an H100 at half of the frozen rent."""
    file = tmp_path / "my.csv"
    file.write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,1.5,2025-06-01\n")
    return file


def world(**switches) -> World:
    return World(data=FROZEN, **({"as_of": DAY} | switches))


def change(comparison, name: str) -> Change:
    (found,) = (one for one in comparison.changes if one.result.id == name)
    return found


def effects(comparison, name: str) -> dict[str, float]:
    return {effect.input: effect.shift for effect in change(comparison, name).effects}


def test_equal_worlds_have_nothing_to_say(few):
    found = compare(world(), world())
    assert found.nothing
    assert (found.moved, found.flips, found.inputs) == ([], [], ())
    assert found.summary == "Nothing changed: 3 headline results and 1 verdicts are as they were."


def test_one_quote_moves_what_depends_on_it_and_flips_the_verdict(few, quote):
    found = compare(world(), world(prices=[quote]))
    assert [one.result.id for one in found.moved] == ["x.rent", "x.network"]
    assert found.inputs == ("h100-sxm cloud on demand ($3.00 → $1.50)",)
    of_rent = change(found, "x.rent")
    assert (of_rent.before.estimate.value, of_rent.after.estimate.value) == (3.0, 1.5)
    assert of_rent.share(of_rent.shift) == -0.5
    assert effects(found, "x.rent") == {found.inputs[0]: -1.5}
    assert of_rent.remainder == 0
    (flip,) = found.flips
    assert (flip.before.outcome, flip.after.outcome) == ("holds", "does not hold")
    assert flip.effects[0].flips


def test_inputs_are_switched_one_at_a_time_and_the_remainder_is_what_is_left(few, quote):
    found = compare(world(as_of="2024-03-15"), world(prices=[quote], scenario="dear"))
    date_, price, power, network, factor = (
        "as-of date 2024-03-15 → 2026-01-01",
        "h100-sxm cloud on demand ($3.00 → $1.50)",
        "electricity price (power-price-*)",
        "interconnect / cluster cost (interconnect-share)",
        "rental prices of dear",
    )
    assert set(found.inputs) == {date_, price, power, network, factor}
    # before $4; on the new date $3; from there the quote alone $1.50, the factor alone $4.50; all together $2.25
    assert effects(found, "x.rent") == pytest.approx({date_: -1.0, price: -1.5, factor: 1.5})
    assert change(found, "x.rent").remainder == pytest.approx(-0.75)
    assert effects(found, "x.network") == pytest.approx(
        {date_: -0.19, price: -0.285, factor: 0.285, network: 3 * 0.2 - 3 * 0.19}
    )
    total = change(found, "x.network")
    assert total.shift == pytest.approx(2.25 * 0.2 - 4 * 0.19)
    assert sum(effects(found, "x.network").values()) + total.remainder == pytest.approx(total.shift)


def test_an_input_of_the_world_before_is_switched_off_and_a_common_one_stays(few, quote):
    gone = compare(world(prices=[quote]), world())
    assert effects(gone, "x.rent") == {"without h100-sxm cloud on demand ($3.00 → $1.50)": 1.5}
    common = compare(world(prices=[quote]), world(prices=[quote], scenario="dear"))
    assert not any("h100-sxm" in name for name in common.inputs)
    assert effects(common, "x.rent") == {"rental prices of dear": pytest.approx(0.75)}
    assert change(common, "x.rent").remainder == 0


def test_a_flip_that_no_input_makes_alone_says_so(few, quote, monkeypatch):
    def both_needed(world: World, only=None) -> dict:
        low = rent(world) < 2 and world.parameter("interconnect-share").value > 0.19
        result = Result("verdict", "both", "training", "It takes two", "figure", None, "holds" if low else "fails")
        return {result.key: result}

    monkeypatch.setattr(changes, "results", both_needed)
    scenario = replace(world(prices=[quote], scenario="dear"), only=None)
    # the factor of the scenario would make the quote dearer than 2: leave it out
    names = frozenset(scenario.inputs) - {"factor:cloud_on_demand"}
    found = compare(world(), replace(scenario, only=names))
    (flip,) = found.flips
    assert flip.effects == ()
    assert changes_text.of_effects(flip) == ["no input flips it by itself"]


def test_only_the_inputs_named_count(quote):
    full = world(prices=[quote], scenario="dear")
    assert set(full.inputs) == {
        "price:h100-sxm/cloud_on_demand",
        "factor:cloud_on_demand",
        "parameter:power-price-*",
        "parameter:interconnect-share",
    }
    assert rent(replace(full, only=frozenset())) == 3.0
    assert rent(replace(full, only=frozenset({"price:h100-sxm/cloud_on_demand"}))) == 1.5
    assert rent(replace(full, only=frozenset({"factor:cloud_on_demand"}))) == 4.5
    assert replace(full, only=frozenset({"parameter:interconnect-share"})).parameter("interconnect-share").value == 0.2
    keys = {replace(full, only=only).key for only in (None, frozenset(), frozenset({"factor:cloud_on_demand"}))}
    assert len(keys) == 3


def test_an_edition_is_read_as_it_was_recorded(few, tables):
    here = World(data=tables("prices.csv"), as_of=DAY)
    assert editions.freeze(here, "2025.9").name == "2025.9.csv"
    editions.freeze(here, "2025.10")
    assert editions.names(here) == ["2025.9", "2025.10"]
    last = editions.read(here)
    assert (last.name, last.as_of) == ("2025.10", date(2026, 1, 1))
    recorded, now = last.results, few_results(here)
    assert recorded.keys() == now.keys()
    for key, result in recorded.items():
        assert result.outcome == now[key].outcome
        numbers = [(one.value, one.low, one.high, one.kind) for one in (result.estimate, now[key].estimate)]
        assert numbers[0] == numbers[1]
    assert last.figures == {SHOWN.id: SHOWN}
    assert last.forecasts == (replace(FORECAST, by="2025.10"),)
    assert compare(last, here).nothing
    with pytest.raises(UnknownError, match="no edition '2025.11'; did you mean '2025.10'"):
        editions.read(here, "2025.11")


def test_a_table_changed_since_the_edition_is_an_input_of_its_own(few, tables, quote):
    here = World(data=tables("prices.csv"), as_of=DAY)
    editions.freeze(here, "2025.9")
    data = tables("parameters.csv", replace=("0.065,0.19,0.242", "0.065,0.2,0.242"))
    found = compare(editions.read(World(data=data)), World(data=data, as_of=DAY, prices=[quote]))
    assert effects(found, "x.network") == pytest.approx(
        {"tables and formulas since edition 2025.9": 0.03, "h100-sxm cloud on demand ($3.00 → $1.50)": -0.3}
    )
    assert effects(found, "x.rent") == {"h100-sxm cloud on demand ($3.00 → $1.50)": -1.5}


def test_an_edition_holds_every_result_or_is_not_written(tables, monkeypatch):
    missing = Result("headline", "x.none", "training", "None", "figure", None, NO_RESULT, "KeyError: 'gone'")
    monkeypatch.setattr(editions, "results", lambda world: {missing.key: missing})
    here = World(data=tables("prices.csv"))
    with pytest.raises(ValueError, match="x.none: KeyError: 'gone'"):
        editions.freeze(here, "2025.9")
    assert editions.names(here) == []


def test_the_largest_move_comes_first_and_one_of_an_interval_alone_last():
    def headline(name: str, before: Estimate, after: Estimate | None) -> Change:
        one = Result("headline", name, "training", name, "figure", before)
        return Change(one, replace(one, estimate=after))

    found = changes.Comparison(
        "a",
        "b",
        (),
        (
            headline("interval", Estimate(4, "money", 3, 5), Estimate(4, "money", 2, 5)),
            headline("small", Estimate(4, "money"), Estimate(3.9, "money")),
            headline("large", Estimate(4, "money"), Estimate(1, "money")),
            headline("lost", Estimate(4, "money"), None),
            headline("same", Estimate(4, "money"), Estimate(4, "money")),
        ),
    )
    assert [change.result.id for change in found.moved] == ["lost", "large", "small", "interval"]


def test_results_new_and_gone_are_said_and_not_explained():
    one = Result("headline", "x", "training", "X", "figure", Estimate(2.0, "number"))
    assert changes_text.of_change(Change(None, one)) == "new"
    assert changes_text.of_change(Change(one, None)) == "gone"
    assert changes_text.value(None) == "not in the book"
    assert Change(None, one).moved
    assert changes_text.of_effects(Change(None, one)) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (Estimate(4, "money"), Estimate(3, "money"), "−25%"),
        (Estimate(4, "money"), Estimate(5, "money"), "+25%"),
        (Estimate(4, "money"), Estimate(60, "money"), "15×"),
        (Estimate(-9950, "money"), Estimate(-30_000, "money"), "−$20,100"),  # no loss of 202 per cent
        (Estimate(-4, "money"), Estimate(-3, "money"), "+$1.00"),
        (Estimate(4, "money"), Estimate(-3, "money"), "−$7.00"),
        (Estimate(50, "money", -9000, 9000), Estimate(900, "money", 800, 1000), "+$850"),  # from what may be nothing
        (Estimate(-0.1, "percent"), Estimate(0.2, "percent"), "+30 percentage points"),
        (Estimate(0.1, "percent"), Estimate(0.2, "percent"), "+100%"),
        (Estimate(0, "money"), Estimate(3, "money"), "+$3.00"),
        (Estimate(2029, "year"), Estimate(2031, "year"), "+2.0 years"),
        (Estimate(4, "money", 3, 5), Estimate(4, "money", 2, 5), "interval"),
    ],
)
def test_how_much_a_result_moved_in_words(before, after, said):
    one = Result("headline", "x", "training", "X", "figure", before)
    assert changes_text.of_change(Change(one, replace(one, estimate=after))) == said


@given(*[st.floats(-1e6, 1e6, allow_nan=False)] * 3)
def test_a_percentage_is_of_what_is_more_than_nothing_and_stays_so(before, after, low):
    one = Result("headline", "x", "training", "X", "figure", Estimate(before, "money", min(low, before), 2e6))
    found = Change(one, replace(one, estimate=Estimate(after, "money")))
    if found.share(found.shift) is not None:
        assert min(low, before) >= 0 and before > 0 and after > 0
    elif found.moved and found.shift:
        assert "%" not in changes_text.of_change(found) and "$" in changes_text.of_change(found)


@pytest.mark.parametrize(("numbers", "said"), [((4, None), "−$1.00"), ((None, 4), "−$1.00"), ((None, None), "−1")])
def test_an_input_may_move_a_result_that_another_loses_or_finds(numbers, said):
    results_of = [Result("headline", "x", "training", "X", "f", Estimate(n, "money") if n else None) for n in numbers]
    change = Change(*results_of, (changes.Effect("an input", -1.0, False), changes.Effect("another", None, False)))
    assert changes_text.of_effects(change) == [f"an input: {said}", "another: decides whether it can be computed"]


def test_a_result_that_cannot_be_computed_says_why(monkeypatch):
    results.import_chapters()
    early = World(as_of="2015-01-01")
    found = results.results(early)
    lost = [result for result in found.values() if result.outcome == NO_RESULT]
    assert lost
    assert all(result.why and result.estimate is None for result in lost)
    assert not [result.why for result in lost if "Error:" in result.why], "a reader needs words, not exceptions"
    assert not [result for result in results.results(World()).values() if result.outcome == NO_RESULT]


def test_html_escapes_what_a_file_name_brings(few, tmp_path):
    file = tmp_path / "a&b <i>.csv"
    file.write_text("item,price_kind,usd,as_of\nh100-sxm,cloud_on_demand,1.5,2025-06-01\n")
    text = changes_text.html(compare(world(), world(prices=[file])))
    assert "a&amp;b &lt;i&gt;.csv" in text
    assert "<i>" not in text


def test_a_line_and_ranks_agree_with_scipy():
    from scipy import stats

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=30), rng.normal(size=30)
    (slope, intercept), theirs = fit_line(x, Quantity(y)), stats.linregress(x, y)
    assert (slope.value, intercept.value) == pytest.approx((theirs.slope, theirs.intercept), rel=1e-12)
    assert slope.high - slope.value == pytest.approx(stats.t.ppf(0.95, 28) * theirs.stderr, rel=1e-12)
    assert np.std(slope.samples) == pytest.approx(stats.t.std(28) * theirs.stderr, rel=0.01)
    ties = rng.integers(0, 5, (4, 9))
    assert np.array_equal(fits.ranks(ties), stats.rankdata(ties, axis=1))


@pytest.fixture
def said(monkeypatch) -> dict[str, Prose]:
    """Passages of a text, and nothing else."""
    found: dict[str, Prose] = {}
    monkeypatch.setattr(changes, "passages", lambda: {name: (lambda w, of=of: of(w)) for name, of in found.items()})
    return found


def test_words_of_the_text_that_no_longer_hold_are_named(said, quote):
    said["training.rents"] = lambda world: Prose(
        so={"An H100 costs more than $2.": rent(world) > 2, "It costs less.": rent(world) < 2, "It costs.": True}
    )
    said["training.rest"] = lambda world: Prose(so={"It rains.": False})
    assert changes.no_longer_so(world(), world(prices=[quote])) == []  # as of DAY there is no text yet
    late = {"as_of": "2026-08-01"}
    assert changes.no_longer_so(world(**late), world(**late, prices=[quote])) == ["An H100 costs more than $2."]
    assert changes.no_longer_so(world(**late), world(**late)) == []


def test_words_that_a_world_has_nothing_to_judge_by_are_not_named(said, quote):
    def lacking(world: World) -> Prose:
        raise LackingError("no value is known")

    said["training.rents"] = lacking
    late = {"as_of": "2026-08-01"}
    assert changes.no_longer_so(world(**late), world(**late, prices=[quote])) == []


def test_the_page_of_changes_names_them(monkeypatch, quote):
    monkeypatch.setattr(changes, "no_longer_so", lambda before, after: ["Rent < cost."] if after.prices else [])
    shown = what_changed.by_own_inputs(World(prices=[quote])).data
    assert shown.endswith(
        '<p class="rubric">Words of the text that no longer hold</p><ul><li>Rent &lt; cost.</li></ul>'
    )
    assert "as published" in what_changed.by_own_inputs(World()).data
    assert what_changed.by_scenario(World(prices=[quote])) == []


def test_the_page_of_changes_says_if_a_result_was_lost(monkeypatch, few):
    recorded = editions.Edition("1", World().as_of, few_results(World(data=FROZEN)))
    monkeypatch.setattr(editions, "read", lambda base: recorded)
    _, complete = what_changed.since_edition(World())
    (sentence,) = complete.so
    assert complete.so[sentence]
    lost = {key: replace(one, outcome=NO_RESULT) for key, one in few_results(World()).items()}
    monkeypatch.setattr(changes, "results", lambda world, only=None: lost)
    _, complete = what_changed.since_edition(World())
    assert not complete.so[sentence]
