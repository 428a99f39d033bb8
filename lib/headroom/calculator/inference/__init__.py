"""Serving: what an answer costs, what thinking longer buys, and when compute should move from training to it."""

from headroom.calculator import door
from headroom.calculator.inference.compute import (
    attention_crossover,
    cache_bytes_per_token,
    grouped_cache_elements,
    latent_cache_elements,
    token_flop,
    transformer_params,
    windowed_cache_bytes,
)
from headroom.calculator.inference.decode import (
    accepted_tokens,
    allreduce_latency_erdil2025,
    arithmetic_time,
    batch_limit,
    cache_time,
    communication_time,
    critical_batch,
    decode_step_time,
    experts_touched,
    prefill_flop,
    prefill_servers_per_decode_server,
    prefill_time,
    quantisation_speedup,
    read_params,
    served_batch,
    speculative_speedup,
    weight_time,
)
from headroom.calculator.inference.lifetime import (
    break_even_days,
    break_even_queries,
    break_even_tokens,
    break_even_tokens_in_money,
    inference_share,
    lifetime_flop,
    lifetime_optimal_params,
    lifetime_optimal_tokens,
    serving_share,
)
from headroom.calculator.inference.price import (
    affine_step_time,
    all_in_cost_per_mtok,
    attempts_per_success,
    batch_at_speed,
    blended_price,
    cached_prompt_tokens,
    cost_at_batch,
    cost_at_speed,
    cost_per_mtok,
    floor_cost_per_mtok,
    half_cost_batch,
    peak_chips,
    query_cost,
    resent_tokens,
    session_cost,
    success_probability,
)
from headroom.calculator.inference.served import (
    calibrated_step_time,
    calibration_at_load,
    decode_throughput,
    request_throughput,
    user_speed,
)
from headroom.calculator.inference.test_time import (
    attempts_cost,
    coverage_brown2024,
    coverage_exponent,
    coverage_prefactor,
    coverage_schaeffer2025,
    elo_jones2021,
    majority_accuracy,
    naive_coverage,
    score_at_cost,
    token_allowance_snell2024,
    training_equivalent,
    unbiased_coverage,
)

door.open_to_readers(__name__)
