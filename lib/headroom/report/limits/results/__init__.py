"""Results of the chapter on which limit binds first: pure functions of a World."""

from headroom.report.limits.results import (
    affordable,
    capital,
    ceilings,
    compared,
    converter,
    forecasts,
    headlines,
    headlines_of_money,
    joint,
    moving,
    passages,
    study,
    wall,
)
