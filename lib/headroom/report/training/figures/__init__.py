"""Figures of the chapter on training cost: functions of a World."""

from headroom.report.training.figures.calibration import bills, utilisation_by_family
from headroom.report.training.figures.clusters import chips_and_days, goodput, weak_chips
from headroom.report.training.figures.cost import cost_by_date, growth_specifications, many_prices
from headroom.report.training.figures.live import live_run
from headroom.report.training.figures.parts import after_pretraining, development_parts, iceberg, parts_of_a_run
from headroom.report.training.figures.prices import budgets, gpt3_repriced
from headroom.report.training.figures.progress import compute_and_score, effective_compute, llama_pairs, size_and_data
from headroom.report.training.figures.trust import backtest, tornado
