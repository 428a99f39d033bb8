"""Training against serving over a model's life."""

import numpy as np
from scipy.optimize import elementwise

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN, FORWARD_FLOP_PER_PARAM_TOKEN
from headroom.calculator.registry import procedure
from headroom.calculator.training.compute import forward_flop, training_flop
from headroom.calculator.units import Day, Flop, Fraction, Params, Queries, QueriesPerDay, Ratio, Samples, Tokens


def lifetime_flop(params: Params, tokens: Tokens, *, served_tokens: Tokens) -> Flop:
    """Compute of training a model and of serving it over its life.

    Notes
    -----
    Prompts count as served tokens. Attention is left out.

    References
    ----------
    sardana2024beyond
    """
    return training_flop(params, tokens) + forward_flop(params, served_tokens)


def break_even_tokens(tokens: Tokens) -> Tokens:
    """Served tokens at which serving has taken as many FLOP as training.

    Notes
    -----
    Three times the training tokens, whatever the size of the model.

    References
    ----------
    sardana2024beyond
    """
    return tokens * FLOP_PER_PARAM_TOKEN / FORWARD_FLOP_PER_PARAM_TOKEN


def break_even_tokens_in_money(tokens: Tokens, mfu: Fraction, *, inference_utilisation: Fraction) -> Tokens:
    """Served tokens at which serving has cost as much as training.

    Notes
    -----
    Serving uses its chips worse, so it costs as much earlier. On the same chips at the same rent.

    References
    ----------
    sardana2024beyond
    """
    return break_even_tokens(tokens) * inference_utilisation / mfu


def break_even_queries(break_even_tokens: Tokens, tokens_per_query: Tokens) -> Queries:
    """Queries until serving has taken as many FLOP as training.

    References
    ----------
    sardana2024beyond
    """
    return break_even_tokens / tokens_per_query


def break_even_days(break_even_queries: Queries, queries_per_day: QueriesPerDay) -> Day:
    """Days of traffic until serving has taken as many FLOP as training.

    References
    ----------
    sardana2024beyond
    """
    return break_even_queries / queries_per_day


def inference_share(exchange_slope: Ratio) -> Fraction:
    """Share of compute that goes to inference when the split is best.

    Notes
    -----
    If compute per query can replace training compute along a power law of this slope at equal quality, the
    least total has the inference share 1/(1 + slope). Derived here; slope 1 gives the even split argued for
    by its source.

    References
    ----------
    erdil2024allocation
    """
    return 1 / (1 + exchange_slope)


def serving_share(
    queries_per_day: QueriesPerDay,
    tokens_per_query: Tokens,
    *,
    samples_per_query: Samples,
    tokens: Tokens,
    experiment_factor: Ratio,
    cadence_days: Day,
) -> Fraction:
    """Share of compute that serving takes, from traffic and the rhythm of training.

    Notes
    -----
    Served and trained models of one size; a larger one in training moves the share down in proportion.

    References
    ----------
    sardana2024beyond
    erdil2024allocation
    """
    served_per_day = queries_per_day * tokens_per_query * samples_per_query
    matched_per_day = break_even_tokens(tokens) * experiment_factor / cadence_days
    return served_per_day / (served_per_day + matched_per_day)


@procedure("the best size is the root of an equation without closed form")
def lifetime_optimal_params(
    reference_params: Params,
    reference_tokens: Tokens,
    *,
    served_tokens: Tokens,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Params:
    """Size that matches a reference model's loss with least compute over training and serving.

    Notes
    -----
    Least 6 N D + 2 N served tokens on the line A/N^a + B/D^b of the reference. The irreducible loss cancels. Rounded
    exponents or another fit of the law change the saving by a factor of two: state the constants.

    References
    ----------
    sardana2024beyond
    """
    law = (params_coefficient, tokens_coefficient, params_exponent, tokens_exponent)
    excess, share = _best_share(reference_params, reference_tokens, served_tokens, law)
    return (params_coefficient / (share * excess)) ** (1 / params_exponent)


@procedure("it needs the best size, which has no closed form")
def lifetime_optimal_tokens(
    reference_params: Params,
    reference_tokens: Tokens,
    *,
    served_tokens: Tokens,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Tokens:
    """Training tokens of the size that matches a reference model's loss with least lifetime compute.

    References
    ----------
    sardana2024beyond
    """
    law = (params_coefficient, tokens_coefficient, params_exponent, tokens_exponent)
    excess, share = _best_share(reference_params, reference_tokens, served_tokens, law)
    return (tokens_coefficient / ((1 - share) * excess)) ** (1 / tokens_exponent)


def _best_share(reference_params, reference_tokens, served_tokens, law) -> tuple[np.ndarray, np.ndarray]:
    """The reference's excess loss, and the share of it that size should leave at least lifetime compute.

    With x the part of the excess that size leaves and y the rest, the least compute has
    a x / (b y) = 1 + served / (3 D): one equation in x's share, rising from below zero to above it.
    """
    a_size, b_data, size_exponent, data_exponent = law
    excess = a_size / reference_params**size_exponent + b_data / reference_tokens**data_exponent

    def slope(share, excess, served, b_data, size_exponent, data_exponent):
        left = 1 - share
        served_to_training = served / 3 * (left * excess / b_data) ** (1 / data_exponent)
        return size_exponent * share / data_exponent - left * (1 + served_to_training)

    arguments = np.broadcast_arrays(excess, served_tokens, b_data, size_exponent, data_exponent)
    shape = arguments[0].shape
    root = elementwise.find_root(slope, (np.zeros(shape), np.ones(shape)), args=arguments)
    return excess, root.x[()]
