"""What `headroom.report.evaluate` takes for the peak of a chip in a number format, and for the share of it in use."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from headroom.calculator import training
from headroom.evidence import EvidenceError, Fault, LackingError, Quantity, World
from headroom.report.facts import calibration
from headroom.report.facts.chips import PEAKS, of_chip

FORMAT = "16bit"  # of a chip's peak unless another is named, and of the peaks that bills are shares of
CALIBRATED = ("mfu", "goodput")  # arguments whose default the bills of known runs give


def check_format(world: World, chip: str | None, number_format: str) -> None:
    """Refuse a number format in which no peak is known.

    Raises
    ------
    EvidenceError
        If there is no chip, or its sheet states no peak in the format; the message names the formats that it has.
    """
    if chip is None:
        known, expected = [FORMAT], "--chip ID with it, whose peak it chooses"
    else:
        known = [one for one in PEAKS if not np.isnan(of_chip(world, chip, f"peak_{one}").value)]
        expected = f"a number format whose dense peak the sheet of {chip} states: {', '.join(known)}"
    if number_format not in known and number_format != FORMAT:
        raise EvidenceError([Fault("--format", 0, "", number_format, expected)])


def peak(world: World, chip: str, number_format: str) -> tuple[Quantity, str]:
    """Dense peak of a chip [FLOP/s], and what it is in words."""
    words = "16-bit" if number_format == FORMAT else number_format.upper()
    return of_chip(world, chip, f"peak_{number_format}"), f"dense {words} peak of {chip}"


def calibrated(
    name: str, world: World, chip: str | None, number_format: str, beside: Collection[str]
) -> tuple[Quantity, str] | None:
    """MFU or goodput as the bills of known runs have it, and where it is from; None if they do not tell.

    Parameters
    ----------
    name
        One of `CALIBRATED`.
    world, chip, number_format
        Evidence, the chip if one is named, and the format of its peak.
    beside
        Arguments that take their default, too: where neither of the two is given, all doubt of their product stands in
        the MFU.
    """
    try:
        kept = calibration.default_goodput(world)
    except LackingError:
        return None
    if name == "goodput":
        origin = f"default: {calibration.goodput_over(world)}"
        return (kept.settled() if "mfu" in beside else kept), origin
    used, bills = calibration.default_utilisation(world, chip), calibration.pooled_over(world, chip)
    origin = f"default: effective utilisation {used.value:.3g} {bills}, over goodput {kept.value:.3g}"
    found = calibration.default_mfu(world, chip)
    if number_format == FORMAT:
        return found, origin
    (reached, _), (stated, words) = (peak(world, chip, one) for one in (FORMAT, number_format))
    if stated.value < reached.value:  # what 16 bits reach says nothing of a wider format
        return None
    share = training.mfu_at_reference_peak(found, reached, reference_peak=stated)
    return share, f"{origin}; the throughput of 16 bits as a share of the {words}"
