"""How much compute there is, how long its delivery takes, and in how many hands it is."""

from headroom.calculator.constants import HHI_OF_A_MONOPOLY, MONTHS_PER_YEAR
from headroom.calculator.units import (
    Chip,
    ChipPerWeek,
    ChipPerYear,
    ChipsPerWafer,
    FlopPerSecond,
    FlopPerSecondPerChip,
    Fraction,
    H100Equivalents,
    HhiPoints,
    Owners,
    WafersPerMonth,
    WafersPerYear,
    Week,
)


def h100_equivalents(
    chips: Chip, peak_flop_per_second: FlopPerSecondPerChip, *, h100_peak: FlopPerSecondPerChip
) -> H100Equivalents:
    """Chips of any kind in H100s of the same peak.

    Parameters
    ----------
    chips : Chip
        Chips that train together [chip], 1 to 1e8.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.
    h100_peak : FlopPerSecondPerChip
        Dense FLOP/s of an H100 SXM in the number format of the comparison [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    H100Equivalents
        H100s of the same peak in that number format [H100e].

    Notes
    -----
    Name the number format: an H200 is 1.0 in eight bits although its memory is faster, and work bound by
    memory gains less than the peaks say.

    References
    ----------
    epoch2026aichipcounts
    """
    return chips * peak_flop_per_second / h100_peak


def cluster_peak(chips: Chip, peak_flop_per_second: FlopPerSecondPerChip) -> FlopPerSecond:
    """Peak of all chips of a cluster together.

    Parameters
    ----------
    chips : Chip
        Chips that train together [chip], 1 to 1e8.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    FlopPerSecond
        Peak FLOP/s of all chips together [FLOP/s].

    Notes
    -----
    Of the number format and density of the peak that goes in.

    References
    ----------
    epoch2026aichipcounts
    """
    return chips * peak_flop_per_second


def chips_for_peak(cluster_peak: FlopPerSecond, peak_flop_per_second: FlopPerSecondPerChip) -> Chip:
    """Chips that have a peak together.

    Parameters
    ----------
    cluster_peak : FlopPerSecond
        Peak FLOP/s of all chips together [FLOP/s], 1e15 to 1e24.
    peak_flop_per_second : FlopPerSecondPerChip
        Dense FLOP/s of one chip at the precision used [FLOP/s/chip], 1e12 to 1e17.

    Returns
    -------
    Chip
        Chips that have the peak together [chip].

    Notes
    -----
    Ten exaFLOP/s are 2,527 or 10,111 H100, by number format and density.

    References
    ----------
    time2023gross
    epoch2026aichipcounts
    """
    return cluster_peak / peak_flop_per_second


def backlog(lead_time: Week, shipments: ChipPerWeek) -> Chip:
    """Open orders by Little's law: arrival rate times waiting time.

    Parameters
    ----------
    lead_time : Week
        Time from order to delivery [week], 0.5 to 150.
    shipments : ChipPerWeek
        Chips delivered in a week [chip/week], 1 to 1e7.

    Returns
    -------
    Chip
        Chips ordered and not yet delivered [chip].

    Notes
    -----
    For a queue in a steady state. While lead times fall it overstates, while they rise it understates what is
    open.

    References
    ----------
    little1961proof
    tomshardware2023omdia
    """
    return lead_time * shipments


def packaged_chips(
    wafers_per_month: WafersPerMonth,
    customer_share: Fraction,
    *,
    chips_per_wafer: ChipsPerWafer,
    packaging_yield: Fraction,
) -> ChipPerYear:
    """Chips that packaging lets through in a year.

    Parameters
    ----------
    wafers_per_month : WafersPerMonth
        Wafers packaged in a month, all customers [wafers/month], 100 to 1e7.
    customer_share : Fraction
        Part of the capacity that one customer has [fraction], 0.01 to 1.
    chips_per_wafer : ChipsPerWafer
        Packages that one wafer gives, before losses [chips/wafer], 1 to 100.
    packaging_yield : Fraction
        Share of packages that work [fraction], 0.2 to 1.

    Returns
    -------
    ChipPerYear
        Chips that packaging lets through in a year [chip/yr].

    Notes
    -----
    A ceiling: memory stacks and power may bind first.

    References
    ----------
    smbom2023cowos
    itiger2025jpm
    """
    return wafers_per_month * MONTHS_PER_YEAR * customer_share * chips_per_wafer * packaging_yield


def wafers_for_chips(
    packaged_chips: ChipPerYear, chips_per_wafer: ChipsPerWafer, *, packaging_yield: Fraction
) -> WafersPerYear:
    """Wafers a year that chips take in packaging.

    Parameters
    ----------
    packaged_chips : ChipPerYear
        Chips that packaging lets through in a year [chip/yr], 100 to 1e9.
    chips_per_wafer : ChipsPerWafer
        Packages that one wafer gives, before losses [chips/wafer], 1 to 100.
    packaging_yield : Fraction
        Share of packages that work [fraction], 0.2 to 1.

    Returns
    -------
    WafersPerYear
        Wafers a year that the chips take [wafers/yr].

    References
    ----------
    itiger2025jpm
    """
    return packaged_chips / (chips_per_wafer * packaging_yield)


def concentration_points(share: Fraction) -> HhiPoints:
    """One owner's contribution to the Herfindahl-Hirschman index.

    Parameters
    ----------
    share : Fraction
        One owner's part of the whole [fraction], 0 to 1.

    Returns
    -------
    HhiPoints
        One owner's part of the Herfindahl-Hirschman index [points].

    Notes
    -----
    The index is the sum over all owners.

    References
    ----------
    justice2023guideline1
    """
    return HHI_OF_A_MONOPOLY * share**2


def hhi_with_residual(named_hhi: HhiPoints, share: Fraction) -> HhiPoints:
    """Index if all that is not named had one owner.

    Parameters
    ----------
    named_hhi : HhiPoints
        Contributions of the owners known by name [points], 0 to 10000.
    share : Fraction
        Part of the whole that is not named [fraction], 0 to 1.

    Returns
    -------
    HhiPoints
        Index if all that is not named had one owner [points].

    Notes
    -----
    The upper end of what the index can be; the named owners alone are the lower end, as if the rest were
    countless.

    References
    ----------
    justice2023guideline1
    epoch2026aichipcounts
    """
    return named_hhi + concentration_points(share)


def effective_owners(hhi: HhiPoints) -> Owners:
    """Number of equal owners that would be as concentrated.

    Parameters
    ----------
    hhi : HhiPoints
        Sum of squared shares, 10,000 for a monopoly [points], 10 to 10000.

    Returns
    -------
    Owners
        Number of equal owners that would be as concentrated [owners].

    References
    ----------
    justice2023guideline1
    """
    return HHI_OF_A_MONOPOLY / hhi
