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
from headroom.calculator.limits.chips import chips_ceiling, printed_power, stock_of_chips
from headroom.calculator.limits.data import (
    data_ceiling,
    generation_overhead,
    multimodal_tokens,
    synthetic_ceiling,
    trainable_tokens,
)
from headroom.calculator.limits.latency import (
    batch_at_size,
    latency_params,
    latency_wall_params,
    layer_latency,
    layer_latency_in_text,
    layers_of_size,
    least_run_days,
    tensor_side,
)
from headroom.calculator.limits.power import (
    ai_power,
    exchange_params,
    loop_time,
    power_ceiling,
    power_limit,
    ratio_flop,
    run_power,
    site_bandwidth_after,
    site_flop_per_joule,
)
from headroom.calculator.limits.trend import cost_under_two_trends, flop_after, pooled_growth, pooled_log_error

door.open_to_readers(__name__)
