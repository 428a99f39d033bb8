"""Figures of the chapter on which limit binds first: functions of a World."""

from headroom.report.limits.figures.capital import run_over_budgets, spending_and_cash, spending_burden
from headroom.report.limits.figures.ceilings import binding_by_year, ceilings_by_year
from headroom.report.limits.figures.checks import back_cast, latency_wall, study_reproduced, two_starts
from headroom.report.limits.figures.converter import one_run
from headroom.report.limits.figures.joint import survival_of_2030, what_moves_the_lowest
from headroom.report.limits.figures.moving import moved_by_a_year
