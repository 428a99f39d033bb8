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

    References
    ----------
    epoch2026datacenters : timelines
    """
    return peak_power * WATTS_PER_MEGAWATT / (it_power_per_chip * peak_overhead)


def yearly_energy(peak_power: Megawatt, load_factor: Fraction) -> MegawattHourPerYear:
    """Electricity that a facility takes in a year.

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

    References
    ----------
    you2025power
    """
    return peak_power * power_growth ** (years / ONE_YEAR)


def years_to_target_power(peak_power: Megawatt, target_power: Megawatt, *, power_growth: GrowthPerYear) -> Year:
    """Years until a trend reaches a power.

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

    Notes
    -----
    Each is uncertain: put in samples, and the result is a sample.

    References
    ----------
    latitude2025iea
    epoch2026datacenters
    """
    return maximum(supply_years, build_years)
