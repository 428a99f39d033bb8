"""The compute-optimal frontier of a parametric law, in closed form."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN
from headroom.calculator.training.compute import training_flop
from headroom.calculator.units import Exponent, Flop, Nats, Params, Ratio, Tokens, TokensPerParam


def allocation_factor(
    params_coefficient: Ratio, tokens_coefficient: Ratio, *, params_exponent: Ratio, tokens_exponent: Ratio
) -> Ratio:
    """How a law splits compute: the factor G of the compute-optimal size.

    Parameters
    ----------
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Ratio
        Allocation factor: how compute is split between size and data [ratio].

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

    Parameters
    ----------
    training_flop : Flop
        Training compute: model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Params
        Compute-optimal parameters: least loss for the compute [params].

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

    Parameters
    ----------
    training_flop : Flop
        Training compute: model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Tokens
        Compute-optimal tokens: least loss for the compute [tokens].

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

    Parameters
    ----------
    training_flop : Flop
        Training compute: model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    TokensPerParam
        Compute-optimal ratio: tokens per parameter at least loss [tokens/param].

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

    Parameters
    ----------
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Exponent
        Frontier exponent: at which the least loss falls with compute [exponent].

    References
    ----------
    hoffmann2022chinchilla : Eq. 4
    """
    return params_exponent * tokens_exponent / (params_exponent + tokens_exponent)


def loss_scale(
    params_coefficient: Ratio, tokens_coefficient: Ratio, *, params_exponent: Ratio, tokens_exponent: Ratio
) -> Nats:
    """Coefficient of the least loss in compute.

    Parameters
    ----------
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Nats
        Frontier coefficient: of the least loss [nats/token].

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

    Parameters
    ----------
    training_flop : Flop
        Training compute: model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    irreducible_loss : Nats
        Irreducible loss: loss that neither size nor data removes [nats/token], 1.5 to 2.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Nats
        Least loss: of all models of this compute [nats/token].

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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    tokens : Tokens
        Training tokens: tokens processed, repeats included [tokens], 1e6 to 1e17.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Nats
        Reducible loss: of a model, above the irreducible one [nats/token].

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

    Parameters
    ----------
    excess_loss : Nats
        Excess loss: above the irreducible loss [nats/token], 0.01 to 3.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Flop
        Equivalent compute: that a frontier model needs [FLOP].

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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    tokens : Tokens
        Training tokens: tokens processed, repeats included [tokens], 1e6 to 1e17.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Ratio
        Overpay: compute over that of a frontier model of the same loss [ratio].

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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Flop
        Compute of a size: at which the size is compute-optimal [FLOP].

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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Tokens
        Tokens of a size: at which the size is compute-optimal [tokens].

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

    Parameters
    ----------
    size_loss : Nats
        Loss left by size: that more parameters would remove [nats/token], 0.001 to 3.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Params
        Parameters for a loss left by size: the law's size term turned round [params].

    References
    ----------
    hoffmann2022chinchilla : Sec. 3.3
    """
    return (params_coefficient / size_loss) ** (1 / params_exponent)


def tokens_for_data_loss(data_loss: Nats, *, tokens_coefficient: Ratio, tokens_exponent: Ratio) -> Tokens:
    """Tokens that leave a given loss to data.

    Parameters
    ----------
    data_loss : Nats
        Loss left by data: that more tokens would remove [nats/token], 0.001 to 3.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Tokens
        Tokens for a loss left by data: the law's data term turned round [tokens].

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

    Parameters
    ----------
    training_flop : Flop
        Training compute: model FLOP of a run, without recomputation [FLOP], 1e15 to 1e30.
    params_coefficient : Ratio
        Coefficient of size: of the scaling law [ratio], 10 to 10000.
    tokens_coefficient : Ratio
        Coefficient of data: of the scaling law [ratio], 10 to 10000.
    params_exponent : Ratio
        Exponent of size: of the scaling law [ratio], 0.2 to 0.6.
    tokens_exponent : Ratio
        Exponent of data: of the scaling law [ratio], 0.2 to 0.6.

    Returns
    -------
    Nats
        Gain per tenfold: loss that ten times the compute removes [nats/token].

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
