"""What the chapter forecasts: the chips in the world at the end of a year."""

from __future__ import annotations

from datetime import date

from headroom.evidence import LackingError, Quantity, World
from headroom.report.forecasts import forecast
from headroom.report.limits.results import ceilings, study


def chips_counted(world: World, day: date) -> Quantity:
    """Chips in the world on a day, the end of a year [H100-equivalents]."""
    if (day.month, day.day) != (12, 31):
        raise LackingError(f"the chips of the world are counted at the end of a year, not on {day}")
    return study.installed(world, str(day.year))


@forecast("limits.chips", "Chips in the world, in H100-equivalents", "count", came=chips_counted)
def chips_ahead(world: World, day: date) -> Quantity:
    """The newest count carried forward as the study of 2024 expects it; before the count, the study's own inputs."""
    anchored = date(int(study.ANCHORED), 12, 31) <= world.as_of
    edition = study.ANCHORED if anchored else study.STUDY
    years = day.year + day.timetuple().tm_yday / 365.25 - study.START[edition]
    return ceilings.world_chips(study.given(world, edition), years).named("", level=study.LEVEL)
