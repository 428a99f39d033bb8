"""Names of the chapter on data and scaling laws."""

from headroom.calculator import units as u
from headroom.calculator.nomenclature.name import Name

LAWS = {
    "irreducible_loss": Name("E", "Irreducible loss", "loss that neither size nor data removes", u.Nats, 1.5, 2),
    "hoffmann2022_loss": Name("L", "Loss", "of a model of this size on fresh text", u.Nats),
    "non_embedding_params": Name(
        r"N_{\mathrm{ne}}", "Parameters without embeddings", "as Kaplan et al. count them", u.Params, 1e3, 1e15
    ),
    "critical_params": Name("N_c", "Critical parameters", "scale of the law in size", u.Params, 1e13, 1e15),
    "critical_tokens": Name("D_c", "Critical tokens", "scale of the law in data", u.Tokens, 1e13, 1e15),
    "critical_petaflop_days": Name("C_c", "Critical compute", "scale of the law in compute", u.PetaflopDays, 1e8, 1e9),
    "kaplan_params_exponent": Name(r"\alpha_N", "Kaplan's size exponent", "of pure powers", u.Exponent, 0.05, 0.1),
    "kaplan_tokens_exponent": Name(r"\alpha_D", "Kaplan's data exponent", "of pure powers", u.Exponent, 0.05, 0.12),
    "kaplan_compute_exponent": Name(r"\alpha_C", "Kaplan's compute exponent", "of pure powers", u.Exponent, 0.04, 0.06),
    "kaplan2020_loss_from_params": Name("L_N", "Loss by size", "with unlimited data", u.Nats),
    "kaplan2020_loss_from_tokens": Name("L_D", "Loss by data", "with an unlimited model", u.Nats),
    "kaplan2020_loss_from_compute": Name("L_C", "Loss by compute", "at the best use of compute", u.Nats),
    "overtraining_exponent": Name(
        r"\eta", "Overtraining exponent", "half of a size and data exponent that are equal", u.Exponent, 0.14, 0.21
    ),
    "gadre2024_loss": Name("L_M", "Loss by compute and ratio", "at a fixed number of tokens per parameter", u.Nats),
    "params_at_one_flop": Name("k_N", "Size coefficient of a line", "fitted size at 1 FLOP", u.Params, 0.01, 2),
    "tokens_at_one_flop": Name("k_D", "Data coefficient of a line", "fitted tokens at 1 FLOP", u.Tokens, 0.05, 20),
    "params_allocation": Name("a", "Size allocation", "exponent of compute for parameters", u.Exponent, 0.4, 0.9),
    "tokens_allocation": Name("b", "Data allocation", "exponent of compute for tokens", u.Exponent, 0.15, 0.6),
    "flop_per_token_at_one_flop": Name(
        "k_M", "Size coefficient in FLOP", "fitted FLOP per token at 1 FLOP", u.Flop, 0.01, 2
    ),
    "flop_of_fitted_params": Name("C_{N,f}", "Compute of a size on a line", "for which it is optimal", u.Flop),
    "flop_of_fitted_tokens": Name("C_{D,f}", "Compute of a training set on a line", "for which it is optimal", u.Flop),
    "fitted_params": Name("N_f", "Parameters on a line", "straight line of logarithms", u.Params),
    "fitted_tokens": Name("D_f", "Tokens on a line", "straight line of logarithms", u.Tokens),
    "deepseek2024_flop_per_token": Name("M_f", "FLOP per token on a line", "size as DeepSeek counts it", u.Flop),
    "weight_bits": Name("P_w", "Bits of a weight", "number format of weights", u.Bit, 2, 32),
    "activation_bits": Name("P_a", "Bits of an activation", "number format of activations", u.Bit, 2, 32),
    "cache_bits": Name(r"P_{kv}", "Bits of a cache entry", "number format of keys and values", u.Bit, 2, 32),
    "weight_sensitivity": Name(r"\gamma_w", "Sensitivity to weight bits", "scale of the damage", u.Bit, 0.5, 5),
    "activation_sensitivity": Name(r"\gamma_a", "Sensitivity to activation bits", "scale of the damage", u.Bit, 0.5, 5),
    "cache_sensitivity": Name(r"\gamma_{kv}", "Sensitivity to cache bits", "scale of the damage", u.Bit, 0.5, 5),
    "kumar2024_params": Name(
        r"N_{\mathrm{eff}}", "Effective parameters, low precision", "worth of all at full precision", u.Params
    ),
    "quantisation_coefficient": Name(
        "C_T", "Coefficient of quantisation damage", "at one token and one parameter", u.Nats, 0.01, 0.2
    ),
    "quantisation_tokens_exponent": Name(
        r"\gamma_D", "Data exponent of quantisation damage", "damage grows with tokens", u.Exponent, 0.3, 0.7
    ),
    "quantisation_params_exponent": Name(
        r"\gamma_N", "Size exponent of quantisation damage", "damage falls with size", u.Exponent, 0.2, 0.5
    ),
    "quantisation_sensitivity": Name(
        r"\gamma_{\mathrm{post}}", "Sensitivity to quantised bits", "scale of the damage", u.Bit, 0.3, 2
    ),
    "kumar2024_quantisation_loss": Name(
        r"\delta", "Damage of quantisation", "loss added by fewer bits after training", u.Nats
    ),
}

