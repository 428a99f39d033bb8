"""Names of the chapter on inference and test-time scaling."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

SHAPE = {
    "cached_tokens": Name("s", "Cached tokens", "tokens already in a sequence", u.Tokens, 1, 1e7),
    "heads": Name(r"h_q", "Query heads", "of one layer", u.Heads, 1, 512),
    "kv_heads": Name(r"h_{\mathrm{kv}}", "Key-value heads", "of one layer", u.Heads, 1, 512),
    "head_width": Name("d_h", "Width of a head", "length of one query, key or value", u.Elements, 16, 1024),
    "latent_width": Name(
        "d_c", "Latent width", "compressed vector that stands for keys and values", u.Elements, 16, 1e5
    ),
    "rotary_width": Name("d_r", "Rotary width", "part of the key that carries the position", u.Elements, 0, 1024),
    "cached_layers": Name(r"L_{\mathrm{kv}}", "Layers with growing cache", "that keep every token", u.Layers, 1, 500),
    "window_layers": Name(
        r"L_{\mathrm{win}}", "Layers with a window", "that keep the latest tokens only", u.Layers, 0, 500
    ),
    "window_tokens": Name(r"s_{\mathrm{win}}", "Window", "tokens that a windowed layer sees", u.Tokens, 1, 1e6),
    "cached_elements": Name("e", "Cached elements", "per token and layer", u.Elements, 16, 1e6),
    "bytes_per_element": Name(
        r"\beta_{\mathrm{kv}}", "Bytes per cached element", "2 in 16 bits", u.BytePerElement, 0.25, 4
    ),
    "ff_width": Name(r"d_{\mathrm{ff}}", "Feed-forward width", "inner width of the layer", u.Elements, 64, 1e6),
    "ff_matrices": Name("m", "Feed-forward matrices", "two, or three where gated", u.Matrices, 1, 8),
    "embedding_matrices": Name(r"m_V", "Embedding matrices", "one where input and output share it", u.Matrices, 1, 2),
    "weight_flop": Name(r"C_w", "Compute of weights", "of one token in a forward pass", u.Flop),
    "attention_params": Name(r"N_{\mathrm{att}}", "Attention parameters", "of one layer", u.Params),
    "feed_forward_params": Name(r"N_{\mathrm{ff}}", "Feed-forward parameters", "of one layer", u.Params),
    "token_flop": Name("c", "Compute of a token", "forward pass with attention over the cache", u.Flop),
    "attention_crossover": Name("s^*", "Attention crossover", "cached tokens where attention equals weights", u.Tokens),
    "grouped_cache_elements": Name(r"e_{\mathrm{GQA}}", "Cached elements, grouped", "per token and layer", u.Elements),
    "latent_cache_elements": Name(r"e_{\mathrm{MLA}}", "Cached elements, latent", "per token and layer", u.Elements),
    "cache_bytes_per_token": Name(
        r"\mathrm{kv}", "Cache per token", "bytes kept for one token", u.BytePerToken, 1e3, 1e7
    ),
    "windowed_cache_bytes": Name(r"\mathrm{KV}", "Cache of a sequence", "bytes kept for all its tokens", u.Byte),
    "transformer_params": Name(r"N_{\mathrm{dim}}", "Parameters from dimensions", "of a dense model", u.Params),
}

DECODE = {
    "batch": Name("B", "Batch", "sequences decoded together", u.Sequences, 1, 1e4),
    "chips_per_replica": Name(
        "n_r", "Chips per replica", "chips that serve one copy of the model together", u.Chip, 1, 1e8
    ),
    "experts_touched": Name(r"f_E", "Experts touched", "by at least one sequence of the batch", u.Fraction),
    "missed_share": Name(r"\mu", "Experts missed", "share that no other sequence of the batch reads", u.Fraction),
    "read_params": Name(
        r"N_{\mathrm{read}}", "Parameters read", "by one step for the whole batch", u.Params, 1e6, 1e15
    ),
    "memory_bandwidth": Name("W", "Memory bandwidth", "peak of one chip", u.BytePerSecondPerChip, 1e10, 1e17),
    "weight_time": Name("t_w", "Weight time", "to read the weights once", u.Second, 1e-6, 100),
    "cache_time": Name(r"t_{\mathrm{kv}}", "Cache time", "to read the cache of the batch once", u.Second, 0, 100),
    "arithmetic_time": Name("t_F", "Arithmetic time", "of one decode step at the peak", u.Second, 0, 100),
    "allreduce_latency": Name(r"\tau_{\mathrm{ar}}", "All-reduce latency", "of one exchange", u.Second, 0, 1e-3),
    "allreduces_per_layer": Name("r_L", "All-reduces per layer", "exchanges between the chips", u.Events, 0, 8),
    "allreduce_latency_erdil2025": Name(
        r"\tau_{\mathrm{Erdil}}", "All-reduce latency, fitted", "of one exchange inside a node", u.Second
    ),
    "communication_time": Name(r"t_{\mathrm{comm}}", "Communication time", "waiting in one step", u.Second, 0, 1),
    "decode_step_time": Name(
        r"t_{\mathrm{ideal}}", "Ideal step time", "least time in which each sequence gains a token", u.Second, 1e-6, 100
    ),
    "decode_calibration": Name(r"\eta", "Decode calibration", "ideal over measured step time", u.Fraction, 0.02, 1),
    "reference_calibration": Name(
        r"\eta_{64}", "Calibration at 64 conversations", "ideal over measured step time", u.Fraction, 0.02, 1
    ),
    "load_exponent": Name(
        r"\kappa", "Loss with load", "exponent by which the share of the ideal falls with the batch", u.Ratio, 0, 1
    ),
    "software_factor": Name(
        r"\sigma", "Software", "share of the ideal against that of the measured servers", u.Ratio, 0.1, 10
    ),
    "calibration_at_load": Name(r"\eta(B)", "Calibration at a load", "ideal over measured step time", u.Fraction),
    "calibrated_step_time": Name(r"t_{\mathrm{cal}}", "Expected step time", "ideal over calibration", u.Second),
    "step_time": Name(r"t_{\mathrm{step}}", "Step time", "in which each sequence gains a token", u.Second, 1e-6, 100),
    "user_speed": Name("v", "Speed per user", "tokens per second of one sequence", u.TokensPerSecond, 0.1, 5000),
    "request_throughput": Name(
        "X_r", "Throughput of requests", "tokens read and written in a second", u.TokensPerSecond
    ),
    "decode_throughput": Name("X_B", "Decode throughput", "tokens per second of the batch", u.TokensPerSecond),
    "critical_batch": Name("B^*", "Critical batch", "where arithmetic equals reading weights", u.Sequences),
    "prompt_tokens": Name(r"T_{\mathrm{p}}", "Prompt tokens", "tokens that are read", u.Tokens, 0, 1e7),
    "matrix_flop": Name(r"C_{\mathrm{mat}}", "Compute of matrices", "of a prompt", u.Flop),
    "prefill_flop": Name(r"C_{\mathrm{pre}}", "Prefill compute", "FLOP of reading a prompt", u.Flop, 1e6, 1e22),
    "prefill_mfu": Name(r"u_{\mathrm{pre}}", "Prefill utilisation", "model FLOP over peak", u.Fraction, 0.05, 1),
    "prefill_time": Name(r"t_{\mathrm{pre}}", "Prefill time", "to read a prompt", u.Second, 1e-6, 1e4),
    "reserved_memory": Name(r"B_{\mathrm{res}}", "Reserved memory", "kept for other things", u.Byte, 0, 1e13),
    "free_memory": Name(r"B_{\mathrm{free}}", "Free memory", "left for caches", u.Byte),
    "batch_limit": Name(r"B_{\mathrm{max}}", "Batch limit", "sequences whose cache fits", u.Sequences, 0, 1e7),
    "served_batch": Name(r"B_{\mathrm{s}}", "Batch served", "within the limit of memory", u.Sequences),
    "answer_tokens": Name(r"T_{\mathrm{a}}", "Answer tokens", "tokens that are written", u.Tokens, 1, 1e7),
    "prefill_servers_per_decode_server": Name(
        r"G_{\mathrm{p}}", "Prefill servers per decode server", "when both are kept busy", u.Ratio
    ),
    "quantised_bytes_per_param": Name(
        r"\beta_q", "Bytes per quantised weight", "of a weight after rounding", u.BytePerParam, 0.25, 4
    ),
    "quantisation_speedup": Name(r"\phi_q", "Ideal gain from quantisation", "in single-stream speed", u.Ratio),
    "acceptance": Name(r"a", "Acceptance", "chance that a drafted token stands", u.Fraction, 0.01, 0.99),
    "draft_tokens": Name(r"\gamma", "Draft tokens", "guessed ahead in one step", u.Tokens, 0, 16),
    "draft_cost": Name("c_d", "Draft cost", "time of one guess over a step of the large model", u.Ratio, 0, 1),
    "accepted_tokens": Name(r"\bar g", "Accepted tokens", "gained in one step", u.Tokens),
    "speculative_speedup": Name(r"\phi_s", "Gain from speculation", "in a small batch", u.Ratio),
}

PRICE = {
    "throughput": Name("X", "Throughput", "tokens per second of a group of chips", u.TokensPerSecond, 0.1, 1e9),
    "cost_per_mtok": Name(r"p_{\mathrm{M}}", "Cost of a million tokens", "chips alone", u.UsdPerMtok, 1e-4, 1e5),
    "peak_to_average": Name(r"\pi", "Peak over average", "of demand for tokens", u.Ratio, 1, 50),
    "reserve_share": Name(r"\rho_s", "Reserve share", "of capacity held for failures", u.Fraction, 0, 0.9),
    "overhead_per_mtok": Name("o_M", "Overhead", "added to a million tokens", u.UsdPerMtok, 0, 1e3),
    "all_in_cost_per_mtok": Name(
        r"p_{\mathrm{all}}", "All-in cost of a million tokens", "with capacity for the peak", u.UsdPerMtok
    ),
    "input_price": Name(r"p_{\mathrm{in}}", "Input price", "of a million tokens read", u.UsdPerMtok, 0.001, 1000),
    "output_price": Name(r"p_{\mathrm{out}}", "Output price", "of a million tokens written", u.UsdPerMtok, 0.001, 1000),
    "cached_price": Name(r"p_{\mathrm{hit}}", "Cached price", "of a million tokens from cache", u.UsdPerMtok, 0, 100),
    "blended_price": Name(r"p_{3:1}", "Blended price", "three parts input, one part output", u.UsdPerMtok),
    "base_step_time": Name("t_0", "Base step time", "of an empty machine", u.Second, 1e-4, 1),
    "time_per_sequence": Name("t_1", "Time per sequence", "that one more adds to a step", u.SecondPerSequence, 1e-7, 1),
    "affine_step_time": Name(r"t(B)", "Step time, fitted", "a straight line in the batch", u.Second),
    "floor_cost_per_mtok": Name(r"p_{\mathrm{floor}}", "Floor cost", "of a million tokens", u.UsdPerMtok),
    "cost_at_batch": Name("p(B)", "Cost at a batch", "of a million tokens", u.UsdPerMtok),
    "cost_at_speed": Name("p(v)", "Cost at a speed", "of a million tokens", u.UsdPerMtok),
    "half_cost_batch": Name(r"B_2", "Batch at twice the floor", "where base and batch cost the same", u.Sequences),
    "batch_at_speed": Name("B(v)", "Batch at a speed", "that gives each user the speed", u.Sequences),
    "peak_token_rate": Name(r"X_{\mathrm{peak}}", "Peak of demand", "tokens per second", u.TokensPerSecond, 1, 1e12),
    "safe_utilisation": Name(r"u_s", "Safe utilisation", "of capacity at the peak", u.Fraction, 0.1, 1),
    "serving_tokens_per_second_per_chip": Name(
        "x_s",
        "Serving throughput per chip",
        "tokens per second and chip, at the speed promised",
        u.TokensPerSecondPerChip,
        1,
        1e6,
    ),
    "peak_chips": Name(r"n_{\mathrm{peak}}", "Chips for the peak", "to be provided", u.Chip),
    "query_cost": Name(r"k_q", "Cost of a query", "prompt and answer", u.Usd),
    "turns": Name("m_t", "Turns", "calls of the model in one session", u.Events, 1, 1e4),
    "first_prompt_tokens": Name("c_0", "First prompt", "tokens sent in the first turn", u.Tokens, 1, 1e6),
    "tokens_per_turn": Name(r"\delta_t", "Tokens per turn", "that each turn adds to the context", u.Tokens, 0, 1e6),
    "resent_tokens": Name(r"T_{\mathrm{sent}}", "Prompt tokens of a session", "read in all turns", u.Tokens),
    "new_prompt_tokens": Name(r"T_{\mathrm{new}}", "New prompt tokens", "read for the first time", u.Tokens, 0, 1e9),
    "cached_prompt_tokens": Name(r"T_{\mathrm{hit}}", "Cached prompt tokens", "read before", u.Tokens, 0, 1e10),
    "session_cost": Name(r"k_s", "Cost of a session", "at three rates", u.Usd),
    "task_hours": Name(r"T_{\mathrm{task}}", "Length of a task", "time that a person needs", u.Hour, 0.01, 40),
    "horizon_hours": Name("T_{50}", "Horizon", "length of tasks of which half succeed", u.Hour, 0.5, 1000),
    "success_probability": Name("p_T", "Chance of success", "at a constant hazard", u.Fraction),
    "attempts_per_success": Name("k_T", "Attempts per success", "at a constant hazard", u.Ratio),
}

TEST_TIME = {
    "solve_probability": Name("p_i", "Chance to solve", "of one sample on one problem", u.Fraction, 1e-4, 0.999),
    "samples": Name("k", "Samples", "answers drawn for one problem", u.Samples, 1, 1e4),
    "first_samples": Name("k_1", "Samples at the first point", "of a fit", u.Samples, 1, 1e4),
    "drawn_samples": Name("n_s", "Samples drawn", "for the estimate", u.Samples, 1e3, 1e5),
    "solved_samples": Name("c_s", "Samples that solve", "of those drawn", u.Samples, 0, 1e3),
    "votes": Name("n_v", "Votes", "odd number of samples that vote", u.Samples, 1, 1e4),
    "coverage": Name("c", "Coverage", "share of problems that some sample solves", u.Fraction, 0.001, 0.999),
    "first_coverage": Name("c_1", "Coverage at the first point", "of a fit", u.Fraction, 0.001, 0.999),
    "coverage_prefactor": Name("a", "Prefactor", "logarithm of coverage at one sample", u.Ratio, -12, -0.01),
    "coverage_exponent": Name("b", "Exponent", "of the power law in the logarithm", u.Ratio, -1, -0.01),
    "difficulty_alpha": Name(r"\alpha", "Alpha of difficulty", "first shape of the Beta law", u.Ratio, 0.05, 10),
    "difficulty_beta": Name(r"\beta", "Beta of difficulty", "second shape of the Beta law", u.Ratio, 0.05, 100),
    "naive_coverage": Name(r"c_i", "Chance of one problem", "that some sample solves it", u.Fraction),
    "coverage_brown2024": Name(r"c_{\mathrm{Brown}}", "Coverage, power law", "of a set of problems", u.Fraction),
    "coverage_schaeffer2025": Name(
        r"c_{\mathrm{Beta}}", "Coverage, Beta difficulty", "of a set of problems", u.Fraction
    ),
    "unbiased_coverage": Name(r"\hat c", "Coverage, unbiased", "of one problem from samples drawn", u.Fraction),
    "majority_accuracy": Name(r"p_{\mathrm{maj}}", "Majority accuracy", "of a vote between two answers", u.Fraction),
    "attempt_cost": Name("k_1", "Cost of an attempt", "of one sample", u.Usd, 1e-6, 1e4),
    "attempts_cost": Name("k_k", "Cost of attempts", "of all samples", u.Usd),
    "task_cost": Name("k_{\\mathrm{task}}", "Cost of a task", "all tokens that it takes", u.Usd, 1e-4, 1e5),
    "midpoint_cost": Name("k_{1/2}", "Cost of half the score", "midpoint of the logistic curve", u.Usd, 1e-3, 1e4),
    "score_slope": Name(r"\lambda_s", "Slope", "of the log-odds per factor e of cost", u.Ratio, 0.05, 10),
    "score_at_cost": Name("q(k)", "Score at a cost", "logistic in the logarithm", u.Fraction),
    "inference_factor": Name(r"\phi_i", "Factor of inference compute", "more per answer", u.Ratio, 1, 1e8),
    "exchange_slope": Name(
        r"\sigma", "Exchange slope", "tenfolds of inference that replace a tenfold of training", u.Ratio, 0.2, 5
    ),
    "training_equivalent": Name(r"\phi_t", "Factor of training compute", "replaced at equal quality", u.Ratio),
    "test_compute": Name(r"C_{\mathrm{test}}", "Compute of a move", "number of FLOP", u.Ratio, 1e6, 1e15),
    "train_compute": Name(r"C_{\mathrm{train}}", "Compute of training", "number of FLOP", u.Ratio, 1e12, 1e18),
    "tenfold_test": Name(r"\log_{10} C_{\mathrm{test}}", "Tenfolds of test compute", "above one FLOP", u.Ratio),
    "tenfold_train": Name(r"\log_{10} C_{\mathrm{train}}", "Tenfolds of training", "above one FLOP", u.Ratio),
    "elo_jones2021": Name(r"\mathrm{Elo}", "Strength in Hex", "relative to perfect play", u.Elo),
    "size_ratio": Name("M", "Size ratio", "of the large model to the small one", u.Ratio, 1, 1e3),
    "inference_to_training": Name("R", "Inference over training tokens", "of the large model", u.Ratio, 0.01, 1e3),
    "token_allowance_snell2024": Name("A_s", "Token allowance", "of the small model at equal FLOP", u.Ratio),
}

LIFETIME = {
    "served_tokens": Name(r"D_{\mathrm{inf}}", "Served tokens", "prompts and answers of a life", u.Tokens, 1e6, 1e18),
    "lifetime_flop": Name(r"C_{\mathrm{life}}", "Lifetime compute", "training and serving", u.Flop),
    "break_even_tokens": Name(
        r"D^{=}", "Break-even tokens", "served until serving equals training", u.Tokens, 1e6, 1e18
    ),
    "inference_utilisation": Name(
        r"u_{\mathrm{inf}}", "Utilisation of serving", "model FLOP over peak", u.Fraction, 0.005, 0.8
    ),
    "break_even_tokens_in_money": Name(r"D^{\$}", "Break-even tokens in money", "served until costs match", u.Tokens),
    "tokens_per_query": Name(r"\bar T", "Tokens per query", "prompt and answer", u.Tokens, 1, 1e7),
    "break_even_queries": Name("Q^{=}", "Break-even queries", "until serving equals training", u.Queries, 1, 1e17),
    "queries_per_day": Name("q", "Queries per day", "of all users", u.QueriesPerDay, 1, 1e12),
    "break_even_days": Name("t^{=}", "Break-even days", "of traffic until serving equals training", u.Day),
    "inference_share": Name(r"f_{\mathrm{inf}}", "Inference share", "of compute, at the best split", u.Fraction),
    "samples_per_query": Name(r"\bar k", "Samples per query", "answers drawn for each query", u.Samples, 1, 1e4),
    "cadence_days": Name(r"\Delta t_{\mathrm{gen}}", "Cadence", "days between two training runs", u.Day, 7, 3650),
    "served_per_day": Name(r"\dot D_{\mathrm{inf}}", "Served tokens per day", "all samples counted", u.TokensPerDay),
    "matched_per_day": Name(
        r"\dot D^{=}", "Training in served tokens per day", "at equal FLOP, experiments included", u.TokensPerDay
    ),
    "serving_share": Name(r"f_{\mathrm{serve}}", "Serving share", "of compute, from traffic and rhythm", u.Fraction),
    "reference_params": Name("N_0", "Parameters of the reference", "model to be matched", u.Params, 1e8, 1e13),
    "reference_tokens": Name("D_0", "Tokens of the reference", "model to be matched", u.Tokens, 1e10, 1e15),
    "params_coefficient": Name("A", "Coefficient of size", "of the scaling law", u.Ratio, 10, 1e4),
    "tokens_coefficient": Name(r"B_L", "Coefficient of data", "of the scaling law", u.Ratio, 10, 1e4),
    "params_exponent": Name(r"a_L", "Exponent of size", "of the scaling law", u.Ratio, 0.2, 0.6),
    "tokens_exponent": Name(r"b_L", "Exponent of data", "of the scaling law", u.Ratio, 0.2, 0.6),
    "lifetime_optimal_params": Name(r"N_{\mathrm{life}}", "Lifetime-optimal size", "least lifetime compute", u.Params),
    "lifetime_optimal_tokens": Name(r"D_{\mathrm{life}}", "Tokens of that size", "that match the loss", u.Tokens),
}

NAMES = SHAPE | DECODE | PRICE | TEST_TIME | LIFETIME
