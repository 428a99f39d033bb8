"""Scarce chips: what owning and renting cost, how much there is, how long it takes, in whose hands it is."""

from headroom.calculator import door
from headroom.calculator.scarcity.funding import (
    chip_years_for_budget,
    chips_for_budget,
    years_until_affordable,
)
from headroom.calculator.scarcity.market import (
    forward_price,
    implied_discount,
    price_on_trend,
    price_per_effective_compute,
    price_performance_after,
    reservation_break_even_use,
    value_of_waiting,
    waiting_loss,
    waiting_saving,
)
from headroom.calculator.scarcity.owning import (
    amortised_chip_hour_cost,
    break_even_use,
    capital_per_watt,
    capital_recovery_factor,
    cluster_power,
    cluster_price,
    energy_cost_per_chip_hour,
    growth_of_capital,
    owned_cost_per_used_hour,
    payback_years,
    rent_margin,
    running_cost_per_chip_hour,
    yearly_capital_cost,
)
from headroom.calculator.scarcity.supply import (
    backlog,
    chips_for_peak,
    cluster_peak,
    concentration_points,
    effective_owners,
    h100_equivalents,
    hhi_with_residual,
    packaged_chips,
    wafers_for_chips,
)

door.open_to_readers(__name__)
