"""Properties of the energy formulas: scale, direction, limits, and ways round a circle."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom.calculator import energy as e
from headroom.calculator import training


def positive(low, high):
    return st.floats(math.log(low), math.log(high)).map(math.exp)


hours = positive(1e3, 1e9)
watts = positive(100, 2000)
overheads = st.floats(1, 2)
growths = st.floats(1.1, 5)


@given(hours, watts, overheads)
def test_three_conventions_are_cases_of_one_model(chip_hours, tdp, pue):
    model = training.run_energy(chip_hours, tdp, server_power_factor=1, average_load=1, pue=pue)
    assert e.energy_touvron2023(chip_hours, tdp, pue=pue) == pytest.approx(model)
    assert e.energy_patterson2021(chip_hours, tdp, pue=pue) == pytest.approx(model)
    assert e.energy_morrison2025(chip_hours * tdp / 1000, pue) == pytest.approx(model)


@given(positive(1, 1e5), watts, overheads)
def test_chips_for_a_power_draw_that_power(peak_power, it_power, overhead):
    chips = e.chips_for_power(peak_power, it_power, peak_overhead=overhead)
    assert e.peak_power(chips, it_power, peak_overhead=overhead) == pytest.approx(peak_power)


@given(hours, positive(10, 1000), watts)
def test_emissions_give_back_their_intensity(chip_hours, intensity, tdp):
    rated = e.energy_touvron2023(chip_hours, tdp, pue=1)
    emitted = e.run_emissions(rated, intensity)
    assert e.implied_intensity(emitted, chip_hours, tdp=tdp) == pytest.approx(intensity)


@given(positive(1, 1e4), growths, st.floats(0.1, 15))
def test_trend_reaches_the_power_that_it_gives(power, growth, years):
    later = e.power_after(power, growth, years=years)
    assert later > power
    assert e.years_to_target_power(power, later, power_growth=growth) == pytest.approx(years)


@given(growths, st.floats(1.05, 2), st.floats(1, 2), st.floats(0.5, 5))
def test_growth_of_power_is_that_of_runs_carried_by_its_parts(compute, efficiency, duration, years):
    run = {"flop_per_joule": 1e12, "mfu": 0.4, "power_overhead": 2.0}
    first = e.power_of_run(1e25, 100, **run)
    run["flop_per_joule"] *= efficiency**years
    last = e.power_of_run(1e25 * compute**years, 100 * duration**years, **run)
    growth = e.power_growth(compute, efficiency, duration_growth=duration)
    assert last / first == pytest.approx(growth**years)


def test_the_later_of_power_and_building_decides():
    supply, build = np.array([1.0, 5.0, 2.0]), np.array([2.0, 2.0, 2.0])
    assert e.years_to_power(supply, build).tolist() == [2, 5, 2]


@given(positive(1e8, 1e12), st.floats(1, 512), st.floats(1.5, 8))
def test_a_larger_batch_never_takes_more_energy_for_a_token(params, batch, times):
    def published(size):
        return e.gpu_token_energy_ecologits2025(params, size)

    assert published(batch * times) < published(batch)


@given(positive(1e9, 2e12))
def test_gpus_are_the_least_power_of_two_that_holds_the_model(params):
    gpus = e.gpus_ecologits2025(params, 2.0, memory_per_chip=80e9)
    needed = 1.2 * 2 * params / 80e9
    assert math.log2(gpus) == round(math.log2(gpus))
    assert gpus >= max(1, needed * (1 - 1e-12)) and (gpus == 1 or gpus / 2 < needed)


@given(positive(0.05, 10), positive(5, 100), st.floats(2, 10))
def test_energy_share_rises_with_the_bill_and_the_life(bill, capital, life):
    share = e.campus_energy_share(bill, capital, life_years=life)
    assert 0 < share < 1
    assert e.campus_energy_share(2 * bill, capital, life_years=life) > share
    assert e.campus_energy_share(bill, capital, life_years=2 * life) > share
    assert e.campus_energy_share(bill, 2 * capital, life_years=2 * life) == pytest.approx(share)


def test_half_a_load_doubles_the_capacity_charge():
    assert e.capacity_charge(240.0, 1.0) == pytest.approx(0.01)
    assert e.capacity_charge(240.0, 0.5) == pytest.approx(0.02)


@given(st.floats(10, 900))
def test_landauer_is_far_below_any_chip(temperature):
    assert e.landauer_energy(2 * temperature) == pytest.approx(2 * e.landauer_energy(temperature))
    assert e.landauer_energy(temperature) < 1e-6 / e.flop_per_joule(989.4e12, 700)


@given(positive(1e-3, 100), positive(1e3, 1e11))
def test_fleet_power_and_daily_energy_agree(query_energy, queries):
    power = e.fleet_power(query_energy, queries)
    assert e.query_energy_devries2023(power * 24, queries) == pytest.approx(query_energy)


@given(positive(1e3, 1e9), st.floats(0.1, 5), overheads, st.floats(0.1, 10))
def test_water_of_plants_counts_the_overhead_and_that_of_the_site_does_not(energy, site, pue, plant):
    total = e.run_water(energy, site, pue=pue, plant_water=plant)
    assert total == pytest.approx(
        e.run_water(energy, site, pue=pue, plant_water=0) + e.run_water(energy, 0, pue=pue, plant_water=plant)
    )
    assert e.run_water(energy, site, pue=2 * pue, plant_water=0) == pytest.approx(energy * site)
