"""Results of the chapter on data limits and scaling laws: pure functions of a World."""

from headroom.report.data_limits.results import (
    caps,
    cells,
    crossing,
    forecasts,
    headlines,
    laws,
    models,
    passages,
    prices,
    scores,
    sets,
    stock,
)
