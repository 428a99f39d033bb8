"""What a choice of size and data says about the traffic that its maker expected."""

from headroom.calculator.units import Params, Ratio, Tokens


def implied_served_tokens(
    params: Params,
    tokens: Tokens,
    *,
    params_coefficient: Ratio,
    tokens_coefficient: Ratio,
    params_exponent: Ratio,
    tokens_exponent: Ratio,
) -> Tokens:
    """Tokens that a maker must expect to serve for its size and data to be the cheapest of their loss.

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
    Tokens
        Implied tokens served: for which the choice is the cheapest [tokens].

    Notes
    -----
    From the first-order condition of least lifetime compute at fixed loss. Negative for models trained on
    too little text. The other way round, from traffic to size: `lifetime_optimal_params` of the chapter on
    inference.

    References
    ----------
    sardana2024beyond : Sec. 2
    """
    return (
        3
        * tokens
        * (
            params_exponent
            * params_coefficient
            / params**params_exponent
            / (tokens_exponent * tokens_coefficient / tokens**tokens_exponent)
            - 1
        )
    )
