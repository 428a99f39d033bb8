"""The energy chapter: invariants of its tables, the rule behind its verdicts, its live figure, its notebook."""

import json
from functools import wraps
from inspect import signature
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from vega_reader import in_vega

from headroom.calculator import energy, inference, training
from headroom.calculator.nomenclature import NAMES
from headroom.calculator.registry import public_functions
from headroom.evidence import LackingError, Quantity, Row, UnknownError, World
from headroom.evidence.aggregates import median_of
from headroom.evidence.columns import column, plain, quantities
from headroom.report import claims, notebook
from headroom.report import format as fmt
from headroom.report.energy import figures, live
from headroom.report.energy.results import (
    delays,
    gigawatt,
    headlines,
    outlook,
    passages,
    power,
    requests,
    rows,
    runs,
    sites,
    tokens,
)
from headroom.report.estimate import Estimate
from headroom.report.facts.prices import rent_in_words
from headroom.report.figure import figures as drawn
from headroom.report.headline import headline_numbers
from headroom.report.headline import headlines as declared
from headroom.report.prose import passages as told

PAGE = Path(__file__).resolve().parents[1] / "chapters" / "energy.ipynb"
BEFORE_ANY_SITE = "2024-08-31"
BEFORE_REASONING = "2025-01-31"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_every_claim_of_the_chapter_is_answered(world):
    table = world.table("claims")
    mine = set(table[table["chapter"] == "energy"]["id"])
    assert mine == {"power-shortages", "one-gigawatt", "thinking-resources"}
    for claim in mine:
        found = claims.verdict(claim, world)
        assert found.reason and found.test and found.figure
        assert found.now.estimate is not None


def test_whether_runs_waited_for_power_cannot_be_tested(world):
    """Nobody publishes which runs waited; a shortage for everybody is another question, and is shown as one."""
    found = claims.verdict("power-shortages", world)
    for finding in (found.then, found.now):
        assert finding.outcome == "cannot be tested" and finding.estimate is not None and finding.weight is None
    assert found.test.startswith("Cannot be tested: ") and "would show" in found.test


def test_a_shortage_is_what_the_trend_asks_beyond_the_largest_site(world, monkeypatch):
    need = Quantity(500.0, rows=frozenset({Row("trends", "need", "you2025power")}))
    monkeypatch.setattr(power, "trend_need", lambda seen, **_: need)
    largest = sites.largest_sites(world).iloc[[-1]].reset_index(drop=True)
    for site_power, short in ((400.0, 1), (600.0, 0)):
        monkeypatch.setattr(
            sites, "largest_sites", lambda seen, p=site_power: largest.assign(facility_power_mw=column([p]))
        )
        assert sites.shortage(world).value == short


def test_without_a_site_a_shortage_cannot_be_tested():
    seen = World(as_of=BEFORE_ANY_SITE)
    assert claims.verdict("power-shortages", seen).now.estimate is None
    with pytest.raises(LookupError, match="no operating campus"):
        sites.shortage(seen)


def test_a_gigawatt_is_a_plant_in_part_and_only_if_it_takes_years(world, monkeypatch):
    """US plants have 0.6 to 4.5 GW, 1.8 on average: little more than half of that range is within 0.5 to 2 GW.

    By hand, on the upper side of a lognormal: ln(2 / 1.8) / (ln(4.5 / 1.8) / 1.645) = 0.19 standard deviations above
    the middle, so 0.5 + 0.075 of the range lies below 2 GW, and 0.5 - 0.4725 = 0.03 of it below 0.5 GW.
    """
    found = claims.verdict("one-gigawatt", world)
    assert found.now.outcome == "holds in part" and found.now.weight.chance == pytest.approx(0.55, abs=0.02)
    assert found.then.outcome == "cannot be tested", "no campus of a gigawatt had been built"
    real = World.parameter

    def quick(self, id):  # noqa: A002
        found = real(self, id)
        return found * 0.2 if id == "build-time-epoch" else found

    monkeypatch.setattr(World, "parameter", quick)
    assert claims.verdict("one-gigawatt", world).now.outcome == "does not hold"


