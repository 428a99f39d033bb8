"""Numbers and statements of the chapter's text, by theme."""

from headroom.report.inference.results.passages.machines import (
    beside_the_cores,
    chips_and_software,
    floor_and_wall,
    measured_above_lines,
    measured_servers,
    one_step,
    usual_correction,
)
from headroom.report.inference.results.passages.prices import (
    falling_prices,
    opening,
    published_declines,
    rising_bills,
)
from headroom.report.inference.results.passages.serving import best_sizes, serving_a_day, where_computing_goes
from headroom.report.inference.results.passages.thinking import choosing, effort, finding, training_replaced
