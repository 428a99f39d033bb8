"""What data allow: text, images, video and sound, and what generating them costs."""

from headroom.calculator.constants import FLOP_PER_PARAM_TOKEN, ONE_YEAR
from headroom.calculator.math import sqrt
from headroom.calculator.units import (
    Epochs,
    Flop,
    Fraction,
    GrowthPerYear,
    Images,
    Ratio,
    Second,
    Tokens,
    TokensPerImage,
    TokensPerParam,
    TokensPerSecond,
    Year,
)


def multimodal_tokens(
    text_tokens: Tokens,
    images: Images,
    *,
    video_frames: Images,
    tokens_per_image: TokensPerImage,
    audio_seconds: Second,
    tokens_per_audio_second: TokensPerSecond,
) -> Tokens:
    """Tokens of all that is written, seen and heard.

    Notes
    -----
    One frame for each second of video, worth as many tokens as an image.

    References
    ----------
    sevilla2024scaling2030 : Data scarcity; Appendix D
    """
    return text_tokens + (images + video_frames) * tokens_per_image + audio_seconds * tokens_per_audio_second


def trainable_tokens(
    multimodal_tokens: Tokens, data_growth: GrowthPerYear, *, quality_share: Fraction, epochs: Epochs, years: Year
) -> Tokens:
    """Tokens worth training on: those of good quality, with what repeated passes are worth, after years of growth.

    References
    ----------
    sevilla2024scaling2030 : Data scarcity
    """
    return multimodal_tokens * data_growth ** (years / ONE_YEAR) * quality_share * epochs


def data_ceiling(trainable_tokens: Tokens, tokens_per_param: TokensPerParam) -> Flop:
    """Largest run whose model is still trained on enough text.

    Notes
    -----
    More tokens for each parameter (overtraining) lower it in proportion.

    References
    ----------
    sevilla2024scaling2030 : Appendix A
    """
    return FLOP_PER_PARAM_TOKEN * trainable_tokens**2 / tokens_per_param


def generation_overhead(compute_ratio: Ratio, inference_effort: Ratio) -> Ratio:
    """Compute of generating a training set over that of training on it.

    Notes
    -----
    The generating model was trained with `compute_ratio` times less, so it has the root of that times fewer parameters;
    it answers with `inference_effort` times the compute of a plain answer. Ten and ten make 1.05.

    References
    ----------
    sevilla2024scaling2030 : Data scarcity
    """
    return inference_effort / (3 * sqrt(compute_ratio))


def synthetic_ceiling(other_ceiling: Flop, generation_overhead: Ratio) -> Flop:
    """Largest run on generated text, when the same compute must make the text and train on it.

    Notes
    -----
    If a model can learn from what a smaller one writes; whether it can, the formula does not ask.

    References
    ----------
    sevilla2024scaling2030 : Data scarcity
    """
    return other_ceiling / (1 + generation_overhead)
