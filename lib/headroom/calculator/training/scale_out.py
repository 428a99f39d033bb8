"""Many chips on one run: how far links and memory let a cluster be pieced together."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN, SHARDED_BYTES_PER_PARAM
from headroom.calculator.math import minimum
from headroom.calculator.units import (
    BytePerSecond,
    BytePerSecondPerChip,
    Chip,
    FlopPerSecond,
    FlopPerSecondPerChip,
    Fraction,
    Tokens,
)


def node_bandwidth(
    link_bandwidth: BytePerSecond, network_bandwidth: BytePerSecondPerChip, *, chips_per_node: Chip
) -> BytePerSecond:
    """Rate at which one chip can take in weights that are spread over the whole cluster.

    Notes
    -----
    Each byte enters a node once and is then passed on inside it; chips without a fast link of their own gain nothing
    from their neighbours (`chips_per_node` 1).

    References
    ----------
    jaxml2025scalingbook : training, fully sharded data parallelism
    """
    return minimum(link_bandwidth, network_bandwidth * chips_per_node)


def sharded_flop_limit(batch_tokens: Tokens, node_bandwidth: BytePerSecond) -> FlopPerSecond:
    """Useful FLOP/s of a whole cluster, however large, when all weights travel to every chip at every step.

    Notes
    -----
    A step computes 6 FLOP and moves 6 bytes per parameter (weights in 16 bits gathered twice, gradients scattered
    once), so neither the size of the model nor the number of chips is left in the limit. Transfer and arithmetic
    overlap fully. Tensor and pipeline parallelism move less and can exceed it, at the price of idle stages.

    References
    ----------
    jaxml2025scalingbook : training, fully sharded data parallelism
    """
    return FLOP_PER_PARAM_TOKEN * batch_tokens * node_bandwidth / SHARDED_BYTES_PER_PARAM


def sharded_mfu(
    mfu: Fraction, chips: Chip, *, peak_flop_per_second: FlopPerSecondPerChip, sharded_flop_limit: FlopPerSecond
) -> Fraction:
    """Model FLOP utilisation that is left when links limit the cluster.

    References
    ----------
    jaxml2025scalingbook : training, fully sharded data parallelism
    """
    return minimum(mfu, sharded_flop_limit / (chips * peak_flop_per_second))
