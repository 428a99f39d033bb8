"""Names of the chapter on which limit binds first."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

POWER = {
    "site_flop_per_joule": Name(
        r"\eta_s", "Efficiency of a site", "peak FLOP for a joule at the meter", u.FlopPerJoule, 1e9, 1e17
    ),
    "site_power": Name("P_0", "Power of data centres", "of all of a country, at the start", u.Megawatt, 10, 1e7),
    "other_power": Name("O_0", "Power of other work", "of data centres, for all but AI", u.Megawatt, 0, 1e7),
    "site_growth": Name("g_P", "Growth of data centres", "factor in a year of their power", u.GrowthPerYear, 0.8, 4),
    "other_growth": Name("g_N", "Growth of other work", "factor in a year of its power", u.GrowthPerYear, 0.8, 4),
    "grid_power": Name("P_g", "Power of the grid", "of all power plants of a country", u.Megawatt, 1e3, 1e8),
    "ai_power": Name(r"P_{\mathrm{AI}}", "Power for AI", "of a country's data centres", u.Megawatt, 0, 1e8),
    "whole": Name("P_w", "Power of data centres then", "not above the grid's", u.Megawatt),
    "other": Name("O_w", "Power of other work then", "for all but AI", u.Megawatt),
    "run_share": Name(
        "s_r", "Share of one run", "part of what there is that the largest run uses", u.Fraction, 0.01, 1
    ),
    "run_power": Name("P_r", "Power for a run", "facility power that one run has", u.Megawatt, 0, 1e7),
    "power_ceiling": Name("C_P", "Power ceiling", "largest run on a power", u.Flop),
    "loop_length": Name("d_l", "Length of the loop", "round all data centres of a run", u.Kilometre, 1, 5e4),
    "signal_speed": Name("c_f", "Speed in fibre", "of light in a cable", u.KilometrePerSecond, 1e5, 3e5),
    "loop_time": Name("t_l", "Time of the loop", "of light round all data centres of a run", u.Second, 0, 1),
    "site_bandwidth": Name("F", "Bandwidth between sites", "of two data centres", u.BitPerSecond, 1e11, 1e18),
    "bandwidth_growth": Name("g_F", "Growth of bandwidth", "factor in a year", u.GrowthPerYear, 0.8, 4),
    "site_bandwidth_after": Name("F_y", "Bandwidth after years", "of two data centres", u.BitPerSecond),
    "exchange_params": Name("N_x", "Parameters that links allow", "so that gradients arrive in time", u.Params),
    "transfer": Name(r"\tau_N", "Transfer", "seconds that each parameter squared takes on the links", u.Second),
    "turns_time": Name(r"\tau_l", "Turns of light", "seconds that each parameter takes round the loop", u.Second),
    "batch_time": Name(r"\tau_B", "Time of all batches", "length of the run times tokens of a batch", u.Second),
    "ratio_flop": Name("C_r", "Compute of a size at a ratio", "with tokens in proportion to the size", u.Flop),
    "several_sites": Name("C_d", "Ceiling of several sites", "by power alone", u.Flop, 1e15, 1e36),
    "exchange_ceiling": Name("C_x", "Ceiling of links", "between sites", u.Flop, 1e15, 1e36),
    "one_site": Name("C_1", "Ceiling of one site", "largest run on one campus", u.Flop, 1e15, 1e36),
    "power_limit": Name(r"C_{\mathrm{pow}}", "Limit of power", "on one campus or on several", u.Flop),
}

CHIPS = {
    "installed_chips": Name("S_0", "Chips at the start", "in the world", u.H100Equivalents, 1, 1e10),
    "yearly_chips": Name("q_0", "Chips made in a year", "rate at the start", u.H100EquivalentsPerYear, 0, 1e10),
    "production_growth": Name("g_q", "Growth of production", "factor in a year of chips made", u.GrowthPerYear, 0.7, 4),
    "chip_growth": Name("g_h", "Growth of a chip", "factor in a year of FLOP/s of a chip", u.GrowthPerYear, 0.8, 3),
    "stock_of_chips": Name("S_y", "Stock of chips", "in the world after years", u.H100Equivalents, 1, 1e13),
    "growth": Name("g_S", "Growth of what is made", "in chips of the start", u.GrowthPerYear),
    "steady": Name(r"\delta_1", "Steady production", "1 where it neither grows nor falls, else 0", u.Ratio),
    "pace": Name(r"\lambda_S", "Pace", "of growth, in a year", u.PerYear),
    "years_of_production": Name("t_q", "Years of production", "at the rate of the start", u.Year),
    "printing_machines": Name("n_E", "Machines that print chips", "in use, of the newest light", u.Machines, 1, 1e5),
    "output_per_machine": Name(
        "p_E", "Output of a machine", "power of the AI chips that it prints in a year", u.MegawattPerMachineYear, 1, 1e5
    ),
    "printed_power": Name(r"P_{\mathrm{EUV}}", "Power of chips printed", "in a year, by all", u.MegawattPerYear),
    "chips_ceiling": Name("C_S", "Chips ceiling", "largest run on a share of all chips", u.Flop),
}

DATA = {
    "text_tokens": Name("D_t", "Text", "tokens of all text", u.Tokens, 0, 1e19),
    "images": Name("n_i", "Images", "all that there are", u.Images, 0, 1e16),
    "video_frames": Name("n_v", "Frames of video", "one for each second", u.Images, 0, 1e16),
    "tokens_per_image": Name("k_i", "Tokens of an image", "or of a second of video", u.TokensPerImage, 0, 1e4),
    "audio_seconds": Name("t_a", "Sound", "seconds of all recordings", u.Second, 0, 1e16),
    "tokens_per_audio_second": Name("k_a", "Tokens of sound", "in a second", u.TokensPerSecond, 0, 1e4),
    "multimodal_tokens": Name("D_m", "Raw tokens", "of text, images, video and sound", u.Tokens, 1e6, 1e21),
    "data_growth": Name("g_d", "Growth of data", "factor in a year of all stocks", u.GrowthPerYear, 0.8, 3),
    "trainable_tokens": Name("D_e", "Tokens worth training on", "with repeated passes", u.Tokens, 1e6, 1e21),
    "data_ceiling": Name("C_D", "Data ceiling", "largest run with enough data", u.Flop),
    "compute_ratio": Name("k_c", "Compute ratio", "large model's compute over the generating one's", u.Ratio, 1, 1e4),
    "inference_effort": Name("k_e", "Effort of an answer", "over that of a plain answer", u.Ratio, 0.1, 1e4),
    "generation_overhead": Name("o_g", "Cost of generating", "over that of training on it", u.Ratio, 0, 1e4),
    "other_ceiling": Name("C_o", "Ceiling of the rest", "least of all other limits", u.Flop, 1e15, 1e36),
    "synthetic_ceiling": Name("C_s", "Ceiling on generated text", "half or so of the rest", u.Flop),
}

LATENCY = {
    "layers_coefficient": Name("k_L", "Coefficient of layers", "layers of one parameter", u.Layers, 0.01, 1),
    "layers_exponent": Name("a_L", "Exponent of layers", "in the size", u.Exponent, 0.15, 0.4),
    "layers_of_size": Name("L_N", "Layers of a size", "fitted", u.Layers, 1, 1e5),
    "batch_exponent": Name("a_B", "Exponent of the batch", "in the size", u.Exponent, 0, 0.9),
    "batch_size": Name("B_N", "Batch at a size", "tokens of it", u.Tokens, 1e4, 1e12),
    "batch_at_size": Name("B_N", "Batch at a size", "the largest that is of use", u.Tokens),
    "multiplication_time": Name("t_k", "Time of a multiplication", "the shortest", u.Second, 1e-8, 1e-3),
    "multiplications": Name("k_m", "Multiplications of a layer", "one after another", u.Multiplications, 1, 100),
    "chip_latency": Name(r"t_{\mathrm{in}}", "Latency of a chip", "added for each in a node", u.Second, 1e-9, 1e-3),
    "network_latency": Name("t_n", "Latency of the network", "for each doubling of nodes", u.Second, 1e-9, 1e-3),
    "parallel_chips": Name("n_T", "Chips of a layer", "that share its matrices", u.Chip, 8, 1e6),
    "squares": Name("n_Q", "Squares of chips", "on one side", u.Ratio),
    "exchange": Name("t_X", "Exchange", "inside a square and between squares", u.Second),
    "layer_latency_in_text": Name("t_L^t", "Latency of a layer, by the text", "and batch", u.Second),
    "exchange_time": Name("t_b", "Base of an exchange", "time before any distance", u.Second, 1e-8, 1e-3),
    "tensor_side": Name("n_2", "Side of the square", "chips that share one dimension of a layer", u.Ratio, 1, 1e6),
    "doublings": Name("k_2", "Doublings", "of nodes along a side", u.Ratio),
    "layer_latency": Name("t_L", "Latency of a layer", "forward and backward, for one batch", u.Second, 1e-7, 1e-1),
    "passes": Name("k_p", "Passes", "through a layer in the run", u.Ratio),
    "room": Name("k_N", "Room", "size times layers that the passes allow", u.Ratio),
    "latency_params": Name("N_L", "Parameters that latency allows", "at one latency", u.Params),
    "least_run_days": Name(r"t_{\min}", "Shortest run", "of a size, on any number of chips", u.Day),
    "batches": Name("k_B", "Batches", "of a run", u.Ratio),
    "run_chips": Name("n_r", "Chips of a run", "all of one kind", u.Chip, 1, 1e13),
    "least_minibatch": Name(r"B_{\min}", "Least batch of a chip", "that keeps it busy", u.TokensPerChip, 1, 1e5),
    "latency_wall_params": Name("N_W", "Parameters at the wall", "on as many chips as they need", u.Params),
}

TREND = {
    "flop_after": Name("C_y", "Compute after years of trend", "if it holds", u.Flop),
    "price_performance_growth": Name(
        r"g_\Gamma", "Growth of price-performance", "factor in a year", u.GrowthPerYear, 0.5, 4
    ),
    "cost_under_two_trends": Name("K_y", "Cost under two trends", "of the largest run after years", u.Usd),
    "first_growth": Name("g_1", "First estimate", "of a growth", u.GrowthPerYear, 0.1, 100),
    "second_growth": Name("g_2", "Second estimate", "of the same growth", u.GrowthPerYear, 0.1, 100),
    "first_log_error": Name(r"\sigma_1", "Error of the first", "of its logarithm", u.Ratio, 0.001, 10),
    "second_log_error": Name(r"\sigma_2", "Error of the second", "of its logarithm", u.Ratio, 0.001, 10),
    "first_weight": Name("w_1", "Weight of the first", "one over its variance", u.Ratio),
    "second_weight": Name("w_2", "Weight of the second", "one over its variance", u.Ratio),
    "logs": Name(r"\ell_g", "Weighted logarithms", "their sum", u.Ratio),
    "pooled_growth": Name(r"\bar g", "Pooled growth", "of two estimates", u.GrowthPerYear),
    "pooled_log_error": Name(r"\bar\sigma", "Error of two estimates", "of their logarithm, pooled", u.Ratio),
}

CAPITAL = {
    "capital_spending": Name(
        "K_c", "Capital spending", "what one company puts into lasting goods in a year", u.UsdOfAYear, 1e6, 1e14
    ),
    "spending_years": Name(
        "m_K", "Years of spending together", "years of purchases that stand on the floor at once", u.Year, 0.1, 10
    ),
    "server_share": Name("a_s", "Share for servers", "part of capital spending that buys servers", u.Fraction, 0.1, 1),
    "run_budget": Name("K_r", "Servers of a run", "dollars of servers that one run computes on", u.Usd),
    "owned_price_performance": Name(
        r"\Gamma_{\mathrm{own}}",
        "Price-performance of servers",
        "peak FLOP/s of a dollar of servers",
        u.FlopPerSecondPerUsd,
    ),
    "capital_ceiling": Name("C_K", "Capital ceiling", "largest run that a company's spending allows", u.Flop),
}

AFFORDABLE = {
    "chips_for_deadline": Name(r"n_t", "Chips of a run", "chips that end it in time", u.Chip),
    "cluster_capital": Name(
        r"K_{\mathrm{cl}}", "Price of the cluster", "servers, network and building for one run, bought new", u.Usd
    ),
    "target_growth": Name(
        "G_1", "Growth of what is to be reached", "factor in a year of the other trend", u.GrowthPerYear, 0.3, 3
    ),
    "years_to_meet": Name(r"t_\cap", "Years until two trends meet", "if both hold", u.Year),
    "yearly_budget": Name(r"B_y", "Budget of a year", "spending, income or output of a year", u.UsdOfAYear, 1e6, 1e15),
    "budget_share": Name("f_B", "Share of a budget", "cost over the budget of a year", u.Fraction),
    "available_power": Name("P_a", "Power there is", "facility power of a country or owner", u.Megawatt, 1, 1e7),
    "power_share": Name("f_P", "Share of power", "power of a cluster over what there is", u.Fraction),
}

NAMES = POWER | CHIPS | DATA | LATENCY | TREND | CAPITAL | AFFORDABLE
