"""Results of the chapter on energy: pure functions of a World."""

from headroom.report.energy.results import (
    delays,
    forecasts,
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
