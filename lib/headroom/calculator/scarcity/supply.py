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

    References
    ----------
    itiger2025jpm
    """
    return packaged_chips / (chips_per_wafer * packaging_yield)


def concentration_points(share: Fraction) -> HhiPoints:
    """One owner's contribution to the Herfindahl-Hirschman index.

    Notes
    -----
    The index is the sum over all owners.

    References
    ----------
    justice2023guideline1
    """
    return HHI_OF_A_MONOPOLY * share**2


def hhi_with_residual(named_hhi: HhiPoints, unnamed_share: Fraction) -> HhiPoints:
    """Index if all that is not named had one owner.

    Notes
    -----
    The upper end of what the index can be; the named owners alone are the lower end, as if the rest were
    countless.

    References
    ----------
    justice2023guideline1
    epoch2026aichipcounts
    """
    return named_hhi + concentration_points(unnamed_share)


def effective_owners(hhi: HhiPoints) -> Owners:
    """Number of equal owners that would be as concentrated.

    References
    ----------
    justice2023guideline1
    """
    return HHI_OF_A_MONOPOLY / hhi
