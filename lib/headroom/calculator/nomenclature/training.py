"""Names of the training chapter."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.cost import COST
from headroom.calculator.nomenclature.name import Name

COMPUTE = {
    "params": Name("N", "Parameters", "weights that one token passes through", u.Params, 1e6, 1e15),
    "tokens": Name("D", "Training tokens", "tokens processed, repeats included", u.Tokens, 1e6, 1e17),
    "recompute_fraction": Name(
        r"\rho", "Recomputed share", "share of the forward pass that is done again", u.Fraction, 0, 1
    ),
    "layers": Name("L", "Layers", "transformer blocks", u.Layers, 1, 500),
    "width": Name("d", "Model width", "length of the residual vector", u.Elements, 64, 1e5),
    "context_tokens": Name("T", "Context length", "tokens in one training sequence", u.Tokens, 128, 1e7),
    "dense_params": Name(
        "N_d",
        "Dense parameters",
        "weights that every token passes: attention, shared experts, output",
        u.Params,
        1e6,
        1e13,
    ),
    "expert_params": Name(
        "N_e", "Parameters per expert", "weights of one expert, summed over layers", u.Params, 1e6, 1e13
    ),
    "experts": Name("E", "Experts", "experts to choose from in a layer", u.Experts, 1, 4096),
    "experts_per_token": Name("k", "Experts per token", "experts that one token is routed to", u.Experts, 1, 64),
    "expert_layers": Name("L_E", "Layers with experts", "transformer blocks that hold experts", u.Layers, 1, 500),
    "active_params": Name(
        r"N_{\mathrm{a}}", "Active parameters", "weights of a sparse model that one token passes", u.Params, 1e6, 1e14
    ),
    "total_params": Name(r"N_{\mathrm{tot}}", "Total parameters", "weights held in memory", u.Params, 1e6, 1e15),
    "vocabulary": Name("V", "Vocabulary", "entries of the tokenizer", u.Tokens, 256, 1e6),
    "encoder_params": Name(r"N_{\mathrm{enc}}", "Encoder parameters", "weights of the encoder", u.Params, 1e6, 1e13),
    "decoder_params": Name(r"N_{\mathrm{dec}}", "Decoder parameters", "weights of the decoder", u.Params, 1e6, 1e13),
    "input_tokens": Name(r"D_{\mathrm{in}}", "Input tokens", "tokens that the encoder reads", u.Tokens, 1e6, 1e16),
    "target_tokens": Name(r"D_{\mathrm{out}}", "Target tokens", "tokens that the decoder learns", u.Tokens, 1e6, 1e16),
    "teacher_params": Name("N_t", "Teacher parameters", "weights of the model distilled from", u.Params, 1e6, 1e14),
    "training_flop": Name("C", "Training compute", "model FLOP of a run, without recomputation", u.Flop, 1e15, 1e30),
    "hardware_flop": Name(r"C_{\mathrm{hw}}", "Hardware compute", "FLOP executed, recomputed ones included", u.Flop),
    "forward_flop": Name(r"C_{\mathrm{fwd}}", "Forward compute", "FLOP of the forward pass alone", u.Flop),
    "attention_flop": Name(r"C_{\mathrm{att}}", "Attention compute", "FLOP of attention scores, all pairs", u.Flop),
    "attention_to_matmul": Name(
        r"\alpha", "Attention over matrix work", "FLOP of scores over FLOP of weights", u.Ratio
    ),
    "routing_flop": Name(r"C_{\mathrm{route}}", "Routing compute", "FLOP of choosing experts", u.Flop),
    "moe_training_flop": Name(
        r"C_{\mathrm{MoE}}",
        "Training compute, mixture of experts",
        "model FLOP of a mixture of experts with routing",
        u.Flop,
    ),
    "encoder_decoder_flop": Name(
        r"C_{\mathrm{ed}}", "Training compute, encoder-decoder", "model FLOP of the two halves", u.Flop
    ),
    "distillation_flop": Name(
        r"C_{\mathrm{dist}}", "Distillation compute", "model FLOP of student and teacher", u.Flop
    ),
}

SCHEDULE = {
    "peak_flop_per_second": Name(
        "P", "Peak of a chip", "dense FLOP/s of one chip at the precision used", u.FlopPerSecondPerChip, 1e12, 1e17
    ),
    "reference_peak": Name(
        r"P_{\mathrm{ref}}", "Reference peak", "another peak of the same chip", u.FlopPerSecondPerChip, 1e12, 1e17
    ),
    "achieved_flop_per_second": Name(
        "X", "Achieved rate", "hardware FLOP/s that one chip reaches", u.FlopPerSecondPerChip, 1e11, 1e17
    ),
    "tokens_per_second_per_chip": Name(
        "x", "Throughput per chip", "training tokens per second and chip", u.TokensPerSecondPerChip, 1, 1e6
    ),
    "mfu": Name("u", "Model FLOP utilisation", "model FLOP over peak, inside a running step", u.Fraction, 0.05, 0.8),
    "hfu": Name(r"u_{\mathrm{hw}}", "Hardware FLOP utilisation", "FLOP executed over peak", u.Fraction, 0.05, 0.9),
    "mfu_at_reference_peak": Name(
        r"u_{\mathrm{ref}}", "MFU at another peak", "MFU of the same run against the reference peak", u.Fraction
    ),
    "goodput": Name("g", "Goodput", "share of paid time that advances the run", u.Fraction, 0.3, 1),
    "effective_utilisation": Name(
        "e", "Effective utilisation", "model FLOP over peak, over all paid time", u.Fraction, 0.01, 0.8
    ),
    "chip_hours": Name("H", "Chip-hours", "chips times paid hours", u.ChipHour, 1, 1e12),
    "chips": Name("n", "Chips", "chips of one cluster, which work together", u.Chip, 1, 1e8),
    "wall_clock_days": Name("t", "Duration", "calendar time of the run", u.Day, 0.01, 3650),
    "training_days": Name(r"t_{\mathrm{train}}", "Training time", "calendar time of the run, from its FLOP", u.Day),
    "training_days_narayanan2021": Name(
        r"t_{\mathrm{Megatron}}",
        "Training time, Megatron rule",
        "calendar time of a run that recomputes all activations",
        u.Day,
    ),
    "chip_hours_from_throughput": Name("H_x", "Chip-hours from throughput", "tokens over throughput", u.ChipHour),
}

RELIABILITY = {
    "nodes": Name(r"n_{\mathrm{node}}", "Nodes", "servers of the cluster", u.Ratio),
    "chips_per_node": Name(
        "m_n", "Chips in a node", "chips of one server, which fail and fetch together", u.Chip, 1, 128
    ),
    "failures_per_node_day": Name(
        r"\lambda", "Failure rate of a node", "failures of one node in a day", u.PerDay, 1e-4, 1
    ),
    "interruptions": Name("z", "Interruptions", "unplanned stops of the whole run", u.Events, 1, 1e6),
    "mean_time_between_failures": Name(
        "M", "Mean time between failures", "mean time between failures of the whole cluster", u.Hour, 0.05, 1000
    ),
    "observed_time_between_failures": Name(
        r"M_{\mathrm{obs}}", "Observed time between failures", "mean time between the interruptions counted", u.Hour
    ),
    "expected_interruptions": Name(
        r"\bar z", "Expected interruptions", "unplanned stops to expect in the run", u.Events
    ),
    "checkpoint_hours": Name(
        "c_s", "Checkpoint cost", "time for which writing a checkpoint stops the run", u.Hour, 1e-4, 1
    ),
    "checkpoint_interval": Name("q", "Checkpoint interval", "training time between two checkpoints", u.Hour, 0.01, 24),
    "best_checkpoint_interval": Name(
        "q^*", "Best checkpoint interval", "interval with the least overhead, to first order", u.Hour
    ),
    "restart_hours": Name("R", "Restart time", "time from a failure to the next step", u.Hour, 1e-3, 12),
    "restart_overhead": Name("h", "Restart overhead", "lost time over useful time", u.Ratio, 0, 10),
    "restart_goodput": Name("g_h", "Goodput with restarts", "useful time over all time", u.Fraction),
    "best_restart_goodput": Name(
        "g^*", "Best goodput with restarts", "useful time over all time at the best interval", u.Fraction
    ),
}

POST_TRAINING = {
    "fine_tuning_tokens": Name(
        r"D_{\mathrm{ft}}", "Fine-tuning tokens", "tokens of fine-tuning, repeats included", u.Tokens, 1e3, 1e14
    ),
    "fine_tuning_flop": Name(
        r"C_{\mathrm{ft}}", "Fine-tuning compute", "FLOP of training all weights on the new tokens", u.Flop
    ),
    "lora_flop": Name(r"C_{\mathrm{LoRA}}", "LoRA compute", "FLOP of training adapters on frozen weights", u.Flop),
    "lora_rank": Name("r_L", "LoRA rank", "inner width of an adapter", u.Elements, 1, 512),
    "adapted_matrices": Name(
        "j", "Adapted matrices", "square matrices of a layer that have an adapter", u.Matrices, 1, 16
    ),
    "lora_params": Name(r"N_{\mathrm{LoRA}}", "LoRA parameters", "weights of the adapters", u.Params, 1e3, 1e12),
    "generated_tokens": Name(
        r"D_{\mathrm{gen}}", "Generated tokens", "tokens written in rollouts", u.Tokens, 1e6, 1e16
    ),
    "trained_tokens": Name(
        r"D_{\mathrm{tr}}", "Trained tokens", "tokens of rollouts that are learned from", u.Tokens, 1e6, 1e16
    ),
    "rollout_utilisation": Name(
        "u_g", "Utilisation while generating", "model FLOP over peak while rollouts are written", u.Fraction, 0.001, 0.5
    ),
    "rl_flop": Name(
        r"C_{\mathrm{RL}}", "Reinforcement learning compute", "FLOP of rollouts and of training on them", u.Flop
    ),
    "rollout_chip_hours": Name("H_g", "Chip-hours of rollouts", "chip-hours of writing rollouts", u.ChipHour),
    "rl_chip_hours": Name(
        r"H_{\mathrm{RL}}",
        "Chip-hours of reinforcement learning",
        "chip-hours of rollouts and of training on them",
        u.ChipHour,
    ),
    "post_training_flop": Name(
        r"C_{\mathrm{post}}", "Post-training compute", "model FLOP after pre-training", u.Flop, 1e12, 1e29
    ),
    "post_training_share": Name(
        r"f_{\mathrm{post}}", "Post-training share", "post-training over pre-training compute", u.Ratio
    ),
    "bytes_per_param": Name(r"\beta_w", "Bytes per weight", "memory of one frozen weight", u.BytePerParam, 0.25, 4),
    "memory_per_chip": Name(
        r"B_{\mathrm{chip}}", "Memory of a chip", "high-bandwidth memory of one chip", u.BytePerChip, 1e9, 1e13
    ),
    "training_memory": Name(
        r"B_{\mathrm{train}}", "Training memory", "weights, gradients and optimiser states, without activations", u.Byte
    ),
    "lora_memory": Name(
        r"B_{\mathrm{LoRA}}", "LoRA memory", "frozen weights and trained adapters, without activations", u.Byte
    ),
    "memory": Name("B", "Memory needed", "bytes to be held at once", u.Byte, 1e6, 1e18),
    "chips_for_memory": Name(r"n_{\mathrm{min}}", "Chips that hold it", "fewest chips whose memory holds it", u.Chip),
}

BUDGET = {
    "budget": Name(r"\mathcal{B}", "Budget", "money for one run", u.Usd, 1, 1e13),
    "tokens_per_param": Name(
        "R_D", "Tokens per parameter", "training tokens over parameters", u.TokensPerParam, 1, 1e4
    ),
    "chip_hours_for_budget": Name(
        r"H_{\mathcal{B}}", "Chip-hours of a budget", "chip-hours that the budget rents", u.ChipHour
    ),
    "flop_from_chip_hours": Name("C_H", "Compute of chip-hours", "model FLOP that the chip-hours do", u.Flop),
    "flop_for_budget": Name(r"C_{\mathcal{B}}", "Compute of a budget", "model FLOP that the budget buys", u.Flop),
    "compute_optimal_params": Name("N^*", "Parameters for a compute", "parameters that use up the compute", u.Params),
    "compute_optimal_tokens": Name("D^*", "Tokens for a compute", "tokens that use up the compute", u.Tokens),
    "params_for_budget": Name(
        r"N_{\mathcal{B}}", "Parameters of a budget", "parameters of the largest compute-optimal model", u.Params
    ),
}

SCALE_OUT = {
    "link_bandwidth": Name(
        r"W_{\mathrm{link}}",
        "Link",
        "bytes per second into one chip from its node, one direction",
        u.BytePerSecond,
        1e9,
        1e13,
    ),
    "network_bandwidth": Name(
        r"W_{\mathrm{net}}",
        "Network",
        "bytes per second into a node per chip of it, one direction",
        u.BytePerSecondPerChip,
        1e8,
        1e13,
    ),
    "batch_tokens": Name("B", "Batch", "tokens of one step over the whole cluster", u.Tokens, 1e4, 1e9),
    "node_bandwidth": Name("W", "Weight rate", "rate at which weights reach a chip", u.BytePerSecond, 1e9, 1e13),
    "sharded_flop_limit": Name(
        r"F_{\max}", "Link limit", "ceiling of useful FLOP/s of the whole cluster", u.FlopPerSecond, 1e12, 1e24
    ),
    "sharded_mfu": Name(
        r"u_{\mathrm{link}}", "MFU under the link limit", "model FLOP over peak, links included", u.Fraction
    ),
}

NAMES = SCALE_OUT | COMPUTE | SCHEDULE | COST | RELIABILITY | POST_TRAINING | BUDGET
