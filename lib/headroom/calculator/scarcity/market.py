"""Prices against terms, performance and time, and what waiting is worth."""

from headroom.calculator.constants import FLOP_PER_PETAFLOP, HOURS_PER_WEEK, HOURS_PER_YEAR
from headroom.calculator.math import exp, log
from headroom.calculator.units import (
    FlopPerSecondPerChip,
    FlopPerSecondPerUsd,
    Fraction,
    UsdPerChip,
    UsdPerChipHour,
    UsdPerPetaflopHour,
    Week,
    Year,
)


def implied_discount(on_demand_price: UsdPerChipHour, committed_price: UsdPerChipHour) -> Fraction:
    """Discount that an on-demand and a committed price imply.

    Parameters
    ----------
    on_demand_price : UsdPerChipHour
        Rent of one chip for one hour without commitment [USD/chip/h], 0.01 to 100.
    committed_price : UsdPerChipHour
        Rent of a chip-hour under the commitment [USD/chip/h], 0.01 to 100.

    Returns
    -------
    Fraction
        Discount that two quoted prices imply [fraction].

    Notes
    -----
    Negative where the commitment costs more than the spot or on-demand price.

    References
    ----------
    epoch2024costcode : cud_estimate.ipynb
    """
    return 1 - committed_price / on_demand_price


def reservation_break_even_use(committed_price: UsdPerChipHour, on_demand_price: UsdPerChipHour) -> Fraction:
    """Use above which reserving costs less than renting on demand.

    Parameters
    ----------
    committed_price : UsdPerChipHour
        Rent of a chip-hour under the commitment [USD/chip/h], 0.01 to 100.
    on_demand_price : UsdPerChipHour
        Rent of one chip for one hour without commitment [USD/chip/h], 0.01 to 100.

    Returns
    -------
    Fraction
        Use above which reserving costs less than renting on demand [fraction].

    Notes
    -----
    For capacity that can be had on demand at all. A reservation is paid for every hour.

    References
    ----------
    compux2026trends
    """
    return committed_price / on_demand_price


def forward_price(
    long_term_price: UsdPerChipHour, short_term_price: UsdPerChipHour, *, long_term: Year, short_term: Year
) -> UsdPerChipHour:
    """Price of the time after the short term that two terms imply.

    Parameters
    ----------
    long_term_price : UsdPerChipHour
        Rent of a chip-hour over the longer commitment [USD/chip/h], 0.01 to 100.
    short_term_price : UsdPerChipHour
        Rent of a chip-hour over the shorter commitment [USD/chip/h], 0.01 to 100.
    long_term : Year
        Length of the longer commitment [yr], 1.5 to 6.
    short_term : Year
        Length of the shorter commitment [yr], 0.05 to 1.

    Returns
    -------
    UsdPerChipHour
        Rent of the time after the short term that the two prices imply [USD/chip/h].

    Notes
    -----
    Below the short price the market expects rents to fall. The terms are sold with different conditions, so
    read it as a sign, not as a forecast.

    References
    ----------
    compux2026trends
    """
    return (long_term * long_term_price - short_term * short_term_price) / (long_term - short_term)


def price_per_effective_compute(
    chip_hour_price: UsdPerChipHour, peak_flop_per_second: FlopPerSecondPerChip, *, mfu: Fraction
) -> UsdPerPetaflopHour:
    """Rent of one PFLOP/s of model FLOP for an hour.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.

    Returns
    -------
    UsdPerPetaflopHour
        Rent of as many chips as do a PFLOP/s of model FLOP, for an hour [USD/(PFLOP/s)/h].

    Notes
    -----
    At an MFU of 1 the price of the dense peak.

    References
    ----------
    lyceum2026b200
    epoch2026aichipcounts
    """
    return chip_hour_price / (peak_flop_per_second / FLOP_PER_PETAFLOP * mfu)


def price_performance_after(
    price_performance: FlopPerSecondPerUsd, years: Year, *, doubling_time: Year
) -> FlopPerSecondPerUsd:
    """Price-performance after years of the trend.

    Parameters
    ----------
    price_performance : FlopPerSecondPerUsd
        Peak FLOP/s per dollar of purchase [FLOP/s/USD], 1e6 to 1e14.
    years : Year
        Time from the date of the cost [yr], 0 to 20.
    doubling_time : Year
        Time in which it doubles at a constant growth [yr], 0.2 to 30.

    Returns
    -------
    FlopPerSecondPerUsd
        Peak FLOP/s per dollar if the trend holds [FLOP/s/USD].

    Notes
    -----
    The trend is one of list prices; in a shortage what is paid stands above it.

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    """
    return price_performance * exp(log(2) * years / doubling_time)


