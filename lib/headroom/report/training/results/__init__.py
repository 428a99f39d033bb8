"""Results of the chapter on training cost: pure functions of a World."""

from headroom.report.training.results import (
    anatomy,
    backtest,
    beyond,
    calibration,
    compared,
    failures,
    forecasts,
    frontier,
    growth,
    headlines,
    passages,
    progress,
    repricing,
    runs,
    scale_out,
)
