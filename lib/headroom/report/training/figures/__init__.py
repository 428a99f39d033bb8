"""Figures of the chapter on training cost: functions of a World."""

from headroom.report.training.figures.cost import cost_by_date
