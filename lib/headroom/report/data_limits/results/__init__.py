"""Results of the chapter on data limits and scaling laws: pure functions of a World."""

from headroom.report.data_limits.results import (
    caps,
    cells,
    crossing,
    headlines,
    laws,
    models,
    passages,
    prices,
    scores,
    sets,
    stock,
)
