"""Numbers and statements of the text of the chapter on which limit binds first."""

from headroom.report.limits.results.passages.binding import drivers, fan, in_short, opening, risk, shares, switches
from headroom.report.limits.results.passages.checks import came, latency, trust
from headroom.report.limits.results.passages.money import burden, cash, moved, outgrown, units