def test_thinking_was_not_measured_when_the_claim_was_made(world):
    found = claims.verdict("thinking-resources", world)
    assert found.then.outcome == "cannot be tested" and found.then.estimate is None
    assert found.now.outcome == "holds"
    assert requests.pairs(World(as_of=BEFORE_REASONING)).empty


@pytest.mark.parametrize("scenario", ["base", "cheap-power", "scarce-chips", "spring-2024"])
def test_every_world_gives_verdicts_and_says_which_headlines_it_lacks(scenario):
    seen = World(scenario=scenario)
    for claim in ("power-shortages", "one-gigawatt", "thinking-resources"):
        assert claims.verdict(claim, seen).reason
    for result in declared("energy"):
        try:
            assert np.isfinite(result.compute(seen).value)
        except LookupError as missing:
            assert scenario == "spring-2024" and str(seen.as_of) in str(missing)


def test_headlines_are_finite_and_say_what_they_rest_on(world):
    mine = declared("energy")
    assert 6 <= len(mine) <= 10
    for result in mine:
        estimate = result.compute(world)
        assert np.isfinite(estimate.value) and estimate.value > 0
        assert estimate.sources and all(world.source(key) for key in estimate.sources)
        if estimate.low is None:  # a single published estimate, whose source gives no interval
            assert result.id == "energy.largest-site"
        else:
            assert estimate.low <= estimate.value <= estimate.high


def test_the_reference_run_names_the_source_of_its_chip_hours(world):
    assert runs.reference(world)["source_key"] in headlines.reference_run(world).sources


def test_the_run_of_2030_is_the_fan_in_gigawatts(world):
    found, megawatts = headlines.run_in_2030(world), power.fan_on(world, "2030-01-01")
    assert found.kind == "gigawatt"
    in_megawatts = [1000 * gigawatts for gigawatts in (found.low, found.value, found.high)]
    assert in_megawatts == pytest.approx([megawatts.low, megawatts.value, megawatts.high])


def test_records_rise_and_the_fan_starts_at_the_last(world):
    table = plain(power.records(world))
    assert table["peak_power_mw"].is_monotonic_increasing
    fan = plain(power.fans(world))
    start = fan.iloc[0][["mw_low", "mw", "mw_high"]].tolist()
    assert start == pytest.approx([table["peak_power_mw"].iloc[-1]] * 3)
    assert (fan["mw_low"] <= fan["mw"]).all() and (fan["mw"] <= fan["mw_high"]).all()
    at = power.fan_on(world, "2030-01-01")
    years = (np.datetime64("2030-01-01") - table["as_of"].iloc[-1].to_datetime64()) / np.timedelta64(1, "D") / 365.25
    assert at.low == pytest.approx(table["peak_power_mw"].iloc[-1] * 2.2**years, rel=1e-3)


def test_the_run_of_2030_is_told_without_and_with_the_runs_in_dispute(world):
    """Grok-3: 110 MW on 2025-02-17, 4.87 years before; GPT-6 Astra, in dispute: 233 MW on 2026-09-03, 3.33 years."""
    for disputed, megawatts, day in ((False, 110, "2025-02-17"), (True, 232.7, "2026-09-03")):
        found = power.fan_on(world, "2030-01-01", disputed=disputed)
        years = (np.datetime64("2030-01-01") - np.datetime64(day)) / np.timedelta64(1, "D") / 365.25
        assert (found.low, found.high) == pytest.approx((megawatts * 2.2**years, megawatts * 2.9**years))
    numbers, doubted = passages.growth(world).numbers, power.fan_on(world, "2030-01-01", disputed=True)
    assert numbers["run-2030-disputed"].value == pytest.approx(doubted.value / 1000)
    for headline in (headlines.largest_run, headlines.run_in_2030):
        assert "with the runs in dispute" in headline(world).basis


