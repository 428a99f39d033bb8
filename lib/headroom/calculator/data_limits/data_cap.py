"""What compute buys when text is limited and each token is used once."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN
from headroom.calculator.data_limits.frontier import allocation_factor, frontier_tokens
from headroom.calculator.data_limits.laws import hoffmann2022_loss
from headroom.calculator.math import minimum
from headroom.calculator.units import Flop, Nats, Params, Ratio, Tokens


def binding_flop(
    available_tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Flop:
    """Compute beyond which the compute-optimal model wants more text than there is.

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    villalobos2024data : Sec. 3.3
    """
    factor = allocation_factor(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return FLOP_PER_PARAM_TOKEN * (available_tokens * factor) ** ((params_exponent + tokens_exponent) / params_exponent)


def capped_tokens(
    training_flop: Flop,
    available_tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Tokens:
    """Tokens of the best model when each token is used once.

    References
    ----------
    villalobos2024data : Sec. 3.3
    """
    return minimum(
        frontier_tokens(
            training_flop,
            params_coefficient=params_coefficient,
            tokens_coefficient=tokens_coefficient,
            params_exponent=params_exponent,
            tokens_exponent=tokens_exponent,
        ),
        available_tokens,
    )


def capped_params(
    training_flop: Flop,
    available_tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Params:
    """Parameters of the best model when each token is used once.

    References
    ----------
    villalobos2024data : Sec. 3.3
    """
    return training_flop / (
        FLOP_PER_PARAM_TOKEN
        * capped_tokens(
            training_flop,
            available_tokens,
            params_coefficient=params_coefficient,
            tokens_coefficient=tokens_coefficient,
            params_exponent=params_exponent,
            tokens_exponent=tokens_exponent,
        )
    )


def capped_loss(
    training_flop: Flop,
    available_tokens: Tokens,
    *,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Least loss for a compute when each token is used once.

    Notes
    -----
    Beyond the binding compute all further compute goes into parameters.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    villalobos2024data : Sec. 3.3
    """
    size = capped_params(
        training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    data = capped_tokens(
        training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    return hoffmann2022_loss(
        size,
        data,
        irreducible_loss=irreducible_loss,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )


def loss_floor(
    available_tokens: Tokens, *, irreducible_loss: Nats, tokens_coefficient: Ratio, tokens_exponent: Ratio
) -> Nats:
    """Loss that no model gets below on a fixed text used once.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return irreducible_loss + tokens_coefficient / available_tokens**tokens_exponent


def capped_gain_per_tenfold(
    training_flop: Flop,
    available_tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Loss that ten times the compute removes when each token is used once.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    villalobos2024data : Sec. 3.3
    """
    size = capped_params(
        training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    data = capped_tokens(
        training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    larger = capped_params(
        10 * training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    more = capped_tokens(
        10 * training_flop,
        available_tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    from_size = params_coefficient / size**params_exponent - params_coefficient / larger**params_exponent
    from_data = tokens_coefficient / data**tokens_exponent - tokens_coefficient / more**tokens_exponent
    return from_size + from_data
