"""Prices against terms, performance and time, and what waiting is worth."""

from headroom.calculator.constants import FLOP_PER_PETAFLOP, HOURS_PER_WEEK, HOURS_PER_YEAR
from headroom.calculator.math import exp, log
from headroom.calculator.scarcity.owning import growth_of_capital
from headroom.calculator.units import (
    FlopPerSecondPerChip,
    FlopPerSecondPerUsd,
    Fraction,
    PerYear,
    UsdPerChip,
    UsdPerChipHour,
    UsdPerPetaflopHour,
    Week,
    Year,
)


def implied_discount(on_demand_price: UsdPerChipHour, committed_price: UsdPerChipHour) -> Fraction:
    """Discount that an on-demand and a committed price imply.

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

    Notes
    -----
    Takes the market rent for the value of an hour; whoever needs the chip for more than its rent loses more.

    References
    ----------
    tomshardware2023omdia
    neighborhood2026h100
    """
    return lead_time * HOURS_PER_WEEK * (used_share * chip_hour_price - running_cost_per_chip_hour)


def waiting_saving(
    cluster_price: UsdPerChip, lead_time: Week, *, doubling_time: Year, discount_rate: PerYear
) -> UsdPerChip:
    """Purchase price now less what the price after the lead time is worth now.

    Notes
    -----
    The price falls as price-performance doubles; and money that is paid later earns its return until then, even if the
    price stands.

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    short1995manual
    """
    growth = growth_of_capital(discount_rate, lead_time * HOURS_PER_WEEK / HOURS_PER_YEAR)
    return cluster_price * (1 - exp(-log(2) * lead_time * HOURS_PER_WEEK / (HOURS_PER_YEAR * doubling_time)) / growth)


def value_of_waiting(
    cluster_price: UsdPerChip,
    lead_time: Week,
    *,
    doubling_time: Year,
    discount_rate: PerYear,
    chip_hour_price: UsdPerChipHour,
    used_share: Fraction,
    running_cost_per_chip_hour: UsdPerChipHour,
) -> UsdPerChip:
    """Saving on the price less the margin forgone, for one chip.

    Notes
    -----
    Below 0 the earlier chip is worth more than the cheaper one.

    References
    ----------
    hobbhahn2022gpuprice : Table 1
    tomshardware2023omdia
    """
    saving = waiting_saving(cluster_price, lead_time, doubling_time=doubling_time, discount_rate=discount_rate)
    loss = waiting_loss(
        lead_time, chip_hour_price, used_share=used_share, running_cost_per_chip_hour=running_cost_per_chip_hour
    )
    return saving - loss
