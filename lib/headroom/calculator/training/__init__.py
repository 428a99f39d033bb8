"""Training a model once: FLOP, chip-hours, energy, money, restarts, and what comes after pre-training."""

from headroom.calculator import door
from headroom.calculator.training.amortised import (
    amortised_cost,
    capital_per_chip_hour,
    chip_value,
    energy_cost,
    energy_per_chip_hour,
    facility_power_per_chip,
    half_life,
    hardware_cost,
    run_energy,
    system_price,
)
from headroom.calculator.training.budget import (
    chip_hours_for_budget,
    compute_optimal_params,
    compute_optimal_tokens,
    flop_for_budget,
    flop_from_chip_hours,
    params_for_budget,
)
from headroom.calculator.training.compute import (
    active_params,
    attention_flop,
    attention_to_matmul,
    distillation_flop,
    encoder_decoder_flop,
    forward_flop,
    hardware_flop,
    moe_training_flop,
    routing_flop,
    total_params,
    training_flop,
)
from headroom.calculator.training.development import (
    constant_dollars,
    cost_after,
    development_cost,
    doubling_time,
    programme_cost,
    staff_cost,
    staff_share,
    years_to_cost,
)
from headroom.calculator.training.post_training import (
    chips_for_memory,
    fine_tuning_flop,
    lora_flop,
    lora_memory,
    lora_params,
    post_training_share,
    rl_chip_hours,
    rl_flop,
    rollout_chip_hours,
    training_memory,
)
from headroom.calculator.training.reliability import (
    best_checkpoint_interval,
    best_restart_goodput,
    expected_interruptions,
    mean_time_between_failures,
    observed_time_between_failures,
    restart_goodput,
    restart_overhead,
)
from headroom.calculator.training.rental import (
    cluster_purchase_cost,
    committed_price,
    converted_price,
    hosting_per_chip_hour,
    implied_chip_hour_price,
    owned_chip_hour_cost,
    owner_capital_per_chip_hour,
    rental_cost,
)
from headroom.calculator.training.scale_out import node_bandwidth, sharded_flop_limit, sharded_mfu
from headroom.calculator.training.schedule import (
    chip_hours,
    chip_hours_from_throughput,
    effective_utilisation,
    goodput,
    hfu,
    mfu,
    mfu_at_reference_peak,
    training_days,
    training_days_narayanan2021,
    wall_clock_days,
)

door.open_to_readers(__name__)
