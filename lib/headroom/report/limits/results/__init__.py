"""Results of the chapter on which limit binds first: pure functions of a World."""

from headroom.report.limits.results import (
    affordable,
    capital,
    converter,
    headlines_of_money,
    moving,
    passages,
)
