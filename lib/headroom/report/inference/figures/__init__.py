"""Figures of the chapter on inference: functions of a World."""

from headroom.report.inference.figures.lifetime import inference_share, lifetime_optimum
from headroom.report.inference.figures.on_chip import sram_against_gpu
from headroom.report.inference.figures.prices import declines, price_of_capability, price_times_tokens
from headroom.report.inference.figures.queries import query_and_breakeven
from headroom.report.inference.figures.samples import coverage_and_choice
from headroom.report.inference.figures.servers import one_token, roofline_error
from headroom.report.inference.figures.speed import cost_at_speed
from headroom.report.inference.figures.thinking import accuracy_by_cost, exchange_map
