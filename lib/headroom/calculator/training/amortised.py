"""Method A: the value of hardware that a run uses up, its network, and its electricity."""

from headroom.calculator.constants import HOURS_PER_YEAR, WATTS_PER_KILOWATT
from headroom.calculator.math import log
from headroom.calculator.units import (
    ChipHour,
    Fraction,
    KilowattHour,
    KilowattHourPerChipHour,
    OrdersOfMagnitudePerYear,
    Ratio,
    Usd,
    UsdPerChip,
    UsdPerChipHour,
    UsdPerKilowattHour,
    WattPerChip,
    Year,
)


def system_price(chip_price: UsdPerChip, server_overhead: Ratio) -> UsdPerChip:
    """Price of one chip with its share of the server.

    Notes
    -----
    Only for bare chips: the price of a system divided by its chips has the server in it.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chip_price * server_overhead


def chip_value(system_price: UsdPerChip, years_owned: Year, *, value_decline: OrdersOfMagnitudePerYear) -> UsdPerChip:
    """What a chip with its server is worth when training starts.

    Notes
    -----
    Pure economic depreciation at the price-performance trend of ML GPUs; no cost of capital.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return system_price * 10 ** (-value_decline * years_owned)


def half_life(value_decline: OrdersOfMagnitudePerYear) -> Year:
    """Time in which hardware loses half of its value.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return log(2) / (value_decline * log(10))


def capital_per_chip_hour(chip_value: UsdPerChip, value_decline: OrdersOfMagnitudePerYear) -> UsdPerChipHour:
    """Value that one chip-hour uses up.

    Notes
    -----
    The decline of the value at the start, held for the whole run: 32.2 % of it a year at 0.14 orders of
    magnitude.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chip_value * value_decline * log(10) / HOURS_PER_YEAR


def hardware_cost(chip_hours: ChipHour, capital_per_chip_hour: UsdPerChipHour, *, interconnect_share: Fraction) -> Usd:
    """Chips, servers and network that a run uses up.

    Notes
    -----
    The share is the network's part of the whole cluster, so the rest is divided by its complement.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return chip_hours * capital_per_chip_hour / (1 - interconnect_share)


def facility_power_per_chip(
    tdp: WattPerChip, server_power_factor: Ratio, *, average_load: Fraction, pue: Ratio
) -> WattPerChip:
    """Average power at the meter for one chip in training.

    Notes
    -----
    Two simpler conventions are common and are special cases: rated power times PUE (LLaMA) has factor and
    load 1, measured power has both in it.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return tdp * server_power_factor * average_load * pue


def run_energy(
    chip_hours: ChipHour, tdp: WattPerChip, *, server_power_factor: Ratio, average_load: Fraction, pue: Ratio
) -> KilowattHour:
    """Electricity of a run at the meter.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    power = facility_power_per_chip(tdp, server_power_factor, average_load=average_load, pue=pue)
    return chip_hours * power / WATTS_PER_KILOWATT


def energy_per_chip_hour(run_energy: KilowattHour, chip_hours: ChipHour) -> KilowattHourPerChipHour:
    """Electricity at the meter for one chip-hour.

    References
    ----------
    epoch2025grok4
    """
    return run_energy / chip_hours


def energy_cost(run_energy: KilowattHour, electricity_price: UsdPerKilowattHour) -> Usd:
    """Money for the electricity of a run.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return run_energy * electricity_price


def amortised_cost(
    chip_hours: ChipHour,
    *,
    system_price: UsdPerChip,
    years_owned: Year,
    value_decline: OrdersOfMagnitudePerYear,
    interconnect_share: Fraction,
    tdp: WattPerChip,
    server_power_factor: Ratio,
    average_load: Fraction,
    pue: Ratio,
    electricity_price: UsdPerKilowattHour,
) -> Usd:
    """Cost of a final run by method A: hardware used up, network and energy.

    Notes
    -----
    The primary method of its authors. No cost of capital, building, staff or idle share; their 90 % interval
    of the result is 0.34 to 3.7 times the value for GPUs and 0.27 to 4.9 times for TPUs. Cloud rental of the
    same hours runs two to seven times higher.

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    value = chip_value(system_price, years_owned, value_decline=value_decline)
    capital = capital_per_chip_hour(value, value_decline)
    hardware = hardware_cost(chip_hours, capital, interconnect_share=interconnect_share)
    energy = run_energy(chip_hours, tdp, server_power_factor=server_power_factor, average_load=average_load, pue=pue)
    return hardware + energy_cost(energy, electricity_price)
