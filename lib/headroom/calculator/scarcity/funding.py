"""What money for compute buys."""

from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.calculator.math import log
from headroom.calculator.units import Chip, ChipYear, Usd, UsdPerChip, UsdPerChipHour, Year


def chips_for_budget(budget: Usd, cluster_price: UsdPerChip) -> Chip:
    """Chips that a budget buys with server and network.

    Parameters
    ----------
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    cluster_price : UsdPerChip
        Price of one chip with its share of server and network [USD/chip], 100 to 1e6.

    Returns
    -------
    Chip
        Chips that the budget buys with server and network [chip].

    Notes
    -----
    Not rounded; hosting and electricity are not in it.

    References
    ----------
    cheah2024freakonomics
    """
    return budget / cluster_price


def chip_years_for_budget(budget: Usd, chip_hour_price: UsdPerChipHour) -> ChipYear:
    """Years of one chip that a budget rents.

    Parameters
    ----------
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.

    Returns
    -------
    ChipYear
        Years of one chip that the budget rents [chip·yr].

    References
    ----------
    epoch2024costcode
    """
    return budget / (chip_hour_price * HOURS_PER_YEAR)


def years_until_affordable(nominal_cost: Usd, budget: Usd, *, doubling_time: Year) -> Year:
    """Time until a cost has fallen to a budget, if the trend holds.

    Parameters
    ----------
    nominal_cost : Usd
        A cost in the dollars of its own date [USD], 1 to 1e13.
    budget : Usd
        Money for one run [USD], 1 to 1e13.
    doubling_time : Year
        Time in which it doubles at a constant growth [yr], 0.2 to 30.

    Returns
    -------
    Year
        Time until the cost has fallen to the budget, if the trend holds [yr].

    Notes
    -----
    The same run at ever cheaper compute, not the frontier, which grows dearer. Negative where the budget
    covers it already.

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    epoch2024costcode
    """
    return doubling_time * log(nominal_cost / budget) / log(2)
