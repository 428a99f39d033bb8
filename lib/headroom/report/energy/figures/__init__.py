"""Figures of the chapter on energy: functions of a World."""

from headroom.report.energy.figures.answers import batch_energy, query_energy, reasoning
from headroom.report.energy.figures.outlook import electricity_use
from headroom.report.energy.figures.power import gigawatt, run_power
from headroom.report.energy.figures.regions import energy_share
from headroom.report.energy.figures.runs import from_chip_to_meter, published_computed
from headroom.report.energy.figures.sites import campuses, waiting
