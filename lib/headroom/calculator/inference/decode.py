"""The roofline of serving: what reading weights and cache, arithmetic and talking cost in time."""

from headroom.calculator.constants import (
    ERDIL_LATENCY,
    ERDIL_LATENCY_GROWTH,
    FORWARD_ATTENTION_FLOP_PER_PAIR,
    FORWARD_FLOP_PER_PARAM_TOKEN,
    ONE_CHIP,
)
from headroom.calculator.math import maximum, minimum, sqrt
from headroom.calculator.units import (
    Byte,
    BytePerChip,
    BytePerParam,
    BytePerSecondPerChip,
    BytePerToken,
    Chip,
    Elements,
    Events,
    Experts,
    Flop,
    FlopPerSecondPerChip,
    Fraction,
    Layers,
    Params,
    Ratio,
    Second,
    Sequences,
    Tokens,
)


def experts_touched(experts: Experts, experts_per_token: Experts, *, batch: Sequences) -> Fraction:
    """Share of the experts that at least one sequence of a batch uses.

    Notes
    -----
    With even routing. 86 % when the batch times the share of experts per token is two.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return 1 - maximum(0, 1 - experts_per_token / experts) ** batch


def read_params(
    total_params: Params, active_params: Params, *, experts: Experts, experts_per_token: Experts, batch: Sequences
) -> Params:
    """Parameters that one decode step reads for a batch.

    Notes
    -----
    The active ones for a single sequence, nearly all for a large batch: a busy sparse model reads its total
    and computes its active parameters. With even routing. A dense model has one expert, and its total is
    active.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    missed_share = maximum(0, 1 - experts_per_token / experts) ** (batch - 1)
    return active_params * missed_share + total_params * (1 - missed_share)


def weight_time(
    read_params: Params,
    memory_bandwidth: BytePerSecondPerChip,
    *,
    bytes_per_param: BytePerParam,
    chips_per_replica: Chip,
) -> Second:
    """Time to read the weights once.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return bytes_per_param * read_params / (chips_per_replica * memory_bandwidth)


def cache_time(
    batch: Sequences,
    cached_tokens: Tokens,
    *,
    cache_bytes_per_token: BytePerToken,
    chips_per_replica: Chip,
    memory_bandwidth: BytePerSecondPerChip,
) -> Second:
    """Time to read the cache of a batch once.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return batch * cached_tokens * cache_bytes_per_token / (chips_per_replica * memory_bandwidth)


def arithmetic_time(
    active_params: Params, batch: Sequences, *, chips_per_replica: Chip, peak_flop_per_second: FlopPerSecondPerChip
) -> Second:
    """Time for the matrix work of one decode step at the peak.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return FORWARD_FLOP_PER_PARAM_TOKEN * active_params * batch / (chips_per_replica * peak_flop_per_second)


def allreduce_latency_erdil2025(chips_per_replica: Chip) -> Second:
    """Latency of one all-reduce inside a node.

    Notes
    -----
    Fitted in seconds and chips; for chips of one node.

    References
    ----------
    erdil2025inference : section 2.2
    """
    return ERDIL_LATENCY + ERDIL_LATENCY_GROWTH * (sqrt(chips_per_replica / ONE_CHIP) - 1)


def communication_time(layers: Layers, allreduces_per_layer: Events, *, allreduce_latency: Second) -> Second:
    """Time that the chips of a group wait for each other in one step.

    Notes
    -----
    Four a layer, two with parallel attention and feed-forward; 10 microseconds each in the older rule.
    Bandwidth of the links is left out.

    References
    ----------
    kipply2022inference
    erdil2025inference : section 2.2
    """
    return layers * allreduces_per_layer * allreduce_latency


def decode_step_time(
    weight_time: Second, cache_time: Second, *, arithmetic_time: Second, communication_time: Second
) -> Second:
    """Least time of one decode step: every sequence of the batch gains one token.

    Notes
    -----
    An ideal bound: reading weights hides behind arithmetic or the other way round; reading the cache hides
    behind nothing. Measured servers reach a tenth to two thirds of it, the less the fuller they are, and single
    streams of hand-tuned code more; see `calibration_at_load`.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return cache_time + maximum(weight_time, arithmetic_time) + communication_time