def test_a_shortage_is_told_with_and_without_the_runs_in_dispute(world):
    found = claims.verdict("power-shortages", world)
    chances = [fmt.percent(sites.shortage(world, disputed=disputed).value) for disputed in (False, True)]
    assert f"probability of {chances[0]}" in found.reason
    assert f"With the runs in dispute the probability is {chances[1]}" in found.reason
    shares = [fmt.percent(sites.need_over_site(world, disputed=disputed).value) for disputed in (False, True)]
    assert fmt.percent(found.now.estimate.value) == shares[0]
    assert f"with the runs in dispute: {shares[1]}" in found.now.estimate.basis


def test_the_fan_reaches_a_power_when_it_has_it(world):
    reached = power.years_reached(world, 1000.0)
    assert reached.low < reached.value < reached.high
    for end, at in (("high", reached.low), ("value", reached.value), ("low", reached.high)):
        day = np.datetime64("2020-01-01") + np.timedelta64(round((at - 2020) * 365.25), "D")
        assert getattr(power.fan_on(world, day), end) == pytest.approx(1000.0, rel=0.01)


def test_an_earlier_world_sees_fewer_runs_and_sites():
    seen = World(as_of="2024-11-30")
    assert power.records(seen)["id"].tolist() == ["gpt3-mw", "gpt4-mw", "gemini1-mw-2026"]
    assert plain(sites.largest_sites(seen)["facility_power_mw"]).tolist() == [181.0]
    assert power.growth(seen).value == pytest.approx(4.5 / (1.4 * 1.53))


def test_parts_of_a_gigawatt_are_a_gigawatt(world):
    parts = plain(gigawatt.gigawatt_parts(world))
    assert (parts["mw"] > 0).all()
    np.testing.assert_allclose(parts.groupby("chip")["mw"].sum(), gigawatt.GIGAWATT)


def test_chips_of_a_gigawatt_are_those_of_the_hand_count(world):
    table = plain(gigawatt.chips_per_gigawatt(world)).set_index(["chip", "measure"])["count"]
    overhead = gigawatt.peak_overhead(world).value
    assert table["H100", "Chips"] == pytest.approx(1e9 / (1472 * overhead))
    assert table["B300", "Chips"] == pytest.approx(1e9 / (2303 * overhead))
    assert 1.2 < overhead < 1.4


def test_campuses_hold_what_the_tables_state(world):
    table = plain(sites.campuses(world)).set_index("campus")
    assert table.loc["Colossus 2, Memphis", "operating"] == 1276
    assert table.loc["Stargate Abilene, Texas", "planned"] == 1180
    assert table["largest"].is_monotonic_decreasing


def test_power_never_comes_before_the_campus(world):
    build = world.parameter("build-time-epoch").draws()
    waiting = delays.waiting(world)
    for label, years in waiting.items():
        assert (years.draws() >= build).all(), label
    sooner = waiting[delays.SOONER].draws()
    assert delays.ENGINES not in delays.IN_THE_US, "one supplier's word decides no headline"
    for label in delays.IN_THE_US:
        assert (sooner <= waiting[label].draws()).all()
    assert waiting["Own small gas turbines"].value == pytest.approx(np.sqrt(2 * 4))


def test_only_measured_energy_is_a_test(world):
    table = plain(runs.measured(world))
    assert set(table["method"]) == {"measured", "rated_power"}
    arithmetic = table[table["method"] == "rated_power"]["ratio"]
    np.testing.assert_allclose(arithmetic, 1, atol=0.01)
    gpt3 = table[table["name"] == "GPT-3 175B"].iloc[0]
    by_hand = 3552000 * 300 * 1.667 * 0.75 * 1.1 / 1e6
    assert gpt3["computed"] == pytest.approx(by_hand, rel=1e-6)
    tested = plain(runs.tests(world)["ratio"])
    assert len(tested) == 9 and np.abs(np.log(tested)).max() < np.log(1.6)


