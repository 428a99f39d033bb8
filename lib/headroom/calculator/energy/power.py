"""Power: what a cluster draws, what a connection must carry, how it grows and when it comes."""

from headroom.calculator.constants import HOURS_PER_CALENDAR_YEAR, ONE_YEAR, SECONDS_PER_DAY, WATTS_PER_MEGAWATT
from headroom.calculator.math import log, maximum
from headroom.calculator.units import (
    Chip,
    Day,
    Flop,
    FlopPerJoule,
    Fraction,
    GrowthPerYear,
    Megawatt,
    MegawattHourPerYear,
    Ratio,
    WattPerChip,
    Year,
)


def it_power_per_chip(tdp: WattPerChip, server_power_factor: Ratio, *, it_overhead: Ratio) -> WattPerChip:
    """Rated power of one chip with its share of server, network and storage.

    Parameters
    ----------
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.
    server_power_factor : Ratio
        Server's rated power over its chips' [ratio], 1 to 3.
    it_overhead : Ratio
        IT power over server power: network and storage on top [ratio], 1 to 2.

    Returns
    -------
    WattPerChip
        Rated power of one chip with its share of server, network and storage [W/chip].

    Notes
    -----
    1453 W for an H100; the filing of an operator gives 1472 W.

    References
    ----------
    epoch2026aichipcounts : coreweave_estimate.ipynb
    """
    return tdp * server_power_factor * it_overhead


def peak_power(chips: Chip, it_power_per_chip: WattPerChip, *, peak_overhead: Ratio) -> Megawatt:
    """Facility power of a cluster at the design peak.

    Parameters
    ----------
    chips : Chip
        Chips of the cluster [chip], 1 to 1e8.
    it_power_per_chip : WattPerChip
        Rated power of one chip with its share of server, network and storage [W/chip], 50 to 10000.
    peak_overhead : Ratio
        Facility power over IT power at the design peak [ratio], 1 to 2.

    Returns
    -------
    Megawatt
        Facility power that a grid connection must carry [MW].

    Notes
    -----
    A connection is sized by this, not by the yearly mean: the overhead is that of the hottest hour, 1.2 with cooling
    towers or outside air, 1.35 to 1.40 with air-cooled chillers.

    References
    ----------
    epoch2026datacenters : timelines
    """
    return chips * it_power_per_chip * peak_overhead / WATTS_PER_MEGAWATT


def chips_for_power(peak_power: Megawatt, it_power_per_chip: WattPerChip, *, peak_overhead: Ratio) -> Chip:
    """Chips that a connection feeds.

    Parameters
    ----------
    peak_power : Megawatt
        Facility power that a grid connection must carry [MW], 0.001 to 1e6.
    it_power_per_chip : WattPerChip
        Rated power of one chip with its share of server, network and storage [W/chip], 50 to 10000.
    peak_overhead : Ratio
        Facility power over IT power at the design peak [ratio], 1 to 2.

    Returns
    -------
    Chip
        Chips that a grid connection feeds at their peak [chip].

    References
    ----------
    epoch2026datacenters : timelines
    """
    return peak_power * WATTS_PER_MEGAWATT / (it_power_per_chip * peak_overhead)


def yearly_energy(peak_power: Megawatt, load_factor: Fraction) -> MegawattHourPerYear:
    """Electricity that a facility takes in a year.

    Parameters
    ----------
    peak_power : Megawatt
        Facility power that a grid connection must carry [MW], 0.001 to 1e6.
    load_factor : Fraction
        Average power over peak power [fraction], 0.1 to 1.

    Returns
    -------
    MegawattHourPerYear
        Electricity that a facility takes in a year [MWh/yr].

    Notes
    -----
    A gigawatt at full load all year is 8.76 TWh.

    References
    ----------
    eia2025nuclear
    """
    return peak_power * load_factor * HOURS_PER_CALENDAR_YEAR


def power_of_run(
    training_flop: Flop, run_days: Day, *, flop_per_joule: FlopPerJoule, mfu: Fraction, power_overhead: Ratio
) -> Megawatt:
    """Facility power that a run needs to end in time.

    Parameters
    ----------
    training_flop : Flop
        Model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    run_days : Day
        Calendar time from start to end [d], 1 to 3650.
    flop_per_joule : FlopPerJoule
        Dense FLOP per joule of rated chip power [FLOP/J], 1e9 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    power_overhead : Ratio
        Facility power over the rated power of the chips [ratio], 1 to 5.

    Returns
    -------
    Megawatt
        Facility power that a compute and a duration ask for [MW].

    References
    ----------
    you2025power
    """
    rated_chip_power = training_flop / (run_days * SECONDS_PER_DAY * flop_per_joule * mfu)
    return rated_chip_power * power_overhead / WATTS_PER_MEGAWATT


def power_growth(
    compute_growth: GrowthPerYear, efficiency_growth: GrowthPerYear, *, duration_growth: GrowthPerYear
) -> GrowthPerYear:
    """Growth of the power of the largest runs that follows from its parts.

    Parameters
    ----------
    compute_growth : GrowthPerYear
        Factor in a year of the largest runs [factor/yr], 1.05 to 10.
    efficiency_growth : GrowthPerYear
        Factor in a year of FLOP per joule [factor/yr], 1.01 to 3.
    duration_growth : GrowthPerYear
        Factor in a year of the length of runs [factor/yr], 1 to 3.

    Returns
    -------
    GrowthPerYear
        Factor in a year [factor/yr].

    Notes
    -----
    An identity while utilisation and overhead stay as they are. 4.5 / (1.40 x 1.15) = 2.8.

    References
    ----------
    you2025power
    """
    return compute_growth / (efficiency_growth * duration_growth)


def power_after(peak_power: Megawatt, power_growth: GrowthPerYear, *, years: Year) -> Megawatt:
    """Power after years of a constant trend.

    Parameters
    ----------
    peak_power : Megawatt
        Facility power that a grid connection must carry [MW], 0.001 to 1e6.
    power_growth : GrowthPerYear
        Factor in a year [factor/yr], 1.05 to 10.
    years : Year
        From the date of the power [yr], 0 to 20.

    Returns
    -------
    Megawatt
        If the trend holds [MW].

    References
    ----------
    you2025power
    """
    return peak_power * power_growth ** (years / ONE_YEAR)


def years_to_target_power(peak_power: Megawatt, target_power: Megawatt, *, power_growth: GrowthPerYear) -> Year:
    """Years until a trend reaches a power.

    Parameters
    ----------
    peak_power : Megawatt
        Facility power that a grid connection must carry [MW], 0.001 to 1e6.
    target_power : Megawatt
        Facility power [MW], 0.001 to 1e7.
    power_growth : GrowthPerYear
        Factor in a year [factor/yr], 1.05 to 10.

    Returns
    -------
    Year
        If the trend holds [yr].

    Notes
    -----
    Negative where the power was reached before.

    References
    ----------
    you2025power
    """
    return ONE_YEAR * log(target_power / peak_power) / log(power_growth)


def years_to_power(supply_years: Year, build_years: Year) -> Year:
    """Years until a new campus runs: power and building go on side by side, and the later one decides.

    Parameters
    ----------
    supply_years : Year
        From request of power to its delivery [yr], 0.1 to 30.
    build_years : Year
        From cleared land to the campus [yr], 0.1 to 30.

    Returns
    -------
    Year
        Until both the campus and its power are there [yr].

    Notes
    -----
    Each is uncertain: put in samples, and the result is a sample.

    References
    ----------
    latitude2025iea
    epoch2026datacenters
    """
    return maximum(supply_years, build_years)
