"""Energy of a token and of a request: bounds, whole fleets, and one published model."""

from headroom.calculator.constants import (
    BILLION,
    BITS_PER_BYTE,
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
    Byte,
    BytePerChip,
    BytePerParam,
    Chip,
    FlopPerJoule,
    FlopPerSecondPerChip,
    Fraction,
    GramCo2e,
    JoulePerBit,
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

    Parameters
    ----------
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.

    Returns
    -------
    FlopPerJoule
        Dense FLOP per joule of rated chip power [FLOP/J].

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

    Parameters
    ----------
    active_params : Params
        Weights of a sparse model that one token passes [params], 1e6 to 1e14.
    flop_per_joule : FlopPerJoule
        Dense FLOP per joule of rated chip power [FLOP/J], 1e9 to 1e17.

    Returns
    -------
    JoulePerToken
        Chip energy if arithmetic ran at its peak [J/token].

    References
    ----------
    jaxml2025scalingbook : inference.md
    """
    return FORWARD_FLOP_PER_PARAM_TOKEN * active_params / flop_per_joule


def decode_token_energy(
    step_time: Second, batch: Sequences, *, chips: Chip, tdp: WattPerChip, average_load: Fraction
) -> JoulePerToken:
    """Chip energy of one output token, from the time of a decode step.

    Parameters
    ----------
    step_time : Second
        In which each sequence gains a token [s], 1e-6 to 100.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.
    chips : Chip
        Chips that serve one copy of the model [chip], 1 to 1e8.
    tdp : WattPerChip
        Thermal design power [W/chip], 50 to 5000.
    average_load : Fraction
        Average draw over rated power [fraction], 0.1 to 1.

    Returns
    -------
    JoulePerToken
        Chip energy of a decode step for each sequence [J/token].

    Notes
    -----
    Weights are read once for the whole batch, so energy falls with the batch until arithmetic or the cache sets the
    pace.

    References
    ----------
    mlenergy2026leaderboard
    """
    return chips * tdp * average_load * step_time / batch


def access_token_energy(read_bytes: Byte, access_energy: JoulePerBit, *, batch: Sequences) -> JoulePerToken:
    """Energy of moving the weights from memory, for each output token.

    Parameters
    ----------
    read_bytes : Byte
        Weights read from memory in one decode step [byte], 1e6 to 1e14.
    access_energy : JoulePerBit
        Of one bit read [J/bit], 1e-13 to 1e-10.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.

    Returns
    -------
    JoulePerToken
        Energy of moving the weights alone [J/token].

    References
    ----------
    oconnor2017fgdram
    """
    return BITS_PER_BYTE * read_bytes * access_energy / batch


def query_energy(answer_tokens: Tokens, token_energy: JoulePerToken, *, fleet_overhead: Ratio) -> WattHour:
    """Electricity of a query at the meter, from the chip energy of its tokens.

    Parameters
    ----------
    answer_tokens : Tokens
        Tokens that are written [tokens], 1 to 1e7.
    token_energy : JoulePerToken
        Chip energy of one output token [J/token], 0.0001 to 1000.
    fleet_overhead : Ratio
        Energy at the meter over energy of busy chips: host, idle, cooling [ratio], 1 to 5.

    Returns
    -------
    WattHour
        Electricity at the meter of the site [Wh].

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

    Parameters
    ----------
    active_params : Params
        Weights of a sparse model that one token passes [params], 1e6 to 1e14.
    answer_tokens : Tokens
        Tokens that are written [tokens], 1 to 1e7.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    serving_utilisation : Fraction
        Share of peak FLOP/s [fraction], 0.001 to 0.8.
    serving_power : WattPerChip
        Rated power of one chip with server and cooling [W/chip], 50 to 10000.
    average_load : Fraction
        Average draw over rated power [fraction], 0.1 to 1.

    Returns
    -------
    WattHour
        Chip-seconds times facility power [Wh].

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

    Parameters
    ----------
    daily_energy : MegawattHourPerDay
        Electricity of a service [MWh/d], 0.001 to 1e7.
    queries_per_day : QueriesPerDay
        Of all users [queries/d], 1 to 1e12.

    Returns
    -------
    WattHour
        Energy of a day over queries of a day [Wh].

    References
    ----------
    devries2023growing
    """
    return daily_energy * WATTS_PER_MEGAWATT / queries_per_day


def fleet_power(query_energy: WattHour, queries_per_day: QueriesPerDay) -> Megawatt:
    """Average power of a service.

    Parameters
    ----------
    query_energy : WattHour
        Electricity at the meter of the site [Wh], 0.0001 to 1000.
    queries_per_day : QueriesPerDay
        Of all users [queries/d], 1 to 1e12.

    Returns
    -------
    Megawatt
        Average power that its queries take [MW].

    References
    ----------
    devries2023growing
    """
    return query_energy * queries_per_day / (HOURS_PER_DAY * WATTS_PER_MEGAWATT)


def gpu_token_energy_ecologits2025(active_params: Params, batch: Sequences) -> WattHourPerChip:
    """Energy of one output token on each GPU that serves the model.

    Parameters
    ----------
    active_params : Params
        Weights of a sparse model that one token passes [params], 1e6 to 1e14.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.

    Returns
    -------
    WattHourPerChip
        Fitted to a benchmark [Wh/token/chip].

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

    Parameters
    ----------
    active_params : Params
        Weights of a sparse model that one token passes [params], 1e6 to 1e14.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.

    Returns
    -------
    Second
        Fitted to a benchmark [s].

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

    Parameters
    ----------
    total_params : Params
        Weights held in memory [params], 1e6 to 1e15.
    bytes_per_param : BytePerParam
        Memory of one frozen weight [byte/param], 0.25 to 4.
    memory_per_chip : BytePerChip
        High-bandwidth memory of one chip [byte/chip], 1e9 to 1e13.

    Returns
    -------
    Chip
        Power of two whose memory holds it [chip].

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

    Parameters
    ----------
    request_seconds : Second
        From the first to the last token [s], 0.001 to 100000.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.
    gpus_ecologits2025 : Chip
        Power of two whose memory holds it [chip], 1 to 1024.
    server_power : Watt
        Power of a server of eight GPUs without them [W], 100 to 10000.

    Returns
    -------
    WattHour
        Host's share [Wh].

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

    Parameters
    ----------
    answer_tokens : Tokens
        Tokens that are written [tokens], 1 to 1e7.
    gpu_token_energy_ecologits2025 : WattHourPerChip
        Fitted to a benchmark [Wh/token/chip], 1e-7 to 1.
    gpus_ecologits2025 : Chip
        Power of two whose memory holds it [chip], 1 to 1024.
    server_energy_ecologits2025 : WattHour
        Host's share [Wh], 1e-9 to 1000.
    pue : Ratio
        Facility energy over IT energy, a year's mean [ratio], 1 to 2.

    Returns
    -------
    WattHour
        GPUs, host's share and cooling [Wh].

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

    Parameters
    ----------
    request_seconds : Second
        From the first to the last token [s], 0.001 to 100000.
    batch : Sequences
        Sequences decoded together [sequences], 1 to 10000.
    gpus_ecologits2025 : Chip
        Power of two whose memory holds it [chip], 1 to 1024.
    gpu_embodied : KilogramPerChip
        Of making one [kgCO2e/chip], 1 to 10000.
    server_embodied : KilogramCo2e
        Of making one, without GPUs [kgCO2e], 10 to 100000.
    life_years : Year
        Years over which a purchase is spread [yr], 1 to 10.

    Returns
    -------
    GramCo2e
        Making the hardware, for the time that it is booked [gCO2e].

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