def price_on_trend(chip_hour_price: UsdPerChipHour, years: Year, *, doubling_time: Year) -> UsdPerChipHour:
    """Rent if it had fallen as fast as price-performance grows.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    years : Year
        Time from the date of the cost [yr], 0 to 20.
    doubling_time : Year
        Time in which it doubles at a constant growth [yr], 0.2 to 30.

    Returns
    -------
    UsdPerChipHour
        Rent if it had fallen as fast as price-performance grows [USD/chip/h].

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    """
    return chip_hour_price * exp(-log(2) * years / doubling_time)


def waiting_loss(
    lead_time: Week,
    chip_hour_price: UsdPerChipHour,
    *,
    used_share: Fraction,
    running_cost_per_chip_hour: UsdPerChipHour,
) -> UsdPerChip:
    """Margin that a chip would have earned in the lead time.

    Parameters
    ----------
    lead_time : Week
        Time from order to delivery [week], 0.5 to 150.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    used_share : Fraction
        Share of hours in which the chip does paid or useful work [fraction], 0.05 to 1.
    running_cost_per_chip_hour : UsdPerChipHour
        Electricity and hosting of one chip for one hour [USD/chip/h], 0.001 to 5.

    Returns
    -------
    UsdPerChip
        Margin that a chip would have earned in the lead time [USD/chip].

    Notes
    -----
    Takes the market rent for the value of an hour; whoever needs the chip for more than its rent loses more.

    References
    ----------
    tomshardware2023omdia
    neighborhood2026h100
    """
    return lead_time * HOURS_PER_WEEK * (used_share * chip_hour_price - running_cost_per_chip_hour)


def waiting_saving(cluster_price: UsdPerChip, lead_time: Week, *, doubling_time: Year) -> UsdPerChip:
    """Fall of the purchase price in the lead time, if the trend holds.

    Parameters
    ----------
    cluster_price : UsdPerChip
        Price of one chip with its share of server and network [USD/chip], 100 to 1e6.
    lead_time : Week
        Time from order to delivery [week], 0.5 to 150.
    doubling_time : Year
        Time in which it doubles at a constant growth [yr], 0.2 to 30.

    Returns
    -------
    UsdPerChip
        Fall of the purchase price in the lead time, if the trend holds [USD/chip].

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    """
    return cluster_price * (1 - exp(-log(2) * lead_time * HOURS_PER_WEEK / (HOURS_PER_YEAR * doubling_time)))


def value_of_waiting(
    cluster_price: UsdPerChip,
    lead_time: Week,
    *,
    doubling_time: Year,
    chip_hour_price: UsdPerChipHour,
    used_share: Fraction,
    running_cost_per_chip_hour: UsdPerChipHour,
) -> UsdPerChip:
    """Saving on the price less the margin forgone, for one chip.

    Parameters
    ----------
    cluster_price : UsdPerChip
        Price of one chip with its share of server and network [USD/chip], 100 to 1e6.
    lead_time : Week
        Time from order to delivery [week], 0.5 to 150.
    doubling_time : Year
        Time in which it doubles at a constant growth [yr], 0.2 to 30.
    chip_hour_price : UsdPerChipHour
        Rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    used_share : Fraction
        Share of hours in which the chip does paid or useful work [fraction], 0.05 to 1.
    running_cost_per_chip_hour : UsdPerChipHour
        Electricity and hosting of one chip for one hour [USD/chip/h], 0.001 to 5.

    Returns
    -------
    UsdPerChip
        Saving less loss, of one chip [USD/chip].

    Notes
    -----
    Below 0 the earlier chip is worth more than the cheaper one.

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    tomshardware2023omdia
    """
    saving = waiting_saving(cluster_price, lead_time, doubling_time=doubling_time)
    loss = waiting_loss(
        lead_time, chip_hour_price, used_share=used_share, running_cost_per_chip_hour=running_cost_per_chip_hour
    )
    return saving - loss
