"""Results of the chapter on energy: pure functions of a World."""

from headroom.report.energy.results import (
    delays,
    gigawatt,
    headlines,
    outlook,
    passages,
    power,
    requests,
    runs,
    sites,
    tokens,
)
