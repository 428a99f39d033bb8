"""Floors: what no chip can do better than."""

from headroom.calculator.constants import BOLTZMANN, ONE_BIT, ONE_YEAR
from headroom.calculator.math import log
from headroom.calculator.units import FlopPerJoule, GrowthPerYear, JoulePerBit, Kelvin, Year


def landauer_energy(temperature: Kelvin) -> JoulePerBit:
    """Least energy of erasing one bit.

    Parameters
    ----------
    temperature : Kelvin
        Of the surroundings [K], 1 to 1000.

    Returns
    -------
    JoulePerBit
        Least energy of erasing a bit [J/bit].

    References
    ----------
    landauer1961
    """
    return BOLTZMANN * temperature * log(2) / ONE_BIT


def years_to_efficiency(
    flop_per_joule: FlopPerJoule, efficiency_limit: FlopPerJoule, *, efficiency_growth: GrowthPerYear
) -> Year:
    """Years until a trend of efficiency reaches a limit.

    Parameters
    ----------
    flop_per_joule : FlopPerJoule
        Dense FLOP per joule of rated chip power [FLOP/J], 1e9 to 1e17.
    efficiency_limit : FlopPerJoule
        Operations per joule [FLOP/J], 1e10 to 1e20.
    efficiency_growth : GrowthPerYear
        Factor in a year of FLOP per joule [factor/yr], 1.01 to 3.

    Returns
    -------
    Year
        If the trend holds [yr].

    Notes
    -----
    Both in the same number format: 4.7e15 FP4 operations per joule is the geometric mean of estimates for CMOS.

    References
    ----------
    ho2023cmos : abstract
    """
    return ONE_YEAR * log(efficiency_limit / flop_per_joule) / log(efficiency_growth)