def test_what_gave_the_loads_is_no_test_of_them(world):
    """The work with the loads of TPUs and of GPT-3 has six of the nine runs; GLaM, OLMo and a 6.1B model are left."""
    tested, others = plain(runs.tests(world)), plain(runs.out_of_sample(world))
    assert tested["in_sample"].sum() == 6 and len(others) == 3
    assert sorted(others["ratio"]) == pytest.approx([0.70, 0.86, 1.07], abs=0.005)
    of_gpt3 = world.row("parameters", "system-power-v100-gpt3")["source_key"]
    assert of_gpt3 in runs.LOADS_DRAWN_FROM and not others["source_key"].isin(runs.LOADS_DRAWN_FROM).any()
    words = figures.published_computed(world).to_dict()["usermeta"]["figure"]["takeaway"]
    assert "3 measured runs that gave it none" in words


def test_steps_end_at_the_meter(world):
    steps = plain(runs.steps(world))
    parts = steps[steps["kind"] == "step"]
    assert parts["change"].sum() == pytest.approx(steps.iloc[-1]["end"])
    assert steps.iloc[-1]["end"] == pytest.approx(32.43, abs=0.01)
    energy = runs.reference_energy(world)
    assert energy.quantile(0.05) < 32.4e6 < energy.quantile(0.95)


def test_intensities_keep_their_bases_apart(world):
    table = runs.intensities(world)
    assert not table.duplicated(["id", "basis"]).any()
    regions = runs.regions(world)
    both = plain(regions.dropna(subset=["stack", "life_cycle"]))
    assert (both["life_cycle"] > both["stack"]).all()
    share_alike = set(world.table("grid_share_alike")["source_key"])
    assert share_alike == {"ember2025yearly"} and not share_alike & set(world.table("grid")["source_key"])


def test_no_energy_of_a_token_lies_below_its_floors(world):
    floors = plain(tokens.floors(world))
    for row in plain(tokens.batches(world)).itertuples():
        mine = floors[floors["label"] == row.label]
        memory = np.exp(np.interp(np.log(row.batch_size), np.log(mine["batch"]), np.log(mine["memory"])))
        assert row.joule_per_output_token > max(memory, mine["arithmetic"].iloc[0])


def test_pairs_compare_the_same_chip_and_setting(world):
    table = plain(requests.pairs(world))
    np.testing.assert_allclose(table["ratio"], table["tokens"] * table["per_token"], rtol=0.02)
    assert len(table) == 13


def test_fleet_power_is_energy_times_queries(world):
    row = plain(requests.fleet(world)).iloc[0]
    assert row["mw"] == pytest.approx(row["wh"] * 2.5e9 / 24 / 1e6)


def test_cheap_power_lowers_the_share_of_energy():
    base, cheap = World(), World(scenario="cheap-power")
    assert runs.campus_share(cheap).value < runs.campus_share(base).value
    share, cheaper = runs.run_share(base), runs.run_share(cheap)
    assert cheaper.value == pytest.approx(share.value / 2)
    assert cheaper.quantile(0.5) == pytest.approx(share.quantile(0.5) / 2)


def test_the_share_of_a_campus_holds_what_is_published_of_its_capital_and_life(world):
    """0.0826 USD/kWh x 8.766 kh x 1.1 = 0.796 USD a watt and year; 37.88 / 5 = 7.58 of capital: 9.5 %.

    At the ends of capital and life alone: 64.8 over 4 years gives 4.7 %, 35.0 over 6 years gives 12.0 %.
    """
    share, capital, life = runs.campus_share(world), runs.campus_capital(world), runs.campus_life(world)
    assert share.value == pytest.approx(0.0951, abs=0.0003)
    assert (capital.low, capital.value, capital.high) == pytest.approx((35.0, 37.88, 64.8), rel=0.002)
    assert (life.low, life.value, life.high) == (4, 5, 6)
    price_alone = runs.campus_share(world, capital=capital.value, life_years=life.value)
    assert share.low < price_alone.low, "the doubt about capital is in the interval"
    assert {row.id for row in share.rows} >= {"capital-gw-nvidia", "capex-it-gw", "server-life-nebius"}


def test_the_share_of_the_rent_holds_what_sellers_ask(world):
    rented, share = runs.rented(world), runs.run_share(world)
    assert not rented.stale and rented.n > 5 and f"{rented.n} sellers" in rent_in_words(rented)
    assert share.high / share.low > rented.high / rented.low / 2
    assert share.rows >= rented.rows


