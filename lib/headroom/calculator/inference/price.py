"""Money: from chip-hours to a million tokens, from tokens to queries, tasks and sessions of agents."""

from headroom.calculator.constants import SECONDS_PER_HOUR, TOKENS_PER_MTOK
from headroom.calculator.units import (
    Chip,
    Events,
    Fraction,
    Hour,
    Ratio,
    Second,
    SecondPerSequence,
    Sequences,
    Tokens,
    TokensPerSecond,
    TokensPerSecondPerChip,
    Usd,
    UsdPerChipHour,
    UsdPerMtok,
)


def cost_per_mtok(chip_hour_price: UsdPerChipHour, throughput: TokensPerSecond, *, chips: Chip) -> UsdPerMtok:
    """Cost of a million tokens on rented chips.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    throughput : TokensPerSecond
        Throughput: tokens per second of a group of chips [tokens/s], 0.1 to 1e9.
    chips : Chip
        Chips that serve one copy of the model [chip], 1 to 1e8.

    Returns
    -------
    UsdPerMtok
        Cost of a million tokens: chips alone [USD/Mtok].

    Notes
    -----
    Output tokens of a decode group or input tokens of a prefill group, never both. Chips that never stand
    idle.

    References
    ----------
    deepseek2025inference
    erdil2025inference
    """
    return TOKENS_PER_MTOK * chips * chip_hour_price / (SECONDS_PER_HOUR * throughput)


def all_in_cost_per_mtok(
    cost_per_mtok: UsdPerMtok, peak_to_average: Ratio, *, reserve_share: Fraction, overhead_per_mtok: UsdPerMtok
) -> UsdPerMtok:
    """Cost of a million tokens with capacity for the peak.

    Parameters
    ----------
    cost_per_mtok : UsdPerMtok
        Cost of a million tokens: chips alone [USD/Mtok], 0.0001 to 100000.
    peak_to_average : Ratio
        Peak over average: of demand for tokens [ratio], 1 to 50.
    reserve_share : Fraction
        Reserve share: of capacity held for failures [fraction], 0 to 0.9.
    overhead_per_mtok : UsdPerMtok
        Overhead: added to a million tokens [USD/Mtok], 0 to 1000.

    Returns
    -------
    UsdPerMtok
        All-in cost of a million tokens: with capacity for the peak [USD/Mtok].

    Notes
    -----
    Peak over average 1.2 to 3.5 measured. Other work in the trough lowers it.

    References
    ----------
    deepseek2025inference
    azure2023llmtrace
    """
    return cost_per_mtok * peak_to_average / (1 - reserve_share) + overhead_per_mtok


def blended_price(input_price: UsdPerMtok, output_price: UsdPerMtok) -> UsdPerMtok:
    """Price of a million tokens, three parts input to one part output.

    Parameters
    ----------
    input_price : UsdPerMtok
        Input price: of a million tokens read [USD/Mtok], 0.001 to 1000.
    output_price : UsdPerMtok
        Output price: of a million tokens written [USD/Mtok], 0.001 to 1000.

    Returns
    -------
    UsdPerMtok
        Blended price: three parts input, one part output [USD/Mtok].

    Notes
    -----
    The convention of price comparisons. Wrong for agents, whose input is mostly cached.

    References
    ----------
    epoch2025pricerepo
    """
    return (3 * input_price + output_price) / 4


def affine_step_time(base_step_time: Second, time_per_sequence: SecondPerSequence, *, batch: Sequences) -> Second:
    """Step time that grows in a straight line with the batch.

    Parameters
    ----------
    base_step_time : Second
        Base step time: of an empty machine [s], 0.0001 to 1.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.
    batch : Sequences
        Batch: sequences decoded together [sequences], 1 to 10000.

    Returns
    -------
    Second
        Step time, fitted: a straight line in the batch [s].

    Notes
    -----
    What measured sweeps show up to a batch of about 256: weights and overhead once, cache and arithmetic for
    each sequence.

    References
    ----------
    mlenergy2026leaderboard
    """
    return base_step_time + time_per_sequence * batch


def floor_cost_per_mtok(
    chip_hour_price: UsdPerChipHour, time_per_sequence: SecondPerSequence, *, chips: Chip
) -> UsdPerMtok:
    """Cost of a million tokens that no batch can go below.

    Parameters
    ----------
    chip_hour_price : UsdPerChipHour
        Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.
    chips : Chip
        Chips that serve one copy of the model [chip], 1 to 1e8.

    Returns
    -------
    UsdPerMtok
        Floor cost: of a million tokens [USD/Mtok].

    References
    ----------
    mlenergy2026leaderboard
    """
    return TOKENS_PER_MTOK * chips * chip_hour_price * time_per_sequence / SECONDS_PER_HOUR


