"""Figures of the chapter on data limits and scaling laws: functions of a World."""

from headroom.report.data_limits.figures.caps import loss_under_caps, worth_of_an_epoch
from headroom.report.data_limits.figures.laws import law_exponents, laws_compared
from headroom.report.data_limits.figures.models import (
    compute_optimal_frontier,
    inference_aware_size,
    overpay,
    tokens_per_parameter,
)
from headroom.report.data_limits.figures.prices import price_of_text, synthetic_by_date
from headroom.report.data_limits.figures.scores import scores_by_date, small_against_big
from headroom.report.data_limits.figures.sets import growth_of_text, training_text
from headroom.report.data_limits.figures.stock import crossing_years, stock_and_demand
