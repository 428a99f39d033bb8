"""What comes after pre-training: fine-tuning, LoRA, reinforcement learning, and the memory that they need."""

from headroom.calculator.constants import ADAM_BYTES_PER_PARAM, FLOP_PER_FROZEN_PARAM_TOKEN, SECONDS_PER_HOUR
from headroom.calculator.math import ceil
from headroom.calculator.training.compute import forward_flop, training_flop
from headroom.calculator.training.schedule import chip_hours
from headroom.calculator.units import (
    Byte,
    BytePerChip,
    BytePerParam,
    Chip,
    ChipHour,
    Elements,
    Flop,
    FlopPerSecondPerChip,
    Fraction,
    Layers,
    Matrices,
    Params,
    Ratio,
    Tokens,
)


def fine_tuning_flop(params: Params, fine_tuning_tokens: Tokens) -> Flop:
    """Model FLOP of fine-tuning all weights.

    References
    ----------
    jaxml2025scalingbook : transformers.md, rule of thumb
    """
    return training_flop(params, fine_tuning_tokens)


def lora_flop(params: Params, fine_tuning_tokens: Tokens) -> Flop:
    """Model FLOP of fine-tuning adapters on frozen weights.

    Notes
    -----
    `params` are those of the frozen base. Frozen weights need no weight gradients: two FLOP forward and two for
    the gradients of activations. The measured gain in speed is smaller: 25 % as stated, 43.1 against 32.5 tokens
    a second in the footnote.

    References
    ----------
    hu2021lora : section 4.2
    """
    return FLOP_PER_FROZEN_PARAM_TOKEN * params * fine_tuning_tokens


def lora_params(layers: Layers, width: Elements, *, adapted_matrices: Matrices, lora_rank: Elements) -> Params:
    """Weights of adapters on square matrices of the model's width.

    References
    ----------
    hu2021lora : section 4.2
    """
    return 2 * layers * adapted_matrices * width * lora_rank


def rl_flop(params: Params, generated_tokens: Tokens, *, trained_tokens: Tokens) -> Flop:
    """Model FLOP of reinforcement learning with rollouts.

    Notes
    -----
    Reward and reference models are left out.

    References
    ----------
    morrison2026hidden : abstract
    jaxml2025scalingbook : transformers.md
    """
    return forward_flop(params, generated_tokens) + training_flop(params, trained_tokens)


def rollout_chip_hours(
    params: Params,
    generated_tokens: Tokens,
    *,
    peak_flop_per_second: FlopPerSecondPerChip,
    rollout_utilisation: Fraction,
) -> ChipHour:
    """Chip-hours of generating rollouts.

    Notes
    -----
    Generation is bound by memory, so its utilisation is far below that of training.

    References
    ----------
    morrison2026hidden : abstract
    """
    return forward_flop(params, generated_tokens) / (SECONDS_PER_HOUR * peak_flop_per_second * rollout_utilisation)


def rl_chip_hours(
    params: Params,
    generated_tokens: Tokens,
    *,
    trained_tokens: Tokens,
    peak_flop_per_second: FlopPerSecondPerChip,
    rollout_utilisation: Fraction,
    mfu: Fraction,
    goodput: Fraction,
) -> ChipHour:
    """Chip-hours of reinforcement learning: generating and training.

    Notes
    -----
    Rollouts were 87 % of the energy of post-training the reasoning variant of Olmo 3 32B.

    References
    ----------
    morrison2026hidden : abstract
    """
    rollouts = rollout_chip_hours(
        params,
        generated_tokens,
        peak_flop_per_second=peak_flop_per_second,
        rollout_utilisation=rollout_utilisation,
    )
    learned = training_flop(params, trained_tokens)
    return rollouts + chip_hours(learned, peak_flop_per_second, mfu=mfu, goodput=goodput)


def post_training_share(post_training_flop: Flop, training_flop: Flop) -> Ratio:
    """Post-training compute over pre-training compute.

    Notes
    -----
    `training_flop` is that of pre-training. 1.8 % for InstructGPT, 0.2 % for DeepSeek-V3, 5.3 % for DeepSeek-R1
    (by hours).

    References
    ----------
    crfm2025ecosystem
    deepseek2024v3 : Table 1
    asiadaily2025r1
    """
    return post_training_flop / training_flop


def training_memory(total_params: Params) -> Byte:
    """Memory of weights, gradients and Adam's states in mixed precision.

    Notes
    -----
    Activations come on top. Gradients kept in 32 bits add two bytes a parameter.

    References
    ----------
    rajbhandari2020zero : section 3.1
    """
    return ADAM_BYTES_PER_PARAM * total_params


def lora_memory(total_params: Params, lora_params: Params, *, bytes_per_param: BytePerParam) -> Byte:
    """Memory of frozen weights and trained adapters.

    Notes
    -----
    `total_params` are those of the frozen base. Activations come on top. Two bytes a weight for LoRA in 16 bits,
    half a byte for QLoRA in 4 bits without its scales.

    References
    ----------
    hu2021lora : section 4.2
    dettmers2023qlora : section 3
    rajbhandari2020zero : section 3.1
    """
    return bytes_per_param * total_params + training_memory(lora_params)


def chips_for_memory(memory: Byte, memory_per_chip: BytePerChip) -> Chip:
    """Fewest chips whose memory holds it.

    References
    ----------
    rajbhandari2020zero : section 3.1
    """
    return ceil(memory / memory_per_chip)
