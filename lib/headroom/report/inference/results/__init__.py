"""Results of the chapter on inference and test-time scaling: pure functions of a World."""

from headroom.report.inference.results import (
    bills,
    exchange,
    forecasts,
    headlines,
    lifetime,
    measured,
    on_chip,
    passages,
    prices,
    queries,
    samples,
    serving,
    shares,
    speed,
    tables,
    test_time,
)
