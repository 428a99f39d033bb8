"""Compute of a training run: model FLOP, hardware FLOP and what the simple rule leaves out."""

from headroom.calculator.constants import ATTENTION_FLOP_PER_PAIR, FLOP_PER_PARAM_TOKEN, FORWARD_FLOP_PER_PARAM_TOKEN
from headroom.calculator.units import Elements, Experts, Flop, Fraction, Layers, Params, Ratio, Tokens


def training_flop(params: Params, tokens: Tokens) -> Flop:
    """Model FLOP of training a dense model: six per parameter and token.

    Notes
    -----
    Two forward and four backward. For a mixture of experts `params` are the active ones. Attention scores,
    routing and recomputation are not in it; see `attention_flop`, `moe_training_flop`, `hardware_flop`.

    References
    ----------
    jaxml2025scalingbook : transformers.md, rule of thumb
    """
    return FLOP_PER_PARAM_TOKEN * params * tokens


def forward_flop(params: Params, tokens: Tokens) -> Flop:
    """FLOP of the forward pass alone: two per parameter and token.

    References
    ----------
    jaxml2025scalingbook : transformers.md, rule of thumb
    """
    return FORWARD_FLOP_PER_PARAM_TOKEN * params * tokens


def hardware_flop(params: Params, tokens: Tokens, *, recompute_fraction: Fraction) -> Flop:
    """FLOP that the chips execute when activations are recomputed in the backward pass.

    Notes
    -----
    Recomputing everything gives the 8ND of Megatron; selective recomputation gives 6.1 to 6.3 per parameter
    and token, a fraction of 0.05 to 0.15. These FLOP count toward HFU, never toward MFU.

    References
    ----------
    jaxml2025scalingbook : transformers.md, gradient checkpointing
    korthikanti2022recompute
    """
    return training_flop(params, tokens) + recompute_fraction * forward_flop(params, tokens)


def attention_flop(layers: Layers, width: Elements, *, context_tokens: Tokens, tokens: Tokens) -> Flop:
    """FLOP of attention scores and their use, all pairs counted.

    Notes
    -----
    Forward and backward. Published MFU often counts all pairs although half of them are masked; say which.

    References
    ----------
    jaxml2025scalingbook : transformers.md, fractional cost of attention
    """
    return ATTENTION_FLOP_PER_PAIR * layers * width * context_tokens * tokens


def attention_to_matmul(context_tokens: Tokens, width: Elements) -> Ratio:
    """Attention FLOP over matrix FLOP for a gated MLP four times as wide as the model.

    Notes
    -----
    All pairs; half of it if only causal pairs are counted. Attention passes the matrix work at a context of
    eight widths.

    References
    ----------
    jaxml2025scalingbook : transformers.md, fractional cost of attention
    """
    return context_tokens / (8 * width)


def active_params(dense_params: Params, expert_params: Params, *, experts_per_token: Experts) -> Params:
    """Parameters of a mixture of experts that one token passes through.

    Notes
    -----
    Shared experts belong to the dense part. The input embedding is a lookup and counts as nothing.

    References
    ----------
    eleuther2023cookbook
    """
    return dense_params + expert_params * experts_per_token


def total_params(dense_params: Params, expert_params: Params, *, experts: Experts) -> Params:
    """Parameters of a mixture of experts that memory must hold.

    Notes
    -----
    They set memory and the price of serving, not training FLOP.

    References
    ----------
    eleuther2023cookbook
    """
    return dense_params + expert_params * experts


def routing_flop(expert_layers: Layers, width: Elements, *, experts: Experts, tokens: Tokens) -> Flop:
    """FLOP of the routers of a mixture of experts.

    Notes
    -----
    A router is a matrix of experts times width in each layer with experts.

    References
    ----------
    eleuther2023cookbook
    """
    return FLOP_PER_PARAM_TOKEN * experts * width * expert_layers * tokens


def moe_training_flop(
    active_params: Params, tokens: Tokens, *, expert_layers: Layers, width: Elements, experts: Experts
) -> Flop:
    """Model FLOP of training a mixture of experts, routing included.

    References
    ----------
    eleuther2023cookbook
    jaxml2025scalingbook : transformers.md
    """
    return training_flop(active_params, tokens) + routing_flop(expert_layers, width, experts=experts, tokens=tokens)


def encoder_decoder_flop(
    encoder_params: Params, decoder_params: Params, *, input_tokens: Tokens, target_tokens: Tokens
) -> Flop:
    """Model FLOP of an encoder-decoder, where a token passes one half only.

    Notes
    -----
    The rule 6ND with all parameters and all tokens overstates: T5-11B has 6.6e22 FLOP by the rule, 4.05e22
    and 3.3e22 published. Cross-attention to the encoder's output is left out.

    References
    ----------
    epoch2025models : row T5-11B
    patterson2021carbon : Table 4
    """
    return training_flop(encoder_params, input_tokens) + training_flop(decoder_params, target_tokens)


def distillation_flop(params: Params, tokens: Tokens, *, teacher_params: Params) -> Flop:
    """Model FLOP of training a student on a teacher's outputs.

    Notes
    -----
    `params` are those of the student. Far below what distilled models are billed: 6ND of the student is 5 and 11
    % of the peak-hours of Llama 3.2 1B and 3B, whose pruning, logit generation and low utilisation are not in it.

    References
    ----------
    meta2024llama32card
    jaxml2025scalingbook : transformers.md
    """
    return training_flop(params, tokens) + forward_flop(teacher_params, tokens)
