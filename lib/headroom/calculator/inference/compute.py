"""Arithmetic and memory of one token: FLOP, cache, parameters from dimensions."""

from headroom.calculator.constants import FORWARD_ATTENTION_FLOP_PER_PAIR, FORWARD_FLOP_PER_PARAM_TOKEN
from headroom.calculator.math import minimum
from headroom.calculator.units import (
    Byte,
    BytePerElement,
    BytePerToken,
    Elements,
    Flop,
    Heads,
    Layers,
    Matrices,
    Params,
    Tokens,
)


def token_flop(params: Params, cached_tokens: Tokens, *, layers: Layers, width: Elements) -> Flop:
    """FLOP of one token in a forward pass, attention over its cache included.

    Notes
    -----
    Two per parameter; for each cached token a score and its use over every query head, whose widths together
    make the model's width in most models. For a mixture of experts `params` are the active ones.

    References
    ----------
    jaxml2025scalingbook : inference.md
    brown2024monkeys : section 2.3
    """
    weight_flop = FORWARD_FLOP_PER_PARAM_TOKEN * params
    return weight_flop + FORWARD_ATTENTION_FLOP_PER_PAIR * layers * width * cached_tokens


def attention_crossover(params: Params, layers: Layers, *, width: Elements) -> Tokens:
    """Cached tokens at which attention costs as much arithmetic as the weights.

    Notes
    -----
    53,700 tokens for Llama 3 70B. Below it, context hurts through memory, not through arithmetic.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return FORWARD_FLOP_PER_PARAM_TOKEN * params / (FORWARD_ATTENTION_FLOP_PER_PAIR * layers * width)


def grouped_cache_elements(kv_heads: Heads, head_width: Elements) -> Elements:
    """Elements that a layer caches for one token: a key and a value for each key-value head.

    Notes
    -----
    Multi-head attention has as many key-value heads as query heads, grouped attention fewer, multi-query
    attention one.

    References
    ----------
    jaxml2025scalingbook : inference.md
    kipply2022inference
    """
    return 2 * kv_heads * head_width


def latent_cache_elements(latent_width: Elements, rotary_width: Elements) -> Elements:
    """Elements that a layer with latent attention caches for one token.

    Notes
    -----
    512 + 64 in DeepSeek-V2, V3 and Kimi K2.

    References
    ----------
    deepseek2024v3repo
    zhao2025deepseekisca : Table 1
    """
    return latent_width + rotary_width


def cache_bytes_per_token(
    cached_layers: Layers, cached_elements: Elements, *, bytes_per_element: BytePerElement
) -> BytePerToken:
    """Bytes of key-value cache for one token.

    Notes
    -----
    Only layers whose cache grows with the context count; layers with a window or a fixed state hold a
    constant. 4,718,592 for GPT-3, 327,680 for Llama 2 70B, 70,272 for DeepSeek-V3, all in 16 bits.

    References
    ----------
    zhao2025deepseekisca : Table 1
    jaxml2025scalingbook : inference.md
    """
    return cached_layers * cached_elements * bytes_per_element


def windowed_cache_bytes(
    cached_tokens: Tokens,
    window_tokens: Tokens,
    *,
    cached_layers: Layers,
    window_layers: Layers,
    cached_elements: Elements,
    bytes_per_element: BytePerElement,
) -> Byte:
    """Bytes of key-value cache of one sequence when some layers see only a window.

    Notes
    -----
    gpt-oss-120b: 18 layers grow and 18 see 128 tokens.

    References
    ----------
    openai2025gptoss : gpt_oss/torch/model.py
    """
    full = cache_bytes_per_token(cached_layers, cached_elements, bytes_per_element=bytes_per_element)
    windowed = cache_bytes_per_token(window_layers, cached_elements, bytes_per_element=bytes_per_element)
    return full * cached_tokens + windowed * minimum(cached_tokens, window_tokens)


def transformer_params(
    layers: Layers,
    width: Elements,
    *,
    heads: Heads,
    kv_heads: Heads,
    head_width: Elements,
    ff_width: Elements,
    ff_matrices: Matrices,
    vocabulary: Tokens,
    embedding_matrices: Matrices,
) -> Params:
    """Parameters of a dense transformer from its dimensions.

    Notes
    -----
    Three feed-forward matrices in gated layers, two in others; one embedding matrix if input and output share
    it. Norms and biases are left out.

    References
    ----------
    jaxml2025scalingbook : transformers.md
    """
    attention_params = width * head_width * (2 * heads + 2 * kv_heads)
    feed_forward_params = ff_matrices * width * ff_width
    return layers * (attention_params + feed_forward_params) + embedding_matrices * vocabulary * width
