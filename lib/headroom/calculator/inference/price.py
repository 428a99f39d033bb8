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


def cost_per_mtok(
    chip_hour_price: UsdPerChipHour, throughput: TokensPerSecond, *, chips_per_replica: Chip
) -> UsdPerMtok:
    """Cost of a million tokens on rented chips.

    Notes
    -----
    Output tokens of a decode group or input tokens of a prefill group, never both. Chips that never stand
    idle.

    References
    ----------
    deepseek2025inference
    erdil2025inference
    """
    return TOKENS_PER_MTOK * chips_per_replica * chip_hour_price / (SECONDS_PER_HOUR * throughput)


def all_in_cost_per_mtok(
    cost_per_mtok: UsdPerMtok, peak_to_average: Ratio, *, reserve_share: Fraction, overhead_per_mtok: UsdPerMtok
) -> UsdPerMtok:
    """Cost of a million tokens with capacity for the peak.

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
    chip_hour_price: UsdPerChipHour, time_per_sequence: SecondPerSequence, *, chips_per_replica: Chip
) -> UsdPerMtok:
    """Cost of a million tokens that no batch can go below.

    References
    ----------
    mlenergy2026leaderboard
    """
    return TOKENS_PER_MTOK * chips_per_replica * chip_hour_price * time_per_sequence / SECONDS_PER_HOUR


def cost_at_batch(
    base_step_time: Second,
    time_per_sequence: SecondPerSequence,
    *,
    batch: Sequences,
    chips_per_replica: Chip,
    chip_hour_price: UsdPerChipHour,
) -> UsdPerMtok:
    """Cost of a million tokens at a batch.

    References
    ----------
    mlenergy2026leaderboard
    """
    return floor_cost_per_mtok(chip_hour_price, time_per_sequence, chips_per_replica=chips_per_replica) * (
        1 + base_step_time / (time_per_sequence * batch)
    )


def cost_at_speed(
    base_step_time: Second,
    time_per_sequence: SecondPerSequence,
    *,
    user_speed: TokensPerSecond,
    chips_per_replica: Chip,
    chip_hour_price: UsdPerChipHour,
) -> UsdPerMtok:
    """Cost of a million tokens at the speed that one user sees.

    Notes
    -----
    Only below the speed of an empty machine, one over the base step time, where it diverges; negative beyond,
    where no batch is that fast.

    References
    ----------
    mlenergy2026leaderboard
    """
    return floor_cost_per_mtok(chip_hour_price, time_per_sequence, chips_per_replica=chips_per_replica) / (
        1 - user_speed * base_step_time
    )


def half_cost_batch(base_step_time: Second, time_per_sequence: SecondPerSequence) -> Sequences:
    """Batch at which a token costs twice the floor.

    References
    ----------
    mlenergy2026leaderboard
    """
    return base_step_time / time_per_sequence


def batch_at_speed(
    base_step_time: Second, time_per_sequence: SecondPerSequence, *, user_speed: TokensPerSecond
) -> Sequences:
    """Batch that gives each user a speed.

    References
    ----------
    mlenergy2026leaderboard
    """
    return (1 / user_speed - base_step_time) / time_per_sequence


def peak_chips(
    peak_token_rate: TokensPerSecond,
    serving_tokens_per_second_per_chip: TokensPerSecondPerChip,
    *,
    safe_utilisation: Fraction,
) -> Chip:
    """Chips to be provided for the peak of demand.

    References
    ----------
    deepseek2025inference
    """
    return peak_token_rate / (serving_tokens_per_second_per_chip * safe_utilisation)


def query_cost(
    prompt_tokens: Tokens, answer_tokens: Tokens, *, input_price: UsdPerMtok, output_price: UsdPerMtok
) -> Usd:
    """Cost or price of one query.

    References
    ----------
    epoch2025pricerepo
    """
    return (prompt_tokens * input_price + answer_tokens * output_price) / TOKENS_PER_MTOK


def resent_tokens(turns: Events, first_prompt_tokens: Tokens, *, tokens_per_turn: Tokens) -> Tokens:
    """Prompt tokens that a loop reads in all, when every turn sends its context again.

    References
    ----------
    cheerla2026agenttokens
    """
    return turns * first_prompt_tokens + tokens_per_turn * turns * (turns - 1) / 2


def cached_prompt_tokens(turns: Events, first_prompt_tokens: Tokens, *, tokens_per_turn: Tokens) -> Tokens:
    """Of the prompt tokens of a loop, those that repeat earlier ones.

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

    Notes
    -----
    `answer_tokens` are all that is written in the session.

    References
    ----------
    cheerla2026agenttokens
    """
    return (
        cached_prompt_tokens * cached_price + new_prompt_tokens * input_price + answer_tokens * output_price
    ) / TOKENS_PER_MTOK


def success_probability(task_hours: Hour, horizon_hours: Hour) -> Fraction:
    """Chance that an agent finishes a task, at a constant hazard.

    References
    ----------
    redwood2026cost
    ord2025hourly
    """
    return 0.5 ** (task_hours / horizon_hours)


def attempts_per_success(task_hours: Hour, horizon_hours: Hour) -> Ratio:
    """Attempts that a success costs on average, at a constant hazard.

    Notes
    -----
    If failures are noticed and cost a whole attempt.

    References
    ----------
    redwood2026cost
    """
    return 1 / success_probability(task_hours, horizon_hours)