def cost_at_batch(
    base_step_time: Second,
    time_per_sequence: SecondPerSequence,
    *,
    batch: Sequences,
    chips: Chip,
    chip_hour_price: UsdPerChipHour,
) -> UsdPerMtok:
    """Cost of a million tokens at a batch.

    Parameters
    ----------
    base_step_time : Second
        Base step time: of an empty machine [s], 0.0001 to 1.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.
    batch : Sequences
        Batch: sequences decoded together [sequences], 1 to 10000.
    chips : Chip
        Chips that serve one copy of the model [chip], 1 to 1e8.
    chip_hour_price : UsdPerChipHour
        Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.

    Returns
    -------
    UsdPerMtok
        Cost at a batch: of a million tokens [USD/Mtok].

    References
    ----------
    mlenergy2026leaderboard
    """
    return floor_cost_per_mtok(chip_hour_price, time_per_sequence, chips=chips) * (
        1 + base_step_time / (time_per_sequence * batch)
    )


def cost_at_speed(
    base_step_time: Second,
    time_per_sequence: SecondPerSequence,
    *,
    user_speed: TokensPerSecond,
    chips: Chip,
    chip_hour_price: UsdPerChipHour,
) -> UsdPerMtok:
    """Cost of a million tokens at the speed that one user sees.

    Parameters
    ----------
    base_step_time : Second
        Base step time: of an empty machine [s], 0.0001 to 1.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.
    user_speed : TokensPerSecond
        Speed per user: tokens per second of one sequence [tokens/s], 0.1 to 5000.
    chips : Chip
        Chips that serve one copy of the model [chip], 1 to 1e8.
    chip_hour_price : UsdPerChipHour
        Price of a chip-hour: rent of one chip for one hour [USD/chip/h], 0.01 to 100.

    Returns
    -------
    UsdPerMtok
        Cost at a speed: of a million tokens [USD/Mtok].

    Notes
    -----
    Only below the speed of an empty machine, one over the base step time, where it diverges; negative beyond,
    where no batch is that fast.

    References
    ----------
    mlenergy2026leaderboard
    """
    return floor_cost_per_mtok(chip_hour_price, time_per_sequence, chips=chips) / (1 - user_speed * base_step_time)


def half_cost_batch(base_step_time: Second, time_per_sequence: SecondPerSequence) -> Sequences:
    """Batch at which a token costs twice the floor.

    Parameters
    ----------
    base_step_time : Second
        Base step time: of an empty machine [s], 0.0001 to 1.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.

    Returns
    -------
    Sequences
        Batch at twice the floor: where base and batch cost the same [sequences].

    References
    ----------
    mlenergy2026leaderboard
    """
    return base_step_time / time_per_sequence


def batch_at_speed(
    base_step_time: Second, time_per_sequence: SecondPerSequence, *, user_speed: TokensPerSecond
) -> Sequences:
    """Batch that gives each user a speed.

    Parameters
    ----------
    base_step_time : Second
        Base step time: of an empty machine [s], 0.0001 to 1.
    time_per_sequence : SecondPerSequence
        Time per sequence: that one more adds to a step [s/sequence], 1e-7 to 1.
    user_speed : TokensPerSecond
        Speed per user: tokens per second of one sequence [tokens/s], 0.1 to 5000.

    Returns
    -------
    Sequences
        Batch at a speed: that gives each user the speed [sequences].

    References
    ----------
    mlenergy2026leaderboard
    """
    return (1 / user_speed - base_step_time) / time_per_sequence


def peak_chips(
    peak_token_rate: TokensPerSecond, tokens_per_second_per_chip: TokensPerSecondPerChip, *, safe_utilisation: Fraction
) -> Chip:
    """Chips to be provided for the peak of demand.

    Parameters
    ----------
    peak_token_rate : TokensPerSecond
        Peak of demand: tokens per second [tokens/s], 1 to 1e12.
    tokens_per_second_per_chip : TokensPerSecondPerChip
        Serving throughput of one chip at the speed promised [tokens/s/chip], 1 to 1e6.
    safe_utilisation : Fraction
        Safe utilisation: of capacity at the peak [fraction], 0.1 to 1.

    Returns
    -------
    Chip
        Chips for the peak: to be provided [chip].

    References
    ----------
    deepseek2025inference
    """
    return peak_token_rate / (tokens_per_second_per_chip * safe_utilisation)


def query_cost(
    prompt_tokens: Tokens, answer_tokens: Tokens, *, input_price: UsdPerMtok, output_price: UsdPerMtok
) -> Usd:
    """Cost or price of one query.

    Parameters
    ----------
    prompt_tokens : Tokens
        Prompt tokens: tokens that are read [tokens], 0 to 1e7.
    answer_tokens : Tokens
        Answer tokens: tokens that are written [tokens], 1 to 1e7.
    input_price : UsdPerMtok
        Input price: of a million tokens read [USD/Mtok], 0.001 to 1000.
    output_price : UsdPerMtok
        Output price: of a million tokens written [USD/Mtok], 0.001 to 1000.

    Returns
    -------
    Usd
        Cost of a query: prompt and answer [USD].

    References
    ----------
    epoch2025pricerepo
    """
    return (prompt_tokens * input_price + answer_tokens * output_price) / TOKENS_PER_MTOK