def test_live_figure_starts_at_the_reference_run(world):
    values = live.defaults(world)
    start = live.chain(world).values(values)
    assert start["run_energy"] == pytest.approx(runs.reference_energy(world).value)
    assert start["tonnes"] == pytest.approx(energy.run_emissions(start["run_energy"], 349.667))
    assert start["energy_cost"] == pytest.approx(training.energy_cost(start["run_energy"], values["electricity_price"]))
    spec = figures.energy_share(world).to_dict()
    for inputs in (values, values | {"chip_hours": 1e7, "pue": 1.5, "intensity": 30.0}):
        assert in_vega(spec, list(start), inputs) == pytest.approx(live.chain(world).values(inputs), rel=1e-12)
    options = live.region_choice(world).options
    assert len(set(options.values())) == len(options), "an option is told by its value"


def test_headroom_is_site_over_run(world):
    site, run = sites.largest_sites(world).iloc[-1], power.records(world).iloc[-1]
    assert sites.headroom(world).value == pytest.approx(site["facility_power_mw"].value / run["peak_power_mw"].value)


def test_the_bounds_that_somebody_states_go_through_what_rises_or_falls(world):
    plant = world.parameter("nuc-plant-us")
    upside_down = 1 / plant
    assert (upside_down.low, upside_down.high) == (1 / plant.high, 1 / plant.low)
    assert upside_down.level is None and upside_down.rows == plant.rows
    fan = power.fan_on(world, "2030-01-01")
    slow, fast = (power.trend(world).settled(end) for end in ("low", "high"))
    record = power.records(world).iloc[-1]
    years = (np.datetime64("2030-01-01") - record["as_of"]) / np.timedelta64(1, "D") / power.DAYS_PER_YEAR
    ends = [energy.power_after(record["peak_power_mw"], growth, years=years).value for growth in (slow, fast)]
    assert (fan.low, fan.high) == pytest.approx(tuple(ends)) and fan.level is None


def test_a_row_of_one_bound_is_stated_by_that_bound(world):
    at_least = rows.as_stated(world, "demand_outlook", "epoch-us-ai-2030")
    at_most = rows.as_stated(world, "parameters", "queue-nova")
    assert (at_least.value, at_most.value) == (50, 7)
    assert at_least.is_point and {row.table for row in at_least.rows} == {"demand_outlook"}


def test_without_two_records_there_is_no_trend():
    with pytest.raises(LookupError, match="make no trend"):
        power.trend_need(World(as_of="2021-01-01"))


def test_floors_at_one_batch_are_those_of_the_table(world):
    table = plain(tokens.floors(world)).set_index(["label", "batch"])
    for label in tokens.SWEEPS:
        memory, arithmetic = tokens.floor(world, label, 8.0)
        near = table.loc[label].iloc[12]  # of 49 batches from 1 to 4096
        assert (memory.value, arithmetic.value) == pytest.approx((near["memory"], near["arithmetic"]))
        assert {row.table for row in memory.rows} >= {"accelerators", "models", "parameters", "query_energy"}
    assert len(quantities(tokens.batches(world)["joule_per_output_token"]).sources) == 1


