"""The largest run that power, chips, data, latency and capital each allow one developer."""

from headroom.calculator import door
from headroom.calculator.limits.affordable import (
    budget_share,
    chips_for_deadline,
    cluster_capital,
    power_share,
    years_to_meet,
)
from headroom.calculator.limits.capital import capital_ceiling, owned_price_performance

door.open_to_readers(__name__)
