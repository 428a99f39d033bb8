"""What latency allows: each batch passes through all layers one after another, and more chips do not shorten that."""

import numpy as np
from scipy.optimize import elementwise

from headroom.calculator.constants import NODE_SIDE, ONE_CHIP, SECONDS_PER_DAY
from headroom.calculator.limits.power import ratio_flop
from headroom.calculator.math import log, maximum, sqrt
from headroom.calculator.registry import procedure
from headroom.calculator.units import (
    Chip,
    Day,
    Events,
    Exponent,
    FlopPerSecondPerChip,
    Fraction,
    Layers,
    Multiplications,
    Params,
    Ratio,
    Second,
    Tokens,
    TokensPerChip,
    TokensPerParam,
)

SMALLEST, LARGEST = 1e3, 1e30  # parameters between which the root lies, whatever the inputs


def layers_of_size(params: Params, layers_coefficient: Layers, *, layers_exponent: Exponent) -> Layers:
    """Layers of a model by its size, fitted.

    References
    ----------
    sevilla2024scaling2030 : footnote 95
    """
    return layers_coefficient * params**layers_exponent


def batch_at_size(
    params: Params, batch_tokens: Tokens, *, reference_params: Params, batch_exponent: Exponent
) -> Tokens:
    """Largest useful batch of a size, where it grows with a power of the size.

    Notes
    -----
    An exponent of zero is a fixed batch. Where the batch grows with tokens, and these with the size, the exponent is
    the same.

    References
    ----------
    sevilla2024scaling2030 : Latency wall
    zhang2024cbs
    """
    return batch_tokens * (params / reference_params) ** batch_exponent


def layer_latency_in_text(
    multiplication_time: Second,
    multiplications: Multiplications,
    *,
    chip_latency: Second,
    network_latency: Second,
    parallel_chips: Chip,
) -> Second:
    """Latency of one layer and batch, as the text of the study counts it.

    Notes
    -----
    Each multiplication waits for two exchanges, first inside a square of chips and then between such squares, of which
    there is the root of the chips over the side of a square.

    References
    ----------
    sevilla2024scaling2030 : Latency wall
    """
    squares = sqrt(parallel_chips / ONE_CHIP) / NODE_SIDE
    exchange = NODE_SIDE * chip_latency + log(squares) / log(2) * network_latency
    return multiplications * (multiplication_time + 2 * exchange)


def layer_latency(
    exchange_time: Second,
    allreduces_per_layer: Events,
    *,
    chip_latency: Second,
    network_latency: Second,
    tensor_side: Ratio,
) -> Second:
    """Latency of one layer and batch, as the study's appendix counts it.

    Notes
    -----
    Communication alone, without the multiplications that the text of the same study adds.

    References
    ----------
    sevilla2024scaling2030 : Appendix E
    """
    doublings = maximum(0, log(tensor_side / 8) / log(2))
    return allreduces_per_layer * (exchange_time + 2 * (3 * chip_latency + network_latency * doublings))


def latency_params(
    batch_tokens: Tokens,
    run_days: Day,
    *,
    layer_latency: Second,
    tokens_per_param: TokensPerParam,
    layers_coefficient: Layers,
    layers_exponent: Exponent,
    reference_params: Params,
    batch_exponent: Exponent,
) -> Params:
    """Largest model that all its batches leave in time, at one latency of a layer.

    Notes
    -----
    Time is the latency of a layer, times layers, times batches.

    References
    ----------
    sevilla2024scaling2030 : Latency wall
    """
    passes = run_days * SECONDS_PER_DAY / layer_latency
    room = passes * batch_tokens / (tokens_per_param * layers_coefficient * reference_params**batch_exponent)
    return room ** (1 / (1 + layers_exponent - batch_exponent))


def least_run_days(
    params: Params,
    batch_size: Tokens,
    *,
    layer_latency: Second,
    tokens_per_param: TokensPerParam,
    layers_of_size: Layers,
) -> Day:
    """Shortest run of a size, however many chips there are.

    References
    ----------
    sevilla2024scaling2030 : Latency wall
    """
    batches = tokens_per_param * params / batch_size
    return batches * layers_of_size * layer_latency / SECONDS_PER_DAY


def tensor_side(run_chips: Chip, batch_size: Tokens, *, least_minibatch: TokensPerChip) -> Ratio:
    """Side of the square of chips among which a layer is split, when all chips of a run work on one batch.

    References
    ----------
    sevilla2024scaling2030 : Appendix E
    """
    return maximum(1, sqrt(run_chips * least_minibatch / batch_size))


@procedure("latency depends on the number of chips, and that on the size that is sought")
def latency_wall_params(
    batch_tokens: Tokens,
    run_days: Day,
    *,
    exchange_time: Second,
    allreduces_per_layer: Events,
    chip_latency: Second,
    network_latency: Second,
    least_minibatch: TokensPerChip,
    peak_flop_per_second: FlopPerSecondPerChip,
    mfu: Fraction,
    tokens_per_param: TokensPerParam,
    layers_coefficient: Layers,
    layers_exponent: Exponent,
    reference_params: Params,
    batch_exponent: Exponent,
) -> Params:
    """Largest model that all its batches leave in time, on as many chips as it needs.

    Notes
    -----
    More parameters want more chips, more chips have farther to talk, so the time of a run rises with the size, and one
    size takes just the time that there is.

    References
    ----------
    sevilla2024scaling2030 : Appendix E
    """
    seconds = run_days * SECONDS_PER_DAY

    def overrun(size, batch, seconds, exchange, reduces, near, far, least, speed, ratio, layers, power, at, growth):
        params = np.exp(size)
        of_batch = batch_at_size(params, batch, reference_params=at, batch_exponent=growth)
        side = tensor_side(ratio_flop(params, ratio) / (seconds * speed), of_batch, least_minibatch=least)
        links = {"chip_latency": near, "network_latency": far, "tensor_side": side}
        depth = layers_of_size(params, layers, layers_exponent=power)
        pace = {"layer_latency": layer_latency(exchange, reduces, **links), "layers_of_size": depth}
        days = least_run_days(params, of_batch, tokens_per_param=ratio, **pace)
        return np.log(days * SECONDS_PER_DAY / seconds)

    links = (exchange_time, allreduces_per_layer, chip_latency, network_latency, least_minibatch)
    law = (tokens_per_param, layers_coefficient, layers_exponent, reference_params, batch_exponent)
    given = np.broadcast_arrays(batch_tokens, seconds, *links, peak_flop_per_second * mfu, *law)
    ends = tuple(np.full(given[0].shape, np.log(end)) for end in (SMALLEST, LARGEST))
    return np.exp(elementwise.find_root(overrun, ends, args=tuple(given)).x)[()]