FRONTIER = {
    "excess_loss": Name(r"\ell", "Excess loss", "above the irreducible loss", u.Nats, 0.01, 3),
    "reducible_loss": Name(r"L_{\mathrm{red}}", "Reducible loss", "of a model, above the irreducible one", u.Nats),
    "allocation_factor": Name("G", "Allocation factor", "how compute is split between size and data", u.Ratio),
    "frontier_params": Name("N^*", "Compute-optimal parameters", "least loss for the compute", u.Params),
    "frontier_tokens": Name("D^*", "Compute-optimal tokens", "least loss for the compute", u.Tokens),
    "frontier_tokens_per_param": Name(
        "R^*", "Compute-optimal ratio", "tokens per parameter at least loss", u.TokensPerParam
    ),
    "loss_exponent": Name(r"\gamma", "Frontier exponent", "at which the least loss falls with compute", u.Exponent),
    "loss_scale": Name("K", "Frontier coefficient", "of the least loss", u.Nats),
    "frontier_loss": Name("L^*", "Least loss", "of all models of this compute", u.Nats),
    "equivalent_flop": Name(r"C_{\mathrm{eq}}", "Equivalent compute", "that a frontier model needs", u.Flop),
    "overpay": Name("o_C", "Overpay", "compute over that of a frontier model of the same loss", u.Ratio),
    "flop_for_params": Name("C_N", "Compute of a size", "at which the size is compute-optimal", u.Flop),
    "tokens_for_params": Name("D_N", "Tokens of a size", "at which the size is compute-optimal", u.Tokens),
    "size_loss": Name(r"\ell_N", "Loss left by size", "that more parameters would remove", u.Nats, 0.001, 3),
    "data_loss": Name(r"\ell_D", "Loss left by data", "that more tokens would remove", u.Nats, 0.001, 3),
    "params_for_size_loss": Name(
        r"N_\ell", "Parameters for a loss left by size", "the law's size term turned round", u.Params
    ),
    "tokens_for_data_loss": Name(
        r"D_\ell", "Tokens for a loss left by data", "the law's data term turned round", u.Tokens
    ),
    "gain_per_tenfold": Name(r"\Delta_{10}", "Gain per tenfold", "loss that ten times the compute removes", u.Nats),
}

CAP = {
    "available_tokens": Name(r"U_{\max}", "Available text", "unique tokens that can be had", u.Tokens, 1e9, 1e17),
    "binding_flop": Name(r"C_{\mathrm{cap}}", "Compute where text binds", "beyond it fresh text runs short", u.Flop),
    "capped_tokens": Name(r"D_{\mathrm{cap}}", "Tokens under a cap", "each used once", u.Tokens),
    "capped_params": Name(r"N_{\mathrm{cap}}", "Parameters under a cap", "that use up the compute", u.Params),
    "capped_loss": Name(r"L_{\mathrm{cap}}", "Least loss under a cap", "each token used once", u.Nats),
    "loss_floor": Name(r"L_\infty", "Floor of the loss", "unlimited model on a fixed text", u.Nats),
    "from_size": Name(r"\Delta_N", "Gain by size", "loss removed by more parameters", u.Nats),
    "from_data": Name(r"\Delta_D", "Gain by data", "loss removed by more tokens", u.Nats),
    "capped_gain_per_tenfold": Name(
        r"\Delta_{10,\mathrm{cap}}", "Gain per tenfold under a cap", "loss that ten times the compute removes", u.Nats
    ),
}

