"""Energy of a token and of a request: bounds, whole fleets, and one published model."""

from headroom.calculator.constants import (
    BILLION,
    ECOLOGITS_BATCH_DECAY,
    ECOLOGITS_BATCH_TIME,
    ECOLOGITS_ENERGY,
    ECOLOGITS_ENERGY_FLOOR,
    ECOLOGITS_MEMORY_OVERHEAD,
    ECOLOGITS_TIME,
    ECOLOGITS_TIME_FLOOR,
    FORWARD_FLOP_PER_PARAM_TOKEN,
    GPUS_PER_SERVER,
    GRAMS_PER_KILOGRAM,
    HOURS_PER_CALENDAR_YEAR,
    HOURS_PER_DAY,
    JOULES_PER_WATT_HOUR,
    ONE_CHIP,
    SECONDS_PER_HOUR,
    WATTS_PER_MEGAWATT,
)
from headroom.calculator.math import ceil, exp, log, maximum
from headroom.calculator.units import (
    BytePerChip,
    BytePerParam,
    Chip,
    FlopPerJoule,
    FlopPerSecondPerChip,
    Fraction,
    GramCo2e,
    JoulePerToken,
    KilogramCo2e,
    KilogramPerChip,
    Megawatt,
    MegawattHourPerDay,
    Params,
    QueriesPerDay,
    Ratio,
    Second,
    Sequences,
    Tokens,
    Watt,
    WattHour,
    WattHourPerChip,
    WattPerChip,
    Year,
)


def flop_per_joule(peak_flop_per_second: FlopPerSecondPerChip, tdp: WattPerChip) -> FlopPerJoule:
    """Dense FLOP for each joule of rated chip power.

    Notes
    -----
    State the number format with it: FP4 operations are no 16-bit FLOP.

    References
    ----------
    epoch2024costcode : Chip dataset
    """
    return peak_flop_per_second / tdp


def token_energy_floor(active_params: Params, flop_per_joule: FlopPerJoule) -> JoulePerToken:
    """Energy of one output token if arithmetic ran at its peak.

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return FORWARD_FLOP_PER_PARAM_TOKEN * active_params / flop_per_joule


def decode_token_energy(
    step_time: Second, batch: Sequences, *, chips_per_replica: Chip, tdp: WattPerChip, average_load: Fraction
) -> JoulePerToken:
    """Chip energy of one output token, from the time of a decode step.

    Notes
    -----
    Weights are read once for the whole batch, so energy falls with the batch until arithmetic or the cache sets the
    pace.

    References
    ----------
    mlenergy2026leaderboard
    """
    return chips_per_replica * tdp * average_load * step_time / batch


def query_energy(answer_tokens: Tokens, token_energy: JoulePerToken, *, fleet_overhead: Ratio) -> WattHour:
    """Electricity of a query at the meter, from the chip energy of its tokens.

    Notes
    -----
    Reading the prompt is left out. 1.72 in one production fleet: host 25 %, idle machines 10 %, overhead 8 % of the
    total.

    References
    ----------
    elsworth2025google : Table 1
    """
    return answer_tokens * token_energy * fleet_overhead / JOULES_PER_WATT_HOUR


def query_energy_you2025(
    active_params: Params,
    answer_tokens: Tokens,
    *,
    peak_flop_per_second: FlopPerSecondPerChip,
    serving_utilisation: Fraction,
    serving_power: WattPerChip,
    average_load: Fraction,
) -> WattHour:
    """Electricity of a query from its arithmetic at a low utilisation.

    References
    ----------
    you2025chatgpt
    """
    chip_seconds = (
        FORWARD_FLOP_PER_PARAM_TOKEN * active_params * answer_tokens / (peak_flop_per_second * serving_utilisation)
    )
    return chip_seconds * serving_power * average_load / JOULES_PER_WATT_HOUR


def query_energy_devries2023(daily_energy: MegawattHourPerDay, queries_per_day: QueriesPerDay) -> WattHour:
    """Electricity of a query, from a whole service.

    References
    ----------
    devries2023growing
    """
    return daily_energy * WATTS_PER_MEGAWATT / queries_per_day


def fleet_power(query_energy: WattHour, queries_per_day: QueriesPerDay) -> Megawatt:
    """Average power of a service.

    References
    ----------
    devries2023growing
    """
    return query_energy * queries_per_day / (HOURS_PER_DAY * WATTS_PER_MEGAWATT)


def gpu_token_energy_ecologits2025(active_params: Params, batch: Sequences) -> WattHourPerChip:
    """Energy of one output token on each GPU that serves the model.

    Notes
    -----
    Fitted to measurements on H100 at batches to 64; it is 1.45 times the benchmark it is fitted to at 70 billion
    parameters.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    return ECOLOGITS_ENERGY * exp(-ECOLOGITS_BATCH_DECAY * batch) * (active_params / BILLION) + ECOLOGITS_ENERGY_FLOOR


def token_seconds_ecologits2025(active_params: Params, batch: Sequences) -> Second:
    """Time between output tokens.

    Notes
    -----
    Fitted as the energy is.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    return ECOLOGITS_TIME * (active_params / BILLION) + ECOLOGITS_BATCH_TIME * batch + ECOLOGITS_TIME_FLOOR


def gpus_ecologits2025(total_params: Params, bytes_per_param: BytePerParam, *, memory_per_chip: BytePerChip) -> Chip:
    """GPUs that hold a model with a fifth to spare, as a power of two.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    memory = ECOLOGITS_MEMORY_OVERHEAD * total_params * bytes_per_param
    return ONE_CHIP * 2 ** ceil(maximum(0, log(memory / (memory_per_chip * ONE_CHIP)) / log(2)))


def server_energy_ecologits2025(
    request_seconds: Second, batch: Sequences, *, gpus_ecologits2025: Chip, server_power: Watt
) -> WattHour:
    """Host's energy for a request: part of a server of eight GPUs, shared by the batch.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    return request_seconds * server_power * gpus_ecologits2025 / (GPUS_PER_SERVER * batch * SECONDS_PER_HOUR)


def request_energy_ecologits2025(
    answer_tokens: Tokens,
    gpu_token_energy_ecologits2025: WattHourPerChip,
    *,
    gpus_ecologits2025: Chip,
    server_energy_ecologits2025: WattHour,
    pue: Ratio,
) -> WattHour:
    """Electricity of a request at the meter.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    return pue * (server_energy_ecologits2025 + gpus_ecologits2025 * answer_tokens * gpu_token_energy_ecologits2025)


def request_embodied_ecologits2025(
    request_seconds: Second,
    batch: Sequences,
    *,
    gpus_ecologits2025: Chip,
    gpu_embodied: KilogramPerChip,
    server_embodied: KilogramCo2e,
    life_years: Year,
) -> GramCo2e:
    """Emissions of making the hardware, for the time that a request books it.

    References
    ----------
    ecologits2025 : docs/methodology/llm_inference.md
    """
    hardware_embodied = gpus_ecologits2025 * (server_embodied / GPUS_PER_SERVER + gpu_embodied)
    return (
        request_seconds
        / (life_years * HOURS_PER_CALENDAR_YEAR * SECONDS_PER_HOUR * batch)
        * hardware_embodied
        * GRAMS_PER_KILOGRAM
    )
