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

    Parameters
    ----------
    chip_price : UsdPerChip
        Price of one bare accelerator [USD/chip], 100 to 1e6.
    server_overhead : Ratio
        Server price over the price of its chips [ratio], 1 to 3.

    Returns
    -------
    UsdPerChip
        Price of one chip with its share of the server [USD/chip].

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

    Parameters
    ----------
    system_price : UsdPerChip
        Price of one chip with its share of the server [USD/chip], 100 to 1e6.
    years_owned : Year
        Time from purchase to the start of training [yr], 0 to 10.
    value_decline : OrdersOfMagnitudePerYear
        Orders of magnitude of value lost in a year [OOM/yr], 0.02 to 0.5.

    Returns
    -------
    UsdPerChip
        Worth of one chip with its server when training starts [USD/chip].

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

    Parameters
    ----------
    value_decline : OrdersOfMagnitudePerYear
        Orders of magnitude of value lost in a year [OOM/yr], 0.02 to 0.5.

    Returns
    -------
    Year
        Time in which value halves [yr].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    return log(2) / (value_decline * log(10))


def capital_per_chip_hour(chip_value: UsdPerChip, value_decline: OrdersOfMagnitudePerYear) -> UsdPerChipHour:
    """Value that one chip-hour uses up.

    Parameters
    ----------
    chip_value : UsdPerChip
        Worth of one chip with its server when training starts [USD/chip], 100 to 1e6.
    value_decline : OrdersOfMagnitudePerYear
        Orders of magnitude of value lost in a year [OOM/yr], 0.02 to 0.5.

    Returns
    -------
    UsdPerChipHour
        Value that one hour uses up [USD/chip/h].

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

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    capital_per_chip_hour : UsdPerChipHour
        Value that one hour uses up [USD/chip/h], 0.001 to 100.
    interconnect_share : Fraction
        Network's share of the cluster's cost [fraction], 0 to 0.5.

    Returns
    -------
    Usd
        Chips, servers and network that a run uses up [USD].

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

    Parameters
    ----------
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.
    server_power_factor : Ratio
        Server's rated power over its chips' [ratio], 1 to 3.
    average_load : Fraction
        Average draw over rated power [fraction], 0.1 to 1.
    pue : Ratio
        Facility energy over IT energy, a year's mean [ratio], 1 to 2.

    Returns
    -------
    WattPerChip
        Average power of one chip at the meter of the site [W/chip].

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

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.
    server_power_factor : Ratio
        Server's rated power over its chips' [ratio], 1 to 3.
    average_load : Fraction
        Average draw over rated power [fraction], 0.1 to 1.
    pue : Ratio
        Facility energy over IT energy, a year's mean [ratio], 1 to 2.

    Returns
    -------
    KilowattHour
        Electricity of a run at the meter of the site [kWh].

    References
    ----------
    cottier2024rising
    epoch2024costcode
    """
    power = facility_power_per_chip(tdp, server_power_factor, average_load=average_load, pue=pue)
    return chip_hours * power / WATTS_PER_KILOWATT


def energy_per_chip_hour(run_energy: KilowattHour, chip_hours: ChipHour) -> KilowattHourPerChipHour:
    """Electricity at the meter for one chip-hour.

    Parameters
    ----------
    run_energy : KilowattHour
        Electricity of a run at the meter of the site [kWh], 1 to 1e12.
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.

    Returns
    -------
    KilowattHourPerChipHour
        Electricity of one chip-hour at the meter [kWh/chip/h].

    References
    ----------
    epoch2025grok4
    """
    return run_energy / chip_hours


def energy_cost(run_energy: KilowattHour, electricity_price: UsdPerKilowattHour) -> Usd:
    """Money for the electricity of a run.

    Parameters
    ----------
    run_energy : KilowattHour
        Electricity of a run at the meter of the site [kWh], 1 to 1e12.
    electricity_price : UsdPerKilowattHour
        Price of electricity without capacity charges [USD/kWh], 0.005 to 1.

    Returns
    -------
    Usd
        Money for the electricity of a run [USD].

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

    Parameters
    ----------
    chip_hours : ChipHour
        Chips times paid hours [chip·h], 1 to 1e12.
    system_price : UsdPerChip
        Price of one chip with its share of the server [USD/chip], 100 to 1e6.
    years_owned : Year
        Time from purchase to the start of training [yr], 0 to 10.
    value_decline : OrdersOfMagnitudePerYear
        Orders of magnitude of value lost in a year [OOM/yr], 0.02 to 0.5.
    interconnect_share : Fraction
        Network's share of the cluster's cost [fraction], 0 to 0.5.
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.
    server_power_factor : Ratio
        Server's rated power over its chips' [ratio], 1 to 3.
    average_load : Fraction
        Average draw over rated power [fraction], 0.1 to 1.
    pue : Ratio
        Facility energy over IT energy, a year's mean [ratio], 1 to 2.
    electricity_price : UsdPerKilowattHour
        Price of electricity without capacity charges [USD/kWh], 0.005 to 1.

    Returns
    -------
    Usd
        Hardware used up, network and energy of a run [USD].

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
