"""Results of the chapter on energy: pure functions of a World."""

from headroom.report.energy.results import delays, gigawatt, headlines, power, requests, runs, sites, tokens