def critical_batch(
    peak_flop_per_second: FlopPerSecondPerChip,
    memory_bandwidth: BytePerSecondPerChip,
    *,
    bytes_per_param: BytePerParam,
    total_params: Params,
    active_params: Params,
) -> Sequences:
    """Batch at which arithmetic takes as long as reading the weights.

    Notes
    -----
    295 for a dense 16-bit model on an H100, 240 on a TPU v5e. A sparse model needs its total over its active
    parameters times as many, because a large batch reads all experts.

    References
    ----------
    jaxml2025scalingbook : inference.md
    kipply2022inference
    """
    return (
        bytes_per_param
        * peak_flop_per_second
        * total_params
        / (FORWARD_FLOP_PER_PARAM_TOKEN * memory_bandwidth * active_params)
    )


def prefill_flop(params: Params, prompt_tokens: Tokens, *, layers: Layers, width: Elements) -> Flop:
    """FLOP of reading a prompt, causal attention included.

    Notes
    -----
    Half of the pairs of tokens look forward and are skipped.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    matrix_flop = FORWARD_FLOP_PER_PARAM_TOKEN * params * prompt_tokens
    return matrix_flop + FORWARD_ATTENTION_FLOP_PER_PAIR / 2 * layers * width * prompt_tokens * prompt_tokens


def prefill_time(
    prefill_flop: Flop, chips_per_replica: Chip, *, peak_flop_per_second: FlopPerSecondPerChip, prefill_mfu: Fraction
) -> Second:
    """Time to read a prompt.

    Notes
    -----
    Utilisation 0.3 to 0.76 in published systems; 0.4 is the usual assumption.

    References
    ----------
    jaxml2025scalingbook : inference.md
    pope2022efficiently : abstract
    li2023llmanalysis : README
    """
    return prefill_flop / (chips_per_replica * peak_flop_per_second * prefill_mfu)


def batch_limit(
    chips_per_replica: Chip,
    memory_per_chip: BytePerChip,
    *,
    total_params: Params,
    bytes_per_param: BytePerParam,
    cached_tokens: Tokens,
    cache_bytes_per_token: BytePerToken,
    reserved_memory: Byte,
) -> Sequences:
    """Sequences whose cache fits beside the weights.

    Notes
    -----
    This, not arithmetic, caps most servers. Not rounded: take the whole number below. Zero where the weights
    do not fit.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    free_memory = chips_per_replica * memory_per_chip - bytes_per_param * total_params - reserved_memory
    return maximum(0, free_memory / (cached_tokens * cache_bytes_per_token))


def served_batch(batch: Sequences, batch_limit: Sequences) -> Sequences:
    """Sequences decoded together where memory sets a limit.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return minimum(batch, batch_limit)


def prefill_servers_per_decode_server(
    prefill_time: Second, step_time: Second, *, batch: Sequences, answer_tokens: Tokens
) -> Ratio:
    """Servers that read prompts, for each server that writes, when both are kept busy.

    References
    ----------
    jaxml2025scalingbook : applied-inference.md
    """
    return batch * prefill_time / (step_time * answer_tokens)


def quantisation_speedup(bytes_per_param: BytePerParam, quantised_bytes_per_param: BytePerParam) -> Ratio:
    """Ideal gain in single-stream speed from smaller weights.

    Notes
    -----
    Measured: 1.96 from 16 to 8 bits, 1.87 from 8 to 4 bits. Nothing is gained where arithmetic or cache set
    the pace.

    References
    ----------
    kapoulkine2024calm : README
    """
    return bytes_per_param / quantised_bytes_per_param


def accepted_tokens(acceptance: Fraction, draft_tokens: Tokens) -> Tokens:
    """Tokens gained in one step of speculative decoding.

    Notes
    -----
    Drafted tokens are accepted one after another until the first refusal, whose place the large model fills.

    References
    ----------
    leviathan2022speculative
    """
    return (1 - acceptance ** (draft_tokens + 1)) / (1 - acceptance)


def speculative_speedup(acceptance: Fraction, draft_tokens: Tokens, *, draft_cost: Ratio) -> Ratio:
    """Gain in speed from speculative decoding in a small batch.

    Notes
    -----
    Holds while reading weights sets the pace. 2 to 3 measured on a large translation model, 1.8 with one
    extra token in DeepSeek-V3, 1.38 at a batch of 64.

    References
    ----------
    leviathan2022speculative
    li2025eagle3
    """
    return accepted_tokens(acceptance, draft_tokens) / (1 + draft_tokens * draft_cost)
