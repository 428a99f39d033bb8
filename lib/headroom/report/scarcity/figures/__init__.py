"""Figures of the chapter on GPU scarcity: functions of a World."""

from headroom.report.scarcity.figures.compute import price_of_compute, price_performance
from headroom.report.scarcity.figures.money import cloud_spending, rounds_then_now, ten_exaflops
from headroom.report.scarcity.figures.owning import owned_hour_parts, rent_or_own, value_of_waiting
from headroom.report.scarcity.figures.rents import four_prices, gpu_rent_history, term_structure
from headroom.report.scarcity.figures.supply import lead_time_backlog, who_has_compute
