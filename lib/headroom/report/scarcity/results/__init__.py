"""Results of the chapter on GPU scarcity: pure functions of a World."""

from headroom.report.scarcity.results import (
    concentration,
    conventions,
    funding,
    headlines,
    market,
    owning,
    passages,
    performance,
    sellers,
    spending,
    supply,
    waiting,
)
