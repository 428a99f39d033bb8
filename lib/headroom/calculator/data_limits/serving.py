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
