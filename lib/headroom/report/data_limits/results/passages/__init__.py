"""Numbers and statements of the chapter's text."""

from headroom.report.data_limits.results.passages.models import (
    leaders,
    llamas,
    overtraining,
    precision,
    repetition,
    serving,
    trust,
    wall,
)
from headroom.report.data_limits.results.passages.text import growth, meeting, private_text, supply, text_prices
