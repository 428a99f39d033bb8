"""The largest run that power, chips, data, latency and capital each allow one developer."""

from headroom.calculator import door
from headroom.calculator.limits.capital import capital_ceiling, owned_price_performance

door.open_to_readers(__name__)