def resent_tokens(turns: Events, first_prompt_tokens: Tokens, *, tokens_per_turn: Tokens) -> Tokens:
    """Prompt tokens that a loop reads in all, when every turn sends its context again.

    Parameters
    ----------
    turns : Events
        Turns: calls of the model in one session [events], 1 to 10000.
    first_prompt_tokens : Tokens
        First prompt: tokens sent in the first turn [tokens], 1 to 1e6.
    tokens_per_turn : Tokens
        Tokens per turn: that each turn adds to the context [tokens], 0 to 1e6.

    Returns
    -------
    Tokens
        Prompt tokens of a session: read in all turns [tokens].

    References
    ----------
    cheerla2026agenttokens
    """
    return turns * first_prompt_tokens + tokens_per_turn * turns * (turns - 1) / 2


def cached_prompt_tokens(turns: Events, first_prompt_tokens: Tokens, *, tokens_per_turn: Tokens) -> Tokens:
    """Of the prompt tokens of a loop, those that repeat earlier ones.

    Parameters
    ----------
    turns : Events
        Turns: calls of the model in one session [events], 1 to 10000.
    first_prompt_tokens : Tokens
        First prompt: tokens sent in the first turn [tokens], 1 to 1e6.
    tokens_per_turn : Tokens
        Tokens per turn: that each turn adds to the context [tokens], 0 to 1e6.

    Returns
    -------
    Tokens
        Cached prompt tokens: read before [tokens].

    Notes
    -----
    With a cache that forgets nothing; 94 % of the tokens of coding sessions were of this kind.

    References
    ----------
    cheerla2026agenttokens
    """
    new_prompt_tokens = first_prompt_tokens + tokens_per_turn * (turns - 1)
    return resent_tokens(turns, first_prompt_tokens, tokens_per_turn=tokens_per_turn) - new_prompt_tokens


def session_cost(
    cached_prompt_tokens: Tokens,
    cached_price: UsdPerMtok,
    *,
    new_prompt_tokens: Tokens,
    input_price: UsdPerMtok,
    answer_tokens: Tokens,
    output_price: UsdPerMtok,
) -> Usd:
    """Cost or price of a session at three rates: cached, new and written tokens.

    Parameters
    ----------
    cached_prompt_tokens : Tokens
        Cached prompt tokens: read before [tokens], 0 to 1e10.
    cached_price : UsdPerMtok
        Price of a million cached input tokens [USD/Mtok], 0 to 100.
    new_prompt_tokens : Tokens
        New prompt tokens: read for the first time [tokens], 0 to 1e9.
    input_price : UsdPerMtok
        Input price: of a million tokens read [USD/Mtok], 0.001 to 1000.
    answer_tokens : Tokens
        Tokens written in the session [tokens], 1 to 1e7.
    output_price : UsdPerMtok
        Output price: of a million tokens written [USD/Mtok], 0.001 to 1000.

    Returns
    -------
    Usd
        Cost of a session: at three rates [USD].

    References
    ----------
    cheerla2026agenttokens
    """
    return (
        cached_prompt_tokens * cached_price + new_prompt_tokens * input_price + answer_tokens * output_price
    ) / TOKENS_PER_MTOK


def success_probability(task_hours: Hour, horizon_hours: Hour) -> Fraction:
    """Chance that an agent finishes a task, at a constant hazard.

    Parameters
    ----------
    task_hours : Hour
        Length of a task: time that a person needs [h], 0.01 to 40.
    horizon_hours : Hour
        Horizon: length of tasks of which half succeed [h], 0.5 to 1000.

    Returns
    -------
    Fraction
        Chance of success: at a constant hazard [fraction].

    References
    ----------
    redwood2026cost
    ord2025hourly
    """
    return 0.5 ** (task_hours / horizon_hours)


def attempts_per_success(task_hours: Hour, horizon_hours: Hour) -> Ratio:
    """Attempts that a success costs on average, at a constant hazard.

    Parameters
    ----------
    task_hours : Hour
        Length of a task: time that a person needs [h], 0.01 to 40.
    horizon_hours : Hour
        Horizon: length of tasks of which half succeed [h], 0.5 to 1000.

    Returns
    -------
    Ratio
        Attempts per success: at a constant hazard [ratio].

    Notes
    -----
    If failures are noticed and cost a whole attempt.

    References
    ----------
    redwood2026cost
    """
    return 1 / success_probability(task_hours, horizon_hours)
