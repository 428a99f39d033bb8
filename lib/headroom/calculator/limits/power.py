"""What power allows: of data centres that train together, of one campus, and of the links between sites."""

from headroom.calculator.constants import (
    FLOP_PER_PARAM_TOKEN,
    ONE_YEAR,
    RING_BITS_PER_PARAM,
    SECONDS_PER_DAY,
    WATTS_PER_MEGAWATT,
)
from headroom.calculator.math import maximum, minimum, sqrt
from headroom.calculator.units import (
    BitPerSecond,
    Day,
    Flop,
    FlopPerJoule,
    FlopPerSecondPerChip,
    Fraction,
    GrowthPerYear,
    Kilometre,
    KilometrePerSecond,
    Megawatt,
    Params,
    Second,
    Tokens,
    TokensPerParam,
    WattPerChip,
    Year,
)


def site_flop_per_joule(
    peak_flop_per_second: FlopPerSecondPerChip,
    facility_power_per_chip: WattPerChip,
    *,
    efficiency_growth: GrowthPerYear,
    years: Year,
) -> FlopPerJoule:
    """Peak FLOP for a joule at the meter of a site, after years of better chips.

    Notes
    -----
    Of the number format of the peak.

    References
    ----------
    sevilla2024scaling2030 : Power constraints
    """
    return peak_flop_per_second / facility_power_per_chip * efficiency_growth ** (years / ONE_YEAR)


def ai_power(
    site_power: Megawatt,
    other_power: Megawatt,
    *,
    site_growth: GrowthPerYear,
    other_growth: GrowthPerYear,
    grid_power: Megawatt,
    years: Year,
) -> Megawatt:
    """Power left for AI when all data centres grow and other work in them grows, too.

    Notes
    -----
    Other work never grows faster than all of it; all data centres never take more than the grid has.

    References
    ----------
    sevilla2024scaling2030 : Power constraints for geographically distributed training
    """
    whole = minimum(site_power * site_growth ** (years / ONE_YEAR), grid_power)
    other = other_power * minimum(other_growth, site_growth) ** (years / ONE_YEAR)
    return maximum(whole - other, 0 * whole)


def run_power(ai_power: Megawatt, run_share: Fraction) -> Megawatt:
    """Power that one developer has for one run.

    References
    ----------
    sevilla2024scaling2030 : Appendix B
    """
    return ai_power * run_share


def power_ceiling(run_power: Megawatt, run_days: Day, *, site_flop_per_joule: FlopPerJoule, mfu: Fraction) -> Flop:
    """Largest run on a power, of one site or of several together.

    References
    ----------
    sevilla2024scaling2030 : Power constraints
    """
    return run_power * WATTS_PER_MEGAWATT * site_flop_per_joule * mfu * run_days * SECONDS_PER_DAY


def loop_time(loop_length: Kilometre, signal_speed: KilometrePerSecond) -> Second:
    """Time of light round the loop of data centres of one run.

    References
    ----------
    sevilla2024scaling2030 : Appendix C
    """
    return loop_length / signal_speed


def site_bandwidth_after(site_bandwidth: BitPerSecond, bandwidth_growth: GrowthPerYear, *, years: Year) -> BitPerSecond:
    """Bandwidth between two data centres after years of faster switches.

    References
    ----------
    sevilla2024scaling2030 : Appendix C
    """
    return site_bandwidth * bandwidth_growth ** (years / ONE_YEAR)


def exchange_params(
    batch_tokens: Tokens,
    run_days: Day,
    *,
    tokens_per_param: TokensPerParam,
    site_bandwidth: BitPerSecond,
    loop_time: Second,
) -> Params:
    """Largest model whose gradients go round all sites once for each batch and still in time.

    Notes
    -----
    One exchange takes the transfer of all gradients and two turns of light round the loop; a run makes one for each
    batch. The time is a square in the size of the model, whose positive root this is.

    References
    ----------
    sevilla2024scaling2030 : Appendix C
    """
    transfer = RING_BITS_PER_PARAM * tokens_per_param / site_bandwidth
    turns_time = 2 * tokens_per_param * loop_time
    batch_time = batch_tokens * run_days * SECONDS_PER_DAY
    return 2 * batch_time / (turns_time + sqrt(turns_time**2 + 4 * transfer * batch_time))


def ratio_flop(params: Params, tokens_per_param: TokensPerParam) -> Flop:
    """Compute of a size trained at a ratio of tokens to parameters.

    References
    ----------
    sevilla2024scaling2030 : Appendix A
    """
    return FLOP_PER_PARAM_TOKEN * tokens_per_param * params**2


def power_limit(several_sites: Flop, exchange_ceiling: Flop, *, one_site: Flop) -> Flop:
    """Largest run that power allows: on one campus, or on several as far as the links between them reach.

    References
    ----------
    sevilla2024scaling2030 : Power constraints
    """
    return maximum(minimum(several_sites, exchange_ceiling), one_site)
