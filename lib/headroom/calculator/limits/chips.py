"""What chips allow: the stock, as it grows, and the part of it that one run gets."""

from headroom.calculator.constants import ONE_YEAR, SECONDS_PER_DAY
from headroom.calculator.math import log, where
from headroom.calculator.units import (
    Day,
    Flop,
    FlopPerSecondPerChip,
    Fraction,
    GrowthPerYear,
    H100Equivalents,
    H100EquivalentsPerYear,
    Machines,
    MegawattPerMachineYear,
    MegawattPerYear,
    Year,
)


def stock_of_chips(
    installed_chips: H100Equivalents,
    yearly_chips: H100EquivalentsPerYear,
    *,
    production_growth: GrowthPerYear,
    chip_growth: GrowthPerYear,
    years: Year,
) -> H100Equivalents:
    """Chips in the world after years in which more of them, and faster ones, are made.

    Notes
    -----
    Production grows at every moment, and no chip retires. A rate that neither grows nor falls adds the years times the
    rate.

    References
    ----------
    sevilla2024scaling2030 : Modeling GPU production and compute availability
    """
    growth = production_growth * chip_growth
    steady = where(growth == 1, 1, 0)
    pace = (log(growth) + steady) / ONE_YEAR
    years_of_production = (growth ** (years / ONE_YEAR) - 1) / pace + steady * years
    return installed_chips + yearly_chips * years_of_production


def chips_ceiling(
    stock_of_chips: H100Equivalents,
    run_share: Fraction,
    *,
    peak_flop_per_second: FlopPerSecondPerChip,
    mfu: Fraction,
    run_days: Day,
) -> Flop:
    """Largest run on one developer's part of the chips.

    References
    ----------
    sevilla2024scaling2030 : Modeling GPU production and compute availability
    """
    return run_share * stock_of_chips * peak_flop_per_second * mfu * run_days * SECONDS_PER_DAY


def printed_power(printing_machines: Machines, output_per_machine: MegawattPerMachineYear) -> MegawattPerYear:
    """Power of the AI chips that lithography allows the world to make in a year.

    Notes
    -----
    If all machines of extreme ultraviolet light print for AI: what telephones take of them lowers it.

    References
    ----------
    patel2026euv
    """
    return printing_machines * output_per_machine
