"""Numbers and statements of the text of the chapter on which limit binds first."""

from headroom.report.limits.results.passages.binding import (
    came,
    drivers,
    fan,
    in_short,
    latency,
    opening,
    risk,
    shares,
    switches,
    trust,
)
from headroom.report.limits.results.passages.money import burden, cash, moved, outgrown, units
