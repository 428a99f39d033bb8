"""Data and scaling laws: loss from size and text, the best use of compute, repetition, exhaustion, prices of text."""

from headroom.calculator import door
from headroom.calculator.data_limits.data_cap import (
    binding_flop,
    capped_gain_per_tenfold,
    capped_loss,
    capped_params,
    capped_tokens,
    loss_floor,
)
from headroom.calculator.data_limits.exhaustion import (
    compute_led_growth,
    demand_after,
    stock_after,
    usable_tokens,
    web_tokens,
    year_of_exhaustion,
    years_to_exhaustion,
)
from headroom.calculator.data_limits.frontier import (
    allocation_factor,
    equivalent_flop,
    flop_for_params,
    frontier_loss,
    frontier_params,
    frontier_tokens,
    frontier_tokens_per_param,
    gain_per_tenfold,
    loss_exponent,
    loss_scale,
    overpay,
    params_for_size_loss,
    reducible_loss,
    tokens_for_data_loss,
    tokens_for_params,
)
from headroom.calculator.data_limits.laws import (
    deepseek2024_flop_per_token,
    fitted_params,
    fitted_tokens,
    flop_of_fitted_params,
    flop_of_fitted_tokens,
    gadre2024_loss,
    hoffmann2022_loss,
    kaplan2020_loss_from_compute,
    kaplan2020_loss_from_params,
    kaplan2020_loss_from_tokens,
    kumar2024_params,
    kumar2024_quantisation_loss,
)
from headroom.calculator.data_limits.prices import (
    book_token_price,
    corpus_cost,
    synthetic_token_price,
    token_price,
)
from headroom.calculator.data_limits.repetition import (
    best_params,
    effective_params,
    effective_tokens,
    muennighoff2023_loss,
    repeated_loss,
    token_worth,
)
from headroom.calculator.data_limits.serving import (
    implied_served_tokens,
)

door.open_to_readers(__name__)