def test_the_cells_that_a_reader_may_change_show_numbers_of_the_text(world, monkeypatch):
    """Each shown cell ends in `show` of what the text states beside it."""
    shown: list[Estimate] = []
    monkeypatch.setattr(notebook, "show", lambda what, kind="number": shown.append((what, kind)))
    cells = [cell for cell in json.loads(PAGE.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    first, *visible = [cells[0], *(cell for cell in cells if "remove-input" not in cell["metadata"].get("tags", ()))]
    scope: dict = {}
    for cell in (first, *visible):
        exec("".join(cell["source"]), scope)
    stated = headline_numbers("energy", world).numbers
    for passage in told("energy").values():
        stated = stated | passage(world).numbers
    keys = ["growth-parts", "chips-per-gigawatt", "reference-run", "run-share", "years-to-power", "run-of-ai"]
    for key, (what, kind) in zip([*keys, "of-floor", "fleet-reasoning"], shown, strict=True):
        found, text = Estimate.of(what, kind), stated[key]
        assert found.kind == text.kind
        ends = [(one.low, one.value, one.high) for one in (found, text) if one.low is not None]
        assert found.value == pytest.approx(text.value, rel=0.002), key
        assert len(ends) != 1 and ends[:1] == [pytest.approx(end, rel=0.002) for end in ends[1:]], key


@pytest.mark.parametrize(
    ("draw", "passage", "assumed"),
    [
        (figures.run_power, passages.growth, {"power_growth": 2.0}),
        (figures.gigawatt, passages.plants, {"overhead": 1.2}),
        (figures.from_chip_to_meter, None, {"average_load": 0.9}),
        (figures.from_chip_to_meter, None, {"pue": 1.5}),
        (figures.waiting, passages.waiting, {"build_years": 4.0}),
        (figures.batch_energy, passages.floors, {"average_load": 0.2}),
        (figures.reasoning, passages.reasoning, {"queries": 1e9}),
    ],
)
def test_a_reader_s_assumption_reaches_figure_and_text(world, draw, passage, assumed):
    by_evidence, by_reader = draw(world).to_dict(), draw(world, **assumed).to_dict()
    assert by_evidence["datasets"] != by_reader["datasets"]
    words = [spec["usermeta"]["figure"] for spec in (by_evidence, by_reader)]
    if draw is not figures.batch_energy:  # whose words are of measurements alone
        assert words[0]["alt"] != words[1]["alt"]
    if passage:
        assert passage(world).numbers != passage(world, **assumed).numbers


def test_what_a_reader_assumes_is_a_point_or_keeps_its_evidence(world):
    other = world.parameter("queue-uk")
    waits = delays.waiting(world, build_years=other)
    mine = waits[delays.GRID_US]
    assert mine.rows >= other.rows and mine.value == other.value
    three = delays.building(world, 3.0)
    assert three.value == 3.0 and three.is_point and not three.rows


def test_one_run_has_one_power(world):
    """The newest edition of the catalogue: 110 MW for Grok-3 (137 before), 38.4 for Gemini 1.0 Ultra (19 before)."""
    mine = plain(power.run_power(world)).set_index("id")["peak_power_mw"]
    assert mine["grok3-mw-2026"] == 110 and mine["gemini1-mw-2026"] == 38.4 and "grok3-mw" not in mine
    known = world.table("training_energy").dropna(subset=["peak_power_mw"])
    assert not known["model_id"].duplicated().any()


def test_a_service_is_compared_with_the_range_of_the_largest_run(world):
    """282 MW is more than the 165 MW that the chips of the largest run ask for, and less than the 422 MW in dispute."""
    largest, thought = power.largest_run(world), median_of(requests.fleet_of(world, "reasoning"))
    (name, doubted), passage = power.largest_disputed(world), passages.reasoning(world)
    assert (largest.low, largest.high, thought.value) == pytest.approx((110, 165, 282), abs=1)
    assert name == "Claude Mythos" and doubted.value == passage.numbers["disputed-run"].value == pytest.approx(
        422, abs=1
    )
    assert all(passage.so.values())


@pytest.mark.parametrize("day", ["2023-08-31", "2024-11-30", "2025-09-30"])
def test_an_earlier_world_says_what_it_lacks(day):
    """No verdict breaks off; a figure or a passage that lacks a row names it and the day."""
    seen = World(as_of=day)
    for claim in ("power-shortages", "one-gigawatt", "thinking-resources"):
        assert claims.verdict(claim, seen).reason
    for tell in [*drawn("energy").values(), *told("energy").values(), *(one.compute for one in declared("energy"))]:
        try:
            tell(seen)
        except (LackingError, UnknownError) as lacking:
            assert day in str(lacking)


def test_an_agency_says_one_thing_of_one_year(world):
    """IEA: 485 TWh in 2025, 950 in 2030, AI 155 of 485; Gartner: 447 in 2025, AI 93 of them."""
    table = plain(outlook.electricity(world))
    assert not table.duplicated(["what", "by", "year"]).any()
    of = table.set_index(["what", "by", "year"])["twh"]
    assert (of["World", "IEA", 2025], of["World", "IEA", 2030], of["World", "Gartner", 2025]) == (485, 950, 447)
    share = outlook.ai_share(world)
    assert (share.low, share.high) == pytest.approx((93 / 447, 155 / 485))
    at_most = power.largest_run(world).high * 8760 / 1e6
    run = outlook.run_all_year(world)
    assert (run.low, run.high) == pytest.approx((at_most / 155, at_most / 93), rel=0.001)
    known = set(table["by"])
    assert known <= set(outlook.AGENCIES.values()) and len(known) == 4


def test_water_of_data_centres_is_that_of_the_work_itself(world):
    """Berkeley Lab: 66 billion litres on site in 2023; 17 billion gallons was a digest's rounding of it."""
    table = world.table("demand_outlook")
    water = table[table["measure"] == "on_site_water"]
    assert water["central"].tolist() == [66] and water["source_key"].tolist() == ["shehabi2024usage"]


def _drawn_beyond(spec: dict, datasets: dict, data: str | None = None) -> list[str]:
    """Encodings whose values lie outside the domain that the chart states for them."""
    data, found = spec.get("data", {}).get("name", data), []
    for channel in {"x", "y"} & set(spec.get("encoding", ())):
        encoding = spec["encoding"][channel]
        domain, field = (encoding.get("scale") or {}).get("domain"), encoding.get("field")
        if not domain or not field or data not in datasets:
            continue
        values = pd.Series([row.get(field) for row in datasets[data]]).dropna()
        if encoding["type"] == "temporal":
            values, domain = (pd.to_datetime(days, format="ISO8601") for days in (values, domain))
        if len(values) and not (min(domain) <= values.min() and values.max() <= max(domain)):
            found.append(f"{channel} {field}: {values.min()} to {values.max()} on {list(domain)}")
    for part in (part for name in ("layer", "hconcat", "vconcat") for part in spec.get(name, ())):
        found += _drawn_beyond(part, datasets, data)
    return found


@pytest.mark.parametrize("draw", drawn("energy").values(), ids=list(drawn("energy")))
def test_no_mark_lies_beyond_its_axis(world, draw):
    spec = draw(world).to_dict()
    assert not _drawn_beyond(spec, spec["datasets"])


def test_the_axes_of_run_power_follow_the_runs(world, monkeypatch):
    """A run of 5 GW, and a World of another year: both stay in the picture."""
    real, seen = power.run_power, World(as_of="2025-03-01")
    larger = real(world).copy()
    larger["peak_power_mw"] = column([*larger["peak_power_mw"].iloc[:-1], Quantity(90_000.0)], larger.index)
    monkeypatch.setattr(power, "run_power", lambda w: larger if w == world else real(w))
    power.fans.cache_clear()
    try:
        for one in (world, seen):
            spec = figures.run_power(one).to_dict()
            assert not _drawn_beyond(spec, spec["datasets"])
    finally:
        power.fans.cache_clear()


def test_the_chapter_stays_in_the_ranges_that_the_sheet_states(world, monkeypatch):
    """Every argument that the chapter gives to a formula lies in the range of its name."""
    beyond: set[str] = set()

    def watched(formula):
        @wraps(formula)
        def call(*given, **named):
            for name, value in signature(formula).bind(*given, **named).arguments.items():
                values = quantities(value).value if isinstance(value, pd.Series) else getattr(value, "value", value)
                low, high = NAMES[name].low, NAMES[name].high
                if np.nanmin(values) < low or np.nanmax(values) > high:
                    beyond.add(f"{formula.__name__}({name}): {np.nanmin(values):g} to {np.nanmax(values):g}")
            return formula(*given, **named)

        return call

    for module in (energy, training, inference):
        for formula in public_functions(module):
            monkeypatch.setattr(module, formula.__name__, watched(formula))
    for draw in drawn("energy").values():
        draw(World(seed=1))
    for passage in told("energy").values():
        passage(World(seed=1))
    assert not beyond
