"""Figures of the chapter on which limit binds first: functions of a World."""

from headroom.report.limits.figures.capital import run_over_budgets, spending_and_cash, spending_burden
from headroom.report.limits.figures.converter import one_run
from headroom.report.limits.figures.moving import moved_by_a_year
