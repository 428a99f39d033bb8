"""Numbers and statements of the chapter's text."""

from headroom.report.energy.results.passages.answers import answers, caveats, floors, reasoning
from headroom.report.energy.results.passages.power import (
    announced,
    electricity_use,
    gigawatt_year,
    growth,
    opening,
    plants,
    waiting,
)
from headroom.report.energy.results.passages.runs import few_tests, footprint, measured, price
