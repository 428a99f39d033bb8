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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    cached_tokens : Tokens
        Cached tokens: tokens already in a sequence [tokens], 1 to 1e7.
    layers : Layers
        Layers: transformer blocks [layers], 1 to 500.
    width : Elements
        Model width: length of the residual vector [elements], 64 to 100000.

    Returns
    -------
    Flop
        Compute of a token: forward pass with attention over the cache [FLOP].

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

    Parameters
    ----------
    params : Params
        Parameters: weights that one token passes through [params], 1e6 to 1e15.
    layers : Layers
        Layers: transformer blocks [layers], 1 to 500.
    width : Elements
        Model width: length of the residual vector [elements], 64 to 100000.

    Returns
    -------
    Tokens
        Attention crossover: cached tokens where attention equals weights [tokens].

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

    Parameters
    ----------
    kv_heads : Heads
        Key-value heads: of one layer [heads], 1 to 512.
    head_width : Elements
        Width of a head: length of one query, key or value [elements], 16 to 1024.

    Returns
    -------
    Elements
        Cached elements, grouped: per token and layer [elements].

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

    Parameters
    ----------
    latent_width : Elements
        Latent width: compressed vector that stands for keys and values [elements], 16 to 100000.
    rotary_width : Elements
        Rotary width: part of the key that carries the position [elements], 0 to 1024.

    Returns
    -------
    Elements
        Cached elements, latent: per token and layer [elements].

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

    Parameters
    ----------
    cached_layers : Layers
        Layers with growing cache: that keep every token [layers], 1 to 500.
    cached_elements : Elements
        Cached elements: per token and layer [elements], 16 to 1e6.
    bytes_per_element : BytePerElement
        Bytes per cached element: 2 in 16 bits [byte/element], 0.25 to 4.

    Returns
    -------
    BytePerToken
        Cache per token: bytes kept for one token [byte/token].

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

    Parameters
    ----------
    cached_tokens : Tokens
        Cached tokens: tokens already in a sequence [tokens], 1 to 1e7.
    window_tokens : Tokens
        Window: tokens that a windowed layer sees [tokens], 1 to 1e6.
    cached_layers : Layers
        Layers with growing cache: that keep every token [layers], 1 to 500.
    window_layers : Layers
        Layers with a window: that keep the latest tokens only [layers], 0 to 500.
    cached_elements : Elements
        Cached elements: per token and layer [elements], 16 to 1e6.
    bytes_per_element : BytePerElement
        Bytes per cached element: 2 in 16 bits [byte/element], 0.25 to 4.

    Returns
    -------
    Byte
        Cache of a sequence: bytes kept for all its tokens [byte].

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

    Parameters
    ----------
    layers : Layers
        Layers: transformer blocks [layers], 1 to 500.
    width : Elements
        Model width: length of the residual vector [elements], 64 to 100000.
    heads : Heads
        Query heads: of one layer [heads], 1 to 512.
    kv_heads : Heads
        Key-value heads: of one layer [heads], 1 to 512.
    head_width : Elements
        Width of a head: length of one query, key or value [elements], 16 to 1024.
    ff_width : Elements
        Feed-forward width: inner width of the layer [elements], 64 to 1e6.
    ff_matrices : Matrices
        Feed-forward matrices: two, or three where gated [matrices], 1 to 8.
    vocabulary : Tokens
        Vocabulary: entries of the tokenizer [tokens], 256 to 1e6.
    embedding_matrices : Matrices
        Embedding matrices: one where input and output share it [matrices], 1 to 2.

    Returns
    -------
    Params
        Parameters from dimensions: of a dense model [params].

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
