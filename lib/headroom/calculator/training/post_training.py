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

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    fine_tuning_tokens : Tokens
        Tokens of fine-tuning, repeats included [tokens], 1000 to 1e14.

    Returns
    -------
    Flop
        FLOP of training all weights on the new tokens [FLOP].

    References
    ----------
    jaxml2025scalingbook : transformers.md, rule of thumb
    """
    return training_flop(params, fine_tuning_tokens)


def lora_flop(params: Params, fine_tuning_tokens: Tokens) -> Flop:
    """Model FLOP of fine-tuning adapters on frozen weights.

    Parameters
    ----------
    params : Params
        Parameters of the frozen base [params], 1e6 to 1e15.
    fine_tuning_tokens : Tokens
        Tokens of fine-tuning, repeats included [tokens], 1000 to 1e14.

    Returns
    -------
    Flop
        FLOP of training adapters on frozen weights [FLOP].

    Notes
    -----
    Frozen weights need no weight gradients: two FLOP forward and two for the gradients of activations. The
    measured gain in speed is smaller: 25 % as stated, 43.1 against 32.5 tokens a second in the footnote.

    References
    ----------
    hu2021lora : section 4.2
    """
    return FLOP_PER_FROZEN_PARAM_TOKEN * params * fine_tuning_tokens


def lora_params(layers: Layers, width: Elements, *, adapted_matrices: Matrices, lora_rank: Elements) -> Params:
    """Weights of adapters on square matrices of the model's width.

    Parameters
    ----------
    layers : Layers
        Transformer blocks [layers], 1 to 500.
    width : Elements
        Length of the residual vector [elements], 64 to 100000.
    adapted_matrices : Matrices
        Square matrices of a layer that have an adapter [matrices], 1 to 16.
    lora_rank : Elements
        Inner width of an adapter [elements], 1 to 512.

    Returns
    -------
    Params
        Weights of the adapters [params].

    References
    ----------
    hu2021lora : section 4.2
    """
    return 2 * layers * adapted_matrices * width * lora_rank


def rl_flop(params: Params, generated_tokens: Tokens, *, trained_tokens: Tokens) -> Flop:
    """Model FLOP of reinforcement learning with rollouts.

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    generated_tokens : Tokens
        Tokens written in rollouts [tokens], 1e6 to 1e16.
    trained_tokens : Tokens
        Tokens of rollouts that are learned from [tokens], 1e6 to 1e16.

    Returns
    -------
    Flop
        FLOP of rollouts and of training on them [FLOP].

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

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    generated_tokens : Tokens
        Tokens written in rollouts [tokens], 1e6 to 1e16.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    rollout_utilisation : Fraction
        Model FLOP over peak while rollouts are written [fraction], 0.001 to 0.5.

    Returns
    -------
    ChipHour
        Chip-hours of writing rollouts [chip·h].

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

    Parameters
    ----------
    params : Params
        Weights that one token passes through [params], 1e6 to 1e15.
    generated_tokens : Tokens
        Tokens written in rollouts [tokens], 1e6 to 1e16.
    trained_tokens : Tokens
        Tokens of rollouts that are learned from [tokens], 1e6 to 1e16.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    rollout_utilisation : Fraction
        Model FLOP over peak while rollouts are written [fraction], 0.001 to 0.5.
    mfu : Fraction
        Model FLOP over peak, inside a running step [fraction], 0.05 to 0.8.
    goodput : Fraction
        Share of paid time that advances the run [fraction], 0.3 to 1.

    Returns
    -------
    ChipHour
        Chip-hours of rollouts and of training on them [chip·h].

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

    Parameters
    ----------
    post_training_flop : Flop
        Model FLOP after pre-training [FLOP], 1e12 to 1e29.
    training_flop : Flop
        Compute of pre-training [FLOP], 1e15 to 1e30.

    Returns
    -------
    Ratio
        Post-training over pre-training compute [ratio].

    Notes
    -----
    1.8 % for InstructGPT, 0.2 % for DeepSeek-V3, 5.3 % for DeepSeek-R1 (by hours).

    References
    ----------
    crfm2025ecosystem
    deepseek2024v3 : Table 1
    deepseek2025r1nature
    """
    return post_training_flop / training_flop


def training_memory(params: Params) -> Byte:
    """Memory of weights, gradients and Adam's states in mixed precision.

    Parameters
    ----------
    params : Params
        All parameters of the model [params], 1e6 to 1e15.

    Returns
    -------
    Byte
        Weights, gradients and optimiser states, without activations [byte].

    Notes
    -----
    Activations come on top. Gradients kept in 32 bits add two bytes a parameter.

    References
    ----------
    rajbhandari2020zero : section 3.1
    """
    return ADAM_BYTES_PER_PARAM * params


def lora_memory(params: Params, lora_params: Params, *, bytes_per_param: BytePerParam) -> Byte:
    """Memory of frozen weights and trained adapters.

    Parameters
    ----------
    params : Params
        Parameters of the frozen base [params], 1e6 to 1e15.
    lora_params : Params
        Weights of the adapters [params], 1000 to 1e12.
    bytes_per_param : BytePerParam
        Memory of one frozen weight [byte/param], 0.25 to 4.

    Returns
    -------
    Byte
        Frozen weights and trained adapters, without activations [byte].

    Notes
    -----
    Activations come on top. Two bytes a weight for LoRA in 16 bits, half a byte for QLoRA in 4 bits without
    its scales.

    References
    ----------
    hu2021lora : section 4.2
    dettmers2023qlora : section 3
    rajbhandari2020zero : section 3.1
    """
    return bytes_per_param * params + training_memory(lora_params)


def chips_for_memory(memory: Byte, memory_per_chip: BytePerChip) -> Chip:
    """Fewest chips whose memory holds it.

    Parameters
    ----------
    memory : Byte
        Bytes to be held at once [byte], 1e6 to 1e18.
    memory_per_chip : BytePerChip
        High-bandwidth memory of one chip [byte/chip], 1e9 to 1e13.

    Returns
    -------
    Chip
        Fewest chips whose memory holds it [chip].

    References
    ----------
    rajbhandari2020zero : section 3.1
    """
    return ceil(memory / memory_per_chip)