REPETITION = {
    "unique_tokens": Name("U", "Unique tokens", "of the text, each counted once", u.Tokens, 1e6, 1e17),
    "epochs": Name("e", "Epochs", "times that each token is seen", u.Epochs, 1, 1000),
    "token_repetition_limit": Name(
        "R_D^*", "Limit of repeated text", "repetitions after which a token is worth 1/e", u.Epochs, 2, 40
    ),
    "param_repetition_limit": Name(
        "R_N^*", "Limit of excess parameters", "multiples after which a parameter is worth 1/e", u.Ratio, 3, 20
    ),
    "token_worth": Name("w", "Worth of a repeated token", "over that of a fresh one", u.Fraction),
    "effective_tokens": Name("D'", "Effective tokens", "fresh text of the same worth", u.Tokens),
    "matched_params": Name("U_N", "Matched parameters", "compute-optimal for the unique tokens", u.Params, 1e6, 1e15),
    "effective_params": Name("N'", "Effective parameters", "of the same worth at ample text", u.Params),
    "muennighoff2023_loss": Name("L_R", "Loss with repetition", "of a model on text that is used again", u.Nats),
    "data_shortage": Name("q", "Data shortage", "compute-optimal tokens over available ones", u.Ratio, 0.01, 10),
    "best_params": Name("N_R", "Best parameters with repetition", "least loss for compute and text", u.Params),
    "repeated_loss": Name("L_R^*", "Least loss with repetition", "of all models of this compute on this text", u.Nats),
}

EXHAUSTION = {
    "pages": Name("n_p", "Web pages", "in the index of a search engine", u.Pages, 1e9, 1e13),
    "bytes_per_page": Name("s_p", "Text of a page", "plain text, without markup", u.BytePerPage, 1e3, 1e5),
    "bytes_per_token": Name("s_t", "Text of a token", "plain text, by the tokenizer", u.BytePerToken, 1, 6),
    "web_tokens": Name(r"S_{\mathrm{raw}}", "Text of the indexed web", "all of it, good or bad", u.Tokens, 1e12, 1e17),
    "quality_share": Name("f_q", "Usable share", "that can be trained on without loss", u.Fraction, 0.01, 1),
    "repetition_factor": Name("m_R", "Worth of repetition", "repeated over single use of text", u.Ratio, 1, 16),
    "usable_tokens": Name(r"S_{\mathrm{eff}}", "Effective stock", "usable text, repetition counted", u.Tokens),
    "stock_tokens": Name("S", "Stock of text", "effective stock at the start", u.Tokens, 1e12, 1e17),
    "stock_growth": Name("g_S", "Growth of the stock", "factor in a year", u.GrowthPerYear, 1, 1.2),
    "training_set_tokens": Name(
        "D_0", "Largest training set", "tokens of the largest run at the start", u.Tokens, 1e11, 1e15
    ),
    "demand_growth": Name("g_D", "Growth of training sets", "factor in a year", u.GrowthPerYear, 1.25, 6),
    "overtraining": Name("k", "Overtraining", "tokens per parameter over the compute-optimal", u.Ratio, 0.1, 1000),
    "stock_after": Name("S_t", "Stock after years", "if it grows on", u.Tokens),
    "demand_after": Name("D_t", "Largest training set after years", "if it grows on", u.Tokens),
    "stock_year": Name("t_S", "Date of the stock", "year with decimals", u.Year, 2020, 2024),
    "demand_year": Name("t_D", "Date of the training set", "year with decimals", u.Year, 2024, 2030),
    "year_of_exhaustion": Name(r"t_{\mathrm{date}}", "Date of exhaustion", "if both grow on", u.Year),
    "years_to_exhaustion": Name(r"t_{\mathrm{x}}", "Years until demand meets stock", "if both grow on", u.Year),
    "compute_led_growth": Name("g_C", "Growth of data by compute", "at fixed tokens per parameter", u.GrowthPerYear),
}

SERVING = {
    "implied_served_tokens": Name(
        r"T_{\mathrm{imp}}", "Implied tokens served", "for which the choice is the cheapest", u.Tokens
    ),
}

PRICES = {
    "text_payment": Name("Y", "Payment for text", "in the money of its date", u.Usd, 1, 1e13),
    "licensed_tokens": Name("D_p", "Licensed tokens", "tokens that the payment is for", u.Tokens, 1e6, 1e17),
    "token_price": Name("p_t", "Price of a token", "of text", u.UsdPerToken, 1e-9, 1),
    "tokens_per_book": Name("d_b", "Tokens of a book", "of usual length", u.TokensPerBook, 1e4, 1e6),
    "book_payment": Name("y_b", "Payment for a book", "for one title", u.UsdPerBook, 1, 1e5),
    "book_token_price": Name("p_b", "Price of a token in books", "payment over tokens", u.UsdPerToken),
    "corpus_cost": Name(r"K_D", "Cost of a corpus", "tokens at a price", u.Usd),
    "tokens_per_chip_hour": Name(
        r"x_g", "Text generated in a chip-hour", "by a model that writes training text", u.TokensPerChipHour, 1e3, 1e9
    ),
    "synthetic_token_price": Name(r"p_s", "Price of a synthetic token", "rent over output", u.UsdPerToken),
}

NAMES = LAWS | FRONTIER | CAP | REPETITION | EXHAUSTION | SERVING | PRICES
