"""Numbers and statements of the chapter's text, section by section."""

from headroom.report.training.results.calibration import calibration, goodput_of_bills, new_bills
from headroom.report.training.results.passages.money import (
    agreement,
    budget,
    development,
    energy_share,
    fixed_capability,
    growth_rates,
    one_run_many_prices,
    opening,
    trust,
)
from headroom.report.training.results.passages.scale import (
    fine_tuning,
    interruptions,
    links,
    pairs,
    scores,
    size,
    two_lives,
    whole_programme,
)
