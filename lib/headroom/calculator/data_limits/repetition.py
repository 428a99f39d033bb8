"""What using text again is worth, by the law of Muennighoff et al."""

import numpy as np
from scipy.optimize import elementwise

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN
from headroom.calculator.data_limits.frontier import allocation_factor, frontier_params, frontier_tokens
from headroom.calculator.data_limits.laws import hoffmann2022_loss
from headroom.calculator.math import exp, minimum
from headroom.calculator.registry import procedure
from headroom.calculator.units import Epochs, Flop, Fraction, Nats, Params, Ratio, Tokens

FLAT = 0.01  # share of the reducible loss below which a difference is no reason to prefer a size


def token_worth(epochs: Epochs, token_repetition_limit: Epochs) -> Fraction:
    """What a token of the last epoch is worth over a fresh one.

    References
    ----------
    muennighoff2023dataconstrained : Sec. 4
    """
    return exp((1 - epochs) / token_repetition_limit)


def effective_tokens(unique_tokens: Tokens, epochs: Epochs, *, token_repetition_limit: Epochs) -> Tokens:
    """Fresh text of the same worth as text used again.

    Notes
    -----
    Never more than one and the limit times the unique text. Fitted to models of up to 9e9 parameters and
    9e11 tokens; the form cannot get worse with epochs, real runs can.

    References
    ----------
    muennighoff2023dataconstrained : Eq. 5
    """
    return unique_tokens + unique_tokens * token_repetition_limit * (1 - token_worth(epochs, token_repetition_limit))


def effective_params(matched_params: Params, params: Params, *, param_repetition_limit: Ratio) -> Params:
    """Parameters that a model too large for its text is worth.

    Notes
    -----
    For models at least as large as the one that the unique text asks for; smaller ones count in full.

    References
    ----------
    muennighoff2023dataconstrained : Eq. 6
    """
    return matched_params + matched_params * param_repetition_limit * (
        1 - exp((1 - params / matched_params) / param_repetition_limit)
    )


def muennighoff2023_loss(
    params: Params,
    tokens: Tokens,
    *,
    available_tokens: Tokens,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
    token_repetition_limit: Epochs,
    param_repetition_limit: Ratio,
) -> Nats:
    """Loss of a model on text that is used again where it runs short.

    Notes
    -----
    Repeated tokens and parameters in excess of what the text asks for both lose worth. The limits were
    fitted with this group's own constants: do not mix them with those of another law.

    References
    ----------
    muennighoff2023dataconstrained : Sec. 4, Appendix A
    """
    factor = allocation_factor(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    unique_tokens = minimum(tokens, available_tokens)
    matched_params = minimum(factor * (unique_tokens * factor) ** (tokens_exponent / params_exponent), params)
    large = effective_params(matched_params, params, param_repetition_limit=param_repetition_limit)
    used = effective_tokens(unique_tokens, tokens / unique_tokens, token_repetition_limit=token_repetition_limit)
    return hoffmann2022_loss(
        large,
        used,
        irreducible_loss=irreducible_loss,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )


@procedure("the least loss over sizes has no closed form where text repeats; its authors ask for one")
def best_params(
    training_flop: Flop,
    data_shortage: Ratio,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
    token_repetition_limit: Epochs,
    param_repetition_limit: Ratio,
) -> Params:
    """Parameters with the least loss for a compute and a limited text that may be used again.

    Notes
    -----
    The text is given as a shortage, in units of what the compute-optimal model would read. Not identified, and
    not a number, where the loss is too flat to name a size: where half or twice the size adds less than a
    hundredth of the reducible loss.

    References
    ----------
    muennighoff2023dataconstrained : Sec. 5
    """
    law = (params_coefficient, tokens_coefficient, params_exponent, tokens_exponent)
    log_params, sensitivity, _ = _least_loss(
        training_flop, data_shortage, law, token_repetition_limit, param_repetition_limit
    )
    return np.where(sensitivity < FLAT, np.nan, np.exp(log_params))[()]


@procedure("it needs the size with the least loss, which has no closed form")
def repeated_loss(
    training_flop: Flop,
    data_shortage: Ratio,
    *,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
    token_repetition_limit: Epochs,
    param_repetition_limit: Ratio,
) -> Nats:
    """Least loss for a compute and a limited text that may be used again.

    Notes
    -----
    Known also where the size is not: a flat loss has a least value.

    References
    ----------
    muennighoff2023dataconstrained : Sec. 5
    """
    law = (params_coefficient, tokens_coefficient, params_exponent, tokens_exponent)
    reducible = _least_loss(training_flop, data_shortage, law, token_repetition_limit, param_repetition_limit)[2]
    return irreducible_loss + reducible


def _least_loss(training_flop, data_shortage, law, token_repetition_limit, param_repetition_limit):
    """Logarithm of the size with the least reducible loss, what half or twice that size adds, and that loss."""
    names = ("params_coefficient", "tokens_coefficient", "params_exponent", "tokens_exponent")
    arguments = np.broadcast_arrays(training_flop, data_shortage, *law, token_repetition_limit, param_repetition_limit)

    def reducible(log_params, training_flop, data_shortage, *constants):
        *law, token_repetition_limit, param_repetition_limit = constants
        fit = dict(zip(names, law, strict=True))
        params = np.exp(log_params)
        return muennighoff2023_loss(
            params,
            training_flop / (FLOP_PER_PARAM_TOKEN * params),
            available_tokens=frontier_tokens(training_flop, **fit) / data_shortage,
            irreducible_loss=0.0,
            token_repetition_limit=token_repetition_limit,
            param_repetition_limit=param_repetition_limit,
            **fit,
        )

    start = np.log(frontier_params(arguments[0], **dict(zip(names, arguments[2:6], strict=True))))
    bracket = elementwise.bracket_minimum(reducible, start, args=arguments).bracket
    least = elementwise.find_minimum(reducible, bracket, args=arguments)
    added = [reducible(least.x + step, *arguments) / least.f_x - 1 for step in (-np.log(2), np.log(2))]
    return least.x[()], np.minimum(*added)[()], least.f_x[()]
