"""The compute-optimal frontier of a parametric law, in closed form."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN
from headroom.calculator.training.compute import training_flop
from headroom.calculator.units import Exponent, Flop, Nats, Params, Ratio, Tokens, TokensPerParam


def allocation_factor(
    params_coefficient: Ratio, tokens_coefficient: Ratio, *, params_exponent: Ratio, tokens_exponent: Ratio
) -> Ratio:
    """How a law splits compute: the factor G of the compute-optimal size.

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    """
    return (params_exponent * params_coefficient / (tokens_exponent * tokens_coefficient)) ** (
        1 / (params_exponent + tokens_exponent)
    )


def frontier_params(
    training_flop: Flop,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Params:
    """Parameters of the model with least loss for a compute.

    Notes
    -----
    Never with the rounded constants of Hoffmann et al.: rounding two exponents moves the optimum by a fifth
    in size and by half in tokens.

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    besiroglu2024replication
    """
    factor = allocation_factor(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return factor * (training_flop / FLOP_PER_PARAM_TOKEN) ** (tokens_exponent / (params_exponent + tokens_exponent))


def frontier_tokens(
    training_flop: Flop,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Tokens:
    """Tokens of the model with least loss for a compute.

    Notes
    -----
    Never with the rounded constants of Hoffmann et al.

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    besiroglu2024replication
    """
    factor = allocation_factor(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return (training_flop / FLOP_PER_PARAM_TOKEN) ** (params_exponent / (params_exponent + tokens_exponent)) / factor


def frontier_tokens_per_param(
    training_flop: Flop,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> TokensPerParam:
    """Tokens per parameter of the model with least loss for a compute.

    Notes
    -----
    About 20 at the compute of Chinchilla by the replicated fit; it drifts with compute as far as the two
    exponents differ.

    References
    ----------
    hoffmann2022chinchilla : Table 3
    besiroglu2024replication
    """
    return frontier_tokens(
        training_flop,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    ) / frontier_params(
        training_flop,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )


def loss_exponent(params_exponent: Ratio, tokens_exponent: Ratio) -> Exponent:
    """Exponent at which the least loss falls with compute.

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    """
    return params_exponent * tokens_exponent / (params_exponent + tokens_exponent)


def loss_scale(
    params_coefficient: Ratio, tokens_coefficient: Ratio, *, params_exponent: Ratio, tokens_exponent: Ratio
) -> Nats:
    """Coefficient of the least loss in compute.

    Notes
    -----
    Follows from the law by setting both marginal gains equal.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return (
        (params_exponent + tokens_exponent)
        * (params_coefficient / tokens_exponent) ** (tokens_exponent / (params_exponent + tokens_exponent))
        * (tokens_coefficient / params_exponent) ** (params_exponent / (params_exponent + tokens_exponent))
    )


def frontier_loss(
    training_flop: Flop,
    *,
    irreducible_loss: Nats,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Least loss of all models of a compute, with ample text.

    Notes
    -----
    The best loss is again a power of compute.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    besiroglu2024replication
    """
    exponent = loss_exponent(params_exponent, tokens_exponent)
    scale = loss_scale(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return irreducible_loss + scale * (training_flop / FLOP_PER_PARAM_TOKEN) ** (-exponent)


def reducible_loss(
    params: Params,
    tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Loss of a model above the irreducible one.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return params_coefficient / params**params_exponent + tokens_coefficient / tokens**tokens_exponent


def equivalent_flop(
    excess_loss: Nats,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Flop:
    """Compute that a model on the frontier needs for a loss above the irreducible one.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    besiroglu2024replication
    """
    exponent = loss_exponent(params_exponent, tokens_exponent)
    scale = loss_scale(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return FLOP_PER_PARAM_TOKEN * (excess_loss / scale) ** (-1 / exponent)


def overpay(
    params: Params,
    tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Ratio:
    """Compute of a model over that of a frontier model of the same loss.

    Notes
    -----
    1 on the frontier. Models that are served much are off it on purpose: see `implied_served_tokens`.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    reached = reducible_loss(
        params,
        tokens,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )
    return training_flop(params, tokens) / equivalent_flop(
        reached,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    )


def flop_for_params(
    params: Params,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Flop:
    """Compute at which a size is compute-optimal.

    References
    ----------
    hoffmann2022chinchilla : Table A3
    """
    factor = allocation_factor(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return FLOP_PER_PARAM_TOKEN * (params / factor) ** ((params_exponent + tokens_exponent) / tokens_exponent)


def tokens_for_params(
    params: Params,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Tokens:
    """Tokens at which a size is compute-optimal.

    References
    ----------
    hoffmann2022chinchilla : Table A3
    """
    return flop_for_params(
        params,
        params_coefficient=params_coefficient,
        tokens_coefficient=tokens_coefficient,
        params_exponent=params_exponent,
        tokens_exponent=tokens_exponent,
    ) / (FLOP_PER_PARAM_TOKEN * params)


def params_for_size_loss(size_loss: Nats, *, params_coefficient: Ratio, params_exponent: Ratio) -> Params:
    """Parameters that leave a given loss to size.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return (params_coefficient / size_loss) ** (1 / params_exponent)


def tokens_for_data_loss(data_loss: Nats, *, tokens_coefficient: Ratio, tokens_exponent: Ratio) -> Tokens:
    """Tokens that leave a given loss to data.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return (tokens_coefficient / data_loss) ** (1 / tokens_exponent)


def gain_per_tenfold(
    training_flop: Flop,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Nats:
    """Loss that ten times the compute removes on the frontier.

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    besiroglu2024replication
    """
    exponent = loss_exponent(params_exponent, tokens_exponent)
    scale = loss_scale(
        params_coefficient, tokens_coefficient, params_exponent=params_exponent, tokens_exponent=tokens_exponent
    )
    return scale * (training_flop / FLOP_PER_PARAM_TOKEN) ** (-exponent) * (1 - 10 ** (-exponent))
