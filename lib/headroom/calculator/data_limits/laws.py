"""Scaling laws as published: loss from size and data. Their constants are arguments: evidence has them, by law."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN, FLOP_PER_PETAFLOP_DAY, ONE_FLOP
from headroom.calculator.math import exp
from headroom.calculator.units import Bit, Exponent, Flop, Nats, Params, PetaflopDays, Ratio, Tokens, TokensPerParam


def hoffmann2022_loss(
    params: Params,
    tokens: Tokens,
    *,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Loss of a model on fresh text, by the parametric law of Hoffmann et al.

    Notes
    -----
    Several groups fitted this form (Hoffmann et al. 2022, Besiroglu et al. 2024, Muennighoff et al. 2023).
    An empirical fit: parameters and tokens as plain counts, loss in nats per token of its own corpus and
    tokenizer. Losses of two laws compare only in differences. Fitted to models of up to 1.6e10 parameters
    and 5e11 tokens; what lies beyond is extrapolation.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    besiroglu2024replication : Table 1
    """
    return (
        irreducible_loss + params_coefficient / params**params_exponent + tokens_coefficient / tokens**tokens_exponent
    )


def kaplan2020_loss_from_params(
    non_embedding_params: Params, critical_params: Params, *, kaplan_params_exponent: Exponent
) -> Nats:
    """Loss of a model that never runs out of text, by the law of Kaplan et al.

    Notes
    -----
    A pure power without irreducible loss: not to be carried to the sizes of today. Embeddings are not
    counted.

    References
    ----------
    kaplan2020scaling : Eq. 1.1
    """
    return (critical_params / non_embedding_params) ** kaplan_params_exponent


def kaplan2020_loss_from_tokens(tokens: Tokens, critical_tokens: Tokens, *, kaplan_tokens_exponent: Exponent) -> Nats:
    """Loss of an unlimited model on a limited text, by the law of Kaplan et al.

    Notes
    -----
    A pure power without irreducible loss: at 1.5e13 tokens it lies below every irreducible loss fitted
    later.

    References
    ----------
    kaplan2020scaling : Eq. 1.2
    """
    return (critical_tokens / tokens) ** kaplan_tokens_exponent


def kaplan2020_loss_from_compute(
    training_flop: Flop, critical_petaflop_days: PetaflopDays, *, kaplan_compute_exponent: Exponent
) -> Nats:
    """Loss at the best use of compute, by the law of Kaplan et al.

    Notes
    -----
    The compute-efficient curve, trained far below the critical batch size.

    References
    ----------
    kaplan2020scaling : Eq. 1.3
    """
    return (FLOP_PER_PETAFLOP_DAY * critical_petaflop_days / training_flop) ** kaplan_compute_exponent


def gadre2024_loss(
    training_flop: Flop,
    tokens_per_param: TokensPerParam,
    *,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    overtraining_exponent: Exponent,
) -> Nats:
    """Loss from compute and tokens per parameter, where size and data exponent are equal.

    Notes
    -----
    The exponent of compute does not depend on the ratio, so runs at small ratios say what overtrained ones
    will do. Coefficients are those of the parametric law with both exponents twice this one.

    References
    ----------
    gadre2024overtraining : README
    """
    return irreducible_loss + (
        params_coefficient * tokens_per_param**overtraining_exponent
        + tokens_coefficient / tokens_per_param**overtraining_exponent
    ) * (training_flop / FLOP_PER_PARAM_TOKEN) ** (-overtraining_exponent)


def fitted_params(training_flop: Flop, params_at_one_flop: Params, *, params_allocation: Exponent) -> Params:
    """Compute-optimal parameters on a straight line of logarithms.

    Notes
    -----
    How Hoffmann et al. (approaches 1 and 2) and Porian et al. state their result: an exponent and, by our
    fit of the printed tables, a coefficient.

    References
    ----------
    hoffmann2022chinchilla : Table 2
    porian2024resolving
    """
    return params_at_one_flop * (training_flop / ONE_FLOP) ** params_allocation


def fitted_tokens(training_flop: Flop, tokens_at_one_flop: Tokens, *, tokens_allocation: Exponent) -> Tokens:
    """Compute-optimal tokens on a straight line of logarithms.

    Notes
    -----
    Also the form of DeepSeek LLM and of Llama 3, whose printed constants are too rounded to give back its
    printed 1.655e13 tokens.

    References
    ----------
    hoffmann2022chinchilla : Table 2
    deepseek2024llm : Eq. 4
    grattafiori2024llama3 : Sec. 3.2.1
    """
    return tokens_at_one_flop * (training_flop / ONE_FLOP) ** tokens_allocation


def flop_of_fitted_params(params: Params, params_at_one_flop: Params, *, params_allocation: Exponent) -> Flop:
    """Compute for which a size is optimal, on a straight line of logarithms.

    References
    ----------
    hoffmann2022chinchilla : Table 3
    """
    return ONE_FLOP * (params / params_at_one_flop) ** (1 / params_allocation)


def flop_of_fitted_tokens(tokens: Tokens, tokens_at_one_flop: Tokens, *, tokens_allocation: Exponent) -> Flop:
    """Compute for which a training set is optimal, on a straight line of logarithms.

    References
    ----------
    hoffmann2022chinchilla : Table A3
    """
    return ONE_FLOP * (tokens / tokens_at_one_flop) ** (1 / tokens_allocation)


def deepseek2024_flop_per_token(
    training_flop: Flop, flop_per_token_at_one_flop: Flop, *, params_allocation: Exponent
) -> Flop:
    """Compute-optimal size in FLOP per token, by the law of DeepSeek LLM.

    Notes
    -----
    Without embeddings; divided by 6 it compares with parameters, roughly.

    References
    ----------
    deepseek2024llm : Eq. 4
    """
    return flop_per_token_at_one_flop * (training_flop / ONE_FLOP) ** params_allocation


def kumar2024_params(
    params: Params,
    *,
    weight_bits: Bit,
    activation_bits: Bit,
    cache_bits: Bit,
    weight_sensitivity: Bit,
    activation_sensitivity: Bit,
    cache_sensitivity: Bit,
) -> Params:
    """Parameters at full precision that a model trained in fewer bits is worth.

    Notes
    -----
    Fitted to models of up to 1.7e9 parameters and 2.6e10 tokens.

    References
    ----------
    kumar2024precision
    """
    return (
        params
        * (1 - exp(-weight_bits / weight_sensitivity))
        * (1 - exp(-activation_bits / activation_sensitivity))
        * (1 - exp(-cache_bits / cache_sensitivity))
    )


def kumar2024_quantisation_loss(
    params: Params,
    tokens: Tokens,
    *,
    weight_bits: Bit,
    quantisation_coefficient: Nats,
    quantisation_tokens_exponent: Exponent,
    quantisation_params_exponent: Exponent,
    quantisation_sensitivity: Bit,
) -> Nats:
    """Loss that is added when a trained model is cut to fewer bits.

    Notes
    -----
    Grows with tokens and falls with size: a price of overtraining. Fitted to models of up to 1.7e9
    parameters and 2.6e10 tokens.

    References
    ----------
    kumar2024precision
    """
    return (
        quantisation_coefficient
        * tokens**quantisation_tokens_exponent
        / params**quantisation_params_exponent
        * exp(-weight_bits / quantisation_sensitivity)
    )
