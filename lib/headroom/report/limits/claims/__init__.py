"""The claims of the chapter: for each the quantity that tests it, and the condition under which it holds."""

from headroom.report.limits.claims import bounds, money
