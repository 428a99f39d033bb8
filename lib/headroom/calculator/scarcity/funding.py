"""What money for compute buys."""

from headroom.calculator.constants import HOURS_PER_YEAR
from headroom.calculator.math import log
from headroom.calculator.units import Chip, ChipYear, Usd, UsdPerChip, UsdPerChipHour, Year


def chips_for_budget(budget: Usd, cluster_price: UsdPerChip) -> Chip:
    """Chips that a budget buys with server and network.

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

    References
    ----------
    epoch2024costcode
    """
    return budget / (chip_hour_price * HOURS_PER_YEAR)


def years_until_affordable(nominal_cost: Usd, budget: Usd, *, doubling_time: Year) -> Year:
    """Time until a cost has fallen to a budget, if the trend holds.

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
