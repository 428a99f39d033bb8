"""Floors: what no chip can do better than."""

from headroom.calculator.constants import BOLTZMANN, ONE_BIT, ONE_YEAR
from headroom.calculator.math import log
from headroom.calculator.units import FlopPerJoule, GrowthPerYear, JoulePerBit, Kelvin, Year


def landauer_energy(temperature: Kelvin) -> JoulePerBit:
    """Least energy of erasing one bit.

    References
    ----------
    landauer1961
    """
    return BOLTZMANN * temperature * log(2) / ONE_BIT


def years_to_efficiency(
    flop_per_joule: FlopPerJoule, efficiency_limit: FlopPerJoule, *, efficiency_growth: GrowthPerYear
) -> Year:
    """Years until a trend of efficiency reaches a limit.

    Notes
    -----
    Both in the same number format: 4.7e15 FP4 operations per joule is the geometric mean of estimates for CMOS.

    References
    ----------
    ho2023cmos : abstract
    """
    return ONE_YEAR * log(efficiency_limit / flop_per_joule) / log(efficiency_growth)
